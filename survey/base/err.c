#include "base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

struct str rc_word(enum rc code)
{
    static const struct str words[] = {
#define X(name, word) [name] = {.p = (word), .n = sizeof(word) - 1},
        RC_LIST(X)
#undef X
    };
    static_assert(COUNT_OF(words) == RC_COUNT, "a word for every code");
    assert((unsigned)code < RC_COUNT);
    return words[code];
}

__attribute__((format(printf, 5, 0))) static void fill(struct err *err, enum rc code, int line, int column,
                                                       const char *format, va_list args)
{
    if (err == NULL)
        return;
    err->code = code;
    err->line = line;
    err->column = column;
    /* A longer text is cut: it is for reading, never parsed. */
    (void)vsnprintf(err->text, sizeof err->text, format, args);
}

enum rc err_set(struct err *err, enum rc code, const char *format, ...)
{
    assert(code != RC_OK);
    va_list args;
    va_start(args, format);
    fill(err, code, 0, 0, format, args);
    va_end(args);
    return code;
}

enum rc err_at(struct err *err, enum rc code, int line, int column, const char *format, ...)
{
    assert(code != RC_OK);
    va_list args;
    va_start(args, format);
    fill(err, code, line, column, format, args);
    va_end(args);
    return code;
}
