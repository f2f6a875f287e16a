/* The outcome of every row of an import, kept in files: one line of JSON a row, an index for each outcome so that any page of
 * 100 000 rows is one read, and the marks for the workbook's cells. Memory is constant.
 *
 * Writing:  rows_begin → rows_put … → rows_end.      Reading: rows_read, rows_marks.
 */
#ifndef DIAODU_KIT_IMPORT_TASK_ROWS_H
#define DIAODU_KIT_IMPORT_TASK_ROWS_H

#include "kit/import/import.h"
#include "kit/sheet/sheet_mark.h"

/* The first four are import_outcome's. */
enum rows_show { SHOW_CREATED, SHOW_UPDATED, SHOW_UNCHANGED, SHOW_REFUSED, SHOW_DOUBT, SHOW_ALL, SHOWS };
extern const char *const rows_show_names[SHOWS]; /* "created", …, "doubt", "all" */

struct rows_out;
/* Files begin with `path`, which they overwrite. */
err rows_begin(struct arena *a, const char *path, struct rows_out **ret);
/* NULL: all over again (a transaction that lost a race is run anew). */
err rows_put(struct rows_out *r, struct arena *a, const struct import_row *row);
err rows_end(struct rows_out *r, struct arena *a);

/* Lines `from`… (0 is the first) of a kind, at most n; *ret_total: how many there are. Missing files: none. */
typedef LIST(text) line_list;
err rows_read(struct arena *a, const char *path, enum rows_show show, int64_t from, int64_t n, line_list *ret, int64_t *ret_total);

/* Marks for sheet_mark, in order of row, messages in `lang`. */
typedef LIST(struct sheet_mark) mark_list;
err rows_marks(struct arena *a, const char *path, enum lang lang, mark_list *ret);

/* The marks of one row, for those who keep them otherwise (the command line). */
void rows_marks_of(struct arena *a, const struct import_row *row, enum lang lang, mark_list *ret);

#endif
