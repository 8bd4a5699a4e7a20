#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "unit/text/gsm0338.h"

static const struct sv_ussd_limits wide = {.septets = 182, .ucs2_units = 80};

/* All pages of a text, joined by "|". */
static struct str pages(struct arena *arena, struct str text, struct str footer, struct sv_ussd_limits limits)
{
    char storage[4096];
    size_t n = 0;
    bool more = true;
    for (size_t page = 0; more; page++) {
        struct str shown;
        if (sv_ussd_page(text, footer, limits, page, arena, &shown, &more) != RC_OK)
            return STR("error");
        if (page > 0)
            storage[n++] = '|';
        memcpy(storage + n, shown.p, shown.n);
        n += shown.n;
    }
    return arena_str(arena, (struct str){.p = storage, .n = n});
}

Test(ussd_page, cuts)
{
    static const struct {
        const char *name, *text, *footer;
        size_t septets, ucs2_units;
        const char *pages;
    } cases[] = {
        {"fits", "0123456789", "0 Mas", 10, 5, "0123456789"},
        {"empty", "", "0 Mas", 10, 5, ""},
        {"only blanks", " \n ", "0 Mas", 10, 5, ""},
        {"at a line end", "uno\ndos\ntres\n", "+", 10, 5, "uno\ndos\n+|tres"},
        {"a line that fills the page", "12345678\nabc", "+", 10, 5, "12345678\n+|abc"},
        {"a page that is exactly full", "1234567\n89", "+", 10, 5, "1234567\n89"},
        {"at a blank in a long line", "uno dos tres", "+", 10, 5, "uno dos\n+|tres"},
        {"a short line moves whole", "uno\ndos tres", "+", 10, 5, "uno\n+|dos tres"},
        {"a long line begins on the page", "uno\ndos tres cuatro", "+", 10, 5, "uno\ndos\n+|tres\n+|cuatro"},
        {"a word that ends with the page", "ab cdefg hij", "+", 10, 5, "ab cdefg\n+|hij"},
        {"at a lone carriage return", "ab\rcdef", "", 4, 2, "ab|cdef"},
        {"inside a long word", "abcdefghijkl", "+", 10, 5, "abcdefgh\n+|ijkl"},
        {"never inside an escape pair", "abcdefg{hij", "+", 10, 5, "abcdefg\n+|{hij"},
        {"escape pairs count two", "{{{{{}", "+", 10, 5, "{{{{\n+|{}"},
        {"UCS-2", "ñandú ú", "", 100, 6, "ñandú|ú"},
        {"never inside a surrogate pair", "😀😀😀😀", "", 100, 5, "😀😀|😀😀"},
        {"the footer counts in the encoding", "abcdefghijk", "ú", 10, 5, "abc\nú|def\nú|ghijk"},
        {"a footer on no page does not", "abcdefghij", "ú", 10, 5, "abcdefghij"},
        {"no footer, no new line", "abc def", "", 4, 2, "abc|def"},
        {"blanks around a cut are dropped", "abc  \r\n\r\n  def", "", 4, 2, "abc|def"},
        {"UCS-2 stays below half the septets", "ж{{{{", "", 6, 80, "ж{{|{{"},
    };
    struct arena *arena = arena_new(65536);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sv_ussd_limits limits = {.septets = cases[i].septets, .ucs2_units = cases[i].ucs2_units};
        const struct str shown = pages(arena, str_of(cases[i].text), str_of(cases[i].footer), limits);
        cr_expect(str_eq(shown, str_of(cases[i].pages)), "case %s gave %.*s", cases[i].name, STR_FMT(shown));
    }
    arena_free(arena);
}

Test(ussd_page, past_the_end_there_is_none)
{
    struct arena *arena = arena_new(4096);
    struct str shown = STR("untouched");
    bool more = true;
    cr_expect(eq(int, sv_ussd_page(STR("hola"), STR("+"), wide, 1, arena, &shown, &more), RC_NOT_FOUND));
    cr_expect(eq(int, sv_ussd_page(STR_EMPTY, STR("+"), wide, 1, arena, &shown, &more), RC_NOT_FOUND));
    cr_expect(eq(int, sv_ussd_page(STR("hola"), STR("+"), wide, SIZE_MAX, arena, &shown, &more), RC_NOT_FOUND));
    cr_expect(str_eq(shown, STR("untouched")));
    cr_expect(eq(int, sv_ussd_page(STR("hola"), STR("+"), wide, 0, arena, &shown, &more), RC_OK));
    cr_expect(not(more));
    arena_free(arena);
}

Test(ussd_page, a_footer_that_leaves_no_room_is_told)
{
    static const struct sv_ussd_limits narrow = {.septets = 10, .ucs2_units = 5};
    struct arena *arena = arena_new(4096);
    const struct str text = STR("un texto largo");
    struct str shown;
    bool more;
    cr_expect(eq(int, sv_ussd_page(text, STR("0 Volver"), narrow, 0, arena, &shown, &more), RC_TOO_BIG));
    cr_expect(eq(int, sv_ussd_page(text, STR("0 Menu."), narrow, 0, arena, &shown, &more), RC_OK), "two septets left");
    cr_expect(eq(int, sv_ussd_page(STR("corto"), STR("0 Volver"), narrow, 0, arena, &shown, &more), RC_OK));
    arena_free(arena);
}

Test(ussd_page, a_full_arena_is_told)
{
    struct arena *arena = arena_new(3);
    struct str shown;
    bool more;
    cr_expect(eq(int, sv_ussd_page(STR("hola"), STR("+"), wide, 0, arena, &shown, &more), RC_TOO_BIG));
    arena_free(arena);
}

Test(ussd_page, a_consent_text_fills_screens_of_both_usual_sizes)
{
    static const struct str text = STR(
        "Le llamamos del programa de retorno. Le haremos 12 preguntas sobre su trabajo y su vivienda. Participar es "
        "voluntario y gratis.\nPuede parar cuando quiera, sin perder ninguna ayuda. Nadie fuera del programa vera "
        "sus respuestas.\n1 Acepto\n2 No acepto\n3 Mas tarde");
    static const struct {
        size_t septets;
        const char *pages;
    } cases[] = {
        {182,
         "Le llamamos del programa de retorno. Le haremos 12 preguntas sobre su trabajo y su vivienda. Participar es "
         "voluntario y gratis.\n0 Mas|Puede parar cuando quiera, sin perder ninguna ayuda. Nadie fuera del programa "
         "vera "
         "sus respuestas.\n1 Acepto\n2 No acepto\n3 Mas tarde"},
        {120,
         "Le llamamos del programa de retorno. Le haremos 12 preguntas sobre su trabajo y su vivienda. Participar es\n"
         "0 Mas|voluntario y gratis.\n0 Mas|Puede parar cuando quiera, sin perder ninguna ayuda. Nadie fuera del "
         "programa "
         "vera sus respuestas.\n1 Acepto\n0 Mas|2 No acepto\n3 Mas tarde"},
    };
    struct arena *arena = arena_new(65536);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct sv_ussd_limits limits = {.septets = cases[i].septets, .ucs2_units = 60};
        const struct str shown = pages(arena, text, STR("0 Mas"), limits);
        cr_expect(str_eq(shown, str_of(cases[i].pages)), "%zu septets gave %.*s", cases[i].septets, STR_FMT(shown));
    }
    arena_free(arena);
}
