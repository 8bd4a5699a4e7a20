#pragma once
/* Sends the crowd's texts to the gateway until there is nothing left, the time is over or somebody says stop. */
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "acks.h"
#include "bytes.h"
#include "crowd.h"
#include "histogram.h"
#include "signature.h"

struct drive_config {
    struct sockaddr_in address;
    struct view host;
    struct view path;
    struct signer signer;
    struct view code; /* the short code the phones write to */
    int64_t connections;
    double rate;    /* messages a second, sent when they are due whatever the answers do; 0: as fast as answers come */
    double seconds; /* 0: no limit */
    int64_t messages; /* 0: no limit */
    double redeliver; /* share of acknowledged messages that are sent again with the same id */
    int64_t seed;
    bool kannel; /* the texts go to a Kannel's HTTP SMSC */
};

struct drive_report {
    int64_t sent;        /* requests */
    int64_t begun;       /* distinct messages */
    int64_t acked;       /* of these, with a 2xx */
    int64_t refused;     /* of these, given up after a 4xx */
    int64_t retried;     /* requests that repeat one without a 2xx */
    int64_t redelivered; /* messages sent again after their 2xx */
    int64_t resets;      /* answers that were no 2xx, by class */
    int64_t timeouts;
    int64_t status_4xx;
    int64_t status_5xx;
    int64_t status_other;
    int64_t elapsed_us;       /* from the start to the last new acknowledgement */
    struct histogram latency; /* from the intended moment of sending to the 2xx, retries included */
};

/* Ends on SIGTERM and SIGINT, too. */
void drive(const struct drive_config *config, struct crowd *crowd, struct acks *acks, struct drive_report *out_report);
