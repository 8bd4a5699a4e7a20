#pragma once
/* A small survey made by hand: one question of each kind, in Spanish, French and English. */
#include "survey/answer.h"
#include "unit/language/load.h"

enum { SAMPLE_CHOICES_MAX = 16, SAMPLE_LISTS = 7, SAMPLE_TODAY = 20468 /* 2026-01-15 */ };

struct sample {
    struct sv_form form;
    struct sv_asked asked;
    uint16_t choices[SAMPLE_CHOICES_MAX];
};

static const struct {
    const char *name;
    bool keyed_by_name;
} sample_lists[SAMPLE_LISTS] = {
    {"sure", true},    {"sex", true},       {"place", false}, {"need", true},
    {"income", false}, {"children", false}, {"months", true},
};

static const struct {
    int list;
    const char *name;
    const char *labels[SHIPPED]; /* es, fr, en */
    const char *alias;
} sample_choices[] = {
    {0, "1", {"Sí", "Oui", "Yes"}, "x"},
    {0, "2", {"No", "Non", "No"}, NULL},
    {0, "9", {"Prefiero no decir", "Je préfère ne pas dire", "Prefer not to say"}, NULL},
    {1, "1", {"Mujer", "Femme", "Woman"}, "f"},
    {1, "2", {"Hombre", "Homme", "Man"}, "m"},
    {1, "3", {"Otro", "Autre", "Other"}, NULL},
    {1, "9", {"Prefiero no decir", "Je préfère ne pas dire", "Prefer not to say"}, NULL},
    {2, "GT-QC", {"Quiché", "Quiché", "Quiché"}, NULL},
    {2, "GT-HU", {"Huehuetenango", "Huehuetenango", "Huehuetenango"}, NULL},
    {2, "GT-SM", {"San Marcos", "San Marcos", "San Marcos"}, NULL},
    {2, "SV-SS", {"San Salvador", "San Salvador", "San Salvador"}, NULL},
    {2, "SV-LI", {"La Libertad", "La Libertad", "La Libertad"}, NULL},
    {2, "CI-AB", {"Abidjan", "Abidjan", "Abidjan"}, NULL},
    {3, "1", {"Empleo", "Emploi", "Work"}, NULL},
    {3, "2", {"Comida", "Nourriture", "Food"}, NULL},
    {3, "3", {"Vivienda", "Logement", "Housing"}, NULL},
    {3, "4", {"Salud", "Santé", "Health"}, NULL},
    {3, "5", {"Agua y luz", "Eau et courant", "Water and light"}, NULL},
    {3, "6", {"Escuela", "École", "School"}, NULL},
    {3, "9", {"Crédito", "Crédit", "Loan"}, NULL},
    {4, "1", {"Trabajo fijo", "Emploi fixe", "Fixed job"}, NULL},
    {4, "3", {"Negocio propio", "Commerce", "Own business"}, NULL},
    {4, "5", {"Ninguno", "Aucun", "None"}, NULL},
    {4, "other", {"Otro", "Autre", "Other"}, NULL},
    {5, "a", {"Ninguno", "Aucun", "None"}, NULL},
    {5, "b", {"Uno", "Un", "One"}, NULL},
    {5, "c", {"Dos o más", "Deux ou plus", "Two or more"}, NULL},
    {6, "1", {"Enero", "Janvier", "January"}, NULL},
    {6, "2", {"Febrero", "Février", "February"}, NULL},
    {6, "3", {"Marzo", "Mars", "March"}, NULL},
    {6, "4", {"Abril", "Avril", "April"}, NULL},
    {6, "5", {"Mayo", "Mai", "May"}, NULL},
    {6, "6", {"Junio", "Juin", "June"}, NULL},
    {6, "7", {"Julio", "Juillet", "July"}, NULL},
    {6, "8", {"Agosto", "Août", "August"}, NULL},
    {6, "9", {"Septiembre", "Septembre", "September"}, NULL},
    {6, "10", {"Octubre", "Octobre", "October"}, NULL},
    {6, "11", {"Noviembre", "Novembre", "November"}, NULL},
    {6, "12", {"Diciembre", "Décembre", "December"}, NULL},
};

static const struct {
    const char *name;
    enum sv_type type;
    int32_t list;
} sample_questions[] = {
    {"sure", SV_TYPE_SELECT_ONE, 0},
    {"sex", SV_TYPE_SELECT_ONE, 1},
    {"place", SV_TYPE_SELECT_ONE, 2},
    {"need", SV_TYPE_SELECT_MULTIPLE, 3},
    {"income", SV_TYPE_SELECT_ONE, 4},
    {"children", SV_TYPE_SELECT_ONE, 5},
    {"months", SV_TYPE_SELECT_MULTIPLE, 6},
    {"age", SV_TYPE_INTEGER, -1},
    {"debt", SV_TYPE_DECIMAL, -1},
    {"due", SV_TYPE_DATE, -1},
    {"skill", SV_TYPE_TEXT, -1},
    {"note", SV_TYPE_NOTE, -1},
};

static inline void *sample_alloc(struct arena *arena, size_t n, size_t size)
{
    void *p = arena_array(arena, n, size);
    if (p == NULL)
        abort();
    return p;
}

static inline struct sv_choice sample_choice(size_t at, struct arena *arena)
{
    struct str *texts = sample_alloc(arena, 2 * SHIPPED + 1, sizeof *texts);
    for (size_t i = 0; i < SHIPPED; i++) {
        texts[i] = str_of(sample_choices[at].labels[i]);
        texts[SHIPPED + i] = STR_EMPTY;
    }
    texts[2 * SHIPPED] = str_of(sample_choices[at].alias);
    return (struct sv_choice){.name = str_of(sample_choices[at].name),
                              .label = texts,
                              .short_label = texts + SHIPPED,
                              .aliases = texts + 2 * SHIPPED,
                              .aliases_n = sample_choices[at].alias == NULL ? 0 : 1};
}

static inline struct sv_list sample_list(int list, struct arena *arena)
{
    struct sv_choice *choices = sample_alloc(arena, SAMPLE_CHOICES_MAX, sizeof *choices);
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(sample_choices); i++)
        if (sample_choices[i].list == list)
            choices[n++] = sample_choice(i, arena);
    return (struct sv_list){.name = str_of(sample_lists[list].name),
                            .choices = choices,
                            .choices_n = n,
                            .keyed_by_name = sample_lists[list].keyed_by_name};
}

static inline void sample_init(struct sample *sample, struct arena *arena)
{
    const struct sv_languages languages = load_languages(arena);
    const struct sv_language **systems = sample_alloc(arena, SHIPPED, sizeof *systems);
    struct str *codes = sample_alloc(arena, SHIPPED, sizeof *codes);
    struct sv_list *lists = sample_alloc(arena, SAMPLE_LISTS, sizeof *lists);
    struct sv_question *questions = sample_alloc(arena, COUNT_OF(sample_questions), sizeof *questions);
    for (size_t i = 0; i < SHIPPED; i++) {
        systems[i] = &languages.items[i];
        codes[i] = languages.items[i].code;
    }
    for (int i = 0; i < SAMPLE_LISTS; i++)
        lists[i] = sample_list(i, arena);
    for (size_t i = 0; i < COUNT_OF(sample_questions); i++)
        questions[i] = (struct sv_question){.name = str_of(sample_questions[i].name),
                                            .type = sample_questions[i].type,
                                            .list = sample_questions[i].list,
                                            .group = -1};
    sample->form = (struct sv_form){.id = STR("sample"),
                                    .languages = codes,
                                    .systems = systems,
                                    .languages_n = SHIPPED,
                                    .questions = questions,
                                    .questions_n = COUNT_OF(sample_questions),
                                    .lists = lists,
                                    .lists_n = SAMPLE_LISTS};
    sample->asked = (struct sv_asked){.form = &sample->form, .country = STR_EMPTY, .today_days = SAMPLE_TODAY};
}

/* Opens a question with all its options on offer. "debt@GT": asked of a person in Guatemala. False when there is none. */
static inline bool sample_ask(struct sample *sample, struct str question, size_t language)
{
    const size_t at = str_find_byte(question, '@');
    const struct str name = str_sub(question, 0, at);
    sample->asked.question = NULL;
    for (size_t i = 0; i < sample->form.questions_n; i++)
        if (str_eq(sample->form.questions[i].name, name))
            sample->asked.question = &sample->form.questions[i];
    if (sample->asked.question == NULL)
        return false;
    const int32_t list = sample->asked.question->list;
    sample->asked.country = at == SIZE_MAX ? STR_EMPTY : str_sub(question, at + 1, 2);
    sample->asked.language = language;
    sample->asked.choices_n = list < 0 ? 0 : sample->form.lists[list].choices_n;
    for (size_t i = 0; i < sample->asked.choices_n; i++)
        sample->choices[i] = (uint16_t)i;
    sample->asked.choices = sample->choices;
    return true;
}
