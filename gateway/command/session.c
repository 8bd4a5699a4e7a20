#include "session.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "gateway/command.h"

enum { VALUE_BYTES_MAX = 16 * 1024, ACTOR_BYTES = 32 };

/* ---- the database ---- */

enum rc session_url(struct str *out_url, struct err *err)
{
    const char *url = getenv("PUENTE_DATABASE_URL");
    if (url == NULL || url[0] == '\0')
        return err_set(err, RC_UNAVAILABLE,
                       "PUENTE_DATABASE_URL is not set; hint: a libpq URL such as postgresql:///puente");
    *out_url = str_of(url);
    return RC_OK;
}

struct str session_keys(void)
{
    const char *keys = getenv("PUENTE_KEYS");
    return keys == NULL || keys[0] == '\0' ? STR(".puente/keys") : str_of(keys);
}

struct gw_admin *session_open(int *out_status)
{
    struct err err = {.code = RC_OK};
    struct gw_admin *admin = NULL;
    struct gw_admin_options options = {.keys = session_keys()};
    char storage[ACTOR_BYTES];
    struct buf actor = buf_on(storage, sizeof storage);
    buf_printf(&actor, "uid:%u", (unsigned)getuid());
    options.actor = buf_str(&actor);
    enum rc rc = session_url(&options.url, &err);
    if (rc == RC_OK)
        rc = gw_admin_open(&options, &admin, &err);
    if (rc == RC_OK)
        return admin;
    (void)session_fail(&err);
    *out_status = GW_EXIT_WORLD;
    return NULL;
}

int session_fail(const struct err *err)
{
    static const int statuses[] = {
        [RC_OK] = GW_EXIT_WORLD,      [RC_BAD_INPUT] = GW_EXIT_NO,      [RC_MISSING] = GW_EXIT_NO,
        [RC_TOO_BIG] = GW_EXIT_NO,    [RC_NOT_FOUND] = GW_EXIT_NO,      [RC_CONFLICT] = GW_EXIT_NO,
        [RC_REFUSED] = GW_EXIT_WORLD, [RC_UNAVAILABLE] = GW_EXIT_WORLD, [RC_UNSUPPORTED] = GW_EXIT_NO,
    };
    static_assert(COUNT_OF(statuses) == RC_COUNT, "a status for every code");
    (void)fprintf(stderr, "puente: %.*s\n", STR_FMT(str_trim(str_of(err->text))));
    return statuses[err->code];
}

/* ---- input ---- */

static enum rc read_all(FILE *file, struct str name, size_t bytes_max, struct arena *arena, struct str *out_bytes,
                        struct err *err)
{
    char *bytes = arena_alloc(arena, bytes_max + 1);
    if (bytes == NULL)
        return err_set(err, RC_TOO_BIG, "'%.*s' is too big", STR_FMT(name));
    const size_t n = fread(bytes, 1, bytes_max + 1, file);
    if (ferror(file))
        return err_set(err, RC_UNAVAILABLE, "cannot read '%.*s': %s", STR_FMT(name), strerror(errno));
    if (n > bytes_max)
        return err_set(err, RC_TOO_BIG, "'%.*s' has more than %zu bytes", STR_FMT(name), bytes_max);
    *out_bytes = (struct str){.p = bytes, .n = n};
    return RC_OK;
}

enum rc session_file(struct str path, size_t bytes_max, struct arena *arena, struct str *out_bytes, struct err *err)
{
    if (str_eq(path, STR("-")))
        return read_all(stdin, STR("standard input"), bytes_max, arena, out_bytes, err);
    const char *name = str_z(arena, path);
    FILE *file = name == NULL ? NULL : fopen(name, "rbe");
    if (file == NULL)
        return err_set(err, RC_UNAVAILABLE, "cannot read '%.*s': %s", STR_FMT(path), strerror(errno));
    const enum rc rc = read_all(file, path, bytes_max, arena, out_bytes, err);
    (void)fclose(file);
    return rc;
}

static bool is_from_file(struct str word)
{
    return str_starts(word, STR("@")) || str_eq(word, STR("-"));
}

enum rc session_value(struct str word, struct arena *arena, struct str *out_value, struct err *err)
{
    struct str value = word;
    if (is_from_file(word)) {
        const struct str path = str_starts(word, STR("@")) ? str_sub(word, 1, word.n) : word;
        const enum rc rc = session_file(path, VALUE_BYTES_MAX, arena, &value, err);
        if (rc != RC_OK)
            return rc;
        if (str_ends(value, STR("\n")))
            value.n--;
    }
    *out_value = value;
    return RC_OK;
}

enum rc session_secret(struct str word, struct arena *arena, struct str *out_value, struct err *err)
{
    const struct str prefix = STR("env:");
    if (is_from_file(word))
        return session_value(word, arena, out_value, err);
    if (!str_starts(word, prefix))
        return err_set(err, RC_BAD_INPUT,
                       "a secret may not stand on the command line; hint: name=@FILE or name=env:VARIABLE");
    const char *name = str_z(arena, str_sub(word, prefix.n, word.n));
    const char *value = name == NULL ? NULL : getenv(name);
    if (value == NULL)
        return err_set(err, RC_UNAVAILABLE, "no variable '%.*s' in the environment",
                       STR_FMT(str_sub(word, prefix.n, word.n)));
    *out_value = str_of(value);
    return RC_OK;
}

/* ---- output ---- */

void session_print_text(struct str text)
{
    enum { DELETE = 0x7f, CONTROLS_END = 0x9f };
    for (size_t at = 0; at < text.n;) {
        char bytes[4] = {0};
        const uint32_t c = utf8_next(text, &at);
        const bool control = c < ' ' || (c >= DELETE && c <= CONTROLS_END);
        const size_t n = utf8_put(control ? ' ' : c, bytes);
        (void)fwrite(bytes, 1, n, stdout);
    }
}

void session_print_settings(struct str adapter, const struct gw_setting_help *rows, size_t n, bool json)
{
    if (!json)
        (void)printf("%.*s\n", STR_FMT(adapter));
    for (size_t i = 0; i < n; i++) {
        const struct gw_setting_help *row = &rows[i];
        if (json)
            session_print(json_pack("{s:o, s:o, s:b, s:b, s:o}", "adapter", session_json(adapter), "setting",
                                    session_json(row->name), "required", row->required, "secret", row->secret, "help",
                                    session_json(row->help)));
        else
            (void)printf("  --%s %.*s=%s\t%.*s%s\n", row->secret ? "secret" : "set", STR_FMT(row->name),
                         row->secret ? "@FILE" : "VALUE", STR_FMT(row->help), row->required ? " (required)" : "");
    }
}

json_t *session_json(struct str text)
{
    json_t *value = text.p == NULL ? NULL : json_stringn(text.p, text.n);
    return value == NULL ? json_string("") : value;
}

void session_print(json_t *line)
{
    assert(line != NULL);
    /* 15 digits of a number are its own; the 17 that jansson writes by itself make 0.85 a 0.84999999999999998. */
    (void)json_dumpf(line, stdout, JSON_COMPACT | JSON_REAL_PRECISION(15));
    (void)putchar('\n');
    json_decref(line);
}
