/* Kannel as a modem bank or SMPP client: its sms-service calls us, we call its sendsms. Signs nothing; set a token.
 * Facts: Kannel user guide 1.4.5. The get-url this expects:
 * /in/kannel/CH?token=T&id=%I&sender=%p&to=%P&ts=%T&smsc=%i&coding=%c&charset=%C&message=%b */
#include "kannel.h"

#include "adapter.h"
#include "base/utf8.h"
#include "octets.h"
#include "reading.h"
#include "sending.h"

/* "UNDELIV" and its kin are seven letters; a longer word is no state. */
enum { RECEIPT_WORD_BYTES_MAX = 16 };

void gw_kannel_put_literal(struct buf *to, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        buf_put_byte(to, (uint8_t)text.p[i]);
        if (text.p[i] == '%')
            buf_put(to, STR("%"));
    }
}

/* The end of the year 9999: later is no date. */
#define SECONDS_MAX INT64_C(253402300799)

/* Epoch seconds, as %T gives, or a written date, as the headers of post-url have. */
static int64_t time_of(struct str timestamp)
{
    int64_t seconds = 0;
    if (str_to_i64(timestamp, &seconds))
        return seconds < 0 || seconds > SECONDS_MAX ? -1 : seconds * 1000;
    return gw_wire_time(timestamp);
}

/* The value of a field as it stands in the query; p == NULL when absent. */
static struct str encoded_field(struct str query, struct str name)
{
    for (struct str piece; str_next(&query, '&', &piece);)
        if (str_starts(piece, name) && str_starts(str_sub(piece, name.n, 1), STR("=")))
            return (struct str){.p = piece.p + name.n + 1, .n = piece.n - name.n - 1};
    return (struct str){.p = NULL, .n = 0};
}

/* Of "text/plain; charset=\"UTF-8\"". */
static struct str charset_of(struct str content_type)
{
    const struct str name = STR("charset=");
    const size_t at = str_find(content_type, name);
    if (at == SIZE_MAX)
        return STR_EMPTY;
    struct str value = str_trim(str_sub(content_type, at + name.n, content_type.n));
    if (value.n >= 2 && str_starts(value, STR("\"")) && str_ends(value, STR("\"")))
        value = str_sub(value, 1, value.n - 2);
    return value;
}

static struct str header(const struct gw_http_request *request, struct str name)
{
    return gw_header_find(request->headers, request->headers_n, name);
}

/* Without a charset, coding 2 means that nobody converted what came from the network. "8-BIT" names none: octets that
 * are no UTF-8 were written by a telephone in Latin 1. */
static struct str decode(struct gw_reader *in, struct str octets)
{
    struct str charset = gw_read_optional(in, "charset");
    if (str_eq(charset, STR("8-BIT")) && !utf8_valid(octets))
        charset = STR("ISO-8859-1");
    if (charset.n == 0 && str_eq(gw_read_optional(in, "coding"), STR("2")))
        charset = STR("UTF-16BE");
    return gw_read_decoded(in, gw_charset_decode(charset, octets, in->arena));
}

/* get-url, and RapidPro's POST with a query, name their fields as the template above does. post-url has headers
 * instead, the text as body and no id. Kannel's omit-empty leaves an empty text out. */
static enum rc parse_in(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                        struct arena *arena, struct gw_inbound *out_inbound, struct err *err)
{
    const struct gw_header of_headers[] = {
        {STR("sender"), header(request, STR("X-Kannel-From"))},
        {STR("to"), header(request, STR("X-Kannel-To"))},
        {STR("ts"), header(request, STR("X-Kannel-Time"))},
        {STR("coding"), header(request, STR("X-Kannel-Coding"))},
        {STR("charset"), charset_of(header(request, STR("Content-Type")))},
    };
    const struct gw_fields posted = {.items = of_headers, .n = COUNT_OF(of_headers)};
    struct gw_fields query = {0};
    if (gw_fields_read(request->query, arena, &query) != RC_OK)
        return err_set(err, RC_TOO_BIG, "too_big");
    const bool is_post = gw_field(&query, STR("sender")).p == NULL && gw_field(&posted, STR("sender")).p != NULL;
    struct gw_reader in = {.fields = is_post ? &posted : &query, .arena = arena, .err = err};
    struct gw_sms sms = {0};
    if (!is_post)
        sms.provider_id = gw_read_id(&in, "id");
    sms.from = gw_read_number(&in, "sender");
    sms.to = gw_read_optional(&in, "to");
    sms.timestamp = gw_read_optional(&in, "ts");
    sms.received_ms = time_of(sms.timestamp);
    sms.text =
        decode(&in, is_post ? request->body : gw_percent_decode(encoded_field(request->query, STR("message")), arena));
    return gw_give_sms(&in, &sms, out_inbound);
}

/* The letters behind "stat:" in the text of a receipt; p == NULL when there are none. */
static struct str receipt_word(struct str answer)
{
    const struct str label = STR("stat:");
    const size_t at = str_find(answer, label);
    const struct str rest = at == SIZE_MAX ? STR_EMPTY : str_sub(answer, at + label.n, RECEIPT_WORD_BYTES_MAX);
    size_t n = 0;
    while (n < rest.n && rest.p[n] >= 'A' && rest.p[n] <= 'Z')
        n++;
    return n > 0 ? str_sub(rest, 0, n) : (struct str){.p = NULL, .n = 0};
}

static enum rc parse_dlr(const struct gw_settings *settings UNUSED, const struct gw_http_request *request,
                         struct arena *arena, struct gw_inbound *out_inbound, struct err *err)
{
    static const struct gw_status_row rows[] = {
        {STR_INIT("1"), GW_DELIVERY_DELIVERED}, {STR_INIT("2"), GW_DELIVERY_FAILED},
        {STR_INIT("4"), GW_DELIVERY_SENT},      /* buffered */
        {STR_INIT("8"), GW_DELIVERY_SENT},      /* accepted by the SMSC */
        {STR_INIT("16"), GW_DELIVERY_REJECTED}, /* refused by the SMSC */
        {STR_INIT("32"), GW_DELIVERY_SENT},     /* intermediate */
    };
    struct gw_fields query = {0};
    struct gw_reader in = gw_read_form(request->query, arena, &query, err);
    struct gw_receipt receipt = {0};
    /* Kannel names no id of its own; this is the one in our dlr-url. */
    receipt.provider_id = gw_read_id(&in, "id");
    receipt.client_ref = receipt.provider_id;
    if (!gw_read_status(&in, "status", rows, COUNT_OF(rows), &receipt.status))
        return gw_give_nothing(&in, out_inbound);
    const struct str word = receipt_word(gw_field(&query, STR("answer")));
    if (receipt.status == GW_DELIVERY_FAILED && str_eq(word, STR("EXPIRED")))
        receipt.status = GW_DELIVERY_EXPIRED;
    if (receipt.status != GW_DELIVERY_SENT && receipt.status != GW_DELIVERY_DELIVERED)
        receipt.error_code = word;
    return gw_give_receipt(&in, &receipt, out_inbound);
}

/* Our receipt URL with the fields that Kannel fills in. "%" begins one of those, so that what is percent-encoded
 * already, as a token may be, has its own written twice. */
static enum rc receipt_url(struct str url, struct arena *arena, struct str *out)
{
    const struct str fields = STR("status=%d&answer=%A");
    struct buf full = buf_in(arena, 2 * url.n + 1 + fields.n);
    gw_kannel_put_literal(&full, url);
    if (url.n > 0) {
        buf_put(&full, str_find_byte(url, '?') == SIZE_MAX ? STR("?") : STR("&"));
        buf_put(&full, fields);
    }
    *out = buf_str(&full);
    return full.overflow ? RC_TOO_BIG : RC_OK;
}

struct credentials {
    struct str username;
    struct str password;
};

static enum rc build_query(const struct credentials *credentials, struct str smsc, const struct gw_sms_out *message,
                           struct arena *arena, struct str *out_query)
{
    struct str dlr_url;
    if (receipt_url(message->receipt_url, arena, &dlr_url) != RC_OK)
        return RC_TOO_BIG;
    struct buf minutes = buf_in(arena, 24);
    if (message->validity_s > 0)
        buf_put_i64(&minutes, message->validity_s / 60 + (message->validity_s % 60 > 0));
    const struct gw_header pairs[] = {
        {STR("username"), credentials->username},
        {STR("password"), credentials->password},
        {STR("smsc"), smsc},
        {STR("from"), message->from},
        {STR("to"), message->to},
        {STR("charset"), STR("UTF-8")},
        {STR("coding"), message->ucs2 ? STR("2") : STR("0")},
        {STR("validity"), buf_str(&minutes)},
        {STR("dlr-mask"), dlr_url.n > 0 ? STR("31") : STR_EMPTY}, /* every state but the intermediate one */
        {STR("dlr-url"), dlr_url},
        {STR("text"), message->text},
    };
    return gw_pairs_write(pairs, COUNT_OF(pairs), arena, out_query);
}

static enum rc build(const struct gw_settings *settings, const struct gw_sms_out *message, struct arena *arena,
                     struct gw_http_call *out_call, struct err *err)
{
    struct str base;
    struct credentials credentials;
    enum rc rc = gw_need_setting(settings, STR("url"), &base, err);
    if (rc == RC_OK)
        rc = gw_need_setting(settings, STR("username"), &credentials.username, err);
    if (rc == RC_OK)
        rc = gw_need_setting(settings, STR("password"), &credentials.password, err);
    if (rc != RC_OK)
        return rc;
    struct str query;
    if (build_query(&credentials, gw_setting(settings, STR("smsc")), message, arena, &query) != RC_OK)
        return err_set(err, RC_TOO_BIG, "too_big");
    struct buf url = buf_in(arena, base.n + 1 + query.n);
    buf_put(&url, base);
    buf_put(&url, STR("?"));
    buf_put(&url, query);
    if (url.overflow)
        return err_set(err, RC_TOO_BIG, "too_big");
    *out_call = (struct gw_http_call){.method = GW_GET, .url = buf_str(&url)};
    return RC_OK;
}

static struct gw_send_result read_reply(const struct gw_settings *settings UNUSED, const struct gw_http_answer *answer,
                                        struct arena *arena)
{
    const struct str text = str_trim(answer->body);
    if (gw_is_success(answer)) {
        /* "0: Accepted for delivery", "3: Queued for later delivery"; no id comes back. */
        const bool taken = str_starts(text, STR("0:")) || str_starts(text, STR("3:"));
        return taken ? gw_accepted(STR_EMPTY) : gw_result(GW_OUTCOME_UNKNOWN, answer, arena);
    }
    /* 403 is both "Not routable. Do not try again." and a wrong password. */
    if (answer->status == 403 && !str_starts(text, STR("Authorization failed")))
        return gw_result(GW_OUTCOME_REJECTED, answer, arena);
    /* "Temporal failure, try again later.": said before anything was queued. */
    if (answer->status == 503)
        return gw_result(GW_OUTCOME_RETRY, answer, arena);
    return gw_result_of_status(answer, arena);
}

static const struct gw_setting_help settings_help[] = {
    {.name = STR_INIT("url"), .help = STR_INIT("sendsms, http://host:13013/cgi-bin/sendsms"), .required = true},
    {.name = STR_INIT("username"), .help = STR_INIT("of the sendsms-user"), .required = true},
    {.name = STR_INIT("password"), .help = STR_INIT("of the sendsms-user"), .required = true, .secret = true},
    {.name = STR_INIT("token"), .help = STR_INIT("secret in the URLs given to Kannel, ?token="), .secret = true},
    {.name = STR_INIT("smsc"), .help = STR_INIT("smsc-id to send through, default Kannel's own routing")},
};

const struct gw_aggregator gw_kannel = {
    .name = STR_INIT("kannel"),
    .parse = {[GW_KIND_IN] = parse_in, [GW_KIND_DLR] = parse_dlr},
    .build = build,
    .read_reply = read_reply,
    .ids = true,
    .settings = settings_help,
    .settings_n = COUNT_OF(settings_help),
};
