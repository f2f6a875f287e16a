/* The pages of funds: the overview, a document's projects, a project's funds, reversing an entry; the overview and a project's as JSON. */
#include "pages.h"

#include "fund/fund.tpl.h"
#include "fund/own.h"
#include "fund/words.h"
#include "kit/json.h"

/* GET /funds?year=&kind=&works=&unit=&at= */
static err page_funds(struct req *q, struct out *o)
{
    struct funds_view v;

    TRY(funds_view(q, &v));
    web_page(q, o, &w_fund_title, SLOT(funds_page, (&(struct tpl_funds_page){.v = &v})));
    return NULL;
}

/* GET /fund_batches/{id}/projects */
static err page_batch(struct req *q, struct out *o)
{
    struct fund_batch_view v;

    TRY(fund_batch_view(q, &v));
    web_page_titled(q, o, v.top.title, false, SLOT(fund_batch_page, (&(struct tpl_fund_batch_page){.v = &v})));
    return NULL;
}

/* GET /projects/{id}/funds?at= */
static err page_tab(struct req *q, struct out *o)
{
    struct fund_tab v;

    TRY(fund_tab(q, &v));
    web_page_titled(q, o, v.top.title, false, SLOT(fund_tab_page, (&(struct tpl_fund_tab_page){.v = &v})));
    return NULL;
}

/* --- reversing ------------------------------------------------------------------------------------------------------------------------ */

static err show_reverse(struct req *q, struct out *o, text fault)
{
    const struct codelist *steps = record_field(&fund_entry_record, T("step"))->list;
    struct fund_reverse_view v = {.csrf = q->session.csrf, .fault = fault, .reason = params_get(&q->form, T("reason"))};
    void *r;

    TRY(record_load(&q->call, &fund_entry_record, req_id(q, "id"), &r));
    v.e = r;
    v.step = codelist_label(steps, v.e->step, q->call.lang);
    web_page(q, o, &w_fund_reverse_title, SLOT(fund_reverse_page, (&(struct tpl_fund_reverse_page){.v = &v})));
    return NULL;
}

/* GET /fund_entries/{id}/reverse */
static err page_reverse(struct req *q, struct out *o)
{
    return show_reverse(q, o, NO_TEXT);
}

/* POST /fund_entries/{id}/reverse */
static err post_reverse(struct req *q, struct out *o)
{
    struct input in = {.values = record_new(q->call.arena, &fund_entry_record), .reason = text_trim(params_get(&q->form, T("reason")))};
    const struct fund_entry *entry;
    void *r;
    err e;

    TRY(record_load(&q->call, &fund_entry_record, req_id(q, "id"), &r));
    entry = r;
    text_int(params_get(&q->form, T("version")), &in.version);
    e = act_run(&q->call, act_by_name(T("fund_entry.reverse")), entry->head.id, &in, NULL);
    if (!e)
        return web_go(q, "/projects/%lld/funds", (long long)entry->project.n);
    if (e->code != E_INPUT && e->code != E_STATE && e->code != E_CLASH)
        return e;
    http_status(q->http, web_status_of(e->code));
    return show_reverse(q, o, error_text(q->call.arena, e, q->call.lang));
}

/* --- JSON -------------------------------------------------------------------------------------------------------------------------------- */

static void put_sum(struct json_out *w, const struct fund_position *p)
{
    static const char *const names[FUND_STEPS] = {"issued", "arrived", "paid", "work", "recalled", "returned", "diverted"};

    for (int i = 0; i < FUND_STEPS; i++)
        json_put(w, names[i], (money){p->yuan[i]});
    json_put(w, "net", (money){fund_net(p)});
    json_put(w, "outstanding", (money){fund_outstanding(p)});
    json_put(w, "balance", (money){fund_balance(p)});
}

static void put_rows(struct json_out *w, const char *name, const fund_row_list *l)
{
    json_key(w, name);
    json_open(w, '[');
    for (size_t i = 0; i < l->n; i++) {
        json_open(w, '{');
        json_put(w, "key", l->v[i].key);
        json_put(w, "name", l->v[i].label);
        put_sum(w, &l->v[i].sum);
        json_close(w);
    }
    json_close(w);
}

/* GET /api/v1/funds?year=&kind=&works=&unit=&at= */
static err api_funds(struct req *q, struct out *o)
{
    struct funds_view v;
    struct json_out w;

    TRY(funds_view(q, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "year", v.year ? (number){v.year} : NO_NUMBER);
    json_key(&w, "all");
    json_open(&w, '{');
    put_sum(&w, &v.all.sum);
    json_close(&w);
    put_rows(&w, "kinds", &v.kinds);
    put_rows(&w, "places", &v.places);
    put_rows(&w, "works", &v.by_works);
    put_rows(&w, "documents", &v.batches);
    json_close(&w);
    json_end(&w);
    return NULL;
}

/* GET /api/v1/projects/{id}/funds?at= */
static err api_tab(struct req *q, struct out *o)
{
    struct fund_tab v;
    struct json_out w;

    TRY(fund_tab(q, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_key(&w, "all");
    json_open(&w, '{');
    put_sum(&w, &v.all.sum);
    json_close(&w);
    put_rows(&w, "documents", &v.lines);
    json_close(&w);
    json_end(&w);
    return NULL;
}

enum { READERS = WHO_BUSINESS & ~ROLE_SYSTEM };

const struct route fund_routes[] = {
    {GET, "/funds", page_funds, .roles = READERS, .nav = &w_fund_title, .place = 5},
    {GET, "/projects/{id}/funds", page_tab, .roles = READERS, .record = &project_record, .tab = &w_fund_tab},
    {GET, "/fund_batches/{id}/projects", page_batch, .roles = WHO_OFFICE & ~ROLE_SYSTEM, .record = &fund_batch_record, .tab = &w_fund_projects_tab},
    {GET, "/fund_entries/{id}/reverse", page_reverse, .roles = WHO_EDITOR & ~ROLE_SYSTEM, .record = &fund_entry_record},
    {POST, "/fund_entries/{id}/reverse", post_reverse, .roles = WHO_EDITOR & ~ROLE_SYSTEM, .act = "fund_entry.reverse", .record = &fund_entry_record},
    {GET, "/api/v1/funds", api_funds, .roles = WHO_BUSINESS, .flags = ROUTE_API},
    {GET, "/api/v1/projects/{id}/funds", api_tab, .roles = WHO_BUSINESS, .flags = ROUTE_API, .record = &project_record},
    {0},
};
