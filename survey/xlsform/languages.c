/* Which languages a form is in: from what stands after "::" in its headers. */
#include <assert.h>

#include "base/attr.h"
#include "base/limits.h"
#include "finding_texts.h"
#include "finding_variants.h"
#include "language_tags.h"

/* The languages while they are collected. */
struct collecting {
    struct xl_reading *in;
    struct xl_language languages[SV_LANGUAGES_MAX];
    struct xl_tag tags[SV_LANGUAGES_MAX];
    size_t n;
};

/* A language met before under another spelling, or SIZE_MAX. */
static size_t find_same(const struct collecting *all, const struct xl_tag *tag)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct xl_tag *other = &all->tags[i];
        if ((tag->code.n > 0 && str_eq(tag->code, other->code)) ||
            (tag->folded.n > 0 && str_eq(tag->folded, other->folded)))
            return i;
    }
    return SIZE_MAX;
}

static void check_language(struct xl_reading *in, const struct sv_spot *spot, const struct xl_tag *tag, bool of_header)
{
    if (tag->fault != XL_NO_FAULT && of_header) {
        const struct str args[] = {tag->fault == XL_L004_NO_CODE || tag->fault == XL_L004_BLANK ? tag->written
                                                                                                : tag->said,
                                   xl_tag_proper(in, tag)};
        xl_findings_add(in->findings, SV_CODE_L004, tag->fault, spot, args, COUNT_OF(args));
    }
    const struct str args[] = {tag->name.n > 0 ? tag->name : tag->written, tag->code};
    if (tag->code.n == 0)
        xl_findings_add(in->findings, SV_CODE_L006, XL_L006_NO_CODE, spot, &tag->written, 1);
    else if (sv_language_find(in->form->systems, tag->code) == NULL)
        xl_findings_add(in->findings, SV_CODE_L006, XL_L006_NO_SYSTEM, spot, args, COUNT_OF(args));
}

static void append(struct collecting *all, const struct xl_tag *tag)
{
    all->tags[all->n] = *tag;
    all->languages[all->n] = (struct xl_language){
        .written = tag->written,
        .code = tag->code,
        .system = tag->code.n == 0 ? NULL : sv_language_find(all->in->form->systems, tag->code),
    };
    all->n++;
}

static bool has_language(const struct xl_column *column)
{
    return column->kind >= XL_COLUMN_LABEL && column->kind <= XL_COLUMN_REQUIRED_MESSAGE &&
           column->kind != XL_COLUMN_SHORT_LABEL;
}

/* The language of an earlier column that is written the same; false: there is none. */
static bool met_before(const struct xl_reading *in, const struct xl_column *column, int32_t *out_language)
{
    const struct xl_sheet *sheets[] = {&in->survey, &in->choices};
    for (size_t s = 0; s < COUNT_OF(sheets); s++)
        for (size_t i = 0; i < sheets[s]->columns_n; i++) {
            const struct xl_column *other = &sheets[s]->columns[i];
            if (other == column)
                return false;
            *out_language = other->language;
            if (has_language(other) && str_eq(other->suffix, column->suffix))
                return true;
        }
    return false;
}

static enum rc add_language(struct collecting *all, const struct xl_sheet *sheet, size_t at)
{
    struct xl_reading *in = all->in;
    struct xl_column *column = &sheet->columns[at];
    const struct sv_spot spot = xl_spot(sheet->headers, sheet->header_row, (int32_t)at);
    struct xl_tag tag;
    if (met_before(in, column, &column->language))
        return RC_OK;
    if (xl_read_tag(in, column->suffix, &tag) != RC_OK)
        return RC_TOO_BIG;
    const size_t same = find_same(all, &tag);
    if (same != SIZE_MAX) {
        const struct str args[] = {tag.written, all->languages[same].written};
        xl_findings_add(in->findings, SV_CODE_L005, 0, &spot, args, COUNT_OF(args));
        column->language = (int32_t)same;
        return RC_OK;
    }
    column->language = -1;
    if (all->n == SV_LANGUAGES_MAX) {
        const struct str args[] = {STR("16"), tag.written};
        static_assert(SV_LANGUAGES_MAX == 16, "as the text says");
        xl_findings_add(in->findings, SV_CODE_L006, XL_L006_TOO_MANY, &spot, args, COUNT_OF(args));
        return RC_OK;
    }
    check_language(in, &spot, &tag, true);
    column->language = (int32_t)all->n;
    append(all, &tag);
    return RC_OK;
}

static enum rc collect(struct collecting *all, const struct xl_sheet *sheet)
{
    for (size_t i = 0; i < sheet->columns_n; i++) {
        const struct xl_column *column = &sheet->columns[i];
        if (has_language(column) && column->suffix.n > 0 && add_language(all, sheet, i) != RC_OK)
            return RC_TOO_BIG;
    }
    return RC_OK;
}

static bool has_plain(const struct xl_sheet *sheet)
{
    for (size_t i = 0; i < sheet->columns_n; i++)
        if (has_language(&sheet->columns[i]) && sheet->columns[i].suffix.n == 0)
            return true;
    return false;
}

static void found_default(struct xl_reading *in, enum sv_code code, int variant, const struct str *args, size_t args_n)
{
    xl_found_at(in, &in->settings, in->form->settings.number, XL_COLUMN_DEFAULT_LANGUAGE, code, variant, args, args_n);
}

/* A form of columns without a language: default_language says which one they are in. */
static enum rc settle_only(struct collecting *all)
{
    struct xl_reading *in = all->in;
    const struct xl_cell said = in->form->settings.default_language;
    struct xl_tag tag;
    if (said.text.n == 0) {
        if (in->survey.source != NULL)
            xl_found_at(in, &in->survey, in->survey.header_row, XL_COLUMN_LABEL, SV_CODE_L006, XL_L006_NONE, NULL, 0);
        all->languages[all->n++] = (struct xl_language){.written = STR("default"), .code = STR_EMPTY};
        return RC_OK;
    }
    if (xl_read_tag(in, said.text, &tag) != RC_OK)
        return RC_TOO_BIG;
    const struct sv_spot spot =
        xl_spot(in->settings.headers, in->form->settings.number, in->form->settings.default_language.column_at);
    check_language(in, &spot, &tag, false);
    append(all, &tag);
    return RC_OK;
}

/* Which of several languages is the default. As in KoBo and ODK, columns without a language are in that one, even where
 * no header names it. */
static enum rc settle_default(struct collecting *all, size_t *out_default)
{
    struct xl_reading *in = all->in;
    const struct str said = in->form->settings.default_language.text;
    struct xl_tag tag;
    *out_default = 0;
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->languages[i].written, said)) {
            *out_default = i;
            return RC_OK;
        }
    if (said.n == 0)
        return RC_OK;
    if (xl_read_tag(in, said, &tag) != RC_OK)
        return RC_TOO_BIG;
    const bool plain = has_plain(&in->survey) || has_plain(&in->choices);
    if (!plain || find_same(all, &tag) != SIZE_MAX || all->n == SV_LANGUAGES_MAX)
        return RC_OK; /* see check_default */
    *out_default = all->n;
    const struct sv_spot spot =
        xl_spot(in->settings.headers, in->form->settings.number, in->form->settings.default_language.column_at);
    check_language(in, &spot, &tag, true);
    append(all, &tag);
    return RC_OK;
}

static void check_default(struct xl_reading *in)
{
    const struct xl_form *form = in->form;
    const struct str said = form->settings.default_language.text;
    const struct xl_language *language = &form->languages[form->default_language];
    if (said.n == 0 && form->languages_n > 1)
        found_default(in, SV_CODE_L003, XL_L003_UNSAID, &language->written, 1);
    if (said.n == 0 || str_eq(said, language->written))
        return;
    const struct str args[] = {said, xl_join_languages(in, NULL, false)};
    found_default(in, SV_CODE_L003, XL_L003_UNKNOWN, args, COUNT_OF(args));
}

/* "sms_text_es" belongs to the language with this code. */
static int32_t language_of_code(const struct xl_form *form, struct str code)
{
    for (size_t i = 0; i < form->languages_n; i++)
        if (str_eq_ascii_nocase(form->languages[i].code, code))
            return (int32_t)i;
    for (size_t i = 0; i < form->languages_n; i++)
        if (str_eq_ascii_nocase(xl_primary_of(form->languages[i].code), code))
            return (int32_t)i;
    return -1;
}

static void assign(struct xl_reading *in, const struct xl_sheet *sheet)
{
    const struct xl_form *form = in->form;
    for (size_t i = 0; i < sheet->columns_n; i++) {
        struct xl_column *column = &sheet->columns[i];
        if (has_language(column) && column->suffix.n == 0)
            column->language = (int32_t)form->default_language;
        if (has_language(column) && column->language < 0)
            column->kind = XL_COLUMN_IGNORED; /* too many languages */
        if (column->kind != XL_COLUMN_SHORT_LABEL)
            continue;
        column->language = language_of_code(form, column->suffix);
        if (column->language >= 0)
            continue;
        const struct str args[] = {sheet->headers->names[i], column->suffix};
        column->kind = XL_COLUMN_UNKNOWN;
        xl_found(in, sheet, sheet->header_row, (int32_t)i, SV_CODE_H003, XL_H003_LANGUAGE, args, COUNT_OF(args));
    }
}

static enum rc publish(struct collecting *all, size_t preferred)
{
    struct xl_language *languages = ARENA_ARRAY(all->in->arena, struct xl_language, all->n);
    if (languages == NULL)
        return RC_TOO_BIG;
    for (size_t i = 0; i < all->n; i++)
        languages[i] = all->languages[i];
    all->in->form->languages = languages;
    all->in->form->languages_n = all->n;
    all->in->form->default_language = preferred;
    return RC_OK;
}

enum rc xl_read_languages(struct xl_reading *in)
{
    struct collecting all = {.in = in};
    size_t preferred = 0;
    if (collect(&all, &in->survey) != RC_OK || collect(&all, &in->choices) != RC_OK)
        return RC_TOO_BIG;
    in->plain = all.n == 0;
    if ((in->plain ? settle_only(&all) : settle_default(&all, &preferred)) != RC_OK ||
        publish(&all, preferred) != RC_OK)
        return RC_TOO_BIG;
    if (!in->plain)
        check_default(in);
    assign(in, &in->survey);
    assign(in, &in->choices);
    return RC_OK;
}
