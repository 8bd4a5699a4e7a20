#include "cost_texts.h"

#include <assert.h>

#include "base/buf.h"
#include "cost_words.h"
#include "survey/language.h"
#include "survey/text.h"

enum { SHOWN_BYTES = 1024, NUMBER_BYTES = 32 };

enum note { NOTE_FREE, NOTE_UCS2, NOTE_UCS2_DISTINCT, NOTE_UCS2_NO_SPELLING, NOTE_REWARD, NOTES };

static const struct {
    const char *code;
    enum sv_severity severity;
    const char *message[SV_FINDINGS_LANGUAGES];
    const char *hint[SV_FINDINGS_LANGUAGES];
} notes_said[] = {
    [NOTE_FREE] =
        {"K001",
         SV_SEVERITY_ERROR,
         {"{0}: \"{1}\" promises that something is free; nobody said that replies to the channel are.",
          "{0}: \"{1}\" promete que algo es gratis; nadie dijo que responder al canal lo sea.",
          "{0} : « {1} » promet que quelque chose est gratuit ; personne n’a dit que répondre au canal l’est."},
         {"Leave it out, or give --declared-free if the operator confirmed it in writing.",
          "Quítelo, o ponga --declared-free si el operador lo confirmó por escrito.",
          "Enlevez-le, ou mettez --declared-free si l’opérateur l’a confirmé par écrit."}},
    [NOTE_UCS2] = {"K002",
                   SV_SEVERITY_WARNING,
                   {"{0}: {1} has no code in GSM-7: alone this text is {2} SMS, without it {3}.",
                    "{0}: {1} no tiene código en GSM-7: este texto solo es de {2} SMS, sin eso de {3}.",
                    "{0} : {1} n’a pas de code en GSM-7 : seul, ce texte fait {2} SMS, sans cela {3}."},
                   {"Write \"{4}\"; no other word comes of it that we know of.",
                    "Escriba \"{4}\"; que sepamos, no resulta otra palabra.",
                    "Écrivez « {4} » ; à notre connaissance, aucun autre mot n’en résulte."}},
    [NOTE_UCS2_DISTINCT] = {"K002",
                            SV_SEVERITY_WARNING,
                            {"{0}: {1} has no code in GSM-7: alone this text is {2} SMS, without it {3}.",
                             "{0}: {1} no tiene código en GSM-7: este texto solo es de {2} SMS, sin eso de {3}.",
                             "{0} : {1} n’a pas de code en GSM-7 : seul, ce texte fait {2} SMS, sans cela {3}."},
                            {"Write \"{4}\" if it is understood all the same; lost is: {5}",
                             "Escriba \"{4}\" si aun así se entiende; se pierde: {5}",
                             "Écrivez « {4} » si cela se comprend quand même ; se perd : {5}"}},
    [NOTE_UCS2_NO_SPELLING] = {"K002",
                               SV_SEVERITY_WARNING,
                               {"{0}: {1} has no code in GSM-7: alone this text is {2} SMS, and only 70 characters fit "
                                "one.",
                                "{0}: {1} no tiene código en GSM-7: este texto solo es de {2} SMS, y en uno caben solo "
                                "70 caracteres.",
                                "{0} : {1} n’a pas de code en GSM-7 : seul, ce texte fait {2} SMS, et il n’y a place "
                                "que pour 70 caractères."},
                               {"Leave it out where it is no letter.", "Quítelo si no es una letra.",
                                "Enlevez-le si ce n’est pas une lettre."}},
    [NOTE_REWARD] = {"K003",
                     SV_SEVERITY_WARNING,
                     {"On the {0} path in {1} the person pays {2} for replies, and the reward is {3}.",
                      "En el camino {0} en {1} la persona paga {2} por responder, y el premio es {3}.",
                      "Sur le chemin {0} en {1}, la personne paie {2} pour répondre, et la récompense est de {3}."},
                     {"Ask less, raise the reward, or have replies billed to the programme.",
                      "Pregunte menos, suba el premio o haga que el programa pague las respuestas.",
                      "Demandez moins, augmentez la récompense ou faites facturer les réponses au programme."}},
};
static_assert(COUNT_OF(notes_said) == NOTES, "words for every note");

/* ---- where ---- */

static bool has_cell(const struct sv_row *row, struct str text)
{
    for (size_t i = 0; i < row->cells_n; i++)
        if (str_eq(row->cells[i], text))
            return true;
    return false;
}

static bool find_in_sheet(const struct sv_sheet *sheet, struct str name, struct str text, struct finding *finding)
{
    for (size_t i = 1; i < sheet->rows_n; i++) {
        const struct sv_row *row = &sheet->rows[i];
        if (name.n > 0 && !has_cell(row, name))
            continue;
        for (size_t j = 0; j < row->cells_n; j++) {
            if (!str_eq(row->cells[j], text))
                continue;
            finding->sheet = sheet->name;
            finding->row = row->number;
            finding->column = j < sheet->rows[0].cells_n ? sheet->rows[0].cells[j] : STR_EMPTY;
            return true;
        }
    }
    return false;
}

/* The cell that holds the text, in the row of that name if there is one; canonical JSON has none. */
static void find_place(const struct survey_source *source, struct str name, struct str text, struct finding *finding)
{
    const struct str names[] = {name, STR_EMPTY};
    for (size_t n = 0; n < COUNT_OF(names); n++)
        for (size_t i = 0; i < source->workbook.sheets_n; i++)
            if (find_in_sheet(&source->workbook.sheets[i], names[n], text, finding))
                return;
}

/* ---- saying ---- */

static struct str filled(const struct cost_notes *notes, const char *text, const struct str *args, size_t args_n)
{
    static const char *const names[] = {"0", "1", "2", "3", "4", "5"};
    struct sv_fill fills[COUNT_OF(names)];
    struct str out = STR_EMPTY;
    for (size_t i = 0; i < args_n; i++)
        fills[i] = (struct sv_fill){.name = str_of(names[i]), .value = args[i]};
    return sv_text_fill(str_of(text), fills, args_n, notes->arena, &out) == RC_OK ? out : str_of(text);
}

static void say(struct cost_notes *notes, enum note note, struct finding *finding, const struct str *args,
                size_t args_n)
{
    finding->file = notes->source->file;
    finding->severity = notes_said[note].severity;
    finding->code = str_of(notes_said[note].code);
    finding->message = filled(notes, notes_said[note].message[notes->language], args, args_n);
    finding->hint = filled(notes, notes_said[note].hint[notes->language], args, args_n);
    notes->errors_n += finding->severity == SV_SEVERITY_ERROR ? 1 : 0;
    finding_print(finding, notes->shape);
}

static struct str number(const struct cost_notes *notes, size_t n)
{
    struct buf text = buf_in(notes->arena, NUMBER_BYTES);
    buf_put_i64(&text, (int64_t)n);
    return buf_str(&text);
}

static struct str amount(const struct cost_notes *notes, double value)
{
    struct buf text = buf_in(notes->arena, NUMBER_BYTES);
    buf_printf(&text, "%.4f", value);
    return buf_str(&text);
}

/* ---- one text ---- */

struct text {
    struct str name; /* of question or choice: what is shown of the place */
    struct str text;
};

static struct str quoted(const struct cost_notes *notes, const struct str *characters, size_t n)
{
    struct buf list = buf_in(notes->arena, SHOWN_BYTES);
    for (size_t i = 0; i < n; i++) {
        buf_put(&list, i == 0 ? STR("\"") : STR(", \""));
        buf_put(&list, characters[i]);
        buf_put(&list, STR("\""));
    }
    return buf_str(&list);
}

static enum rc note_characters(struct cost_notes *notes, const struct text *text)
{
    static const struct sv_shifts no_shifts = {.locking = SV_SHIFT_NONE, .single = SV_SHIFT_NONE};
    struct finding finding = {.file = STR_EMPTY};
    struct str sent = STR_EMPTY;
    struct str plain = STR_EMPTY;
    struct str *characters = NULL;
    size_t n = 0;
    if (sv_text_for_sending(text->text, notes->arena, &sent) != RC_OK ||
        sv_text_forcing_ucs2(sent, no_shifts, notes->arena, &characters, &n) != RC_OK ||
        sv_text_plain(sent, notes->arena, &plain) != RC_OK)
        return RC_TOO_BIG;
    if (n == 0)
        return RC_OK;
    const struct sv_size size = sv_text_size(plain, no_shifts);
    struct buf lost = buf_in(notes->arena, SHOWN_BYTES);
    cost_put_lost(sent, plain, &lost);
    const struct str args[] = {text->name,
                               quoted(notes, characters, n),
                               number(notes, sv_text_size(sent, no_shifts).segments),
                               number(notes, size.segments),
                               plain,
                               buf_str(&lost)};
    find_place(notes->source, text->name, text->text, &finding);
    if (size.encoding == SV_UCS2)
        say(notes, NOTE_UCS2_NO_SPELLING, &finding, args, COUNT_OF(args));
    else
        say(notes, lost.n > 0 ? NOTE_UCS2_DISTINCT : NOTE_UCS2, &finding, args, COUNT_OF(args));
    return RC_OK;
}

static enum rc note_promise(struct cost_notes *notes, const struct text *text, const struct sv_language *language)
{
    struct finding finding = {.file = STR_EMPTY};
    struct str folded = STR_EMPTY;
    if (sv_fold(text->text, language, notes->arena, &folded) != RC_OK)
        return RC_TOO_BIG;
    const struct str promise = cost_promise(folded);
    if (promise.n == 0)
        return RC_OK;
    const struct str args[] = {text->name, promise};
    find_place(notes->source, text->name, text->text, &finding);
    say(notes, NOTE_FREE, &finding, args, COUNT_OF(args));
    return RC_OK;
}

/* ---- all texts ---- */

struct reading {
    struct cost_notes *notes;
    size_t language;
    bool declared_free;
    enum rc rc;
};

/* A missing translation is the text of the default language: said once. */
static void read_text(struct reading *reading, struct str name, const struct str *texts, bool is_sent)
{
    const struct sv_form *form = &reading->notes->source->form;
    if (texts == NULL || texts[reading->language].n == 0 || reading->rc != RC_OK ||
        (reading->language != form->default_language &&
         str_eq(texts[reading->language], texts[form->default_language])))
        return;
    const struct text text = {.name = name, .text = texts[reading->language]};
    if (is_sent)
        reading->rc = note_characters(reading->notes, &text);
    if (reading->rc == RC_OK && !reading->declared_free)
        reading->rc = note_promise(reading->notes, &text, form->systems[reading->language]);
}

/* The label is read too where it differs from what is sent: other programs show it. */
static void read_labels(struct reading *reading, struct str name, const struct str *label, const struct str *sent)
{
    read_text(reading, name, sent, true);
    if (label != NULL && sent != NULL && !str_eq(label[reading->language], sent[reading->language]))
        read_text(reading, name, label, false);
}

static void read_form(struct reading *reading)
{
    const struct sv_form *form = &reading->notes->source->form;
    read_text(reading, STR("consent"), form->consent, true);
    for (size_t i = 0; i < form->questions_n; i++) {
        const struct sv_question *question = &form->questions[i];
        read_labels(reading, question->name, question->label, question->short_label);
        read_text(reading, question->name, question->hint, true);
        read_text(reading, question->name, question->constraint_message, true);
        read_text(reading, question->name, question->required_message, true);
    }
    for (size_t i = 0; i < form->lists_n; i++)
        for (size_t j = 0; j < form->lists[i].choices_n; j++) {
            const struct sv_choice *choice = &form->lists[i].choices[j];
            read_labels(reading, choice->name, choice->label, choice->short_label);
        }
    read_text(reading, STR("thanks"), form->thanks, true);
}

enum rc cost_note_texts(struct cost_notes *notes, size_t language, bool declared_free, struct err *err)
{
    struct reading reading = {.notes = notes, .language = language, .declared_free = declared_free};
    read_form(&reading);
    return reading.rc == RC_OK ? RC_OK : err_set(err, reading.rc, "no room to read the texts of the survey");
}

enum rc cost_note_reward(struct cost_notes *notes, size_t language, const char *path, const struct cost_sum *sum,
                         double reward, struct err *err)
{
    struct finding finding = {.file = STR_EMPTY};
    const struct str args[] = {str_of(path), notes->source->form.languages[language], amount(notes, sum->person),
                               amount(notes, reward)};
    if (sum->person > reward)
        say(notes, NOTE_REWARD, &finding, args, COUNT_OF(args));
    return args[COUNT_OF(args) - 1].n > 0 ? RC_OK : err_set(err, RC_TOO_BIG, "no room to tell what replies cost");
}
