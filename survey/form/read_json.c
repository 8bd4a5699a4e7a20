#include "read_json.h"

#include <assert.h>
#include <jansson.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "survey/nearest.h"

struct sv_place sv_member(const struct sv_place *up, const char *name)
{
    return (struct sv_place){.up = up, .member = name, .json = json_object_get(up->json, name)};
}

struct sv_place sv_item(const struct sv_place *up, size_t index)
{
    return (struct sv_place){.up = up, .index = index, .json = json_array_get(up->json, index)};
}

enum { PLACES_MAX = 8 /* scores[0].items[1].weight has five */ };

const char *sv_path(struct sv_form_in *in, const struct sv_place *place)
{
    const struct sv_place *steps[PLACES_MAX];
    size_t n = 0;
    for (; place->up != NULL; place = place->up) {
        assert(n < PLACES_MAX);
        steps[n++] = place;
    }
    struct buf path = buf_on(in->path, sizeof in->path - 1);
    for (bool first = true; n > 0; first = false) {
        const struct sv_place *step = steps[--n];
        if (step->member == NULL)
            buf_printf(&path, "[%zu]", step->index);
        else
            buf_printf(&path, "%s%s", first ? "" : ".", step->member);
    }
    if (path.n == 0)
        buf_put(&path, STR("form"));
    in->path[path.n] = '\0';
    return in->path;
}

bool sv_refuse(struct sv_form_in *in, enum rc rc)
{
    assert(rc != RC_OK);
    in->rc = rc;
    return false;
}

void *sv_take(struct sv_form_in *in, size_t n, size_t size)
{
    void *p = arena_array(in->arena, n, size);
    if (p == NULL)
        (void)sv_refuse(in, err_set(in->err, RC_TOO_BIG, "the form is too big"));
    return p;
}

static bool must_be(struct sv_form_in *in, const struct sv_place *place, const char *what)
{
    return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: must be %s", sv_path(in, place), what));
}

bool sv_given(struct sv_form_in *in, const struct sv_place *place)
{
    return place->json != NULL || sv_refuse(in, err_set(in->err, RC_MISSING, "%s: is missing", sv_path(in, place)));
}

static bool is_one_of(struct str word, const char *const *words, struct sv_nearest *nearest)
{
    for (; *words != NULL; words++) {
        if (str_eq(word, str_of(*words)))
            return true;
        sv_nearest_offer(nearest, str_of(*words));
    }
    return false;
}

bool sv_read_object(struct sv_form_in *in, const struct sv_place *place, const char *const *members)
{
    if (!json_is_object(place->json))
        return must_be(in, place, "an object");
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(place->json, key, value)
    {
        struct sv_nearest nearest = sv_nearest_of(str_of(key));
        if (is_one_of(str_of(key), members, &nearest))
            continue;
        char hint[SV_NEAREST_HINT_BYTES];
        return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: unknown member '%.*s'%s", sv_path(in, place),
                                     STR_FMT(utf8_prefix(str_of(key), 40)), sv_nearest_hint(&nearest, hint)));
    }
    return true;
}

bool sv_read_array(struct sv_form_in *in, const struct sv_place *place, size_t min, size_t max, size_t *out_n)
{
    *out_n = 0;
    if (place->json == NULL)
        return true;
    if (!json_is_array(place->json))
        return must_be(in, place, "an array");
    const size_t n = json_array_size(place->json);
    if (n < min)
        return must_be(in, place, "not empty");
    if (n > max)
        return sv_refuse(
            in, err_set(in->err, RC_TOO_BIG, "%s: has %zu entries, more than %zu", sv_path(in, place), n, max));
    *out_n = n;
    return true;
}

static struct str string_of(const struct sv_place *place)
{
    return (struct str){.p = json_string_value(place->json), .n = json_string_length(place->json)};
}

bool sv_read_text(struct sv_form_in *in, const struct sv_place *place, size_t bytes_max, struct str *out_text)
{
    if (place->json == NULL)
        return true;
    if (!json_is_string(place->json))
        return must_be(in, place, "a text");
    if (str_trim(string_of(place)).n == 0)
        return must_be(in, place, "not empty");
    if (json_string_length(place->json) > bytes_max)
        return sv_refuse(in,
                         err_set(in->err, RC_TOO_BIG, "%s: is longer than %zu bytes", sv_path(in, place), bytes_max));
    *out_text = arena_str(in->arena, string_of(place));
    return out_text->p != NULL || sv_refuse(in, err_set(in->err, RC_TOO_BIG, "the form is too big"));
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_key(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_letter(s.p[i]) && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-' && s.p[i] != '.')
            return false;
    return true;
}

bool sv_read_key(struct sv_form_in *in, const struct sv_place *place, struct str *out_key)
{
    if (place->json == NULL)
        return true;
    if (!sv_read_text(in, place, SV_NAME_BYTES_MAX, out_key))
        return false;
    return is_key(*out_key) ||
           sv_refuse(in, err_set(in->err, RC_BAD_INPUT,
                                 "%s: '%.*s' is not a name; hint: use letters a-z, digits, '_', '-', '.'",
                                 sv_path(in, place), STR_FMT(*out_key)));
}

bool sv_read_name(struct sv_form_in *in, const struct sv_place *place, struct str *out_name)
{
    if (place->json == NULL)
        return true;
    if (!sv_read_key(in, place, out_name))
        return false;
    if (!is_letter(out_name->p[0]))
        return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: '%.*s' must begin with a letter or '_'",
                                     sv_path(in, place), STR_FMT(*out_name)));
    return !str_eq(*out_name, STR("meta")) ||
           sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: 'meta' is reserved", sv_path(in, place)));
}

bool sv_read_word(struct sv_form_in *in, const struct sv_place *place, const char *const *words, int *out_index)
{
    if (place->json == NULL)
        return true;
    if (!json_is_string(place->json))
        return must_be(in, place, "a text");
    const struct str word = string_of(place);
    struct sv_nearest nearest = sv_nearest_of(word);
    if (is_one_of(word, words, &nearest)) {
        for (*out_index = 0; !str_eq(str_of(words[*out_index]), word); (*out_index)++)
            continue;
        return true;
    }
    char hint[SV_NEAREST_HINT_BYTES];
    return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: '%.*s' is not known%s", sv_path(in, place),
                                 STR_FMT(utf8_prefix(word, 40)), sv_nearest_hint(&nearest, hint)));
}

bool sv_read_json_number(struct sv_form_in *in, const struct sv_place *place, double min, double max,
                         double *out_number)
{
    if (place->json == NULL)
        return true;
    if (!json_is_number(place->json))
        return must_be(in, place, "a number");
    const double number = json_number_value(place->json);
    if (number < min || number > max)
        return sv_refuse(in, err_set(in->err, RC_BAD_INPUT, "%s: must be from %g to %g", sv_path(in, place), min, max));
    *out_number = number;
    return true;
}

bool sv_read_integer(struct sv_form_in *in, const struct sv_place *place, int32_t min, int32_t max, int32_t *out_number)
{
    if (place->json == NULL)
        return true;
    if (!json_is_integer(place->json))
        return must_be(in, place, "a whole number");
    const json_int_t number = json_integer_value(place->json);
    if (number < min || number > max)
        return sv_refuse(
            in, err_set(in->err, RC_BAD_INPUT, "%s: must be from %d to %d", sv_path(in, place), (int)min, (int)max));
    *out_number = (int32_t)number;
    return true;
}
