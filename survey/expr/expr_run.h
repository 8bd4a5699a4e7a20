#pragma once
/* One evaluation: what functions see. Failures stick: after the first, every evaluation gives an empty value and the
 * first failure is what the caller of sv_expr_eval gets, so that functions read like formulas. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "survey/expr.h"

struct sv_node;

struct sv_run {
    const struct sv_expr *expr;
    const struct sv_reader *reader;
    struct arena *arena;
    struct err *err;
    enum rc rc;
    int depth;
};

/* Called with the node of the call. */
typedef struct sv_value sv_function_fn(struct sv_run *run, const struct sv_node *call);

enum { SV_ARGS_ANY = 255 };

struct sv_function {
    const char *name;
    uint8_t args_min;
    uint8_t args_max;   /* SV_ARGS_ANY: no limit */
    bool self_if_empty; /* f() means f(.) */
    sv_function_fn *call;
};

/* The tables end with a row without a name. */
extern const struct sv_function sv_functions_text[];
extern const struct sv_function sv_functions_logic[];
extern const struct sv_function sv_functions_number[];
extern const struct sv_function sv_functions_math[];
extern const struct sv_function sv_functions_date[];

/* NULL when there is none. */
const struct sv_function *sv_function_find(struct str name);
/* For functions that other survey tools know and Puente does not: what to do instead, "" when there is nothing; else
 * NULL. */
const char *sv_function_refused(struct str name);
void sv_function_offer(struct sv_nearest *nearest);

struct sv_value sv_run_node(struct sv_run *run, int32_t at);
/* Argument `i` of a call. */
const struct sv_node *sv_run_arg(const struct sv_run *run, const struct sv_node *call, int i);
struct sv_value sv_arg(struct sv_run *run, const struct sv_node *call, int i);
struct str sv_arg_text(struct sv_run *run, const struct sv_node *call, int i);
double sv_arg_number(struct sv_run *run, const struct sv_node *call, int i);
bool sv_arg_boolean(struct sv_run *run, const struct sv_node *call, int i);

/* All values of all arguments from `i` on, node sets row by row. sv_items_next returns false at the end. */
struct sv_items {
    struct sv_value value;
    int32_t next_arg;
    size_t next_row;
};
struct sv_items sv_items_of(const struct sv_run *run, const struct sv_node *call, int i);
bool sv_items_next(struct sv_run *run, struct sv_items *items, struct sv_value *out_item);
/* All of them as one node set. */
struct sv_value sv_items_collect(struct sv_run *run, const struct sv_node *call, int i);

struct sv_value sv_value_text(struct str text);
struct sv_value sv_value_number(double number);
struct sv_value sv_value_boolean(bool boolean);
/* The text of a finished buffer; an overflow becomes RC_TOO_BIG. */
struct sv_value sv_value_buf(struct sv_run *run, const struct buf *buf);

/* Conversions. A node set counts as its first row. */
struct str sv_text_of(struct sv_run *run, const struct sv_value *value);
double sv_value_as_number(const struct sv_run *run, const struct sv_value *value);
bool sv_value_as_boolean(const struct sv_value *value);

void sv_run_too_big(struct sv_run *run);
