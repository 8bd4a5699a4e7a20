#include "sending.h"

#include "base/limits.h"
#include "base/utf8.h"

/* A provider that asks for more than a day has not understood the question; the queue's own back-off is shorter. */
enum { RETRY_AFTER_S_MAX = 24 * 60 * 60 };

enum rc gw_need_setting(const struct gw_settings *settings, struct str name, struct str *out_value, struct err *err)
{
    const struct str value = gw_setting(settings, name);
    if (value.n == 0)
        return err_set(err, RC_BAD_INPUT, "setting \"%.*s\" is missing; hint: give it to the channel", STR_FMT(name));
    *out_value = value;
    return RC_OK;
}

enum rc gw_url_of(const struct gw_settings *settings, struct str standard, struct str path, struct arena *arena,
                  struct str *out_url)
{
    struct str base = gw_setting(settings, STR("url"));
    if (base.n == 0)
        base = standard;
    while (str_ends(base, STR("/")))
        base = str_sub(base, 0, base.n - 1);
    struct buf url = buf_in(arena, base.n + path.n);
    buf_put(&url, base);
    buf_put(&url, path);
    *out_url = buf_str(&url);
    return url.overflow ? RC_TOO_BIG : RC_OK;
}

enum rc gw_pairs_write(const struct gw_header *pairs, size_t n, struct arena *arena, struct str *out)
{
    size_t bytes_max = 0;
    for (size_t i = 0; i < n; i++)
        bytes_max += pairs[i].name.n + 3 * pairs[i].value.n + 2;
    struct buf text = buf_in(arena, bytes_max);
    for (size_t i = 0; i < n; i++) {
        if (pairs[i].value.n == 0)
            continue;
        buf_put(&text, text.n > 0 ? STR("&") : STR_EMPTY);
        buf_put(&text, pairs[i].name);
        buf_put(&text, STR("="));
        gw_url_encode(&text, pairs[i].value);
    }
    if (text.overflow)
        return RC_TOO_BIG;
    *out = buf_str(&text);
    return RC_OK;
}

static int64_t retry_after_ms(const struct gw_http_answer *answer)
{
    int64_t seconds = 0;
    const struct str value = gw_header_find(answer->headers, answer->headers_n, STR("Retry-After"));
    /* The date form needs a clock, which adapters do not have; the queue's own back-off then decides. */
    if (!str_to_i64(str_trim(value), &seconds) || seconds < 0)
        return 0;
    return (seconds < RETRY_AFTER_S_MAX ? seconds : RETRY_AFTER_S_MAX) * 1000;
}

struct gw_send_result gw_result(enum gw_outcome outcome, const struct gw_http_answer *answer, struct arena *arena)
{
    struct buf code = buf_in(arena, 16);
    buf_put_i64(&code, answer->status);
    return (struct gw_send_result){.outcome = outcome,
                                   .error_code = code.overflow ? (struct str){.p = NULL, .n = 0} : buf_str(&code),
                                   .retry_after_ms = outcome == GW_OUTCOME_RETRY ? retry_after_ms(answer) : 0};
}

struct gw_send_result gw_result_with(enum gw_outcome outcome, struct str code, const struct gw_http_answer *answer,
                                     struct arena *arena)
{
    struct gw_send_result result = gw_result(outcome, answer, arena);
    if (code.n > 0)
        result.error_code = utf8_prefix(code, GW_ID_BYTES_MAX);
    return result;
}

struct gw_send_result gw_accepted(struct str provider_id)
{
    const bool storable = provider_id.n > 0 && provider_id.n <= GW_ID_BYTES_MAX;
    return (struct gw_send_result){.outcome = GW_OUTCOME_ACCEPTED,
                                   .provider_id = storable ? provider_id : (struct str){.p = NULL, .n = 0}};
}

struct gw_send_result gw_result_of_status(const struct gw_http_answer *answer, struct arena *arena)
{
    static const struct {
        int status;
        enum gw_outcome outcome;
    } rows[] = {
        {400, GW_OUTCOME_REJECTED}, {401, GW_OUTCOME_ACCOUNT},  {402, GW_OUTCOME_ACCOUNT},
        {403, GW_OUTCOME_ACCOUNT},  {422, GW_OUTCOME_REJECTED}, {429, GW_OUTCOME_RETRY},
    };
    enum gw_outcome outcome = GW_OUTCOME_UNKNOWN;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].status == answer->status)
            outcome = rows[i].outcome;
    if (answer->status == 503 && gw_header_count(answer->headers, answer->headers_n, STR("Retry-After")) > 0)
        outcome = GW_OUTCOME_RETRY;
    return gw_result(outcome, answer, arena);
}

bool gw_is_success(const struct gw_http_answer *answer)
{
    return answer->status >= 200 && answer->status <= 299;
}
