#pragma once
/* puente survey simulate: a survey tried out without a server, a phone or a database. */
#include "options.h"

extern const struct usage simulate_usage;

int simulate_run(const struct options *options);
