/* A project's months, one report with what it changed and what is doubted, and the worklists: to review, due. See pages.h. */
#include "pages.h"

#include "base/format.h"
#include "kit/asset.h"
#include "kit/lists.h"
#include "report/list.tpl.h"
#include "report/words.h"

enum { MONTHS_SHOWN = 24, REVIEW_MOST = 50, DUE_MOST = 200 };

static const struct scoped_table sum_scope = {.city = "city", .county = "county"};

static const struct codelist *states(void)
{
    return record_field(&report_record, T("state"))->list;
}

static text iso(struct arena *a, month m)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64, LANG_ZH);
    fmt_month_iso(&o, m);
    return text_copy(a, out_text(&o));
}

static bool may_report(const struct req *q)
{
    return (q->call.actor.role & (ROLE_OWNER | ROLE_COUNTY | ROLE_CITY)) != 0;
}

/* --- a project's months ---------------------------------------------------------------------------------------------------------- */

static err read_months(struct req *q, const struct project *p, month now, struct months_view *v)
{
    static const char sql_months[] = "SELECT month, planned, reported, percent, report, report_state, submitted_at, accepted_at, late, owed FROM project_month"
                                     " WHERE region = $1 AND project = $2 AND month <= $3 ORDER BY month DESC LIMIT $4";
    struct call *c = &q->call;
    CLEAN(query_close) struct query rows = {0};
    struct month_view m = {0};
    moment accepted;
    flag late;
    code state;
    int64_t owed;

    TRY(query_open(&rows, c->conn, c->arena, sql_months, BIND(V(c->region), V(p->head.id), V(now), V(MONTHS_SHOWN))));
    while (query_row(&rows, INTO(TO(&m.month), TO(&m.planned), TO(&m.reported), TO(&m.percent), TO(&m.report), TO(&state), TO(&m.submitted_at),
                                 TO(&accepted), TO(&late), TO(&owed)))) {
        bool open = !m.report.n || text_eqz(state.t, "draft") || text_eqz(state.t, "returned");
        m.state = m.report.n ? codelist_label(states(), state, c->lang) : NO_TEXT;
        m.late = late.v == 1;
        m.accepted = !is_absent(accepted.ms);
        m.due = open && m.month.n == now.n;
        m.href = open && v->may_report ? text_fmt(c->arena, "/projects/%lld/reports/%.*s", (long long)p->head.id.n, TEXT_ARG(iso(c->arena, m.month)))
                 : m.report.n         ? text_fmt(c->arena, "/reports/%lld", (long long)m.report.n)
                                      : NO_TEXT;
        list_push(&v->months, c->arena) = m;
    }
    return query_end(&rows);
}

/* GET /projects/{id}/reports */
err report_page_months(struct req *q, struct out *o)
{
    struct call *c = &q->call;
    struct months_view v = {.now = report_month(c->now), .may_report = may_report(q)};
    struct round_state s;
    struct head_view head;
    void *p;

    TRY(pages_open(q, &project_record, &p, &head));
    v.project = p;
    TRY(read_months(q, p, v.now, &v));
    if (!v.months.n || v.months.v[0].month.n != v.now.n) {
        struct month_view now = {.month = v.now, .planned = NO_MONEY, .reported = NO_MONEY, .percent = NO_NUMBER, .submitted_at = NO_MOMENT, .due = true};
        if (v.may_report)
            now.href = text_fmt(c->arena, "/projects/%lld/reports/%.*s", (long long)v.project->head.id.n, TEXT_ARG(iso(c->arena, v.now)));
        (void)list_push(&v.months, c->arena);
        memmove(&v.months.v[1], &v.months.v[0], (v.months.n - 1) * sizeof(now));
        v.months.v[0] = now;
    }
    TRY(report_round(c, p, v.now, STEP_OWNER, v.months.v[0].submitted_at, &s));
    v.why = round_said(c->arena, &s, STEP_OWNER, v.now, c->lang);
    web_page_titled(q, o, head.title, false, SLOT(report_months, (&(struct tpl_report_months){.head = &head, .v = &v})));
    return NULL;
}

static const char sql_count_months[] = "SELECT COUNT(*) FROM project_month WHERE region = $1 AND project = $2 AND report IS NOT NULL";

/* --- one report --------------------------------------------------------------------------------------------------------------------- */

static void add_lines(struct call *c, struct report_view *v)
{
    static const char *const shown[] = {"month_invest", "fund_paid", "fund_arrived", "progress_percent", "progress_text", "site_state", "workers", "machines",
                                        "problem_state", "problem", "needs", "next_month", "in_stats", "preliminary_cost", "change_reason"};
    const struct report *last = v->basis.last;

    for (size_t i = 0; i < COUNT(shown); i++) {
        const struct field *f = record_field(&report_record, text_of(shown[i]));
        bool here = !field_absent(f, v->r), there = last && !field_absent(f, last);
        if (!here && !there)
            continue;
        list_push(&v->lines, c->arena) = (struct line_view){f, here ? view_shown(c, f, v->r) : T("–"), there ? view_shown(c, f, last) : T("–"),
                                                            last && !field_same(f, v->r, last)};
    }
}

static text time_said(struct call *c, moment m)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64, c->lang);
    fmt_time(&o, m);
    return text_copy(c->arena, out_text(&o));
}

static void add_steps(struct call *c, struct report_view *v)
{
    const struct report *r = v->r;
    const struct {
        const struct word *word;
        moment at;
    } steps[] = {{&w_report_step_sent, r->submitted_at}, {&w_report_step_county, r->county_at}, {&w_report_step_city, r->city_at},
                 {&w_report_step_accepted, r->accepted_at}, {&w_report_step_returned, r->returned_at}};

    if (!is_absent(r->due_at.ms))
        list_push(&v->steps, c->arena) = (struct step_view){&w_report_step_due, limit_time(c->arena, r->due_at)};
    for (size_t i = 0; i < COUNT(steps); i++)
        if (!is_absent(steps[i].at.ms))
            list_push(&v->steps, c->arena) = (struct step_view){steps[i].word, time_said(c, steps[i].at)};
}

static void add_moves(struct call *c, struct report_view *v)
{
    static const char *const named[] = {"month_invest", "fund_paid", "fund_arrived", "progress_percent", "progress_text", "site_state", "problem_state", "needs", "next_month"};
    transition_list ways = {0};
    unsigned now = workflow_state(&report_record, v->r);

    workflow_open(c, &report_record, v->r, &ways);
    for (size_t i = 0; i < ways.n; i++) {
        if (ways.v[i]->to == REPORT_RETURNED)
            v->back = ways.v[i];
        else if (ways.v[i]->to == REPORT_DRAFT)
            v->take = ways.v[i];
        else if (now >= REPORT_SUBMITTED && !v->pass)
            v->pass = ways.v[i];
    }
    for (size_t i = 0; i < COUNT(named); i++) {
        const struct field *f = record_field(&report_record, text_of(named[i]));
        list_push(&v->fields, c->arena) = (struct option_view){text_of(f->name), text_of(f->label.in[c->lang]), false};
    }
}

static err read_report(struct req *q, const struct report *r, struct report_view *v)
{
    struct call *c = &q->call;
    unsigned now = workflow_state(&report_record, r);
    struct report_doubts d;
    void *p;

    TRY(record_load(c, &project_record, (id){r->project.n}, &p));
    v->r = r;
    v->project = p;
    v->csrf = q->session.csrf;
    v->state = codelist_label(states(), r->state, c->lang);
    TRY(report_basis(c, p, r->month, &v->basis));
    report_doubts(&v->basis, r, c->today, &d);
    doubts_view(c, &d, r->answers, &v->doubts);
    v->year_now = (money){v->basis.year_before.yuan + (is_absent(r->month_invest.yuan) ? 0 : r->month_invest.yuan)};
    v->total_now = (money){v->basis.total_before.yuan + (is_absent(r->month_invest.yuan) ? 0 : r->month_invest.yuan)};
    v->rate = report_rate(v->year_now, v->basis.year_plan);
    v->may_edit = may_report(q) && now <= REPORT_RETURNED;
    v->may_correct = may_report(q) && now == REPORT_ACCEPTED;
    if (r->return_field.n && now == REPORT_RETURNED && record_field(&report_record, r->return_field))
        v->return_field = text_of(record_field(&report_record, r->return_field)->label.in[c->lang]);
    add_lines(c, v);
    add_steps(c, v);
    add_moves(c, v);
    return NULL;
}

static err show_one(struct req *q, struct out *o, const struct report *r, text general)
{
    struct report_view v = {.general = general, .reason = params_get(&q->form, T("reason"))};

    TRY(read_report(q, r, &v));
    v.next = params_has(&q->query, T("review"));
    web_page_titled(q, o, r->name, false, SLOT(report_one, (&(struct tpl_report_one){.v = &v})));
    return NULL;
}

/* GET /reports/{id} */
err report_page_one(struct req *q, struct out *o)
{
    void *r;

    TRY(record_load(&q->call, &report_record, req_id(q, "id"), &r));
    return show_one(q, o, r, NO_TEXT);
}

/* POST /reports/{id}/pass: to=STATE, with reason and field when it goes back */
err report_post_pass(struct req *q, struct out *o)
{
    struct report *said = record_new(q->call.arena, &report_record);
    struct input in = {.values = said, .to = params_get(&q->form, T("to")), .reason = params_get(&q->form, T("reason"))};
    text field = params_get(&q->form, T("field"));
    id key = req_id(q, "id");
    void *r;
    err e;

    text_int(params_get(&q->form, T("version")), &in.version);
    said->return_field = record_field(&report_record, field) ? field : NO_TEXT;
    e = act_run(&q->call, act_by_name(T("report.move")), key, &in, NULL);
    if (!e)
        return text_eqz(in.to, "draft") ? web_go(q, "/reports/%lld", (long long)key.n) : web_go(q, "/reports/review");
    if (e->code != E_INPUT && e->code != E_STATE && e->code != E_CLASH)
        return e;
    http_status(q->http, web_status_of(e->code));
    TRY(record_load(&q->call, &report_record, key, &r));
    return show_one(q, o, r, error_text(q->call.arena, e, q->call.lang));
}

/* --- to review ------------------------------------------------------------------------------------------------------------------------ */

/* What waits for this level. A project of a whole city has no county to pass it. */
static const char *waiting_for(unsigned role)
{
    switch (role) {
    case ROLE_COUNTY: return "r.state = 'submitted'";
    case ROLE_CITY: return "r.state IN ('county_passed', 'submitted') AND (r.state = 'county_passed' OR r.county IS NULL)";
    default: return "r.state = 'city_passed'";
    }
}

static const char *passed_to(unsigned role)
{
    return role == ROLE_COUNTY ? "county_passed" : role == ROLE_CITY ? "city_passed" : "accepted";
}

err report_waiting(struct call *c, month now, const char *columns, int64_t most, bool count, struct query *ret)
{
    static const char sql_waiting[] = "SELECT {columns} FROM report r WHERE {scope:r} AND r.month BETWEEN $1 AND $2 AND {waiting} AND r.removed = 0"
                                      " ORDER BY {month}, r.submitted_at, r.id LIMIT $3";
    static const char sql_count[] = "SELECT COUNT(*) FROM ({rows}) x";
    text sql = text_replace(c->arena, text_of(sql_waiting), T("{waiting}"), text_of(waiting_for(c->actor.role)));

    sql = text_replace(c->arena, sql, T("{columns}"), text_of(columns));
    /* of two states at once no index gives the order: the plus keeps one that gives half of it, and reads all of the city's, from it */
    sql = text_replace(c->arena, sql, T("{month}"), c->actor.role == ROLE_CITY ? T("+r.month") : T("r.month"));
    if (count)
        sql = text_replace(c->arena, text_of(sql_count), T("{rows}"), sql);
    return query_scoped(ret, c, &report_record.scope, sql.p, BIND(V((month){now.n - BASIS_MONTHS}), V((month){now.n + 1}), V(most)));
}

typedef LIST(id) id_list;

static err waiting_ids(struct call *c, month now, id_list *ret)
{
    CLEAN(query_close) struct query rows = {0};
    id one;

    TRY(report_waiting(c, now, "r.id", REVIEW_MOST + 1, false, &rows));
    while (query_row(&rows, INTO(TO(&one))))
        list_push(ret, c->arena) = one;
    return query_end(&rows);
}

static struct todo_row todo_of(struct call *c, const struct report *r, const struct report_basis *b)
{
    struct todo_row row = {.id = r->head.id, .name = r->name, .invest = r->month_invest, .before = b->last ? b->last->month_invest : NO_MONEY, .planned = b->planned,
                           .percent = r->progress_percent, .percent_before = b->last ? b->last->progress_percent : NO_NUMBER, .submitted_at = r->submitted_at,
                           .late = r->late.v == 1, .month = r->month};
    struct report_doubts d;

    report_doubts(b, r, c->today, &d);
    row.doubts = d.n;
    row.place = codelist_label(&list_unit, r->county.t.n ? r->county : r->city, c->lang);
    if (d.n) {
        row.said = answer_said(c->arena, answer_to(r->answers, d.v[0].rule->key), c->lang);
        row.doubt = doubt_said(c->arena, &d.v[0], c->lang);
    }
    return row;
}

struct reviewing {
    size_t n;
    const struct report *report[REVIEW_MOST];
    const struct project *project[REVIEW_MOST];
    struct report_basis basis[REVIEW_MOST];
};

/* The reports with their projects, those that are there and the caller's. */
static err load_reviewed(struct call *c, struct reviewing *x, const id_list *waiting)
{
    void *reports[REVIEW_MOST], *projects[REVIEW_MOST];
    id keys[REVIEW_MOST];
    size_t n = waiting->n < REVIEW_MOST ? waiting->n : REVIEW_MOST, there = 0;

    TRY(record_load_many(c, &report_record, waiting->v, n, reports));
    for (size_t i = 0; i < n; i++)
        keys[i] = reports[i] ? (id){((const struct report *)reports[i])->project.n} : (id){0};
    TRY(record_load_many(c, &project_record, keys, n, projects));
    for (size_t i = 0; i < n; i++)
        if (reports[i] && projects[i]) {
            x->report[there] = reports[i];
            x->project[there++] = projects[i];
        }
    x->n = there;
    return NULL;
}

/* What each stands on: a month's together, the oldest first as they wait. */
static err load_bases(struct call *c, struct reviewing *x)
{
    for (size_t i = 0, k; i < x->n; i = k) {
        for (k = i + 1; k < x->n && x->report[k]->month.n == x->report[i]->month.n; k++)
            ;
        TRY(report_bases(c, x->project + i, k - i, x->report[i]->month, x->basis + i));
    }
    return NULL;
}

static err show_review(struct req *q, struct out *o, text fault)
{
    struct call *c = &q->call;
    struct review_view v = {.month = report_month(c->now), .csrf = q->session.csrf, .fault = fault, .to = text_of(passed_to(c->actor.role))};
    struct reviewing *x = ARENA_NEW(c->arena, struct reviewing);
    id_list waiting = {0};

    TRY(waiting_ids(c, v.month, &waiting));
    TRY(load_reviewed(c, x, &waiting));
    TRY(load_bases(c, x));
    for (size_t i = 0; i < x->n; i++) {
        struct todo_row row = todo_of(c, x->report[i], &x->basis[i]);
        v.clear += !row.doubts;
        list_push(&v.rows, c->arena) = row;
    }
    v.more = waiting.n > REVIEW_MOST;
    web_page(q, o, &w_report_review, SLOT(report_review, (&(struct tpl_report_review){.v = &v})));
    return NULL;
}

/* GET /reports/review */
err report_page_review(struct req *q, struct out *o)
{
    return show_review(q, o, NO_TEXT);
}

/* POST /reports/review: the chosen ones go on, all or none. */
err report_post_review(struct req *q, struct out *o)
{
    struct call *c = &q->call;
    struct input in = {.to = text_of(passed_to(c->actor.role))};
    id_list chosen = {0};
    size_t at = 0;
    int64_t n;
    text one;
    err e;

    while (params_each(&q->form, T("id"), &at, &one))
        if (text_int(one, &n) && chosen.n < REVIEW_MOST)
            list_push(&chosen, c->arena) = (id){n};
    if (!chosen.n)
        return web_go(q, "/reports/review");
    e = act_run_each(c, act_by_name(T("report.move")), chosen.v, chosen.n, &in);
    if (!e)
        return web_go(q, "/reports/review");
    if (e->code != E_INPUT && e->code != E_STATE && e->code != E_CLASH)
        return e;
    http_status(q->http, web_status_of(e->code));
    return show_review(q, o, error_text(c->arena, e, c->lang));
}

/* --- due ---------------------------------------------------------------------------------------------------------------------------------- */

static bool is_place(const struct call *c)
{
    return c->actor.scope == SCOPE_REGION || c->actor.scope == SCOPE_CITY || c->actor.scope == SCOPE_COUNTY;
}

static err read_units(struct req *q, struct due_view *v)
{
    /* a department's and an owner's own rows; a place's are kept as sums */
    static const char sql_rows[] =
        "SELECT COALESCE({unit}, ''), COUNT(*), SUM(CASE WHEN m.submitted_at IS NOT NULL THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN m.report_state IN ('county_passed', 'city_passed', 'accepted') THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN m.report_state IN ('city_passed', 'accepted') THEN 1 ELSE 0 END), SUM(CASE WHEN m.accepted_at IS NOT NULL THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN m.late = 1 OR (m.submitted_at IS NULL AND m.due_at <= $2) THEN 1 ELSE 0 END)"
        " FROM project_month m JOIN project p ON p.region = m.region AND p.id = m.project"
        " WHERE {scope:m} AND m.month = $1 AND m.owed = 1 AND p.removed = 0 GROUP BY 1 ORDER BY 1";
    static const char sql_sums[] =
        "SELECT {unit}, SUM(m.owed), SUM(m.sent), SUM(m.county_passed), SUM(m.city_passed), SUM(m.accepted),"
        " SUM(m.late) + SUM(CASE WHEN m.due_at > 0 AND m.due_at <= $2 THEN m.waiting ELSE 0 END)"
        " FROM due_sum m WHERE {scope:m} AND m.month = $1 GROUP BY 1 HAVING SUM(m.owed) > 0 ORDER BY 1";
    struct call *c = &q->call;
    bool province = c->actor.scope == SCOPE_REGION || c->actor.scope == SCOPE_WORKS;
    CLEAN(query_close) struct query rows = {0};
    struct due_unit u = {0};

    bool place = is_place(c);
    text sql = text_replace(c->arena, text_of(place ? sql_sums : sql_rows), T("{unit}"), province ? T("m.city") : T("m.county"));

    TRY(query_scoped(&rows, c, place ? &sum_scope : &scope_by_place, sql.p,
                     BIND(V(v->month), V(c->now))));
    while (query_row(&rows, INTO(TO(&u.key), TO(&u.owed), TO(&u.sent), TO(&u.county), TO(&u.city), TO(&u.accepted), TO(&u.late)))) {
        u.label = u.key.n ? codelist_label(province ? &list_city : &list_unit, (code){u.key}, c->lang) : text_of(w_report_no_county.in[c->lang]);
        u.href = text_fmt(c->arena, "/reports/due?unit=%.*s", TEXT_ARG(u.key));
        list_push(&v->units, c->arena) = u;
        v->all.owed += u.owed;
        v->all.sent += u.sent;
        v->all.county += u.county;
        v->all.city += u.city;
        v->all.accepted += u.accepted;
        v->all.late += u.late;
    }
    return query_end(&rows);
}

static err read_due(struct req *q, struct due_view *v)
{
    static const char sql_due[] =
        "SELECT m.project, p.name, COALESCE(p.owner_name, ''), COALESCE(m.county, m.city, ''), COALESCE(m.report_state, ''), COALESCE(m.report, 0), m.due_at"
        " FROM project_month m JOIN project p ON p.region = m.region AND p.id = m.project WHERE {scope:m} AND m.month = $1 AND m.owed = 1"
        " AND m.submitted_at IS NULL AND ($2 = '' OR m.city = $2 OR m.county = $2) AND p.removed = 0 ORDER BY {due}, m.project LIMIT $3";
    struct call *c = &q->call;
    text unit = params_get(&q->query, T("unit"));
    CLEAN(query_close) struct query rows = {0};
    struct due_row r = {0};
    text place, state, sql;
    moment due;

    /* a place's in the order of an index, a department's and an owner's few sorted: the plus keeps the province's index from them */
    sql = text_replace(c->arena, text_of(sql_due), T("{due}"), is_place(c) ? T("m.due_at") : T("+m.due_at"));
    TRY(query_scoped(&rows, c, &scope_by_place, sql.p, BIND(V(v->month), V(unit.n ? unit : T("")), V(DUE_MOST + 1))));
    while (query_row(&rows, INTO(TO(&r.project), TO(&r.name), TO(&r.owner), TO(&place), TO(&state), TO(&r.report), TO(&due)))) {
        r.place = codelist_label(&list_unit, (code){place}, c->lang);
        r.returned = text_eqz(state, "returned");
        r.state = state.n ? codelist_label(states(), (code){state}, c->lang) : text_of(w_report_not_begun.in[c->lang]);
        r.hours = is_absent(due.ms) || due.ms > c->now.ms ? -1 : (c->now.ms - due.ms) / 3600000;
        r.act = v->may_report ? text_fmt(c->arena, "/projects/%lld/reports/%.*s", (long long)r.project.n, TEXT_ARG(iso(c->arena, v->month))) : NO_TEXT;
        if (v->rows.n < DUE_MOST)
            list_push(&v->rows, c->arena) = r;
        else
            v->more = true;
    }
    return query_end(&rows);
}

/* GET /reports/due: who has not reported, by level and to the hour. */
err report_page_due(struct req *q, struct out *o)
{
    struct call *c = &q->call;
    struct due_view v = {.month = report_month(c->now), .csrf = q->session.csrf, .may_report = may_report(q), .may_grant = req_may(q, "late_grant.create")};
    month asked;

    if (month_parse(params_get(&q->query, T("month")), &asked) && asked.n <= v.month.n)
        v.month = asked;
    for (int step = STEP_OWNER; step <= STEP_DEPARTMENT; step++) {
        struct round_state s = round_state(report_rounds(), report_calendar(), (enum round_step)step, v.month, c->now, NO_MOMENT, NULL, 0);
        list_push(&v.whys, c->arena) = round_said(c->arena, &s, (enum round_step)step, v.month, c->lang);
        v.late |= step == STEP_OWNER && s.standing >= ROUND_LATE;
    }
    TRY(read_units(q, &v));
    TRY(read_due(q, &v));
    web_page(q, o, &w_report_due, SLOT(report_due, (&(struct tpl_report_due){.v = &v})));
    return NULL;
}

/* GET /sw.js: from the root, so that it may keep pages of any project. */
static err page_worker(struct req *q, struct out *o)
{
    http_set_type(q->http, "text/javascript; charset=utf-8");
    out_raw(o, asset_text("sw.js"));
    return NULL;
}

/* --- routes ------------------------------------------------------------------------------------------------------------------------------- */

#define WHO_FILES (ROLE_OWNER | ROLE_COUNTY | ROLE_CITY)
#define WHO_PASSES (ROLE_COUNTY | ROLE_CITY | ROLE_LEAD | ROLE_DRC)

const struct route report_routes[] = {
    {GET, "/sw.js", page_worker, .roles = WHO_PUBLIC, .flags = ROUTE_NO_LEASE},
    {GET, "/reports/due", report_page_due, .roles = WHO_BUSINESS & ~ROLE_SYSTEM, .nav = &w_report_due, .place = 7},
    {GET, "/reports/grid", report_page_grid, .roles = WHO_FILES},
    {POST, "/reports/grid", report_post_grid, .roles = WHO_FILES, .act = "report.change"},
    {PUT, "/reports/grid", report_put_grid, .roles = WHO_FILES, .act = "report.change"},
    {GET, "/reports/review", report_page_review, .roles = WHO_PASSES, .nav = &w_report_review, .place = 8},
    {POST, "/reports/review", report_post_review, .roles = WHO_PASSES, .act = "report.move"},
    {GET, "/reports/{id}", report_page_one, .roles = WHO_BUSINESS & ~ROLE_SYSTEM, .record = &report_record},
    {POST, "/reports/{id}/pass", report_post_pass, .roles = WHO_PASSES | ROLE_OWNER, .act = "report.move", .record = &report_record},
    {GET, "/projects/{id}/reports", report_page_months, .roles = WHO_BUSINESS & ~ROLE_SYSTEM, .record = &project_record, .tab = &w_report_tab, .tab_count = sql_count_months},
    {GET, "/projects/{id}/reports/{month}", report_page_form, .roles = WHO_FILES},
    {POST, "/projects/{id}/reports/{month}", report_post_form, .roles = WHO_FILES, .act = "report.move"},
    {PUT, "/projects/{id}/reports/{month}", report_put_form, .roles = WHO_FILES, .act = "report.change"},
    {0},
};
