#include "bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "world.h"

struct view view_z(const char *text)
{
    return (struct view){text, strlen(text)};
}

bool view_equal(struct view a, struct view b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool view_is(struct view view, const char *text)
{
    return view_equal(view, view_z(text));
}

bool view_is_nocase(struct view view, const char *text)
{
    return view.n == strlen(text) && strncasecmp(view.p, text, view.n) == 0;
}

bool view_has_nocase(struct view view, const char *word)
{
    const size_t n = strlen(word);
    for (size_t i = 0; i + n <= view.n; i++) {
        if (strncasecmp(view.p + i, word, n) == 0) {
            return true;
        }
    }
    return false;
}

struct view view_trim(struct view view)
{
    while (view.n > 0 && (view.p[0] == ' ' || view.p[0] == '\t')) {
        view.p++;
        view.n--;
    }
    while (view.n > 0 && (view.p[view.n - 1] == ' ' || view.p[view.n - 1] == '\t')) {
        view.n--;
    }
    return view;
}

struct view view_cut(struct view *rest, char separator)
{
    const struct view all = *rest;
    const char *const at = all.n == 0 ? NULL : memchr(all.p, separator, all.n);
    if (at == NULL) {
        *rest = (struct view){0};
        return all;
    }
    const size_t before = (size_t)(at - all.p);
    *rest = (struct view){at + 1, all.n - before - 1};
    return (struct view){all.p, before};
}

bool view_int(struct view view, int64_t *out)
{
    const bool negative = view.n > 0 && view.p[0] == '-';
    const size_t first = negative ? 1 : 0;
    if (view.n <= first || view.n > 18) {
        return false;
    }
    int64_t value = 0;
    for (size_t i = first; i < view.n; i++) {
        if (view.p[i] < '0' || view.p[i] > '9') {
            return false;
        }
        value = value * 10 + (view.p[i] - '0');
    }
    *out = negative ? -value : value;
    return true;
}

char *bytes_room(struct bytes *bytes, size_t n)
{
    if (bytes->cap - bytes->n < n) {
        size_t cap = bytes->cap < 256 ? 256 : bytes->cap;
        while (cap - bytes->n < n) {
            cap *= 2;
        }
        bytes->p = world_grow(bytes->p, cap, 1);
        bytes->cap = cap;
    }
    return bytes->p + bytes->n;
}

void bytes_add(struct bytes *bytes, const char *p, size_t n)
{
    if (n > 0) {
        memcpy(bytes_room(bytes, n), p, n);
        bytes->n += n;
    }
}

void bytes_add_view(struct bytes *bytes, struct view view)
{
    bytes_add(bytes, view.p, view.n);
}

void bytes_add_z(struct bytes *bytes, const char *text)
{
    bytes_add(bytes, text, strlen(text));
}

void bytes_add_int(struct bytes *bytes, int64_t value)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    bytes_add(bytes, digits + at, sizeof(digits) - at);
}

void bytes_printf(struct bytes *bytes, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    char *const room = bytes_room(bytes, 256);
    const int n = vsnprintf(room, 256, format, args);
    if (n < 0) {
        give_up("vsnprintf");
    }
    if (n >= 256) {
        (void)vsnprintf(bytes_room(bytes, (size_t)n + 1), (size_t)n + 1, format, again);
    }
    bytes->n += (size_t)n;
    va_end(again);
    va_end(args);
}

void bytes_drop(struct bytes *bytes, size_t n)
{
    if (n > 0 && n < bytes->n) {
        memmove(bytes->p, bytes->p + n, bytes->n - n);
    }
    bytes->n -= n;
}

void bytes_free(struct bytes *bytes)
{
    free(bytes->p);
    *bytes = (struct bytes){0};
}

struct view bytes_view(const struct bytes *bytes)
{
    return (struct view){bytes->p, bytes->n};
}
