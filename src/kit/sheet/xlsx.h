/* What the files of the .xlsx reader share: the workbook as its small parts describe it. */
#ifndef DIAODU_KIT_SHEET_XLSX_H
#define DIAODU_KIT_SHEET_XLSX_H

#include "kit/sheet/number.h"
#include "kit/sheet/strings.h"
#include "kit/sheet/zip.h"

struct xlsx {
    struct parse *p;
    struct book book;
    LIST(struct sheet_info) sheets;
    LIST(text) parts; /* of each sheet */
    text strings_part, styles_part;
    bool epoch_1904;
    LIST(unsigned char) formats; /* enum number_format of each cell style */
    struct strings strings;
};

/* Workbook, relations, list of sheets, styles, shared strings. */
err xlsx_workbook(struct xlsx *w);
err xlsx_styles(struct xlsx *w);
err xlsx_strings(struct xlsx *w);

/* Has a part a relation whose type ends like that? */
err xlsx_relates(struct xlsx *w, text part, text type, bool *ret);

/* The quick pass over a sheet: merged ranges and the number of the last row, sent or kept. */
err xlsx_merges(struct xlsx *w, text part, int64_t *ret_last_row);

/* The rows. */
err xlsx_rows(struct xlsx *w, text part);

/* Undoes _x000D_, by which Excel writes characters that XML can't hold. In place; returns the new length. */
size_t xlsx_unescape(char *p, size_t n);

#endif
