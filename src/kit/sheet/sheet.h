/* Workbooks in: .xlsx, the old .xls, CSV and TSV in UTF-8, GB18030 or UTF-16, and the HTML tables that old systems save as
 * ".xls", all as one stream of rows. Knows cells, nothing of records: what a cell means is kit/cell.h's business.
 *
 * The file comes from a stranger. It is parsed in a confined child (see kit/confine.h) that has the file and a pipe and
 * nothing else; the parent believes nothing that the child says without checking it. Memory is constant: one row at a
 * time. Only the shared strings of an .xlsx or .xls lie in the child's memory, packed, up to SHEET_STRINGS_MAX bytes; a file with
 * more is refused with a sentence that says what to do.
 *
 * Life cycle:  sheet_open → sheet_list, sheet_merges, … → sheet_next until number is 0 → sheet_close (or the arena's end).
 *
 * Rows are numbered from 1, as in Excel; columns from 0 (A is 0). In CSV a record is a row, blank lines count.
 *
 * Merged ranges stand behind the cells in an .xlsx, so the child unpacks the sheet twice: a first quick pass without
 * parsing finds the ranges, the second reads the rows. So sheet_merges() is complete before the first row.
 */
#ifndef DIAODU_KIT_SHEET_SHEET_H
#define DIAODU_KIT_SHEET_SHEET_H

#include "base/error.h"

enum sheet_format { SHEET_XLSX = 1, SHEET_XLS, SHEET_CSV, SHEET_HTML };

enum sheet_kind {
    SHEET_EMPTY,
    SHEET_TEXT,
    SHEET_NUMBER, /* plain decimal text: no exponent, no grouping, at most 15 significant digits after a point */
    SHEET_DATE,   /* 2026-11-24, 2026-11-24T08:30:00, or 08:30:00 for a time of day */
    SHEET_BOOL,   /* TRUE or FALSE */
    SHEET_ERROR,  /* #N/A, #REF!, … */
};

struct sheet_cell {
    text t; /* absent when EMPTY; terminated */
    enum sheet_kind kind;
    bool formula;
    bool no_value; /* a formula whose result was never saved; kind is EMPTY */
};

struct sheet_row {
    int64_t number; /* 0: there is no more row */
    bool hidden;
    struct sheet_cell *v; /* v[0] is column A; gaps are EMPTY */
    size_t n;
};

/* A merged range; both ends belong to it. */
struct sheet_range {
    int64_t row_from, row_to;
    int column_from, column_to;
};

struct sheet_column {
    int from, to;
    bool hidden;
    int width; /* hundredths of a character's width; 0: not stated */
};

struct sheet_info {
    text name;
    bool hidden;
    int64_t rows, columns; /* as the file declares, unproven; 0: not stated */
};

struct sheet_options {
    text sheet;     /* its name, else its number from 1; absent: the first that is not hidden */
    text encoding;  /* CSV: UTF-8, GB18030, UTF-16LE, UTF-16BE, BIG5, WINDOWS-1252; absent: guessed from the content */
    char separator; /* CSV: , ; tab |; 0: guessed */
};

/* Limits, enforced on both sides. */
enum {
    SHEET_ROWS_MAX = 1048576,
    SHEET_COLUMNS_MAX = 16384,
    SHEET_CELL_MAX = 256 * 1024,      /* bytes; Excel itself ends at 32 767 characters */
    SHEET_ROW_MAX = 16 * 1024 * 1024, /* bytes */
    SHEET_LIST_MAX = 2000,            /* sheets */
    SHEET_STRINGS_MAX = 160 * 1024 * 1024, /* bytes of shared strings: three million short distinct texts take 129 MB */
    SHEET_MERGES_MAX = 200000,
};

struct sheet;

/* Starts the child on `fd` (which stays the caller's; read from its beginning) and reads as far as the first row.
 * `options` may be NULL. The sheet ends with `a`. Refuses with a sentence for the person: not a workbook, protected by a
 * password, damaged, a bomb, no such sheet, … */
err sheet_open(struct arena *a, int fd, const struct sheet_options *options, struct sheet **ret);

/* The next row that has a cell; its cells live in `row_arena`. ret->number is 0 after the last. */
err sheet_next(struct sheet *s, struct arena *row_arena, struct sheet_row *ret);

/* Ends the child, also early. Twice is harmless. */
void sheet_close(struct sheet *s);

enum sheet_format sheet_format(const struct sheet *s);
const struct sheet_info *sheet_list(const struct sheet *s, size_t *ret_n);
size_t sheet_chosen(const struct sheet *s);                       /* index into the list */
const struct sheet_range *sheet_merges(const struct sheet *s, size_t *ret_n);  /* in order of row_from */
const struct sheet_column *sheet_columns(const struct sheet *s, size_t *ret_n);
text sheet_encoding(const struct sheet *s);                       /* CSV only */
char sheet_separator(const struct sheet *s);                      /* CSV only */
int64_t sheet_rows_expected(const struct sheet *s);               /* for progress; 0: unknown; never exact */

/* The cell at a column, an EMPTY one beyond the row's end. */
const struct sheet_cell *sheet_at(const struct sheet_row *row, size_t column);

/* Fills merged cells: every cell of a range gets what its first cell holds. To be called with each row in turn. */
struct sheet_filler;
struct sheet_filler *sheet_filler_new(struct arena *a, const struct sheet *s);
void sheet_fill(struct sheet_filler *f, struct arena *row_arena, struct sheet_row *row);

/* A, B, … Z, AA … for column 0, 1, … */
text sheet_column_name(struct arena *a, size_t column);

/* All rows as CSV, one line a row and an empty line for a row without cells; nothing is filled, hidden rows are there. */
err sheet_to_csv(struct sheet *s, struct out *o);

/* Runs a whole parse without a child; for tests and fuzzing only. The rows come out of sheet_next as always. */
err sheet_open_unconfined(struct arena *a, int fd, const struct sheet_options *options, struct sheet **ret);

/* Reads frames (kit/sheet/wire.h) as if a child had sent them, without one; takes over the malloc'ed bytes. For tests. */
err sheet_open_frames(struct arena *a, char *bytes, size_t n, struct sheet **ret);

#endif
