#pragma once
/* Days of the Gregorian calendar, counted from 1970-01-01. */
#include <stdbool.h>
#include <stdint.h>

struct sv_day {
    int32_t year; /* 1 to 9999 */
    int32_t month;
    int32_t day;
};

bool sv_day_exists(struct sv_day day);
/* The day must exist. */
int64_t sv_day_number(struct sv_day day);
/* False outside the years 1 to 9999. */
bool sv_day_of_number(int64_t number, struct sv_day *out_day);
