#pragma once
/* A survey version, compiled: immutable, checked, ready for the engine. Where it comes from (canonical JSON,
 * itself often from a spreadsheet) does not show. Every text is an array with one entry per form language, never NULL; a missing
 * translation holds the text of the default language, so that an entry is empty only where the form says nothing at
 * all. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/expr.h"
#include "survey/language.h"

#define SV_TYPE_LIST(X)                                                                                                \
    X(SV_TYPE_TEXT, "text")                                                                                            \
    X(SV_TYPE_INTEGER, "integer")                                                                                      \
    X(SV_TYPE_DECIMAL, "decimal")                                                                                      \
    X(SV_TYPE_DATE, "date")                                                                                            \
    X(SV_TYPE_SELECT_ONE, "select_one")                                                                                \
    X(SV_TYPE_SELECT_MULTIPLE, "select_multiple")                                                                      \
    X(SV_TYPE_NOTE, "note")                                                                                            \
    X(SV_TYPE_CALCULATE, "calculate")                                                                                  \
    X(SV_TYPE_TIME, "time")                                                                                            \
    X(SV_TYPE_RANK, "rank")                                                                                            \
    X(SV_TYPE_HIDDEN, "hidden")

enum sv_type {
#define X(name, word) name,
    SV_TYPE_LIST(X)
#undef X
        SV_TYPE_COUNT
};

/* From the least to the most: who a person is, what may harm them, what nobody may see. */
enum sv_privacy { SV_PRIVACY_NONE, SV_PRIVACY_PERSONAL, SV_PRIVACY_SENSITIVE, SV_PRIVACY_SECRET };

/* An answer that says why there is none: left out of numerator and denominator of a score. */
enum sv_missing { SV_MISSING_NONE, SV_MISSING_DONT_KNOW, SV_MISSING_REFUSED, SV_MISSING_NOT_APPLICABLE };

/* A further column of the choices sheet, for choice filters and look-ups. */
struct sv_attribute {
    struct str name;
    struct str value;
};

struct sv_choice {
    struct str name;
    const struct str *label;
    const struct str *short_label; /* as sent by SMS; the label where the form has no shorter one */
    const struct str *aliases;     /* folded, as every language of the form does */
    size_t aliases_n;
    bool has_score;
    double score;
    enum sv_missing missing;
    const struct sv_attribute *attributes;
    size_t attributes_n;
};

struct sv_list {
    struct str name;
    const struct sv_choice *choices;
    size_t choices_n;
    /* True when every name is a number of one or two digits: then the name itself is what people type, so that
     * 9 = "prefer not to say" stays 9 everywhere. Otherwise options are numbered from 1. */
    bool keyed_by_name;
};

struct sv_group {
    struct str name;
    int32_t parent; /* index or -1 */
    const struct sv_expr *relevant;
};

/* What an answer sets off. */
#define SV_ACTION_LIST(X)                                                                                              \
    X(SV_ACTION_URGENT, "urgent")     /* a person must act now; `what` is the topic */                                 \
    X(SV_ACTION_TASK, "task")         /* a person must act */                                                          \
    X(SV_ACTION_REFERRAL, "referral") /* a person must refer to a service */                                           \
    X(SV_ACTION_CONSENT, "consent")   /* the person agrees to `what` */                                                \
    X(SV_ACTION_OPTOUT, "optout")     /* the person wants no more messages */

enum sv_action_kind {
#define X(name, word) name,
    SV_ACTION_LIST(X)
#undef X
        SV_ACTION_COUNT
};

struct sv_action {
    enum sv_action_kind kind;
    struct str what;          /* of an optout perhaps empty */
    const struct str *values; /* done for one of these answers; none: for every answer, and when a note is shown */
    size_t values_n;
};

struct sv_question {
    struct str name;
    enum sv_type type;
    int32_t list;  /* of a select or rank, else -1 */
    int32_t group; /* or -1 */
    const struct str *label;
    const struct str *short_label; /* as sent by SMS; the label where the form has no shorter one */
    const struct str *hint;
    const struct str *constraint_message;
    const struct str *required_message;
    const struct sv_expr *relevant;    /* NULL: always */
    const struct sv_expr *constraint;  /* NULL: any */
    const struct sv_expr *calculation; /* of a calculate */
    const struct sv_expr *required;    /* NULL: optional */
    /* Of a select or rank: which choices are on offer; bare names are columns of the choice. NULL: all. A question with
     * nothing on offer is not asked. */
    const struct sv_expr *choice_filter;
    /* What is taken when a person skips; the value of a hidden question. At most one of the two is there. */
    struct str default_value;
    const struct sv_expr *default_calculation;
    enum sv_privacy privacy;
    const struct sv_action *actions;
    size_t actions_n;
};

/* A score: over the answered items of one dimension, or over other scores. */
enum sv_score_method { SV_SCORE_SUM, SV_SCORE_MEAN };

struct sv_score_item {
    int32_t question; /* of a select_one whose choices carry scores */
    double weight;
};

struct sv_score {
    struct str name;
    enum sv_score_method method;
    const struct sv_score_item *items;
    size_t items_n;
    const int32_t *parts; /* indexes of earlier scores, combined instead of items */
    size_t parts_n;
    int32_t minimum_answered; /* fewer: no score */
};

/* What follows when a person is not understood attempts_max times in a row. */
enum sv_after_invalid { SV_AFTER_INVALID_CALL, SV_AFTER_INVALID_SKIP, SV_AFTER_INVALID_CLOSE };

struct sv_form {
    struct str id;
    struct str version;
    const struct str *title;
    const struct str *languages;              /* BCP-47 codes */
    const struct sv_language *const *systems; /* Puente's own texts for each; never NULL */
    size_t languages_n;
    size_t default_language;
    struct str keyword; /* folded; a text that starts this survey; may be empty */
    bool has_consent;
    const struct str *consent; /* text shown in the consent frame */
    struct str consent_version;
    const struct str *thanks; /* last message; empty = the system's */
    struct str incentive;     /* what a completed session earns; may be empty */
    int32_t incentive_at;     /* earned only where this question or note was relevant in the end; -1: always */
    const struct sv_question *questions;
    size_t questions_n;
    const int32_t *order; /* of the questions, each behind those its value hangs on */
    const struct sv_list *lists;
    size_t lists_n;
    const struct sv_group *groups;
    size_t groups_n;
    const struct sv_score *scores;
    size_t scores_n;
    int32_t attempts_max;
    enum sv_after_invalid after_invalid;
    int64_t reminder_ms[4]; /* after the last prompt, each counted from the one before */
    size_t reminders_n;
    int64_t expires_ms;   /* after the last sign of life */
    int32_t segments_max; /* of one outgoing message */
};

enum { SV_RANK_CHOICES_MAX = 9 }; /* a digit each */

struct str sv_type_word(enum sv_type type);
struct str sv_action_word(enum sv_action_kind kind);

/* Index or -1. */
int32_t sv_form_question(const struct sv_form *form, struct str name);
int32_t sv_form_language(const struct sv_form *form, struct str code);
/* Index of a choice, or -1. */
int32_t sv_list_choice(const struct sv_list *list, struct str name);
/* Whether this text is an answer as it is stored: a name of the list, "2026-01-15", "06:30", "-1.5". Constraint and choice
 * filter are not looked at. Nothing but an empty text fits where there is no answer (notes). */
bool sv_form_fits(const struct sv_form *form, const struct sv_question *question, struct str value);

/* Compiles canonical JSON (survey/form/form.schema.json). Everything in *out_form lives in the arena; nothing is
 * borrowed from `json` but `languages` must outlive the form. A mistake names the place as a JSON path in err.text,
 * e.g. "questions[3].relevant: ...". */
enum rc sv_form_read_json(struct str json, const struct sv_languages *languages, struct arena *arena,
                          struct sv_form *out_form, struct err *err);
