#pragma once
/* Borrowed views and growing byte buffers. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Borrowed, not NUL-terminated. */
struct view {
    const char *p;
    size_t n;
};

#define VIEW_FMT(v) (int)(v).n, (v).p

struct view view_z(const char *text);
bool view_is(struct view view, const char *text);
bool view_equal(struct view a, struct view b);
bool view_is_nocase(struct view view, const char *text);
bool view_has_nocase(struct view view, const char *word);
struct view view_trim(struct view view);
/* Cuts at the first `separator`: the part before it is returned, *rest keeps what follows (empty at the end). */
struct view view_cut(struct view *rest, char separator);
bool view_int(struct view view, int64_t *out); /* decimal digits, optional minus */

/* {0} is an empty buffer. */
struct bytes {
    char *p;
    size_t n;
    size_t cap;
};

void bytes_add(struct bytes *bytes, const char *p, size_t n);
void bytes_add_view(struct bytes *bytes, struct view view);
void bytes_add_z(struct bytes *bytes, const char *text);
void bytes_add_int(struct bytes *bytes, int64_t value);
__attribute__((format(printf, 2, 3))) void bytes_printf(struct bytes *bytes, const char *format, ...);
/* Room for n more bytes; the caller raises .n by what it wrote there. */
char *bytes_room(struct bytes *bytes, size_t n);
void bytes_drop(struct bytes *bytes, size_t n); /* the first n */
void bytes_free(struct bytes *bytes);
struct view bytes_view(const struct bytes *bytes);
