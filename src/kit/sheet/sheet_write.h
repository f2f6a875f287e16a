/* Tables out: .xlsx in constant memory, or CSV with a byte order mark (without which Excel takes UTF-8 for GB18030).
 * What is written here is read back by sheet.h as the same values, text for text and figure for figure.
 *
 * Life cycle:  sheet_write_open → for each row: sheet_write_text, … once per column, sheet_write_row → sheet_write_close.
 *
 * Text never becomes a formula: in .xlsx it is typed as text; in CSV what begins with = + - @ gets a ' in front, which
 * the CSV reader takes away again. A CSV holds the head and the rows only, no title, no note, no totals.
 */
#ifndef DIAODU_KIT_SHEET_SHEET_WRITE_H
#define DIAODU_KIT_SHEET_SHEET_WRITE_H

#include "base/error.h"

enum sheet_write_kind {
    WRITE_TEXT,
    WRITE_INTEGER,
    WRITE_DECIMAL, /* a plain number shown as it is, e.g. degrees */
    WRITE_MONEY,   /* shown in 万元, two decimals; the yuan are kept */
    WRITE_DATE,    /* yyyy-mm-dd */
    WRITE_MONTH,   /* yyyy-mm */
};

struct sheet_write_column {
    text title;
    enum sheet_write_kind kind;
    int width; /* characters; 0: by the kind */
};

struct sheet_write_options {
    bool csv;
    text sheet;     /* name of the sheet; absent: Sheet1 */
    text title;     /* a row above the head, merged over all columns; absent: none */
    text note;      /* a row under the title: as of when, unit; absent: none */
    text temporary; /* folder for the rows on their way; absent: the system's */
    const struct sheet_write_column *columns;
    size_t n;
};

struct sheet_writer;

/* Writes to `path` ("/proc/self/fd/N" for an open file, see sheet_write_path). E_SYSTEM when it can't be made. What is not
 * closed when the arena ends is given up. */
err sheet_write_open(struct arena *a, const char *path, const struct sheet_write_options *options, struct sheet_writer **ret);
const char *sheet_write_path(struct arena *a, int fd);

/* The next cell of the row. An absent value leaves it empty. */
void sheet_write_text(struct sheet_writer *w, text t);
void sheet_write_number(struct sheet_writer *w, number n);
void sheet_write_decimal(struct sheet_writer *w, text plain); /* 123.456789; what is no number is written as text */
void sheet_write_money(struct sheet_writer *w, money m);
void sheet_write_date(struct sheet_writer *w, date d);
void sheet_write_month(struct sheet_writer *w, month m);

/* Ends the row. Beyond 1 048 576 rows an .xlsx goes on in a second sheet with the same head. */
err sheet_write_row(struct sheet_writer *w);

/* The row that begins now is the last one, of totals: bold, under a line. Dropped in CSV. */
void sheet_write_totals(struct sheet_writer *w);

/* Completes the file. Call once; E_SYSTEM when the disk is full or a text is beyond what a cell takes (32 767 characters). */
err sheet_write_close(struct sheet_writer *w);

#endif
