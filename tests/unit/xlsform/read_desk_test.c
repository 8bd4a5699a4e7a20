#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "desk.h"
#include "pipes.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, LINES_BYTES = 64 * 1024, FINDINGS_MAX = 500, FILE_BYTES_MAX = 1 << 18 };

static const char settings[] = "\n# settings\n"
                               "form_title | form_id | version | default_language\n"
                               "Prueba | prueba | 1 | Español (es)\n";

struct str desk_file(const char *path, struct arena *arena)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "%s", path);
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
    cr_assert(bytes != NULL);
    const size_t n = fread(bytes, 1, FILE_BYTES_MAX, file);
    (void)fclose(file);
    return (struct str){.p = bytes, .n = n};
}

static const struct sv_languages *read_languages(struct arena *arena)
{
    static const char *const paths[] = {SOURCE_DIR "/survey/languages/es.csv", SOURCE_DIR "/survey/languages/fr.csv",
                                        SOURCE_DIR "/survey/languages/en.csv"};
    struct sv_language *items = ARENA_ARRAY(arena, struct sv_language, COUNT_OF(paths));
    struct sv_languages *languages = ARENA_NEW(arena, struct sv_languages);
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        cr_assert(eq(int, sv_language_read(desk_file(paths[i], arena), arena, &items[i], NULL), RC_OK), "%s", paths[i]);
    *languages = (struct sv_languages){.items = items, .n = COUNT_OF(paths)};
    return languages;
}

struct desk desk_read(const char *workbook)
{
    struct desk desk = {.arena = arena_new(ARENA_BYTES)};
    const bool complete = strstr(workbook, "# settings\n") != NULL || strstr(workbook, "# Settings\n") != NULL;
    struct buf text = buf_in(desk.arena, strlen(workbook) + sizeof settings);
    buf_put(&text, str_of(workbook));
    if (!complete)
        buf_put(&text, str_of(settings));
    desk.languages = read_languages(desk.arena);
    desk.findings = sv_findings_in(desk.arena, SV_FINDINGS_EN, FINDINGS_MAX);
    const struct sv_workbook read = pipes_workbook(buf_str(&text), desk.arena);
    cr_assert(eq(int, xl_read(&read, desk.languages, desk.arena, &desk.findings, &desk.form), RC_OK));
    sv_findings_sort(&desk.findings);
    return desk;
}

void desk_free(struct desk *desk)
{
    arena_free(desk->arena);
}

const char *desk_lines(struct desk *desk)
{
    struct buf lines = buf_in(desk->arena, LINES_BYTES);
    for (size_t i = 0; i < desk->findings.n; i++) {
        const struct sv_finding *finding = &desk->findings.items[i];
        buf_printf(&lines, "%.*s %d %.*s%s%.*s %.*s\n", STR_FMT(finding->spot.sheet), (int)finding->spot.row,
                   STR_FMT(finding->spot.column), finding->spot.column.n > 0 ? " " : "",
                   STR_FMT(sv_severity_word(finding->severity)), STR_FMT(sv_code_word(finding->code)));
    }
    cr_assert(not(lines.overflow));
    return str_z(desk->arena, buf_str(&lines));
}

const struct sv_finding *desk_finding(const struct desk *desk, enum sv_code code)
{
    for (size_t i = 0; i < desk->findings.n; i++)
        if (desk->findings.items[i].code == code)
            return &desk->findings.items[i];
    return NULL;
}

struct str desk_json(struct desk *desk)
{
    struct str json = STR_EMPTY;
    cr_assert(eq(sz, desk->findings.errors_n, 0), "%s", desk_lines(desk));
    cr_assert(eq(int, xl_write_json(&desk->form, desk->arena, &json), RC_OK));
    return json;
}

void desk_expect(const struct desk_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct desk desk = desk_read(cases[i].workbook);
        const char *lines = desk_lines(&desk);
        cr_expect(strcmp(lines, cases[i].lines) == 0, "case '%s': found\n%snot\n%s", cases[i].name, lines,
                  cases[i].lines);
        desk_free(&desk);
    }
}
