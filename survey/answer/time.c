/* Times of day. With minutes or an hour mark a time is taken on the clock of 24 hours, as it is written in Spanish and French and on
 * every phone; a bare number up to 12 could be morning or evening and is asked again. */
#include <assert.h>

#include "base/attr.h"
#include "base/buf.h"
#include "reader.h"

enum { HOURS = 24, NOON = 12, MINUTES = 60, TIME_BYTES = sizeof "06:30", DIGITS_MAX = 4 };

enum half { HALF_NONE, HALF_MORNING, HALF_EVENING };

/* A folded text: the colon is a blank by now, "p.m." is "p m". */
struct clock {
    struct str rest;
    int hour;
    int minute;
    bool whole; /* minutes or an hour mark were written */
    enum half half;
};

static void skip_blanks(struct clock *clock)
{
    while (clock->rest.n > 0 && clock->rest.p[0] == ' ')
        clock->rest = str_sub(clock->rest, 1, clock->rest.n);
}

/* Digits off the front; how many. */
static size_t take_digits(struct clock *clock, int *out_number)
{
    size_t n = 0;
    *out_number = 0;
    skip_blanks(clock);
    while (n < clock->rest.n && n <= DIGITS_MAX && clock->rest.p[n] >= '0' && clock->rest.p[n] <= '9')
        *out_number = *out_number * 10 + (clock->rest.p[n++] - '0');
    clock->rest = str_sub(clock->rest, n, clock->rest.n);
    return n;
}

/* One of the words off the front, not the beginning of a longer one. */
static bool take_word(struct clock *clock, const char *const *words)
{
    skip_blanks(clock);
    for (; *words != NULL; words++) {
        const struct str word = str_of(*words);
        if (!str_starts(clock->rest, word))
            continue;
        const bool goes_on = clock->rest.n > word.n && clock->rest.p[word.n] != ' ' &&
                             !(clock->rest.p[word.n] >= '0' && clock->rest.p[word.n] <= '9');
        if (goes_on)
            continue;
        clock->rest = str_sub(clock->rest, word.n, clock->rest.n);
        return true;
    }
    return false;
}

static bool take_hour_mark(struct clock *clock)
{
    static const char *const marks[] = {"h",     "hs",     "hr",   "hrs",   "hora",   "horas",
                                        "heure", "heures", "hour", "hours", "oclock", NULL};
    return take_word(clock, marks);
}

static enum half take_half(struct clock *clock)
{
    static const char *const morning[] = {"am", "a m", NULL};
    static const char *const evening[] = {"pm", "p m", NULL};
    if (take_word(clock, morning))
        return HALF_MORNING;
    return take_word(clock, evening) ? HALF_EVENING : HALF_NONE;
}

/* "14", "14 30", "1430", "14h30", "14 h", each perhaps with seconds of 00, an hour mark and am or pm behind it. */
static bool read_clock(struct clock *clock)
{
    static const char *const at[] = {"a las", "a la", "las", "la", "a", "at", NULL};
    int second = 0;
    (void)take_word(clock, at);
    const size_t n = take_digits(clock, &clock->hour);
    if (n == 0 || n > DIGITS_MAX)
        return false;
    if (n > 2) {
        clock->minute = clock->hour % 100;
        clock->hour /= 100;
        clock->whole = true;
    } else {
        const bool mark = take_hour_mark(clock);
        const size_t minutes = take_digits(clock, &clock->minute);
        clock->whole = mark || minutes > 0;
        if (minutes != 0 && (minutes != 2 || (take_digits(clock, &second) > 0 && second != 0)))
            return false;
    }
    (void)take_hour_mark(clock);
    clock->half = take_half(clock);
    skip_blanks(clock);
    return clock->rest.n == 0 && clock->hour < HOURS && clock->minute < MINUTES;
}

/* 2 pm is 14, 12 am is 0. False where the two contradict each other: 14 am, 0 pm. */
static bool settle_half(struct clock *clock)
{
    switch (clock->half) {
    case HALF_NONE:
        return true;
    case HALF_MORNING:
        clock->hour = clock->hour == NOON ? 0 : clock->hour;
        return clock->hour < NOON;
    case HALF_EVENING:
        if (clock->hour == 0)
            return false;
        clock->hour += clock->hour < NOON ? NOON : 0;
        return true;
    }
    __builtin_unreachable();
}

static struct str time_text(int hour, int minute, struct arena *arena)
{
    struct buf out = buf_in(arena, TIME_BYTES);
    buf_printf(&out, "%02d:%02d", hour, minute);
    return out.overflow ? STR_EMPTY : buf_str(&out);
}

/* 6 is 06:00 or 18:00, 12 is noon or midnight. */
static enum rc either_half(const struct clock *clock, struct arena *arena, struct sv_reading *out_reading)
{
    const int early = clock->hour % NOON;
    const struct str first = time_text(clock->hour == NOON ? NOON : early, 0, arena);
    const struct str second = time_text(clock->hour == NOON ? 0 : early + NOON, 0, arena);
    if (first.n == 0 || second.n == 0)
        return RC_TOO_BIG;
    *out_reading = sv_ambiguous(first, second, SV_PHRASE_INVALID_TIME);
    return RC_OK;
}

enum rc sv_read_time(const struct sv_asked *asked, struct str text, struct arena *arena, struct sv_reading *out_reading)
{
    const struct sv_language *language = sv_asked_language(asked);
    struct str folded = STR_EMPTY;
    if (sv_fold(text, language, arena, &folded) != RC_OK)
        return RC_TOO_BIG;
    struct clock clock = {.rest = sv_answer_trim(folded, language)};
    *out_reading = sv_not_understood(SV_PHRASE_INVALID_TIME);
    if (!read_clock(&clock) || !settle_half(&clock))
        return RC_OK;
    if (!clock.whole && clock.half == HALF_NONE && clock.hour <= NOON)
        return either_half(&clock, arena, out_reading);
    const struct str value = time_text(clock.hour, clock.minute, arena);
    if (value.n == 0)
        return RC_TOO_BIG;
    *out_reading = sv_understood(value, SV_HOW_DATE);
    return RC_OK;
}
