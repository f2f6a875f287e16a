/* The project file: what others may use. */
#ifndef DIAODU_PROJECT_PROJECT_H
#define DIAODU_PROJECT_PROJECT_H

#include "kit/capability.h"
#include "kit/workflow.h"
#include "project/duplicate.h"

/* The stages, in the order of states[] in project.c; see the workflow table there. */
enum stage {
    ST_PLANNED, ST_RESERVE, ST_PRELIMINARY, ST_NEW_START, ST_CONTINUED, ST_COMPLETED, ST_IN_PRODUCTION, ST_FULL_PRODUCTION, ST_SUSPENDED, ST_WITHDRAWN,
};

/* The stages from this one on in which a field is needed: a project that is withdrawn is asked for nothing, one that was suspended
 * not for what comes after building. */
#define FROM_STAGE(stage) (AT(stage) & ~(1u << ST_WITHDRAWN) & ~((stage) > ST_CONTINUED ? 1u << ST_SUSPENDED : 0u))

struct project {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "project.def"
#undef FIELD
};

extern const struct record project_record;
/* A field by its name, as tables of data ask for it (kit/winter.h); absent when it is neither a text nor a code. */
text project_field(const void *project, const char *name);
/* What a row that belongs to a project repeats of it, so that its own table can be scoped and listed: those of name, works, city, county,
 * lead department and owner that the type has as derived fields. */
void project_place(const struct project *p, const struct record *t, void *r);
/* The same in all rows of a type that a project has, when it has become another: for followers of the project. They make no version. */
bool project_place_same(const struct project *a, const struct project *b);
err project_place_write(struct call *c, const struct project *p, const struct record *t);
extern const struct capability project_capability;
/* The page of a project file and the rows that belong to it (children.h). */
extern const struct capability project_file_capability;

/* Sums of the projects that count: not removed, not withdrawn, not a part of another project. */
struct project_total {
    int64_t count;
    money total_invest, year_plan;
};

/* What one project adds to the sums; the only place that knows. */
struct contribution {
    text city, county, works, stage;
    ref lead;
    int64_t count, total_invest, year_plan;
};
bool project_contribution(const struct project *p, struct contribution *ret);

/* The sums over the caller's scope from the rollup: by city or county (empty: the whole scope), work, stage. */
struct total_line {
    text key;
    struct project_total total;
};
typedef LIST(struct total_line) total_list;
enum total_by { BY_CITY, BY_COUNTY, BY_WORKS, BY_STAGE };
err project_totals_by(struct call *c, enum total_by by, total_list *ret, struct project_total *ret_all);

#include "project/children.h"

/* Which lists a file stands on is kept by another capability, which says so here once at the start. */
void project_lists_by(err (*of)(struct call *c, const struct project *p, codes *ret));
/* So is the light of a file that is being made: written with it, since to write it afterwards costs PostgreSQL an entry in each of forty indexes. */
void project_first_light_by(err (*of)(struct call *c, const struct project *p, code *ret));
/* What the file alone lets guess while a list has never had an edition: a work of the fifteen; 100 million yuan; money of the centre. */
bool project_guess_list(const struct project *p, text list);

struct recompute_result;
#include "project/maturity.h"

/* The figure `missing` of all files as it should be: see kit/missing.h. In the caller's transaction. */
err project_fill_missing(struct call *c);

#endif
