#pragma once
/* What each finding says, in three languages: data, in tables of which each belongs to those who find (readers, checks). A code has
 * one row, or several variants that differ in wording or severity; variant 0 is what sv_findings_add says. "{0}", "{1}" ... are the
 * arguments. Texts are for M&E officers: what is wrong, then in the hint what to write instead. */
#include <stddef.h>

#include "survey/finding.h"

struct xl_finding_text {
    enum sv_code code;
    enum sv_severity severity;
    const char *text[SV_FINDINGS_LANGUAGES];
    const char *hint[SV_FINDINGS_LANGUAGES]; /* NULL: nothing more to say */
    int variant;                             /* within the code, from 0 */
};

/* Of the form as a whole: H S L V */
extern const struct xl_finding_text xl_texts_form[];
extern const size_t xl_texts_form_n;
/* Of its rows: N T G R C001-C006 C009-C012 */
extern const struct xl_finding_text xl_texts_rows[];
extern const size_t xl_texts_rows_n;
/* Formulas: X */
extern const struct xl_finding_text xl_texts_formulas[];
extern const size_t xl_texts_formulas_n;
/* D M P I C007 C008 W */
extern const struct xl_finding_text xl_texts_checks[];
extern const size_t xl_texts_checks_n;

/* Adds a finding with the words and the severity of this variant of the code. */
void xl_findings_add(struct sv_findings *findings, enum sv_code code, int variant, const struct sv_spot *spot,
                     const struct str *args, size_t args_n);
