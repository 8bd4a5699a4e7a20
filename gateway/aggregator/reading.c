#include "reading.h"

#include <assert.h>
#include <string.h>

#include "adapter.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "json.h"

static const struct str absent = {.p = NULL, .n = 0};

static struct str too_big(struct gw_reader *reader)
{
    reader->rc = err_set(reader->err, RC_TOO_BIG, "too_big");
    return absent;
}

static struct str missing(struct gw_reader *reader, const char *name)
{
    if (reader->rc == RC_OK)
        reader->rc = err_set(reader->err, RC_MISSING, "%s", name);
    return absent;
}

struct gw_reader gw_read_form(struct str encoded, struct arena *arena, struct gw_fields *fields, struct err *err)
{
    struct gw_reader reader = {.fields = fields, .arena = arena, .err = err};
    reader.rc = gw_fields_read(encoded, arena, fields);
    if (reader.rc != RC_OK)
        reader.rc = err_set(err, reader.rc, "too_big");
    return reader;
}

struct str gw_read_raw(struct gw_reader *reader, const char *name)
{
    assert((reader->fields == NULL) != (reader->object == NULL));
    if (reader->rc != RC_OK)
        return absent;
    if (reader->fields != NULL)
        return gw_field(reader->fields, str_of(name));
    struct str value = absent;
    reader->rc = gw_json_str(reader->object, name, reader->arena, &value, reader->err);
    return value;
}

struct str gw_read_decoded(struct gw_reader *reader, struct str text)
{
    const struct str cleaned = text.p == NULL ? text : utf8_clean(reader->arena, text);
    return cleaned.p == NULL ? too_big(reader) : cleaned;
}

struct str gw_read_optional(struct gw_reader *reader, const char *name)
{
    const struct str raw = gw_read_raw(reader, name);
    if (raw.n == 0)
        return absent;
    return raw.n > GW_ID_BYTES_MAX ? too_big(reader) : gw_read_decoded(reader, raw);
}

struct str gw_read_id(struct gw_reader *reader, const char *name)
{
    const struct str id = gw_read_optional(reader, name);
    return id.p == NULL ? missing(reader, name) : id;
}

struct str gw_read_text(struct gw_reader *reader, const char *name)
{
    const struct str raw = gw_read_raw(reader, name);
    return raw.p == NULL ? missing(reader, name) : gw_read_decoded(reader, raw);
}

struct str gw_read_number(struct gw_reader *reader, const char *name)
{
    const struct str raw = gw_read_raw(reader, name);
    if (raw.n == 0)
        return missing(reader, name);
    struct str number = absent;
    const enum rc rc = gw_wire_number(raw, reader->arena, &number);
    if (rc == RC_TOO_BIG)
        return too_big(reader);
    if (rc != RC_OK)
        reader->rc = err_set(reader->err, rc, "bad_number");
    return number;
}

bool gw_read_status(struct gw_reader *reader, const char *name, const struct gw_status_row *rows, size_t n,
                    enum gw_delivery *out_status)
{
    const struct str word = gw_read_id(reader, name);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].word, word)) {
            *out_status = rows[i].status;
            return true;
        }
    }
    return false;
}

/* A copy in the arena, or NULL with the fault in the reader. */
static void *keep(struct gw_reader *reader, const void *object, size_t size)
{
    if (reader->rc != RC_OK)
        return NULL;
    void *copy = arena_alloc(reader->arena, size);
    if (copy == NULL)
        (void)too_big(reader);
    else
        memcpy(copy, object, size);
    return copy;
}

enum rc gw_give_sms(struct gw_reader *reader, const struct gw_sms *sms, struct gw_inbound *out_inbound)
{
    static const struct str warnings[] = {STR_INIT("bad_date")};
    const bool bad_date = sms->timestamp.p != NULL && sms->received_ms < 0;
    const struct gw_sms *message = keep(reader, sms, sizeof *sms);
    if (message != NULL)
        *out_inbound = (struct gw_inbound){.messages = message,
                                           .messages_n = 1,
                                           .warnings = warnings,
                                           .warnings_n = bad_date ? COUNT_OF(warnings) : 0};
    return reader->rc;
}

enum rc gw_give_receipt(struct gw_reader *reader, const struct gw_receipt *receipt, struct gw_inbound *out_inbound)
{
    const struct gw_receipt *copy = keep(reader, receipt, sizeof *receipt);
    if (copy != NULL)
        *out_inbound = (struct gw_inbound){.receipts = copy, .receipts_n = 1};
    return reader->rc;
}

enum rc gw_give_ussd(struct gw_reader *reader, const struct gw_ussd *ussd, struct gw_inbound *out_inbound)
{
    const struct gw_ussd *copy = keep(reader, ussd, sizeof *ussd);
    if (copy != NULL)
        *out_inbound = (struct gw_inbound){.ussd = copy};
    return reader->rc;
}

enum rc gw_give_ussd_end(struct gw_reader *reader, const struct gw_ussd_end *end, struct gw_inbound *out_inbound)
{
    const struct gw_ussd_end *copy = keep(reader, end, sizeof *end);
    if (copy != NULL)
        *out_inbound = (struct gw_inbound){.ussd_end = copy};
    return reader->rc;
}

enum rc gw_give_nothing(struct gw_reader *reader, struct gw_inbound *out_inbound)
{
    if (reader->rc == RC_OK)
        *out_inbound = (struct gw_inbound){.ignored = true};
    return reader->rc;
}
