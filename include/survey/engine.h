#pragma once
/* The conversation: one pure step from a session and an event to the next session and a list of effects. Nothing else decides anything.
 *
 *     session' , effects[] = step(setting, session, event)
 *
 * A step has two halves. Hearing turns the raw text of the event into an interpretation (what the person meant, given the open
 * question); applying moves the session. The interpretation is stored with the event, so that the fold of a session's events can be
 * proven after the raw text is deleted: give the stored interpretation back in event.heard and the text is not looked at. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/form.h"
#include "survey/language.h"
#include "survey/session.h"

/* Raised when a step's result for an old event changes; stored with each session. */
enum { SV_ENGINE_REV = 1 };

#define SV_EVENT_LIST(X)                                                                                               \
    X(SV_EVENT_TEXT, "text")     /* the person wrote */                                                                \
    X(SV_EVENT_BEGIN, "begin")   /* a session starts: keyword of the person, wave or operator */                       \
    X(SV_EVENT_TIMER, "timer")   /* session.wake_ms has come */                                                        \
    X(SV_EVENT_REPLAN, "replan") /* a text was not sent in time and was dropped: put the open question again */        \
    X(SV_EVENT_STOP, "stop")     /* the person opted out elsewhere (aggregator's stop list, staff) */                  \
    X(SV_EVENT_DIAL, "dial")     /* the person dialled a USSD code, or must see the open question again */

enum sv_event_kind {
#define X(name, word) name,
    SV_EVENT_LIST(X)
#undef X
        SV_EVENT_COUNT
};

/* What a text was understood as. */
#define SV_HEARD_LIST(X)                                                                                               \
    X(SV_HEARD_UNREAD, "unread")   /* not interpreted yet */                                                           \
    X(SV_HEARD_COMMAND, "command") /* heard.command */                                                                 \
    X(SV_HEARD_ANSWER, "answer")   /* heard.question, row, value, how; constraint holds */                             \
    X(SV_HEARD_YES, "yes")         /* at the consent gate */                                                           \
    X(SV_HEARD_NO, "no")                                                                                               \
    X(SV_HEARD_LANGUAGE, "language")     /* value = code */                                                            \
    X(SV_HEARD_REJECTED, "rejected")     /* heard.phrase says why */                                                   \
    X(SV_HEARD_NOT_FOR_US, "not_for_us") /* no question open and no command: for a human */                            \
    X(SV_HEARD_NOTHING, "nothing")       /* events without text */

enum sv_heard_kind {
#define X(name, word) name,
    SV_HEARD_LIST(X)
#undef X
        SV_HEARD_COUNT
};

struct sv_heard {
    enum sv_heard_kind kind;
    enum sv_command command;
    bool more; /* a human reads the text too: words after STOP, a long refused text, words of danger */
    int32_t question;
    int32_t row;
    enum sv_how how;
    enum sv_phrase phrase;
    struct str value;
    struct str first; /* two readings of an ambiguous text; not needed to refold */
    struct str second;
};

struct sv_event {
    enum sv_event_kind kind;
    int64_t event_id;
    int64_t now_ms;
    int32_t utc_offset_s; /* of the participant's zone at now_ms */
    uint64_t random;
    uint8_t uuid[16];
    struct str text;
    bool by_person; /* BEGIN: the person sent the keyword; prompts are then replies, not invitations */
    bool on_screen; /* the person looks at a USSD screen: every step says something, and ends with what is open */
    struct sv_heard heard; /* SV_HEARD_UNREAD: interpret the text */
};

/* Everything besides session and event that a step may look at. */
struct sv_setting {
    const struct sv_form *form; /* NULL without a session */
    const struct sv_languages *languages;
    const struct sv_language *language; /* of the contact: used without a form */
    bool contact_known;                 /* linked to a participant */
    bool opted_out;                     /* the contact, before this event */
    bool greeted_today;                 /* an unknown number got its one sentence within 24 hours */
    struct str country;                 /* of the person, '' unknown */
    struct str language_code;           /* wished language for a new session, '' unknown */
    int32_t reminders_max;              /* of this session, where the form has more; 0: as many as the form has */
};

#define SV_EFFECT_LIST(X)                                                                                              \
    X(SV_EFFECT_SEND, "send")         /* text, priority, not_after_ms; the open question or -1 */                      \
    X(SV_EFFECT_ANSWER, "answer")     /* question, row, value, how */                                                  \
    X(SV_EFFECT_UNANSWER, "unanswer") /* question, row: no longer relevant, or taken back */                           \
    X(SV_EFFECT_SCORE, "score")       /* text = name, value = number */                                                \
    X(SV_EFFECT_CLOSE, "close")       /* disposition in the session */                                                 \
    X(SV_EFFECT_CONSENT, "consent")   /* flag: given or refused; text = version, or what of an on_answer */            \
    X(SV_EFFECT_LANGUAGE, "language") /* text = code */                                                                \
    X(SV_EFFECT_OPT_OUT, "opt_out")                                                                                    \
    X(SV_EFFECT_OPT_IN, "opt_in")                                                                                      \
    X(SV_EFFECT_TICKET, "ticket")   /* a person must act; ticket kind, text = topic ('' where the kind says all) */    \
    X(SV_EFFECT_INBOX, "inbox")     /* a person must read the text; text = reason */                                   \
    X(SV_EFFECT_GREETED, "greeted") /* an unknown number got its sentence */                                           \
    X(SV_EFFECT_INCENTIVE, "incentive") /* the session is complete: the person has earned it; text = purpose */

enum sv_effect_kind {
#define X(name, word) name,
    SV_EFFECT_LIST(X)
#undef X
        SV_EFFECT_COUNT
};

/* Who waits for a text; smaller is sent first. Only REPLY may go out during quiet hours. */
enum sv_priority { SV_PRIORITY_REPLY, SV_PRIORITY_REMINDER, SV_PRIORITY_INVITATION };

#define SV_TICKET_LIST(X)                                                                                              \
    X(SV_TICKET_CALL_ME, "call_me")                                                                                    \
    X(SV_TICKET_HELP, "help")                                                                                          \
    X(SV_TICKET_NOT_UNDERSTOOD, "not_understood")                                                                      \
    X(SV_TICKET_CONSENT_UNCLEAR, "consent_unclear")                                                                    \
    X(SV_TICKET_ERASE, "erase")                                                                                        \
    X(SV_TICKET_URGENT, "urgent") /* these three as the form says, with a topic */                                     \
    X(SV_TICKET_TASK, "task")                                                                                          \
    X(SV_TICKET_REFERRAL, "referral")

enum sv_ticket {
#define X(name, word) name,
    SV_TICKET_LIST(X)
#undef X
        SV_TICKET_COUNT
};

struct sv_effect {
    enum sv_effect_kind kind;
    enum sv_priority priority;
    enum sv_ticket ticket;
    enum sv_how how;
    int32_t question;
    int32_t row;
    bool flag;
    bool
        after_stop; /* SEND: the one confirmation, or an answer to what an opted-out person started: leaves although opted out */
    int64_t not_after_ms;
    struct str text;
    struct str value;
};

struct sv_step {
    struct sv_session session;
    struct sv_heard heard;
    struct sv_effect *effects;
    size_t effects_n;
    bool awaits; /* the person may go on at once: a USSD dialogue stays open */
};

/* One step. Result and effects live in the arena; they may borrow from form, languages and event. `before` is
 * SV_SESSION_NEW for BEGIN and for a text without a session (setting.form NULL). RC_TOO_BIG when the arena's cap is
 * reached; RC_BAD_INPUT when stored data do not fit the form (never for what a person wrote). */
enum rc sv_engine_step(const struct sv_setting *setting, const struct sv_session *before, const struct sv_event *event,
                       struct arena *arena, struct sv_step *out_step, struct err *err);

/* The open question as it is put now, hints and options included: what REPEAT sends. */
enum rc sv_engine_prompt(const struct sv_setting *setting, const struct sv_session *session,
                         const struct sv_event *event, struct arena *arena, struct str *out_text, struct err *err);

/* Scores of a session's answers; NAN where fewer than the minimum were answered. out has form->scores_n places. */
enum rc sv_scores(const struct sv_form *form, const struct sv_session *session, double *out_scores);

struct str sv_event_word(enum sv_event_kind kind);
struct str sv_heard_word(enum sv_heard_kind kind);
struct str sv_effect_word(enum sv_effect_kind kind);
struct str sv_ticket_word(enum sv_ticket kind);
