#pragma once
/* Standard Webhooks: v1,base64(hmac_sha256(key, id "." timestamp "." body)). https://www.standardwebhooks.com */
#include <sodium.h>
#include <stdbool.h>

#include "bytes.h"
#include "http.h"

enum { SIGNATURE_BYTES = 3 + 44 }; /* "v1," and the base64 of 32 bytes */

struct signer {
    crypto_auth_hmacsha256_state
        keyed; /* the state after the key: hashing it again for each message costs as much as the message */
};

/* secret: whsec_ and base64, at most 64 bytes of key. */
bool signer_init(struct signer *signer, const char *secret);
void signer_sign(const struct signer *signer, struct view id, struct view timestamp, struct view body,
                 char out[SIGNATURE_BYTES + 1]);
/* True when one of the space-separated signatures of the header fits. */
bool signer_accepts(const struct signer *signer, struct view id, struct view timestamp, struct view body,
                    struct view header);
/* The same for a whole request, which must also be fresh. */
bool signature_fits(const struct signer *signer, const struct http_message *request);
