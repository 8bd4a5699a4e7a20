#pragma once
/* The name and the code of a language in a header. */
#include "reading.h"

enum { XL_NO_FAULT = -1 };

/* What "Español (es)" says. */
struct xl_tag {
    struct str written;
    struct str name;   /* "Español" */
    struct str folded; /* "espanol" */
    struct str said;   /* the code as written, may be empty */
    struct str code;   /* the code that is right, in lower case; empty: not known */
    int fault;         /* an enum xl_l004, or XL_NO_FAULT */
};

enum rc xl_read_tag(const struct xl_reading *in, struct str written, struct xl_tag *out_tag);
/* How it should be written: "Español (es)". */
struct str xl_tag_proper(const struct xl_reading *in, const struct xl_tag *tag);
/* "es" of "es-GT". */
struct str xl_primary_of(struct str code);
