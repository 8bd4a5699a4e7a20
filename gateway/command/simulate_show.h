#pragma once
/* A simulated conversation on standard output: to read, or a JSON value a line. */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "survey/engine.h"
#include "survey/form.h"

struct show {
    bool json;
    bool echo; /* what the person writes is not on the terminal anyway */
    const struct sv_form *form;
};

/* What reaches the phone: a text, or a screen of a USSD dialogue. */
struct show_out {
    struct str text;
    int32_t question; /* that is open with it, -1 */
    bool on_screen;
    bool more;    /* the screen has a further page */
    bool goes_on; /* the dialogue stays open */
    int64_t at_ms;
    int32_t utc_offset_s;
};

void show_out(const struct show *show, const struct show_out *out);
void show_in(const struct show *show, struct str text);
/* What the person does besides writing: "dials". */
void show_remark(const struct show *show, struct str remark);
/* The clock after time has passed. */
void show_clock(const struct show *show, int64_t at_ms, int32_t utc_offset_s);
/* Why an answer to what was open in `before` was not taken; nothing for other interpretations. */
void show_heard(const struct show *show, const struct sv_session *before, const struct sv_heard *heard);
/* Everything but SEND. */
void show_effect(const struct show *show, const struct sv_session *after, const struct sv_effect *effect);
