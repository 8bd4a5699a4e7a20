/* Every outcome, to a payment and to a question, and what follows for state, money and people. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "gateway/payment.h"

TestSuite(verdict, .timeout = 20);

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE };
static const int64_t day = 24LL * HOUR;

static const struct gw_payment_timing timing = {.ask_after_ms = MINUTE,
                                                .quiet_ms = 30LL * MINUTE,
                                                .retry_after_ms = 5LL * MINUTE,
                                                .human_after_ms = 24LL * HOUR,
                                                .give_up_ms = 14LL * 24 * HOUR};

struct row {
    const char *name;
    struct gw_payment_facts facts;
    enum gw_transfer_outcome outcome;
    const char *state;
    const char *posting;
    int64_t next_ms;
    bool ended;
    bool ticket;
    bool park;
};

#define QUESTION .question = true, .asks_by_reference = true, .n = 1

static const struct row rows[] = {
    {"paid", {.n = 1}, GW_TRANSFER_CONFIRMED, "paid", "pay", -1, true, false, false},
    {"refused", {.n = 1}, GW_TRANSFER_REFUSED, "refused", "return", -1, true, true, false},
    {"not now", {.n = 1}, GW_TRANSFER_RETRYABLE, "owed", "return", 5 * MINUTE, true, false, false},
    {"not now, the third time", {.n = 3}, GW_TRANSFER_RETRYABLE, "owed", "return", 20 * MINUTE, true, false, false},
    {"not now, for the hundredth time",
     {.n = 100},
     GW_TRANSFER_RETRYABLE,
     "owed",
     "return",
     320 * MINUTE,
     true,
     false,
     false},
    {"not now, as the provider says",
     {.n = 1, .retry_after_ms = HOUR},
     GW_TRANSFER_RETRYABLE,
     "owed",
     "return",
     HOUR,
     true,
     false,
     false},
    {"not now, two weeks after the first",
     {.n = 9, .first_age_ms = 14LL * 24 * HOUR},
     GW_TRANSFER_RETRYABLE,
     "refused",
     "return",
     -1,
     true,
     true,
     false},
    {"taken", {.n = 1}, GW_TRANSFER_PROCESSING, "processing", "", MINUTE, false, false, false},
    {"nobody knows", {.n = 1}, GW_TRANSFER_UNKNOWN, "unknown", "", MINUTE, false, false, false},
    {"our account", {.n = 1}, GW_TRANSFER_ACCOUNT, "owed", "return", 0, true, false, true},
    {"not found is no answer to a payment",
     {.n = 1, .asks_by_reference = true, .age_ms = HOUR},
     GW_TRANSFER_NOT_FOUND,
     "unknown",
     "",
     MINUTE,
     false,
     false,
     false},
    {"nor is a question of theirs", {.n = 1}, GW_TRANSFER_VALIDATE, "unknown", "", MINUTE, false, false, false},

    {"asked: paid", {QUESTION}, GW_TRANSFER_CONFIRMED, "paid", "pay", -1, true, false, false},
    {"asked: refused", {QUESTION}, GW_TRANSFER_REFUSED, "refused", "return", -1, true, true, false},
    {"asked: not now", {QUESTION}, GW_TRANSFER_RETRYABLE, "owed", "return", 5 * MINUTE, true, false, false},
    {"asked: taken", {QUESTION}, GW_TRANSFER_PROCESSING, "processing", "", MINUTE, false, false, false},
    {"asked: no answer", {QUESTION}, GW_TRANSFER_UNKNOWN, "unknown", "", MINUTE, false, false, false},
    {"asked: no answer, but it had it",
     {QUESTION, .was_processing = true},
     GW_TRANSFER_UNKNOWN,
     "processing",
     "",
     MINUTE,
     false,
     false,
     false},
    {"asked a second time",
     {QUESTION, .asked = 1},
     GW_TRANSFER_UNKNOWN,
     "unknown",
     "",
     3 * MINUTE,
     false,
     false,
     false},
    {"asked a third time",
     {QUESTION, .asked = 2},
     GW_TRANSFER_UNKNOWN,
     "unknown",
     "",
     10 * MINUTE,
     false,
     false,
     false},
    {"asked a fourth time",
     {QUESTION, .asked = 3},
     GW_TRANSFER_UNKNOWN,
     "unknown",
     "",
     45 * MINUTE,
     false,
     false,
     false},
    {"asked a fiftieth time", {QUESTION, .asked = 49}, GW_TRANSFER_UNKNOWN, "unknown", "", HOUR, false, false, false},
    {"asked, to wait longer",
     {QUESTION, .retry_after_ms = HOUR},
     GW_TRANSFER_PROCESSING,
     "processing",
     "",
     HOUR,
     false,
     false,
     false},
    {"our account may not ask", {QUESTION}, GW_TRANSFER_ACCOUNT, "unknown", "", MINUTE, false, false, true},
    {"not found, too early",
     {QUESTION, .age_ms = MINUTE},
     GW_TRANSFER_NOT_FOUND,
     "unknown",
     "",
     MINUTE,
     false,
     false,
     false},
    {"not found, a moment before",
     {QUESTION, .asked = 9, .age_ms = 30 * MINUTE - 1},
     GW_TRANSFER_NOT_FOUND,
     "unknown",
     "",
     1,
     false,
     false,
     false},
    {"not found after the quiet time",
     {QUESTION, .age_ms = 30 * MINUTE},
     GW_TRANSFER_NOT_FOUND,
     "owed",
     "return",
     0,
     true,
     false,
     false},
    {"not found, two weeks after the first",
     {QUESTION, .age_ms = HOUR, .first_age_ms = 14LL * 24 * HOUR},
     GW_TRANSFER_NOT_FOUND,
     "refused",
     "return",
     -1,
     true,
     true,
     false},
    {"not found, but it had it",
     {QUESTION, .acknowledged = true, .age_ms = 2 * HOUR},
     GW_TRANSFER_NOT_FOUND,
     "unknown",
     "",
     MINUTE,
     false,
     false,
     false},
    {"not found by its own id proves nothing",
     {.question = true, .n = 1, .age_ms = 2 * HOUR},
     GW_TRANSFER_NOT_FOUND,
     "unknown",
     "",
     MINUTE,
     false,
     false,
     false},
    {"cannot be asked", {QUESTION, .unaskable = true}, GW_TRANSFER_UNKNOWN, "unknown", "", -1, false, true, false},
    {"unknown for a day",
     {QUESTION, .asked = 30, .age_ms = 24LL * HOUR},
     GW_TRANSFER_UNKNOWN,
     "unknown",
     "",
     HOUR,
     false,
     true,
     false},
    {"unknown for a day and more: told already",
     {QUESTION, .asked = 31, .age_ms = 25LL * HOUR + 1},
     GW_TRANSFER_UNKNOWN,
     "unknown",
     "",
     HOUR,
     false,
     false,
     false},
    {"unknown for two weeks",
     {QUESTION, .asked = 400, .age_ms = 14LL * 24 * HOUR},
     GW_TRANSFER_UNKNOWN,
     "unknown",
     "",
     -1,
     false,
     false,
     false},
};

Test(verdict, follows_from_outcome_and_facts)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *row = &rows[i];
        const struct gw_payment_verdict got = gw_payment_judge(&timing, &row->facts, row->outcome);
        cr_expect(str_eq(gw_incentive_word(got.state), str_of(row->state)), "%s: state", row->name);
        cr_expect(str_eq(gw_posting_word(got.posting), str_of(row->posting)), "%s: posting", row->name);
        cr_expect(eq(i64, got.next_ms, row->next_ms), "%s: next", row->name);
        cr_expect(eq(int, got.ended, row->ended), "%s: ended", row->name);
        cr_expect(eq(int, got.ticket, row->ticket), "%s: ticket", row->name);
        cr_expect(eq(int, got.park, row->park), "%s: park", row->name);
    }
}

/* What must hold whatever the facts are. */
static void check_rules(const struct gw_payment_facts *facts, enum gw_transfer_outcome outcome)
{
    const struct gw_payment_verdict got = gw_payment_judge(&timing, facts, outcome);
    const bool never_executed = outcome == GW_TRANSFER_REFUSED || outcome == GW_TRANSFER_RETRYABLE ||
                                (outcome == GW_TRANSFER_ACCOUNT && !facts->question) ||
                                (outcome == GW_TRANSFER_NOT_FOUND && facts->question && facts->asks_by_reference &&
                                 !facts->acknowledged && facts->age_ms >= timing.quiet_ms);
    cr_expect(eq(int, got.posting == GW_POSTING_PAY, outcome == GW_TRANSFER_CONFIRMED));
    cr_expect(eq(int, got.state == GW_INCENTIVE_PAID, outcome == GW_TRANSFER_CONFIRMED));
    cr_expect(eq(int, got.posting == GW_POSTING_RETURN, never_executed),
              "money comes back only when nothing was executed");
    cr_expect(eq(int, got.ended, never_executed || outcome == GW_TRANSFER_CONFIRMED));
    if (got.state == GW_INCENTIVE_OWED)
        cr_expect(got.ended, "nothing is paid again while a transfer is open");
    if (got.next_ms < 0)
        cr_expect(got.ended || got.ticket || facts->age_ms >= timing.give_up_ms, "nobody looks, and nobody was told");
}

Test(verdict, never_pays_again_on_a_guess)
{
    static const int64_t ages[] = {0, MINUTE, 30LL * MINUTE, 2LL * HOUR, 24LL * HOUR, 14LL * 24 * HOUR};
    for (int outcome = 0; outcome < GW_TRANSFER_COUNT; outcome++)
        for (unsigned bits = 0; bits < 32; bits++)
            for (size_t age = 0; age < COUNT_OF(ages); age++)
                check_rules(&(struct gw_payment_facts){.question = bits & 1,
                                                       .unaskable = bits & 2,
                                                       .asks_by_reference = bits & 4,
                                                       .acknowledged = bits & 8,
                                                       .was_processing = bits & 16,
                                                       .n = 1 + (int32_t)age,
                                                       .asked = (int32_t)age,
                                                       .age_ms = ages[age],
                                                       .first_age_ms = ages[age]},
                            (enum gw_transfer_outcome)outcome);
}

/* Questions at 1, 2, 5, 15 and 60 minutes, then every hour; one ticket after a day; an end after two weeks. */
Test(verdict, an_unknown_outcome_is_asked_about_for_two_weeks_and_told_once)
{
    static const int64_t minutes[] = {1, 2, 5, 15, 60, 120, 180};
    struct gw_payment_facts facts = {.asks_by_reference = true, .n = 1};
    struct gw_payment_verdict verdict = gw_payment_judge(&timing, &facts, GW_TRANSFER_UNKNOWN);
    int tickets = 0;
    size_t questions = 0;
    while (verdict.next_ms >= 0) {
        cr_assert(questions < 1000);
        facts.age_ms += verdict.next_ms;
        facts.question = true;
        if (questions < COUNT_OF(minutes))
            cr_expect(eq(i64, facts.age_ms, minutes[questions] * MINUTE));
        verdict = gw_payment_judge(&timing, &facts, GW_TRANSFER_UNKNOWN);
        tickets += verdict.ticket;
        facts.asked++;
        questions++;
    }
    cr_expect(eq(int, tickets, 1));
    cr_expect(eq(i64, facts.age_ms, 14 * day));
}
