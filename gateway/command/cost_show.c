#include "cost_show.h"

#include <assert.h>
#include <jansson.h>
#include <stdio.h>

#include "base/attr.h"
#include "session.h"

static const struct {
    const char *word;
    const char *heading;
} rows[] = {
    [COST_SHORTEST] = {"shortest", "shortest"},
    [COST_LONGEST] = {"longest", "longest"},
    [COST_EXPECTED] = {"expected", "expected, a person invited"},
    [COST_SILENT] = {"silent", "who never answers"},
};
static_assert(COUNT_OF(rows) == COST_ROWS, "a word for every row");

const char *cost_row_word(enum cost_row row)
{
    return rows[row].word;
}

static bool is_there(const struct cost_sheet *sheet, size_t row)
{
    return sheet->found || (row != COST_SHORTEST && row != COST_LONGEST);
}

/* ---- for people ---- */

static void print_row(const struct cost_sheet *sheet, const struct cost_prices *prices, size_t row)
{
    const struct cost_use *use = &sheet->uses[row];
    const struct cost_sum *sum = &sheet->sums[row];
    (void)printf("  %-26s %8.2f %8.2f %8.2f %8.2f %6.2f", rows[row].heading, use->messages, use->segments, use->ucs2,
                 use->replies, use->calls);
    if (prices->given)
        (void)printf(" %10.4f %10.4f %10.4f", sum->all, sum->by_ussd, sum->person);
    (void)putchar('\n');
}

static void print_total(const struct cost_sheet *sheet, const struct cost_prices *prices)
{
    const struct cost_sum *sum = &sheet->sums[COST_EXPECTED];
    const double n = prices->participants;
    (void)printf("  %.0f invited, %.0f %% answer, %.0f complete", n, prices->response * 100,
                 sheet->uses[COST_EXPECTED].completed * n);
    if (prices->given)
        (void)printf(": %.2f = texts %.2f + replies %.2f + calls %.2f + rewards %.2f + fixed %.2f; by USSD %.2f",
                     sum->all * n + prices->fixed, sum->texts * n, sum->replies * n, sum->calls * n, sum->rewards * n,
                     prices->fixed, sum->by_ussd * n + prices->fixed);
    (void)putchar('\n');
}

static void print_remarks(const struct cost_sheet *sheet)
{
    const struct sv_form *form = sheet->form;
    if (!sheet->found)
        (void)puts("  nobody can complete it: there is no shortest and no longest path");
    if (sheet->limited)
        (void)puts("  there are more ways than are looked at: shorter and longer ones may exist");
    if (sheet->assumed >= 0)
        (void)printf("  no answer that is tried fits '%.*s': one was assumed\n",
                     STR_FMT(form->questions[sheet->assumed].name));
}

static void print_text(const struct cost_sheet *sheet, const struct cost_prices *prices)
{
    const struct sv_form *form = sheet->form;
    (void)printf("survey '%.*s' in %.*s\n  %-26s %8s %8s %8s %8s %6s", STR_FMT(form->id),
                 STR_FMT(form->languages[sheet->language]), "", "messages", "segments", "ucs2", "replies", "calls");
    (void)puts(prices->given ? "       cost    by USSD  they pay" : "");
    for (size_t i = 0; i < COST_ROWS; i++)
        if (is_there(sheet, i))
            print_row(sheet, prices, i);
    print_total(sheet, prices);
    print_remarks(sheet);
}

/* ---- for machines ---- */

static json_t *row_json(const struct cost_sheet *sheet, size_t row)
{
    const struct cost_use *use = &sheet->uses[row];
    const struct cost_sum *sum = &sheet->sums[row];
    if (!is_there(sheet, row))
        return json_null();
    return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "messages", use->messages, "segments",
                     use->segments, "ucs2", use->ucs2, "replies", use->replies, "calls", use->calls, "completed",
                     use->completed, "cost", sum->all, "cost_by_ussd", sum->by_ussd, "respondent_pays", sum->person);
}

static json_t *total_json(const struct cost_sheet *sheet, const struct cost_prices *prices)
{
    const struct cost_sum *sum = &sheet->sums[COST_EXPECTED];
    const double n = prices->participants;
    return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "participants", n, "response",
                     prices->response, "completed", sheet->uses[COST_EXPECTED].completed * n, "texts", sum->texts * n,
                     "replies", sum->replies * n, "calls", sum->calls * n, "rewards", sum->rewards * n, "fixed",
                     prices->fixed, "cost", sum->all * n + prices->fixed, "cost_by_ussd",
                     sum->by_ussd * n + prices->fixed);
}

static void print_json(const struct cost_sheet *sheet, const struct cost_prices *prices)
{
    const struct sv_form *form = sheet->form;
    json_t *line = json_pack("{s:o, s:o}", "survey", session_json(form->id), "language",
                             session_json(form->languages[sheet->language]));
    for (size_t i = 0; i < COST_ROWS; i++)
        (void)json_object_set_new(line, rows[i].word, row_json(sheet, i));
    (void)json_object_set_new(line, "total", total_json(sheet, prices));
    (void)json_object_set_new(line, "limited", json_boolean(sheet->limited));
    (void)json_object_set_new(line, "assumed",
                              sheet->assumed < 0 ? json_null() : session_json(form->questions[sheet->assumed].name));
    session_print(line);
}

void cost_print(const struct cost_sheet *sheet, const struct cost_prices *prices, bool json)
{
    if (json)
        print_json(sheet, prices);
    else
        print_text(sheet, prices);
}
