#include <assert.h>

#include "base/attr.h"
#include "base/limits.h"
#include "replies.h"
#include "uses.h"
#include "walker.h"

/* The search goes answer by answer: all ways with one answer more than those before. Of two that stand at the same question, where
 * everything that follows looks at the same answers, only the better one goes on. */

enum {
    WAYS_MAX = 64, /* of those that differ in what follows: six yes-or-no answers at a time */
    DAY_MS = 24 * 60 * 60 * 1000
};

struct way {
    struct walker walker;
    uint64_t outlook; /* what follows depends on this alone */
};

struct ways {
    struct way items[WAYS_MAX];
    size_t n;
};

struct search {
    const struct sv_paths_setting *setting;
    const int32_t *last; /* row that looks at each answer */
    bool longest;
    struct ways *here;
    struct ways *next;
    struct arena *arena; /* of `next` */
    struct sv_path_bounds *bounds;
    struct sv_path best;
    bool found;
    struct err *err;
};

static bool is_better(const struct search *search, const struct sv_path *a, const struct sv_path *b)
{
    if (a->segments != b->segments)
        return search->longest ? a->segments > b->segments : a->segments < b->segments;
    return search->longest ? a->replies > b->replies : a->replies < b->replies;
}

/* ---- what follows ---- */

/* FNV-1a. */
static uint64_t mix_byte(uint64_t hash, uint8_t byte)
{
    return (hash ^ byte) * UINT64_C(1099511628211);
}

static uint64_t mix_number(uint64_t hash, uint64_t number)
{
    for (unsigned i = 0; i < sizeof number; i++)
        hash = mix_byte(hash, (uint8_t)(number >> (8 * i)));
    return hash;
}

static uint64_t mix_text(uint64_t hash, struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        hash = mix_byte(hash, (uint8_t)text.p[i]);
    return mix_number(hash, text.n);
}

static uint64_t outlook_of(const struct search *search, const struct sv_session *session)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    hash = mix_number(hash, (uint64_t)session->state);
    hash = mix_number(hash, (uint64_t)session->question);
    for (size_t i = 0; i < session->answers_n; i++) {
        const struct sv_answer *answer = &session->answers[i];
        if (search->last[answer->question] < session->question)
            continue;
        hash = mix_number(hash, (uint64_t)answer->question);
        hash = mix_text(hash, answer->value);
    }
    return hash;
}

/* ---- ways ---- */

/* The place of a way with this outlook, or of the worst one where there is no room; NULL: it is not needed. */
static struct way *place_for(struct search *search, const struct stride *stride, uint64_t outlook)
{
    struct ways *next = search->next;
    struct way *worst = &next->items[0];
    for (size_t i = 0; i < next->n; i++) {
        struct way *way = &next->items[i];
        if (way->outlook == outlook)
            return is_better(search, &stride->walker.path, &way->walker.path) ? way : NULL;
        if (is_better(search, &worst->walker.path, &way->walker.path))
            worst = way;
    }
    if (next->n < WAYS_MAX)
        return &next->items[next->n++];
    search->bounds->limited = true;
    return is_better(search, &stride->walker.path, &worst->walker.path) ? worst : NULL;
}

static void arrive(struct search *search, const struct sv_path *path)
{
    if (path->completed == 0 || (search->found && !is_better(search, path, &search->best)))
        return;
    search->found = true;
    search->best = *path;
}

static enum rc take(struct search *search, struct stride *stride)
{
    if (stride->session.state == SV_STATE_CLOSED) {
        arrive(search, &stride->walker.path);
        return RC_OK;
    }
    const uint64_t outlook = outlook_of(search, &stride->session);
    struct way *way = place_for(search, stride, outlook);
    if (way == NULL)
        return RC_OK;
    const enum rc rc = sv_walk_keep(stride, search->arena, search->err);
    *way = (struct way){.walker = stride->walker, .outlook = outlook};
    return rc;
}

/* ---- answers ---- */

static bool is_branched_on(const struct search *search, int32_t question)
{
    return search->last[question] >= 0 || search->setting->form->questions[question].actions_n > 0;
}

static enum rc try_event(struct search *search, const struct walker *walker, const struct sv_event *event,
                         bool *out_refused)
{
    struct sv_session before = SV_SESSION_NEW;
    struct stride stride = {.refused = true};
    arena_reset(search->setting->step);
    enum rc rc = sv_walk_session(search->setting, walker, &before, search->err);
    if (rc == RC_OK)
        rc = sv_walk(search->setting, walker, &before, event, &stride, search->err);
    if (rc != RC_OK)
        return rc;
    *out_refused = stride.refused;
    return stride.refused ? RC_OK : take(search, &stride);
}

static enum rc assume(struct search *search, const struct walker *walker, int32_t question)
{
    const struct sv_event event = {.kind = SV_EVENT_TEXT, .heard = sv_walk_assumed(search->setting, question)};
    bool refused = false;
    if (search->bounds->assumed < 0)
        search->bounds->assumed = question;
    return try_event(search, walker, &event, &refused);
}

static enum rc try_replies(struct search *search, const struct walker *walker, int32_t question)
{
    struct replies replies;
    bool taken = false;
    const int64_t today = search->setting->now_ms / DAY_MS;
    if (sv_replies(search->setting->form, question, today, search->arena, &replies) != RC_OK)
        return err_set(search->err, RC_TOO_BIG, "no room for the ways through a survey");
    const bool branch = is_branched_on(search, question);
    search->bounds->limited = search->bounds->limited || (branch && replies.limited);
    for (size_t i = 0; i < replies.n && (branch || !taken); i++) {
        const struct sv_event event = {.kind = SV_EVENT_TEXT, .text = replies.texts[i]};
        bool refused = false;
        const enum rc rc = try_event(search, walker, &event, &refused);
        if (rc != RC_OK)
            return rc;
        taken = taken || !refused;
    }
    return taken ? RC_OK : assume(search, walker, question);
}

static enum rc go_on(struct search *search, const struct walker *walker)
{
    struct sv_session session;
    arena_reset(search->setting->step);
    const enum rc rc = sv_walk_session(search->setting, walker, &session, search->err);
    if (rc != RC_OK)
        return rc;
    if (session.state == SV_STATE_ASKING)
        return try_replies(search, walker, session.question);
    const struct sv_event yes = {.kind = SV_EVENT_TEXT, .heard = {.kind = SV_HEARD_YES, .question = -1}};
    bool refused = false;
    assert(session.state == SV_STATE_CONSENT);
    return try_event(search, walker, &yes, &refused);
}

/* ---- the search ---- */

static enum rc begin(struct search *search)
{
    const struct walker nobody = {.now_ms = search->setting->now_ms};
    const struct sv_event event = {.kind = SV_EVENT_BEGIN};
    bool refused = false;
    search->next->n = 0;
    return try_event(search, &nobody, &event, &refused);
}

/* Every answer takes a way nearer to its end, but for one that makes an earlier one be asked again: then it is left. */
static enum rc search_all(struct search *search)
{
    struct arena *arenas[] = {search->setting->now, search->setting->behind};
    const size_t rounds_max = 2 * search->setting->form->questions_n + 2;
    enum rc rc = begin(search);
    for (size_t round = 0; rc == RC_OK && search->next->n > 0; round++) {
        struct ways *done = search->here;
        search->here = search->next;
        search->next = done;
        search->next->n = 0;
        if (round == rounds_max) {
            search->bounds->limited = true;
            break;
        }
        search->arena = arenas[(round + 1) % COUNT_OF(arenas)];
        arena_reset(search->arena);
        for (size_t i = 0; rc == RC_OK && i < search->here->n; i++)
            rc = go_on(search, &search->here->items[i].walker);
    }
    return rc;
}

static enum rc search_one(const struct sv_paths_setting *setting, bool longest, struct sv_path_bounds *bounds,
                          struct sv_path *out_path, struct err *err)
{
    struct ways one = {.n = 0};
    struct ways other = {.n = 0};
    int32_t last[SV_QUESTIONS_MAX];
    assert(setting->form->questions_n <= COUNT_OF(last));
    arena_reset(setting->now);
    arena_reset(setting->behind);
    if (sv_uses(setting->form, setting->language, setting->now, last) != RC_OK)
        return err_set(err, RC_TOO_BIG, "no room for the ways through a survey");
    struct search search = {.setting = setting,
                            .last = last,
                            .longest = longest,
                            .here = &one,
                            .next = &other,
                            .arena = setting->now,
                            .bounds = bounds,
                            .err = err};
    const enum rc rc = search_all(&search);
    bounds->found = search.found;
    *out_path = search.best;
    return rc;
}

enum rc sv_paths_bounds(const struct sv_paths_setting *setting, struct sv_path_bounds *out_bounds, struct err *err)
{
    struct sv_path_bounds bounds = {.assumed = -1};
    enum rc rc = search_one(setting, false, &bounds, &bounds.shortest, err);
    if (rc == RC_OK)
        rc = search_one(setting, true, &bounds, &bounds.longest, err);
    if (rc == RC_OK)
        *out_bounds = bounds;
    return rc;
}
