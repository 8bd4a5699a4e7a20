/* Any bytes as the answer to any question. The first byte chooses the question, the second the language and the
 * country. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "unit/answer/sample.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static bool is_name(const struct sv_list *list, struct str value)
{
    for (size_t i = 0; list != NULL && i < list->choices_n; i++)
        if (str_eq(list->choices[i].name, value))
            return true;
    return false;
}

/* Whole, with a point, at most 15 digits. */
static bool is_canonical_number(struct str value, bool decimal)
{
    const struct str digits = str_starts(value, STR("-")) ? str_sub(value, 1, value.n) : value;
    const size_t point = str_find_byte(digits, '.');
    int64_t whole = 0;
    int64_t fraction = 0;
    if (!str_to_i64(str_sub(digits, 0, point), &whole) || whole < 0 ||
        (digits.p[0] == '0' && point > 1 && digits.n > 1))
        return false;
    return point == SIZE_MAX || (decimal && str_to_i64(str_sub(digits, point + 1, digits.n), &fraction));
}

static void check_value(const struct sv_asked *asked, struct str value)
{
    const struct sv_list *list = asked->question->list < 0 ? NULL : &asked->form->lists[asked->question->list];
    struct str rest = value;
    struct str name = STR_EMPTY;
    int64_t days = 0;
    must(value.n > 0 && value.n <= SV_VALUE_BYTES_MAX && utf8_valid(value));
    switch (asked->question->type) {
    case SV_TYPE_INTEGER:
    case SV_TYPE_DECIMAL:
        must(is_canonical_number(value, asked->question->type == SV_TYPE_DECIMAL));
        break;
    case SV_TYPE_DATE:
        must(sv_date_days(value, &days));
        break;
    case SV_TYPE_SELECT_ONE:
        must(is_name(list, value));
        break;
    case SV_TYPE_SELECT_MULTIPLE:
        while (str_next(&rest, ' ', &name))
            must(is_name(list, name));
        break;
    case SV_TYPE_TIME:
    case SV_TYPE_RANK:
        must(sv_form_fits(asked->form, asked->question, value));
        break;
    case SV_TYPE_TEXT:
        break;
    case SV_TYPE_NOTE:
    case SV_TYPE_CALCULATE:
    case SV_TYPE_HIDDEN:
    case SV_TYPE_COUNT:
        abort();
    }
}

/* What was understood is understood again, as the same, when it comes back in its canonical form. */
static void check_stable(const struct sv_asked *asked, struct str value, struct arena *arena)
{
    struct sv_reading again;
    const enum sv_type type = asked->question->type;
    if (type != SV_TYPE_INTEGER && type != SV_TYPE_DATE && type != SV_TYPE_TEXT)
        return;
    if (sv_answer_read(asked, value, arena, &again) != RC_OK)
        return;
    must(again.verdict == SV_UNDERSTOOD && str_eq(again.value, value));
}

/* The same text to a question of another type. */
static void check_as(struct sv_asked asked, enum sv_type type, struct str text, struct arena *arena)
{
    struct sv_question question = *asked.question;
    struct sv_reading reading;
    if (type == SV_TYPE_RANK && (question.list < 0 || asked.choices_n > SV_RANK_CHOICES_MAX))
        return;
    question.type = type;
    asked.question = &question;
    if (sv_answer_read(&asked, text, arena, &reading) == RC_OK && reading.verdict == SV_UNDERSTOOD)
        check_value(&asked, reading.value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const countries[] = {"", "GT", "FR", "SN", "XX"};
    if (size < 2)
        return 0;
    /* Reading three languages takes longer than reading an answer: once for all inputs. */
    static struct arena *keep;
    static struct sample sample;
    if (keep == NULL) {
        keep = arena_new(LANGUAGE_ARENA_BYTES * 4);
        sample_init(&sample, keep);
    }
    struct arena *arena = arena_new(SV_STEP_ARENA_BYTES_MAX);
    struct sv_reading reading;
    const struct str name = sample.form.questions[data[0] % sample.form.questions_n].name;
    must(sample_ask(&sample, name, data[1] % SHIPPED));
    sample.asked.country = str_of(countries[data[1] / SHIPPED % COUNT_OF(countries)]);
    const struct str text = {.p = (const char *)data + 2, .n = size - 2};
    if (sv_answer_read(&sample.asked, text, arena, &reading) == RC_OK) {
        if (reading.verdict == SV_UNDERSTOOD) {
            check_value(&sample.asked, reading.value);
            check_stable(&sample.asked, reading.value, arena);
        } else {
            must(reading.value.n == 0 && reading.how == SV_HOW_NONE);
            must((reading.phrase == SV_PHRASE_AMBIGUOUS) == (reading.first.n > 0 && reading.second.n > 0));
        }
    }
    check_as(sample.asked, SV_TYPE_TIME, text, arena);
    check_as(sample.asked, SV_TYPE_RANK, text, arena);
    arena_free(arena);
    return 0;
}
