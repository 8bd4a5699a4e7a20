#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "desk.h"

#define LIST "# choices\nlist_name | name | label\nsn | 1 | Sí\nsn | 2 | No\n"

/* The member of the form from its name up to the next one of the form; members of the form come in this order. */
static struct str member(struct str json, const char *name, const char *next)
{
    char from[40];
    char to[40];
    (void)snprintf(from, sizeof from, ",\"%s\":", name);
    (void)snprintf(to, sizeof to, ",\"%s\":", next);
    const size_t begin = str_find(json, str_of(from));
    cr_assert(begin != SIZE_MAX, "%s", name);
    const struct str rest = str_sub(json, begin + strlen(from), json.n);
    const size_t end = next[0] == '\0' ? rest.n - 1 : str_find(rest, str_of(to));
    return str_sub(rest, 0, end);
}

struct part {
    const char *name;
    const char *workbook;
    const char *json;
};

static void expect_parts(const struct part *parts, size_t n, const char *name, const char *next)
{
    for (size_t i = 0; i < n; i++) {
        struct desk desk = desk_read(parts[i].workbook);
        const struct str got = member(desk_json(&desk), name, next);
        cr_expect(str_eq(got, str_of(parts[i].json)), "case '%s': wrote\n%.*s\nnot\n%s", parts[i].name, STR_FMT(got),
                  parts[i].json);
        desk_free(&desk);
    }
}

Test(write, the_head_of_a_form)
{
    struct desk desk =
        desk_read("# survey\ntype | name | label::Español (es) | label::English (eng)\nnote | a | Hola | Hi\n"
                  "# settings\nform_title | form_id | version | default_language | sms_keyword\n"
                  "Título | x | 7 | English (eng) | HOLA\n");
    const struct str json = desk_json(&desk);
    const char *wanted = "{\"format\":\"puente-form/1\",\"id\":\"x\",\"version\":\"7\",\"languages\":[\"es\",\"en\"],"
                         "\"default_language\":\"en\",\"title\":{\"en\":\"Título\"},\"keyword\":\"HOLA\","
                         "\"settings\":{\"segments_max\":3},\"lists\":[],\"groups\":[],\"questions\":["
                         "{\"name\":\"a\",\"type\":\"note\",\"label\":{\"es\":\"Hola\",\"en\":\"Hi\"}}]}";
    cr_expect(str_eq(json, str_of(wanted)), "%.*s", STR_FMT(json));
    desk_free(&desk);
}

Test(write, questions)
{
    static const struct part parts[] = {
        {"every word of a question",
         "# survey\ntype | name | label | sms_text_es | hint | required | required_message | relevant | constraint | "
         "constraint_message | privacy\n"
         "text | a | ¿A? | ¿A | Pista | yes | Falta | ${b} = ‘1’ | . != “x” | No | Secret\n",
         "[{\"name\":\"a\",\"type\":\"text\",\"relevant\":\"${b} = '1'\",\"privacy\":\"secret\","
         "\"label\":{\"es\":\"¿A?\"},\"short_label\":{\"es\":\"¿A\"},\"hint\":{\"es\":\"Pista\"},"
         "\"constraint\":\". != \\\"x\\\"\",\"constraint_message\":{\"es\":\"No\"},\"required\":true,"
         "\"required_message\":{\"es\":\"Falta\"}}]"},
        {"yes, no and a condition",
         "# survey\ntype | name | label | required | required_message\ntext | a | A | TRUE | x\ntext | b | B | false() "
         "| x\n"
         "text | c | C | ${a} = '' | x\n",
         "[{\"name\":\"a\",\"type\":\"text\",\"label\":{\"es\":\"A\"},\"required\":true,\"required_message\":{\"es\":"
         "\"x\"}},"
         "{\"name\":\"b\",\"type\":\"text\",\"label\":{\"es\":\"B\"}},"
         "{\"name\":\"c\",\"type\":\"text\",\"label\":{\"es\":\"C\"},\"required\":\"${a} = ''\","
         "\"required_message\":{\"es\":\"x\"}}]"},
        {"a message without a condition says nothing",
         "# survey\ntype | name | label | constraint_message | required_message\ntext | a | A | x | y\n",
         "[{\"name\":\"a\",\"type\":\"text\",\"label\":{\"es\":\"A\"}}]"},
        {"types that are asked",
         "# survey\ntype | name | label\ninteger | a | A\ndecimal | b | B\ndate | c | C\ntime | d | D\n"
         "select_one sn | e | E\nselect_multiple sn | f | F\nrank sn | g | G\n" LIST,
         "[{\"name\":\"a\",\"type\":\"integer\",\"label\":{\"es\":\"A\"}},"
         "{\"name\":\"b\",\"type\":\"decimal\",\"label\":{\"es\":\"B\"}},"
         "{\"name\":\"c\",\"type\":\"date\",\"label\":{\"es\":\"C\"}},"
         "{\"name\":\"d\",\"type\":\"time\",\"label\":{\"es\":\"D\"}},"
         "{\"name\":\"e\",\"type\":\"select_one\",\"list\":\"sn\",\"label\":{\"es\":\"E\"}},"
         "{\"name\":\"f\",\"type\":\"select_multiple\",\"list\":\"sn\",\"label\":{\"es\":\"F\"}},"
         "{\"name\":\"g\",\"type\":\"rank\",\"list\":\"sn\",\"label\":{\"es\":\"G\"}}]"},
        {"numbers within limits",
         "# survey\ntype | name | label | parameters | constraint\npercentage | a | A | |\npercentage | b | B | | . != "
         "5\n"
         "range | c | C | start=1 end=5 |\nrange | d | D | start=0, end=1, step=0.25 |\n"
         "range | e | E | start=10;end=50;step=10 |\n",
         "[{\"name\":\"a\",\"type\":\"decimal\",\"label\":{\"es\":\"A\"},\"constraint\":\". >= 0 and . <= 100\"},"
         "{\"name\":\"b\",\"type\":\"decimal\",\"label\":{\"es\":\"B\"},"
         "\"constraint\":\"(. != 5) and . >= 0 and . <= 100\"},"
         "{\"name\":\"c\",\"type\":\"integer\",\"label\":{\"es\":\"C\"},\"constraint\":\". >= 1 and . <= 5\"},"
         "{\"name\":\"d\",\"type\":\"decimal\",\"label\":{\"es\":\"D\"},\"constraint\":\". >= 0 and . <= 1\"},"
         "{\"name\":\"e\",\"type\":\"integer\",\"label\":{\"es\":\"E\"},"
         "\"constraint\":\". >= 10 and . <= 50 and (. - (10)) mod 10 = 0\"}]"},
        {"what the gateway fills in",
         "# survey\ntype | name | label | privacy\nstart | s | |\ntoday | t | |\nend | e | |\nphonenumber | p | | "
         "personal\n"
         "audit | x | |\n",
         "[{\"name\":\"s\",\"type\":\"calculate\",\"calculation\":\"once(now())\"},"
         "{\"name\":\"t\",\"type\":\"calculate\",\"calculation\":\"once(today())\"},"
         "{\"name\":\"e\",\"type\":\"calculate\",\"calculation\":\"''\"},"
         "{\"name\":\"p\",\"type\":\"calculate\",\"privacy\":\"personal\",\"calculation\":\"''\"}]"},
        {"notes without a name", "# survey\ntype | name | label\nnote | note_3 | A\nnote | | B\nnote | | C\n",
         "[{\"name\":\"note_3\",\"type\":\"note\",\"label\":{\"es\":\"A\"}},"
         "{\"name\":\"note_3_\",\"type\":\"note\",\"label\":{\"es\":\"B\"}},"
         "{\"name\":\"note_4\",\"type\":\"note\",\"label\":{\"es\":\"C\"}}]"},
        {"a text that cannot be changed",
         "# survey\ntype | name | label | read_only | calculation | default\ntext | a | A | yes | 1 + 1 |\n"
         "text | b | B | yes | | x\ntext | c | C | yes | |\nnote | d | D | | today() |\n",
         "[{\"name\":\"a\",\"type\":\"calculate\",\"calculation\":\"1 + 1\"},"
         "{\"name\":\"note_2\",\"type\":\"note\",\"label\":{\"es\":\"A\"}},"
         "{\"name\":\"b\",\"type\":\"hidden\",\"default\":\"x\"},"
         "{\"name\":\"note_3\",\"type\":\"note\",\"label\":{\"es\":\"B\"}},"
         "{\"name\":\"c\",\"type\":\"note\",\"label\":{\"es\":\"C\"}},"
         "{\"name\":\"d\",\"type\":\"calculate\",\"calculation\":\"today()\"},"
         "{\"name\":\"note_5\",\"type\":\"note\",\"label\":{\"es\":\"D\"}}]"},
        {"what nobody can answer is no default and sets nothing off",
         "# survey\ntype | name | label | default | on_answer\nacknowledge | a | A | 1 | if 1: task=x; if OK: task=y\n"
         "acknowledge | b | B | OK |\nrank sn | c | C | 1 |\nrank sn | d | D | 2 1 |\n" LIST,
         "[{\"name\":\"a\",\"type\":\"select_one\",\"list\":\"acknowledge\",\"label\":{\"es\":\"A\"},"
         "\"on_answer\":[{\"if\":[\"OK\"],\"do\":\"task\",\"what\":\"y\"}]},"
         "{\"name\":\"b\",\"type\":\"select_one\",\"list\":\"acknowledge\",\"label\":{\"es\":\"B\"},"
         "\"default\":\"OK\"},"
         "{\"name\":\"c\",\"type\":\"rank\",\"list\":\"sn\",\"label\":{\"es\":\"C\"}},"
         "{\"name\":\"d\",\"type\":\"rank\",\"list\":\"sn\",\"label\":{\"es\":\"D\"},\"default\":\"2 1\"}]"},
        {"nobody answers a note",
         "# survey\ntype | name | label | read_only | on_answer\nnote | a | A | | if 1: task=x; task=y\n"
         "text | b | B | yes | if 1: task=x\n",
         "[{\"name\":\"a\",\"type\":\"note\",\"label\":{\"es\":\"A\"},"
         "\"on_answer\":[{\"do\":\"task\",\"what\":\"y\"}]},"
         "{\"name\":\"b\",\"type\":\"note\",\"label\":{\"es\":\"B\"}}]"},
        {"a privacy that nobody knows protects",
         "# survey\ntype | name | label | privacy\nnote | a | A | muy\nnote | b | B | none\n",
         "[{\"name\":\"a\",\"type\":\"note\",\"privacy\":\"sensitive\",\"label\":{\"es\":\"A\"}},"
         "{\"name\":\"b\",\"type\":\"note\",\"label\":{\"es\":\"B\"}}]"},
        {"other", "# survey\ntype | name | label\nselect_one sn or_other | a | A\n" LIST,
         "[{\"name\":\"a\",\"type\":\"select_one\",\"list\":\"sn\",\"label\":{\"es\":\"A\"}},"
         "{\"name\":\"a_other\",\"type\":\"text\",\"relevant\":\"${a} = 'other'\",\"label\":{\"es\":\"¿Cuál "
         "otro?\"}}]"},
        {"a filter", "# survey\ntype | name | label | choice_filter\nselect_one sn | a | A | name != ‘2’\n" LIST,
         "[{\"name\":\"a\",\"type\":\"select_one\",\"list\":\"sn\",\"label\":{\"es\":\"A\"},"
         "\"choice_filter\":\"name != '2'\"}]"},
    };
    expect_parts(parts, COUNT_OF(parts), "questions", "");
}

/* What is a value and what is worked out. */
Test(write, defaults)
{
    static const char *const cases[][2] = {
        {"3", "\"default\":\"3\""},
        {"-5", "\"default\":\"-5\""},
        {"-", "\"default\":\"-\""},
        {"2026-01-15", "\"default\":\"2026-01-15\""},
        {"+15005550006", "\"default\":\"+15005550006\""},
        {"Quiché (norte)", "\"default\":\"Quiché (norte)\""},
        {"Juan + Maria", "\"default\":\"Juan + Maria\""},
        {"555-0100 (casa)", "\"default\":\"555-0100 (casa)\""},
        {"10-12", "\"default\":\"10-12\""},
        {"a - b", "\"default\":\"a - b\""},
        {"1 + 2", "\"default_calculation\":\"1 + 2\""},
        {"1+1", "\"default_calculation\":\"1+1\""},
        {"(4 - 2) div 2", "\"default_calculation\":\"(4 - 2) div 2\""},
        {"2*3", "\"default_calculation\":\"2*3\""},
        {"${b}", "\"default_calculation\":\"${b}\""},
        {"today()", "\"default_calculation\":\"today()\""},
        {"today() + 7", "\"default_calculation\":\"today() + 7\""},
        {"concat(‘a’, ${b})", "\"default_calculation\":\"concat('a', ${b})\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[200];
        char wanted[200];
        (void)snprintf(text, sizeof text,
                       "# survey\ntype | name | label | default\nhidden | b | |\ntext | a | A | %s\n", cases[i][0]);
        (void)snprintf(
            wanted, sizeof wanted,
            "[{\"name\":\"b\",\"type\":\"hidden\"},{\"name\":\"a\",\"type\":\"text\",\"label\":{\"es\":\"A\"},%s}]",
            cases[i][1]);
        const struct part part = {cases[i][0], text, wanted};
        expect_parts(&part, 1, "questions", "");
    }
}

Test(write, what_answers_set_off)
{
    static const char *const cases[][2] = {
        {"urgent=shelter", "[{\"do\":\"urgent\",\"what\":\"shelter\"}]"},
        {"if 1 2: task=protection", "[{\"if\":[\"1\",\"2\"],\"do\":\"task\",\"what\":\"protection\"}]"},
        {"if 1: referral=health; urgent=x ;", "[{\"if\":[\"1\"],\"do\":\"referral\",\"what\":\"health\"},"
                                              "{\"do\":\"urgent\",\"what\":\"x\"}]"},
        {"if 1: consent=referral", "[{\"if\":[\"1\"],\"do\":\"consent\",\"what\":\"referral\"}]"},
        {"if 1: optout=all", "[{\"if\":[\"1\"],\"do\":\"optout\",\"what\":\"all\"}]"},
        {"if 2: contact_mode=call", "[{\"if\":[\"2\"],\"do\":\"task\",\"what\":\"contact_mode.call\"}]"},
        {"reschedule=24h", "[{\"do\":\"task\",\"what\":\"reschedule.24h\"}]"},
        {"task=Niñez en riesgo", "[{\"do\":\"task\",\"what\":\"ni__ez_en_riesgo\"}]"},
        {"if 1: incentive=wave", "[{\"if\":[\"1\"],\"do\":\"task\",\"what\":\"incentive.wave\"}]"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[200];
        char wanted[400];
        (void)snprintf(text, sizeof text,
                       "# survey\ntype | name | label | on_answer\nselect_one sn | a | A | %s\n" LIST, cases[i][0]);
        (void)snprintf(
            wanted, sizeof wanted,
            "[{\"name\":\"a\",\"type\":\"select_one\",\"list\":\"sn\",\"label\":{\"es\":\"A\"},\"on_answer\":%s}]",
            cases[i][1]);
        const struct part part = {cases[i][0], text, wanted};
        expect_parts(&part, 1, "questions", "");
    }
}

Test(write, what_a_form_earns)
{
    static const struct part parts[] = {
        {"a note says so", "# survey\ntype | name | label | on_answer\nnote | a | A | incentive=Wave; task=x\n",
         "\"wave\""},
    };
    expect_parts(parts, COUNT_OF(parts), "incentive", "");
    static const struct part places[] = {
        {"only who sees the note",
         "# survey\ntype | name | label | relevant | on_answer\ninteger | q | Q | |\nnote | a | A | ${q} > 1 | "
         "incentive=wave\n",
         "\"a\""},
        {"or the group it is in",
         "# survey\ntype | name | label | relevant | on_answer\ninteger | q | Q | |\nbegin group | g | | ${q} > 1 |\n"
         "note | a | A | | incentive=wave\nend group | | | |\n",
         "\"a\""},
    };
    expect_parts(places, COUNT_OF(places), "incentive_at", "");
    struct desk desk = desk_read("# survey\ntype | name | label | on_answer\nnote | a | A | if 1: incentive=wave\n");
    cr_expect(eq(sz, str_find(desk_json(&desk), STR("incentive")), SIZE_MAX));
    desk_free(&desk);
}

Test(write, two_ways_to_earn_it)
{
    struct desk desk =
        desk_read("# survey\ntype | name | label | relevant | on_answer\ninteger | q | Q | |\n"
                  "note | a | A | ${q} > 1 | incentive=wave\nnote | b | B | ${q} < 1 | incentive=wave\n");
    cr_expect(lt(sz, str_find(desk_json(&desk), STR("\"incentive\":\"wave\"")), SIZE_MAX));
    cr_expect(eq(sz, str_find(desk_json(&desk), STR("incentive_at")), SIZE_MAX));
    desk_free(&desk);
}

Test(write, groups)
{
    static const struct part parts[] = {
        {"one in another",
         "# survey\ntype | name | label | relevant\nbegin_group | g | G | ${a} = “1”\nbegin_group | h | |\nnote | a | "
         "A |\n"
         "end_group | | |\nnote | b | B |\nend_group | | |\n",
         "[{\"name\":\"g\",\"relevant\":\"${a} = \\\"1\\\"\"},{\"name\":\"h\",\"parent\":\"g\"}]"},
    };
    static const struct part questions[] = {
        {"each in its group",
         "# survey\ntype | name | label\nbegin_group | g |\nbegin_group | h |\nnote | a | A\nend_group | |\nnote | b | "
         "B\n"
         "end_group | |\nnote | c | C\n",
         "[{\"name\":\"a\",\"type\":\"note\",\"group\":\"h\",\"label\":{\"es\":\"A\"}},"
         "{\"name\":\"b\",\"type\":\"note\",\"group\":\"g\",\"label\":{\"es\":\"B\"}},"
         "{\"name\":\"c\",\"type\":\"note\",\"label\":{\"es\":\"C\"}}]"},
    };
    expect_parts(parts, COUNT_OF(parts), "groups", "questions");
    expect_parts(questions, COUNT_OF(questions), "questions", "");
}

#define ASK "# survey\ntype | name | label\nselect_one sn | a | A\n"

Test(write, lists)
{
    static const struct part parts[] = {
        {"every word of a choice",
         ASK
         "# choices\nlist_name | name | label | sms_label_es | sms_option | ind_score | ind_missing | zona | vacía\n"
         "sn | 1 | Sí | S | si, s  ok ! | 0.25 | | 7 |\nsn | 2 | No | | | | dk | |\nsn | 3 | N | | | 1 | na | |\n"
         "sn | 4 | M | | | | refused | |\n",
         "[{\"name\":\"sn\",\"choices\":[{\"name\":\"1\",\"label\":{\"es\":\"Sí\"},\"short_label\":{\"es\":\"S\"},"
         "\"aliases\":[\"si\",\"s\",\"ok\"],\"score\":0.25,\"attributes\":{\"ind_score\":\"0.25\",\"zona\":\"7\"}},"
         "{\"name\":\"2\",\"label\":{\"es\":\"No\"},\"missing\":\"dont_know\",\"attributes\":{\"ind_missing\":\"dk\"}},"
         "{\"name\":\"3\",\"label\":{\"es\":\"N\"},\"missing\":\"not_applicable\","
         "\"attributes\":{\"ind_score\":\"1\",\"ind_missing\":\"na\"}},"
         "{\"name\":\"4\",\"label\":{\"es\":\"M\"},\"missing\":\"refused\",\"attributes\":{\"ind_missing\":\"refused\"}"
         "}]}]"},
        {"what nobody uses is left out", ASK LIST "zz | 1 | Z\n",
         "[{\"name\":\"sn\",\"choices\":[{\"name\":\"1\",\"label\":{\"es\":\"Sí\"}},{\"name\":\"2\",\"label\":{\"es\":"
         "\"No\"}}]}]"},
        {"one to say OK", "# survey\ntype | name | label\nacknowledge | a | A\nacknowledge | b | B\n",
         "[{\"name\":\"acknowledge\",\"choices\":[{\"name\":\"OK\",\"label\":{\"es\":\"OK\"}}]}]"},
        {"beside one of that name",
         "# survey\ntype | name | label\nacknowledge | a | A\nselect_one acknowledge | b | B\n"
         "# choices\nlist_name | name | label\nacknowledge | 1 | Sí\n",
         "[{\"name\":\"acknowledge\",\"choices\":[{\"name\":\"1\",\"label\":{\"es\":\"Sí\"}}]},"
         "{\"name\":\"acknowledge_\",\"choices\":[{\"name\":\"OK\",\"label\":{\"es\":\"OK\"}}]}]"},
    };
    expect_parts(parts, COUNT_OF(parts), "lists", "groups");
}

static struct str version(const char *workbook, char storage[64])
{
    struct desk desk = desk_read(workbook);
    const struct str json = desk_json(&desk);
    const size_t at = str_find(json, STR("\"version\":\""));
    cr_assert(at != SIZE_MAX);
    const struct str rest = str_sub(json, at + 11, 63);
    const struct str found = str_sub(rest, 0, str_find_byte(rest, '"'));
    memcpy(storage, found.p, found.n);
    desk_free(&desk);
    return (struct str){.p = storage, .n = found.n};
}

#define NO_VERSION(label) "# survey\ntype | name | label::Español (es)\nnote | a | " label "\n# settings\nform_id\nx\n"

Test(write, without_a_version_the_content_is_one)
{
    char storage[3][64];
    const struct str first = version(NO_VERSION("Hola"), storage[0]);
    const struct str again = version(NO_VERSION("Hola"), storage[1]);
    const struct str other = version(NO_VERSION("Hola."), storage[2]);
    cr_expect(str_starts(first, STR("content-")));
    cr_expect(eq(sz, first.n, 24));
    cr_expect(str_eq(first, again));
    cr_expect(not(str_eq(first, other)));
}

/* What is written of types that every reader knows is read. */
Test(write, what_is_written_is_read)
{
    struct desk desk = desk_read(
        "# survey\n"
        "type | name | label::Español (es) | label::Français (fr) | hint::Español (es) | required | relevant | "
        "constraint | "
        "constraint_message::Español (es) | calculation | privacy\n"
        "today | hoy | | | | | | | | |\n"
        "note | | Hola. Responda ALTO para salir. | Bonjour. | | | | | | |\n"
        "select_one sn or_other | acepta | ¿Acepta? | D'accord? | | yes | | | | |\n"
        "begin_group | g | | | | | ${acepta} = ‘1’ | | | |\n"
        "integer | edad | ¿Edad? | Âge? | En años | | | . > 0 | Más de 0 | | sensitive\n"
        "percentage | parte | ¿Qué parte? | Quelle part? | | | ${edad} > 17 | | | |\n"
        "date | fecha | ¿Cuándo? | Quand? | | | | | | |\n"
        "acknowledge | leido | Lea esto. | Lisez ceci. | | | | | | |\n"
        "select_multiple sn | varios | ¿Cuáles? | Lesquels? | | | | | | |\n"
        "text | nombre | ¿Oficio? | Métier? | | | | | | |\n"
        "calculate | doble | | | | | | | | ${edad} * 2 |\n"
        "end_group | | | | | | | | | |\n"
        "# choices\nlist_name | name | label::Español (es) | label::Français (fr) | sms_option\n"
        "sn | 1 | Sí | Oui | si s\nsn | 2 | No | Non | n\n"
        "# settings\nform_title | form_id | default_language | sms_keyword\nPrueba | prueba | Español (es) | PRUEBA\n");
    struct sv_form form;
    struct err err = {0};
    const enum rc rc = sv_form_read_json(desk_json(&desk), desk.languages, desk.arena, &form, &err);
    cr_assert(eq(int, rc, RC_OK), "%s", err.text);
    cr_expect(eq(sz, form.questions_n, 11));
    cr_expect(eq(sz, form.lists_n, 2));
    cr_expect(str_eq(form.keyword, STR("prueba")));
    cr_expect(eq(int, form.questions[sv_form_question(&form, STR("edad"))].group, 0));
    cr_expect(eq(int, (int)form.questions[sv_form_question(&form, STR("acepta_other"))].type, SV_TYPE_TEXT));
    cr_expect(str_eq(form.questions[sv_form_question(&form, STR("fecha"))].label[1], STR("Quand?")));
    desk_free(&desk);
}

Test(write, an_arena_that_is_too_small_is_said)
{
    struct desk desk = desk_read(ASK LIST);
    for (size_t bytes = 1; bytes < 20000; bytes += 997) {
        struct arena *arena = arena_new(bytes);
        struct str json = STR_EMPTY;
        const enum rc rc = xl_write_json(&desk.form, arena, &json);
        cr_expect(rc == RC_TOO_BIG || (rc == RC_OK && str_ends(json, STR("}"))), "%zu bytes", bytes);
        arena_free(arena);
    }
    desk_free(&desk);
}
