#pragma once
/* The limits of a spreadsheet file. The largest form we know has 400 rows of 40 columns and 200 kB; what follows leaves room for
 * much more, and none for a file that is made to hurt. */

enum workbook_limits {
    SV_FILE_BYTES_MAX = 20 * 1024 * 1024,      /* all files of a folder together; a list of 100,000 people has 8 MB */
    SV_UNPACKED_BYTES_MAX = 200 * 1024 * 1024, /* of one archive: XML of spreadsheets packs ten to one */
    SV_RATIO_MAX = 200,                        /* an honest entry packs 40 to 1, deflate can do 1,032 to 1 */
    SV_RATIO_FREE_BYTES = 1024 * 1024,         /* empty rows pack well, and a small entry hurts nobody */
    SV_ENTRIES_MAX = 4096,                     /* of an archive: libzip keeps some 200 bytes for each */
    SV_SHEETS_MAX = 64,
    SV_CELLS_MAX = 200000,  /* of all sheets together, empty ones between filled ones counted */
    SV_ROWS_MAX = 100000,   /* of one sheet */
    SV_COLUMNS_MAX = 1024,  /* of one sheet: 16 languages of 10 columns, and as many choice filters */
    SV_BLANK_ROWS_MAX = 60, /* data ends after so many, as in the reference converter of XLSForm */
    SV_BLANK_COLUMNS_MAX = 20,
    SV_CELL_BYTES_MAX = 128 * 1024, /* spreadsheets allow 32,767 characters of up to four bytes */
    SV_XML_DEPTH_MAX = 32,          /* a worksheet is 8 deep, its extensions 15 */
    SV_XML_EVENTS_MAX = 5000000,    /* elements and texts of one archive: 200,000 cells have 600,000, and take 0.1 s */
    SV_XML_CHUNK_BYTES = 64 * 1024,
    SV_XML_TOKEN_BYTES_MAX = 256 * 1024, /* one tag or comment, which expat must hold as a whole */
    SV_XML_NAMES_MAX = 1000,             /* expat keeps every name it meets; a worksheet has under 200 */
    SV_XML_NAMES_BYTES_MAX = 128 * 1024,
    SV_STRINGS_MAX = SV_CELLS_MAX, /* shared texts: no more than cells that could show them */
    SV_STYLES_MAX = 65536,         /* spreadsheets allow 65,490 */
    SV_FORMATS_MAX = 1024,         /* number formats of a workbook's own; spreadsheets allow 250 */
    SV_RELATIONS_MAX = 1024,       /* parts that one part refers to */
    SV_MERGE_STEPS_MAX = 20000000  /* cells looked at for merged ranges, which overlap only in a hostile file */
};
