/* The sample province: governments, departments, owners, people, accounts and projects, made up from a seed, the same every time;
 * and the real projects of config/real_projects.csv among them, with their published figures. Every made-up project is marked
 * `sample`, every real one `real`.
 *
 * Telephones: all are of the series 154-xxxx-xxxx, which no operator has been given as far as we know.
 */
#ifndef DIAODU_SAMPLE_SAMPLE_H
#define DIAODU_SAMPLE_SAMPLE_H

#include "kit/call.h"

enum { SAMPLE_PROJECTS = 3500, SAMPLE_MAJOR = 500, SAMPLE_WITH_ROWS = 3500, SAMPLE_LEAST = 100, SAMPLE_MOST = 5000000, SAMPLE_MONTHS = 36, SAMPLE_MONTHS_MOST = 120, SAMPLE_WITH_MONTHS = 10000, SAMPLE_REPORTING = 20000, SAMPLE_SEED = 2022 };

/* The first SAMPLE_WITH_ROWS files have their funds, capacities, milestones and permits; a million files would have ten million. */
struct sample_options {
    int64_t projects; /* project files in all, the real and the major ones among them; 0: SAMPLE_PROJECTS, 500 of them major */
    int months;       /* of plans and reports back from today; 0: SAMPLE_MONTHS up to SAMPLE_WITH_MONTHS projects, else none; −1: none */
    uint64_t seed;    /* 0: SAMPLE_SEED */
    date today;       /* dates are placed around it; ABSENT or 0: the call's today */
};

struct sample_result {
    int64_t projects, real, bodies, people, accounts;
    money total_invest, year_plan; /* of the projects that count: no withdrawn ones, no parts of others */
};

/* Called now and then with how many projects are written. */
typedef void sample_progress(void *data, int64_t done, int64_t total);

/* Fills an empty, migrated database; c is a system call on a writing connection, without a transaction. Refuses one that holds bodies
 * or projects already (E_STATE). Up to 50,000 projects it is one transaction; beyond, several: what was interrupted is refused
 * the next time, and the database has to be made anew. `progress` may be NULL. */
err sample_make(struct call *c, const struct sample_options *o, sample_progress *progress, void *data, struct sample_result *ret);

/* After sample_make: documents and photographs (files_folder: where the store is; NULL: none), a few double codes, and the warnings: those of the
 * past year as they would have been raised, answered and cleared, and today's. */
err sample_extras(struct call *c, const char *files_folder, int64_t projects, uint64_t seed);

/* Is this database a finished sample province? */
err sample_is(struct call *c, bool *ret);

/* Its accounts with their passwords, to be printed; none when it is no sample. A password that was changed is absent. */
struct sample_account {
    text login, name, password;
    struct word role;
    text body;
};
typedef LIST(struct sample_account) sample_account_list;
err sample_accounts(struct call *c, sample_account_list *ret);

#endif
