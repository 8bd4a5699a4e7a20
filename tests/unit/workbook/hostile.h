#pragma once
#include "base/err.h"
#include "base/str.h"

/* The file is refused with a mistake that begins so, within a second of processor time and 64 MiB. */
void expect_refusal_by_name(const char *file, struct str bytes, enum rc rc, const char *expected);
