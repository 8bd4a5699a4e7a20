#include "model.h"

struct sv_spot xl_spot(const struct xl_headers *headers, int32_t row_number, int32_t column_at)
{
    const bool named = column_at >= 0 && (size_t)column_at < headers->n;
    return (struct sv_spot){.sheet = headers->sheet,
                            .row = row_number,
                            .column_at = column_at,
                            .column = named ? headers->names[column_at] : STR_EMPTY};
}
