/* Where a table's head is, and which rows are not data: titles, units, totals, notes, groups, repeated heads. All of it is
 * a guess with its reason, for a person to confirm or override; nothing here changes a cell.
 */
#ifndef DIAODU_KIT_SHEET_HEAD_H
#define DIAODU_KIT_SHEET_HEAD_H

#include "kit/sheet/sheet.h"

enum { HEAD_LOOK = 50, HEAD_ROWS_MAX = 5 }; /* rows worth looking at; rows that a head can have */

struct head {
    int64_t from, to; /* the head's rows as numbered in the file; 0: none found */
    int64_t data;     /* the first row below it that has cells; 0: none seen */
    size_t n;         /* columns */
    text *titles;     /* of each column, folded to one line, several head rows joined by " / "; "" where there is none */
    text unit;        /* of money, as stated: 万元; absent: none */
    int64_t unit_row;
    int64_t count; /* rows that a title or heading claims; −1: none */
    int64_t count_row;
    const struct word *why;
};

/* Guesses from the first rows (in order, as read, not filled; HEAD_LOOK are enough) and the merged ranges. `given` 0: guess
 * the head's rows; else the head is taken to be rows given…given_to, and only the rest is worked out. */
void head_guess(struct arena *a, const struct sheet_row *rows, size_t n, const struct sheet_range *merges, size_t n_merges, int64_t given,
                int64_t given_to, struct head *ret);

/* The same from a freshly opened sheet: reads its first rows, which are then gone; open the sheet again to import. */
err head_of_sheet(struct arena *a, struct sheet *s, int64_t given, int64_t given_to, struct head *ret);

/* What a row below the head is. */
enum head_row {
    HEAD_DATA,
    HEAD_EMPTY,
    HEAD_TOTAL, /* 合计, 小计, 总 计, Total */
    HEAD_NOTE,  /* 注:, 填表人, 单位负责人, Source: */
    HEAD_GROUP, /* 一、续建项目(120项) */
    HEAD_AGAIN, /* the head once more, as on every printed page */
};
enum head_row head_row_of(const struct head *h, const struct sheet_row *row);

/* The kind in words, for the report: "合计行". */
const struct word *head_row_word(enum head_row kind);

/* A number of rows that a text claims: "共 244 项", "(235个)", "244 projects". False when it claims none. */
bool head_count(text t, int64_t *ret);

/* A unit of money that a text states: "单位:万元", "(亿元)" after a money word. False when none. *ret is a part of `t`. */
bool head_unit(text t, text *ret);

#endif
