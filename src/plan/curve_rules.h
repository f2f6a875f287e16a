/* The plan over time: what should be done by a day, how far along a project is, and a proposal of twelve months for a year's
 * total. Pure; whole yuan; whatever is divided sums up to the last yuan.
 */
#ifndef DIAODU_PLAN_CURVE_RULES_H
#define DIAODU_PLAN_CURVE_RULES_H

#include "base/date.h"
#include "base/season.h"

enum { MONTHS = 12 };

/* The sum of twelve months; an absent month counts as nothing. NO_MONEY when all are absent. */
money curve_sum(const money planned[MONTHS]);

/* Planned from 1 January up to the end of day d, a month's amount spread evenly over its days: on its last day the whole
 * of it. Before the year 0, after it the sum. NO_MONEY when there is no plan at all. */
money curve_planned_at(const money planned[MONTHS], int year, date d);

/* planned to date ÷ the year's plan, done ÷ planned to date: hundredths of a percent, towards zero. ABSENT when the divisor is
 * absent or not above 0, or the dividend is absent. A negative done gives a negative rate. */
int64_t curve_schedule_progress(money planned_to_date, money year_plan);
int64_t curve_completion_rate(money done, money planned_to_date);

struct curve_wish {
    int year;
    money total;         /* of the year, ≥ 0 */
    month start, finish; /* of the project, planned or actual; absent: not known */
    struct season pause; /* the winter break that holds for it; none for exempt works */
    int pause_percent;   /* work on a day of the pause against an ordinary day, 0 … 100 (kit/winter.h) */
    int64_t
        round_to; /* months are multiples of so many yuan (10 000: whole 万元), what is left goes to the largest; ≤ 1: whole yuan */
    const int64_t *season; /* of the twelve months, parts that finished years came to (season_rules.h); NULL: the winter break thins them */
};

enum curve_fault { CURVE_FINE, CURVE_NO_TOTAL, CURVE_BEFORE_START, CURVE_AFTER_FINISH, CURVE_FINISH_BEFORE_START };

/* Twelve months for the year's total: the year's part of an S-curve (slow, fast, slow) from start to finish, thinned in the
 * winter break. Months outside start … finish get 0. Sums exactly to the total. A fault leaves ret untouched: the year lies
 * wholly before the start or after the finish, so no month could take the money. Without a finish the months are
 * even; when the break would leave no month at all, it is not thinned. */
enum curve_fault curve_propose(const struct curve_wish *w, money ret[MONTHS]);

/* Divides `total` by weights so that the parts sum exactly to it: whole multiples of round_to by largest remainder (the
 * earlier on a tie), what is left over goes to the largest weight. False when no weight is above 0. */
bool curve_divide(money total, const uint64_t *weights, size_t n, int64_t round_to, money *ret);

#endif
