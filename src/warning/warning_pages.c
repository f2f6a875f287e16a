/* The pages of warnings: one with its arithmetic, those of a project; the arithmetic as JSON. See pages.h. */
#include "pages.h"

#include "kit/json.h"
#include "warning/warning.tpl.h"
#include "words.h"

/* GET /warnings/{id} */
static err page_warning(struct req *q, struct out *o)
{
    struct warning_view v;

    TRY(warning_view(q, &v));
    web_page_titled(q, o, v.top.title, false, SLOT(warning_page, (&(struct tpl_warning_page){.v = &v})));
    return NULL;
}

/* GET /projects/{id}/warnings */
static err page_tab(struct req *q, struct out *o)
{
    struct warn_tab v;

    TRY(warning_tab(q, &v));
    web_page_titled(q, o, v.top.title, false, SLOT(warning_tab_page, (&(struct tpl_warning_tab_page){.v = &v})));
    return NULL;
}

/* The open ones. */
static const char sql_count_open[] = "SELECT COUNT(*) FROM warning WHERE region = $1 AND project = $2 AND state IN "
                                     "('new', 'acknowledged', 'handled') AND removed = 0";

static void put_rule(struct json_out *w, const struct warning_view *v)
{
    json_put(w, "rule", v->w->rule.t);
    json_put(w, "rule_version", v->w->rule_version.n);
    json_put(w, "pack", v->w->pack);
    json_put(w, "level", v->w->level.t);
    json_put(w, "day", v->sums_day);
    json_key(w, "thresholds");
    json_open(w, '[');
    for (size_t i = 0; i < v->limits.n; i++) {
        json_open(w, '{');
        json_put(w, "level", text_of(v->limits.v[i].level));
        json_put(w, "when", v->limits.v[i].when);
        json_put(w, "who", v->limits.v[i].who);
        json_put(w, "workdays", v->limits.v[i].workdays);
        json_close(w);
    }
    json_close(w);
}

/* GET /api/v1/warnings/{id}/arithmetic: the figures of the verdict in their order, and the months behind them. */
static err api_arithmetic(struct req *q, struct out *o)
{
    struct warning_view v;
    struct json_out w;

    TRY(warning_view(q, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    put_rule(&w, &v);
    json_key(&w, "figures");
    json_open(&w, '[');
    for (size_t i = 0; i < v.sums.n; i++) {
        json_open(&w, '{');
        json_put(&w, "name", text_of(v.sums.v[i].name->in[q->call.lang]));
        json_put(&w, "op", v.sums.v[i].op);
        json_put(&w, "value", v.sums.v[i].value);
        json_close(&w);
    }
    json_close(&w);
    json_key(&w, "months");
    json_open(&w, '[');
    for (size_t i = 0; i < v.basis.n; i++) {
        json_open(&w, '{');
        json_put(&w, "month", v.basis.v[i].month);
        json_put(&w, "planned", v.basis.v[i].planned);
        json_put(&w, "done", v.basis.v[i].done);
        json_put(&w, "report", v.basis.v[i].report);
        json_close(&w);
    }
    json_close(&w);
    json_close(&w);
    json_end(&w);
    return NULL;
}

/* On every page of a project file. */
static err head_standing(struct req *q, const void *r, moment at, struct slot *ret)
{
    struct standing *s = ARENA_NEW(q->call.arena, struct standing);
    struct tpl_standing_line *values = ARENA_NEW(q->call.arena, struct tpl_standing_line);

    TRY(standing_of(&q->call, r, at, s));
    values->s = s;
    *ret = SLOT(standing_line, values);
    return NULL;
}

const struct head_part warning_heads[] = {{&project_record, head_standing}, {0}};

/* GET /api/v1/projects/{id}/standing, ?at= a day */
static err api_standing(struct req *q, struct out *o)
{
    struct standing s;
    struct json_out w;
    moment at;
    void *p;

    TRY(pages_load_asked(q, &project_record, &p, &at));
    TRY(standing_of(&q->call, p, at, &s));
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "light", s.light);
    json_put(&w, "said", s.said);
    json_put(&w, "through", s.measured ? s.through : NO_MONTH);
    json_put(&w, "planned", s.measured ? s.planned : NO_MONEY);
    json_put(&w, "done", s.measured ? s.done : NO_MONEY);
    json_put(&w, "behind_since", s.behind_since);
    json_put(&w, "red", s.red);
    json_put(&w, "yellow", s.yellow);
    json_close(&w);
    json_end(&w);
    return NULL;
}

/* GET /warnings/compare?a=PACK&b=PACK&year= */
static err page_compare(struct req *q, struct out *o)
{
    struct compare_view v;

    TRY(warning_compare_view(q, &v));
    web_page_titled(q, o, text_of(w_compare_title.in[q->call.lang]), false, SLOT(warning_compare_page, (&(struct tpl_warning_compare_page){.v = &v})));
    return NULL;
}

static void put_compared(struct json_out *w, const struct compare_view *v)
{
    json_key(w, "differ");
    json_open(w, '[');
    for (size_t i = 0; i < v->rows.n; i++) {
        const struct compare_row *r = &v->rows.v[i];
        json_open(w, '{');
        json_put(w, "project", r->project);
        json_put(w, "name", r->name);
        json_put(w, "a", r->a);
        json_put(w, "b", r->b);
        json_put(w, "only_a", r->only_a);
        json_put(w, "only_b", r->only_b);
        json_close(w);
    }
    json_close(w);
}

/* GET /api/v1/warnings/compare: the same */
static err api_compare(struct req *q, struct out *o)
{
    struct compare_view v;
    struct json_out w;

    TRY(warning_compare_view(q, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "a", v.a);
    json_put(&w, "b", v.b);
    json_put(&w, "day", v.day);
    json_put(&w, "projects", v.sums.projects);
    put_compared(&w, &v);
    json_put(&w, "next", v.next);
    json_close(&w);
    json_end(&w);
    return NULL;
}

const struct route warning_routes[] = {
    {GET, "/warnings/compare", page_compare, .roles = WHO_OFFICE & ~ROLE_SYSTEM, .record = &warning_record},
    {GET, "/api/v1/warnings/compare", api_compare, .roles = WHO_OFFICE, .flags = ROUTE_API, .record = &warning_record},
    {GET, "/warnings/{id}", page_warning, .roles = WHO_BUSINESS & ~ROLE_SYSTEM, .record = &warning_record,
     .tab = &w_warn_tab_one},
    {GET, "/projects/{id}/warnings", page_tab, .roles = WHO_BUSINESS & ~ROLE_SYSTEM, .record = &project_record,
     .tab = &w_warn_tab, .tab_count = sql_count_open},
    {GET, "/api/v1/warnings/{id}/arithmetic", api_arithmetic, .roles = WHO_BUSINESS, .flags = ROUTE_API,
     .record = &warning_record},
    {GET, "/api/v1/projects/{id}/standing", api_standing, .roles = WHO_BUSINESS, .flags = ROUTE_API,
     .record = &project_record},
    {0},
};
