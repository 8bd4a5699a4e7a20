#pragma once
/* Every limit of the program, each with its reason. */

enum limits {
    /* A webhook of any aggregator we know is under 20 kB; Standard Webhooks recommends the same. */
    GW_BODY_BYTES_MAX = 64 * 1024,
    GW_HEADERS_MAX = 64,    /* more than any proxy chain adds */
    GW_FIELDS_MAX = 64,     /* form or query fields of one request; the largest provider sends 25 */
    GW_JSON_DEPTH_MAX = 16, /* provider JSON is 4 deep; jansson alone would allow 2048 */
    GW_ID_BYTES_MAX = 256,  /* a provider's message id; the longest known is 64 */
    GW_REQUEST_ARENA_BYTES_MAX = 1024 * 1024,
    GW_CONNECTIONS_MAX = 16000,             /* far above an attack that our own deadline clears in 10 s */
    GW_CONNECTION_MEMORY_BYTES = 16 * 1024, /* 1,000 connections must fit the RSS goal */
    GW_BATCH_MAX = 500,                     /* beyond 500 a batch gains nothing and delays the first */
    GW_LANES_MAX = 64,                      /* connections of one ingest process; 2 are enough, see ingest.h */
    GW_WORKER_BATCH_MAX = 50,               /* ingest never waits long for a lock of the worker */
    GW_SENDING_BATCH_MAX = 250,         /* texts claimed or concluded at once; ingest does not wait for these rows */
    GW_WAITING_MAX = 20000,             /* requests held while the database is away */
    GW_RESPONSE_BYTES_MAX = 256 * 1024, /* an answer of a provider */
    GW_WAVE_REMINDERS_MAX = 2,          /* a third text without an answer is pressure: then a person calls */
    GW_WAVE_CHUNK = 10000,              /* people a transaction: over 10,000 nothing is gained, locks last longer */
    GW_IMPORT_BYTES_MAX = 32 * 1024 * 1024, /* 100,000 people with ten attributes each */
    GW_IMPORT_ROWS_MAX = 200000,            /* what is kept of each row must fit in memory */
    GW_IMPORT_COLUMNS_MAX = 64,             /* a person's whole file, not a person's whole life */
    GW_IMPORT_FINDINGS_MAX = 1000,          /* told; the rest is counted */

    SV_TEXT_BYTES_MAX = 4096,  /* one inbound text: 255 concatenated parts never arrive as an answer */
    SV_VALUE_BYTES_MAX = 2048, /* one stored answer */
    SV_QUESTIONS_MAX = 500,    /* XLSForms for phones have under 100 rows */
    SV_CHOICES_MAX = 2000,     /* all lists together; adm2 lists are the longest */
    SV_LANGUAGES_MAX = 16,
    SV_REMINDERS_MAX = 4,
    SV_EFFECTS_MAX = 32,    /* of one step */
    SV_EXPR_DEPTH_MAX = 64, /* nesting of one expression */
    SV_EXPR_BYTES_MAX = 8192,
    SV_FORM_BYTES_MAX = 1024 * 1024,
    SV_STEP_ARENA_BYTES_MAX = 512 * 1024,
    SV_SESSION_BYTES_MAX = 64 * 1024, /* encoded state of one session */
    SV_NOTES_PER_STEP_MAX = 8         /* notes shown before a question is reached in one step */
};
