#include <math.h>

#include "expr_date.h"
#include "expr_node.h"
#include "expr_number.h"
#include "expr_run.h"

struct sv_value sv_value_text(struct str text)
{
    return (struct sv_value){.kind = SV_VALUE_STRING, .string = text};
}

struct sv_value sv_value_number(double number)
{
    return (struct sv_value){.kind = SV_VALUE_NUMBER, .number = number};
}

struct sv_value sv_value_boolean(bool boolean)
{
    return (struct sv_value){.kind = SV_VALUE_BOOLEAN, .boolean = boolean};
}

struct sv_value sv_value_buf(struct sv_run *run, const struct buf *buf)
{
    if (!buf->overflow)
        return sv_value_text(buf_str(buf));
    sv_run_too_big(run);
    return sv_value_text(STR_EMPTY);
}

void sv_run_too_big(struct sv_run *run)
{
    if (run->rc == RC_OK)
        run->rc = err_set(run->err, RC_TOO_BIG, "the value of an expression is too big");
}

static struct str first_row(const struct sv_value *value)
{
    return value->nodes_n == 0 ? STR_EMPTY : value->nodes[0];
}

struct str sv_text_of(struct sv_run *run, const struct sv_value *value)
{
    struct str text = STR_EMPTY;
    switch (value->kind) {
    case SV_VALUE_STRING:
        return value->string;
    case SV_VALUE_BOOLEAN:
        return value->boolean ? STR("true") : STR("false");
    case SV_VALUE_NODES:
        return first_row(value);
    case SV_VALUE_NUMBER:
        if (sv_number_text(value->number, run->arena, &text) != RC_OK)
            sv_run_too_big(run);
        return text;
    }
    __builtin_unreachable();
}

static double number_of_text(const struct sv_run *run, struct str text)
{
    const double number = sv_number_of(text);
    struct sv_moment moment;
    if (!isnan(number) || !sv_moment_read(str_trim(text), run->reader->utc_offset_s, &moment))
        return number;
    return sv_days_of(&moment);
}

double sv_value_as_number(const struct sv_run *run, const struct sv_value *value)
{
    switch (value->kind) {
    case SV_VALUE_STRING:
        return number_of_text(run, value->string);
    case SV_VALUE_BOOLEAN:
        return value->boolean ? 1 : 0;
    case SV_VALUE_NODES:
        return number_of_text(run, first_row(value));
    case SV_VALUE_NUMBER:
        return value->number;
    }
    __builtin_unreachable();
}

bool sv_value_as_boolean(const struct sv_value *value)
{
    switch (value->kind) {
    case SV_VALUE_STRING:
        return value->string.n > 0;
    case SV_VALUE_BOOLEAN:
        return value->boolean;
    case SV_VALUE_NODES:
        return value->nodes_n > 0;
    case SV_VALUE_NUMBER:
        return !isnan(value->number) && !sv_same(value->number, 0);
    }
    __builtin_unreachable();
}

const struct sv_node *sv_run_arg(const struct sv_run *run, const struct sv_node *call, int i)
{
    int32_t at = call->first;
    for (; i > 0 && at >= 0; i--)
        at = run->expr->nodes[at].next;
    return at < 0 ? NULL : &run->expr->nodes[at];
}

struct sv_value sv_arg(struct sv_run *run, const struct sv_node *call, int i)
{
    const struct sv_node *arg = sv_run_arg(run, call, i);
    return sv_run_node(run, arg == NULL ? -1 : (int32_t)(arg - run->expr->nodes));
}

struct str sv_arg_text(struct sv_run *run, const struct sv_node *call, int i)
{
    const struct sv_value value = sv_arg(run, call, i);
    return sv_text_of(run, &value);
}

double sv_arg_number(struct sv_run *run, const struct sv_node *call, int i)
{
    const struct sv_value value = sv_arg(run, call, i);
    return sv_value_as_number(run, &value);
}

bool sv_arg_boolean(struct sv_run *run, const struct sv_node *call, int i)
{
    const struct sv_value value = sv_arg(run, call, i);
    return sv_value_as_boolean(&value);
}

struct sv_items sv_items_of(const struct sv_run *run, const struct sv_node *call, int i)
{
    const struct sv_node *arg = sv_run_arg(run, call, i);
    return (struct sv_items){.value = {.kind = SV_VALUE_NODES},
                             .next_arg = arg == NULL ? -1 : (int32_t)(arg - run->expr->nodes)};
}

bool sv_items_next(struct sv_run *run, struct sv_items *items, struct sv_value *out_item)
{
    while (items->value.kind == SV_VALUE_NODES && items->next_row == items->value.nodes_n) {
        if (items->next_arg < 0 || run->rc != RC_OK)
            return false;
        items->value = sv_run_node(run, items->next_arg);
        items->next_arg = run->expr->nodes[items->next_arg].next;
        items->next_row = 0;
    }
    if (items->value.kind == SV_VALUE_NODES) {
        *out_item = sv_value_text(items->value.nodes[items->next_row++]);
        return true;
    }
    *out_item = items->value;
    items->value = (struct sv_value){.kind = SV_VALUE_NODES};
    items->next_row = 0;
    return true;
}

struct sv_value sv_items_collect(struct sv_run *run, const struct sv_node *call, int i)
{
    size_t n = 0;
    size_t room = 0;
    struct str *rows = NULL;
    struct sv_value item;
    for (struct sv_items items = sv_items_of(run, call, i); sv_items_next(run, &items, &item);) {
        if (n == room) {
            room = room == 0 ? 8 : room * 2;
            rows = arena_grow(run->arena, rows, n, room, sizeof *rows);
        }
        if (rows == NULL) {
            sv_run_too_big(run);
            return sv_value_text(STR_EMPTY);
        }
        rows[n++] = sv_text_of(run, &item);
    }
    return (struct sv_value){.kind = SV_VALUE_NODES, .nodes = rows, .nodes_n = n};
}
