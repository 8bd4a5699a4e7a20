#include "explain.intern.h"

#include "gateway/aggregator/json.h"
#include "gateway/aggregator/octets.h"
#include "gateway/crypto.h"

typedef enum rc decode_fn(struct str text, struct arena *arena, struct str *out_bytes);

static enum rc read_body(const json_t *request, struct arena *arena, struct str *out_body, struct err *err)
{
    static const struct {
        const char *key;
        decode_fn *decode; /* NULL: as it stands */
    } forms[] = {{"body", NULL}, {"body_b64", gw_base64_read}, {"body_hex", gw_hex_read}};
    *out_body = STR_EMPTY;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct str text;
        enum rc rc = gw_json_str(request, forms[i].key, arena, &text, err);
        if (rc != RC_OK)
            return rc;
        if (text.p == NULL)
            continue;
        *out_body = text;
        if (forms[i].decode != NULL && forms[i].decode(text, arena, out_body) != RC_OK)
            return err_set(err, RC_BAD_INPUT, "bad_field:%s", forms[i].key);
    }
    return RC_OK;
}

/* The text members of an object, in order; nothing for NULL. Names are borrowed from it. */
static enum rc read_members(json_t *object, struct arena *arena, const struct gw_header **out_items, size_t *out_n,
                            struct err *err)
{
    struct gw_header *items = ARENA_ARRAY(arena, struct gw_header, json_object_size(object));
    size_t n = 0;
    if (items == NULL)
        return err_set(err, RC_TOO_BIG, "too_big");
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        const json_t *value = json_object_iter_value(at);
        if (!json_is_string(value) && !json_is_integer(value))
            continue;
        const char *name = json_object_iter_key(at);
        const enum rc rc = gw_json_str(object, name, arena, &items[n].value, err);
        if (rc != RC_OK)
            return rc;
        items[n++].name = str_of(name);
    }
    *out_items = items;
    *out_n = n;
    return RC_OK;
}

enum rc gw_case_settings(json_t *config, struct arena *arena, struct gw_settings *out_settings, struct err *err)
{
    return read_members(config, arena, &out_settings->items, &out_settings->n, err);
}

/* Path and query, without "https://host" in front. */
static struct str target_of(struct str url)
{
    const struct str separator = STR("://");
    const size_t at = str_find(url, separator);
    if (at == SIZE_MAX || str_starts(url, STR("/")))
        return url;
    const struct str rest = str_sub(url, at + separator.n, url.n);
    const size_t slash = str_find_byte(rest, '/');
    return slash == SIZE_MAX ? STR("/") : str_sub(rest, slash, rest.n);
}

enum rc gw_case_request(const json_t *request, struct arena *arena, struct gw_http_request *out_request,
                        struct str *out_url, struct err *err)
{
    struct gw_http_request read = {.method = GW_POST};
    struct str method;
    struct str url;
    enum rc rc = gw_json_str(request, "method", arena, &method, err);
    if (rc == RC_OK)
        rc = gw_json_str(request, "path", arena, &url, err);
    if (rc == RC_OK)
        rc = read_members(json_object_get(request, "headers"), arena, &read.headers, &read.headers_n, err);
    if (rc == RC_OK)
        rc = read_body(request, arena, &read.body, err);
    if (rc != RC_OK)
        return rc;
    if (url.p == NULL)
        return err_set(err, RC_MISSING, "request.path");
    if (str_eq(method, STR("GET")))
        read.method = GW_GET;
    read.target = target_of(url);
    const size_t mark = str_find_byte(read.target, '?');
    read.path = str_sub(read.target, 0, mark);
    read.query = mark == SIZE_MAX ? STR_EMPTY : str_sub(read.target, mark + 1, read.target.n);
    *out_request = read;
    *out_url = url;
    return RC_OK;
}

enum rc gw_case_answer(const json_t *request, struct arena *arena, struct gw_http_answer *out_answer, struct err *err)
{
    struct gw_http_answer read = {.fate = GW_FATE_ANSWERED};
    const json_t *status = json_object_get(request, "status");
    const json_int_t value = json_integer_value(status);
    if (!json_is_integer(status) || value < 100 || value > 599)
        return err_set(err, RC_MISSING, "request.status");
    read.status = (int)value;
    enum rc rc = read_members(json_object_get(request, "headers"), arena, &read.headers, &read.headers_n, err);
    if (rc == RC_OK)
        rc = read_body(request, arena, &read.body, err);
    if (rc == RC_OK)
        *out_answer = read;
    return rc;
}
