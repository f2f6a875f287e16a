/* What the pages of reports show. Within src/report. */
#ifndef DIAODU_REPORT_PAGES_H
#define DIAODU_REPORT_PAGES_H

#include "kit/pages.h"
#include "kit/waiting.h"
#include "report/ask.h"

extern const struct waiting_source report_waits[];
extern const struct route report_routes[];

enum { SITTING_MOST = 24 * 3600 }; /* seconds: who left the page open overnight was not filling it in */

/* --- doubts ------------------------------------------------------------------------------------------------------------------- */

struct ready_view {
    text key, label;
    bool chosen;
};
struct doubt_view {
    text key, title, said, figures;
    text answer, words; /* as said; what was typed */
    LIST(struct ready_view) ready;
    bool refuse, answered;
};
typedef LIST(struct doubt_view) doubt_list;
/* All doubts of a report with the answers given. */
void doubts_view(struct call *c, const struct report_doubts *d, text answers, doubt_list *ret);
struct doubt_view doubt_view(struct call *c, const struct check_verdict *v, text answers);

/* --- the form ------------------------------------------------------------------------------------------------------------------- */

struct entry_view {
    const struct field *field;
    text name, value, shown, before, fault, theirs;
    text ledger;   /* what the ledger of funds has of the month; absent: nothing */
    LIST(struct option_view) options;
    doubt_list doubts;
    bool figure, area, changed, returned, flag;
};
/* One photograph that is asked for; see photo.c. */
struct photo_ask {
    const char *occasion;
    text said, href; /* where it is added */
    id warning;      /* the one whose rectification it shows; 0: none */
};
typedef LIST(struct photo_ask) photo_ask_list;
err report_photos(struct call *c, const struct report_basis *b, const struct report *r, photo_ask_list *ret);

struct report_form {
    const struct project *project;
    const struct report *r;
    const struct report_basis *basis;
    month month, next;
    text csrf, action, to, receiver, due, saved, general, key;
    int64_t version, opened, rate, account; /* rate: tenths of a percent of the year's plan; ABSENT: no plan */
    money year_now;
    number hours, minutes; /* until the limit, when it is near */
    bool returned, correction, may_send, late, put;
    photo_ask_list photos;
    const struct form_view *clash;          /* somebody else saved meanwhile; NULL: nobody */
    struct entry_view main[3];
    LIST(struct entry_view) rest;
    struct entry_view reason;
    size_t faults;
};

/* The answers that the form gives to what is asked of `typed`; their inputs are named "answer.PREFIXcheck", "why.PREFIXcheck". */
void report_read_answers(struct req *q, const struct report_basis *b, struct report *typed, text prefix);

/* The open way onwards for this caller: to the level above; NULL: none. */
const struct transition *report_way_on(const struct call *c, const struct report *r);

err report_page_form(struct req *q, struct out *o);
err report_post_form(struct req *q, struct out *o);
err report_put_form(struct req *q, struct out *o);

/* --- forty at once ---------------------------------------------------------------------------------------------------------------- */

struct grid_line {
    struct grid_row *row;
    const struct project *project;
    const struct report_basis *basis;
    const struct report *r;
    text state, href;
    money year_now;
    int64_t rate;
    doubt_list doubts;
    size_t open;          /* questions without an answer */
    bool returned, quiet; /* quiet: nothing at its side */
};
struct report_grid {
    LIST(struct grid_line) lines;
    LIST(const struct field *) columns;
    month month;
    text csrf, action, next, first, note, why;
    int64_t opened, filled, sent, empty, faults, asked;
    bool restarted; /* rows were saved: `opened` is now */
};

err report_page_grid(struct req *q, struct out *o);
err report_post_grid(struct req *q, struct out *o);
err report_put_grid(struct req *q, struct out *o);

/* --- a project's months, one report, worklists ----------------------------------------------------------------------------------- */

struct month_view {
    month month;
    money planned, reported;
    number percent;
    id report;
    text state, href, act;
    moment submitted_at;
    bool late, due, accepted;
};
struct months_view {
    const struct project *project;
    LIST(struct month_view) months;
    text why;
    month now;
    bool may_report;
};
struct line_view {
    const struct field *field;
    text now, before;
    bool changed;
};
struct step_view {
    const struct word *word;
    text at;
};
struct report_view {
    const struct report *r;
    const struct project *project;
    struct report_basis basis;
    LIST(struct line_view) lines;
    doubt_list doubts;
    LIST(struct step_view) steps;
    LIST(struct option_view) fields; /* that a return may name */
    LIST(const struct transition *) moves;
    const struct transition *pass, *back, *take;
    text csrf, state, why, return_field, general, reason;
    money year_now, total_now;
    int64_t rate;
    bool may_correct, may_edit, next;
};
struct todo_row {
    id id;
    text name, place, said, doubt;
    money invest, before, planned;
    number percent, percent_before;
    month month;
    moment submitted_at;
    size_t doubts;
    bool late;
};
struct review_view {
    LIST(struct todo_row) rows;
    month month;
    text csrf, why, fault, to;
    size_t clear;
    bool more;
};
struct due_unit {
    text key, label, href;
    int64_t owed, sent, county, city, accepted, late;
};
struct due_row {
    id project, report;
    text name, owner, place, state, act;
    int64_t hours;
    bool returned;
};
struct due_view {
    month month;
    text csrf;
    LIST(struct due_unit) units;
    LIST(struct due_row) rows;
    LIST(text) whys;
    struct due_unit all;
    bool more, late, may_report, may_grant;
};

err report_page_months(struct req *q, struct out *o);
err report_page_one(struct req *q, struct out *o);
err report_post_pass(struct req *q, struct out *o);
err report_page_review(struct req *q, struct out *o);
err report_post_review(struct req *q, struct out *o);
err report_page_due(struct req *q, struct out *o);

/* What waits for the caller's level, oldest first: these columns of report r, or how many. */
err report_waiting(struct call *c, month now, const char *columns, int64_t most, bool count, struct query *ret);

/* Tenths of a percent; ABSENT without a divisor. */
int64_t report_rate(money part, money whole);

#endif
