#pragma once
#include "base/str.h"

/* "5" for "end" of a column parameters "start=1 end=5", parted by blanks, commas, semicolons or line breaks; empty: not there. */
struct str xl_parameter(struct str parameters, struct str name);
