#include "survey/text.h"

#include <assert.h>

/* Information element identifiers of TS 23.040 clause 9.2.3.24. */
enum { CONCAT_8 = 0x00, CONCAT_16 = 0x08, SINGLE_SHIFT = 0x24, LOCKING_SHIFT = 0x25 };

struct element {
    uint8_t id;
    uint8_t n;
    const uint8_t *data;
};

/* Takes the next element off the header. */
static struct element element_next(const uint8_t *udh, size_t *at)
{
    const struct element element = {.id = udh[*at], .n = udh[*at + 1], .data = &udh[*at + 2]};
    *at += 2 + (size_t)element.n;
    return element;
}

/* Offset behind the last element; 0 unless every element lies inside the header and the header inside the n octets. */
static size_t header_end(const uint8_t *udh, size_t n)
{
    if (n == 0 || udh[0] >= n)
        return 0;
    const size_t end = (size_t)udh[0] + 1;
    size_t at = 1;
    while (end - at >= 2 && end - at - 2 >= udh[at + 1])
        (void)element_next(udh, &at);
    return at == end ? end : 0;
}

static bool concat_read(const struct element *element, struct sv_concat *out_concat)
{
    const bool wide = element->id == CONCAT_16;
    const size_t reference_octets = wide ? 2 : 1;
    if ((element->id != CONCAT_8 && !wide) || element->n != reference_octets + 2)
        return false;
    const uint8_t *data = element->data;
    const struct sv_concat concat = {
        .reference = wide ? (uint16_t)(data[0] * 256U + data[1]) : data[0],
        .total = data[reference_octets],
        .sequence = data[reference_octets + 1],
        .reference_bits = (uint8_t)(reference_octets * 8),
    };
    if (concat.total == 0 || concat.sequence == 0 || concat.sequence > concat.total)
        return false;
    *out_concat = concat;
    return true;
}

bool sv_udh_concat(const uint8_t *udh, size_t n, struct sv_concat *out_concat)
{
    assert(out_concat != NULL && (udh != NULL || n == 0));
    const size_t end = header_end(udh, n);
    bool found = false;
    for (size_t at = 1; at < end;) {
        const struct element element = element_next(udh, &at);
        found = concat_read(&element, out_concat) || found;
    }
    return found;
}

static enum sv_shift shift_of(uint8_t language)
{
    /* The languages of India and Pakistan (4-13) are read with the default tables. */
    return language <= SV_SHIFT_PORTUGUESE ? (enum sv_shift)language : SV_SHIFT_NONE;
}

struct sv_shifts sv_udh_shifts(const uint8_t *udh, size_t n)
{
    assert(udh != NULL || n == 0);
    struct sv_shifts shifts = {.locking = SV_SHIFT_NONE, .single = SV_SHIFT_NONE};
    const size_t end = header_end(udh, n);
    for (size_t at = 1; at < end;) {
        const struct element element = element_next(udh, &at);
        if (element.n == 1 && element.id == SINGLE_SHIFT)
            shifts.single = shift_of(element.data[0]);
        if (element.n == 1 && element.id == LOCKING_SHIFT)
            shifts.locking = shift_of(element.data[0]);
    }
    return shifts;
}
