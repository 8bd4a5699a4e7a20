#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "dialogue.intern.h"
#include "gateway/conversation.h"

enum {
    /* Nobody answers a question not yet seen: until our reply is with the provider and this long after, the same text
     * is the same event. */
    WEAK_AFTER_SENT_MS = 5 * 1000,
    /* While our 200 was not seen to leave, the provider may repeat it for as long as providers do. */
    WEAK_UNSEEN_MS = 10 * 60 * 1000
};

/* Two occasions of the same text on a channel without ids differ in what went before them. */
static void weak_key(const struct gw_turn *turn, int64_t after_event_id, uint8_t out[GW_DEDUPE_BYTES])
{
    const struct str parts[] = {
        {.p = (const char *)turn->dedupe, .n = GW_DEDUPE_BYTES},
        {.p = (const char *)&after_event_id, .n = sizeof after_event_id},
    };
    gw_dedupe_key(parts, COUNT_OF(parts), out);
}

/* Invariant 2 for a channel that sends neither id nor time; decided under the contact's lock against its last event. */
static bool weak_repeat(const struct gw_turn *turn)
{
    if (turn->last_event_id == 0)
        return false;
    uint8_t as_last[GW_DEDUPE_BYTES];
    weak_key(turn, turn->before_last_event_id, as_last);
    if (memcmp(as_last, turn->last_dedupe, GW_DEDUPE_BYTES) != 0)
        return false;
    const bool unseen = turn->left_event_id < turn->last_event_id && turn->at_ms - turn->last_at_ms < WEAK_UNSEEN_MS;
    if (turn->last_waiting || unseen)
        return true;
    const bool sent = turn->last_sent_ms != INT64_MIN;
    const int64_t since_ms = turn->at_ms - (sent && !turn->last_silent ? turn->last_sent_ms : turn->last_at_ms);
    return since_ms < WEAK_AFTER_SENT_MS;
}

static bool is_duplicate(struct gw_turn *turn)
{
    if (!turn->weak)
        return turn->seen;
    if (weak_repeat(turn)) {
        /* When the answer to the repeat leaves, it is the first one that was acknowledged. */
        turn->event_id = turn->last_event_id;
        return true;
    }
    uint8_t key[GW_DEDUPE_BYTES];
    weak_key(turn, turn->last_event_id, key);
    memcpy(turn->dedupe, key, GW_DEDUPE_BYTES);
    return false;
}

/* ---- what begins ---- */

/* The person is ahead of the worker: a session that waits for them begins now, and not a second one beside it. */
static void adopt(struct gw_turn *turn, const struct gw_waiting *waiting)
{
    turn->queued = true;
    turn->session_id = waiting->session_id;
    turn->participant_id = waiting->participant_id;
    turn->survey_version_id = waiting->survey_version_id;
    turn->country = waiting->country;
    turn->zone = waiting->zone;
    turn->utc_offset_s = waiting->utc_offset_s;
    turn->wave_id = waiting->wave_id;
}

static void begin(struct gw_turn *turn, const struct gw_survey *survey)
{
    turn->kind = SV_EVENT_BEGIN;
    turn->by_person = true;
    turn->survey = survey;
}

/* Begins the survey, or the session of it that waits. */
static void begin_survey(struct gw_turn *turn, const struct gw_catalog *catalog, const struct gw_survey *survey)
{
    for (size_t i = 0; i < turn->waiting_n; i++) {
        const struct gw_survey *of = gw_catalog_survey(catalog, turn->waiting[i].survey_version_id);
        if (of == NULL || of->programme_id != survey->programme_id || !str_eq(of->form_id, survey->form_id))
            continue;
        adopt(turn, &turn->waiting[i]);
        begin(turn, of);
        return;
    }
    begin(turn, survey);
}

/* A text of somebody without an open session may be the keyword of a survey. One number used by several people is not
 * guessed: their text goes to a human. */
static enum rc find_keyword(struct gw_turn *turn, const struct gw_catalog *catalog, struct arena *arena)
{
    if (turn->persons_here_n != 1)
        return RC_OK;
    struct str folded;
    const enum rc rc = sv_fold(turn->text, NULL, arena, &folded);
    if (rc != RC_OK)
        return err_set(&turn->err, rc, "text too long to compare");
    const struct gw_survey *survey = gw_catalog_keyword(catalog, turn->programme_id, folded);
    if (survey != NULL)
        begin_survey(turn, catalog, survey);
    return RC_OK;
}

/* Dialling with nothing open begins what waits for the person, else the survey of the channel. */
static enum rc find_for_dial(struct gw_turn *turn, const struct gw_catalog *catalog)
{
    if (turn->waiting_n > 0) {
        const struct gw_survey *of = gw_catalog_survey(catalog, turn->waiting[0].survey_version_id);
        if (of == NULL)
            return err_set(&turn->err, RC_UNAVAILABLE, "survey version %d is not loaded",
                           turn->waiting[0].survey_version_id);
        adopt(turn, &turn->waiting[0]);
        begin(turn, of);
        return RC_OK;
    }
    const struct gw_survey *survey = gw_catalog_survey_of(catalog, turn->programme_id, turn->dialogue->survey);
    if (turn->persons_here_n == 1 && survey != NULL)
        begin(turn, survey);
    return RC_OK;
}

static enum rc find_beginning(struct gw_turn *turn, const struct gw_catalog *catalog, struct arena *arena)
{
    return turn->kind == SV_EVENT_DIAL ? find_for_dial(turn, catalog) : find_keyword(turn, catalog, arena);
}

/* Who the person is decides zone, country and language of what begins. */
static void take_person(struct gw_turn *turn, const struct gw_channel *channel)
{
    if (turn->persons_here_n == 1 || turn->persons_n == 1) {
        turn->participant_id = turn->person.participant_id;
        turn->country = turn->person.country;
        turn->zone = turn->person.zone;
        turn->utc_offset_s = turn->person.utc_offset_s;
    } else if (channel != NULL) {
        turn->country = channel->country;
        turn->zone = channel->zone;
        turn->utc_offset_s = channel->utc_offset_s;
    }
    if (turn->language.n == 0)
        turn->language = turn->person.language.p == NULL ? STR_EMPTY : turn->person.language;
}

static void fill_setting(struct gw_turn *turn, const struct gw_catalog *catalog, const struct gw_channel *channel)
{
    const struct sv_languages *languages = gw_catalog_languages_of(catalog, turn->programme_id);
    const struct str fallback = channel == NULL ? languages->items[0].code : channel->language;
    const struct sv_language *language = sv_language_find(languages, turn->language);
    if (language == NULL)
        language = sv_language_find(languages, fallback);
    turn->setting = (struct sv_setting){
        .form = turn->survey == NULL ? NULL : turn->survey->form,
        .languages = languages,
        .language = language == NULL ? &languages->items[0] : language,
        .contact_known = turn->persons_n > 0 || turn->participant_id != 0,
        .opted_out = turn->opted_out,
        .greeted_today = turn->greeted,
        .country = turn->country,
        .language_code = turn->language,
        .reminders_max = gw_reminders_max(turn->wave_id),
    };
    turn->begin_language = turn->language;
}

static enum rc read_session(const struct gw_turn *turn, struct arena *arena, struct sv_session *out_session,
                            struct err *err)
{
    *out_session = SV_SESSION_NEW;
    if (turn->session_id == 0 || turn->queued)
        return RC_OK;
    return sv_session_decode(turn->state, arena, out_session, err);
}

int32_t gw_reminders_max(int32_t wave_id)
{
    return wave_id == 0 ? 0 : GW_WAVE_REMINDERS_MAX;
}

void gw_event_inputs(const struct gw_keys *keys, int64_t contact_id, struct sv_event *event)
{
    gw_derive(keys->bytes[GW_KEY_INDEX], STR("event-random"), contact_id, event->event_id, (uint8_t *)&event->random,
              sizeof event->random);
    gw_derive(keys->bytes[GW_KEY_INDEX], STR("event-uuid"), contact_id, event->event_id, event->uuid,
              sizeof event->uuid);
}

static enum rc step(struct gw_turn *turn, const struct sv_session *before, const struct gw_writer *writer,
                    struct arena *arena)
{
    struct sv_event event = {.kind = turn->kind,
                             .event_id = turn->event_id,
                             .now_ms = turn->at_ms,
                             .utc_offset_s = turn->utc_offset_s,
                             .text = turn->text,
                             .by_person = turn->by_person,
                             .on_screen = turn->dialogue != NULL};
    gw_event_inputs(writer->keys, turn->contact_id, &event);
    return sv_engine_step(&turn->setting, before, &event, arena, &turn->step, &turn->err);
}

/* What is open, and for whom. */
static enum rc find_session(struct gw_turn *turn, const struct gw_catalog *catalog, const struct gw_channel *channel)
{
    turn->survey = NULL;
    if (turn->session_id == 0) {
        take_person(turn, channel);
        return RC_OK;
    }
    turn->survey = gw_catalog_survey(catalog, turn->survey_version_id);
    /* A version published a moment ago: known after the next reading of the catalogue. */
    if (turn->survey == NULL)
        return err_set(&turn->err, RC_UNAVAILABLE, "survey version %d is not loaded", turn->survey_version_id);
    return RC_OK;
}

static enum rc move(struct gw_turn *turn, const struct sv_session *before, const struct gw_writer *writer,
                    struct arena *arena)
{
    const bool without_session = turn->session_id == 0;
    turn->event_id = gw_id_next(writer->ids, turn->at_ms);
    if (!turn->contact_exists)
        turn->contact_id = gw_id_next(writer->ids, turn->at_ms);
    const enum rc rc = step(turn, before, writer, arena);
    if (rc != RC_OK)
        return rc;
    turn->begins = without_session && turn->step.session.state != SV_STATE_NONE;
    if (turn->begins) {
        assert(turn->survey != NULL); /* without a form there is no session to begin */
        turn->session_id = gw_id_next(writer->ids, turn->at_ms);
        turn->survey_version_id = turn->survey->survey_version_id;
    }
    return turn->dialogue == NULL ? RC_OK : dialogue_show(turn);
}

enum rc gw_turn_decide(struct gw_turn *turn, const struct gw_catalog *catalog, const struct gw_writer *writer,
                       struct arena *arena)
{
    if (is_duplicate(turn)) {
        turn->fate = GW_TURN_DUPLICATE;
        return turn->dialogue == NULL ? RC_OK : dialogue_show_again(turn);
    }
    const struct gw_channel *channel = gw_catalog_channel_of(catalog, turn->channel_id);
    struct sv_session before;
    enum rc rc = find_session(turn, catalog, channel);
    if (rc == RC_OK)
        rc = read_session(turn, arena, &before, &turn->err);
    if (rc != RC_OK)
        return rc;
    fill_setting(turn, catalog, channel);
    if (turn->dialogue != NULL)
        rc = dialogue_hear(turn, &before, arena);
    if (rc != RC_OK || (turn->dialogue != NULL && turn->dialogue->turns_page))
        return rc;
    if (turn->session_id == 0) {
        rc = find_beginning(turn, catalog, arena);
        if (rc != RC_OK)
            return rc;
        fill_setting(turn, catalog, channel);
    }
    return move(turn, &before, writer, arena);
}
