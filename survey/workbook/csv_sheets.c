#include "csv_sheets.h"

#include "base/csv.h"
#include "grid.h"

/* The separator met first outside quotes: the first row may be a name alone. */
static char separator_of(struct str text)
{
    bool quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        const char c = text.p[i];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == ',' || c == ';' || c == '\t'))
            return c;
    }
    return ',';
}

/* "sep=;" in the first line is a word to Excel and no row. */
static struct csv csv_of(struct str text)
{
    struct csv csv = csv_on(text);
    csv.separator = separator_of(csv.rest);
    const struct str line = str_trim(str_sub(csv.rest, 0, str_find_byte(csv.rest, '\n')));
    if (line.n == 5 && str_eq_ascii_nocase(str_sub(line, 0, 4), STR("sep="))) {
        csv.separator = line.p[4];
        csv.rest = str_sub(csv.rest, str_find_byte(csv.rest, '\n'), csv.rest.n);
        csv.rest = str_sub(csv.rest, 1, csv.rest.n);
        csv.line = 2;
    }
    return csv;
}

static size_t filled_fields(const struct csv_record *record)
{
    size_t n = record->fields_max;
    while (n > 0 && record->fields[n - 1].n == 0)
        n--;
    return n;
}

/* Gives the mistake its line; the arena may have been full without a word. */
static enum rc failed(const struct sv_draft *draft, enum rc rc, const struct err *err)
{
    if (err->code == RC_OK)
        return sv_draft_full(draft);
    return err_at(draft->err, rc, err->line, 0, "line %d: %s", err->line, err->text);
}

static enum rc next(const struct sv_draft *draft, struct csv *csv, struct csv_record *record, bool *out_more)
{
    struct err err = {.code = RC_OK};
    const enum rc rc = csv_next(csv, draft->arena, record, out_more, &err);
    return rc == RC_OK ? RC_OK : failed(draft, rc, &err);
}

/* Names alone, then a row that leaves the first column empty. What begins below many blank rows is no data anyway. */
static enum rc look_for_many(const struct sv_draft *draft, struct csv csv, struct csv_record *record, bool *out_many)
{
    bool named = false;
    for (int records = 0; records <= SV_BLANK_ROWS_MAX; records++) {
        bool more = false;
        const enum rc rc = next(draft, &csv, record, &more);
        if (rc != RC_OK || !more)
            return rc;
        const size_t n = filled_fields(record);
        if (sv_fields_blank(record->fields, n))
            continue;
        if (!sv_first_alone(record->fields, n)) {
            *out_many = named && sv_field_blank(record->fields[0]);
            return RC_OK;
        }
        named = true;
    }
    return RC_OK;
}

static enum rc read_rows(struct sv_grid *grid, struct csv *csv, struct csv_record *record)
{
    const struct sv_draft *draft = grid->draft;
    for (int records = 0; grid->many || !draft->ended; records++) {
        const int line = csv->line;
        bool more = false;
        enum rc rc = next(draft, csv, record, &more);
        if (rc != RC_OK || !more)
            return rc;
        if (records == SV_ROWS_MAX)
            return err_at(draft->err, RC_TOO_BIG, record->line, 0, "more than %d rows; hint: divide the file",
                          SV_ROWS_MAX);
        /* Blank lines are rows, too. */
        grid->row += record->line - line;
        rc = sv_grid_row(grid, record->fields, filled_fields(record));
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

enum rc sv_csv_read(struct sv_draft *draft, struct str name, struct str text, bool may_be_many)
{
    struct csv_record record = {.fields = ARENA_ARRAY(draft->arena, struct str, SV_COLUMNS_MAX),
                                .fields_max = SV_COLUMNS_MAX};
    if (record.fields == NULL)
        return sv_draft_full(draft);
    struct csv csv = csv_of(text);
    bool many = false;
    enum rc rc = may_be_many ? look_for_many(draft, csv, &record, &many) : RC_OK;
    if (rc != RC_OK)
        return rc;
    struct sv_grid grid;
    rc = sv_grid_begin(&grid, draft, sv_file_stem(name), many);
    if (rc == RC_OK)
        rc = read_rows(&grid, &csv, &record);
    return rc == RC_OK ? sv_grid_end(&grid) : rc;
}
