#pragma once
/* `puente channel kannel-config`, a verb of channel.c. */
#include "options.h"

extern const struct usage kannel_config_usage;
int kannel_config_run(const struct options *options);
