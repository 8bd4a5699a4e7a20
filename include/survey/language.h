#pragma once
/* A language as data: the texts Puente itself sends, the words that work everywhere, yes/no, letter folds.
 * One spreadsheet per language (survey/languages/es.csv and friends), written by an officer, never by a developer. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Texts Puente sends by itself; {name} places are filled by sv_text_fill. The second column is the key in the
 * spreadsheet. */
#define SV_PHRASE_LIST(X)                                                                                              \
    X(SV_PHRASE_CONSENT_FRAME, "consent_frame")     /* {text} + how to answer yes or no */                             \
    X(SV_PHRASE_CONSENT_UNCLEAR, "consent_unclear") /* asks again for a yes or a no */                                 \
    X(SV_PHRASE_CONSENT_REFUSED, "consent_refused") /* thanks, nothing more will be sent */                            \
    X(SV_PHRASE_CALL_PLANNED, "call_planned")       /* a person will call */                                           \
    X(SV_PHRASE_STOP_DONE, "stop_done")             /* the one neutral confirmation */                                 \
    X(SV_PHRASE_START_DONE, "start_done")           /* messages may come again */                                      \
    X(SV_PHRASE_STOPPED, "stopped")                 /* wrote while opted out: how to return */                         \
    X(SV_PHRASE_HELP, "help")                       /* offers a person first, then the commands */                     \
    X(SV_PHRASE_INFO, "info")                       /* who, why, what is stored, free, how to stop */                  \
    X(SV_PHRASE_ERASE_NOTED, "erase_noted")         /* a person will check and erase within 30 days */                 \
    X(SV_PHRASE_QUICK_EXIT, "quick_exit")           /* harmless to a neighbour's eye */                                \
    X(SV_PHRASE_INVALID, "invalid")                 /* not understood, then the question again */                      \
    X(SV_PHRASE_INVALID_NUMBER, "invalid_number")                                                                      \
    X(SV_PHRASE_INVALID_DATE, "invalid_date")                                                                          \
    X(SV_PHRASE_INVALID_CHOICE, "invalid_choice")                                                                      \
    X(SV_PHRASE_INVALID_CHOICES, "invalid_choices") /* several allowed: "1 3" */                                       \
    X(SV_PHRASE_AMBIGUOUS, "ambiguous")             /* could be read in two ways: {a} or {b} */                        \
    X(SV_PHRASE_OUT_OF_RANGE, "out_of_range")       /* constraint refused it and the form says no more */              \
    X(SV_PHRASE_REQUIRED, "required")               /* may not be skipped */                                           \
    X(SV_PHRASE_SKIP_HINT, "skip_hint")             /* "0 = skip" under an optional question */                        \
    X(SV_PHRASE_MULTIPLE_HINT, "multiple_hint")     /* "several possible, e.g. 1 3" */                                 \
    X(SV_PHRASE_DATE_HINT, "date_hint")             /* "day/month/year" */                                             \
    X(SV_PHRASE_REMINDER, "reminder")               /* before the open question, names nothing */                      \
    X(SV_PHRASE_COMPLETED, "completed")             /* closing thanks when the form has none */                        \
    X(SV_PHRASE_NOTHING_OPEN, "nothing_open")       /* known person, no survey open: text was passed on */             \
    X(SV_PHRASE_UNKNOWN_NUMBER, "unknown_number")   /* one neutral sentence and how to identify oneself */             \
    X(SV_PHRASE_IDENTIFIED, "identified")           /* code recognised */                                              \
    X(SV_PHRASE_FIRST_QUESTION, "first_question")   /* BACK at the first question */                                   \
    X(SV_PHRASE_CHOOSE_LANGUAGE, "choose_language")                                                                    \
    X(SV_PHRASE_MORE, "more")                     /* USSD page footer */                                               \
    X(SV_PHRASE_BUSY, "busy")                     /* the polite page when the database is away */                      \
    X(SV_PHRASE_NOTHING_TO_ASK, "nothing_to_ask") /* dialled while nothing is open */                                  \
    X(SV_PHRASE_INVALID_TIME, "invalid_time")                                                                          \
    X(SV_PHRASE_INVALID_RANK, "invalid_rank") /* every option once, in order: "2 1 3" */                               \
    X(SV_PHRASE_TIME_HINT, "time_hint")       /* "hour:minutes" */                                                     \
    X(SV_PHRASE_RANK_HINT, "rank_hint")       /* "all, in order, e.g. 2 1 3" */                                        \
    X(SV_PHRASE_DEFAULT_HINT,                                                                                          \
      "default_hint") /* "0 = {value}" under a question with a default; numbers are stored:    \
                                                 append only */

enum sv_phrase {
#define X(name, key) name,
    SV_PHRASE_LIST(X)
#undef X
        SV_PHRASE_COUNT
};

/* Words that work everywhere. The numeric forms are the same in every language and are not in the spreadsheets. */
#define SV_COMMAND_LIST(X)                                                                                             \
    X(SV_COMMAND_NONE, "none")                                                                                         \
    X(SV_COMMAND_STOP, "stop") /* 00 */                                                                                \
    X(SV_COMMAND_START, "start")                                                                                       \
    X(SV_COMMAND_HELP, "help")                                                                                         \
    X(SV_COMMAND_INFO, "info")                                                                                         \
    X(SV_COMMAND_BACK, "back")                                                                                         \
    X(SV_COMMAND_SKIP, "skip") /* 0 */                                                                                 \
    X(SV_COMMAND_REPEAT, "repeat")                                                                                     \
    X(SV_COMMAND_ERASE, "erase")                                                                                       \
    X(SV_COMMAND_CALL_ME, "call_me")       /* 000 */                                                                   \
    X(SV_COMMAND_QUICK_EXIT, "quick_exit") /* 0000 */

enum sv_command {
#define X(name, word) name,
    SV_COMMAND_LIST(X)
#undef X
        SV_COMMAND_COUNT
};

struct sv_fold_rule {
    struct str from; /* one letter or a sequence, NFC, lower case */
    struct str to;
};

/* Words that count wherever they stand in a message, each with the key they have in the spreadsheet. */
#define SV_INSIDE_LIST(X)                                                                                              \
    X(SV_INSIDE_STOP, "stop")           /* said to us and nobody else: "no me escriban" */                             \
    X(SV_INSIDE_STOP_LAST, "stop_last") /* as the last word, outside free text: "2 stop" */                            \
    X(SV_INSIDE_DANGER, "danger")       /* somebody may be in danger: a person must read it */

enum sv_inside {
#define X(name, word) name,
    SV_INSIDE_LIST(X)
#undef X
        SV_INSIDE_COUNT
};

/* A number written out: "veinte" is 20. */
struct sv_number_word {
    struct str word; /* folded */
    int32_t value;
};

struct sv_language {
    struct str code;        /* BCP-47, lower-case language: "es", "fr", "en", "quc" */
    struct str name;        /* in the language itself: "Español" */
    struct str reviewed_by; /* empty: not reviewed by a speaker */
    struct str phrases[SV_PHRASE_COUNT];
    const struct str *words[SV_COMMAND_COUNT]; /* folded */
    size_t words_n[SV_COMMAND_COUNT];
    const struct str *yes; /* folded */
    size_t yes_n;
    const struct str *no;
    size_t no_n;
    const struct str *courtesy; /* folded words dropped around an answer: "por favor", "gracias" */
    size_t courtesy_n;
    const struct str *fillers; /* folded words dropped around an answer, never around a command: "soy", "la" */
    size_t fillers_n;
    const struct str *ands; /* folded words between several answers and inside numbers: "y" */
    size_t ands_n;
    const struct str *distinct; /* folded words that are no slip of another word: "hambre" is not "hombre" */
    size_t distinct_n;
    const struct str *alone; /* folded words that alone begin no option: "muy" is neither "Muy bien" nor "Muy mal" */
    size_t alone_n;
    const struct str *inside[SV_INSIDE_COUNT]; /* folded; "amenaz*" stands for every word that begins so */
    size_t inside_n[SV_INSIDE_COUNT];
    const struct str *months[12]; /* folded names and abbreviations of each month */
    size_t months_n[12];
    const struct sv_number_word *numbers;
    size_t numbers_n;
    const struct str *units; /* folded words dropped around a number: "años", "quetzales", the "er" of "1er" */
    size_t units_n;
    const struct sv_fold_rule *folds;
    size_t folds_n;
    bool day_first; /* "3/4" is 3 April; where false, it is asked again */
};

struct sv_languages {
    const struct sv_language *items;
    size_t n;
};

struct str sv_command_word(enum sv_command command);
struct str sv_phrase_key(enum sv_phrase phrase);
struct str sv_inside_word(enum sv_inside inside);

/* Reads one language from its CSV (columns kind,key,text; see survey/languages/README.md). Every phrase must be there
 * and every word list disjoint from the others; each finding names its line. The result lives in the arena. */
enum rc sv_language_read(struct str csv, struct arena *arena, struct sv_language *out_language, struct err *err);
/* A word meaning two commands in two languages would stop somebody who asked for help: RC_CONFLICT names both. */
enum rc sv_languages_check(const struct sv_languages *languages, struct err *err);

/* SV_COMMAND_COUNT when there is none of this name ("stop", "help", ...). */
enum sv_command sv_command_of(struct str word);

/* A programme's own word for a command, as people write it. */
struct sv_added_word {
    struct str language; /* code of one of the languages */
    enum sv_command command;
    struct str word;
};
/* The languages with these words too. The result lives in the arena and borrows `languages`; RC_CONFLICT as in
 * sv_languages_check, RC_NOT_FOUND for a language that is not there. */
enum rc sv_languages_add(const struct sv_languages *languages, const struct sv_added_word *words, size_t words_n,
                         struct arena *arena, struct sv_languages *out_languages, struct err *err);

/* The language with this code, else the one with the same primary subtag ("es-GT" → "es"), else NULL. */
const struct sv_language *sv_language_find(const struct sv_languages *languages, struct str code);

/* Folds a text for comparing: NFKC, lower case, marks removed, letter folds of `language` (may be NULL), apostrophes of
 * every kind dropped, digits of every script to 0-9, other punctuation to blanks, runs of blanks to one, trimmed. */
enum rc sv_fold(struct str text, const struct sv_language *language, struct arena *arena, struct str *out_folded);

/* The same, but apostrophes inside words stand as "'": in Mayan languages they are letters, and two words may differ in
 * nothing else. */
enum rc sv_fold_apostrophes(struct str text, const struct sv_language *language, struct arena *arena,
                            struct str *out_folded);

/* Whether a folded text is one of the folded words. */
bool sv_words_have(const struct str *words, size_t words_n, struct str folded);
/* Whether a folded text begins with these folded words, as whole words. */
bool sv_words_begin(struct str folded, struct str words);
/* Whether it ends with them. */
bool sv_words_end(struct str folded, struct str words);
struct sv_words {
    const struct str *items;
    size_t n;
};
/* A folded text without the words of these lists at its ends, the longest first, again and again; a view of the same
 * bytes, perhaps empty. */
struct str sv_words_trim(struct str folded, const struct sv_words *lists, size_t lists_n);
/* The same with one list: the courtesy words of a language. */
struct str sv_courtesy_trim(struct str folded, const struct sv_language *language);
/* The same with all words that stand around an answer and say nothing: courtesy, fillers, "and". */
struct str sv_answer_trim(struct str folded, const struct sv_language *language);
/* The bytes of the longest of these words at the front of a folded text; 0 for none. */
size_t sv_answer_front(struct str folded, const struct sv_language *language);
/* A folded text without what stands around a number or a date: courtesy, fillers, units. */
struct str sv_fillers_trim(struct str folded, const struct sv_language *language);
/* Whether one of these folded words stands in a folded text, as whole words; "amenaz*" is any word that begins so. */
bool sv_words_inside(struct str folded, const struct str *words, size_t words_n);

/* What command a message is, whatever its language. Whole message, courtesy words ignored; STOP words also as first
 * word unless `free_text` (inside a text question only the whole message counts). Words that say STOP to us and nobody
 * else (SV_INSIDE_STOP) count anywhere, inside free text at its beginning. *out_more: a STOP with further words, which
 * must also reach a human. Numeric: "00" STOP, "000" CALL_ME, "0000" QUICK_EXIT, always; "0" is SKIP and the caller
 * decides whether 0 is an answer. */
enum rc sv_command_read(struct str text, const struct sv_languages *languages, bool free_text, struct arena *arena,
                        enum sv_command *out_command, bool *out_more);

/* Whether a message speaks of danger in the words of any language. It may be wrong: it decides who reads the message,
 * never what it means. */
enum rc sv_danger_read(struct str text, const struct sv_languages *languages, struct arena *arena, bool *out_danger);

/* Replaces {name} by values; an unknown place stays as it is. */
struct sv_fill {
    struct str name;
    struct str value;
};
enum rc sv_text_fill(struct str text, const struct sv_fill *fills, size_t fills_n, struct arena *arena,
                     struct str *out_text);
