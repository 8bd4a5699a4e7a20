#include "gateway/memory.h"

#include <stdlib.h>

void *gw_memory_new(size_t count, size_t size)
{
    void *p = calloc(count, size);
    if (p == NULL)
        abort();
    return p;
}

void *gw_memory_grow(void *old, size_t count, size_t size)
{
    void *p = reallocarray(old, count, size);
    if (p == NULL)
        abort();
    return p;
}
