/* Within src/reserve: what its files share. */
#ifndef DIAODU_RESERVE_OWN_H
#define DIAODU_RESERVE_OWN_H

#include "admission.h"
#include "kit/waiting.h"
#include "kit/follow.h"
#include "kit/pages.h"
#include "kit/recompute.h"
#include "reserve/reserve.h"

enum { ROLLING_YEARS = 3 };

struct reserve_line {
    text key, label, href;
    int64_t projects[BANDS];
    money total[BANDS];
    money rolling[ROLLING_YEARS];
};
typedef LIST(struct reserve_line) reserve_line_list;

/* --- applications ------------------------------------------------------------------------------------------------------------------ */

struct admission_link {
    const struct word *verb;
    text href;
};
typedef LIST(struct admission_link) admission_links;
struct admission_row {
    id id, project;
    text name, state, level, place, by;
    const struct word *next; /* the step that waits */
    date on;
    number score;
};
typedef LIST(struct admission_row) admission_rows;

/* What waits for the reader's level; shown to whoever may move an application. */
struct admission_mine {
    bool shown;
    admission_rows rows;
    text all; /* the whole list behind it */
};
err admission_read_mine(struct req *q, text unit, struct admission_mine *ret);

/* Of one project: its open application with the steps that the reader may take, what is missing, and those before. */
struct admission_panel {
    bool shown, planned, may_apply;
    text csrf;
    id project;
    const struct admission *x; /* NULL: none is open */
    text state, turn;
    admission_links steps;
    lack_list lacks;
    admission_rows earlier;
};
err admission_read_panel(struct req *q, const struct project *p, struct admission_panel *ret);

/* --- the pages ----------------------------------------------------------------------------------------------------------------------- */

/* /reserve: the projects before their start by place and maturity, the years of the rolling plan, and the most mature of them. */
struct reserve_row {
    id id;
    text name, stage, place;
    number score;
    money total;
    month start;
};
struct reserve_view {
    text unit, unit_name, up, list, year_text;
    int64_t year;
    struct admission_mine mine;
    struct reserve_line all;
    reserve_line_list lines;
    bool wan; /* the sums are in 万元; else in 亿元 */
    LIST(struct reserve_row) rows;
};
err reserve_view(struct req *q, struct reserve_view *ret);

/* The tab of a project: its score, item by item, with the place where each is mended. */
struct maturity_item {
    text name, href;
    int64_t points;
    bool met;
};
struct maturity_tab {
    struct head_view top;
    const struct project *p;
    bool asked, may_change;
    int64_t score;
    text fill;
    LIST(struct maturity_item) items;
    struct admission_panel admission;
};
err maturity_tab(struct req *q, struct maturity_tab *ret);

extern const struct follower reserve_followers[];
extern const struct recompute reserve_recomputes[];
extern const struct route reserve_routes[];
extern const struct head_part reserve_heads[];
/* What a year of the rolling plan adds to the sums of its places; sign -1 takes it out. */
void rolling_ripple(struct call *c, const struct rolling_year *r, int sign);

/* What waits: see waiting.c. */
extern const struct waiting_source reserve_waiting[];

#endif
