#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "unit/text/gsm0338.h"

Test(sending, typography_becomes_gsm7_and_letters_stay)
{
    static const struct {
        const char *text, *sent;
    } cases[] = {
        {"", ""},
        {"plain text, 1 < 2 {ok}", "plain text, 1 < 2 {ok}"},
        {"‘a’ ‚b‛ cʼ 5′", "'a' 'b' c' 5'"},
        {"“a” „b“ «c» ‹d›", "\"a\" \"b\" \"c\" 'd'"},
        {"1–2 — 3 ― 4 − 5 ‑ 6", "1-2 - 3 - 4 - 5 - 6"},
        {"espere…", "espere..."},
        {"• uno\n• dos", "- uno\n- dos"},
        {"100\u00A0km\u202F!", "100 km !"},
        {"\uFEFFho\u00ADla\u200B \u2060x", "hola x"},
        {"¿Está usted aquí, señora Ñ? ¡Sí! ú ç ø", "¿Está usted aquí, señora Ñ? ¡Sí! ú ç ø"},
        {"£ ¥ § ¤ Δ €", "£ ¥ § ¤ Δ €"},
        {"می\u200Cخواهم 👩\u200D⚕", "می\u200Cخواهم 👩\u200D⚕"},
        {"bad \xff\xe2\x80 byte", "bad \xff\xe2\x80 byte"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str sent;
        cr_expect(eq(int, sv_text_for_sending(str_of(cases[i].text), arena, &sent), RC_OK));
        cr_expect(str_eq(sent, str_of(cases[i].sent)), "case %s gave %.*s", cases[i].text, STR_FMT(sent));
    }
    arena_free(arena);
}

Test(sending, one_curly_quote_no_longer_costs_half_the_message)
{
    struct arena *arena = arena_new(64);
    struct str sent;
    cr_expect(eq(int, sv_text_size(STR("it’s"), no_shifts).encoding, SV_UCS2));
    cr_expect(eq(int, sv_text_for_sending(STR("it’s"), arena, &sent), RC_OK));
    cr_expect(eq(int, sv_text_size(sent, no_shifts).encoding, SV_GSM7));
    arena_free(arena);
}

Test(sending, a_full_arena_is_told)
{
    struct arena *arena = arena_new(3);
    struct str sent = STR("untouched");
    cr_expect(eq(int, sv_text_for_sending(STR("“hola”"), arena, &sent), RC_TOO_BIG));
    cr_expect(str_eq(sent, STR("untouched")));
    cr_expect(eq(int, sv_text_for_sending(STR("nada que cambiar: ñ"), arena, &sent), RC_OK), "needs none");
    arena_free(arena);
}
