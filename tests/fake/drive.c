#include "drive.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "fields.h"
#include "timers.h"
#include "world.h"

enum { TIMEOUT_US = 5000000, RETRY_US = 200000, REDELIVER_WITHIN_US = 500000, EVENTS_MAX = 1024 };
enum { KIND_CLIENT, KIND_SIGNAL };

/* One message on its way: sent, waiting to be repeated, or waiting to be delivered again. */
struct job {
    uint32_t phone;
    uint32_t k;
    int64_t due_us; /* when it was meant to be sent first */
    time_t at;      /* the same by the wall clock */
    bool tried;
    bool again; /* acknowledged before */
};

struct drive {
    const struct drive_config *config;
    struct crowd *crowd;
    struct acks *acks;
    struct drive_report *report;
    struct client *client;
    struct timers waiting; /* of job indexes */
    struct job *jobs;
    uint32_t jobs_n;
    uint32_t jobs_cap;
    uint32_t *unused; /* a stack of job indexes */
    uint32_t unused_n;
    int64_t start_us;
    bool stop; /* nothing more is sent; what is on its way may be answered */
    struct bytes id;
    struct bytes from;
    struct bytes body;
    struct bytes request;
};

static uint32_t new_job(struct drive *drive, const struct job *job)
{
    if (drive->unused_n == 0) {
        if (drive->jobs_n == drive->jobs_cap) {
            drive->jobs_cap = drive->jobs_cap == 0 ? 256 : drive->jobs_cap * 2;
            drive->jobs = world_grow(drive->jobs, drive->jobs_cap, sizeof(*drive->jobs));
            drive->unused = world_grow(drive->unused, drive->jobs_cap, sizeof(*drive->unused));
        }
        drive->unused[drive->unused_n++] = drive->jobs_n++;
    }
    const uint32_t index = drive->unused[--drive->unused_n];
    drive->jobs[index] = *job;
    return index;
}

static void name_job(struct drive *drive, const struct job *job)
{
    drive->id.n = 0;
    bytes_printf(&drive->id, "l-%lld-%u-%u", (long long)drive->config->seed, (unsigned)job->phone, (unsigned)job->k);
    drive->from.n = 0;
    crowd_add_number(drive->crowd, job->phone, &drive->from);
}

static void add_query(struct bytes *request, const char *name, struct view value)
{
    bytes_add_z(request, name);
    for (size_t i = 0; i < value.n; i++) {
        bytes_printf(request, "%%%02X", (unsigned char)value.p[i]);
    }
}

/* As a simple HTTP provider brings a text to a Kannel. */
static void write_kannel_request(struct drive *drive, const struct job *job)
{
    const struct drive_config *const config = drive->config;
    struct bytes *const request = &drive->request;
    name_job(drive, job);
    request->n = 0;
    bytes_printf(request, "GET %.*s", VIEW_FMT(config->path));
    add_query(request, "?username=bench&password=bench&from=", bytes_view(&drive->from));
    add_query(request, "&to=", config->code);
    add_query(request, "&text=", crowd_text(drive->crowd, job->k));
    bytes_printf(request, " HTTP/1.1\r\nHost: %.*s\r\n\r\n", VIEW_FMT(config->host));
}

/* A repeated request has the same id and the same body; only its signature is new. */
static void write_request(struct drive *drive, const struct job *job)
{
    const struct drive_config *const config = drive->config;
    name_job(drive, job);
    struct tm at;
    char clock[32];
    (void)gmtime_r(&job->at, &at);
    (void)strftime(clock, sizeof(clock), "%Y-%m-%dT%H:%M:%SZ", &at);

    struct bytes *const body = &drive->body;
    body->n = 0;
    bytes_add_z(body, "{\"id\":");
    json_add_string(body, bytes_view(&drive->id));
    bytes_add_z(body, ",\"from\":");
    json_add_string(body, bytes_view(&drive->from));
    bytes_add_z(body, ",\"to\":");
    json_add_string(body, config->code);
    bytes_add_z(body, ",\"text\":");
    json_add_string(body, crowd_text(drive->crowd, job->k));
    bytes_printf(body, ",\"at\":\"%s\"}", clock);

    char seconds[24];
    const int seconds_n = snprintf(seconds, sizeof(seconds), "%lld", (long long)(world_wall_ms() / 1000));
    char signature[SIGNATURE_BYTES + 1];
    signer_sign(&config->signer, bytes_view(&drive->id), (struct view){seconds, (size_t)seconds_n}, bytes_view(body),
                signature);

    struct bytes *const request = &drive->request;
    request->n = 0;
    bytes_printf(request,
                 "POST %.*s HTTP/1.1\r\nHost: %.*s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
                 "webhook-id: %.*s\r\nwebhook-timestamp: %s\r\nwebhook-signature: %s\r\n\r\n",
                 VIEW_FMT(config->path), VIEW_FMT(config->host), body->n, (int)drive->id.n, drive->id.p, seconds,
                 signature);
    bytes_add_view(request, bytes_view(body));
}

static void send_job(struct drive *drive, uint32_t index)
{
    struct job *const job = &drive->jobs[index];
    drive->report->sent++;
    if (job->tried) {
        drive->report->retried++;
    } else if (job->again) {
        drive->report->redelivered++;
    }
    job->tried = true;
    if (drive->config->kannel) {
        write_kannel_request(drive, job);
    } else {
        write_request(drive, job);
    }
    client_send(drive->client, bytes_view(&drive->request), index);
}

static void count_failure(struct drive_report *report, int status)
{
    if (status == CLIENT_TIMEOUT) {
        report->timeouts++;
    } else if (status == CLIENT_RESET) {
        report->resets++;
    } else if (status >= 500) {
        report->status_5xx++;
    } else if (status >= 400) {
        report->status_4xx++;
    } else {
        report->status_other++;
    }
}

/* Decided by the message alone, so that the same seed delivers the same ones again however the answers arrive. */
static bool is_redelivered(const struct drive *drive, const struct job *job, int64_t *out_pause_us)
{
    struct chance chance = {(uint64_t)drive->config->seed};
    chance.state ^= chance_next(&chance) ^ ((uint64_t)job->phone << 32 | job->k);
    const bool hit = chance_hits(&chance, drive->config->redeliver);
    *out_pause_us = (int64_t)(chance_next(&chance) % REDELIVER_WITHIN_US);
    return hit;
}

/* Returns true while the job goes on. */
static bool acknowledged(struct drive *drive, uint32_t index, int status)
{
    struct job *const job = &drive->jobs[index];
    const int64_t now_us = world_now_us();
    name_job(drive, job);
    acks_add(drive->acks, &(struct ack){
                              .id = bytes_view(&drive->id),
                              .from = bytes_view(&drive->from),
                              .text = crowd_text(drive->crowd, job->k),
                              .k = job->k,
                              .status = status,
                          });
    if (job->again) {
        return false;
    }
    drive->report->acked++;
    drive->report->elapsed_us = now_us - drive->start_us;
    histogram_add(&drive->report->latency, now_us - job->due_us);
    crowd_advance(drive->crowd, job->phone);

    int64_t pause_us = 0;
    if (!is_redelivered(drive, job, &pause_us)) {
        return false;
    }
    job->again = true;
    job->tried = false;
    timers_add(&drive->waiting, now_us + pause_us, index);
    return true;
}

static void answered(void *context, uint32_t index, int status)
{
    struct drive *const drive = context;
    bool goes_on = false;
    if (status >= 200 && status <= 299) {
        goes_on = acknowledged(drive, index, status);
    } else {
        count_failure(drive->report, status);
        if (status >= 400 && status <= 499 && status != 429) {
            if (!drive->jobs[index].again) {
                drive->report->refused++;
                crowd_retire(drive->crowd);
            }
        } else {
            timers_add(&drive->waiting, world_now_us() + RETRY_US, index);
            goes_on = true;
        }
    }
    if (!goes_on) {
        drive->unused[drive->unused_n++] = index;
    }
}

/* When the next new message is meant to be sent; WORLD_NEVER when there is none, or no phone is ready for it. */
static int64_t next_new_us(const struct drive *drive)
{
    const struct drive_config *const config = drive->config;
    const int64_t begun = drive->report->begun;
    if ((config->messages > 0 && begun >= config->messages) || !crowd_is_waiting(drive->crowd)) {
        return WORLD_NEVER;
    }
    return config->rate > 0 ? drive->start_us + (int64_t)((double)begun * 1e6 / config->rate) : drive->start_us;
}

static void begin_job(struct drive *drive, int64_t due_us, int64_t now_us)
{
    struct job job = {
        .due_us = drive->config->rate > 0 ? due_us : now_us,
        .at = (time_t)(world_wall_ms() / 1000),
    };
    job.phone = crowd_take(drive->crowd, &job.k);
    drive->report->begun++;
    send_job(drive, new_job(drive, &job));
}

/* Sends what is due while connections are free. What waits to be repeated goes first. */
static void send_due(struct drive *drive)
{
    while (!drive->stop && client_is_idle(drive->client)) {
        const int64_t now_us = world_now_us();
        const int64_t new_us = next_new_us(drive);
        uint64_t index = 0;
        if (timers_take(&drive->waiting, now_us, &index)) {
            send_job(drive, (uint32_t)index);
        } else if (new_us <= now_us) {
            begin_job(drive, new_us, now_us);
        } else {
            break;
        }
    }
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t next_turn_us(const struct drive *drive, int64_t expire_us, int64_t end_us)
{
    int64_t next_us = expire_us;
    if (!drive->stop) {
        next_us = earlier(next_us, end_us);
        if (client_is_idle(drive->client)) {
            next_us = earlier(next_us, earlier(timers_next(&drive->waiting), next_new_us(drive)));
        }
    }
    return next_us;
}

static bool is_over(const struct drive *drive)
{
    const struct drive_config *const config = drive->config;
    const bool all_begun =
        crowd_is_done(drive->crowd) || (config->messages > 0 && drive->report->begun >= config->messages);
    return client_in_flight(drive->client) == 0 && (drive->stop || (all_begun && drive->waiting.n == 0));
}

static void run(struct drive *drive, int epoll)
{
    struct epoll_event events[EVENTS_MAX];
    const double seconds = drive->config->seconds;
    const int64_t end_us = seconds > 0 ? drive->start_us + (int64_t)(seconds * 1e6) : WORLD_NEVER;
    for (;;) {
        const int64_t now_us = world_now_us();
        drive->stop = drive->stop || now_us >= end_us;
        const int64_t expire_us = client_expire(drive->client, now_us);
        send_due(drive);
        acks_write(drive->acks);
        if (is_over(drive)) {
            return;
        }
        const size_t n = world_wait(epoll, events, EVENTS_MAX, next_turn_us(drive, expire_us, end_us));
        for (size_t i = 0; i < n; i++) {
            if (events[i].data.u64 >> 32 == KIND_SIGNAL) {
                drive->stop = true;
            } else {
                client_event(drive->client, (uint32_t)events[i].data.u64);
            }
        }
    }
}

static int watch_signals(int epoll)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    const int fd = sigprocmask(SIG_BLOCK, &set, NULL) == 0 ? signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK) : -1;
    /* Edge-triggered: the signal is never read, once is enough. */
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.u64 = (uint64_t)KIND_SIGNAL << 32};
    if (fd < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        give_up("signalfd");
    }
    return fd;
}

void drive(const struct drive_config *config, struct crowd *crowd, struct acks *acks, struct drive_report *out_report)
{
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    const int signals = watch_signals(epoll);
    *out_report = (struct drive_report){0};
    struct drive drive = {
        .config = config,
        .crowd = crowd,
        .acks = acks,
        .report = out_report,
        .start_us = world_now_us(),
    };
    drive.client = client_new(&(struct client_config){
        .epoll = epoll,
        .kind = KIND_CLIENT,
        .address = config->address,
        .connections = (size_t)config->connections,
        .timeout_us = TIMEOUT_US,
        .done = answered,
        .context = &drive,
    });
    run(&drive, epoll);
    client_free(drive.client);
    timers_free(&drive.waiting);
    free(drive.jobs);
    free(drive.unused);
    bytes_free(&drive.id);
    bytes_free(&drive.from);
    bytes_free(&drive.body);
    bytes_free(&drive.request);
    close(signals);
    close(epoll);
}
