#pragma once
/* Which parts a part of an Office document refers to. */
#include "xlsx.h"

struct sv_relation {
    struct str id;
    struct str kind;   /* the last word of its type: "worksheet" */
    struct str target; /* name of an entry of the archive */
};

struct sv_relations {
    struct sv_relation *items;
    size_t n;
};

/* Of the part of that name, empty for the archive as a whole; none when it has no relations. */
enum rc sv_relations_read(const struct sv_xlsx *book, struct str part, struct sv_relations *out_relations);
/* The entry a relation names, SIZE_MAX when there is none of that kind or the entry is missing. */
size_t sv_relation_entry(const struct sv_xlsx *book, const struct sv_relation *relation);
const struct sv_relation *sv_relation_of_kind(const struct sv_relations *relations, struct str kind);
const struct sv_relation *sv_relation_of_id(const struct sv_relations *relations, struct str id);
