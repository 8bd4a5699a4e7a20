#pragma once
/* What a process knows of programmes, channels and surveys: read at start and whenever `puente` notifies 'catalog'.
 * Forms are compiled once and kept for the life of the process, since sessions stay on their version. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/aggregator.h"
#include "gateway/airtime.h"
#include "gateway/keys.h"
#include "survey/form.h"
#include "survey/language.h"

struct gw_channel {
    int32_t channel_id;
    int32_t programme_id;
    struct str public_id;
    const struct gw_aggregator *aggregator; /* NULL: an adapter this program does not have */
    struct str sender;
    struct gw_settings settings; /* secrets included, in clear */
    struct gw_secrets secrets;   /* webhook secrets: settings "secret" and "secret_2" */
    struct str public_url;       /* as configured at the provider, without path */
    double rate_per_s;
    int64_t answer_ms;
    bool paused;
    struct str language; /* of the programme */
    struct str country;
    struct str zone;
    int32_t utc_offset_s; /* of the zone when read */
};

/* One account at an airtime provider. */
struct gw_wallet {
    int32_t wallet_id;
    int32_t programme_id;
    struct str public_id;
    const struct gw_airtime *airtime; /* NULL: an adapter this program does not have */
    struct str currency;
    struct gw_settings settings; /* secrets included, in clear */
    struct gw_secrets secrets;   /* settings "secret" and "secret_2" */
    struct str public_url;       /* as configured at the provider, without path */
};

struct gw_survey {
    int32_t survey_version_id;
    int32_t programme_id;
    struct str form_id;
    struct str version;
    bool current; /* the newest of its survey: new sessions start here */
    const struct sv_form *form;
};

struct gw_catalog;

void gw_catalog_free(struct gw_catalog *catalog);
/* Reads the embedded languages; no database yet. */
enum rc gw_catalog_new(struct gw_catalog **out_catalog, struct err *err);

/* As they come with the program. */
const struct sv_languages *gw_catalog_languages(const struct gw_catalog *catalog);
/* With the programme's own words; lives until the next reading. */
const struct sv_languages *gw_catalog_languages_of(const struct gw_catalog *catalog, int32_t programme_id);
/* NULL when unknown. Pointers to channels live until the next reading, those to surveys for ever. */
const struct gw_channel *gw_catalog_channel(const struct gw_catalog *catalog, struct str public_id);
const struct gw_channel *gw_catalog_channel_of(const struct gw_catalog *catalog, int32_t channel_id);
const struct gw_survey *gw_catalog_survey(const struct gw_catalog *catalog, int32_t survey_version_id);
/* The current survey of a programme that a text starts, compared folded. */
const struct gw_survey *gw_catalog_keyword(const struct gw_catalog *catalog, int32_t programme_id, struct str folded);
/* The current version of the programme's survey with this form id; NULL also for an empty id. */
const struct gw_survey *gw_catalog_survey_of(const struct gw_catalog *catalog, int32_t programme_id,
                                             struct str form_id);
size_t gw_catalog_channels_n(const struct gw_catalog *catalog);
const struct gw_channel *gw_catalog_channel_at(const struct gw_catalog *catalog, size_t at);
/* NULL when unknown. Pointers to wallets live until the next reading. */
const struct gw_wallet *gw_catalog_wallet(const struct gw_catalog *catalog, struct str public_id);
const struct gw_wallet *gw_catalog_wallet_of(const struct gw_catalog *catalog, int32_t wallet_id);
