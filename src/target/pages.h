/* What the page of targets shows: see target_pages.c. Within src/target. */
#ifndef DIAODU_TARGET_PAGES_H
#define DIAODU_TARGET_PAGES_H

#include "kit/pages.h"
#include "target/target.h"

struct target_line {
    text key, label, href;
    money target, planned, done; /* target absent: none is set */
    number starts_target;
    int64_t starts_planned, starts;
};
typedef LIST(struct target_line) target_line_list;
/* What the plans are short of the target; absent when none is set. Below zero: they go beyond it. */
money target_gap(const struct target_line *l);
number target_starts_gap(const struct target_line *l);
/* Done of the target in tenths of a percent; ABSENT without a target. */
int64_t target_share(const struct target_line *l);
/* Is the gap written as 0.0 although there is one? */
bool target_gap_tiny(money gap, bool wan);

struct target_month {
    month month;
    money planned, done, planned_sum, done_sum;
};
struct target_year {
    text label, href;
    bool here;
};
struct targets_view {
    int64_t year;
    text unit, unit_name, up, year_text;
    struct target_line all;
    target_line_list places, by_works;
    LIST(struct target_month) months;
    LIST(struct target_year) years;
    bool may_set, whole; /* whole: the reader sees a place, not only works */
    bool wan;            /* the sums are in 万元; else in 亿元 */
};
err targets_view(struct req *q, struct targets_view *ret);

extern const struct route target_routes[];

#endif
