/* The shared strings of an .xlsx (or .xls): appended once, read by number. Packed one behind the other in blocks, with one
 * pointer for every 16, so that three million short cells take about 60 MB; bounded by SHEET_STRINGS_MAX. Lies in the child's memory, whose limit holds too.
 */
#ifndef DIAODU_KIT_SHEET_STRINGS_H
#define DIAODU_KIT_SHEET_STRINGS_H

#include "base/text.h"

struct strings {
    struct arena *a;
    char *block;
    size_t used, size;
    size_t bytes; /* of all blocks and pointers */
    LIST(const char *) every16;
    size_t n;
};

void strings_init(struct strings *s, struct arena *a);
bool strings_add(struct strings *s, text t);                        /* false: beyond SHEET_STRINGS_MAX */
bool strings_get(const struct strings *s, size_t i, text *ret); /* false beyond the end */

#endif
