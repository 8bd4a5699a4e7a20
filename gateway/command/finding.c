#include "finding.h"

#include <stdio.h>

#include "session.h"

void finding_print(const struct finding *f, bool json)
{
    const char *severity = f->warning ? "warning" : "error";
    if (json) {
        session_print(json_pack("{s:o, s:s, s:i, s:o, s:s, s:s, s:o, s:o}", "file", session_json(f->file), "sheet", "",
                                "row", f->row, "column", session_json(f->column), "severity", severity, "code", f->code,
                                "message", session_json(f->message), "hint", session_json(f->hint)));
        return;
    }
    (void)printf("%.*s:", STR_FMT(f->file));
    if (f->row > 0)
        (void)printf("%d:", f->row);
    if (f->column.n > 0)
        (void)printf("%.*s:", STR_FMT(f->column));
    (void)printf(" %s %s: %.*s", severity, f->code, STR_FMT(f->message));
    if (f->hint.n > 0)
        (void)printf("; hint: %.*s", STR_FMT(f->hint));
    (void)putchar('\n');
}
