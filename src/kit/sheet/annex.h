/* An official table as the government's own annexes look: 附件, title, unit at the right, a head repeated on each page, a total, groups with
 * their sums, figures in 万元. As .xlsx (A3 landscape, one page wide) or .docx (A3 landscape, GB/T 9704 fonts by name, page number).
 *
 *     struct annex x = {.title = …, .columns = …, .n = …};
 *     annex_line(&x, a, ANNEX_GROUP, cells) … ;  annex_write(a, &x, ANNEX_DOCX, fd)
 */
#ifndef DIAODU_KIT_SHEET_ANNEX_H
#define DIAODU_KIT_SHEET_ANNEX_H

#include "base/error.h"

struct annex_column {
    text title;
    int width;   /* characters, of which a Chinese one counts two */
    bool figure; /* to the right; money */
};
/* An amount, or a text when the amount is absent. */
struct annex_cell {
    text t;
    money m;
};
enum annex_kind { ANNEX_ROW, ANNEX_GROUP, ANNEX_TOTAL };
struct annex_line {
    enum annex_kind kind;
    const struct annex_cell *cells; /* one a column */
};
struct annex {
    text mark;   /* 附件1, at the upper left; absent: none */
    text title;
    text left, right; /* under the title: as of when; the unit */
    const struct annex_column *columns;
    size_t n;
    LIST(struct annex_line) lines;
    enum lang lang;
};
enum annex_format { ANNEX_XLSX, ANNEX_DOCX };

/* Writes it to an open file. E_SYSTEM when there is no room. */
err annex_write(struct arena *a, const struct annex *x, enum annex_format format, int fd);
extern const char *const annex_types[], *const annex_ends[]; /* media types, ends of names, by format */

/* Within src/kit/sheet. */
err annex_xlsx(struct arena *a, const struct annex *x, int fd);
err annex_docx(struct arena *a, const struct annex *x, int fd);

#endif
