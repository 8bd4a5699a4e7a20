#pragma once
/* A CSV file as a sheet of the workbook, or as several. */
#include "cells.h"

/* `name` is that of the file; decoded text. With may_be_many a file whose first row is a name alone, followed by a row that leaves
 * the first column empty, holds several sheets. */
enum rc sv_csv_read(struct sv_draft *draft, struct str name, struct str text, bool may_be_many);
