#include "check_wording.h"

#include "base/attr.h"
#include "base/utf8.h"
#include "check_prompt.h"
#include "check_texts.h"
#include "check_words.h"
#include "survey/language.h"

enum { QUESTION_CHARACTERS_MAX = 90 /* longer ones are read twice or not at all */ };

static const char *const secret_words[] = {
    "pin",          "clave",       "contrasena", "codigo secreto",    "numero secreto", "palabra secreta",
    "mot de passe", "code secret", "code pin",   "code confidentiel", "password",       "passcode",
    "passphrase",   "secret code", "codigo pin"};

/* Words that turn a sentence round. Two of the same language in one sentence do it twice. */
static const char *const negations_es[] = {"no", "nunca", "jamas", "sin", "imposible", "incapaz", "tampoco", "ni"};
static const char *const negations_fr[] = {"pas", "jamais", "sans", "impossible", "incapable", "ni", "aucun", "aucune"};
static const char *const negations_en[] = {"not",      "never", "without", "cannot",  "cant",   "dont",   "doesnt",
                                           "didnt",    "isnt",  "arent",   "wasnt",   "wont",   "unable", "impossible",
                                           "unlikely", "no",    "nobody",  "nothing", "neither"};

static const struct {
    const char *code;
    struct check_words words;
} negations[] = {
    {"es", {negations_es, COUNT_OF(negations_es)}},
    {"fr", {negations_fr, COUNT_OF(negations_fr)}},
    {"en", {negations_en, COUNT_OF(negations_en)}},
};

/* "yes or no", "si o no", "2 = no", "prefer not to say" negate nothing. */
static const char *const before_plain_no[] = {
    "o",  "u",    "ou",    "or",   "y",        "si",       "oui", "yes",    "prefiero", "prefere", "prefer",
    "ni", "dice", "decir", "digo", "responde", "contesta", "say", "saying", "answer",   "dites",   "dire"};

static bool is_one_of(struct str word, struct check_words words)
{
    for (size_t i = 0; i < words.n; i++)
        if (str_eq(word, str_of(words.items[i])))
            return true;
    return false;
}

static bool is_digits(struct str word)
{
    int64_t number = 0;
    return str_to_i64(word, &number);
}

static size_t count_negations(struct str folded, struct check_words words)
{
    struct str before = STR_EMPTY;
    struct str word = STR_EMPTY;
    size_t n = 0;
    while (str_next(&folded, ' ', &word)) {
        if (is_one_of(word, words) && !is_digits(before) && !is_one_of(before, CHECK_WORDS(before_plain_no)))
            n++;
        before = word;
    }
    return n;
}

/* Sentences end at "?", "." and "!": "No estoy seguro. No." are two. */
static bool negates_twice(const struct check *check, struct str text, struct check_words words)
{
    size_t from = 0;
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && str_find(STR("?.!;\n"), str_sub(text, i, 1)) == SIZE_MAX)
            continue;
        struct str folded = STR_EMPTY;
        if (i > from && sv_fold(str_sub(text, from, i - from), NULL, check->arena, &folded) == RC_OK &&
            count_negations(folded, words) > 1)
            return true;
        from = i + 1;
    }
    return false;
}

static void check_negations(const struct check *check, struct str text, size_t language, const struct sv_spot *spot)
{
    const struct sv_language *system = check->form->languages[language].system;
    const struct str code = system != NULL ? system->code : check->form->languages[language].code;
    for (size_t i = 0; i < COUNT_OF(negations); i++)
        if (str_starts(code, str_of(negations[i].code)) && negates_twice(check, text, negations[i].words))
            xl_findings_add(check->findings, SV_CODE_W003, 0, spot, NULL, 0);
}

static size_t question_marks(struct str text)
{
    size_t n = 0;
    for (size_t at = 0; at < text.n;) {
        const uint32_t c = utf8_next(text, &at);
        n += c == '?' || c == 0x061F || c == 0xFF1F ? 1 : 0;
    }
    return n;
}

static void check_secret(const struct check *check, const struct xl_row *row, struct str text,
                         const struct sv_spot *spot)
{
    if (row->type != XL_TYPE_TEXT && !xl_check_is_number(row->type))
        return;
    const char *word = xl_check_words_in(check, text, CHECK_WORDS(secret_words));
    const struct str found = word == NULL ? STR_EMPTY : str_of(word);
    if (word != NULL)
        xl_findings_add(check->findings, SV_CODE_W004, 0, spot, &found, 1);
}

void xl_check_wording(const struct check *check, const struct xl_row *row)
{
    for (size_t language = 0; language < check->form->languages_n; language++) {
        const struct xl_cell *cell = xl_check_sent(row->label, row->short_label, language);
        const struct str text = xl_check_without_places(check, cell->text);
        const struct sv_spot spot = xl_check_spot(check, row, cell, STR("label"));
        const size_t characters = utf8_count(text);
        if (characters > QUESTION_CHARACTERS_MAX) {
            const struct str args[] = {xl_check_count(check, (int64_t)characters),
                                       xl_check_count(check, QUESTION_CHARACTERS_MAX)};
            xl_findings_add(check->findings, SV_CODE_W001, 0, &spot, args, COUNT_OF(args));
        }
        if (question_marks(text) > 1)
            xl_findings_add(check->findings, SV_CODE_W002, 0, &spot, NULL, 0);
        check_negations(check, text, language, &spot);
        check_secret(check, row, text, &spot);
    }
}
