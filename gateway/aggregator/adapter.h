#pragma once
/* The adapters of this folder; registry.c lists them. A new one is a file, a line here and a line there. */
#include "base/str.h"
#include "gateway/aggregator.h"

extern const struct gw_aggregator gw_africastalking, gw_kannel, gw_loopback, gw_twilio;

/* STR for tables: gcc takes no compound literal as a constant initialiser. */
#define STR_INIT(literal)                                                                                              \
    {                                                                                                                  \
        .p = (literal), .n = sizeof(literal) - 1                                                                       \
    }
