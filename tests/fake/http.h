#pragma once
/* Reading and writing whole HTTP/1.1 messages with a Content-Length; chunked bodies are refused. */
#include <stdbool.h>

#include "bytes.h"

enum http_header {
    HTTP_AUTHORIZATION,
    HTTP_CONNECTION,
    HTTP_CONTENT_LENGTH,
    HTTP_EXPECT,
    HTTP_IDEMPOTENCY_KEY,
    HTTP_TRANSFER_ENCODING,
    HTTP_WEBHOOK_ID,
    HTTP_WEBHOOK_SIGNATURE,
    HTTP_WEBHOOK_TIMESTAMP,
    HTTP_HEADERS
};

enum http_read {
    HTTP_PARTIAL, /* more bytes are needed */
    HTTP_COMPLETE,
    HTTP_BROKEN /* never will be a message */
};

/* Views into the input. */
struct http_message {
    struct view method; /* of a request */
    struct view path;   /* without the query */
    struct view query;
    int status; /* of a response */
    struct view header[HTTP_HEADERS];
    struct view body;
    bool keep_alive;
    size_t bytes; /* of the whole message; of the head alone while PARTIAL and the head is there, else 0 */
};

enum http_read http_read_request(struct view in, struct http_message *out);
enum http_read http_read_response(struct view in, struct http_message *out);

/* headers: whole lines, each ended by CR LF, or "". */
void http_add_response(struct bytes *out, int status, const char *headers, struct view body);
