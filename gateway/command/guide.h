#pragma once
/* puente survey guide: a survey on paper, for those who explain it and those who answer. */
#include "options.h"

extern const struct usage guide_usage;
int guide_run(const struct options *options);
