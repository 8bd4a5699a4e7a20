#pragma once
/* Values as an answer is stored, and so as a form writes them: 12, -1.5, 2026-01-15, 14:30. */
#include <stdbool.h>

#include "base/str.h"

/* The only answer to an acknowledge. */
bool xl_check_acknowledges(struct str text);
bool xl_check_is_whole(struct str text);
/* Digits, perhaps a sign before them, perhaps a point and digits behind them. */
bool xl_check_is_decimal(struct str text);
/* A day that exists. */
bool xl_check_is_date(struct str text);
/* hh:mm */
bool xl_check_is_time(struct str text);
/* A date, "T" or a blank, a time. */
bool xl_check_is_datetime(struct str text);
