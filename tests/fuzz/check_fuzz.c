/* Whatever stands in the cells of a form, the checks come to an end, say the same twice, and say it of a cell that is there; with too little
 * memory they find less. Each line of the input is a cell: its row, its column, its text. */
#include <assert.h>
#include <stdint.h>

#include "../../survey/xlsform/model.h"
#include "base/attr.h"
#include "base/utf8.h"

enum { ROWS = 5, CHOICES = 3, FINDINGS_MAX = 200, ARENA_BYTES = 1 << 22, SMALL_MAX = 1 << 14 };

struct cells {
    struct xl_cell label[2];
    struct xl_cell short_label[2];
    struct xl_cell hint[2];
    struct xl_cell constraint_message[2];
    struct xl_cell required_message[2];
};

struct world {
    struct cells texts[ROWS];
    struct cells choice_texts[CHOICES];
    struct xl_cell extra[CHOICES];
    struct xl_row rows[ROWS];
    struct xl_choice choices[CHOICES];
    struct xl_list list;
    struct xl_form form;
};

static const struct sv_languages systems = {.n = 0};
static const struct xl_language languages[] = {{.written = {"es", 2}, .code = {"es", 2}},
                                               {.written = {"en", 2}, .code = {"en", 2}}};
static const struct str extra_name = {"zone", 4};
static const int32_t extra_at = 3;

static void fill_row(struct world *w, size_t i)
{
    static const enum xl_type types[ROWS] = {XL_TYPE_BEGIN_GROUP, XL_TYPE_SELECT_ONE, XL_TYPE_TEXT, XL_TYPE_INTEGER,
                                             XL_TYPE_CALCULATE};
    static const struct str names[ROWS] = {{"g", 1}, {"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}};
    w->rows[i] = (struct xl_row){.number = (int32_t)i + 2,
                                 .type = types[i],
                                 .list = i == 1 ? 0 : -1,
                                 .list_name = STR_EMPTY,
                                 .parent = i == 0 || i == ROWS - 1 ? -1 : 0,
                                 .begin = -1,
                                 .name = {.text = names[i]},
                                 .label = w->texts[i].label,
                                 .short_label = w->texts[i].short_label,
                                 .hint = w->texts[i].hint,
                                 .constraint_message = w->texts[i].constraint_message,
                                 .required_message = w->texts[i].required_message};
}

static void fill(struct world *w)
{
    for (size_t i = 0; i < ROWS; i++)
        fill_row(w, i);
    for (size_t i = 0; i < CHOICES; i++)
        w->choices[i] = (struct xl_choice){.number = (int32_t)i + 2,
                                           .name = {.text = i == 0 ? STR("1") : STR("2")},
                                           .label = w->choice_texts[i].label,
                                           .short_label = w->choice_texts[i].short_label,
                                           .extra = &w->extra[i]};
    w->list = (struct xl_list){.name = STR("l"), .choices = w->choices, .choices_n = CHOICES};
    w->form = (struct xl_form){.systems = &systems,
                               .survey_headers = {.sheet = STR("survey")},
                               .choices_headers = {.sheet = STR("choices")},
                               .languages = languages,
                               .languages_n = COUNT_OF(languages),
                               .rows = w->rows,
                               .rows_n = ROWS,
                               .lists = &w->list,
                               .lists_n = 1,
                               .extra = &extra_name,
                               .extra_at = &extra_at,
                               .extra_n = 1};
}

static struct xl_cell *row_cell(struct world *w, size_t i, char column)
{
    struct xl_row *row = &w->rows[i];
    const struct {
        char column;
        struct xl_cell *cell;
    } cells[] = {
        {'n', &row->name},
        {'r', &row->relevant},
        {'c', &row->constraint},
        {'k', &row->calculation},
        {'q', &row->required},
        {'d', &row->default_value},
        {'f', &row->choice_filter},
        {'p', &row->parameters},
        {'v', &row->privacy},
        {'o', &row->on_answer},
        {'i', &row->dimension},
        {'w', &row->weight},
        {'l', w->texts[i].label},
        {'L', &w->texts[i].label[1]},
        {'s', w->texts[i].short_label},
        {'h', w->texts[i].hint},
        {'m', w->texts[i].constraint_message},
        {'M', w->texts[i].required_message},
        {'t', &row->repeat_count},
    };
    for (size_t j = 0; j < COUNT_OF(cells); j++)
        if (cells[j].column == column)
            return cells[j].cell;
    return NULL;
}

static struct xl_cell *choice_cell(struct world *w, size_t i, char column)
{
    struct xl_choice *choice = &w->choices[i];
    switch (column) {
    case 'n':
        return &choice->name;
    case 'a':
        return &choice->aliases;
    case 'x':
        return &choice->score;
    case 'y':
        return &choice->missing;
    case 'e':
        return &w->extra[i];
    case 'l':
        return w->choice_texts[i].label;
    case 'L':
        return &w->choice_texts[i].label[1];
    case 's':
        return w->choice_texts[i].short_label;
    default:
        return NULL;
    }
}

static void put_cell(struct world *w, struct str line)
{
    if (line.n < 2 || line.p[0] < '0' || line.p[0] >= '0' + ROWS + CHOICES)
        return;
    const size_t row = (size_t)(line.p[0] - '0');
    struct xl_cell *cell = row < ROWS ? row_cell(w, row, line.p[1]) : choice_cell(w, row - ROWS, line.p[1]);
    if (cell != NULL)
        cell->text = str_sub(line, 2, line.n);
    if (row < ROWS && line.p[1] == 'T')
        w->rows[row].type = (enum xl_type)(line.n % XL_TYPE_COUNT);
    if (row < ROWS && line.p[1] == 'N')
        w->form.settings.wave.text = str_sub(line, 2, line.n);
}

static void run(const struct xl_form *form, struct arena *arena, struct sv_findings *findings)
{
    xl_check_expressions(form, arena, findings);
    xl_check_values(form, arena, findings);
    xl_check_messages(form, arena, findings);
    xl_check_people(form, arena, findings);
    xl_check_scores(form, arena, findings);
    sv_findings_sort(findings);
}

static void check_findings(const struct sv_findings *findings)
{
    for (size_t i = 0; i < findings->n; i++) {
        const struct sv_finding *f = &findings->items[i];
        assert(f->message.n > 0 && utf8_valid(f->message) && utf8_valid(f->hint));
        assert(f->spot.row >= 0 && f->spot.row < 2 + ROWS);
        assert(f->spot.position >= 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *kept = arena_new(ARENA_BYTES);
    struct arena *arena = arena_new(ARENA_BYTES);
    struct arena *small = arena_new(1 + size * 37 % SMALL_MAX);
    struct str rest = utf8_clean(kept, (struct str){.p = (const char *)data, .n = size});
    struct world *w = ARENA_NEW(kept, struct world);
    struct str line = STR_EMPTY;
    if (rest.p != NULL && w != NULL) {
        fill(w);
        while (str_next(&rest, '\n', &line))
            put_cell(w, line);
        struct sv_findings once = sv_findings_in(kept, SV_FINDINGS_ES, FINDINGS_MAX);
        struct sv_findings again = sv_findings_in(kept, SV_FINDINGS_FR, FINDINGS_MAX);
        struct sv_findings less = sv_findings_in(kept, SV_FINDINGS_EN, FINDINGS_MAX);
        run(&w->form, arena, &once);
        run(&w->form, arena, &again);
        run(&w->form, small, &less);
        check_findings(&once);
        check_findings(&less);
        assert(once.n == again.n && once.errors_n == again.errors_n);
    }
    arena_free(small);
    arena_free(arena);
    arena_free(kept);
    return 0;
}
