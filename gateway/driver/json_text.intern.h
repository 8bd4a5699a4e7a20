#pragma once
/* The one piece of JSON the drivers write themselves: a string. */
#include "base/buf.h"
#include "base/str.h"

/* s in quotes, printable ASCII only: everything else is escaped, an invalid byte as U+FFFD. A log line or an error body
 * can thus carry foreign bytes without driving a terminal or breaking a reader. */
void gw_json_text(struct buf *out, struct str s);
