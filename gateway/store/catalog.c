#include "gateway/catalog.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "gateway/embedded.h"
#include "gateway/log.h"
#include "gateway/memory.h"
#include "gateway/store/catalog_store.h"

enum {
    FORMS_ARENA_BYTES_MAX = 512 * 1024 * 1024, /* every version ever used by an open session */
    CHANNELS_ARENA_BYTES_MAX = 16 * 1024 * 1024,
    SURVEYS_MAX = 4096,
    SETTINGS_MAX = 64
};

struct programme_languages {
    int32_t programme_id;
    struct sv_languages languages;
};

struct gw_catalog {
    struct arena *forms;          /* languages and surveys: for ever */
    struct arena *channels_arena; /* of the latest reading; wallets too */
    struct sv_languages languages;
    struct programme_languages *programmes; /* those with words of their own */
    size_t programmes_n;
    struct gw_channel *channels;
    size_t channels_n;
    struct gw_wallet *wallets;
    size_t wallets_n;
    struct gw_survey *surveys;
    size_t surveys_n;
};

void gw_catalog_free(struct gw_catalog *catalog)
{
    if (catalog == NULL)
        return;
    arena_free(catalog->forms);
    arena_free(catalog->channels_arena);
    free(catalog);
}

/* survey/languages/xx.csv of the program itself. */
static enum rc read_languages(struct gw_catalog *catalog, struct err *err)
{
    struct sv_language *items = ARENA_ARRAY(catalog->forms, struct sv_language, SV_LANGUAGES_MAX);
    size_t n = 0;
    for (size_t i = 0; items != NULL && i < gw_embedded_files_n && n < SV_LANGUAGES_MAX; i++) {
        const struct gw_embedded *file = &gw_embedded_files[i];
        if (!str_starts(str_of(file->path), STR("survey/languages/")))
            continue;
        const struct str csv = {.p = (const char *)file->bytes, .n = file->n};
        const enum rc rc = sv_language_read(csv, catalog->forms, &items[n], err);
        if (rc != RC_OK)
            return rc;
        n++;
    }
    if (n == 0)
        return err_set(err, RC_NOT_FOUND, "the program holds no language");
    catalog->languages = (struct sv_languages){.items = items, .n = n};
    return sv_languages_check(&catalog->languages, err);
}

enum rc gw_catalog_new(struct gw_catalog **out_catalog, struct err *err)
{
    struct gw_catalog *catalog = gw_memory_new(1, sizeof *catalog);
    catalog->forms = arena_new(FORMS_ARENA_BYTES_MAX);
    catalog->channels_arena = arena_new(CHANNELS_ARENA_BYTES_MAX);
    catalog->surveys = ARENA_ARRAY(catalog->forms, struct gw_survey, SURVEYS_MAX);
    const enum rc rc = read_languages(catalog, err);
    if (rc != RC_OK) {
        gw_catalog_free(catalog);
        return rc;
    }
    *out_catalog = catalog;
    return RC_OK;
}

const struct sv_languages *gw_catalog_languages(const struct gw_catalog *catalog)
{
    return &catalog->languages;
}

const struct sv_languages *gw_catalog_languages_of(const struct gw_catalog *catalog, int32_t programme_id)
{
    for (size_t i = 0; i < catalog->programmes_n; i++)
        if (catalog->programmes[i].programme_id == programme_id)
            return &catalog->programmes[i].languages;
    return &catalog->languages;
}

const struct gw_channel *gw_catalog_channel(const struct gw_catalog *catalog, struct str public_id)
{
    for (size_t i = 0; i < catalog->channels_n; i++)
        if (str_eq(catalog->channels[i].public_id, public_id))
            return &catalog->channels[i];
    return NULL;
}

const struct gw_channel *gw_catalog_channel_of(const struct gw_catalog *catalog, int32_t channel_id)
{
    for (size_t i = 0; i < catalog->channels_n; i++)
        if (catalog->channels[i].channel_id == channel_id)
            return &catalog->channels[i];
    return NULL;
}

size_t gw_catalog_channels_n(const struct gw_catalog *catalog)
{
    return catalog->channels_n;
}

const struct gw_channel *gw_catalog_channel_at(const struct gw_catalog *catalog, size_t at)
{
    return &catalog->channels[at];
}

const struct gw_wallet *gw_catalog_wallet(const struct gw_catalog *catalog, struct str public_id)
{
    for (size_t i = 0; i < catalog->wallets_n; i++)
        if (str_eq(catalog->wallets[i].public_id, public_id))
            return &catalog->wallets[i];
    return NULL;
}

const struct gw_wallet *gw_catalog_wallet_of(const struct gw_catalog *catalog, int32_t wallet_id)
{
    for (size_t i = 0; i < catalog->wallets_n; i++)
        if (catalog->wallets[i].wallet_id == wallet_id)
            return &catalog->wallets[i];
    return NULL;
}

static struct gw_survey *find_survey(const struct gw_catalog *catalog, int32_t survey_version_id)
{
    for (size_t i = 0; i < catalog->surveys_n; i++)
        if (catalog->surveys[i].survey_version_id == survey_version_id)
            return &catalog->surveys[i];
    return NULL;
}

const struct gw_survey *gw_catalog_survey(const struct gw_catalog *catalog, int32_t survey_version_id)
{
    return find_survey(catalog, survey_version_id);
}

const struct gw_survey *gw_catalog_keyword(const struct gw_catalog *catalog, int32_t programme_id, struct str folded)
{
    for (size_t i = 0; folded.n > 0 && i < catalog->surveys_n; i++) {
        const struct gw_survey *survey = &catalog->surveys[i];
        if (survey->current && survey->programme_id == programme_id && str_eq(survey->form->keyword, folded))
            return survey;
    }
    return NULL;
}

const struct gw_survey *gw_catalog_survey_of(const struct gw_catalog *catalog, int32_t programme_id, struct str form_id)
{
    for (size_t i = 0; form_id.n > 0 && i < catalog->surveys_n; i++) {
        const struct gw_survey *survey = &catalog->surveys[i];
        if (survey->current && survey->programme_id == programme_id && str_eq(survey->form_id, form_id))
            return survey;
    }
    return NULL;
}

/* ---- secrets ---- */

static void secret_key(const struct gw_keys *keys, uint8_t out[GW_KEY_BYTES])
{
    gw_derive(keys->bytes[GW_KEY_INDEX], STR("channel-secret"), 0, 0, out, GW_KEY_BYTES);
}

static struct str secret_place(struct arena *arena, struct str public_id, struct str name)
{
    struct buf place = buf_in(arena, public_id.n + name.n + 1);
    buf_put(&place, public_id);
    buf_put_byte(&place, '/');
    buf_put(&place, name);
    return buf_str(&place);
}

enum rc gw_channel_secret_seal(const struct gw_keys *keys, struct str public_id, struct str name, struct str value,
                               struct arena *arena, struct str *out_sealed)
{
    uint8_t key[GW_KEY_BYTES];
    secret_key(keys, key);
    const size_t n = value.n + GW_BOX_OVERHEAD;
    uint8_t *box = arena_alloc(arena, n);
    struct buf text = buf_in(arena, (n + 2) / 3 * 4 + 1);
    if (box == NULL || text.overflow)
        return RC_TOO_BIG;
    gw_box(key, value, secret_place(arena, public_id, name), box);
    gw_base64_put(&text, box, n);
    *out_sealed = buf_str(&text);
    return text.overflow ? RC_TOO_BIG : RC_OK;
}

/* No channel's id has a slash, so a sealed secret of the one opens as none of the other. */
static struct str wallet_place(struct arena *arena, struct str public_id)
{
    return secret_place(arena, STR("wallet"), public_id);
}

enum rc gw_wallet_secret_seal(const struct gw_keys *keys, struct str public_id, struct str name, struct str value,
                              struct arena *arena, struct str *out_sealed)
{
    return gw_channel_secret_seal(keys, wallet_place(arena, public_id), name, value, arena, out_sealed);
}

enum rc gw_channel_secret_open(const struct gw_keys *keys, struct str public_id, struct str name, struct str sealed,
                               struct arena *arena, struct str *out_value)
{
    uint8_t key[GW_KEY_BYTES];
    struct str box;
    secret_key(keys, key);
    const enum rc rc = gw_base64_read(sealed, arena, &box);
    return rc != RC_OK ? rc : gw_box_open(key, box, secret_place(arena, public_id, name), arena, out_value);
}

/* ---- reading ---- */

struct reading {
    const struct gw_keys *keys;
    struct arena *arena;
    struct gw_header *settings;
    size_t settings_n;
};

static void add_setting(struct reading *reading, struct str name, struct str value)
{
    if (reading->settings_n < SETTINGS_MAX)
        reading->settings[reading->settings_n++] =
            (struct gw_header){.name = arena_str(reading->arena, name), .value = arena_str(reading->arena, value)};
}

/* A flat JSON object of texts; sealed values are opened. `owner`: the channel's id, or the wallet's place. */
static void add_settings(struct reading *reading, struct str owner, struct str json, bool sealed)
{
    json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(root, name, value)
    {
        struct str text = {.p = json_string_value(value), .n = json_string_length(value)};
        if (text.p == NULL)
            continue;
        if (sealed &&
            gw_channel_secret_open(reading->keys, owner, str_of(name), text, reading->arena, &text) != RC_OK) {
            LOG(GW_LOG_ERROR, "secret_refused", LOG_TEXT("owner", owner), LOG_TEXT("name", str_of(name)));
            continue;
        }
        add_setting(reading, str_of(name), text);
    }
    json_decref(root);
}

/* Both as one list, and the secrets that sign webhooks. */
static void take_settings(struct reading *reading, struct str owner, struct str settings, struct str secrets,
                          struct gw_settings *out_settings, struct gw_secrets *out_secrets)
{
    reading->settings = ARENA_ARRAY(reading->arena, struct gw_header, SETTINGS_MAX);
    reading->settings_n = 0;
    if (reading->settings == NULL)
        return;
    add_settings(reading, owner, settings, false);
    add_settings(reading, owner, secrets, true);
    *out_settings = (struct gw_settings){.items = reading->settings, .n = reading->settings_n};
    *out_secrets = (struct gw_secrets){
        .active = {gw_setting(out_settings, STR("secret")), gw_setting(out_settings, STR("secret_2"))}};
}

static void take_channel(struct reading *reading, const struct gw_rows *rows, size_t row, struct gw_channel *out)
{
    struct arena *arena = reading->arena;
    *out = (struct gw_channel){
        .channel_id = (int32_t)gw_row_i64(rows, row, 0),
        .public_id = arena_str(arena, gw_row_str(rows, row, 1)),
        .programme_id = (int32_t)gw_row_i64(rows, row, 2),
        .aggregator = gw_aggregator_find(gw_row_str(rows, row, 3)),
        .sender = arena_str(arena, gw_row_str(rows, row, 4)),
        .rate_per_s = gw_row_f64(rows, row, 7),
        .answer_ms = gw_row_i64(rows, row, 8),
        .public_url = arena_str(arena, gw_row_str(rows, row, 9)),
        .paused = gw_row_bool(rows, row, 10),
        .language = arena_str(arena, gw_row_str(rows, row, 11)),
        .country = arena_str(arena, gw_row_str(rows, row, 12)),
        .zone = arena_str(arena, gw_row_str(rows, row, 13)),
        .utc_offset_s = (int32_t)gw_row_i64(rows, row, 15),
    };
    take_settings(reading, out->public_id, gw_row_str(rows, row, 5), gw_row_str(rows, row, 6), &out->settings,
                  &out->secrets);
    if (out->aggregator == NULL)
        LOG(GW_LOG_ERROR, "channel_adapter_unknown", LOG_TEXT("channel", out->public_id));
}

static enum rc take_channels(struct gw_catalog *catalog, const struct gw_keys *keys, const struct gw_rows *rows)
{
    arena_reset(catalog->channels_arena);
    catalog->channels_n = 0;
    catalog->channels = ARENA_ARRAY(catalog->channels_arena, struct gw_channel, rows->n);
    if (catalog->channels == NULL)
        return RC_TOO_BIG;
    struct reading reading = {.keys = keys, .arena = catalog->channels_arena};
    for (size_t row = 0; row < rows->n; row++)
        take_channel(&reading, rows, row, &catalog->channels[row]);
    catalog->channels_n = rows->n;
    return RC_OK;
}

static void take_wallet(struct reading *reading, const struct gw_rows *rows, size_t row, struct gw_wallet *out)
{
    struct arena *arena = reading->arena;
    *out = (struct gw_wallet){
        .wallet_id = (int32_t)gw_row_i64(rows, row, 0),
        .public_id = arena_str(arena, gw_row_str(rows, row, 1)),
        .programme_id = (int32_t)gw_row_i64(rows, row, 2),
        .airtime = gw_airtime_find(gw_row_str(rows, row, 3)),
        .currency = arena_str(arena, gw_row_str(rows, row, 4)),
        .public_url = arena_str(arena, gw_row_str(rows, row, 7)),
    };
    take_settings(reading, wallet_place(arena, out->public_id), gw_row_str(rows, row, 5), gw_row_str(rows, row, 6),
                  &out->settings, &out->secrets);
    if (out->airtime == NULL)
        LOG(GW_LOG_ERROR, "wallet_adapter_unknown", LOG_TEXT("wallet", out->public_id));
}

static enum rc take_wallets(struct gw_catalog *catalog, const struct gw_keys *keys, const struct gw_rows *rows)
{
    catalog->wallets_n = 0;
    catalog->wallets = ARENA_ARRAY(catalog->channels_arena, struct gw_wallet, rows->n);
    if (catalog->wallets == NULL)
        return RC_TOO_BIG;
    struct reading reading = {.keys = keys, .arena = catalog->channels_arena};
    for (size_t row = 0; row < rows->n; row++)
        take_wallet(&reading, rows, row, &catalog->wallets[row]);
    catalog->wallets_n = rows->n;
    return RC_OK;
}

static void take_survey(struct gw_catalog *catalog, const struct gw_rows *rows, size_t row)
{
    const int32_t id = (int32_t)gw_row_i64(rows, row, 0);
    struct gw_survey *known = find_survey(catalog, id);
    if (known != NULL) {
        known->current = gw_row_bool(rows, row, 5);
        return;
    }
    if (gw_row_null(rows, row, 6) || catalog->surveys_n == SURVEYS_MAX)
        return;
    struct sv_form *form = ARENA_NEW(catalog->forms, struct sv_form);
    struct err err = {.code = RC_OK};
    if (form == NULL ||
        sv_form_read_json(gw_row_str(rows, row, 6), &catalog->languages, catalog->forms, form, &err) != RC_OK) {
        gw_log_err("survey_refused", &err);
        return;
    }
    catalog->surveys[catalog->surveys_n++] = (struct gw_survey){
        .survey_version_id = id,
        .programme_id = (int32_t)gw_row_i64(rows, row, 1),
        .form_id = arena_str(catalog->forms, gw_row_str(rows, row, 2)),
        .version = arena_str(catalog->forms, gw_row_str(rows, row, 3)),
        .current = gw_row_bool(rows, row, 5),
        .form = form,
    };
}

/* One programme's rows, from `row` on; returns the first row of the next one. A word that clashes was refused when it was
 * added; should one be there all the same, the programme keeps the words of the languages. */
static size_t take_programme_words(struct gw_catalog *catalog, const struct gw_rows *rows, size_t row)
{
    struct sv_added_word *words = ARENA_ARRAY(catalog->channels_arena, struct sv_added_word, rows->n - row);
    const int32_t programme_id = (int32_t)gw_row_i64(rows, row, 0);
    size_t n = 0;
    for (; row < rows->n && gw_row_i64(rows, row, 0) == programme_id; row++) {
        const enum sv_command command = sv_command_of(gw_row_str(rows, row, 2));
        if (words != NULL && command != SV_COMMAND_COUNT)
            words[n++] =
                (struct sv_added_word){.language = arena_str(catalog->channels_arena, gw_row_str(rows, row, 1)),
                                       .command = command,
                                       .word = arena_str(catalog->channels_arena, gw_row_str(rows, row, 3))};
    }
    struct programme_languages *entry = &catalog->programmes[catalog->programmes_n];
    struct err err = {.code = RC_OK};
    entry->programme_id = programme_id;
    if (sv_languages_add(&catalog->languages, words, n, catalog->channels_arena, &entry->languages, &err) == RC_OK)
        catalog->programmes_n++;
    else
        gw_log_err("programme_words_refused", &err);
    return row;
}

static enum rc take_words(struct gw_catalog *catalog, const struct gw_rows *rows)
{
    catalog->programmes_n = 0;
    catalog->programmes = ARENA_ARRAY(catalog->channels_arena, struct programme_languages, rows->n);
    if (catalog->programmes == NULL)
        return RC_TOO_BIG;
    for (size_t row = 0; row < rows->n;)
        row = take_programme_words(catalog, rows, row);
    return RC_OK;
}

void gw_catalog_ask(const struct gw_catalog *catalog, struct gw_unit *unit)
{
    gw_unit_add(unit, SQL_CATALOG_CHANNELS, NULL);
    struct arena *arena = gw_unit_arena(unit);
    int32_t *known = ARENA_ARRAY(arena, int32_t, catalog->surveys_n);
    for (size_t i = 0; known != NULL && i < catalog->surveys_n; i++)
        known[i] = catalog->surveys[i].survey_version_id;
    struct gw_args args = gw_args_on(arena);
    gw_arg_i32s(&args, known, known == NULL ? 0 : catalog->surveys_n);
    gw_unit_add(unit, SQL_CATALOG_SURVEYS, &args);
    gw_unit_add(unit, SQL_CATALOG_WORDS, NULL);
    gw_unit_add(unit, SQL_CATALOG_WALLETS, NULL);
}

enum rc gw_catalog_take(struct gw_catalog *catalog, const struct gw_keys *keys, const struct gw_unit *unit, size_t at,
                        struct err *err)
{
    if (take_channels(catalog, keys, gw_unit_rows(unit, at)) != RC_OK ||
        take_words(catalog, gw_unit_rows(unit, at + 2)) != RC_OK ||
        take_wallets(catalog, keys, gw_unit_rows(unit, at + 3)) != RC_OK)
        return err_set(err, RC_TOO_BIG, "more channels, words or wallets than a process can hold");
    const struct gw_rows *surveys = gw_unit_rows(unit, at + 1);
    for (size_t row = 0; row < surveys->n; row++)
        take_survey(catalog, surveys, row);
    return RC_OK;
}
