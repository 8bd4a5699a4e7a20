#include "gateway/store/join_code.h"

#include "base/buf.h"

/* '\0' for what does not count. */
static uint8_t code_letter(char c)
{
    if (c >= 'a' && c <= 'z')
        return (uint8_t)(c - 'a' + 'A');
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? (uint8_t)c : 0;
}

size_t gw_join_code_index(const struct gw_keys *keys, struct str text, uint8_t out[GW_INDEX_BYTES])
{
    char storage[GW_JOIN_CODE_BYTES_MAX + 8];
    struct buf code = buf_on(storage, sizeof storage);
    /* Apart from numbers, which are indexed by the same key. */
    buf_put(&code, STR("join:"));
    const size_t tag = code.n;
    if (text.n > GW_JOIN_CODE_BYTES_MAX)
        return 0;
    for (size_t i = 0; i < text.n; i++)
        if (code_letter(text.p[i]) != 0)
            buf_put_byte(&code, code_letter(text.p[i]));
    if (code.n > tag)
        gw_blind_index(keys->bytes[GW_KEY_INDEX], buf_str(&code), out);
    return code.n - tag;
}
