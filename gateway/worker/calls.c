#include "gateway/clock.h"
#include "worker.h"

enum { SIGNATURE_HEADERS = 3 };

struct gw_settings call_settings(struct arena *arena, const struct gw_settings *settings)
{
    struct gw_header *items = ARENA_ARRAY(arena, struct gw_header, settings->n);
    for (size_t i = 0; items != NULL && i < settings->n; i++)
        items[i] = (struct gw_header){.name = arena_str(arena, settings->items[i].name),
                                      .value = arena_str(arena, settings->items[i].value)};
    return (struct gw_settings){.items = items, .n = items == NULL ? 0 : settings->n};
}

enum rc call_sign(struct str scheme, const struct gw_secrets *secrets, struct str id, struct arena *arena,
                  struct gw_http_call *call)
{
    if (!str_eq(scheme, STR("standard-webhooks")) || secrets->active[0].n == 0)
        return RC_OK;
    struct gw_header *headers = ARENA_ARRAY(arena, struct gw_header, call->headers_n + SIGNATURE_HEADERS);
    if (headers == NULL)
        return RC_TOO_BIG;
    const enum rc rc = gw_sign_standard(id, gw_now_ms() / 1000, call->body, secrets->active[0], arena, headers);
    for (size_t i = 0; i < call->headers_n; i++)
        headers[SIGNATURE_HEADERS + i] = call->headers[i];
    call->headers = headers;
    call->headers_n += SIGNATURE_HEADERS;
    return rc;
}
