#include "survey/language.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/buf.h"

TestSuite(language, .timeout = 10);

static const char head[] = "kind,key,text\nmeta,code,xx\nmeta,name,Xxish\n";

/* A language that is whole: the head, every phrase, then the lines under test. */
static struct str whole(const char *more, struct arena *arena)
{
    struct buf buf = buf_in(arena, 8192);
    buf_put(&buf, str_of(head));
    for (int i = 0; i < SV_PHRASE_COUNT; i++)
        buf_printf(&buf, "phrase,%.*s,{text} {a} {b}\n", STR_FMT(sv_phrase_key((enum sv_phrase)i)));
    buf_put(&buf, str_of(more));
    cr_assert(not(buf.overflow));
    return buf_str(&buf);
}

Test(language, every_kind_of_line_is_read)
{
    struct arena *arena = arena_new(256 * 1024);
    struct sv_language language;
    struct err err = {.text = ""};
    const struct str csv =
        whole("meta,reviewed_by,A. Reviewer\nmeta,day_first,yes\nword,stop,¡ALTO!\nword,stop,no más\n"
              "word,help,ayuda\nyes,,sí\nno,,no\ncourtesy,,por favor\nmonth,1,Enero\nmonth,12,dic\n"
              "number,20,Veinte\nunit,,años\nfold,Ɓ,b\n,,\nword,back,ɓaya\nfiller,,Soy\nand,,y\ndistinct,,Hambre\n"
              "alone,,Muy\ninside,stop,No me escriban\ninside,stop_last,Stop\ninside,danger,Amenaz*\n"
              "inside,danger,me * pegan\n",
              arena);
    cr_assert(eq(int, sv_language_read(csv, arena, &language, &err), RC_OK), "%s", err.text);
    cr_expect(str_eq(language.code, STR("xx")));
    cr_expect(str_eq(language.name, STR("Xxish")));
    cr_expect(str_eq(language.reviewed_by, STR("A. Reviewer")));
    cr_expect(language.day_first);
    cr_expect(str_eq(language.phrases[SV_PHRASE_BUSY], STR("{text} {a} {b}")));
    cr_expect(eq(sz, language.words_n[SV_COMMAND_STOP], 2));
    cr_expect(str_eq(language.words[SV_COMMAND_STOP][0], STR("alto")));
    cr_expect(str_eq(language.words[SV_COMMAND_STOP][1], STR("no mas")));
    cr_expect(str_eq(language.words[SV_COMMAND_BACK][0], STR("baya")), "folds apply to words above and below them");
    cr_expect(eq(sz, language.words_n[SV_COMMAND_SKIP], 0));
    cr_expect(str_eq(language.yes[0], STR("si")));
    cr_expect(str_eq(language.courtesy[0], STR("por favor")));
    cr_expect(str_eq(language.months[0][0], STR("enero")));
    cr_expect(str_eq(language.months[11][0], STR("dic")));
    cr_expect(eq(i32, language.numbers[0].value, 20));
    cr_expect(str_eq(language.numbers[0].word, STR("veinte")));
    cr_expect(str_eq(language.units[0], STR("anos")));
    cr_expect(str_eq(language.folds[0].from, STR("ɓ")));
    cr_expect(str_eq(language.fillers[0], STR("soy")));
    cr_expect(str_eq(language.ands[0], STR("y")));
    cr_expect(str_eq(language.distinct[0], STR("hambre")));
    cr_expect(str_eq(language.alone[0], STR("muy")));
    cr_expect(str_eq(language.inside[SV_INSIDE_STOP][0], STR("no me escriban")));
    cr_expect(str_eq(language.inside[SV_INSIDE_STOP_LAST][0], STR("stop")));
    cr_expect(str_eq(language.inside[SV_INSIDE_DANGER][0], STR("amenaz*")));
    cr_expect(str_eq(language.inside[SV_INSIDE_DANGER][1], STR("me pegan")), "a star counts at the end");
    cr_expect(eq(sz, language.inside_n[SV_INSIDE_DANGER], 2));
    arena_free(arena);
}

Test(language, the_result_outlives_the_file)
{
    struct arena *arena = arena_new(256 * 1024);
    struct arena *file = arena_new(64 * 1024);
    struct sv_language language;
    struct err err;
    cr_assert(eq(int, sv_language_read(whole("", file), arena, &language, &err), RC_OK));
    arena_free(file);
    cr_expect(str_eq(language.name, STR("Xxish")));
    cr_expect(not(language.day_first), "unknown: dates are asked again");
    arena_free(arena);
}

Test(language, mistakes_name_their_line_and_the_way_out)
{
    static const struct {
        const char *name;
        const char *lines;
        enum rc rc;
        int line; /* after the last phrase */
        const char *text;
    } cases[] = {
        {"unknown kind", "wort,stop,halt", RC_BAD_INPUT, 1, "unknown kind \"wort\""},
        {"unknown place", "inside,help,ayuda", RC_BAD_INPUT, 1, "stop, stop_last or danger"},
        {"a star alone", "inside,danger,*", RC_BAD_INPUT, 1, "without letters"},
        {"filler and yes", "yes,,ja\nfiller,,ja", RC_CONFLICT, 2, "stands on line"},
        {"distinct and alone", "distinct,,ja\nalone,,ja", RC_CONFLICT, 2, "stands on line"},
        {"unknown command", "yes,,ja\nword,halt,halt", RC_BAD_INPUT, 2, "\"halt\" is no key of \"word\""},
        {"unknown phrase", "phrase,hello,hi", RC_BAD_INPUT, 1, "\"hello\""},
        {"unknown meta", "meta,colour,red", RC_BAD_INPUT, 1, "\"colour\""},
        {"month 13", "month,13,x", RC_BAD_INPUT, 1, "1 to 12"},
        {"number without value", "number,,x", RC_BAD_INPUT, 1, "a whole number"},
        {"yes with key", "yes,1,ja", RC_BAD_INPUT, 1, "leave it empty"},
        {"fold of nothing", "fold,,x", RC_BAD_INPUT, 1, "the letter to replace"},
        {"fold of an apostrophe", "fold,',x", RC_BAD_INPUT, 1, "apostrophes are dropped"},
        {"word of punctuation", "word,stop,!!!", RC_BAD_INPUT, 1, "without letters"},
        {"same word twice", "word,stop,halt\nword,help,HALT", RC_CONFLICT, 2, "\"halt\" stands on line"},
        {"yes and command", "yes,,alto\nword,stop,Alto", RC_CONFLICT, 2, "\"alto\""},
        {"courtesy and no", "courtesy,,no\nno,,no", RC_CONFLICT, 2, "\"no\""},
        {"month twice", "month,1,mar\nmonth,3,mar", RC_CONFLICT, 2, "\"mar\""},
        {"number twice", "number,1,un\nnumber,2,un", RC_CONFLICT, 2, "\"un\""},
        {"phrase twice", "phrase,busy,x", RC_CONFLICT, 1, "\"busy\""},
        {"day_first", "meta,day_first,maybe", RC_BAD_INPUT, 0, "yes or no"},
        {"code", "meta,code,ES", RC_BAD_INPUT, 0, "no language code"},
        {"open quote", "word,stop,\"x", RC_BAD_INPUT, 1, "never closed"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(256 * 1024);
        struct sv_language language;
        struct err err = {.text = ""};
        cr_expect(eq(int, sv_language_read(whole(cases[i].lines, arena), arena, &language, &err), cases[i].rc),
                  "case %s: %s", cases[i].name, err.text);
        const int line = cases[i].line == 0 ? 0 : 3 + SV_PHRASE_COUNT + cases[i].line;
        cr_expect(eq(int, err.line, line), "case %s: %s", cases[i].name, err.text);
        cr_expect(strstr(err.text, cases[i].text) != NULL, "case %s: %s", cases[i].name, err.text);
        arena_free(arena);
    }
}

Test(language, a_file_that_is_not_whole_is_refused)
{
    static const struct {
        const char *name;
        const char *text;
        enum rc rc;
        const char *says;
    } cases[] = {
        {"empty", "", RC_BAD_INPUT, "kind,key,text"},
        {"other columns", "a,b,c\n", RC_BAD_INPUT, "kind,key,text"},
        {"no name", "kind,key,text\nmeta,code,es\n", RC_MISSING, "meta,name"},
        {"no phrases", "kind,key,text\nmeta,code,es\nmeta,name,x\n", RC_MISSING, "\"consent_frame\""},
        {"not UTF-8", "kind,key,text\nmeta,name,Espa\xF1ol\n", RC_BAD_INPUT, "UTF-8"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(64 * 1024);
        struct sv_language language;
        struct err err = {.text = ""};
        cr_expect(eq(int, sv_language_read(str_of(cases[i].text), arena, &language, &err), cases[i].rc), "case %s",
                  cases[i].name);
        cr_expect(strstr(err.text, cases[i].says) != NULL, "case %s: %s", cases[i].name, err.text);
        arena_free(arena);
    }
}

Test(language, a_phrase_keeps_its_places)
{
    struct arena *arena = arena_new(64 * 1024);
    struct buf buf = buf_in(arena, 8192);
    struct sv_language language;
    struct err err = {.text = ""};
    buf_put(&buf, str_of(head));
    for (int i = 0; i < SV_PHRASE_COUNT; i++)
        buf_printf(&buf, "phrase,%.*s,{text} {a}\n", STR_FMT(sv_phrase_key((enum sv_phrase)i)));
    cr_expect(eq(int, sv_language_read(buf_str(&buf), arena, &language, &err), RC_MISSING));
    cr_expect(strstr(err.text, "\"ambiguous\" has no place {b}") != NULL, "%s", err.text);
    cr_expect(eq(int, err.line, 4 + SV_PHRASE_AMBIGUOUS));
    arena_free(arena);
}

Test(language, any_full_arena_is_too_big_and_changes_nothing)
{
    struct arena *text = arena_new(64 * 1024);
    const struct str csv = whole("fold,ɓ,b\nword,stop,ɓa\nyes,,sí\nnumber,1,un\ncourtesy,,\"a\"\"b\"\n", text);
    struct sv_language language = {.name = STR("untouched")};
    enum rc rc = RC_TOO_BIG;
    size_t refused = 0;
    for (size_t cap = 0; rc == RC_TOO_BIG && cap < 64 * 1024; cap += 16) {
        struct arena *arena = arena_new(cap);
        struct err err;
        cr_expect(str_eq(language.name, STR("untouched")));
        rc = sv_language_read(csv, arena, &language, &err);
        refused += rc == RC_TOO_BIG;
        arena_free(arena);
    }
    cr_expect(eq(int, rc, RC_OK));
    cr_expect(gt(sz, refused, 10));
    arena_free(text);
}
