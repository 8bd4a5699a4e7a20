#include "sketch.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "../../../survey/xlsform/model.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/csv.h"

enum { COLUMNS_MAX = 64, ROWS_MAX = 400, LANGUAGES_MAX = 8, FILE_BYTES_MAX = 1 << 18, FINDINGS_MAX = 5000 };

struct sheet {
    struct str names[COLUMNS_MAX];
    struct str rows[ROWS_MAX][COLUMNS_MAX];
    int32_t numbers[ROWS_MAX];
    size_t columns_n;
    size_t rows_n;
};

struct drawing {
    struct arena *arena;
    struct xl_form form;
    struct sheet *survey;
    struct sheet *choices;
    struct sheet *settings;
    struct xl_language languages[LANGUAGES_MAX];
};

const char *sketch_file(const char *path, struct arena *arena)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
    cr_assert(bytes != NULL);
    const size_t n = fread(bytes, 1, FILE_BYTES_MAX - 1, file);
    bytes[n] = '\0';
    (void)fclose(file);
    return bytes;
}

struct sketch sketch_folder(const char *folder, struct arena *arena)
{
    const char *texts[3] = {NULL};
    static const char *const names[] = {"survey", "choices", "settings"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/xlsform/%s/%s.csv", FIXTURES, folder, names[i]);
        texts[i] = sketch_file(path, arena);
    }
    return (struct sketch){.survey = texts[0], .choices = texts[1], .settings = texts[2]};
}

static struct sheet *read_sheet(const char *text, struct arena *arena)
{
    struct sheet *sheet = ARENA_NEW(arena, struct sheet);
    struct csv csv = csv_on(str_of(text));
    struct str fields[COLUMNS_MAX];
    struct csv_record record = {.fields = fields, .fields_max = COLUMNS_MAX};
    struct err err = {0};
    bool more = true;
    for (bool header = true; text != NULL; header = false) {
        cr_assert(eq(int, csv_next(&csv, arena, &record, &more, &err), RC_OK), "%s", err.text);
        if (!more)
            break;
        if (header)
            memcpy(sheet->names, fields, sizeof fields);
        else
            memcpy(sheet->rows[sheet->rows_n], fields, sizeof fields);
        if (!header)
            sheet->numbers[sheet->rows_n++] = record.line;
        cr_assert(sheet->rows_n < ROWS_MAX);
    }
    for (size_t i = 0; i < COLUMNS_MAX; i++)
        sheet->columns_n = sheet->names[i].n > 0 ? i + 1 : sheet->columns_n;
    return sheet;
}

/* "constraint message" is constraint_message. */
static bool is_header(struct str header, const char *name)
{
    if (header.n != strlen(name))
        return false;
    for (size_t i = 0; i < header.n; i++)
        if (header.p[i] != name[i] && !(header.p[i] == ' ' && name[i] == '_'))
            return false;
    return true;
}

static int32_t column_of(const struct sheet *sheet, const char *name)
{
    for (size_t i = 0; i < sheet->columns_n; i++)
        if (is_header(sheet->names[i], name))
            return (int32_t)i;
    return -1;
}

static struct xl_cell cell_at(const struct sheet *sheet, size_t row, int32_t column)
{
    const bool there = column >= 0 && sheet->rows_n > row;
    return (struct xl_cell){.text = there ? sheet->rows[row][column] : STR_EMPTY, .column_at = column};
}

static struct xl_cell cell(const struct sheet *sheet, size_t row, const char *name)
{
    return cell_at(sheet, row, column_of(sheet, name));
}

static struct xl_cell *cells(struct drawing *d, const struct sheet *sheet, size_t row, const char *name,
                             const char *short_name)
{
    struct xl_cell *out = ARENA_ARRAY(d->arena, struct xl_cell, d->form.languages_n);
    for (size_t i = 0; i < d->form.languages_n; i++) {
        const struct xl_language *language = &d->languages[i];
        struct buf header = buf_in(d->arena, 256);
        if (short_name != NULL)
            buf_printf(&header, "%s_%.*s", short_name, STR_FMT(language->code));
        else if (str_eq(language->written, STR("default")))
            buf_printf(&header, "%s", name);
        else
            buf_printf(&header, "%s::%.*s", name, STR_FMT(language->written));
        buf_put_byte(&header, '\0');
        out[i] = cell(sheet, row, header.p);
    }
    return out;
}

static void add_language(struct drawing *d, struct str written)
{
    for (size_t i = 0; i < d->form.languages_n; i++)
        if (str_eq(d->languages[i].written, written))
            return;
    struct xl_language *language = &d->languages[d->form.languages_n++];
    *language = (struct xl_language){.written = written, .code = STR_EMPTY};
    const size_t open = str_find_byte(written, '(');
    if (open != SIZE_MAX)
        language->code = str_sub(written, open + 1, written.n - open - 2);
    if (str_eq(written, STR("default")))
        language->code = STR("es");
    for (size_t i = 0; i < d->form.systems->n && language->code.n == 0; i++)
        if (str_eq(d->form.systems->items[i].name, written))
            language->code = d->form.systems->items[i].code;
    language->system = sv_language_find(d->form.systems, str_eq(written, STR("default")) ? STR("es") : language->code);
}

static void find_languages(struct drawing *d)
{
    for (size_t i = 0; i < d->survey->columns_n; i++) {
        const size_t at = str_find(d->survey->names[i], STR("::"));
        if (at != SIZE_MAX && !str_starts(d->survey->names[i], STR("instance")))
            add_language(d, str_sub(d->survey->names[i], at + 2, SIZE_MAX));
    }
    if (column_of(d->survey, "label") >= 0 || d->form.languages_n == 0)
        add_language(d, STR("default"));
    for (size_t i = 0; i < d->form.languages_n; i++)
        if (str_eq(d->languages[i].written, d->form.settings.default_language.text))
            d->form.default_language = i;
    d->form.languages = d->languages;
}

static void read_type(struct xl_row *row)
{
    static const struct {
        const char *word;
        enum xl_type type;
    } types[] = {
        {"text", XL_TYPE_TEXT},
        {"integer", XL_TYPE_INTEGER},
        {"decimal", XL_TYPE_DECIMAL},
        {"percentage", XL_TYPE_PERCENTAGE},
        {"range", XL_TYPE_RANGE},
        {"date", XL_TYPE_DATE},
        {"time", XL_TYPE_TIME},
        {"dateTime", XL_TYPE_DATETIME},
        {"select_one", XL_TYPE_SELECT_ONE},
        {"select_multiple", XL_TYPE_SELECT_MULTIPLE},
        {"rank", XL_TYPE_RANK},
        {"acknowledge", XL_TYPE_ACKNOWLEDGE},
        {"note", XL_TYPE_NOTE},
        {"calculate", XL_TYPE_CALCULATE},
        {"hidden", XL_TYPE_HIDDEN},
        {"start", XL_TYPE_AUTO},
        {"end", XL_TYPE_AUTO},
        {"today", XL_TYPE_AUTO},
        {"phonenumber", XL_TYPE_AUTO},
        {"audit", XL_TYPE_IGNORED},
        {"image", XL_TYPE_IMPOSSIBLE},
        {"begin_group", XL_TYPE_BEGIN_GROUP},
        {"end_group", XL_TYPE_END_GROUP},
        {"begin_repeat", XL_TYPE_BEGIN_REPEAT},
        {"end_repeat", XL_TYPE_END_REPEAT},
    };
    struct str rest = row->type_cell.text;
    struct str word = STR_EMPTY;
    row->list_name = STR_EMPTY;
    (void)str_next(&rest, ' ', &row->type_word);
    (void)str_next(&rest, ' ', &row->list_name);
    row->or_other = str_next(&rest, ' ', &word);
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_eq(row->type_word, str_of(types[i].word)))
            row->type = types[i].type;
}

static int32_t list_of(const struct drawing *d, const struct xl_row *row)
{
    for (size_t i = 0; i < d->form.lists_n && row->list_name.n > 0; i++)
        if (str_eq(d->form.lists[i].name, row->list_name))
            return (int32_t)i;
    return -1;
}

static void read_row(struct drawing *d, size_t at, struct xl_row *row)
{
    const struct sheet *sheet = d->survey;
    *row = (struct xl_row){
        .number = sheet->numbers[at],
        .type_cell = cell(sheet, at, "type"),
        .begin = -1,
        .disabled = str_eq(cell(sheet, at, "disabled").text, STR("yes")),
        .name = cell(sheet, at, "name"),
        .label = cells(d, sheet, at, "label", NULL),
        .short_label = cells(d, sheet, at, "sms_text", "sms_text"),
        .hint = cells(d, sheet, at, "hint", NULL),
        .constraint_message = cells(d, sheet, at, "constraint_message", NULL),
        .required_message = cells(d, sheet, at, "required_message", NULL),
        .required = cell(sheet, at, "required"),
        .relevant = cell(sheet, at, "relevant"),
        .constraint = cell(sheet, at, "constraint"),
        .calculation = cell(sheet, at, "calculation"),
        .default_value = cell(sheet, at, "default"),
        .choice_filter = cell(sheet, at, "choice_filter"),
        .repeat_count = cell(sheet, at, "repeat_count"),
        .parameters = cell(sheet, at, "parameters"),
        .privacy = cell(sheet, at, "privacy"),
        .on_answer = cell(sheet, at, "on_answer"),
        .dimension = cell(sheet, at, "ind_dimension"),
        .weight = cell(sheet, at, "ind_weight"),
    };
    read_type(row);
    row->list = list_of(d, row);
}

static void read_rows(struct drawing *d)
{
    struct xl_row *rows = ARENA_ARRAY(d->arena, struct xl_row, d->survey->rows_n);
    int32_t open = -1;
    for (size_t i = 0; i < d->survey->rows_n; i++) {
        read_row(d, i, &rows[i]);
        const enum xl_type type = rows[i].type;
        if ((type == XL_TYPE_END_GROUP || type == XL_TYPE_END_REPEAT) && open >= 0) {
            rows[i].begin = open;
            open = rows[open].parent;
        }
        rows[i].parent = open;
        if (type == XL_TYPE_BEGIN_GROUP || type == XL_TYPE_BEGIN_REPEAT)
            open = (int32_t)i;
    }
    d->form.rows = rows;
    d->form.rows_n = d->survey->rows_n;
}

static bool is_extra(struct str header)
{
    static const char *const known[] = {"list_name", "name", "sms_option", "ind_score", "ind_missing"};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (is_header(header, known[i]))
            return false;
    return header.n > 0 && !str_starts(header, STR("label")) && !str_starts(header, STR("sms_label"));
}

static void read_extra(struct drawing *d)
{
    struct str *names = ARENA_ARRAY(d->arena, struct str, COLUMNS_MAX);
    int32_t *columns = ARENA_ARRAY(d->arena, int32_t, COLUMNS_MAX);
    for (size_t i = 0; i < d->choices->columns_n; i++) {
        if (!is_extra(d->choices->names[i]))
            continue;
        names[d->form.extra_n] = d->choices->names[i];
        columns[d->form.extra_n++] = (int32_t)i;
    }
    d->form.extra = names;
    d->form.extra_at = columns;
}

static struct xl_choice read_choice(struct drawing *d, size_t at)
{
    const struct sheet *sheet = d->choices;
    struct xl_cell *extra = ARENA_ARRAY(d->arena, struct xl_cell, d->form.extra_n);
    for (size_t i = 0; i < d->form.extra_n; i++)
        extra[i] = cell_at(sheet, at, d->form.extra_at[i]);
    return (struct xl_choice){
        .number = sheet->numbers[at],
        .list_name = cell(sheet, at, "list_name"),
        .name = cell(sheet, at, "name"),
        .label = cells(d, sheet, at, "label", NULL),
        .short_label = cells(d, sheet, at, "sms_label", "sms_label"),
        .aliases = cell(sheet, at, "sms_option"),
        .score = cell(sheet, at, "ind_score"),
        .missing = cell(sheet, at, "ind_missing"),
        .extra = extra,
    };
}

static void read_lists(struct drawing *d)
{
    struct xl_list *lists = ARENA_ARRAY(d->arena, struct xl_list, d->choices->rows_n);
    for (size_t i = 0; i < d->choices->rows_n; i++) {
        const struct xl_choice choice = read_choice(d, i);
        size_t at = 0;
        while (at < d->form.lists_n && !str_eq(lists[at].name, choice.list_name.text))
            at++;
        if (at == d->form.lists_n) {
            lists[d->form.lists_n++] = (struct xl_list){
                .name = choice.list_name.text, .choices = ARENA_ARRAY(d->arena, struct xl_choice, d->choices->rows_n)};
        }
        ((struct xl_choice *)lists[at].choices)[lists[at].choices_n++] = choice;
    }
    d->form.lists = lists;
}

static struct xl_settings read_settings(const struct sheet *sheet)
{
    return (struct xl_settings){
        .number = sheet->rows_n > 0 ? sheet->numbers[0] : 0,
        .default_language = cell(sheet, 0, "default_language"),
        .keyword = cell(sheet, 0, "sms_keyword"),
        .wave = cell(sheet, 0, "wave"),
        .channel = cell(sheet, 0, "channel"),
        .direction = cell(sheet, 0, "direction"),
        .ussd_code = cell(sheet, 0, "ussd_code"),
    };
}

static const struct sv_languages *systems(struct arena *arena)
{
    static const char *const paths[] = {SOURCE_DIR "/survey/languages/es.csv", SOURCE_DIR "/survey/languages/fr.csv",
                                        SOURCE_DIR "/survey/languages/en.csv"};
    struct sv_language *items = ARENA_ARRAY(arena, struct sv_language, COUNT_OF(paths));
    struct sv_languages *languages = ARENA_NEW(arena, struct sv_languages);
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct err err = {0};
        const struct str text = str_of(sketch_file(paths[i], arena));
        cr_assert(eq(int, sv_language_read(text, arena, &items[i], &err), RC_OK), "%s: %s", paths[i], err.text);
    }
    *languages = (struct sv_languages){.items = items, .n = COUNT_OF(paths)};
    return languages;
}

static const struct xl_form *draw(const struct sketch *sketch, struct arena *arena)
{
    struct drawing *d = ARENA_NEW(arena, struct drawing);
    d->arena = arena;
    d->form.systems = systems(arena);
    d->survey = read_sheet(sketch->survey, arena);
    d->choices = read_sheet(sketch->choices, arena);
    d->settings = read_sheet(sketch->settings, arena);
    d->form.survey_headers = (struct xl_headers){STR("survey"), d->survey->names, d->survey->columns_n};
    d->form.choices_headers = (struct xl_headers){STR("choices"), d->choices->names, d->choices->columns_n};
    d->form.settings_headers = (struct xl_headers){STR("settings"), d->settings->names, d->settings->columns_n};
    d->form.has_choices_sheet = sketch->choices != NULL;
    d->form.settings = read_settings(d->settings);
    find_languages(d);
    read_extra(d);
    read_lists(d);
    read_rows(d);
    return &d->form;
}

struct sv_findings sketch_findings(const struct sketch *sketch, int checks, struct arena *arena)
{
    static const struct {
        enum sketch_check check;
        void (*run)(const struct xl_form *form, struct arena *arena, struct sv_findings *findings);
    } all[] = {
        {SKETCH_EXPRESSIONS, xl_check_expressions}, {SKETCH_VALUES, xl_check_values},
        {SKETCH_MESSAGES, xl_check_messages},       {SKETCH_PEOPLE, xl_check_people},
        {SKETCH_SCORES, xl_check_scores},
    };
    struct sv_findings findings = sv_findings_in(arena, SV_FINDINGS_EN, FINDINGS_MAX);
    const struct xl_form *form = draw(sketch, arena);
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if ((checks & (int)all[i].check) != 0)
            all[i].run(form, arena, &findings);
    sv_findings_sort(&findings);
    return findings;
}

struct str sketch_lines(const struct sv_findings *findings, const char *code, struct arena *arena)
{
    struct buf buf = buf_in(arena, 1 << 16);
    for (size_t i = 0; i < findings->n; i++) {
        const struct sv_finding *f = &findings->items[i];
        if (str_starts(sv_code_word(f->code), str_of(code)))
            buf_printf(&buf, "%.*s %d %.*s %.*s %.*s\n", STR_FMT(f->spot.sheet), f->spot.row, STR_FMT(f->spot.column),
                       STR_FMT(sv_severity_word(f->severity)), STR_FMT(sv_code_word(f->code)));
    }
    return buf_str(&buf);
}

void sketch_expect(const struct sketch_case *cases, size_t n, int checks, const char *code)
{
    for (size_t i = 0; i < n; i++) {
        struct arena *arena = arena_new(1 << 24);
        const struct sv_findings findings = sketch_findings(&cases[i].sketch, checks, arena);
        const struct str lines = sketch_lines(&findings, code, arena);
        cr_expect(str_eq(lines, str_of(cases[i].lines)), "%s:\n%.*s", cases[i].name, STR_FMT(lines));
        arena_free(arena);
    }
}
