/* Every mistake in a form is named with its place: one change each to tests/fixtures/forms/small.json or completa.json. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "base/buf.h"
#include "survey/form.h"
#include "world.h"

struct mistake {
    const char *from;
    const char *to;
    enum rc rc;
    const char *text; /* of the message */
};

static struct str patched(struct str json, const struct mistake *m, struct arena *arena)
{
    const struct str from = str_of(m->from);
    const size_t at = str_find(json, from);
    cr_assert(at != SIZE_MAX, "nothing to change: %s", m->from);
    struct buf out = buf_in(arena, json.n + str_of(m->to).n);
    buf_put(&out, str_sub(json, 0, at));
    buf_put(&out, str_of(m->to));
    buf_put(&out, str_sub(json, at + from.n, json.n));
    return buf_str(&out);
}

static void check_in(const char *path, const struct mistake *mistakes, size_t n)
{
    struct arena *kept = arena_new(1 << 22);
    const struct sv_languages *languages = world_languages(kept);
    const struct str json = world_file(path, kept);
    for (size_t i = 0; i < n; i++) {
        struct arena *arena = arena_new(1 << 22);
        struct sv_form form = {0};
        struct err err = {0};
        const enum rc rc = sv_form_read_json(patched(json, &mistakes[i], arena), languages, arena, &form, &err);
        cr_expect(eq(int, rc, mistakes[i].rc), "%s: %s", mistakes[i].to, err.text);
        cr_expect(str_find(str_of(err.text), str_of(mistakes[i].text)) != SIZE_MAX, "%s: %s", mistakes[i].to, err.text);
        arena_free(arena);
    }
    arena_free(kept);
}

static void check(const struct mistake *mistakes, size_t n)
{
    check_in(FIXTURES "/forms/small.json", mistakes, n);
}

Test(mistakes, in_the_head)
{
    static const struct mistake mistakes[] = {
        {"puente-form/1", "puente-form/9", RC_BAD_INPUT,
         "format: 'puente-form/9' is not known; hint: did you mean 'puente-form/1'?"},
        {"\"id\": \"small\",", "", RC_MISSING, "id: is missing"},
        {"\"small\"", "\"\"", RC_BAD_INPUT, "id: must be not empty"},
        {"\"small\"", "7", RC_BAD_INPUT, "id: must be a text"},
        {"\"small\"", "\"two words\"", RC_BAD_INPUT, "id: 'two words' is not a name; hint: use letters"},
        {"\"small\"", "\"2small\"", RC_BAD_INPUT, "id: '2small' must begin with a letter"},
        {"\"version\": \"1\",", "", RC_MISSING, "version: is missing"},
        {"\"keyword\"", "\"keywrod\"", RC_BAD_INPUT, "form: unknown member 'keywrod'; hint: did you mean 'keyword'?"},
        {"\"keyword\"", "\"zzzzzz\"", RC_BAD_INPUT, "form: unknown member 'zzzzzz'"},
        {"[\"es\", \"en\"]", "[]", RC_BAD_INPUT, "languages: must be not empty"},
        {"[\"es\", \"en\"]", "\"es\"", RC_BAD_INPUT, "languages: must be an array"},
        {"[\"es\", \"en\"]", "[\"es\", \"ES\"]", RC_BAD_INPUT, "languages[1]: 'ES' is named twice"},
        {"[\"es\", \"en\"]", "[\"es\", \"xx\"]", RC_BAD_INPUT, "languages[1]: 'xx' has no system texts"},
        {"[\"es\", \"en\"]",
         "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\"]",
         RC_TOO_BIG, "languages: has 17 entries, more than 16"},
        {"\"default_language\": \"es\"", "\"default_language\": \"fr\"", RC_BAD_INPUT,
         "default_language: 'fr' is not one of"},
        {"\"default_language\": \"es\",", "", RC_MISSING, "default_language: is missing"},
        {"\"en\": \"Small\"", "\"fr\": \"Petit\"", RC_BAD_INPUT, "title: unknown member 'fr'"},
        {"\"es\": \"Pequeña\", \"en\": \"Small\"", "\"en\": \"Small\"", RC_MISSING,
         "title: is missing in the default language 'es'"},
        {"{\"es\": \"Gracias\"}", "\"Gracias\"", RC_BAD_INPUT, "thanks: must be an object"},
        {"{\"es\": \"Gracias\"}", "{\"es\": \" \"}", RC_BAD_INPUT, "thanks.es: must be not empty"},
        {"\"wave\"", "\"Wave\"", RC_BAD_INPUT, "incentive: 'Wave' must be in lower case"},
        {"\"wave\"", "\"two words\"", RC_BAD_INPUT, "incentive: 'two words' is not a name"},
        {"\"wave\"", "1", RC_BAD_INPUT, "incentive: must be a text"},
        {"\"wave\"", "\"wave\", \"incentive_at\": \"nowhere\"", RC_BAD_INPUT,
         "incentive_at: there is no question 'nowhere'"},
        {"\"incentive\": \"wave\"", "\"incentive_at\": \"x\"", RC_BAD_INPUT, "incentive_at: there is no incentive"},
        {"\"keyword\": \"Pequeña\"", "\"keyword\": \"alto\"", RC_BAD_INPUT,
         "keyword: 'alto' already means something in 'es'"},
        {"\"keyword\": \"Pequeña\"", "\"keyword\": \"STOP\"", RC_BAD_INPUT, "keyword: 'stop' already means something"},
        {"\"keyword\": \"Pequeña\"", "\"keyword\": \"Yes\"", RC_BAD_INPUT,
         "keyword: 'yes' already means something in 'en'"},
        {"\"keyword\": \"Pequeña\"", "\"keyword\": \"123\"", RC_BAD_INPUT,
         "keyword: a number would be taken for an answer"},
        {"\"keyword\": \"Pequeña\"", "\"keyword\": \"dos palabras\"", RC_BAD_INPUT, "keyword: must be one word"},
        {"\"keyword\": \"Pequeña\"", "\"keyword\": \"!!\"", RC_BAD_INPUT, "keyword: must be one word"},
        {"\"version\": \"2\", ", "", RC_MISSING, "consent.version: is missing"},
        {", \"text\": {\"es\": \"¿Sí?\"}", "", RC_MISSING, "consent.text: is missing"},
        {"\"text\": {\"es\": \"¿Sí?\"}", "\"texts\": {}", RC_BAD_INPUT,
         "consent: unknown member 'texts'; hint: did you mean 'text'?"},
        {"\"attempts_max\": 2", "\"attempts_max\": 0", RC_BAD_INPUT, "settings.attempts_max: must be from 1 to 10"},
        {"\"attempts_max\": 2", "\"attempts_max\": 5000000000", RC_BAD_INPUT,
         "settings.attempts_max: must be from 1 to 10"},
        {"\"attempts_max\": 2", "\"attempts_max\": 2.5", RC_BAD_INPUT, "settings.attempts_max: must be a whole number"},
        {"\"attempts_max\": 2", "\"attempts\": 2", RC_BAD_INPUT, "settings: unknown member 'attempts'"},
        {"\"skip\", \"rem", "\"skipp\", \"rem", RC_BAD_INPUT,
         "settings.after_invalid: 'skipp' is not known; hint: did you mean 'skip'?"},
        {"\"skip\", \"rem", "1, \"rem", RC_BAD_INPUT, "settings.after_invalid: must be a text"},
        {"[0.001, 1.5]", "[1, 2, 3, 4, 5]", RC_TOO_BIG, "settings.reminders_h: has 5 entries, more than 4"},
        {"[0.001, 1.5]", "[1, 0]", RC_BAD_INPUT, "settings.reminders_h[1]: must be from 0.0001 to 8760"},
        {"[0.001, 1.5]", "[1, \"2\"]", RC_BAD_INPUT, "settings.reminders_h[1]: must be a number"},
        {"\"expires_h\": 0.5", "\"expires_h\": -1", RC_BAD_INPUT, "settings.expires_h: must be from"},
        {"\"segments_max\": 1", "\"segments_max\": 11", RC_BAD_INPUT, "settings.segments_max: must be from 1 to 10"},
    };
    check(mistakes, COUNT_OF(mistakes));
}

Test(mistakes, in_lists)
{
    static const struct mistake mistakes[] = {
        {"\"name\": \"yn\", ", "", RC_MISSING, "lists[0].name: is missing"},
        {"\"lists\": [",
         "\"lists\": [{\"name\": \"town\", \"choices\": [{\"name\": \"x\", \"label\": {\"es\": \"X\"}}]},",
         RC_BAD_INPUT, "lists[2].name: 'town' is already the name of lists[0]"},
        {"\"name\": \"GT-QC\"", "\"name\": \"GT QC\"", RC_BAD_INPUT, "lists[1].choices[0].name: 'GT QC' is not a name"},
        {"\"name\": \"GT-PE\"", "\"name\": \"GT-QC\"", RC_BAD_INPUT,
         "lists[1].choices[1]: 'GT-QC' stands for choices[0] already"},
        {"{\"name\": \"GT-PE\", ", "{", RC_MISSING, "lists[1].choices[1].name: is missing"},
        {"\"name\": \"GT-QC\", \"label\": {\"es\": \"Quiché\"}", "\"name\": \"GT-QC\"", RC_MISSING,
         "lists[1].choices[0].label: is missing"},
        {"{\"es\": \"Quiché\"}", "{\"en\": \"Quiche\"}", RC_MISSING,
         "lists[1].choices[0].label: is missing in the default language"},
        {"\"choices\": [\n      {\"name\": \"GT-QC\"", "\"choice\": [\n      {\"name\": \"GT-QC\"", RC_BAD_INPUT,
         "lists[1]: unknown member 'choice'; hint: did you mean 'choices'?"},
        {"\"score\": 1", "\"score\": \"1\"", RC_BAD_INPUT, "lists[0].choices[0].score: must be a number"},
        {"\"missing\": \"refused\"", "\"missing\": \"refuse\"", RC_BAD_INPUT,
         "lists[0].choices[2].missing: 'refuse' is not known; hint: did you mean 'refused'?"},
        {"\"missing\": \"refused\"", "\"missing\": \"refused\", \"score\": 0", RC_BAD_INPUT,
         "lists[0].choices[2].missing: a missing answer has no score"},
        {"\"name\": \"9\"", "\"name\": \"00\"", RC_BAD_INPUT, "lists[0].choices[2].name: '00' is a command"},
        {"\"OK\"", "\"Alto\"", RC_BAD_INPUT, "lists[0].choices[0].aliases: 'alto' is a command in 'es'"},
        {"\"OK\"", "\"0000\"", RC_BAD_INPUT, "lists[0].choices[0].aliases: '0000' is a command"},
        {"\"OK\"", "\"2\"", RC_BAD_INPUT, "lists[0].choices[1]: '2' stands for choices[0] already"},
        {"\"OK\"", "\"!\"", RC_BAD_INPUT, "lists[0].choices[0].aliases[1]: has no letter or digit"},
        {"\"OK\"", "3", RC_BAD_INPUT, "lists[0].choices[0].aliases[1]: must be a text"},
        {"{\"colour\": \"red\"}", "{\"colour\": 1}", RC_BAD_INPUT,
         "lists[0].choices[1].attributes.colour: must be a text"},
        {"{\"colour\": \"red\"}", "[]", RC_BAD_INPUT, "lists[0].choices[1].attributes: must be an object"},
    };
    check(mistakes, COUNT_OF(mistakes));
}

Test(mistakes, in_groups_and_questions)
{
    static const struct mistake mistakes[] = {
        {"\"parent\": \"outer\"", "\"parent\": \"uoter\"", RC_BAD_INPUT,
         "groups[1].parent: unknown group 'uoter'; hint: did you mean 'outer'?"},
        {"\"name\": \"outer\", ", "\"name\": \"outer\", \"parent\": \"inner\", ", RC_BAD_INPUT,
         "groups[0].parent: unknown group 'inner'"},
        {"\"name\": \"inner\"", "\"name\": \"age\"", RC_BAD_INPUT, "questions[2].group: unknown group 'inner'"},
        {"\"name\": \"inner\", \"parent\": \"outer\"}",
         "\"name\": \"inner\", \"parent\": \"outer\"}, {\"name\": \"age\"}", RC_BAD_INPUT,
         "groups[2].name: 'age' is already the name of questions[2]"},
        {"\"name\": \"again\"", "\"name\": \"ok\"", RC_BAD_INPUT,
         "scores[0].items[1].question: unknown question 'again'"},
        {"\"name\": \"double\"", "\"name\": \"ok\"", RC_BAD_INPUT,
         "questions[4].name: 'ok' is already the name of questions[1]"},
        {"\"name\": \"double\"", "\"name\": \"meta\"", RC_BAD_INPUT, "questions[4].name: 'meta' is reserved"},
        {"{\"name\": \"hello\", ", "{", RC_MISSING, "questions[0].name: is missing"},
        {"\"integer\"", "\"Integer\"", RC_BAD_INPUT,
         "questions[2].type: 'Integer' is not known; hint: did you mean 'integer'?"},
        {"\"type\": \"integer\", ", "", RC_MISSING, "questions[2].type: is missing"},
        {"\"list\": \"town\", ", "", RC_MISSING, "questions[3].list: is missing; type 'select_multiple' needs it"},
        {"\"list\": \"town\"", "\"list\": \"towns\"", RC_BAD_INPUT,
         "questions[3].list: unknown list 'towns'; hint: did you mean 'town'?"},
        {"\"type\": \"integer\"", "\"type\": \"integer\", \"list\": \"yn\"", RC_BAD_INPUT,
         "questions[2].list: has no effect on type 'integer'"},
        {"\"type\": \"note\"", "\"type\": \"note\", \"required\": true", RC_BAD_INPUT,
         "questions[0].required: has no effect on type 'note'"},
        {"\"type\": \"note\"", "\"type\": \"note\", \"constraint\": \". > 1\"", RC_BAD_INPUT,
         "questions[0].constraint: has no effect"},
        {"\"type\": \"note\"", "\"type\": \"note\", \"calculation\": \"1\"", RC_BAD_INPUT,
         "questions[0].calculation: has no effect"},
        {", \"calculation\": \"${age} * 2\"", "", RC_MISSING,
         "questions[4].calculation: is missing; type 'calculate' needs it"},
        {", \"label\": {\"es\": \"Hola\"}", "", RC_MISSING, "questions[0].label: is missing; type 'note' needs it"},
        {"{\"es\": \"Hola\"}", "{\"en\": \"Hello\"}", RC_MISSING,
         "questions[0].label: is missing in the default language 'es'"},
        {"\"hint\": {\"es\"", "\"hint\": {\"en\"", RC_MISSING,
         "questions[2].hint: is missing in the default language 'es'"},
        {", \"required\": false", ", \"required_message\": {\"es\": \"x\"}", RC_BAD_INPUT,
         "questions[5].required_message: has no effect without 'required'"},
        {", \"required\": false", ", \"constraint_message\": {\"es\": \"x\"}", RC_BAD_INPUT,
         "questions[5].constraint_message: has no effect without 'constraint'"},
        {"\"required\": false", "\"required\": 1", RC_BAD_INPUT, "questions[5].required: must be a text"},
        {"\"required\": false", "\"required\": \"yes\"", RC_BAD_INPUT, "questions[5].required: unexpected 'yes'"},
        {"\"sensitive\"", "\"sensible\"", RC_BAD_INPUT, "questions[3].privacy: 'sensible' is not known"},
        {"\"privacy\"", "\"relevent\"", RC_BAD_INPUT,
         "questions[3]: unknown member 'relevent'; hint: did you mean 'relevant'?"},
    };
    check(mistakes, COUNT_OF(mistakes));
}

Test(mistakes, in_expressions)
{
    static const struct mistake mistakes[] = {
        {"${age} > 17", "${edad} > 17", RC_BAD_INPUT, "questions[3].relevant: unknown reference ${edad}"},
        {"${age} > 17", "${gae} > 17", RC_BAD_INPUT,
         "questions[3].relevant: unknown reference ${gae}; hint: did you mean 'age'?"},
        {"${age} > 17", "${age} == 17", RC_BAD_INPUT, "questions[3].relevant: unexpected '=='"},
        {"${age} > 17", ". > 17", RC_BAD_INPUT,
         "questions[3].relevant: '.' (this answer) can only be used in a constraint"},
        {"${age} > 17", "position(..) > 17", RC_UNSUPPORTED,
         "questions[3].relevant: function 'position' is not supported"},
        {"${age} > 17", "instance('yes')/root/item[name = 1]/x = 1", RC_BAD_INPUT,
         "questions[3].relevant: unknown list 'yes'"},
        {"${age} * 2", "${age} * ", RC_BAD_INPUT, "questions[4].calculation: something is missing at the end"},
        {". > 0 and", ". > 0 AND", RC_BAD_INPUT, "questions[2].constraint: unexpected 'AND'"},
        {"\"${ok} = '1'\", \"required_message\"", "\"${ko} = '1'\", \"required_message\"", RC_BAD_INPUT,
         "questions[2].required: unknown reference ${ko}; hint: did you mean 'ok'?"},
        {"\"relevant\": \"${ok} = '1'\"", "\"relevant\": \"${ok} = 1)\"", RC_BAD_INPUT,
         "groups[0].relevant: unexpected ')'"},
        {"\"relevant\": \"${ok} = '1'\"", "\"relevant\": true", RC_BAD_INPUT, "groups[0].relevant: must be a text"},
        {"${age} * 2", "${double} * 2", RC_BAD_INPUT, "questions[4]: goes round in a circle: double -> double"},
        {"${age} > 17", "${where} = ''", RC_BAD_INPUT, "questions[3]: goes round in a circle: where -> where"},
        {"${ok} = '1'", "${age} = 1", RC_BAD_INPUT, "questions[2]: goes round in a circle: age -> age"},
        {"${ok} = '1'", "${double} = 1", RC_BAD_INPUT, "goes round in a circle: age -> double -> age"},
    };
    check(mistakes, COUNT_OF(mistakes));
}

Test(mistakes, in_scores)
{
    static const struct mistake mistakes[] = {
        {"\"items\": [\"ok\"", "\"items\": [\"ko\"", RC_BAD_INPUT,
         "scores[0].items[0]: unknown question 'ko'; hint: did you mean 'ok'?"},
        {"\"items\": [\"ok\"", "\"items\": [\"age\"", RC_BAD_INPUT, "scores[0].items[0]: 'age' is not a select_one"},
        {"\"items\": [\"ok\"", "\"items\": [\"again\"", RC_BAD_INPUT, "scores[0].items[1]: is named twice"},
        {"\"items\": [\"ok\"", "\"items\": [5", RC_BAD_INPUT, "scores[0].items[0]: must be an object"},
        {", \"score\": 0", "", RC_BAD_INPUT,
         "scores[0].items[0]: choice '2' of list 'yn' has neither score nor missing"},
        {"\"weight\": 2", "\"weight\": 0", RC_BAD_INPUT, "scores[0].items[1].weight: must be from 0.001 to 1000"},
        {"\"question\": \"again\", ", "", RC_MISSING, "scores[0].items[1].question: is missing"},
        {"\"minimum_answered\": 1", "\"minimum_answered\": 3", RC_BAD_INPUT,
         "scores[0].minimum_answered: must be from 1 to 2"},
        {"\"mean\"", "\"median\"", RC_BAD_INPUT, "scores[0].method: 'median' is not known; hint: did you mean 'mean'?"},
        {", \"method\": \"sum\"", "", RC_MISSING, "scores[1].method: is missing"},
        {"\"parts\": [\"first\"]", "\"parts\": [\"total\"]", RC_BAD_INPUT,
         "scores[1].parts[0]: unknown score 'total'; hint: parts come before"},
        {"\"parts\": [\"first\"]", "\"parts\": [\"first\", \"first\"]", RC_BAD_INPUT,
         "scores[1].parts[1]: is named twice"},
        {"\"parts\": [\"first\"]", "\"parts\": [\"first\"], \"items\": [\"ok\"]", RC_BAD_INPUT,
         "scores[1]: needs either items or parts"},
        {", \"parts\": [\"first\"]", "", RC_BAD_INPUT, "scores[1]: needs either items or parts"},
        {"\"name\": \"total\"", "\"name\": \"age\"", RC_BAD_INPUT,
         "scores[1].name: 'age' is already the name of questions[2]"},
    };
    check(mistakes, COUNT_OF(mistakes));
}

#define COMPLETE FIXTURES "/forms/completa.json"

Test(mistakes, in_choice_filters)
{
    static const struct mistake mistakes[] = {
        {"\"pais = ${pais}\"", "\"pias = ${pais}\"", RC_BAD_INPUT,
         "questions[2].choice_filter: there is no column 'pias'; hint: did you mean 'pais'?"},
        {"\"pais = ${pais}\"", "\"falta = ${pais}\"", RC_BAD_INPUT,
         "questions[2].choice_filter: there is no column 'falta'; hint: the answer to a question is ${falta}"},
        {"\"pais = ${pais}\"", "\"pais = ${pias}\"", RC_BAD_INPUT,
         "questions[2].choice_filter: unknown reference ${pias}; hint: did you mean 'pais'?"},
        {"\"pais = ${pais}\"", "\"pais = .\"", RC_BAD_INPUT, "questions[2].choice_filter: '.' (this answer) can only"},
        {"\"pais = ${pais}\"", "7", RC_BAD_INPUT, "questions[2].choice_filter: must be a text"},
        {"\"pais = ${pais}\"", "\"pais = ${zona}\"", RC_BAD_INPUT,
         "questions[2]: goes round in a circle: zona -> zona"},
        {"\"pais = ${pais}\"", "\"pais = ${lugar}\"", RC_BAD_INPUT, "goes round in a circle: zona -> lugar -> zona"},
        {"\"name\": \"siempre\", ", "\"name\": \"siempre\", \"choice_filter\": \"1\", ", RC_BAD_INPUT,
         "questions[4].choice_filter: has no effect on type 'hidden'"},
        {"\"relevant\": \"${seguro} = '2'\"", "\"relevant\": \"pais = '2'\"", RC_BAD_INPUT,
         "questions[7].relevant: unexpected 'pais'; hint: write ${pais}"},
    };
    check_in(COMPLETE, mistakes, COUNT_OF(mistakes));
}

Test(mistakes, in_defaults)
{
    static const struct mistake mistakes[] = {
        {"\"default\": \"08:00\"", "\"default\": \"8:00\"", RC_BAD_INPUT,
         "questions[9].default: '8:00' is no answer of type 'time' as it is stored"},
        {"\"default\": \"08:00\"", "\"default\": 8", RC_BAD_INPUT, "questions[9].default: must be a text"},
        {"\"default\": \"08:00\"", "\"default\": \" \"", RC_BAD_INPUT, "questions[9].default: must be not empty"},
        {"\"default\": \"2\"", "\"default\": \"no\"", RC_BAD_INPUT, "questions[13].default: 'no' is not in list 'yn'"},
        {"\"default\": \"GT\"", "\"default\": \"GT\", \"default_calculation\": \"1\"", RC_BAD_INPUT,
         "questions[4].default_calculation: has no effect beside 'default'"},
        {"if(${hora} = '08:00', '18:00', '')", "if(${hora}", RC_BAD_INPUT,
         "questions[10].default_calculation: the '(' of this function is never closed"},
        {"\"calculation\": \"once(if(${lado} = '', '', concat('C', ${lado})))\"",
         "\"calculation\": \"1\", \"default\": \"1\"", RC_BAD_INPUT,
         "questions[15].default: has no effect on type 'calculate'"},
        {"\"default\": \"GT\"", "\"default_calculation\": \"${siempre}\"", RC_BAD_INPUT,
         "questions[4]: goes round in a circle: siempre -> siempre"},
        {"\"default\": \"GT\"", "\"required\": true", RC_BAD_INPUT,
         "questions[4].required: has no effect on type 'hidden'"},
        {"\"default\": \"GT\"", "\"list\": \"yn\"", RC_BAD_INPUT, "questions[4].list: has no effect on type 'hidden'"},
        {"\"personal\"", "\"private\"", RC_BAD_INPUT, "questions[11].privacy: 'private' is not known"},
    };
    check_in(COMPLETE, mistakes, COUNT_OF(mistakes));
}

Test(mistakes, in_what_answers_set_off)
{
    static const struct mistake mistakes[] = {
        {"\"urgent\"", "\"urgnet\"", RC_BAD_INPUT,
         "questions[6].on_answer[0].do: 'urgnet' is not known; hint: did you mean 'urgent'?"},
        {"\"do\": \"urgent\", ", "", RC_MISSING, "questions[6].on_answer[0].do: is missing"},
        {", \"what\": \"safety\"", "", RC_MISSING, "questions[6].on_answer[0].what: is missing"},
        {"\"safety\"", "\"is not safe\"", RC_BAD_INPUT, "questions[6].on_answer[0].what: 'is not safe' is not a name"},
        {"\"what\": \"safety\"", "\"waht\": \"safety\"", RC_BAD_INPUT,
         "questions[6].on_answer[0]: unknown member 'waht'; hint: did you mean 'what'?"},
        {"[\"2\"]", "[\"3\"]", RC_BAD_INPUT, "questions[6].on_answer[0].if[0]: '3' is not in list 'yn'"},
        {"[\"2\"]", "[]", RC_BAD_INPUT, "questions[6].on_answer[0].if: must be not empty"},
        {"[\"2\"]", "\"2\"", RC_BAD_INPUT, "questions[6].on_answer[0].if: must be an array"},
        {"{\"do\": \"task\", \"what\": \"visit\"}", "{\"if\": [\"1\"], \"do\": \"task\", \"what\": \"visit\"}",
         RC_BAD_INPUT, "questions[7].on_answer[0].if: a note has no answers"},
        {"[{\"do\": \"task\", \"what\": \"visit\"}]", "[]", RC_BAD_INPUT, "questions[7].on_answer: must be not empty"},
        {"\"type\": \"hidden\"", "\"type\": \"hidden\", \"on_answer\": [{\"do\": \"task\", \"what\": \"x\"}]",
         RC_BAD_INPUT, "questions[4].on_answer: has no effect on type 'hidden'"},
        {"\"privacy\": \"personal\"",
         "\"on_answer\": [{\"if\": [\"x\"], \"do\": \"optout\"}], \"privacy\": \"personal\"", RC_OK, ""},
    };
    check_in(COMPLETE, mistakes, COUNT_OF(mistakes));
}

Test(mistakes, in_what_is_ranked)
{
    static const struct mistake mistakes[] = {
        {"{\"name\": \"home\", \"label\": {\"es\": \"Techo\", \"fr\": \"Toit\"}}",
         "{\"name\": \"a\", \"label\": {\"es\": \"A\"}}, {\"name\": \"b\", \"label\": {\"es\": \"B\"}}, {\"name\": "
         "\"c\", \"label\": {\"es\": \"C\"}}, "
         "{\"name\": \"d\", \"label\": {\"es\": \"D\"}}, {\"name\": \"e\", \"label\": {\"es\": \"E\"}}, {\"name\": "
         "\"f\", \"label\": {\"es\": \"F\"}}, "
         "{\"name\": \"g\", \"label\": {\"es\": \"G\"}}, {\"name\": \"h\", \"label\": {\"es\": \"H\"}}",
         RC_BAD_INPUT, "questions[8].list: has 10 choices; hint: a person can rank at most 9"},
        {"\"type\": \"rank\", \"list\": \"cosas\"", "\"type\": \"rank\"", RC_MISSING,
         "questions[8].list: is missing; type 'rank' needs it"},
        {"\"type\": \"time\", ", "\"type\": \"time\", \"list\": \"yn\", ", RC_BAD_INPUT,
         "questions[9].list: has no effect on type 'time'"},
    };
    check_in(COMPLETE, mistakes, COUNT_OF(mistakes));
}
