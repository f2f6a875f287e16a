/* The sums anew from the raw plans, reports and files, some hundred projects at a time: what every project adds is said by the same
 * functions that acts use. For `diaodu recompute [--check]`.
 */
#include "kit/recompute.h"

#include "progress.h"
#include "progress/own.h"
#include "progress/slip.h"
#include "progress/sums.h"

/* A project with what it has, in the order of ids. */
struct gathered {
    struct project *p;
    plan_facts_list plans;
    report_facts_list reports;
    LIST(struct kept_month) kept;
};
typedef LIST(struct gathered) gathered_list;

/* Rows come in the order of projects: the next one is here or further on. */
static struct gathered *find(gathered_list *l, size_t *at, int64_t project)
{
    while (*at < l->n && l->v[*at].p->head.id.n < project)
        ++*at;
    return *at < l->n && l->v[*at].p->head.id.n == project ? &l->v[*at] : NULL;
}

static err read_facts(struct call *c, int64_t from, int64_t to, gathered_list *l)
{
    CLEAN(query_close) struct query plans = {0}, reports = {0};
    struct facts_span span = {{from}, {to}, NO_MONTH, NO_MONTH, NO_MOMENT};
    struct plan_facts p;
    struct report_facts r;
    size_t at = 0;
    id project;

    TRY(plan_facts_open(&plans, c, &span));
    while (plan_facts_next(&plans, &project, &p)) {
        struct gathered *g = find(l, &at, project.n);
        if (g)
            list_push(&g->plans, c->arena) = p;
    }
    TRY(query_end(&plans));
    at = 0;
    TRY(report_facts_open(&reports, c, &span));
    while (report_facts_next(&reports, &project, &r)) {
        struct gathered *g = find(l, &at, project.n);
        if (g)
            list_push(&g->reports, c->arena) = r;
    }
    return query_end(&reports);
}

static err read_kept(struct call *c, int64_t from, int64_t to, gathered_list *l)
{
    CLEAN(query_close) struct query q = {0};
    struct kept_month m = {0};
    int64_t project;
    size_t at = 0;

    TRY(kept_months_between(&q, c, from, to));
    while (next_kept_month(&q, &project, &m)) {
        struct gathered *g = find(l, &at, project);
        if (g)
            list_push(&g->kept, c->arena) = m;
    }
    return query_end(&q);
}

static err read_batch(struct call *c, const found_records *files, gathered_list *l)
{
    int64_t from = record_head(files->v[0])->id.n, to = record_head(files->v[files->n - 1])->id.n;

    for (size_t i = 0; i < files->n; i++)
        list_push(l, c->arena) = (struct gathered){.p = files->v[i]};
    TRY(read_facts(c, from, to, l));
    return read_kept(c, from, to, l);
}

/* --- the months themselves, and where each project stands this year ------------------------------------------------------------------ */

struct mending {
    bool check;
    struct recompute_result *ret;
};

static void note_wrong(struct call *c, struct mending *m, const struct project *p, const char *what)
{
    recompute_wrong(c, m->ret, "project %lld %s", (long long)p->head.id.n, what);
}

static bool same_place(const struct kept_month *k, const struct project *p)
{
    return text_eq(k->works.t, p->works.t) && text_eq(k->city.t, p->city.t) && text_eq(k->county.t, p->county.t) &&
           k->lead_department.n == p->lead_department.n && k->owner.n == p->owner.n;
}

/* A month that plans and reports no longer tell of is kept as an empty one. */
static void add_emptied(struct call *c, const struct gathered *g, line_list *lines)
{
    for (size_t i = 0; i < g->kept.n; i++)
        progress_empty_line(c->arena, g->kept.v[i].s.line.month, lines);
}

static int64_t plus(int64_t sum, money m)
{
    return is_absent(m.yuan) ? sum : (is_absent(sum) ? 0 : sum) + m.yuan;
}

static err mend_standing(struct call *c, const struct gathered *g, const line_list *lines, struct mending *m)
{
    month now = month_of(c->today), first = {now.n - now.n % 12};
    int64_t plan = ABSENT, done = ABSENT;
    text state = NO_TEXT;

    for (size_t i = 0; i < lines->n; i++) {
        const struct month_line *l = &lines->v[i];
        if (l->month.n < first.n || l->month.n > now.n)
            continue;
        plan = plus(plan, l->planned);
        done = plus(done, l->reported);
        state = l->month.n == now.n ? l->report_state.t : state;
    }
    if (g->p->plan_now.yuan == plan && g->p->done_now.yuan == done && text_eq(g->p->report_state.t, state))
        return NULL;
    note_wrong(c, m, g->p, "standing");
    return m->check ? NULL : progress_standing(c, g->p);
}

/* What a month adds to the sums, as it should be: by its plans and reports, and by what is owed. */
static void add_month(struct call *c, const struct place_key *key, const struct month_line *l, const struct kept_month *kept)
{
    struct stored_line s = {*l, kept && kept->s.owed, kept ? kept->s.due_at : NO_MOMENT};
    struct measures m = measures_of_line(&s);

    add_measures(c, key, l->month, &m, 1);
    add_due(c, key, &s, 1);
}

/* One project: its months against what plans and reports come to, and what all of it adds to the sums. */
static err mend_one(struct call *c, struct gathered *g, struct mending *m)
{
    struct place_key key = place_key_of(g->p);
    line_list lines = {0};
    bool moved = false;
    size_t at = 0;

    progress_lines(c->arena, &g->plans, &g->reports, &lines);
    add_emptied(c, g, &lines);
    for (size_t i = 0; i < lines.n; i++) {
        const struct month_line *l = &lines.v[i];
        bool there = at < g->kept.n && g->kept.v[at].s.line.month.n == l->month.n; /* both in the order of months */
        const struct kept_month *kept = there ? &g->kept.v[at++] : NULL;
        m->ret->rows++;
        add_month(c, &key, l, kept);
        if (kept && same_line(&kept->s.line, l) && same_place(kept, g->p))
            continue;
        note_wrong(c, m, g->p, "month");
        if (!m->check)
            TRY(write_line(c, g->p, l, kept && kept->s.owed));
        moved |= kept && !same_place(kept, g->p);
    }
    if (moved && !m->check)
        TRY(write_months_place(c, g->p));
    add_dates(c, &key, g->p, 1);
    add_stock(c, &key, g->p, 1);
    return mend_standing(c, g, &lines, m);
}

static err mend_months(struct call *c, const found_records *files, bool check, struct recompute_result *ret)
{
    struct mending m = {check, ret};
    gathered_list l = {0};

    TRY(read_batch(c, files, &l));
    for (size_t i = 0; i < l.n; i++)
        TRY(mend_one(c, &l.v[i], &m));
    return NULL;
}

const struct recompute progress_recomputes[] = {
    {.name = "project_month", .label = L("项目各月及其汇总", "Months of projects and their sums"), .tables = {&measure_table, &stock_table, &due_table},
     .of = &project_record, .part = mend_months},
    {.name = "project_lists", .label = L("项目所属清单", "Lists of projects"), .of = &project_record, .part = mend_lists},
    {.name = "slip", .label = L("工期和投资的变化", "Slips of projects"), .mend = slip_mend},
    {0},
};
