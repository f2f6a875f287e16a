/* What the pages show of applications to the reserve: see own.h. */
#include "own.h"

#include "kit/lists.h"
#include "reserve/reserve.tpl.h"
#include "reserve/words.h"

enum { MINE_MOST = 30, EARLIER_MOST = 10 };

static text listed(const struct call *c, const char *field, code key)
{
    return codelist_label(record_field(&admission_record, text_of(field))->list, key, c->lang);
}

static unsigned state_of(code key)
{
    const struct admission x = {.state = key};

    return workflow_state(&admission_record, &x);
}

/* --- what waits for me ------------------------------------------------------------------------------------------------------------ */

/* What comes next from a state: its first way by the table. */
static const struct word *next_of(code state)
{
    const struct workflow *w = admission_record.workflow;

    for (unsigned i = 0; i < w->n_transitions; i++)
        if (w->transitions[i].from >> state_of(state) & 1)
            return &w->transitions[i].verb;
    return NULL;
}

err admission_read_mine(struct req *q, text unit, struct admission_mine *ret)
{
    static const char sql_mine[] = "SELECT a.id, a.project, a.name, a.state, a.asked_by, a.asked_at, p.division, p.maturity FROM admission a"
                                   " JOIN project p ON p.region = a.region AND p.id = a.project WHERE {scope:a} AND a.turn = $1 AND a.removed = 0"
                                   " AND ($2 = '' OR a.city = $2 OR a.county = $2) ORDER BY a.id LIMIT $3";
    struct call *c = &q->call;
    const char *turn = rung_keys[rung_of(&c->actor)];
    CLEAN(query_close) struct query rows = {0};
    struct admission_row r = {0};
    code state, place;
    moment at;

    ret->shown = req_may(q, admission_move.name);
    if (!ret->shown)
        return NULL;
    ret->all = text_fmt(c->arena, "/admissions?turn=%s", turn);
    TRY(query_scoped(&rows, c, &admission_record.scope, sql_mine, BIND(V(text_of(turn)), V(unit), V((int64_t)MINE_MOST))));
    while (query_row(&rows, INTO(TO(&r.id), TO(&r.project), TO(&r.name), TO(&state), TO(&r.by), TO(&at), TO(&place), TO(&r.score)))) {
        r.on = date_of(at);
        r.state = listed(c, "state", state);
        r.place = codelist_label(&list_division, place, c->lang);
        r.next = next_of(state);
        list_push(&ret->rows, c->arena) = r;
    }
    return query_end(&rows);
}

/* --- one project ------------------------------------------------------------------------------------------------------------------ */

static err add_steps(struct req *q, const struct admission *x, struct admission_panel *v)
{
    transition_list open = {0};

    if (pages_may(q, &admission_record, "move"))
        workflow_open(&q->call, &admission_record, x, &open);
    for (size_t i = 0; i < open.n; i++)
        list_push(&v->steps, q->call.arena) = (struct admission_link){
            &open.v[i]->verb, text_fmt(q->call.arena, "/admissions/%lld/move?to=%s", (long long)x->head.id.n, admission_record.workflow->states[open.v[i]->to].key)};
    return NULL;
}

static err add_earlier(struct call *c, const struct project *p, struct admission_panel *v)
{
    static const char sql_earlier[] = "SELECT id, state, asked_by, asked_at FROM admission WHERE region = $1 AND project = $2 AND turn IS NULL AND removed = 0"
                                      " ORDER BY id DESC LIMIT $3";
    CLEAN(query_close) struct query rows = {0};
    struct admission_row r = {0};
    moment at;
    code state;

    TRY(query_open(&rows, c->conn, c->arena, sql_earlier, BIND(V(c->region), V(p->head.id), V((int64_t)EARLIER_MOST))));
    while (query_row(&rows, INTO(TO(&r.id), TO(&state), TO(&r.by), TO(&at)))) {
        r.on = date_of(at);
        r.state = listed(c, "state", state);
        list_push(&v->earlier, c->arena) = r;
    }
    return query_end(&rows);
}

static err find_open(struct call *c, const struct project *p, struct admission_panel *v)
{
    bool found;
    void *x;
    id key;

    TRY(admission_open_of(c, p->head.id, &key, &found));
    if (!found)
        return NULL;
    TRY(record_load(c, &admission_record, key, &x));
    v->x = x;
    v->state = listed(c, "state", v->x->state);
    v->turn = listed(c, "turn", v->x->turn);
    return NULL;
}

err admission_read_panel(struct req *q, const struct project *p, struct admission_panel *ret)
{
    struct admission_panel v = {.csrf = q->session.csrf, .project = p->head.id};

    v.planned = workflow_state(&project_record, p) == ST_PLANNED && p->head.removed.v != 1;
    TRY(find_open(&q->call, p, &v));
    TRY(add_earlier(&q->call, p, &v));
    if (v.x)
        TRY(add_steps(q, v.x, &v));
    if (v.planned)
        TRY(pages_lacks(q, &project_record, p, ST_RESERVE, &v.lacks));
    v.may_apply = v.planned && !v.x && req_may(q, admission_create.name);
    v.shown = v.planned || v.x || v.earlier.n;
    *ret = v;
    return NULL;
}

/* Under the name of an application: its file, the steps, what is missing. */
static err head_admission(struct req *q, const void *r, moment at, struct slot *ret)
{
    struct admission_panel *v = ARENA_NEW(q->call.arena, struct admission_panel);
    struct tpl_admission_steps *values = ARENA_NEW(q->call.arena, struct tpl_admission_steps);
    const struct admission *x = r;
    void *p;

    v->project.n = x->project.n;
    if (is_absent(at.ms) && x->turn.t.n) {
        TRY(record_load(&q->call, &project_record, v->project, &p));
        v->planned = workflow_state(&project_record, p) == ST_PLANNED;
        TRY(add_steps(q, x, v));
        TRY(pages_lacks(q, &project_record, p, ST_RESERVE, &v->lacks));
    }
    values->v = v;
    *ret = SLOT(admission_steps, values);
    return NULL;
}

/* Under the name of a planned project: where its application is, or where one applies. */
static err head_project(struct req *q, const void *r, moment at, struct slot *ret)
{
    struct admission_panel *v = ARENA_NEW(q->call.arena, struct admission_panel);
    struct tpl_admission_line *values = ARENA_NEW(q->call.arena, struct tpl_admission_line);
    const struct project *p = r;

    if (!is_absent(at.ms) || workflow_state(&project_record, p) != ST_PLANNED || p->head.removed.v == 1)
        return NULL;
    v->project = p->head.id;
    TRY(find_open(&q->call, p, v));
    values->v = v;
    *ret = SLOT(admission_line, values);
    return NULL;
}

const struct head_part reserve_heads[] = {{&admission_record, head_admission}, {&project_record, head_project}, {0}};
