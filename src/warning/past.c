/* The past nights of a province that was made up at once: each project goes through them with what was known in each. What changed since is read
 * once, with all its versions; a night takes of it what was there. See warning.h.
 */
#include "own.h"

#include "kit/memo.h"
#include "kit/ripple.h"

enum { A_BATCH = 100, BATCH_MEMORY = 256 << 20, BEFORE_MIDNIGHT_MS = 60000 };

/* A version of a report and from when it stood; those of one report follow each other. */
struct report_version {
    struct report_facts f;
    moment at;
    flag removed;
};

struct life {
    struct known all; /* as it is now */
    moment opened;    /* the file; absent: nobody knows */
    LIST(struct report_version) reports;
};

struct lives {
    struct life *v;
    struct known *known; /* what a night knew of each */
    size_t n, at;
};

static struct life *life_of(struct lives *l, id project)
{
    while (l->at < l->n && l->v[l->at].all.p->head.id.n < project.n)
        l->at++;
    return l->at < l->n && l->v[l->at].all.p->head.id.n == project.n ? &l->v[l->at] : NULL;
}

static err read_opened(struct call *c, struct lives *l, id from, id to)
{
    static const char sql_opened[] = "SELECT id, changed_at FROM project_version WHERE region = $1 AND id {keys} AND version = 1 ORDER BY id";
    CLEAN(query_close) struct query q = {0};
    struct life *x;
    moment at;
    id project;

    l->at = 0;
    TRY(query_open(&q, c->conn, c->arena, sql_of_keys(c->arena, sql_opened, from, to), BIND(V(c->region), V(from), V(to))));
    while (query_row(&q, INTO(TO(&project), TO(&at))))
        if ((x = life_of(l, project)))
            x->opened = at;
    return query_end(&q);
}

static err read_reports(struct call *c, struct lives *l, id from, id to)
{
    static const char sql_versions[] =
        "SELECT r.project, v.id, v.month, v.seq, v.state, v.month_invest, v.fund_arrived, v.fund_paid, v.progress_percent, v.site_state, v.submitted_at,"
        " v.accepted_at, v.late, v.changed_at, v.removed FROM report r JOIN report_version v ON v.region = r.region AND v.id = r.id"
        " WHERE r.region = $1 AND r.project {keys} ORDER BY r.project, r.month, r.seq, v.version";
    CLEAN(query_close) struct query q = {0};
    struct report_version v;
    struct life *x;
    id project;

    l->at = 0;
    TRY(query_open(&q, c->conn, c->arena, sql_of_keys(c->arena, sql_versions, from, to), BIND(V(c->region), V(from), V(to))));
    while (query_row(&q, INTO(TO(&project), TO(&v.f.id), TO(&v.f.month), TO(&v.f.seq), TO(&v.f.state), TO(&v.f.invest), TO(&v.f.arrived), TO(&v.f.paid),
                              TO(&v.f.percent), TO(&v.f.site), TO(&v.f.submitted_at), TO(&v.f.accepted_at), TO(&v.f.late), TO(&v.at), TO(&v.removed))))
        if ((x = life_of(l, project)))
            list_push(&x->reports, c->arena) = v;
    return query_end(&q);
}

/* The plans and reports that there were at a moment; all else is dated by itself. */
static void know(struct arena *a, const struct life *x, moment at, struct known *ret)
{
    warning_open_list open = ret->open;

    *ret = x->all;
    ret->open = open;
    ret->plans = (plan_facts_list){0};
    ret->reports = (report_facts_list){0};
    ret->funds = (fund_line_list){0};
    for (size_t i = 0; i < x->all.plans.n; i++)
        if (x->all.plans.v[i].confirmed_at.ms <= at.ms)
            list_push(&ret->plans, a) = x->all.plans.v[i];
    for (size_t i = 0; i < x->reports.n; i++) {
        const struct report_version *v = &x->reports.v[i], *next = i + 1 < x->reports.n ? v + 1 : NULL;
        if (v->at.ms <= at.ms && v->removed.v != 1 && !(next && next->f.id.n == v->f.id.n && next->at.ms <= at.ms))
            list_push(&ret->reports, a) = v->f;
    }
}

static fund_line_list *funds_of(void *data, id project)
{
    struct lives *l = data;
    struct life *x = life_of(l, project);

    return x ? &l->known[x - l->v].funds : NULL;
}

/* What people did about the warnings of a project between two nights; the list has them as they then stand. */
static err answer(struct call *c, struct known *k, const struct warning_past *past, date from, date until)
{
    moment now = c->now;
    ref account = c->actor.account, by = {0};

    for (size_t i = 0; i < k->open.n; i++) {
        struct warning *w = record_copy(c->arena, &warning_record, k->open.v[i]);
        while (past->answered(past->data, w, from, until, &c->now, &by)) {
            c->actor.account = by;
            c->act_name = T("warning.move");
            TRY(record_save(c, &warning_record, w, k->open.v[i]));
            k->open.v[i] = w;
            w = record_copy(c->arena, &warning_record, w);
        }
    }
    c->now = now;
    c->actor.account = account;
    return NULL;
}

static err pass_night(struct call *c, struct lives *l, const struct warning_pack *pack, const struct warning_past *past, size_t night)
{
    moment at = {date_start((date){past->nights[night].days + 1}).ms - BEFORE_MIDNIGHT_MS};

    c->today = past->nights[night];
    c->now = at;
    for (size_t i = 0; i < l->n; i++)
        know(c->arena, &l->v[i], at, &l->known[i]);
    TRY(known_open(c, l->known, l->n));
    l->at = 0;
    TRY(fund_lines_between(c, l->known[0].p->head.id, l->known[l->n - 1].p->head.id, at, funds_of, l));
    for (size_t i = 0; i < l->n; i++) {
        if (is_absent(l->v[i].opened.ms) || l->v[i].opened.ms > at.ms)
            continue;
        if (night)
            TRY(answer(c, &l->known[i], past, past->nights[night - 1], past->nights[night]));
        TRY(warning_judge_past(c, &l->known[i], pack));
    }
    return NULL;
}

struct passing {
    struct lives *l;
    const struct warning_pack *pack;
    const struct warning_past *past;
    size_t night;
};

static err pass_one(struct call *c, void *data)
{
    const struct passing *x = data;
    struct lives *l = x->l;

    if (x->night < x->past->n)
        return pass_night(c, l, x->pack, x->past, x->night);
    TRY(known_open(c, l->known, l->n)); /* from the last of them to today */
    for (size_t i = 0; i < l->n; i++)
        TRY(answer(c, &l->known[i], x->past, x->past->nights[x->night - 1], c->today));
    return NULL;
}

/* A night's memory and its day are given back with it; what it adds to sums is the batch's. */
static err pass_all(struct call *c, struct lives *l, const struct warning_past *past)
{
    struct passing x = {.l = l, .past = past};
    struct call own = *c;

    TRY(warning_pack_now(c, &x.pack));
    for (; x.night <= past->n; x.night++) {
        own.today = c->today;
        own.now = c->now;
        TRY(call_apart(&own, BATCH_MEMORY, pass_one, &x));
        for (size_t i = 0; i < l->n; i++)
            l->known[i] = (struct known){.p = l->v[i].all.p};
    }
    return NULL;
}

struct reliving {
    const struct warning_past *past;
    id after;
    bool more;
};

/* The next projects behind a key. */
static err some(struct call *c, void *data)
{
    struct reliving *r = data;
    found_records found = {0};
    struct lives l = {0};
    id from, to;

    memo_begin(c);
    ripple_start(c);
    TRY(record_next(c, &project_record, &r->after, A_BATCH, &found));
    r->more = found.n == A_BATCH;
    if (!found.n)
        return NULL;
    l.v = ARENA_ARRAY(c->arena, struct life, found.n);
    l.known = ARENA_ARRAY(c->arena, struct known, found.n);
    l.n = found.n;
    for (size_t i = 0; i < l.n; i++) {
        l.v[i].opened = NO_MOMENT;
        l.known[i].p = l.v[i].all.p = found.v[i];
    }
    from = l.v[0].all.p->head.id;
    to = r->after;
    TRY(known_read(c, l.known, l.n, NO_MOMENT));
    for (size_t i = 0; i < l.n; i++)
        l.v[i].all = l.known[i], l.known[i] = (struct known){.p = l.v[i].all.p};
    TRY(read_opened(c, &l, from, to));
    TRY(read_reports(c, &l, from, to));
    TRY(pass_all(c, &l, r->past));
    return ripple_flush(c);
}

err warnings_relive(struct call *c, const struct warning_past *past)
{
    struct reliving r = {.past = past, .more = past->n > 0};
    struct call own = *c;
    err e = NULL;

    own.bulk = true;
    own.ripples = NULL;
    while (!e && r.more)
        e = call_apart(&own, BATCH_MEMORY, some, &r);
    return e;
}
