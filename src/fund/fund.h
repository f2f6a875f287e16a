/* Funds (§1.3, §4.4): documents that issue money, and the ledger of what became of it. What others may use. */
#ifndef DIAODU_FUND_FUND_H
#define DIAODU_FUND_FUND_H

#include "fund/ledger.h"
#include "kit/capability.h"
#include "project/project.h"

/* Who issues and recalls. */
#define WHO_FUNDS (ROLE_DRC | ROLE_LEAD | ROLE_SYSTEM)

#define FIELD(type, name, ...) type name;
struct fund_batch {
    struct record_head head;
#include "fund/fund_batch.def"
};
struct fund_entry {
    struct record_head head;
#include "fund/fund_entry.def"
};
#undef FIELD

extern const struct record fund_batch_record, fund_entry_record;
extern const struct capability fund_capability;

/* The step of a code; FUND_STEPS when it is none. */
enum fund_step fund_step_of(code step);
/* The code of a step. */
code fund_step_code(enum fund_step step);

/* What a project has of one document, as it was known at a moment (NO_MOMENT: now). */
struct fund_line {
    id batch;
    code kind;
    text doc_no, title;
    date issued_on; /* the first day of an issue to this project */
    date diverted_on;
    struct fund_position sum;
};
typedef LIST(struct fund_line) fund_line_list;
err fund_lines(struct call *c, id project, moment known, fund_line_list *ret);
/* The same of the projects whose keys lie from … to: list_of says where those of a project go; NULL: nowhere. */
err fund_lines_between(struct call *c, id from, id to, moment known, fund_line_list *(*list_of)(void *data, id project), void *data);

#endif
