#pragma once
/* What the adapter and the configuration of the other side share. */
#include "base/buf.h"
#include "base/str.h"

/* Text in a URL that Kannel fills in: "%" begins an escape there, "%%" is one of ours. */
void gw_kannel_put_literal(struct buf *to, struct str text);
