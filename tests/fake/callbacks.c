#include "callbacks.h"

#include <stdlib.h>

#include "client.h"
#include "timers.h"
#include "world.h"

enum { CONNECTIONS = 16, TIMEOUT_US = 5000000, AGAIN_US = 1000000, GIVE_UP_US = 60000000 };

struct report {
    int64_t n;
    int64_t since_us;
    uint64_t waiter; /* 0: nobody, or told already */
};

struct callbacks {
    struct callbacks_config config;
    struct client *client;
    struct timers due; /* of report indexes */
    struct report *reports;
    uint32_t reports_n;
    uint32_t reports_cap;
    uint32_t *unused; /* a stack of report indexes */
    uint32_t unused_n;
    struct callback_counts counts;
    struct bytes body;
    struct bytes request;
};

static void answered(void *context, uint32_t index, int status)
{
    struct callbacks *const callbacks = context;
    struct report *const report = &callbacks->reports[index];
    const int64_t now_us = world_now_us();
    if (report->waiter != 0) {
        callbacks->config.tried(callbacks->config.context, report->waiter);
        report->waiter = 0;
    }
    if (status >= 200 && status <= 299) {
        callbacks->counts.confirmed++;
    } else {
        callbacks->counts.failed++;
        if (now_us - report->since_us + AGAIN_US <= GIVE_UP_US) {
            timers_add(&callbacks->due, now_us + AGAIN_US, index);
            return;
        }
        callbacks->counts.abandoned++;
    }
    callbacks->counts.pending--;
    callbacks->unused[callbacks->unused_n++] = index;
}

struct callbacks *callbacks_new(const struct callbacks_config *config)
{
    struct callbacks *const callbacks = world_grow(NULL, 1, sizeof(*callbacks));
    *callbacks = (struct callbacks){.config = *config};
    callbacks->client = client_new(&(struct client_config){
        .epoll = config->epoll,
        .kind = config->kind,
        .address = config->address,
        .connections = CONNECTIONS,
        .timeout_us = TIMEOUT_US,
        .done = answered,
        .context = callbacks,
    });
    return callbacks;
}

void callbacks_free(struct callbacks *callbacks)
{
    if (callbacks == NULL) {
        return;
    }
    client_free(callbacks->client);
    timers_free(&callbacks->due);
    bytes_free(&callbacks->body);
    bytes_free(&callbacks->request);
    free(callbacks->reports);
    free(callbacks->unused);
    free(callbacks);
}

static uint32_t new_report(struct callbacks *callbacks)
{
    if (callbacks->unused_n > 0) {
        return callbacks->unused[--callbacks->unused_n];
    }
    if (callbacks->reports_n == callbacks->reports_cap) {
        callbacks->reports_cap = callbacks->reports_cap == 0 ? 256 : callbacks->reports_cap * 2;
        callbacks->reports = world_grow(callbacks->reports, callbacks->reports_cap, sizeof(*callbacks->reports));
        callbacks->unused = world_grow(callbacks->unused, callbacks->reports_cap, sizeof(*callbacks->unused));
    }
    return callbacks->reports_n++;
}

void callbacks_add(struct callbacks *callbacks, int64_t n, uint64_t waiter)
{
    const uint32_t index = new_report(callbacks);
    const int64_t now_us = world_now_us();
    callbacks->reports[index] = (struct report){n, now_us, waiter};
    callbacks->counts.pending++;
    timers_add(&callbacks->due, now_us, index);
}

static void send_report(struct callbacks *callbacks, uint32_t index)
{
    const int64_t n = callbacks->reports[index].n;
    struct bytes *const body = &callbacks->body;
    body->n = 0;
    bytes_printf(body, "{\"id\":\"f-%lld\",\"status\":\"delivered\"}", (long long)n);

    struct bytes id = {0};
    struct bytes timestamp = {0};
    bytes_printf(&id, "dlr-f-%lld", (long long)n);
    bytes_add_int(&timestamp, world_wall_ms() / 1000);
    char signature[SIGNATURE_BYTES + 1];
    signer_sign(&callbacks->config.signer, bytes_view(&id), bytes_view(&timestamp), bytes_view(body), signature);

    struct bytes *const request = &callbacks->request;
    request->n = 0;
    bytes_printf(request,
                 "POST %.*s HTTP/1.1\r\nHost: %.*s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
                 "webhook-id: %.*s\r\nwebhook-timestamp: %.*s\r\nwebhook-signature: %s\r\n\r\n%.*s",
                 VIEW_FMT(callbacks->config.path), VIEW_FMT(callbacks->config.host), body->n, (int)id.n, id.p,
                 (int)timestamp.n, timestamp.p, signature, (int)body->n, body->p);
    bytes_free(&id);
    bytes_free(&timestamp);
    client_send(callbacks->client, bytes_view(request), index);
}

void callbacks_event(struct callbacks *callbacks, uint32_t connection)
{
    client_event(callbacks->client, connection);
}

int64_t callbacks_turn(struct callbacks *callbacks, int64_t now_us)
{
    const int64_t expire_us = client_expire(callbacks->client, now_us);
    uint64_t index = 0;
    while (client_is_idle(callbacks->client) && timers_take(&callbacks->due, now_us, &index)) {
        send_report(callbacks, (uint32_t)index);
    }
    /* With every connection busy it is their events that matter. */
    const int64_t next_us = client_is_idle(callbacks->client) ? timers_next(&callbacks->due) : WORLD_NEVER;
    return next_us < expire_us ? next_us : expire_us;
}

struct callback_counts callbacks_counts(const struct callbacks *callbacks)
{
    return callbacks == NULL ? (struct callback_counts){0} : callbacks->counts;
}
