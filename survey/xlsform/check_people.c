#include "base/attr.h"
#include "check.h"
#include "check_on_answer.h"
#include "check_texts.h"
#include "check_words.h"
#include "survey/language.h"

/* Words are folded; each list is looked for in names and in texts of every language. */
static const char *const consent_words[] = {
    "consent", "consents",  "consentimiento", "consiente", "consentement", "consentez", "acepta",
    "acepto",  "aceptas",   "aceptacion",     "accept",    "acceptez",     "acceptes",  "accepte",
    "agree",   "agreement", "de acuerdo",     "daccord",   "autoriza",     "autorizas", "autorisez",
    "permiso", "permite",   "permission",     "may we",    "can we keep",  "permettez"};

static const char *const privacy_words[] = {"privacidad",
                                            "privado",
                                            "privada",
                                            "a solas",
                                            "solo",
                                            "sola",
                                            "nadie",
                                            "seguro",
                                            "segura",
                                            "prive",
                                            "seul",
                                            "seule",
                                            "personne dautre",
                                            "sans danger",
                                            "en securite",
                                            "confidentialite",
                                            "private",
                                            "privacy",
                                            "alone",
                                            "nobody",
                                            "no one",
                                            "safe",
                                            "safely"};

static const char *const refusal_words[] = {
    "prefiero no", "prefiere no", "no quiero",  "no deseo",        "no responder", "no contestar", "prefere ne",
    "preferez ne", "ne souhaite", "ne veux",    "ne pas repondre", "ne pas dire",  "prefer not",   "rather not",
    "do not want", "dont want",   "not to say", "refuse",          "refused",      "no answer"};

static const char *const identity_words[] = {"dpi",
                                             "cui",
                                             "curp",
                                             "dui",
                                             "cedula",
                                             "pasaporte",
                                             "numero de identidad",
                                             "numero de identificacion",
                                             "documento de identidad",
                                             "numero de documento",
                                             "carne de identidad",
                                             "tarjeta de identidad",
                                             "partida de nacimiento",
                                             "seguro social",
                                             "passeport",
                                             "carte didentite",
                                             "carte nationale",
                                             "numero didentite",
                                             "piece didentite",
                                             "cni",
                                             "numero national",
                                             "securite sociale",
                                             "passport",
                                             "identity number",
                                             "identity card",
                                             "id number",
                                             "id card",
                                             "national id",
                                             "social security"};

static const char *const sender_words[] = {
    "somos",       "programa",   "equipo",       "de parte",  "le escribimos", "organizacion", "fundacion",
    "oficina",     "ong",        "linea de",     "proyecto",  "servicio",      "programme",    "equipe",
    "nous sommes", "de la part", "organisation", "fondation", "bureau",        "projet",       "ligne de",
    "program",     "team",       "we are",       "on behalf", "organization",  "foundation",   "office",
    "project",     "ngo",        "service",      "line"};

static bool is_sensitive(const struct xl_row *row)
{
    return str_eq_ascii_nocase(row->privacy.text, STR("sensitive"));
}

static bool is_live_asked(const struct xl_row *row)
{
    return xl_check_is_live(row) && xl_check_is_asked(row->type);
}

static bool is_inbound(const struct xl_form *form)
{
    return str_eq_ascii_nocase(form->settings.direction.text, STR("inbound"));
}

static bool is_consent(const struct check *check, const struct xl_row *row)
{
    if (!is_live_asked(row) || row->type == XL_TYPE_TEXT || xl_check_is_number(row->type))
        return false;
    return xl_check_takes_route(row, STR("consent")) || xl_check_words_in_row(check, row, CHECK_WORDS(consent_words));
}

static bool has_consent(const struct check *check)
{
    for (size_t i = 0; i < check->form->rows_n; i++)
        if (is_consent(check, &check->form->rows[i]))
            return true;
    return false;
}

static bool asks(const struct xl_form *form)
{
    for (size_t i = 0; i < form->rows_n; i++)
        if (is_live_asked(&form->rows[i]))
            return true;
    return false;
}

/* In a later wave, and where people come by themselves, consent was given before or is given by coming. Where the form does not say
 * which wave it is and people may begin it themselves, it is not known. */
static void check_consent(const struct check *check)
{
    const struct xl_settings *settings = &check->form->settings;
    int64_t wave = 0;
    const bool waved = str_to_i64(settings->wave.text, &wave);
    if (wave > 0 || is_inbound(check->form) || !asks(check->form) || has_consent(check))
        return;
    const bool begun = settings->keyword.text.n > 0 || settings->ussd_code.text.n > 0;
    const struct sv_spot spot = {
        .sheet = check->form->survey_headers.sheet, .row = 0, .column_at = -1, .column = STR_EMPTY};
    xl_findings_add(check->findings, SV_CODE_P001, begun && !waved ? P001_UNCLEAR : P001_MISSING, &spot, NULL, 0);
}

static bool may_refuse(const struct check *check, const struct xl_list *list)
{
    for (size_t i = 0; i < list->choices_n; i++) {
        const struct xl_choice *choice = &list->choices[i];
        if (str_eq_ascii_nocase(choice->missing.text, STR("refused")))
            return true;
        for (size_t language = 0; language < check->form->languages_n; language++)
            if (xl_check_words_in(check, choice->label[language].text, CHECK_WORDS(refusal_words)) != NULL)
                return true;
    }
    return false;
}

static void check_refusal(const struct check *check, const struct xl_row *row)
{
    const struct xl_list *list = xl_check_list_of(check, row);
    if (!is_sensitive(row) || !xl_check_is_required(row) || (list != NULL && may_refuse(check, list)))
        return;
    const struct sv_spot spot = xl_check_spot(check, row, &row->required, STR("required"));
    xl_findings_add(check->findings, SV_CODE_P002, list != NULL ? P002_CHOICES : P002_OPEN, &spot, &row->name.text, 1);
}

static bool privacy_asked_before(const struct check *check, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        const struct xl_row *row = &check->form->rows[i];
        if (is_live_asked(row) && xl_check_is_select(row->type) && !is_sensitive(row) &&
            xl_check_words_in_row(check, row, CHECK_WORDS(privacy_words)))
            return true;
    }
    return false;
}

static void check_privacy(const struct check *check, size_t at)
{
    const struct xl_row *row = &check->form->rows[at];
    if (!is_sensitive(row) || privacy_asked_before(check, at))
        return;
    const struct sv_spot spot = xl_check_spot(check, row, &row->privacy, STR("privacy"));
    xl_findings_add(check->findings, SV_CODE_P006, 0, &spot, &row->name.text, 1);
}

/* Once a row: the first language that shows it. */
static void check_identity(const struct check *check, const struct xl_row *row)
{
    if (row->type != XL_TYPE_TEXT && !xl_check_is_number(row->type))
        return;
    for (size_t i = 0; i < check->form->languages_n; i++) {
        const char *word = xl_check_words_in(check, row->label[i].text, CHECK_WORDS(identity_words));
        if (word == NULL)
            continue;
        const struct str found = str_of(word);
        const struct sv_spot spot = xl_check_spot(check, row, &row->label[i], STR("label"));
        xl_findings_add(check->findings, SV_CODE_P005, 0, &spot, &found, 1);
        return;
    }
}

/* What somebody has read when the first answer is asked for. */
static struct str opening(const struct check *check, size_t language, const struct xl_row **out_first)
{
    enum { OPENING_BYTES = 4096 };
    struct buf buf = buf_in(check->arena, OPENING_BYTES);
    *out_first = NULL;
    for (size_t i = 0; i < check->form->rows_n; i++) {
        const struct xl_row *row = &check->form->rows[i];
        if (!xl_check_is_live(row) || !xl_check_is_shown(row->type))
            continue;
        *out_first = *out_first == NULL ? row : *out_first;
        buf_put(&buf, xl_check_sent(row->label, row->short_label, language)->text);
        buf_put(&buf, STR("\n"));
        if (xl_check_is_asked(row->type))
            break;
    }
    struct str folded = STR_EMPTY;
    return sv_fold(buf_str(&buf), check->form->languages[language].system, check->arena, &folded) == RC_OK ? folded
                                                                                                           : STR_EMPTY;
}

static bool tells_stop(const struct sv_language *system, struct str folded)
{
    struct str rest = folded;
    struct str word = STR_EMPTY;
    do {
        for (size_t i = 0; i < system->words_n[SV_COMMAND_STOP]; i++)
            if (sv_words_begin(rest, system->words[SV_COMMAND_STOP][i]))
                return true;
        if (sv_words_begin(rest, STR("00")))
            return true;
    } while (str_next(&rest, ' ', &word));
    return false;
}

static void check_opening(const struct check *check, size_t language)
{
    const struct xl_row *first = NULL;
    const struct str folded = opening(check, language, &first);
    const struct sv_language *system = check->form->languages[language].system;
    if (first == NULL || folded.n == 0 || system == NULL)
        return;
    const struct xl_cell *cell = xl_check_sent(first->label, first->short_label, language);
    const struct sv_spot spot = xl_check_spot(check, first, cell, STR("label"));
    const struct str stop = system->words_n[SV_COMMAND_STOP] > 0 ? system->words[SV_COMMAND_STOP][0] : STR("00");
    if (!tells_stop(system, folded))
        xl_findings_add(check->findings, SV_CODE_P003, P003_STOP, &spot, &stop, 1);
    if (xl_check_words_in_folded(folded, CHECK_WORDS(sender_words)) == NULL)
        xl_findings_add(check->findings, SV_CODE_P003, P003_SENDER, &spot, NULL, 0);
}

void xl_check_people(const struct xl_form *form, struct arena *arena, struct sv_findings *findings)
{
    const struct check check = {.form = form, .arena = arena, .findings = findings};
    check_consent(&check);
    for (size_t i = 0; i < form->languages_n && !is_inbound(form); i++)
        check_opening(&check, i);
    for (size_t i = 0; i < form->rows_n; i++) {
        const struct xl_row *row = &form->rows[i];
        if (!xl_check_is_live(row))
            continue;
        xl_check_on_answer(&check, row);
        if (!xl_check_is_asked(row->type))
            continue;
        check_refusal(&check, row);
        check_privacy(&check, i);
        check_identity(&check, row);
    }
}
