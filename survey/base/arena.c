#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    ALIGNMENT = 16,
    BLOCK_BYTES = 4096,
    KEPT_SHARE = 64 /* of the cap, so that a rush does not keep memory for ever */
};

struct block {
    struct block *older;
    size_t size;
    size_t used;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

struct arena {
    struct block *newest;
    size_t bytes_max;
    size_t bytes_used;
    unsigned char *last; /* the latest allocation, which may grow in place */
};

static struct block *block_new(size_t size, struct block *older)
{
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL)
        abort();
    *block = (struct block){.older = older, .size = size, .used = 0};
    return block;
}

struct arena *arena_new(size_t bytes_max)
{
    struct arena *arena = malloc(sizeof *arena);
    if (arena == NULL)
        abort();
    *arena = (struct arena){.newest = block_new(BLOCK_BYTES, NULL), .bytes_max = bytes_max};
    return arena;
}

void arena_reset(struct arena *arena)
{
    assert(arena != NULL);
    /* Each block is larger than the one before, and what comes next is most likely of the size of the last. */
    const size_t most = arena->bytes_max / KEPT_SHARE;
    struct block *kept = arena->newest;
    while (kept->older != NULL && kept->size > most) {
        struct block *gone = kept;
        kept = gone->older;
        free(gone);
    }
    while (kept->older != NULL) {
        struct block *gone = kept->older;
        kept->older = gone->older;
        free(gone);
    }
    kept->used = 0;
    arena->newest = kept;
    arena->bytes_used = 0;
    arena->last = NULL;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    arena_reset(arena);
    free(arena->newest);
    free(arena);
}

size_t arena_used(const struct arena *arena)
{
    return arena->bytes_used;
}

static size_t round_up(size_t n)
{
    return (n + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

void *arena_alloc(struct arena *arena, size_t n)
{
    assert(arena != NULL);
    if (n > arena->bytes_max || arena->bytes_used > arena->bytes_max - n)
        return NULL;
    const size_t need = round_up(n == 0 ? 1 : n);
    struct block *block = arena->newest;
    if (block->size - block->used < need) {
        /* Doubling keeps the number of blocks small for large requests. */
        const size_t twice = block->size * 2;
        block = block_new(need > twice ? need : twice, block);
        arena->newest = block;
    }
    unsigned char *p = block->bytes + block->used;
    block->used += need;
    arena->bytes_used += need;
    arena->last = p;
    return memset(p, 0, need);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    return arena_alloc(arena, bytes);
}

void *arena_grow(struct arena *arena, void *old, size_t count_old, size_t count_new, size_t size)
{
    assert(count_new >= count_old);
    size_t bytes = 0;
    if (__builtin_mul_overflow(count_new, size, &bytes))
        return NULL;
    const size_t bytes_old = count_old * size;
    const size_t have = round_up(bytes_old == 0 ? 1 : bytes_old);
    const size_t more = round_up(bytes == 0 ? 1 : bytes) - have;
    struct block *block = arena->newest;
    if (old != NULL && old == arena->last && block->size - block->used >= more && more <= arena->bytes_max &&
        arena->bytes_used <= arena->bytes_max - more) {
        memset((unsigned char *)old + have, 0, more);
        block->used += more;
        arena->bytes_used += more;
        return old;
    }
    void *grown = arena_alloc(arena, bytes);
    if (grown != NULL && old != NULL && bytes_old > 0)
        memcpy(grown, old, bytes_old);
    return grown;
}

struct str arena_str(struct arena *arena, struct str s)
{
    char *p = arena_alloc(arena, s.n);
    if (p == NULL)
        return (struct str){.p = NULL, .n = 0};
    if (s.n > 0)
        memcpy(p, s.p, s.n);
    return (struct str){.p = p, .n = s.n};
}

char *str_z(struct arena *arena, struct str s)
{
    if (str_find_byte(s, '\0') != SIZE_MAX)
        return NULL;
    char *p = arena_alloc(arena, s.n + 1);
    if (p != NULL && s.n > 0)
        memcpy(p, s.p, s.n);
    return p;
}
