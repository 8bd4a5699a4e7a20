/* What a stored answer looks like. */
#include <assert.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "survey/form.h"

static bool digits_at(struct str s, size_t at, size_t n, int *out_number)
{
    *out_number = 0;
    for (size_t i = at; i < at + n; i++) {
        if (i >= s.n || s.p[i] < '0' || s.p[i] > '9')
            return false;
        *out_number = *out_number * 10 + (s.p[i] - '0');
    }
    return true;
}

static bool is_date(struct str s)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 0;
    int month = 0;
    int day = 0;
    if (s.n != sizeof "2026-01-15" - 1 || !digits_at(s, 0, 4, &year) || s.p[4] != '-' || !digits_at(s, 5, 2, &month) ||
        s.p[7] != '-' || !digits_at(s, 8, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days[month - 1])
        return false;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return leap || month != 2 || day < 29;
}

static bool is_time(struct str s)
{
    int hour = 0;
    int minute = 0;
    return s.n == sizeof "06:30" - 1 && digits_at(s, 0, 2, &hour) && s.p[2] == ':' && digits_at(s, 3, 2, &minute) &&
           hour < 24 && minute < 60;
}

static size_t run_of_digits(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    return n;
}

/* Digits without zeros in front, perhaps a sign before them, perhaps a point and digits behind them. */
static bool is_number(struct str s, bool decimal)
{
    struct str rest = str_starts(s, STR("-")) ? str_sub(s, 1, s.n) : s;
    const size_t whole = run_of_digits(rest);
    const bool padded = whole > 1 && rest.p[0] == '0';
    rest = str_sub(rest, whole, rest.n);
    if (decimal && rest.n > 1 && rest.p[0] == '.')
        rest = str_sub(rest, 1 + run_of_digits(str_sub(rest, 1, rest.n)), rest.n);
    return whole > 0 && !padded && rest.n == 0;
}

/* Names of the list with one blank between them, none twice; *out_n is how many. */
static bool are_names(const struct sv_list *list, struct str s, size_t *out_n)
{
    size_t n = 0;
    struct str rest = s;
    struct str name;
    while (str_next(&rest, ' ', &name)) {
        if (sv_list_choice(list, name) < 0)
            return false;
        struct str before = str_sub(s, 0, (size_t)(name.p - s.p));
        struct str other;
        while (before.n > 0 && str_next(&before, ' ', &other))
            if (str_eq(other, name))
                return false;
        n++;
    }
    *out_n = n;
    return n > 0;
}

bool sv_form_fits(const struct sv_form *form, const struct sv_question *question, struct str value)
{
    size_t n = 0;
    if (value.n == 0 || value.n > SV_VALUE_BYTES_MAX)
        return value.n == 0;
    switch (question->type) {
    case SV_TYPE_TEXT:
    case SV_TYPE_CALCULATE:
    case SV_TYPE_HIDDEN:
        return utf8_valid(value);
    case SV_TYPE_INTEGER:
    case SV_TYPE_DECIMAL:
        return is_number(value, question->type == SV_TYPE_DECIMAL);
    case SV_TYPE_DATE:
        return is_date(value);
    case SV_TYPE_TIME:
        return is_time(value);
    case SV_TYPE_SELECT_ONE:
        return sv_list_choice(&form->lists[question->list], value) >= 0;
    case SV_TYPE_SELECT_MULTIPLE:
    case SV_TYPE_RANK:
        return are_names(&form->lists[question->list], value, &n) &&
               (question->type != SV_TYPE_RANK || question->choice_filter != NULL ||
                n == form->lists[question->list].choices_n);
    case SV_TYPE_NOTE:
    case SV_TYPE_COUNT:
        return false;
    }
    __builtin_unreachable();
}
