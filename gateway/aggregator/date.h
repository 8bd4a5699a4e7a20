#pragma once
/* Days and dates of the Gregorian calendar from 1970 on, in UTC. */
#include <stdint.h>

#include "base/buf.h"

/* Days from 1970-01-01, or -1 when there is no such day or it lies before. */
int64_t gw_days_of(int64_t year, int64_t month, int64_t day);
/* "2017-05-03T06:04:45Z", with milliseconds when they are not zero. 0 <= ms, up to the year 9999. */
void gw_time_put(struct buf *out, int64_t ms);
