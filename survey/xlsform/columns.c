/* The names of columns, as KoBo, ODK and SurveyCTO know them, and our own. */
#include "base/attr.h"
#include "names.h"
#include "reading.h"

const struct xl_known xl_survey_columns[] = {
    {"type", XL_COLUMN_TYPE, XL_SUFFIX_NONE},
    {"command", XL_COLUMN_TYPE, XL_SUFFIX_NONE},
    {"name", XL_COLUMN_NAME, XL_SUFFIX_NONE},
    {"value", XL_COLUMN_NAME, XL_SUFFIX_NONE},
    {"tag", XL_COLUMN_NAME, XL_SUFFIX_NONE},
    {"label", XL_COLUMN_LABEL, XL_SUFFIX_LANGUAGE},
    {"caption", XL_COLUMN_LABEL, XL_SUFFIX_LANGUAGE},
    {"hint", XL_COLUMN_HINT, XL_SUFFIX_LANGUAGE},
    {"guidance_hint", XL_COLUMN_GUIDANCE, XL_SUFFIX_LANGUAGE},
    {"required", XL_COLUMN_REQUIRED, XL_SUFFIX_NONE},
    {"required_message", XL_COLUMN_REQUIRED_MESSAGE, XL_SUFFIX_LANGUAGE},
    {"requiredmsg", XL_COLUMN_REQUIRED_MESSAGE, XL_SUFFIX_LANGUAGE},
    {"relevant", XL_COLUMN_RELEVANT, XL_SUFFIX_NONE},
    {"relevance", XL_COLUMN_RELEVANT, XL_SUFFIX_NONE},
    {"constraint", XL_COLUMN_CONSTRAINT, XL_SUFFIX_NONE},
    {"constraint_message", XL_COLUMN_CONSTRAINT_MESSAGE, XL_SUFFIX_LANGUAGE},
    {"constraining_message", XL_COLUMN_CONSTRAINT_MESSAGE, XL_SUFFIX_LANGUAGE},
    {"calculation", XL_COLUMN_CALCULATION, XL_SUFFIX_NONE},
    {"calculate", XL_COLUMN_CALCULATION, XL_SUFFIX_NONE},
    {"default", XL_COLUMN_DEFAULT, XL_SUFFIX_NONE},
    {"choice_filter", XL_COLUMN_CHOICE_FILTER, XL_SUFFIX_NONE},
    {"repeat_count", XL_COLUMN_REPEAT_COUNT, XL_SUFFIX_NONE},
    {"count", XL_COLUMN_REPEAT_COUNT, XL_SUFFIX_NONE},
    {"jr:count", XL_COLUMN_REPEAT_COUNT, XL_SUFFIX_NONE},
    {"parameters", XL_COLUMN_PARAMETERS, XL_SUFFIX_NONE},
    {"appearance", XL_COLUMN_APPEARANCE, XL_SUFFIX_NONE},
    {"trigger", XL_COLUMN_TRIGGER, XL_SUFFIX_NONE},
    {"read_only", XL_COLUMN_READ_ONLY, XL_SUFFIX_NONE},
    {"readonly", XL_COLUMN_READ_ONLY, XL_SUFFIX_NONE},
    {"disabled", XL_COLUMN_DISABLED, XL_SUFFIX_NONE},
    {"privacy", XL_COLUMN_PRIVACY, XL_SUFFIX_NONE},
    {"on_answer", XL_COLUMN_ON_ANSWER, XL_SUFFIX_NONE},
    {"ind_dimension", XL_COLUMN_DIMENSION, XL_SUFFIX_NONE},
    {"ind_weight", XL_COLUMN_WEIGHT, XL_SUFFIX_NONE},
    {"image", XL_COLUMN_MEDIA, XL_SUFFIX_ANY},
    {"big-image", XL_COLUMN_MEDIA, XL_SUFFIX_ANY},
    {"audio", XL_COLUMN_MEDIA, XL_SUFFIX_ANY},
    {"video", XL_COLUMN_MEDIA, XL_SUFFIX_ANY},
    {"media", XL_COLUMN_MEDIA, XL_SUFFIX_ANY},
    {"save_to", XL_COLUMN_NO_EFFECT, XL_SUFFIX_NONE},
    {"autoplay", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"rows", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"body", XL_COLUMN_IGNORED, XL_SUFFIX_ANY},
    {"bind", XL_COLUMN_IGNORED, XL_SUFFIX_ANY},
    {"instance", XL_COLUMN_IGNORED, XL_SUFFIX_ANY},
    {"noapperrorstring", XL_COLUMN_IGNORED, XL_SUFFIX_ANY},
    {"compact_tag", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"sms_field", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"intent", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
};
const size_t xl_survey_columns_n = COUNT_OF(xl_survey_columns);

const struct xl_known xl_choices_columns[] = {
    {"list_name", XL_COLUMN_LIST_NAME, XL_SUFFIX_NONE}, {"name", XL_COLUMN_NAME, XL_SUFFIX_NONE},
    {"value", XL_COLUMN_NAME, XL_SUFFIX_NONE},          {"label", XL_COLUMN_LABEL, XL_SUFFIX_LANGUAGE},
    {"caption", XL_COLUMN_LABEL, XL_SUFFIX_LANGUAGE},   {"sms_option", XL_COLUMN_ALIASES, XL_SUFFIX_NONE},
    {"ind_score", XL_COLUMN_SCORE, XL_SUFFIX_NONE},     {"ind_missing", XL_COLUMN_MISSING, XL_SUFFIX_NONE},
    {"image", XL_COLUMN_MEDIA, XL_SUFFIX_ANY},          {"big-image", XL_COLUMN_MEDIA, XL_SUFFIX_ANY},
    {"audio", XL_COLUMN_MEDIA, XL_SUFFIX_ANY},          {"video", XL_COLUMN_MEDIA, XL_SUFFIX_ANY},
    {"media", XL_COLUMN_MEDIA, XL_SUFFIX_ANY},          {"geometry", XL_COLUMN_NO_EFFECT, XL_SUFFIX_NONE},
};
const size_t xl_choices_columns_n = COUNT_OF(xl_choices_columns);

const struct xl_known xl_settings_columns[] = {
    {"form_title", XL_COLUMN_TITLE, XL_SUFFIX_NONE},
    {"set_form_title", XL_COLUMN_TITLE, XL_SUFFIX_NONE},
    {"title", XL_COLUMN_TITLE, XL_SUFFIX_NONE},
    {"form_id", XL_COLUMN_ID, XL_SUFFIX_NONE},
    {"id_string", XL_COLUMN_ID, XL_SUFFIX_NONE},
    {"set_form_id", XL_COLUMN_ID, XL_SUFFIX_NONE},
    {"version", XL_COLUMN_VERSION, XL_SUFFIX_NONE},
    {"default_language", XL_COLUMN_DEFAULT_LANGUAGE, XL_SUFFIX_NONE},
    {"sms_keyword", XL_COLUMN_KEYWORD, XL_SUFFIX_NONE},
    {"population", XL_COLUMN_POPULATION, XL_SUFFIX_NONE},
    {"wave", XL_COLUMN_WAVE, XL_SUFFIX_NONE},
    {"channel", XL_COLUMN_CHANNEL, XL_SUFFIX_NONE},
    {"direction", XL_COLUMN_DIRECTION, XL_SUFFIX_NONE},
    {"ussd_code", XL_COLUMN_USSD_CODE, XL_SUFFIX_NONE},
    {"ind_method", XL_COLUMN_METHOD, XL_SUFFIX_NONE},
    {"ind_bands", XL_COLUMN_BANDS, XL_SUFFIX_NONE},
    {"allow_choice_duplicates", XL_COLUMN_ALLOW_DUPLICATES, XL_SUFFIX_NONE},
    {"instance_name", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"style", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"public_key", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"submission_url", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"auto_send", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"auto_delete", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"client_editable", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"clean_text_values", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"name", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"namespaces", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"attribute", XL_COLUMN_IGNORED, XL_SUFFIX_ANY},
    {"omit_instanceid", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"add_none_option", XL_COLUMN_NO_EFFECT, XL_SUFFIX_NONE},
    {"prefix", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"delimiter", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"sms_separator", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"sms_allow_media", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"sms_date_format", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"sms_datetime_format", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
    {"sms_response", XL_COLUMN_IGNORED, XL_SUFFIX_NONE},
};
const size_t xl_settings_columns_n = COUNT_OF(xl_settings_columns);

static const struct xl_known *find_known(const struct xl_sheet *sheet, struct str base)
{
    for (size_t i = 0; i < sheet->known_n; i++)
        if (str_eq(base, str_of(sheet->known[i].name)))
            return &sheet->known[i];
    return NULL;
}

/* "sms_text_es" and, of choices, "sms_label_es". */
static bool is_short_label(const struct xl_sheet *sheet, struct xl_column *column)
{
    const bool choices = sheet->known == xl_choices_columns;
    const struct str prefix = choices ? STR("sms_label_") : STR("sms_text_");
    if (sheet->known == xl_settings_columns || column->suffix.n > 0 || column->base.n <= prefix.n ||
        !str_starts(column->base, prefix))
        return false;
    column->kind = XL_COLUMN_SHORT_LABEL;
    column->suffix = str_sub(column->base, prefix.n, column->base.n);
    return true;
}

static bool fits(const struct xl_known *known, struct str suffix)
{
    return known != NULL && (known->suffix != XL_SUFFIX_NONE || suffix.n == 0);
}

/* Splits at "::", or at the single ":" of old forms where what comes before is known to have languages. */
static enum rc split(const struct xl_sheet *sheet, struct str header, struct arena *arena, struct xl_column *column)
{
    const size_t twice = str_find(header, STR("::"));
    const size_t once = str_find_byte(header, ':');
    const size_t at = twice != SIZE_MAX ? twice : once;
    column->base = xl_normal(str_trim(twice != SIZE_MAX ? str_sub(header, 0, twice) : header), arena);
    column->suffix = twice != SIZE_MAX ? str_trim(str_sub(header, twice + 2, header.n)) : STR_EMPTY;
    if (column->base.p == NULL)
        return RC_TOO_BIG;
    if (at == SIZE_MAX || twice != SIZE_MAX || find_known(sheet, column->base) != NULL)
        return RC_OK;
    const struct str before = xl_normal(str_trim(str_sub(header, 0, once)), arena);
    if (before.p == NULL)
        return RC_TOO_BIG;
    const struct xl_known *known = find_known(sheet, before);
    if (known != NULL && known->suffix != XL_SUFFIX_NONE) {
        column->base = before;
        column->suffix = str_trim(str_sub(header, once + 1, header.n));
    }
    return RC_OK;
}

enum rc xl_column_read(const struct xl_sheet *sheet, struct str header, struct arena *arena,
                       struct xl_column *out_column)
{
    struct xl_column column = {.kind = XL_COLUMN_NONE, .base = STR_EMPTY, .suffix = STR_EMPTY, .language = -1};
    if (header.n > 0) {
        if (split(sheet, header, arena, &column) != RC_OK)
            return RC_TOO_BIG;
        const struct xl_known *known = find_known(sheet, column.base);
        if (fits(known, column.suffix))
            column.kind = known->kind;
        else if (!is_short_label(sheet, &column))
            column.kind = known == NULL && column.suffix.n == 0 && sheet->known == xl_choices_columns
                              ? XL_COLUMN_EXTRA
                              : XL_COLUMN_UNKNOWN;
    }
    *out_column = column;
    return RC_OK;
}

struct str xl_column_name(const struct xl_sheet *sheet, enum xl_column_kind kind)
{
    for (size_t i = 0; i < sheet->known_n; i++)
        if (sheet->known[i].kind == kind)
            return str_of(sheet->known[i].name);
    return STR_EMPTY;
}
