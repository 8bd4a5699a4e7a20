#pragma once
/* The other side of a kannel channel: a configuration of Kannel's bearerbox and smsbox that fits it. Pure text; it holds
 * the channel's password and token in clear. */
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "gateway/aggregator.h"

#define GW_KANNEL_SMSC_LIST(X)                                                                                         \
    X(GW_KANNEL_SMPP, "smpp") /* a mobile operator */                                                                  \
    X(GW_KANNEL_FAKE, "fake") /* fakesmsc of kannel-extras, for trials */

enum gw_kannel_smsc {
#define X(name, word) name,
    GW_KANNEL_SMSC_LIST(X)
#undef X
        GW_KANNEL_SMSC_COUNT
};
struct str gw_kannel_smsc_word(enum gw_kannel_smsc smsc);
/* GW_KANNEL_SMSC_COUNT when unknown. */
enum gw_kannel_smsc gw_kannel_smsc_of(struct str word);

struct gw_kannel_setup {
    struct str channel;                         /* public id */
    const struct gw_settings *channel_settings; /* url, username, password, token, smsc; secrets in clear */
    struct str gateway_url;                     /* how Kannel reaches us, "http://127.0.0.1:8080" */
    struct str puente_ips;                      /* who may use sendsms, separated by ';' */
    int64_t admin_port;
    int64_t box_port; /* where smsbox meets bearerbox */
    struct str store; /* file of what is on its way */
    struct str log;   /* directory */
    enum gw_kannel_smsc smsc;
    int64_t smsc_port;    /* SMPP: the operator's; fake: where fakesmsc connects to */
    struct str smsc_host; /* the rest is of SMPP */
    struct str system_id;
    struct str system_type;
    struct str smsc_password;
};

/* RC_BAD_INPUT when a value cannot stand in a configuration, or names an address that Kannel could not serve;
 * RC_TOO_BIG. */
enum rc gw_kannel_config(const struct gw_kannel_setup *setup, struct arena *arena, struct str *out_text,
                         struct err *err);
