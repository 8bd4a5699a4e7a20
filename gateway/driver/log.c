#include "gateway/log.h"

#include <assert.h>
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "gateway/clock.h"
#include "json_text.intern.h"

enum {
    LINE_BYTES = 4096,     /* PIPE_BUF: lines of several processes on one pipe stay whole */
    VALUE_BYTES_MAX = 512, /* of one text; the rest is cut */
    TAIL_BYTES = sizeof ",\"cut\":true}\n"
};

/* The one global of the drivers: a log belongs to the process, and every caller would otherwise carry its name around. */
static const char *process_role = "puente";

void gw_log_init(const char *role)
{
    assert(role != NULL);
    process_role = role;
}

static struct str level_word(enum gw_level level)
{
    static const struct str words[] = {
        [GW_LOG_INFO] = {.p = "info", .n = 4},
        [GW_LOG_WARNING] = {.p = "warning", .n = 7},
        [GW_LOG_ERROR] = {.p = "error", .n = 5},
    };
    assert((size_t)level < COUNT_OF(words));
    return words[level];
}

static void put_time(struct buf *line, int64_t now_ms)
{
    const time_t seconds = now_ms / 1000;
    struct tm utc = {.tm_year = 70};
    (void)gmtime_r(&seconds, &utc);
    buf_printf(line, "{\"at\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
               utc.tm_hour, utc.tm_min, utc.tm_sec, (int)(now_ms % 1000));
}

static void put_member(struct buf *line, struct str name, struct str text)
{
    buf_put_byte(line, ',');
    gw_json_text(line, name);
    buf_put_byte(line, ':');
    gw_json_text(line, utf8_prefix(text, VALUE_BYTES_MAX));
}

static void put_field(struct buf *line, const struct gw_log_field *field)
{
    if (field->text.p != NULL) {
        put_member(line, str_of(field->name), field->text);
        return;
    }
    buf_put_byte(line, ',');
    gw_json_text(line, str_of(field->name));
    buf_put_byte(line, ':');
    buf_put_i64(line, field->number);
}

/* A log that cannot be written has nobody to be told. */
static void write_all(struct str line)
{
    while (line.n > 0) {
        const ssize_t n = write(STDERR_FILENO, line.p, line.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        line = str_sub(line, (size_t)n, line.n);
    }
}

void gw_log(enum gw_level level, const char *event, const struct gw_log_field *fields, size_t fields_n)
{
    assert(event != NULL && (fields != NULL || fields_n == 0));
    char storage[LINE_BYTES];
    struct buf line = buf_on(storage, sizeof storage - TAIL_BYTES);
    put_time(&line, gw_now_ms());
    put_member(&line, STR("level"), level_word(level));
    put_member(&line, STR("role"), str_of(process_role));
    put_member(&line, STR("event"), str_of(event));

    /* A field goes in whole or not at all: the line stays JSON whatever it is given. */
    struct buf whole = line;
    for (size_t i = 0; i < fields_n && !line.overflow; i++) {
        put_field(&line, &fields[i]);
        if (!line.overflow)
            whole = line;
    }
    whole.max = sizeof storage;
    buf_put(&whole, line.overflow ? STR(",\"cut\":true}\n") : STR("}\n"));
    write_all(buf_str(&whole));
}

void gw_log_err(const char *event, const struct err *err)
{
    assert(err != NULL);
    LOG(GW_LOG_ERROR, event, LOG_TEXT("code", rc_word(err->code)), LOG_TEXT("text", str_of(err->text)),
        LOG_NUMBER("line", err->line), LOG_NUMBER("column", err->column));
}
