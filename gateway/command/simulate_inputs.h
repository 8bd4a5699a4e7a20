#pragma once
/* What a simulation is told in words: moments, durations, fixed chance, replies. Each is false or RC_BAD_INPUT when the text is
 * not one. */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* RFC 3339: "2026-01-15T10:00:00-06:00", seconds and their fraction may be left out; years 1970 to 9999. */
bool simulate_moment(struct str text, int64_t *out_ms, int32_t *out_offset_s);
/* "@+26h": days, hours, minutes or seconds, at most ten years. */
bool simulate_wait(struct str text, int64_t *out_ms);
/* From 0 up to but not 1, as what the engine makes random() of. */
bool simulate_random(struct str text, uint64_t *out_random);
bool simulate_uuid(struct str text, uint8_t out_uuid[16]);
/* A line as the text of a message: "\n" is a new line, "\\" a backslash; clean UTF-8 and as short as the gateway takes it. */
enum rc simulate_reply(struct str line, struct arena *arena, struct str *out_text);
