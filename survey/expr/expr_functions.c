#include <stddef.h>

#include "base/attr.h"
#include "expr_run.h"

static const struct sv_function *const tables[] = {sv_functions_text, sv_functions_logic, sv_functions_number,
                                                   sv_functions_math, sv_functions_date};

const struct sv_function *sv_function_find(struct str name)
{
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (const struct sv_function *f = tables[t]; f->name != NULL; f++)
            if (str_eq(str_of(f->name), name))
                return f;
    return NULL;
}

void sv_function_offer(struct sv_nearest *nearest)
{
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (const struct sv_function *f = tables[t]; f->name != NULL; f++)
            sv_nearest_offer(nearest, str_of(f->name));
}

const char *sv_function_refused(struct str name)
{
    static const struct {
        const char *name;
        const char *instead;
    } refused[] = {
        {"position", "; hint: repeats are not asked by phone"},
        {"indexed-repeat", "; hint: repeats are not asked by phone"},
        {"pulldata", "; hint: put the table into a list and look it up with instance()"},
        {"search", "; hint: put the table into a list"},
        {"current", "; hint: write ${name}"},
        {"substring", "; hint: write substr(text, start, end), counted from 0"},
        {"randomize", ""},
        {"digest", ""},
        {"base64-decode", ""},
        {"checklist", "; hint: add up if(..., 1, 0)"},
        {"weighted-checklist", "; hint: add up if(..., weight, 0)"},
        {"area", ""},
        {"distance", ""},
        {"geofence", ""},
        {"intersects", ""},
        {"extract-signed", ""},
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        if (str_eq(str_of(refused[i].name), name))
            return refused[i].instead;
    return NULL;
}
