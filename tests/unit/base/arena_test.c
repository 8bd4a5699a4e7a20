#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/arena.h"

Test(arena, memory_is_zeroed_and_aligned_for_any_object)
{
    struct arena *arena = arena_new(100000);
    static const size_t sizes[] = {0, 1, 7, 16, 17, 5000, 3};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        unsigned char *p = arena_alloc(arena, sizes[i]);
        cr_assert(p != NULL, "size %zu", sizes[i]);
        cr_expect(eq(sz, (uintptr_t)p % _Alignof(max_align_t), 0), "size %zu", sizes[i]);
        for (size_t byte = 0; byte < sizes[i]; byte++)
            cr_assert(p[byte] == 0, "size %zu byte %zu", sizes[i], byte);
        memset(p, 0xA5, sizes[i]); /* an overlap would show in the next one */
    }
    arena_free(arena);
}

Test(arena, gives_all_of_its_cap_and_not_a_byte_more)
{
    struct arena *arena = arena_new(64);
    cr_expect(arena_alloc(arena, 65) == NULL);
    cr_expect(eq(sz, arena_used(arena), 0));
    cr_expect(arena_alloc(arena, 64) != NULL);
    cr_expect(arena_alloc(arena, 1) == NULL);
    cr_expect(eq(sz, arena_used(arena), 64));
    arena_free(arena);
}

Test(arena, an_empty_piece_is_valid_even_in_an_arena_without_room)
{
    struct arena *arena = arena_new(0);
    cr_expect(arena_alloc(arena, 0) != NULL);
    cr_expect(arena_alloc(arena, 1) == NULL);
    arena_free(arena);
}

Test(arena, the_cap_bounds_the_sum_over_many_blocks)
{
    enum { CAP = 1 << 20, PIECE = 1024 };
    struct arena *arena = arena_new(CAP);
    size_t pieces = 0;
    while (arena_alloc(arena, PIECE) != NULL)
        pieces++;
    cr_expect(eq(sz, pieces, CAP / PIECE));
    arena_free(arena);
}

Test(arena, a_reset_gives_the_whole_cap_again_zeroed)
{
    struct arena *arena = arena_new(10000);
    for (int round = 0; round < 3; round++) {
        unsigned char *p = arena_alloc(arena, 10000);
        cr_assert(p != NULL, "round %d", round);
        cr_expect(p[0] == 0 && p[9999] == 0, "round %d", round);
        memset(p, 0xFF, 10000);
        arena_reset(arena);
        cr_expect(eq(sz, arena_used(arena), 0));
    }
    arena_free(arena);
}

Test(arena, sizes_that_overflow_are_refused)
{
    struct arena *arena = arena_new(SIZE_MAX);
    cr_expect(arena_array(arena, SIZE_MAX / 2, 3) == NULL);
    cr_expect(arena_grow(arena, NULL, 0, SIZE_MAX / 2, 3) == NULL);
    arena_free(arena);
}

Test(arena, the_last_piece_grows_in_place)
{
    struct arena *arena = arena_new(4000);
    int32_t *numbers = ARENA_ARRAY(arena, int32_t, 3);
    numbers[2] = 7;
    int32_t *grown = arena_grow(arena, numbers, 3, 100, sizeof *numbers);
    cr_expect(grown == numbers);
    cr_expect(eq(i32, grown[2], 7));
    cr_expect(eq(i32, grown[99], 0));
    cr_expect(eq(sz, arena_used(arena), 400));
    arena_free(arena);
}

Test(arena, an_earlier_piece_grows_by_moving)
{
    struct arena *arena = arena_new(4000);
    int32_t *numbers = ARENA_ARRAY(arena, int32_t, 3);
    numbers[0] = 5;
    char *behind = arena_alloc(arena, 1);
    *behind = 'x';
    int32_t *grown = arena_grow(arena, numbers, 3, 100, sizeof *numbers);
    cr_assert(grown != NULL && grown != numbers);
    cr_expect(eq(i32, grown[0], 5));
    cr_expect(eq(i32, grown[3], 0));
    cr_expect(eq(chr, *behind, 'x'));
    arena_free(arena);
}

Test(arena, growing_over_the_cap_gives_null_and_keeps_the_old_piece)
{
    struct arena *arena = arena_new(100);
    char *p = arena_alloc(arena, 90);
    p[89] = 'k';
    cr_expect(arena_grow(arena, p, 90, 200, 1) == NULL);
    cr_expect(eq(chr, p[89], 'k'));
    arena_free(arena);
}

Test(arena, texts_are_copied)
{
    struct arena *arena = arena_new(32);
    char source[] = "hola";
    const struct str copy = arena_str(arena, str_of(source));
    source[0] = 'X';
    cr_expect(str_eq(copy, STR("hola")));
    cr_expect(arena_str(arena, STR_EMPTY).p != NULL);
    cr_expect(arena_str(arena, STR("x")).p == NULL, "over the cap");
    arena_free(arena);
}

Test(arena, a_nul_terminated_copy_refuses_an_embedded_nul)
{
    struct arena *arena = arena_new(16);
    cr_expect(str_z(arena, STR("a\0b")) == NULL);
    cr_expect(str_eq(str_of(str_z(arena, STR("abc"))), STR("abc")));
    cr_expect(str_z(arena, STR("x")) == NULL, "over the cap");
    arena_free(arena);
}

Test(arena, freeing_null_is_nothing)
{
    arena_free(NULL);
}
