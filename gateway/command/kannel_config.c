#include "kannel_config.h"

#include <assert.h>

#include "gateway/command.h"
#include "gateway/kannel_config.h"
#include "session.h"

enum { ARENA_BYTES_MAX = 256 * 1024, PORT_MAX = 65535, ADMIN_PORT = 13000, SMPP_PORT = 2775 };

enum config_option {
    CONFIG_SMSC,
    CONFIG_GATEWAY,
    CONFIG_PORT,
    CONFIG_SMSC_PORT,
    CONFIG_SMSC_HOST,
    CONFIG_SYSTEM_ID,
    CONFIG_SYSTEM_TYPE,
    CONFIG_SMSC_PASSWORD,
    CONFIG_ALLOW_IP,
    CONFIG_STORE,
    CONFIG_LOG,
    CONFIG_OPTIONS_N
};

static const struct option_row config_options[] = {
    [CONFIG_SMSC] = {"smsc", "KIND", "smpp, a mobile operator, or fake, for fakesmsc of kannel-extras; default smpp"},
    [CONFIG_GATEWAY] = {"gateway", "URL",
                        "http://host:port of Puente as Kannel reaches it, default the channel's public URL"},
    [CONFIG_PORT] = {"port", "N", "of bearerbox's administration, default 13000; smsbox meets it at N+1"},
    [CONFIG_SMSC_PORT] = {"smsc-port", "N",
                          "of the operator, default 2775; with fake where fakesmsc connects to, default "
                          "that of --port and 2"},
    [CONFIG_SMSC_HOST] = {"smsc-host", "HOST", "of the operator (smpp)"},
    [CONFIG_SYSTEM_ID] = {"system-id", "ID", "who we are there (smpp)"},
    [CONFIG_SYSTEM_TYPE] = {"system-type", "T", "as the operator says, default none (smpp)"},
    [CONFIG_SMSC_PASSWORD] = {"smsc-password", "@FILE",
                              "its password: @FILE, - (standard input) or env:VARIABLE (smpp)"},
    [CONFIG_ALLOW_IP] = {"allow-ip", "IPS", "from where Puente sends, separated by \";\", default 127.0.0.1"},
    [CONFIG_STORE] = {"store", "FILE",
                      "what is on its way, default /var/spool/kannel/store; Kannel must be allowed to write beside it"},
    [CONFIG_LOG] = {"log", "DIR", "directory of its logs, default /var/log/kannel"},
};
static_assert(COUNT_OF(config_options) == CONFIG_OPTIONS_N, "a row for every option");

const struct usage kannel_config_usage = {
    .name = "channel kannel-config",
    .arguments = "CHANNEL",
    .arguments_min = 1,
    .arguments_max = 1,
    .about = "Writes a configuration of Kannel's bearerbox and smsbox for a channel of adapter kannel. Where sendsms "
             "listens\n"
             "and who may use it is what the channel's url, username and password say. What is not given of an smpp\n"
             "connection stands there in capitals, to be filled in.\n"
             "It holds the channel's password and token in clear, and that you saw them is noted in the audit:\n"
             "  (umask 077; puente channel kannel-config CHANNEL >kannel.conf)\n"
             "  bearerbox kannel.conf, and when it runs: smsbox kannel.conf\n",
    .options = config_options,
    .options_n = COUNT_OF(config_options),
};

static enum rc read_port(const struct options *options, size_t row, int64_t standard, int64_t most, int64_t *out_port,
                         struct err *err)
{
    const struct str word = options->values[row];
    *out_port = standard;
    if (word.p != NULL && (!str_to_i64(word, out_port) || *out_port < 1 || *out_port > most))
        return err_set(err, RC_BAD_INPUT, "--%s '%.*s' is no port; hint: 1 to %d", config_options[row].name,
                       STR_FMT(word), (int)most);
    return RC_OK;
}

/* What does not need the channel. */
static enum rc read_setup(const struct options *options, struct arena *arena, struct gw_kannel_setup *out,
                          struct err *err)
{
    *out = (struct gw_kannel_setup){
        .channel = options->arguments[0],
        .gateway_url = options_value(options, CONFIG_GATEWAY, STR_EMPTY),
        .puente_ips = options_value(options, CONFIG_ALLOW_IP, STR("127.0.0.1")),
        .store = options_value(options, CONFIG_STORE, STR("/var/spool/kannel/store")),
        .log = options_value(options, CONFIG_LOG, STR("/var/log/kannel")),
        .smsc = gw_kannel_smsc_of(options_value(options, CONFIG_SMSC, gw_kannel_smsc_word(GW_KANNEL_SMPP))),
        .smsc_host = options_value(options, CONFIG_SMSC_HOST, STR("SMSC-HOST")),
        .system_id = options_value(options, CONFIG_SYSTEM_ID, STR("SYSTEM-ID")),
        .system_type = options_value(options, CONFIG_SYSTEM_TYPE, STR_EMPTY),
        .smsc_password = STR("SMSC-PASSWORD"),
    };
    if (out->smsc == GW_KANNEL_SMSC_COUNT)
        return err_set(err, RC_BAD_INPUT, "--smsc '%.*s' is unknown; hint: smpp or fake",
                       STR_FMT(options->values[CONFIG_SMSC]));
    enum rc rc = read_port(options, CONFIG_PORT, ADMIN_PORT, PORT_MAX - 2, &out->admin_port, err);
    out->box_port = out->admin_port + 1;
    const int64_t smsc_port = out->smsc == GW_KANNEL_FAKE ? out->admin_port + 2 : SMPP_PORT;
    if (rc == RC_OK)
        rc = read_port(options, CONFIG_SMSC_PORT, smsc_port, PORT_MAX, &out->smsc_port, err);
    if (rc == RC_OK && options->values[CONFIG_SMSC_PASSWORD].p != NULL)
        rc = session_secret(options->values[CONFIG_SMSC_PASSWORD], arena, &out->smsc_password, err);
    return rc;
}

static enum rc write_config(struct gw_admin *admin, const struct gw_kannel_setup *given, struct arena *arena,
                            struct str *out_text, struct err *err)
{
    struct gw_channel_opened channel;
    const enum rc rc = gw_channel_open(admin, given->channel, &channel, err);
    if (rc != RC_OK)
        return rc;
    if (!str_eq(channel.adapter, STR("kannel")))
        return err_set(err, RC_BAD_INPUT, "channel '%.*s' is of adapter '%.*s', not kannel", STR_FMT(given->channel),
                       STR_FMT(channel.adapter));
    struct gw_kannel_setup setup = *given;
    setup.channel_settings = &channel.settings;
    if (setup.gateway_url.n == 0)
        setup.gateway_url = channel.public_url;
    if (setup.gateway_url.n == 0)
        return err_set(err, RC_MISSING, "the channel has no public URL; hint: --gateway http://127.0.0.1:8080");
    return gw_kannel_config(&setup, arena, out_text, err);
}

static void print_config(struct str channel, struct str text, bool json)
{
    if (json)
        session_print(json_pack("{s:o, s:o}", "channel", session_json(channel), "config", session_json(text)));
    else
        (void)fwrite(text.p, 1, text.n, stdout);
}

int kannel_config_run(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct err err = {.code = RC_OK};
    struct gw_kannel_setup setup;
    struct str text = STR_EMPTY;
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    if (read_setup(options, arena, &setup, &err) != RC_OK) {
        arena_free(arena);
        return session_fail(&err);
    }
    struct gw_admin *admin = session_open(&status);
    if (admin != NULL) {
        status = write_config(admin, &setup, arena, &text, &err) == RC_OK ? GW_EXIT_YES : session_fail(&err);
        if (status == GW_EXIT_YES)
            print_config(setup.channel, text, options->json);
    }
    gw_admin_free(admin);
    arena_free(arena);
    return status;
}
