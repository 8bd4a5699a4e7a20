#include "survey/text.h"

#include <assert.h>

#include "alphabet.h"
#include "base/buf.h"
#include "base/utf8.h"

enum { SEPTET_BITS = 7, OCTET_BITS = 8, CHARACTER_BYTES_MAX = 3 /* the tables end below U+10000 */ };

bool sv_gsm7_encode(struct str text, struct sv_shifts shifts, uint8_t *out, size_t max, size_t *out_n)
{
    assert(out_n != NULL && (out != NULL || max == 0));
    const struct sv_gsm7_alphabet alphabet = sv_gsm7_alphabet(shifts);
    size_t n = 0;
    for (size_t at = 0; at < text.n;) {
        const uint32_t code_point = utf8_next(text, &at);
        const size_t units = sv_gsm7_units(&alphabet, code_point);
        if (units == 0 || units > max - n)
            return false;
        if (units == 2)
            out[n++] = GSM7_ESCAPE;
        (void)sv_gsm7_find(units == 2 ? alphabet.extension : alphabet.main, code_point, &out[n]);
        n++;
    }
    *out_n = n;
    return true;
}

/* The character at *at, which moves behind it; 0 when nothing is left but a lone escape. */
static uint32_t decode_next(const struct sv_gsm7_alphabet *alphabet, const uint8_t *septets, size_t n, size_t *at)
{
    const uint8_t first = septets[(*at)++];
    if (first != GSM7_ESCAPE)
        return alphabet->main->characters[first];
    if (*at == n)
        return 0;
    const uint8_t second = septets[(*at)++];
    /* Escape twice is reserved for a further table; TS 23.038 shows a blank. */
    if (second == GSM7_ESCAPE)
        return ' ';
    const uint16_t extended = alphabet->extension->characters[second];
    return extended != 0 ? extended : alphabet->main->characters[second];
}

enum rc sv_gsm7_decode(const uint8_t *septets, size_t n, struct sv_shifts shifts, struct arena *arena,
                       struct str *out_text)
{
    assert(out_text != NULL && (septets != NULL || n == 0));
    for (size_t i = 0; i < n; i++)
        if (septets[i] >= GSM7_SEPTETS)
            return RC_BAD_INPUT;
    const struct sv_gsm7_alphabet alphabet = sv_gsm7_alphabet(shifts);
    struct buf text = buf_in(arena, n * CHARACTER_BYTES_MAX);
    for (size_t at = 0; at < n;) {
        const uint32_t code_point = decode_next(&alphabet, septets, n, &at);
        char bytes[4];
        if (code_point != 0)
            buf_put(&text, (struct str){.p = bytes, .n = utf8_put(code_point, bytes)});
    }
    if (text.overflow)
        return RC_TOO_BIG;
    *out_text = buf_str(&text);
    return RC_OK;
}

size_t sv_gsm7_pack(const uint8_t *septets, size_t n, unsigned fill_bits, uint8_t *out, size_t max)
{
    assert(fill_bits < SEPTET_BITS);
    assert(out != NULL || max == 0);
    size_t written = 0;
    unsigned held = 0; /* bits not yet written, the oldest lowest */
    unsigned held_n = fill_bits;
    for (size_t i = 0; i < n && written < max; i++) {
        assert(septets[i] < GSM7_SEPTETS);
        held |= (unsigned)septets[i] << held_n;
        held_n += SEPTET_BITS;
        if (held_n >= OCTET_BITS) {
            out[written++] = (uint8_t)held;
            held >>= OCTET_BITS;
            held_n -= OCTET_BITS;
        }
    }
    if (n > 0 && held_n > 0 && written < max)
        out[written++] = (uint8_t)held;
    return written;
}

size_t sv_gsm7_unpack(const uint8_t *octets, size_t octets_n, unsigned fill_bits, size_t septets_n, uint8_t *out)
{
    assert(fill_bits < SEPTET_BITS);
    size_t written = 0;
    unsigned held = 0;
    unsigned held_n = 0;
    for (size_t i = 0; i < octets_n; i++) {
        held |= (unsigned)octets[i] << held_n;
        held_n += OCTET_BITS;
        if (i == 0) {
            held >>= fill_bits;
            held_n -= fill_bits;
        }
        for (; held_n >= SEPTET_BITS && written < septets_n; held_n -= SEPTET_BITS) {
            out[written++] = held & (GSM7_SEPTETS - 1);
            held >>= SEPTET_BITS;
        }
        if (written == septets_n)
            break;
    }
    return written;
}
