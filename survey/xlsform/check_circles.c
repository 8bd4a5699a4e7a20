#include "base/attr.h"
#include "check_order.h"
#include "check_texts.h"

enum {
    CHAIN_SHOWN = 12,   /* names of one circle */
    CHAIN_BYTES = 1024, /* of its text */
    CIRCLES_MAX = 200   /* findings; the rest shares their cause */
};

/* A row waits for another: by a formula, or because it stands in that group (formula NULL). */
struct edge {
    int32_t from;
    int32_t to;
    const struct formula *formula;
};

struct graph {
    struct edge *edges; /* sorted by from */
    size_t edges_n;
    size_t *first; /* edge index of each row, and one more */
    size_t rows_n;
};

/* The value of a row hangs on its formula, on whether it is asked and on what is on offer. The default of a question is looked at when it
 * is asked, that of a hidden one always. */
static bool counts(const struct check *check, const struct formula *formula)
{
    switch (formula->column) {
    case CHECK_RELEVANT:
    case CHECK_CALCULATION:
    case CHECK_CHOICE_FILTER:
        return formula->expr != NULL;
    case CHECK_DEFAULT:
        return formula->expr != NULL && check->form->rows[formula->row].type == XL_TYPE_HIDDEN;
    case CHECK_CONSTRAINT:
    case CHECK_REQUIRED:
    case CHECK_REPEAT_COUNT:
    case CHECK_COLUMNS:
        break;
    }
    return false;
}

static void add_edge(struct graph *graph, struct edge edge)
{
    if (edge.to >= 0 && (size_t)edge.to < graph->rows_n)
        graph->edges[graph->edges_n++] = edge;
}

static void add_formula(struct graph *graph, const struct formula *formula, int32_t *references)
{
    const size_t n = sv_expr_references(formula->expr, NULL, 0);
    (void)sv_expr_references(formula->expr, references, n);
    for (size_t i = 0; i < n; i++)
        add_edge(graph, (struct edge){.from = formula->row, .to = references[i], .formula = formula});
}

static bool build(const struct check *check, const struct formulas *formulas, struct graph *out_graph)
{
    const size_t rows_n = check->form->rows_n;
    size_t room = rows_n;
    size_t most = 0;
    for (size_t i = 0; i < formulas->n; i++) {
        const size_t n = counts(check, &formulas->items[i]) ? sv_expr_references(formulas->items[i].expr, NULL, 0) : 0;
        most = n > most ? n : most;
        room += n;
    }
    struct graph graph = {.rows_n = rows_n,
                          .edges = ARENA_ARRAY(check->arena, struct edge, room),
                          .first = ARENA_ARRAY(check->arena, size_t, rows_n + 1)};
    int32_t *references = ARENA_ARRAY(check->arena, int32_t, most);
    if (graph.edges == NULL || graph.first == NULL || references == NULL)
        return false;
    size_t at = 0;
    for (size_t row = 0; row < rows_n; row++) {
        graph.first[row] = graph.edges_n;
        for (; at < formulas->n && (size_t)formulas->items[at].row == row; at++)
            if (counts(check, &formulas->items[at]))
                add_formula(&graph, &formulas->items[at], references);
        add_edge(&graph, (struct edge){.from = (int32_t)row, .to = check->form->rows[row].parent});
    }
    graph.first[rows_n] = graph.edges_n;
    *out_graph = graph;
    return true;
}

/* Rows that wait for nobody who waits are settled, until nothing moves; what is left leads into a circle. */
static void settle(const struct graph *graph, bool *settled)
{
    bool moved = true;
    while (moved) {
        moved = false;
        for (size_t row = 0; row < graph->rows_n; row++) {
            bool open = settled[row];
            for (size_t i = graph->first[row]; i < graph->first[row + 1] && !open; i++)
                open = !settled[graph->edges[i].to];
            if (open)
                continue;
            settled[row] = true;
            moved = true;
        }
    }
}

/* The shortest way from a row back to itself: *out_way holds the edges, first to last. */
struct search {
    const struct graph *graph;
    const bool *settled;
    int32_t *queue;
    const struct edge **by; /* how each row was reached */
};

static const struct edge *last_edge(const struct search *search, int32_t start)
{
    size_t head = 0;
    size_t tail = 0;
    for (size_t i = 0; i < search->graph->rows_n; i++)
        search->by[i] = NULL;
    search->queue[tail++] = start;
    while (head < tail) {
        const int32_t row = search->queue[head++];
        for (size_t i = search->graph->first[row]; i < search->graph->first[row + 1]; i++) {
            const struct edge *edge = &search->graph->edges[i];
            if (edge->to == start)
                return edge;
            if (search->settled[edge->to] || search->by[edge->to] != NULL)
                continue;
            search->by[edge->to] = edge;
            search->queue[tail++] = edge->to;
        }
    }
    return NULL;
}

/* "a -> b -> a", and the edge it begins with. */
static struct str chain_of(const struct check *check, const struct search *search, const struct edge *last,
                           int32_t start, const struct edge **out_first)
{
    size_t n = 0;
    *out_first = last;
    search->queue[n++] = last->from;
    for (int32_t row = last->from; row != start;) {
        *out_first = search->by[row];
        row = search->by[row]->from;
        search->queue[n++] = row;
    }
    struct buf buf = buf_in(check->arena, CHAIN_BYTES);
    for (size_t i = 0; i < n && i < CHAIN_SHOWN; i++)
        buf_printf(&buf, "%.*s -> ", STR_FMT(check->form->rows[search->queue[n - 1 - i]].name.text));
    buf_printf(&buf, "%s%.*s", n > CHAIN_SHOWN ? "... -> " : "", STR_FMT(check->form->rows[start].name.text));
    return buf_str(&buf);
}

void xl_check_circles(const struct check *check, const struct formulas *formulas)
{
    struct graph graph = {.edges_n = 0};
    if (!build(check, formulas, &graph))
        return;
    bool *settled = ARENA_ARRAY(check->arena, bool, graph.rows_n);
    struct search search = {.graph = &graph,
                            .settled = settled,
                            .queue = ARENA_ARRAY(check->arena, int32_t, graph.rows_n + 1),
                            .by = ARENA_ARRAY(check->arena, const struct edge *, graph.rows_n)};
    if (settled == NULL || search.queue == NULL || search.by == NULL)
        return;
    settle(&graph, settled);
    size_t said = 0;
    for (size_t row = 0; row < graph.rows_n && said < CIRCLES_MAX; row++) {
        const struct edge *last = settled[row] ? NULL : last_edge(&search, (int32_t)row);
        const struct edge *first = NULL;
        if (last == NULL)
            continue;
        const struct str chain = chain_of(check, &search, last, (int32_t)row, &first);
        /* A question that only stands in a group of a circle: said at the group. */
        if (first->formula == NULL)
            continue;
        xl_findings_add(check->findings, SV_CODE_X005, 0, &first->formula->spot, &chain, 1);
        said++;
    }
}
