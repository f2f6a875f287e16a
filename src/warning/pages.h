/* What the pages of warnings show: see warning_view.c, warning_pages.c, warning.html. Within src/warning. */
#ifndef DIAODU_WARNING_PAGES_H
#define DIAODU_WARNING_PAGES_H

#include "kit/pages.h"
#include "own.h"

/* One line of the arithmetic. */
struct sum_line {
    const struct word *name;
    text op, value; /* op: how it joins what stands above; absent: a figure by itself */
    bool result;
};
/* One threshold: "≥ 10个百分点", who must act, within how many working days. */
struct limit_line {
    const char *level;
    text when, who;
    int64_t workdays;
    bool here; /* the level that burns */
};
struct step_line {
    const struct word *label;
    moment at;
    bool done, now;
};
/* A month behind the verdict. */
struct basis_line {
    month month;
    money planned, done;
    id report;
    text state;
    flag late;
};
struct event_line {
    moment at;
    text said, by, why;
    const char *tint; /* "is-red", "is-blue" or "" */
};

struct shot_line {
    id id;
    text title;
};

struct warning_view {
    struct head_view top;
    const struct warning *w;
    text level, said, rule, pack, body, actor, csrf;
    id project;
    const struct warning_rule *by; /* NULL: a version that ships no more */
    LIST(struct step_line) steps;
    transition_list moves;
    LIST(struct sum_line) sums;
    date sums_day; /* the day of the figures */
    text now_said; /* of one that is cleared: what the rule says today */
    LIST(struct limit_line) limits;
    LIST(struct basis_line) basis;
    text year;
    LIST(struct event_line) events;
    LIST(struct shot_line) shots; /* photographs of the rectification */
    int64_t overdue; /* days past act_by and not answered; 0: none */
    bool cleared, held, may_add;
};
err warning_view(struct req *q, struct warning_view *ret);

/* A project's warnings, open ones first. */
struct warn_row {
    id id;
    text level, level_label, rule, said, state, body;
    date since, act_by;
    moment cleared_at, raised_at;
    int64_t overdue;
};
struct warn_tab {
    struct head_view top;
    LIST(struct warn_row) open;
    LIST(struct warn_row) cleared;
    int64_t red, yellow, blue, cleared_n;
};
err warning_tab(struct req *q, struct warn_tab *ret);

/* Two packs beside each other over a page of projects. */
struct compare_choice {
    text key, label;
    bool a, b; /* chosen as the first, as the second */
};
struct compare_row {
    id project;
    text name, a, b; /* keys of levels; "" for none */
    text only_a, only_b; /* what only one of them says, or says worse */
};
struct compare_cell {
    int64_t n;
    bool same;
};
struct compare_line {
    const char *level;
    LIST(struct compare_cell) cells;
};
struct compare_year {
    int64_t year;
    text label;
    bool here;
};
struct compare_view {
    text a, b, a_name, b_name;
    int64_t year;
    text year_text;
    date day;
    LIST(struct compare_choice) packs;
    LIST(struct compare_year) years;
    struct pack_matrix sums;
    LIST(struct compare_line) lines; /* red first */
    LIST(struct compare_row) rows;   /* those that differ */
    text next;                       /* absent: the last page */
};
err warning_compare_view(struct req *q, struct compare_view *ret);

extern const struct route warning_routes[];
extern const struct head_part warning_heads[];

#endif
