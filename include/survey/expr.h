#pragma once
/* The XPath subset of XLSForm: parsed once when a form is compiled, evaluated with nothing but the arena. Values are
 * string, number (IEEE double), boolean or node set (a list of strings). Conversions follow XPath 1.0: '' as a number
 * is NaN, and every comparison with NaN is false but '!='. A text "YYYY-MM-DD", with or without a time, is a number
 * too: days since 1970-01-01 on the participant's clock; sv_number_of alone does not know dates. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/nearest.h"

struct sv_expr;

enum sv_value_kind { SV_VALUE_STRING, SV_VALUE_NUMBER, SV_VALUE_BOOLEAN, SV_VALUE_NODES };

struct sv_value {
    enum sv_value_kind kind;
    bool boolean;
    double number;
    struct str string;
    const struct str *nodes; /* one value per row of a repeat */
    size_t nodes_n;
};

/* How a name in ${name} becomes a reference when a form is compiled: an index meaningful to the reader below, or -1. */
struct sv_names {
    int32_t (*find)(const void *context, struct str name);
    /* Offers every name there is, for "did you mean"; may be NULL. */
    void (*offer)(const void *context, struct sv_nearest *nearest);
    /* Whether instance('list') exists; may be NULL: not checked. */
    bool (*has_list)(const void *context, struct str list);
    /* Where a name without ${} is a column of the choice being looked at (choice_filter): whether there is such a
     * column. NULL: there are none, and a bare name is a mistake. */
    bool (*has_column)(const void *context, struct str name);
    /* Offers every column, for "did you mean"; may be NULL. */
    void (*offer_columns)(const void *context, struct sv_nearest *nearest);
    const void *context;
};

/* What an expression may look at; filled by the engine from form, session and event. Pure: the same reader gives the
 * same value. */
struct sv_reader {
    /* Value of reference `index`, '' when unanswered or not relevant. */
    enum rc (*value)(const void *context, int32_t index, struct arena *arena, struct sv_value *out_value);
    /* jr:choice-name(value, 'question'): label in the current language, '' when there is none. */
    struct str (*choice_label)(const void *context, struct str question, struct str value);
    /* instance('list')/root/item[name = value]/column; '' when there is none. */
    struct str (*choice_column)(const void *context, struct str list, struct str name, struct str column);
    /* A column of the choice being looked at; '' when the choice has none of this name. NULL where nothing was parsed
     * with has_column. */
    struct str (*column)(const void *context, struct str name);
    const void *context;
    struct str self; /* "." of a constraint */
    int64_t now_ms;
    int32_t utc_offset_s;
    uint64_t random;
    uint8_t uuid[16];
    const struct str *months;   /* 12 short names in the person's language for %b; NULL: the number of the month */
    const struct str *weekdays; /* 7 short names from Monday for %a; NULL: nothing */
};

/* Parses the text (typographic quotes are taken as straight). err.column is the character where it went wrong, err.text
 * says what to write instead. The expression lives in the arena and borrows nothing from `text`. Depth at most
 * SV_EXPR_DEPTH_MAX. */
enum rc sv_expr_parse(struct str text, const struct sv_names *names, struct arena *arena,
                      const struct sv_expr **out_expr, struct err *err);

/* Why a text is no expression, for those who say it in other words or another language than err.text. */
enum sv_fault_kind {
    SV_FAULT_NONE,
    SV_FAULT_OTHER,            /* err.text alone says it */
    SV_FAULT_END,              /* something is missing at the end */
    SV_FAULT_UNEXPECTED,       /* `found` cannot stand there */
    SV_FAULT_OPEN,             /* a parenthesis is never closed */
    SV_FAULT_QUOTE_OPEN,       /* a text is never closed */
    SV_FAULT_VALUE_MISSING,    /* before `found` */
    SV_FAULT_REFERENCE_SHAPE,  /* "${a": `instead` is the name, empty when there is none */
    SV_FAULT_QUOTED_REFERENCE, /* '${a}' */
    SV_FAULT_BARE_NAME,        /* a question without ${} */
    SV_FAULT_BARE_FUNCTION,    /* a function without () */
    SV_FAULT_BARE_WORD,        /* neither */
    SV_FAULT_BARE_DATE,        /* a date without quotes */
    SV_FAULT_PATH,             /* ../a */
    SV_FAULT_OTHER_FORM,       /* ${last-saved#a} */
    SV_FAULT_LABEL_LOOKUP,     /* malformed jr:choice-name() */
    SV_FAULT_LOOKUP,           /* malformed instance() */
    SV_FAULT_LIST,             /* instance() of a list there is not */
    SV_FAULT_PATTERN,          /* of regex() */
    SV_FAULT_REFERENCE,        /* unknown name; `instead` is the nearest */
    SV_FAULT_COLUMN,           /* unknown column of the choices; `instead` is the nearest */
    SV_FAULT_FUNCTION,         /* unknown function; `instead` is the nearest */
    SV_FAULT_REFUSED_FUNCTION, /* known elsewhere, not by phone */
    SV_FAULT_ARGUMENTS,        /* number of arguments of `found` */
    SV_FAULT_TOO_DEEP,
    SV_FAULT_TOO_LONG,
    SV_FAULT_COUNT
};

struct sv_fault {
    enum sv_fault_kind kind;
    int column;         /* character, from 1 */
    struct str found;   /* what stands there */
    struct str instead; /* what to write in its place; may be empty */
    int args;           /* of a call, and how many it takes; args_max -1: any number */
    int args_min;
    int args_max;
};

/* sv_expr_parse, and what is wrong; its texts live in the arena or in the program. */
enum rc sv_expr_explain(struct str text, const struct sv_names *names, struct arena *arena,
                        const struct sv_expr **out_expr, struct sv_fault *out_fault, struct err *err);

enum rc sv_expr_eval(const struct sv_expr *expr, const struct sv_reader *reader, struct arena *arena,
                     struct sv_value *out_value, struct err *err);
/* The same, converted as XPath does. */
enum rc sv_expr_test(const struct sv_expr *expr, const struct sv_reader *reader, struct arena *arena, bool *out_true,
                     struct err *err);
enum rc sv_expr_text(const struct sv_expr *expr, const struct sv_reader *reader, struct arena *arena,
                     struct str *out_text, struct err *err);

/* The references an expression makes, in order of appearance with repeats: for dependency graphs and linting. Returns
 * how many there are; at most max are written. */
size_t sv_expr_references(const struct sv_expr *expr, int32_t *out_references, size_t max);

/* Whether it looks at "." (this answer), other than through once(). Only a constraint has one. */
bool sv_expr_uses_self(const struct sv_expr *expr);

/* What an expression does with an answer, as far as it can be told without evaluating: for linting. */
enum sv_relation_kind {
    SV_RELATION_EQUAL,
    SV_RELATION_NOT_EQUAL,
    SV_RELATION_LESS,
    SV_RELATION_LESS_EQUAL,
    SV_RELATION_GREATER,
    SV_RELATION_GREATER_EQUAL,
    SV_RELATION_ARITHMETIC, /* left is added, multiplied ... */
    SV_RELATION_SELECTED    /* selected(left, right) */
};

enum sv_operand_kind { SV_OPERAND_OTHER, SV_OPERAND_SELF, SV_OPERAND_REFERENCE, SV_OPERAND_NUMBER, SV_OPERAND_TEXT };

struct sv_operand {
    enum sv_operand_kind kind;
    int32_t reference;
    double number;
    struct str text;
};

/* "5 < ." comes as ". > 5": the answer, if there is one, is on the left. */
struct sv_relation {
    enum sv_relation_kind kind;
    struct sv_operand left;
    struct sv_operand right;
    bool certain; /* the expression is true only if this is: it stands alone or is joined by "and" */
};

/* Returns how many there are; at most max are written. */
size_t sv_expr_relations(const struct sv_expr *expr, struct sv_relation *out_relations, size_t max);

/* Whether it gives the same whatever was answered, and whenever. */
bool sv_expr_is_constant(const struct sv_expr *expr);

/* Shortest decimal text that reads back as the same number: "3", "0.25", never an exponent; NaN and infinities give ''. */
enum rc sv_number_text(double number, struct arena *arena, struct str *out_text);
/* XPath number(): NaN when the text is not one. */
double sv_number_of(struct str text);
