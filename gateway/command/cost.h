#pragma once
/* puente survey cost: what a survey will cost, before it starts. */
#include "options.h"

extern const struct usage cost_usage;
int cost_run(const struct options *options);
