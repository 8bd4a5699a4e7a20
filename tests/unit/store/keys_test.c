#include "gateway/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

static char folder[] = "/tmp/puente-keys-XXXXXX";

static void setup(void)
{
    gw_crypto_init();
    cr_assert(mkdtemp(folder) != NULL);
}

static void path_of(const char *name, char out[256])
{
    (void)snprintf(out, 256, "%s/%s", folder, name);
}

static void teardown(void)
{
    static const char *const names[] = {"index.key", "seal.pub", "seal.sec", "number.key", "audit.key"};
    char path[256];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        path_of(names[i], path);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

TestSuite(keys, .init = setup, .fini = teardown);

Test(keys, are_made_once_and_never_replaced)
{
    struct err err = {.code = RC_OK};
    struct gw_keys first;
    struct gw_keys second;
    cr_assert(eq(int, gw_keys_make(str_of(folder), &err), RC_OK));
    cr_assert(eq(int, gw_keys_load(str_of(folder), GW_KEYS_WORKER, &first, &err), RC_OK));
    cr_assert(eq(int, gw_keys_make(str_of(folder), &err), RC_OK));
    cr_assert(eq(int, gw_keys_load(str_of(folder), GW_KEYS_WORKER, &second, &err), RC_OK));
    cr_expect(eq(int, memcmp(first.bytes, second.bytes, sizeof first.bytes), 0));
}

Test(keys, a_role_loads_only_its_own)
{
    struct err err = {.code = RC_OK};
    struct gw_keys keys;
    cr_assert(eq(int, gw_keys_make(str_of(folder), &err), RC_OK));
    cr_assert(eq(int, gw_keys_load(str_of(folder), GW_KEYS_INGEST, &keys, &err), RC_OK));
    cr_expect(keys.held[GW_KEY_INDEX]);
    cr_expect(not(keys.held[GW_KEY_SEAL_SECRET]));
    cr_expect(not(keys.held[GW_KEY_NUMBER]));
}

Test(keys, readable_by_others_is_refused)
{
    struct err err = {.code = RC_OK};
    struct gw_keys keys;
    char path[256];
    cr_assert(eq(int, gw_keys_make(str_of(folder), &err), RC_OK));
    path_of("index.key", path);
    cr_assert(eq(int, chmod(path, 0644), 0));
    cr_expect(eq(int, gw_keys_load(str_of(folder), GW_KEYS_INGEST, &keys, &err), RC_REFUSED));
    cr_expect(strstr(err.text, "chmod") != NULL);
}

Test(keys, half_a_pair_is_not_completed_by_a_new_one)
{
    struct err err = {.code = RC_OK};
    char path[256];
    cr_assert(eq(int, gw_keys_make(str_of(folder), &err), RC_OK));
    path_of("seal.sec", path);
    cr_assert(eq(int, unlink(path), 0));
    cr_expect(eq(int, gw_keys_make(str_of(folder), &err), RC_REFUSED));
}

Test(keys, a_missing_directory_says_what_to_do)
{
    struct err err = {.code = RC_OK};
    struct gw_keys keys;
    cr_expect(eq(int, gw_keys_load(STR("/nonexistent"), GW_KEYS_INGEST, &keys, &err), RC_UNAVAILABLE));
    cr_expect(strstr(err.text, "puente migrate") != NULL);
}
