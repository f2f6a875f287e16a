/* A rule tried out, and the lists of one project with the reasons. */
#include "pages.h"

#include "list/rule.tpl.h"

/* --- trying out -------------------------------------------------------------------------------------------------------------------- */

static err trial_view(struct req *q, struct trial_view *v)
{
    struct call *c = &q->call;
    int64_t now = month_year(month_of(c->today)), year = now, seq;
    struct ready_rule ready;
    void *r;
    err e;

    TRY(pages_open(q, &list_rule_record, &r, &v->top));
    v->rule = r;
    v->csrf = q->session.csrf;
    text_int(params_get(&q->query, T("year")), &year);
    year = year < now - 3 || year > now + 1 ? now : year;
    v->year = list_year_text(c->arena, year);
    for (int64_t y = now + 1; y >= now - 1; y--)
        list_push(&v->years, c->arena) = (struct year_choice){list_year_text(c->arena, y), text_fmt(c->arena, "/list_rules/%lld/try?year=%lld", (long long)v->rule->head.id.n, (long long)y),
                                                              y == year};
    TRY(list_rule_conditions(c, v->rule->head.id, &v->conditions));
    e = list_rule_ready(c, &v->conditions, year, &ready);
    if (e) {
        v->fault = error_text(c->arena, e, c->lang);
        return NULL;
    }
    TRY(list_rule_try(c, &ready, v->rule->list.t, &v->t));
    v->ran = true;
    TRY(list_last_seq(c, v->rule->list.t, year, &seq, NULL));
    v->may_pick = !seq && year == now && workflow_state(&list_rule_record, r) == RULE_ADOPTED && req_may(q, "list_rule.pick") && c->actor.scope == SCOPE_REGION;
    return NULL;
}

/* GET /list_rules/{id}/try, ?year= */
err list_page_trial(struct req *q, struct out *o)
{
    struct trial_view v = {0};

    TRY(trial_view(q, &v));
    web_page_titled(q, o, v.top.title, false, SLOT(trial_page, (&(struct tpl_trial_page){.v = &v})));
    return NULL;
}

/* POST /list_rules/{id}/pick */
err list_post_pick(struct req *q, struct out *o)
{
    struct input in = {0};
    struct trial_view v = {0};
    void *r;
    err e;

    TRY(record_load(&q->call, &list_rule_record, req_id(q, "id"), &r));
    e = act_run(&q->call, act_by_name(T("list_rule.pick")), record_head_of(r)->id, &in, NULL);
    if (!e)
        return web_go(q, "/lists/%.*s/%d", TEXT_ARG(((struct list_rule *)r)->list.t), month_year(month_of(q->call.today)));
    if (e->code != E_STATE && e->code != E_INPUT)
        return e;
    TRY(trial_view(q, &v));
    v.fault = error_text(q->call.arena, e, q->call.lang);
    http_status(q->http, web_status_of(e->code));
    web_page_titled(q, o, v.top.title, false, SLOT(trial_page, (&(struct tpl_trial_page){.v = &v})));
    return NULL;
}

static void put_rows(struct json_out *w, const char *name, const trial_rows *rows)
{
    json_key(w, name);
    json_open(w, '[');
    for (size_t i = 0; i < rows->n; i++) {
        json_open(w, '{');
        json_put(w, "project", rows->v[i].project);
        json_put(w, "name", rows->v[i].name);
        json_put(w, "why", rows->v[i].why);
        json_close(w);
    }
    json_close(w);
}

/* GET /api/v1/list_rules/{id}/trial, ?year= */
err list_api_trial(struct req *q, struct out *o)
{
    struct trial_view v = {0};
    struct json_out w;

    TRY(trial_view(q, &v));
    if (!v.ran)
        return FAIL(q->call.arena, E_STATE, w_lists_rule_unread, .args = {ARG_TEXT("why", v.fault)});
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "year", v.year);
    json_put(&w, "looked_at", v.t.looked);
    json_put(&w, "taken_in", v.t.in);
    json_put(&w, "compared_with", v.t.edition);
    json_put(&w, "more", v.t.more);
    json_put(&w, "fewer", v.t.fewer);
    put_rows(&w, "those_more", &v.t.rows_more);
    put_rows(&w, "those_fewer", &v.t.rows_fewer);
    json_close(&w);
    json_end(&w);
    return NULL;
}

/* --- the lists of a project -------------------------------------------------------------------------------------------------------- */

static const struct said_alternative *alternative_of(const struct standing_line *l, const struct ready_rule *r, size_t at)
{
    for (size_t i = 0; i < l->alternatives.n; i++)
        if (l->alternatives.v[i].all ? !r->rules.v[at].alternative : r->rules.v[at].alternative && text_eq(l->alternatives.v[i].title, r->said[at]->title))
            return &l->alternatives.v[i];
    return NULL;
}

/* Every condition with the file's own value, alternative by alternative. */
static err explain(struct call *c, const struct project *p, const struct list_rule *rule, int64_t year, struct standing_line *l)
{
    struct rule_value facts[RULE_FACTS_MOST];
    child_list conditions = {0};
    struct rule_verdict v;
    struct ready_rule r;

    TRY(list_rule_conditions(c, rule->head.id, &conditions));
    TRY(list_rule_ready(c, &conditions, year, &r));
    list_rule_facts(&r, p, facts);
    v = list_rules_judge(&r.rules, facts);
    l->by_rule = true;
    l->in = v.in;
    l->rule_href = text_fmt(c->arena, "/list_rules/%lld", (long long)rule->head.id.n);
    for (size_t i = 0; i < r.rules.n; i++) {
        const struct rule_condition *k = &r.rules.v[i];
        struct said_alternative *a = (struct said_alternative *)(uintptr_t)alternative_of(l, &r, i);
        if (!a) {
            list_push(&l->alternatives, c->arena) = (struct said_alternative){.title = r.said[i]->title, .all = !k->alternative, .here = v.in && k->alternative == v.alternative};
            a = &l->alternatives.v[l->alternatives.n - 1];
        }
        list_push(&a->conditions, c->arena) = (struct said_condition){list_condition_said(c->arena, &r, i, v.strategic, c->lang),
                                                                      list_fact_said(c->arena, r.facts[k->fact], facts[k->fact], c->lang), v.held >> i & 1};
    }
    return NULL;
}

static err add_memberships(struct call *c, const struct project *p, struct project_lists_view *v)
{
    static const char sql_entries[] = "SELECT e.id, e.list, e.year, e.state, e.why, (SELECT MIN(r.seq) FROM list_row r WHERE r.region = e.region AND r.project = e.project"
                                      " AND r.year = e.year AND r.list = e.list) FROM list_entry e WHERE {scope:e} AND e.project = $1 AND e.removed = 0 ORDER BY e.year DESC, e.list";
    CLEAN(query_close) struct query q = {0};
    int64_t year, seq;
    text list, why;
    code state;
    id key;

    TRY(query_scoped(&q, c, &list_entry_record.scope, sql_entries, BIND(V(p->head.id))));
    while (query_row(&q, INTO(TO(&key), TO(&list), TO(&year), TO(&state), TO(&why), TO(&seq)))) {
        const struct list_kind *k = list_kind_called(list);
        list_push(&v->past, c->arena) = (struct membership_line){
            k ? k->name[c->lang] : list, list_year_text(c->arena, year), codelist_label(&list_entry_states, state, c->lang), why,
            is_absent(seq) ? NO_TEXT : text_fmt(c->arena, "%lld", (long long)seq), text_fmt(c->arena, "/list_entries/%lld", (long long)key.n)};
    }
    return query_end(&q);
}

static err add_standing(struct req *q, const struct project *p, const struct list_kind *k, int64_t year, struct project_lists_view *v)
{
    struct call *c = &q->call;
    struct standing_line l = {.kind = k, .name = k->name[c->lang]};
    struct list_entry *e;
    struct list_rule *rule = NULL;
    int64_t seq;

    TRY(list_entry_find(c, k->key.t, year, p->head.id, &e));
    TRY(list_last_seq(c, k->key.t, year, &seq, NULL));
    l.on = e && workflow_state(&list_entry_record, e) == ENTRY_ON;
    l.said = e ? codelist_label(&list_entry_states, e->state, c->lang) : text_of(w_lists_not_on.in[c->lang]);
    if (!e && !seq && k->form == LIST_PROPOSED && req_may(q, "list_entry.create"))
        l.propose = text_fmt(c->arena, "/list_entries/new?list=%.*s&year=%lld&project=%lld", TEXT_ARG(k->key.t), (long long)year, (long long)p->head.id.n);
    if (seq && req_may(q, "list_request.create"))
        l.ask = text_fmt(c->arena, "/list_requests/new?kind=%s&list=%.*s&year=%lld&%s=%lld", l.on ? "remove" : "add", TEXT_ARG(k->key.t), (long long)year,
                         l.on ? "project_out" : "project", (long long)p->head.id.n);
    if (k->form == LIST_BY_RULE)
        TRY(list_rule_in_force(c, k->key.t, c->today, &rule));
    if (rule) {
        struct call own = call_as_program(c); /* whoever sees the file may know why it is in or out */
        TRY(explain(&own, p, rule, year, &l));
    }
    list_push(&v->kinds, c->arena) = l;
    return NULL;
}

static err project_lists(struct req *q, struct project_lists_view *v)
{
    struct call *c = &q->call;
    int64_t year = month_year(month_of(c->today));
    struct list_lack lack;
    void *r;

    TRY(pages_open(q, &project_record, &r, &v->top));
    v->year = list_year_text(c->arena, year);
    for (size_t i = 0; i < list_kinds()->n; i++)
        TRY(add_standing(q, r, &list_kinds()->v[i], year, v));
    TRY(add_memberships(c, r, v));
    TRY(list_lack_of(c, ((struct project *)r)->head.id, year, &lack));
    return list_missing_line(c, &lack, year, &v->missing);
}

/* GET /projects/{id}/lists */
err list_page_project(struct req *q, struct out *o)
{
    struct project_lists_view v = {0};

    TRY(project_lists(q, &v));
    web_page_titled(q, o, v.top.title, false, SLOT(project_lists_page, (&(struct tpl_project_lists_page){.v = &v})));
    return NULL;
}

/* GET /api/v1/projects/{id}/lists: on which it stands, and by a rule why it is in or out */
err list_api_project(struct req *q, struct out *o)
{
    struct project_lists_view v = {0};
    struct json_out w;

    TRY(project_lists(q, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "year", v.year);
    json_key(&w, "lists");
    json_open(&w, '[');
    for (size_t i = 0; i < v.kinds.n; i++) {
        const struct standing_line *l = &v.kinds.v[i];
        json_open(&w, '{');
        json_put(&w, "list", l->kind->key.t);
        json_put(&w, "on_list", l->on);
        json_put(&w, "state", l->said);
        json_key(&w, "conditions");
        json_open(&w, '[');
        for (size_t a = 0; a < l->alternatives.n; a++)
            for (size_t k = 0; k < l->alternatives.v[a].conditions.n; k++) {
                json_open(&w, '{');
                json_put(&w, "alternative", l->alternatives.v[a].title);
                json_put(&w, "condition", l->alternatives.v[a].conditions.v[k].said);
                json_put(&w, "value", l->alternatives.v[a].conditions.v[k].own);
                json_put(&w, "holds", l->alternatives.v[a].conditions.v[k].held);
                json_close(&w);
            }
        json_close(&w);
        json_close(&w);
    }
    json_close(&w);
    json_close(&w);
    json_end(&w);
    return NULL;
}
