#include <assert.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "import.intern.h"
#include "survey/nearest.h"

enum { NAME_BYTES_MAX = 64, DIGITS_MAX = 4, MEMORABLE_CHARACTERS_MIN = 4 };

/* Names of columns in the languages of those who keep such lists, folded, blanks for underscores. */
static const struct {
    enum import_column column;
    struct str name;
} names[] = {
#define NAME(column, name)                                                                                             \
    {                                                                                                                  \
        column,                                                                                                        \
        {                                                                                                              \
            name, sizeof name - 1                                                                                      \
        }                                                                                                              \
    }
    NAME(IMPORT_CASE, "case"),
    NAME(IMPORT_CASE, "case id"),
    NAME(IMPORT_CASE, "case code"),
    NAME(IMPORT_CASE, "caso"),
    NAME(IMPORT_CASE, "id caso"),
    NAME(IMPORT_CASE, "codigo de caso"),
    NAME(IMPORT_CASE, "expediente"),
    NAME(IMPORT_CASE, "cas"),
    NAME(IMPORT_CASE, "id cas"),
    NAME(IMPORT_CASE, "code cas"),
    NAME(IMPORT_CASE, "dossier"),
    NAME(IMPORT_NUMBER, "number"),
    NAME(IMPORT_NUMBER, "phone"),
    NAME(IMPORT_NUMBER, "phone number"),
    NAME(IMPORT_NUMBER, "mobile"),
    NAME(IMPORT_NUMBER, "numero"),
    NAME(IMPORT_NUMBER, "telefono"),
    NAME(IMPORT_NUMBER, "numero de telefono"),
    NAME(IMPORT_NUMBER, "celular"),
    NAME(IMPORT_NUMBER, "telephone"),
    NAME(IMPORT_NUMBER, "numero de telephone"),
    NAME(IMPORT_NUMBER, "portable"),
    NAME(IMPORT_LANGUAGE, "language"),
    NAME(IMPORT_LANGUAGE, "lang"),
    NAME(IMPORT_LANGUAGE, "idioma"),
    NAME(IMPORT_LANGUAGE, "lengua"),
    NAME(IMPORT_LANGUAGE, "langue"),
    NAME(IMPORT_RETURN_DATE, "return date"),
    NAME(IMPORT_RETURN_DATE, "date of return"),
    NAME(IMPORT_RETURN_DATE, "fecha retorno"),
    NAME(IMPORT_RETURN_DATE, "fecha de retorno"),
    NAME(IMPORT_RETURN_DATE, "date retour"),
    NAME(IMPORT_RETURN_DATE, "date de retour"),
    NAME(IMPORT_ZONE, "zone"),
    NAME(IMPORT_ZONE, "time zone"),
    NAME(IMPORT_ZONE, "timezone"),
    NAME(IMPORT_ZONE, "zona"),
    NAME(IMPORT_ZONE, "zona horaria"),
    NAME(IMPORT_ZONE, "fuseau"),
    NAME(IMPORT_ZONE, "fuseau horaire"),
    NAME(IMPORT_COUNTRY, "country"),
    NAME(IMPORT_COUNTRY, "pais"),
    NAME(IMPORT_COUNTRY, "pays"),
    NAME(IMPORT_JOIN_CODE, "join code"),
    NAME(IMPORT_JOIN_CODE, "card code"),
    NAME(IMPORT_JOIN_CODE, "codigo de tarjeta"),
    NAME(IMPORT_JOIN_CODE, "code carte"),
#undef NAME
};

int32_t import_place(const struct import *import, enum import_column column)
{
    for (size_t i = 0; i < import->columns_n; i++)
        if (import->kinds[i] == column)
            return (int32_t)i;
    return -1;
}

static enum import_column known_column(struct str folded)
{
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq(names[i].name, folded))
            return names[i].column;
    return IMPORT_ATTRIBUTE;
}

/* A file without a header begins with somebody's number: what is more digits than a word is no name. */
static bool is_name(struct str folded)
{
    size_t digits = 0;
    for (size_t i = 0; i < folded.n; i++)
        digits += folded.p[i] >= '0' && folded.p[i] <= '9';
    return folded.n > 0 && folded.n <= NAME_BYTES_MAX && digits <= DIGITS_MAX && digits < folded.n;
}

/* An attribute that is nearly a known column was perhaps meant to be it. */
static bool is_near(struct str folded)
{
    struct sv_nearest nearest = sv_nearest_of(folded);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (names[i].name.n > MEMORABLE_CHARACTERS_MIN)
            sv_nearest_offer(&nearest, names[i].name);
    return nearest.best.n > 0;
}

static enum rc attribute_name(const struct import *import, struct str folded, struct str *out_name)
{
    struct buf name = buf_in(import->arena, folded.n);
    for (size_t i = 0; i < folded.n; i++)
        buf_put_byte(&name, folded.p[i] == ' ' ? '_' : (uint8_t)folded.p[i]);
    if (name.overflow)
        return RC_TOO_BIG;
    *out_name = buf_str(&name);
    return RC_OK;
}

static bool is_repeated(const struct import *import, enum import_column kind, struct str attribute)
{
    if (kind != IMPORT_ATTRIBUTE)
        return import_place(import, kind) >= 0;
    for (size_t i = 0; i < import->found.attributes_n; i++)
        if (str_eq(import->attributes[i], attribute))
            return true;
    return false;
}

static enum rc take_column(struct import *import, struct str cell)
{
    const int32_t at = (int32_t)import->columns_n;
    struct str folded;
    struct str attribute = STR_EMPTY;
    enum rc rc = sv_fold(cell, NULL, import->arena, &folded);
    if (rc == RC_OK)
        rc = attribute_name(import, folded, &attribute);
    if (rc != RC_OK)
        return rc;
    enum import_column kind = cell.n == 0 ? IMPORT_NOTHING : known_column(folded);
    if (kind == IMPORT_ATTRIBUTE && !is_name(folded)) {
        import_found(import, 1, at, MISTAKE_COLUMN_NAME, 0);
        kind = IMPORT_REFUSED;
    } else if (kind != IMPORT_NOTHING && is_repeated(import, kind, attribute)) {
        import_found(import, 1, at, MISTAKE_COLUMN_TWICE, 0);
        kind = IMPORT_REFUSED;
    } else if (kind == IMPORT_ATTRIBUTE && is_near(folded)) {
        import_found(import, 1, at, MISTAKE_COLUMN_NEAR, 0);
    }
    if (kind == IMPORT_ATTRIBUTE)
        import->attributes[import->found.attributes_n++] = attribute;
    import->kinds[import->columns_n++] = kind;
    return RC_OK;
}

enum rc import_header(struct import *import, const struct str *cells, size_t cells_n)
{
    assert(cells_n <= GW_IMPORT_COLUMNS_MAX);
    import->attributes = ARENA_ARRAY(import->arena, struct str, cells_n);
    if (import->attributes == NULL)
        return RC_TOO_BIG;
    for (size_t i = 0; i < cells_n; i++) {
        struct str name = str_trim(cells[i]);
        import->names[i] = name.n <= NAME_BYTES_MAX && utf8_valid(name) && is_name(name) ? name : STR_EMPTY;
        const enum rc rc = take_column(import, utf8_clean(import->arena, name));
        if (rc != RC_OK)
            return rc;
    }
    if (import_place(import, IMPORT_CASE) < 0 || import_place(import, IMPORT_NUMBER) < 0)
        import_found(import, 1, -1, MISTAKE_COLUMN_MISSING, 0);
    import->found.attributes = import->attributes;
    return RC_OK;
}
