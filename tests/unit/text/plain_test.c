#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "survey/text.h"

Test(plain, letters_that_gsm7_lacks_lose_their_accent_and_no_others)
{
    static const struct {
        const char *text;
        const char *plain;
    } cases[] = {
        {"", ""},
        {"Hola", "Hola"},
        {"¿Está aquí, señor?", "¿Esta aqui, señor?"},
        {"Être à l'école, déjà", "Etre à l'école, déjà"},
        {"ça œuvre", "ca oeuvre"},
        {"ŋ ɓ 👍", "ŋ ɓ 👍"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str plain = STR_EMPTY;
        cr_expect(eq(int, sv_text_plain(str_of(cases[i].text), arena, &plain), RC_OK));
        cr_expect(str_eq(plain, str_of(cases[i].plain)), "'%s' became '%.*s'", cases[i].text, STR_FMT(plain));
    }
    arena_free(arena);
}
