#pragma once
/* A USSD request on its way through a turn: what it says, what the person saw last, what they see next. */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "gateway/crypto.h"
#include "gateway/message.h"
#include "survey/text.h"

/* One screen: a row of ussd_screen. */
struct gw_screen {
    int32_t hop;        /* inputs of the dialogue heard so far */
    int64_t session_id; /* that was open, 0: none */
    int16_t position;   /* where it stood: the open question, or below 0 its state */
    int16_t page;       /* of the text, from 0 */
    bool more;          /* pages remain */
    bool awaits;        /* the dialogue goes on behind the last page */
    struct str text;    /* everything there is to read */
    struct str shown;   /* byte for byte; p == NULL: no screen */
};

struct gw_dialogue {
    /* What is asked: set by whoever makes the turn. */
    const struct gw_ussd *request;
    uint8_t key[GW_DEDUPE_BYTES]; /* of the provider's session; the turn's dedupe is that of the request */
    struct sv_ussd_limits limits;
    struct str survey;   /* form id of the survey that dialling begins; p == NULL: none */
    struct arena *arena; /* where the next screen lives */

    /* Read under the lock. */
    struct gw_screen last;  /* the latest of the dialogue */
    struct gw_screen again; /* the answer to this very request, given before */

    /* What came of it. */
    struct gw_screen next;
    bool turns_page; /* nothing was heard: the next page of the same text */
};
