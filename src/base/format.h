/* How figures, dates and money are written for a person, in the buffer's language. An absent value is written as "–".
 * Nothing is escaped here: no function writes a character that HTML, CSV or JSON would mind.
 */
#ifndef DIAODU_BASE_FORMAT_H
#define DIAODU_BASE_FORMAT_H

#include "out.h"

void fmt_grouped(struct out *o, int64_t n);          /* 1,684,000; the minus is U+2212 */
void fmt_number(struct out *o, number n);            /* fmt_grouped, or – */
void fmt_wan(struct out *o, money m);                /* 万元, thousands separated, two decimals at most, half up */
void fmt_yi(struct out *o, money m);                 /* 亿元, one decimal, half up */
/* Sums that stand together are in one unit: 万元 while the largest is below 10 亿, else 亿元. */
bool sum_in_wan(money largest);
void fmt_sum(struct out *o, money m, bool wan);
void fmt_yuan(struct out *o, money m);               /* whole yuan, thousands separated */
void fmt_money(struct out *o, money m);              /* with unit, as fits: 837亿元 · 1,684万元 · 500元; English: 83.7 billion yuan */
void fmt_date(struct out *o, date d);                /* 2026-11-24 */
void fmt_date_long(struct out *o, date d);           /* 2026年11月24日 · 24 November 2026 */
void fmt_month(struct out *o, month m);              /* 2026年11月 · November 2026 */
void fmt_month_iso(struct out *o, month m);          /* 2026-11 */
void fmt_time(struct out *o, moment m);              /* Shanghai: 2026-11-24 16:42 */
void fmt_time_iso(struct out *o, moment m);          /* 2026-11-24T08:42:00.000Z */
void fmt_degree(struct out *o, degree d);            /* 123.456789 */
void fmt_tenths(struct out *o, int64_t n); /* a column of rates: one decimal always, 86.0 */
void fmt_decimal(struct out *o, int64_t n, int places); /* n · 10^−places, without trailing zeros, ungrouped */
void fmt_bytes(struct out *o, int64_t n);            /* 1.4 MB */

#endif
