/* Decoding form fields is total: whatever arrives, the result is valid UTF-8 without NUL within the limits, or
 * RC_TOO_BIG. What was decoded survives being encoded and decoded again. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "gateway/http.h"

enum { ARENA_BYTES = 256 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

static bool is_text(struct str s)
{
    return utf8_valid(s) && str_find_byte(s, '\0') == SIZE_MAX;
}

static void survives_another_round(const struct gw_fields *fields, size_t size)
{
    /* An invalid byte becomes the three of U+FFFD, each of them three when encoded. */
    const size_t encoded_max = 16 * size + 16;
    struct arena *arena = arena_new(4 * encoded_max + ARENA_BYTES);
    struct buf encoded = buf_in(arena, encoded_max);
    for (size_t i = 0; i < fields->n; i++) {
        gw_url_encode(&encoded, fields->items[i].name);
        buf_put(&encoded, STR("="));
        gw_url_encode(&encoded, fields->items[i].value);
        buf_put(&encoded, STR("&"));
    }
    require(!encoded.overflow);
    struct gw_fields again = {.n = 0};
    require(gw_fields_read(buf_str(&encoded), arena, &again) == RC_OK);
    require(again.n == fields->n);
    for (size_t i = 0; i < again.n; i++) {
        require(str_eq(again.items[i].name, fields->items[i].name));
        require(str_eq(again.items[i].value, fields->items[i].value));
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str encoded = {.p = (const char *)data, .n = size};
    struct arena *arena = arena_new(ARENA_BYTES);
    struct gw_fields fields = {.n = 0};
    const enum rc rc = gw_fields_read(encoded, arena, &fields);
    require(rc == RC_OK || rc == RC_TOO_BIG);
    if (rc == RC_OK) {
        require(fields.n <= GW_FIELDS_MAX);
        for (size_t i = 0; i < fields.n; i++) {
            require(is_text(fields.items[i].name) && is_text(fields.items[i].value));
            require(gw_field(&fields, fields.items[i].name).p != NULL);
        }
        survives_another_round(&fields, size);
    }
    arena_free(arena);
    return 0;
}
