#pragma once
/* What a text costs and how it travels: GSM 03.38 (3GPP TS 23.038), UCS-2, concatenated SMS, USSD pages.
 * Not here: what a text means (answer.h, language.h). */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum sv_encoding { SV_GSM7, SV_UCS2 };

/* National language identifiers of TS 23.038; 0 = the default table. A shift table is never chosen for sending by
 * itself. */
enum sv_shift { SV_SHIFT_NONE = 0, SV_SHIFT_TURKISH = 1, SV_SHIFT_SPANISH = 2, SV_SHIFT_PORTUGUESE = 3 };

struct sv_shifts {
    enum sv_shift locking; /* replaces the alphabet; Spanish has none */
    enum sv_shift single;  /* replaces the extension table */
};

struct sv_size {
    enum sv_encoding encoding;
    size_t units;    /* septets (an extension character counts two) or UTF-16 units */
    size_t segments; /* billed parts; an empty text is one */
};

/* Size of a UTF-8 text. Units that would split an escape pair or a surrogate pair go to the next part. */
struct sv_size sv_text_size(struct str text, struct sv_shifts shifts);

/* Units in each part, at most parts_max of them written; returns the number of parts. */
size_t sv_text_parts(struct str text, struct sv_shifts shifts, size_t parts_max, size_t *out_units);

/* Units that fit one message of 140 octets beside a user data header of udh_octets (its length octet included; 0 =
 * none). */
size_t sv_part_units(enum sv_encoding encoding, size_t udh_octets);

/* The distinct characters that force UCS-2 with these shifts, in order of appearance, as UTF-8 in the arena. */
enum rc sv_text_forcing_ucs2(struct str text, struct sv_shifts shifts, struct arena *arena, struct str **out_characters,
                             size_t *out_n);

/* Typographic apostrophes, quotes, dashes, ellipsis, non-breaking spaces become their GSM-7 spelling, so that one curly
 * quote does not halve a message. Letters are never changed: "ú" stays "ú". The result is `text` itself when nothing
 * had to change. RC_TOO_BIG only. */
enum rc sv_text_for_sending(struct str text, struct arena *arena, struct str *out_text);

/* Latin letters that GSM-7 lacks without their accents ("ú" becomes "u", "œ" "oe"): what a text would cost if it were written so. It
 * is never sent so by itself. The result is `text` itself when nothing had to change. RC_TOO_BIG only. */
enum rc sv_text_plain(struct str text, struct arena *arena, struct str *out_text);

/* Septets, one per byte in out (each < 128), escapes included. False when a character is not in the tables.
 * *out_n may not exceed max. */
bool sv_gsm7_encode(struct str text, struct sv_shifts shifts, uint8_t *out, size_t max, size_t *out_n);
/* UTF-8 of septets. An unknown escape shows the character of the main table, an escape behind an escape a blank; a
 * trailing escape is dropped. RC_BAD_INPUT for a byte that is no septet, RC_TOO_BIG. */
enum rc sv_gsm7_decode(const uint8_t *septets, size_t n, struct sv_shifts shifts, struct arena *arena,
                       struct str *out_text);
/* Packs septets LSB first after fill_bits (0-6) zero bits; returns octets written, at most max. */
size_t sv_gsm7_pack(const uint8_t *septets, size_t n, unsigned fill_bits, uint8_t *out, size_t max);
size_t sv_gsm7_unpack(const uint8_t *octets, size_t octets_n, unsigned fill_bits, size_t septets_n, uint8_t *out);

/* A user data header's concatenation element. False when there is none or it is malformed (total 0, seq 0, seq >
 * total). */
struct sv_concat {
    uint16_t reference;
    uint8_t total;
    uint8_t sequence; /* 1-based */
    uint8_t reference_bits;
};
bool sv_udh_concat(const uint8_t *udh, size_t n, struct sv_concat *out_concat);
/* The national language elements of the same header, for sv_gsm7_decode. None when absent, malformed or of a language
 * without a table here. */
struct sv_shifts sv_udh_shifts(const uint8_t *udh, size_t n);

/* Where pages of a USSD text end. Pages of at most `units` GSM-7 septets (182 or 160), or 80 characters when the text
 * needs UCS-2, cut at line ends, at blanks when a line is longer than a page, never inside a character. `footer` (for
 * example "0 Mas") is put under every page but the last and `*out_text` is page number `page` (0-based); RC_NOT_FOUND
 * past the end, RC_TOO_BIG also when the footer leaves no room. More UCS-2 units than half the septets count as half.
 * Blanks at the ends of the text and of its pages are dropped; an empty text has one empty page. */
struct sv_ussd_limits {
    size_t septets;
    size_t ucs2_units;
};
enum rc sv_ussd_page(struct str text, struct str footer, struct sv_ussd_limits limits, size_t page, struct arena *arena,
                     struct str *out_text, bool *out_more);
