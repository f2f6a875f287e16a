/* Reading what the pages of funds show: see pages.h.
 *
 * Now, for the province, a city or a county, the kept sums are read; of a past day, and for a lead department or an owner, the entries
 * themselves. Both give the same columns.
 */
#include "pages.h"

#include "fund/words.h"
#include "kit/children.h"
#include "kit/filter.h"
#include "kit/lists.h"

enum { FIRST_YEAR = 2000, LAST_YEAR = 2100, YEARS = 4, ROWS_MOST = 200 };

/* --- rows ------------------------------------------------------------------------------------------------------------------------------- */

void fund_row_settle(struct arena *a, struct fund_row *r)
{
    r->arrived_fill = part_fill(a, fund_arrival_rate(&r->sum));
    r->paid_fill = part_fill(a, fund_payment_rate(&r->sum));
    r->work_fill = part_fill(a, fund_work_rate(&r->sum));
}

static void settle_all(struct arena *a, fund_row_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        fund_row_settle(a, &l->v[i]);
}

#define SUMS_INTO(r)                                                                                                            \
    TO(&(r).sum.yuan[FUND_ISSUED]), TO(&(r).sum.yuan[FUND_ARRIVED]), TO(&(r).sum.yuan[FUND_PAID]), TO(&(r).sum.yuan[FUND_WORK]), \
        TO(&(r).sum.yuan[FUND_RECALLED]), TO(&(r).sum.yuan[FUND_RETURNED]), TO(&(r).sum.yuan[FUND_DIVERTED])
#define SUMS_OF_ENTRIES                                                                                                               \
    " SUM(CASE e.step WHEN 'issued' THEN e.amount ELSE 0 END), SUM(CASE e.step WHEN 'arrived' THEN e.amount ELSE 0 END),"              \
    " SUM(CASE e.step WHEN 'paid' THEN e.amount ELSE 0 END), SUM(CASE e.step WHEN 'work' THEN e.amount ELSE 0 END),"                   \
    " SUM(CASE e.step WHEN 'recalled' THEN e.amount ELSE 0 END), SUM(CASE e.step WHEN 'returned' THEN e.amount ELSE 0 END),"           \
    " SUM(CASE e.step WHEN 'diverted' THEN e.amount ELSE 0 END)"
#define SUMS_KEPT " SUM(s.issued), SUM(s.arrived), SUM(s.paid), SUM(s.work), SUM(s.recalled), SUM(s.returned), SUM(s.diverted)"

/* --- the overview: by kind, place, work, document ------------------------------------------------------------------------------------- */

enum by { BY_KIND, BY_PLACE, BY_WORK, BY_BATCH };

struct reading {
    struct call *c;
    const struct funds_view *v;
    struct out *sql;
    value_list bind;
};

/* A condition and behind it the place of its value. */
static void where(struct reading *r, const char *condition, struct value value)
{
    list_push(&r->bind, r->c->arena) = value;
    out_fmt(r->sql, "%s$%d", condition, (int)r->bind.n);
}

static bool is_kept(const struct call *c, const struct funds_view *v)
{
    return is_absent(v->at.days) && (c->actor.scope == SCOPE_REGION || c->actor.scope == SCOPE_CITY || c->actor.scope == SCOPE_COUNTY);
}

static void add_kept(struct reading *r, enum by by)
{
    static const char sql_kept[] = "," SUMS_KEPT " FROM fund_sum s JOIN fund_batch b ON b.region = s.region AND b.id = s.batch WHERE s.region = $1";
    static const char sql_below[] = " AND s.unit IN ({units})";
    const char *const keys[] = {"b.kind", "s.unit", "s.works", "CAST(s.batch AS TEXT)"};
    text unit = r->v->unit.n ? r->v->unit : r->c->actor.unit;

    out_fmt(r->sql, "%s", keys[by]);
    out_raw(r->sql, text_of(sql_kept));
    if (by == BY_WORK && !r->v->works.n)
        where(r, " AND s.works <> ", V(T("*")));
    else
        where(r, " AND s.works = ", V(r->v->works.n ? r->v->works : T("*")));
    if (by == BY_PLACE)
        out_raw(r->sql, text_replace(r->c->arena, text_of(sql_below), T("{units}"), units_below(r->c->arena, unit, &r->bind)));
    else
        where(r, " AND s.unit = ", V(unit));
}

static void add_entries(struct reading *r, enum by by)
{
    static const char sql_entries[] = "," SUMS_OF_ENTRIES " FROM fund_entry e JOIN fund_batch b ON b.region = e.region AND b.id = e.batch WHERE e.region = $1";
    text unit = r->v->unit.n ? r->v->unit : r->c->actor.unit;
    const char *const keys[] = {"b.kind", unit.n == 2 ? "e.city" : "e.county", "e.works", "CAST(e.batch AS TEXT)"};

    out_fmt(r->sql, "%s", keys[by]);
    out_raw(r->sql, text_of(sql_entries));
    if (!is_absent(r->v->at.days))
        where(r, " AND e.entered_at < ", V(date_start((date){r->v->at.days + 1})));
    if (r->v->works.n)
        where(r, " AND e.works = ", V(r->v->works));
    if (r->v->unit.n)
        where(r, r->v->unit.n == 4 ? " AND e.city = " : " AND e.county = ", V(r->v->unit));
    out_raw(r->sql, T(" AND "));
    scope_clause(r->c, &fund_entry_record.scope, "e", r->sql, &r->bind);
}

static err read_by(struct call *c, const struct funds_view *v, enum by by, fund_row_list *ret)
{
    static const char sql_select[] = "SELECT ", sql_group[] = " GROUP BY 1 ORDER BY 2 DESC, 1";
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    struct reading r = {.c = c, .v = v, .sql = &o};
    struct fund_row row = {0};

    out_init(&o, 64 * 1024, LANG_EN);
    list_push(&r.bind, c->arena) = V(c->region);
    out_raw(&o, text_of(sql_select));
    if (is_kept(c, v))
        add_kept(&r, by);
    else
        add_entries(&r, by);
    if (v->year)
        where(&r, " AND b.year = ", V(v->year));
    if (v->kind.n)
        where(&r, " AND b.kind = ", V(v->kind));
    out_raw(&o, text_of(sql_group));
    where(&r, " LIMIT ", V((int64_t)ROWS_MOST));
    TRY(query_open(&q, c->conn, c->arena, text_z(c->arena, out_text(&o)), (struct values){r.bind.v, r.bind.n}));
    while (query_row(&q, INTO(TO(&row.key), SUMS_INTO(row))))
        list_push(ret, c->arena) = row;
    TRY(query_end(&q));
    settle_all(c->arena, ret);
    return NULL;
}

/* --- what rows are called and where they lead ------------------------------------------------------------------------------------------- */

static text here_with(struct req *q, const char *name, text value)
{
    struct params p = params_copy(q->call.arena, &q->query);

    if (value.n)
        params_set(&p, q->call.arena, text_of(name), value);
    else
        params_remove(&p, text_of(name));
    return params_url(q->call.arena, T("/funds"), &p).t;
}

static void name_codes(struct req *q, fund_row_list *l, const struct codelist *list, const char *param)
{
    for (size_t i = 0; i < l->n; i++) {
        l->v[i].label = l->v[i].key.n ? codelist_label(list, (code){l->v[i].key}, q->call.lang) : NO_TEXT;
        l->v[i].href = l->v[i].key.n ? here_with(q, param, l->v[i].key) : NO_TEXT;
    }
}

static err name_batches(struct call *c, fund_row_list *l)
{
    id *ids = ARENA_ARRAY(c->arena, id, l->n + 1);
    void **found = ARENA_ARRAY(c->arena, void *, l->n + 1);

    for (size_t i = 0; i < l->n; i++)
        if (!text_int(l->v[i].key, &ids[i].n))
            ids[i] = (id){0};
    TRY(record_load_many(c, &fund_batch_record, ids, l->n, found));
    for (size_t i = 0; i < l->n; i++) {
        const struct fund_batch *b = found[i];
        if (!b)
            continue;
        l->v[i].label = b->doc_no;
        l->v[i].under = b->name;
        if (c->actor.role & WHO_OFFICE)
            l->v[i].href = text_fmt(c->arena, "/fund_batches/%lld/projects", (long long)b->head.id.n);
    }
    return NULL;
}

/* --- the address ------------------------------------------------------------------------------------------------------------------------ */

static void read_address(struct req *q, struct funds_view *v)
{
    text year = params_get(&q->query, T("year")), at = params_get(&q->query, T("at"));
    struct call *c = &q->call;

    v->year = month_year(month_of(c->today));
    if (text_eqz(year, "all") || (text_int(year, &v->year) && (v->year < FIRST_YEAR || v->year > LAST_YEAR)))
        v->year = text_eqz(year, "all") ? 0 : month_year(month_of(c->today));
    v->kind = params_get(&q->query, T("kind"));
    v->kind = codelist_has(&list_fund_kind, (code){v->kind}) ? v->kind : NO_TEXT;
    v->works = params_get(&q->query, T("works"));
    v->works = codelist_has(&list_works, (code){v->works}) ? v->works : NO_TEXT;
    v->unit = params_get(&q->query, T("unit"));
    /* no wider than the reader sees: the kept sums know of no scope */
    if (!codelist_has(&list_unit, (code){v->unit}) || v->unit.n <= c->actor.unit.n || !text_starts(v->unit, c->actor.unit))
        v->unit = NO_TEXT;
    v->at = NO_DATE;
    if (at.n && date_parse(at, &v->at) && v->at.days >= c->today.days)
        v->at = NO_DATE;
}

static void add_years(struct req *q, struct funds_view *v)
{
    int64_t now = month_year(month_of(q->call.today));
    struct arena *a = q->call.arena;

    for (int64_t y = now; y > now - YEARS; y--) {
        text key = text_fmt(a, "%lld", (long long)y);
        list_push(&v->years, a) = (struct option_view){key, key, y == v->year};
    }
    list_push(&v->years, a) = (struct option_view){T("all"), text_of(w_fund_all_years.in[q->call.lang]), !v->year};
}

static void add_choices(struct arena *a, const struct codelist *l, enum lang lang, text chosen, const struct word *none, option_list *ret)
{
    list_push(ret, a) = (struct option_view){T(""), text_of(none->in[lang]), !chosen.n};
    for (size_t i = 0; i < l->n; i++)
        list_push(ret, a) = (struct option_view){text_of(l->items[i].key), codelist_label(l, code_of(&l->items[i]), lang), text_eqz(chosen, l->items[i].key)};
}

/* The entries behind the figures, with the same filter. */
static text entries_href(struct req *q, const struct funds_view *v)
{
    struct arena *a = q->call.arena;
    struct params p = {0};

    if (v->year)
        params_set(&p, a, T("year"), text_fmt(a, "%lld", (long long)v->year));
    if (v->kind.n)
        params_set(&p, a, T("kind"), v->kind);
    if (v->works.n)
        params_set(&p, a, T("works"), v->works);
    if (v->unit.n)
        params_set(&p, a, v->unit.n == 4 ? T("city") : T("county"), v->unit);
    return params_url(a, T("/fund_entries"), &p).t;
}

err funds_view(struct req *q, struct funds_view *ret)
{
    struct call *c = &q->call;
    struct funds_view v = {0};
    text unit;

    read_address(q, &v);
    TRY(read_by(c, &v, BY_KIND, &v.kinds));
    unit = v.unit.n ? v.unit : c->actor.unit;
    if (unit.n < 6)
        TRY(read_by(c, &v, BY_PLACE, &v.places));
    TRY(read_by(c, &v, BY_WORK, &v.by_works));
    TRY(read_by(c, &v, BY_BATCH, &v.batches));
    for (size_t i = 0; i < v.kinds.n; i++)
        fund_add(&v.all.sum, &v.kinds.v[i].sum);
    fund_row_settle(c->arena, &v.all);
    name_codes(q, &v.kinds, &list_fund_kind, "kind");
    name_codes(q, &v.places, &list_unit, "unit");
    name_codes(q, &v.by_works, &list_works, "works");
    TRY(name_batches(c, &v.batches));
    add_years(q, &v);
    add_choices(c->arena, &list_fund_kind, c->lang, v.kind, &w_fund_all_kinds, &v.kind_choices);
    add_choices(c->arena, &list_works, c->lang, v.works, &w_fund_all_works, &v.work_choices);
    v.unit_name = v.unit.n ? codelist_label(&list_unit, (code){v.unit}, c->lang) : NO_TEXT;
    v.up = v.unit.n ? here_with(q, "unit", v.unit.n > 4 && c->actor.unit.n < 4 ? text_sub(v.unit, 0, 4) : NO_TEXT) : NO_TEXT;
    v.entries = entries_href(q, &v);
    v.may_enter = pages_may(q, &fund_entry_record, "create");
    v.may_issue = pages_may(q, &fund_batch_record, "create");
    *ret = v;
    return NULL;
}

/* --- one document ------------------------------------------------------------------------------------------------------------------------ */

static err read_projects(struct call *c, id batch, fund_row_list *ret)
{
    static const char sql_projects[] = "SELECT CAST(e.project AS TEXT), MAX(e.name), MAX(e.county)," SUMS_OF_ENTRIES
                                       " FROM fund_entry e WHERE e.region = $1 AND e.batch = $2 AND {scope:e} GROUP BY e.project ORDER BY 4 DESC, 1 LIMIT $3";
    CLEAN(query_close) struct query q = {0};
    struct fund_row row = {0};
    code county;

    TRY(query_scoped(&q, c, &fund_entry_record.scope, sql_projects, BIND(V(c->region), V(batch), V((int64_t)ROWS_MOST))));
    while (query_row(&q, INTO(TO(&row.key), TO(&row.label), TO(&county), SUMS_INTO(row)))) {
        row.under = codelist_label(&list_unit, county, c->lang);
        row.href = text_fmt(c->arena, "/projects/%.*s/funds", TEXT_ARG(row.key));
        list_push(ret, c->arena) = row;
    }
    TRY(query_end(&q));
    settle_all(c->arena, ret);
    return NULL;
}

err fund_batch_view(struct req *q, struct fund_batch_view *ret)
{
    struct call *c = &q->call;
    struct fund_batch_view v = {0};
    void *r;

    TRY(pages_open(q, &fund_batch_record, &r, &v.top));
    v.b = r;
    TRY(read_projects(c, v.b->head.id, &v.projects));
    for (size_t i = 0; i < v.projects.n; i++)
        fund_add(&v.all.sum, &v.projects.v[i].sum);
    fund_row_settle(c->arena, &v.all);
    v.left = (money){v.b->total.yuan - (is_absent(v.b->allotted.yuan) ? 0 : v.b->allotted.yuan)};
    v.more = v.projects.n == ROWS_MOST;
    v.may_issue = pages_may(q, &fund_entry_record, "create") && (c->actor.role & WHO_FUNDS);
    *ret = v;
    return NULL;
}

/* --- one project -------------------------------------------------------------------------------------------------------------------------- */

static err read_entries(struct call *c, id project, moment known, child_list *ret)
{
    static const char sql_select[] = "SELECT ", sql_from[] = " FROM fund_entry r WHERE r.region = $1 AND r.project = $2 AND r.entered_at <= $3"
                                                             " ORDER BY r.day DESC, r.id DESC LIMIT $4";
    CLEAN(out_free) struct out o = {0};
    value_list bind = {0};

    out_init(&o, 64 * 1024, LANG_EN);
    list_push(&bind, c->arena) = V(c->region);
    list_push(&bind, c->arena) = V(project);
    list_push(&bind, c->arena) = V(is_absent(known.ms) ? INT64_MAX : known.ms);
    list_push(&bind, c->arena) = V((int64_t)ROWS_MOST);
    out_raw(&o, text_of(sql_select));
    record_columns(&o, &fund_entry_record, "r");
    out_raw(&o, text_of(sql_from));
    return record_rows(c, &fund_entry_record, &o, &bind, ret);
}

static bool is_reversed(const child_list *all, const struct fund_entry *e)
{
    for (size_t i = 0; i < all->n; i++)
        if (((const struct fund_entry *)all->v[i])->reverses.n == e->head.id.n)
            return true;
    return false;
}

static err add_entries_of(struct call *c, moment known, struct fund_tab *v)
{
    const struct codelist *steps = record_field(&fund_entry_record, T("step"))->list;
    child_list all = {0};
    id *others;
    text *names;

    TRY(read_entries(c, v->project, known, &all));
    others = ARENA_ARRAY(c->arena, id, all.n + 1);
    names = ARENA_ARRAY(c->arena, text, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        others[i].n = ((const struct fund_entry *)all.v[i])->other_project.n;
    TRY(record_titles(c, &project_record, others, all.n, names));
    for (size_t i = 0; i < all.n; i++) {
        const struct fund_entry *e = all.v[i];
        struct fund_entry_line l = {.e = e, .step = codelist_label(steps, e->step, c->lang), .other = names[i], .reversed = is_reversed(&all, e)};
        l.may_reverse = v->may_enter && !l.reversed && !e->reverses.n && !e->pair.n;
        list_push(&v->entries, c->arena) = l;
    }
    v->more = all.n == ROWS_MOST;
    return NULL;
}

err fund_tab(struct req *q, struct fund_tab *ret)
{
    struct call *c = &q->call;
    struct fund_tab v = {.at = NO_DATE};
    fund_line_list lines = {0};
    moment known = NO_MOMENT;
    text at = params_get(&q->query, T("at"));
    void *r;

    TRY(pages_open(q, &project_record, &r, &v.top));
    v.project = record_head(r)->id;
    if (at.n && date_parse(at, &v.at) && v.at.days < c->today.days)
        known = (moment){date_start((date){v.at.days + 1}).ms - 1};
    else
        v.at = NO_DATE;
    v.may_enter = is_absent(v.at.days) && !v.top.removed && pages_may(q, &fund_entry_record, "create");
    v.may_issue = v.may_enter && (c->actor.role & WHO_FUNDS);
    TRY(fund_lines(c, v.project, known, &lines));
    for (size_t i = 0; i < lines.n; i++) {
        const struct fund_line *l = &lines.v[i];
        struct fund_row row = {.key = text_fmt(c->arena, "%lld", (long long)l->batch.n), .label = codelist_label(&list_fund_kind, l->kind, c->lang),
                               .under = l->doc_no, .sum = l->sum};
        row.href = c->actor.role & WHO_OFFICE ? text_fmt(c->arena, "/fund_batches/%lld/projects", (long long)l->batch.n) : NO_TEXT;
        fund_add(&v.all.sum, &l->sum);
        list_push(&v.lines, c->arena) = row;
    }
    settle_all(c->arena, &v.lines);
    fund_row_settle(c->arena, &v.all);
    TRY(add_entries_of(c, known, &v));
    *ret = v;
    return NULL;
}
