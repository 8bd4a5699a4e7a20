/* An order: every option on offer once, as the person puts them. */
#include <assert.h>

#include "base/attr.h"
#include "base/buf.h"
#include "options.h"
#include "tokens.h"

enum { RUN_MAX = 8 }; /* words of one option's label */

struct ranking {
    const struct options *options;
    size_t order[SV_RANK_CHOICES_MAX];
    size_t n;
    enum sv_how how; /* the least literal way one of them was reached */
};

/* False for an option that stands there already. */
static bool rank(struct ranking *ranking, size_t at, enum sv_how how)
{
    for (size_t i = 0; i < ranking->n; i++)
        if (ranking->order[i] == at)
            return false;
    assert(ranking->n < COUNT_OF(ranking->order));
    ranking->order[ranking->n++] = at;
    ranking->how = how > ranking->how ? how : ranking->how;
    return true;
}

/* "312": a digit each. */
static bool rank_digits(struct ranking *ranking, struct str token)
{
    for (size_t i = 0; i < token.n; i++) {
        const size_t at = sv_option_by_key(ranking->options->asked, str_sub(token, i, 1));
        if (at == SIZE_MAX || !rank(ranking, at, SV_HOW_NUMBER))
            return false;
    }
    return true;
}

/* The option that the words from `at` on name, the longest first; how many words that were, 0 for none or two. */
static size_t match_words(const struct options *options, const struct tokens *tokens, size_t at,
                          struct match *out_match)
{
    size_t length = tokens->n - at < RUN_MAX ? tokens->n - at : RUN_MAX;
    for (; length > 0; length--) {
        const struct str last = tokens->items[at + length - 1];
        const char *const from = tokens->items[at].p;
        const struct str run = {.p = from, .n = (size_t)(last.p - from) + last.n};
        *out_match = length > 1 ? sv_match_exact(options, run) : sv_match_any(options, run);
        if (out_match->n > 0)
            break;
    }
    return out_match->n == 1 ? length : 0;
}

static bool is_digits(struct str token)
{
    for (size_t i = 0; i < token.n; i++)
        if (token.p[i] < '0' || token.p[i] > '9')
            return false;
    return true;
}

/* Everything must mean something, and no option may be missing. */
static bool rank_all(struct ranking *ranking, struct str folded)
{
    const struct sv_language *language = ranking->options->language;
    const struct tokens tokens = sv_tokens_of(folded);
    for (size_t at = 0; at < tokens.n;) {
        struct match match = {.n = 0};
        const size_t used = match_words(ranking->options, &tokens, at, &match);
        if (used > 0 && !rank(ranking, match.at[0], match.how))
            return false;
        if (used > 0) {
            at += used;
            continue;
        }
        const struct str token = tokens.items[at++];
        const bool courtesy = sv_answer_trim(token, language).n == 0;
        if (!courtesy && (!is_digits(token) || !rank_digits(ranking, token)))
            return false;
    }
    return ranking->n > 0 && ranking->n == ranking->options->asked->choices_n;
}

static enum rc ranked_value(const struct ranking *ranking, struct arena *arena, struct str *out_value)
{
    size_t bytes = 0;
    for (size_t i = 0; i < ranking->n; i++)
        bytes += sv_choice_name(ranking->options->asked, ranking->order[i]).n + 1;
    struct buf buf = buf_in(arena, bytes);
    for (size_t i = 0; i < ranking->n; i++) {
        if (i > 0)
            buf_put_byte(&buf, ' ');
        buf_put(&buf, sv_choice_name(ranking->options->asked, ranking->order[i]));
    }
    *out_value = buf_str(&buf);
    return buf.overflow ? RC_TOO_BIG : RC_OK;
}

enum rc sv_read_rank(const struct sv_asked *asked, struct str text, struct arena *arena, struct sv_reading *out_reading)
{
    struct str folded = STR_EMPTY;
    struct str value = STR_EMPTY;
    struct options options;
    if (asked->choices_n > SV_RANK_CHOICES_MAX || sv_fold(text, sv_asked_language(asked), arena, &folded) != RC_OK ||
        sv_options_fold(asked, arena, &options) != RC_OK)
        return RC_TOO_BIG;
    struct ranking ranking = {.options = &options, .how = SV_HOW_NONE};
    if (!rank_all(&ranking, sv_answer_trim(folded, options.language))) {
        *out_reading = sv_not_understood(SV_PHRASE_INVALID_RANK);
        return RC_OK;
    }
    if (ranked_value(&ranking, arena, &value) != RC_OK)
        return RC_TOO_BIG;
    *out_reading = sv_understood(value, ranking.how);
    return RC_OK;
}
