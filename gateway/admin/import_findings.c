#include <assert.h>

#include "base/buf.h"
#include "import.intern.h"

static const struct {
    const char *code;
    bool warning;
    struct str message;
    struct str hint;
} mistakes[] = {
#define TEXT(literal)                                                                                                  \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }
    [MISTAKE_CSV] = {"P001", false,
                     TEXT("this is no CSV from here on: a quote is out of place, or there are too many columns"),
                     TEXT("save it as CSV UTF-8 in a spreadsheet program")},
    [MISTAKE_COLUMN_MISSING] =
        {"P002", false, TEXT("the first row does not name the columns case and number"),
         TEXT("first row: case,number,language,return_date,zone,country,join_code and attributes")},
    [MISTAKE_COLUMN_TWICE] = {"P003", false, TEXT("the column is there twice"), TEXT("give one of them another name")},
    [MISTAKE_COLUMN_NAME] = {"P004", false, TEXT("this is no name of a column"), TEXT("letters, and few digits")},
    [MISTAKE_COLUMN_NEAR] = {"P005", true,
                             TEXT("the column is kept as an attribute, but its name is nearly a known one"),
                             TEXT("is it misspelled?")},
    [MISTAKE_CELL_WITHOUT_COLUMN] = {"P006", false, TEXT("there is something in a column without a name"),
                                     TEXT("name the column, or look for a comma that should stand in quotes")},
    [MISTAKE_TOO_LONG] = {"P007", false, TEXT("the cell is too long"), TEXT("at most 1000 bytes")},
    [MISTAKE_TEXT] = {"P008", false, TEXT("the cell holds a line end, a control character or is not UTF-8"),
                      TEXT("save the file as CSV UTF-8")},
    [MISTAKE_CASE] = {"P010", false, TEXT("this is no case code"), TEXT("1 to 64 characters, no comma")},
    [MISTAKE_NUMBER_EMPTY] = {"P011", false, TEXT("there is no number"), TEXT("every row needs one")},
    [MISTAKE_NUMBER] = {"P012", false, TEXT("the number is not possible"),
                        TEXT("write it with + and the country's code, in a column formatted as text")},
    [MISTAKE_LANGUAGE] = {"P013", false, TEXT("no texts in this language"), TEXT("a code such as es, fr or en")},
    [MISTAKE_DATE] = {"P014", false, TEXT("this is no day of the calendar"), TEXT("write 2026-01-31")},
    [MISTAKE_DATE_UNCLEAR] = {"P015", false, TEXT("the date can be read in two ways"),
                              TEXT("write 2026-01-31, or say --dates d/m/y or m/d/y for the whole file")},
    [MISTAKE_DATE_FAR] = {"P016", false, TEXT("the day of return is more than 30 years ago or a year ahead"),
                          TEXT("is the year right?")},
    [MISTAKE_ZONE] = {"P017", false, TEXT("there is no such time zone"), TEXT("a name such as America/Guatemala")},
    [MISTAKE_COUNTRY] = {"P018", false, TEXT("this is no country"), TEXT("two capital letters such as GT")},
    [MISTAKE_JOIN_CODE] = {"P019", false, TEXT("the join code is too short or too long"),
                           TEXT("4 letters or digits and more")},
    [MISTAKE_SAME_CASE] = {"P020", false, TEXT("the case is also in row "), TEXT("one row for each person")},
    [MISTAKE_SAME_JOIN_CODE] = {"P021", false, TEXT("the join code is also in row "), TEXT("one code for each person")},
    [MISTAKE_SAME_NUMBER] = {"P022", true, TEXT("the number is also in row "),
                             TEXT("right if they share a phone: a keyword from it then goes to a person")},
    [MISTAKE_JOIN_CODE_TAKEN] = {"P023", false, TEXT("the join code is somebody else's"), TEXT("choose another")},
    [MISTAKE_OTHER_NUMBER] =
        {"P024", false, TEXT("the case is there with another number"),
         TEXT("is the case right? a new number is linked when the person sends their join code from it")},
#undef TEXT
};
static_assert(COUNT_OF(mistakes) == MISTAKE_COUNT, "a text for every mistake");

static struct str message_of(const struct import *import, enum import_mistake mistake, int32_t other_row)
{
    const struct str message = mistakes[mistake].message;
    if (other_row == 0)
        return message;
    struct buf buf = buf_in(import->arena, message.n + sizeof "2147483647");
    buf_put(&buf, message);
    buf_put_i64(&buf, other_row);
    return buf.overflow ? message : buf_str(&buf);
}

/* Its name, or its letter in a spreadsheet program. */
static struct str column_of(const struct import *import, int32_t column_at)
{
    enum { LETTERS = 26 };
    if (column_at < 0 || import->names[column_at].n > 0)
        return column_at < 0 ? STR_EMPTY : import->names[column_at];
    struct buf letters = buf_in(import->arena, 2);
    if (column_at >= LETTERS)
        buf_put_byte(&letters, (uint8_t)('A' + column_at / LETTERS - 1));
    buf_put_byte(&letters, (uint8_t)('A' + column_at % LETTERS));
    return buf_str(&letters);
}

void import_found(struct import *import, int32_t row, int32_t column_at, enum import_mistake mistake, int32_t other_row)
{
    struct gw_import *found = &import->found;
    *(mistakes[mistake].warning ? &found->warnings_n : &found->errors_n) += 1;
    /* Warnings leave room for errors. */
    if (found->findings_n >= GW_IMPORT_FINDINGS_MAX / (mistakes[mistake].warning ? 2 : 1))
        return;
    import->findings[found->findings_n++] = (struct gw_import_finding){
        .row = row,
        .column_at = column_at,
        .column = column_of(import, column_at),
        .warning = mistakes[mistake].warning,
        .code = mistakes[mistake].code,
        .message = message_of(import, mistake, other_row),
        .hint = mistakes[mistake].hint,
    };
}
