/* Facts: Kannel user guide 1.4.5, and what Debian's 1.4.5 does when tried: a text is asked about again after every
 * answer but 200 and 202; smsbox confirms a text to bearerbox before it was answered, so that what it still holds dies
 * with it, while bearerbox keeps its own in the store. */
#include "gateway/kannel_config.h"

#include <assert.h>

#include "adapter.h"
#include "kannel.h"
#include "sending.h"

enum {
    CONFIG_BYTES_MAX = 16 * 1024,
    PORT_MAX = 65535,
    HTTP_PORT = 80,
    RETRY_AFTER_S = 10,
    RETRIES = 24 * 60 * 60 / RETRY_AFTER_S, /* a day: nobody's text is given up before somebody looked */
    PARTS_MAX = 10,                         /* of one long text; we never send as many */
    LOG_WARNINGS = 2                        /* one level more and Kannel writes down numbers and texts */
};

#define EVERYBODY "*.*.*.*"

static const struct str smsc_words[] = {
#define X(name, word) [name] = STR_INIT(word),
    GW_KANNEL_SMSC_LIST(X)
#undef X
};
static_assert(COUNT_OF(smsc_words) == GW_KANNEL_SMSC_COUNT, "a word for every kind");

struct str gw_kannel_smsc_word(enum gw_kannel_smsc smsc)
{
    assert((unsigned)smsc < GW_KANNEL_SMSC_COUNT);
    return smsc_words[smsc];
}

enum gw_kannel_smsc gw_kannel_smsc_of(struct str word)
{
    enum gw_kannel_smsc smsc = GW_KANNEL_SMPP;
    while (smsc < GW_KANNEL_SMSC_COUNT && !str_eq(smsc_words[smsc], word))
        smsc++;
    return smsc;
}

/* ---- lines ---- */

/* The first value that cannot be written is told; what follows is still written and then thrown away. */
struct writer {
    struct buf text;
    struct arena *arena;
    struct err *err;
    enum rc rc;
};

static void put_group(struct writer *to, const char *name)
{
    buf_printf(&to->text, "\ngroup = %s\n", name);
}

static void put_note(struct writer *to, const char *note)
{
    buf_printf(&to->text, "# %s\n", note);
}

static void put_number(struct writer *to, const char *name, int64_t value)
{
    buf_printf(&to->text, "%s = ", name);
    buf_put_i64(&to->text, value);
    buf_put(&to->text, STR("\n"));
}

/* Quoted, since "#", blanks and the like would otherwise mean something. */
static void put(struct writer *to, const char *name, struct str value)
{
    buf_printf(&to->text, "%s = \"", name);
    for (size_t i = 0; i < value.n; i++) {
        const unsigned char c = (unsigned char)value.p[i];
        if ((c < ' ' || c == 0x7F) && to->rc == RC_OK)
            to->rc = err_set(to->err, RC_BAD_INPUT, "'%s' holds a control character; hint: give it without", name);
        if (c == '"' || c == '\\')
            buf_put(&to->text, STR("\\"));
        buf_put_byte(&to->text, c);
    }
    buf_put(&to->text, STR("\"\n"));
}

static void put_log(struct writer *to, struct str directory, const char *file)
{
    struct buf path = buf_in(to->arena, directory.n + 32);
    buf_printf(&path, "%.*s/%s", STR_FMT(directory), file);
    put(to, "log-file", buf_str(&path));
    put_number(to, "log-level", LOG_WARNINGS);
}

/* ---- what the channel says about Kannel's own address ---- */

struct sendsms {
    int64_t port;
    struct str path;
    bool loopback;
};

static enum rc read_sendsms(struct str url, struct sendsms *out, struct err *err)
{
    const struct str scheme = STR("http://");
    const struct str hint = STR("hint: as http://127.0.0.1:13013/cgi-bin/sendsms");
    if (!str_starts(url, scheme))
        return err_set(err, RC_BAD_INPUT, "the channel's url is not http://; %.*s", STR_FMT(hint));
    const struct str rest = str_sub(url, scheme.n, url.n);
    const size_t slash = str_find_byte(rest, '/');
    const struct str host = str_sub(rest, 0, slash);
    const size_t colon = str_find_byte(host, ':');
    int64_t port = HTTP_PORT;
    if (colon != SIZE_MAX && (!str_to_i64(str_sub(host, colon + 1, host.n), &port) || port < 1 || port > PORT_MAX))
        return err_set(err, RC_BAD_INPUT, "the channel's url has no usable port; %.*s", STR_FMT(hint));
    if (slash == SIZE_MAX)
        return err_set(err, RC_BAD_INPUT, "the channel's url has no path; %.*s", STR_FMT(hint));
    const struct str name = str_sub(host, 0, colon);
    *out = (struct sendsms){.port = port,
                            .path = str_sub(rest, slash, rest.n),
                            .loopback = str_eq(name, STR("localhost")) || str_starts(name, STR("127."))};
    return RC_OK;
}

/* ---- groups ---- */

static void put_core(struct writer *to, const struct gw_kannel_setup *setup)
{
    put_group(to, "core");
    put_number(to, "admin-port", setup->admin_port);
    put(to, "admin-interface", STR("127.0.0.1"));
    put_note(to, "The administration by HTTP is open to nobody; its password must be there all the same.");
    put(to, "admin-password", gw_setting(setup->channel_settings, STR("password")));
    put(to, "admin-deny-ip", STR(EVERYBODY));
    put(to, "admin-allow-ip", STR_EMPTY);
    put_number(to, "smsbox-port", setup->box_port);
    put(to, "smsbox-interface", STR("127.0.0.1"));
    put(to, "box-deny-ip", STR(EVERYBODY));
    put(to, "box-allow-ip", STR("127.0.0.1"));
    put_note(to, "What is on its way survives the end of bearerbox. The file holds numbers and texts in clear.");
    put(to, "store-type", STR("file"));
    put(to, "store-location", setup->store);
    put_note(
        to,
        "Which text a receipt belongs to is kept in memory: receipts of what was sent before are lost by a restart.");
    put(to, "dlr-storage", STR("internal"));
    put_log(to, setup->log, "bearerbox.log");
}

static void put_smsc(struct writer *to, const struct gw_kannel_setup *setup, struct str smsc_id)
{
    put_group(to, "smsc");
    put(to, "smsc", gw_kannel_smsc_word(setup->smsc));
    put(to, "smsc-id", smsc_id);
    if (setup->smsc == GW_KANNEL_FAKE) {
        put_number(to, "port", setup->smsc_port);
        put(to, "connect-allow-ip", STR("127.0.0.1"));
        return;
    }
    put(to, "host", setup->smsc_host);
    put_number(to, "port", setup->smsc_port);
    put(to, "transceiver-mode", STR("true"));
    put(to, "smsc-username", setup->system_id);
    put(to, "smsc-password", setup->smsc_password);
    put(to, "system-type", setup->system_type);
    put_note(to, "If receipts find no text: the operator writes the ids in them in decimal, elsewhere in hexadecimal.");
    put_note(to, "msg-id-type = 0x01");
}

static void put_smsbox(struct writer *to, const struct gw_kannel_setup *setup, const struct sendsms *sendsms)
{
    put_group(to, "smsbox");
    put(to, "bearerbox-host", STR("127.0.0.1"));
    put_number(to, "bearerbox-port", setup->box_port);
    put_number(to, "sendsms-port", sendsms->port);
    put(to, "sendsms-url", sendsms->path);
    if (sendsms->loopback)
        put(to, "sendsms-interface", STR("127.0.0.1"));
    put_note(to, "While Puente does not answer, texts and receipts are offered again for a day.");
    put_number(to, "http-request-retry", RETRIES);
    put_number(to, "http-queue-delay", RETRY_AFTER_S);
    put_log(to, setup->log, "smsbox.log");
}

static enum rc get_url(const struct gw_kannel_setup *setup, struct arena *arena, struct str *out_url)
{
    const struct str token = gw_setting(setup->channel_settings, STR("token"));
    struct buf encoded = buf_in(arena, 3 * token.n);
    gw_url_encode(&encoded, token);
    struct buf url = buf_in(arena, 2 * (setup->gateway_url.n + setup->channel.n + encoded.n) + 256);
    gw_kannel_put_literal(&url, setup->gateway_url);
    buf_put(&url, STR("/in/kannel/"));
    buf_put(&url, setup->channel);
    buf_put(&url, STR("?"));
    if (token.n > 0) {
        buf_put(&url, STR("token="));
        gw_kannel_put_literal(&url, buf_str(&encoded));
        buf_put(&url, STR("&"));
    }
    buf_put(&url, STR("id=%I&sender=%p&to=%P&ts=%T&smsc=%i&coding=%c&charset=%C&message=%b"));
    *out_url = buf_str(&url);
    return encoded.overflow || url.overflow ? RC_TOO_BIG : RC_OK;
}

static void put_service(struct writer *to, struct str url, struct str smsc_id)
{
    put_group(to, "sms-service");
    put(to, "keyword", STR("default"));
    put(to, "catch-all", STR("true"));
    put(to, "accepted-smsc", smsc_id);
    put(to, "get-url", url);
    put_note(to, "Replies leave by sendsms; what Puente answers here, and Kannel's own excuses, are sent to nobody.");
    put_number(to, "max-messages", 0);
    put(to, "omit-empty", STR("true"));
    put_note(to, "Otherwise each answer without such headers is a line in the log.");
    put(to, "accept-x-kannel-headers", STR("true"));
}

static void put_user(struct writer *to, const struct gw_kannel_setup *setup, struct str smsc_id)
{
    put_group(to, "sendsms-user");
    put(to, "username", gw_setting(setup->channel_settings, STR("username")));
    put(to, "password", gw_setting(setup->channel_settings, STR("password")));
    put(to, "user-deny-ip", STR(EVERYBODY));
    put(to, "user-allow-ip", setup->puente_ips);
    put(to, "default-smsc", smsc_id);
    put(to, "concatenation", STR("true"));
    put_number(to, "max-messages", PARTS_MAX);
}

enum rc gw_kannel_config(const struct gw_kannel_setup *setup, struct arena *arena, struct str *out_text,
                         struct err *err)
{
    struct sendsms sendsms = {.port = 0};
    struct str url;
    struct str needed;
    enum rc rc = gw_need_setting(setup->channel_settings, STR("username"), &needed, err);
    if (rc == RC_OK)
        rc = gw_need_setting(setup->channel_settings, STR("password"), &needed, err);
    if (rc == RC_OK)
        rc = read_sendsms(gw_setting(setup->channel_settings, STR("url")), &sendsms, err);
    if (rc != RC_OK)
        return rc;
    const struct str routed = gw_setting(setup->channel_settings, STR("smsc"));
    const struct str smsc_id = routed.n > 0 ? routed : setup->channel;
    struct writer to = {.text = buf_in(arena, CONFIG_BYTES_MAX), .arena = arena, .err = err};
    put_note(&to,
             "Kannel for a channel of Puente, as `puente channel kannel-config` wrote it. It holds passwords: 0600.");
    put_core(&to, setup);
    put_smsc(&to, setup, smsc_id);
    put_smsbox(&to, setup, &sendsms);
    rc = get_url(setup, arena, &url);
    if (rc == RC_OK)
        put_service(&to, url, smsc_id);
    put_user(&to, setup, smsc_id);
    if (to.rc != RC_OK)
        return to.rc;
    if (rc != RC_OK || to.text.overflow)
        return err_set(err, RC_TOO_BIG, "the configuration is too long");
    *out_text = buf_str(&to.text);
    return RC_OK;
}
