/* A telecom aggregator to test against. What it executes is in its own log before anybody is answered. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "provider.h"
#include "server.h"

static const char usage[] =
    "usage: fake --port N --log FILE [--callback URL --secret whsec_...] [--accept-in] [--seed S]\n"
    "\n"
    "  --port N        of 127.0.0.1, 0 for any; prints \"fake ready PORT\"\n"
    "  --log FILE      one JSON line for everything executed, durable before the answer; continued if it exists\n"
    "  --callback URL  sends delivery reports of loopback messages there, signed with the secret\n"
    "  --accept-in     also answers POST /in/... like the gateway, and checks the signature if there is a secret\n"
    "  --seed S        of the probabilities\n"
    "\n"
    "sends:   POST /send (loopback), POST /version1/messaging (africastalking), GET /cgi-bin/sendsms (kannel),\n"
    "         POST /2010-04-01/Accounts/AC0555/Messages.json (twilio, as AC0555:fake-token)\n"
    "airtime: POST /airtime and GET /airtime?reference= or ?id= (loopback, signed when there is a secret);\n"
    "         POST /version1/airtime/send and GET /query/transaction/find?transactionId= (africastalking)\n"
    "control: POST /control {\"kind\",\"mode\",\"count\",\"probability\",\"delay_ms\",\"to\"},\n"
    "         GET /log?after=N&to=NUMBER&kind=KIND, GET /stats, POST /quit\n"
    "kinds:   send (default; texts in both directions), airtime (orders), question (about airtime)\n"
    "modes:   ok timeout_after error_after drop_after drop_before delay 429 503 error_body slow_drip;\n"
    "         send only: double_callback callback_first; airtime only, D being delay_ms: processing (done after D)\n"
    "         fails (processing, refused after D) insufficient refused late (500 now, executed after D)\n"
    "         racy (executed and answered after D: two in flight both are);\n"
    "         with \"to\" only for that phone, with \"count\" that many times\n";

struct options {
    int64_t port;
    const char *log;
    const char *callback;
    const char *secret;
    bool accept_in;
    int64_t seed;
};

static bool read_options(int argc, char **argv, struct options *out)
{
    static const struct option longs[] = {
        {"port", required_argument, NULL, 'p'},     {"log", required_argument, NULL, 'l'},
        {"callback", required_argument, NULL, 'c'}, {"secret", required_argument, NULL, 's'},
        {"accept-in", no_argument, NULL, 'i'},      {"seed", required_argument, NULL, 'r'},
        {"help", no_argument, NULL, 'h'},           {0},
    };
    *out = (struct options){.port = -1, .seed = 1};
    bool good = true;
    int c = 0;
    while (good && (c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        switch (c) {
        case 'p':
            good = view_int(view_z(optarg), &out->port);
            break;
        case 'l':
            out->log = optarg;
            break;
        case 'c':
            out->callback = optarg;
            break;
        case 's':
            out->secret = optarg;
            break;
        case 'i':
            out->accept_in = true;
            break;
        case 'r':
            good = view_int(view_z(optarg), &out->seed);
            break;
        case 'h':
            (void)fputs(usage, stdout);
            exit(0);
        default:
            good = false;
        }
    }
    return good && optind == argc && out->log != NULL && out->port >= 0 && out->port <= 65535 &&
           (out->callback == NULL || out->secret != NULL);
}

int main(int argc, char **argv)
{
    struct options options;
    struct server_config config = {0};
    if (!read_options(argc, argv, &options) || sodium_init() < 0 ||
        (options.secret != NULL && !signer_init(&config.signer, options.secret))) {
        (void)fputs(usage, stderr);
        return 2;
    }
    world_allow_descriptors();
    config.port = (uint16_t)options.port;
    config.callback = options.callback;
    struct provider provider = {
        .journal = journal_open(options.log),
        .chance = {(uint64_t)options.seed},
        .accepts_in = options.accept_in,
        .verifies = options.secret != NULL,
        .signer = config.signer,
    };
    provider.airtime = (struct airtime){
        .journal = provider.journal, .signer = provider.verifies ? &provider.signer : NULL, .chance = &provider.chance};
    airtime_open(&provider.airtime);
    struct server *const server = server_new(&config, &provider);
    printf("fake ready %u\n", (unsigned)server_port(server));
    (void)fflush(stdout);

    server_run(server);

    server_free(server);
    airtime_close(&provider.airtime);
    journal_close(provider.journal);
    fields_free(&provider.fields);
    bytes_free(&provider.line);
    bytes_free(&provider.body);
    return 0;
}
