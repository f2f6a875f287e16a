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
    text key, name, href;
    const char *field;      /* of a project: city, county */
    struct total t;
    int64_t value;          /* of the chosen measure */
    int64_t rank, moved;    /* moved > 0: up */
    int64_t red;
};
struct list_line {
    const char *key;
    const struct word *name;
    text href;
    struct total t;
};
struct works_line {
    int64_t no;
    text name, href;
    struct total t;
};
struct warn_line {
    id id, project;
    text name, level, said, city;
    date act_by;
    moment at;
};
struct arrival {
    id project;
    text name, city;
    money amount;
    moment at;
    text clock;             /* 16:42 */
};
struct measure_link {
    text label, href;
    bool here;
};

struct cockpit {
    /* asked for */
    month month;
    int64_t year;
    text unit, works, list;
    enum by by;
    text query, live;       /* of this page; where its panels come from */
    text behind_href, red_href, yellow_href, year_text;
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
void cockpit_map(struct out *o, const void *cockpit); /* a slot */

#endif
