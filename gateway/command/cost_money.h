#pragma once
/* What texts, replies, screens, calls and rewards cost, in whatever currency the prices are in. An estimate: binary fractions are
 * exact enough, and nothing here is ever paid. */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "survey/paths.h"

struct cost_prices {
    bool given;      /* any of them: without, only texts are counted */
    double mt;       /* a segment that leaves */
    double mo;       /* a reply, paid by the programme */
    double ussd;     /* a session */
    double call;     /* a ticket: somebody calls or acts */
    double fixed;    /* once */
    double reward;   /* airtime for who completes */
    double fee;      /* on the reward, as a share */
    double reply;    /* what a reply costs the person */
    double response; /* share of those invited who answer */
    double participants;
};

/* Means of one conversation, or of one person invited. */
struct cost_use {
    double messages;
    double segments;
    double ucs2;
    double replies;
    double calls;
    double completed;
    double dialogues; /* by USSD: sessions */
    double segments_by_ussd;
};

struct cost_sum {
    double texts;
    double replies;
    double calls;
    double rewards;
    double all;
    double by_ussd; /* all of it, where screens take the place of texts */
    double person;  /* what the person pays for replies */
};

/* "12", "0.0075": at most 1,000,000,000 and six decimals. */
bool cost_amount(struct str text, double *out_amount);
/* "0.6" or "60%". */
bool cost_share(struct str text, double *out_share);

/* One conversation, or the mean of `n`. */
struct cost_use cost_use_of(const struct sv_path *path, double n);
/* `answering` and `silent` people as they are expected. */
struct cost_use cost_use_mixed(const struct cost_use *answering, const struct cost_use *silent, double response);
/* Without what is fixed. */
struct cost_sum cost_of(const struct cost_prices *prices, const struct cost_use *use);
