/* Names that several records share, told apart in what leaves the house and comes back: 和平路改造工程（2101-210102-04-01-100001）. A name that
 * only one record has stays as it is.
 */
#ifndef DIAODU_KIT_APART_H
#define DIAODU_KIT_APART_H

#include "kit/record.h"

/* names[i] is the title of record ids[i] of the type `t`, 0 for none of the caller's: those that another record has too get its code, or its
 * number where it has none, in brackets behind them. */
err names_told_apart(struct call *c, const struct record *t, const id *ids, size_t n, text *names);

/* 名称（代码） as it was written so; false when there are no brackets at the end with something before and in them. */
bool name_with_code(text typed, text *ret_name, text *ret_code);

#endif
