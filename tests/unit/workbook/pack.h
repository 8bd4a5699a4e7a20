#pragma once
/* Zip archives and workbooks made from texts, in every way that writers pack them. */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

enum { PACK_BYTES_MAX = 32 * 1024 * 1024, PACK_PARTS_MAX = 128 };

enum pack_way {
    PACK_PLAIN,      /* stored, sizes in front */
    PACK_DESCRIPTOR, /* sizes behind the data, as who writes without seeking does */
    PACK_ZIP64,      /* sizes of 64 bits, though they are small */
    PACK_PASSWORD,   /* says to be encrypted */
    PACK_RARE,       /* says to be packed by bzip2 */
    PACK_BROKEN      /* the checksum is wrong */
};

struct part {
    const char *name;
    struct str bytes;
};

static UNUSED uint32_t pack_crc(struct str bytes)
{
    uint32_t table[256];
    for (uint32_t i = 0; i < COUNT_OF(table); i++) {
        table[i] = i;
        for (int bit = 0; bit < 8; bit++)
            table[i] = table[i] >> 1 ^ ((table[i] & 1) != 0 ? 0xEDB88320u : 0);
    }
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < bytes.n; i++)
        crc = crc >> 8 ^ table[(crc ^ (uint8_t)bytes.p[i]) & 0xFF];
    return ~crc;
}

static UNUSED void pack_number(struct buf *out, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_put_byte(out, (uint8_t)(number >> 8 * i));
}

struct pack_wish {
    enum pack_way way;
    size_t unpacked; /* of a part that is deflated already; 0: it is stored */
};

/* What local header and directory have in common, from the version needed on. */
static UNUSED void pack_facts(struct buf *out, const struct part *part, const struct pack_wish *wish, bool local)
{
    const enum pack_way way = wish->way;
    const uint32_t crc = pack_crc(part->bytes) ^ (way == PACK_BROKEN ? 1 : 0);
    const bool later = way == PACK_DESCRIPTOR && local;
    const uint64_t size = way == PACK_ZIP64 ? 0xFFFFFFFFu : later ? 0 : part->bytes.n;
    const uint64_t unpacked = wish->unpacked > 0 ? wish->unpacked : size;
    pack_number(out, 45, 2);
    pack_number(out, way == PACK_DESCRIPTOR ? 8 : way == PACK_PASSWORD ? 1 : 0, 2);
    pack_number(out, way == PACK_RARE ? 12 : wish->unpacked > 0 ? 8 : 0, 2);
    pack_number(out, 0, 2);
    pack_number(out, 0x21, 2); /* 1980-01-01 */
    pack_number(out, later ? 0 : crc, 4);
    pack_number(out, size, 4);
    pack_number(out, unpacked, 4);
    pack_number(out, strlen(part->name), 2);
    pack_number(out, way == PACK_ZIP64 ? 20 : 0, 2);
}

static UNUSED void pack_extra(struct buf *out, const struct part *part, enum pack_way way)
{
    if (way != PACK_ZIP64)
        return;
    pack_number(out, 1, 2);
    pack_number(out, 16, 2);
    pack_number(out, part->bytes.n, 8);
    pack_number(out, part->bytes.n, 8);
}

static UNUSED void pack_local(struct buf *out, const struct part *part, const struct pack_wish *wish)
{
    const enum pack_way way = wish->way;
    buf_put(out, STR("PK\x03\x04"));
    pack_facts(out, part, wish, true);
    buf_put(out, str_of(part->name));
    pack_extra(out, part, way);
    buf_put(out, part->bytes);
    if (way != PACK_DESCRIPTOR)
        return;
    buf_put(out, STR("PK\x07\x08"));
    pack_number(out, pack_crc(part->bytes), 4);
    pack_number(out, part->bytes.n, 4);
    pack_number(out, part->bytes.n, 4);
}

static UNUSED void pack_header(struct buf *out, const struct part *part, const struct pack_wish *wish, size_t offset)
{
    const enum pack_way way = wish->way;
    buf_put(out, STR("PK\x01\x02"));
    pack_number(out, 45, 2);
    pack_facts(out, part, wish, false);
    pack_number(out, 0, 2 + 2 + 2); /* comment, disk, internal attributes */
    pack_number(out, 0, 4);         /* attributes */
    pack_number(out, offset, 4);
    buf_put(out, str_of(part->name));
    pack_extra(out, part, way);
}

static UNUSED void pack_end64(struct buf *out, size_t parts_n, size_t from, size_t bytes)
{
    const size_t end = out->n;
    buf_put(out, STR("PK\x06\x06"));
    pack_number(out, 44, 8);
    pack_number(out, 45, 2);
    pack_number(out, 45, 2);
    pack_number(out, 0, 8);
    pack_number(out, parts_n, 8);
    pack_number(out, parts_n, 8);
    pack_number(out, bytes, 8);
    pack_number(out, from, 8);
    buf_put(out, STR("PK\x06\x07"));
    pack_number(out, 0, 4);
    pack_number(out, end, 8);
    pack_number(out, 1, 4);
}

/* The last part is deflated already, unless last_unpacked is 0. */
static UNUSED struct str pack_all(struct arena *arena, enum pack_way way, const struct part *parts, size_t parts_n,
                                  size_t last_unpacked)
{
    size_t bytes = 1024;
    struct pack_wish wishes[PACK_PARTS_MAX] = {0};
    size_t offsets[PACK_PARTS_MAX] = {0};
    assert(parts_n <= PACK_PARTS_MAX);
    for (size_t i = 0; i < parts_n; i++)
        bytes += parts[i].bytes.n + 2 * strlen(parts[i].name) + 256;
    for (size_t i = 0; i < parts_n; i++)
        wishes[i] = (struct pack_wish){.way = way, .unpacked = i + 1 == parts_n ? last_unpacked : 0};
    struct buf out = buf_in(arena, bytes);
    for (size_t i = 0; i < parts_n; i++) {
        offsets[i] = out.n;
        pack_local(&out, &parts[i], &wishes[i]);
    }
    const size_t from = out.n;
    for (size_t i = 0; i < parts_n; i++)
        pack_header(&out, &parts[i], &wishes[i], offsets[i]);
    const size_t directory = out.n - from;
    if (way == PACK_ZIP64)
        pack_end64(&out, parts_n, from, directory);
    buf_put(&out, STR("PK\x05\x06"));
    pack_number(&out, 0, 4);
    pack_number(&out, way == PACK_ZIP64 ? 0xFFFF : parts_n, 2);
    pack_number(&out, way == PACK_ZIP64 ? 0xFFFF : parts_n, 2);
    pack_number(&out, way == PACK_ZIP64 ? 0xFFFFFFFFu : directory, 4);
    pack_number(&out, way == PACK_ZIP64 ? 0xFFFFFFFFu : from, 4);
    pack_number(&out, 0, 2);
    assert(!out.overflow);
    return buf_str(&out);
}

static UNUSED struct str pack(struct arena *arena, enum pack_way way, const struct part *parts, size_t parts_n)
{
    return pack_all(arena, way, parts, parts_n, 0);
}

#define PACK_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define PACK_OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACK_PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"

#define PACK_ROOT                                                                                                      \
    "<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" PACK_OFFICE                            \
    "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
#define PACK_WORKBOOK                                                                                                  \
    "<workbook xmlns=\"" PACK_MAIN "\" xmlns:r=\"" PACK_OFFICE                                                         \
    "\"><sheets><sheet name=\"survey\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
#define PACK_RELATIONS                                                                                                 \
    "<Relationships xmlns=\"" PACK_PACKAGE "\">"                                                                       \
    "<Relationship Id=\"r1\" Type=\"" PACK_OFFICE "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"                    \
    "<Relationship Id=\"r2\" Type=\"" PACK_OFFICE "/sharedStrings\" Target=\"sharedStrings.xml\"/>"                    \
    "<Relationship Id=\"r3\" Type=\"" PACK_OFFICE "/styles\" Target=\"styles.xml\"/></Relationships>"

/* A workbook of one sheet; what is NULL is as Excel writes it. */
struct book {
    enum pack_way way;
    const char *types;
    const char *root;
    const char *workbook;
    const char *relations;
    const char *strings; /* the <si> */
    const char *styles;  /* what <styleSheet> holds */
    const char *rows;    /* what <sheetData> holds */
    const char *after;   /* what follows it */
    const char *sheet;   /* the whole sheet */
};

static UNUSED struct str pack_text(struct arena *arena, const char *before, const char *text, const char *after)
{
    const size_t n = strlen(before) + strlen(text) + strlen(after);
    struct buf out = buf_in(arena, n);
    buf_put(&out, str_of(before));
    buf_put(&out, str_of(text));
    buf_put(&out, str_of(after));
    return buf_str(&out);
}

static UNUSED const char *pack_or(const char *text, const char *usual)
{
    return text == NULL ? usual : text;
}

static UNUSED struct str pack_sheet(struct arena *arena, const struct book *book)
{
    if (book->sheet != NULL)
        return str_of(book->sheet);
    const struct str rows =
        pack_text(arena, "<worksheet xmlns=\"" PACK_MAIN "\"><sheetData>", pack_or(book->rows, ""), "</sheetData>");
    struct buf out = buf_in(arena, rows.n + strlen(pack_or(book->after, "")) + 64);
    buf_put(&out, rows);
    buf_put(&out, str_of(pack_or(book->after, "")));
    buf_put(&out, STR("</worksheet>"));
    return buf_str(&out);
}

static UNUSED struct str pack_book(struct arena *arena, const struct book *book)
{
    const struct part parts[] = {
        {"[Content_Types].xml", str_of(pack_or(book->types, "<Types/>"))},
        {"_rels/.rels", str_of(pack_or(book->root, PACK_ROOT))},
        {"xl/workbook.xml", str_of(pack_or(book->workbook, PACK_WORKBOOK))},
        {"xl/_rels/workbook.xml.rels", str_of(pack_or(book->relations, PACK_RELATIONS))},
        {"xl/sharedStrings.xml",
         pack_text(arena, "<sst xmlns=\"" PACK_MAIN "\">", pack_or(book->strings, ""), "</sst>")},
        {"xl/styles.xml",
         pack_text(arena, "<styleSheet xmlns=\"" PACK_MAIN "\">", pack_or(book->styles, ""), "</styleSheet>")},
        {"xl/worksheets/sheet1.xml", pack_sheet(arena, book)},
    };
    return pack(arena, book->way, parts, COUNT_OF(parts));
}
