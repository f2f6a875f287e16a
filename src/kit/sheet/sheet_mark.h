/* "Here is your file again, with what is wrong marked in the cells": a copy of a workbook in which faulty cells are red or
 * amber with a note that says why, and a last column 说明 with all that was said about the row.
 *
 * An .xlsx is marked in place, in the confined child: its parts are copied as they are, fonts, colours, formulas, pictures, other
 * sheets; only the marked cells get another style. Notes are added when the sheet has none of its own.
 *
 * When only the refused rows are wanted, for .xls, CSV and HTML, and for an .xlsx that is built too oddly, the copy is a new .xlsx
 * made of the cells as read: same name of the sheet, places, widths, hidden columns and rows, merged ranges, dates and figures as
 * such, formulas as their values; it has no fonts, borders, pictures or other sheets.
 *
 * Mended, either can be imported again: the column 说明 is not part of any mapping.
 */
#ifndef DIAODU_KIT_SHEET_SHEET_MARK_H
#define DIAODU_KIT_SHEET_SHEET_MARK_H

#include "kit/sheet/sheet.h"

enum sheet_mark_level { MARK_DOUBT, MARK_REFUSED }; /* amber: taken, but look; red: not taken */

struct sheet_mark {
    int64_t row; /* as numbered in the original */
    int column;  /* −1: the row as a whole */
    enum sheet_mark_level level;
    text message;
};

struct sheet_mark_options {
    struct sheet_options read; /* as the original was read */
    int64_t head_from, head_to; /* these rows and those above stay; 说明 stands in the last of them */
    bool only_refused;          /* keep of the other rows only those with a mark of MARK_REFUSED, one below the other */
    enum lang lang;
    text temporary; /* folder for the rows on their way; absent: the system's */
};

/* Notes beyond these are left out (Excel gets slow); fill and the column 说明 are there for every mark. */
enum { SHEET_MARK_NOTES = 10000 };

/* Reads the original from `fd`, writes the copy to `path` (see sheet_write_path). `marks` are in order of row. */
err sheet_mark(struct arena *a, int fd, const struct sheet_mark *marks, size_t n, const struct sheet_mark_options *options, const char *path);

#endif
