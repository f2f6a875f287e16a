/* Every capability of the program has a line here. */
#include "capabilities.h"

#include "account/account.h"
#include "base/log.h"
#include "burden/burden.h"
#include "cockpit/cockpit.h"
#include "file/file.h"
#include "fund/fund.h"
#include "help/help.h"
#include "kit/follow.h"
#include "kit/import/task.h"
#include "kit/job_pages.h"
#include "kit/lists.h"
#include "kit/live.h"
#include "kit/pages.h"
#include "kit/waiting.h"
#include "landing/landing.h"
#include "list/list.h"
#include "progress/progress.h"
#include "project/project.h"
#include "reserve/reserve.h"
#include "target/target.h"
#include "twin/twin.h"
#include "warning/warning.h"

#include <sodium.h>

/* In the order in which followers run: what adds up stands behind what it adds. */
const struct capability *const capabilities[] = {
    &job_capability,
    &account_capability,
    &project_capability,
    &project_file_capability,
    &file_capability,
    &twin_capability,
    &reserve_capability,
    &plan_capability,
    &list_capability,
    &report_capability,
    &progress_capability,
    &target_capability,
    &fund_capability,
    &warning_capability,
    &landing_capability,
    &cockpit_capability,
    &burden_capability,
    &help_capability,
    NULL,
};

enum { RECORDS_MOST = 100, ACTS_MOST = 1000, JOBS_MOST = 200 };
static const struct record *all_records[RECORDS_MOST];
static const struct act *all_acts[ACTS_MOST];
/* Imports serve every record type and so belong to no capability. */
static const struct job_kind *all_jobs[JOBS_MOST] = {&task_check_job, &task_write_job};

static void refuse_faults(size_t n)
{
    struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < n; i++) {
        const char *fault = record_fault(all_records[i], a);
        if (fault) {
            log_error("%s", fault);
            abort();
        }
    }
    arena_free(a);
}

void capabilities_start(void)
{
    static bool done;
    size_t n_records = 0, n_acts = 0, n_jobs = 2;

    if (done)
        return;
    done = true;
    if (sodium_init() < 0)
        abort();
    lists_start();
    for (const struct capability *const *c = capabilities; *c; c++) {
        for (const struct record *const *r = (*c)->records; r && *r && n_records < RECORDS_MOST; r++)
            all_records[n_records++] = *r;
        for (const struct act *const *x = (*c)->acts; x && *x && n_acts < ACTS_MOST; x++)
            all_acts[n_acts++] = *x;
        act_notes_register((*c)->notes);
        follow_register((*c)->followers);
        live_register((*c)->topics);
        head_register((*c)->heads);
        waiting_register((*c)->waiting);
        for (const struct job_kind *const *j = (*c)->jobs; j && *j && n_jobs < JOBS_MOST; j++)
            all_jobs[n_jobs++] = *j;
        if ((*c)->start)
            (*c)->start();
    }
    record_register(all_records, n_records);
    act_register(all_acts, n_acts);
    job_register(all_jobs, n_jobs);
    refuse_faults(n_records);
}
