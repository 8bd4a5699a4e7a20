#pragma once
/* The providers of this folder; registry.c lists them. A new one is a file, a line here and a line there. */
#include "gateway/aggregator/adapter.h"
#include "gateway/airtime.h"

extern const struct gw_airtime gw_airtime_africastalking, gw_airtime_loopback;
