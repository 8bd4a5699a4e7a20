#include "transfers.h"

#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "world.h"

struct member {
    const char *name;
    size_t at;
    size_t size;
};

#define MEMBER(field)                                                                                                  \
    {                                                                                                                  \
#field, offsetof(struct transfer, field), sizeof(((struct transfer *)NULL)->field)                             \
    }

/* Written and read back by one list. */
static const struct member members[] = {MEMBER(protocol), MEMBER(id),       MEMBER(reference), MEMBER(to),
                                        MEMBER(amount),   MEMBER(currency), MEMBER(mode)};

enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

bool transfer_set(char *field, size_t size, struct view value)
{
    if (value.n >= size || (value.n > 0 && memchr(value.p, '\0', value.n) != NULL)) {
        return false;
    }
    if (value.n > 0) {
        memcpy(field, value.p, value.n);
    }
    field[value.n] = '\0';
    return true;
}

void transfers_add(struct transfers *transfers, const struct transfer *transfer)
{
    if (transfers->n == transfers->cap) {
        transfers->cap = transfers->cap == 0 ? 256 : transfers->cap * 2;
        transfers->all = world_grow(transfers->all, transfers->cap, sizeof(*transfers->all));
    }
    transfers->all[transfers->n++] = *transfer;
}

const struct transfer *transfers_by_reference(const struct transfers *transfers, const char *protocol,
                                              struct view reference)
{
    for (size_t i = 0; i < transfers->n && reference.n > 0; i++) {
        const struct transfer *const one = &transfers->all[i];
        if (view_is(reference, one->reference) && strcmp(one->protocol, protocol) == 0) {
            return one;
        }
    }
    return NULL;
}

const struct transfer *transfers_by_id(const struct transfers *transfers, const char *protocol, struct view id)
{
    for (size_t i = 0; i < transfers->n; i++) {
        const struct transfer *const one = &transfers->all[i];
        if (view_is(id, one->id) && strcmp(one->protocol, protocol) == 0) {
            return one;
        }
    }
    return NULL;
}

static int64_t serial_of(const char *id)
{
    int64_t serial = 0;
    const char *const digits = id + strcspn(id, "0123456789");
    return view_int(view_z(digits), &serial) ? serial : 0;
}

static bool read_line(struct fields *fields, struct view line, struct transfer *out)
{
    *out = (struct transfer){0};
    if (!fields_read_json(fields, line) || !view_int(fields_get(fields, "at_ms"), &out->at_ms)) {
        return false;
    }
    for (size_t i = 0; i < MEMBERS; i++) {
        if (!transfer_set((char *)out + members[i].at, members[i].size, fields_get(fields, members[i].name))) {
            return false;
        }
    }
    return true;
}

int64_t transfers_restore(struct transfers *transfers, const struct journal *journal)
{
    struct bytes lines = {0};
    struct fields fields = {0};
    int64_t highest = 0;
    const struct view kind = view_z("\"kind\":\"airtime\"");
    journal_read(journal, 0, &kind, 1, &lines);
    struct view rest = bytes_view(&lines);
    while (rest.n > 0) {
        struct transfer transfer;
        if (!read_line(&fields, view_cut(&rest, '\n'), &transfer)) {
            give_up("a line of the log");
        }
        transfers_add(transfers, &transfer);
        const int64_t serial = serial_of(transfer.id);
        highest = serial > highest ? serial : highest;
    }
    fields_free(&fields);
    bytes_free(&lines);
    return highest;
}

void transfers_free(struct transfers *transfers)
{
    free(transfers->all);
    *transfers = (struct transfers){0};
}

void transfer_write(const struct transfer *transfer, int64_t n, struct bytes *line)
{
    bytes_add_z(line, "{\"at_ms\":");
    bytes_add_int(line, transfer->at_ms);
    bytes_add_z(line, ",\"n\":");
    bytes_add_int(line, n);
    json_add_member(line, "kind", view_z("airtime"));
    for (size_t i = 0; i < MEMBERS; i++) {
        json_add_member(line, members[i].name, view_z((const char *)transfer + members[i].at));
    }
    bytes_add_z(line, "}\n");
}
