/* Any text: sizes agree with the encoder, USSD pages fit and lose nothing. Any bytes: headers and septets do no harm. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "survey/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES_MAX = 1 << 20, TEXT_BYTES_MAX = 4096 };

static const struct sv_shifts no_shifts = {.locking = SV_SHIFT_NONE, .single = SV_SHIFT_NONE};

static void size_agrees_with_the_encoder(struct str text, struct sv_shifts shifts, struct arena *arena)
{
    const struct sv_size measured = sv_text_size(text, shifts);
    uint8_t *septets = arena_alloc(arena, 2 * text.n + 1);
    assert(septets != NULL);
    size_t n = 0;
    const bool encoded = sv_gsm7_encode(text, shifts, septets, 2 * text.n, &n);
    assert(encoded == (measured.encoding == SV_GSM7));
    struct str *forcing = NULL;
    size_t forcing_n = 0;
    assert(sv_text_forcing_ucs2(text, shifts, arena, &forcing, &forcing_n) == RC_OK);
    assert(encoded == (forcing_n == 0));
    if (!encoded)
        return;
    assert(n == measured.units);
    struct str back;
    assert(sv_gsm7_decode(septets, n, shifts, arena, &back) == RC_OK);
    assert(str_eq(back, text));
}

static void parts_add_up(struct str text, struct sv_shifts shifts, struct arena *arena)
{
    const struct sv_size measured = sv_text_size(text, shifts);
    size_t *units = ARENA_ARRAY(arena, size_t, measured.segments);
    assert(units != NULL);
    assert(sv_text_parts(text, shifts, measured.segments, units) == measured.segments);
    size_t sum = 0;
    for (size_t i = 0; i < measured.segments; i++) {
        assert(units[i] <= sv_part_units(measured.encoding, 0));
        sum += units[i];
    }
    assert(sum == measured.units);
}

static void septets_survive_packing(const uint8_t *data, size_t size, struct arena *arena)
{
    const unsigned fill_bits = size == 0 ? 0 : data[0] % 7;
    uint8_t *septets = arena_alloc(arena, size);
    uint8_t *octets = arena_alloc(arena, size + 1);
    uint8_t *back = arena_alloc(arena, size);
    assert(septets != NULL && octets != NULL && back != NULL);
    for (size_t i = 0; i < size; i++)
        septets[i] = data[i] & 0x7F;
    const size_t octets_n = sv_gsm7_pack(septets, size, fill_bits, octets, size + 1);
    assert(sv_gsm7_unpack(octets, octets_n, fill_bits, size, back) == size);
    assert(memcmp(septets, back, size) == 0);
    struct str text;
    assert(sv_gsm7_decode(septets, size, no_shifts, arena, &text) == RC_OK);
    assert(utf8_valid(text));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct str word_next(struct str *rest)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && !is_blank(rest->p[n]))
        n++;
    const struct str word = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, rest->n);
    return word;
}

/* Takes the words of a page off the text; only a word longer than a page may be cut. */
static void take_words(struct str page, struct str *text, size_t word_bytes_max)
{
    for (struct str shown = word_next(&page); shown.n > 0; shown = word_next(&page)) {
        struct str rest = *text;
        const struct str word = word_next(&rest);
        assert(str_starts(word, shown));
        assert(shown.n == word.n || word.n > word_bytes_max);
        *text = (struct str){.p = shown.n == word.n ? rest.p : word.p + shown.n,
                             .n = shown.n == word.n ? rest.n : word.n - shown.n + rest.n};
    }
}

static void pages_fit_and_lose_nothing(struct str text, struct str footer, struct sv_ussd_limits limits)
{
    /* A word of so many bytes fits on any page, whatever its characters cost. */
    const size_t word_bytes_max = limits.ucs2_units / 2 - footer.n - 1;
    struct str rest = text;
    bool more = true;
    for (size_t page = 0; more; page++) {
        struct arena *arena = arena_new(ARENA_BYTES_MAX);
        struct str shown;
        assert(sv_ussd_page(text, footer, limits, page, arena, &shown, &more) == RC_OK);
        const struct sv_size measured = sv_text_size(shown, no_shifts);
        assert(measured.units <= (measured.encoding == SV_GSM7 ? limits.septets : limits.ucs2_units));
        assert(!more || str_ends(shown, footer));
        take_words(str_sub(shown, 0, more ? shown.n - footer.n : shown.n), &rest, word_bytes_max);
        arena_free(arena);
    }
    assert(str_trim(rest).n == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > TEXT_BYTES_MAX)
        return 0;
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    const struct str text = {.p = size == 0 ? "" : (const char *)data, .n = size};
    for (unsigned shift = SV_SHIFT_NONE; shift <= SV_SHIFT_PORTUGUESE; shift++) {
        const struct sv_shifts both = {.locking = (enum sv_shift)shift, .single = (enum sv_shift)shift};
        size_agrees_with_the_encoder(text, both, arena);
        parts_add_up(text, both, arena);
        arena_reset(arena);
    }
    septets_survive_packing(data, size, arena);
    struct sv_concat concat = {.total = 1, .sequence = 1};
    (void)sv_udh_concat(data, size, &concat);
    assert(concat.sequence >= 1 && concat.sequence <= concat.total);
    (void)sv_udh_shifts(data, size);
    struct str sent;
    assert(sv_text_for_sending(text, arena, &sent) == RC_OK);
    assert(sent.n <= text.n && utf8_valid(sent) == utf8_valid(text));
    arena_free(arena);

    pages_fit_and_lose_nothing(text, STR("0 Mas"), (struct sv_ussd_limits){.septets = 182, .ucs2_units = 80});
    pages_fit_and_lose_nothing(text, STR("0 M\xc3\xa1s"), (struct sv_ussd_limits){.septets = 160, .ucs2_units = 80});
    pages_fit_and_lose_nothing(text, STR_EMPTY, (struct sv_ussd_limits){.septets = 10, .ucs2_units = 10});
    return 0;
}
