#include "crowd.h"

#include <stdlib.h>

#include "world.h"

enum { DIGITS_MIN = 4 };
/* A prime above CROWD_PHONES_MAX, so that stepping by it meets every phone once, neighbours far apart. */
static const uint64_t step = 2654435761;

struct crowd {
    struct crowd_config config;
    struct view text[CROWD_TEXTS_MAX];
    uint32_t texts;
    int digits;      /* of an index */
    uint32_t *next;  /* position of each phone's next text */
    uint32_t *ready; /* a ring of phones */
    uint32_t ready_first;
    uint32_t ready_n;
    uint32_t active; /* phones with something left to send */
    uint32_t begun;  /* phones that began to talk, when not all do at once */
    struct chance chance;
};

static bool read_script(struct crowd *crowd)
{
    struct view rest = crowd->config.script;
    do {
        if (crowd->texts == CROWD_TEXTS_MAX) {
            return false;
        }
        crowd->text[crowd->texts++] = view_cut(&rest, '|');
    } while (rest.n > 0);
    return true;
}

static void push_ready(struct crowd *crowd, uint32_t phone)
{
    const uint64_t at = (uint64_t)crowd->ready_first + crowd->ready_n++;
    crowd->ready[at % crowd->config.phones] = phone;
}

static void begin_another(struct crowd *crowd)
{
    const uint64_t place = (uint64_t)crowd->config.first + crowd->begun++;
    push_ready(crowd, (uint32_t)(place % crowd->config.phones * step % crowd->config.phones));
}

struct crowd *crowd_new(const struct crowd_config *config)
{
    struct crowd *const crowd = world_grow(NULL, 1, sizeof(*crowd));
    const bool all = config->talking == 0 || config->talking > config->phones;
    *crowd = (struct crowd){.config = *config, .digits = DIGITS_MIN, .active = all ? config->phones : config->talking};
    crowd->config.talking = all ? 0 : config->talking;
    if (!read_script(crowd)) {
        free(crowd);
        return NULL;
    }
    for (uint32_t left = (config->phones - 1) / 10000; left > 0; left /= 10) {
        crowd->digits++;
    }
    crowd->next = world_grow(NULL, config->phones, sizeof(*crowd->next));
    crowd->ready = world_grow(NULL, config->phones, sizeof(*crowd->ready));
    for (uint32_t phone = 0; phone < config->phones; phone++) {
        crowd->next[phone] = 0;
        if (all) {
            push_ready(crowd, phone);
        }
    }
    while (crowd->begun < crowd->config.talking) {
        begin_another(crowd);
    }
    return crowd;
}

void crowd_free(struct crowd *crowd)
{
    free(crowd->next);
    free(crowd->ready);
    free(crowd);
}

bool crowd_is_waiting(const struct crowd *crowd)
{
    return crowd->ready_n > 0;
}

bool crowd_is_done(const struct crowd *crowd)
{
    return crowd->active == 0;
}

/* People do not answer in the order in which they were asked: anybody may be next. */
static void mix_ready(struct crowd *crowd)
{
    const uint64_t phones = crowd->config.phones;
    uint32_t *const first = &crowd->ready[crowd->ready_first];
    const uint64_t at = crowd->ready_first + chance_next(&crowd->chance) % crowd->ready_n;
    const uint32_t other = crowd->ready[at % phones];
    crowd->ready[at % phones] = *first;
    *first = other;
}

uint32_t crowd_take(struct crowd *crowd, uint32_t *out_k)
{
    if (crowd->config.talking > 0) {
        mix_ready(crowd);
    }
    const uint32_t phone = crowd->ready[crowd->ready_first];
    crowd->ready_first = (crowd->ready_first + 1) % crowd->config.phones;
    crowd->ready_n--;
    *out_k = crowd->next[phone]++;
    return phone;
}

void crowd_advance(struct crowd *crowd, uint32_t phone)
{
    const bool finished = crowd->next[phone] % crowd->texts == 0;
    if (crowd->config.talking > 0 && finished && (crowd->config.repeat || crowd->begun < crowd->config.phones)) {
        begin_another(crowd);
    } else if (crowd->config.repeat || crowd->next[phone] < crowd->texts) {
        push_ready(crowd, phone);
    } else {
        crowd->active--;
    }
}

void crowd_retire(struct crowd *crowd)
{
    crowd->active--;
}

struct view crowd_text(const struct crowd *crowd, uint32_t k)
{
    return crowd->text[k % crowd->texts];
}

void crowd_add_number(const struct crowd *crowd, uint32_t phone, struct bytes *out)
{
    bytes_printf(out, "%.*s%0*u", VIEW_FMT(crowd->config.prefix), crowd->digits, (unsigned)phone);
}
