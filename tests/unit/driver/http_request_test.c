#include "rig.h"

enum { LONG_MS = 5000 };

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"

/* Each shape is followed on the same connection by a request for /next. Refused: one answer at most, then the
 * connection ends and /next is never executed. Served: the shape and /next are two requests, as every other reader of
 * the same bytes would say. */
struct shape {
    const char *name;
    struct str bytes;
    int status;
};
/* The library refuses by itself: in its own words, with the head of its answer twice (a fault of 0.9.75), or by
 * closing. */
enum { LIBRARY = 0 };
#define BYTES(literal)                                                                                                 \
    {                                                                                                                  \
        .p = (literal), .n = sizeof(literal) - 1                                                                       \
    }
#define POST_HEAD "POST /x HTTP/1.1\r\nHost: x\r\n"

static const struct shape shapes[] = {
    {"plain", BYTES(POST_HEAD "Content-Length: 3\r\n\r\nabc"), 200},
    {"body of a GET", BYTES("GET /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"), 200},
    {"identity", BYTES(POST_HEAD "Content-Length: 3\r\nContent-Encoding: identity\r\n\r\nabc"), 200},
    {"lower-case names", BYTES("POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc"), 200},
    {"http 1.0 kept alive", BYTES("GET /x HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n"), 200},
    {"length and chunked", BYTES(POST_HEAD "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
    {"chunked and length", BYTES(POST_HEAD "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"), 400},
    {"chunked", BYTES(POST_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), 400},
    {"chunked GET", BYTES("GET /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
    {"chunked in 1.0", BYTES("POST /x HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
    {"chunks with LF only", BYTES(POST_HEAD "Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n"), 400},
    {"unknown encoding", BYTES(POST_HEAD "Transfer-Encoding: xchunked\r\n\r\nabc"), 400},
    {"identity encoding", BYTES(POST_HEAD "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc"), 400},
    {"two encodings", BYTES(POST_HEAD "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
    {"encoding with a blank", BYTES(POST_HEAD "Transfer-Encoding : chunked\r\nContent-Length: 3\r\n\r\nabc"), 400},
    {"encoding with a tab", BYTES(POST_HEAD "Transfer-Encoding: \tchunked\r\n\r\n0\r\n\r\n"), 400},
    {"two lengths", BYTES(POST_HEAD "Content-Length: 3\r\nContent-Length: 8\r\n\r\nabc"), 400},
    {"two equal lengths", BYTES(POST_HEAD "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), 400},
    {"list of lengths", BYTES(POST_HEAD "Content-Length: 3, 3\r\n\r\nabc"), LIBRARY},
    {"signed length", BYTES(POST_HEAD "Content-Length: +3\r\n\r\nabc"), LIBRARY},
    {"negative length", BYTES(POST_HEAD "Content-Length: -3\r\n\r\nabc"), LIBRARY},
    {"hexadecimal length", BYTES(POST_HEAD "Content-Length: 0x3\r\n\r\nabc"), LIBRARY},
    {"empty length", BYTES(POST_HEAD "Content-Length:\r\n\r\nabc"), LIBRARY},
    {"huge length", BYTES(POST_HEAD "Content-Length: 99999999999999999999999\r\n\r\nabc"), LIBRARY},
    {"folded length", BYTES(POST_HEAD "Content-Length: 3\r\n 4\r\n\r\nabc"), 400},
    {"folded encoding", BYTES(POST_HEAD "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"), 400},
    {"folded first header", BYTES("POST /x HTTP/1.1\r\n Host: x\r\nHost: y\r\n\r\n"), 400},
    {"length cut by a NUL", BYTES(POST_HEAD "Content-Length: 3\0 4\r\n\r\nabc"), 400},
    {"name cut by a NUL", BYTES(POST_HEAD "Content-Length\0: 3\r\n\r\nabc"), 400},
    {"length over the limit", BYTES(POST_HEAD "Content-Length: 65537\r\n\r\nabc"), 413},
    {"two hosts", BYTES("POST /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400},
    {"no host", BYTES("POST /x HTTP/1.1\r\n\r\n"), 400},
    {"two signatures", BYTES(POST_HEAD "webhook-signature: v1,a\r\nWebhook-Signature: v1,b\r\n\r\n"), 400},
    {"two authorizations", BYTES(POST_HEAD "Authorization: a\r\nAuthorization: b\r\n\r\n"), 400},
    {"invented method", BYTES("deGET /x HTTP/1.1\r\nHost: x\r\n\r\n"), 405},
    {"small method", BYTES("get /x HTTP/1.1\r\nHost: x\r\n\r\n"), 405},
    {"delete with a body", BYTES("DELETE /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"), 405},
    {"put", BYTES("PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"), 405},
    {"connect", BYTES("CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"), 405},
    {"compressed body", BYTES(POST_HEAD "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"), 415},
    {"bare CR in a value", BYTES(POST_HEAD "X: a\rb\r\nContent-Length: 0\r\n\r\n"), 400},
    {"DEL in a value", BYTES(POST_HEAD "X: a\177b\r\n\r\n"), 400},
    {"blank in a name", BYTES(POST_HEAD "X y: a\r\n\r\n"), 400},
    {"control byte in the target", BYTES("GET /x\001y HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"encoded NUL in the path", BYTES("GET /x%00y HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"encoded NUL in the path, and a query", BYTES("GET /x%00y?z=1 HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"UTF-16 in the query", BYTES("GET /x?y=%00a%00b HTTP/1.1\r\nHost: x\r\n\r\n"), 200},
    {"absolute target", BYTES("GET http://x/x HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"asterisk target", BYTES("GET * HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"NUL in the target", BYTES("GET /x\0y HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"NUL in a value", BYTES(POST_HEAD "X: a\0b\r\n\r\n"), 400},
    {"bare LF after the line", BYTES("GET /x HTTP/1.1\nHost: x\r\n\r\n"), 400},
    {"bare LF after a header", BYTES("GET /x HTTP/1.1\r\nHost: x\nX: y\r\n\r\n"), 400},
    {"bare LF for the blank line", BYTES("GET /x HTTP/1.1\r\nHost: x\r\n\n"), 400},
    {"blank in the target", BYTES("GET /x y HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"blank before the method", BYTES(" GET /x HTTP/1.1\r\nHost: x\r\n\r\n"), LIBRARY},
    {"no version", BYTES("GET /x\r\n\r\n"), LIBRARY},
    {"later version", BYTES("GET /x HTTP/1.9\r\nHost: x\r\n\r\n"), 505},
    {"unheard-of version", BYTES("GET /x HTTP/9.9\r\nHost: x\r\n\r\n"), LIBRARY},
};

static void send_shape(const struct shape *shape)
{
    struct rig rig;
    rig_start(&rig, RIG_ANSWER, 1500, LONG_MS);
    const int fd = rig_connect(&rig);
    rig_send(rig.loop, fd, shape->bytes);
    rig_send(rig.loop, fd, STR(GET("/next")));
    struct heard heard = {.n = 0};
    if (shape->status == 200)
        rig_hear_answers(rig.loop, fd, &heard, 2);
    else
        rig_hear_all(rig.loop, fd, &heard, LONG_MS);
    int statuses[3] = {0};
    const size_t answers = heard_statuses(&heard, statuses, 3);
    if (shape->status == 200) {
        cr_expect(eq(sz, answers, 2), "shape %s", shape->name);
        cr_expect(eq(sz, rig.requests_n, 2), "shape %s", shape->name);
        cr_expect(eq(int, statuses[0], 200), "shape %s", shape->name);
        cr_expect(str_eq(str_of(rig.last_target), STR("/next")), "shape %s", shape->name);
    } else {
        cr_expect(eq(sz, rig.requests_n, 0), "shape %s", shape->name);
        cr_expect(heard.closed, "shape %s", shape->name);
        if (shape->status == LIBRARY)
            cr_expect(statuses[0] == 0 || statuses[0] >= 400, "shape %s", shape->name);
        else
            cr_expect(answers == 1 && statuses[0] == shape->status, "shape %s", shape->name);
    }
    close(fd);
    rig_stop(&rig);
}

Test(http_request, shapes_two_parsers_may_read_differently_are_refused)
{
    for (size_t i = 0; i < COUNT_OF(shapes); i++)
        send_shape(&shapes[i]);
}

Test(http_request, refused_method_names_the_allowed_ones)
{
    struct rig rig;
    rig_start(&rig, RIG_ANSWER, LONG_MS, LONG_MS);
    const int fd = rig_connect(&rig);
    rig_send(rig.loop, fd, STR("PATCH / HTTP/1.1\r\nHost: x\r\n\r\n"));
    struct heard heard = {.n = 0};
    rig_hear_all(rig.loop, fd, &heard, 2000);
    cr_expect(ne(sz, str_find(heard_str(&heard), STR("\r\nAllow: GET, POST\r\n")), SIZE_MAX));
    cr_expect(str_ends(heard_str(&heard), STR("\"field\":\"\"}}")));
    close(fd);
    rig_stop(&rig);
}

/* head, then `piece` n times, then tail. */
static void survives(const char *name, const char *head, const char *piece, size_t n, const char *tail)
{
    struct rig rig;
    rig_start(&rig, RIG_ANSWER, 800, LONG_MS);
    static char bytes[256 * 1024];
    struct buf request = buf_on(bytes, sizeof bytes);
    buf_put(&request, str_of(head));
    for (size_t i = 0; i < n; i++)
        buf_put(&request, str_of(piece));
    buf_put(&request, str_of(tail));
    cr_assert(not(request.overflow));
    const int fd = rig_connect(&rig);
    rig_send(rig.loop, fd, buf_str(&request));
    struct heard heard = {.n = 0};
    rig_hear_until(rig.loop, fd, &heard, STR("fine"));
    cr_expect(heard.closed || heard_status(&heard) == 200, "case %s", name);

    const int good = rig_connect(&rig);
    heard = (struct heard){.n = 0};
    rig_send(rig.loop, good, STR(GET("/good")));
    rig_hear_until(rig.loop, good, &heard, STR("fine"));
    cr_expect(eq(int, heard_status(&heard), 200), "case %s", name);
    close(good);
    close(fd);
    rig_stop(&rig);
}

Test(http_request, floods_of_parts_do_no_harm)
{
    survives("10,000 fields of a body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n", "a=1&", 10000,
             "");
    survives("10,000 parameters", "GET /?", "a=1&", 10000, " HTTP/1.1\r\nHost: x\r\n\r\n");
    survives("3,500 parameters", "GET /?", "a&", 3500, " HTTP/1.1\r\nHost: x\r\n\r\n");
    survives("2,000 headers", "GET / HTTP/1.1\r\nHost: x\r\n", "A: 1\r\n", 2000, "\r\n");
    survives("65 headers", "GET / HTTP/1.1\r\n", "A: 1\r\n", 65, "\r\n");
    survives("endless line", "GET /", "aaaaaaaaaaaaaaaa", 8192, "");
    survives("empty lines", "", "\r\n", 10000, GET("/"));
}
