#include "gateway/store/columns.h"
#include "turn_write.intern.h"

static bool has_screen(const struct gw_turn *turn)
{
    return turn->fate == GW_TURN_PENDING && turn->dialogue != NULL && turn->dialogue->next.shown.p != NULL;
}

static void put_screen(struct gw_columns *c, const struct gw_writer *writer, const struct gw_turn *turn)
{
    const struct gw_screen *screen = &turn->dialogue->next;
    gw_put_i64(c, turn->contact_id);
    gw_put_bytea(c, (struct str){.p = (const char *)turn->dialogue->key, .n = GW_DEDUPE_BYTES});
    gw_put_bytea(c, (struct str){.p = (const char *)turn->dedupe, .n = GW_DEDUPE_BYTES});
    gw_put_i64(c, gw_id_next(writer->ids, turn->at_ms));
    gw_put_i32(c, turn->channel_id);
    gw_put_i64(c, turn->dialogue->turns_page ? 0 : turn->event_id);
    gw_put_i64(c, screen->session_id);
    gw_put_time(c, turn->at_ms);
    gw_put_i32(c, screen->hop);
    gw_put_i16(c, screen->position);
    gw_put_i16(c, screen->page);
    gw_put_bool(c, screen->more);
    gw_put_bool(c, screen->awaits);
    gw_put_text(c, screen->text);
    gw_put_text(c, screen->shown);
    gw_next_row(c);
}

void screens_write(struct gw_unit *unit, const struct gw_writer *writer, struct gw_turn *const *turns, size_t n)
{
    struct gw_columns c = gw_columns(unit, n);
    for (size_t i = 0; i < n; i++)
        if (has_screen(turns[i]))
            put_screen(&c, writer, turns[i]);
    gw_columns_send(&c, SQL_USSD_SCREEN_INSERT);
}
