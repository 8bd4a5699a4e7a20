/* What is missing in which language: columns, and texts in them. */
#include "base/attr.h"
#include "base/buf.h"
#include "base/limits.h"
#include "finding_texts.h"
#include "finding_variants.h"
#include "reading.h"

struct str xl_join_languages(const struct xl_reading *in, const bool *pick, bool wanted)
{
    const struct xl_form *form = in->form;
    size_t room = 1;
    for (size_t i = 0; i < form->languages_n; i++)
        room += form->languages[i].written.n + 2;
    struct buf buf = buf_in(in->arena, room);
    for (size_t i = 0; i < form->languages_n; i++) {
        if (pick != NULL && pick[i] != wanted)
            continue;
        if (buf.n > 0)
            buf_put(&buf, STR(", "));
        buf_put(&buf, form->languages[i].written);
    }
    return buf.overflow ? STR_EMPTY : buf_str(&buf);
}

/* Which languages have a column of this kind; true when all do. */
static bool find_columns(const struct xl_reading *in, const struct xl_sheet *sheet, enum xl_column_kind kind,
                         bool *out_has)
{
    size_t n = 0;
    for (size_t i = 0; i < in->form->languages_n; i++)
        out_has[i] = false;
    for (size_t i = 0; i < sheet->columns_n; i++) {
        const struct xl_column *column = &sheet->columns[i];
        if (column->kind != kind || out_has[column->language])
            continue;
        out_has[column->language] = true;
        n++;
    }
    return n == in->form->languages_n;
}

/* The header that a column of this kind should have in this language. */
static struct str wanted_header(const struct xl_reading *in, const struct xl_sheet *sheet, enum xl_column_kind kind,
                                size_t language)
{
    const struct str base = xl_column_name(sheet, kind);
    const struct str written = in->form->languages[language].written;
    if (in->plain)
        return base;
    struct buf buf = buf_in(in->arena, base.n + written.n + 2);
    buf_put(&buf, base);
    buf_put(&buf, STR("::"));
    buf_put(&buf, written);
    return buf.overflow ? base : buf_str(&buf);
}

static void check_labels(struct xl_reading *in, const struct xl_sheet *sheet)
{
    bool has[SV_LANGUAGES_MAX] = {false};
    if (sheet->rows_n == 0 || find_columns(in, sheet, XL_COLUMN_LABEL, has))
        return;
    for (size_t i = 0; i < in->form->languages_n; i++) {
        if (has[i])
            continue;
        const struct str args[] = {in->form->languages[i].written, wanted_header(in, sheet, XL_COLUMN_LABEL, i)};
        struct sv_spot spot = xl_spot(sheet->headers, sheet->header_row, -1);
        spot.column = args[1];
        xl_findings_add(in->findings, SV_CODE_L001, XL_L001_LABEL, &spot, args, COUNT_OF(args));
    }
}

static void check_further(struct xl_reading *in, enum xl_column_kind kind)
{
    const struct xl_sheet *sheet = &in->survey;
    bool has[SV_LANGUAGES_MAX] = {false};
    if (sheet->at[kind] < 0 || find_columns(in, sheet, kind, has))
        return;
    const size_t preferred = in->form->default_language;
    const struct str args[] = {xl_column_name(sheet, kind), xl_join_languages(in, has, true),
                               xl_join_languages(in, has, false), in->form->languages[preferred].written};
    xl_found(in, sheet, sheet->header_row, sheet->at[kind], SV_CODE_L001,
             has[preferred] ? XL_L001_OTHER : XL_L001_OTHER_DEFAULT, args, COUNT_OF(args));
}

void xl_check_translations(struct xl_reading *in)
{
    static const enum xl_column_kind further[] = {XL_COLUMN_HINT, XL_COLUMN_CONSTRAINT_MESSAGE,
                                                  XL_COLUMN_REQUIRED_MESSAGE};
    check_labels(in, &in->survey);
    check_labels(in, &in->choices);
    for (size_t i = 0; i < COUNT_OF(further); i++)
        check_further(in, further[i]);
}

void xl_check_texts(struct xl_reading *in, const struct xl_sheet *sheet, int32_t row, const struct xl_cell *texts,
                    bool needed)
{
    const struct xl_form *form = in->form;
    bool any = false;
    for (size_t i = 0; i < form->languages_n; i++)
        any = any || texts[i].text.n > 0;
    if (!any && needed)
        xl_found_at(in, sheet, row, XL_COLUMN_LABEL, SV_CODE_L002, XL_L002_NO_TEXT, NULL, 0);
    for (size_t i = 0; i < form->languages_n && any; i++) {
        if (texts[i].text.n > 0 || texts[i].column_at < 0)
            continue;
        xl_found(in, sheet, row, texts[i].column_at, SV_CODE_L002,
                 i == form->default_language ? XL_L002_DEFAULT : XL_L002_MISSING, &form->languages[i].written, 1);
    }
}

/* What is sent, and what is looked up. */
static bool is_text(enum xl_column_kind kind)
{
    return (kind >= XL_COLUMN_EXTRA && kind <= XL_COLUMN_REQUIRED_MESSAGE && kind != XL_COLUMN_GUIDANCE) ||
           kind == XL_COLUMN_ALIASES || kind == XL_COLUMN_TITLE;
}

void xl_check_lengths(struct xl_reading *in, const struct xl_sheet *sheet)
{
    for (size_t i = 0; i < sheet->rows_n; i++)
        for (size_t c = 0; c < sheet->columns_n; c++)
            if (is_text(sheet->columns[c].kind) && xl_text_at(&sheet->rows[i], (int32_t)c).n > SV_TEXT_BYTES_MAX)
                xl_found(in, sheet, sheet->rows[i].number, (int32_t)c, SV_CODE_S003, XL_S003_TEXT, NULL, 0);
}
