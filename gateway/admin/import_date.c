#include "base/buf.h"
#include "import.intern.h"
#include "survey/answer.h"

/* Three numbers with one kind of separator between them. */
struct parts {
    int64_t n[3];
    size_t digits[3];
};

static bool take_parts(struct str text, struct parts *out)
{
    const size_t at = str_find_byte(text, '/') < text.n   ? str_find_byte(text, '/')
                      : str_find_byte(text, '.') < text.n ? str_find_byte(text, '.')
                                                          : str_find_byte(text, '-');
    if (at >= text.n)
        return false;
    const char separator = text.p[at];
    struct str piece;
    for (size_t i = 0; i < COUNT_OF(out->n); i++) {
        if (!str_next(&text, separator, &piece) || piece.n == 0 || piece.n > 4 || piece.p[0] == '-' ||
            !str_to_i64(piece, &out->n[i]))
            return false;
        out->digits[i] = piece.n;
    }
    return !str_next(&text, separator, &piece);
}

static bool is_day(int64_t year, int64_t month, int64_t day, char out_iso[IMPORT_DATE_BYTES], int64_t *out_day)
{
    char storage[64];
    struct buf iso = buf_on(storage, sizeof storage);
    buf_printf(&iso, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
    int64_t number = 0;
    if (!sv_date_days(buf_str(&iso), &number))
        return false;
    for (size_t i = 0; i < IMPORT_DATE_BYTES; i++)
        out_iso[i] = storage[i];
    *out_day = number;
    return true;
}

/* A spreadsheet program may add midnight to a day. */
static struct str without_midnight(struct str text)
{
    const struct str endings[] = {STR(" 00:00"), STR(" 00:00:00"), STR("T00:00:00"), STR("T00:00:00Z")};
    for (size_t i = 0; i < COUNT_OF(endings); i++)
        if (str_ends(text, endings[i]))
            return str_sub(text, 0, text.n - endings[i].n);
    return text;
}

enum import_date import_date(struct str text, enum gw_date_order order, char out_iso[IMPORT_DATE_BYTES],
                             int64_t *out_day)
{
    struct parts p;
    if (!take_parts(without_midnight(text), &p))
        return IMPORT_DATE_WRONG;
    if (p.digits[0] == 4)
        return is_day(p.n[0], p.n[1], p.n[2], out_iso, out_day) ? IMPORT_DATE_OK : IMPORT_DATE_WRONG;
    if (p.digits[2] != 4)
        return IMPORT_DATE_WRONG;
    char month_first_iso[IMPORT_DATE_BYTES];
    int64_t month_first_day = 0;
    const bool day_first = order != GW_DATE_MONTH_FIRST && is_day(p.n[2], p.n[1], p.n[0], out_iso, out_day);
    const bool month_first =
        order != GW_DATE_DAY_FIRST && is_day(p.n[2], p.n[0], p.n[1], month_first_iso, &month_first_day);
    if (day_first && month_first && *out_day != month_first_day)
        return IMPORT_DATE_UNCLEAR;
    if (!day_first && month_first)
        return is_day(p.n[2], p.n[0], p.n[1], out_iso, out_day) ? IMPORT_DATE_OK : IMPORT_DATE_WRONG;
    return day_first ? IMPORT_DATE_OK : IMPORT_DATE_WRONG;
}
