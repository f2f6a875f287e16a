/* Within src/cockpit: what is asked for, what is shown. */
#ifndef DIAODU_COCKPIT_OWN_H
#define DIAODU_COCKPIT_OWN_H

#include "cockpit.h"
#include "kit/pages.h"
#include "progress/progress.h"

enum { CITIES_MOST = 24, NEWEST = 7, ARRIVED = 10, SLIPS_SHOWN = 6 };
enum by { BY_RATE, BY_GAP, BY_STARTS, BY_PAID, BY_COUNT };

/* Rates in hundredths of a percent; ABSENT when there is no plan. */
struct total {
    money done, plan, due; /* to the month; the year; to the day */
    int64_t rate, tick, gap;
    text fill, at;         /* as a bar shows them: 0 … 100, with one decimal */
    text gap_text;         /* without its sign; absent: not known */
    bool behind;
};
struct place_line {
    text key, name, href, done_href, red_href;
    struct total t;
    int64_t value;          /* of the chosen measure */
    int64_t rank, moved;    /* moved > 0: up */
    int64_t red;
};
struct list_line {
    text key, name, href;
    struct total t;
};
struct works_line {
    int64_t no;
    text name, href, done_href;
    struct total t;
};
struct warn_line {
    id id, project;
    text name, level, said, city;
    date act_by;
    int64_t late;           /* days past it; not above 0: in time */
    moment at;
};
struct arrival {
    id project;
    text name, city;
    money amount;
    moment at;
    text clock;             /* 16:42 */
};
/* What has become another since the month's round closed. */
struct late_change {
    id project;
    text name, city, href;
    month month;
    money by;
};
struct measure_link {
    text label, href;
    const struct word *unit;
    bool here;
};

struct cockpit {
    /* asked for */
    month month;
    int64_t year;
    text unit, works, list;
    enum by by;
    struct measure_of of;   /* unit, work and list for the sums */
    bool past, as_now;      /* the month's round has closed; what is known now was asked for all the same */
    moment at, closed;      /* what was known at that moment is shown, absent: what is known now; when the month's round closed */
    text query, live;       /* of this page; what its panels are asked for with, absent: they do not change */
    text done_href, plan_href, red_href, yellow_href, warnings_href, other_href, year_text, clock;
    date today;
    /* shown */
    struct total all;
    LIST(struct list_line) lists;
    struct month_curve curve;
    LIST(struct place_line) places;
    struct place_line whole; /* of a city or a county: the city itself, for the map, which knows no counties */
    LIST(struct works_line) work;
    LIST(struct warn_line) warnings;
    LIST(struct arrival) arrivals;
    since_list since;       /* of a past page: what its sums lack of those kept now */
    LIST(struct late_change) changes;
    money changed;          /* of what was done up to the month, together */
    slip_list slips; /* those that moved most */
    struct slip_sums slip;
    int64_t arrived, red, yellow, owed, sent;
    bool any;
    /* the bar of filters */
    option_list years, months_to_choose, list_choices, work_choices, regions;
    LIST(struct measure_link) measures;
    struct slot map;
};

/* Hundredths of a percent with one decimal, absent as – : for templates. */
void fmt_rate(struct out *o, int64_t hundredths);

err cockpit_read(struct call *c, const struct params *query, struct cockpit *ret);
/* GET /api/v1/cockpit: api.c */
err cockpit_api(struct req *q, struct out *o);

/* What is asked for, and where its figures lead: query.c */
err cockpit_asked(struct call *c, const struct params *query, struct cockpit *v);
/* The page of what stands behind a figure; of one month, or absent: of the year up to the page's month. */
text cockpit_behind(struct call *c, const struct cockpit *v, const struct measure_of *of, const char *show, month only);
text cockpit_projects(struct call *c, const struct measure_of *of); /* the list of those projects */
/* `sql` with the conditions of place, work and list in place of {narrow}, for a table with place columns and a project. */
text cockpit_narrowed(struct call *c, const struct measure_of *of, const char *sql, const char *alias, value_list *bind);

/* Lights, warnings, what arrived and what changed: news.c */
text cockpit_clock(struct call *c, moment at); /* 16:42 */
err cockpit_news(struct call *c, struct cockpit *v);

/* What stands behind a figure: behind.c */
enum behind_show { SHOW_DONE, SHOW_PLAN, SHOW_RED, SHOW_YELLOW };
struct behind_row {
    month month;
    id project;
    text name, place, state, said, href;
    money planned, done;
    moment at;
    date since, act_by;
    bool late, gone; /* gone: not there at the page's moment */
};
struct behind {
    struct cockpit ck;
    enum behind_show show;
    const struct word *title;
    month from, until;
    money planned, done; /* of these months: the figure */
    LIST(text) chosen;   /* place, list and work */
    LIST(struct behind_row) rows;
    text next;
};
err behind_read(struct req *q, struct behind *ret);
void cockpit_map(struct out *o, const void *cockpit); /* a slot */

#endif
