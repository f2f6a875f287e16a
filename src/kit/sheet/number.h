/* Figures as workbooks store them. No floating point: a workbook's decimal text stays decimal text. */
#ifndef DIAODU_KIT_SHEET_NUMBER_H
#define DIAODU_KIT_SHEET_NUMBER_H

#include "base/date.h"

enum { NUMBER_TEXT_MAX = 352 };

/* The figure as plain decimal text without exponent. What has more than 15 significant digits is binary noise of a double
 * (32614.000000000004) and is rounded to 15, as Excel shows it; but a whole number written out (an 18-digit code that some
 * program saved as a number) is kept digit for digit. *ret points into `t` or `into`. False when it is no number. */
bool number_plain(text t, char into[NUMBER_TEXT_MAX], text *ret);

/* A double of an old .xls by the same rule. */
bool number_of_double(double d, char into[NUMBER_TEXT_MAX], text *ret);

/* What a number format makes of a number. */
enum number_format { FORMAT_NUMBER, FORMAT_DATE, FORMAT_TIME };

/* Of a built-in format, by Excel's number; those of Chinese Excel (27–36, 50–58) are dates. */
enum number_format number_format_builtin(int64_t id);

/* Of a format code: dates and times have y, m, d, h or s outside of quotes, brackets (colours, locales) and escapes. */
enum number_format number_format_code(text code);

/* A serial (plain decimal text) as date, date-time or time of day, to the second. Epoch 1900 (where day 60, the 29 February
 * that never was, comes out as 1900-02-29: no date, and no reader will take it for one) or 1904. False: out of range, or
 * 0 as a date, which is an empty cell seen through a formula; it is then a mere number. */
bool number_date(text serial, enum number_format format, bool epoch_1904, char into[NUMBER_TEXT_MAX], text *ret);

#endif
