#include <sys/resource.h>
#include <time.h>
#include <zip.h>

#include "hostile.h"
#include "reading.h"

/* Files made to hurt: each is refused within a second and 64 MiB. */
TestSuite(hostile, .timeout = 60);

enum { SECOND_MS = 1000, MEMORY_KB_MAX = 64 * 1024, ARENA_BYTES_MAX = 40 * 1024 * 1024 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_UNDEFINED__)
#define MEASURED 0
#else
#define MEASURED 1
#endif

static long memory_kb(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static long cpu_ms(void)
{
    return (long)(clock() / (CLOCKS_PER_SEC / 1000));
}

void expect_refusal_by_name(const char *file, struct str bytes, enum rc rc, const char *expected)
{
    const long memory = memory_kb();
    const long started = cpu_ms();
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    const struct outcome found = read_bytes(arena, file, bytes);
    expect_mistake(expected, &found, rc, expected);
    arena_free(arena);
    if (MEASURED) {
        cr_expect(lt(i64, (int64_t)(cpu_ms() - started), SECOND_MS), "%s", expected);
        cr_expect(lt(i64, (int64_t)(memory_kb() - memory), MEMORY_KB_MAX), "%s", expected);
    }
}

static void expect_refusal(struct str bytes, enum rc rc, const char *expected)
{
    expect_refusal_by_name("a.xlsx", bytes, rc, expected);
}

/* "before", `one` so many times, "after". */
static const char *many(struct arena *arena, const char *before, const char *one, int times, const char *after)
{
    struct buf text = buf_in(arena, strlen(before) + strlen(one) * (size_t)times + strlen(after) + 1);
    buf_put(&text, str_of(before));
    for (int i = 0; i < times; i++)
        buf_put(&text, str_of(one));
    buf_put(&text, str_of(after));
    buf_put_byte(&text, 0);
    return text.p;
}

/* A source of one text, over and over, as long as asked for. */
struct repeated {
    struct str head;
    struct str text;
    uint64_t bytes;
    uint64_t done;
};

static zip_int64_t give(void *user, void *data, zip_uint64_t n, zip_source_cmd_t command)
{
    struct repeated *repeated = user;
    char *to = data;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        repeated->done = 0;
        return 0;
    case ZIP_SOURCE_READ:
        for (zip_uint64_t i = 0; i < n; i++, repeated->done++) {
            if (repeated->done == repeated->bytes)
                return (zip_int64_t)i;
            const uint64_t at = repeated->done;
            to[i] = at < repeated->head.n ? repeated->head.p[at]
                                          : repeated->text.p[(at - repeated->head.n) % repeated->text.n];
        }
        return (zip_int64_t)n;
    case ZIP_SOURCE_STAT:
        zip_stat_init(data);
        ((zip_stat_t *)data)->size = repeated->bytes;
        ((zip_stat_t *)data)->valid = ZIP_STAT_SIZE;
        return sizeof(zip_stat_t);
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_READABLE;
    default:
        return 0;
    }
}

static void add(zip_t *zip, const char *name, struct repeated *repeated)
{
    cr_assert(zip_file_add(zip, name, zip_source_function(zip, give, repeated), 0) >= 0);
}

static struct repeated once(const char *text)
{
    return (struct repeated){.head = str_of(text), .bytes = strlen(text)};
}

/* A deflated workbook of one sheet that begins with `head` and goes on with `text`. */
static struct str deflated_book(struct arena *arena, struct repeated *strings, struct repeated *sheet)
{
    struct repeated root = once(PACK_ROOT);
    struct repeated workbook = once(PACK_WORKBOOK);
    struct repeated relations = once(PACK_RELATIONS);
    struct repeated styles = once("<styleSheet/>");
    struct repeated no_strings = once("<sst/>");
    zip_source_t *archive = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(archive, ZIP_TRUNCATE, NULL);
    cr_assert(zip != NULL);
    zip_source_keep(archive);
    add(zip, "_rels/.rels", &root);
    add(zip, "xl/workbook.xml", &workbook);
    add(zip, "xl/_rels/workbook.xml.rels", &relations);
    add(zip, "xl/sharedStrings.xml", strings == NULL ? &no_strings : strings);
    add(zip, "xl/styles.xml", &styles);
    add(zip, "xl/worksheets/sheet1.xml", sheet);
    cr_assert(zip_close(zip) == 0);
    zip_stat_t stat;
    cr_assert(zip_source_open(archive) == 0 && zip_source_stat(archive, &stat) == 0);
    char *bytes = arena_alloc(arena, stat.size);
    cr_assert(zip_source_read(archive, bytes, stat.size) == (zip_int64_t)stat.size);
    (void)zip_source_close(archive);
    zip_source_free(archive);
    return (struct str){.p = bytes, .n = stat.size};
}

#define SHEET "<worksheet xmlns=\"" PACK_MAIN "\"><sheetData>"

Test(hostile, a_deflated_workbook_is_read)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct repeated sheet = once(SHEET "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>");
    const struct outcome found = read_bytes(arena, "a.xlsx", deflated_book(arena, NULL, &sheet));
    expect_text("deflated", &found, "survey{1:1}");
    arena_free(arena);
}

Test(hostile, a_zip_bomb)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct repeated sheet = {.head = STR(SHEET), .text = STR(" "), .bytes = 60 * 1024 * 1024};
    expect_refusal(
        deflated_book(arena, NULL, &sheet), RC_TOO_BIG,
        "'a.xlsx': sheet 'survey': 'xl/worksheets/sheet1.xml' in it unpacks to more than 200 times its size");
    arena_free(arena);
}

Test(hostile, a_zip_bomb_of_texts)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct repeated strings = {.head = STR("<sst><si><t>"), .text = STR("a"), .bytes = 60 * 1024 * 1024};
    struct repeated sheet = once(SHEET);
    expect_refusal(deflated_book(arena, &strings, &sheet), RC_TOO_BIG,
                   "'a.xlsx': 'xl/sharedStrings.xml' in it unpacks to more than 200 times its size");
    arena_free(arena);
}

/* Bits of a deflate stream, lowest first. */
struct bits {
    struct buf *out;
    uint32_t waiting;
    int n;
};

static void put_bits(struct bits *bits, uint32_t value, int n)
{
    for (int i = 0; i < n; i++) {
        bits->waiting |= (value >> i & 1) << bits->n;
        if (++bits->n < 8)
            continue;
        buf_put_byte(bits->out, (uint8_t)bits->waiting);
        bits->waiting = 0;
        bits->n = 0;
    }
}

/* Codes of Huffman go highest bit first. */
static void put_code(struct bits *bits, uint32_t code, int n)
{
    for (int i = n - 1; i >= 0; i--)
        put_bits(bits, code >> i & 1, 1);
}

/* Deflated by hand: the head, then its last byte over and over, 258 at a time in 13 bits. */
static struct str deflate_run(struct arena *arena, const char *head, size_t bytes)
{
    struct buf out = buf_in(arena, bytes / 258 * 13 / 8 + strlen(head) * 2 + 64);
    struct bits bits = {.out = &out};
    put_bits(&bits, 3, 3); /* the last block, with fixed codes */
    for (const char *c = head; *c != '\0'; c++)
        put_code(&bits, 0x30 + (uint32_t)*c, 8);
    for (size_t done = 0; done < bytes; done += 258) {
        put_code(&bits, 0xC5, 8);
        put_code(&bits, 0, 5);
    }
    put_code(&bits, 0, 7);
    put_bits(&bits, 0, 7);
    cr_assert(not(out.overflow));
    return buf_str(&out);
}

/* Below the ratio, and above all bounds together: what the headers say does not matter. */
Test(hostile, more_than_200_mb_at_159_to_1)
{
    static const size_t said[] = {1, 201 * 1024 * 1024};
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        struct arena *arena = arena_new(ARENA_BYTES_MAX);
        const struct part parts[] = {
            {"_rels/.rels", STR(PACK_ROOT)},
            {"xl/workbook.xml", STR(PACK_WORKBOOK)},
            {"xl/_rels/workbook.xml.rels", STR(PACK_RELATIONS)},
            {"xl/sharedStrings.xml", STR("<sst/>")},
            {"xl/styles.xml", STR("<styleSheet/>")},
            {"xl/worksheets/sheet1.xml", deflate_run(arena, "<worksheet> ", 201 * 1024 * 1024)},
        };
        expect_refusal(pack_all(arena, PACK_PLAIN, parts, COUNT_OF(parts), said[i]), RC_TOO_BIG,
                       "'a.xlsx': sheet 'survey': it unpacks to more than 200 MB; hint: keep only the sheets");
        arena_free(arena);
    }
}

/* Each costs a call, and nothing else bounds them. */
Test(hostile, millions_of_elements_or_texts)
{
    static const char *const texts[] = {"<v/>\n", "a\n", "&lt;a"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct arena *arena = arena_new(64 * 1024 * 1024);
        struct buf rows = buf_in(arena, 20 * 1024 * 1024);
        while (rows.n < 19 * 1024 * 1024)
            buf_put(&rows, str_of(texts[i]));
        buf_put_byte(&rows, 0);
        const struct book book = {.sheet = many(arena, "<worksheet><q>", rows.p, 1, "</q></worksheet>")};
        const struct str bytes = pack_book(arena, &book);
        expect_refusal(bytes, RC_TOO_BIG,
                       "'a.xlsx': sheet 'survey': 'xl/worksheets/sheet1.xml' in it has too many elements");
        arena_free(arena);
    }
}

Test(hostile, a_csv_file_of_more_than_20_mb_in_a_zip)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    const struct part part = {"survey.csv", deflate_run(arena, "a,b\n", 24 * 1024 * 1024)};
    expect_refusal(pack_all(arena, PACK_PLAIN, &part, 1, 24 * 1024 * 1024), RC_TOO_BIG,
                   "'a.xlsx': 'survey.csv' in it is too large");
    arena_free(arena);
}

Test(hostile, a_sheet_of_200000_rows)
{
    struct arena *arena = arena_new(64 * 1024 * 1024);
    struct buf rows = buf_in(arena, 16 * 1024 * 1024);
    for (int i = 1; i <= 200000; i++)
        buf_printf(&rows, "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c></row>", i, i, i);
    buf_put_byte(&rows, 0);
    const struct book book = {.rows = rows.p};
    expect_refusal(pack_book(arena, &book), RC_TOO_BIG, "'a.xlsx': sheet 'survey': more than 100000 rows");
    arena_free(arena);
}

Test(hostile, more_than_200000_cells)
{
    struct arena *arena = arena_new(64 * 1024 * 1024);
    struct buf rows = buf_in(arena, 16 * 1024 * 1024);
    for (int i = 1; i <= 50001; i++)
        buf_put(&rows, STR("<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c></row>"));
    buf_put_byte(&rows, 0);
    const struct book book = {.rows = rows.p};
    expect_refusal(pack_book(arena, &book), RC_TOO_BIG, "'a.xlsx': sheet 'survey': more than 200000 cells");
    arena_free(arena);
}

/* Few cells, far apart, would become a large rectangle. */
Test(hostile, few_cells_and_a_wide_sheet)
{
    struct arena *arena = arena_new(64 * 1024 * 1024);
    struct buf rows = buf_in(arena, 16 * 1024 * 1024);
    buf_put(&rows, STR("<row>"));
    for (int i = 0; i < 1000; i++)
        buf_put(&rows, STR("<c><v>1</v></c>"));
    buf_put(&rows, STR("</row>"));
    for (int i = 2; i < 50000; i++)
        buf_printf(&rows, "<row><c r=\"ALL%d\"><v>1</v></c></row>", i);
    buf_put_byte(&rows, 0);
    const struct book book = {.rows = rows.p};
    expect_refusal(pack_book(arena, &book), RC_TOO_BIG, "'a.xlsx': sheet 'survey': more than 200000 cells");
    arena_free(arena);
}

Test(hostile, more_than_1024_columns)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct buf rows = buf_in(arena, 64 * 1024);
    buf_put(&rows, STR("<row>"));
    for (int i = 0; i < 1025; i++)
        buf_put(&rows, STR("<c><v>1</v></c>"));
    buf_put(&rows, STR("</row>"));
    buf_put_byte(&rows, 0);
    const struct book book = {.rows = rows.p};
    expect_refusal(pack_book(arena, &book), RC_TOO_BIG, "'a.xlsx': sheet 'survey': more than 1024 columns");
    arena_free(arena);
}

Test(hostile, entities_that_expand)
{
    const struct book book = {
        .sheet =
            "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
            "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]><worksheet>&d;"
            "</worksheet>"};
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    expect_refusal(pack_book(arena, &book), RC_BAD_INPUT,
                   "'a.xlsx': sheet 'survey': 'xl/worksheets/sheet1.xml' in it has a document type declaration");
    const struct book outside = {.sheet = "<!DOCTYPE l SYSTEM \"file:///etc/passwd\"><worksheet/>"};
    expect_refusal(pack_book(arena, &outside), RC_BAD_INPUT,
                   "'a.xlsx': sheet 'survey': 'xl/worksheets/sheet1.xml' in it has a document type declaration");
    arena_free(arena);
}

Test(hostile, elements_10000_deep)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct buf sheet = buf_in(arena, 256 * 1024);
    for (int i = 0; i < 10000; i++)
        buf_put(&sheet, STR("<row>"));
    buf_put_byte(&sheet, 0);
    const struct book book = {.sheet = sheet.p};
    expect_refusal(pack_book(arena, &book), RC_TOO_BIG,
                   "'a.xlsx': sheet 'survey': 'xl/worksheets/sheet1.xml' in it is nested more than 32 deep");
    arena_free(arena);
}

Test(hostile, a_tag_of_16_mb)
{
    struct arena *arena = arena_new(64 * 1024 * 1024);
    struct buf sheet = buf_in(arena, 16 * 1024 * 1024);
    buf_put(&sheet, STR("<worksheet a=\""));
    while (sheet.n < 16 * 1024 * 1024 - 65)
        buf_put(&sheet, STR("0123456789012345678901234567890123456789012345678901234567890123"));
    buf_put_byte(&sheet, 0);
    const struct book book = {.sheet = sheet.p};
    expect_refusal(pack_book(arena, &book), RC_TOO_BIG,
                   "'a.xlsx': sheet 'survey': 'xl/worksheets/sheet1.xml' in it has a tag that is longer than 256 kB");
    arena_free(arena);
}

/* expat keeps every name it has met. */
Test(hostile, a_hundred_thousand_names)
{
    static const char *const formats[] = {"<a%d/>", "<a b%d=\"\"/>", "<a xmlns:b%d=\"u\"/>", "<a xmlns=\"u%d\"/>"};
    for (size_t f = 0; f < COUNT_OF(formats); f++) {
        struct arena *arena = arena_new(64 * 1024 * 1024);
        struct buf sheet = buf_in(arena, 4 * 1024 * 1024);
        buf_put(&sheet, STR("<worksheet>"));
        for (int i = 0; i < 100000; i++) {
            char storage[64];
            struct buf one = buf_on(storage, sizeof storage);
            const struct str format = str_of(formats[f]);
            const size_t at = str_find(format, STR("%d"));
            buf_put(&one, str_sub(format, 0, at));
            buf_put_i64(&one, i);
            buf_put(&one, str_sub(format, at + 2, format.n));
            buf_put(&sheet, buf_str(&one));
        }
        buf_put_byte(&sheet, 0);
        const struct book book = {.sheet = sheet.p};
        expect_refusal(pack_book(arena, &book), RC_TOO_BIG,
                       "'a.xlsx': sheet 'survey': 'xl/worksheets/sheet1.xml' in it has more than 1000 different names");
        arena_free(arena);
    }
}

Test(hostile, merged_cells_over_each_other)
{
    struct arena *arena = arena_new(64 * 1024 * 1024);
    struct buf rows = buf_in(arena, 8 * 1024 * 1024);
    struct buf merges = buf_in(arena, 8 * 1024 * 1024);
    for (int i = 0; i < 50000; i++)
        buf_put(&rows, STR("<row><c><v>1</v></c></row>"));
    for (int i = 0; i < 100000; i++)
        buf_put(&merges, STR("<mergeCell ref=\"A1:B50000\"/>"));
    buf_put_byte(&rows, 0);
    buf_put_byte(&merges, 0);
    const struct book book = {.rows = rows.p, .after = merges.p};
    expect_refusal(pack_book(arena, &book), RC_TOO_BIG, "'a.xlsx': sheet 'survey': too many merged cells");
    arena_free(arena);
}

Test(hostile, more_than_200000_texts)
{
    struct arena *arena = arena_new(64 * 1024 * 1024);
    struct buf strings = buf_in(arena, 16 * 1024 * 1024);
    for (int i = 0; i < 200001; i++)
        buf_put(&strings, STR("<si><t>a</t></si>"));
    buf_put_byte(&strings, 0);
    const struct book book = {.strings = strings.p};
    expect_refusal(pack_book(arena, &book), RC_TOO_BIG, "'a.xlsx': more than 200000 texts");
    arena_free(arena);
}

Test(hostile, a_text_that_fits_no_cell)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct buf rows = buf_in(arena, 256 * 1024);
    buf_put(&rows, STR("<row r=\"1\"><c r=\"B1\" t=\"inlineStr\"><is><t>"));
    for (int i = 0; i < 140 * 1024; i++)
        buf_put_byte(&rows, 'x');
    buf_put(&rows, STR("</t></is></c></row>"));
    buf_put_byte(&rows, 0);
    const struct book book = {.rows = rows.p};
    expect_refusal(pack_book(arena, &book), RC_TOO_BIG, "'a.xlsx': sheet 'survey', cell B1: the text is too long");
    arena_free(arena);
}

Test(hostile, an_archive_of_thousands_of_files)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct buf bytes = buf_in(arena, 1024 * 1024);
    buf_put(&bytes, STR("PK\x03\x04"));
    for (int i = 0; i < 5000; i++) {
        buf_put(&bytes, STR("PK\x01\x02"));
        for (int zero = 0; zero < 42; zero++)
            buf_put_byte(&bytes, 0);
    }
    expect_refusal(buf_str(&bytes), RC_TOO_BIG, "'a.xlsx': an archive of more than 4096 files");
    arena_free(arena);
}

Test(hostile, a_file_of_21_mb)
{
    struct arena *arena = arena_new(32 * 1024 * 1024);
    char *p = arena_alloc(arena, 21 * 1024 * 1024);
    expect_refusal((struct str){.p = p, .n = 21 * 1024 * 1024}, RC_TOO_BIG, "'a.xlsx': more than 20 MB; hint");
    arena_free(arena);
}

/* Conditional formats may have many formats of their own; they are none of cells. */
Test(hostile, formats_of_conditions_are_not_counted)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    const struct book book = {.styles = many(arena, "<cellXfs><xf numFmtId=\"14\"/></cellXfs><dxfs>",
                                             "<dxf><numFmt numFmtId=\"164\"/></dxf>", 1025, "</dxfs>"),
                              .rows = "<row><c s=\"0\"><v>46037</v></c></row>"};
    const struct outcome found = read_bytes(arena, "a.xlsx", pack_book(arena, &book));
    expect_text("conditions", &found, "survey{1:2026-01-15}");
    arena_free(arena);
}

Test(hostile, parts_with_more_than_any_workbook_has)
{
    struct arena *arena = arena_new(64 * 1024 * 1024);
    const struct book sheets = {
        .workbook = many(arena, "<workbook><sheets>", "<sheet name=\"a\"/>", 65, "</sheets></workbook>")};
    expect_refusal(pack_book(arena, &sheets), RC_TOO_BIG, "'a.xlsx': more than 64 sheets; hint");
    const struct book formats = {.styles = many(arena, "<numFmts>", "<numFmt numFmtId=\"164\"/>", 1025, "</numFmts>")};
    expect_refusal(pack_book(arena, &formats), RC_TOO_BIG, "'a.xlsx': more than 1024 number formats");
    const struct book styles = {.styles = many(arena, "<cellXfs>", "<xf/>", 65537, "</cellXfs>")};
    expect_refusal(pack_book(arena, &styles), RC_TOO_BIG, "'a.xlsx': more than 65536 cell styles");
    const struct book relations = {
        .relations = many(arena, "<Relationships>", "<Relationship Id=\"a\"/>", 1025, "</Relationships>")};
    expect_refusal(pack_book(arena, &relations), RC_TOO_BIG, "'a.xlsx': a part of it refers to more than 1024 others");
    const struct book text = {.strings = many(arena, "<si><t>", "0123456789", 14000, "</t></si>")};
    expect_refusal(pack_book(arena, &text), RC_TOO_BIG, "'a.xlsx': the text of a cell is longer than 128 kB");
    const struct book cells = {.rows = many(arena, "<row>", "<c/>", 16385, "</row>")};
    expect_refusal(pack_book(arena, &cells), RC_BAD_INPUT,
                   "'a.xlsx': sheet 'survey', row 1: \"a cell\" is no place here");
    arena_free(arena);
}
