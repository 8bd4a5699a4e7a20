#include "fold.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "base/utf8.h"
#include "survey/language.h"

/* UTF-16, as ICU wants it. Labels and replies fit the room on the stack; longer texts go to the arena. */
enum { WIDE_ROOM = 256 };

struct wide {
    UChar *p;
    int32_t n;
    int32_t max;
    UChar room[WIDE_ROOM];
};

/* Folded text while it is written: one blank between words, none at the ends. */
struct sink {
    char *p;
    size_t n;
    bool gap;
};

static void wide_init(struct wide *wide)
{
    wide->p = wide->room;
    wide->n = 0;
    wide->max = WIDE_ROOM;
}

static enum rc wide_reserve(struct wide *wide, size_t units, struct arena *arena)
{
    if (units <= (size_t)wide->max)
        return RC_OK;
    UChar *p = units > INT32_MAX ? NULL : ARENA_ARRAY(arena, UChar, units);
    if (p == NULL)
        return RC_TOO_BIG;
    wide->p = p;
    wide->max = (int32_t)units;
    return RC_OK;
}

static enum rc to_wide(struct str text, struct wide *wide, struct arena *arena)
{
    wide_init(wide);
    /* A character never has more UTF-16 units than UTF-8 bytes. */
    if (wide_reserve(wide, text.n, arena) != RC_OK)
        return RC_TOO_BIG;
    for (size_t at = 0; at < text.n;) {
        const uint32_t c = utf8_next(text, &at);
        const UChar32 kept = c == UINT32_MAX ? UTF8_REPLACEMENT : (UChar32)c;
        U16_APPEND_UNSAFE(wide->p, wide->n, kept);
    }
    return RC_OK;
}

static uint32_t wide_next(const struct wide *wide, int32_t *at)
{
    const UChar unit = wide->p[(*at)++];
    if (!U16_IS_LEAD(unit) || *at == wide->n)
        return unit;
    return (uint32_t)U16_GET_SUPPLEMENTARY(unit, wide->p[(*at)++]);
}

static enum rc from_wide(const struct wide *wide, struct arena *arena, struct str *out_text)
{
    char *p = arena_array(arena, (size_t)wide->n, 3);
    if (p == NULL)
        return RC_TOO_BIG;
    size_t n = 0;
    for (int32_t at = 0; at < wide->n;)
        n += utf8_put(wide_next(wide, &at), p + n);
    *out_text = (struct str){.p = p, .n = n};
    return RC_OK;
}

static enum rc normalize(const UNormalizer2 *form, const struct wide *from, struct wide *to, struct arena *arena)
{
    wide_init(to);
    for (;;) {
        UErrorCode status = U_ZERO_ERROR;
        to->n = unorm2_normalize(form, from->p, from->n, to->p, to->max, &status);
        if (status != U_BUFFER_OVERFLOW_ERROR) {
            assert(U_SUCCESS(status));
            return RC_OK;
        }
        if (wide_reserve(to, (size_t)to->n, arena) != RC_OK)
            return RC_TOO_BIG;
    }
}

/* Every sign people and phones write for an apostrophe. Some are letters to Unicode (ʼ, ꞌ), some are accents (´, `). */
static bool is_apostrophe(uint32_t c)
{
    static const uint16_t apostrophes[] = {0x0027, 0x0060, 0x00B4, 0x02B9, 0x02BB, 0x02BC, 0x02BD, 0x02C8,
                                           0x02CA, 0x02CB, 0x055A, 0x07F4, 0x07F5, 0x2018, 0x2019, 0x201A,
                                           0x201B, 0x2032, 0x2035, 0xA78B, 0xA78C, 0xFF07, 0xFF40};
    for (size_t i = 0; i < COUNT_OF(apostrophes); i++)
        if (apostrophes[i] == c)
            return true;
    return false;
}

/* Without them, or all of one kind. */
static void settle_apostrophes(struct wide *wide, bool keep)
{
    int32_t n = 0;
    for (int32_t i = 0; i < wide->n; i++) {
        const bool found = is_apostrophe(wide->p[i]);
        if (!found || keep)
            wide->p[n++] = found ? '\'' : wide->p[i];
    }
    wide->n = n;
}

static enum rc lower(struct str text, bool keep, struct wide *out, struct arena *arena)
{
    struct wide typed;
    if (to_wide(text, &typed, arena) != RC_OK)
        return RC_TOO_BIG;
    settle_apostrophes(&typed, keep);
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&status);
    assert(U_SUCCESS(status));
    if (normalize(casefold, &typed, out, arena) != RC_OK)
        return RC_TOO_BIG;
    /* Once before, because NFKC makes a blank of an accent, and once after, because it takes an ŉ apart. */
    settle_apostrophes(out, keep);
    return RC_OK;
}

enum rc sv_lower(struct str text, struct arena *arena, struct str *out_lower)
{
    struct wide wide;
    if (lower(text, false, &wide, arena) != RC_OK)
        return RC_TOO_BIG;
    return from_wide(&wide, arena, out_lower);
}

/* The longest rule that fits here, or NULL. */
static const struct sv_fold_rule *rule_at(struct str rest, const struct sv_language *language)
{
    const struct sv_fold_rule *best = NULL;
    for (size_t i = 0; i < language->folds_n; i++) {
        const struct sv_fold_rule *rule = &language->folds[i];
        if (str_starts(rest, rule->from) && (best == NULL || rule->from.n > best->from.n))
            best = rule;
    }
    return best;
}

/* With out == NULL only counts. */
static size_t replace_letters(struct str text, const struct sv_language *language, char *out)
{
    size_t n = 0;
    for (size_t at = 0; at < text.n;) {
        const struct sv_fold_rule *rule = rule_at(str_sub(text, at, text.n), language);
        const struct str put = rule == NULL ? str_sub(text, at, 1) : rule->to;
        for (size_t i = 0; out != NULL && i < put.n; i++)
            out[n + i] = put.p[i];
        n += put.n;
        at += rule == NULL ? 1 : rule->from.n;
    }
    return n;
}

static enum rc fold_letters(struct wide *wide, const struct sv_language *language, struct arena *arena)
{
    struct str text = STR_EMPTY;
    if (from_wide(wide, arena, &text) != RC_OK)
        return RC_TOO_BIG;
    const size_t n = replace_letters(text, language, NULL);
    char *p = arena_alloc(arena, n);
    if (p == NULL)
        return RC_TOO_BIG;
    (void)replace_letters(text, language, p);
    return to_wide((struct str){.p = p, .n = n}, wide, arena);
}

/* Accents and points over and under letters go. Signs that are themselves vowels or join consonants (Indic scripts,
 * Thai) stay: without them different words would become one. The classes are those of the Unicode Standard, chapter
 * 4.3. */
static bool is_decoration(UChar32 c)
{
    if (u_charType(c) == U_ENCLOSING_MARK)
        return true;
    const uint8_t combining = u_getCombiningClass(c);
    return combining >= 200 || (combining >= 10 && combining <= 36);
}

static bool is_word_part(UChar32 c)
{
    return (U_MASK(u_charType(c)) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

static void sink_put(struct sink *sink, uint32_t c)
{
    if (sink->gap && sink->n > 0)
        sink->p[sink->n++] = ' ';
    sink->gap = false;
    sink->n += utf8_put(c, sink->p + sink->n);
}

/* Digits, letters and blanks only, and apostrophes where they were kept. */
static enum rc undecorated(const struct wide *parts, struct arena *arena, struct str *out_folded)
{
    /* Long lists of options are folded at once: short texts take no more of the arena than they need. */
    char room[3 * WIDE_ROOM];
    struct sink sink = {.p = parts->n <= WIDE_ROOM ? room : arena_array(arena, (size_t)parts->n, 3)};
    if (sink.p == NULL)
        return RC_TOO_BIG;
    for (int32_t at = 0; at < parts->n;) {
        const uint32_t c = wide_next(parts, &at);
        const int32_t digit = u_charDigitValue((UChar32)c);
        if (digit >= 0)
            sink_put(&sink, (uint32_t)('0' + digit));
        else if (c != '\'' && !is_word_part((UChar32)c))
            sink.gap = true;
        else if (!is_decoration((UChar32)c))
            sink_put(&sink, c);
    }
    const struct str folded = arena_str(arena, (struct str){.p = sink.p, .n = sink.n});
    if (folded.p == NULL)
        return RC_TOO_BIG;
    *out_folded = folded;
    return RC_OK;
}

static enum rc fold_unicode(struct str text, const struct sv_language *language, bool keep, struct arena *arena,
                            struct str *out_folded)
{
    struct wide lowered;
    struct wide parts;
    if (lower(text, keep, &lowered, arena) != RC_OK)
        return RC_TOO_BIG;
    if (language != NULL && language->folds_n > 0 && fold_letters(&lowered, language, arena) != RC_OK)
        return RC_TOO_BIG;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *decompose = unorm2_getNFDInstance(&status);
    assert(U_SUCCESS(status));
    if (normalize(decompose, &lowered, &parts, arena) != RC_OK)
        return RC_TOO_BIG;
    return undecorated(&parts, arena, out_folded);
}

static bool is_ascii(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((uint8_t)text.p[i] >= 0x80)
            return false;
    return true;
}

static bool folds_ascii(const struct sv_language *language)
{
    for (size_t i = 0; language != NULL && i < language->folds_n; i++)
        if (is_ascii(language->folds[i].from))
            return true;
    return false;
}

static enum rc fold_ascii(struct str text, struct arena *arena, struct str *out_folded)
{
    struct sink sink = {.p = arena_alloc(arena, text.n)};
    if (sink.p == NULL)
        return RC_TOO_BIG;
    for (size_t i = 0; i < text.n; i++) {
        const char c = text.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            sink_put(&sink, (uint32_t)c);
        else if (c >= 'A' && c <= 'Z')
            sink_put(&sink, (uint32_t)(c - 'A' + 'a'));
        else if (c != '\'' && c != '`')
            sink.gap = true;
    }
    *out_folded = (struct str){.p = sink.p, .n = sink.n};
    return RC_OK;
}

enum rc sv_fold(struct str text, const struct sv_language *language, struct arena *arena, struct str *out_folded)
{
    assert(arena != NULL && out_folded != NULL);
    /* Most replies are digits or plain letters: they never see ICU. */
    if (is_ascii(text) && !folds_ascii(language))
        return fold_ascii(text, arena, out_folded);
    return fold_unicode(text, language, false, arena, out_folded);
}

enum rc sv_fold_apostrophes(struct str text, const struct sv_language *language, struct arena *arena,
                            struct str *out_folded)
{
    assert(arena != NULL && out_folded != NULL);
    return fold_unicode(text, language, true, arena, out_folded);
}
