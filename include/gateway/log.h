#pragma once
/* One JSON object a line on standard error: {"at","level","role","event",...}. Never a number, a text, a secret: values
 * are ids, counts, words of our own and errors of libraries. Every foreign byte is escaped. */
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum gw_level { GW_LOG_INFO, GW_LOG_WARNING, GW_LOG_ERROR };

struct gw_log_field {
    const char *name;
    struct str text; /* p == NULL: number is the value */
    int64_t number;
};
#define LOG_TEXT(field_name, value) ((struct gw_log_field){.name = (field_name), .text = (value)})
#define LOG_NUMBER(field_name, value) ((struct gw_log_field){.name = (field_name), .number = (value)})

/* role: a static word put in every line of this process. */
void gw_log_init(const char *role);
void gw_log(enum gw_level level, const char *event, const struct gw_log_field *fields, size_t fields_n);
#define LOG(level, event, ...)                                                                                         \
    gw_log((level), (event), (const struct gw_log_field[]){__VA_ARGS__},                                               \
           sizeof((const struct gw_log_field[]){__VA_ARGS__}) / sizeof(struct gw_log_field))
void gw_log_err(const char *event, const struct err *err);
