/* The ways through small surveys, counted by hand. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "survey/paths.h"
#include "unit/engine/talk.h"

TestSuite(paths, .timeout = 60);

#define FORM(head, questions)                                                                                          \
    "{'format':'puente-form/1','id':'f','version':'1','languages':['es'],'default_language':'es','title':{'es':'F'},"  \
    "'settings':{'attempts_max':3,'after_invalid':'call','reminders_h':[24,72],'expires_h':168}," head                 \
    "'lists':[{'name':'sn','choices':[{'name':'1','label':{'es':'Si'}},{'name':'2','label':{'es':'No'}}]},"            \
    "{'name':'abc','choices':[{'name':'a','label':{'es':'A'}},{'name':'b','label':{'es':'B'}},"                        \
    "{'name':'c','label':{'es':'C'}}]}],'questions':[" questions "]}"
#define CONSENT "'consent':{'version':'1','text':{'es':'Quiere?'}},"
#define SN(name, rest) "{'name':'" name "','type':'select_one','list':'sn','required':true,'label':{'es':'Q'}" rest "}"
#define TEXT(name, rest) "{'name':'" name "','type':'text','required':true,'label':{'es':'Q'}" rest "}"
#define NUMBER(name, rest) "{'name':'" name "','type':'integer','required':true,'label':{'es':'Q'}" rest "}"
#define WHERE(condition) ",'relevant':\"" condition "\""
/* What follows is asked after a yes only. */
#define GATE(name, behind) SN(name, "") "," TEXT(behind, WHERE("${" name "} = 1"))
#define TEN "Diez letras"
#define LONG TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN /* 176 */

struct desk {
    struct talk talk;
    struct sv_paths_setting setting;
};

static void desk_open(struct desk *desk, const char *name, const char *form)
{
    talk_init(&desk->talk, name, form);
    desk->setting = (struct sv_paths_setting){.form = &desk->talk.form,
                                              .languages = &desk->talk.languages,
                                              .country = STR("GT"),
                                              .now_ms = TALK_START_MS,
                                              .step = arena_new(4 * 1024 * 1024),
                                              .now = arena_new(8 * 1024 * 1024),
                                              .behind = arena_new(8 * 1024 * 1024)};
}

static void desk_close(struct desk *desk)
{
    arena_free(desk->setting.behind);
    arena_free(desk->setting.now);
    arena_free(desk->setting.step);
    talk_release(&desk->talk);
}

Test(paths, bounds)
{
    static const struct {
        const char *name;
        const char *form;
        struct {
            int64_t messages;
            int64_t segments;
            int64_t replies;
        } shortest, longest;
        bool limited;
        int32_t assumed;
    } cases[] = {
        /* A question each, and the thanks. */
        {"one question", FORM("", TEXT("a", "")), {2, 2, 1}, {2, 2, 1}, false, -1},
        {"with consent", FORM(CONSENT, TEXT("a", "")), {3, 3, 2}, {3, 3, 2}, false, -1},
        {"two parts",
         FORM("", "{'name':'a','type':'text','required':true,'label':{'es':'" LONG "'}}"),
         {2, 3, 1},
         {2, 3, 1},
         false,
         -1},
        {"an accent halves what fits",
         FORM("", "{'name':'a','type':'text','required':true,'label':{'es':'" LONG "ú'}}"),
         {2, 4, 1},
         {2, 4, 1},
         false,
         -1},
        {"shown or not",
         FORM("", SN("a", "") "," TEXT("b", WHERE("${a} = 1")) "," TEXT("c", WHERE("${a} = 1"))),
         {2, 2, 1},
         {4, 4, 3},
         false,
         -1},
        {"only one of two that exclude each other",
         FORM("", SN("a", "") "," TEXT("b", WHERE("${a} = 1")) "," TEXT("c", WHERE("${a} = 2"))),
         {3, 3, 2},
         {3, 3, 2},
         false,
         -1},
        {"through a calculation",
         FORM("", NUMBER("a", "") ",{'name':'d','type':'calculate','calculation':'${a} * 2'}," TEXT("b", "") "," TEXT(
                      "c", WHERE("${d} > 40"))),
         {3, 3, 2},
         {4, 4, 3},
         false,
         -1},
        {"a group behind another question",
         FORM("'groups':[{'name':'g','relevant':\"${a} = 2\"}],",
              SN("a", "") "," TEXT("x", "") "," TEXT("b", ",'group':'g'")),
         {3, 3, 2},
         {4, 4, 3},
         false,
         -1},
        {"a number of the condition",
         FORM("", NUMBER("a", "") "," TEXT("b", WHERE("${a} = 77"))),
         {2, 2, 1},
         {3, 3, 2},
         false,
         -1},
        {"a number of the constraint",
         FORM("", NUMBER("a", ",'constraint':'. = 4711'") "," TEXT("b", "")),
         {3, 3, 2},
         {3, 3, 2},
         false,
         -1},
        {"skipping",
         FORM("", "{'name':'a','type':'select_one','list':'sn','label':{'es':'Q'}}," TEXT("b", WHERE("${a} = ''"))),
         {2, 2, 1},
         {3, 3, 2},
         false,
         -1},
        {"several options",
         FORM("", "{'name':'a','type':'select_multiple','list':'abc','required':true,'label':{'es':'Q'}}," TEXT(
                      "b", WHERE("selected(${a}, 'a')")) "," TEXT("c", WHERE("selected(${a}, 'c')"))),
         {2, 2, 1},
         {4, 4, 3},
         false,
         -1},
        {"an order",
         FORM("", "{'name':'a','type':'rank','list':'abc','required':true,'label':{'es':'Q'}}"),
         {2, 2, 1},
         {2, 2, 1},
         false,
         -1},
        {"six answers that all matter at the end",
         FORM("", SN("a", "") "," SN("b", "") "," SN("c", "") "," SN("d", "") "," SN("e", "") "," SN("f", "") "," TEXT(
                      "g", WHERE("${a} = 1 and ${b} = 2 and ${c} = 1 and ${d} = 2 and ${e} = 1 and ${f} = 2"))),
         {7, 7, 6},
         {8, 8, 7},
         false,
         -1},
        {"eight that each open one more",
         FORM("", GATE("a", "b") "," GATE("c", "d") "," GATE("e", "f") "," GATE("g", "h") "," GATE("i", "j") "," GATE(
                      "k", "l") "," GATE("m", "n") "," GATE("o", "p")),
         {9, 9, 8},
         {17, 17, 16},
         false,
         -1},
        {"an answer in a text",
         FORM("", TEXT("a", "") ",{'name':'b','type':'text','required':true,'label':{'es':'Q ${a}'}}"),
         {3, 3, 2},
         {3, 3, 2},
         false,
         -1},
        {"a word of the condition",
         FORM("", TEXT("a", "") "," TEXT("b", WHERE("${a} = 'Xela'"))),
         {2, 2, 1},
         {3, 3, 2},
         false,
         -1},
        {"no answer that is tried",
         FORM("", TEXT("a", "") "," TEXT("b", ",'constraint':'string-length(.) = 99'")),
         {3, 3, 2},
         {3, 3, 2},
         false,
         1},
        {"an answer that ends it all",
         FORM("", SN("a", ",'on_answer':[{'if':['2'],'do':'optout'}]") "," TEXT("b", "")),
         {3, 3, 2},
         {3, 3, 2},
         false,
         -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct desk desk;
        struct sv_path_bounds bounds;
        struct err err = {.code = RC_OK};
        desk_open(&desk, cases[i].name, cases[i].form);
        cr_assert(eq(int, sv_paths_bounds(&desk.setting, &bounds, &err), RC_OK), "%s: %s", cases[i].name, err.text);
        cr_expect(bounds.found, "%s", cases[i].name);
        cr_expect(eq(int, bounds.limited, cases[i].limited), "%s", cases[i].name);
        cr_expect(eq(int, bounds.assumed, cases[i].assumed), "%s", cases[i].name);
        cr_expect(eq(long, bounds.shortest.messages, cases[i].shortest.messages), "%s", cases[i].name);
        cr_expect(eq(long, bounds.shortest.segments, cases[i].shortest.segments), "%s", cases[i].name);
        cr_expect(eq(long, bounds.shortest.replies, cases[i].shortest.replies), "%s", cases[i].name);
        cr_expect(eq(long, bounds.longest.messages, cases[i].longest.messages), "%s", cases[i].name);
        cr_expect(eq(long, bounds.longest.segments, cases[i].longest.segments), "%s", cases[i].name);
        cr_expect(eq(long, bounds.longest.replies, cases[i].longest.replies), "%s", cases[i].name);
        desk_close(&desk);
    }
}

/* More ways than are kept is said, not hidden. */
Test(paths, a_search_that_was_cut_says_so)
{
    struct desk desk;
    struct sv_path_bounds bounds;
    struct err err = {.code = RC_OK};
    desk_open(&desk, "cut",
              FORM("", NUMBER("a", "") "," NUMBER("b", "") "," NUMBER("c", "") "," TEXT(
                           "d", WHERE("${a} + ${b} + ${c} = 3"))));
    cr_assert(eq(int, sv_paths_bounds(&desk.setting, &bounds, &err), RC_OK), "%s", err.text);
    cr_expect(bounds.limited);
    cr_expect(eq(long, bounds.shortest.replies, 3));
    desk_close(&desk);
}

Test(paths, a_survey_that_nobody_can_complete)
{
    struct desk desk;
    struct sv_path_bounds bounds;
    struct err err = {.code = RC_OK};
    desk_open(&desk, "never", FORM("", SN("a", ",'on_answer':[{'do':'optout'}]") "," TEXT("b", "")));
    cr_assert(eq(int, sv_paths_bounds(&desk.setting, &bounds, &err), RC_OK), "%s", err.text);
    cr_expect(not(bounds.found));
    desk_close(&desk);
}

Test(paths, people_are_the_same_for_the_same_seed)
{
    enum { WALKS = 300 };
    struct desk desk;
    struct sv_path one;
    struct sv_path same;
    struct sv_path other;
    struct err err = {.code = RC_OK};
    desk_open(&desk, "people", FORM(CONSENT, SN("a", "") "," TEXT("b", WHERE("${a} = 1"))));
    cr_assert(eq(int, sv_paths_answering(&desk.setting, WALKS, 1, &one, &err), RC_OK), "%s", err.text);
    cr_assert(eq(int, sv_paths_answering(&desk.setting, WALKS, 1, &same, &err), RC_OK), "%s", err.text);
    cr_assert(eq(int, sv_paths_answering(&desk.setting, WALKS, 2, &other, &err), RC_OK), "%s", err.text);
    cr_expect(eq(int, memcmp(&one, &same, sizeof one), 0));
    cr_expect(ne(int, memcmp(&one, &other, sizeof one), 0));
    cr_expect(eq(long, one.completed, WALKS));
    /* Consent, a, thanks, half of the people b; one in twenty repeats a: 3.55 messages and 2.55 replies each. */
    cr_expect(gt(long, one.messages, WALKS * 345 / 100));
    cr_expect(lt(long, one.messages, WALKS * 365 / 100));
    cr_expect(eq(long, one.messages - one.replies, WALKS));
    desk_close(&desk);
}

Test(paths, whoever_is_not_understood_gets_a_call)
{
    struct desk desk;
    struct sv_path sum;
    struct err err = {.code = RC_OK};
    desk_open(&desk, "calls", FORM("", SN("a", ",'on_answer':[{'if':['1','2'],'do':'urgent','what':'t'}]")));
    cr_assert(eq(int, sv_paths_answering(&desk.setting, 100, 1, &sum, &err), RC_OK), "%s", err.text);
    cr_expect(ge(long, sum.calls, 100));
    desk_close(&desk);
}

Test(paths, who_is_silent_gets_the_reminders)
{
    struct desk desk;
    struct sv_path path;
    struct err err = {.code = RC_OK};
    desk_open(&desk, "silent", FORM(CONSENT, SN("a", "")));
    cr_assert(eq(int, sv_paths_silent(&desk.setting, &path, &err), RC_OK), "%s", err.text);
    cr_expect(eq(long, path.messages, 3));
    cr_expect(eq(long, path.replies, 0));
    cr_expect(eq(long, path.completed, 0));
    desk_close(&desk);
}

Test(paths, too_little_room_is_told)
{
    struct desk desk;
    struct sv_path_bounds bounds;
    struct err err = {.code = RC_OK};
    desk_open(&desk, "room", FORM("", TEXT("a", "")));
    arena_free(desk.setting.now);
    desk.setting.now = arena_new(16);
    cr_expect(eq(int, sv_paths_bounds(&desk.setting, &bounds, &err), RC_TOO_BIG));
    cr_expect(gt(int, err.text[0], 0));
    desk_close(&desk);
}
