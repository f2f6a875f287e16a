/* What the engine is told about a project: out of its plans, reports, milestones and its own file, now or as they were known on a day. */
#include "own.h"

#include "base/log.h"
#include "kit/data.h"
#include "kit/winter.h"
#include "report/report.h"

#include <pthread.h>

enum { FIRST_YEAR = 2010, YEARS = 40, CACHED = YEARS * 12, GROUND_MOST = 16 << 20 };

static struct {
    struct warning_packs packs;
    struct winters winters;
    struct {
        date due, closes;
    } round[CACHED]; /* by month since January of FIRST_YEAR */
} ground;

static err read_ground(struct arena *a)
{
    TRY(warning_packs_shipped(a, &ground.packs));
    TRY(winters_read(a, data_file("winter.csv"), data_file("work_kinds.csv"), &ground.winters));
    for (int i = 0; i < CACHED; i++) {
        struct round_limit due, closes;
        month m = {FIRST_YEAR * 12 + i};
        ground.round[i].due = round_limit(report_rounds(), report_calendar(), STEP_OWNER, m, &due) ? due.day : NO_DATE;
        ground.round[i].closes = round_limit(report_rounds(), report_calendar(), STEP_CLOSE, m, &closes) ? closes.day : NO_DATE;
    }
    return NULL;
}

static void make_ground(void)
{
    struct arena *a = arena_forever(GROUND_MOST);
    err e = read_ground(a);

    if (!e)
        return;
    log_error("%.*s", TEXT_ARG(error_whole(a, e, LANG_EN)));
    abort();
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

const struct warning_packs *warning_packs(void)
{
    pthread_once(&once, make_ground);
    return &ground.packs;
}

/* --- months ---------------------------------------------------------------------------------------------------------------------- */

static enum site_state site_of(code c)
{
    static const char *const keys[] = {"", "not_started", "working", "winter", "stopped", "finished"};

    for (size_t i = 1; i < COUNT(keys); i++)
        if (text_eqz(c.t, keys[i]))
            return (enum site_state)i;
    return SITE_UNKNOWN;
}

static enum line_state state_of(const struct month_line *l)
{
    if (!is_absent(l->accepted_at.ms))
        return LINE_ACCEPTED;
    if (!is_absent(l->submitted_at.ms))
        return LINE_SUBMITTED;
    return text_eqz(l->report_state.t, "returned") ? LINE_RETURNED : LINE_NONE;
}

/* The edition of a year in force at a moment. */
static const struct plan_facts *plan_at(const plan_facts_list *plans, int64_t year, moment at)
{
    const struct plan_facts *best = NULL;

    for (size_t i = 0; i < plans->n; i++) {
        const struct plan_facts *p = &plans->v[i];
        if (p->year == year && p->confirmed_at.ms <= at.ms && (!best || p->seq > best->seq))
            best = p;
    }
    return best;
}

static money planned_through(const struct plan_facts *p, int months)
{
    money sum = {0};

    for (int i = 0; i < months; i++)
        sum.yuan += is_absent(p->m[i].yuan) ? 0 : p->m[i].yuan;
    return sum;
}

static void add_plan(const plan_facts_list *plans, struct warning_line *l, date today)
{
    int64_t year = month_year(l->month);
    const struct plan_facts *now = plan_at(plans, year, (moment){INT64_MAX}), *then;

    if (!now)
        return;
    l->year_planned = planned_through(now, 12);
    if (is_absent(l->closes.days) || l->closes.days >= today.days)
        return;
    then = plan_at(plans, year, date_start((date){l->closes.days + 1}));
    if (!then || then == now)
        return;
    l->then_planned = planned_through(then, (int)(l->month.n % 12) + 1);
    l->then_year = planned_through(then, 12);
}

static struct warning_line line_from(const struct month_line *m, const plan_facts_list *plans, date today)
{
    struct warning_line l = {.month = m->month, .planned = m->planned, .baseline = m->baseline, .year_planned = NO_MONEY, .then_planned = NO_MONEY,
                             .then_year = NO_MONEY, .reported = m->reported, .accepted = m->accepted, .arrived = m->arrived, .paid = m->paid,
                             .percent = m->percent, .same_text = NO_FLAG, .site = site_of(m->site), .state = state_of(m), .due = NO_DATE,
                             .closes = NO_DATE, .submitted = is_absent(m->submitted_at.ms) ? NO_DATE : date_of(m->submitted_at)};
    int64_t at = m->month.n - FIRST_YEAR * 12;

    if (at >= 0 && at < CACHED)
        l.closes = ground.round[at].closes;
    add_plan(plans, &l, today);
    return l;
}

/* The months for which a report is owed, and by when: the day of the round, or of a late permission. */
static void add_due(const struct known *k, struct warning_line *v, size_t n)
{
    for (size_t i = 0; i < k->owed.n; i++) {
        month m = k->owed.v[i].month;
        moment due = k->owed.v[i].due_at;
        int64_t at = n ? m.n - v[0].month.n : -1, cached = m.n - FIRST_YEAR * 12;
        if (at < 0 || at >= (int64_t)n || cached < 0 || cached >= CACHED)
            continue;
        v[at].due = ground.round[cached].due;
        if (!is_absent(due.ms) && date_of((moment){due.ms - 1}).days > v[at].due.days)
            v[at].due = date_of((moment){due.ms - 1});
    }
}

/* Months without gaps, up to the running one or the plan's last. */
static void fill_lines(struct arena *a, const plan_facts_list *plans, const line_list *lines, date today, struct warning_facts *f)
{
    month last = month_of(today), first = lines->n ? lines->v[0].month : last;
    struct warning_line *v;
    size_t n = 0, at = 0;

    if (lines->n && lines->v[lines->n - 1].month.n > last.n)
        last = lines->v[lines->n - 1].month;
    v = ARENA_ARRAY(a, struct warning_line, last.n - first.n + 2);
    for (month m = first; m.n <= last.n; m.n++) {
        struct month_line none = {m, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_NUMBER, {NO_TEXT}, {0}, {NO_TEXT}, NO_MOMENT, NO_MOMENT, NO_FLAG};
        bool there = at < lines->n && lines->v[at].month.n == m.n; /* both in the order of months */
        v[n++] = line_from(there ? &lines->v[at++] : &none, plans, today);
    }
    f->lines = v;
    f->line_count = n;
}

static void add_lines(struct arena *a, const struct known *k, date today, struct warning_facts *f)
{
    line_list lines = {0};

    progress_lines(a, &k->plans, &k->reports, &lines);
    fill_lines(a, &k->plans, &lines, today, f);
    add_due(k, (struct warning_line *)f->lines, f->line_count);
    f->plan_since = NO_DATE;
    for (size_t i = 0; i < k->plans.n; i++) {
        const struct plan_facts *p = &k->plans.v[i];
        if (p->year == month_year(month_of(today)) && p->seq > 1 && plan_at(&k->plans, p->year, (moment){INT64_MAX}) == p)
            f->plan_since = date_of(p->confirmed_at);
    }
}

/* Before the first line: what was done before this year less what the lines say of the earlier years. */
static void add_before(struct warning_facts *f, const struct project *p, date today)
{
    int64_t year = (int64_t)month_year(month_of(today)) * 12, sum = 0;

    f->done_before = f->paid_before = NO_MONEY;
    if (is_absent(p->before_year.yuan))
        return;
    for (size_t i = 0; i < f->line_count && f->lines[i].month.n < year; i++)
        sum += is_absent(f->lines[i].reported.yuan) ? 0 : f->lines[i].reported.yuan;
    f->done_before.yuan = p->before_year.yuan > sum ? p->before_year.yuan - sum : 0;
}

/* --- money issued ------------------------------------------------------------------------------------------------------------------ */

/* Each document's money as one fund; what was all taken back is none. */
static void add_funds(struct arena *a, const fund_line_list *lines, struct warning_facts *f)
{
    LIST(struct warning_fund) all = {0};

    for (size_t i = 0; i < lines->n; i++) {
        const struct fund_line *l = &lines->v[i];
        if (fund_net(&l->sum) > 0)
            list_push(&all, a) = (struct warning_fund){
                .kind = l->kind.t, .name = l->doc_no, .issued_on = l->issued_on, .issued = {fund_net(&l->sum)},
                .arrived = {l->sum.yuan[FUND_ARRIVED] - l->sum.yuan[FUND_RETURNED]}, .paid = {l->sum.yuan[FUND_PAID]},
                .diverted = {l->sum.yuan[FUND_DIVERTED]}, .diverted_on = l->diverted_on, .required = NO_MONEY, .required_by = NO_DATE};
    }
    f->funds = all.v;
    f->fund_count = all.n;
}

/* --- the whole ----------------------------------------------------------------------------------------------------------------------- */

static void add_file(const struct project *p, date today, struct warning_facts *f)
{
    const struct winter *w = winter_for(&ground.winters, p->city.t, work_kind_of(&ground.winters, project_field, p), today);

    f->stage = (enum warning_stage)workflow_state(&project_record, p);
    f->pause = w->pause;
    f->resume_by = w->resume_by;
    f->total_invest = p->total_invest;
    f->start_plan = p->start_plan;
    f->finish_plan = p->finish_plan;
    f->produce_plan = p->produce_plan;
    f->start_actual = p->start_actual;
    f->finish_actual = p->finish_actual;
    f->produce_actual = p->produce_actual;
    f->in_stats = p->in_stats;
    f->stats_month = p->stats_month;
    f->joint_start = NO_DATE;
}

static moment end_of(date day)
{
    return is_absent(day.days) ? NO_MOMENT : (moment){date_start((date){day.days + 1}).ms - 1};
}

void warning_facts_from(struct call *c, const struct known *k, date day, struct warning_facts *ret)
{
    struct warning_facts f = {.suspended_on = k->suspended_on, .suspend_filed_on = k->suspend_filed_on, .resumed_on = NO_DATE};
    date today = is_absent(day.days) ? c->today : day;

    (void)warning_packs();
    add_file(k->p, today, &f);
    add_lines(c->arena, k, today, &f);
    add_before(&f, k->p, today);
    add_funds(c->arena, &k->funds, &f);
    f.milestones = k->milestones.v;
    f.milestone_count = k->milestones.n;
    *ret = f;
}

err warning_facts_for(struct call *c, const struct project *p, date day, struct warning_facts *ret)
{
    struct known k = {.p = p};

    TRY(known_read(c, &k, 1, end_of(day)));
    warning_facts_from(c, &k, day, ret);
    return NULL;
}

err warning_year_facts(struct call *c, const struct project *p, moment at, struct warning_facts *ret)
{
    struct warning_facts f = {0};
    date today = is_absent(at.ms) ? c->today : date_of(at);
    month first = {(int64_t)month_year(month_of(today)) * 12}, last = {first.n + 11};
    plan_facts_list none = {0};
    line_list lines = {0};

    (void)warning_packs();
    add_file(p, today, &f);
    TRY(is_absent(at.ms) ? progress_kept(c, p->head.id, first, last, &lines) : progress_of(c, p->head.id, first, last, at, &lines));
    fill_lines(c->arena, &none, &lines, today, &f);
    *ret = f;
    return NULL;
}

err warning_facts_of(struct call *c, id project, date day, struct project **ret_project, struct warning_facts *ret)
{
    void *r;

    if (is_absent(day.days))
        TRY(record_load(c, &project_record, project, &r));
    else
        TRY(record_as_of(c, &project_record, project, end_of(day), &r));
    *ret_project = r;
    return warning_facts_for(c, r, day, ret);
}

static struct warning_by after_workdays(const void *data, date from, int n)
{
    struct deadline d = deadline_workdays(data, from, n);

    return (struct warning_by){d.day, d.unpublished};
}

size_t warning_verdicts(const struct warning_facts *f, const struct warning_pack *pack, date day, struct warning_verdict ret[VERDICTS_MOST])
{
    struct warning_day on = {.today = day, .workdays_after = after_workdays, .data = report_calendar()};

    return warning_judge_all(f, pack, &on, ret, VERDICTS_MOST);
}

text warning_said(struct arena *a, const struct warning_verdict *v, enum lang lang)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 4096, lang);
    figure_fill(&o, v->reason, &v->figures);
    return text_copy(a, out_text(&o));
}
