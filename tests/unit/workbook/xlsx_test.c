#include "reading.h"

TestSuite(xlsx, .timeout = 60);

#define T(text) "<is><t>" text "</t></is>"

Test(xlsx, every_kind_of_cell_becomes_its_text)
{
    static const struct {
        const char *name;
        struct book book;
        const char *expected;
    } cases[] = {
        {"shared text",
         {.strings = "<si><t>type</t></si><si><t>name</t></si>",
          .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" t=\"s\"><v>0</v></c></row>"},
         "survey{1:name|type}"},
        {"shared text in runs",
         {.strings = "<si><r><rPr><b/></rPr><t>Hola </t></r><r><t xml:space=\"preserve\">a todas</t></r></si>",
          .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"},
         "survey{1:Hola a todas}"},
        {"phonetic text is not read",
         {.strings = "<si><t>\xE6\x9D\xB1\xE4\xBA\xAC</t><rPh sb=\"0\" eb=\"2\"><t>to-kyo</t></rPh><phoneticPr/></si>"
                     "<si><r><t>a</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh><r><t>b</t></r></si>",
          .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"},
         "survey{1:\xE6\x9D\xB1\xE4\xBA\xAC|ab}"},
        {"blanks between elements are no text",
         {.strings = "\n <si>\n <r>\n <t>a</t>\n </r>\n </si>\n",
          .rows = "\n <row r=\"1\">\n <c r=\"A1\" t=\"s\">\n <v>0</v>\n </c>\n </row>\n"},
         "survey{1:a}"},
        {"inline text", {.rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\">" T("hola") "</c></row>"}, "survey{1:hola}"},
        {"inline text in runs, with phonetic text",
         {.rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><r><t>a</t></r><rPh><t>x</t></rPh><r><t>b</t></r></is>"
                  "</c></row>"},
         "survey{1:ab}"},
        {"result of a formula",
         {.rows = "<row r=\"1\"><c r=\"A1\" t=\"str\"><f>\"a\"&amp;\"b\"</f><v>ab</v></c><c r=\"B1\"><f>1+1</f>"
                  "<v>2</v></c><c r=\"C1\" t=\"str\"><f>\"\"</f><v></v></c></row>"},
         "survey{1:ab|2}"},
        {"truth",
         {.rows = "<row r=\"1\"><c r=\"A1\" t=\"b\"><v>1</v></c><c r=\"B1\" t=\"b\"><v>0</v></c></row>"},
         "survey{1:TRUE|FALSE}"},
        {"what a formula failed with",
         {.rows = "<row r=\"1\"><c r=\"A1\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>"},
         "survey{1:#DIV/0!}"},
        {"numbers",
         {.rows = "<row r=\"1\"><c r=\"A1\"><v>7</v></c><c r=\"B1\" t=\"n\"><v>1.0000000000000002</v></c>"
                  "<c r=\"C1\"><v>0.30000000000000004</v></c></row>"},
         "survey{1:7|1|0.3}"},
        {"a date of ISO 8601",
         {.rows = "<row r=\"1\"><c r=\"A1\" t=\"d\"><v>2026-01-15T00:00:00</v></c><c r=\"B1\" t=\"d\">"
                  "<v>2026-01-15T10:30:00.000Z</v></c></row>"},
         "survey{1:2026-01-15|2026-01-15 10:30:00}"},
        {"escapes",
         {.strings = "<si><t>a_x000D_\nb_x0009_c_x005F_x000D_ _xD83D__xDE00_ _x00e9_ _x12_</t></si>",
          .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\">" T(
              "x_x000D_\ny") "</c><c r=\"C1\" t=\"str\"><v>p_x000a_q</v></c></row>"},
         "survey{1:a\nb c_x000D_ \xF0\x9F\x98\x80 \xC3\xA9 _x12_|x\ny|p\nq}"},
        {"escapes that are halves of a character",
         {.rows = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a_xD83D_b_xD83D__x0041_c_xDE00_</v></c></row>"},
         "survey{1:a\xEF\xBF\xBD"
         "b\xEF\xBF\xBD"
         "Ac\xEF\xBF\xBD}"},
        {"entities and character references",
         {.rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\">" T("${a} &lt; 3 &amp;&#10;&#x41;") "</c></row>"},
         "survey{1:${a} < 3 &\nA}"},
        {"preserved blanks are trimmed like all others",
         {.rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">  a  b  </t></is></c></row>"},
         "survey{1:a b}"},
        {"an empty cell with a style",
         {.rows = "<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\"><v>1</v></c></row>"},
         "survey{1:|1}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_book(cases[i].name, &cases[i].book, cases[i].expected);
}

Test(xlsx, the_format_of_a_cell_makes_a_date_of_its_number)
{
#define STYLES                                                                                                         \
    "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/><numFmt numFmtId=\"165\" "               \
    "formatCode=\"0.00\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/><xf numFmtId=\"14\"/></cellStyleXfs>"           \
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>"                   \
    "<xf numFmtId=\"21\"/><xf numFmtId=\"22\"/></cellXfs><dxfs><dxf><numFmt numFmtId=\"0\" "                           \
    "formatCode=\"yyyy\"/></dxf></dxfs>"
#define CELLS                                                                                                          \
    "<row r=\"1\"><c r=\"A1\" s=\"0\"><v>46037</v></c><c r=\"B1\" s=\"1\"><v>46037</v></c><c r=\"C1\" s=\"2\">"        \
    "<v>46037.5</v></c><c r=\"D1\" s=\"3\"><v>46037</v></c><c r=\"E1\" s=\"4\"><v>0.25</v></c><c r=\"F1\" s=\"5\">"    \
    "<v>46037</v></c><c r=\"G1\" s=\"99\"><v>46037</v></c></row>"
    const struct book from_1900 = {.styles = STYLES, .rows = CELLS};
    expect_book("1900", &from_1900, "survey{1:46037|2026-01-15|2026-01-15 12:00:00|46037|06:00:00|2026-01-15|46037}");
    const struct book from_1904 = {
        .styles = STYLES,
        .rows = CELLS,
        .workbook = "<workbook xmlns=\"" PACK_MAIN "\" xmlns:r=\"" PACK_OFFICE "\"><workbookPr date1904=\"true\"/>"
                    "<sheets><sheet name=\"survey\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"};
    expect_book("1904", &from_1904, "survey{1:46037|2030-01-16|2030-01-16 12:00:00|46037|06:00:00|2030-01-16|46037}");
}

Test(xlsx, cells_have_their_place_even_when_it_is_not_written)
{
    static const struct {
        const char *name;
        struct book book;
        const char *expected;
    } cases[] = {
        {"cells without r",
         {.rows = "<row r=\"3\"><c><v>1</v></c><c><v>2</v></c><c r=\"F3\"><v>3</v></c><c><v>4</v></c></row>"},
         "survey{3:1|2||||3|4}"},
        {"rows without r",
         {.rows = "<row><c><v>1</v></c></row><row/><row><c><v>2</v></c></row><row r=\"7\"><c><v>3</v></c></row>"
                  "<row><c><v>4</v></c></row>"},
         "survey{1:1;3:2;7:3;8:4}"},
        {"rows without r whose cells have one",
         {.rows = "<row><c r=\"B4\"><v>1</v></c></row><row><c r=\"A5\"><v>2</v></c></row>"},
         "survey{4:|1;5:2}"},
        {"the last column",
         {.rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"><v>2</v></c></row>"},
         "survey{1:1}"},
        {"merged cells",
         {.rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c><c r=\"C1\"><v>3</v></c></row>"
                  "<row r=\"2\"><c r=\"A2\"><v>4</v></c><c r=\"B2\"><v>5</v></c><c r=\"C2\"><v>6</v></c></row>",
          .after = "<mergeCells count=\"2\"><mergeCell ref=\"A1:B2\"/><mergeCell ref=\"nonsense\"/></mergeCells>"},
         "survey{1:1||3;2:||6}"},
        {"merged cells further down",
         {.rows = "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"5\"><c r=\"A5\"><v>2</v></c></row>"
                  "<row r=\"6\"><c r=\"A6\"><v>3</v></c></row><row r=\"7\"><c r=\"A7\"><v>4</v></c></row>",
          .after = "<mergeCells><mergeCell ref=\"A5:A6\"/></mergeCells>"},
         "survey{2:1;5:2;7:4}"},
        {"formulas of checks are no cells",
         {.rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>",
          .after = "<conditionalFormatting><cfRule><formula>9</formula></cfRule></conditionalFormatting>"
                   "<dataValidations><dataValidation><formula1>9</formula1></dataValidation></dataValidations>"},
         "survey{1:1}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_book(cases[i].name, &cases[i].book, cases[i].expected);
}

#define CELL "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
#define STRICT "http://purl.oclc.org/ooxml/"

Test(xlsx, parts_are_found_however_they_are_named)
{
    static const struct {
        const char *name;
        struct book book;
        const char *expected;
    } cases[] = {
        {"hidden sheets are read",
         {.workbook = "<workbook xmlns=\"" PACK_MAIN "\" xmlns:r=\"" PACK_OFFICE "\"><sheets>"
                      "<sheet name=\"a\" state=\"hidden\" r:id=\"r1\"/><sheet name=\"b\" state=\"veryHidden\" "
                      "r:id=\"r1\"/><sheet name=\"c\" state=\"visible\" r:id=\"r1\"/></sheets></workbook>",
          .rows = CELL},
         "(a){1:1}(b){1:1}c{1:1}"},
        {"absolute targets",
         {.root = "<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" PACK_OFFICE
                  "/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>",
          .relations = "<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" PACK_OFFICE
                       "/worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>",
          .rows = CELL},
         "survey{1:1}"},
        {"targets with dots, and of another case",
         {.relations = "<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" PACK_OFFICE
                       "/worksheet\" Target=\".././xl/x/../Worksheets/SHEET1.xml\"/></Relationships>",
          .rows = CELL},
         "survey{1:1}"},
        {"what lies outside the file is not looked for",
         {.relations = "<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r2\" TargetMode=\"External\" "
                       "Type=\"" PACK_OFFICE "/sharedStrings\" Target=\"http://example.org/s.xml\"/>"
                       "<Relationship Id=\"r1\" Type=\"" PACK_OFFICE
                       "/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
          .rows = CELL},
         "survey{1:1}"},
        {"charts are no sheets",
         {.workbook = "<workbook xmlns=\"" PACK_MAIN "\" xmlns:r=\"" PACK_OFFICE "\"><sheets><sheet name=\"c\" "
                      "r:id=\"r9\"/><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>",
          .relations = "<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r9\" Type=\"" PACK_OFFICE
                       "/chartsheet\" Target=\"charts/c.xml\"/><Relationship Id=\"r1\" Type=\"" PACK_OFFICE
                       "/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
          .rows = CELL},
         "a{1:1}"},
        {"prefixes",
         {.workbook = "<x:workbook xmlns:x=\"" PACK_MAIN "\" xmlns:q=\"" PACK_OFFICE "\"><x:sheets><x:sheet "
                      "name=\"survey\" q:id=\"r1\"/></x:sheets></x:workbook>",
          .relations = "<p:Relationships xmlns:p=\"" PACK_PACKAGE "\"><p:Relationship Id=\"r1\" Type=\"" PACK_OFFICE
                       "/worksheet\" Target=\"worksheets/sheet1.xml\"/></p:Relationships>",
          .sheet = "<x:worksheet xmlns:x=\"" PACK_MAIN "\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\"><x:v>1</x:v></x:c>"
                   "</x:row></x:sheetData></x:worksheet>"},
         "survey{1:1}"},
        {"elements of others look the same and are none",
         {.sheet = "<worksheet xmlns=\"" PACK_MAIN "\" xmlns:o=\"urn:other\"><o:sheetData><o:row r=\"1\"><o:c "
                   "r=\"A1\"><o:v>9</o:v></o:c></o:row></o:sheetData><sheetData>" CELL "</sheetData></worksheet>"},
         "survey{1:1}"},
        {"strict",
         {.root = "<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" STRICT
                  "officeDocument/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
          .workbook =
              "<workbook xmlns=\"" STRICT "spreadsheetml/main\" xmlns:r=\"" STRICT
              "officeDocument/relationships\" conformance=\"strict\"><sheets><sheet name=\"survey\" r:id=\"r1\"/>"
              "</sheets></workbook>",
          .relations = "<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" STRICT
                       "officeDocument/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
          .sheet = "<worksheet xmlns=\"" STRICT "spreadsheetml/main\"><sheetData>" CELL "</sheetData></worksheet>"},
         "survey{1:1}"},
        {"no namespace at all", {.sheet = "<worksheet><sheetData>" CELL "</sheetData></worksheet>"}, "survey{1:1}"},
        {"a byte order mark and a declaration",
         {.sheet =
              "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"" PACK_MAIN
              "\"><sheetData>" CELL "</sheetData></worksheet>"},
         "survey{1:1}"},
        {"Latin-1",
         {.sheet = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><worksheet xmlns=\"" PACK_MAIN "\"><sheetData>"
                   "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>s\xED</t></is></c></row></sheetData></worksheet>"},
         "survey{1:s\xC3\xAD}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_book(cases[i].name, &cases[i].book, cases[i].expected);
}

Test(xlsx, the_workbook_may_lie_anywhere)
{
    static const char sheet[] = "<worksheet xmlns=\"" PACK_MAIN "\"><sheetData>" CELL "</sheetData></worksheet>";
    const struct part parts[] = {
        {"_rels/.rels", STR("<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" PACK_OFFICE
                            "/officeDocument\" Target=\"book.xml\"/></Relationships>")},
        {"book.xml", STR(PACK_WORKBOOK)},
        {"_rels\\book.xml.rels",
         STR("<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" PACK_OFFICE
             "/worksheet\" Target=\"s\\one.xml\"/></Relationships>")},
        {"s/one.xml", {.p = sheet, .n = sizeof sheet - 1}},
    };
    struct arena *arena = arena_new(PACK_BYTES_MAX);
    const struct outcome found = read_bytes(arena, "a.xlsm", pack(arena, PACK_PLAIN, parts, COUNT_OF(parts)));
    expect_text("anywhere", &found, "survey{1:1}");
    arena_free(arena);
}

/* UTF-16 with a byte order mark, of ASCII. */
static struct str wide(struct arena *arena, const char *text, bool big_endian)
{
    const size_t n = strlen(text);
    struct buf out = buf_in(arena, 2 * n + 2);
    buf_put(&out, big_endian ? STR("\xFE\xFF") : STR("\xFF\xFE"));
    for (size_t i = 0; i < n; i++) {
        buf_put_byte(&out, big_endian ? 0 : (uint8_t)text[i]);
        buf_put_byte(&out, big_endian ? (uint8_t)text[i] : 0);
    }
    return buf_str(&out);
}

Test(xlsx, parts_may_be_utf_16)
{
    static const char sheet[] = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet xmlns=\"" PACK_MAIN
                                "\"><sheetData>" CELL "</sheetData></worksheet>";
    for (int big_endian = 0; big_endian <= 1; big_endian++) {
        struct arena *arena = arena_new(PACK_BYTES_MAX);
        const struct part parts[] = {
            {"_rels/.rels", STR(PACK_ROOT)},
            {"xl/workbook.xml", wide(arena, PACK_WORKBOOK, big_endian != 0)},
            {"xl/_rels/workbook.xml.rels",
             STR("<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" PACK_OFFICE
                 "/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>")},
            {"xl/worksheets/sheet1.xml", wide(arena, sheet, big_endian != 0)},
        };
        const struct outcome found = read_bytes(arena, "a.xlsx", pack(arena, PACK_PLAIN, parts, COUNT_OF(parts)));
        expect_text("UTF-16", &found, "survey{1:1}");
        arena_free(arena);
    }
}

Test(xlsx, data_ends_below_sixty_blank_rows_and_beside_twenty_blank_columns)
{
    static const struct {
        const char *name;
        const char *rows;
        const char *expected;
    } cases[] = {
        {"59 blank rows", "<row r=\"1\"><c><v>1</v></c></row><row r=\"61\"><c><v>2</v></c></row>", "survey{1:1;61:2}"},
        {"60 blank rows",
         "<row r=\"1\"><c><v>1</v></c></row><row r=\"62\"><c><v>2</v></c></row><row r=\"63\"><c><v>3</v></c></row>",
         "survey{1:1}"},
        {"rows that only look filled are blank",
         "<row r=\"1\"><c><v>1</v></c></row><row r=\"40\"><c t=\"str\"><v> \xC2\xA0 </v></c></row><row r=\"62\"><c>"
         "<v>2</v></c></row>",
         "survey{1:1}"},
        {"19 blank columns", "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"U1\"><v>2</v></c></row>",
         "survey{1:1||||||||||||||||||||2}"},
        {"20 blank columns", "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"V1\"><v>2</v></c></row>", "survey{1:1}"},
        {"20 columns blank in one row only",
         "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"J1\"><v>5</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c>"
         "<c r=\"V2\"><v>2</v></c></row><row r=\"3\"><c r=\"AZ3\"><v>2</v></c></row>",
         "survey{1:1|||||||||5;2:1|||||||||||||||||||||2}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct book book = {.rows = cases[i].rows};
        expect_book(cases[i].name, &book, cases[i].expected);
    }
}

Test(xlsx, the_zip_may_be_written_in_every_way)
{
    static const struct {
        const char *name;
        enum pack_way way;
    } cases[] = {{"stored", PACK_PLAIN}, {"data descriptors", PACK_DESCRIPTOR}, {"zip64", PACK_ZIP64}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct book book = {.way = cases[i].way, .rows = CELL};
        expect_book(cases[i].name, &book, "survey{1:1}");
    }
}

Test(xlsx, mistakes_say_where_they_are)
{
    static const struct {
        const char *name;
        struct book book;
        enum rc rc;
        const char *expected;
    } cases[] = {
        {"no such shared text",
         {.strings = "<si><t>a</t></si>", .rows = "<row r=\"7\"><c r=\"C7\" t=\"s\"><v>1</v></c></row>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey', cell C7: \"1\" is no shared text of the file; hint: open the file and save it "
         "again"},
        {"a negative shared text",
         {.rows = "<row r=\"7\"><c r=\"C7\" t=\"s\"><v>-1</v></c></row>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey', cell C7: \"-1\" is no shared text"},
        {"no number",
         {.rows = "<row r=\"2\"><c r=\"AA2\"><v>abc</v></c></row>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey', cell AA2: \"abc\" is no number"},
        {"an endless number",
         {.rows = "<row r=\"2\"><c r=\"A2\"><v>1e999</v></c></row>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey', cell A2: \"1e999\" is no number"},
        {"a long text that should be a date",
         {.rows = "<row r=\"2\"><c r=\"A2\" t=\"d\"><v>a long text that should be a date, but is much longer than any "
                  "date is</v></c></row>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey', cell A2: \"a long text that should be a date, but i\" is no date"},
        {"a long name is cut between characters",
         {.workbook = "<workbook xmlns=\"" PACK_MAIN "\" xmlns:r=\"" PACK_OFFICE
                      "\"><sheets><sheet name=\"ab\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80"
                      "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98"
                      "\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\" "
                      "r:id=\"r1\"/></sheets></workbook>",
          .rows = "<row r=\"7\"><c r=\"C7\"><v>x</v></c></row>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'ab\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80"
         "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80"
         "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80', cell C7: \"x\" is no number"},
        {"a formula that was never computed",
         {.rows = "<row r=\"2\"><c r=\"B2\"><f>1+1</f></c></row>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey', cell B2: the result of the formula is not stored; hint: open the file in a "
         "spreadsheet program and save it"},
        {"rows that go back",
         {.rows = "<row r=\"5\"/><row r=\"5\"/>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey', row 5: \"5\" is no place here"},
        {"a row without a number that is one",
         {.rows = "<row r=\"x\"/>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey': \"x\" is no place here"},
        {"a cell without a column",
         {.rows = "<row r=\"3\"><c r=\"3\"><v>1</v></c></row>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey', row 3: \"3\" is no place here"},
        {"a column that does not exist",
         {.rows = "<row r=\"3\"><c r=\"XFE3\"><v>1</v></c></row>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey', row 3: \"XFE3\" is no place here"},
        {"a cell outside a row",
         {.rows = "<c><v>1</v></c>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey': \"a cell outside a row\" is no place here"},
        {"a document type declaration",
         {.sheet = "<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey': 'xl/worksheets/sheet1.xml' in it has a document type declaration"},
        {"XML that is not well-formed",
         {.rows = "<row r=\"1\"><c r=\"A1\"><v>1</c></row>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey': 'xl/worksheets/sheet1.xml' in it is damaged: mismatched tag"},
        {"an unknown entity",
         {.rows = "<row r=\"1\"><c r=\"A1\"><v>&a;</v></c></row>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey': 'xl/worksheets/sheet1.xml' in it is damaged: undefined entity"},
        {"a wrong checksum",
         {.way = PACK_BROKEN, .rows = CELL},
         RC_BAD_INPUT,
         "'a.xlsx': '_rels/.rels' in it is damaged"},
        {"no shared texts where there should be",
         {.relations = "<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r2\" Type=\"" PACK_OFFICE
                       "/sharedStrings\" Target=\"gone.xml\"/></Relationships>"},
         RC_BAD_INPUT,
         "'a.xlsx': 'xl/gone.xml' is missing in it"},
        {"no sheet where there should be",
         {.relations = "<Relationships xmlns=\"" PACK_PACKAGE "\"/>"},
         RC_BAD_INPUT,
         "'a.xlsx': sheet 'survey': its cells are missing in the file"},
        {"a text document",
         {.workbook = "<w:document xmlns:w=\"urn:w\"/>"},
         RC_BAD_INPUT,
         "'a.xlsx': an office document, but no workbook; hint: save the form as .xlsx"},
        {"no main part",
         {.root = "<Relationships xmlns=\"" PACK_PACKAGE "\"/>"},
         RC_BAD_INPUT,
         "'a.xlsx': an office document, but no workbook"},
        {"no cells at all", {.rows = ""}, RC_BAD_INPUT, "'a.xlsx': no cell is filled in it"},
        {"a password of the zip",
         {.way = PACK_PASSWORD, .rows = CELL},
         RC_UNSUPPORTED,
         "'a.xlsx': '_rels/.rels' in it has a password; hint: pack it again without one"},
        {"bzip2",
         {.way = PACK_RARE, .rows = CELL},
         RC_UNSUPPORTED,
         "'a.xlsx': '_rels/.rels' in it is packed in a rare way"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_book_mistake(cases[i].name, &cases[i].book, cases[i].rc, cases[i].expected);
}

Test(xlsx, a_binary_workbook_is_named)
{
    const struct part parts[] = {
        {"_rels/.rels", STR("<Relationships xmlns=\"" PACK_PACKAGE "\"><Relationship Id=\"r1\" Type=\"" PACK_OFFICE
                            "/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>")},
        {"xl/workbook.bin", STR("\x83\x01")},
    };
    struct arena *arena = arena_new(PACK_BYTES_MAX);
    const struct outcome found = read_bytes(arena, "a.xlsb", pack(arena, PACK_PLAIN, parts, COUNT_OF(parts)));
    expect_mistake("xlsb", &found, RC_UNSUPPORTED, "'a.xlsb': a binary workbook (.xlsb); hint: save it as .xlsx");
    arena_free(arena);
}

Test(xlsx, a_file_cut_anywhere_is_refused)
{
    struct arena *arena = arena_new(PACK_BYTES_MAX);
    const struct book book = {.rows = CELL};
    const struct str whole = pack_book(arena, &book);
    for (size_t n = 4; n < whole.n; n += 7) {
        struct arena *own = arena_new(4 * 1024 * 1024);
        const struct outcome found = read_bytes(own, "a.xlsx", str_sub(whole, 0, n));
        expect_mistake("cut", &found, RC_BAD_INPUT, "'a.xlsx': cut off or damaged; hint");
        arena_free(own);
    }
    arena_free(arena);
}
