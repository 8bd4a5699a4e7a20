#include "grid.h"

#include "base/utf8.h"

bool sv_field_blank(struct str field)
{
    field = str_trim(field);
    if (field.n == 0)
        return true;
    /* Only what begins with a blank beyond ASCII, or with a character that shows nothing, needs a closer look. */
    char c[4];
    for (size_t at = 0; at < field.n;) {
        const size_t n = utf8_put(utf8_next(field, &at), c);
        if (sv_cell_clean(c, n) > 0)
            return false;
    }
    return true;
}

bool sv_fields_blank(const struct str *fields, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!sv_field_blank(fields[i]))
            return false;
    return true;
}

bool sv_first_alone(const struct str *fields, size_t n)
{
    return n > 0 && !sv_field_blank(fields[0]) && sv_fields_blank(fields + 1, n - 1);
}

struct str sv_file_base(struct str name)
{
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
            return str_sub(name, i, name.n);
    return name;
}

struct str sv_file_stem(struct str name)
{
    const struct str base = sv_file_base(name);
    for (size_t i = base.n; i > 1; i--)
        if (base.p[i - 1] == '.')
            return str_sub(base, 0, i - 1);
    return base;
}

static enum rc open_sheet(struct sv_grid *grid, struct str name)
{
    const enum rc rc = grid->open ? sv_draft_end(grid->draft) : RC_OK;
    if (rc != RC_OK)
        return rc;
    grid->open = true;
    grid->row = 0;
    return sv_draft_begin(grid->draft, name, false);
}

enum rc sv_grid_begin(struct sv_grid *grid, struct sv_draft *draft, struct str name, bool many)
{
    *grid = (struct sv_grid){.draft = draft, .many = many};
    return many ? RC_OK : open_sheet(grid, name);
}

static enum rc put_fields(struct sv_grid *grid, const struct str *fields, size_t n)
{
    grid->row++;
    for (size_t i = 0; i < n && !grid->draft->ended; i++) {
        const struct str text = sv_cell_copy(grid->draft->arena, fields[i]);
        if (text.p == NULL)
            return sv_draft_full(grid->draft);
        const enum rc rc = text.n > SV_CELL_BYTES_MAX ? sv_draft_fail(grid->draft, RC_TOO_BIG, grid->row, (int32_t)i,
                                                                      STR("the text is too long"))
                                                      : sv_draft_cell(grid->draft, grid->row, (int32_t)i, text);
        if (rc != RC_OK)
            return rc;
    }
    sv_draft_row_done(grid->draft, grid->row);
    return RC_OK;
}

enum rc sv_grid_row(struct sv_grid *grid, const struct str *fields, size_t n)
{
    if (!grid->many)
        return put_fields(grid, fields, n);
    if (n > 0 && !sv_field_blank(fields[0])) {
        const enum rc rc = open_sheet(grid, fields[0]);
        if (rc != RC_OK || sv_first_alone(fields, n))
            return rc;
    }
    /* Whoever finds out that there are many begins with a name. */
    if (!grid->open)
        return RC_OK;
    return n == 0 ? put_fields(grid, fields, 0) : put_fields(grid, fields + 1, n - 1);
}

enum rc sv_grid_end(struct sv_grid *grid)
{
    return grid->open ? sv_draft_end(grid->draft) : RC_OK;
}
