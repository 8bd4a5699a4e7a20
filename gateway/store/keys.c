#include "gateway/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

struct key_file {
    struct str name;
    bool random; /* made by itself; the seal pair is made together */
};

static const struct key_file files[GW_KEY_COUNT] = {
    [GW_KEY_INDEX] = {.name = {"index.key", 9}, .random = true},
    [GW_KEY_SEAL_PUBLIC] = {.name = {"seal.pub", 8}},
    [GW_KEY_SEAL_SECRET] = {.name = {"seal.sec", 8}},
    [GW_KEY_NUMBER] = {.name = {"number.key", 10}, .random = true},
    [GW_KEY_AUDIT] = {.name = {"audit.key", 9}, .random = true},
};

enum { PATH_BYTES = 4096, OTHERS = S_IRWXG | S_IRWXO };

struct str gw_key_name(enum gw_key key)
{
    return files[key].name;
}

static const char *path_of(struct str directory, struct str name, char out[PATH_BYTES])
{
    struct buf path = buf_on(out, PATH_BYTES - 1);
    buf_put(&path, directory);
    buf_put(&path, STR("/"));
    buf_put(&path, name);
    out[path.n] = '\0';
    return out;
}

static bool exists(struct str directory, enum gw_key key)
{
    char path[PATH_BYTES];
    struct stat status;
    return stat(path_of(directory, files[key].name, path), &status) == 0;
}

/* Written whole under another name first: a crash leaves no half key. */
static enum rc store(struct str directory, enum gw_key key, const uint8_t bytes[GW_KEY_BYTES], struct err *err)
{
    char path[PATH_BYTES];
    char draft[PATH_BYTES];
    (void)path_of(directory, files[key].name, path);
    struct buf draft_name = buf_on(draft, sizeof draft - 1);
    buf_printf(&draft_name, "%s.new", path);
    draft[draft_name.n] = '\0';
    const int fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return err_set(err, RC_UNAVAILABLE, "cannot write '%s': %s", draft, strerror(errno));
    const bool written = write(fd, bytes, GW_KEY_BYTES) == GW_KEY_BYTES && fsync(fd) == 0;
    (void)close(fd);
    if (!written || rename(draft, path) != 0)
        return err_set(err, RC_UNAVAILABLE, "cannot write '%s': %s", path, strerror(errno));
    return RC_OK;
}

static enum rc make_pair(struct str directory, struct err *err)
{
    if (exists(directory, GW_KEY_SEAL_PUBLIC) && exists(directory, GW_KEY_SEAL_SECRET))
        return RC_OK;
    if (exists(directory, GW_KEY_SEAL_PUBLIC) || exists(directory, GW_KEY_SEAL_SECRET))
        return err_set(err, RC_REFUSED,
                       "only one of seal.pub and seal.sec is in '%.*s'; hint: restore the other from the backup",
                       STR_FMT(directory));
    struct gw_seal_pair pair;
    gw_seal_pair_new(&pair);
    enum rc rc = store(directory, GW_KEY_SEAL_SECRET, pair.secret_key, err);
    if (rc == RC_OK)
        rc = store(directory, GW_KEY_SEAL_PUBLIC, pair.public_key, err);
    return rc;
}

/* The folder that holds the keys' folder, such as .puente, may not be there yet either. */
static void make_parent(struct str directory)
{
    size_t end = directory.n;
    while (end > 0 && directory.p[end - 1] != '/')
        end--;
    char path[PATH_BYTES];
    if (end > 1)
        (void)mkdir(path_of(str_sub(directory, 0, end - 1), STR_EMPTY, path), S_IRWXU | S_IXGRP | S_IXOTH);
}

enum rc gw_keys_make(struct str directory, struct err *err)
{
    char path[PATH_BYTES];
    make_parent(directory);
    if (mkdir(path_of(directory, STR_EMPTY, path), S_IRWXU) != 0 && errno != EEXIST)
        return err_set(err, RC_UNAVAILABLE, "cannot make '%s': %s", path, strerror(errno));
    enum rc rc = make_pair(directory, err);
    for (int key = 0; rc == RC_OK && key < GW_KEY_COUNT; key++) {
        if (!files[key].random || exists(directory, (enum gw_key)key))
            continue;
        uint8_t bytes[GW_KEY_BYTES];
        gw_random(bytes, sizeof bytes);
        rc = store(directory, (enum gw_key)key, bytes, err);
    }
    return rc;
}

static enum rc load(struct str directory, enum gw_key key, uint8_t out[GW_KEY_BYTES], struct err *err)
{
    char path[PATH_BYTES];
    const int fd = open(path_of(directory, files[key].name, path), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, RC_UNAVAILABLE, "cannot read key '%s': %s; hint: run 'puente migrate' or set PUENTE_KEYS",
                       path, strerror(errno));
    struct stat status;
    uint8_t bytes[GW_KEY_BYTES + 1];
    const ssize_t n = read(fd, bytes, sizeof bytes);
    const bool closed_to_others = fstat(fd, &status) == 0 && (status.st_mode & OTHERS) == 0;
    (void)close(fd);
    if (!closed_to_others)
        return err_set(err, RC_REFUSED, "key '%s' is readable by others; hint: chmod 600", path);
    if (n != GW_KEY_BYTES)
        return err_set(err, RC_REFUSED, "key '%s' does not have %d bytes", path, GW_KEY_BYTES);
    memcpy(out, bytes, GW_KEY_BYTES);
    return RC_OK;
}

enum rc gw_keys_load(struct str directory, unsigned mask, struct gw_keys *out_keys, struct err *err)
{
    struct gw_keys keys = {.held = {false}};
    for (int key = 0; key < GW_KEY_COUNT; key++) {
        if ((mask >> key & 1U) == 0)
            continue;
        const enum rc rc = load(directory, (enum gw_key)key, keys.bytes[key], err);
        if (rc != RC_OK)
            return rc;
        keys.held[key] = true;
    }
    *out_keys = keys;
    return RC_OK;
}

void gw_key_check_value(const struct gw_keys *keys, enum gw_key key, uint8_t out[GW_DEDUPE_BYTES])
{
    gw_derive(keys->bytes[key], STR("key-check"), key, 0, out, GW_DEDUPE_BYTES);
}

struct gw_seal_pair gw_keys_seal_pair(const struct gw_keys *keys)
{
    struct gw_seal_pair pair;
    memcpy(pair.public_key, keys->bytes[GW_KEY_SEAL_PUBLIC], GW_KEY_BYTES);
    memcpy(pair.secret_key, keys->bytes[GW_KEY_SEAL_SECRET], GW_KEY_BYTES);
    return pair;
}
