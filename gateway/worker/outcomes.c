#include "base/limits.h"
#include "gateway/log.h"
#include "gateway/store/columns.h"
#include "sender.intern.h"

static struct str kind_of(const struct sending *sending)
{
    static const struct str kinds[GW_OUTCOME_COUNT] = {
        [GW_OUTCOME_ACCEPTED] = {"accepted", 8}, [GW_OUTCOME_RETRY] = {"retry", 5},
        [GW_OUTCOME_REJECTED] = {"rejected", 8}, [GW_OUTCOME_OPTED_OUT] = {"opted_out", 9},
        [GW_OUTCOME_ACCOUNT] = {"account", 7},   [GW_OUTCOME_REAUTH] = {"retry", 5},
        [GW_OUTCOME_UNKNOWN] = {"unknown", 7},
    };
    return kinds[sending->result.outcome];
}

static void put_outcome(struct gw_columns *c, const struct sending *sending)
{
    gw_put_i64(c, sending->contact_id);
    gw_put_i64(c, sending->outbox_id);
    gw_put_i64(c, sending->event_id);
    gw_put_i64(c, sending->session_id);
    gw_put_i32(c, sending->channel_id);
    gw_put_text(c, kind_of(sending));
    gw_put_i16(c, sending->attempt);
    gw_put_i16(c, sending->priority);
    gw_put_bool(c, sending->after_stop);
    gw_put_i16(c, (int16_t)sending->segments);
    gw_put_text(c, sending->result.provider_id);
    gw_put_text(c, sending->result.error_code);
    gw_put_time(c, sending->due_ms);
    gw_put_bool(c, sending->result.outcome == GW_OUTCOME_UNKNOWN);
    gw_put_bool(c, sending->again);
    gw_next_row(c);
}

static void written(void *context, struct gw_unit *unit, enum rc rc, const struct err *err)
{
    struct sender *sender = context;
    (void)unit;
    sender->busy_writing = false;
    struct sending *list = sender->writing;
    sender->writing = NULL;
    if (rc == RC_OK) {
        sending_free_list(list);
        outcomes_write(sender);
        sender_kick(sender, sender->more);
        return;
    }
    gw_log_err("outcomes_wait", err);
    /* Known outcomes are kept until they are written: losing one would send the text again. */
    for (struct sending *s = list; s != NULL; s = s->next)
        s->again = true;
    struct sending **end = &sender->finished;
    while (*end != NULL)
        end = &(*end)->next;
    *end = list;
}

static void add_side_effects(struct gw_unit *unit, const struct sending *list)
{
    int64_t stopped[GW_SENDING_BATCH_MAX];
    size_t stopped_n = 0;
    for (const struct sending *s = list; s != NULL; s = s->next) {
        if (s->result.outcome == GW_OUTCOME_OPTED_OUT && stopped_n < GW_SENDING_BATCH_MAX)
            stopped[stopped_n++] = s->contact_id;
    }
    if (stopped_n > 0) {
        struct gw_args args = gw_args_on(gw_unit_arena(unit));
        gw_arg_i64s(&args, stopped, stopped_n);
        gw_unit_add(unit, SQL_CONTACT_STOPPED, &args);
    }
    for (const struct sending *s = list; s != NULL; s = s->next) {
        if (s->result.outcome != GW_OUTCOME_ACCOUNT)
            continue;
        LOG(GW_LOG_ERROR, "channel_paused", LOG_NUMBER("channel", s->channel_id),
            LOG_TEXT("code", s->result.error_code));
        struct gw_args args = gw_args_on(gw_unit_arena(unit));
        gw_arg_i32(&args, s->channel_id);
        gw_arg_text(&args, STR("the provider refused our credentials or credit"));
        gw_unit_add(unit, SQL_CHANNEL_PAUSE, &args);
        struct gw_args notify = gw_args_on(gw_unit_arena(unit));
        gw_arg_text(&notify, STR("catalog"));
        gw_unit_add(unit, SQL_NOTIFY, &notify);
        return;
    }
}

/* Takes at most as many as the stack of side effects holds; the rest follows at once. */
static struct sending *take_finished(struct sender *sender)
{
    struct sending *list = sender->finished;
    struct sending *last = list;
    for (size_t n = 1; last != NULL && last->next != NULL && n < GW_SENDING_BATCH_MAX; n++)
        last = last->next;
    sender->finished = last == NULL ? NULL : last->next;
    if (last != NULL)
        last->next = NULL;
    return list;
}

void outcomes_write(struct sender *sender)
{
    if (sender->busy_writing || sender->finished == NULL || !gw_pg_ready(sender->pg))
        return;
    struct gw_unit *unit = gw_unit_new(sender->pg);
    sender->writing = take_finished(sender);
    struct gw_columns c = gw_columns(unit, GW_SENDING_BATCH_MAX);
    for (const struct sending *s = sender->writing; s != NULL; s = s->next)
        put_outcome(&c, s);
    gw_columns_send(&c, SQL_OUTBOX_OUTCOME);
    add_side_effects(unit, sender->writing);
    sender->busy_writing = true;
    gw_unit_send(unit, written, sender);
}
