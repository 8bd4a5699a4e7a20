#include "gateway/store/key_check.h"

enum rc gw_keys_fit(const struct gw_keys *keys, const struct gw_rows *rows, bool may_be_new, struct err *err)
{
    for (int key = 0; key < GW_KEY_COUNT; key++) {
        if (!keys->held[key])
            continue;
        const struct str name = gw_key_name((enum gw_key)key);
        uint8_t value[GW_DEDUPE_BYTES];
        gw_key_check_value(keys, (enum gw_key)key, value);
        bool fits = may_be_new;
        for (size_t row = 0; row < rows->n; row++)
            if (str_eq(gw_row_str(rows, row, 0), name))
                fits = str_eq(gw_row_str(rows, row, 1), (struct str){.p = (const char *)value, .n = sizeof value});
        if (!fits)
            return err_set(err, RC_REFUSED,
                           "key '%.*s' is not the one this database was made with; hint: set PUENTE_KEYS to the right "
                           "directory",
                           STR_FMT(name));
    }
    return RC_OK;
}
