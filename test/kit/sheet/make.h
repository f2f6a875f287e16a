/* Workbooks made by hand for the tests: odd, old, broken and hostile ones, which no library would write. */
#ifndef DIAODU_TEST_KIT_SHEET_MAKE_H
#define DIAODU_TEST_KIT_SHEET_MAKE_H

#include "kit/sheet/sheet.h"

/* A file without a name, at offset 0; closed by the caller. */
int make_file(const void *bytes, size_t n);
int make_text(const char *z);

struct make_part {
    const char *name, *content;
    size_t n; /* 0: strlen(content) */
};
int make_zip(const struct make_part *v, size_t n);

/* A workbook of one sheet "表1". NULL leaves the part out. */
struct make_book {
    const char *sheet;    /* all of sheet1.xml */
    const char *data;     /* instead of sheet: what stands inside <sheetData> */
    const char *after;    /* with data: what stands behind </sheetData> */
    const char *strings;  /* what stands inside <sst> */
    const char *styles;   /* all of styles.xml */
    const char *workbook; /* all of workbook.xml */
    const char *rels;     /* all of workbook.xml.rels */
    const char *sheet_rels; /* all of sheet1.xml.rels */
};
int make_book(const struct make_book *b);

/* A compound file ("OLE") with one stream of at most 7 KB. */
int make_ole(const char *stream, const void *bytes, size_t n);

/* The whole sheet as CSV through the confined child, or the refusal. */
err read_csv(struct arena *a, int fd, const struct sheet_options *options, text *ret);

#endif
