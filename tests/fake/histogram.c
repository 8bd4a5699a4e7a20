#include "histogram.h"

#include <stddef.h>

/* Values below 128 have a bucket each; each further power of two is cut into 64. */
static size_t bucket_of(uint64_t us)
{
    if (us < 128) {
        return (size_t)us;
    }
    const int shift = 63 - __builtin_clzll(us) - 6;
    const size_t bucket = (size_t)shift * 64 + (size_t)(us >> shift);
    return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

static int64_t upper_edge(size_t bucket)
{
    if (bucket < 128) {
        return (int64_t)bucket;
    }
    const size_t shift = bucket / 64 - 1;
    return (int64_t)(((64 + bucket % 64 + 1) << shift) - 1);
}

void histogram_add(struct histogram *histogram, int64_t us)
{
    histogram->count[bucket_of(us < 0 ? 0 : (uint64_t)us)]++;
    histogram->total++;
}

int64_t histogram_quantile(const struct histogram *histogram, double share)
{
    const double wanted = share * (double)histogram->total;
    uint64_t seen = 0;
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += histogram->count[i];
        if (seen > 0 && (double)seen >= wanted) {
            return upper_edge(i);
        }
    }
    return 0;
}
