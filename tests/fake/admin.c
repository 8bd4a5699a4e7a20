#include "admin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool read_optional_int(struct view text, int64_t *out)
{
    return text.n == 0 || view_int(text, out);
}

static bool read_probability(struct view text, double *out)
{
    char digits[32] = {0};
    if (text.n == 0) {
        return true;
    }
    if (text.n >= sizeof(digits)) {
        return false;
    }
    memcpy(digits, text.p, text.n);
    char *end = NULL;
    *out = strtod(digits, &end);
    return *end == '\0' && isfinite(*out) && *out >= 0 && *out <= 1;
}

static bool read_rule(struct fields *fields, struct view body, struct rule *out, enum target *out_target)
{
    *out = (struct rule){.count = -1, .probability = 1, .delay_ms = RULE_DELAY_MS};
    if (!fields_read_json(fields, body)) {
        return false;
    }
    const struct view number = fields_get(fields, "to");
    if (number.n >= sizeof(out->number)) {
        return false;
    }
    if (number.n > 0) {
        memcpy(out->number, number.p, number.n);
        out->number_n = number.n;
    }
    return target_read(fields_get(fields, "kind"), out_target) && mode_read(fields_get(fields, "mode"), &out->mode) &&
           mode_fits(out->mode, *out_target) && read_optional_int(fields_get(fields, "count"), &out->count) &&
           read_optional_int(fields_get(fields, "delay_ms"), &out->delay_ms) && out->delay_ms >= 0 &&
           read_probability(fields_get(fields, "probability"), &out->probability);
}

static struct rules *rules_of(struct provider *provider, enum target target)
{
    struct rules *const rules[TARGETS] = {[TARGET_SEND] = &provider->rules,
                                          [TARGET_AIRTIME] = &provider->airtime.orders,
                                          [TARGET_QUESTION] = &provider->airtime.questions};
    return rules[target];
}

static void control(struct provider *provider, const struct http_message *request, struct bytes *out)
{
    struct rule rule;
    enum target target = TARGET_SEND;
    if (read_rule(&provider->fields, request->body, &rule, &target) && rules_set(rules_of(provider, target), &rule)) {
        http_add_response(out, 200, "", view_z("{}"));
    } else {
        http_add_response(out, 400, "", view_z("{\"error\":\"bad rule, or too many\"}"));
    }
}

static void show_log(struct provider *provider, const struct http_message *request, struct bytes *out)
{
    int64_t after = 0;
    if (!fields_read_form(&provider->fields, request->query) ||
        !read_optional_int(fields_get(&provider->fields, "after"), &after)) {
        http_add_response(out, 400, "", view_z("{\"error\":\"bad query\"}"));
        return;
    }
    static const char *const names[] = {"kind", "to"};
    struct bytes needles = {0};
    struct view wanted[sizeof(names) / sizeof(names[0])];
    size_t n = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct view value = fields_get(&provider->fields, names[i]);
        if (value.n > 0) {
            json_add_member(&needles, names[i], value);
            bytes_add(&needles, "\n", 1);
            n++;
        }
    }
    struct view rest = bytes_view(&needles);
    for (size_t i = 0; i < n; i++) {
        wanted[i] = view_cut(&rest, '\n');
    }
    struct bytes lines = {0};
    journal_read(provider->journal, after, wanted, n, &lines);
    http_add_response(out, 200, "Content-Type: application/x-ndjson\r\n", bytes_view(&lines));
    bytes_free(&needles);
    bytes_free(&lines);
}

static void show_stats(struct provider *provider, const struct http_message *request, struct bytes *out)
{
    (void)request;
    const struct airtime *const airtime = &provider->airtime;
    const struct callback_counts callbacks = callbacks_counts(provider->callbacks);
    struct bytes body = {0};
    bytes_printf(&body,
                 "{\"executed\":%lld,\"requests\":%lld,\"accepted\":%lld,\"callbacks\":{\"pending\":%lld,"
                 "\"confirmed\":%lld,\"failed\":%lld,\"abandoned\":%lld},\"airtime\":{\"orders\":%lld,"
                 "\"executed\":%lld,\"duplicates\":%lld,\"questions\":%lld}}",
                 (long long)provider->executed, (long long)provider->requests, (long long)provider->accepted,
                 (long long)callbacks.pending, (long long)callbacks.confirmed, (long long)callbacks.failed,
                 (long long)callbacks.abandoned, (long long)airtime->orders_n, (long long)airtime->executed.n,
                 (long long)airtime->duplicates_n, (long long)airtime->questions_n);
    http_add_response(out, 200, "Content-Type: application/json\r\n", bytes_view(&body));
    bytes_free(&body);
}

static void quit(struct provider *provider, const struct http_message *request, struct bytes *out)
{
    (void)request;
    provider->quit = true;
    http_add_response(out, 200, "", view_z("{}"));
}

struct route {
    const char *method;
    const char *path;
    void (*answer)(struct provider *provider, const struct http_message *request, struct bytes *out);
};

bool admin_answer(struct provider *provider, const struct http_message *request, struct bytes *out)
{
    static const struct route routes[] = {
        {"POST", "/control", control},
        {"GET", "/log", show_log},
        {"GET", "/stats", show_stats},
        {"POST", "/quit", quit},
    };
    for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
        if (view_is(request->method, routes[i].method) && view_is(request->path, routes[i].path)) {
            routes[i].answer(provider, request, out);
            return true;
        }
    }
    return false;
}
