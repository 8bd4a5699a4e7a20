#include "tokens.h"

struct tokens sv_tokens_of(struct str folded)
{
    struct tokens tokens = {.n = 0};
    struct str word = STR_EMPTY;
    while (folded.n > 0 && str_next(&folded, ' ', &word)) {
        if (tokens.n == TOKENS_MAX)
            return (struct tokens){.n = 0};
        tokens.items[tokens.n++] = word;
    }
    return tokens;
}
