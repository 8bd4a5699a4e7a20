#pragma once
/* A page of plain text, 80 columns wide. */
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

enum { PAGE_COLUMNS = 80 };

struct page {
    struct buf text; /* overflow: there was no room */
};

void page_blank(struct page *page);
void page_rule(struct page *page);
/* Each line of `text` from column `indent` on; what does not fit goes on `hang` columns farther in. */
void page_put(struct page *page, size_t indent, size_t hang, struct str text);
/* `key` in a column of its own, the text beside it. */
void page_put_row(struct page *page, size_t indent, size_t width, struct str key, struct str text);
