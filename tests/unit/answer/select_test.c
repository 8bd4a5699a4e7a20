#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/limits.h"
#include "unit/answer/sample.h"

TestSuite(select, .timeout = 30);

static bool reads_as(struct sample *sample, const char *text, const char *value, struct arena *arena)
{
    struct sv_reading reading;
    return sv_answer_read(&sample->asked, str_of(text), arena, &reading) == RC_OK && reading.verdict == SV_UNDERSTOOD &&
           str_eq(reading.value, str_of(value));
}

static bool is_asked_again(struct sample *sample, const char *text, struct arena *arena)
{
    struct sv_reading reading;
    return sv_answer_read(&sample->asked, str_of(text), arena, &reading) == RC_OK && reading.verdict != SV_UNDERSTOOD;
}

static void offer(struct sample *sample, const char *question, const uint16_t *choices, size_t n)
{
    cr_assert(sample_ask(sample, str_of(question), 0));
    sample->asked.choices = choices;
    sample->asked.choices_n = n;
}

Test(select, keys_are_names_that_are_numbers_or_positions)
{
    static const uint16_t two_of_them[] = {2, 1};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    struct str key = STR_EMPTY;
    sample_init(&sample, arena);
    offer(&sample, "sure", two_of_them, COUNT_OF(two_of_them));
    cr_expect(eq(int, sv_choice_key(&sample.asked, 0, arena, &key), RC_OK));
    cr_expect(str_eq(key, STR("9")));
    offer(&sample, "place", two_of_them, COUNT_OF(two_of_them));
    cr_expect(eq(int, sv_choice_key(&sample.asked, 1, arena, &key), RC_OK));
    cr_expect(str_eq(key, STR("2")));
    arena_free(arena);
}

Test(select, only_what_was_offered_can_be_answered)
{
    static const uint16_t filtered[] = {4, 1};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    offer(&sample, "place", filtered, COUNT_OF(filtered));
    cr_expect(reads_as(&sample, "1", "SV-LI", arena));
    cr_expect(reads_as(&sample, "2", "GT-HU", arena));
    cr_expect(reads_as(&sample, "libertad", "SV-LI", arena));
    cr_expect(is_asked_again(&sample, "3", arena));
    cr_expect(is_asked_again(&sample, "quiche", arena));
    cr_expect(is_asked_again(&sample, "san marcos", arena));
    arena_free(arena);
}

/* The list has names 1, 3 and 5, the person saw 1, 2 and 3. */
Test(select, a_number_is_the_number_shown_and_never_a_hidden_name)
{
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    cr_assert(sample_ask(&sample, STR("income"), 0));
    cr_expect(reads_as(&sample, "2", "3", arena));
    cr_expect(reads_as(&sample, "3", "5", arena));
    cr_expect(is_asked_again(&sample, "5", arena));
    arena_free(arena);
}

Test(select, several_keep_the_order_of_the_list)
{
    static const uint16_t shuffled[] = {3, 0, 2};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    offer(&sample, "need", shuffled, COUNT_OF(shuffled));
    cr_expect(reads_as(&sample, "4 1 3", "1 3 4", arena));
    cr_expect(reads_as(&sample, "431", "1 3 4", arena));
    cr_expect(is_asked_again(&sample, "2 4", arena));
    offer(&sample, "income", shuffled, COUNT_OF(shuffled));
    cr_expect(reads_as(&sample, "1", "other", arena));
    arena_free(arena);
}

Test(select, yes_and_no_need_one_option_each)
{
    static const uint16_t without_no[] = {0, 2};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    offer(&sample, "sure", without_no, COUNT_OF(without_no));
    cr_expect(reads_as(&sample, "sí", "1", arena));
    cr_expect(is_asked_again(&sample, "dale", arena));
    cr_expect(is_asked_again(&sample, "no", arena));
    arena_free(arena);
}

Test(select, a_word_with_its_own_meaning_is_no_slip)
{
    static const char *const reserved[] = {"salir", "alta", "baja", "vale"};
    static const struct str label[] = {{"Salid", 5}, {"Altar", 5}, {"Bajan", 5}, {"Valle", 5}};
    static const struct str none[] = {{"", 0}};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    for (size_t i = 0; i < COUNT_OF(reserved); i++) {
        const struct sv_choice choice = {.name = STR("n"), .label = &label[i], .short_label = none};
        const struct sv_list list = {.choices = &choice, .choices_n = 1};
        static const uint16_t only[] = {0};
        offer(&sample, "sex", only, 1);
        struct sv_form form = sample.form;
        const struct sv_question question = {.type = SV_TYPE_SELECT_ONE, .list = 0};
        form.lists = &list;
        sample.asked.form = &form;
        sample.asked.question = &question;
        cr_expect(is_asked_again(&sample, reserved[i], arena), "case %s", reserved[i]);
        sample.asked.form = &sample.form;
    }
    arena_free(arena);
}

Test(select, short_labels_are_what_people_read)
{
    static const struct str label[] = {{"Instituto de fomento municipal", 30}, {"Otra cosa", 9}};
    static const struct str short_label[] = {{"INFOM", 5}, {"", 0}};
    static const uint16_t both[] = {0, 1};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    const struct sv_choice choices[] = {{.name = STR("x"), .label = &label[0], .short_label = &short_label[0]},
                                        {.name = STR("y"), .label = &label[1], .short_label = &short_label[1]}};
    const struct sv_list list = {.choices = choices, .choices_n = COUNT_OF(choices)};
    const struct sv_question question = {.type = SV_TYPE_SELECT_ONE, .list = 0};
    offer(&sample, "sex", both, COUNT_OF(both));
    struct sv_form form = sample.form;
    form.lists = &list;
    sample.asked.form = &form;
    sample.asked.question = &question;
    cr_expect(reads_as(&sample, "infom", "x", arena));
    cr_expect(reads_as(&sample, "infon", "x", arena));
    cr_expect(reads_as(&sample, "instituto", "x", arena));
    struct sv_reading reading;
    cr_expect(eq(int, sv_answer_read(&sample.asked, STR("1 otra cosa"), arena, &reading), RC_OK));
    cr_expect(str_eq(reading.first, STR("1 INFOM")));
    cr_expect(str_eq(reading.second, STR("2 Otra cosa")));
    arena_free(arena);
}

/* Asks a question of these labels, keyed by place. */
static void ask_labels(struct sample *sample, const char *const *labels, size_t n, struct arena *arena)
{
    struct sv_choice *choices = sample_alloc(arena, n, sizeof *choices);
    struct sv_list *list = sample_alloc(arena, 1, sizeof *list);
    struct sv_form *form = sample_alloc(arena, 1, sizeof *form);
    struct sv_question *question = sample_alloc(arena, 1, sizeof *question);
    uint16_t *offered = sample_alloc(arena, n, sizeof *offered);
    static const struct str none[] = {{"", 0}};
    for (size_t i = 0; i < n; i++) {
        struct str *label = sample_alloc(arena, 1, sizeof *label);
        *label = str_of(labels[i]);
        choices[i] = (struct sv_choice){.name = *label, .label = label, .short_label = none};
        offered[i] = (uint16_t)i;
    }
    *list = (struct sv_list){.choices = choices, .choices_n = n};
    *question = (struct sv_question){.type = SV_TYPE_SELECT_ONE, .list = 0};
    offer(sample, "sex", offered, n);
    *form = sample->form;
    form->lists = list;
    sample->asked.form = form;
    sample->asked.question = question;
}

Test(select, an_apostrophe_may_be_left_out_unless_it_makes_the_difference)
{
    static const char *const labels[] = {"Kab", "K\uA78Cab", "Ixim", "Tz’i’"};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    ask_labels(&sample, labels, COUNT_OF(labels), arena);
    cr_expect(reads_as(&sample, "K'ab", "K\uA78Cab", arena));
    cr_expect(reads_as(&sample, "k’ab gracias", "K\uA78Cab", arena));
    cr_expect(reads_as(&sample, "tzi", "Tz’i’", arena));
    cr_expect(reads_as(&sample, "tz'i'", "Tz’i’", arena));
    cr_expect(is_asked_again(&sample, "kab", arena), "one may have left it out");
    cr_expect(is_asked_again(&sample, "ka'b", arena));
    struct sv_reading reading;
    cr_assert(eq(int, sv_answer_read(&sample.asked, STR("KAB"), arena, &reading), RC_OK));
    cr_expect(eq(int, reading.verdict, SV_AMBIGUOUS));
    cr_expect(str_eq(reading.first, STR("1 Kab")));
    arena_free(arena);
}

Test(select, a_label_for_women_and_men_is_answered_by_either)
{
    static const char *const labels[] = {"Soltero/a", "Casado(a)", "Viudo/a"};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    ask_labels(&sample, labels, COUNT_OF(labels), arena);
    cr_expect(reads_as(&sample, "soltera", "Soltero/a", arena));
    cr_expect(reads_as(&sample, "estoy casado", "Casado(a)", arena));
    cr_expect(reads_as(&sample, "solterra", "Soltero/a", arena));
    cr_expect(is_asked_again(&sample, "cansada", arena));
    cr_expect(is_asked_again(&sample, "a", arena));
    arena_free(arena);
}

Test(select, a_word_of_its_own_is_no_slip_and_no_beginning)
{
    static const char *const labels[] = {"Hombre", "Deudas", "Casado", "Muy bien", "Junio", "Otro"};
    struct arena *arena = arena_new(LANGUAGE_ARENA_BYTES * 4);
    struct sample sample;
    sample_init(&sample, arena);
    ask_labels(&sample, labels, COUNT_OF(labels), arena);
    cr_expect(reads_as(&sample, "hombbre", "Hombre", arena));
    cr_expect(is_asked_again(&sample, "hambre", arena));
    cr_expect(is_asked_again(&sample, "julio", arena));
    cr_expect(is_asked_again(&sample, "casa", arena));
    cr_expect(reads_as(&sample, "deuda", "Deudas", arena));
    cr_expect(is_asked_again(&sample, "dudas", arena));
    cr_expect(is_asked_again(&sample, "muy", arena));
    cr_expect(reads_as(&sample, "muy b", "Muy bien", arena));
    cr_expect(is_asked_again(&sample, "me matan", arena));
    cr_expect(reads_as(&sample, "otra", "Otro", arena));
    arena_free(arena);
}

Test(select, a_long_list_fits_the_memory_of_a_step)
{
    struct arena *keep = arena_new(LANGUAGE_ARENA_BYTES * 8);
    struct sample sample;
    sample_init(&sample, keep);
    struct sv_choice *choices = sample_alloc(keep, SV_CHOICES_MAX, sizeof *choices);
    uint16_t *offered = sample_alloc(keep, SV_CHOICES_MAX, sizeof *offered);
    struct str *labels = sample_alloc(keep, SV_CHOICES_MAX, sizeof *labels);
    static const struct str none[] = {{"", 0}};
    for (size_t i = 0; i < SV_CHOICES_MAX; i++) {
        char label[64];
        (void)snprintf(label, sizeof label, "Municipio número %zu de la región", i);
        labels[i] = arena_str(keep, str_of(label));
        choices[i] = (struct sv_choice){.name = labels[i], .label = &labels[i], .short_label = none};
        offered[i] = (uint16_t)i;
    }
    const struct sv_list list = {.choices = choices, .choices_n = SV_CHOICES_MAX};
    const struct sv_question question = {.type = SV_TYPE_SELECT_ONE, .list = 0};
    struct sv_form form = sample.form;
    form.lists = &list;
    offer(&sample, "sex", offered, SV_CHOICES_MAX);
    sample.asked.form = &form;
    sample.asked.question = &question;
    struct arena *arena = arena_new(SV_STEP_ARENA_BYTES_MAX);
    struct sv_reading reading;
    cr_expect(
        eq(int, sv_answer_read(&sample.asked, STR("municipio numero 1999 de la region"), arena, &reading), RC_OK));
    cr_expect(eq(int, reading.verdict, SV_UNDERSTOOD));
    arena_free(arena);
    arena_free(keep);
}
