#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "desk.h"
#include "pipes.h"
#include "survey/xlsform.h"

#define HEAD                                                                                                           \
    "# settings\nform_id | version | default_language | wave\nx | 1 | Español (es) | 3\n"                             \
    "# survey\ntype | name | label | relevant\nnote | | Hola. Responda ALTO para salir. |\n"

static struct sv_findings read(const char *text, struct desk *desk, struct arena *arena, struct str *out_json)
{
    struct sv_findings findings = sv_findings_in(arena, SV_FINDINGS_EN, 100);
    const struct sv_workbook workbook = pipes_workbook(str_of(text), arena);
    struct err err = {0};
    cr_assert(eq(int, sv_xlsform_read(&workbook, desk->languages, arena, &findings, out_json, &err), RC_OK), "%s",
              err.text);
    return findings;
}

/* Readers and checks tell in one run, as one sorted list. */
Test(read_form, all_mistakes_come_out_at_once)
{
    struct arena *arena = arena_new(1 << 24);
    struct desk desk = desk_read(HEAD);
    struct str json = STR("untouched");
    const struct sv_findings findings =
        read(HEAD "entero | a | ¿A? |\ntext | b | ¿B? | ${c} = 1\ntext | b | ¿B? |\n", &desk, arena, &json);
    static const enum sv_code codes[] = {SV_CODE_T002, SV_CODE_X002, SV_CODE_N003};
    size_t at = 0;
    for (size_t i = 0; i < findings.n; i++)
        if (findings.items[i].severity == SV_SEVERITY_ERROR && at < COUNT_OF(codes))
            cr_expect(eq(int, (int)findings.items[i].code, (int)codes[at++]));
    cr_expect(eq(sz, findings.errors_n, COUNT_OF(codes)));
    cr_expect(eq(sz, json.n, 0));
    desk_free(&desk);
    arena_free(arena);
}

Test(read_form, a_form_without_errors_compiles)
{
    struct arena *arena = arena_new(1 << 24);
    struct desk desk = desk_read(HEAD);
    struct str json = STR_EMPTY;
    const struct sv_findings findings = read(HEAD "text | b | ¿Oficio? |\n", &desk, arena, &json);
    struct sv_form form;
    struct err err = {0};
    cr_expect(eq(sz, findings.errors_n, 0));
    cr_assert(eq(int, sv_form_read_json(json, desk.languages, arena, &form, &err), RC_OK), "%s", err.text);
    cr_expect(eq(sz, form.questions_n, 2));
    desk_free(&desk);
    arena_free(arena);
}

Test(read_form, a_small_arena_is_said)
{
    struct desk desk = desk_read(HEAD);
    for (size_t bytes = 1; bytes < 100000; bytes += 3331) {
        struct arena *arena = arena_new(bytes);
        struct sv_findings findings = sv_findings_in(arena, SV_FINDINGS_EN, 100);
        struct arena *sheets = arena_new(1 << 20);
        const struct sv_workbook workbook = pipes_workbook(str_of(HEAD "text | b | ¿Oficio? |\n"), sheets);
        struct str json = STR_EMPTY;
        struct err err = {0};
        const enum rc rc = sv_xlsform_read(&workbook, desk.languages, arena, &findings, &json, &err);
        cr_expect(rc == RC_OK || (rc == RC_TOO_BIG && err.text[0] != '\0'), "%zu bytes", bytes);
        arena_free(sheets);
        arena_free(arena);
    }
    desk_free(&desk);
}
