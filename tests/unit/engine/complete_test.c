/* One conversation through everything a form can do (tests/fixtures/forms/completa.json): filtered choices, hidden values, defaults,
 * times, an order, what answers set off, calculations that look ahead, BACK, screens, and the fold of it all. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>

#include "talk.h"

TestSuite(complete, .timeout = 20);

static void talk_complete(struct talk *talk, const char *name)
{
    static char json[64 * 1024];
    FILE *file = fopen(FIXTURES "/forms/completa.json", "rb");
    cr_assert(file != NULL);
    const size_t n = fread(json, 1, sizeof json - 1, file);
    (void)fclose(file);
    json[n] = 0;
    talk_init(talk, name, json);
}

#define PAIS "Pais:\n1 Guatemala\n2 Senegal"
#define ZONA_GT "Zona:\n1 Quiche\n2 Peten"
#define FALTA "Que falta?\n1 Comida\n2 Salud\n3 Techo\n[multiple_hint]"
#define SEGURO "Esta a salvo?\n1 Si\n2 No"
#define ORDEN "En que orden?\n1 Comida\n2 Salud\n[rank_hint]"
#define HORA "Desde que hora?\n[time_hint]\n0 = 08:00"
#define HASTA "Hasta que hora?\n[time_hint]\n0 = 18:00"
#define COMPARTIR "Podemos dar su numero?\n1 Si\n2 No"
#define BASTA "No quiere mas mensajes?\n1 Si\n2 No\n0 = No"

#define TO_PAIS "@ keyword", "answer siempre=GT prefilled", "reply: Hola.\n" PAIS
#define TO_ZONA TO_PAIS, "> 1", "answer pais=GT number", "reply: " ZONA_GT
#define TO_FALTA                                                                                                       \
    TO_ZONA, "> 1", "answer zona=GT-QC number", "reply: Lugar:\n1 Nebaj\n2 Otro lugar\n[skip_hint]", "> 2",            \
        "answer lugar=otro number", "reply: " FALTA
#define TWO_NEEDS                                                                                                      \
    "> 1 2", "answer falta=food health number", "ticket task food", "ticket referral health",                          \
        "answer lado=2 calculated", "answer codigo=C2 calculated", "answer linea=C2/2 calculated"
#define TO_HORA                                                                                                        \
    TO_FALTA, TWO_NEEDS, "reply: " SEGURO, "> 2", "answer seguro=2 number", "ticket urgent safety",                    \
        "ticket task visit", "reply: Le llamamos hoy.\n" ORDEN, "> 2 1", "answer orden=health food number",            \
        "reply: " HORA
#define TO_BASTA                                                                                                       \
    TO_HORA, "> 0", "answer hora=08:00 default", "reply: " HASTA, "> saltar", "answer hasta=18:00 default",            \
        "reply: Apodo?\n0 = ...", "> 0", "answer apodo=P-GT default", "reply: " COMPARTIR, "> 1",                      \
        "answer compartir=1 number", "consent given referral", "reply: " BASTA

Test(complete, choices_are_numbered_after_filtering)
{
    struct talk talk;
    talk_complete(&talk, __func__);
    PLAY(&talk, TO_ZONA, "> 3", "reply: [invalid_choice]\n" ZONA_GT, "> Dakar", "reply: [invalid_choice]\n" ZONA_GT,
         "> 2", "answer zona=GT-PE number", "reply: Lugar:\n1 Flores\n2 Otro lugar\n[skip_hint]", "> atras",
         "unanswer zona", "reply: " ZONA_GT, "> quiche", "answer zona=GT-QC label",
         "reply: Lugar:\n1 Nebaj\n2 Otro lugar\n[skip_hint]", "> flores",
         "reply: [invalid_choice]\nLugar:\n1 Nebaj\n2 Otro lugar\n[skip_hint]", "> 0", "answer lugar= skipped",
         "reply: " FALTA);
    talk_release(&talk);
}

Test(complete, a_question_with_nothing_on_offer_is_not_asked)
{
    struct talk talk;
    talk_complete(&talk, __func__);
    PLAY(&talk, TO_PAIS, "> 2", "answer pais=SN number", "reply: Zona:\n1 Dakar", "> 1", "answer zona=SN-DK number",
         "reply: " FALTA, "? asking falta");
    talk_release(&talk);
}

Test(complete, from_the_first_to_the_last)
{
    struct talk talk;
    talk_complete(&talk, __func__);
    PLAY(&talk, TO_BASTA, "> atras", "unanswer compartir", "reply: " COMPARTIR, "> no", "answer compartir=2 label",
         "consent refused referral", "reply: " BASTA, "> 0", "answer basta=2 default", "close",
         "reply: Desde 08:00, primero Salud, Comida. C2/2 \nGracias por todo.", "? closed I");
    talk_release(&talk);
}

Test(complete, going_back_and_answering_otherwise_leaves_the_tickets)
{
    struct talk talk;
    talk_complete(&talk, __func__);
    PLAY(&talk, TO_FALTA, TWO_NEEDS, "reply: " SEGURO, "> atras", "unanswer falta", "unanswer lado",
         "answer linea=C2/ calculated", "reply: " FALTA, "> 3", "answer falta=home number", "answer lado=1 calculated",
         "answer linea=C2/1 calculated", "reply: " SEGURO, "> 1", "answer seguro=1 number", "reply: " HORA);
    talk_release(&talk);
}

Test(complete, an_order_has_everything_once)
{
    struct talk talk;
    talk_complete(&talk, __func__);
    PLAY(&talk, TO_FALTA, TWO_NEEDS, "reply: " SEGURO, "> 1", "answer seguro=1 number", "reply: " ORDEN, "> 1 1",
         "reply: [invalid_rank]\n" ORDEN, "> 2", "reply: [invalid_rank]\n" ORDEN, "> salud, comida",
         "answer orden=health food label", "reply: " HORA);
    talk_release(&talk);
}

Test(complete, times_in_two_readings_are_asked_again)
{
    struct talk talk;
    talk_complete(&talk, __func__);
    PLAY(&talk, TO_HORA, "> 8", "reply: [08:00 o 20:00?]\n" HORA, "> 8 pm", "answer hora=20:00 date",
         "reply: Hasta que hora?\n[time_hint]\n[skip_hint]", "> 20h",
         "reply: Otra hora, por favor.\nHasta que hora?\n[time_hint]\n[skip_hint]", "> 6:30", "answer hasta=06:30 date",
         "reply: Apodo?\n0 = ...");
    talk_release(&talk);
}

Test(complete, an_answer_can_end_the_messages)
{
    struct talk talk;
    talk_complete(&talk, __func__);
    PLAY(&talk, TO_BASTA, "> 1", "answer basta=1 number", "opt_out", "close",
         "reply!: Desde 08:00, primero Salud, Comida. C2/2 \nGracias por todo.\n[stop_done]", "? closed I", "> hola",
         "inbox opted_out", "> alto");
    talk_release(&talk);
}

Test(complete, the_same_on_screens)
{
    struct talk talk;
    talk_complete(&talk, __func__);
    PLAY(&talk, TO_PAIS, "~ goes on", "# 1", "answer pais=GT number", "reply: " ZONA_GT, "~ goes on", "# 2",
         "answer zona=GT-PE number", "reply: Lugar:\n1 Flores\n2 Otro lugar\n[skip_hint]", "@ dial",
         "reply: Lugar:\n1 Flores\n2 Otro lugar\n[skip_hint]", "# 1", "answer lugar=flores number", "reply: " FALTA,
         "# 3", "answer falta=home number", "answer lado=1 calculated", "answer codigo=C1 calculated",
         "answer linea=C1/1 calculated", "reply: " SEGURO, "# 2", "answer seguro=2 number", "ticket urgent safety",
         "ticket task visit", "reply: Le llamamos hoy.\n" HORA, "# 0", "answer hora=08:00 default", "reply: " HASTA,
         "# 0", "answer hasta=18:00 default", "reply: Apodo?\n0 = ...", "# Ana", "answer apodo=Ana text",
         "reply: " COMPARTIR, "# 2", "answer compartir=2 number", "consent refused referral", "reply: " BASTA,
         "~ goes on", "# 1", "answer basta=1 number", "opt_out", "close",
         "reply!: Desde 08:00, primero . C1/1 \nGracias por todo.\n[stop_done]", "~ ends", "? closed I", "# hola",
         "inbox opted_out", "reply!: [stopped]", "~ ends");
    talk_release(&talk);
}

/* The whole conversation once more, from nothing and without its texts. */
Test(complete, the_events_fold_to_the_session)
{
    static const char *const texts[] = {"1", "2", "2", "1 2", "atras", "1 3",   "x", "2",   "2 1",
                                        "8", "0", "0", "0",   "1",     "atras", "2", "00x", "saltar"};
    struct sv_heard heard[COUNT_OF(texts) + 1];
    struct sv_event events[COUNT_OF(texts) + 1];
    struct talk talk;
    talk_complete(&talk, __func__);
    struct sv_session session = SV_SESSION_NEW;
    for (size_t i = 0; i <= COUNT_OF(texts); i++) {
        struct sv_step step = {.effects_n = 0};
        events[i] = (struct sv_event){.kind = i == 0 ? SV_EVENT_BEGIN : SV_EVENT_TEXT,
                                      .event_id = (int64_t)i,
                                      .now_ms = TALK_START_MS + (int64_t)i * 60000,
                                      .utc_offset_s = -6 * 3600,
                                      .random = i,
                                      .text = i == 0 ? STR_EMPTY : str_of(texts[i - 1]),
                                      .by_person = i == 0};
        cr_assert(eq(int, sv_engine_step(&talk.setting, &session, &events[i], talk.arena, &step, NULL), RC_OK));
        session = step.session;
        heard[i] = step.heard;
    }
    cr_assert(eq(int, session.state, SV_STATE_CLOSED));
    cr_assert(gt(sz, session.answers_n, 14));
    struct str bytes = STR_EMPTY;
    for (size_t i = 0; i <= COUNT_OF(texts); i++) {
        struct sv_session before = SV_SESSION_NEW;
        struct sv_step step = {.effects_n = 0};
        events[i].text = STR("00");
        events[i].heard = heard[i];
        if (bytes.n > 0)
            cr_assert(eq(int, sv_session_decode(bytes, talk.arena, &before, NULL), RC_OK));
        cr_assert(eq(int, sv_engine_step(&talk.setting, &before, &events[i], talk.arena, &step, NULL), RC_OK));
        bytes = encoded(talk.arena, &step.session);
    }
    cr_expect(str_eq(bytes, encoded(talk.arena, &session)));
    talk_release(&talk);
}
