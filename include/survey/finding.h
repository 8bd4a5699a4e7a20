#pragma once
/* What is wrong with a form, and where: one list for one file, filled in any order by whoever looks, sorted at the end. Codes are the
 * stable names that people and machines quote; texts are data in three languages. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum sv_severity { SV_SEVERITY_ERROR, SV_SEVERITY_WARNING, SV_SEVERITY_INFO, SV_SEVERITY_COUNT };

enum sv_finding_language { SV_FINDINGS_EN, SV_FINDINGS_ES, SV_FINDINGS_FR, SV_FINDINGS_LANGUAGES };

/* H headers, S sheets, N names, T types, G groups, C choices, X expressions, D defaults, R repeats, L languages, M messages, P people's
 * protection, I scores, V settings, W wording. A code is never given another meaning. */
#define SV_FINDING_LIST(X)                                                                                             \
    X(H001)                                                                                                            \
    X(H002)                                                                                                            \
    X(H003)                                                                                                            \
    X(H005)                                                                                                            \
    X(S001)                                                                                                            \
    X(S002)                                                                                                            \
    X(S003)                                                                                                            \
    X(N001)                                                                                                            \
    X(N002)                                                                                                            \
    X(N003)                                                                                                            \
    X(N004)                                                                                                            \
    X(N005)                                                                                                            \
    X(T001)                                                                                                            \
    X(T002)                                                                                                            \
    X(T003)                                                                                                            \
    X(T004)                                                                                                            \
    X(T005)                                                                                                            \
    X(G001)                                                                                                            \
    X(G002)                                                                                                            \
    X(G003)                                                                                                            \
    X(C001)                                                                                                            \
    X(C002)                                                                                                            \
    X(C003)                                                                                                            \
    X(C004)                                                                                                            \
    X(C005)                                                                                                            \
    X(C006)                                                                                                            \
    X(C007)                                                                                                            \
    X(C008)                                                                                                            \
    X(C009)                                                                                                            \
    X(C010)                                                                                                            \
    X(C011)                                                                                                            \
    X(C012)                                                                                                            \
    X(X001)                                                                                                            \
    X(X002)                                                                                                            \
    X(X003)                                                                                                            \
    X(X004)                                                                                                            \
    X(X005)                                                                                                            \
    X(X006)                                                                                                            \
    X(X007)                                                                                                            \
    X(X008)                                                                                                            \
    X(X009)                                                                                                            \
    X(X010)                                                                                                            \
    X(X011)                                                                                                            \
    X(X012)                                                                                                            \
    X(X013)                                                                                                            \
    X(X014)                                                                                                            \
    X(X015)                                                                                                            \
    X(X016)                                                                                                            \
    X(D001)                                                                                                            \
    X(D002)                                                                                                            \
    X(D003)                                                                                                            \
    X(R001)                                                                                                            \
    X(R002)                                                                                                            \
    X(R003)                                                                                                            \
    X(L001)                                                                                                            \
    X(L002)                                                                                                            \
    X(L003)                                                                                                            \
    X(L004)                                                                                                            \
    X(L005)                                                                                                            \
    X(L006)                                                                                                            \
    X(M001)                                                                                                            \
    X(M002)                                                                                                            \
    X(M003)                                                                                                            \
    X(P001)                                                                                                            \
    X(P002)                                                                                                            \
    X(P003)                                                                                                            \
    X(P004)                                                                                                            \
    X(P005)                                                                                                            \
    X(P006) X(I001) X(I002) X(I003) X(I004) X(V001) X(V002) X(V003) X(V004) X(W001) X(W002) X(W003) X(W004) X(W005)

enum sv_code {
#define X(name) SV_CODE_##name,
    SV_FINDING_LIST(X)
#undef X
        SV_CODE_COUNT
};

/* Where: row 0 is the sheet as a whole; column is the header as written, empty for the whole row. */
struct sv_spot {
    struct str sheet;
    int32_t row;
    int32_t column_at; /* 0-based, -1: none; only for sorting and for marking the cell */
    struct str column;
    int32_t position; /* 1-based character within the cell, 0: the whole of it */
};

struct sv_finding {
    enum sv_code code;
    enum sv_severity severity;
    struct sv_spot spot;
    struct str message; /* in the language of the list */
    struct str hint;    /* what to do; may be empty */
};

struct sv_findings {
    struct arena *arena;
    enum sv_finding_language language;
    struct sv_finding *items;
    size_t n;
    size_t max;
    size_t lost; /* over the maximum, counted only */
    size_t errors_n;
};

/* At most max findings are kept; the list lives in the arena, and so do the texts. */
struct sv_findings sv_findings_in(struct arena *arena, enum sv_finding_language language, size_t max);
/* Adds one; "{0}", "{1}" ... in the texts of the code are replaced by args, which are copied. */
void sv_findings_add(struct sv_findings *findings, enum sv_code code, const struct sv_spot *spot,
                     const struct str *args, size_t args_n);
/* The same where the catalogue gives two severities. */
void sv_findings_add_as(struct sv_findings *findings, enum sv_severity severity, enum sv_code code,
                        const struct sv_spot *spot, const struct str *args, size_t args_n);
/* By sheet (survey, choices, settings, others), row, column, position, code. */
void sv_findings_sort(struct sv_findings *findings);

struct str sv_code_word(enum sv_code code);             /* "X001" */
struct str sv_severity_word(enum sv_severity severity); /* "error", "warning", "info" */
