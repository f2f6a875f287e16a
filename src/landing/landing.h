/* The page after signing in: what needs this person now, by role. Officers and inspectors get what is due, late, lacking or in
 * doubt in their scope (work.c); owners their own files with the next step (owner.c); leaders the sums and what changed this
 * week (overview.c); administrators and auditors the state of accounts and of the log (admin.c). Every figure opens the list
 * behind it. What is counted is counted up to TASKS_MOST, over indexes that hold only such files (schema/0060).
 */
#ifndef DIAODU_LANDING_LANDING_H
#define DIAODU_LANDING_LANDING_H

#include "kit/capability.h"
#include "kit/waiting.h"
#include "kit/web.h"
#include "project/project.h"

extern const struct capability landing_capability;

enum { TASKS_MOST = WAITING_MOST, TASK_ROWS = WAITING_ROWS, CHANGES = 8 };

/* --- sums and changes: beside the work, or the page itself ------------------------------------------------------------------ */

struct landing_row {
    text label, href;
    struct project_total total;
};
struct landing_table {
    LIST(struct landing_row) rows;
};
struct landing_change {
    id id;
    text name, by, stage, when;
    moment at;
};
typedef LIST(struct landing_change) landing_changes;
struct landing_overview {
    date today;
    text body, name;
    struct project_total all;
    struct landing_table stages, places, works;
    landing_changes recent, moves;
    waiting_list waiting; /* on the leader's page */
    int64_t opened; /* files opened this week, up to TASKS_MOST */
    bool may_create;
};
err landing_read_overview(struct req *q, bool works, struct landing_overview *ret);
err landing_show_overview(struct req *q, struct out *o);

/* --- what needs doing --------------------------------------------------------------------------------------------------------- */

struct task_row {
    id id;
    text name, division, who, href, to; /* to: what the button opens */
    int64_t n;
};
struct task_kind;
struct task_list {
    const struct task_kind *kind;
    LIST(struct task_row) rows;
    int64_t count; /* TASKS_MOST + 1: more */
    text href;
};
struct work_view {
    struct landing_overview over;
    waiting_list waiting;
    LIST(struct task_list) lists;
    LIST(const struct word *) clear; /* what there is none of */
    bool acts;
};
err landing_show_work(struct req *q, struct out *o);

/* What a kind of task says on the page. */
struct task_kind {
    const char *key;
    struct word title, why, act;
    const char *by, *where; /* SQL: the column that n is and that orders them; which they are */
    const char *href,
        *to; /* the list behind it, "%s" the month before this one; what the button opens behind the file's address */
    bool month;              /* n is a month */
    const struct word *said; /* the line under the name: {month}, {n} */
    const char *of;   /* what the rows are, when not projects: a record type's name; who may see none gets none */
    const char *rows; /* … and their SQL */
};

/* --- an owner's files ------------------------------------------------------------------------------------------------------------ */

struct own_row {
    id id;
    text name, stage, next, needs;
    int64_t missing;
};
struct own_view {
    struct landing_overview over;
    waiting_list waiting;
    LIST(struct own_row) rows;
    bool more;
};
err landing_show_own(struct req *q, struct out *o);

/* --- accounts and the log ---------------------------------------------------------------------------------------------------------- */

struct count_view {
    const struct word *label, *hint;
    int64_t n;
    text href;
    bool state; /* red when there are any */
};
struct event_view {
    moment at;
    text who, what, detail;
};
struct admin_view {
    date today;
    const struct word *heading, *events_title;
    LIST(struct count_view) counts;
    LIST(struct event_view) events;
    text all;
    bool may_create;
};
err landing_show_admin(struct req *q, struct out *o);
err landing_show_auditor(struct req *q, struct out *o);

#endif
