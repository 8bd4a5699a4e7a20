#include "xlsx.h"
#include "xlsx_xml.h"

/* <numFmts><numFmt numFmtId="164" formatCode="dd/mm/yy"/></numFmts> ... <cellXfs><xf numFmtId="164"/></cellXfs> */
struct format {
    int64_t id;
    enum number_kind kind;
};

struct styles {
    struct sv_xlsx *book;
    struct format *own; /* formats of the workbook's own */
    size_t own_n;
    enum number_kind *kinds;
    size_t kinds_n;
    size_t kinds_max;
    bool in_formats; /* conditional formats have some, too */
    bool in_cells;   /* other lists of styles look the same */
};

static enum number_kind kind_of(const struct styles *styles, int64_t id)
{
    for (size_t i = 0; i < styles->own_n; i++)
        if (styles->own[i].id == id)
            return styles->own[i].kind;
    return sv_format_builtin(id);
}

static enum rc add_format(struct styles *styles, const char **attributes)
{
    if (styles->own_n == SV_FORMATS_MAX)
        return err_set(styles->book->err, RC_TOO_BIG, "more than %d number formats", SV_FORMATS_MAX);
    styles->own[styles->own_n++] = (struct format){
        .id = sv_xml_number(attributes, STR("numFmtId"), -1),
        .kind = sv_format_kind(sv_xml_attribute(attributes, STR("formatCode"))),
    };
    return RC_OK;
}

static enum rc add_style(struct styles *styles, const char **attributes)
{
    if (styles->kinds_n == SV_STYLES_MAX)
        return err_set(styles->book->err, RC_TOO_BIG, "more than %d cell styles", SV_STYLES_MAX);
    if (styles->kinds_n == styles->kinds_max) {
        const size_t wanted = styles->kinds_max == 0 ? 64 : styles->kinds_max * 2;
        enum number_kind *grown =
            arena_grow(styles->book->arena, styles->kinds, styles->kinds_max, wanted, sizeof *styles->kinds);
        if (grown == NULL)
            return sv_draft_full(styles->book->draft);
        styles->kinds = grown;
        styles->kinds_max = wanted;
    }
    styles->kinds[styles->kinds_n++] = kind_of(styles, sv_xml_number(attributes, STR("numFmtId"), 0));
    return RC_OK;
}

static enum rc on_start(void *user, struct str element, const char **attributes)
{
    struct styles *styles = user;
    if (str_eq(element, STR("numFmts")))
        styles->in_formats = true;
    if (str_eq(element, STR("cellXfs")))
        styles->in_cells = true;
    if (styles->in_formats && str_eq(element, STR("numFmt")))
        return add_format(styles, attributes);
    if (styles->in_cells && str_eq(element, STR("xf")))
        return add_style(styles, attributes);
    return RC_OK;
}

static enum rc on_end(void *user, struct str element)
{
    struct styles *styles = user;
    if (str_eq(element, STR("numFmts")))
        styles->in_formats = false;
    if (str_eq(element, STR("cellXfs")))
        styles->in_cells = false;
    return RC_OK;
}

enum rc sv_xlsx_styles(struct sv_xlsx *book, size_t at)
{
    static const struct sv_xml_handlers handlers = {.start = on_start, .end = on_end, .text = NULL};
    struct styles styles = {.book = book, .own = ARENA_ARRAY(book->arena, struct format, SV_FORMATS_MAX)};
    if (styles.own == NULL)
        return sv_draft_full(book->draft);
    const enum rc rc = sv_xml_read(book->zip, at, &handlers, &styles);
    if (rc != RC_OK)
        return rc;
    book->formats = styles.kinds;
    book->formats_n = styles.kinds_n;
    return RC_OK;
}
