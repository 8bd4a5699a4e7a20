#pragma once
/* What a survey costs in one language, to read or as JSON. */
#include <stdbool.h>

#include "base/str.h"
#include "cost_money.h"
#include "survey/form.h"

enum cost_row { COST_SHORTEST, COST_LONGEST, COST_EXPECTED, COST_SILENT, COST_ROWS };

struct cost_sheet {
    const struct sv_form *form;
    size_t language;
    bool found; /* shortest and longest are there */
    bool limited;
    int32_t assumed; /* question or -1 */
    struct cost_use uses[COST_ROWS];
    struct cost_sum sums[COST_ROWS];
};

const char *cost_row_word(enum cost_row row);
void cost_print(const struct cost_sheet *sheet, const struct cost_prices *prices, bool json);
