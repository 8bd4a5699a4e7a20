#include "markdown.h"

#include "grid.h"

struct table {
    struct sv_draft *draft;
    struct str rest;
    int line;
    struct str *fields;
    size_t fields_n;
};

/* The end of a cell: the next pipe that is not escaped. */
static size_t cell_length(struct str rest, size_t *out_escaped)
{
    *out_escaped = 0;
    for (size_t i = 0; i < rest.n; i++) {
        if (rest.p[i] == '|')
            return i;
        if (rest.p[i] == '\\' && i + 1 < rest.n && rest.p[i + 1] == '|') {
            (*out_escaped)++;
            i++;
        }
    }
    return rest.n;
}

/* Only a pipe is ever escaped in a table; other backslashes belong to the text, a pattern such as \d. */
static struct str without_escapes(struct str cell, size_t escaped, struct arena *arena)
{
    if (escaped == 0)
        return cell;
    char *p = arena_alloc(arena, cell.n - escaped);
    if (p == NULL)
        return (struct str){.p = NULL, .n = 0};
    size_t n = 0;
    for (size_t i = 0; i < cell.n; i++)
        if (cell.p[i] != '\\' || i + 1 == cell.n || cell.p[i + 1] != '|')
            p[n++] = cell.p[i];
    return (struct str){.p = p, .n = n};
}

/* The cells between the pipes; what follows the last pipe is one only if it shows something. */
static enum rc split_row(struct table *table, struct str row)
{
    table->fields_n = 0;
    row = str_sub(row, 1, row.n);
    while (row.n > 0) {
        size_t escaped = 0;
        const size_t n = cell_length(row, &escaped);
        if (table->fields_n == SV_COLUMNS_MAX)
            return err_at(table->draft->err, RC_TOO_BIG, table->line, 0, "line %d: more than %d columns", table->line,
                          SV_COLUMNS_MAX);
        const struct str cell = without_escapes(str_trim(str_sub(row, 0, n)), escaped, table->draft->arena);
        if (cell.p == NULL)
            return sv_draft_full(table->draft);
        table->fields[table->fields_n++] = cell;
        row = str_sub(row, n + 1, row.n);
    }
    return RC_OK;
}

/* "---", ":--:": the line below a head. */
static bool is_rule(struct str cell)
{
    size_t dashes = 0;
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '-')
            dashes++;
        else if (cell.p[i] != ':')
            return false;
    }
    return dashes > 0;
}

/* At least one rule, and besides rules nothing. */
static bool is_rules(const struct table *table)
{
    size_t rules = 0;
    for (size_t i = 0; i < table->fields_n; i++) {
        if (table->fields[i].n == 0)
            continue;
        if (!is_rule(table->fields[i]))
            return false;
        rules++;
    }
    return rules > 0;
}

/* The next row of a table; false at the end. Lines that belong to no table are for people. */
static enum rc next_row(struct table *table, bool *out_more)
{
    struct str line;
    while (str_next(&table->rest, '\n', &line)) {
        table->line++;
        line = str_trim(line);
        if (!str_starts(line, STR("|")))
            continue;
        const enum rc rc = split_row(table, line);
        if (rc != RC_OK)
            return rc;
        if (is_rules(table))
            continue;
        *out_more = true;
        return RC_OK;
    }
    *out_more = false;
    return RC_OK;
}

/* Names, then a row that leaves its first cell empty; the first name may have the head of its table beside it. */
static enum rc look_for_many(struct table table, bool *out_many)
{
    bool named = false;
    for (int rows = 0; rows <= SV_BLANK_ROWS_MAX; rows++) {
        bool more = false;
        const enum rc rc = next_row(&table, &more);
        if (rc != RC_OK || !more)
            return rc;
        if (sv_fields_blank(table.fields, table.fields_n))
            continue;
        const bool blank = sv_field_blank(table.fields[0]);
        if (blank || (named && !sv_first_alone(table.fields, table.fields_n))) {
            *out_many = named && blank;
            return RC_OK;
        }
        named = true;
    }
    return RC_OK;
}

static enum rc read_rows(struct sv_grid *grid, struct table *table)
{
    for (;;) {
        bool more = false;
        enum rc rc = next_row(table, &more);
        if (rc != RC_OK || !more)
            return rc;
        rc = sv_grid_row(grid, table->fields, table->fields_n);
        if (rc != RC_OK)
            return rc;
    }
}

bool sv_markdown_likely(struct str text)
{
    return str_starts(str_trim(text), STR("|"));
}

enum rc sv_markdown_read(struct sv_draft *draft, struct str name, struct str text)
{
    struct table table = {
        .draft = draft, .rest = text, .fields = ARENA_ARRAY(draft->arena, struct str, SV_COLUMNS_MAX)};
    if (table.fields == NULL)
        return sv_draft_full(draft);
    bool many = false;
    enum rc rc = look_for_many(table, &many);
    if (rc != RC_OK)
        return rc;
    struct sv_grid grid;
    rc = sv_grid_begin(&grid, draft, sv_file_stem(name), many);
    if (rc == RC_OK)
        rc = read_rows(&grid, &table);
    return rc == RC_OK ? sv_grid_end(&grid) : rc;
}
