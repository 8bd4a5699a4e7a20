#include "rules.h"

enum { SENDS = 1 << TARGET_SEND, PAYS = 1 << TARGET_AIRTIME, TELLS = 1 << TARGET_QUESTION };

struct mode_row {
    const char *name;
    unsigned targets;
};

static const struct mode_row modes[MODES] = {
    [MODE_OK] = {"ok", SENDS | PAYS | TELLS},
    [MODE_TIMEOUT_AFTER] = {"timeout_after", SENDS | PAYS | TELLS},
    [MODE_ERROR_AFTER] = {"error_after", SENDS | PAYS | TELLS},
    [MODE_DROP_AFTER] = {"drop_after", SENDS | PAYS | TELLS},
    [MODE_DROP_BEFORE] = {"drop_before", SENDS | PAYS | TELLS},
    [MODE_DELAY] = {"delay", SENDS | PAYS | TELLS},
    [MODE_DOUBLE_CALLBACK] = {"double_callback", SENDS},
    [MODE_CALLBACK_FIRST] = {"callback_first", SENDS},
    [MODE_THROTTLED] = {"429", SENDS | PAYS | TELLS},
    [MODE_UNAVAILABLE] = {"503", SENDS | PAYS | TELLS},
    [MODE_ERROR_BODY] = {"error_body", SENDS | PAYS | TELLS},
    [MODE_SLOW_DRIP] = {"slow_drip", SENDS | PAYS | TELLS},
    [MODE_PROCESSING] = {"processing", PAYS},
    [MODE_FAILS] = {"fails", PAYS},
    [MODE_INSUFFICIENT] = {"insufficient", PAYS},
    [MODE_REFUSED] = {"refused", PAYS},
    [MODE_LATE] = {"late", PAYS},
    [MODE_RACY] = {"racy", PAYS},
};

const char *mode_name(enum mode mode)
{
    return modes[mode].name;
}

bool mode_read(struct view name, enum mode *out)
{
    for (int i = 0; i < MODES; i++) {
        if (view_is(name, modes[i].name)) {
            *out = (enum mode)i;
            return true;
        }
    }
    return false;
}

bool mode_fits(enum mode mode, enum target target)
{
    return (modes[mode].targets >> target & 1u) != 0;
}

bool target_read(struct view name, enum target *out)
{
    static const char *const names[TARGETS] = {
        [TARGET_SEND] = "send", [TARGET_AIRTIME] = "airtime", [TARGET_QUESTION] = "question"};
    *out = TARGET_SEND;
    for (int i = 0; i < TARGETS; i++) {
        if (view_is(name, names[i])) {
            *out = (enum target)i;
            return true;
        }
    }
    return name.n == 0;
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
