/* The forms that are shipped as examples compile, are complete, and fit into one SMS per question. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "survey/form.h"
#include "world.h"

#define EXAMPLES SOURCE_DIR "/survey/examples/"

/* Septets of GSM 03.38; a letter outside of it counts as a whole message, so that it cannot stay unseen. */
static size_t septets(struct str text)
{
    static const char single[] =
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz\n"
        "£¥èéùìòÇØøÅåÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
    static const char twice[] = "^{}\\[~]|€";
    size_t n = 0;
    for (size_t at = 0; at < text.n;) {
        const size_t begin = at;
        (void)utf8_next(text, &at);
        const struct str one = str_sub(text, begin, at - begin);
        n += str_find(STR(single), one) != SIZE_MAX ? 1 : str_find(STR(twice), one) != SIZE_MAX ? 2 : 160;
    }
    return n;
}

static struct str prompt(const struct sv_form *form, const struct sv_question *q, size_t language, struct arena *arena)
{
    struct buf out = buf_in(arena, 8192);
    buf_put(&out, q->short_label[language]);
    for (size_t i = 0; q->list >= 0 && i < form->lists[q->list].choices_n; i++) {
        const struct sv_list *list = &form->lists[q->list];
        buf_put_byte(&out, '\n');
        if (list->keyed_by_name)
            buf_put(&out, list->choices[i].name);
        else
            buf_put_i64(&out, (int64_t)i + 1);
        buf_put_byte(&out, ' ');
        buf_put(&out, list->choices[i].short_label[language]);
    }
    return buf_str(&out);
}

static void check_prompts(const struct sv_form *form, struct arena *arena)
{
    for (size_t i = 0; i < form->questions_n; i++) {
        const struct sv_question *q = &form->questions[i];
        for (size_t l = 0; l < form->languages_n && q->type != SV_TYPE_CALCULATE && q->type != SV_TYPE_HIDDEN; l++) {
            const struct str text = prompt(form, q, l, arena);
            cr_expect(septets(text) <= 160, "%.*s, %.*s: %zu septets", STR_FMT(q->name), STR_FMT(form->languages[l]),
                      septets(text));
            cr_expect(q->label[l].n > 0 && q->short_label[l].n > 0, "%.*s", STR_FMT(q->name));
        }
    }
}

Test(examples, the_follow_up_survey_has_fifteen_items_and_four_scores)
{
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(EXAMPLES "seguimiento_3m.json", arena);
    check_prompts(&form, arena);
    cr_expect(eq(sz, form.questions_n, 16));
    cr_expect(eq(sz, form.languages_n, 3));
    cr_expect(eq(sz, form.scores_n, 4));
    cr_expect(eq(sz, form.scores[3].parts_n, 3));
    cr_expect(str_eq(form.scores[3].name, STR("project_index")));
    cr_expect(str_eq(form.incentive, STR("wave")));
    for (size_t i = 0; i < 3; i++) {
        cr_expect(eq(sz, form.scores[i].items_n, 5));
        cr_expect(eq(int, form.scores[i].minimum_answered, 3));
    }
    for (size_t i = 0; i < form.questions_n; i++)
        cr_expect(eq(int, form.questions[i].group, i == 0 ? -1 : 0), "the privacy gate stands before the group");
    for (size_t i = 0; i < form.lists_n; i++)
        cr_expect(form.lists[i].keyed_by_name, "9 stays 9");
    for (size_t l = 0; l < form.languages_n; l++)
        cr_expect(septets(form.consent[l]) <= 140 && septets(form.thanks[l]) <= 160, "language %zu", l);
    arena_free(arena);
}

Test(examples, the_form_of_types_has_every_type)
{
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(EXAMPLES "tipos.json", arena);
    bool seen[SV_TYPE_COUNT] = {false};
    check_prompts(&form, arena);
    for (size_t i = 0; i < form.questions_n; i++)
        seen[form.questions[i].type] = true;
    for (int t = 0; t < SV_TYPE_COUNT; t++)
        cr_expect(seen[t], "%.*s", STR_FMT(sv_type_word((enum sv_type)t)));
    arena_free(arena);
}

Test(examples, the_pulse_has_two_questions_and_no_reward)
{
    struct arena *arena = arena_new(1 << 22);
    const struct sv_form form = world_form(EXAMPLES "pulso_1m.json", arena);
    check_prompts(&form, arena);
    cr_expect(eq(sz, form.questions_n, 2));
    cr_expect(eq(sz, form.incentive.n, 0));
    for (size_t l = 0; l < form.languages_n; l++)
        cr_expect(septets(form.consent[l]) <= 140, "language %zu", l);
    arena_free(arena);
}
