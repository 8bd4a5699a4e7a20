/* Texts in every language of the form. */

#include "base/limits.h"
#include "read_json.h"

static bool known_languages(struct sv_form_in *in, const struct sv_place *place)
{
    const char *codes[SV_LANGUAGES_MAX + 1] = {NULL};
    for (size_t i = 0; i < in->form.languages_n; i++)
        codes[i] = in->form.languages[i].p;
    return sv_read_object(in, place, codes);
}

bool sv_read_texts(struct sv_form_in *in, const struct sv_place *place, struct str **out_texts)
{
    const struct sv_form *form = &in->form;
    struct str *texts = sv_take(in, form->languages_n, sizeof *texts);
    if (texts == NULL || (place->json != NULL && !known_languages(in, place)))
        return false;
    for (size_t i = 0; i < form->languages_n; i++) {
        texts[i] = STR_EMPTY;
        /* The codes are NUL-terminated copies. */
        const struct sv_place text = sv_member(place, form->languages[i].p);
        if (!sv_read_text(in, &text, SV_TEXT_BYTES_MAX, &texts[i]))
            return false;
    }
    *out_texts = texts;
    return true;
}

/* Puts `fallback` where a text is missing. */
static void fill(const struct sv_form *form, struct str *texts, struct str fallback)
{
    for (size_t i = 0; i < form->languages_n; i++)
        if (texts[i].n == 0)
            texts[i] = fallback;
}

static bool in_default_language(struct sv_form_in *in, const struct sv_place *place, const struct str *texts)
{
    const struct sv_form *form = &in->form;
    if (place->json == NULL || texts[form->default_language].n > 0)
        return true;
    return sv_refuse(in, err_set(in->err, RC_MISSING, "%s: is missing in the default language '%.*s'",
                                 sv_path(in, place), STR_FMT(form->languages[form->default_language])));
}

bool sv_read_filled(struct sv_form_in *in, const struct sv_place *place, const struct str **out_texts)
{
    struct str *texts = NULL;
    if (!sv_read_texts(in, place, &texts) || !in_default_language(in, place, texts))
        return false;
    fill(&in->form, texts, texts[in->form.default_language]);
    *out_texts = texts;
    return true;
}

bool sv_read_labels(struct sv_form_in *in, const struct sv_place *owner, const struct str **out_label,
                    const struct str **out_short_label)
{
    const struct sv_form *form = &in->form;
    const struct sv_place label_place = sv_member(owner, "label");
    const struct sv_place short_place = sv_member(owner, "short_label");
    struct str *label = NULL;
    struct str *brief = NULL;
    if (!sv_read_texts(in, &label_place, &label) || !in_default_language(in, &label_place, label) ||
        !sv_read_texts(in, &short_place, &brief))
        return false;
    /* The right language matters more than the right length. */
    for (size_t i = 0; i < form->languages_n; i++)
        if (brief[i].n == 0)
            brief[i] = label[i];
    fill(form, brief, brief[form->default_language]);
    fill(form, label, label[form->default_language]);
    *out_label = label;
    *out_short_label = brief;
    return true;
}
