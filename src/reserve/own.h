/* Within src/reserve: what its files share. */
#ifndef DIAODU_RESERVE_OWN_H
#define DIAODU_RESERVE_OWN_H

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
    struct reserve_line all;
    reserve_line_list lines;
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
};
err maturity_tab(struct req *q, struct maturity_tab *ret);

extern const struct follower reserve_followers[];
extern const struct recompute reserve_recomputes[];
extern const struct route reserve_routes[];
/* What a year of the rolling plan adds to the sums of its places; sign -1 takes it out. */
void rolling_ripple(struct call *c, const struct rolling_year *r, int sign);

#endif
