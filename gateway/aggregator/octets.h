#pragma once
/* From octets on the wire to bytes and text, where the usual decoding of fields would not do. */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* What percent-encoding stands for, '+' as blank, octet by octet: gw_fields_read repairs UTF-8 and would destroy
 * UTF-16. p == NULL over the arena. */
struct str gw_percent_decode(struct str encoded, struct arena *arena);

/* Pairs of hexadecimal digits of either case. RC_BAD_INPUT, RC_TOO_BIG. */
enum rc gw_hex_read(struct str text, struct arena *arena, struct str *out_bytes);

/* Text in the named charset as UTF-8: UTF-16BE, UTF-16LE, UTF-16 (by its mark, else big-endian) and ISO-8859-1; every
 * other name is taken as UTF-8 and the text given back. Names without ASCII case. Lone surrogates and a half unit
 * become U+FFFD. p == NULL over the arena, and for a text that already was. */
struct str gw_charset_decode(struct str name, struct str text, struct arena *arena);
