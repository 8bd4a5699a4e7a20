#pragma once
/* The alphabets of TS 23.038 and what one character costs in them. Internal to survey/text. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "survey/text.h"

enum {
    GSM7_ESCAPE = 0x1B,
    GSM7_SEPTETS = 128,
    /* The smallest power of two at which no table has two characters in one slot; a collision is a compiler error. */
    GSM7_SLOTS = 512
};

struct sv_gsm7_table {
    uint16_t characters[GSM7_SEPTETS]; /* code point of a septet, 0 where the table has none */
    uint8_t septets[GSM7_SLOTS];       /* by code point % GSM7_SLOTS: the one septet that can mean it */
};

struct sv_gsm7_alphabet {
    const struct sv_gsm7_table *main;
    const struct sv_gsm7_table *extension; /* behind the escape */
};

/* Spanish as locking shift is the default table, as TS 23.038 has none. */
struct sv_gsm7_alphabet sv_gsm7_alphabet(struct sv_shifts shifts);

static inline bool sv_gsm7_find(const struct sv_gsm7_table *table, uint32_t code_point, uint8_t *out_septet)
{
    const uint8_t septet = table->septets[code_point % GSM7_SLOTS];
    if (code_point == 0 || table->characters[septet] != code_point)
        return false;
    *out_septet = septet;
    return true;
}

/* Septets of a character: 1, 2 with its escape, 0 when the alphabet does not have it. */
static inline size_t sv_gsm7_units(const struct sv_gsm7_alphabet *alphabet, uint32_t code_point)
{
    uint8_t septet = 0;
    if (sv_gsm7_find(alphabet->main, code_point, &septet))
        return 1;
    return sv_gsm7_find(alphabet->extension, code_point, &septet) ? 2 : 0;
}

/* UTF-16 units of what utf8_next gave; an invalid byte travels as U+FFFD. */
static inline size_t sv_ucs2_units(uint32_t code_point)
{
    return code_point >= 0x10000 && code_point <= 0x10FFFF ? 2 : 1;
}

static inline size_t sv_units(enum sv_encoding encoding, const struct sv_gsm7_alphabet *alphabet, uint32_t code_point)
{
    return encoding == SV_GSM7 ? sv_gsm7_units(alphabet, code_point) : sv_ucs2_units(code_point);
}
