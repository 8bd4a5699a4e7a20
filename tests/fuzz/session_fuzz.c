/* Whatever bytes decode to a session encode to the same bytes; nothing else happens. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "survey/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)4 * 1024 * 1024);
    const struct str bytes = {.p = (const char *)data, .n = size};
    struct sv_session session = SV_SESSION_NEW;
    struct err err = {.code = RC_OK};
    const enum rc rc = sv_session_decode(bytes, arena, &session, &err);
    require(rc == err.code && (rc == RC_OK || rc == RC_BAD_INPUT));
    if (rc == RC_OK) {
        struct buf again = buf_in(arena, SV_SESSION_BYTES_MAX);
        sv_session_encode(&session, &again);
        require(!again.overflow && str_eq(buf_str(&again), bytes));
        for (size_t i = 0; i < session.answers_n; i++)
            require(sv_session_answer(&session, session.answers[i].question, session.answers[i].row) ==
                    &session.answers[i]);
    }
    arena_free(arena);
    return 0;
}
