#include "zip_files.h"

#include <assert.h>
#include <zip.h>

#include "base/utf8.h"

enum { NAME_BYTES_SHOWN = 80, READ_BYTES_FIRST = 64 * 1024 };

/* Every entry of a directory has a header, whatever the end of the archive says of their number. */
static size_t count_headers(struct str bytes)
{
    const struct str header = STR("PK\x01\x02");
    size_t n = 0;
    for (size_t at = str_find(bytes, header); at != SIZE_MAX && n <= SV_ENTRIES_MAX; at = str_find(bytes, header)) {
        bytes = str_sub(bytes, at + header.n, bytes.n);
        n++;
    }
    return n;
}

enum rc sv_zip_open(struct str bytes, struct arena *arena, struct err *err, struct sv_zip *out_zip)
{
    if (count_headers(bytes) > SV_ENTRIES_MAX)
        return err_set(err, RC_TOO_BIG, "an archive of more than %d files", SV_ENTRIES_MAX);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, NULL);
    zip_t *zip = source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (zip == NULL) {
        zip_source_free(source);
        return err_set(err, RC_BAD_INPUT, "cut off or damaged; hint: send it again, or open it and save it again");
    }
    const zip_int64_t entries = zip_get_num_entries(zip, 0);
    *out_zip = (struct sv_zip){.zip = zip,
                               .arena = arena,
                               .err = err,
                               .entries_n = entries < 0 ? 0 : (size_t)entries,
                               .bytes_n = bytes.n,
                               .unpacked = 0};
    return RC_OK;
}

void sv_zip_release(struct sv_zip *zip)
{
    zip_discard(zip->zip);
    zip->zip = NULL;
}

struct str sv_zip_name(const struct sv_zip *zip, size_t at)
{
    return str_of(zip_get_name(zip->zip, at, ZIP_FL_ENC_GUESS));
}

static char folded(char c)
{
    if (c == '\\')
        return '/';
    if (c < 'A' || c > 'Z')
        return c;
    return (char)(c + ('a' - 'A'));
}

static bool same_name(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (folded(a.p[i]) != folded(b.p[i]))
            return false;
    return true;
}

size_t sv_zip_find(const struct sv_zip *zip, struct str name)
{
    for (size_t i = 0; i < zip->entries_n; i++)
        if (same_name(sv_zip_name(zip, i), name))
            return i;
    return SIZE_MAX;
}

static struct str shown(struct str name)
{
    return utf8_prefix(name, NAME_BYTES_SHOWN);
}

static enum rc damaged(const struct sv_zip *zip, struct str name)
{
    return err_set(zip->err, RC_BAD_INPUT, "'%.*s' in it is damaged; hint: send it again, or open it and save it again",
                   STR_FMT(shown(name)));
}

enum rc sv_zip_entry_open(struct sv_zip *zip, size_t at, struct sv_zip_entry *out_entry)
{
    const struct str name = sv_zip_name(zip, at);
    zip_stat_t stat;
    if (zip_stat_index(zip->zip, at, 0, &stat) != 0)
        return damaged(zip, name);
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
        return err_set(zip->err, RC_UNSUPPORTED, "'%.*s' in it has a password; hint: pack it again without one",
                       STR_FMT(shown(name)));
    /* The other methods are rare, and need much more memory than they promise. */
    if ((stat.valid & ZIP_STAT_COMP_METHOD) != 0 && stat.comp_method != ZIP_CM_STORE &&
        stat.comp_method != ZIP_CM_DEFLATE)
        return err_set(zip->err, RC_UNSUPPORTED, "'%.*s' in it is packed in a rare way; hint: pack it as a plain zip",
                       STR_FMT(shown(name)));
    zip_file_t *file = zip_fopen_index(zip->zip, at, 0);
    if (file == NULL)
        return damaged(zip, name);
    uint64_t packed = (stat.valid & ZIP_STAT_COMP_SIZE) != 0 ? stat.comp_size : 0;
    if (packed > zip->bytes_n)
        packed = zip->bytes_n;
    *out_entry = (struct sv_zip_entry){.zip = zip, .file = file, .name = name, .packed = packed, .unpacked = 0};
    return RC_OK;
}

void sv_zip_entry_close(struct sv_zip_entry *entry)
{
    (void)zip_fclose(entry->file);
    entry->file = NULL;
}

enum rc sv_zip_entry_read(struct sv_zip_entry *entry, void *to, size_t bytes_max, size_t *out_n)
{
    struct sv_zip *zip = entry->zip;
    const zip_int64_t n = zip_fread(entry->file, to, bytes_max);
    if (n < 0)
        return damaged(zip, entry->name);
    entry->unpacked += (uint64_t)n;
    zip->unpacked += (uint64_t)n;
    if (entry->unpacked > SV_RATIO_FREE_BYTES && entry->unpacked / SV_RATIO_MAX > entry->packed)
        return err_set(zip->err, RC_TOO_BIG,
                       "'%.*s' in it unpacks to more than %d times its size; hint: delete the "
                       "empty rows and columns of the sheet",
                       STR_FMT(shown(entry->name)), SV_RATIO_MAX);
    if (zip->unpacked > SV_UNPACKED_BYTES_MAX)
        return err_set(zip->err, RC_TOO_BIG, "it unpacks to more than %d MB; hint: keep only the sheets of the form",
                       SV_UNPACKED_BYTES_MAX / (1024 * 1024));
    *out_n = (size_t)n;
    return RC_OK;
}

static enum rc no_room(const struct sv_zip_entry *entry)
{
    return err_set(entry->zip->err, RC_TOO_BIG, "'%.*s' in it is too large", STR_FMT(shown(entry->name)));
}

static enum rc read_whole(struct sv_zip_entry *entry, size_t bytes_max, struct str *out_bytes)
{
    char *p = NULL;
    size_t n = 0;
    size_t room = 0;
    for (;;) {
        if (n == room) {
            const size_t wanted = room == 0 ? READ_BYTES_FIRST : room * 2;
            p = arena_grow(entry->zip->arena, p, room, wanted, 1);
            if (p == NULL || n > bytes_max)
                return no_room(entry);
            room = wanted;
        }
        size_t more = 0;
        const enum rc rc = sv_zip_entry_read(entry, p + n, room - n, &more);
        if (rc != RC_OK)
            return rc;
        if (more == 0)
            break;
        n += more;
    }
    if (n > bytes_max)
        return no_room(entry);
    *out_bytes = (struct str){.p = p, .n = n};
    return RC_OK;
}

enum rc sv_zip_read(struct sv_zip *zip, size_t at, size_t bytes_max, struct str *out_bytes)
{
    struct sv_zip_entry entry = {.zip = zip};
    enum rc rc = sv_zip_entry_open(zip, at, &entry);
    if (rc != RC_OK)
        return rc;
    rc = read_whole(&entry, bytes_max, out_bytes);
    sv_zip_entry_close(&entry);
    return rc;
}
