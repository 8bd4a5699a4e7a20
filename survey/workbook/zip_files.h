#pragma once
/* What a zip archive in memory holds, read-only and bounded: sizes are counted while unpacking and no header is believed. */
#include "limits.h"
#include "survey/workbook.h"

struct zip;
struct zip_file;

struct sv_zip {
    struct zip *zip;
    struct arena *arena;
    struct err *err; /* never NULL */
    size_t entries_n;
    uint64_t bytes_n;  /* of the archive */
    uint64_t unpacked; /* of all entries so far */
    uint64_t events;   /* counted by who reads XML of the entries */
};

enum rc sv_zip_open(struct str bytes, struct arena *arena, struct err *err, struct sv_zip *out_zip);
void sv_zip_release(struct sv_zip *zip);
/* UTF-8, folders apart by "/"; borrowed from the archive. Empty for a name that cannot be read. */
struct str sv_zip_name(const struct sv_zip *zip, size_t at);
/* By name, without regard to the case of A-Z nor to the direction of slashes; SIZE_MAX when there is none. */
size_t sv_zip_find(const struct sv_zip *zip, struct str name);

struct sv_zip_entry {
    struct sv_zip *zip;
    struct zip_file *file;
    struct str name;
    uint64_t packed;
    uint64_t unpacked;
};

/* Close it only after RC_OK. */
enum rc sv_zip_entry_open(struct sv_zip *zip, size_t at, struct sv_zip_entry *out_entry);
/* 0 bytes at the end. */
enum rc sv_zip_entry_read(struct sv_zip_entry *entry, void *to, size_t bytes_max, size_t *out_n);
void sv_zip_entry_close(struct sv_zip_entry *entry);
/* The whole of an entry in the arena. */
enum rc sv_zip_read(struct sv_zip *zip, size_t at, size_t bytes_max, struct str *out_bytes);
