#pragma once
/* Numbers without libm and without the locale. */
#include <stdbool.h>

/* Towards zero. */
double sv_truncate(double x);
double sv_floor(double x);
/* To so many decimals, half away from zero, as the number is written: 2.345 to two places is 2.35. Negative places
 * round tens, hundreds and so on. */
double sv_round(double x, double places);
/* XPath mod: the sign of a. */
double sv_modulo(double a, double b);
bool sv_same(double a, double b);
double sv_nan(void);
