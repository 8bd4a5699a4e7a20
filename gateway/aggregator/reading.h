#pragma once
/* From the raw fields of a webhook to the fields of a message. The first fault sticks in the reader and later reads
 * give nothing: read freely, look once at the end, as with struct buf. Everything given is clean UTF-8 in the arena or
 * borrowed from the request. */
#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/aggregator.h"

struct gw_reader {
    const struct gw_fields *fields; /* one of the two: a query or form, */
    const json_t *object;           /* or the members of a JSON object */
    struct arena *arena;
    struct err *err;
    enum rc rc;
};

/* A reader over a query or form. The caller keeps `fields` as long as the reader; more of them than a request may have
 * is the reader's first fault. */
struct gw_reader gw_read_form(struct str encoded, struct arena *arena, struct gw_fields *fields, struct err *err);
/* As received; p == NULL when absent or null. A JSON integer is given in decimal. */
struct str gw_read_raw(struct gw_reader *reader, const char *name);
/* An id, short code, time or word of at most GW_ID_BYTES_MAX bytes. Absent or empty: RC_MISSING. */
struct str gw_read_id(struct gw_reader *reader, const char *name);
/* The same, but absent or empty is p == NULL. */
struct str gw_read_optional(struct gw_reader *reader, const char *name);
/* What a person wrote; may be empty. Absent: RC_MISSING. */
struct str gw_read_text(struct gw_reader *reader, const char *name);
/* The same for a text that was decoded in another way; p == NULL, an arena over its cap, is RC_TOO_BIG. */
struct str gw_read_decoded(struct gw_reader *reader, struct str text);
/* A person's number as "+" and digits. Absent or empty: RC_MISSING. */
struct str gw_read_number(struct gw_reader *reader, const char *name);

/* A provider's word for a state of delivery. */
struct gw_status_row {
    struct str word;
    enum gw_delivery status;
};
/* The state a word stands for. Absent or empty: RC_MISSING. False when the word is in none of the rows: nothing for us. */
bool gw_read_status(struct gw_reader *reader, const char *name, const struct gw_status_row *rows, size_t n,
                    enum gw_delivery *out_status);

/* The ends of a parse function: what the reader met, or RC_OK with *out_inbound filled with a copy. */

/* One text. A timestamp that could not be read (received_ms < 0) is a warning "bad_date", never a reason to refuse a
 * text. */
enum rc gw_give_sms(struct gw_reader *reader, const struct gw_sms *sms, struct gw_inbound *out_inbound);
enum rc gw_give_receipt(struct gw_reader *reader, const struct gw_receipt *receipt, struct gw_inbound *out_inbound);
enum rc gw_give_ussd(struct gw_reader *reader, const struct gw_ussd *ussd, struct gw_inbound *out_inbound);
enum rc gw_give_ussd_end(struct gw_reader *reader, const struct gw_ussd_end *end, struct gw_inbound *out_inbound);
/* Well-formed, but nothing for us. */
enum rc gw_give_nothing(struct gw_reader *reader, struct gw_inbound *out_inbound);
