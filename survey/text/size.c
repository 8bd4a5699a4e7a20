#include "survey/text.h"

#include <assert.h>

#include "alphabet.h"
#include "base/utf8.h"

enum { MESSAGE_OCTETS = 140, UDH_LENGTH_OCTETS = 1, CONCAT_OCTETS = 5, SHIFT_OCTETS = 3 };

/* A text with everything that decides its price. */
struct measured {
    struct str text;
    struct sv_gsm7_alphabet alphabet;
    enum sv_encoding encoding;
    size_t units;
    size_t alone_max; /* units of a message that is not split */
    size_t part_max;  /* units of one part of several */
};

size_t sv_part_units(enum sv_encoding encoding, size_t udh_octets)
{
    assert(udh_octets <= MESSAGE_OCTETS);
    const size_t octets = MESSAGE_OCTETS - udh_octets;
    return encoding == SV_GSM7 ? octets * 8 / 7 : octets / 2;
}

static size_t udh_octets(enum sv_encoding encoding, struct sv_shifts shifts, bool split)
{
    const bool gsm7 = encoding == SV_GSM7;
    size_t elements = split ? CONCAT_OCTETS : 0;
    if (gsm7 && shifts.locking != SV_SHIFT_NONE && shifts.locking != SV_SHIFT_SPANISH)
        elements += SHIFT_OCTETS;
    if (gsm7 && shifts.single != SV_SHIFT_NONE)
        elements += SHIFT_OCTETS;
    return elements == 0 ? 0 : UDH_LENGTH_OCTETS + elements;
}

static struct measured measure(struct str text, struct sv_shifts shifts)
{
    struct measured m = {.text = text, .alphabet = sv_gsm7_alphabet(shifts), .encoding = SV_GSM7};
    size_t septets = 0;
    size_t ucs2_units = 0;
    for (size_t at = 0; at < text.n;) {
        const uint32_t code_point = utf8_next(text, &at);
        const size_t cost = sv_gsm7_units(&m.alphabet, code_point);
        septets += cost;
        ucs2_units += sv_ucs2_units(code_point);
        if (cost == 0)
            m.encoding = SV_UCS2;
    }
    m.units = m.encoding == SV_GSM7 ? septets : ucs2_units;
    m.alone_max = sv_part_units(m.encoding, udh_octets(m.encoding, shifts, false));
    m.part_max = sv_part_units(m.encoding, udh_octets(m.encoding, shifts, true));
    return m;
}

static size_t split(const struct measured *m, size_t parts_max, size_t *out_units)
{
    const size_t max = m->units <= m->alone_max ? m->alone_max : m->part_max;
    size_t parts = 0;
    size_t used = 0;
    for (size_t at = 0; at < m->text.n;) {
        const size_t cost = sv_units(m->encoding, &m->alphabet, utf8_next(m->text, &at));
        if (used + cost > max) {
            if (parts < parts_max)
                out_units[parts] = used;
            parts++;
            used = 0;
        }
        used += cost;
    }
    if (parts < parts_max)
        out_units[parts] = used;
    return parts + 1;
}

struct sv_size sv_text_size(struct str text, struct sv_shifts shifts)
{
    const struct measured m = measure(text, shifts);
    return (struct sv_size){
        .encoding = m.encoding,
        .units = m.units,
        .segments = m.units <= m.alone_max ? 1 : split(&m, 0, NULL),
    };
}

size_t sv_text_parts(struct str text, struct sv_shifts shifts, size_t parts_max, size_t *out_units)
{
    assert(out_units != NULL || parts_max == 0);
    const struct measured m = measure(text, shifts);
    return split(&m, parts_max, out_units);
}

static bool contains(const struct str *characters, size_t n, struct str character)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(characters[i], character))
            return true;
    return false;
}

enum rc sv_text_forcing_ucs2(struct str text, struct sv_shifts shifts, struct arena *arena, struct str **out_characters,
                             size_t *out_n)
{
    assert(out_characters != NULL && out_n != NULL);
    const struct sv_gsm7_alphabet alphabet = sv_gsm7_alphabet(shifts);
    size_t n_max = 0;
    for (size_t at = 0; at < text.n;)
        n_max += sv_gsm7_units(&alphabet, utf8_next(text, &at)) == 0;
    struct str *characters = ARENA_ARRAY(arena, struct str, n_max);
    if (characters == NULL)
        return RC_TOO_BIG;
    size_t n = 0;
    for (size_t at = 0; at < text.n;) {
        const uint32_t code_point = utf8_next(text, &at);
        if (sv_gsm7_units(&alphabet, code_point) > 0)
            continue;
        char bytes[4];
        const struct str character = {.p = bytes, .n = utf8_put(code_point, bytes)};
        if (contains(characters, n, character))
            continue;
        characters[n] = arena_str(arena, character);
        if (characters[n].p == NULL)
            return RC_TOO_BIG;
        n++;
    }
    *out_characters = characters;
    *out_n = n;
    return RC_OK;
}
