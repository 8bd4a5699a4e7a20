#pragma once
/* Counts of microseconds in buckets at most 1/64 wide of their value. */
#include <stdint.h>

enum { HISTOGRAM_BUCKETS = 64 * 40 };

struct histogram {
    uint64_t count[HISTOGRAM_BUCKETS];
    uint64_t total;
};

void histogram_add(struct histogram *histogram, int64_t us); /* below 0 counts as 0 */
/* The upper edge of the bucket that holds this share (0.99) of all values; 0 when empty. */
int64_t histogram_quantile(const struct histogram *histogram, double share);
