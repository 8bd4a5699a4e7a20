#include "survey_source.h"

#include "base/buf.h"
#include "base/limits.h"
#include "gateway/command.h"
#include "session.h"
#include "survey/xlsform.h"
#include "survey_files.h"

enum {
    ARENA_BYTES_MAX = 512 * 1024 * 1024, /* a limit of the reader is met first, and says more */
    FINDINGS_MAX = 1000                  /* told; the rest is counted */
};

struct arena *survey_arena_new(void)
{
    return arena_new(ARENA_BYTES_MAX);
}

/* ---- a mistake that ends the reading ---- */

/* What stands behind "hint: " is the hint. The place of a mistake in canonical JSON is the path in the message, and the
 * line where JSON itself is broken. */
static int fail(struct survey_source *source, const char *code, const struct err *err, struct arena *arena)
{
    const struct str separator = STR("; hint: ");
    const struct str text = arena_str(arena, str_of(err->text));
    if (text.p == NULL)
        return session_fail(err);
    const size_t at = str_find(text, separator);
    const bool hinted = at < text.n;
    source->broken = true;
    source->fault = (struct finding){.file = source->file,
                                     .row = err->line,
                                     .severity = SV_SEVERITY_ERROR,
                                     .code = str_of(code),
                                     .message = str_sub(text, 0, hinted ? at : text.n),
                                     .hint = hinted ? str_sub(text, at + separator.n, text.n) : STR_EMPTY};
    return GW_EXIT_NO;
}

/* ---- compiling ---- */

static int compile_json(const struct sv_languages *languages, struct arena *arena, struct survey_source *source)
{
    struct err err = {.code = RC_OK};
    if (source->json.n > SV_FORM_BYTES_MAX)
        (void)err_set(&err, RC_TOO_BIG, "the survey has more than %d bytes; hint: divide it into two",
                      SV_FORM_BYTES_MAX);
    else if (sv_form_read_json(source->json, languages, arena, &source->form, &err) == RC_OK)
        return GW_EXIT_YES;
    return fail(source, "F001", &err, arena);
}

static int compile_sheets(const struct survey_files *files, const struct sv_languages *languages, struct arena *arena,
                          struct survey_source *source)
{
    struct err err = {.code = RC_OK};
    enum rc rc = sv_workbook_read(files->items, files->n, arena, &source->workbook, &err);
    if (rc == RC_OK)
        rc = sv_xlsform_read(&source->workbook, languages, arena, &source->noted, &source->json, &err);
    if (rc != RC_OK)
        return fail(source, "F003", &err, arena);
    sv_findings_sort(&source->noted);
    return source->noted.errors_n == 0 ? compile_json(languages, arena, source) : GW_EXIT_NO;
}

/* Windows programs put a byte order mark in front. */
static struct str json_of(const struct sv_file *file)
{
    const struct str mark = STR("\xEF\xBB\xBF");
    return str_starts(file->bytes, mark) ? str_sub(file->bytes, mark.n, file->bytes.n) : file->bytes;
}

static bool is_json(const struct sv_file *file)
{
    const struct str text = str_trim(json_of(file));
    const bool rich_text = str_starts(text, STR("{\\rtf")); /* the reader of sheets knows what to say of it */
    return (str_starts(text, STR("{")) && !rich_text) || str_ends(file->name, STR(".json"));
}

int survey_source_read(const struct gw_catalog *catalog, enum sv_finding_language language, struct arena *arena,
                       struct survey_source *source)
{
    const struct sv_languages *languages = gw_catalog_languages(catalog);
    struct survey_files files;
    struct err err = {.code = RC_OK};
    source->noted = sv_findings_in(arena, language, FINDINGS_MAX);
    const enum rc rc = survey_files_read(source->file, arena, &files, &err);
    if (rc == RC_UNAVAILABLE)
        return session_fail(&err);
    if (rc != RC_OK)
        return fail(source, "F003", &err, arena);
    source->is_folder = files.is_folder;
    if (files.is_folder || !is_json(&files.items[0]))
        return compile_sheets(&files, languages, arena, source);
    source->json = json_of(&files.items[0]);
    return compile_json(languages, arena, source);
}

/* ---- telling ---- */

size_t survey_errors_n(const struct survey_source *source)
{
    return source->noted.errors_n + (source->broken ? 1 : 0);
}

size_t survey_warnings_n(const struct survey_source *source)
{
    size_t n = 0;
    for (size_t i = 0; i < source->noted.n; i++)
        n += source->noted.items[i].severity == SV_SEVERITY_WARNING ? 1 : 0;
    return n;
}

/* Of a folder the CSV file that holds the sheet. */
static void print_noted(const struct survey_source *source, const struct sv_finding *f, enum finding_shape shape)
{
    enum { PATH_BYTES = 4096 };
    char storage[PATH_BYTES];
    struct buf path = buf_on(storage, sizeof storage);
    buf_put(&path, source->file);
    if (source->is_folder && f->spot.sheet.n > 0) {
        buf_put(&path, str_ends(source->file, STR("/")) ? STR_EMPTY : STR("/"));
        buf_put(&path, f->spot.sheet);
        buf_put(&path, STR(".csv"));
    }
    const struct finding finding = {.file = path.overflow ? source->file : buf_str(&path),
                                    .sheet = f->spot.sheet,
                                    .row = f->spot.row,
                                    .column = f->spot.column,
                                    .severity = f->severity,
                                    .code = sv_code_word(f->code),
                                    .message = f->message,
                                    .hint = f->hint};
    finding_print(&finding, shape);
}

void survey_print_findings(const struct survey_source *source, enum finding_shape shape)
{
    if (source->broken)
        finding_print(&source->fault, shape);
    for (size_t i = 0; i < source->noted.n; i++)
        print_noted(source, &source->noted.items[i], shape);
    if (shape == FINDING_TEXT && source->noted.lost > 0)
        (void)printf("... and %zu more\n", source->noted.lost);
}
