/* What the tab "progress and funds" of a project file shows: see progress_view.c. Within src/progress. */
#ifndef DIAODU_PROGRESS_PAGES_H
#define DIAODU_PROGRESS_PAGES_H

#include "kit/pages.h"
#include "progress/curve.h"
#include "progress/progress.h"
#include "project/project.h"

/* A milestone as a bar: from the one it follows (or the project's start) to its planned day, and what happened. */
struct gantt_line {
    text name, shown; /* whole; as far as it fits */
    text standing;
    date planned, actual;
    int64_t y, plan_x, plan_w, done_x, done_w; /* done_w 0: nothing happened yet */
    bool overdue, done;
};
struct gantt_tick {
    int64_t x;
    text label;
};
struct gantt {
    LIST(struct gantt_line) lines;
    LIST(struct gantt_tick) ticks;
    int64_t height, bottom, today_x;
};
/* Days are laid out from the earliest to the latest of all; pure. `starts` is the project's start, absent when not known. */
struct gantt_step {
    id id, follows;
    text name;
    date planned, actual;
};
typedef LIST(struct gantt_step) gantt_steps;
void gantt_draw(struct call *c, const gantt_steps *steps, date starts, struct gantt *ret);

struct fund_row {
    text kind, name, fill; /* fill: per cent of the sum, as a bar shows it */
    money amount;
};
struct progress_month {
    month month;
    money planned, done;
    int64_t share; /* whole percent of the month's plan; ABSENT: no plan */
    text state, href;
    bool late;
};
struct year_link {
    text label, href;
    bool here;
};
struct progress_view {
    struct head_view top;
    const struct project *p;
    int64_t year;
    text year_text;
    LIST(struct year_link) years;
    struct month_curve curve;
    bool any;
    LIST(struct progress_month) months; /* newest first */
    struct gantt gantt;
    LIST(struct fund_row) funds;
    money planned, arrived, paid, done, before;
    text arrived_fill, paid_fill, done_fill;
};
err progress_view(struct req *q, struct progress_view *ret);

extern const struct route progress_routes[];

#endif
