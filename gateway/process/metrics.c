#include "gateway/metrics.h"

struct metric {
    struct str name;
    struct str type;
    struct str help;
};

static const struct metric metrics[GW_METRIC_COUNT] = {
#define X(id, name_text, type_text, help_text)                                                                         \
    [id] = {.name = {name_text, sizeof(name_text) - 1},                                                                \
            .type = {type_text, sizeof(type_text) - 1},                                                                \
            .help = {help_text, sizeof(help_text) - 1}},
    GW_METRIC_LIST(X)
#undef X
};

void gw_metrics_put(const struct gw_metrics *values, struct buf *out)
{
    for (size_t i = 0; i < GW_METRIC_COUNT; i++) {
        const struct metric *m = &metrics[i];
        buf_printf(out, "# HELP puente_%.*s %.*s\n# TYPE puente_%.*s %.*s\npuente_%.*s ", STR_FMT(m->name),
                   STR_FMT(m->help), STR_FMT(m->name), STR_FMT(m->type), STR_FMT(m->name));
        buf_put_i64(out, values->values[i]);
        buf_put_byte(out, '\n');
    }
}
