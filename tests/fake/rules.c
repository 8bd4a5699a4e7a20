#include "rules.h"

static const char *const names[MODES] = {
    [MODE_OK] = "ok",
    [MODE_TIMEOUT_AFTER] = "timeout_after",
    [MODE_ERROR_AFTER] = "error_after",
    [MODE_DROP_AFTER] = "drop_after",
    [MODE_DROP_BEFORE] = "drop_before",
    [MODE_DELAY] = "delay",
    [MODE_DOUBLE_CALLBACK] = "double_callback",
    [MODE_CALLBACK_FIRST] = "callback_first",
    [MODE_THROTTLED] = "429",
    [MODE_UNAVAILABLE] = "503",
    [MODE_ERROR_BODY] = "error_body",
    [MODE_SLOW_DRIP] = "slow_drip",
};

const char *mode_name(enum mode mode)
{
    return names[mode];
}

bool mode_read(struct view name, enum mode *out)
{
    for (int i = 0; i < MODES; i++) {
        if (view_is(name, names[i])) {
            *out = (enum mode)i;
            return true;
        }
    }
    return false;
}

static struct rule *find(struct rules *rules, struct view number)
{
    for (size_t i = 0; i < rules->n; i++) {
        if (view_equal((struct view){rules->rule[i].number, rules->rule[i].number_n}, number)) {
            return &rules->rule[i];
        }
    }
    return NULL;
}

bool rules_set(struct rules *rules, const struct rule *rule)
{
    struct rule *const same = find(rules, (struct view){rule->number, rule->number_n});
    if (same != NULL) {
        *same = *rule;
        return true;
    }
    if (rules->n == RULES_MAX) {
        return false;
    }
    rules->rule[rules->n++] = *rule;
    return true;
}

enum mode rules_choose(struct rules *rules, struct view number, struct chance *chance, int64_t *out_delay_ms)
{
    struct rule *rule = find(rules, number);
    if (rule == NULL) {
        rule = find(rules, (struct view){0});
    }
    if (rule == NULL || rule->count == 0 || !chance_hits(chance, rule->probability)) {
        return MODE_OK;
    }
    if (rule->count > 0) {
        rule->count--;
    }
    *out_delay_ms = rule->delay_ms;
    return rule->mode;
}
