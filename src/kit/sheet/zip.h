/* The parts of an .xlsx, out of a zip that may be a bomb. Bytes are counted as they are unpacked, whatever the zip declares:
 * a part over its limit, or one that grew more than 250-fold beyond 32 MB, ends the reading. XML is given to expat piece
 * by piece; a document type declaration (the way to entity bombs) ends it at once.
 */
#ifndef DIAODU_KIT_SHEET_ZIP_H
#define DIAODU_KIT_SHEET_ZIP_H

#include <expat.h>
#include <zip.h>

#include "kit/sheet/parse.h"

enum { PART_SMALL = 32 * 1024 * 1024 };             /* workbook, relations, styles */
#define PART_LARGE ((uint64_t)3 * 1024 * 1024 * 1024) /* a sheet, shared strings */

struct book {
    struct parse *p;
    zip_t *z;
};

/* Opens the zip over p->fd. */
err book_open(struct parse *p, struct book *b);
void book_close(struct book *b);
bool book_has(const struct book *b, text part);
int64_t book_index(const struct book *b, text part); /* −1: it is not there */

/* A part as a stream of bytes. */
struct part {
    struct book *book;
    zip_file_t *f;
    uint64_t packed, unpacked, max;
};
err part_open(struct book *b, text name, uint64_t max, struct part *ret);
err part_read(struct part *part, void *into, size_t n, size_t *ret_n); /* 0 at the end */
void part_close(struct part *part);

/* Runs a part through expat. `state` begins with a struct xml; its callbacks call xml_stop with a fault to end early, or
 * with NULL when they have seen enough. */
struct xml {
    XML_Parser parser;
    struct parse *p;
    err fault;
    bool stopped;
};
struct xml_calls {
    XML_StartElementHandler start;
    XML_EndElementHandler end;
    XML_CharacterDataHandler chars;
    XML_DefaultHandler rest; /* for rewriting: gets what the others don't, and what they hand on by XML_DefaultCurrent */
};
err book_xml(struct book *b, text part, uint64_t max, const struct xml_calls *calls, struct xml *state);
void xml_stop(struct xml *x, err fault);

/* The name without its prefix, and an attribute by its local name ("" when it is not there). */
const char *xml_local(const char *name);
text xml_attribute(const char **attributes, const char *name);

#endif
