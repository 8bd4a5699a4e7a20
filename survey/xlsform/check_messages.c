#include "base/attr.h"
#include "check.h"
#include "check_prompt.h"
#include "check_texts.h"
#include "check_wording.h"
#include "survey/text.h"

enum {
    SEGMENTS_MAX = 3, /* of one message: what the engine sends at most unless a form says otherwise */
    CHARACTERS_SHOWN = 8,
    CHARACTERS_BYTES = 64
};

/* What a text costs without the accents that GSM-7 does not have, and as it is written. */
struct cost {
    struct sv_size plain;
    struct sv_size written;
};

/* What only adding up shows: how many messages of a language fit one SMS if only it had no accents. */
struct tally {
    size_t messages;
    size_t segments;
};

static bool cost_of(const struct check *check, struct str text, struct cost *out_cost)
{
    const struct sv_shifts none = {.locking = SV_SHIFT_NONE};
    struct str sent = STR_EMPTY;
    struct str plain = STR_EMPTY;
    if (sv_text_for_sending(text, check->arena, &sent) != RC_OK || sv_text_plain(sent, check->arena, &plain) != RC_OK)
        return false;
    *out_cost = (struct cost){.plain = sv_text_size(plain, none), .written = sv_text_size(sent, none)};
    return true;
}

static void say_parts(const struct check *check, const struct cost *cost, const struct sv_spot *spot)
{
    const bool ucs2 = cost->plain.encoding == SV_UCS2;
    const struct str args[] = {xl_check_count(check, (int64_t)cost->plain.segments),
                               xl_check_count(check, (int64_t)cost->plain.units),
                               xl_check_count(check, (int64_t)sv_part_units(cost->plain.encoding, 0)),
                               xl_check_count(check, (int64_t)cost->written.segments)};
    const int accents = cost->written.segments > cost->plain.segments ? M001_ACCENTS : M001_PLAIN;
    xl_findings_add(check->findings, SV_CODE_M001, ucs2 ? M001_UCS2 : accents, spot, args, COUNT_OF(args));
}

static void say_too_many(const struct check *check, const struct cost *cost, const struct sv_spot *spot)
{
    const struct str args[] = {xl_check_count(check, (int64_t)cost->plain.segments),
                               xl_check_count(check, SEGMENTS_MAX)};
    xl_findings_add(check->findings, SV_CODE_M002, 0, spot, args, COUNT_OF(args));
}

static void check_size(const struct check *check, const struct prompt *prompt, const struct sv_spot *spot,
                       struct tally *tally)
{
    struct cost whole;
    struct cost alone;
    if (!cost_of(check, prompt->text, &whole) || !cost_of(check, prompt->alone, &alone))
        return;
    if (whole.plain.segments > SEGMENTS_MAX) {
        say_too_many(check, &whole, spot);
    } else if (whole.plain.segments > 1 && alone.plain.segments == 1) {
        const struct str args[] = {xl_check_count(check, (int64_t)prompt->options),
                                   xl_check_count(check, (int64_t)whole.plain.segments)};
        xl_findings_add(check->findings, SV_CODE_C007, 0, spot, args, COUNT_OF(args));
    } else if (whole.plain.segments > 1) {
        say_parts(check, &whole, spot);
    } else if (whole.written.segments > 1) {
        tally->messages++;
        tally->segments += whole.written.segments;
    }
}

/* Texts that go out by themselves. */
static void check_alone(const struct check *check, const struct xl_row *row, const struct xl_cell *cell,
                        struct tally *tally)
{
    const struct sv_spot spot = xl_check_spot(check, row, cell, STR("label"));
    const struct str text = xl_check_without_places(check, cell->text);
    if (text.n > 0)
        check_size(check, &(struct prompt){.text = text, .alone = text}, &spot, tally);
}

static void check_characters(const struct check *check, struct str text, const struct sv_spot *spot)
{
    const struct sv_shifts none = {.locking = SV_SHIFT_NONE};
    struct str sent = STR_EMPTY;
    struct str plain = STR_EMPTY;
    struct str *characters = NULL;
    size_t n = 0;
    if (sv_text_for_sending(text, check->arena, &sent) != RC_OK || sv_text_plain(sent, check->arena, &plain) != RC_OK ||
        sv_text_forcing_ucs2(plain, none, check->arena, &characters, &n) != RC_OK || n == 0)
        return;
    struct buf buf = buf_in(check->arena, CHARACTERS_BYTES);
    struct list_text list = {.buf = &buf, .max = CHARACTERS_SHOWN};
    for (size_t i = 0; i < n; i++)
        xl_check_list_put(&list, characters[i]);
    const struct str shown = buf_str(&buf);
    xl_findings_add(check->findings, SV_CODE_M003, 0, spot, &shown, 1);
}

static void check_row(const struct check *check, const struct xl_row *row, size_t language, bool sms,
                      struct tally *tally)
{
    const struct xl_cell *const texts[] = {xl_check_sent(row->label, row->short_label, language), &row->hint[language],
                                           &row->constraint_message[language], &row->required_message[language]};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct sv_spot spot = xl_check_spot(check, row, texts[i], STR("label"));
        check_characters(check, texts[i]->text, &spot);
    }
    struct prompt prompt;
    if (!sms)
        return;
    if (xl_check_prompt(check, row, language, &prompt)) {
        const struct sv_spot spot = xl_check_spot(check, row, texts[0], STR("label"));
        check_size(check, &prompt, &spot, tally);
    }
    check_alone(check, row, &row->constraint_message[language], tally);
    check_alone(check, row, &row->required_message[language], tally);
}

static void check_choice(const struct check *check, const struct xl_choice *choice, size_t language)
{
    const struct xl_cell *cell = xl_check_sent(choice->label, choice->short_label, language);
    const struct sv_spot spot = xl_check_choice_spot(check, choice, cell, STR("label"));
    check_characters(check, cell->text, &spot);
}

/* Said once, at the header of the language: what the accents cost that GSM-7 does not have. */
static void say_tally(const struct check *check, size_t language, const struct tally *tally)
{
    if (tally->messages == 0)
        return;
    const struct xl_cell *cell = &check->form->rows[0].label[language];
    const struct sv_spot spot = xl_spot(&check->form->survey_headers, 1, cell->column_at);
    const struct str args[] = {check->form->languages[language].written,
                               xl_check_count(check, (int64_t)tally->messages),
                               xl_check_count(check, (int64_t)tally->segments)};
    xl_findings_add(check->findings, SV_CODE_M001, M001_SUM, &spot, args, COUNT_OF(args));
}

/* On USSD a text is cut into pages, which cost nothing more. */
static bool is_sms(const struct xl_form *form)
{
    const struct str channel = form->settings.channel.text;
    return !str_eq_ascii_nocase(channel, STR("ussd"));
}

static void check_language(const struct check *check, size_t language)
{
    const struct xl_form *form = check->form;
    struct tally tally = {.messages = 0};
    for (size_t i = 0; i < form->rows_n; i++)
        if (xl_check_is_live(&form->rows[i]) && xl_check_is_shown(form->rows[i].type))
            check_row(check, &form->rows[i], language, is_sms(form), &tally);
    for (size_t i = 0; i < form->lists_n; i++)
        for (size_t j = 0; j < form->lists[i].choices_n; j++)
            check_choice(check, &form->lists[i].choices[j], language);
    say_tally(check, language, &tally);
}

void xl_check_messages(const struct xl_form *form, struct arena *arena, struct sv_findings *findings)
{
    const struct check check = {.form = form, .arena = arena, .findings = findings};
    for (size_t language = 0; language < form->languages_n; language++)
        check_language(&check, language);
    for (size_t i = 0; i < form->rows_n; i++)
        if (xl_check_is_live(&form->rows[i]) && xl_check_is_asked(form->rows[i].type))
            xl_check_wording(&check, &form->rows[i]);
}
