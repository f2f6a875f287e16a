/* What the pages of lists show. Within src/list. */
#ifndef DIAODU_LIST_PAGES_H
#define DIAODU_LIST_PAGES_H

#include "kit/json.h"
#include "kit/pages.h"
#include "own.h"
#include "request.h"
#include "rule.h"

extern const struct route list_routes[];
extern const struct head_part list_heads[];

struct year_choice {
    text label, href;
    bool here;
};
struct state_count {
    const struct word *label;
    text href;
    int64_t n;
};
struct edition_line {
    id id, before;
    text name, document, by;
    int64_t seq;
    date on;
    number projects, added, removed;
    money total, plan;
};
typedef LIST(struct edition_line) edition_lines;

/* --- the lists of a year ---------------------------------------------------------------------------------------------------------- */

struct kind_line {
    const struct list_kind *kind;
    text name, formed, href;
    int64_t on, waiting;      /* on the list; on the way to it */
    number gap;               /* to the target; absent: none is set, or the reader sees a part only */
    money total;
    struct edition_line last; /* id 0: none yet */
};
struct lists_view {
    text year;
    date at, today;           /* at: the day that is shown; absent: now */
    LIST(struct year_choice) years;
    LIST(struct kind_line) kinds;
    bool sees_editions;
};

/* --- one list of a year ------------------------------------------------------------------------------------------------------------ */

struct missing_item {
    const struct word *what;
    text href;
};
struct missing_line {
    id entry, project;
    text name, state;
    LIST(struct missing_item) items;
};
struct request_line {
    id id;
    text name, state, by;
};
/* An entry as it stood on a past day. */
struct then_line {
    id entry;
    text name, state, place;
    money total;
};
struct one_list_view {
    const struct list_kind *kind;
    LIST(struct then_line) then;
    int64_t then_n;
    text then_all;            /* the day's entries of all states; absent: they are shown */
    int64_t left;             /* on their way when the first edition was confirmed */
    date at, today;
    text name, year, formed, csrf, base, entries;
    LIST(struct year_choice) years;
    LIST(struct state_count) states;
    int64_t on, ready, proposed, supported, lacking; /* ready: may be confirmed onto it now */
    number gap, target;
    LIST(struct missing_line) missing;
    edition_lines editions;
    LIST(struct request_line) requests;
    id rule;
    text rule_name, fault;
    bool may_propose, may_opine, may_confirm, may_ask, this_year;
};

/* --- an edition -------------------------------------------------------------------------------------------------------------------- */

struct edition_cell {
    text shown;
    bool figure, wide;
};
struct edition_row {
    id project;
    text label;              /* of a group: its name with its sums; absent: a row */
    LIST(struct edition_cell) cells;
};
struct edition_view {
    struct head_view top;
    const struct list_edition *e;
    text name, group, whole;
    LIST(struct year_choice) groups;
    const struct field *const *columns;
    size_t n_columns;
    LIST(struct edition_row) rows;
    id before;
    int64_t shown;
    bool partly;             /* the reader sees a part of it only */
};

struct change_line {
    id project;
    text name, what, before, after;
    money total, plan;
};
typedef LIST(struct change_line) change_lines;
struct difference_view {
    const struct list_edition *a, *b; /* a: the earlier */
    text name_a, name_b;
    LIST(struct year_choice) others;
    change_lines added, removed, changed;
    money added_total, removed_total;
};

/* Rows of an edition in their order, within the scope. Only of one group when it is given. */
typedef LIST(struct list_row *) list_row_list;
err list_edition_rows(struct call *c, const struct list_edition *e, text group, list_row_list *ret);
err list_compare(struct call *c, const struct list_edition *a, const struct list_edition *b, struct difference_view *ret);
text list_group_said(const struct list_kind *k, const struct list_row *r, enum lang lang);

/* --- trying a rule out, and why a project is in or out ----------------------------------------------------------------------------- */

struct trial_view {
    struct head_view top;
    const struct list_rule *rule;
    struct trial t;
    text year, csrf, fault;
    LIST(struct year_choice) years;
    child_list conditions;
    bool may_pick, ran;
};
struct said_condition {
    text said, own;
    bool held;
};
struct said_alternative {
    text title;
    bool all, here;
    LIST(struct said_condition) conditions;
};
struct membership_line {
    text list, year, state, why, edition, href;
};
struct standing_line {
    const struct list_kind *kind;
    text name, said, propose, ask, rule_href;
    bool on, by_rule, in;
    LIST(struct said_alternative) alternatives;
};
struct project_lists_view {
    struct head_view top;
    text year;
    LIST(struct standing_line) kinds;
    LIST(struct membership_line) past;
    struct missing_line missing;
};

/* Under the name of an entry, a request, a rule: what comes next, and what is missing for it. */
struct step_link {
    const struct word *verb;
    text href;
};
struct steps_view {
    LIST(struct step_link) moves;
    LIST(struct missing_item) missing;
    text name;               /* of the list that it belongs to, and its page */
    text href;
    bool left;                /* on its way when the first edition was confirmed: it comes by a request */
    text carry;
};

err list_page_edition(struct req *q, struct out *o);
err list_page_annex(struct req *q, struct out *o);
err list_page_compare(struct req *q, struct out *o);
err list_api_compare(struct req *q, struct out *o);
err list_page_trial(struct req *q, struct out *o);
err list_post_pick(struct req *q, struct out *o);
err list_api_trial(struct req *q, struct out *o);
err list_page_project(struct req *q, struct out *o);
err list_api_project(struct req *q, struct out *o);

err list_missing_line(struct call *c, const struct list_lack *l, int64_t year, struct missing_line *ret);
text list_formed_said(const struct list_kind *k, enum lang lang);

#endif
