/* What the pages of plans show. Within src/plan. */
#ifndef DIAODU_PLAN_PAGES_H
#define DIAODU_PLAN_PAGES_H

#include "kit/grid.h"
#include "kit/pages.h"
#include "kit/waiting.h"
#include "plan/plan.h"
#include "plan/steps.h"

extern const struct route plan_routes[];
extern const struct waiting_source plan_waiting[];

struct plan_cell {
    money amount, baseline; /* baseline absent: the same, or there is none */
};
struct plan_edition {
    const struct plan *p;
    text state;
    struct plan_cell months[12];
    transition_list moves;
    bool may_change, in_force, baseline;
};
struct plan_year {
    int64_t year;
    text label;
    LIST(struct plan_edition) editions;
    text href; /* to draw up a new edition; absent */
};
struct plans_view {
    const struct project *project;
    text csrf;
    LIST(struct plan_year) years;
    struct step steps[STEPS_OF_ONE]; /* proposed, where the project has no milestone and the reader may enter them */
    size_t n_steps;
};

struct plan_input {
    const struct field *field;
    text name, value, fault;
    money baseline, theirs; /* theirs: what somebody else has saved meanwhile, where it differs */
};
struct plan_form {
    const struct project *project;
    struct plan_input months[12], whole;
    text label, csrf, action, general, goal, reason, reason_fault, wished, by, returned;
    int64_t version;
    money sum, gap;
    const struct word *hint;
    bool adjusts;
};

/* The tables that ship as data, read once at the start. */
void plan_tables_start(void);
err plan_seasons_load(struct call *c, plan_season_list *ret);
const struct plan_season *plan_season_of(const plan_season_list *all, const struct plan_season_key *key); /* NULL: none */
/* What a proposal goes by, with its sample: "…by 214 finished project-years 2023–2025". */
text plan_season_said(struct call *c, const struct plan_season *s, const struct plan_season_key *key);
/* Twelve months for a total: from the project's own dates, by the months of finished years where enough of them are known, else thinned in
 * its winter break. NULL, or why no month can take it. */
const struct word *plan_propose(const plan_season_list *known, const struct project *p, int64_t year, money total, struct plan *into);
/* The milestones of the project's kind of work between its own dates; 0: it has no dates for them. */
size_t plan_steps(const struct project *p, struct step ret[STEPS_OF_ONE]);
/* The act behind "enter these": the proposed milestones as rows of the project, each after the one before. */
err plan_enter_steps(struct call *c, const struct input *in);
/* The year whose plans are drawn up on that day: from October the next. */
int64_t plan_year_due(date today);
/* The newest edition of the year's plan of each project; NULL: none is drawn up. */
err plan_newest(struct call *c, const id *projects, size_t n, int64_t year, struct plan **ret);

/* --- forty at once ---------------------------------------------------------------------------------------------------------------- */

struct plan_line {
    struct grid_row *row;
    const struct project *project;
    const struct plan *p;
    text state, href; /* href: to draw up a new edition; absent */
    money gap;
    bool returned, quiet, picked; /* quiet: nothing at its side */
};
struct plan_sum {
    const struct field *field;
    money sum;
};
struct plan_grid {
    LIST(struct plan_line) lines;
    LIST(const struct field *) columns;
    LIST(struct plan_sum) sums; /* of the columns that hold money */
    LIST(struct option_view) years; /* key: where that year stands */
    text year, csrf, action, next, many, first, note;
    money total;
    int64_t filled, sent, empty, faults, limit, most;
};

err plan_page_grid(struct req *q, struct out *o);
err plan_post_grid(struct req *q, struct out *o);
err plan_put_grid(struct req *q, struct out *o);

#endif
