#pragma once
/* The options offered for a select, and which of them a folded text means. Not here: texts that hold several options
 * (several.c). */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reader.h"

struct option {
    const struct sv_choice *choice;
    struct str name; /* these are folded; empty when there is none to compare with */
    struct str label;
    struct str bare; /* the label without words that say nothing: "La Libertad" may be answered "libertad" */
    struct str short_label;
    struct str forms[2]; /* "Soltero/a" may be answered "soltero" or "soltera" */
};

struct options {
    const struct sv_asked *asked;
    const struct sv_language *language;
    const struct option *items; /* as many as asked->choices_n, in the order shown */
    const struct option *yes;   /* the one option that says yes while one other says no, else NULL */
    const struct option *no;
};

/* The options that fit best: how many, the first two, and how they fit. */
struct match {
    size_t n;
    size_t at[2];
    enum sv_how how;
};

/* The option with this number, or SIZE_MAX. Needs no folded labels, which is why most replies are cheap. */
size_t sv_option_by_key(const struct sv_asked *asked, struct str folded);

/* The two forms of a label that ends in a slash or brackets: "Soltero/a", "Marié(e)", "Veuf/veuve". Empty for others. */
enum rc sv_label_forms(struct str label, const struct sv_language *language, struct arena *arena,
                       struct str out_forms[2]);

enum rc sv_options_fold(const struct sv_asked *asked, struct arena *arena, struct options *out_options);

/* Number, name, label or alias, letter for letter. */
struct match sv_match_exact(const struct options *options, struct str folded);
/* Letter for letter, else a word that stands for one option (yes, two), the beginning of one, or one with a slip of the finger. */
struct match sv_match_any(const struct options *options, struct str folded);
/* Whether a number stands alone behind words for quantities: "tengo 2" is no option, whatever option has that number. */
bool sv_is_quantity(struct str polite, struct str bare, const struct sv_language *language);
/* The one option whose text this is but for a slip of the finger, while no other option is near; two are in doubt. */
struct match sv_match_slip(const struct options *options, struct str folded);
/* The whole text as one option: letter for letter, else without courtesy, else with it ("la lib" begins "La Libertad"). */
struct match sv_match_whole(const struct options *options, struct str folded);

/* Where dropping apostrophes made several options equal, the one that is equal with them, if the person typed them. */
enum rc sv_match_apostrophes(const struct options *options, struct str text, struct arena *arena,
                             struct match *in_out_match);

/* The canonical value of an option offered. */
struct str sv_choice_name(const struct sv_asked *asked, size_t at);
/* One option is understood, two are put to the person as they were shown; otherwise `phrase` is said. */
enum rc sv_match_reading(const struct sv_asked *asked, const struct match *match, enum sv_phrase phrase,
                         struct arena *arena, struct sv_reading *out_reading);
