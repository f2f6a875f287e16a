/* Warnings kept: verdicts compared with what stands, for one project and for all. See warning.h. */
#include "own.h"

#include "kit/memo.h"
#include "kit/recompute.h"
#include "progress/progress.h"
#include "words.h"

#include <time.h>


/* --- the pack in use --------------------------------------------------------------------------------------------------------------- */

err warning_pack_now(struct call *c, const struct warning_pack **ret)
{
    static const char sql_pack[] = "SELECT pack FROM warning_run WHERE region = $1 AND pack IS NOT NULL";
    const struct warning_packs *all = warning_packs();
    ref at;
    text key;
    bool found;

    *ret = &all->v[0];
    if (memo_get(c, "warning_run", T("pack"), &at)) {
        *ret = &all->v[at.n];
        return NULL;
    }
    TRY(conn_one(c->conn, c->arena, sql_pack, BIND(V(c->region)), INTO(TO(&key)), &found));
    if (found)
        TRY(warning_pack_called(c->arena, all, key, ret));
    memo_put(c, "warning_run", T("pack"), (ref){*ret - all->v});
    return NULL;
}

err warning_pack_use(struct call *c, text key)
{
    static const char sql_use[] = "INSERT INTO warning_run (region, pack, day) VALUES ($1, $2, NULL)"
                                  " ON CONFLICT (region) DO UPDATE SET pack = excluded.pack, day = NULL";
    const struct warning_pack *pack;

    TRY(warning_pack_called(c->arena, warning_packs(), key, &pack));
    return conn_run(c->conn, c->arena, sql_use, BIND(V(c->region), V(key)), NULL);
}

/* --- one project ------------------------------------------------------------------------------------------------------------------- */

/* The body that must act: the owner, the government office of the county or city, the lead department. */
static err find_actor(struct call *c, const struct project *p, enum warning_actor actor, ref *ret)
{
    static const char sql_office[] = "SELECT id FROM body WHERE region = $1 AND unit = $2 AND kind = 'drc' AND removed = 0 ORDER BY id LIMIT 1";
    text unit = actor == ACTOR_PROVINCE ? PROVINCE : actor == ACTOR_COUNTY && p->county.t.n ? p->county.t : p->city.t;
    text asked = text_fmt(c->arena, "drc %.*s", TEXT_ARG(unit));
    bool found;

    *ret = actor == ACTOR_OWNER ? p->owner : actor == ACTOR_DEPARTMENT ? p->lead_department : (ref){0};
    if (actor == ACTOR_OWNER || actor == ACTOR_DEPARTMENT || !unit.n || memo_get(c, "body", asked, ret))
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_office, BIND(V(c->region), V(unit)), INTO(TO(ret)), &found));
    memo_put(c, "body", asked, *ret);
    return NULL;
}

static err fill(struct call *c, const struct project *p, const struct warning_verdict *v, struct warning *w)
{
    project_place(p, &warning_record, w);
    w->project = (ref){p->head.id.n};
    w->level.t = text_of(warning_level_keys[v->level]);
    w->rule.t = v->rule->key;
    w->rule_version.n = v->rule->version;
    w->pack = v->rule->pack;
    w->reason_zh = warning_said(c->arena, v, LANG_ZH);
    w->reason_en = warning_said(c->arena, v, LANG_EN);
    w->what = v->what;
    w->since = v->since;
    w->level_since = v->level_since;
    w->act_by = v->act_by;
    w->actor.t = v->actor ? text_of(warning_actor_keys[v->actor]) : NO_TEXT;
    return find_actor(c, p, v->actor, &w->actor_body);
}

/* What a new day alone changes is no step of the warning: written without a version. */
static err write_figures(struct call *c, const struct warning *w)
{
    static const char sql_figures[] = "UPDATE warning SET reason_zh = $3, reason_en = $4, what = $5, act_by = $6, rule_version = $7, name = $8"
                                      " WHERE region = $1 AND id = $2";

    return conn_run(c->conn, c->arena, sql_figures,
                    BIND(V(c->region), V(w->head.id), V(w->reason_zh), V(w->reason_en), V(w->what), V(w->act_by), V(w->rule_version), V(w->name)), NULL);
}

static bool same_step(const struct warning *a, const struct warning *b)
{
    return text_eq(a->level.t, b->level.t) && a->since.days == b->since.days && a->level_since.days == b->level_since.days &&
           text_eq(a->pack, b->pack) && a->actor_body.n == b->actor_body.n && text_eq(a->city.t, b->city.t) && text_eq(a->county.t, b->county.t) &&
           a->lead_department.n == b->lead_department.n && a->owner.n == b->owner.n && text_eq(a->works.t, b->works.t);
}

static bool same_figures(const struct warning *a, const struct warning *b)
{
    return text_eq(a->reason_zh, b->reason_zh) && text_eq(a->reason_en, b->reason_en) && text_eq(a->what, b->what) && a->act_by.days == b->act_by.days &&
           a->rule_version.n == b->rule_version.n && text_eq(a->name, b->name);
}

/* A rise makes an answered warning new again: the answer was to something less. */
static bool rises(const struct warning *from, const struct warning *to)
{
    return text_eqz(to->level.t, "red") && !text_eqz(from->level.t, "red");
}

struct keeping {
    struct call *c;
    const struct project *p;
    bool check;
    bool past; /* a night that has gone: lights are those of today, and figures were others on each day */
    struct warning_tally tally;
};

static err save(struct keeping *k, struct warning *w, const struct warning *old, const char *act)
{
    struct call *c = k->c;
    text before = c->act_name;
    err e;

    k->tally.changed++;
    if (k->check)
        return NULL;
    c->act_name = text_of(act);
    e = record_save(c, &warning_record, w, old);
    c->act_name = before;
    return e;
}

static err raise(struct keeping *k, const struct warning_verdict *v)
{
    struct warning *w = record_new(k->c->arena, &warning_record);

    TRY(fill(k->c, k->p, v, w));
    w->state.t = T("new");
    w->raised_at = k->c->now;
    k->tally.raised++;
    return save(k, w, NULL, "warning.raise");
}

static err keep(struct keeping *k, const struct warning_verdict *v, struct warning *old)
{
    struct warning *w = record_copy(k->c->arena, &warning_record, old);

    TRY(fill(k->c, k->p, v, w));
    if (same_step(w, old)) {
        if (k->past || same_figures(w, old))
            return NULL;
        k->tally.changed++;
        return k->check ? NULL : write_figures(k->c, w);
    }
    if (rises(old, w)) {
        w->state.t = T("new");
        w->raised_at = k->c->now;
    }
    return save(k, w, old, "warning.change");
}

static err clear(struct keeping *k, struct warning *old)
{
    struct warning *w = record_copy(k->c->arena, &warning_record, old);

    w->state.t = T("cleared");
    w->cleared_at = k->c->now;
    k->tally.cleared++;
    return save(k, w, old, "warning.clear");
}

static struct warning *of_rule(const struct known *known, text rule)
{
    for (size_t i = 0; i < known->open.n; i++)
        if (text_eq(known->open.v[i]->rule.t, rule))
            return known->open.v[i];
    return NULL;
}

static const struct warning_verdict *verdict_of(const struct warning_verdict *v, size_t n, text rule)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].level && text_eq(v[i].rule->key, rule))
            return &v[i];
    return NULL;
}

/* No light before a project is under way: nothing is expected of it yet. */
static code light_of(const struct project *p, enum warning_level worst)
{
    unsigned stage = workflow_state(&project_record, p);

    if (worst == LEVEL_NONE && (stage < ST_PRELIMINARY || stage == ST_WITHDRAWN))
        return (code){NO_TEXT};
    return (code){worst == LEVEL_RED ? T("red") : worst == LEVEL_NONE ? T("green") : T("yellow")};
}

static err settle(struct keeping *k, const struct known *known, const struct warning_verdict *v, size_t n)
{
    code light = light_of(k->p, warning_light(v, n));
    struct project copy = *k->p;

    for (size_t i = 0; i < known->open.n; i++)
        if (!verdict_of(v, n, known->open.v[i]->rule.t))
            TRY(clear(k, known->open.v[i]));
    for (size_t i = 0; i < n; i++) {
        struct warning *old = v[i].level ? of_rule(known, v[i].rule->key) : NULL;
        if (!v[i].level)
            continue;
        k->tally.open++;
        TRY(old ? keep(k, &v[i], old) : raise(k, &v[i]));
    }
    k->tally.changed += !text_eq(copy.light.t, light.t);
    return k->check || k->past ? NULL : progress_light(k->c, &copy, light);
}

static err judge(struct keeping *k, const struct known *known, const struct warning_pack *pack)
{
    struct warning_verdict v[VERDICTS_MOST];
    struct warning_facts facts;
    size_t n = 0;

    k->p = known->p;
    v[0].level = LEVEL_NONE; /* none of them is read when there is none, which the compiler does not see */
    k->tally.projects++;
    if (k->p->head.removed.v != 1) {
        warning_facts_from(k->c, known, NO_DATE, &facts);
        n = warning_verdicts(&facts, pack, k->c->today, v);
    }
    return settle(k, known, v, n);
}

err warning_judge_past(struct call *c, const struct known *known, const struct warning_pack *pack)
{
    struct keeping k = {.c = c, .past = true};

    return judge(&k, known, pack);
}

err warning_first_light(struct call *c, const struct project *p, code *ret)
{
    struct known known = {.p = p, .suspended_on = NO_DATE, .suspend_filed_on = NO_DATE};
    struct warning_verdict v[VERDICTS_MOST];
    const struct warning_pack *pack;
    struct warning_facts facts;

    TRY(warning_pack_now(c, &pack));
    warning_facts_from(c, &known, NO_DATE, &facts);
    *ret = light_of(p, warning_light(v, warning_verdicts(&facts, pack, c->today, v)));
    return NULL;
}

/* fresh: the project was made in this very act, so nothing stands and nothing else is known of it but its light. */
err warning_refresh(struct call *c, const struct project *p, bool fresh)
{
    static const char sql_light[] = "SELECT light FROM project WHERE region = $1 AND id = $2";
    struct keeping k = {.c = c};
    struct project copy = *p;
    struct known known = {.p = &copy, .suspended_on = NO_DATE, .suspend_filed_on = NO_DATE};
    const struct warning_pack *pack;

    TRY(warning_pack_now(c, &pack));
    if (!fresh) {
        TRY(conn_one(c->conn, c->arena, sql_light, BIND(V(c->region), V(p->head.id)), INTO(TO(&copy.light)), NULL)); /* not as an act once read it */
        TRY(known_read(c, &known, 1, NO_MOMENT));
    }
    return judge(&k, &known, pack);
}

/* --- all of them --------------------------------------------------------------------------------------------------------------------- */

static void add_tally(struct warning_tally *a, const struct warning_tally *b)
{
    a->projects += b->projects;
    a->open += b->open;
    a->raised += b->raised;
    a->cleared += b->cleared;
    a->changed += b->changed;
}

/* On PostgreSQL somebody may have saved what the batch was judged by before it came to this project: what is to be changed is read anew. */
static err read_anew(struct call *c, struct known *known)
{
    void *r;

    TRY(record_load(c, &project_record, known->p->head.id, &r));
    *known = (struct known){.p = r};
    return known_read(c, known, 1, NO_MOMENT);
}

static err one(struct call *c, struct known *known, const struct warning_pack *pack, bool check, struct warning_tally *ret)
{
    bool alone = conn_engine(c->conn) == DB_SQLITE && conn_writes(c->conn);
    struct keeping k = {.c = c, .check = check || !alone};

    TRY(judge(&k, known, pack));
    if (!check && !alone && k.tally.changed) {
        TRY(read_anew(c, known));
        k = (struct keeping){.c = c};
        TRY(judge(&k, known, pack));
    }
    if (!ret->changed && k.tally.changed)
        ret->first = known->p->head.id;
    add_tally(ret, &k.tally);
    return NULL;
}

/* Projects in the order of their keys, judged one after another. */
static err judge_all(struct call *c, const found_records *files, bool check, struct warning_tally *ret)
{
    struct known *v = ARENA_ARRAY(c->arena, struct known, files->n);
    const struct warning_pack *pack;

    TRY(warning_pack_now(c, &pack));
    for (size_t i = 0; i < files->n; i++)
        v[i].p = files->v[i];
    TRY(known_read(c, v, files->n, NO_MOMENT));
    for (size_t i = 0; i < files->n; i++)
        TRY(one(c, &v[i], pack, check, ret));
    return NULL;
}

/* Each batch is a transaction of its own and holds the writer no longer than that: while the night's run goes over forty thousand
 * projects, people save. */
enum { A_BATCH = 100, BATCH_MEMORY = 256 << 20 };

struct night {
    id after;
    bool more, check;
    struct warning_tally *ret;
};

static err some(struct call *c, struct night *n)
{
    found_records files = {0};

    memo_begin(c);
    TRY(record_next(c, &project_record, &n->after, A_BATCH, &files));
    n->more = files.n == A_BATCH;
    if (!files.n)
        return NULL;
    TRY(judge_all(c, &files, n->check, n->ret));
    for (size_t i = 0; !n->check && i < files.n; i++)
        TRY(progress_standing(c, files.v[i]));
    return n->check ? NULL : ripple_flush(c);
}

static err batch(struct call *c, void *data)
{
    err e;

    TRY(conn_begin(c->conn, c->arena));
    e = some(c, data);
    if (!e)
        return conn_commit(c->conn, c->arena);
    conn_rollback(c->conn);
    return e;
}

/* The program's own work, of which one note is kept and not a line for each. */
static struct call nightly(const struct call *c)
{
    struct call own = *c;

    own.actor = (struct actor){.role = ROLE_SYSTEM, .scope = SCOPE_REGION, .unit = PROVINCE, .source = c->actor.source, .login = T("system"), .name = T("系统")};
    own.bulk = true;
    return own;
}

err warnings_all(struct call *c, bool check, struct warning_tally *ret)
{
    struct night n = {.more = true, .check = check, .ret = ret};
    struct call own = nightly(c);
    err e = NULL;

    *ret = (struct warning_tally){0};
    own.ripples = NULL;
    while (!e && n.more) {
        e = call_apart(&own, BATCH_MEMORY, batch, &n);
        if (!e && n.more)
            e = call_let_others(&own);
        c->conn = own.conn;
    }
    return e;
}

/* For `diaodu recompute`: in the transaction that runs already. What is raised and cleared moves between sums that were gathered before. */
static err mend(struct call *c, const found_records *files, bool check, struct recompute_result *ret)
{
    struct warning_tally tally = {0};
    struct call own = nightly(c);

    TRY(judge_all(&own, files, check, &tally));
    call_program_end(c, &own);
    ret->rows += tally.open;
    if (tally.changed && !ret->wrong)
        ret->first = text_fmt(c->arena, "project %lld", (long long)tally.first.n);
    ret->wrong += tally.changed;
    return NULL;
}

const struct recompute warning_recomputes[] = {
    {.name = "warning", .label = L("预警和状态灯", "Warnings and lights"), .of = &project_record, .part = mend},
    {0},
};

err warnings_due(struct call *c, bool *ret)
{
    static const char sql_day[] = "SELECT COALESCE(day, 0) FROM warning_run WHERE region = $1";
    int64_t day = 0;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_day, BIND(V(c->region)), INTO(TO(&day)), &found));
    *ret = !found || day < c->today.days;
    return NULL;
}

err warnings_nightly(struct call *c, bool *ret_done)
{
    static const char sql_done[] = "INSERT INTO warning_run (region, pack, day) VALUES ($1, NULL, $2) ON CONFLICT (region) DO UPDATE SET day = excluded.day";
    struct warning_tally tally;
    bool due;

    *ret_done = false;
    TRY(warnings_due(c, &due));
    if (!due)
        return NULL;
    TRY(warnings_all(c, false, &tally));
    TRY(conn_run(c->conn, c->arena, sql_done, BIND(V(c->region), V(c->today)), NULL));
    *ret_done = true;
    return NULL;
}
