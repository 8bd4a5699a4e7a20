#include "survey/text.h"

#include "base/attr.h"
#include "base/buf.h"
#include "base/utf8.h"

/* In order. No spelling is longer than the UTF-8 of what it stands for. */
static const struct {
    uint16_t letter;
    char plain[3];
} letters[] = {
    {0x00AA, "a"}, {0x00BA, "o"}, {0x00C0, "A"},  {0x00C1, "A"},  {0x00C2, "A"}, {0x00C3, "A"}, {0x00C8, "E"},
    {0x00CA, "E"}, {0x00CB, "E"}, {0x00CC, "I"},  {0x00CD, "I"},  {0x00CE, "I"}, {0x00CF, "I"}, {0x00D2, "O"},
    {0x00D3, "O"}, {0x00D4, "O"}, {0x00D5, "O"},  {0x00D9, "U"},  {0x00DA, "U"}, {0x00DB, "U"}, {0x00DD, "Y"},
    {0x00E1, "a"}, {0x00E2, "a"}, {0x00E3, "a"},  {0x00E7, "c"},  {0x00EA, "e"}, {0x00EB, "e"}, {0x00ED, "i"},
    {0x00EE, "i"}, {0x00EF, "i"}, {0x00F3, "o"},  {0x00F4, "o"},  {0x00F5, "o"}, {0x00FA, "u"}, {0x00FB, "u"},
    {0x00FD, "y"}, {0x00FF, "y"}, {0x0152, "OE"}, {0x0153, "oe"}, {0x0178, "Y"},
};

static const char *plain_of(uint32_t c)
{
    for (size_t i = 0; i < COUNT_OF(letters) && letters[i].letter <= c; i++)
        if (letters[i].letter == c)
            return letters[i].plain;
    return NULL;
}

static bool has_accent(struct str text)
{
    for (size_t at = 0; at < text.n;)
        if (plain_of(utf8_next(text, &at)) != NULL)
            return true;
    return false;
}

enum rc sv_text_plain(struct str text, struct arena *arena, struct str *out_text)
{
    if (!has_accent(text)) {
        *out_text = text;
        return RC_OK;
    }
    struct buf plain = buf_in(arena, text.n);
    for (size_t at = 0; at < text.n;) {
        const size_t from = at;
        const char *letter = plain_of(utf8_next(text, &at));
        buf_put(&plain, letter == NULL ? str_sub(text, from, at - from) : str_of(letter));
    }
    if (plain.overflow)
        return RC_TOO_BIG;
    *out_text = buf_str(&plain);
    return RC_OK;
}
