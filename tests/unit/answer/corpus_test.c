#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "corpus.h"

TestSuite(corpus, .timeout = 120);

enum { WORST_MAX = 40 };

enum judgement { RIGHT, ASKED_AGAIN, MISSED, WRONG, JUDGEMENTS };

/* Of one kind of question. */
struct figures {
    const char *kind;
    size_t rows;
    size_t meant; /* well: rows that hold an answer */
    size_t judged[JUDGEMENTS];
};

struct tally {
    struct figures kinds[6];
    size_t rows;
    size_t meant;
    size_t asked_again;
    size_t wrong;
    size_t stop_n;
    size_t stop_heard;
    size_t danger_n;
    size_t danger_heard;
    size_t false_alarms;
    struct buf worst[JUDGEMENTS];
    size_t worst_n;
};

static bool is_command(struct str reading)
{
    struct str lower = reading;
    char word[16];
    if (reading.n == 0 || reading.n >= sizeof word || reading.p[0] < 'A' || reading.p[0] > 'Z')
        return false;
    for (size_t i = 0; i < reading.n; i++)
        word[i] = (char)(reading.p[i] == '_' ? '_' : reading.p[i] - 'A' + 'a');
    lower.p = word;
    const enum sv_command command = sv_command_of(lower);
    return command != SV_COMMAND_COUNT && command != SV_COMMAND_NONE;
}

static enum judgement judge(const struct corpus_row *row, struct str heard, bool danger)
{
    if (str_eq(row->reading, STR("DANGER")))
        return danger ? RIGHT : MISSED;
    if (str_eq(row->reading, heard))
        return RIGHT;
    if (!str_eq(heard, STR("ASK")))
        return WRONG;
    return is_command(row->reading) ? MISSED : ASKED_AGAIN;
}

static void count(struct tally *tally, const struct corpus_row *row, struct str heard, bool danger)
{
    const enum judgement judgement = judge(row, heard, danger);
    const bool is_danger = str_eq(row->reading, STR("DANGER"));
    const bool is_stop = str_eq(row->reading, STR("STOP"));
    const bool is_meant = !is_danger && !is_command(row->reading) && !str_eq(row->reading, STR("ASK"));
    struct figures *figures = NULL;
    for (size_t i = 0; i < COUNT_OF(tally->kinds); i++)
        if (str_eq(row->kind, str_of(tally->kinds[i].kind)))
            figures = &tally->kinds[i];
    cr_assert(figures != NULL, "line %d: unknown kind", row->line);
    figures->rows++;
    figures->meant += is_meant;
    figures->judged[judgement]++;
    tally->rows++;
    tally->meant += is_meant;
    tally->asked_again += judgement == ASKED_AGAIN;
    tally->wrong += judgement == WRONG;
    tally->stop_n += is_stop;
    tally->stop_heard += is_stop && judgement == RIGHT;
    tally->danger_n += is_danger;
    tally->danger_heard += is_danger && danger;
    tally->false_alarms += danger && !is_danger;
    if (judgement != RIGHT)
        buf_printf(&tally->worst[judgement], "  line %d: %.*s %.*s \"%.*s\" was %.*s, not %.*s\n", row->line,
                   STR_FMT(row->kind), STR_FMT(row->setup), STR_FMT(row->reply), STR_FMT(heard), STR_FMT(row->reading));
    if (danger && !is_danger)
        buf_printf(&tally->worst[RIGHT], "  line %d: \"%.*s\" is no danger\n", row->line, STR_FMT(row->reply));
}

static double percent(size_t part, size_t whole)
{
    return whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
}

static void print_figures(const char *code, const struct tally *tally)
{
    (void)fprintf(stderr,
                  "%s: %zu replies, %zu well meant: %.2f %% false accept, %.1f %% asked again; STOP %zu of %zu, "
                  "danger %zu of %zu, false alarms %.2f %%\n",
                  code, tally->rows, tally->meant, percent(tally->wrong, tally->rows),
                  percent(tally->asked_again, tally->meant), tally->stop_heard, tally->stop_n, tally->danger_heard,
                  tally->danger_n, percent(tally->false_alarms, tally->rows));
    for (size_t i = 0; i < COUNT_OF(tally->kinds); i++) {
        const struct figures *f = &tally->kinds[i];
        (void)fprintf(stderr,
                      "  %-8s %5zu replies, %5zu well meant, %3zu asked again, %zu accepted falsely, %zu missed\n",
                      f->kind, f->rows, f->meant, f->judged[ASKED_AGAIN], f->judged[WRONG], f->judged[MISSED]);
    }
}

/* Values taken wrongly first, then cries and commands not heard, then answers asked again. */
static void print_worst(const struct tally *tally)
{
    static const char *const titles[] = {
        [WRONG] = "accepted falsely", [MISSED] = "not heard", [ASKED_AGAIN] = "asked again", [RIGHT] = "false alarms"};
    for (int judgement = WRONG; judgement >= RIGHT; judgement--) {
        struct str rest = buf_str(&tally->worst[judgement]);
        struct str line = STR_EMPTY;
        (void)fprintf(stderr, "%s:\n", titles[judgement]);
        for (size_t n = 0; n < WORST_MAX && str_next(&rest, '\n', &line); n++)
            (void)fprintf(stderr, "%.*s\n", STR_FMT(line));
    }
}

static void measure(const char *code, size_t language)
{
    char path[512];
    struct arena *keep = arena_new((size_t)16 * 1024 * 1024);
    struct arena *arena = arena_new(SV_STEP_ARENA_BYTES_MAX);
    struct corpus corpus;
    struct tally tally = {.kinds = {{"one"}, {"several"}, {"integer"}, {"decimal"}, {"date"}, {"text"}}};
    for (int i = 0; i < JUDGEMENTS; i++)
        tally.worst[i] = buf_in(keep, (size_t)1024 * 1024);
    corpus_init(&corpus, language, keep);
    (void)snprintf(path, sizeof path, FIXTURES "/answers/%s.csv", code);
    struct csv csv = csv_on(load_file(path, keep));
    struct str fields[4];
    struct csv_record record = {.fields = fields, .fields_max = COUNT_OF(fields)};
    struct err err;
    bool more = false;
    cr_assert(eq(int, csv_next(&csv, keep, &record, &more, &err), RC_OK));
    while (csv_next(&csv, keep, &record, &more, &err) == RC_OK && more) {
        const struct corpus_row row = {fields[0], fields[1], fields[2], fields[3], record.line};
        bool danger = false;
        if (str_eq(row.kind, STR("list"))) {
            corpus_add_list(&corpus, &row, keep);
            continue;
        }
        const struct str heard = corpus_hear(&corpus, &row, arena, &danger);
        count(&tally, &row, heard, danger);
        arena_reset(arena);
    }
    print_figures(code, &tally);
    const bool good = percent(tally.wrong, tally.rows) <= 0.1 && percent(tally.asked_again, tally.meant) <= 5.0 &&
                      percent(tally.stop_heard, tally.stop_n) >= 99.0 &&
                      percent(tally.danger_heard, tally.danger_n) >= 99.0 &&
                      percent(tally.false_alarms, tally.rows) <= 0.5;
    if (!good)
        print_worst(&tally);
    cr_expect(good, "%s: the figures above are not good enough", code);
    cr_expect(ge(sz, tally.rows, 2000), "%s", code);
    arena_free(arena);
    arena_free(keep);
}

Test(corpus, spanish_replies_are_understood_or_asked_again)
{
    measure("es", 0);
}

Test(corpus, french_replies_are_understood_or_asked_again)
{
    measure("fr", 1);
}

Test(corpus, english_replies_are_understood_or_asked_again)
{
    measure("en", 2);
}
