/* Foreign cells: what people type in forms and in Excel, read into the base types. Never guessed: a cell is a VALUE, EMPTY
 * (blank, NA, –, 无, 不适用 …) or in DOUBT (prose, or readable in two ways): then the value is absent, `why` says the reason,
 * and the caller keeps the original text beside the field. "Exempt under Section 43 …" is prose, never 43.
 *
 * Every function sets *ret, to the absent value unless the cell is a VALUE. Nothing is allocated unless an arena is taken.
 */
#ifndef DIAODU_KIT_CELL_H
#define DIAODU_KIT_CELL_H

#include "codelist.h"

/* Where a cell's text comes from decides what "2022.1" or "44621" can mean. */
enum cell_kind {
    CELL_TEXT,    /* typed as text: a form, a text cell of a workbook */
    CELL_PLAIN,   /* CSV: text that may once have been a number */
    CELL_NUMBER,  /* a number of a workbook, as its file writes it: 1234.5, 1.2E+5 */
    CELL_DATE,    /* a number with a date format (a serial), or an ISO date made from one */
    CELL_PERCENT, /* a number with a percent format: 0.275 is 27.5 % */
    CELL_ERROR,   /* #REF!, #DIV/0! */
};

struct cell {
    text t;
    enum cell_kind kind;
};
#define CELL(text_) ((struct cell){(text_), CELL_TEXT})

enum reading_is { READ_VALUE, READ_EMPTY, READ_DOUBT };

struct reading {
    enum reading_is is;
    const struct word *why;      /* of a doubt, else NULL */
    const struct codeitem *near; /* of an unknown code: what may be meant, to be offered, never taken; else NULL */
};

/* Blank, or one of the words for "nothing": NA, N/A, -, –, ——, /, 无, 暂无, 空, 不适用, none, null … A formula error is not. */
bool cell_empty(text t);

/* What one unit of a column is. value = figure × scale × rate_num / rate_den, rounded half up to whole yuan (or to the
 * field's unit). Integers only. */
struct cell_unit {
    const char *currency;       /* "CNY", "GBP" …; NULL for a quantity that is no money */
    int64_t scale;              /* 万元: 10000 */
    int64_t rate_num, rate_den; /* yuan per unit of the currency; CNY: 1/1 */
    bool percent;               /* the head states percent: 0.5 is half a percent, not a half */
};
extern const struct cell_unit unit_yuan, unit_thousand, unit_wan, unit_million, unit_yi; /* 元 千元 万元 百万元 亿元 */
extern const struct cell_unit unit_one;                                                  /* a plain quantity */

/* Reads a description: "元", "万元", "百万元", "亿元", or "GBP million @ 8.2931", "百万英镑@8.2931": a scale and a currency in
 * any order, and for a currency other than CNY the rate (yuan per one of it, up to 9 decimals). False when unreadable. */
bool cell_unit_read(text description, struct cell_unit *ret);

/* Thousands separators, £ ¥ ￥ $ €, full-width digits, (1,234), 1234-, 1.2E+5; a unit in the cell ("3.2亿元", "5000万",
 * "£1.2bn") goes before the column's. Another currency than the column's is in doubt, as are 约 > 左右 and "3-5亿". */
struct reading cell_money(struct cell c, const struct cell_unit *unit, money *ret);

/* The same without currencies; 万 and 亿 in the cell count. A fraction is in doubt when the unit is unit_one. */
struct reading cell_number(struct cell c, const struct cell_unit *unit, number *ret);

/* In hundredths of a percent: "27.5%" → 2750. Without the sign: > 1 is percent; between 0 and 1 is in doubt, unless the column's head
 * states percent. */
struct reading cell_percent(struct cell c, bool stated, number *ret);

/* 是/否 有/无 √/× Y/N yes/no true/false 1/0. */
struct reading cell_flag(struct cell c, flag *ret);

/* How a mapping reads dates. All zero: nothing is assumed. */
struct cell_dates {
    enum { DAY_ORDER_UNKNOWN, DAY_FIRST, MONTH_FIRST } order;                /* of 01/02/2022 */
    enum { EPOCH_1900, EPOCH_1904 } epoch;                                   /* of serials: the workbook says which */
    enum { MONTH_IN_DOUBT, MONTH_IS_FIRST_DAY, MONTH_IS_LAST_DAY } month_as; /* 2022年3月 where a date belongs */
};

/* 2022-03-01, 2022/3/1, 2022.3.1, 20220301, 2022年3月1日, 31/03/2028 00:00, 1 March 2022, Mar-22, serials of 1950–2149 when
 * the cell is a number. A time of day is dropped. */
struct reading cell_date(struct cell c, const struct cell_dates *how, date *ret);
struct reading cell_month(struct cell c, const struct cell_dates *how, month *ret);

/* 123.456789, 123°27′18.5″, 东经123°27′18″, 41.8N; half up to a millionth of a degree. */
enum cell_axis { AXIS_LONGITUDE, AXIS_LATITUDE };
struct reading cell_degree(struct cell c, enum cell_axis axis, degree *ret);

/* A Chinese telephone number, written as 13800138000, 024-86893456, 024-86893456-801, 400-123-4567 → 4001234567. */
struct reading cell_phone(struct arena *a, struct cell c, text *ret);

/* By key, label or alias. In doubt: `near` may hold the item that is meant. */
struct reading cell_code(struct cell c, const struct codelist *l, code *ret);

/* Several, parted by 、 , ; / | + or blanks; in the list's order. One unknown part puts the whole cell in doubt. */
struct reading cell_codes(struct arena *a, struct cell c, const struct codelist *l, codes *ret);

#endif
