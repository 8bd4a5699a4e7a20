#include "gateway/http_client.h"

#include <assert.h>
#include <curl/curl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "gateway/memory.h"

enum {
    IDLE_CONNECTION_S = 30,                           /* an older one is likely dead on the other side */
    CALL_ARENA_BYTES_MAX = 4 * GW_RESPONSE_BYTES_MAX, /* a response grown by doubling, its headers, the call itself */
    BODY_FIRST_BYTES = 2048
};

/* A call under way, or a spare one: handle and arena are used again. The handle remembers what the call before set. */
struct call {
    struct gw_http_client *client;
    struct call *newer; /* of those under way; spare ones are chained by `older` alone */
    struct call *older;
    CURL *easy;
    struct arena *arena;
    gw_http_done_fn *done;
    void *context;
    bool begun;   /* the request was about to be written: from here on it may have arrived */
    bool too_big; /* the response */
    struct gw_header *headers;
    size_t headers_n;
    char *body;
    size_t body_n;
    size_t body_room;
};

/* Descriptors are looked up by number: a pointer may outlive what curl knows of them. */
struct socket_watch {
    struct gw_http_client *client;
    struct gw_watch *watch; /* NULL: curl does not wait for it now */
    curl_socket_t fd;
};

struct gw_http_client {
    struct gw_loop *loop;
    struct gw_http_client_options options;
    CURLM *multi;
    struct gw_timer *timer;
    struct socket_watch **sockets; /* by descriptor number */
    size_t sockets_n;
    struct call *busy;
    struct call *spare;
    size_t busy_n;
    char good_url[512]; /* of the latest call */
    size_t good_url_n;
};

/* ---- libcurl and the loop ---- */

static struct str reason_of(const struct call *call, CURLcode code)
{
    if (call->too_big)
        return STR("response too big");
    /* Compared, not switched over: the enum has a hundred names. */
    if (code == CURLE_OPERATION_TIMEDOUT)
        return STR("timeout");
    if (code == CURLE_COULDNT_CONNECT)
        return STR("connect refused");
    if (code == CURLE_COULDNT_RESOLVE_HOST)
        return STR("host not found");
    if (code == CURLE_GOT_NOTHING || code == CURLE_ABORTED_BY_CALLBACK)
        return STR("connection lost");
    return str_of(curl_easy_strerror(code));
}

static struct gw_http_answer answer_of(const struct call *call, CURLcode code)
{
    if (code != CURLE_OK)
        return (struct gw_http_answer){.fate = call->begun ? GW_FATE_UNKNOWN : GW_FATE_NOT_SENT,
                                       .body = STR_EMPTY,
                                       .reason = reason_of(call, code)};
    long status = 0;
    (void)curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    return (struct gw_http_answer){.fate = GW_FATE_ANSWERED,
                                   .status = (int)status,
                                   .headers = call->headers,
                                   .headers_n = call->headers_n,
                                   .body = {.p = call->body == NULL ? "" : call->body, .n = call->body_n},
                                   .reason = STR_EMPTY};
}

static void enlist(struct gw_http_client *client, struct call *call)
{
    call->newer = NULL;
    call->older = client->busy;
    if (client->busy != NULL)
        client->busy->newer = call;
    client->busy = call;
    client->busy_n++;
}

static void delist(struct call *call)
{
    struct gw_http_client *client = call->client;
    if (call->newer != NULL)
        call->newer->older = call->older;
    else
        client->busy = call->older;
    if (call->older != NULL)
        call->older->newer = call->newer;
    client->busy_n--;
}

/* Among the spare ones; the connection stays with the multi handle. */
static void recycle(struct call *call)
{
    struct gw_http_client *client = call->client;
    (void)curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, NULL); /* it lived in the arena, as did the body */
    (void)curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS, NULL);
    arena_reset(call->arena);
    *call = (struct call){.client = client, .easy = call->easy, .arena = call->arena, .older = client->spare};
    client->spare = call;
}

static void finish(struct gw_http_client *client, CURL *easy, CURLcode code)
{
    char *private = NULL;
    (void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
    struct call *call = (void *)private;
    (void)curl_multi_remove_handle(client->multi, easy);
    const struct gw_http_answer answer = answer_of(call, code);
    delist(call); /* first: the callback may make the next call */
    call->done(call->context, &answer);
    recycle(call);
}

static void drive(struct gw_http_client *client, curl_socket_t fd, int flags)
{
    int running = 0;
    (void)curl_multi_socket_action(client->multi, fd, flags, &running);
    /* The count does not say which: always look for what is through. */
    int left = 0;
    for (const CURLMsg *message = curl_multi_info_read(client->multi, &left); message != NULL;
         message = curl_multi_info_read(client->multi, &left))
        if (message->msg == CURLMSG_DONE)
            finish(client, message->easy_handle, message->data.result);
}

static void on_socket(void *context, uint32_t events)
{
    const struct socket_watch *socket = context;
    int flags = 0;
    if (events & EPOLLIN)
        flags |= CURL_CSELECT_IN;
    if (events & EPOLLOUT)
        flags |= CURL_CSELECT_OUT;
    if (events & (EPOLLERR | EPOLLHUP))
        flags |= CURL_CSELECT_ERR;
    drive(socket->client, socket->fd, flags);
}

static struct socket_watch *socket_of(struct gw_http_client *client, curl_socket_t fd)
{
    const size_t number = (size_t)fd;
    if (number >= client->sockets_n) {
        client->sockets = gw_memory_grow(client->sockets, number + 64, sizeof(struct socket_watch *));
        for (; client->sockets_n < number + 64; client->sockets_n++)
            client->sockets[client->sockets_n] = NULL;
    }
    if (client->sockets[number] == NULL) {
        client->sockets[number] = gw_memory_new(1, sizeof(struct socket_watch));
        *client->sockets[number] = (struct socket_watch){.client = client, .fd = fd};
    }
    return client->sockets[number];
}

/* Always 0: anything else would fail every transfer under way. `known` is what we gave curl for this descriptor: NULL
 * means it is new to curl, so that a watch we still have is of an earlier one with the same number. */
static int on_socket_wish(CURL *easy, curl_socket_t fd, int what, void *context, void *known)
{
    (void)easy;
    struct gw_http_client *client = context;
    struct socket_watch *socket = socket_of(client, fd);
    if (known == NULL || what == CURL_POLL_REMOVE) {
        gw_watch_free(socket->watch);
        socket->watch = NULL;
    }
    if (what == CURL_POLL_REMOVE)
        return 0;
    uint32_t events = 0;
    if (what & CURL_POLL_IN)
        events |= EPOLLIN;
    if (what & CURL_POLL_OUT)
        events |= EPOLLOUT;
    if (socket->watch == NULL) {
        socket->watch = gw_loop_watch(client->loop, fd, events, on_socket, socket);
        (void)curl_multi_assign(client->multi, fd, client);
    } else {
        gw_watch_change(socket->watch, events);
    }
    return 0;
}

static int on_timer_wish(CURLM *multi, long timeout_ms, void *context)
{
    (void)multi;
    const struct gw_http_client *client = context;
    if (timeout_ms < 0)
        gw_timer_disarm(client->timer);
    else
        gw_timer_arm(client->timer, timeout_ms); /* 0 too: not from inside this callback */
    return 0;
}

static void on_timer(void *context)
{
    drive(context, CURL_SOCKET_TIMEOUT, 0);
}

/* ---- one call ---- */

/* libcurl repeats a request by itself when a connection it used again turns out dead, also a POST that was executed.
 * Just before a request is written it asks here: the first time is the only one. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the type is libcurl's */
static int on_begin(void *context, char *peer, char *own, int peer_port, int own_port)
{
    (void)peer;
    (void)own;
    (void)peer_port;
    (void)own_port;
    struct call *call = context;
    if (call->begun)
        return CURL_PREREQFUNC_ABORT;
    call->begun = true;
    return CURL_PREREQFUNC_OK;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the type is libcurl's */
static size_t on_header(char *line, size_t one, size_t n, void *context)
{
    (void)one;
    struct call *call = context;
    const struct str text = {.p = line, .n = n};
    if (str_starts(text, STR("HTTP/"))) {
        call->headers_n = 0; /* after a 100 Continue */
        return n;
    }
    const size_t colon = str_find_byte(text, ':');
    if (colon == SIZE_MAX || call->headers_n == GW_HEADERS_MAX)
        return n;
    if (call->headers == NULL)
        call->headers = ARENA_ARRAY(call->arena, struct gw_header, GW_HEADERS_MAX);
    const struct str name = arena_str(call->arena, str_sub(text, 0, colon));
    const struct str value = arena_str(call->arena, str_trim(str_sub(text, colon + 1, n)));
    if (call->headers == NULL || name.p == NULL || value.p == NULL) {
        call->too_big = true;
        return 0;
    }
    call->headers[call->headers_n++] = (struct gw_header){.name = name, .value = value};
    return n;
}

static size_t on_body(char *piece, size_t one, size_t n, void *context)
{
    (void)one;
    struct call *call = context;
    if (n > GW_RESPONSE_BYTES_MAX - call->body_n) {
        call->too_big = true;
        return 0;
    }
    if (n > call->body_room - call->body_n) {
        size_t room = call->body_room == 0 ? BODY_FIRST_BYTES : 2 * call->body_room;
        if (room < call->body_n + n)
            room = call->body_n + n;
        char *grown = arena_grow(call->arena, call->body, call->body_room, room, 1);
        if (grown == NULL) {
            call->too_big = true;
            return 0;
        }
        call->body = grown;
        call->body_room = room;
    }
    memcpy(call->body + call->body_n, piece, n);
    call->body_n += n;
    return n;
}

static void set_for_ever(struct call *call)
{
    CURL *easy = call->easy;
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)call->client->options.connect_timeout_ms);
    (void)curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)IDLE_CONNECTION_S);
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, call->client->options.plain_http ? "http,https" : "https");
    (void)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* or a slow name server stops the loop */
    (void)curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "puente/" PUENTE_VERSION);
    (void)curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
    (void)curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_begin);
    (void)curl_easy_setopt(easy, CURLOPT_PREREQDATA, call);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
}

static struct call *call_take(struct gw_http_client *client)
{
    struct call *call = client->spare;
    if (call == NULL) {
        call = gw_memory_new(1, sizeof *call);
        *call = (struct call){.client = client, .easy = curl_easy_init(), .arena = arena_new(CALL_ARENA_BYTES_MAX)};
        if (call->easy == NULL)
            abort();
        set_for_ever(call);
    } else {
        client->spare = call->older;
    }
    enlist(client, call);
    return call;
}

static bool is_line(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] < 0x20 || s.p[i] == 0x7F)
            return false;
    return true;
}

/* A curl_slist in the arena: curl only reads it. */
static enum rc put_line(struct arena *arena, struct curl_slist **list, struct str line)
{
    struct curl_slist *item = ARENA_NEW(arena, struct curl_slist);
    char *text = str_z(arena, line);
    if (item == NULL || text == NULL)
        return RC_TOO_BIG;
    *item = (struct curl_slist){.data = text, .next = *list};
    *list = item;
    return RC_OK;
}

static enum rc put_header(struct arena *arena, struct curl_slist **list, const struct gw_header *header)
{
    if (!is_line(header->name) || !is_line(header->value) || header->name.n == 0)
        return RC_BAD_INPUT;
    struct buf line = buf_in(arena, header->name.n + header->value.n + 2);
    buf_put(&line, header->name);
    buf_put(&line, header->value.n == 0 ? STR(";") : STR(": ")); /* "Name;" is curl's way to write an empty value */
    buf_put(&line, header->value);
    return line.overflow ? RC_TOO_BIG : put_line(arena, list, buf_str(&line));
}

static enum rc set_headers(const struct call *call, const struct gw_http_call *wanted)
{
    struct curl_slist *list = NULL;
    /* curl shall neither invent a content type nor wait for a "100 Continue". */
    enum rc rc = put_line(call->arena, &list, STR("Expect:"));
    if (rc == RC_OK && gw_header_count(wanted->headers, wanted->headers_n, STR("content-type")) == 0)
        rc = put_line(call->arena, &list, STR("Content-Type:"));
    for (size_t i = wanted->headers_n; i > 0 && rc == RC_OK; i--)
        rc = put_header(call->arena, &list, &wanted->headers[i - 1]);
    if (rc == RC_OK)
        (void)curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, list);
    return rc;
}

static enum rc set_body(const struct call *call, const struct gw_http_call *wanted)
{
    if (wanted->method != GW_POST) {
        (void)curl_easy_setopt(call->easy, CURLOPT_HTTPGET, 1L);
        return RC_OK;
    }
    const struct str body = arena_str(call->arena, wanted->body);
    if (body.p == NULL)
        return RC_TOO_BIG;
    (void)curl_easy_setopt(call->easy, CURLOPT_POST, 1L);
    (void)curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
    (void)curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS, body.p);
    return RC_OK;
}

/* Does libcurl find a host in it? Most calls go where the last one went. */
static bool is_url(struct gw_http_client *client, struct str url, const char *text)
{
    if (str_eq(url, (struct str){.p = client->good_url, .n = client->good_url_n}))
        return true;
    CURLU *parsed = curl_url();
    const bool good = parsed != NULL && is_line(url) && curl_url_set(parsed, CURLUPART_URL, text, 0) == CURLUE_OK;
    curl_url_cleanup(parsed);
    if (good && url.n <= sizeof client->good_url) {
        memcpy(client->good_url, url.p, url.n);
        client->good_url_n = url.n;
    }
    return good;
}

/* Only http and https, and only with a host. */
static enum rc set_url(const struct call *call, struct str url)
{
    const bool plain = str_starts(url, STR("http://"));
    if (!str_starts(url, STR("https://")) && !(plain && call->client->options.plain_http))
        return RC_BAD_INPUT;
    const char *text = str_z(call->arena, url);
    if (text == NULL || !is_url(call->client, url, text))
        return RC_BAD_INPUT;
    (void)curl_easy_setopt(call->easy, CURLOPT_URL, text);
    (void)curl_easy_setopt(call->easy, CURLOPT_NOPROXY, plain ? "*" : NULL); /* plain is for peers on this machine */
    return RC_OK;
}

static void set_limits(const struct call *call, const struct gw_http_call *wanted)
{
    const int64_t timeout_ms = wanted->timeout_ms > 0 ? wanted->timeout_ms : call->client->options.timeout_ms;
    const long fresh = wanted->fresh_connection ? 1 : 0;
    (void)curl_easy_setopt(call->easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    (void)curl_easy_setopt(call->easy, CURLOPT_FRESH_CONNECT, fresh);
    (void)curl_easy_setopt(call->easy, CURLOPT_FORBID_REUSE, fresh);
    (void)curl_easy_setopt(call->easy, CURLOPT_HTTP_VERSION,
                           fresh ? (long)CURL_HTTP_VERSION_1_1 : (long)CURL_HTTP_VERSION_NONE);
}

enum rc gw_http_client_call(struct gw_http_client *client, const struct gw_http_call *wanted, gw_http_done_fn *done,
                            void *context)
{
    assert(client != NULL && wanted != NULL && done != NULL);
    if (gw_http_client_free_calls(client) == 0)
        return RC_UNAVAILABLE;
    struct call *call = call_take(client);
    call->done = done;
    call->context = context;
    set_limits(call, wanted);
    enum rc rc = set_url(call, wanted->url);
    if (rc == RC_OK)
        rc = set_headers(call, wanted);
    if (rc == RC_OK)
        rc = set_body(call, wanted);
    if (rc == RC_OK && curl_multi_add_handle(client->multi, call->easy) != CURLM_OK)
        rc = RC_UNAVAILABLE;
    if (rc != RC_OK) {
        delist(call);
        recycle(call);
    }
    return rc;
}

size_t gw_http_client_free_calls(const struct gw_http_client *client)
{
    return client->options.calls_max - client->busy_n;
}

/* ---- the client ---- */

struct gw_http_client *gw_http_client_new(struct gw_loop *loop, const struct gw_http_client_options *options)
{
    assert(loop != NULL && options->calls_max > 0 && options->timeout_ms > 0 && options->connect_timeout_ms > 0);
    (void)signal(SIGPIPE, SIG_IGN);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        abort();
    struct gw_http_client *client = gw_memory_new(1, sizeof *client);
    *client = (struct gw_http_client){.loop = loop, .options = *options, .multi = curl_multi_init()};
    if (client->multi == NULL)
        abort();
    client->timer = gw_timer_new(loop, on_timer, client);
    (void)curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, on_socket_wish);
    (void)curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client);
    (void)curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, on_timer_wish);
    (void)curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client);
    (void)curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)options->calls_max); /* also while idle */
    return client;
}

void gw_http_client_free(struct gw_http_client *client)
{
    if (client == NULL)
        return;
    while (client->busy != NULL) {
        struct call *call = client->busy;
        (void)curl_multi_remove_handle(client->multi, call->easy);
        delist(call);
        recycle(call);
    }
    while (client->spare != NULL) {
        struct call *call = client->spare;
        client->spare = call->older;
        curl_easy_cleanup(call->easy);
        arena_free(call->arena);
        free(call);
    }
    (void)curl_multi_cleanup(client->multi);
    for (size_t i = 0; i < client->sockets_n; i++) {
        if (client->sockets[i] != NULL)
            gw_watch_free(client->sockets[i]->watch);
        free(client->sockets[i]);
    }
    free(client->sockets);
    gw_timer_free(client->timer);
    free(client);
    curl_global_cleanup();
}
