/* Any bytes as a provider's answer to our send: always an outcome, and what it carries can be stored. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "gateway/aggregator.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void must_be_storable(struct str s)
{
    must(s.n == 0 || (s.n <= GW_ID_BYTES_MAX && utf8_valid(s) && str_find_byte(s, '\0') == SIZE_MAX));
}

/* Two bytes choose adapter and status, a line is Retry-After, the rest the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = {200, 201, 202, 301, 400, 401, 403, 404, 422, 429, 500, 503};
    size_t adapters_n = 0;
    const struct gw_aggregator *const *adapters = gw_aggregators(&adapters_n);
    if (size < 2 || size > GW_RESPONSE_BYTES_MAX)
        return 0;
    struct str rest = {.p = (const char *)data + 2, .n = size - 2};
    struct gw_header header = {STR("Retry-After"), STR_EMPTY};
    (void)str_next(&rest, '\n', &header.value);
    const struct gw_http_answer answer = {.fate = GW_FATE_ANSWERED,
                                          .status = statuses[data[1] % COUNT_OF(statuses)],
                                          .headers = &header,
                                          .headers_n = 1,
                                          .body = rest.p == NULL ? STR_EMPTY : rest};
    struct arena *arena = arena_new(GW_REQUEST_ARENA_BYTES_MAX);
    const struct gw_send_result result =
        adapters[data[0] % adapters_n]->read_reply(&(struct gw_settings){0}, &answer, arena);
    must((unsigned)result.outcome < GW_OUTCOME_COUNT);
    must(result.outcome != GW_OUTCOME_ACCEPTED || answer.status < 300);
    must(result.retry_after_ms >= 0 && (result.retry_after_ms == 0 || result.outcome == GW_OUTCOME_RETRY));
    must_be_storable(result.provider_id);
    must_be_storable(result.error_code);
    arena_free(arena);
    return 0;
}
