#include "sheet.h"

TestSuite(import_rows, .timeout = 30);

#define HEADER "case,number,language,return_date,zone,country,join_code,area\n"

Test(import_rows, every_mistake_has_its_row_and_column)
{
    static const struct {
        const char *name;
        const char *rows;
        const char *findings;
    } cases[] = {
        {"all right", "A,+50255550001,es,2026-08-31,UTC,GT,ABCD-1,x\n", ""},
        {"only what is needed", "A,5555 0001\n", ""},
        {"blank rows", "\n,,,\nA,+50255550001\n , , \n", ""},
        {"no case", ",+50255550001\n", "2:case:P010"},
        {"no number", "A,\n", "2:number:P011"},
        {"no possible number", "A,12\n", "2:number:P012"},
        {"as a spreadsheet spoils it", "A,5.02556E+10\n", "2:number:P012"},
        {"a number of another country", "A,5555 0001,,,,FR\n", "2:number:P012"},
        {"language", "A,+50255550001,xx\n", "2:language:P013"},
        {"no date", "A,+50255550001,,soon\n", "2:return_date:P014"},
        {"two dates in one", "A,+50255550001,,03/04/2026\n", "2:return_date:P015"},
        {"next year", "A,+50255550001,,2027-11-20\n", ""},
        {"year of a slip", "A,+50255550001,,2062-08-31\n", "2:return_date:P016"},
        {"birthday", "A,+50255550001,,1983-08-31\n", "2:return_date:P016"},
        {"country", "A,+50255550001,,,,gt\n", "2:country:P018"},
        {"join code", "A,+50255550001,,,,,A1\n", "2:join_code:P019"},
        {"all at once", ",12,xx,soon,,gt,A1\n\nA,+50255550001\nB,\n",
         "2:case:P010 2:number:P012 2:language:P013 2:return_date:P014 2:country:P018 2:join_code:P019 5:number:P011"},
        {"the same case", "A,+50255550001\nB,+50255550002\nA,+50255550003\nA,+50255550004\n",
         "4:case:P020 5:case:P020"},
        {"a shared phone", "A,+50255550001\nB,5555-0001\n", "3:number:P022"},
        {"the same join code", "A,+50255550001,,,,,ABCD1\nB,+50255550002,,,,,abcd-1\n", "3:join_code:P021"},
        {"a cell too many", "A,+50255550001,,,,,,x,y\n", "2:I:P006"},
        {"a row inside of another", "\"A\nB\",+50255550001\nC,12\n", "2:case:P008 3:number:P012"},
        {"a quote never closed", "A,12\nB,\"+50255550001\n", "2:number:P012 3::P001"},
        {"no UTF-8", "A\xE9,+50255550001\n", "2:case:P008"},
        {"a control character", "A,+50255550001,,,,,,x\x1Fy\n", "2:area:P008"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sheet sheet;
        char text[1024];
        struct buf whole = buf_on(text, sizeof text);
        buf_printf(&whole, HEADER "%s%c", cases[i].rows, '\0');
        sheet_read(&sheet, text, GW_DATE_PLAIN);
        cr_expect(str_eq(sheet_findings(&sheet), str_of(cases[i].findings)), "case %s: %.*s", cases[i].name,
                  STR_FMT(sheet_findings(&sheet)));
        sheet_release(&sheet);
    }
}

Test(import_rows, what_was_understood_is_canonical)
{
    struct sheet sheet;
    sheet_read(&sheet,
               "\xEF\xBB\xBF"
               "caso;numero;fecha retorno;a;b;c\r\n K-1 ; 5555 0001 ;31/08/2026; x y ;;\"z;\"\"z\"\"\"\r\n",
               GW_DATE_PLAIN);
    cr_assert(eq(sz, sheet.import.found.rows_n, 1));
    cr_assert(eq(sz, sheet.import.found.errors_n, 0));
    const struct import_row *row = &sheet.import.rows[0];
    cr_expect(str_eq(row->cells[IMPORT_CASE], STR("K-1")));
    cr_expect(str_eq(row->e164, STR("+50255550001")));
    cr_expect(str_eq(row->cells[IMPORT_RETURN_DATE], STR("2026-08-31")));
    cr_expect(str_eq(row->attributes, STR("-\x1Fx y\x1F\x1Fz;\"z\"")));
    sheet_release(&sheet);
}

Test(import_rows, no_finding_repeats_a_cell)
{
    struct sheet sheet;
    sheet_read(&sheet, HEADER "+50255550001,A,+50255550001,+50255550001,x,+50255550001,+50255550001\n", GW_DATE_PLAIN);
    cr_expect(gt(sz, sheet.import.found.findings_n, 2));
    for (size_t i = 0; i < sheet.import.found.findings_n; i++) {
        const struct gw_import_finding *f = &sheet.import.findings[i];
        cr_expect(str_find(f->message, STR("5555")) == SIZE_MAX && str_find(f->hint, STR("5555")) == SIZE_MAX);
    }
    sheet_release(&sheet);
}

Test(import_rows, more_findings_than_can_be_told_are_counted)
{
    enum { ROWS = 1500 };
    static char text[64 * 1024];
    struct buf whole = buf_on(text, sizeof text);
    buf_put(&whole, STR("case,number\n"));
    for (int i = 0; i < ROWS; i++)
        buf_printf(&whole, "K%d,+50255550001\nL%d,\n", i, i);
    buf_put_byte(&whole, 0);
    struct sheet sheet;
    cr_assert(eq(int, whole.overflow, false));
    sheet_read(&sheet, text, GW_DATE_PLAIN);
    cr_expect(eq(sz, sheet.import.found.errors_n, ROWS));
    cr_expect(eq(sz, sheet.import.found.warnings_n, ROWS - 1));
    cr_expect(eq(sz, sheet.import.found.findings_n, GW_IMPORT_FINDINGS_MAX));
    sheet_release(&sheet);
}
