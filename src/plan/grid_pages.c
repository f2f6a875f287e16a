/* The annual plans of forty projects, or of two hundred, in one table: typed or pasted, divided into months by the curve, saved and proposed together. See
 * pages.h. The table takes the filters of the list of projects: /plans/grid?year=2027&works=energy.
 */
#include "pages.h"

#include "base/format.h"
#include "kit/filter.h"
#include "kit/lists.h"
#include "plan/curve_rules.h"
#include "plan/grid.tpl.h"
#include "plan/words.h"

static const char *const columns[] = {"year_total", "m01", "m02", "m03", "m04", "m05", "m06",
                                      "m07",        "m08", "m09", "m10", "m11", "m12", "goal"};
/* From this month on it is the next year's plan that is drawn up. */
enum { NEXT_YEAR_FROM = 10, YEAR_FIRST = 2000, YEAR_LAST = 2100 };
enum { PLANS_MOST = 200 }; /* rows of a page that asks for many; else GRID_ROWS */

/* One page of the table. */
struct sheet {
    struct req *q;
    struct grid g;
    const struct project *project[PLANS_MOST];
    int64_t year, limit;
    text after, next;
    bool part;     /* only the rows that were posted are answered */
    bool posted;   /* a form came: its rows are the page */
    bool proposed; /* months were proposed, and are not saved */
    int64_t done;  /* rows with months proposed */
};

/* --- opening --------------------------------------------------------------------------------------------------------------------- */

/* What of the address is the list's filter: what it does not say of stages is what needs a plan. */
static err read_filter(struct sheet *s, struct filter *f)
{
    static const char *const own[] = {"year", "saved", "sent", "after", "before", "limit"};
    struct call *c = &s->q->call;
    bool staged = false;

    TRY(filter_init(f, &project_record));
    for (size_t i = 0; i < s->q->query.list.n; i++) {
        const struct param *p = &s->q->query.list.v[i];
        bool mine = false;
        for (size_t k = 0; k < COUNT(own); k++)
            mine |= text_eqz(p->name, own[k]);
        staged |= text_starts(p->name, T("stage"));
        if (!mine)
            TRY(filter_add(c->arena, f, p->name, p->value, c));
    }
    if (!staged)
        TRY(filter_add(c->arena, f, T("stage"), T("reserve,preliminary,new_start,continued,suspended"), c));
    f->after = s->after;
    f->limit = (int)s->limit;
    return NULL;
}

static err listed(struct sheet *s, id *keys, size_t *ret_n)
{
    struct filter f;
    struct page page;

    TRY(read_filter(s, &f));
    TRY(record_list(&s->q->call, &f, &page));
    for (size_t i = 0; i < page.items.n && i < PLANS_MOST; i++) {
        s->project[i] = page.items.v[i];
        keys[i] = s->project[i]->head.id;
        ++*ret_n;
    }
    s->next = page.next;
    return NULL;
}

static err posted(struct sheet *s, id *keys, size_t *ret_n)
{
    struct call *c = &s->q->call;
    void *loaded[PLANS_MOST];
    size_t at = 0, n = 0;
    int64_t key;
    text one;

    while (n < PLANS_MOST && params_each(&s->q->form, T("row"), &at, &one))
        if (text_int(one, &key))
            keys[n++] = (id){key};
    TRY(record_load_many(c, &project_record, keys, n, loaded));
    for (size_t i = 0; i < n; i++)
        if (loaded[i] && record_head(loaded[i])->removed.v != 1) {
            keys[*ret_n] = keys[i];
            s->project[(*ret_n)++] = loaded[i];
        }
    return NULL;
}

static void add_row(struct sheet *s, size_t i, const struct plan *newest)
{
    struct call *c = &s->q->call;
    const struct project *of = s->project[i];
    struct grid_row *r = &list_push(&s->g.rows, c->arena);
    struct plan *p;

    *r = (struct grid_row){.key = of->head.id, .exists = newest != NULL};
    r->stored = p = newest ? record_copy(c->arena, &plan_record, newest) : record_new(c->arena, &plan_record);
    r->locked = newest && workflow_state(&plan_record, newest) > PLAN_RETURNED;
    if (r->locked && is_absent(p->year_total.yuan))
        p->year_total = p->total; /* only shown: what was confirmed is what was set */
    if (newest)
        return;
    p->name = of->name;
    p->project = (ref){of->head.id.n};
    p->year = (number){s->year};
    p->responsible_body = of->responsible_body;
    p->goal = of->year_goal;
    if (s->year == month_year(month_of(c->today))) /* the file's figure is this year's */
        p->year_total = of->year_plan;
    else
        p->goal = NO_TEXT;
}

int64_t plan_year_due(date today)
{
    month m = month_of(today);

    return month_year(m) + (month_of_year(m) >= NEXT_YEAR_FROM);
}

static err sheet_open(struct sheet *s)
{
    struct call *c = &s->q->call;
    struct plan *newest[PLANS_MOST];
    id keys[PLANS_MOST];
    size_t n = 0;
    int64_t year;

    s->g = (struct grid){.record = &plan_record,
                         .fields = columns,
                         .n_fields = COUNT(columns),
                         .create = "plan.create",
                         .change = "plan.change"};
    s->year = plan_year_due(c->today);
    s->after = params_get(&s->q->query, T("after"));
    if (!text_int(params_get(&s->q->query, T("limit")), &s->limit) || s->limit < 1 || s->limit > PLANS_MOST)
        s->limit = GRID_ROWS;
    if (text_int(params_get(&s->q->query, T("year")), &year)) {
        if (year < YEAR_FIRST || year > YEAR_LAST)
            return FAIL(c->arena, E_GONE, w_plan_no_year);
        s->year = year;
    }
    TRY(s->posted ? posted(s, keys, &n) : listed(s, keys, &n));
    TRY(plan_newest(c, keys, n, s->year, newest));
    for (size_t i = 0; i < n; i++)
        add_row(s, i, newest[i]);
    return NULL;
}

/* As it is after saving: what was refused keeps what was typed. */
static err sheet_renew(struct sheet *s)
{
    struct sheet was = *s;

    TRY(sheet_open(s));
    grid_carry(&s->g, &was.g);
    return NULL;
}

/* Who answers is taken from the file as long as the draft names nobody. */
static void sheet_read(struct sheet *s)
{
    grid_read(s->q, &s->g);
    for (size_t i = 0; i < s->g.rows.n; i++) {
        struct grid_row *r = &s->g.rows.v[i];
        struct plan *p = r->typed;
        if (!r->posted || p->responsible_body.n || !s->project[i]->responsible_body.n)
            continue;
        p->responsible_body = s->project[i]->responsible_body;
        grid_gather(&s->g, r);
    }
}

/* --- proposing months ------------------------------------------------------------------------------------------------------------ */

static bool picked(const struct sheet *s, const struct grid_row *r)
{
    return params_has(&s->q->form, grid_name(s->q->call.arena, r->key, "pick"));
}

static money months_sum(const struct plan *p)
{
    money months[MONTHS];

    for (int m = 1; m <= MONTHS; m++)
        months[m - 1] = plan_month_of(p, m);
    return curve_sum(months);
}

/* Without a choice: what has a figure of the year and no month yet. */
static bool wanted(const struct sheet *s, const struct grid_row *r, bool any_picked)
{
    const struct plan *p = r->typed;

    if (!r->posted || r->faults)
        return false;
    return any_picked ? picked(s, r) : !is_absent(p->year_total.yuan) && is_absent(months_sum(p).yuan);
}

static err propose_rows(struct sheet *s)
{
    struct arena *a = s->q->call.arena;
    plan_season_list known = {0};
    bool any = false;

    TRY(plan_seasons_load(&s->q->call, &known));
    for (size_t i = 0; i < s->g.rows.n; i++)
        any |= picked(s, &s->g.rows.v[i]);
    s->proposed = true;
    for (size_t i = 0; i < s->g.rows.n; i++) {
        struct grid_row *r = &s->g.rows.v[i];
        struct plan *p = r->typed;
        const struct word *why;
        if (!wanted(s, r, any))
            continue;
        if (is_absent(p->year_total.yuan))
            p->year_total = months_sum(p);
        why = plan_propose(&known, s->project[i], s->year, p->year_total, p);
        if (why)
            r->faults = error_also(a, r->faults, FAIL(a, E_INPUT, *why, .field = "year_total"));
        else
            s->done++;
    }
    return NULL;
}

/* --- sending --------------------------------------------------------------------------------------------------------------------- */

static err propose_plan(struct call *c, struct grid *g, struct grid_row *r)
{
    struct input in = {.version = record_head_of(r->stored)->version,
                       .to = text_of(g->record->workflow->states[PLAN_PROPOSED].key)};

    return act_run_inside(c, act_by_name(T("plan.move")), record_head_of(r->stored)->id, &in, NULL);
}

/* What has months; the rest stays a draft. */
static err send_filled(struct sheet *s, int64_t *ret_sent)
{
    for (size_t i = 0; i < s->g.rows.n; i++) {
        struct grid_row *r = &s->g.rows.v[i];
        r->due = r->exists && !r->locked && !r->faults && !is_absent(((const struct plan *)r->stored)->total.yuan);
    }
    return grid_run(&s->q->call, &s->g, "plan.move", propose_plan, ret_sent);
}

/* --- showing --------------------------------------------------------------------------------------------------------------------- */

static text state_of(struct call *c, const struct grid_row *r)
{
    const struct plan *p = r->stored;
    unsigned state = workflow_state(&plan_record, p);

    if (!r->exists)
        return text_of(w_pgrid_empty.in[c->lang]);
    if (state == PLAN_PROPOSED || state == PLAN_CHECKED)
        return text_of((state == PLAN_PROPOSED ? w_pgrid_proposed_why : w_pgrid_checked_why).in[c->lang]);
    return codelist_label(record_field(&plan_record, T("state"))->list, p->state, c->lang);
}

static void show_line(struct sheet *s, size_t i, struct plan_grid *v)
{
    struct call *c = &s->q->call;
    struct grid_row *row = &s->g.rows.v[i];
    struct plan *p = record_copy(c->arena, &plan_record, row->typed);
    struct plan_line l = {.row = row, .project = s->project[i], .p = p, .state = state_of(c, row)};
    struct grid_cell *total = grid_cell_of(row, "year_total");

    p->total = months_sum(p);
    l.gap = row->locked ? NO_MONEY : plan_gap(p);
    l.picked = picked(s, row);
    l.returned = row->exists && workflow_state(&plan_record, row->stored) == PLAN_RETURNED;
    if (row->locked && workflow_state(&plan_record, row->stored) >= PLAN_CONFIRMED)
        l.href = text_fmt(c->arena, "/projects/%lld/plans/%lld", (long long)row->key.n, (long long)s->year);
    total->asked = !is_absent(l.gap.yuan) && l.gap.yuan != 0;
    l.quiet = !row->faults && !l.returned && !total->asked;
    v->sent += row->locked;
    v->filled += !row->locked && row->exists && !is_absent(p->total.yuan);
    v->empty += !row->locked && is_absent(p->total.yuan);
    v->faults += row->faults != NULL;
    for (size_t k = 0; k < v->sums.n; k++) {
        const money *cell = field_in(v->sums.v[k].field, p);
        if (!is_absent(cell->yuan))
            v->sums.v[k].sum.yuan += cell->yuan;
    }
    v->total.yuan += is_absent(p->total.yuan) ? 0 : p->total.yuan;
    list_push(&v->lines, c->arena) = l;
}

static text address(struct sheet *s, int64_t year, text after)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64 * 1024, LANG_EN);
    out_fmt(&o, "/plans/grid?year=%lld", (long long)year);
    for (size_t i = 0; i < s->q->query.list.n; i++) {
        const struct param *p = &s->q->query.list.v[i];
        if (text_eqz(p->name, "year") || text_eqz(p->name, "after") || text_eqz(p->name, "saved") || text_eqz(p->name, "sent"))
            continue;
        LIT(&o, "&");
        out_url(&o, p->name);
        LIT(&o, "=");
        out_url(&o, p->value);
    }
    if (after.n) {
        LIT(&o, "&after=");
        out_url(&o, after);
    }
    return text_copy(s->q->call.arena, out_text(&o));
}

static void add_years(struct sheet *s, struct plan_grid *v)
{
    struct arena *a = s->q->call.arena;
    int64_t now = month_year(month_of(s->q->call.today));

    for (int64_t y = now; y <= now + 1; y++)
        list_push(&v->years, a) = (struct option_view){address(s, y, NO_TEXT), text_fmt(a, "%lld", (long long)y), y == s->year};
    if (s->year < now || s->year > now + 1)
        list_push(&v->years, a) = (struct option_view){address(s, s->year, NO_TEXT), v->year, true};
}

static text note(struct sheet *s)
{
    struct req *q = s->q;
    int64_t saved = 0, sent = 0;

    if (s->proposed)
        return s->done ? word_filled(q->call.arena, q->call.lang, &w_pgrid_proposed, (const struct arg[]){ARG_INT("n", s->done)}, 1)
                       : text_of(w_pgrid_nothing.in[q->call.lang]);
    if (!text_int(params_get(&q->query, T("saved")), &saved) || !text_int(params_get(&q->query, T("sent")), &sent))
        return NO_TEXT;
    return word_filled(q->call.arena, q->call.lang, sent ? &w_pgrid_sent : &w_pgrid_saved,
                       (const struct arg[]){ARG_INT("saved", saved), ARG_INT("sent", sent)}, 2);
}

static err show(struct sheet *s, struct out *o)
{
    struct req *q = s->q;
    struct arena *a = q->call.arena;
    struct plan_grid v = {.year = text_fmt(a, "%lld", (long long)s->year), .csrf = q->session.csrf, .note = note(s)};

    for (size_t k = 0; k < COUNT(columns); k++) {
        const struct field *f = record_field(&plan_record, text_of(columns[k]));
        list_push(&v.columns, a) = f;
        if (f->kind == KIND_money)
            list_push(&v.sums, a) = (struct plan_sum){f, {0}};
    }
    v.action = address(s, s->year, s->after);
    v.next = s->next.n ? address(s, s->year, s->next) : NO_TEXT;
    v.first = s->after.n ? address(s, s->year, NO_TEXT) : NO_TEXT;
    v.limit = s->limit;
    v.most = PLANS_MOST;
    if (s->next.n && !params_has(&q->query, T("limit")))
        v.many = text_fmt(a, "%.*s&limit=%d", TEXT_ARG(v.action), PLANS_MOST);
    add_years(s, &v);
    grid_cells(q, &s->g);
    for (size_t i = 0; i < s->g.rows.n; i++)
        show_line(s, i, &v);
    if (v.faults)
        http_status(q->http, 422);
    if (s->part)
        tpl_plan_grid_rows(o, &(struct tpl_plan_grid_rows){.v = &v});
    else
        web_page_titled(q, o, text_of(w_pgrid_title.in[q->call.lang]), true,
                        SLOT(plan_grid, (&(struct tpl_plan_grid){.v = &v})));
    return NULL;
}

/* GET /plans/grid?year=&after=&limit=&…filters of projects */
err plan_page_grid(struct req *q, struct out *o)
{
    struct sheet s = {.q = q};

    TRY(sheet_open(&s));
    return show(&s, o);
}

/* POST /plans/grid: do=save, do=send, do=propose (shown, not saved) */
err plan_post_grid(struct req *q, struct out *o)
{
    struct sheet s = {.q = q, .posted = true};
    text what = params_get(&q->form, T("do"));
    int64_t saved, sent = 0;
    bool wrong = false;

    TRY(sheet_open(&s));
    sheet_read(&s);
    if (text_eqz(what, "propose")) {
        TRY(propose_rows(&s));
        return show(&s, o);
    }
    TRY(grid_save(&q->call, &s.g, &saved));
    TRY(sheet_renew(&s));
    if (text_eqz(what, "send")) {
        TRY(send_filled(&s, &sent));
        TRY(sheet_renew(&s));
    }
    for (size_t i = 0; i < s.g.rows.n; i++)
        wrong |= s.g.rows.v[i].faults != NULL;
    if (wrong)
        return show(&s, o);
    return web_go(q, "%.*s&saved=%lld&sent=%lld", TEXT_ARG(address(&s, s.year, s.after)), (long long)saved, (long long)sent);
}

/* PUT /plans/grid: the rows that were typed, saved by themselves, or with do=propose their months filled in and not yet saved; answers with
 * these rows as they now are. */
err plan_put_grid(struct req *q, struct out *o)
{
    struct sheet s = {.q = q, .posted = true, .part = true};
    int64_t saved;

    TRY(sheet_open(&s));
    sheet_read(&s);
    if (text_eqz(params_get(&q->form, T("do")), "propose")) {
        TRY(propose_rows(&s));
        return show(&s, o);
    }
    TRY(grid_save(&q->call, &s.g, &saved));
    TRY(sheet_renew(&s));
    return show(&s, o);
}
