#pragma once
/* The installation's keys: files of 32 bytes in one directory (0700), made by the first `puente migrate`, each process
 * loading what its role may hold. A missing, readable-by-others or wrong key refuses to start. */
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "gateway/crypto.h"

enum gw_key {
    GW_KEY_INDEX,       /* index.key: blind index, derived values, channel secrets; ingest, worker, console */
    GW_KEY_SEAL_PUBLIC, /* seal.pub: ingest, console */
    GW_KEY_SEAL_SECRET, /* seal.sec: worker only */
    GW_KEY_NUMBER,      /* number.key: worker only */
    GW_KEY_AUDIT,       /* audit.key */
    GW_KEY_COUNT
};

struct gw_keys {
    bool held[GW_KEY_COUNT];
    uint8_t bytes[GW_KEY_COUNT][GW_KEY_BYTES];
};

#define GW_KEYS_INGEST (1U << GW_KEY_INDEX | 1U << GW_KEY_SEAL_PUBLIC)
#define GW_KEYS_WORKER ((1U << GW_KEY_COUNT) - 1)

/* Makes those that are missing; never replaces one. */
enum rc gw_keys_make(struct str directory, struct err *err);
/* Loads the keys of the mask. */
enum rc gw_keys_load(struct str directory, unsigned mask, struct gw_keys *out_keys, struct err *err);
/* What the database keeps to recognise a key: derived, tells nothing about it. */
void gw_key_check_value(const struct gw_keys *keys, enum gw_key key, uint8_t out[GW_DEDUPE_BYTES]);
struct str gw_key_name(enum gw_key key);
/* The public and secret half, for opening what ingest sealed. */
struct gw_seal_pair gw_keys_seal_pair(const struct gw_keys *keys);
