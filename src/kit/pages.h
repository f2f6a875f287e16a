/* The pages that every record type has by its description: list, totals, file, form, history, remove, move, bulk change, views.
 * A capability that wants its own page for one of them puts a route of the same address into its table.
 */
#ifndef DIAODU_KIT_PAGES_H
#define DIAODU_KIT_PAGES_H

#include "kit/filter.h"
#include "kit/web.h"
#include "kit/workflow.h"

/* The routes of all registered record types, ended by a row without a path. Lives in the arena. */
const struct route *pages_routes(struct arena *a);

/* --- views: what templates show ----------------------------------------------------------------------------------------- */

struct cell_view {
    const struct field *field;
    text shown;
    bool figure;      /* right-aligned */
    bool tag;         /* a code: shown as a tag */
    text href;        /* a reference: where it leads */
    bool missing;
};
struct row_view {
    const void *record;
    id id;
    text title, code;
    LIST(struct cell_view) cells;
};
typedef LIST(struct row_view) row_list;

/* Rows with the chosen columns; the titles of references are looked up once per column. */
err rows_view(struct call *c, const struct record *t, void *const *items, size_t n, const field_list *columns, row_list *ret);

/* One record as labelled values by group. */
struct group_view {
    const struct word *title;
    LIST(struct cell_view) cells;
    size_t missing;
};
typedef LIST(struct group_view) group_list;
err groups_view(struct call *c, const struct record *t, const void *r, group_list *ret);

/* --- the head of a record's pages: its name, its code, its tabs ------------------------------------------------------------
 * A route with .record, .tab and a path of "/{plural}/{id}…" is a tab of every record of that type: shown to whoever's role may
 * open the route, in the order of the tables, the file itself first. A page that is a tab begins with {{call record_head(h)}}.
 */

struct tab_view {
    const struct word *word;
    text href;
    number count;     /* absent: none */
    bool here;
};
struct head_view {
    const struct record *record;
    id id;
    text title, code;
    LIST(struct tab_view) tabs;
    bool removed, may_change;
    moment at;        /* absent: now */
};

/* The head for a record that was loaded; at: the moment that the page shows, or NO_MOMENT. */
err pages_head(struct req *q, const struct record *t, const void *r, moment at, struct head_view *ret);
/* Loads the record of the address's {id} within the caller's scope, with its head. */
err pages_open(struct req *q, const struct record *t, void **ret, struct head_view *ret_head);

/* --- forms ----------------------------------------------------------------------------------------------------------------- */

struct option_view {
    text key, label;
    bool chosen;
};
struct input_view {
    const struct field *field;
    text name, value, hint, error;
    text ref_id;                       /* of a reference: the record that `value` names */
    bool needed, area, figure;
    enum { WIDGET_TEXT, WIDGET_AREA, WIDGET_SELECT, WIDGET_SET, WIDGET_FLAG, WIDGET_DATE, WIDGET_MONTH, WIDGET_REF } widget;
    LIST(struct option_view) options;
    text theirs;                       /* after a clash: what somebody else put here meanwhile */
    bool clash;                        /* … and it differs from what stands in the field */
};
struct input_group {
    const struct word *title;
    LIST(struct input_view) inputs;
    bool faulty;
};
typedef LIST(struct input_group) input_group_list;

struct form_view {
    const struct record *record;
    const void *r;                     /* NULL: a new one */
    input_group_list groups;
    text action, csrf, general;        /* address; message that belongs to no field */
    int64_t version;
    bool clashed;
    size_t faults;
};

/* Reads a posted form into an input: only fields that the form has and the caller may change. Faults are chained. */
err form_read(struct req *q, const struct record *t, const void *old, struct input *ret);

/* The form as it is shown: values of r, or what was typed, with the faults at their fields. */
err form_view(struct req *q, const struct record *t, const void *r, bool posted, err faults, const clash_list *clashes, struct form_view *ret);

/* One value for field `f`, as a form's input gives it: a reference may be given by its title. */
err form_value(struct req *q, const struct field *f, text typed, void *values);

/* The columns that a list shows: those asked for (columns=a,b), else those marked in_list. */
void list_columns(struct call *c, const struct record *t, text asked, field_list *ret);

/* A field of a record as a person reads it. */
text view_shown(struct call *c, const struct field *f, const void *r);

/* --- list, file, history --------------------------------------------------------------------------------------------------- */

struct chip_view {
    const struct field *field;
    text label, shown, without;
};
struct column_view {
    const struct field *field;
    text sort, sorted;
    bool figure;
};
struct choice_view {
    const struct field *field;
    bool chosen;
};
struct filter_view {
    const struct field *field;
    LIST(struct option_view) options;
};
struct saved_view {
    id id;
    text name, href;
    bool here;
};
typedef LIST(struct saved_view) saved_view_list;
struct list_view {
    const struct record *record;
    const struct filter *filter;
    row_list rows;
    LIST(struct chip_view) chips;
    LIST(struct column_view) columns;
    LIST(struct choice_view) choices;
    LIST(struct filter_view) filters;
    field_list bulk;
    saved_view_list views;
    text search, sort, column_names, clear, next, first, here, query, totals, export, csrf;
    bool filtered, may_create, may_change;
};
struct total_view {
    bool figure, known;
    money sum;
};
struct totals_view {
    const struct record *record;
    int64_t count;
    bool more;
    LIST(struct total_view) cells;
    text exact;
};
struct file_view {
    const struct record *record;
    const void *r;
    const struct record_head *head;
    struct head_view top;
    text title, csrf;
    group_list groups;
    transition_list moves;
    moment at;                         /* absent: now */
    bool may_change, may_remove, may_move;
};
struct change_view {
    const struct field *field;
    text before, after;
};
struct history_line {
    const struct history_entry *entry;
    text act;
    LIST(struct change_view) changes;
};
struct history_view {
    const struct record *record;
    id id;
    text title;
    struct head_view top;
    LIST(struct history_line) lines;
};
typedef LIST(struct route) route_list;

err pages_filter(struct req *q, const struct record *t, const struct params *from, struct filter *ret);
err pages_list_view(struct req *q, const struct record *t, struct list_view *ret);
err pages_file_view(struct req *q, const struct record *t, struct file_view *ret);
err pages_history_view(struct req *q, const struct record *t, struct history_view *ret);

#endif
