#include "survey_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"

enum {
    BYTES_MAX = 20 * 1024 * 1024, /* all files together; a workbook of 200,000 cells has 5 MB */
    FIRST_BYTES = 64 * 1024,
    FOLDER_FILES_MAX = 64 /* a survey has three sheets, few have ten */
};

/* ---- one file ---- */

static enum rc cannot_read(struct str path, struct err *err)
{
    return err_set(err, RC_UNAVAILABLE, "cannot read '%.*s': %s", STR_FMT(path), strerror(errno));
}

static enum rc too_big(struct str path, struct err *err)
{
    return err_set(err, RC_TOO_BIG,
                   "'%.*s' has more than %d MB; hint: remove pictures and sheets that are not part of the survey",
                   STR_FMT(path), BYTES_MAX / (1024 * 1024));
}

static enum rc read_stream(FILE *stream, struct str path, size_t bytes_max, struct arena *arena, struct str *out_bytes,
                           struct err *err)
{
    size_t max = FIRST_BYTES;
    size_t n = 0;
    char *bytes = ARENA_ARRAY(arena, char, max);
    while (bytes != NULL) {
        n += fread(bytes + n, 1, max - n, stream);
        if (n < max || n > bytes_max)
            break;
        bytes = arena_grow(arena, bytes, max, 2 * max, sizeof *bytes);
        max *= 2;
    }
    if (bytes == NULL || n > bytes_max)
        return too_big(path, err);
    if (ferror(stream))
        return cannot_read(path, err);
    *out_bytes = (struct str){.p = bytes, .n = n};
    return RC_OK;
}

static enum rc read_file(struct str path, size_t bytes_max, struct arena *arena, struct str *out_bytes, struct err *err)
{
    if (str_eq(path, STR("-")))
        return read_stream(stdin, STR("standard input"), bytes_max, arena, out_bytes, err);
    const char *name = str_z(arena, path);
    FILE *stream = name == NULL ? NULL : fopen(name, "rbe");
    if (stream == NULL)
        return cannot_read(path, err);
    const enum rc rc = read_stream(stream, path, bytes_max, arena, out_bytes, err);
    (void)fclose(stream);
    return rc;
}

/* ---- a folder ---- */

static bool is_csv(struct str name)
{
    const struct str end = STR(".csv");
    return name.n > end.n && !str_starts(name, STR(".")) &&
           str_eq_ascii_nocase(str_sub(name, name.n - end.n, end.n), end);
}

static int by_name(const void *a, const void *b)
{
    return str_compare(((const struct sv_file *)a)->name, ((const struct sv_file *)b)->name);
}

static enum rc list_folder(DIR *folder, struct arena *arena, struct survey_files *files, struct err *err)
{
    const struct dirent *entry = NULL;
    while ((entry = readdir(folder)) != NULL) {
        const struct str name = str_of(entry->d_name);
        if (!is_csv(name))
            continue;
        if (files->n == FOLDER_FILES_MAX)
            return err_set(err, RC_TOO_BIG, "the folder has more than %d CSV files; hint: one folder for each survey",
                           FOLDER_FILES_MAX);
        files->items[files->n].name = arena_str(arena, name);
        if (files->items[files->n++].name.p == NULL)
            return err_set(err, RC_TOO_BIG, "no room for the names of the folder's files");
    }
    qsort(files->items, files->n, sizeof *files->items, by_name);
    return files->n > 0 ? RC_OK
                        : err_set(err, RC_BAD_INPUT,
                                  "there is no CSV file in this folder; hint: survey.csv, choices.csv, settings.csv");
}

static struct str path_in(struct str folder, struct str name, struct arena *arena)
{
    struct buf path = buf_in(arena, folder.n + 1 + name.n);
    buf_put(&path, folder);
    buf_put_byte(&path, '/');
    buf_put(&path, name);
    return buf_str(&path);
}

static enum rc read_folder(struct str path, struct arena *arena, struct survey_files *files, struct err *err)
{
    const char *name = str_z(arena, path);
    DIR *folder = name == NULL ? NULL : opendir(name);
    if (folder == NULL)
        return cannot_read(path, err);
    enum rc rc = list_folder(folder, arena, files, err);
    (void)closedir(folder);
    size_t left = BYTES_MAX;
    for (size_t i = 0; rc == RC_OK && i < files->n; i++) {
        struct sv_file *file = &files->items[i];
        rc = read_file(path_in(path, file->name, arena), left, arena, &file->bytes, err);
        left -= rc == RC_OK ? file->bytes.n : 0;
    }
    return rc;
}

/* ---- both ---- */

static bool is_folder(struct str path, struct arena *arena)
{
    struct stat status;
    const char *name = str_z(arena, path);
    return name != NULL && stat(name, &status) == 0 && S_ISDIR(status.st_mode);
}

enum rc survey_files_read(struct str path, struct arena *arena, struct survey_files *out_files, struct err *err)
{
    struct survey_files files = {.items = ARENA_ARRAY(arena, struct sv_file, FOLDER_FILES_MAX),
                                 .is_folder = !str_eq(path, STR("-")) && is_folder(path, arena)};
    if (files.items == NULL)
        return err_set(err, RC_TOO_BIG, "no room for the files of a survey");
    enum rc rc = RC_OK;
    if (files.is_folder) {
        rc = read_folder(path, arena, &files, err);
    } else {
        files.n = 1;
        files.items[0].name = path;
        rc = read_file(path, BYTES_MAX, arena, &files.items[0].bytes, err);
    }
    if (rc == RC_OK)
        *out_files = files;
    return rc;
}
