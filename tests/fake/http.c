#include "http.h"

#include <string.h>

enum { HEAD_BYTES_MAX = 64 * 1024, BODY_BYTES_MAX = 8 * 1024 * 1024 };

static const char *const header_names[HTTP_HEADERS] = {
    [HTTP_AUTHORIZATION] = "authorization",
    [HTTP_CONNECTION] = "connection",
    [HTTP_CONTENT_LENGTH] = "content-length",
    [HTTP_EXPECT] = "expect",
    [HTTP_IDEMPOTENCY_KEY] = "idempotency-key",
    [HTTP_TRANSFER_ENCODING] = "transfer-encoding",
    [HTTP_WEBHOOK_ID] = "webhook-id",
    [HTTP_WEBHOOK_SIGNATURE] = "webhook-signature",
    [HTTP_WEBHOOK_TIMESTAMP] = "webhook-timestamp",
};

/* Cuts one line; the CR is not part of it. */
static struct view take_line(struct view *rest)
{
    struct view line = view_cut(rest, '\n');
    if (line.n > 0 && line.p[line.n - 1] == '\r') {
        line.n--;
    }
    return line;
}

static bool read_header(struct view line, struct http_message *out)
{
    struct view value = line;
    const struct view name = view_cut(&value, ':');
    if (name.n == line.n) {
        return false;
    }
    for (int i = 0; i < HTTP_HEADERS; i++) {
        if (view_is_nocase(name, header_names[i])) {
            out->header[i] = view_trim(value);
        }
    }
    return true;
}

/* The head must be complete. version: "HTTP/1.1" of the first line. */
static enum http_read read_rest(struct view in, struct view lines, struct view version, struct http_message *out)
{
    while (lines.n > 0) {
        const struct view line = take_line(&lines);
        if (line.n > 0 && !read_header(line, out)) {
            return HTTP_BROKEN;
        }
    }
    int64_t length = 0;
    const struct view declared = out->header[HTTP_CONTENT_LENGTH];
    if (out->header[HTTP_TRANSFER_ENCODING].n > 0 ||
        (declared.n > 0 && (!view_int(declared, &length) || length < 0 || length > BODY_BYTES_MAX))) {
        return HTTP_BROKEN;
    }
    const struct view connection = out->header[HTTP_CONNECTION];
    out->keep_alive = view_is(version, "HTTP/1.1") ? !view_has_nocase(connection, "close")
                                                   : view_has_nocase(connection, "keep-alive");
    if (in.n - out->bytes < (size_t)length) {
        return HTTP_PARTIAL;
    }
    out->body = (struct view){in.p + out->bytes, (size_t)length};
    out->bytes += (size_t)length;
    return HTTP_COMPLETE;
}

/* The length of the head with its blank line, 0 while incomplete. */
static size_t head_bytes(struct view in)
{
    const char *const end = in.n == 0 ? NULL : memmem(in.p, in.n, "\r\n\r\n", 4);
    return end == NULL ? 0 : (size_t)(end - in.p) + 4;
}

enum http_read http_read_request(struct view in, struct http_message *out)
{
    *out = (struct http_message){.bytes = head_bytes(in)};
    if (out->bytes == 0) {
        return in.n > HEAD_BYTES_MAX ? HTTP_BROKEN : HTTP_PARTIAL;
    }
    struct view lines = {in.p, out->bytes};
    struct view line = take_line(&lines);
    out->method = view_cut(&line, ' ');
    out->query = view_cut(&line, ' ');
    out->path = view_cut(&out->query, '?');
    if (out->method.n == 0 || out->path.n == 0 || out->path.p[0] != '/' || line.n != 8 ||
        memcmp(line.p, "HTTP/1.", 7) != 0) {
        return HTTP_BROKEN;
    }
    return read_rest(in, lines, line, out);
}

enum http_read http_read_response(struct view in, struct http_message *out)
{
    *out = (struct http_message){.bytes = head_bytes(in)};
    if (out->bytes == 0) {
        return in.n > HEAD_BYTES_MAX ? HTTP_BROKEN : HTTP_PARTIAL;
    }
    struct view lines = {in.p, out->bytes};
    struct view line = take_line(&lines);
    const struct view version = view_cut(&line, ' ');
    int64_t status = 0;
    if (version.n != 8 || memcmp(version.p, "HTTP/1.", 7) != 0 || !view_int(view_cut(&line, ' '), &status) ||
        status < 200 || status > 599) {
        return HTTP_BROKEN;
    }
    out->status = (int)status;
    return read_rest(in, lines, version, out);
}

struct reason {
    int status;
    const char *text;
};

static const char *reason_of(int status)
{
    static const struct reason reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
    };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].status == status) {
            return reasons[i].text;
        }
    }
    return "Other";
}

void http_add_response(struct bytes *out, int status, const char *headers, struct view body)
{
    bytes_add_z(out, "HTTP/1.1 ");
    bytes_add_int(out, status);
    bytes_add_z(out, " ");
    bytes_add_z(out, reason_of(status));
    bytes_add_z(out, "\r\n");
    bytes_add_z(out, headers);
    bytes_add_z(out, "Content-Length: ");
    bytes_add_int(out, (int64_t)body.n);
    bytes_add_z(out, "\r\n\r\n");
    bytes_add_view(out, body);
}
