/* The curve of a year: what was planned and what is done, cumulative, with the months' bars below on the same axis, as SVG and as a
 * table. Shared by the cockpit (a province) and the project file (one project); pure drawing, no database.
 */
#ifndef DIAODU_PROGRESS_CURVE_H
#define DIAODU_PROGRESS_CURVE_H

#include "kit/call.h"
#include "kit/json.h"

enum { MONTHS_OF_YEAR = 12 };

struct month_bar {
    month month;
    int64_t no, x;
    int64_t plan_y, plan_h, done_y, done_h;
    money plan, done, sum_plan, sum_done;
    bool known;
    text href; /* where the month leads; absent: nowhere */
};
struct curve_tick {
    int64_t y;
    text label;
};
struct month_curve {
    LIST(struct month_bar) bars;
    LIST(struct curve_tick) ticks;
    text plan_points, done_points;
    int64_t end_x, end_y;           /* the newest point of what is done */
    int64_t said_x, said_y, plan_y; /* where its label stands, and the plan's */
    const char *anchor;             /* of its label: beside the point while there is room, else under it */
    money plan, done;               /* of the year; up to `until` */
    text year;
    const struct word *unit;
    bool wan; /* in 万元; else in 亿元 */
};

/* Twelve months of a year; what is done is drawn up to `until`. Amounts are of the month alone. */
void curve_draw(struct call *c, int64_t year, month until, const money plan[MONTHS_OF_YEAR],
                const money done[MONTHS_OF_YEAR], bool wan, struct month_curve *ret);

/* "months":[{"month":…, "planned":…, "done":…, …_to_date}] into an open object; what is not known yet is null. */
void curve_put_months(struct json_out *w, const struct month_curve *v);

#endif
