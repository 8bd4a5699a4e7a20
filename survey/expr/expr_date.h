#pragma once
/* Dates and times as texts and as days since 1970-01-01, always on the participant's clock: an offset written in a text
 * is converted. */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct sv_moment {
    int64_t day; /* since 1970-01-01 */
    int64_t ms;  /* of the day */
};

struct sv_civil {
    int year;
    int month; /* 1-12 */
    int day;
};

struct sv_civil sv_civil_of(int64_t day);
/* 0 = Monday. */
int sv_weekday_of(int64_t day);

/* "YYYY-MM-DD" or "YYYY-MM-DDThh:mm[:ss[.fff]][Z|+hh:mm]". */
bool sv_moment_read(struct str text, int32_t utc_offset_s, struct sv_moment *out_moment);
/* "hh:mm[:ss[.fff]]", anything behind it is not looked at. */
bool sv_time_read(struct str text, int64_t *out_ms);
struct sv_moment sv_moment_at(int64_t now_ms, int32_t utc_offset_s);
/* False outside the years 1 to 9999. */
bool sv_moment_of_days(double days, struct sv_moment *out_moment);
double sv_days_of(const struct sv_moment *moment);

void sv_date_put(const struct sv_moment *moment, struct buf *out);
void sv_datetime_put(const struct sv_moment *moment, int32_t utc_offset_s, struct buf *out);
