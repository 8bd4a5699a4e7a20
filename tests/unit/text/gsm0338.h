#pragma once
/* tests/fixtures/gsm0338.json: the tables and worked cases of TS 23.038 and 23.040. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/str.h"
#include "survey/text.h"

static const struct sv_shifts no_shifts = {.locking = SV_SHIFT_NONE, .single = SV_SHIFT_NONE};

static inline json_t *gsm0338(void)
{
    json_t *root = json_load_file(FIXTURES "/gsm0338.json", 0, NULL);
    cr_assert(root != NULL, "tests/fixtures/gsm0338.json");
    return root;
}

static inline int64_t integer_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static inline struct str text_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return (struct str){.p = json_string_value(value), .n = json_string_length(value)};
}

static inline size_t octets_of(const json_t *object, const char *key, uint8_t *out)
{
    const struct str hex = text_of(object, key);
    for (size_t i = 0; i < hex.n / 2; i++)
        out[i] = (uint8_t)strtoul((const char[]){hex.p[2 * i], hex.p[2 * i + 1], '\0'}, NULL, 16);
    return hex.n / 2;
}
