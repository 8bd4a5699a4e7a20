#pragma once
/* One part of a workbook, an XML entry of the archive, as events. Bounded and without document type declarations: nothing is
 * expanded or fetched. Elements of namespaces that are not about cells come with an empty name. */
#include "zip_files.h"

struct sv_xml_handlers {
    /* Attributes as expat gives them: name, value, ..., NULL. Each may be NULL; what is not RC_OK ends the reading. */
    enum rc (*start)(void *user, struct str element, const char **attributes);
    enum rc (*end)(void *user, struct str element);
    enum rc (*text)(void *user, struct str text);
};

enum rc sv_xml_read(struct sv_zip *zip, size_t at, const struct sv_xml_handlers *handlers, void *user);

/* An attribute without a prefix, {NULL, 0} when there is none. */
struct str sv_xml_attribute(const char **attributes, struct str name);
/* The same of the namespace of relationships: r:id. */
struct str sv_xml_relation(const char **attributes, struct str name);
/* Attributes that are a whole number or a truth; `otherwise` when absent or something else. */
int64_t sv_xml_number(const char **attributes, struct str name, int64_t otherwise);
bool sv_xml_true(const char **attributes, struct str name);
