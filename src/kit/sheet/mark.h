/* What the two ways of marking share: in place (mark_xlsx.c, in the confined child) and as a copy (mark_copy.c). */
#ifndef DIAODU_KIT_SHEET_MARK_H
#define DIAODU_KIT_SHEET_MARK_H

#include "kit/sheet/sheet_mark.h"

enum mark { MARK_NONE, MARK_AMBER, MARK_RED, MARKS };
enum { CELL_CHARS = 32767, NOTE_CHARS = 2000 }; /* what Excel takes; what a person reads */

/* The marks of one row: their range in the list. */
struct mark_row {
    const struct sheet_mark *v;
    size_t n;
    bool refused;
};
struct mark_row mark_row(const struct sheet_mark *marks, size_t n, size_t *next, int64_t row);

enum mark mark_of(const struct mark_row *r, int column);

/* All messages of a column, or of the whole row for −1, one after the other. */
text mark_messages(struct arena *a, const struct mark_row *r, int column, text between);
text mark_between(enum lang lang);
text mark_first_chars(text t, size_t most);

/* 说明 goes to the column `width`. */
err mark_copy(struct arena *a, int fd, const struct sheet_mark *marks, size_t n, const struct sheet_mark_options *options, size_t width,
              const char *path);

/* In place: everything of the .xlsx stays as it is but the marked cells. Refused when the file is built too oddly for it. */
err mark_in_place(struct arena *a, int fd, const struct sheet_mark *marks, size_t n, const struct sheet_mark_options *options, size_t width,
                  const char *path);

/* What the child of mark_in_place does: `fd` holds the marks and then the workbook, the marked one goes to `o`. */
struct mark_job {
    text sheet;
    int64_t head_to;
    int column; /* of 说明 */
    enum lang lang;
};
err mark_stream(struct arena *a, int fd, const struct mark_job *job, struct out *o);

/* The same as a row of kit/confine_table.c. */
int mark_child(int fd, struct out *o, int argc, char **argv);

#endif
