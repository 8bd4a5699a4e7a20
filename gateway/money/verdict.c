#include <assert.h>
#include <stdlib.h>

#include "base/attr.h"
#include "gateway/payment.h"

enum { RETRY_DOUBLINGS_MAX = 6 };

/* Questions come 1, 2, 5, 15 and 60 times ask_after_ms after the attempt, then every 60: operators that are slow at all
 * are slow by minutes, and a provider that is asked more often begins to refuse. */
static int64_t question_gap_ms(const struct gw_payment_timing *timing, int32_t asked)
{
    static const int64_t gaps[] = {1, 1, 3, 10, 45, 60};
    const size_t last = COUNT_OF(gaps) - 1;
    const size_t at = asked < 0 ? 0 : (size_t)asked;
    return timing->ask_after_ms * gaps[at < last ? at : last];
}

static int64_t longer(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The transfer stays open. A ticket is written once, by the question that passes the time a person can be let wait. */
static struct gw_payment_verdict wait(const struct gw_payment_timing *timing, const struct gw_payment_facts *facts,
                                      bool processing)
{
    const int32_t asked = facts->question ? facts->asked + 1 : 0;
    const int64_t gap_ms = longer(question_gap_ms(timing, asked), facts->retry_after_ms);
    const bool late = facts->age_ms >= timing->human_after_ms;
    const bool was_late = facts->age_ms - question_gap_ms(timing, facts->asked) >= timing->human_after_ms;
    return (struct gw_payment_verdict){
        .state = processing ? GW_INCENTIVE_PROCESSING : GW_INCENTIVE_UNKNOWN,
        .outcome = processing ? GW_TRANSFER_PROCESSING : GW_TRANSFER_UNKNOWN,
        .posting = GW_POSTING_NONE,
        .next_ms = facts->unaskable || facts->age_ms >= timing->give_up_ms ? -1 : gap_ms,
        .ticket = facts->unaskable || (late && !was_late),
    };
}

/* Certainly never executed: what was reserved comes back, and the person is still owed it. */
static struct gw_payment_verdict again(const struct gw_payment_timing *timing, const struct gw_payment_facts *facts,
                                       enum gw_transfer_outcome outcome, int64_t next_ms)
{
    const bool over = facts->first_age_ms >= timing->give_up_ms;
    return (struct gw_payment_verdict){
        .state = over ? GW_INCENTIVE_REFUSED : GW_INCENTIVE_OWED,
        .outcome = outcome,
        .ended = true,
        .posting = GW_POSTING_RETURN,
        .next_ms = over ? -1 : next_ms,
        .ticket = over,
    };
}

static int64_t retry_ms(const struct gw_payment_timing *timing, const struct gw_payment_facts *facts)
{
    int64_t ms = timing->retry_after_ms;
    for (int32_t i = 1; i < facts->n && i <= RETRY_DOUBLINGS_MAX; i++)
        ms *= 2;
    return longer(ms, facts->retry_after_ms);
}

/* An operator may execute late, so one "not found" soon after the attempt proves nothing; and a provider that knew the
 * transfer once contradicts itself. Only a provider that can be asked by our reference can prove that it never got it. */
static struct gw_payment_verdict not_found(const struct gw_payment_timing *timing, const struct gw_payment_facts *facts)
{
    if (facts->acknowledged || !facts->asks_by_reference)
        return wait(timing, facts, facts->was_processing);
    if (facts->age_ms >= timing->quiet_ms)
        return again(timing, facts, GW_TRANSFER_NOT_FOUND, 0);
    struct gw_payment_verdict verdict = wait(timing, facts, false);
    const int64_t left_ms = timing->quiet_ms - facts->age_ms;
    verdict.next_ms = verdict.next_ms < left_ms ? verdict.next_ms : left_ms;
    return verdict;
}

static struct gw_payment_verdict account(const struct gw_payment_timing *timing, const struct gw_payment_facts *facts)
{
    /* A question that our account may not ask says nothing about the transfer. */
    struct gw_payment_verdict verdict =
        facts->question ? wait(timing, facts, facts->was_processing) : again(timing, facts, GW_TRANSFER_ACCOUNT, 0);
    verdict.park = true;
    return verdict;
}

struct gw_payment_verdict gw_payment_judge(const struct gw_payment_timing *timing, const struct gw_payment_facts *facts,
                                           enum gw_transfer_outcome outcome)
{
    switch (outcome) {
    case GW_TRANSFER_CONFIRMED:
        return (struct gw_payment_verdict){.state = GW_INCENTIVE_PAID,
                                           .outcome = GW_TRANSFER_CONFIRMED,
                                           .ended = true,
                                           .posting = GW_POSTING_PAY,
                                           .next_ms = -1};
    case GW_TRANSFER_REFUSED:
        return (struct gw_payment_verdict){.state = GW_INCENTIVE_REFUSED,
                                           .outcome = GW_TRANSFER_REFUSED,
                                           .ended = true,
                                           .posting = GW_POSTING_RETURN,
                                           .next_ms = -1,
                                           .ticket = true};
    case GW_TRANSFER_RETRYABLE:
        return again(timing, facts, GW_TRANSFER_RETRYABLE, retry_ms(timing, facts));
    case GW_TRANSFER_PROCESSING:
        return wait(timing, facts, true);
    case GW_TRANSFER_ACCOUNT:
        return account(timing, facts);
    case GW_TRANSFER_NOT_FOUND:
        return facts->question ? not_found(timing, facts) : wait(timing, facts, false);
    case GW_TRANSFER_UNKNOWN:
    case GW_TRANSFER_VALIDATE:
        return wait(timing, facts, facts->question && facts->was_processing);
    case GW_TRANSFER_COUNT:
        break;
    }
    assert(false && "an outcome that does not exist");
    abort();
}

#define WORD_OF(name, word) [name] = {.p = (word), .n = sizeof(word) - 1},

struct str gw_incentive_word(enum gw_incentive_state state)
{
    static const struct str words[] = {GW_INCENTIVE_LIST(WORD_OF)};
    static_assert(COUNT_OF(words) == GW_INCENTIVE_COUNT, "a word for every state");
    assert((unsigned)state < GW_INCENTIVE_COUNT);
    return words[state];
}

struct str gw_posting_word(enum gw_posting posting)
{
    static const struct str words[] = {GW_POSTING_LIST(WORD_OF)};
    static_assert(COUNT_OF(words) == GW_POSTING_COUNT, "a word for every posting");
    assert((unsigned)posting < GW_POSTING_COUNT);
    return words[posting];
}
