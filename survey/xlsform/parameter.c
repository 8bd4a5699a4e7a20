#include "parameter.h"

struct str xl_parameter(struct str parameters, struct str name)
{
    size_t from = 0;
    for (size_t i = 0; i <= parameters.n; i++) {
        const bool parts = i == parameters.n || parameters.p[i] == ' ' || parameters.p[i] == ',' ||
                           parameters.p[i] == ';' || parameters.p[i] == '\n';
        if (!parts)
            continue;
        const struct str piece = str_sub(parameters, from, i - from);
        const size_t equals = str_find_byte(piece, '=');
        if (equals != SIZE_MAX && str_eq_ascii_nocase(str_sub(piece, 0, equals), name))
            return str_sub(piece, equals + 1, piece.n);
        from = i + 1;
    }
    return STR_EMPTY;
}
