#include "survey/text.h"

#include <assert.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/utf8.h"

/* Ranges in order, none of them in GSM-7 and none of them letters. The zero-width joiners U+200C and U+200D stay: they
 * shape letters of scripts that need UCS-2 anyway. No spelling is longer than the UTF-8 of what it stands for. */
struct spelling {
    uint16_t first;
    uint16_t last;
    char ascii[4];
};

static const struct spelling spellings[] = {
    {0x00A0, 0x00A0, " "},   /* no-break space */
    {0x00AB, 0x00AB, "\""},  /* « */
    {0x00AD, 0x00AD, ""},    /* soft hyphen */
    {0x00BB, 0x00BB, "\""},  /* » */
    {0x02BC, 0x02BC, "'"},   /* modifier apostrophe */
    {0x2000, 0x200A, " "},   /* typographic spaces */
    {0x200B, 0x200B, ""},    /* zero-width space */
    {0x2010, 0x2015, "-"},   /* hyphens and dashes */
    {0x2018, 0x201B, "'"},   /* single quotes */
    {0x201C, 0x201F, "\""},  /* double quotes */
    {0x2022, 0x2022, "-"},   /* bullet */
    {0x2026, 0x2026, "..."}, /* ellipsis */
    {0x202F, 0x202F, " "},   /* narrow no-break space */
    {0x2032, 0x2032, "'"},   /* prime */
    {0x2033, 0x2033, "\""},  /* double prime */
    {0x2039, 0x203A, "'"},   /* ‹ › */
    {0x205F, 0x205F, " "},   /* mathematical space */
    {0x2060, 0x2060, ""},    /* word joiner */
    {0x2212, 0x2212, "-"},   /* minus */
    {0xFEFF, 0xFEFF, ""},    /* byte order mark */
};

static const struct spelling *spelling_of(uint32_t code_point)
{
    for (size_t i = 0; i < COUNT_OF(spellings) && code_point >= spellings[i].first; i++)
        if (code_point <= spellings[i].last)
            return &spellings[i];
    return NULL;
}

/* Most texts have none of these: looked through once, without decoding what is ASCII. */
static bool has_spelling(struct str text)
{
    for (size_t at = 0; at < text.n;)
        if ((uint8_t)text.p[at] < 0x80)
            at++;
        else if (spelling_of(utf8_next(text, &at)) != NULL)
            return true;
    return false;
}

enum rc sv_text_for_sending(struct str text, struct arena *arena, struct str *out_text)
{
    assert(out_text != NULL);
    if (!has_spelling(text)) {
        *out_text = text;
        return RC_OK;
    }
    struct buf sent = buf_in(arena, text.n);
    for (size_t at = 0; at < text.n;) {
        const size_t from = at;
        const struct spelling *spelling = spelling_of(utf8_next(text, &at));
        buf_put(&sent, spelling == NULL ? str_sub(text, from, at - from) : str_of(spelling->ascii));
    }
    if (sent.overflow)
        return RC_TOO_BIG;
    *out_text = buf_str(&sent);
    return RC_OK;
}
