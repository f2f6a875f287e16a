/* Rules of lists as records, made ready to judge. Within src/list. */
#ifndef DIAODU_LIST_RULE_H
#define DIAODU_LIST_RULE_H

#include "list_rules.h"
#include "own.h"

struct list_rule {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "list/rule.def"
#undef FIELD
};
struct list_condition {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "list/condition.def"
#undef FIELD
};
extern const struct record list_rule_record, list_condition_record;
extern const struct codelist list_rule_states, list_rule_ops;
extern struct codelist list_rule_fields;
extern const struct act list_rule_create, list_rule_change, list_rule_move, list_rule_pick, list_condition_create, list_condition_change, list_condition_remove;
enum list_rule_state { RULE_DRAFT, RULE_ADOPTED };

void list_rules_start(void);

/* A rule for a year: what is judged, which fields of the file it asks for, and its conditions as they are said. */
enum { RULE_FACTS_MOST = RULE_CONDITIONS_MOST + 1 };
struct ready_rule {
    struct list_rules rules;
    const struct field *facts[RULE_FACTS_MOST];
    size_t n_facts;
    const struct list_condition *said[RULE_CONDITIONS_MOST]; /* beside rules.v */
    int64_t year;
};
err list_rule_ready(struct call *c, const child_list *conditions, int64_t year, struct ready_rule *ret);

/* The rule of a list in force on a day; NULL when there is none. Its conditions. */
err list_rule_in_force(struct call *c, text list, date day, struct list_rule **ret);
err list_rule_conditions(struct call *c, id rule, child_list *ret);

/* The facts of a file that is loaded. */
void list_rule_facts(const struct ready_rule *r, const struct project *p, struct rule_value *facts);

/* A condition with the file's own value: "总投资 ≥ 1亿元（项目为 2.3亿元）". */
text list_condition_said(struct arena *a, const struct ready_rule *r, size_t at, bool strategic, enum lang lang);
text list_fact_said(struct arena *a, const struct field *f, struct rule_value v, enum lang lang);
/* Why it is in, or what keeps it out, in one line. */
text list_verdict_said(struct arena *a, const struct ready_rule *r, const struct rule_verdict *v, const struct rule_value *facts, enum lang lang);

/* --- trying out -------------------------------------------------------------------------------------------------------------------- */

enum { TRIAL_ROWS = 200 };
struct trial_row {
    id project;
    text name, why;
};
struct trial_reason {
    text said;
    int64_t n;
};
typedef LIST(struct trial_row) trial_rows;
typedef LIST(struct trial_reason) trial_reasons;
struct trial {
    int64_t looked, in, more, fewer; /* more, fewer: than the edition compared with */
    id edition;                      /* that edition; 0: none yet */
    text edition_name;
    money total_in;
    trial_rows rows_more, rows_fewer; /* the first TRIAL_ROWS of each */
    trial_reasons by, because;        /* those in by alternative; those of the edition that are out by what keeps them out */
};
/* One pass over the files within the scope; writes nothing. */
err list_rule_try(struct call *c, const struct ready_rule *r, text list, struct trial *ret);
/* The same pass, telling of each that is in. */
err list_rule_each(struct call *c, const struct ready_rule *r, err (*in)(struct call *c, id project, text why, void *data), void *data);

#endif
