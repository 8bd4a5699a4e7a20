#pragma once
/* Many phones going through the same conversation, each waiting for its last text to be acknowledged before the next. */
#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"

enum { CROWD_TEXTS_MAX = 256, CROWD_PHONES_MAX = 10000000 };

struct crowd_config {
    struct view prefix; /* "+5025550"; the index of the phone follows, with zeros in front */
    uint32_t phones;
    struct view script; /* texts separated by '|' */
    bool repeat;        /* from the first text again; otherwise a phone is silent after the last */
    uint32_t talking;   /* phones in conversation at a time, who has finished making room for the next; 0: all */
    uint32_t first;     /* when not all talk at once: how many were there before this run */
};

/* NULL when the script has more than CROWD_TEXTS_MAX texts. */
struct crowd *crowd_new(const struct crowd_config *config);
void crowd_free(struct crowd *crowd);

bool crowd_is_waiting(const struct crowd *crowd); /* some phone is ready to send */
bool crowd_is_done(const struct crowd *crowd);    /* no phone will ever send again */
/* The phone that has been ready longest, or any when not all talk at once, and the position of its next text. Only while crowd_is_waiting. */
uint32_t crowd_take(struct crowd *crowd, uint32_t *out_k);
/* The text taken last was acknowledged: the phone goes on. */
void crowd_advance(struct crowd *crowd, uint32_t phone);
/* Its text was refused for good: the phone gives up. */
void crowd_retire(struct crowd *crowd);

struct view crowd_text(const struct crowd *crowd, uint32_t k);
void crowd_add_number(const struct crowd *crowd, uint32_t phone, struct bytes *out);
