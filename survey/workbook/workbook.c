#include "survey/workbook.h"

#include <assert.h>

#include "base/utf8.h"
#include "cells.h"
#include "csv_sheets.h"
#include "decoding.h"
#include "grid.h"
#include "markdown.h"
#include "xlsx.h"
#include "zip_files.h"

enum { NAME_BYTES_SHOWN = 50 };

/* Files that are sent by mistake, known by how they begin. */
static const struct {
    struct str begin;
    struct str what;
} strangers[] = {
    {{"%PDF", 4}, {"a PDF", 5}},
    {{"{\\rtf", 5}, {"a text document (.rtf)", 22}},
    {{"\x1F\x8B", 2}, {"packed with gzip", 16}},
    {{"7z\xBC\xAF", 4}, {"packed as .7z", 13}},
    {{"Rar!", 4}, {"packed as .rar", 14}},
    {{"\x89PNG", 4}, {"a picture", 9}},
    {{"\xFF\xD8\xFF", 3}, {"a picture", 9}},
};

static enum rc refuse_strangers(struct str bytes, struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(strangers); i++)
        if (str_starts(bytes, strangers[i].begin))
            return err_set(err, RC_UNSUPPORTED, "%.*s, no spreadsheet; hint: send the form as .xlsx, or its .csv files",
                           STR_FMT(strangers[i].what));
    return RC_OK;
}

/* OLE containers: workbooks of Excel 97 to 2003, and today's ones behind a password. */
static enum rc refuse_ole(struct str bytes, struct err *err)
{
    const struct str stream = STR("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"); /* UTF-16 */
    if (!str_starts(bytes, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return RC_OK;
    if (str_find(bytes, stream) != SIZE_MAX)
        return err_set(err, RC_UNSUPPORTED,
                       "a workbook with a password; hint: open it, remove the password (File, Info, Protect Workbook) "
                       "and save it");
    return err_set(err, RC_UNSUPPORTED,
                   "a workbook of an old Excel (.xls), whatever its name says; hint: open it and save it as .xlsx");
}

static bool ends_nocase(struct str name, struct str end)
{
    return name.n >= end.n && str_eq_ascii_nocase(str_sub(name, name.n - end.n, end.n), end);
}

/* Folders hold files that systems leave behind: "__MACOSX/._survey.csv". */
static bool is_csv_name(struct str name)
{
    const struct str base = sv_file_base(name);
    return ends_nocase(base, STR(".csv")) && !str_starts(base, STR(".")) && !str_starts(base, STR("~")) &&
           str_find(name, STR("__MACOSX/")) == SIZE_MAX;
}

/* Two forms in one folder would be read as one. */
static enum rc refuse_twins(const struct sv_draft *draft, struct str name)
{
    const struct str stem = sv_file_stem(name);
    for (size_t i = 0; i < draft->sheets_n; i++)
        if (str_eq_ascii_nocase(draft->sheets[i].name, stem))
            return err_set(draft->err, RC_BAD_INPUT, "two files are named '%.*s'; hint: send one form at a time",
                           STR_FMT(utf8_prefix(sv_file_base(name), NAME_BYTES_SHOWN)));
    return RC_OK;
}

static enum rc read_csv(struct sv_draft *draft, struct str name, struct str bytes, bool may_be_many)
{
    struct str text = STR_EMPTY;
    enum rc rc = refuse_twins(draft, name);
    if (rc == RC_OK)
        rc = sv_text_decode(bytes, draft->arena, &text, draft->err);
    return rc == RC_OK ? sv_csv_read(draft, name, text, may_be_many) : rc;
}

static bool is_open_document(struct sv_zip *zip)
{
    struct str type = STR_EMPTY;
    const size_t at = sv_zip_find(zip, STR("mimetype"));
    return at != SIZE_MAX && sv_zip_read(zip, at, 128, &type) == RC_OK &&
           str_starts(type, STR("application/vnd.oasis.opendocument"));
}

static enum rc refuse_other_archives(struct sv_zip *zip)
{
    if (is_open_document(zip))
        return err_set(zip->err, RC_UNSUPPORTED, "an OpenDocument file (.ods); hint: open it and save it as .xlsx");
    if (sv_zip_find(zip, STR("Index/Document.iwa")) != SIZE_MAX)
        return err_set(zip->err, RC_UNSUPPORTED, "a document of Apple Numbers; hint: export it as .xlsx");
    return RC_OK;
}

static size_t count_csv(const struct sv_zip *zip)
{
    size_t n = 0;
    for (size_t i = 0; i < zip->entries_n; i++)
        n += is_csv_name(sv_zip_name(zip, i)) ? 1 : 0;
    return n;
}

/* Tells which file of an archive or a folder a mistake is in. */
static enum rc in_file(struct err *err, enum rc rc, struct str name)
{
    if (rc == RC_OK)
        return RC_OK;
    const struct err inner = *err;
    return err_at(err, rc, inner.line, inner.column, "'%.*s': %s",
                  STR_FMT(utf8_prefix(sv_file_base(name), NAME_BYTES_SHOWN)), inner.text);
}

static enum rc read_packed_csv(struct sv_zip *zip, struct sv_draft *draft)
{
    const size_t files_n = count_csv(zip);
    if (files_n == 0)
        return err_set(zip->err, RC_BAD_INPUT,
                       "an archive with neither a workbook nor .csv files in it; hint: send the .xlsx itself, or pack "
                       "survey.csv, choices.csv and settings.csv");
    for (size_t i = 0; i < zip->entries_n; i++) {
        const struct str name = sv_zip_name(zip, i);
        if (!is_csv_name(name))
            continue;
        struct str bytes = STR_EMPTY;
        enum rc rc = sv_zip_read(zip, i, SV_FILE_BYTES_MAX, &bytes);
        if (rc != RC_OK)
            return rc;
        rc = in_file(zip->err, read_csv(draft, name, bytes, files_n == 1), name);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc read_archive(struct sv_draft *draft, struct str bytes)
{
    struct sv_zip zip;
    enum rc rc = sv_zip_open(bytes, draft->arena, draft->err, &zip);
    if (rc != RC_OK)
        return rc;
    rc = refuse_other_archives(&zip);
    if (rc == RC_OK)
        rc = sv_xlsx_likely(&zip) ? sv_xlsx_read(&zip, draft) : read_packed_csv(&zip, draft);
    sv_zip_release(&zip);
    return rc;
}

static enum rc read_text(struct sv_draft *draft, const struct sv_file *file)
{
    struct str text = STR_EMPTY;
    const enum rc rc = sv_text_decode(file->bytes, draft->arena, &text, draft->err);
    if (rc != RC_OK)
        return rc;
    if (str_starts(str_trim(text), STR("<")))
        return err_set(
            draft->err, RC_UNSUPPORTED,
            "a web page or XML, whatever its name says; hint: open it in a spreadsheet program and save it as "
            ".xlsx");
    if (ends_nocase(file->name, STR(".md")) || ends_nocase(file->name, STR(".markdown")) || sv_markdown_likely(text))
        return sv_markdown_read(draft, file->name, text);
    return sv_csv_read(draft, file->name, text, true);
}

static enum rc read_one(struct sv_draft *draft, const struct sv_file *file)
{
    enum rc rc = refuse_ole(file->bytes, draft->err);
    if (rc == RC_OK)
        rc = refuse_strangers(file->bytes, draft->err);
    if (rc != RC_OK)
        return rc;
    const bool zip = str_starts(file->bytes, STR("PK\x03\x04")) || str_starts(file->bytes, STR("PK\x05\x06"));
    return zip ? read_archive(draft, file->bytes) : read_text(draft, file);
}

/* The .csv files of a folder; others are left alone. */
static enum rc read_folder(struct sv_draft *draft, const struct sv_file *files, size_t files_n)
{
    size_t found = 0;
    for (size_t i = 0; i < files_n; i++) {
        if (!is_csv_name(files[i].name))
            continue;
        found++;
        const enum rc rc = in_file(draft->err, read_csv(draft, files[i].name, files[i].bytes, false), files[i].name);
        if (rc != RC_OK)
            return rc;
    }
    if (found == 0)
        return err_set(draft->err, RC_BAD_INPUT,
                       "none of the %zu files is a .csv; hint: send one workbook, or a folder "
                       "with survey.csv, choices.csv and settings.csv",
                       files_n);
    return RC_OK;
}

static enum rc check_size(const struct sv_file *files, size_t files_n, struct err *err)
{
    if (files_n == 0)
        return err_set(err, RC_BAD_INPUT, "there is no file; hint: send a workbook, or a folder of .csv files");
    size_t bytes = 0;
    for (size_t i = 0; i < files_n; i++) {
        if (files[i].bytes.n > SV_FILE_BYTES_MAX - bytes)
            return err_set(err, RC_TOO_BIG,
                           "more than %d MB; hint: remove pictures and sheets that are not of the form",
                           SV_FILE_BYTES_MAX / (1024 * 1024));
        bytes += files[i].bytes.n;
    }
    return RC_OK;
}

static enum rc check_filled(const struct sv_draft *draft)
{
    for (size_t i = 0; i < draft->sheets_n; i++)
        if (draft->sheets[i].rows_n > 0)
            return RC_OK;
    return err_set(draft->err, RC_BAD_INPUT, "no cell is filled in it; hint: is it the right file?");
}

static enum rc finish(const struct sv_draft *draft, struct sv_workbook *out_workbook)
{
    struct sv_sheet *sheets = ARENA_ARRAY(draft->arena, struct sv_sheet, draft->sheets_n);
    if (sheets == NULL)
        return sv_draft_full(draft);
    for (size_t i = 0; i < draft->sheets_n; i++)
        sheets[i] = draft->sheets[i];
    *out_workbook = (struct sv_workbook){.sheets = sheets, .sheets_n = draft->sheets_n};
    return RC_OK;
}

enum rc sv_workbook_read(const struct sv_file *files, size_t files_n, struct arena *arena,
                         struct sv_workbook *out_workbook, struct err *err)
{
    assert(arena != NULL && out_workbook != NULL);
    struct err inner = {.code = RC_OK};
    struct sv_draft draft = {.arena = arena, .err = &inner};
    enum rc rc = check_size(files, files_n, &inner);
    if (rc == RC_OK)
        rc = files_n == 1 ? read_one(&draft, files) : read_folder(&draft, files, files_n);
    if (rc == RC_OK)
        rc = check_filled(&draft);
    if (rc == RC_OK)
        rc = finish(&draft, out_workbook);
    if (rc == RC_OK)
        return RC_OK;
    /* Whoever reads the mistake may have sent several files. */
    if (files_n == 1)
        rc = in_file(&inner, rc, files->name);
    return err_at(err, rc, inner.line, inner.column, "%s", inner.text);
}
