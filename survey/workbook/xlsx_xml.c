#include "xlsx_xml.h"

#include <expat.h>

#include "base/utf8.h"

enum {
    NAMES_SLOTS = 2048, /* twice what may be in it: probes stay short */
    NAME_BYTES_SHOWN = 80,
    SEPARATOR = ' ' /* between namespace and name; no namespace holds a blank */
};

/* Names met so far by their hash, to bound what expat keeps of them. */
struct names {
    uint64_t slots[NAMES_SLOTS];
    size_t n;
    size_t bytes;
};

struct reading {
    XML_Parser parser;
    struct sv_zip *zip;
    const struct sv_xml_handlers *handlers;
    void *user;
    struct str part;
    int depth;
    enum rc rc; /* of the handler that ended it */
    struct names names;
};

static const struct str cell_spaces[] = {
    {"http://schemas.openxmlformats.org/spreadsheetml/2006/main", 57},
    {"http://purl.oclc.org/ooxml/spreadsheetml/main", 45},
    {"http://schemas.openxmlformats.org/package/2006/relationships", 60},
};

static const struct str relation_spaces[] = {
    {"http://schemas.openxmlformats.org/officeDocument/2006/relationships", 67},
    {"http://purl.oclc.org/ooxml/officeDocument/relationships", 55},
};

static bool among(const struct str *spaces, size_t n, struct str space)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(spaces[i], space))
            return true;
    return false;
}

struct name {
    struct str space;
    struct str local;
};

static struct name split(const char *z)
{
    const struct str whole = str_of(z);
    const size_t at = str_find_byte(whole, SEPARATOR);
    if (at == SIZE_MAX)
        return (struct name){.space = STR_EMPTY, .local = whole};
    return (struct name){.space = str_sub(whole, 0, at), .local = str_sub(whole, at + 1, whole.n)};
}

/* Some writers leave the namespace out. */
static struct str element_of(const struct name *name)
{
    return name->space.n == 0 || among(cell_spaces, COUNT_OF(cell_spaces), name->space) ? name->local : STR_EMPTY;
}

static void stop(struct reading *reading, enum rc rc)
{
    reading->rc = rc;
    (void)XML_StopParser(reading->parser, XML_FALSE);
}

static struct str shown(const struct reading *reading)
{
    return utf8_prefix(reading->part, NAME_BYTES_SHOWN);
}

static uint64_t hash_of(struct str name, size_t space_bytes)
{
    uint64_t hash = 0xCBF29CE484222325u ^ space_bytes;
    for (size_t i = 0; i < name.n; i++)
        hash = (hash ^ (uint8_t)name.p[i]) * 0x100000001B3u;
    return hash == 0 ? 1 : hash;
}

/* False when there are too many different ones. */
static bool name_met(struct names *names, struct str name, size_t space_bytes)
{
    const uint64_t hash = hash_of(name, space_bytes);
    size_t at = hash % NAMES_SLOTS;
    while (names->slots[at] != 0 && names->slots[at] != hash)
        at = (at + 1) % NAMES_SLOTS;
    if (names->slots[at] == hash)
        return true;
    names->slots[at] = hash;
    names->n++;
    names->bytes += name.n;
    return names->n <= SV_XML_NAMES_MAX && names->bytes <= SV_XML_NAMES_BYTES_MAX;
}

static bool names_met(struct reading *reading, const struct name *element, const char **attributes)
{
    if (!name_met(&reading->names, element->local, element->space.n))
        return false;
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        const struct name attribute = split(attributes[i]);
        if (!name_met(&reading->names, attribute.local, attribute.space.n))
            return false;
    }
    return true;
}

/* Small elements pack well and take long. */
static bool too_many_events(struct reading *reading)
{
    if (++reading->zip->events <= SV_XML_EVENTS_MAX)
        return false;
    stop(reading, err_set(reading->zip->err, RC_TOO_BIG,
                          "'%.*s' in it has too many elements; hint: delete the empty rows and columns of the sheet",
                          STR_FMT(shown(reading))));
    return true;
}

static void on_start(void *user, const char *z, const char **attributes)
{
    struct reading *reading = user;
    if (reading->rc != RC_OK || too_many_events(reading))
        return;
    if (++reading->depth > SV_XML_DEPTH_MAX) {
        stop(reading, err_set(reading->zip->err, RC_TOO_BIG, "'%.*s' in it is nested more than %d deep",
                              STR_FMT(shown(reading)), SV_XML_DEPTH_MAX));
        return;
    }
    const struct name name = split(z);
    if (!names_met(reading, &name, attributes)) {
        stop(reading, err_set(reading->zip->err, RC_TOO_BIG, "'%.*s' in it has more than %d different names",
                              STR_FMT(shown(reading)), SV_XML_NAMES_MAX));
        return;
    }
    const enum rc rc = reading->handlers->start(reading->user, element_of(&name), attributes);
    if (rc != RC_OK)
        stop(reading, rc);
}

static void on_end(void *user, const char *z)
{
    struct reading *reading = user;
    if (reading->rc != RC_OK)
        return;
    reading->depth--;
    if (reading->handlers->end == NULL)
        return;
    const struct name name = split(z);
    const enum rc rc = reading->handlers->end(reading->user, element_of(&name));
    if (rc != RC_OK)
        stop(reading, rc);
}

static void on_text(void *user, const char *p, int n)
{
    struct reading *reading = user;
    if (reading->rc != RC_OK || too_many_events(reading))
        return;
    const enum rc rc = reading->handlers->text(reading->user, (struct str){.p = p, .n = (size_t)n});
    if (rc != RC_OK)
        stop(reading, rc);
}

/* Prefixes and namespaces are names that expat keeps as well. */
static void on_namespace(void *user, const char *prefix, const char *space)
{
    struct reading *reading = user;
    if (reading->rc != RC_OK)
        return;
    if (!name_met(&reading->names, str_of(prefix), 0) || !name_met(&reading->names, str_of(space), 0))
        stop(reading, err_set(reading->zip->err, RC_TOO_BIG, "'%.*s' in it has more than %d different names",
                              STR_FMT(shown(reading)), SV_XML_NAMES_MAX));
}

static void on_doctype(void *user, const char *name, const char *system, const char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    struct reading *reading = user;
    stop(reading,
         err_set(reading->zip->err, RC_BAD_INPUT,
                 "'%.*s' in it has a document type declaration, which no spreadsheet program writes; hint: open it and "
                 "save it again",
                 STR_FMT(shown(reading))));
}

static enum rc not_parsed(const struct reading *reading)
{
    if (reading->rc != RC_OK)
        return reading->rc;
    return err_set(reading->zip->err, RC_BAD_INPUT, "'%.*s' in it is damaged: %s; hint: open it and save it again",
                   STR_FMT(shown(reading)), XML_ErrorString(XML_GetErrorCode(reading->parser)));
}

/* Bytes of the token that expat has not seen the end of. */
static uint64_t waiting(XML_Parser parser, uint64_t fed)
{
    const XML_Index seen = XML_GetCurrentByteIndex(parser);
    return seen < 0 ? fed : fed - (uint64_t)seen;
}

static enum rc feed(struct reading *reading, struct sv_zip_entry *entry)
{
    for (uint64_t fed = 0;;) {
        void *to = XML_GetBuffer(reading->parser, SV_XML_CHUNK_BYTES);
        if (to == NULL)
            return not_parsed(reading);
        size_t n = 0;
        const enum rc rc = sv_zip_entry_read(entry, to, SV_XML_CHUNK_BYTES, &n);
        if (rc != RC_OK)
            return rc;
        if (XML_ParseBuffer(reading->parser, (int)n, n == 0) != XML_STATUS_OK)
            return not_parsed(reading);
        if (n == 0)
            return RC_OK;
        fed += n;
        if (waiting(reading->parser, fed) > SV_XML_TOKEN_BYTES_MAX)
            return err_set(reading->zip->err, RC_TOO_BIG, "'%.*s' in it has a tag that is longer than %d kB",
                           STR_FMT(shown(reading)), SV_XML_TOKEN_BYTES_MAX / 1024);
    }
}

static enum rc parse(struct reading *reading, struct sv_zip_entry *entry)
{
    reading->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (reading->parser == NULL)
        return err_set(reading->zip->err, RC_TOO_BIG, "no memory for '%.*s'", STR_FMT(shown(reading)));
    XML_SetUserData(reading->parser, reading);
    XML_SetElementHandler(reading->parser, on_start, on_end);
    XML_SetStartNamespaceDeclHandler(reading->parser, on_namespace);
    XML_SetStartDoctypeDeclHandler(reading->parser, on_doctype);
    if (reading->handlers->text != NULL)
        XML_SetCharacterDataHandler(reading->parser, on_text);
    const enum rc rc = feed(reading, entry);
    XML_ParserFree(reading->parser);
    return rc;
}

enum rc sv_xml_read(struct sv_zip *zip, size_t at, const struct sv_xml_handlers *handlers, void *user)
{
    struct sv_zip_entry entry = {.zip = zip};
    enum rc rc = sv_zip_entry_open(zip, at, &entry);
    if (rc != RC_OK)
        return rc;
    struct reading reading = {.zip = zip, .handlers = handlers, .user = user, .part = entry.name};
    rc = parse(&reading, &entry);
    sv_zip_entry_close(&entry);
    return rc;
}

struct str sv_xml_attribute(const char **attributes, struct str name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (str_eq(str_of(attributes[i]), name))
            return str_of(attributes[i + 1]);
    return (struct str){.p = NULL, .n = 0};
}

struct str sv_xml_relation(const char **attributes, struct str name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        const struct name found = split(attributes[i]);
        if (str_eq(found.local, name) && among(relation_spaces, COUNT_OF(relation_spaces), found.space))
            return str_of(attributes[i + 1]);
    }
    return (struct str){.p = NULL, .n = 0};
}

int64_t sv_xml_number(const char **attributes, struct str name, int64_t otherwise)
{
    int64_t number = otherwise;
    return str_to_i64(str_trim(sv_xml_attribute(attributes, name)), &number) ? number : otherwise;
}

bool sv_xml_true(const char **attributes, struct str name)
{
    const struct str word = str_trim(sv_xml_attribute(attributes, name));
    return str_eq(word, STR("1")) || str_eq(word, STR("true")) || str_eq(word, STR("on"));
}
