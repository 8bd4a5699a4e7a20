#pragma once
/* What the readers of the single question types share. Not here: what anybody outside this room needs
 * (survey/answer.h). */
#include "survey/answer.h"
#include "survey/language.h"

/* The words of the language the question was asked in. */
const struct sv_language *sv_asked_language(const struct sv_asked *asked);

struct sv_reading sv_understood(struct str value, enum sv_how how);
struct sv_reading sv_not_understood(enum sv_phrase phrase);
/* Two readings to choose from; when there are not exactly two, `phrase` says how to answer instead. */
struct sv_reading sv_ambiguous(struct str first, struct str second, enum sv_phrase phrase);

/* The value of a folded number word, or -1. */
int32_t sv_number_word_value(struct str folded, const struct sv_language *language);

/* sv_yes_no of a text already folded. */
int sv_yes_no_folded(struct str folded, const struct sv_language *language);

enum rc sv_read_number(const struct sv_asked *asked, struct str text, struct arena *arena,
                       struct sv_reading *out_reading);
enum rc sv_read_date(const struct sv_asked *asked, struct str text, struct arena *arena,
                     struct sv_reading *out_reading);
enum rc sv_read_time(const struct sv_asked *asked, struct str text, struct arena *arena,
                     struct sv_reading *out_reading);
enum rc sv_read_rank(const struct sv_asked *asked, struct str text, struct arena *arena,
                     struct sv_reading *out_reading);
enum rc sv_read_one(const struct sv_asked *asked, struct str text, struct arena *arena, struct sv_reading *out_reading);
enum rc sv_read_multiple(const struct sv_asked *asked, struct str text, struct arena *arena,
                         struct sv_reading *out_reading);
