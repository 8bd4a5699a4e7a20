#include "rig.h"

enum { LONG_MS = 5000 };

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"

Test(http_exchange, handler_sees_the_whole_request)
{
    struct rig rig;
    rig_start(&rig, RIG_KEEP, LONG_MS, LONG_MS);
    const int fd = rig_connect(&rig);
    rig_send(rig.loop, fd,
             STR("POST /in/generic/a%20b?x=%31&y HTTP/1.1\r\nHost: x\r\nX-Colour:  blue \r\n"
                 "Content-Length: 5\r\n\r\nhello"));
    rig_until_kept(&rig, 1);
    const struct gw_http_request *request = gw_http_exchange_request(rig.kept[0]);
    cr_expect(eq(int, request->method, GW_POST));
    cr_expect(str_eq(request->target, STR("/in/generic/a%20b?x=%31&y")), "raw, as signed");
    cr_expect(str_eq(request->path, STR("/in/generic/a%20b")));
    cr_expect(str_eq(request->query, STR("x=%31&y")));
    cr_expect(str_eq(gw_header_find(request->headers, request->headers_n, STR("x-colour")), STR("blue")));
    cr_expect(str_eq(request->body, STR("hello")));
    cr_expect(str_eq(request->peer, STR("127.0.0.1")));
    cr_expect(eq(sz, gw_http_server_waiting(rig.server), 1));

    const struct gw_http_response response = {
        .status = 202, .content_type = STR("text/csv"), .body = STR("a,b"), .retry_after_s = 7};
    cr_expect(gw_http_answer(rig.kept[0], &response));
    cr_expect(eq(sz, gw_http_server_waiting(rig.server), 0));
    struct heard heard = {.n = 0};
    rig_hear_until(rig.loop, fd, &heard, STR("a,b"));
    cr_expect(eq(int, heard_status(&heard), 202));
    cr_expect(ne(sz, str_find(heard_str(&heard), STR("Content-Type: text/csv\r\n")), SIZE_MAX));
    cr_expect(ne(sz, str_find(heard_str(&heard), STR("Retry-After: 7\r\n")), SIZE_MAX));
    cr_expect(not(heard.closed), "kept alive");
    close(fd);
    rig_stop(&rig);
}

Test(http_exchange, late_answer_is_a_503_already)
{
    struct rig rig;
    rig_start(&rig, RIG_KEEP, LONG_MS, 150);
    const int fd = rig_connect(&rig);
    rig_send(rig.loop, fd, STR("POST /in?q=1 HTTP/1.1\r\nHost: x\r\nX-A: b\r\nContent-Length: 2\r\n\r\nhi"));
    struct heard heard = {.n = 0};
    rig_hear_until(rig.loop, fd, &heard, STR("}}"));
    cr_expect(eq(int, heard_status(&heard), 503));
    cr_expect(ne(sz, str_find(heard_str(&heard), STR("Retry-After: ")), SIZE_MAX));
    cr_expect(ne(sz, str_find(heard_str(&heard), STR("{\"error\":{\"code\":\"unavailable\",")), SIZE_MAX));
    cr_assert(eq(sz, rig.kept_n, 1));
    cr_expect(eq(sz, gw_http_server_waiting(rig.server), 0));

    /* The connection goes on with the next request; the handler still reads the first. */
    rig.mode = RIG_ANSWER;
    heard.n = 0;
    rig_send(rig.loop, fd, STR(GET("/next")));
    rig_hear_until(rig.loop, fd, &heard, STR("fine"));
    cr_expect(eq(int, heard_status(&heard), 200));
    const struct gw_http_request *request = gw_http_exchange_request(rig.kept[0]);
    cr_expect(str_eq(request->target, STR("/in?q=1")));
    cr_expect(str_eq(request->body, STR("hi")));
    cr_expect(str_eq(gw_header_find(request->headers, request->headers_n, STR("x-a")), STR("b")));
    const struct gw_http_response late = rig_ok(STR("late"));
    cr_expect(not(gw_http_answer(rig.kept[0], &late)));
    close(fd);
    rig_stop(&rig);
}

/* A person who waits gets words, not an error. */
Test(http_exchange, the_deadline_answers_with_the_fallback_when_there_is_one)
{
    struct rig rig;
    rig_start(&rig, RIG_KEEP, LONG_MS, LONG_MS);
    const int fd = rig_connect(&rig);
    rig_send(rig.loop, fd, STR(GET("/ussd")));
    rig_until_kept(&rig, 1);
    const struct gw_http_response polite = {.status = 200, .content_type = STR("text/plain"), .body = STR("END later")};
    gw_http_exchange_fallback(rig.kept[0], &polite);
    gw_http_exchange_deadline(rig.kept[0], 50);
    struct heard heard = {.n = 0};
    rig_hear_until(rig.loop, fd, &heard, STR("END later"));
    cr_expect(eq(int, heard_status(&heard), 200));
    cr_expect(eq(sz, str_find(heard_str(&heard), STR("Retry-After")), SIZE_MAX));
    const struct gw_http_response late = rig_ok(STR("late"));
    cr_expect(not(gw_http_answer(rig.kept[0], &late)));
    close(fd);
    rig_stop(&rig);
}

static void answer_fine(void *context)
{
    const struct rig *rig = context;
    const struct gw_http_response ok = rig_ok(STR("fine"));
    cr_expect(gw_http_answer(rig->kept[0], &ok));
}

/* Both timers are overdue when the loop looks; the answer comes first and must reach the peer. */
Test(http_exchange, answer_in_the_turn_of_the_deadline_is_not_cut_off)
{
    struct rig rig;
    rig_start(&rig, RIG_KEEP, LONG_MS, LONG_MS);
    const int fd = rig_connect(&rig);
    rig_send(rig.loop, fd, STR(GET("/in")));
    rig_until_kept(&rig, 1);
    struct gw_timer *timer = gw_timer_new(rig.loop, answer_fine, &rig);
    gw_timer_arm(timer, 20);
    gw_http_exchange_deadline(rig.kept[0], 30);
    (void)usleep(60 * 1000);
    struct heard heard = {.n = 0};
    rig_hear_until(rig.loop, fd, &heard, STR("fine"));
    cr_expect(eq(int, heard_status(&heard), 200));
    gw_timer_free(timer);
    close(fd);
    rig_stop(&rig);
}

Test(http_exchange, handler_may_ask_for_more_time)
{
    struct rig rig;
    rig_start(&rig, RIG_KEEP, LONG_MS, 400);
    const int fd = rig_connect(&rig);
    rig_send(rig.loop, fd, STR(GET("/ussd")));
    rig_until_kept(&rig, 1);
    gw_http_exchange_deadline(rig.kept[0], LONG_MS);
    rig_turn_for(rig.loop, 700);
    const struct gw_http_response ok = rig_ok(STR("slow but sure"));
    cr_expect(gw_http_answer(rig.kept[0], &ok));
    struct heard heard = {.n = 0};
    rig_hear_until(rig.loop, fd, &heard, STR("sure"));
    cr_expect(eq(int, heard_status(&heard), 200));
    close(fd);
    rig_stop(&rig);
}

struct left {
    int calls;
    bool delivered;
};

static void on_left(void *context, bool delivered)
{
    struct left *left = context;
    left->calls++;
    left->delivered = delivered;
}

Test(http_exchange, tells_whether_the_answer_got_out)
{
    for (int gone = 0; gone <= 1; gone++) {
        struct rig rig;
        rig_start(&rig, RIG_KEEP, LONG_MS, LONG_MS);
        const int fd = rig_connect(&rig);
        rig_send(rig.loop, fd, STR(GET("/")));
        rig_until_kept(&rig, 1);
        struct left left = {.calls = 0};
        gw_http_exchange_on_left(rig.kept[0], on_left, &left);
        if (gone)
            close(fd);
        const struct gw_http_response ok = rig_ok(STR("fine"));
        cr_expect(gw_http_answer(rig.kept[0], &ok));
        const int64_t until = gw_monotonic_ms() + LONG_MS;
        while (left.calls == 0 && gw_monotonic_ms() < until)
            gw_loop_once(rig.loop, 5);
        cr_expect(eq(int, left.calls, 1), "gone %d", gone);
        cr_expect(eq(int, left.delivered, !gone), "gone %d", gone);
        if (!gone)
            close(fd);
        rig_stop(&rig);
    }
}

Test(http_exchange, error_answers_are_json_whatever_they_say)
{
    struct rig rig;
    rig_start(&rig, RIG_KEEP, LONG_MS, LONG_MS);
    const int fd = rig_connect(&rig);
    rig_send(rig.loop, fd, STR(GET("/")));
    rig_until_kept(&rig, 1);
    cr_expect(gw_http_answer_error(rig.kept[0], 400, STR("bad_input"), STR("a \"b\"\n\xff\xc3\xb1"), STR("fr\\om")));
    struct heard heard = {.n = 0};
    rig_hear_until(rig.loop, fd, &heard, STR("}}"));
    cr_expect(eq(int, heard_status(&heard), 400));
    const struct str body = STR("{\"error\":{\"code\":\"bad_input\",\"message\":\"a \\\"b\\\"\\u000a\\ufffd\\u00f1\","
                                "\"field\":\"fr\\\\om\"}}");
    cr_expect(str_ends(heard_str(&heard), body));
    cr_expect(ne(sz, str_find(heard_str(&heard), STR("Content-Type: application/json\r\n")), SIZE_MAX));
    close(fd);
    rig_stop(&rig);
}
