/* The tables that ship as data (config/…csv): small CSV files in UTF-8, comma, double quotes, a first line of column
 * names; lines that begin with # are remarks. Read whole. Workbooks and CSV of strangers are read elsewhere.
 */
#ifndef DIAODU_KIT_TABLE_H
#define DIAODU_KIT_TABLE_H

#include "base/error.h"

struct table {
    size_t columns, rows;
    const text *heads;
    const text *cells; /* row by row */
};

/* Refuses a row that has not as many cells as the head (E_INPUT, with its line). The texts point into csv or the arena. */
err table_read(struct arena *a, text csv, struct table *ret);

/* The cell of a row under a column name; absent when there is no such column, or the cell is empty. */
text table_at(const struct table *t, size_t row, const char *head);

#endif
