#pragma once
/* Pipe tables of Markdown as sheets: "| survey |", then rows whose first cell is empty. */
#include "cells.h"

/* `name` is that of the file, for a table that names no sheet; decoded text. */
enum rc sv_markdown_read(struct sv_draft *draft, struct str name, struct str text);
/* Whether the first line that shows something is a row of a table. */
bool sv_markdown_likely(struct str text);
