#include "settings.h"

#include "base/buf.h"
#include "gateway/crypto.h"

enum { TOKEN_BYTES = 16 };

enum rc settings_take(const struct options *options, size_t row, struct gw_header *items, size_t *out_n,
                      struct err *err)
{
    *out_n = 0;
    for (size_t i = 0; i < options->given_n; i++) {
        if (options->given[i].option != row)
            continue;
        const struct str word = options->given[i].value;
        const size_t equals = str_find_byte(word, '=');
        if (equals >= word.n)
            return err_set(err, RC_BAD_INPUT, "'%.*s' has no '='; hint: NAME=VALUE", STR_FMT(word));
        items[(*out_n)++] =
            (struct gw_header){.name = str_sub(word, 0, equals), .value = str_sub(word, equals + 1, word.n)};
    }
    return RC_OK;
}

enum rc settings_take_secrets(const struct options *options, size_t row, struct arena *arena, struct gw_header *items,
                              size_t *out_n, struct err *err)
{
    enum rc rc = settings_take(options, row, items, out_n, err);
    for (size_t i = 0; rc == RC_OK && i < *out_n; i++)
        rc = session_secret(items[i].value, arena, &items[i].value, err);
    return rc;
}

struct str settings_find(const struct gw_header *items, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(items[i].name, name))
            return items[i].value;
    return (struct str){.p = NULL, .n = 0};
}

void settings_ensure_token(struct gw_header secrets[GIVEN_MAX], size_t *n, struct arena *arena)
{
    if (*n == GIVEN_MAX || settings_find(secrets, *n, STR("token")).p != NULL)
        return;
    uint8_t random[TOKEN_BYTES];
    gw_random(random, sizeof random);
    struct buf token = buf_in(arena, 2 * sizeof random);
    buf_put_hex(&token, random, sizeof random);
    secrets[(*n)++] = (struct gw_header){.name = STR("token"), .value = buf_str(&token)};
}
