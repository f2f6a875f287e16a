/* What the pages of an import show: made by task_pages.c, task_columns.c and task_check.c for task.html. */
#ifndef DIAODU_KIT_IMPORT_TASK_VIEWS_H
#define DIAODU_KIT_IMPORT_TASK_VIEWS_H

#include "kit/import/task.h"
#include "kit/import/task_rows.h"
#include "kit/pages.h"

/* On every page: which import, which step. */
struct task_view {
    struct import_task *task;
    text base, csrf, error; /* base: "/projects/import/12" */
    int step;               /* 1 … 4 */
    int reached;            /* the last step that may be opened */
};

struct upload_view {
    const struct record *record;
    text base, csrf, error;
    task_list mine;
};

struct preview_cell {
    text t;
    bool figure;
};
struct preview_row {
    int64_t number;
    bool head, hidden;
    LIST(struct preview_cell) cells;
};
struct sheet_choice {
    text name;
    bool hidden, chosen;
};
struct encoding_choice {
    text key;
    bool chosen;
};
struct sheet_view {
    struct task_view v;
    LIST(struct sheet_choice) sheets;
    LIST(struct encoding_choice) encodings; /* empty: not a text file */
    text encoding;
    LIST(text) letters;
    LIST(struct preview_row) rows;
    int64_t head_from, head_to, rows_expected;
    bool skip_hidden;
    text why;
};

struct field_group {
    const struct word *title;
    field_list fields;
};
typedef LIST(struct field_group) field_group_list;
struct column_row {
    int column;
    text letter, title, examples[3];
    const struct field *field, *guessed;
    int score;
    const struct word *why;
    text unit, stated, label, values;
    enum { DATES_AS_THEY_ARE, DATES_DAY, DATES_MONTH } dates;
    int month_as;
    bool faulty;
};
struct extra_row {
    size_t n;
    int column;
    const struct field *field;
    text label;
};
struct constant_row {
    size_t n;
    const struct field *field;
    text value;
};
struct key_choice {
    text key, label;
    bool chosen;
};
struct gone_row {
    const struct field *field;
    text head;
};
struct columns_view {
    struct task_view v;
    LIST(struct column_row) columns;
    LIST(struct extra_row) extras;
    LIST(struct constant_row) constants;
    LIST(struct key_choice) keys;
    LIST(struct gone_row) gone; /* of the mapping, not in this file */
    field_group_list fields;
    mapping_list kept;
    text name;
    size_t used;
};

struct unknown_row {
    size_t n;
    const struct field *field;
    text text, near_key, near_label;
    int64_t count;
    bool ambiguous, body, create;
    text typed; /* what the person gave, when the form comes back with a fault */
    LIST(struct option_view) options;
};
struct side_row {
    const struct field *field;
    text row, first, second;
};
struct conflict_row {
    size_t n;
    int64_t row;
    text title, said, first, second, first_title, second_title, how, reason;
    LIST(struct side_row) sides;
};
/* Whether a conflict was settled as "record:KEY". */
static inline bool is_record(text how, text key)
{
    text of;

    return text_eqz(text_cut(how, ':', &of), "record") && text_eq(of, key);
}
struct count_row {
    int64_t row, stated, read;
    text said;
};
struct check_view {
    struct task_view v;
    struct job_line *job; /* the last one; NULL: none */
    bool checked;         /* there is an outcome */
    int64_t rows, created, updated, unchanged, refused, doubt, repeated, hidden, totals, notes, groups, heads,
        conflicts_n, unknown_n;
    LIST(struct count_row) counts;
    LIST(struct unknown_row) unknown;
    LIST(struct conflict_row) conflicts;
    bool may_create_bodies, bodies;
    LIST(struct option_view) kinds;
    text unit;
};

struct change_row {
    const struct field *field;
    text before, after;
};
struct doubt_row {
    text place, head, text, why;
};
struct outcome_row {
    int64_t number;
    text outcome, title, href, refused;
    LIST(struct change_row) changes;
    LIST(struct doubt_row) cells;
};
struct show_tab {
    text name, href;
    const struct word *word;
    int64_t n;
    bool here;
};
struct rows_view {
    struct task_view v;
    bool done;
    LIST(struct show_tab) tabs;
    LIST(struct outcome_row) rows;
    text next, first, marked, marked_refused;
    int64_t total;
};

/* --- what the pages share -------------------------------------------------------------------------------------------------------- */

/* The task of the address, with the view every page has. */
err task_begin(struct req *q, int step, struct import_task *ret, struct task_view *ret_view);
/* Keeps it, in a writing transaction of its own; with a kind, starts that job on it. */
err task_keep(struct req *q, struct import_task *t, const struct job_kind *kind);

/* The first rows of the chosen sheet and its head. */
struct task_looked {
    struct sheet *sheet;
    struct sheet_row rows[HEAD_LOOK];
    size_t n;
    struct head head;
};
err task_open_sheet(struct req *q, const struct import_task *t, const struct task_look *l, struct task_looked *ret);

/* What import_json said: a number, a text, {"zh": …, "en": …} or a plain text, a value as a person reads it. */
struct json;
void said_int(const struct json *j, const char *key, int64_t *ret);
text said_text(const struct json *j, const char *key);
text said_why(const struct json *j, const char *key, enum lang lang);
text said_shown(struct call *c, const struct record *t, const struct field *f, const struct json *j);

err page_task_columns(struct req *q, struct out *o);
err post_task_columns(struct req *q, struct out *o);
err post_task_mapping(struct req *q, struct out *o);
err page_task_mapping_json(struct req *q, struct out *o);
err page_task_check(struct req *q, struct out *o);
err post_task_check(struct req *q, struct out *o);
err post_task_write(struct req *q, struct out *o);
err page_task_rows(struct req *q, struct out *o);
err page_task_marked(struct req *q, struct out *o);

/* The routes of one record type's imports, added to pages_routes. */
void task_routes(struct arena *a, const struct record *t, route_list *v);

#endif
