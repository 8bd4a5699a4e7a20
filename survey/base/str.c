#include "base/str.h"

#include <assert.h>
#include <string.h>

struct str str_of(const char *z)
{
    return z == NULL ? STR_EMPTY : (struct str){.p = z, .n = strlen(z)};
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static char ascii_lower(char c)
{
    if (c < 'A' || c > 'Z')
        return c;
    return (char)(c + ('a' - 'A'));
}

bool str_eq_ascii_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
            return false;
    return true;
}

int str_compare(struct str a, struct str b)
{
    const size_t n = a.n < b.n ? a.n : b.n;
    const int order = n == 0 ? 0 : memcmp(a.p, b.p, n);
    if (order != 0)
        return order;
    return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_sub(s, s.n - suffix.n, suffix.n), suffix);
}

size_t str_find(struct str s, struct str needle)
{
    if (needle.n == 0)
        return 0;
    for (size_t i = 0; i + needle.n <= s.n; i++)
        if (s.p[i] == needle.p[0] && memcmp(s.p + i, needle.p, needle.n) == 0)
            return i;
    return SIZE_MAX;
}

size_t str_find_byte(struct str s, char c)
{
    const char *at = s.n == 0 ? NULL : memchr(s.p, c, s.n);
    return at == NULL ? SIZE_MAX : (size_t)(at - s.p);
}

struct str str_sub(struct str s, size_t at, size_t n)
{
    if (at >= s.n)
        return STR_EMPTY;
    const size_t rest = s.n - at;
    return (struct str){.p = s.p + at, .n = n < rest ? n : rest};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    size_t from = 0;
    size_t to = s.n;
    while (from < to && is_space(s.p[from]))
        from++;
    while (to > from && is_space(s.p[to - 1]))
        to--;
    return str_sub(s, from, to - from);
}

bool str_next(struct str *rest, char separator, struct str *out_piece)
{
    assert(rest != NULL && out_piece != NULL);
    if (rest->p == NULL)
        return false;
    const size_t at = str_find_byte(*rest, separator);
    if (at == SIZE_MAX) {
        *out_piece = *rest;
        *rest = (struct str){.p = NULL, .n = 0};
        return true;
    }
    *out_piece = str_sub(*rest, 0, at);
    *rest = (struct str){.p = rest->p + at + 1, .n = rest->n - at - 1};
    return true;
}

bool str_to_i64(struct str s, int64_t *out_value)
{
    assert(out_value != NULL);
    const bool negative = s.n > 0 && s.p[0] == '-';
    if (negative)
        s = str_sub(s, 1, s.n);
    if (s.n == 0)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char c = s.p[i];
        if (c < '0' || c > '9')
            return false;
        /* Counting downwards: the smallest int64 has no positive twin. */
        if (__builtin_mul_overflow(value, (int64_t)10, &value) ||
            __builtin_sub_overflow(value, (int64_t)(c - '0'), &value))
            return false;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *out_value = negative ? value : -value;
    return true;
}
