#pragma once
/* What a test asks of the fake: POST /control, GET /log, GET /stats, POST /quit. */
#include <stdbool.h>

#include "provider.h"

/* False when the request is none of these. */
bool admin_answer(struct provider *provider, const struct http_message *request, struct bytes *out);
