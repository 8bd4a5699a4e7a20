#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "survey/engine.h"

TestSuite(words, .timeout = 10);

/* These words are stored; changing one is a migration. */
Test(words, are_those_that_are_stored)
{
    const struct {
        struct str got;
        const char *wanted;
    } cases[] = {
        {sv_event_word(SV_EVENT_TEXT), "text"},         {sv_event_word(SV_EVENT_STOP), "stop"},
        {sv_event_word(SV_EVENT_DIAL), "dial"},         {sv_heard_word(SV_HEARD_UNREAD), "unread"},
        {sv_heard_word(SV_HEARD_NOTHING), "nothing"},   {sv_effect_word(SV_EFFECT_SEND), "send"},
        {sv_effect_word(SV_EFFECT_GREETED), "greeted"}, {sv_ticket_word(SV_TICKET_CALL_ME), "call_me"},
        {sv_ticket_word(SV_TICKET_ERASE), "erase"},     {sv_state_word(SV_STATE_NONE), "none"},
        {sv_state_word(SV_STATE_CLOSED), "closed"},     {sv_disposition_word(SV_DISPOSITION_OPEN), ""},
        {sv_disposition_word(SV_DISPOSITION_NE), "NE"}, {sv_how_word(SV_HOW_NONE), "none"},
        {sv_how_word(SV_HOW_ERASED), "erased"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(str_eq(cases[i].got, str_of(cases[i].wanted)), "case %s", cases[i].wanted);
}
