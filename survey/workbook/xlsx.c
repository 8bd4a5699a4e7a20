#include "xlsx.h"

#include "base/utf8.h"
#include "xlsx_relations.h"
#include "xlsx_xml.h"

/* <workbook><workbookPr date1904="1"/><sheets><sheet name="survey" state="hidden" r:id="rId1"/></sheets></workbook> */
struct listed_sheet {
    struct str name;
    struct str id; /* of the relation to its part */
    bool hidden;
};

struct listing {
    struct sv_xlsx *book;
    bool is_workbook;
    struct listed_sheet sheets[SV_SHEETS_MAX];
    size_t sheets_n;
};

bool sv_xlsx_likely(const struct sv_zip *zip)
{
    return sv_zip_find(zip, STR("[Content_Types].xml")) != SIZE_MAX || sv_zip_find(zip, STR("_rels/.rels")) != SIZE_MAX;
}

static enum rc list_sheet(struct listing *listing, const char **attributes)
{
    const struct sv_xlsx *book = listing->book;
    if (listing->sheets_n == SV_SHEETS_MAX)
        return err_set(book->err, RC_TOO_BIG, "more than %d sheets; hint: keep only the sheets of the form",
                       SV_SHEETS_MAX);
    const struct str state = sv_xml_attribute(attributes, STR("state"));
    const struct listed_sheet sheet = {
        .name = arena_str(book->arena, sv_xml_attribute(attributes, STR("name"))),
        .id = arena_str(book->arena, sv_xml_relation(attributes, STR("id"))),
        .hidden = str_eq(state, STR("hidden")) || str_eq(state, STR("veryHidden")),
    };
    if (sheet.name.p == NULL || sheet.id.p == NULL)
        return sv_draft_full(book->draft);
    listing->sheets[listing->sheets_n++] = sheet;
    return RC_OK;
}

static enum rc on_start(void *user, struct str element, const char **attributes)
{
    struct listing *listing = user;
    if (str_eq(element, STR("workbook")))
        listing->is_workbook = true;
    else if (str_eq(element, STR("workbookPr")))
        listing->book->from_1904 = sv_xml_true(attributes, STR("date1904"));
    else if (str_eq(element, STR("sheet")))
        return list_sheet(listing, attributes);
    return RC_OK;
}

static enum rc no_workbook(const struct sv_xlsx *book)
{
    return err_set(book->err, RC_BAD_INPUT, "an office document, but no workbook; hint: save the form as .xlsx");
}

/* The main part of the archive, which may have any name. */
static enum rc find_workbook(const struct sv_xlsx *book, struct str *out_part, size_t *out_at)
{
    struct sv_relations relations = {0};
    const enum rc rc = sv_relations_read(book, STR_EMPTY, &relations);
    if (rc != RC_OK)
        return rc;
    const struct sv_relation *main_part = sv_relation_of_kind(&relations, STR("officeDocument"));
    const size_t at = sv_relation_entry(book, main_part);
    if (at == SIZE_MAX)
        return no_workbook(book);
    if (str_ends(main_part->target, STR(".bin")))
        return err_set(book->err, RC_UNSUPPORTED, "a binary workbook (.xlsb); hint: save it as .xlsx");
    *out_part = main_part->target;
    *out_at = at;
    return RC_OK;
}

/* A relation to a part that is not there is damage: texts or dates would silently be missing. */
static enum rc read_part(struct sv_xlsx *book, const struct sv_relations *relations, struct str kind,
                         enum rc (*read)(struct sv_xlsx *book, size_t at))
{
    const struct sv_relation *relation = sv_relation_of_kind(relations, kind);
    if (relation == NULL)
        return RC_OK;
    const size_t at = sv_relation_entry(book, relation);
    if (at == SIZE_MAX)
        return err_set(book->err, RC_BAD_INPUT, "'%.*s' is missing in it; hint: open it and save it again",
                       STR_FMT(utf8_prefix(relation->target, 80)));
    return read(book, at);
}

/* Names the sheet, where the mistake does not yet. */
static enum rc in_sheet(const struct sv_xlsx *book, enum rc rc)
{
    const struct err inner = *book->err;
    const struct str what = str_of(inner.text);
    return str_starts(what, STR("sheet '")) ? rc : sv_draft_fail(book->draft, rc, 0, -1, what);
}

static enum rc read_sheet(struct sv_xlsx *book, const struct listed_sheet *sheet, const struct sv_relations *relations)
{
    const struct sv_relation *relation = sv_relation_of_id(relations, sheet->id);
    /* Charts and macros have sheets as well. */
    if (relation != NULL && !str_eq(relation->kind, STR("worksheet")))
        return RC_OK;
    enum rc rc = sv_draft_begin(book->draft, sheet->name, sheet->hidden);
    if (rc != RC_OK)
        return rc;
    const size_t at = sv_relation_entry(book, relation);
    if (at == SIZE_MAX)
        return sv_draft_fail(book->draft, RC_BAD_INPUT, 0, -1,
                             STR("its cells are missing in the file; hint: open it and save it again"));
    rc = sv_xlsx_sheet(book, at);
    return rc == RC_OK ? sv_draft_end(book->draft) : in_sheet(book, rc);
}

static enum rc read_sheets(struct listing *listing, const struct sv_relations *relations)
{
    for (size_t i = 0; i < listing->sheets_n; i++) {
        const enum rc rc = read_sheet(listing->book, &listing->sheets[i], relations);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc read_workbook(struct sv_xlsx *book, struct str part, size_t at)
{
    static const struct sv_xml_handlers handlers = {.start = on_start, .end = NULL, .text = NULL};
    struct listing listing = {.book = book};
    enum rc rc = sv_xml_read(book->zip, at, &handlers, &listing);
    if (rc != RC_OK)
        return rc;
    if (!listing.is_workbook)
        return no_workbook(book);
    struct sv_relations relations = {0};
    rc = sv_relations_read(book, part, &relations);
    if (rc == RC_OK)
        rc = read_part(book, &relations, STR("sharedStrings"), sv_xlsx_strings);
    if (rc == RC_OK)
        rc = read_part(book, &relations, STR("styles"), sv_xlsx_styles);
    return rc == RC_OK ? read_sheets(&listing, &relations) : rc;
}

enum rc sv_xlsx_read(struct sv_zip *zip, struct sv_draft *draft)
{
    struct sv_xlsx book = {.zip = zip,
                           .draft = draft,
                           .arena = draft->arena,
                           .err = draft->err,
                           .text = buf_in(draft->arena, SV_CELL_BYTES_MAX)};
    if (book.text.overflow)
        return sv_draft_full(draft);
    struct str part = STR_EMPTY;
    size_t at = 0;
    const enum rc rc = find_workbook(&book, &part, &at);
    return rc == RC_OK ? read_workbook(&book, part, at) : rc;
}
