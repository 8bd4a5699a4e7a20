#include "json.h"

#include <assert.h>

#include "base/buf.h"
#include "base/limits.h"

/* jansson would recurse 2048 levels; counting brackets outside strings first keeps its stack small. */
static bool too_deep(struct str text)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.n; i++) {
        const char c = text.p[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
            continue;
        }
        in_string = c == '"';
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && depth > 0)
            depth--;
        if (depth > GW_JSON_DEPTH_MAX)
            return true;
    }
    return false;
}

enum rc gw_json_read(struct str text, json_t **out_root, struct err *err)
{
    json_t *root = NULL;
    if (!too_deep(text))
        root = json_loadb(text.n == 0 ? "" : text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
    if (root == NULL)
        return err_set(err, RC_BAD_INPUT, "bad_json");
    *out_root = root;
    return RC_OK;
}

enum rc gw_json_read_object(struct str text, json_t **out_root, struct err *err)
{
    json_t *root = NULL;
    const enum rc rc = gw_json_read(text, &root, err);
    if (rc != RC_OK)
        return rc;
    if (!json_is_object(root)) {
        json_decref(root);
        return err_set(err, RC_BAD_INPUT, "bad_json");
    }
    *out_root = root;
    return RC_OK;
}

enum rc gw_json_str(const json_t *object, const char *key, struct arena *arena, struct str *out, struct err *err)
{
    const json_t *value = json_object_get(object, key);
    struct str text = {.p = NULL, .n = 0};
    char digits[24];
    if (json_is_string(value)) {
        text = (struct str){.p = json_string_value(value), .n = json_string_length(value)};
    } else if (json_is_integer(value)) {
        struct buf decimal = buf_on(digits, sizeof digits);
        buf_put_i64(&decimal, json_integer_value(value));
        text = buf_str(&decimal);
    } else if (value != NULL && !json_is_null(value)) {
        return err_set(err, RC_BAD_INPUT, "bad_field:%s", key);
    }
    if (text.p != NULL) {
        text = arena_str(arena, text);
        if (text.p == NULL)
            return err_set(err, RC_TOO_BIG, "too_big");
    }
    *out = text;
    return RC_OK;
}

enum rc gw_json_write(const json_t *root, struct arena *arena, struct str *out)
{
    enum { USUAL_BYTES = 1024 }; /* a request with one text; writing is done twice only when that is not enough */
    char *p = arena_alloc(arena, USUAL_BYTES);
    size_t room = p == NULL ? 0 : USUAL_BYTES;
    size_t n = json_dumpb(root, p, room, JSON_COMPACT | JSON_ENCODE_ANY);
    if (n > room) {
        room = n;
        p = arena_alloc(arena, room);
        if (p == NULL)
            return RC_TOO_BIG;
        n = json_dumpb(root, p, room, JSON_COMPACT | JSON_ENCODE_ANY);
    }
    assert(n > 0 && n <= room);
    *out = (struct str){.p = p, .n = n};
    return RC_OK;
}

json_t *gw_json_of_str(struct str s)
{
    return s.p == NULL ? json_null() : json_stringn(s.p, s.n);
}
