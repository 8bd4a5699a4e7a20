/* The form as canonical JSON: its head, and what all writers need. */
#include "write_json.h"

#include <jansson.h>

#include "base/attr.h"
#include "base/buf.h"
#include "expression.h"
#include "lists.h"

void xl_put(struct xl_writing *out, json_t *object, const char *member, json_t *value)
{
    out->failed = json_object_set_new(object, member, value) != 0 || out->failed;
}

void xl_append(struct xl_writing *out, json_t *array, json_t *value)
{
    out->failed = json_array_append_new(array, value) != 0 || out->failed;
}

json_t *xl_json_text(struct xl_writing *out, struct str text)
{
    json_t *json = json_stringn(text.p, text.n);
    out->failed = out->failed || json == NULL;
    return json;
}

void xl_put_text(struct xl_writing *out, json_t *object, const char *member, struct str text)
{
    if (text.n > 0)
        xl_put(out, object, member, xl_json_text(out, text));
}

void xl_put_texts(struct xl_writing *out, json_t *object, const char *member, const struct xl_cell *cells)
{
    json_t *texts = json_object();
    for (size_t i = 0; i < out->form->languages_n; i++)
        xl_put_text(out, texts, out->codes[i], cells[i].text);
    if (json_object_size(texts) > 0)
        xl_put(out, object, member, texts);
    else
        json_decref(texts);
}

void xl_put_expression(struct xl_writing *out, json_t *object, const char *member, struct str text)
{
    struct str straight = STR_EMPTY;
    if (xl_straight(text, out->arena, &straight) != RC_OK)
        out->failed = true;
    xl_put_text(out, object, member, straight);
}

struct str xl_joined(struct xl_writing *out, struct str before, struct str name, struct str after)
{
    struct buf buf = buf_in(out->arena, before.n + name.n + after.n);
    buf_put(&buf, before);
    buf_put(&buf, name);
    buf_put(&buf, after);
    out->failed = out->failed || buf.overflow;
    return buf.overflow ? STR_EMPTY : buf_str(&buf);
}

static void put_languages(struct xl_writing *out, json_t *root)
{
    json_t *codes = json_array();
    for (size_t i = 0; i < out->form->languages_n; i++)
        xl_append(out, codes, xl_json_text(out, out->form->languages[i].code));
    xl_put(out, root, "languages", codes);
    xl_put_text(out, root, "default_language", out->form->languages[out->form->default_language].code);
}

static void put_title(struct xl_writing *out, json_t *root)
{
    const struct xl_settings *settings = &out->form->settings;
    json_t *title = json_object();
    xl_put_text(out, title, out->codes[out->form->default_language],
                settings->title.text.n > 0 ? settings->title.text : settings->id.text);
    xl_put(out, root, "title", title);
}

static void put_settings(struct xl_writing *out, json_t *root)
{
    enum { SEGMENTS_MAX = 3 };
    json_t *settings = json_object();
    xl_put(out, settings, "segments_max", json_integer(SEGMENTS_MAX));
    xl_put(out, root, "settings", settings);
}

static void put_all(struct xl_writing *out, json_t *root)
{
    const struct xl_settings *settings = &out->form->settings;
    xl_put_text(out, root, "format", STR("puente-form/1"));
    xl_put_text(out, root, "id", settings->id.text);
    xl_put_text(out, root, "version", settings->version.text);
    put_languages(out, root);
    put_title(out, root);
    xl_put_text(out, root, "keyword", settings->keyword.text);
    put_settings(out, root);
    xl_put(out, root, "lists", xl_lists_json(out));
    xl_put(out, root, "groups", xl_groups_json(out));
    xl_put(out, root, "questions", xl_questions_json(out));
    xl_put_text(out, root, "incentive", out->incentive);
    xl_put_text(out, root, "incentive_at", out->incentive_at);
}

static struct str dump(struct xl_writing *out, const json_t *root)
{
    const size_t n = json_dumpb(root, NULL, 0, JSON_COMPACT);
    char *p = n == 0 ? NULL : arena_alloc(out->arena, n);
    out->failed = out->failed || p == NULL || json_dumpb(root, p, n, JSON_COMPACT) != n;
    return out->failed ? STR_EMPTY : (struct str){.p = p, .n = n};
}

/* Where nobody says which version it is, the content does: FNV-1a, 64 bits. The same content is the same version, and other content
 * is another one. */
static struct str version_of(struct xl_writing *out, struct str content)
{
    uint64_t hash = 0xcbf29ce484222325U;
    for (size_t i = 0; i < content.n; i++) {
        hash ^= (uint8_t)content.p[i];
        hash *= 0x100000001b3U;
    }
    struct buf buf = buf_in(out->arena, sizeof "content-0123456789abcdef");
    buf_printf(&buf, "content-%016llx", (unsigned long long)hash);
    out->failed = out->failed || buf.overflow;
    return buf_str(&buf);
}

/* A name that no list has. */
static struct str free_list_name(struct xl_writing *out)
{
    struct str name = STR("acknowledge");
    for (size_t i = 0; i < out->form->lists_n; i++)
        if (str_starts(out->form->lists[i].name, name))
            name = xl_joined(out, out->form->lists[i].name, STR("_"), STR_EMPTY);
    return name;
}

enum rc xl_write_json(const struct xl_form *form, struct arena *arena, struct str *out_json)
{
    struct xl_writing out = {.form = form, .arena = arena, .incentive = STR_EMPTY, .incentive_at = STR_EMPTY};
    for (size_t i = 0; i < form->languages_n; i++) {
        out.codes[i] = str_z(arena, form->languages[i].code);
        if (out.codes[i] == NULL)
            return RC_TOO_BIG;
    }
    out.lists_used = xl_lists_used(form, arena);
    out.acknowledge = free_list_name(&out);
    if (out.lists_used == NULL)
        return RC_TOO_BIG;
    json_t *root = json_object();
    put_all(&out, root);
    struct str json = dump(&out, root);
    if (form->settings.version.text.n == 0 && !out.failed) {
        xl_put_text(&out, root, "version", version_of(&out, json));
        json = dump(&out, root);
    }
    json_decref(root);
    if (out.failed)
        return RC_TOO_BIG;
    *out_json = json;
    return RC_OK;
}
