/* How a year's work falls on its months, fitted to finished project-years: the mean of their shares. Pure; whole parts per million, so that
 * a fit is the same to the last digit whoever computes it, and in whatever order.
 */
#ifndef DIAODU_PLAN_SEASON_RULES_H
#define DIAODU_PLAN_SEASON_RULES_H

#include "plan/curve_rules.h"

enum {
    SEASON_WHOLE = 1000000, /* a year */
    SEASON_LEAST = 20,      /* project-years below which the shipped winter holds; our default */
    SEASON_YEARS = 3,       /* the finished years that are looked at */
};

/* What was gathered of one kind of work in one winter region. */
struct season_fit {
    int64_t sum[MONTHS]; /* shares, added up */
    int64_t n, first, last; /* project-years; their years */
};

/* Does a project-year tell something: twelve accepted figures, none below zero (a correction of another month), some above. */
bool season_tells(const money accepted[MONTHS]);
/* Adds a year that tells something: every one counts the same, a large project no more than a small one. */
void season_add(struct season_fit *f, int64_t year, const money accepted[MONTHS]);
/* The mean shares; they sum to SEASON_WHOLE. False when nothing was added. */
bool season_mean(const struct season_fit *f, int64_t ret[MONTHS]);

#endif
