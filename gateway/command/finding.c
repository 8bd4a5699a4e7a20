#include "finding.h"

#include <stdio.h>

#include "session.h"

/* ---- for people ---- */

static void print_place(struct str part)
{
    if (part.n == 0)
        return;
    session_print_text(part);
    (void)putchar(':');
}

/* A sentence goes on with its hint. */
static struct str without_stop(struct str sentence)
{
    return str_ends(sentence, STR(".")) ? str_sub(sentence, 0, sentence.n - 1) : sentence;
}

static void print_text(const struct finding *f)
{
    print_place(f->file);
    print_place(f->sheet);
    if (f->row > 0)
        (void)printf("%d:", f->row);
    print_place(f->column);
    (void)printf(" %.*s %.*s: ", STR_FMT(sv_severity_word(f->severity)), STR_FMT(f->code));
    session_print_text(f->hint.n > 0 ? without_stop(f->message) : f->message);
    if (f->hint.n > 0) {
        (void)fputs("; hint: ", stdout);
        session_print_text(f->hint);
    }
    (void)putchar('\n');
}

/* ---- for machines ---- */

static void print_json(const struct finding *f)
{
    session_print(json_pack("{s:o, s:o, s:i, s:o, s:o, s:o, s:o, s:o}", "file", session_json(f->file), "sheet",
                            session_json(f->sheet), "row", f->row, "column", session_json(f->column), "severity",
                            session_json(sv_severity_word(f->severity)), "code", session_json(f->code), "message",
                            session_json(f->message), "hint", session_json(f->hint)));
}

/* Always in quotes: what an officer wrote may hold anything. */
static void print_cell(struct str text, char end)
{
    (void)putchar('"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            (void)putchar('"');
        (void)putchar(text.p[i]);
    }
    (void)putchar('"');
    (void)putchar(end);
}

static void print_csv(const struct finding *f)
{
    print_cell(f->file, ',');
    print_cell(f->sheet, ',');
    (void)printf("%d,", f->row);
    print_cell(f->column, ',');
    print_cell(sv_severity_word(f->severity), ',');
    print_cell(f->code, ',');
    print_cell(f->message, ',');
    print_cell(f->hint, '\n');
}

void finding_print_head(enum finding_shape shape)
{
    if (shape == FINDING_CSV)
        (void)puts("file,sheet,row,column,severity,code,message,hint");
}

void finding_print(const struct finding *finding, enum finding_shape shape)
{
    switch (shape) {
    case FINDING_TEXT:
        print_text(finding);
        return;
    case FINDING_JSON:
        print_json(finding);
        return;
    case FINDING_CSV:
        print_csv(finding);
        return;
    }
}
