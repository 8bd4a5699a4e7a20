#pragma once
/* The word in column type: "select_one yn or_other". */
#include "model.h"

struct xl_typed {
    enum xl_type type;
    struct str word;      /* as it is usually written: "select_one", "image" */
    struct str list_name; /* may be empty */
    bool or_other;
    bool capitals;  /* KoBo and ODK would not know it */
    int impossible; /* of XL_TYPE_IMPOSSIBLE: an enum xl_t003 */
    /* Of old types that are a question with a condition; else NULL. */
    const char *constraint;
};

/* XL_TYPE_UNKNOWN where it is none. RC_TOO_BIG over the arena. */
enum rc xl_type_read(struct str written, struct arena *arena, struct xl_typed *out_typed);
/* Whether rows of this type have a list of choices. */
bool xl_type_takes_list(enum xl_type type);
/* Whether rows of this type are asked or said, so that they need a text. */
bool xl_type_is_shown(enum xl_type type);
/* Whether rows of this type are questions of the form: asked, said or computed. */
bool xl_type_is_question(enum xl_type type);
