#include <assert.h>
#include <jansson.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "form_check.h"
#include "sections_json.h"
#include "survey/form.h"
#include "survey/language.h"

enum {
    HOUR_MS = 3600000,
    HOURS_MAX = 8760,            /* a year */
    LANGUAGE_CODE_BYTES_MAX = 35 /* RFC 5646, 4.4.1 */
};
static const double hours_min = 0.0001; /* short enough for tests */

/* jansson's own limit is 2048, and its parser recurses. */
static bool is_shallow(struct str json)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < json.n; i++) {
        const char c = json.p[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']'))
            depth--;
        if (depth > GW_JSON_DEPTH_MAX)
            return false;
    }
    return true;
}

static json_t *load(struct sv_form_in *in, struct str json)
{
    if (json.n > SV_FORM_BYTES_MAX)
        (void)sv_refuse(in, err_set(in->err, RC_TOO_BIG, "form: is longer than %d bytes", (int)SV_FORM_BYTES_MAX));
    else if (!utf8_valid(json) || str_find_byte(json, '\0') != SIZE_MAX)
        (void)sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "form: is not UTF-8 text"));
    else if (!is_shallow(json))
        (void)sv_refuse(in, err_set(in->err, RC_TOO_BIG, "form: is nested deeper than %d", (int)GW_JSON_DEPTH_MAX));
    if (in->rc != RC_OK)
        return NULL;
    json_error_t why = {0};
    json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &why);
    if (root == NULL)
        (void)sv_refuse(in, err_at(in->err, RC_BAD_INPUT, why.line, why.column, "form: is not JSON: %s", why.text));
    return root;
}

static bool read_format(struct sv_form_in *in, const struct sv_place *root)
{
    static const char *const formats[] = {"puente-form/1", NULL};
    const struct sv_place place = sv_member(root, "format");
    int format = 0;
    return sv_given(in, &place) && sv_read_word(in, &place, formats, &format);
}

static bool read_language(struct sv_form_in *in, const struct sv_place *place, const struct sv_languages *languages,
                          struct str *codes, const struct sv_language **systems)
{
    const size_t at = in->form.languages_n;
    struct str code = STR_EMPTY;
    if (!sv_read_text(in, place, LANGUAGE_CODE_BYTES_MAX, &code))
        return false;
    if (sv_form_language(&in->form, code) >= 0)
        return sv_refuse(
            in, err_set(in->err, RC_BAD_INPUT, "%s: '%.*s' is named twice", sv_path(in, place), STR_FMT(code)));
    systems[at] = sv_language_find(languages, code);
    if (systems[at] == NULL)
        return sv_refuse(in, err_set(in->err, RC_BAD_INPUT,
                                     "%s: '%.*s' has no system texts; hint: add its spreadsheet first",
                                     sv_path(in, place), STR_FMT(code)));
    /* Also used as a member name of JSON objects. */
    codes[at] = (struct str){.p = str_z(in->arena, code), .n = code.n};
    in->form.languages_n++;
    return codes[at].p != NULL || sv_refuse(in, err_set(in->err, RC_TOO_BIG, "the form is too big"));
}

static bool read_languages(struct sv_form_in *in, const struct sv_place *root, const struct sv_languages *languages)
{
    const struct sv_place place = sv_member(root, "languages");
    const struct sv_place preferred = sv_member(root, "default_language");
    size_t n = 0;
    if (!sv_given(in, &place) || !sv_read_array(in, &place, 1, SV_LANGUAGES_MAX, &n))
        return false;
    struct str *codes = sv_take(in, n, sizeof *codes);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
    const struct sv_language **systems = sv_take(in, n, sizeof *systems);
    if (codes == NULL || systems == NULL)
        return false;
    in->form.languages = codes;
    in->form.systems = systems;
    for (size_t i = 0; i < n; i++) {
        const struct sv_place item = sv_item(&place, i);
        if (!read_language(in, &item, languages, codes, systems))
            return false;
    }
    struct str code = STR_EMPTY;
    if (!sv_given(in, &preferred) || !sv_read_text(in, &preferred, LANGUAGE_CODE_BYTES_MAX, &code))
        return false;
    const int32_t at = sv_form_language(&in->form, code);
    if (at < 0)
        return sv_refuse(
            in, err_set(in->err, RC_BAD_INPUT, "default_language: '%.*s' is not one of the languages", STR_FMT(code)));
    in->form.default_language = (size_t)at;
    return true;
}

static bool read_title(struct sv_form_in *in, const struct sv_place *root)
{
    const struct sv_place place = sv_member(root, "title");
    return sv_given(in, &place) && sv_read_filled(in, &place, &in->form.title);
}

static bool read_keyword(struct sv_form_in *in, const struct sv_place *root, const struct sv_languages *languages)
{
    const struct sv_place place = sv_member(root, "keyword");
    struct str written = STR_EMPTY;
    if (place.json == NULL)
        return true;
    if (!sv_read_text(in, &place, SV_NAME_BYTES_MAX, &written))
        return false;
    if (sv_fold(written, in->form.systems[in->form.default_language], in->arena, &in->form.keyword) != RC_OK)
        return sv_refuse(in, err_set(in->err, RC_TOO_BIG, "the form is too big"));
    const enum rc rc = sv_form_check_keyword(in->form.keyword, languages, in->err);
    return rc == RC_OK || sv_refuse(in, rc);
}

/* Names with and without capitals would be two purposes, and the same thing be paid twice. */
static bool read_incentive(struct sv_form_in *in, const struct sv_place *root)
{
    const struct sv_place place = sv_member(root, "incentive");
    if (!sv_read_name(in, &place, &in->form.incentive))
        return false;
    for (size_t i = 0; i < in->form.incentive.n; i++)
        if (in->form.incentive.p[i] >= 'A' && in->form.incentive.p[i] <= 'Z')
            return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: '%.*s' must be in lower case", sv_path(in, &place),
                                         STR_FMT(in->form.incentive)));
    return true;
}

/* After the questions. */
static bool read_incentive_at(struct sv_form_in *in, const struct sv_place *root)
{
    const struct sv_place place = sv_member(root, "incentive_at");
    struct str name = STR_EMPTY;
    if (place.json == NULL)
        return true;
    if (!sv_read_name(in, &place, &name))
        return false;
    in->form.incentive_at = sv_form_question(&in->form, name);
    if (in->form.incentive.n == 0)
        return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: there is no incentive", sv_path(in, &place)));
    return in->form.incentive_at >= 0 || sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: there is no question '%.*s'",
                                                               sv_path(in, &place), STR_FMT(name)));
}

static bool read_consent(struct sv_form_in *in, const struct sv_place *root)
{
    static const char *const members[] = {"version", "text", NULL};
    const struct sv_place place = sv_member(root, "consent");
    const struct sv_place version = sv_member(&place, "version");
    const struct sv_place text = sv_member(&place, "text");
    in->form.has_consent = place.json != NULL;
    if (in->form.has_consent &&
        (!sv_read_object(in, &place, members) || !sv_given(in, &version) || !sv_given(in, &text)))
        return false;
    return sv_read_key(in, &version, &in->form.consent_version) && sv_read_filled(in, &text, &in->form.consent);
}

static bool read_reminders(struct sv_form_in *in, const struct sv_place *place)
{
    if (place->json == NULL)
        return true;
    if (!sv_read_array(in, place, 0, SV_REMINDERS_MAX, &in->form.reminders_n))
        return false;
    for (size_t i = 0; i < in->form.reminders_n; i++) {
        const struct sv_place item = sv_item(place, i);
        double hours = 0;
        if (!sv_read_json_number(in, &item, hours_min, HOURS_MAX, &hours))
            return false;
        in->form.reminder_ms[i] = (int64_t)(hours * HOUR_MS);
    }
    return true;
}

static bool read_settings(struct sv_form_in *in, const struct sv_place *root)
{
    static const char *const members[] = {"attempts_max", "after_invalid", "reminders_h",
                                          "expires_h",    "segments_max",  NULL};
    static const char *const after[] = {
        [SV_AFTER_INVALID_CALL] = "call", [SV_AFTER_INVALID_SKIP] = "skip", [SV_AFTER_INVALID_CLOSE] = "close", NULL};
    const struct sv_place place = sv_member(root, "settings");
    const struct sv_place attempts = sv_member(&place, "attempts_max");
    const struct sv_place after_invalid = sv_member(&place, "after_invalid");
    const struct sv_place reminders = sv_member(&place, "reminders_h");
    const struct sv_place expires = sv_member(&place, "expires_h");
    const struct sv_place segments = sv_member(&place, "segments_max");
    struct sv_form *form = &in->form;
    int what = (int)form->after_invalid;
    double hours = (double)form->expires_ms / HOUR_MS;
    if (place.json == NULL)
        return true;
    if (!sv_read_object(in, &place, members) || !sv_read_integer(in, &attempts, 1, 10, &form->attempts_max) ||
        !sv_read_word(in, &after_invalid, after, &what) || !read_reminders(in, &reminders) ||
        !sv_read_json_number(in, &expires, hours_min, HOURS_MAX, &hours) ||
        !sv_read_integer(in, &segments, 1, 10, &form->segments_max))
        return false;
    form->after_invalid = (enum sv_after_invalid)what;
    form->expires_ms = (int64_t)(hours * HOUR_MS);
    return true;
}

static bool read_top(struct sv_form_in *in, const struct sv_place *root, const struct sv_languages *languages)
{
    static const char *const members[] = {"format",       "id",      "version",   "languages", "default_language",
                                          "title",        "keyword", "consent",   "thanks",    "settings",
                                          "lists",        "groups",  "questions", "scores",    "incentive",
                                          "incentive_at", NULL};
    if (!sv_read_object(in, root, members))
        return false;
    const struct sv_place id = sv_member(root, "id");
    const struct sv_place version = sv_member(root, "version");
    const struct sv_place thanks = sv_member(root, "thanks");
    return read_format(in, root) && sv_given(in, &id) && sv_read_name(in, &id, &in->form.id) &&
           sv_given(in, &version) && sv_read_key(in, &version, &in->form.version) &&
           read_languages(in, root, languages) && read_title(in, root) && read_keyword(in, root, languages) &&
           read_consent(in, root) && sv_read_filled(in, &thanks, &in->form.thanks) && read_incentive(in, root) &&
           read_settings(in, root);
}

static bool check(struct sv_form_in *in, enum rc rc)
{
    return rc == RC_OK || sv_refuse(in, rc);
}

static bool read_form(struct sv_form_in *in, const struct sv_place *root, const struct sv_languages *languages)
{
    return read_top(in, root, languages) && sv_read_lists(in, root) && sv_read_questions(in, root) &&
           read_incentive_at(in, root) && sv_read_scores(in, root) &&
           check(in, sv_form_check_names(&in->form, in->arena, in->err)) &&
           check(in, sv_form_check_commands(&in->form, languages, in->err)) && sv_read_expressions(in, root) &&
           check(in, sv_form_check_circles(&in->form, in->arena, &in->form.order, in->err));
}

enum rc sv_form_read_json(struct str json, const struct sv_languages *languages, struct arena *arena,
                          struct sv_form *out_form, struct err *err)
{
    assert(languages != NULL && arena != NULL && out_form != NULL);
    struct sv_form_in in = {.arena = arena,
                            .err = err,
                            .rc = RC_OK,
                            .form = {.keyword = STR_EMPTY,
                                     .consent_version = STR_EMPTY,
                                     .incentive_at = -1,
                                     .attempts_max = 3,
                                     .after_invalid = SV_AFTER_INVALID_CALL,
                                     .reminder_ms = {24 * (int64_t)HOUR_MS, 72 * (int64_t)HOUR_MS},
                                     .reminders_n = 2,
                                     .expires_ms = 168 * (int64_t)HOUR_MS,
                                     .segments_max = 3}};
    json_t *root = load(&in, json);
    if (root == NULL)
        return in.rc;
    const struct sv_place place = {.json = root};
    if (read_form(&in, &place, languages))
        *out_form = in.form;
    json_decref(root);
    return in.rc;
}
