/* The configuration of the other side. That Kannel understands it is shown in tests/e2e/kannel_test.py. */
#include "gateway/kannel_config.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

enum { ARENA_BYTES = 256 * 1024, SETTINGS_N = 4 };

static const struct gw_header plain_items[SETTINGS_N] = {{{"url", 3}, {"http://127.0.0.1:13013/cgi-bin/sendsms", 38}},
                                                         {{"username", 8}, {"puente", 6}},
                                                         {{"password", 8}, {"fake-password", 13}},
                                                         {{"token", 5}, {"fake-token", 10}}};

static struct gw_kannel_setup setup_with(const struct gw_settings *settings)
{
    return (struct gw_kannel_setup){.channel = STR("mtn-gn"),
                                    .channel_settings = settings,
                                    .gateway_url = STR("https://gw.example.org"),
                                    .puente_ips = STR("127.0.0.1"),
                                    .admin_port = 13000,
                                    .box_port = 13001,
                                    .store = STR("/var/spool/kannel/store"),
                                    .log = STR("/var/log/kannel"),
                                    .smsc = GW_KANNEL_SMPP,
                                    .smsc_port = 2775,
                                    .smsc_host = STR("smsc.example.org"),
                                    .system_id = STR("fake-id"),
                                    .system_type = STR_EMPTY,
                                    .smsc_password = STR("fake-smpp")};
}

/* The lines of one group, its name among them. */
static struct str group_of(struct str text, struct str name)
{
    const size_t at = str_find(text, name);
    cr_assert(at != SIZE_MAX, "%.*s", STR_FMT(name));
    const struct str rest = str_sub(text, at, text.n);
    return str_sub(rest, 0, str_find(rest, STR("\n\n")));
}

static bool has_line(struct str group, const char *wanted)
{
    for (struct str line; str_next(&group, '\n', &line);)
        if (str_eq(line, str_of(wanted)))
            return true;
    return false;
}

static struct str config(const struct gw_kannel_setup *setup, struct arena *arena)
{
    struct str text = STR_EMPTY;
    struct err err = {0};
    cr_assert(gw_kannel_config(setup, arena, &text, &err) == RC_OK, "%s", err.text);
    return text;
}

Test(kannel_config, both_sides_agree)
{
    static const struct {
        struct str group;
        const char *line;
    } cases[] = {
        {{"group = core", 12}, "admin-port = 13000"},
        {{"group = core", 12}, "admin-deny-ip = \"*.*.*.*\""},
        {{"group = core", 12}, "smsbox-port = 13001"},
        {{"group = core", 12}, "store-type = \"file\""},
        {{"group = core", 12}, "store-location = \"/var/spool/kannel/store\""},
        {{"group = core", 12}, "dlr-storage = \"internal\""},
        {{"group = core", 12}, "log-file = \"/var/log/kannel/bearerbox.log\""},
        {{"group = core", 12}, "log-level = 2"},
        {{"group = smsc\n", 13}, "smsc = \"smpp\""},
        {{"group = smsc\n", 13}, "smsc-id = \"mtn-gn\""},
        {{"group = smsc\n", 13}, "host = \"smsc.example.org\""},
        {{"group = smsc\n", 13}, "port = 2775"},
        {{"group = smsc\n", 13}, "smsc-username = \"fake-id\""},
        {{"group = smsc\n", 13}, "smsc-password = \"fake-smpp\""},
        {{"group = smsbox", 14}, "bearerbox-port = 13001"},
        {{"group = smsbox", 14}, "sendsms-port = 13013"},
        {{"group = smsbox", 14}, "sendsms-url = \"/cgi-bin/sendsms\""},
        {{"group = smsbox", 14}, "sendsms-interface = \"127.0.0.1\""},
        {{"group = smsbox", 14}, "http-request-retry = 8640"},
        {{"group = smsbox", 14}, "http-queue-delay = 10"},
        {{"group = sms-service", 19}, "keyword = \"default\""},
        {{"group = sms-service", 19}, "catch-all = \"true\""},
        {{"group = sms-service", 19}, "accepted-smsc = \"mtn-gn\""},
        {{"group = sms-service", 19}, "max-messages = 0"},
        {{"group = sms-service", 19}, "omit-empty = \"true\""},
        {{"group = sms-service", 19},
         "get-url = \"https://gw.example.org/in/kannel/mtn-gn?token=fake-token&id=%I&sender=%p&to=%P&ts=%T&smsc=%i"
         "&coding=%c&charset=%C&message=%b\""},
        {{"group = sendsms-user", 20}, "username = \"puente\""},
        {{"group = sendsms-user", 20}, "password = \"fake-password\""},
        {{"group = sendsms-user", 20}, "user-allow-ip = \"127.0.0.1\""},
        {{"group = sendsms-user", 20}, "user-deny-ip = \"*.*.*.*\""},
        {{"group = sendsms-user", 20}, "default-smsc = \"mtn-gn\""},
        {{"group = sendsms-user", 20}, "concatenation = \"true\""},
    };
    struct arena *arena = arena_new(ARENA_BYTES);
    const struct gw_settings settings = {.items = plain_items, .n = SETTINGS_N};
    const struct gw_kannel_setup setup = setup_with(&settings);
    const struct str text = config(&setup, arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(has_line(group_of(text, cases[i].group), cases[i].line), "%s in %.*s", cases[i].line, STR_FMT(text));
    arena_free(arena);
}

Test(kannel_config, fakesmsc_connects_to_a_port_of_ours)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    const struct gw_settings settings = {.items = plain_items, .n = SETTINGS_N};
    struct gw_kannel_setup setup = setup_with(&settings);
    setup.smsc = GW_KANNEL_FAKE;
    setup.smsc_port = 13002;
    const struct str text = config(&setup, arena);
    const struct str group = group_of(text, STR("group = smsc\n"));
    cr_expect(has_line(group, "smsc = \"fake\"") && has_line(group, "port = 13002"));
    cr_expect(has_line(group, "connect-allow-ip = \"127.0.0.1\""));
    cr_expect(str_find(text, STR("fake-smpp")) == SIZE_MAX, "nothing of the operator");
    arena_free(arena);
}

Test(kannel_config, values_stay_values)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    const struct gw_header items[] = {{STR("url"), STR("http://sms.example.org/send")},
                                      {STR("username"), STR("a b")},
                                      {STR("password"), STR("p\"w\\ #1")},
                                      {STR("token"), STR("t&k%n")},
                                      {STR("smsc"), STR("niger")}};
    const struct gw_settings settings = {.items = items, .n = COUNT_OF(items)};
    struct gw_kannel_setup setup = setup_with(&settings);
    setup.gateway_url = STR("http://127.0.0.1:8080/a%20b");
    const struct str text = config(&setup, arena);
    cr_expect(str_find(text, STR("password = \"p\\\"w\\\\ #1\"\n")) != SIZE_MAX);
    cr_expect(str_find(text, STR("\"http://127.0.0.1:8080/a%%20b/in/kannel/mtn-gn?token=t%%26k%%25n&id=%I&")) !=
              SIZE_MAX);
    const struct str smsbox = group_of(text, STR("group = smsbox"));
    cr_expect(has_line(smsbox, "sendsms-port = 80") && has_line(smsbox, "sendsms-url = \"/send\""));
    cr_expect(str_find(smsbox, STR("sendsms-interface")) == SIZE_MAX, "Puente is on another machine");
    cr_expect(has_line(group_of(text, STR("group = sms-service")), "accepted-smsc = \"niger\""),
              "the channel's own routing");
    arena_free(arena);
}

Test(kannel_config, what_cannot_be_configured_is_told)
{
    static const struct {
        const char *name;
        struct gw_header item;
        const char *word;
    } cases[] = {
        {"no user", {{"username", 8}, {"", 0}}, "username"},
        {"no password", {{"password", 8}, {"", 0}}, "password"},
        {"two lines", {{"password", 8}, {"a\ngroup = x", 11}}, "control character"},
        {"TLS", {{"url", 3}, {"https://127.0.0.1:13013/cgi-bin/sendsms", 39}}, "http://"},
        {"no path", {{"url", 3}, {"http://127.0.0.1:13013", 22}}, "path"},
        {"port in words", {{"url", 3}, {"http://127.0.0.1:http/x", 23}}, "port"},
        {"port 0", {{"url", 3}, {"http://127.0.0.1:0/x", 20}}, "port"},
        {"port 65536", {{"url", 3}, {"http://127.0.0.1:65536/x", 24}}, "port"},
    };
    struct arena *arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct gw_header items[SETTINGS_N];
        for (size_t k = 0; k < SETTINGS_N; k++)
            items[k] = str_eq(plain_items[k].name, cases[i].item.name) ? cases[i].item : plain_items[k];
        const struct gw_settings settings = {.items = items, .n = SETTINGS_N};
        const struct gw_kannel_setup setup = setup_with(&settings);
        struct str text = STR("untouched");
        struct err err = {0};
        cr_expect(gw_kannel_config(&setup, arena, &text, &err) == RC_BAD_INPUT, "case %s", cases[i].name);
        cr_expect(str_find(str_of(err.text), str_of(cases[i].word)) != SIZE_MAX, "case %s: %s", cases[i].name,
                  err.text);
        cr_expect(str_find(str_of(err.text), STR("fake-")) == SIZE_MAX, "case %s tells no secret", cases[i].name);
        cr_expect(str_eq(text, STR("untouched")), "case %s", cases[i].name);
    }
    arena_free(arena);
}

Test(kannel_config, every_size_of_arena_is_told)
{
    const struct gw_settings settings = {.items = plain_items, .n = SETTINGS_N};
    const struct gw_kannel_setup setup = setup_with(&settings);
    enum rc rc = RC_TOO_BIG;
    for (size_t bytes = 0; bytes < 20000; bytes += 97) {
        struct arena *arena = arena_new(bytes);
        struct str text;
        rc = gw_kannel_config(&setup, arena, &text, NULL);
        cr_expect(rc == RC_OK || rc == RC_TOO_BIG, "%zu", bytes);
        arena_free(arena);
    }
    cr_expect(rc == RC_OK, "it fits in the end");
}

Test(kannel_config, kinds_have_words)
{
    cr_expect(gw_kannel_smsc_of(STR("fake")) == GW_KANNEL_FAKE);
    cr_expect(gw_kannel_smsc_of(STR("smpp")) == GW_KANNEL_SMPP);
    cr_expect(gw_kannel_smsc_of(STR("SMPP")) == GW_KANNEL_SMSC_COUNT);
    cr_expect(str_eq(gw_kannel_smsc_word(GW_KANNEL_SMPP), STR("smpp")));
}
