#include "signature.h"

#include <stdlib.h>
#include <string.h>

#include "world.h"

bool signer_init(struct signer *signer, const char *secret)
{
    static const char prefix[] = "whsec_";
    unsigned char key[64];
    size_t key_n = 0;
    if (strncmp(secret, prefix, sizeof(prefix) - 1) != 0) {
        return false;
    }
    const char *const encoded = secret + sizeof(prefix) - 1;
    if (sodium_base642bin(key, sizeof(key), encoded, strlen(encoded), NULL, &key_n, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        key_n == 0) {
        return false;
    }
    crypto_auth_hmacsha256_init(&signer->keyed, key, key_n);
    sodium_memzero(key, sizeof(key));
    return true;
}

static void add(crypto_auth_hmacsha256_state *state, struct view view)
{
    if (view.n > 0) {
        crypto_auth_hmacsha256_update(state, (const unsigned char *)view.p, view.n);
    }
}

void signer_sign(const struct signer *signer, struct view id, struct view timestamp, struct view body,
                 char out[SIGNATURE_BYTES + 1])
{
    crypto_auth_hmacsha256_state state = signer->keyed;
    add(&state, id);
    add(&state, view_z("."));
    add(&state, timestamp);
    add(&state, view_z("."));
    add(&state, body);
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_final(&state, mac);
    memcpy(out, "v1,", sizeof("v1,"));
    sodium_bin2base64(out + 3, SIGNATURE_BYTES + 1 - 3, mac, sizeof(mac), sodium_base64_VARIANT_ORIGINAL);
}

bool signer_accepts(const struct signer *signer, struct view id, struct view timestamp, struct view body,
                    struct view header)
{
    char expected[SIGNATURE_BYTES + 1];
    signer_sign(signer, id, timestamp, body, expected);
    struct view rest = header;
    while (rest.n > 0) {
        const struct view one = view_cut(&rest, ' ');
        if (one.n == SIGNATURE_BYTES && sodium_memcmp(one.p, expected, SIGNATURE_BYTES) == 0) {
            return true;
        }
    }
    return false;
}

bool signature_fits(const struct signer *signer, const struct http_message *request)
{
    enum { TOLERANCE_S = 300 };
    const struct view timestamp = request->header[HTTP_WEBHOOK_TIMESTAMP];
    int64_t at_s = 0;
    return view_int(timestamp, &at_s) && llabs(world_wall_ms() / 1000 - at_s) <= TOLERANCE_S &&
           signer_accepts(signer, request->header[HTTP_WEBHOOK_ID], timestamp, request->body,
                          request->header[HTTP_WEBHOOK_SIGNATURE]);
}
