/* What the pages of funds show: see fund_view.c. Within src/fund. */
#ifndef DIAODU_FUND_PAGES_H
#define DIAODU_FUND_PAGES_H

#include "fund/fund.h"
#include "kit/pages.h"

/* A sum with its rates, and the lengths of its three bars in per cent of what was issued. */
struct fund_row {
    text key, label, under, href;
    struct fund_position sum;
    text arrived_fill, paid_fill, work_fill;
};
typedef LIST(struct fund_row) fund_row_list;
void fund_row_settle(struct arena *a, struct fund_row *r);

/* /funds: the year's money by kind, place, work and document, within the filter of the address. */
struct funds_view {
    int64_t year;       /* 0: all */
    text kind, works, unit, unit_name;
    date at;            /* absent: now */
    struct fund_row all;
    fund_row_list kinds, places, by_works, batches;
    option_list years, kind_choices, work_choices;
    text up, entries, title;
    bool may_enter, may_issue;
};
err funds_view(struct req *q, struct funds_view *ret);

/* The tab of a document: its projects. */
struct fund_batch_view {
    struct head_view top;
    const struct fund_batch *b;
    struct fund_row all;
    fund_row_list projects;
    money left;
    bool may_issue, more;
};
err fund_batch_view(struct req *q, struct fund_batch_view *ret);

/* The tab of a project: its documents, and the ledger below. */
struct fund_entry_line {
    const struct fund_entry *e;
    text step, other, by;
    bool reversed, may_reverse;
};
struct fund_tab {
    struct head_view top;
    id project;
    date at;
    struct fund_row all;
    fund_row_list lines;
    LIST(struct fund_entry_line) entries;
    bool may_enter, may_issue, more;
};
err fund_tab(struct req *q, struct fund_tab *ret);

/* Reversing an entry: what it is, and why it is taken back. */
struct fund_reverse_view {
    const struct fund_entry *e;
    text step, csrf, fault, reason;
};

#endif
