/* Within src/burden: what is asked for, what is shown. */
#ifndef DIAODU_BURDEN_OWN_H
#define DIAODU_BURDEN_OWN_H

#include "burden.h"
#include "kit/web.h"

enum { FORM_FIELDS = 14, MONTHS_BACK = 6 };

/* One place or body, or one month. Sums; what is per report is computed. */
struct burden_line {
    text key, name, href;
    month month;
    int64_t reports, typed, counted, seconds, timed, easy, questions, returned, warnings;
    /* of those: tenths of a field, seconds, tenths of a percent; ABSENT when there is none */
    int64_t typed_each, seconds_each, prefilled_share, easy_share;
};
struct burden {
    month month;
    text unit;   /* asked for; absent: all of the reader's */
    text query;
    bool bodies; /* rows are bodies, not places */
    struct burden_line all;
    LIST(struct burden_line) rows, months;
};

err burden_read(struct call *c, const struct params *query, struct burden *ret);
err burden_read_months(struct call *c, struct burden *v); /* the months up to that one, for who shows them */
extern const struct route burden_routes[];

#endif
