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
    bool wordy;       /* sentences: has more room than a name */
    bool tag;         /* a code: shown as a tag */
    text href;        /* a reference: where it leads */
    text light;       /* a light that is there: its key */
    bool missing;
};
struct row_view {
    const void *record;
    id id;
    text title, code;
    LIST(struct cell_view) cells;
    bool fixed; /* of a list whose rows may be changed: this one may not, as it stands */
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
    const char *sql;  /* the query that counts it, or NULL */
    bool here;
};
struct head_view {
    const struct record *record;
    id id;
    text title, code;
    LIST(struct tab_view) tabs;
    LIST(struct slot) parts; /* what other capabilities say under the name: see struct head_part */
    bool removed, may_change;
    moment at;        /* absent: now */
};

/* What a capability says under the name of another's record, on every page of its file: a row of its table `heads`. */
struct head_part {
    const struct record *record; /* NULL ends a table */
    /* An empty slot: nothing to say. at: the moment that the page shows, or NO_MOMENT. */
    err (*read)(struct req *q, const void *r, moment at, struct slot *ret);
};
/* Called once for each capability at the start; NULL is allowed. */
void head_register(const struct head_part *table);

/* The head for a record that was loaded; at: the moment that the page shows, or NO_MOMENT. */
err pages_head(struct req *q, const struct record *t, const void *r, moment at, struct head_view *ret);
/* Loads the record of the address's {id} within the caller's scope, with its head. */
err pages_open(struct req *q, const struct record *t, void **ret, struct head_view *ret_head);

/* --- forms ----------------------------------------------------------------------------------------------------------------- */

struct option_view {
    text key, label;
    bool chosen;
};
typedef LIST(struct option_view) option_list;
struct option_group {
    text label;                        /* absent: the options stand by themselves */
    LIST(struct option_view) options;
};
struct input_view {
    const struct field *field;
    text dom;                          /* its id in the page */
    text name, value, hint, error;
    text ref_id;                       /* of a reference: the record that `value` names */
    text find;                         /* of a long code list: where what is typed is looked up */
    const struct word *later;          /* the next state, when the field is needed only there */
    bool needed, area, figure, main;   /* main: of weight now; the others are folded away */
    enum { WIDGET_TEXT, WIDGET_AREA, WIDGET_SELECT, WIDGET_SET, WIDGET_FLAG, WIDGET_DATE, WIDGET_MONTH, WIDGET_REF, WIDGET_FIND } widget;
    LIST(struct option_group) options;
    text chosen;                       /* of a set: the labels that are ticked */
};
struct input_group {
    const struct word *title;
    LIST(struct input_view) inputs;
    size_t folded, faults, wanting;    /* not main; wrong; needed and empty */
    bool unfold, place;                /* a folded one is wrong; it has a longitude and a latitude */
};
/* After a clash: a field that somebody else changed meanwhile. */
struct clash_view {
    const struct field *field;
    text seen, theirs, mine;
    bool both;                         /* the writer changed it too and has to choose: pick.FIELD=mine|theirs */
};
typedef LIST(struct input_group) input_group_list;

struct ask_view {
    text message, id;
    bool said;                         /* the writer has said already that it is another one */
};
struct form_view {
    const struct record *record;
    const void *r;                     /* NULL: a new one */
    input_group_list groups;
    text action, csrf, general;        /* address; message that belongs to no field */
    int64_t version;
    bool clashed;
    text by;                           /* after a clash: who saved meanwhile */
    text when;                         /* to the minute */
    LIST(struct clash_view) clashes;
    size_t faults;
    LIST(struct ask_view) asks;        /* records that the new one may be the same as: the writer says that it is not, and why */
    text reason;
};

/* Reads a posted form into an input: only fields that the form has and the caller may change. Faults are chained. */
err form_read(struct req *q, const struct record *t, const void *old, struct input *ret);

/* The form as it is shown: values of r, or what was typed, with the faults at their fields. */
err form_view(struct req *q, const struct record *t, const void *r, bool posted, err faults, const clash_list *clashes, struct form_view *ret);

/* Both changes side by side, for {{call form_clash(…)}}: fills by, at and clashes; r: as it is now. */
err form_clashes(struct req *q, const void *r, const clash_list *clashes, struct form_view *v);

/* One value for field `f`, as a form's input gives it: a reference may be given by its title. */
err form_value(struct req *q, const struct field *f, text typed, void *values);

/* One field's input on its own. */
err form_one(struct req *q, const struct record *t, const struct field *f, bool posted, err faults, struct input_view *ret);

/* The columns that a list shows, the name first: those asked for (columns=a,b), else those marked in_list. */
void list_columns(struct call *c, const struct record *t, text asked, field_list *ret);

/* A field of a record as a person reads it. */
text view_shown(struct call *c, const struct field *f, const void *r);

/* The length of {{call part_bar(fill)}} (kit/part.html) for tenths of a percent: none below zero or where it is absent, whole beyond a hundred. */
text part_fill(struct arena *a, int64_t tenths);

/* --- list, file, history --------------------------------------------------------------------------------------------------- */

/* A field's conditions: open it, and it is a small form. */
struct chip_view {
    const struct field *field;
    enum { CHIP_PART, CHIP_BOXES, CHIP_NAMES, CHIP_REF, CHIP_MONEY, CHIP_RANGE, CHIP_DATE, CHIP_MONTH, CHIP_FLAG } widget;
    bool set, open;                    /* holds a condition; stands open */
    text shown, without, error;
    text form, plain;                  /* where its form is found when it is opened, and the list with it open for a reader without script */
    text chosen, least, most, part, empty, named;
    LIST(struct option_view) options;
    LIST(struct param) keep;           /* the rest of the address */
};
enum { LIST_NARROW = 5 }; /* the columns behind this one are left out on a telephone */
struct column_view {
    const struct field *field;
    text sort, sorted;
    bool figure;
};
struct choice_view {
    const struct field *field;
    bool chosen;
    text href;
};
struct without_view {
    const struct field *field;
    text href;
    int64_t n;
    bool more;
};
struct saved_view {
    id id;
    text name, query, href;
    bool here;
};
typedef LIST(struct saved_view) saved_view_list;
struct list_view {
    const struct record *record;
    const struct filter *filter;
    row_list rows;
    LIST(struct chip_view) chips;
    LIST(struct choice_view) addable;
    LIST(struct column_view) columns;
    LIST(struct choice_view) choices;  /* of columns: the shown ones in their order, then the others */
    LIST(struct param) keep_search, keep_columns, query_params;
    LIST(struct without_view) without; /* of an empty list: what each condition hides */
    saved_view_list views;
    const struct saved_view *view;     /* the one the reader came by */
    text search, clear, next, prev, first, here, query, totals, export, import, standard, csrf;
    text conditions, choose;           /* where the fields that could be a condition, and those that could be a column, are found */
    int64_t from, to;                  /* numbers of the rows; 0: not known */
    size_t n_columns;
    bool filtered, may_create, may_change, view_changed;
};
struct total_view {
    bool figure, known;
    money sum;
    text label;
};
struct totals_view {
    const struct record *record;
    int64_t count, parts; /* of the count: those whose figures their whole holds */
    bool more;
    LIST(struct total_view) cells;
    text exact;
    const struct word *left_out; /* what of the rows the sums do not add; NULL: all are added */
    bool wan;                    /* all in 万元, else in 亿元 */
};
/* One field changed for many records: which, how many, and once the field is chosen, its input. */
struct bulk_view {
    const struct record *record;
    field_list fields;
    const struct field *field;
    struct input_view input;
    row_list some;
    LIST(struct param) keep;
    text query, back, csrf, error;
    int64_t n;
    bool all;
};
/* A table of a record's children on its page, with the row that is being changed as a form in its place. */
struct section_view {
    const struct record *record;
    text base;                         /* "/projects/17/milestones" */
    text back;                         /* the parent's file, at this table */
    text csrf, said, fault, general;
    field_list columns;
    row_list rows;
    LIST(struct input_view) inputs;    /* of the row in change */
    id editing;                        /* that row; 0: a new one, when there are inputs */
    int64_t version;
    bool may_change;
};
typedef LIST(struct section_view) section_list;

struct file_view {
    const struct record *record;
    const void *r;
    const struct record_head *head;
    struct head_view top;
    text title, csrf;
    group_list groups;
    transition_list moves;
    section_list sections;
    moment at;                         /* absent: now */
    bool may_remove, may_move;
};
struct lack_view {
    text said, href;
};

/* A step of the workflow as a form: its date, its reason, and what is missing for it. */
struct move_view {
    struct head_view top;
    const struct transition *way;
    const struct word *state;
    const char *to;
    text action, csrf, general, reason, reason_fault;
    int64_t version;
    LIST(struct input_view) inputs;
    LIST(struct lack_view) rows;       /* what its children lack */
    size_t faults;
};

struct change_view {
    const struct field *field;
    text before, after;
};
struct history_line {
    const struct history_entry *entry;
    text act, of;                      /* of: the child that it was; absent: the record itself */
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

/* The record of the address, also as it was `?at=` (a day: at its end); *ret_at is absent for now. */
err pages_load_asked(struct req *q, const struct record *t, void **ret, moment *ret_at);
err pages_filter(struct req *q, const struct record *t, const struct params *from, struct filter *ret);
/* The act "NAME.verb" of a record type, and whether the caller's role may run it. */
const struct act *pages_act(const struct record *t, const char *verb); /* NULL when the type has none */
bool pages_may(struct req *q, const struct record *t, const char *verb);
bool pages_may_on(struct req *q, const struct record *t, const char *verb, const void *r); /* … with this record as it is */
err pages_file_view(struct req *q, const struct record *t, struct file_view *ret);
err pages_history_view(struct req *q, const struct record *t, struct history_view *ret);

/* The tables of all child types of a record that was loaded. */
err pages_sections(struct req *q, const struct record *t, const void *r, moment at, section_list *ret);

/* One value for all to see what a state lacks: a sentence and where to mend it. */
typedef LIST(struct lack_view) lack_list;
err pages_lacks(struct req *q, const struct record *t, const void *r, unsigned state, lack_list *ret);

/* Handlers that pages_routes puts into the table; their files are child_pages.c and move_pages.c. */
err section_page(struct req *q, struct out *o);   /* GET  /{plural}/{id}/{children}, …/new, …/{child} */
err section_post(struct req *q, struct out *o);   /* POST …/new, …/{child} */
err section_remove(struct req *q, struct out *o); /* POST …/{child}/remove */
err move_page(struct req *q, struct out *o);      /* GET  /{plural}/{id}/move?to= */
err move_post(struct req *q, struct out *o);
err code_suggest(struct req *q, struct out *o);   /* GET  /suggest/{record}/{field}?q= */

#endif
