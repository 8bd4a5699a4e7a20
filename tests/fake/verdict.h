#pragma once
/* What is to become of an answer. */
#include <stdint.h>

enum finish {
    FINISH_NOW,
    FINISH_LATER, /* after delay_us */
    FINISH_DRIP,  /* a byte per delay_us */
    FINISH_AFTER_CALLBACK,
    FINISH_NEVER, /* the connection stays open */
    FINISH_CLOSE  /* no answer at all */
};

struct verdict {
    enum finish finish;
    int64_t delay_us;
    int64_t n;     /* the number under which it was executed, 0 if it was not */
    int callbacks; /* delivery reports to make about n */
};
