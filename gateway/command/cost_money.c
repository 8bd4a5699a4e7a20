#include "cost_money.h"

#include <stddef.h>

enum { AMOUNT_MAX = 1000000000, DECIMALS_MAX = 6, PERCENT = 100 };

static bool is_digits(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    return text.n > 0;
}

bool cost_amount(struct str text, double *out_amount)
{
    const size_t point = str_find_byte(text, '.');
    const struct str whole = str_sub(text, 0, point);
    const struct str decimals = point == SIZE_MAX ? STR("0") : str_sub(text, point + 1, text.n);
    int64_t units = 0;
    int64_t parts = 0;
    if (!is_digits(whole) || !is_digits(decimals) || decimals.n > DECIMALS_MAX || !str_to_i64(whole, &units) ||
        units > AMOUNT_MAX || !str_to_i64(decimals, &parts))
        return false;
    double divisor = 1;
    for (size_t i = 0; i < decimals.n; i++)
        divisor *= 10;
    *out_amount = (double)units + (double)parts / divisor;
    return true;
}

bool cost_share(struct str text, double *out_share)
{
    const bool percent = str_ends(text, STR("%"));
    double amount = 0;
    if (!cost_amount(str_sub(text, 0, percent ? text.n - 1 : text.n), &amount))
        return false;
    amount = percent ? amount / PERCENT : amount;
    if (amount > 1)
        return false;
    *out_share = amount;
    return true;
}

struct cost_use cost_use_of(const struct sv_path *path, double n)
{
    /* Whoever answers has a screen open; whoever does not gets the texts that ask to dial. */
    const bool answers = path->replies > 0;
    return (struct cost_use){.messages = (double)path->messages / n,
                             .segments = (double)path->segments / n,
                             .ucs2 = (double)path->ucs2 / n,
                             .replies = (double)path->replies / n,
                             .calls = (double)path->calls / n,
                             .completed = (double)path->completed / n,
                             .dialogues = answers ? 1 : 0,
                             .segments_by_ussd = answers ? 0 : (double)path->segments / n};
}

static double mixed(double a, double b, double share)
{
    return a * share + b * (1 - share);
}

struct cost_use cost_use_mixed(const struct cost_use *answering, const struct cost_use *silent, double response)
{
    return (struct cost_use){.messages = mixed(answering->messages, silent->messages, response),
                             .segments = mixed(answering->segments, silent->segments, response),
                             .ucs2 = mixed(answering->ucs2, silent->ucs2, response),
                             .replies = mixed(answering->replies, silent->replies, response),
                             .calls = mixed(answering->calls, silent->calls, response),
                             .completed = mixed(answering->completed, silent->completed, response),
                             .dialogues = mixed(answering->dialogues, silent->dialogues, response),
                             .segments_by_ussd =
                                 mixed(answering->segments_by_ussd, silent->segments_by_ussd, response)};
}

struct cost_sum cost_of(const struct cost_prices *prices, const struct cost_use *use)
{
    struct cost_sum sum = {.texts = use->segments * prices->mt,
                           .replies = use->replies * prices->mo,
                           .calls = use->calls * prices->call,
                           .rewards = use->completed * prices->reward * (1 + prices->fee),
                           .person = use->replies * prices->reply};
    sum.all = sum.texts + sum.replies + sum.calls + sum.rewards;
    sum.by_ussd = use->dialogues * prices->ussd + use->segments_by_ussd * prices->mt + sum.calls + sum.rewards;
    return sum;
}
