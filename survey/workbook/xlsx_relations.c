#include "xlsx_relations.h"

#include "xlsx_xml.h"

struct reader {
    const struct sv_xlsx *book;
    struct str folder; /* of the part, with the slash at its end */
    struct sv_relations relations;
};

/* The part of a path up to its last slash. */
static struct str folder_of(struct str path)
{
    size_t n = path.n;
    while (n > 0 && path.p[n - 1] != '/')
        n--;
    return str_sub(path, 0, n);
}

static void leave_folder(struct buf *path)
{
    if (path->n > 0)
        path->n--;
    while (path->n > 0 && path->p[path->n - 1] != '/')
        path->n--;
}

/* Puts one step of a path, with a slash between steps. */
static void put_step(struct buf *path, struct str step, bool last)
{
    if (step.n == 0 || str_eq(step, STR(".")))
        return;
    if (str_eq(step, STR(".."))) {
        leave_folder(path);
        return;
    }
    buf_put(path, step);
    if (!last)
        buf_put_byte(path, '/');
}

/* A target is absolute, or relative to the folder of the part. */
static bool resolve(const struct reader *reader, struct str target, struct str *out_name)
{
    struct buf path = buf_in(reader->book->arena, reader->folder.n + target.n + 1);
    const bool absolute = str_starts(target, STR("/")) || str_starts(target, STR("\\"));
    if (!absolute)
        buf_put(&path, reader->folder);
    size_t from = 0;
    for (size_t i = 0; i <= target.n; i++) {
        const bool last = i == target.n;
        if (!last && target.p[i] != '/' && target.p[i] != '\\')
            continue;
        put_step(&path, str_sub(target, from, i - from), last);
        from = i + 1;
    }
    *out_name = buf_str(&path);
    return !path.overflow;
}

static struct str last_word(struct str type)
{
    return str_sub(type, folder_of(type).n, type.n);
}

static enum rc on_start(void *user, struct str element, const char **attributes)
{
    struct reader *reader = user;
    const struct sv_xlsx *book = reader->book;
    if (!str_eq(element, STR("Relationship")))
        return RC_OK;
    if (str_eq(sv_xml_attribute(attributes, STR("TargetMode")), STR("External")))
        return RC_OK;
    if (reader->relations.n == SV_RELATIONS_MAX)
        return err_set(book->err, RC_TOO_BIG, "a part of it refers to more than %d others", SV_RELATIONS_MAX);
    struct sv_relation *relation = &reader->relations.items[reader->relations.n];
    relation->id = arena_str(book->arena, sv_xml_attribute(attributes, STR("Id")));
    relation->kind = arena_str(book->arena, last_word(sv_xml_attribute(attributes, STR("Type"))));
    const struct str target = str_trim(sv_xml_attribute(attributes, STR("Target")));
    if (!resolve(reader, target, &relation->target) || relation->id.p == NULL || relation->kind.p == NULL)
        return sv_draft_full(book->draft);
    reader->relations.n++;
    return RC_OK;
}

/* "xl/workbook.xml" has its relations in "xl/_rels/workbook.xml.rels". */
static struct str relations_name(struct arena *arena, struct str part)
{
    const struct str folder = folder_of(part);
    struct buf name = buf_in(arena, part.n + 16);
    buf_put(&name, folder);
    buf_put(&name, STR("_rels/"));
    buf_put(&name, str_sub(part, folder.n, part.n));
    buf_put(&name, STR(".rels"));
    return buf_str(&name);
}

enum rc sv_relations_read(const struct sv_xlsx *book, struct str part, struct sv_relations *out_relations)
{
    static const struct sv_xml_handlers handlers = {.start = on_start, .end = NULL, .text = NULL};
    const size_t at = sv_zip_find(book->zip, relations_name(book->arena, part));
    struct reader reader = {
        .book = book,
        .folder = folder_of(part),
        .relations = {.items = ARENA_ARRAY(book->arena, struct sv_relation, SV_RELATIONS_MAX), .n = 0}};
    if (reader.relations.items == NULL)
        return sv_draft_full(book->draft);
    const enum rc rc = at == SIZE_MAX ? RC_OK : sv_xml_read(book->zip, at, &handlers, &reader);
    if (rc == RC_OK)
        *out_relations = reader.relations;
    return rc;
}

size_t sv_relation_entry(const struct sv_xlsx *book, const struct sv_relation *relation)
{
    return relation == NULL ? SIZE_MAX : sv_zip_find(book->zip, relation->target);
}

const struct sv_relation *sv_relation_of_kind(const struct sv_relations *relations, struct str kind)
{
    for (size_t i = 0; i < relations->n; i++)
        if (str_eq(relations->items[i].kind, kind))
            return &relations->items[i];
    return NULL;
}

const struct sv_relation *sv_relation_of_id(const struct sv_relations *relations, struct str id)
{
    for (size_t i = 0; i < relations->n; i++)
        if (str_eq(relations->items[i].id, id))
            return &relations->items[i];
    return NULL;
}
