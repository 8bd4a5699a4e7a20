#pragma once
/* Rows of a text file, CSV or Markdown, as sheets: either one sheet, or several where the name of a sheet stands in the first column
 * and its rows leave that column empty. */
#include "cells.h"

struct sv_grid {
    struct sv_draft *draft;
    bool many;
    bool open;   /* a sheet was begun */
    int32_t row; /* the last one of the sheet */
};

/* One sheet of that name, or as many as the rows say. */
enum rc sv_grid_begin(struct sv_grid *grid, struct sv_draft *draft, struct str name, bool many);
enum rc sv_grid_row(struct sv_grid *grid, const struct str *fields, size_t n);
enum rc sv_grid_end(struct sv_grid *grid);
/* Whether a field shows nothing. */
bool sv_field_blank(struct str field);
/* Whether nothing but the first field is filled. */
bool sv_first_alone(const struct str *fields, size_t n);
/* Whether no field shows anything. */
bool sv_fields_blank(const struct str *fields, size_t n);
/* The name of a sheet from that of a file: without folders and what follows the last point. */
struct str sv_file_stem(struct str name);
struct str sv_file_base(struct str name);
