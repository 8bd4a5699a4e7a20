/* Many phones writing to the gateway's webhook. Each 2xx is a line of the ack file: what the gateway promised to keep. */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "acks.h"
#include "client.h"
#include "crowd.h"
#include "drive.h"
#include "world.h"

static const char usage[] =
    "usage: load --url URL --secret whsec_... --phones PREFIX COUNT --ack FILE [option...]\n"
    "\n"
    "  --url URL              of the loopback webhook, http://127.0.0.1:PORT/in/loopback/CHANNEL\n"
    "  --secret whsec_...     signs each request by Standard Webhooks\n"
    "  --phones PREFIX COUNT  numbers PREFIX0000, PREFIX0001, ... (at least four digits, as many as COUNT needs)\n"
    "  --ack FILE             one JSON line for each 2xx\n"
    "  --script TEXT|TEXT|... of each phone, in order (default PUENTE)\n"
    "  --repeat               starts the script again after its last text\n"
    "  --kannel               writes to a Kannel's HTTP SMSC instead, as user and password bench\n"
    "  --talking N            phones in conversation at a time, in any order; who has finished makes room (default "
    "all)\n"
    "  --first N              with --talking: passes over as many phones, those of earlier runs (default 0)\n"
    "  --code CODE            the phones write to (default 12345)\n"
    "  --connections C        (default 64)\n"
    "  --rate R               messages a second, sent when due whatever the answers do (default 0: as fast as answers "
    "come)\n"
    "  --seconds S            stops sending then\n"
    "  --messages N           ends after N messages are acknowledged\n"
    "  --redeliver P          share of acknowledged messages delivered again with the same id\n"
    "  --seed S               part of the ids, decides what is delivered again (default 1)\n"
    "\n"
    "A request without a 2xx is repeated with the same id after 200 ms; a 4xx other than 429 ends its phone.\n"
    "SIGTERM stops. The last line is the report; latencies count from the intended moment of sending.\n";

enum { CONNECTIONS_MAX = 20000 };

struct options {
    struct drive_config drive;
    struct crowd_config crowd;
    const char *ack;
    bool has_url;
    bool has_secret;
};

static bool read_number(const char *text, double max, double *out)
{
    char *end = NULL;
    *out = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*out) && *out >= 0 && *out <= max;
}

static bool read_count(const char *text, int64_t min, int64_t max, int64_t *out)
{
    return view_int(view_z(text), out) && *out >= min && *out <= max;
}

static bool read_phones(int argc, char **argv, struct crowd_config *out)
{
    int64_t count = 0;
    out->prefix = view_z(optarg);
    if (optind >= argc || !read_count(argv[optind++], 1, CROWD_PHONES_MAX, &count)) {
        return false;
    }
    out->phones = (uint32_t)count;
    return true;
}

static bool read_u32(uint32_t *out)
{
    int64_t number = 0;
    const bool good = read_count(optarg, 0, CROWD_PHONES_MAX, &number);
    *out = (uint32_t)number;
    return good;
}

static const struct option longs[] = {
    {"url", required_argument, NULL, 'u'},
    {"secret", required_argument, NULL, 's'},
    {"phones", required_argument, NULL, 'p'},
    {"ack", required_argument, NULL, 'a'},
    {"script", required_argument, NULL, 't'},
    {"repeat", no_argument, NULL, 'l'},
    {"kannel", no_argument, NULL, 'n'},
    {"talking", required_argument, NULL, 'k'},
    {"first", required_argument, NULL, 'f'},
    {"code", required_argument, NULL, 'o'},
    {"connections", required_argument, NULL, 'c'},
    {"rate", required_argument, NULL, 'r'},
    {"seconds", required_argument, NULL, 'e'},
    {"messages", required_argument, NULL, 'm'},
    {"redeliver", required_argument, NULL, 'd'},
    {"seed", required_argument, NULL, 'x'},
    {"help", no_argument, NULL, 'h'},
    {0},
};

static bool read_pace(int c, struct drive_config *drive)
{
    switch (c) {
    case 'c':
        return read_count(optarg, 1, CONNECTIONS_MAX, &drive->connections);
    case 'r':
        return read_number(optarg, 1e6, &drive->rate);
    case 'e':
        return read_number(optarg, 1e6, &drive->seconds);
    case 'm':
        return read_count(optarg, 1, INT64_MAX, &drive->messages);
    case 'd':
        return read_number(optarg, 1, &drive->redeliver);
    case 'x':
        return read_count(optarg, 0, INT64_MAX, &drive->seed);
    default:
        return false;
    }
}

static bool read_option(int c, int argc, char **argv, struct options *out)
{
    switch (c) {
    case 'u':
        out->has_url = client_url(optarg, &out->drive.address, &out->drive.host, &out->drive.path);
        return out->has_url;
    case 's':
        out->has_secret = signer_init(&out->drive.signer, optarg);
        return out->has_secret;
    case 'p':
        return read_phones(argc, argv, &out->crowd);
    case 'a':
        out->ack = optarg;
        return true;
    case 't':
        out->crowd.script = view_z(optarg);
        return true;
    case 'l':
        out->crowd.repeat = true;
        return true;
    case 'n':
        out->drive.kannel = true;
        return true;
    case 'k':
        return read_u32(&out->crowd.talking);
    case 'f':
        return read_u32(&out->crowd.first);
    case 'o':
        out->drive.code = view_z(optarg);
        return true;
    case 'h':
        (void)fputs(usage, stdout);
        exit(0);
    default:
        return read_pace(c, &out->drive);
    }
}

static bool read_options(int argc, char **argv, struct options *out)
{
    *out = (struct options){
        .drive = {.code = view_z("12345"), .connections = 64, .seed = 1},
        .crowd = {.script = view_z("PUENTE")},
    };
    int c = 0;
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (!read_option(c, argc, argv, out)) {
            return false;
        }
    }
    return optind == argc && out->has_url && out->has_secret && out->crowd.phones > 0 && out->ack != NULL;
}

static void print_report(const struct drive_report *report)
{
    const double seconds = (double)report->elapsed_us / 1e6;
    printf("{\"sent\":%lld,\"messages\":%lld,\"acked\":%lld,\"refused\":%lld,\"retried\":%lld,\"redelivered\":%lld,"
           "\"not_2xx\":{\"reset\":%lld,\"timeout\":%lld,\"4xx\":%lld,\"5xx\":%lld,\"other\":%lld},"
           "\"p50_us\":%lld,\"p99_us\":%lld,\"p999_us\":%lld,\"seconds\":%.3f,\"rate\":%.1f}\n",
           (long long)report->sent, (long long)report->begun, (long long)report->acked, (long long)report->refused,
           (long long)report->retried, (long long)report->redelivered, (long long)report->resets,
           (long long)report->timeouts, (long long)report->status_4xx, (long long)report->status_5xx,
           (long long)report->status_other, (long long)histogram_quantile(&report->latency, 0.50),
           (long long)histogram_quantile(&report->latency, 0.99),
           (long long)histogram_quantile(&report->latency, 0.999), seconds,
           seconds > 0 ? (double)report->acked / seconds : 0.0);
}

int main(int argc, char **argv)
{
    struct options options;
    struct drive_report report;
    if (sodium_init() < 0 || !read_options(argc, argv, &options)) {
        (void)fputs(usage, stderr);
        return 2;
    }
    struct crowd *const crowd = crowd_new(&options.crowd);
    if (crowd == NULL) {
        (void)fputs("load: too many texts in the script\n", stderr);
        return 2;
    }
    world_allow_descriptors();
    struct acks *const acks = acks_open(options.ack);
    drive(&options.drive, crowd, acks, &report);
    acks_close(acks);
    crowd_free(crowd);
    print_report(&report);
    return 0;
}
