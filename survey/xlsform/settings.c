/* The sheet "settings": one row of values below its headers. */
#include "base/attr.h"
#include "finding_texts.h"
#include "finding_variants.h"
#include "names.h"
#include "reading.h"

static const struct sv_row no_row = {.number = 0, .cells = NULL, .cells_n = 0};

void xl_read_settings(struct xl_reading *in)
{
    const struct xl_sheet *sheet = &in->settings;
    struct xl_settings *settings = &in->form->settings;
    const struct sv_row *row = sheet->rows_n > 0 ? &sheet->rows[0] : &no_row;
    settings->number = row->number;
    if (sheet->header_row > 0 && sheet->rows_n == 0)
        settings->number = sheet->header_row + 1;
    settings->title = xl_cell_of(sheet, row, XL_COLUMN_TITLE);
    settings->id = xl_cell_of(sheet, row, XL_COLUMN_ID);
    settings->version = xl_cell_of(sheet, row, XL_COLUMN_VERSION);
    settings->default_language = xl_cell_of(sheet, row, XL_COLUMN_DEFAULT_LANGUAGE);
    settings->keyword = xl_cell_of(sheet, row, XL_COLUMN_KEYWORD);
    settings->population = xl_cell_of(sheet, row, XL_COLUMN_POPULATION);
    settings->wave = xl_cell_of(sheet, row, XL_COLUMN_WAVE);
    settings->channel = xl_cell_of(sheet, row, XL_COLUMN_CHANNEL);
    settings->direction = xl_cell_of(sheet, row, XL_COLUMN_DIRECTION);
    settings->ussd_code = xl_cell_of(sheet, row, XL_COLUMN_USSD_CODE);
    settings->method = xl_cell_of(sheet, row, XL_COLUMN_METHOD);
    settings->bands = xl_cell_of(sheet, row, XL_COLUMN_BANDS);
    settings->allow_choice_duplicates = xl_cell_of(sheet, row, XL_COLUMN_ALLOW_DUPLICATES);
}

static void found(struct xl_reading *in, enum xl_column_kind kind, enum sv_code code, int variant,
                  const struct str *args, size_t args_n)
{
    xl_found_at(in, &in->settings, in->form->settings.number, kind, code, variant, args, args_n);
}

static void check_id(struct xl_reading *in)
{
    const struct str id = in->form->settings.id.text;
    const struct str args[] = {id, xl_without_blanks(id, in->arena)};
    if (id.n == 0)
        found(in, XL_COLUMN_ID, SV_CODE_V002, XL_V002_MISSING, NULL, 0);
    else if (str_find_byte(id, ' ') != SIZE_MAX)
        found(in, XL_COLUMN_ID, SV_CODE_V002, XL_V002_BLANK, args, COUNT_OF(args));
    else if (!xl_is_name(id))
        found(in, XL_COLUMN_ID, SV_CODE_V002, XL_V002_CHARACTERS, args, 1);
}

static void check_version(struct xl_reading *in)
{
    const struct str version = in->form->settings.version.text;
    if (version.n == 0)
        found(in, XL_COLUMN_VERSION, SV_CODE_V001, XL_V001_MISSING, NULL, 0);
    else if (!xl_is_key(version))
        found(in, XL_COLUMN_VERSION, SV_CODE_V001, XL_V001_FORM, &version, 1);
}

static bool is_number(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

static bool means_something(const struct sv_language *language, struct str folded)
{
    for (size_t i = 0; i < SV_COMMAND_COUNT; i++)
        if (sv_words_have(language->words[i], language->words_n[i], folded))
            return true;
    return sv_words_have(language->yes, language->yes_n, folded) || sv_words_have(language->no, language->no_n, folded);
}

static void check_keyword(struct xl_reading *in)
{
    const struct str keyword = in->form->settings.keyword.text;
    const struct sv_language *own = in->form->languages[in->form->default_language].system;
    struct str folded = STR_EMPTY;
    if (keyword.n == 0 || sv_fold(keyword, own, in->arena, &folded) != RC_OK)
        return;
    if (folded.n == 0 || str_find_byte(folded, ' ') != SIZE_MAX || keyword.n > XL_NAME_BYTES_MAX) {
        found(in, XL_COLUMN_KEYWORD, SV_CODE_V004, XL_V004_WORD, &keyword, 1);
        return;
    }
    if (is_number(folded)) {
        found(in, XL_COLUMN_KEYWORD, SV_CODE_V004, XL_V004_NUMBER, &keyword, 1);
        return;
    }
    for (size_t i = 0; i < in->form->systems->n; i++) {
        const struct sv_language *language = &in->form->systems->items[i];
        if (!means_something(language, folded))
            continue;
        const struct str args[] = {keyword, language->name};
        found(in, XL_COLUMN_KEYWORD, SV_CODE_V003, 0, args, COUNT_OF(args));
        return;
    }
}

void xl_check_settings(struct xl_reading *in)
{
    check_id(in);
    check_version(in);
    check_keyword(in);
}
