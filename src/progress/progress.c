/* Keeping the months and their sums up to date as records are saved: see progress.h. */
#include "progress.h"

#include "kit/follow.h"
#include "progress/own.h"
#include "progress/pages.h"
#include "progress/slip.h"
#include "progress/sums.h"

/* --- stored months ------------------------------------------------------------------------------------------------------------ */

typedef LIST(struct stored_line) stored_list;

#define LINE_COLUMNS                                                                                                   \
    "month, baseline, planned, reported, accepted, arrived, paid, percent, site_state, report, report_state, submitted_at, accepted_at, late, owed, due_at"
#define TO_LINE(s)                                                                                                     \
    TO(&(s)->line.month), TO(&(s)->line.baseline), TO(&(s)->line.planned), TO(&(s)->line.reported), TO(&(s)->line.accepted),    \
        TO(&(s)->line.arrived), TO(&(s)->line.paid), TO(&(s)->line.percent), TO(&(s)->line.site), TO(&(s)->line.report),        \
        TO(&(s)->line.report_state), TO(&(s)->line.submitted_at), TO(&(s)->line.accepted_at), TO(&(s)->line.late), TO(&(s)->owed), TO(&(s)->due_at)

static err load_stored(struct call *c, id project, month from, month until, stored_list *ret)
{
    static const char sql_stored[] =
        "SELECT " LINE_COLUMNS " FROM project_month WHERE region = $1 AND project = $2 AND month BETWEEN $3 AND $4 ORDER BY month";
    CLEAN(query_close) struct query q = {0};
    struct stored_line s;

    TRY(query_open(&q, c->conn, c->arena, sql_stored,
                   BIND(V(c->region), V(project), V(is_absent(from.n) ? INT64_C(0) : from.n), V(is_absent(until.n) ? INT64_MAX : until.n))));
    while (query_row(&q, INTO(TO_LINE(&s))))
        list_push(ret, c->arena) = s;
    return query_end(&q);
}

err progress_kept(struct call *c, id project, month from, month until, line_list *ret)
{
    stored_list all = {0};

    TRY(load_stored(c, project, from, until, &all));
    for (size_t i = 0; i < all.n; i++)
        list_push(ret, c->arena) = all.v[i].line;
    return NULL;
}

err kept_months_between(struct query *q, struct call *c, int64_t from, int64_t to)
{
    static const char sql_kept[] =
        "SELECT project, " LINE_COLUMNS ", works, city, county, lead_department, owner FROM project_month WHERE region = $1 AND project BETWEEN $2 AND $3"
        " ORDER BY project, month";

    return query_open(q, c->conn, c->arena, sql_kept, BIND(V(c->region), V(from), V(to)));
}

bool next_kept_month(struct query *q, int64_t *project, struct kept_month *m)
{
    return query_row(q, INTO(TO(project), TO_LINE(&m->s), TO(&m->works), TO(&m->city), TO(&m->county), TO(&m->lead_department), TO(&m->owner)));
}

bool same_line(const struct month_line *a, const struct month_line *b)
{
    return a->baseline.yuan == b->baseline.yuan && a->planned.yuan == b->planned.yuan && a->reported.yuan == b->reported.yuan &&
           a->accepted.yuan == b->accepted.yuan && a->arrived.yuan == b->arrived.yuan && a->paid.yuan == b->paid.yuan &&
           a->percent.n == b->percent.n && text_eq(a->site.t, b->site.t) && a->report.n == b->report.n &&
           text_eq(a->report_state.t, b->report_state.t) && a->submitted_at.ms == b->submitted_at.ms &&
           a->accepted_at.ms == b->accepted_at.ms && a->late.v == b->late.v;
}

err write_line(struct call *c, const struct project *p, const struct month_line *l, bool owed)
{
    static const char sql_write[] =
        "INSERT INTO project_month (region, project, month, baseline, planned, reported, accepted, arrived, paid, percent, site_state, report,"
        " report_state, submitted_at, accepted_at, late, owed, works, city, county, lead_department, owner)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $22, $17, $18, $19, $20, $21)"
        " ON CONFLICT (region, project, month) DO UPDATE SET baseline = excluded.baseline, planned = excluded.planned,"
        " reported = excluded.reported, accepted = excluded.accepted, arrived = excluded.arrived, paid = excluded.paid,"
        " percent = excluded.percent, site_state = excluded.site_state, report = excluded.report, report_state = excluded.report_state,"
        " submitted_at = excluded.submitted_at, accepted_at = excluded.accepted_at, late = excluded.late";

    return conn_run(c->conn, c->arena, sql_write,
                    BIND(V(c->region), V(p->head.id), V(l->month), V(l->baseline), V(l->planned), V(l->reported), V(l->accepted),
                         V(l->arrived), V(l->paid), V(l->percent), V(l->site), V(l->report), V(l->report_state), V(l->submitted_at),
                         V(l->accepted_at), V(l->late), V(p->works), V(p->city), V(p->county), V(p->lead_department), V(p->owner), V(owed)),
                    NULL);
}

static void ripple_line(struct call *c, const struct place_key *k, const struct stored_line *s, int sign)
{
    struct measures m = measures_of_line(s);

    add_measures(c, k, s->line.month, &m, sign);
    add_due(c, k, s, sign);
}

static err renew_line(struct call *c, const struct project *p, const struct place_key *k, const struct stored_line *was, const struct month_line *now)
{
    struct stored_line next = {*now, was && was->owed, was ? was->due_at : NO_MOMENT};

    if (was && same_line(&was->line, now))
        return NULL;
    if (was)
        ripple_line(c, k, was, -1);
    ripple_line(c, k, &next, 1);
    return write_line(c, p, now, next.owed);
}

static const struct month_line *line_of(const line_list *l, month m)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].month.n == m.n)
            return &l->v[i];
    return NULL;
}

static const struct stored_line *stored_of(const stored_list *l, month m)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].line.month.n == m.n)
            return &l->v[i];
    return NULL;
}

/* Where the project stands this year, beside its own fields: for lists, so that they can be sorted by it. */
err progress_standing(struct call *c, const struct project *p)
{
    static const char sql_standing[] =
        "UPDATE project SET plan_now = x.plan_now, done_now = x.done_now, report_state = x.report_state FROM (SELECT"
        " (SELECT SUM(m.planned) FROM project_month m WHERE m.region = $1 AND m.project = $2 AND m.month BETWEEN $3 AND $4) AS plan_now,"
        " (SELECT SUM(m.reported) FROM project_month m WHERE m.region = $1 AND m.project = $2 AND m.month BETWEEN $3 AND $4) AS done_now,"
        " (SELECT m.report_state FROM project_month m WHERE m.region = $1 AND m.project = $2 AND m.month = $4) AS report_state) x"
        " WHERE project.region = $1 AND project.id = $2 AND (project.plan_now IS DISTINCT FROM x.plan_now"
        " OR project.done_now IS DISTINCT FROM x.done_now OR project.report_state IS DISTINCT FROM x.report_state)";
    month now = month_of(c->clock.ms ? date_of(c->clock) : c->today), first = {now.n - now.n % 12};

    return conn_run(c->conn, c->arena, sql_standing, BIND(V(c->region), V(p->head.id), V(first), V(now)), NULL);
}

err progress_refresh(struct call *c, const struct project *p, month from, month until)
{
    struct place_key k = place_key_of(p);
    line_list now = {0};
    stored_list was = {0};

    TRY(progress_of(c, p->head.id, from, until, NO_MOMENT, &now));
    TRY(load_stored(c, p->head.id, from, until, &was));
    for (size_t i = 0; i < now.n; i++)
        if (now.v[i].month.n >= from.n && now.v[i].month.n <= until.n)
            TRY(renew_line(c, p, &k, stored_of(&was, now.v[i].month), &now.v[i]));
    for (size_t i = 0; i < was.n; i++) {
        line_list none = {0};
        if (line_of(&now, was.v[i].line.month))
            continue;
        progress_empty_line(c->arena, was.v[i].line.month, &none);
        TRY(renew_line(c, p, &k, &was.v[i], &none.v[0]));
    }
    return progress_standing(c, p);
}

err progress_fill(struct call *c, const struct project *p, const plan_facts_list *plans, const report_facts_list *reports, month from,
                  month until)
{
    struct place_key k = place_key_of(p);
    line_list lines = {0};

    progress_lines(c->arena, plans, reports, &lines);
    for (month m = from; m.n <= until.n; m.n++)
        if (!line_of(&lines, m))
            progress_empty_line(c->arena, m, &lines);
    for (size_t i = 0; i < lines.n; i++) {
        struct stored_line s = {lines.v[i], lines.v[i].month.n >= from.n && lines.v[i].month.n <= until.n, NO_MOMENT};
        ripple_line(c, &k, &s, 1);
        TRY(write_line(c, p, &s.line, s.owed));
    }
    return NULL;
}

/* --- followers: what is saved elsewhere ----------------------------------------------------------------------------------------- */

static err load_project(struct call *c, ref key, struct project **ret)
{
    struct call all = *c;
    void *r;

    /* a report may be saved by somebody who sees it by another scope than the project's: the sums are the program's own work */
    all.actor = (struct actor){.role = ROLE_SYSTEM, .scope = SCOPE_REGION};
    TRY(record_load(&all, &project_record, (id){key.n}, &r));
    *ret = r;
    return NULL;
}

static err plan_saved(struct call *c, const void *r, const void *old)
{
    const struct plan *p = r, *before = old;
    struct project *of;

    if (c->bulk || !p->project.n || (!before && is_absent(p->confirmed_at.ms)) ||
        (before && text_eq(before->state.t, p->state.t) && before->head.removed.v == p->head.removed.v && before->project.n == p->project.n))
        return NULL;
    if (before && before->project.n != p->project.n) { /* its project was merged into another */
        TRY(load_project(c, before->project, &of));
        TRY(progress_refresh(c, of, (month){p->year.n * 12}, (month){p->year.n * 12 + 11}));
    }
    TRY(load_project(c, p->project, &of));
    return progress_refresh(c, of, (month){p->year.n * 12}, (month){p->year.n * 12 + 11});
}

static err report_saved(struct call *c, const void *r, const void *old)
{
    const struct report *p = r, *before = old;
    struct project *of;

    if (c->bulk || !p->project.n)
        return NULL;
    if (before && before->project.n != p->project.n) {
        TRY(load_project(c, before->project, &of));
        TRY(progress_refresh(c, of, p->month, p->month));
    }
    TRY(load_project(c, p->project, &of));
    return progress_refresh(c, of, p->month, p->month);
}

err write_months_place(struct call *c, const struct project *p)
{
    static const char sql_months[] =
        "UPDATE project_month SET works = $3, city = $4, county = $5, lead_department = $6, owner = $7 WHERE region = $1 AND project = $2";

    return conn_run(c->conn, c->arena, sql_months,
                    BIND(V(c->region), V(p->head.id), V(p->works), V(p->city), V(p->county), V(p->lead_department), V(p->owner)), NULL);
}

bool same_key(const struct place_key *a, const struct place_key *b)
{
    return a->counts == b->counts && text_eq(a->city, b->city) && text_eq(a->county, b->county) && text_eq(a->works, b->works) &&
           text_eq(a->lists, b->lists) && a->owes == b->owes && text_eq(a->due_city, b->due_city) && text_eq(a->due_county, b->due_county);
}

/* A project that moves takes all its months with it. */
err move_months(struct call *c, const struct project *p, const struct place_key *from, const struct place_key *to)
{
    stored_list months = {0};

    TRY(load_stored(c, p->head.id, NO_MONTH, NO_MONTH, &months));
    for (size_t i = 0; i < months.n; i++) {
        ripple_line(c, from, &months.v[i], -1);
        ripple_line(c, to, &months.v[i], 1);
    }
    return NULL;
}

static err project_saved(struct call *c, const void *r, const void *old)
{
    const struct project *p = r, *before = old;
    struct place_key now = place_key_of(p), was = place_key_of(before);

    if (before) {
        add_dates(c, &was, before, -1);
        add_stock(c, &was, before, -1);
    }
    add_dates(c, &now, p, 1);
    add_stock(c, &now, p, 1);
    if (!before)
        return NULL;
    if (!same_key(&was, &now))
        TRY(move_months(c, p, &was, &now));
    if (!same_key(&was, &now) || before->lead_department.n != p->lead_department.n || before->owner.n != p->owner.n)
        TRY(write_months_place(c, p));
    if (project_place_same(p, before))
        return NULL;
    TRY(project_place_write(c, p, &plan_record));
    return project_place_write(c, p, &report_record);
}

err progress_light(struct call *c, struct project *p, code light)
{
    static const char sql_light[] = "UPDATE project SET light = $3 WHERE region = $1 AND id = $2";
    struct place_key k = place_key_of(p);

    if (text_eq(p->light.t, light.t))
        return NULL;
    add_stock(c, &k, p, -1);
    p->light = light;
    add_stock(c, &k, p, 1);
    return conn_run(c->conn, c->arena, sql_light, BIND(V(c->region), V(p->head.id), V(light)), NULL);
}

static const struct follower followers[] = {
    {&plan_record, plan_saved}, {&report_record, report_saved}, {&project_record, project_saved}, {&project_record, slip_project_saved},
    {&list_entry_record, list_entry_saved}, {&list_edition_record, list_edition_saved}, {0}};

extern const struct job_kind round_job;
static const struct job_kind *const jobs[] = {&round_job, NULL};

const struct capability progress_capability = {.name = "progress", .routes = progress_routes, .followers = followers, .jobs = jobs, .recomputes = progress_recomputes};
