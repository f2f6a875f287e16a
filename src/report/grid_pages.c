/* The month's reports of forty projects in one table: prefilled like the form, typed or pasted, saved and sent together. See pages.h. */
#include "kit/grid.h"
#include "pages.h"

#include "base/format.h"
#include "kit/lists.h"
#include "report/grid.tpl.h"
#include "report/words.h"

static const char *const columns[] = {"month_invest",     "fund_paid",     "fund_arrived",
                                      "progress_percent", "progress_text", "site_state",
                                      "problem_state",    "needs",         "next_month"};

/* One page of the table: the rows with what they stand on. */
struct sheet {
    struct req *q;
    struct grid g;
    const struct project *project[GRID_ROWS];
    struct report_basis basis[GRID_ROWS];
    month month;
    id after, last;
    bool more, open_only, part; /* part: only the rows that were posted */
    bool saved;                 /* something was: the next row's time begins now */
};

/* --- opening --------------------------------------------------------------------------------------------------------------------- */

static err read_keys(struct sheet *s, id *keys, size_t *ret_n)
{
    static const char sql_owed[] =
        "SELECT m.project FROM project_month m WHERE {scope:m} AND m.month = $1 AND m.owed = 1 AND m.project > $2"
        " AND ($3 = 0 OR m.submitted_at IS NULL) ORDER BY m.project LIMIT $4";
    struct call *c = &s->q->call;
    CLEAN(query_close) struct query q = {0};
    id key;

    *ret_n = 0;
    TRY(query_scoped(&q, c, &scope_by_place, sql_owed,
                     BIND(V(s->month), V(s->after.n), V((int64_t)s->open_only), V((int64_t)GRID_ROWS + 1))));
    while (query_row(&q, INTO(TO(&key)))) {
        if (s->part && !grid_posted(s->q, key))
            continue;
        if (*ret_n < GRID_ROWS)
            keys[(*ret_n)++] = key;
        else
            s->more = true;
    }
    return query_end(&q);
}

static void add_row(struct sheet *s, const struct report *newest, const struct report_basis *b)
{
    struct arena *a = s->q->call.arena;
    struct grid_row *r = &list_push(&s->g.rows, a);

    *r = (struct grid_row){.key = b->project->head.id, .exists = newest != NULL};
    if (newest) {
        r->stored = record_copy(a, &report_record, newest);
        r->locked = workflow_state(&report_record, newest) > REPORT_RETURNED;
        return;
    }
    r->stored = record_new(a, &report_record);
    report_prefill(&s->q->call, b, r->stored);
}

static err load_rows(struct sheet *s, id *keys, size_t n)
{
    struct call *c = &s->q->call;
    void *loaded[GRID_ROWS];
    struct report *newest[GRID_ROWS];
    size_t there = 0;

    TRY(record_load_many(c, &project_record, keys, n, loaded));
    for (size_t i = 0; i < n; i++)
        if (loaded[i] && record_head(loaded[i])->removed.v != 1) {
            keys[there] = keys[i];
            s->project[there++] = loaded[i];
        }
    TRY(report_bases(c, s->project, there, s->month, s->basis));
    TRY(report_editions(c, keys, there, s->month, newest));
    for (size_t i = 0; i < there; i++)
        add_row(s, newest[i], &s->basis[i]);
    return NULL;
}

static err sheet_open(struct req *q, struct sheet *s, bool part)
{
    id keys[GRID_ROWS];
    size_t n;

    *s = (struct sheet){.q = q,
                        .part = part,
                        .g = {.record = &report_record,
                              .fields = columns,
                              .n_fields = COUNT(columns),
                              .create = "report.create",
                              .change = "report.change"}};
    s->month = report_month(q->call.now);
    month_parse(params_get(&q->query, T("month")), &s->month);
    text_int(params_get(&q->query, T("after")), &s->after.n);
    s->open_only = params_has(&q->query, T("open"));
    if (is_absent(s->month.n))
        return NULL;
    TRY(read_keys(s, keys, &n));
    if (n)
        s->last = keys[n - 1];
    return load_rows(s, keys, n);
}

/* --- reading and saving ---------------------------------------------------------------------------------------------------------- */

/* The sitting since the last saving, shared by the rows it changed. */
static int64_t seconds_each(struct req *q, size_t changed)
{
    int64_t opened, seconds;

    if (!changed || !text_int(params_get(&q->form, T("opened")), &opened) || opened <= 0 || opened > q->call.now.ms)
        return ABSENT;
    seconds = (q->call.now.ms - opened) / 1000;
    return (seconds > SITTING_MOST ? SITTING_MOST : seconds) / (int64_t)changed;
}

/* A row that was saved before took that time as well. */
static void add_seconds(const struct report *stored, int64_t seconds, struct report *typed)
{
    typed->fill_seconds = stored->fill_seconds;
    if (is_absent(seconds))
        return;
    typed->fill_seconds.n = (is_absent(stored->fill_seconds.n) ? 0 : stored->fill_seconds.n) + seconds;
    if (typed->fill_seconds.n > SITTING_MOST)
        typed->fill_seconds.n = SITTING_MOST;
}

static void sheet_read(struct sheet *s)
{
    struct req *q = s->q;
    size_t changed = 0;

    grid_read(q, &s->g);
    for (size_t i = 0; i < s->g.rows.n; i++) {
        struct grid_row *r = &s->g.rows.v[i];
        if (!r->posted)
            continue;
        report_read_answers(q, &s->basis[i], r->typed, text_fmt(q->call.arena, "%lld.", (long long)r->key.n));
        grid_gather(&s->g, r);
        changed += r->changed;
    }
    for (size_t i = 0; i < s->g.rows.n; i++) {
        struct report *typed = s->g.rows.v[i].typed;
        if (!s->g.rows.v[i].changed)
            continue;
        typed->via = (code){T("grid")};
        typed->typed_fields.n = report_typed(&q->call, &s->basis[i], typed);
        add_seconds(s->g.rows.v[i].stored, seconds_each(q, changed), typed);
    }
}

/* As it is after saving: what was refused keeps what was typed. */
static err sheet_renew(struct sheet *s)
{
    struct sheet was = *s;

    TRY(sheet_open(s->q, s, was.part));
    s->saved = was.saved;
    grid_carry(&s->g, &was.g);
    return NULL;
}

static err send_row(struct call *c, struct grid *g, struct grid_row *r)
{
    const struct transition *way = report_way_on(c, r->stored);
    struct input in = {.version = record_head_of(r->stored)->version};

    if (!way)
        return FAIL(c->arena, E_STATE, w_report_cannot_send);
    in.to = text_of(g->record->workflow->states[way->to].key);
    return act_run_inside(c, act_by_name(T("report.move")), record_head_of(r->stored)->id, &in, NULL);
}

/* What is filled in and unquestioned; the rest stays a draft with its questions at the cells. */
static err send_filled(struct sheet *s, int64_t *ret_sent, int64_t *ret_asked)
{
    struct call *c = &s->q->call;

    *ret_asked = 0;
    for (size_t i = 0; i < s->g.rows.n; i++) {
        struct grid_row *r = &s->g.rows.v[i];
        const struct report *p = r->stored;
        struct report_doubts d;
        r->due = r->exists && !r->locked && !r->faults && !is_absent(p->month_invest.yuan);
        if (!r->due)
            continue;
        report_doubts(&s->basis[i], p, c->today, &d);
        if (report_blocked(c->arena, &d, p->answers)) {
            r->due = false;
            ++*ret_asked;
        }
    }
    return grid_run(c, &s->g, "report.move", send_row, ret_sent);
}

/* --- showing --------------------------------------------------------------------------------------------------------------------- */

static void show_doubts(struct sheet *s, size_t i, struct grid_line *l)
{
    struct call *c = &s->q->call;
    const struct report *p = l->row->typed;
    struct report_doubts d;

    if (l->row->locked || is_absent(p->month_invest.yuan))
        return;
    report_doubts(&s->basis[i], p, c->today, &d);
    for (size_t k = 0; k < d.n; k++) {
        struct doubt_view v = doubt_view(c, &d.v[k], p->answers);
        struct grid_cell *at = grid_cell_of(l->row, doubt_field(&d.v[k]));
        v.key = text_fmt(c->arena, "%lld.%.*s", (long long)l->row->key.n, TEXT_ARG(v.key));
        l->open += !v.answered;
        if (at && !v.answered)
            at->asked = true;
        list_push(&l->doubts, c->arena) = v;
    }
}

/* What the ledger and last month put in and nobody has changed, in a row that is not sent. */
static void show_ahead(struct sheet *s, size_t i)
{
    struct grid_row *row = &s->g.rows.v[i];
    struct report *fresh = record_new(s->q->call.arena, &report_record);

    if (row->locked)
        return;
    report_prefill(&s->q->call, &s->basis[i], fresh);
    for (size_t k = 0; k < row->cells.n; k++) {
        struct grid_cell *c = &row->cells.v[k];
        c->ahead = !c->fault.n && !field_absent(c->field, fresh) && field_same(c->field, fresh, row->typed);
    }
}

static void show_line(struct sheet *s, size_t i, struct report_grid *v)
{
    struct call *c = &s->q->call;
    struct grid_row *row = &s->g.rows.v[i];
    const struct report *p = row->typed;
    struct grid_line l = {.row = row, .project = s->project[i], .basis = &s->basis[i], .r = p, .rate = ABSENT};

    l.year_now = (money){l.basis->year_before.yuan + (is_absent(p->month_invest.yuan) ? 0 : p->month_invest.yuan)};
    l.rate = report_rate(l.year_now, l.basis->year_plan);
    l.state = row->exists ? codelist_label(record_field(&report_record, T("state"))->list,
                                           ((const struct report *)row->stored)->state, c->lang)
                          : text_of(w_report_not_begun.in[c->lang]);
    l.returned = row->exists && workflow_state(&report_record, row->stored) == REPORT_RETURNED;
    l.href = row->locked ? text_fmt(c->arena, "/reports/%lld", (long long)record_head_of(row->stored)->id.n)
                         : text_fmt(c->arena, "/projects/%lld/reports/%04d-%02d", (long long)row->key.n,
                                    month_year(s->month), month_of_year(s->month));
    show_doubts(s, i, &l);
    show_ahead(s, i);
    l.quiet = !l.doubts.n && !row->faults && !l.returned;
    v->sent += row->locked;
    v->filled += !row->locked && row->exists && !is_absent(p->month_invest.yuan);
    v->empty += !row->locked && is_absent(p->month_invest.yuan);
    v->faults += row->faults != NULL;
    v->asked += l.open > 0;
    list_push(&v->lines, c->arena) = l;
}

static text address(struct sheet *s, id after)
{
    text to = text_fmt(s->q->call.arena, "/reports/grid?month=%04d-%02d%s", month_year(s->month),
                       month_of_year(s->month), s->open_only ? "&open=1" : "");

    return after.n ? text_fmt(s->q->call.arena, "%.*s&after=%lld", TEXT_ARG(to), (long long)after.n) : to;
}

static text count_note(struct req *q)
{
    int64_t saved = 0, sent = 0;

    if (!text_int(params_get(&q->query, T("saved")), &saved) || !text_int(params_get(&q->query, T("sent")), &sent))
        return NO_TEXT;
    return word_filled(q->call.arena, q->call.lang, sent ? &w_rgrid_sent : &w_rgrid_saved,
                       (const struct arg[]){ARG_INT("saved", saved), ARG_INT("sent", sent)}, 2);
}

static err show(struct sheet *s, struct out *o)
{
    struct req *q = s->q;
    struct call *c = &q->call;
    struct report_grid v = {.month = s->month,
                            .csrf = q->session.csrf,
                            .opened = c->now.ms,
                            .restarted = s->saved,
                            .note = count_note(q)};
    int64_t opened;

    if (!s->saved && text_int(params_get(&q->form, T("opened")), &opened) && opened > 0 && opened < v.opened)
        v.opened = opened;
    for (size_t k = 0; k < COUNT(columns); k++)
        list_push(&v.columns, c->arena) = record_field(&report_record, text_of(columns[k]));
    if (!is_absent(s->month.n)) {
        struct round_state due = round_state(report_rounds(), report_calendar(), STEP_OWNER, s->month, c->now,
                                             NO_MOMENT, NULL, 0);
        v.why = round_said(c->arena, &due, STEP_OWNER, s->month, c->lang);
        v.action = address(s, s->after);
        v.next = s->more ? address(s, s->last) : NO_TEXT;
        v.first = s->after.n ? address(s, (id){0}) : NO_TEXT;
    }
    grid_cells(q, &s->g);
    for (size_t i = 0; i < s->g.rows.n; i++)
        show_line(s, i, &v);
    if (v.faults || (v.asked && params_has(&q->form, T("do"))))
        http_status(q->http, 422);
    if (s->part)
        tpl_report_grid_rows(o, &(struct tpl_report_grid_rows){.v = &v});
    else
        web_page_titled(q, o, text_of(w_rgrid_title.in[c->lang]), true,
                        SLOT(report_grid, (&(struct tpl_report_grid){.v = &v})));
    return NULL;
}

/* GET /reports/grid?month=&after=&open= */
err report_page_grid(struct req *q, struct out *o)
{
    struct sheet s;

    TRY(sheet_open(q, &s, false));
    return show(&s, o);
}

/* POST /reports/grid: do=save, do=send */
err report_post_grid(struct req *q, struct out *o)
{
    bool send = text_eqz(params_get(&q->form, T("do")), "send"), wrong = false;
    int64_t saved, sent = 0, asked = 0;
    struct sheet s;

    TRY(sheet_open(q, &s, false));
    sheet_read(&s);
    TRY(grid_save(&q->call, &s.g, &saved));
    s.saved = saved > 0;
    TRY(sheet_renew(&s));
    if (send) {
        TRY(send_filled(&s, &sent, &asked));
        TRY(sheet_renew(&s));
    }
    for (size_t i = 0; i < s.g.rows.n; i++)
        wrong |= s.g.rows.v[i].faults != NULL;
    if (wrong || asked)
        return show(&s, o);
    return web_go(q, "%.*s&saved=%lld&sent=%lld", TEXT_ARG(address(&s, s.after)), (long long)saved, (long long)sent);
}

/* PUT /reports/grid: the rows that were typed, saved by themselves; answers with these rows as they now are, also with one that was sent
 * meanwhile and is only read. */
err report_put_grid(struct req *q, struct out *o)
{
    struct sheet s;
    int64_t saved;

    TRY(sheet_open(q, &s, true));
    sheet_read(&s);
    TRY(grid_save(&q->call, &s.g, &saved));
    s.saved = saved > 0;
    TRY(sheet_renew(&s));
    return show(&s, o);
}
