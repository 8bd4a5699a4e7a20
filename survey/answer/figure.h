#pragma once
/* A number as written in digits and marks, and whether its marks separate thousands or decimals. Not here: the words
 * around it. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum {
    FIGURE_BYTES = 40, /* digits of one number */
    FIGURE_RUNS_MAX = 8
};

/* Runs of digits with the mark behind each but the last. */
struct figure {
    char digits[FIGURE_BYTES]; /* ASCII, without marks */
    size_t digits_n;
    uint8_t from[FIGURE_RUNS_MAX + 1]; /* where each run begins, and the end of the last */
    char marks[FIGURE_RUNS_MAX];
    size_t n;
};

enum shape { SHAPE_WHOLE, SHAPE_DECIMAL, SHAPE_EITHER, SHAPE_WRONG };

/* 0-9 of any script, else -1. */
int32_t sv_digit_value(uint32_t c);
/* False when the text holds anything but digits and single marks. */
bool sv_figure_read(struct str text, struct figure *out_figure);
/* The same with zeros behind it, for "20 mil". False where it has marks or more than three digits: "1.5 mil". */
bool sv_figure_scale(struct figure *figure, size_t zeros);
struct str sv_figure_run(const struct figure *figure, size_t at);
/* How to read it for a person of this country (ISO 3166-1, may be empty). */
enum shape sv_figure_shape(const struct figure *figure, struct str country);
/* Canonical text: no zeros in front, a point before decimals. Empty when there are too many digits to keep exactly. */
enum rc sv_figure_text(const struct figure *figure, bool decimal, bool negative, struct arena *arena,
                       struct str *out_text);
