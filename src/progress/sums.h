/* What a project's months add to the sums: the only place that knows. Within src/progress. */
#ifndef DIAODU_PROGRESS_SUMS_H
#define DIAODU_PROGRESS_SUMS_H

#include "kit/ripple.h"
#include "progress/progress.h"

extern const struct ripple_table measure_table, stock_table, due_table;

/* Where a project counts: its units, its work, its set of lists. `counts` false: nowhere (removed, withdrawn, a part of another). */
struct place_key {
    bool counts;
    text city, county, works, lists;
    bool owes;                 /* its reports are asked for, also when it counts nowhere: a part of another; not what was removed */
    text due_city, due_county; /* where */
};
struct place_key place_key_of(const struct project *p);

/* A stored month with what is not derived: whether a report is owed. */
struct stored_line {
    struct month_line line;
    bool owed;
    moment due_at; /* absent: no limit was set */
};

/* What one stored month adds. */
struct measures measures_of_line(const struct stored_line *l);

/* Adds `sign` times the sums at every unit, work and all works of the key. */
void add_measures(struct call *c, const struct place_key *k, month m, const struct measures *sums, int sign);
/* A month for which a report is owed, among those due. */
void add_due(struct call *c, const struct place_key *k, const struct stored_line *l, int sign);
/* Starts and completions, planned and actual, by the project's own dates. */
void add_dates(struct call *c, const struct place_key *k, const struct project *p, int sign);
void add_stock(struct call *c, const struct place_key *k, const struct project *p, int sign);

#endif
