#pragma once
/* A made-up person with a phone, and the engine at the other end of the line: what the gateway does for one contact, without a
 * database. Each step is shown at once. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "simulate_show.h"
#include "survey/engine.h"

/* Chance of every step: drawn anew, or always the same. */
struct phone_chance {
    bool has_random;
    bool has_uuid;
    uint64_t random;
    uint8_t uuid[16];
};

/* The dialogue of a USSD code. */
struct phone_screen {
    bool is_up;
    bool awaits;     /* the dialogue goes on behind the last page */
    bool more;       /* a further page of `text` */
    struct str text; /* lives until the next step */
    size_t page;
};

struct phone {
    const struct sv_form *form;
    const struct sv_languages *languages;
    struct str language_code; /* of the contact; '' unknown */
    struct str country;
    bool by_screen; /* dials, instead of writing texts */
    struct phone_chance chance;
    int64_t now_ms;
    int32_t utc_offset_s;
    const struct show *show;

    struct arena *arena; /* of one step */
    bool opted_out;
    bool is_open; /* a session is */
    struct phone_screen screen;
    char state[SV_SESSION_BYTES_MAX];
    size_t state_n;
};

/* The survey begins: as an invitation, or because the person dials. */
enum rc phone_begin(struct phone *phone, struct err *err);
/* The person writes, or enters something on the screen; who has none dials first. */
enum rc phone_hear(struct phone *phone, struct str text, struct err *err);
/* Time passes: timers fire, and no screen stays that long. */
enum rc phone_wait(struct phone *phone, int64_t ms, struct err *err);
/* The session as it stands, in the arena of the next step. */
enum rc phone_session(struct phone *phone, struct sv_session *out_session, struct err *err);
