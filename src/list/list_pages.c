/* The lists of a year, and one of them: what stands on it, what is on the way, what is missing, its editions. */
#include "pages.h"

#include "kit/lists.h"
#include "kit/words.h"
#include "list/list.tpl.h"

enum { YEARS_BACK = 4, MISSING_MOST = 200, EDITIONS_MOST = 50, REQUESTS_MOST = 50, THEN_MOST = 600 };

#define WHO_READS (WHO_BUSINESS & ~ROLE_SYSTEM)

text list_formed_said(const struct list_kind *k, enum lang lang)
{
    static const struct word *const words[LIST_FORMS] = {&w_lists_form_proposed, &w_lists_form_rule, &w_lists_form_funds};

    return text_of(words[k->form]->in[lang]);
}

/* The year of the address; this one when it names none. */
static err asked_year(struct req *q, text typed, int64_t *ret)
{
    int64_t now = month_year(month_of(q->call.today)), year = now;

    if (typed.n && (!text_int(typed, &year) || year < 2000 || year > now + 1))
        return FAIL(q->call.arena, E_GONE, w_lists_no_year);
    *ret = year;
    return NULL;
}

/* --- counts ------------------------------------------------------------------------------------------------------------------------- */

struct entry_count {
    text list, state;
    int64_t n;
    money total;
};
typedef LIST(struct entry_count) entry_counts;

/* A day of the address: as it stood at its end; absent: now. */
static err asked_day(struct req *q, date *ret)
{
    text at = params_get(&q->query, T("at"));

    *ret = NO_DATE;
    if (at.n && !date_parse(at, ret))
        return FAIL(q->call.arena, E_INPUT, w_field_want_date, .field = "at", .args = {ARG_WORD("field", &w_lists_at), ARG_TEXT("value", at)});
    return NULL;
}

/* The versions that stood at the end of a day. */
#define SQL_THEN \
    " FROM list_entry_version e WHERE {scope:e} AND e.year = $1 AND e.removed = 0 AND e.version =" \
    " (SELECT MAX(v.version) FROM list_entry_version v WHERE v.region = e.region AND v.id = e.id AND v.changed_at < $2)"

static err count_entries(struct call *c, int64_t year, date at, entry_counts *ret)
{
    static const char sql_then[] = "SELECT e.list, e.state, COUNT(*), COALESCE(SUM(e.total_invest), 0)" SQL_THEN " GROUP BY e.list, e.state";
    static const char sql_counts[] = "SELECT e.list, e.state, COUNT(*), COALESCE(SUM(e.total_invest), 0) FROM list_entry e WHERE {scope:e} AND e.year = $1 AND e.removed = 0"
                                     " GROUP BY e.list, e.state";
    CLEAN(query_close) struct query q = {0};
    struct entry_count n;

    if (is_absent(at.days))
        TRY(query_scoped(&q, c, &list_entry_record.scope, sql_counts, BIND(V(year))));
    else
        TRY(query_scoped(&q, c, &list_entry_record.scope, sql_then, BIND(V(year), V(date_start((date){at.days + 1})))));
    while (query_row(&q, INTO(TO(&n.list), TO(&n.state), TO(&n.n), TO(&n.total))))
        list_push(ret, c->arena) = n;
    return query_end(&q);
}

static const struct entry_count *count_of(const entry_counts *all, text list, enum list_entry_state state)
{
    static const struct entry_count none = {0};

    for (size_t i = 0; i < all->n; i++)
        if (text_eq(all->v[i].list, list) && text_eqz(all->v[i].state, list_entry_state_keys[state]))
            return &all->v[i];
    return &none;
}

static err load_editions(struct call *c, text list, int64_t year, date at, edition_lines *ret)
{
    static const char sql_editions[] = "SELECT id, name, document, confirmed_by, seq, confirmed_on, projects, added, removed_n, total_invest, year_plan FROM list_edition"
                                       " WHERE region = $1 AND list = $2 AND year = $3 AND confirmed_on <= $4 ORDER BY seq DESC LIMIT 50";
    CLEAN(query_close) struct query q = {0};
    struct edition_line l = {0};

    TRY(query_open(&q, c->conn, c->arena, sql_editions, BIND(V(c->region), V(list), V(year), V(is_absent(at.days) ? c->today : at))));
    while (query_row(&q, INTO(TO(&l.id), TO(&l.name), TO(&l.document), TO(&l.by), TO(&l.seq), TO(&l.on), TO(&l.projects), TO(&l.added), TO(&l.removed), TO(&l.total),
                              TO(&l.plan)))) {
        if (ret->n)
            ret->v[ret->n - 1].before = l.id;
        list_push(ret, c->arena) = l;
    }
    return query_end(&q);
}

/* --- the lists of a year -------------------------------------------------------------------------------------------------------------- */

static err add_kind(struct req *q, const struct list_kind *k, int64_t year, const entry_counts *counts, struct lists_view *v)
{
    struct call *c = &q->call;
    struct kind_line l = {.kind = k, .name = k->name[c->lang], .formed = list_formed_said(k, c->lang), .gap = NO_NUMBER};
    edition_lines editions = {0};

    l.href = text_fmt(c->arena, "/lists/%.*s/%lld", TEXT_ARG(k->key.t), (long long)year);
    l.on = count_of(counts, k->key.t, ENTRY_ON)->n;
    l.total = count_of(counts, k->key.t, ENTRY_ON)->total;
    for (int s = ENTRY_PROPOSED; s <= ENTRY_CANDIDATE; s++)
        l.waiting += count_of(counts, k->key.t, (enum list_entry_state)s)->n;
    if (!is_absent(k->target.n) && c->actor.scope == SCOPE_REGION)
        l.gap.n = k->target.n - l.on;
    if (v->sees_editions)
        TRY(load_editions(c, k->key.t, year, v->at, &editions));
    if (editions.n)
        l.last = editions.v[0];
    list_push(&v->kinds, c->arena) = l;
    return NULL;
}

static err lists_view(struct req *q, struct lists_view *v)
{
    struct call *c = &q->call;
    int64_t now = month_year(month_of(c->today)), year = now; /* at once: a release build does not see that it is set below */
    entry_counts counts = {0};

    TRY(asked_year(q, params_get(&q->query, T("year")), &year));
    TRY(asked_day(q, &v->at));
    v->today = c->today;
    v->year = list_year_text(c->arena, year);
    v->sees_editions = c->actor.role & list_edition_record.see;
    for (int64_t y = now + 1; y > now - YEARS_BACK; y--)
        list_push(&v->years, c->arena) = (struct year_choice){list_year_text(c->arena, y), text_fmt(c->arena, "/lists?year=%lld", (long long)y), y == year};
    TRY(count_entries(c, year, v->at, &counts));
    for (size_t i = 0; i < list_kinds()->n; i++)
        TRY(add_kind(q, &list_kinds()->v[i], year, &counts, v));
    return NULL;
}

/* GET /lists, ?year= */
static err page_lists(struct req *q, struct out *o)
{
    struct lists_view v = {0};

    TRY(lists_view(q, &v));
    web_page(q, o, &w_lists_title, SLOT(lists_page, (&(struct tpl_lists_page){.v = &v})));
    return NULL;
}

/* GET /api/v1/lists, ?year= */
static err api_lists(struct req *q, struct out *o)
{
    struct lists_view v = {0};
    struct json_out w;

    TRY(lists_view(q, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "year", v.year);
    json_key(&w, "items");
    json_open(&w, '[');
    for (size_t i = 0; i < v.kinds.n; i++) {
        const struct kind_line *l = &v.kinds.v[i];
        json_open(&w, '{');
        json_put(&w, "list", l->kind->key.t);
        json_put(&w, "name", l->name);
        json_put(&w, "on_list", l->on);
        json_put(&w, "on_the_way", l->waiting);
        json_put(&w, "target", l->kind->target);
        json_put(&w, "total_invest", l->total);
        json_put(&w, "edition", l->last.id);
        json_put(&w, "edition_number", (number){l->last.id.n ? l->last.seq : ABSENT});
        json_close(&w);
    }
    json_close(&w);
    json_close(&w);
    json_end(&w);
    return NULL;
}

/* --- one list ------------------------------------------------------------------------------------------------------------------------- */

err list_missing_line(struct call *c, const struct list_lack *l, int64_t year, struct missing_line *ret)
{
    struct missing_line m = {.entry = l->entry, .project = l->project, .name = l->name, .state = codelist_label(&list_entry_states, (code){l->state}, c->lang)};

    for (int i = 0; i < LACK_KINDS; i++)
        if (l->missing >> i & 1)
            list_push(&m.items, c->arena) = (struct missing_item){list_lack_words[i], list_lack_href(c->arena, l, (enum list_lack_kind)i, year)};
    *ret = m;
    return NULL;
}

#define READY_STATES (1u << ENTRY_AGGREGATED | 1u << ENTRY_CANDIDATE)

static err add_missing(struct call *c, struct one_list_view *v, int64_t year)
{
    list_lacks all = {0};

    TRY(list_lacks_of(c, v->kind->key.t, year, READY_STATES | 1u << ENTRY_ON, false, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct list_lack *l = &all.v[i];
        v->ready += !l->missing && !text_eqz(l->state, "on_list");
        v->lacking += l->missing != 0;
        if (l->missing && v->missing.n < MISSING_MOST) {
            struct missing_line m;
            TRY(list_missing_line(c, l, year, &m));
            list_push(&v->missing, c->arena) = m;
        }
    }
    return NULL;
}

static err add_requests(struct call *c, struct one_list_view *v, int64_t year)
{
    static const char sql_open[] = "SELECT r.id, r.name, r.state, r.asked_by FROM list_request r WHERE {scope:r} AND r.list = $1 AND r.year = $2"
                                   " AND r.state IN ('asked', 'returned', 'supported') AND r.removed = 0 ORDER BY r.id DESC LIMIT 50";
    CLEAN(query_close) struct query q = {0};
    struct request_line l;
    code state;

    if (!(c->actor.role & list_request_record.see))
        return NULL;
    TRY(query_scoped(&q, c, &list_request_record.scope, sql_open, BIND(V(v->kind->key.t), V(year))));
    while (query_row(&q, INTO(TO(&l.id), TO(&l.name), TO(&state), TO(&l.by)))) {
        l.state = codelist_label(&list_request_states, state, c->lang);
        list_push(&v->requests, c->arena) = l;
    }
    return query_end(&q);
}

static err add_rule(struct call *c, struct one_list_view *v)
{
    struct list_rule *rule;

    if (v->kind->form != LIST_BY_RULE || !(c->actor.role & list_rule_record.see))
        return NULL;
    TRY(list_rule_in_force(c, v->kind->key.t, c->today, &rule));
    if (rule) {
        v->rule = rule->head.id;
        v->rule_name = rule->name;
    }
    return NULL;
}

static void add_states(struct call *c, struct one_list_view *v, const entry_counts *counts)
{
    for (unsigned i = 0; i < list_entry_record.workflow->n_states; i++) {
        int64_t n = count_of(counts, v->kind->key.t, (enum list_entry_state)i)->n;
        if (n)
            list_push(&v->states, c->arena) = (struct state_count){&list_entry_record.workflow->states[i].label,
                                                                   text_fmt(c->arena, "%.*s&state=%s", TEXT_ARG(v->entries), list_entry_state_keys[i]), n};
        v->left += i == ENTRY_ON || i == ENTRY_OFF || i == ENTRY_DECLINED ? 0 : n;
    }
    v->on = count_of(counts, v->kind->key.t, ENTRY_ON)->n;
    v->proposed = count_of(counts, v->kind->key.t, ENTRY_PROPOSED)->n;
    v->supported = count_of(counts, v->kind->key.t, ENTRY_SUPPORTED)->n;
    v->target = v->kind->target;
    v->gap = is_absent(v->target.n) || c->actor.scope != SCOPE_REGION ? NO_NUMBER : (number){v->target.n - v->on};
}

/* The entries of a past day with the states that they had; ?state= one of them. */
static err add_then(struct req *q, struct one_list_view *v, int64_t year)
{
    static const char sql_entries[] = "SELECT e.id, e.name, e.state, e.city, e.total_invest" SQL_THEN " AND e.list = $3 AND ($4 = '' OR e.state = $4)"
                                      " ORDER BY e.total_invest DESC, e.id";
    struct call *c = &q->call;
    text state = params_get(&q->query, T("state"));
    CLEAN(query_close) struct query rows = {0};
    struct then_line l;
    code is, city;

    if (state.n)
        v->then_all = v->entries;
    TRY(query_scoped(&rows, c, &list_entry_record.scope, sql_entries,
                     BIND(V(year), V(date_start((date){v->at.days + 1})), V(v->kind->key.t), V(state.n ? state : T("")))));
    while (query_row(&rows, INTO(TO(&l.entry), TO(&l.name), TO(&is), TO(&city), TO(&l.total)))) {
        l.state = codelist_label(&list_entry_states, is, c->lang);
        l.place = codelist_label(&list_city, city, c->lang);
        if (v->then_n++ < THEN_MOST)
            list_push(&v->then, c->arena) = l;
    }
    return query_end(&rows);
}

static void add_rights(struct req *q, struct one_list_view *v, int64_t year)
{
    struct call *c = &q->call;
    bool province = c->actor.scope == SCOPE_REGION, first = !v->editions.n, open = first || v->kind->form == LIST_BY_FUNDS;

    if (open)
        v->left = 0;
    else
        v->proposed = v->supported = v->ready = 0; /* what was not settled before the first edition comes by requests */

    v->this_year = year <= month_year(month_of(c->today));
    v->may_propose = v->kind->form == LIST_PROPOSED && first && req_may(q, "list_entry.create");
    v->may_opine = (c->actor.role == ROLE_LEAD || (c->actor.role == ROLE_DRC && province)) && req_may(q, "list_entry.move");
    v->may_confirm = province && c->actor.role == ROLE_DRC;
    v->may_ask = !first && req_may(q, "list_request.create");
}

static err one_list(struct req *q, struct one_list_view *v)
{
    struct call *c = &q->call;
    int64_t now = month_year(month_of(c->today)), year;
    text list = http_param(q->http, "list");
    entry_counts counts = {0};

    v->kind = list_kind_called(list);
    if (!v->kind)
        return FAIL(c->arena, E_GONE, w_lists_no_kind);
    TRY(asked_year(q, http_param(q->http, "year"), &year));
    TRY(asked_day(q, &v->at));
    v->today = c->today;
    v->name = v->kind->name[c->lang];
    v->year = list_year_text(c->arena, year);
    v->formed = list_formed_said(v->kind, c->lang);
    v->csrf = q->session.csrf;
    v->base = text_fmt(c->arena, "/lists/%.*s/%lld", TEXT_ARG(list), (long long)year);
    v->entries = text_fmt(c->arena, "/list_entries?list=%.*s&year.min=%lld&year.max=%lld", TEXT_ARG(list), (long long)year, (long long)year);
    for (int64_t y = now + 1; y > now - YEARS_BACK; y--)
        list_push(&v->years, c->arena) = (struct year_choice){list_year_text(c->arena, y), text_fmt(c->arena, "/lists/%.*s/%lld", TEXT_ARG(list), (long long)y), y == year};
    if (!is_absent(v->at.days))
        v->entries = text_fmt(c->arena, "%.*s?at=%.*s", TEXT_ARG(v->base), TEXT_ARG(params_get(&q->query, T("at"))));
    TRY(count_entries(c, year, v->at, &counts));
    add_states(c, v, &counts);
    if (!is_absent(v->at.days))
        TRY(add_then(q, v, year));
    else /* what is missing is missing now */
        TRY(add_missing(c, v, year));
    if (c->actor.role & list_edition_record.see)
        TRY(load_editions(c, list, year, v->at, &v->editions));
    if (!is_absent(v->at.days))
        return NULL; /* a past day is for reading */
    TRY(add_requests(c, v, year));
    TRY(add_rule(c, v));
    add_rights(q, v, year);
    return NULL;
}

static err show_list(struct req *q, struct out *o, err fault)
{
    struct one_list_view *v = ARENA_NEW(q->call.arena, struct one_list_view);

    TRY(one_list(q, v));
    if (fault) {
        v->fault = error_text(q->call.arena, fault, q->call.lang);
        http_status(q->http, web_status_of(fault->code));
    }
    web_page_titled(q, o, word_filled(q->call.arena, q->call.lang, &w_lists_named, (const struct arg[]){ARG_TEXT("year", v->year), ARG_TEXT("list", v->name)}, 2), false, SLOT(one_list_page, (&(struct tpl_one_list_page){.v = v})));
    return NULL;
}

/* GET /lists/{list}/{year} */
static err page_list_of(struct req *q, struct out *o)
{
    return show_list(q, o, NULL);
}

/* --- many steps at once ------------------------------------------------------------------------------------------------------------------ */

typedef LIST(id) id_list;

/* The entries that a step may be taken with: of the state before it; onto the list only those that lack nothing. */
static err ready_for(struct call *c, text list, int64_t year, text to, id_list *ret)
{
    uint32_t from = text_eqz(to, "supported") ? 1u << ENTRY_PROPOSED : text_eqz(to, "aggregated") ? 1u << ENTRY_SUPPORTED : text_eqz(to, "on_list") ? READY_STATES : 0;
    list_lacks all = {0};

    TRY(list_lacks_of(c, list, year, from, false, &all));
    for (size_t i = 0; i < all.n; i++)
        if (!all.v[i].missing || !text_eqz(to, "on_list"))
            list_push(ret, c->arena) = all.v[i].entry;
    return NULL;
}

/* POST /lists/{list}/{year}/advance: to=supported (with an opinion), aggregated, on_list */
static err post_advance(struct req *q, struct out *o)
{
    struct call *c = &q->call;
    struct input in = {.values = record_new(c->arena, &list_entry_record), .to = params_get(&q->form, T("to"))};
    const struct field *opinion = record_field(&list_entry_record, T("opinion"));
    id_list ids = {0};
    int64_t year;
    err e;

    TRY(asked_year(q, http_param(q->http, "year"), &year));
    ((struct list_entry *)in.values)->opinion = text_trim(params_get(&q->form, T("opinion")));
    if (text_eqz(in.to, "supported"))
        fieldset_add(&in.set, record_index(&list_entry_record, opinion));
    TRY(ready_for(c, http_param(q->http, "list"), year, in.to, &ids));
    e = ids.n ? act_run_each(c, act_by_name(T("list_entry.move")), ids.v, ids.n, &in) : NULL;
    if (!e)
        return web_go(q, "/lists/%.*s/%lld", TEXT_ARG(http_param(q->http, "list")), (long long)year);
    return e->code == E_INPUT || e->code == E_STATE ? show_list(q, o, e) : e;
}

/* --- under the name of an entry, a request, a rule ------------------------------------------------------------------------------------------ */

static err head_steps(struct req *q, const struct record *t, const void *r, struct steps_view *v, struct slot *ret)
{
    struct tpl_list_steps *values = ARENA_NEW(q->call.arena, struct tpl_list_steps);
    transition_list open = {0};

    if (pages_may(q, t, "move"))
        workflow_open(&q->call, t, r, &open);
    for (size_t i = 0; i < open.n; i++)
        list_push(&v->moves, q->call.arena) = (struct step_link){&open.v[i]->verb, text_fmt(q->call.arena, "/%s/%lld/move?to=%s", t->plural, (long long)record_head_of(r)->id.n,
                                                                                            t->workflow->states[open.v[i]->to].key)};
    values->v = v;
    *ret = SLOT(list_steps, values);
    return NULL;
}

static void belongs_to(struct call *c, text list, int64_t year, struct steps_view *v)
{
    const struct list_kind *k = list_kind_called(list);

    if (!k || is_absent(year))
        return;
    v->name = word_filled(c->arena, c->lang, &w_lists_named, (const struct arg[]){ARG_TEXT("year", list_year_text(c->arena, year)), ARG_TEXT("list", k->name[c->lang])}, 2);
    v->href = text_fmt(c->arena, "/lists/%.*s/%lld", TEXT_ARG(list), (long long)year);
}

static err head_entry(struct req *q, const void *r, moment at, struct slot *ret)
{
    struct steps_view *v = ARENA_NEW(q->call.arena, struct steps_view);
    const struct list_entry *e = r;
    unsigned state = workflow_state(&list_entry_record, e);
    struct list_lack l;
    struct missing_line m = {0};

    (void)at;
    belongs_to(&q->call, e->list.t, e->year.n, v);
    if (state != ENTRY_OFF && state != ENTRY_DECLINED) {
        TRY(list_lack_of(&q->call, (id){e->project.n}, e->year.n, &l));
        TRY(list_missing_line(&q->call, &l, e->year.n, &m));
        for (size_t i = 0; i < m.items.n; i++)
            list_push(&v->missing, q->call.arena) = m.items.v[i];
    }
    TRY(list_left_behind(&q->call, e, &v->left));
    if (v->left && req_may(q, "list_request.create"))
        v->carry = text_fmt(q->call.arena, "/list_requests/new?kind=add&list=%.*s&year=%lld&project=%lld", TEXT_ARG(e->list.t), (long long)e->year.n, (long long)e->project.n);
    return head_steps(q, &list_entry_record, r, v, ret);
}

static err head_request(struct req *q, const void *r, moment at, struct slot *ret)
{
    struct steps_view *v = ARENA_NEW(q->call.arena, struct steps_view);
    const struct list_request *x = r;

    (void)at;
    belongs_to(&q->call, x->list.t, x->year.n, v);
    return head_steps(q, &list_request_record, r, v, ret);
}

static err head_rule(struct req *q, const void *r, moment at, struct slot *ret)
{
    struct steps_view *v = ARENA_NEW(q->call.arena, struct steps_view);
    const struct list_rule *rule = r;

    (void)at;
    belongs_to(&q->call, rule->list.t, month_year(month_of(q->call.today)), v);
    TRY(head_steps(q, &list_rule_record, r, v, ret));
    if (workflow_state(&list_rule_record, rule) == RULE_ADOPTED && req_may(q, "list_rule.create"))
        list_push(&v->moves, q->call.arena) = (struct step_link){&w_lists_new_version, text_fmt(q->call.arena, "/list_rules/new?list=%.*s", TEXT_ARG(rule->list.t))};
    return NULL;
}

const struct head_part list_heads[] = {{&list_entry_record, head_entry}, {&list_request_record, head_request}, {&list_rule_record, head_rule}, {0}};

static const char sql_count_on[] = "SELECT COUNT(*) FROM list_entry WHERE region = $1 AND project = $2 AND state = 'on_list' AND removed = 0";

#define WHO_MOVES (ROLE_DRC | ROLE_LEAD | ROLE_CITY)

const struct route list_routes[] = {
    {GET, "/lists", page_lists, .roles = WHO_READS, .nav = &w_lists_title, .place = 2},
    {GET, "/api/v1/lists", api_lists, .roles = WHO_BUSINESS, .flags = ROUTE_API},
    {GET, "/lists/{list}/{year}", page_list_of, .roles = WHO_READS},
    {POST, "/lists/{list}/{year}/advance", post_advance, .roles = WHO_MOVES, .act = "list_entry.move"},
    {GET, "/list_editions/{id}", list_page_edition, .roles = WHO_OFFICE & ~ROLE_SYSTEM, .record = &list_edition_record, .tab = &w_lists_tab_table},
    {GET, "/list_editions/{id}/table", list_page_annex, .roles = WHO_OFFICE & ~ROLE_SYSTEM, .record = &list_edition_record, .flags = HTTP_LONG},
    {GET, "/list_editions/{id}/compare", list_page_compare, .roles = WHO_OFFICE & ~ROLE_SYSTEM, .record = &list_edition_record, .tab = &w_lists_tab_compare},
    {GET, "/api/v1/list_editions/{id}/compare", list_api_compare, .roles = WHO_OFFICE, .flags = ROUTE_API, .record = &list_edition_record},
    {GET, "/list_rules/{id}/try", list_page_trial, .roles = ROLE_DRC | ROLE_LEADER | ROLE_INSPECTOR, .record = &list_rule_record, .tab = &w_lists_tab_try},
    {POST, "/list_rules/{id}/pick", list_post_pick, .roles = ROLE_DRC, .act = "list_rule.pick", .record = &list_rule_record},
    {GET, "/api/v1/list_rules/{id}/trial", list_api_trial, .roles = ROLE_DRC | ROLE_LEADER | ROLE_INSPECTOR | ROLE_SYSTEM, .flags = ROUTE_API, .record = &list_rule_record},
    {GET, "/projects/{id}/lists", list_page_project, .roles = WHO_READS, .record = &project_record, .tab = &w_lists_tab_project, .tab_count = sql_count_on},
    {GET, "/api/v1/projects/{id}/lists", list_api_project, .roles = WHO_BUSINESS, .flags = ROUTE_API, .record = &project_record},
    {0},
};
