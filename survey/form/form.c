#include "survey/form.h"

#include <assert.h>

#include "base/attr.h"

struct str sv_type_word(enum sv_type type)
{
    static const struct str words[] = {
#define X(name, word) [name] = {.p = (word), .n = sizeof(word) - 1},
        SV_TYPE_LIST(X)
#undef X
    };
    static_assert(COUNT_OF(words) == SV_TYPE_COUNT, "a word for every type");
    assert((unsigned)type < SV_TYPE_COUNT);
    return words[type];
}

struct str sv_action_word(enum sv_action_kind kind)
{
    static const struct str words[] = {
#define X(name, word) [name] = {.p = (word), .n = sizeof(word) - 1},
        SV_ACTION_LIST(X)
#undef X
    };
    static_assert(COUNT_OF(words) == SV_ACTION_COUNT, "a word for every action");
    assert((unsigned)kind < SV_ACTION_COUNT);
    return words[kind];
}

int32_t sv_form_question(const struct sv_form *form, struct str name)
{
    for (size_t i = 0; i < form->questions_n; i++)
        if (str_eq(form->questions[i].name, name))
            return (int32_t)i;
    return -1;
}

int32_t sv_form_language(const struct sv_form *form, struct str code)
{
    for (size_t i = 0; i < form->languages_n; i++)
        if (str_eq_ascii_nocase(form->languages[i], code))
            return (int32_t)i;
    return -1;
}

int32_t sv_list_choice(const struct sv_list *list, struct str name)
{
    for (size_t i = 0; i < list->choices_n; i++)
        if (str_eq(list->choices[i].name, name))
            return (int32_t)i;
    return -1;
}
