#include "types.h"

#include <assert.h>

#include "base/attr.h"
#include "finding_variants.h"
#include "names.h"

/* Words are compared with "_" for every blank. Those with a list come first, the longest of a beginning first. */
static const struct {
    const char *word;
    const char *usual; /* NULL: the word itself */
    enum xl_type type;
    int impossible;
} with_list[] = {
    {"select_one_from_file", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_FILE},
    {"select_multiple_from_file", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_FILE},
    {"select_one_external", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_FILE},
    {"begin_loop", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_LOOP},
    {"select_one_from", "select_one", XL_TYPE_SELECT_ONE, 0},
    {"select_one", NULL, XL_TYPE_SELECT_ONE, 0},
    {"select1", "select_one", XL_TYPE_SELECT_ONE, 0},
    {"select_all_that_apply_from", "select_multiple", XL_TYPE_SELECT_MULTIPLE, 0},
    {"select_all_that_apply", "select_multiple", XL_TYPE_SELECT_MULTIPLE, 0},
    {"select_multiple_from", "select_multiple", XL_TYPE_SELECT_MULTIPLE, 0},
    {"select_multiple", NULL, XL_TYPE_SELECT_MULTIPLE, 0},
    {"rank", NULL, XL_TYPE_RANK, 0},
};

static const struct {
    const char *word;
    const char *usual;
    enum xl_type type;
    int impossible;
    const char *constraint;
} alone[] = {
    {"text", NULL, XL_TYPE_TEXT, 0, NULL},
    {"string", "text", XL_TYPE_TEXT, 0, NULL},
    {"phone_number", "text", XL_TYPE_TEXT, 0, "regex(., '^[+]?[0-9]{4,15}$')"},
    {"integer", NULL, XL_TYPE_INTEGER, 0, NULL},
    {"int", "integer", XL_TYPE_INTEGER, 0, NULL},
    {"number_of_days_in_last_month", "integer", XL_TYPE_INTEGER, 0, ". >= 0 and . <= 31"},
    {"number_of_days_in_last_six_months", "integer", XL_TYPE_INTEGER, 0, ". >= 0 and . <= 183"},
    {"number_of_days_in_last_year", "integer", XL_TYPE_INTEGER, 0, ". >= 0 and . <= 365"},
    {"decimal", NULL, XL_TYPE_DECIMAL, 0, NULL},
    {"percentage", NULL, XL_TYPE_PERCENTAGE, 0, NULL},
    {"range", NULL, XL_TYPE_RANGE, 0, NULL},
    {"date", NULL, XL_TYPE_DATE, 0, NULL},
    {"time", NULL, XL_TYPE_TIME, 0, NULL},
    {"datetime", "dateTime", XL_TYPE_DATETIME, XL_T003_DATETIME, NULL},
    {"note", NULL, XL_TYPE_NOTE, 0, NULL},
    {"acknowledge", NULL, XL_TYPE_ACKNOWLEDGE, 0, NULL},
    {"trigger", "acknowledge", XL_TYPE_ACKNOWLEDGE, 0, NULL},
    {"calculate", NULL, XL_TYPE_CALCULATE, 0, NULL},
    {"hidden", NULL, XL_TYPE_HIDDEN, 0, NULL},
    {"start", NULL, XL_TYPE_AUTO, 0, NULL},
    {"end", NULL, XL_TYPE_AUTO, 0, NULL},
    {"today", NULL, XL_TYPE_AUTO, 0, NULL},
    {"phonenumber", NULL, XL_TYPE_AUTO, 0, NULL},
    {"deviceid", NULL, XL_TYPE_AUTO, 0, NULL},
    {"username", NULL, XL_TYPE_AUTO, 0, NULL},
    {"email", NULL, XL_TYPE_AUTO, 0, NULL},
    {"simserial", NULL, XL_TYPE_AUTO, 0, NULL},
    {"subscriberid", NULL, XL_TYPE_AUTO, 0, NULL},
    {"audit", NULL, XL_TYPE_IGNORED, 0, NULL},
    {"background-audio", NULL, XL_TYPE_IGNORED, 0, NULL},
    {"background-geopoint", NULL, XL_TYPE_IGNORED, 0, NULL},
    {"start-geopoint", NULL, XL_TYPE_IGNORED, 0, NULL},
    {"geopoint", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_PLACE, NULL},
    {"gps", "geopoint", XL_TYPE_IMPOSSIBLE, XL_T003_PLACE, NULL},
    {"location", "geopoint", XL_TYPE_IMPOSSIBLE, XL_T003_PLACE, NULL},
    {"geotrace", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_PLACE, NULL},
    {"geoshape", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_PLACE, NULL},
    {"osm", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_PLACE, NULL},
    {"image", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_GENERAL, NULL},
    {"photo", "image", XL_TYPE_IMPOSSIBLE, XL_T003_GENERAL, NULL},
    {"audio", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_GENERAL, NULL},
    {"video", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_GENERAL, NULL},
    {"file", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_GENERAL, NULL},
    {"barcode", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_GENERAL, NULL},
    {"csv-external", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_FILE, NULL},
    {"xml-external", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_FILE, NULL},
    {"begin_group", NULL, XL_TYPE_BEGIN_GROUP, 0, NULL},
    {"begin_lgroup", "begin_repeat", XL_TYPE_BEGIN_REPEAT, 0, NULL},
    {"begin_repeat", NULL, XL_TYPE_BEGIN_REPEAT, 0, NULL},
    {"begin_looped_group", "begin_repeat", XL_TYPE_BEGIN_REPEAT, 0, NULL},
    {"end_group", NULL, XL_TYPE_END_GROUP, 0, NULL},
    {"end_lgroup", "end_repeat", XL_TYPE_END_REPEAT, 0, NULL},
    {"end_repeat", NULL, XL_TYPE_END_REPEAT, 0, NULL},
    {"end_looped_group", "end_repeat", XL_TYPE_END_REPEAT, 0, NULL},
    {"end_loop", NULL, XL_TYPE_IMPOSSIBLE, XL_T003_LOOP, NULL},
};

static bool has_capitals(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'A' && s.p[i] <= 'Z')
            return true;
    return false;
}

/* Takes "or_other" and its like off the end of what follows a select. */
static bool take_or_other(struct str *rest, struct arena *arena)
{
    static const char *const words[] = {"or_other", "or_specify_other"};
    const struct str small = xl_normal(*rest, arena);
    for (size_t i = 0; i < COUNT_OF(words) && small.p != NULL; i++) {
        const struct str word = str_of(words[i]);
        const size_t before = small.n - word.n;
        if (small.n <= word.n || !str_ends(small, word) || rest->p[before - 1] != ' ')
            continue;
        *rest = str_trim(str_sub(*rest, 0, before));
        return true;
    }
    return false;
}

static bool read_with_list(struct str written, struct str small, struct arena *arena, struct xl_typed *typed)
{
    for (size_t i = 0; i < COUNT_OF(with_list); i++) {
        const struct str word = str_of(with_list[i].word);
        const bool whole = small.n == word.n;
        /* The list is parted by a blank: "select_one from_here" is of the list from_here. */
        if (!str_starts(small, word) || (!whole && written.p[word.n] != ' '))
            continue;
        typed->type = with_list[i].type;
        typed->word = with_list[i].usual == NULL ? word : str_of(with_list[i].usual);
        typed->impossible = with_list[i].impossible;
        typed->capitals = has_capitals(str_sub(written, 0, word.n));
        typed->list_name = str_trim(str_sub(written, word.n, written.n));
        typed->or_other = take_or_other(&typed->list_name, arena);
        return true;
    }
    return false;
}

static bool read_alone(struct str written, struct str small, struct xl_typed *typed)
{
    for (size_t i = 0; i < COUNT_OF(alone); i++) {
        const struct str word = str_of(alone[i].word);
        if (!str_eq(small, word))
            continue;
        typed->type = alone[i].type;
        typed->word = alone[i].usual == NULL ? word : str_of(alone[i].usual);
        typed->impossible = alone[i].impossible;
        typed->constraint = alone[i].constraint;
        typed->capitals = has_capitals(written) && !str_eq(written, typed->word);
        return true;
    }
    return false;
}

enum rc xl_type_read(struct str written, struct arena *arena, struct xl_typed *out_typed)
{
    const struct str small = xl_normal(written, arena);
    *out_typed = (struct xl_typed){.type = XL_TYPE_UNKNOWN, .word = written, .list_name = STR_EMPTY};
    if (small.p == NULL)
        return RC_TOO_BIG;
    if (!read_with_list(written, small, arena, out_typed))
        (void)read_alone(written, small, out_typed);
    return RC_OK;
}

bool xl_type_takes_list(enum xl_type type)
{
    return type == XL_TYPE_SELECT_ONE || type == XL_TYPE_SELECT_MULTIPLE || type == XL_TYPE_RANK;
}

static const struct {
    bool shown;
    bool question;
} traits[] = {
    [XL_TYPE_UNKNOWN] = {.shown = false, .question = false},
    [XL_TYPE_TEXT] = {.shown = true, .question = true},
    [XL_TYPE_INTEGER] = {.shown = true, .question = true},
    [XL_TYPE_DECIMAL] = {.shown = true, .question = true},
    [XL_TYPE_PERCENTAGE] = {.shown = true, .question = true},
    [XL_TYPE_RANGE] = {.shown = true, .question = true},
    [XL_TYPE_DATE] = {.shown = true, .question = true},
    [XL_TYPE_TIME] = {.shown = true, .question = true},
    [XL_TYPE_DATETIME] = {.shown = false, .question = false},
    [XL_TYPE_SELECT_ONE] = {.shown = true, .question = true},
    [XL_TYPE_SELECT_MULTIPLE] = {.shown = true, .question = true},
    [XL_TYPE_RANK] = {.shown = true, .question = true},
    [XL_TYPE_ACKNOWLEDGE] = {.shown = true, .question = true},
    [XL_TYPE_NOTE] = {.shown = true, .question = true},
    [XL_TYPE_CALCULATE] = {.shown = false, .question = true},
    [XL_TYPE_HIDDEN] = {.shown = false, .question = true},
    [XL_TYPE_AUTO] = {.shown = false, .question = true},
    [XL_TYPE_IGNORED] = {.shown = false, .question = false},
    [XL_TYPE_IMPOSSIBLE] = {.shown = false, .question = false},
    [XL_TYPE_BEGIN_GROUP] = {.shown = false, .question = false},
    [XL_TYPE_END_GROUP] = {.shown = false, .question = false},
    [XL_TYPE_BEGIN_REPEAT] = {.shown = false, .question = false},
    [XL_TYPE_END_REPEAT] = {.shown = false, .question = false},
};
static_assert(COUNT_OF(traits) == XL_TYPE_COUNT, "traits for every type");

bool xl_type_is_shown(enum xl_type type)
{
    return traits[type].shown;
}

bool xl_type_is_question(enum xl_type type)
{
    return traits[type].question;
}
