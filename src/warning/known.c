/* What the database tells of projects beside their files: each table read once in the order of keys, for one project inside the act that
 * changed it and for a batch of all of them by the same statements, so that both know the same. See own.h.
 */
#include "own.h"

struct batch {
    struct known *v;
    size_t n, at;
    moment when; /* absent: now */
};

/* Rows come in the order of projects: the one of this row is here or further on; NULL: not among them. */
static struct known *known_of(struct batch *b, id project)
{
    while (b->at < b->n && b->v[b->at].p->head.id.n < project.n)
        b->at++;
    return b->at < b->n && b->v[b->at].p->head.id.n == project.n ? &b->v[b->at] : NULL;
}

static id first_of(struct batch *b)
{
    b->at = 0;
    return b->v[0].p->head.id;
}

static id last_of(const struct batch *b)
{
    return b->v[b->n - 1].p->head.id;
}

static err open_table(struct query *q, struct call *c, struct batch *b, const char *sql)
{
    id from = first_of(b), to = last_of(b);
    const struct value with[] = {V(c->region), V(from), V(to), V(b->when)};

    return query_open(q, c->conn, c->arena, sql_of_keys(c->arena, sql, from, to), (struct values){with, is_absent(b->when.ms) ? 3 : 4});
}

static err read_months(struct call *c, struct batch *b)
{
    CLEAN(query_close) struct query plans = {0}, reports = {0};
    struct facts_span span = {first_of(b), last_of(b), NO_MONTH, NO_MONTH, b->when};
    struct plan_facts p;
    struct report_facts r;
    struct known *k;
    id project;

    TRY(plan_facts_open(&plans, c, &span));
    while (plan_facts_next(&plans, &project, &p))
        if ((k = known_of(b, project)))
            list_push(&k->plans, c->arena) = p;
    TRY(query_end(&plans));
    (void)first_of(b);
    TRY(report_facts_open(&reports, c, &span));
    while (report_facts_next(&reports, &project, &r))
        if ((k = known_of(b, project)))
            list_push(&k->reports, c->arena) = r;
    return query_end(&reports);
}

/* The months for which a report is owed; what was owed on a past day is owed now. */
static err read_owed(struct call *c, struct batch *b)
{
    static const char sql_owed[] = "SELECT project, month, due_at FROM project_month WHERE region = $1 AND project {keys} AND owed = 1 ORDER BY project, month";
    CLEAN(query_close) struct query q = {0};
    struct batch now = *b;
    struct owed_month m;
    struct known *k;
    id project;

    now.when = NO_MOMENT;
    TRY(open_table(&q, c, &now, sql_owed));
    while (query_row(&q, INTO(TO(&project), TO(&m.month), TO(&m.due_at))))
        if ((k = known_of(&now, project)))
            list_push(&k->owed, c->arena) = m;
    return query_end(&q);
}

static err read_milestones(struct call *c, struct batch *b)
{
    static const char sql_now[] = "SELECT project, name, planned, actual FROM milestone WHERE region = $1 AND project {keys} AND removed = 0"
                                  " ORDER BY project, planned, id";
    static const char sql_then[] =
        "SELECT r.project, v.name, v.planned, v.actual FROM milestone r JOIN milestone_version v ON v.region = r.region AND v.id = r.id AND v.version ="
        " (SELECT MAX(w.version) FROM milestone_version w WHERE w.region = r.region AND w.id = r.id AND w.changed_at <= $4)"
        " WHERE r.region = $1 AND r.project {keys} AND v.removed = 0 ORDER BY r.project, v.planned, r.id";
    CLEAN(query_close) struct query q = {0};
    struct warning_milestone m;
    struct known *k;
    id project;

    TRY(open_table(&q, c, b, is_absent(b->when.ms) ? sql_now : sql_then));
    while (query_row(&q, INTO(TO(&project), TO(&m.name), TO(&m.planned), TO(&m.actual))))
        if ((k = known_of(b, project)))
            list_push(&k->milestones, c->arena) = m;
    return query_end(&q);
}

static fund_line_list *funds_of(void *data, id project)
{
    struct known *k = known_of(data, project);

    return k ? &k->funds : NULL;
}

/* Since when a file stands at suspended, and since when with a reason: the first version of its newest run. Asked for those that do. */
static err read_stops(struct call *c, struct batch *b)
{
    static const char sql_versions[] = "SELECT id, stage, suspend_reason, changed_at FROM project_version WHERE region = $1 AND changed_at <= $2 AND id IN ";
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    LIST(id) stopped = {0};
    value_list with = {0};
    text stage, reason;
    id project, over = {0};
    struct known *k;
    moment when;

    for (size_t i = 0; i < b->n; i++)
        if (workflow_state(&project_record, b->v[i].p) == ST_SUSPENDED)
            list_push(&stopped, c->arena) = b->v[i].p->head.id;
    list_push(&with, c->arena) = V(c->region);
    list_push(&with, c->arena) = V(is_absent(b->when.ms) ? INT64_MAX : b->when.ms);
    out_init(&o, 16 * 1024, LANG_EN);
    out_raw(&o, text_of(sql_versions));
    if (!ids_clause(c->arena, stopped.v, stopped.n, &o, &with))
        return NULL;
    LIT(&o, " ORDER BY id, version DESC");
    (void)first_of(b);
    TRY(query_open(&q, c->conn, c->arena, text_copy(c->arena, out_text(&o)).p, (struct values){with.v, with.n}));
    while (query_row(&q, INTO(TO(&project), TO(&stage), TO(&reason), TO(&when)))) {
        if (project.n == over.n || !(k = known_of(b, project)))
            continue;
        if (!text_eqz(stage, "suspended")) {
            over = project; /* what it was before that is another run */
            continue;
        }
        k->suspended_on = date_of(when);
        if (reason.n)
            k->suspend_filed_on = date_of(when);
    }
    return query_end(&q);
}

/* Not by record_list: its order by id would walk the whole region's warnings for the few of one project. */
static err read_open(struct call *c, struct batch *b)
{
    static const char sql_open[] = "SELECT {columns} FROM warning r WHERE r.region = $1 AND r.project {keys} AND r.state IN ('new', 'acknowledged', 'handled')"
                                   " AND r.removed = 0 ORDER BY r.project, r.id";
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};

    if (!is_absent(b->when.ms))
        return NULL;
    out_init(&o, 16 * 1024, LANG_EN);
    record_columns(&o, &warning_record, "r");
    TRY(open_table(&q, c, b, text_replace(c->arena, text_of(sql_open), T("{columns}"), out_text(&o)).p));
    while (query_step(&q)) {
        struct warning *w = record_new(c->arena, &warning_record);
        struct known *k;
        record_read(&q, &warning_record, w, 0);
        k = known_of(b, (id){w->project.n});
        if (k)
            list_push(&k->open, c->arena) = w;
    }
    return query_end(&q);
}

err known_open(struct call *c, struct known *v, size_t n)
{
    struct batch b = {v, n, 0, NO_MOMENT};

    for (size_t i = 0; i < n; i++)
        v[i].open.n = 0;
    return n ? read_open(c, &b) : NULL;
}

err known_read(struct call *c, struct known *v, size_t n, moment at)
{
    struct batch b = {v, n, 0, at};

    for (size_t i = 0; i < n; i++)
        v[i].suspended_on = v[i].suspend_filed_on = NO_DATE;
    if (!n)
        return NULL;
    TRY(read_months(c, &b));
    TRY(read_owed(c, &b));
    TRY(read_milestones(c, &b));
    (void)first_of(&b);
    TRY(fund_lines_between(c, v[0].p->head.id, last_of(&b), at, funds_of, &b));
    TRY(read_stops(c, &b));
    return read_open(c, &b);
}
