#include <assert.h>

#include "base/attr.h"
#include "survey/engine.h"
#include "survey/session.h"

#define WORD_OF(name, word) [name] = {.p = (word), .n = sizeof(word) - 1},

struct str sv_event_word(enum sv_event_kind kind)
{
    static const struct str words[] = {SV_EVENT_LIST(WORD_OF)};
    static_assert(COUNT_OF(words) == SV_EVENT_COUNT, "a word for every event");
    assert((unsigned)kind < SV_EVENT_COUNT);
    return words[kind];
}

struct str sv_heard_word(enum sv_heard_kind kind)
{
    static const struct str words[] = {SV_HEARD_LIST(WORD_OF)};
    static_assert(COUNT_OF(words) == SV_HEARD_COUNT, "a word for every interpretation");
    assert((unsigned)kind < SV_HEARD_COUNT);
    return words[kind];
}

struct str sv_effect_word(enum sv_effect_kind kind)
{
    static const struct str words[] = {SV_EFFECT_LIST(WORD_OF)};
    static_assert(COUNT_OF(words) == SV_EFFECT_COUNT, "a word for every effect");
    assert((unsigned)kind < SV_EFFECT_COUNT);
    return words[kind];
}

struct str sv_ticket_word(enum sv_ticket kind)
{
    static const struct str words[] = {SV_TICKET_LIST(WORD_OF)};
    static_assert(COUNT_OF(words) == SV_TICKET_COUNT, "a word for every ticket");
    assert((unsigned)kind < SV_TICKET_COUNT);
    return words[kind];
}

struct str sv_state_word(enum sv_state state)
{
    static const struct str words[] = {SV_STATE_LIST(WORD_OF)};
    static_assert(COUNT_OF(words) == SV_STATE_COUNT, "a word for every state");
    assert((unsigned)state < SV_STATE_COUNT);
    return words[state];
}

struct str sv_disposition_word(enum sv_disposition disposition)
{
    static const struct str words[] = {SV_DISPOSITION_LIST(WORD_OF)};
    static_assert(COUNT_OF(words) == SV_DISPOSITION_COUNT, "a word for every disposition");
    assert((unsigned)disposition < SV_DISPOSITION_COUNT);
    return words[disposition];
}

struct str sv_how_word(enum sv_how how)
{
    static const struct str words[] = {SV_HOW_LIST(WORD_OF)};
    static_assert(COUNT_OF(words) == SV_HOW_COUNT, "a word for every way to a value");
    assert((unsigned)how < SV_HOW_COUNT);
    return words[how];
}
