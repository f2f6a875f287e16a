/* A project's plans: editions by year beside the baseline, and the editor of twelve months with a proposal. */
#include "pages.h"

#include "base/format.h"
#include "kit/lists.h"
#include "plan/curve_rules.h"
#include "plan/plan.tpl.h"
#include "plan/words.h"

enum { EDITIONS_MOST = 60 };

/* --- editions ------------------------------------------------------------------------------------------------------------------- */

typedef LIST(struct plan *) plan_list;

static err editions_of(struct call *c, id project, int64_t year, plan_list *ret)
{
    static const char sql_editions[] = "SELECT id FROM plan WHERE region = $1 AND project = $2 AND ($3 = 0 OR year = $3) AND removed = 0"
                                       " ORDER BY year DESC, seq LIMIT $4";
    CLEAN(query_close) struct query q = {0};
    LIST(id) ids = {0};
    void *r;
    id one;

    TRY(query_open(&q, c->conn, c->arena, sql_editions, BIND(V(c->region), V(project), V(year), V(EDITIONS_MOST))));
    while (query_row(&q, INTO(TO(&one))))
        list_push(&ids, c->arena) = one;
    TRY(query_end(&q));
    for (size_t i = 0; i < ids.n; i++) {
        TRY(record_load(c, &plan_record, ids.v[i], &r));
        list_push(ret, c->arena) = r;
    }
    return NULL;
}

static struct plan_edition edition_of(struct req *q, const struct plan *p, const struct plan *baseline)
{
    struct call *c = &q->call;
    struct plan_edition e = {.p = p, .state = codelist_label(record_field(&plan_record, T("state"))->list, p->state, c->lang),
                             .in_force = text_eqz(p->state.t, "confirmed")};

    e.baseline = p->baseline.v == 1 && workflow_state(&plan_record, p) >= PLAN_CONFIRMED; /* a draft of old marked itself beforehand */
    for (int m = 1; m <= 12; m++) {
        money now = plan_month_of(p, m), was = baseline ? plan_month_of(baseline, m) : NO_MONEY;
        e.months[m - 1] = (struct plan_cell){now, baseline != p && was.yuan != now.yuan ? was : NO_MONEY};
    }
    workflow_open(c, &plan_record, p, &e.moves);
    e.may_change = pages_may_on(q, &plan_record, "change", p);
    return e;
}

static struct plan_year *year_in(struct plans_view *v, struct arena *a, int64_t year)
{
    for (size_t i = 0; i < v->years.n; i++)
        if (v->years.v[i].year == year)
            return &v->years.v[i];
    list_push(&v->years, a) = (struct plan_year){.year = year, .label = text_fmt(a, "%lld", (long long)year)};
    return &v->years.v[v->years.n - 1];
}

/* Milestones are proposed where there is none and the reader may enter them. */
static err add_steps(struct req *q, const struct head_view *head, struct plans_view *v)
{
    static const char sql_any[] = "SELECT COUNT(*) FROM milestone WHERE region = $1 AND project = $2 AND removed = 0";
    struct call *c = &q->call;
    int64_t any = 0;

    v->csrf = q->session.csrf;
    if (head->removed || !req_may(q, "project.propose_milestones"))
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_any, BIND(V(c->region), V(v->project->head.id)), INTO(TO(&any)), NULL));
    v->n_steps = any ? 0 : plan_steps(v->project, v->steps);
    return NULL;
}

/* GET /projects/{id}/plans */
static err page_plans(struct req *q, struct out *o)
{
    struct call *c = &q->call;
    struct plans_view v = {0};
    struct head_view head;
    plan_list all = {0};
    void *p;

    TRY(pages_open(q, &project_record, &p, &head));
    v.project = p;
    TRY(editions_of(c, v.project->head.id, 0, &all));
    if (plan_year_due(c->today) > month_year(month_of(c->today)))
        (void)year_in(&v, c->arena, plan_year_due(c->today));
    (void)year_in(&v, c->arena, month_year(month_of(c->today)));
    for (size_t i = 0; i < all.n; i++) {
        struct plan_year *y = year_in(&v, c->arena, all.v[i]->year.n);
        const struct plan *first = y->editions.n ? y->editions.v[0].p : all.v[i];
        list_push(&y->editions, c->arena) = edition_of(q, all.v[i], first);
    }
    for (size_t i = 0; i < v.years.n; i++) {
        struct plan_year *y = &v.years.v[i];
        unsigned last = y->editions.n ? workflow_state(&plan_record, y->editions.v[y->editions.n - 1].p) : PLAN_CONFIRMED;
        if ((c->actor.role & WHO_EDITOR) && last >= PLAN_CONFIRMED)
            y->href = text_fmt(c->arena, "/projects/%lld/plans/%lld", (long long)v.project->head.id.n, (long long)y->year);
    }
    TRY(add_steps(q, &head, &v));
    web_page_titled(q, o, head.title, false, SLOT(plan_list, (&(struct tpl_plan_list){.head = &head, .v = &v})));
    return NULL;
}

/* POST /projects/{id}/plans/milestones */
static err post_steps(struct req *q, struct out *o)
{
    struct input in = {.values = record_new(q->call.arena, &project_record)};
    id key = req_id(q, "id");

    (void)o;
    text_int(params_get(&q->form, T("version")), &in.version);
    TRY(act_run(&q->call, act_by_name(T("project.propose_milestones")), key, &in, NULL));
    return web_go(q, "/projects/%lld#milestones", (long long)key.n);
}

/* --- the editor ------------------------------------------------------------------------------------------------------------------- */

struct editing {
    const struct project *project;
    struct plan *p; /* as stored, or to begin with */
    const struct plan *baseline;
    int64_t year;
    text by;                 /* what the proposal goes by; absent: nothing was proposed */
    const struct word *hint; /* what stands in the form, and from where */
    bool exists, adjusts, this_year;
};

static err editing_open(struct req *q, struct editing *x)
{
    struct call *c = &q->call;
    plan_list all = {0};
    void *p;

    *x = (struct editing){0};
    if (!text_int(http_param(q->http, "year"), &x->year) || x->year < 2000 || x->year > 2100)
        return FAIL(c->arena, E_GONE, w_plan_no_year);
    TRY(record_load(c, &project_record, req_id(q, "id"), &p));
    x->project = p;
    TRY(editions_of(c, x->project->head.id, x->year, &all));
    if (all.n && workflow_state(&plan_record, all.v[all.n - 1]) <= PLAN_RETURNED) {
        x->p = all.v[all.n - 1];
        x->exists = true;
    } else {
        x->p = all.n ? record_copy(c->arena, &plan_record, all.v[all.n - 1]) : record_new(c->arena, &plan_record);
        x->p->head = (struct record_head){0};
        x->p->change_reason = x->p->return_reason = NO_TEXT;
    }
    x->baseline = all.n && all.v[0] != x->p ? all.v[0] : NULL;
    x->adjusts = x->baseline != NULL;
    x->this_year = x->year == month_year(month_of(c->today)); /* of which the file's plan and goal are */
    x->hint = x->adjusts ? &w_plan_adjust_hint : x->exists ? &w_plan_draft_hint : &w_plan_blank_hint;
    return NULL;
}

static err show(struct req *q, struct out *o, struct editing *x, bool posted, err faults)
{
    struct call *c = &q->call;
    struct plan_form v = {.project = x->project, .csrf = q->session.csrf, .label = text_fmt(c->arena, "%lld", (long long)x->year), .version = x->p->head.version, .adjusts = x->adjusts, .hint = x->hint};
    struct plan *scratch = record_new(c->arena, &plan_record);
    bool clash = faults && faults->code == E_CLASH;
    money months[MONTHS];

    v.action = text_fmt(c->arena, "/projects/%lld/plans/%lld", (long long)x->project->head.id.n, (long long)x->year);
    v.wished = params_get(&q->query, T("total"));
    v.by = x->by;
    v.returned = x->p->return_reason;
    for (int m = 1; m <= MONTHS; m++) {
        struct plan_input *in = &v.months[m - 1];
        money stored = plan_month_of(x->p, m), typed = stored;
        in->name = text_fmt(c->arena, "m%02d", m);
        in->field = record_field(&plan_record, in->name);
        in->value = posted ? params_get(&q->form, in->name) : field_written(c->arena, in->field, x->p, FORM, c->lang);
        in->fault = error_said_at(c->arena, faults, in->field->name, c->lang);
        in->baseline = x->baseline ? plan_month_of(x->baseline, m) : NO_MONEY;
        if (posted && !field_parse(c->arena, in->field, in->value, FORM, scratch))
            typed = plan_month_of(scratch, m);
        in->theirs = clash && typed.yuan != stored.yuan ? stored : NO_MONEY;
        months[m - 1] = typed;
    }
    v.sum = curve_sum(months);
    v.whole = (struct plan_input){.name = T("year_total"), .field = record_field(&plan_record, T("year_total")), .fault = error_said_at(c->arena, faults, "year_total", c->lang)};
    v.whole.value = posted ? params_get(&q->form, v.whole.name) : field_written(c->arena, v.whole.field, x->p, FORM, c->lang);
    v.gap = plan_gap(x->p);
    v.goal = posted ? params_get(&q->form, T("goal")) : x->p->goal.n ? x->p->goal : x->this_year ? x->project->year_goal : NO_TEXT;
    v.reason = posted ? params_get(&q->form, T("change_reason")) : x->p->change_reason;
    v.reason_fault = error_said_at(c->arena, faults, "change_reason", c->lang);
    for (err e = faults; e && !v.general.n; e = e->next)
        if (!e->field || (e->field[0] != 'm' && strcmp(e->field, "change_reason") != 0 && strcmp(e->field, "year_total") != 0) || !strcmp(e->field, "month"))
            v.general = error_text(c->arena, e, c->lang);
    web_page_titled(q, o, x->project->name, false, SLOT(plan_edit, (&(struct tpl_plan_edit){.v = &v})));
    return NULL;
}

/* GET /projects/{id}/plans/{year}, ?total=12000 (万元): proposed anew for that total */
static err page_edit(struct req *q, struct out *o)
{
    struct editing x;
    const struct word *why = NULL;
    text asked = params_get(&q->query, T("total"));
    struct plan *scratch = record_new(q->call.arena, &plan_record);
    money total;

    TRY(editing_open(q, &x));
    total = x.this_year ? x.project->year_plan : NO_MONEY;
    if (asked.n) {
        err e = field_parse(q->call.arena, record_field(&plan_record, T("m01")), asked, FORM, scratch);
        if (e)
            return show(q, o, &x, false, e);
        total = scratch->m01;
    }
    if (asked.n || (!x.exists && !x.adjusts)) {
        struct plan_season_key key = plan_season_key_of(x.project, x.year);
        plan_season_list known = {0};
        TRY(plan_seasons_load(&q->call, &known));
        why = plan_propose(&known, x.project, x.year, total, x.p);
        if (why && asked.n)
            return show(q, o, &x, false, FAIL(q->call.arena, E_INPUT, *why));
        x.p->year_total = total;
        if (!why) {
            x.by = plan_season_said(&q->call, plan_season_of(&known, &key), &key);
            x.hint = &w_plan_draw_hint;
        }
    }
    return show(q, o, &x, false, NULL);
}

/* POST /projects/{id}/plans/{year} */
static err post_edit(struct req *q, struct out *o)
{
    struct call *c = &q->call;
    struct editing x;
    struct input in;
    err e;

    TRY(editing_open(q, &x));
    e = form_read(q, &plan_record, x.exists ? x.p : NULL, &in);
    if (!e && !x.exists) {
        struct plan *p = in.values;
        p->project = (ref){x.project->head.id.n};
        p->year = (number){x.year};
        p->responsible_body = x.project->responsible_body;
        fieldset_add(&in.set, record_index(&plan_record, record_field(&plan_record, T("project"))));
        fieldset_add(&in.set, record_index(&plan_record, record_field(&plan_record, T("year"))));
        fieldset_add(&in.set, record_index(&plan_record, record_field(&plan_record, T("responsible_body"))));
    }
    if (!e)
        e = act_run(c, act_by_name(x.exists ? T("plan.change") : T("plan.create")), x.p->head.id, &in, NULL);
    if (!e)
        return web_go(q, "/projects/%lld/plans", (long long)x.project->head.id.n);
    if (e->code != E_INPUT && e->code != E_STATE && e->code != E_CLASH)
        return e;
    http_status(q->http, web_status_of(e->code));
    return show(q, o, &x, true, e);
}

/* GET /plans/{id}/months: the editor of an edition that is known by its own number only */
static err go_months(struct req *q, struct out *o)
{
    const struct plan *p;
    void *r;

    (void)o;
    TRY(record_load(&q->call, &plan_record, req_id(q, "id"), &r));
    p = r;
    return web_go(q, "/projects/%lld/plans/%lld", (long long)p->project.n, (long long)p->year.n);
}

static const char sql_count_plans[] = "SELECT COUNT(*) FROM plan WHERE region = $1 AND project = $2 AND removed = 0";

#define WHO_PLANS (WHO_EDITOR & ~ROLE_SYSTEM)

const struct route plan_routes[] = {
    {GET, "/plans/grid", plan_page_grid, .roles = WHO_PLANS},
    {POST, "/plans/grid", plan_post_grid, .roles = WHO_PLANS, .act = "plan.change"},
    {PUT, "/plans/grid", plan_put_grid, .roles = WHO_PLANS, .act = "plan.change"},
    {GET, "/plans/{id}/months", go_months, .roles = WHO_PLANS},
    {GET, "/projects/{id}/plans", page_plans, .roles = WHO_BUSINESS & ~ROLE_SYSTEM, .record = &project_record, .tab = &w_plan_tab, .tab_count = sql_count_plans},
    {POST, "/projects/{id}/plans/milestones", post_steps, .roles = WHO_PLANS, .act = "project.propose_milestones", .record = &project_record},
    {GET, "/projects/{id}/plans/{year}", page_edit, .roles = WHO_PLANS},
    {POST, "/projects/{id}/plans/{year}", post_edit, .roles = WHO_PLANS, .act = "plan.change"},
    {0},
};
