#include <assert.h>

#include "base/utf8.h"
#include "calendar.h"
#include "reader.h"
#include "spelled.h"
#include "typo.h"

enum {
    YEAR_MIN = 1900, /* nobody who answers was born or plans outside */
    YEAR_MAX = 2100,
    SOON_YEARS = 10,      /* "27" in 2026 may be a payment next year or a grandmother: asked again */
    SLIP_LETTERS_MIN = 5, /* "mao" may be mayo and marzo */
    NEAR_DAYS = 90        /* "12 jan" without a year is the one near today; otherwise asked again */
};

/* The numbers of a date as written, with the month already known when it was a word. */
struct written {
    int32_t numbers[3];
    size_t digits[3]; /* how many digits each had */
    size_t n;
    int32_t month; /* 1 to 12, 0 when it is among the numbers */
};

/* A year as written; digits == 0 when there was none. */
struct year {
    int32_t number;
    size_t digits;
};

/* Readings of one text: more than one and the person is asked. */
struct candidates {
    int64_t days[2]; /* the first two */
    size_t n;
};

static int32_t month_of(struct str word, const struct sv_language *language)
{
    for (int32_t month = 0; month < 12; month++)
        if (sv_words_have(language->months[month], language->months_n[month], word))
            return month + 1;
    return 0;
}

static bool is_near(struct str word, const struct str *names, size_t names_n)
{
    for (size_t i = 0; i < names_n; i++)
        if (utf8_count(names[i]) >= SLIP_LETTERS_MIN && sv_typos(word, names[i], 1) == 1 &&
            sv_slip_is_likely(word, names[i]))
            return true;
    return false;
}

/* "septimbre": the one month whose name this is but for a slip, or 0. "junlio" is two. */
static int32_t month_meant(struct str word, const struct sv_language *language)
{
    int32_t meant = 0;
    const size_t letters = utf8_count(word);
    for (int32_t month = 0; month < 12 && letters >= SLIP_LETTERS_MIN; month++) {
        if (!is_near(word, language->months[month], language->months_n[month]))
            continue;
        if (meant != 0)
            return 0;
        meant = month + 1;
    }
    return meant;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes a run of digits or of letters off the front: "12jan" is two. */
static struct str next_run(struct str *rest)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && rest->p[n] != ' ' && is_digit(rest->p[n]) == is_digit(rest->p[0]))
        n++;
    const struct str run = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, rest->n);
    return run;
}

static bool add_number(struct written *written, struct str digits)
{
    int64_t number = 0;
    if (written->n == COUNT_OF(written->numbers) || digits.n > 4 || !str_to_i64(digits, &number))
        return false;
    written->numbers[written->n] = (int32_t)number;
    written->digits[written->n++] = digits.n;
    return true;
}

/* "15012026" and "20260115": phones without a slash at hand. */
static bool add_compact(struct written *written, struct str digits)
{
    int64_t year = 0;
    if (written->n > 0 || digits.n != 8)
        return false;
    const bool year_first = str_to_i64(str_sub(digits, 0, 4), &year) && year >= YEAR_MIN && year <= YEAR_MAX;
    const size_t middle = year_first ? 4 : 2;
    const size_t last = year_first ? 6 : 4;
    return add_number(written, str_sub(digits, 0, middle)) && add_number(written, str_sub(digits, middle, 2)) &&
           add_number(written, str_sub(digits, last, 4));
}

static bool add_word(struct written *written, struct str word, const struct sv_language *language)
{
    int32_t month = month_of(word, language);
    if (month == 0 && sv_fillers_trim(word, language).n == 0)
        return true;
    month = month != 0 ? month : month_meant(word, language);
    if (month == 0)
        return false;
    if (written->month != 0)
        return false;
    written->month = month;
    return true;
}

/* "veintiuno de enero": the day in words, off the front. Months come first: "sept" is one in French. */
static bool take_day_word(struct str *rest, struct written *written, const struct sv_language *language)
{
    const struct sv_number_word *word = sv_number_word_at(*rest, language);
    if (word == NULL || word->value < 1 || word->value > 31 || written->n == COUNT_OF(written->numbers) ||
        month_of(str_sub(*rest, 0, str_find_byte(*rest, ' ')), language) > 0)
        return false;
    written->numbers[written->n] = word->value;
    written->digits[written->n++] = 2;
    *rest = str_sub(*rest, word->word.n + 1, rest->n);
    return true;
}

static bool read_written(struct str folded, const struct sv_language *language, struct written *out_written)
{
    struct written written = {.n = 0};
    folded = sv_fillers_trim(folded, language);
    const bool in_words = take_day_word(&folded, &written, language);
    for (struct str run = next_run(&folded); run.n > 0; run = next_run(&folded)) {
        const bool known = is_digit(run.p[0]) ? add_number(&written, run) || add_compact(&written, run)
                                              : add_word(&written, run, language);
        if (!known)
            return false;
    }
    *out_written = written;
    /* "dos tres" names no month. */
    return !in_words || written.month != 0;
}

static void add(struct candidates *candidates, int64_t days)
{
    if (candidates->n > 0 && candidates->days[0] == days)
        return;
    if (candidates->n < COUNT_OF(candidates->days))
        candidates->days[candidates->n] = days;
    candidates->n++;
}

/* False when there is no such day. */
static bool day_number(int32_t year, int32_t month, int32_t day, int64_t *out_days)
{
    const struct sv_day it = {.year = year, .month = month, .day = day};
    if (year < YEAR_MIN || year > YEAR_MAX || !sv_day_exists(it))
        return false;
    *out_days = sv_day_number(it);
    return true;
}

/* "26": this year or before, unless it may also be soon. */
static void add_short_year(struct candidates *candidates, int32_t year, int32_t month, int32_t day, int32_t this_year)
{
    const int32_t in_century = this_year - this_year % 100 + year;
    const int32_t past = in_century <= this_year ? in_century : in_century - 100;
    int64_t days = 0;
    if (day_number(past, month, day, &days))
        add(candidates, days);
    if (past + 100 <= this_year + SOON_YEARS && day_number(past + 100, month, day, &days))
        add(candidates, days);
}

/* "12 jan": the last one and the next one, or only the one that is near. */
static void add_without_year(struct candidates *candidates, int32_t month, int32_t day, int32_t this_year,
                             int64_t today)
{
    int64_t past = INT64_MIN;
    int64_t next = INT64_MAX;
    int64_t days = 0;
    for (int32_t year = this_year + 1; year >= this_year - 1; year--) {
        if (!day_number(year, month, day, &days))
            continue;
        if (days > today)
            next = days;
        else if (past == INT64_MIN)
            past = days;
    }
    const bool past_is_near = past != INT64_MIN && today - past <= NEAR_DAYS;
    const bool next_is_near = next != INT64_MAX && next - today <= NEAR_DAYS;
    if (past != INT64_MIN && !next_is_near)
        add(candidates, past);
    if (next != INT64_MAX && !past_is_near)
        add(candidates, next);
}

static void add_day(struct candidates *candidates, struct year year, int32_t month, int32_t day, int64_t today)
{
    struct sv_day now = {.year = 0};
    int64_t days = 0;
    if (!sv_day_of_number(today, &now))
        return;
    if (year.digits == 4 && day_number(year.number, month, day, &days))
        add(candidates, days);
    else if (year.digits == 2)
        add_short_year(candidates, year.number, month, day, now.year);
    else if (year.digits == 0)
        add_without_year(candidates, month, day, now.year, today);
}

/* Two numbers, one of which is the month. Where days come first that is believed as long as there is such a day. */
static void add_numeric(struct candidates *candidates, struct year year, const int32_t pair[2], bool day_first,
                        int64_t today)
{
    add_day(candidates, year, pair[1], pair[0], today);
    if (candidates->n == 0 || !day_first)
        add_day(candidates, year, pair[0], pair[1], today);
}

static struct candidates readings(const struct written *written, bool day_first, int64_t today)
{
    struct candidates candidates = {.n = 0};
    const int32_t *const numbers = written->numbers;
    const bool year_first = written->n > 0 && written->digits[0] == 4;
    const size_t parts = written->n + (written->month != 0 ? 1 : 0);
    const size_t year_at = year_first ? 0 : written->n - 1;
    if (parts < 2 || parts > 3 || (parts == 2 && year_first))
        return candidates;
    struct year year = {.digits = 0};
    if (parts == 3)
        year = (struct year){.number = numbers[year_at], .digits = written->digits[year_at]};
    const int32_t *const rest = year_first ? numbers + 1 : numbers;
    if (written->month != 0)
        add_day(&candidates, year, written->month, rest[0], today);
    else if (year_first)
        add_day(&candidates, year, rest[0], rest[1], today);
    else
        add_numeric(&candidates, year, rest, day_first, today);
    return candidates;
}

enum rc sv_read_date(const struct sv_asked *asked, struct str text, struct arena *arena, struct sv_reading *out_reading)
{
    const struct sv_language *language = sv_asked_language(asked);
    struct str folded = STR_EMPTY;
    struct str dates[2] = {STR_EMPTY, STR_EMPTY};
    struct written written;
    if (sv_fold(text, language, arena, &folded) != RC_OK)
        return RC_TOO_BIG;
    *out_reading = sv_not_understood(SV_PHRASE_INVALID_DATE);
    if (!read_written(folded, language, &written))
        return RC_OK;
    const struct candidates found = readings(&written, language->day_first, asked->today_days);
    for (size_t i = 0; i < found.n && i < COUNT_OF(dates); i++)
        if (sv_date_text(found.days[i], arena, &dates[i]) != RC_OK)
            return RC_TOO_BIG;
    if (found.n == 1)
        *out_reading = sv_understood(dates[0], SV_HOW_DATE);
    else if (found.n == 2)
        *out_reading = sv_ambiguous(dates[0], dates[1], SV_PHRASE_INVALID_DATE);
    else if (found.n > 2)
        *out_reading = sv_ambiguous(STR_EMPTY, STR_EMPTY, SV_PHRASE_INVALID_DATE);
    return RC_OK;
}
