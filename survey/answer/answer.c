#include "survey/answer.h"

#include <assert.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "reader.h"

const struct sv_language *sv_asked_language(const struct sv_asked *asked)
{
    assert(asked->language < asked->form->languages_n);
    return asked->form->systems[asked->language];
}

struct sv_reading sv_understood(struct str value, enum sv_how how)
{
    return (struct sv_reading){.verdict = SV_UNDERSTOOD,
                               .value = value,
                               .how = how,
                               .phrase = SV_PHRASE_INVALID,
                               .first = STR_EMPTY,
                               .second = STR_EMPTY};
}

struct sv_reading sv_not_understood(enum sv_phrase phrase)
{
    return (struct sv_reading){.verdict = SV_NOT_UNDERSTOOD,
                               .value = STR_EMPTY,
                               .how = SV_HOW_NONE,
                               .phrase = phrase,
                               .first = STR_EMPTY,
                               .second = STR_EMPTY};
}

struct sv_reading sv_ambiguous(struct str first, struct str second, enum sv_phrase phrase)
{
    struct sv_reading reading = sv_not_understood(phrase);
    reading.verdict = SV_AMBIGUOUS;
    if (first.n > 0 && second.n > 0) {
        reading.phrase = SV_PHRASE_AMBIGUOUS;
        reading.first = first;
        reading.second = second;
    }
    return reading;
}

int32_t sv_number_word_value(struct str folded, const struct sv_language *language)
{
    for (size_t i = 0; i < language->numbers_n; i++)
        if (str_eq(language->numbers[i].word, folded))
            return language->numbers[i].value;
    return -1;
}

static enum rc read_text(struct str text, struct arena *arena, struct sv_reading *out_reading)
{
    const struct str clean = utf8_clean(arena, str_trim(text));
    if (clean.p == NULL && text.n > 0)
        return RC_TOO_BIG;
    if (clean.n == 0 || clean.n > SV_VALUE_BYTES_MAX) {
        *out_reading = sv_not_understood(SV_PHRASE_INVALID);
        return RC_OK;
    }
    const struct str value = arena_str(arena, clean);
    if (value.p == NULL)
        return RC_TOO_BIG;
    *out_reading = sv_understood(value, SV_HOW_TEXT);
    return RC_OK;
}

static enum rc read_by_type(const struct sv_asked *asked, struct str text, struct arena *arena,
                            struct sv_reading *out_reading)
{
    switch (asked->question->type) {
    case SV_TYPE_TEXT:
        return read_text(text, arena, out_reading);
    case SV_TYPE_INTEGER:
    case SV_TYPE_DECIMAL:
        return sv_read_number(asked, text, arena, out_reading);
    case SV_TYPE_DATE:
        return sv_read_date(asked, text, arena, out_reading);
    case SV_TYPE_SELECT_ONE:
        return sv_read_one(asked, text, arena, out_reading);
    case SV_TYPE_SELECT_MULTIPLE:
        return sv_read_multiple(asked, text, arena, out_reading);
    case SV_TYPE_TIME:
        return sv_read_time(asked, text, arena, out_reading);
    case SV_TYPE_RANK:
        return sv_read_rank(asked, text, arena, out_reading);
    case SV_TYPE_NOTE:
    case SV_TYPE_CALCULATE:
    case SV_TYPE_HIDDEN:
    case SV_TYPE_COUNT:
        break;
    }
    /* Nobody is asked a note. */
    return RC_OK;
}

enum rc sv_answer_read(const struct sv_asked *asked, struct str text, struct arena *arena,
                       struct sv_reading *out_reading)
{
    assert(asked != NULL && asked->question != NULL && arena != NULL && out_reading != NULL);
    struct sv_reading reading = sv_not_understood(SV_PHRASE_INVALID);
    const enum rc rc = text.n > SV_TEXT_BYTES_MAX ? RC_OK : read_by_type(asked, text, arena, &reading);
    if (rc == RC_OK)
        *out_reading = reading;
    return rc;
}
