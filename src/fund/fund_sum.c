/* What the ledger comes to: by document, unit and work for pages; by document for one project; and what follows when a project moves. */
#include "fund/own.h"

#include "kit/lists.h"

const struct ripple_table fund_sum_table = {
    .name = "fund_sum",
    .keys = {"works", "unit", "batch"},
    .integer_keys = 1u << 2,
    .sums = {"issued", "arrived", "paid", "work", "recalled", "returned", "diverted"},
};

/* Where an entry counts: the province, its city, its county; all works and its own. */
static void spread(struct call *c, const text keys[], const int64_t sums[])
{
    const text works[] = {T("*"), keys[2]};
    text units[UNITS_MOST];
    size_t n = units_of(keys[0], keys[1], units);

    for (size_t u = 0; u < n; u++)
        for (size_t w = 0; w < COUNT(works); w++)
            if (works[w].n)
                ripple_add(c, &fund_sum_table, (const text[]){works[w], units[u], keys[3]}, sums);
}

static const struct ripple_table fund_places = {
    .name = "fund_sum places",
    .keys = {"city", "county", "works", "batch"},
    .sums = {"issued", "arrived", "paid", "work", "recalled", "returned", "diverted"},
    .spread = spread,
};

static void ripple_at(struct call *c, ref batch, const struct project *at, const int64_t sums[])
{
    ripple_add(c, &fund_places, (const text[]){at->city.t, at->county.t, at->works.t, text_fmt(c->arena, "%lld", (long long)batch.n)}, sums);
}

void fund_ripple(struct call *c, const struct fund_entry *e, int sign)
{
    struct project at = {.city = e->city, .county = e->county, .works = e->works};
    int64_t sums[RIPPLE_SUMS] = {0};

    sums[fund_step_of(e->step)] = sign * e->amount.yuan;
    ripple_at(c, e->batch, &at, sums);
}

/* --- one project -------------------------------------------------------------------------------------------------------------------- */

static struct fund_line *line_of(struct call *c, fund_line_list *l, struct fund_line *row)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].batch.n == row->batch.n)
            return &l->v[i];
    row->issued_on = row->diverted_on = NO_DATE;
    list_push(l, c->arena) = *row;
    return &l->v[l->n - 1];
}

static void add_step(struct fund_line *line, enum fund_step step, int64_t yuan, date day)
{
    if (step == FUND_STEPS)
        return;
    line->sum.yuan[step] = yuan;
    if (step == FUND_ISSUED)
        line->issued_on = day;
    if (step == FUND_DIVERTED)
        line->diverted_on = day;
}

err fund_lines_between(struct call *c, id from, id to, moment known, fund_line_list *(*list_of)(void *data, id project), void *data)
{
    static const char sql_lines[] =
        "SELECT e.project, e.batch, e.kind, e.batch_no, b.name, e.step, SUM(e.amount), MIN(e.day) FROM fund_entry e JOIN fund_batch b ON b.region = e.region"
        " AND b.id = e.batch WHERE e.region = $1 AND e.project {keys} AND e.entered_at <= $4"
        " GROUP BY e.project, b.issued_on, e.batch, e.kind, e.batch_no, b.name, e.step ORDER BY e.project, b.issued_on, e.batch";
    CLEAN(query_close) struct query q = {0};
    struct fund_line row = {0};
    fund_line_list *l;
    id project;
    int64_t yuan;
    code key;
    date day;

    TRY(query_open(&q, c->conn, c->arena, sql_of_keys(c->arena, sql_lines, from, to), BIND(V(c->region), V(from), V(to), V(is_absent(known.ms) ? INT64_MAX : known.ms))));
    while (query_row(&q, INTO(TO(&project), TO(&row.batch), TO(&row.kind), TO(&row.doc_no), TO(&row.title), TO(&key), TO(&yuan), TO(&day)))) {
        l = list_of(data, project);
        if (l)
            add_step(line_of(c, l, &row), fund_step_of(key), yuan, day);
    }
    return query_end(&q);
}

static fund_line_list *the_one(void *data, id project)
{
    (void)project;
    return data;
}

err fund_lines(struct call *c, id project, moment known, fund_line_list *ret)
{
    return fund_lines_between(c, project, project, known, the_one, ret);
}

/* In the order of the code list; only money of the centre stands in the file's field. */
err fund_write_kinds(struct call *c, id project, bool *ret_any)
{
    static const char sql_write[] = "UPDATE project SET central_funds = $3 WHERE region = $1 AND id = $2";
    fund_line_list lines = {0};
    LIST(text) found = {0};

    TRY(fund_lines(c, project, NO_MOMENT, &lines));
    for (size_t k = 0; k < list_fund_kind.n; k++)
        for (size_t i = 0; i < lines.n; i++)
            if (text_eqz(lines.v[i].kind.t, list_fund_kind.items[k].key) && fund_is_central(lines.v[i].kind) && fund_net(&lines.v[i].sum) > 0) {
                list_push(&found, c->arena) = lines.v[i].kind.t;
                break;
            }
    if (ret_any)
        *ret_any = found.n > 0;
    return conn_run(c->conn, c->arena, sql_write,
                    BIND(V(c->region), V(project), V(found.n ? text_join(c->arena, found.v, found.n, T(",")) : NO_TEXT)), NULL);
}

/* --- a project that moves takes its money with it ------------------------------------------------------------------------------------ */

static err move_sums(struct call *c, const struct project *p, const struct project *before)
{
    fund_line_list lines = {0};

    TRY(fund_lines(c, p->head.id, NO_MOMENT, &lines));
    for (size_t i = 0; i < lines.n; i++) {
        int64_t sums[RIPPLE_SUMS] = {0};
        ref batch = {lines.v[i].batch.n};
        for (int s = 0; s < FUND_STEPS; s++)
            sums[s] = -lines.v[i].sum.yuan[s];
        ripple_at(c, batch, before, sums);
        for (int s = 0; s < FUND_STEPS; s++)
            sums[s] = lines.v[i].sum.yuan[s];
        ripple_at(c, batch, p, sums);
    }
    return NULL;
}

static err project_saved(struct call *c, const void *r, const void *old)
{
    const struct project *p = r, *before = old;

    if (!before || project_place_same(p, before))
        return NULL;
    TRY(move_sums(c, p, before));
    return project_place_write(c, p, &fund_entry_record);
}

const struct follower fund_followers[] = {{&project_record, project_saved}, {0}};

/* --- anew ---------------------------------------------------------------------------------------------------------------------------- */

static err gather(struct call *c)
{
    static const char sql_all[] = "SELECT batch, works, city, county, step, SUM(amount) FROM fund_entry WHERE region = $1 GROUP BY batch, works, city, county, step";
    CLEAN(query_close) struct query q = {0};
    struct fund_entry e = {0};

    TRY(query_open(&q, c->conn, c->arena, sql_all, BIND(V(c->region))));
    while (query_row(&q, INTO(TO(&e.batch), TO(&e.works), TO(&e.city), TO(&e.county), TO(&e.step), TO(&e.amount))))
        fund_ripple(c, &e, 1);
    return query_end(&q);
}

/* The documents' own sums. */
static err mend_batches(struct call *c, bool check, struct recompute_result *ret)
{
    static const char sql_wrong[] =
        "SELECT COUNT(*), MIN(x.doc_no) FROM fund_batch x LEFT JOIN (SELECT batch,"
        " SUM(CASE step WHEN 'issued' THEN amount WHEN 'recalled' THEN -amount WHEN 'returned' THEN -amount ELSE 0 END) AS allotted,"
        " SUM(CASE step WHEN 'arrived' THEN amount WHEN 'returned' THEN -amount ELSE 0 END) AS arrived,"
        " SUM(CASE step WHEN 'paid' THEN amount ELSE 0 END) AS paid, SUM(CASE step WHEN 'work' THEN amount ELSE 0 END) AS work"
        " FROM fund_entry WHERE region = $1 GROUP BY batch) s ON s.batch = x.id WHERE x.region = $1 AND (COALESCE(x.allotted, 0) <> COALESCE(s.allotted, 0)"
        " OR COALESCE(x.arrived, 0) <> COALESCE(s.arrived, 0) OR COALESCE(x.paid, 0) <> COALESCE(s.paid, 0) OR COALESCE(x.work, 0) <> COALESCE(s.work, 0))";
    static const char sql_mend[] =
        "UPDATE fund_batch SET allotted = (SELECT COALESCE(SUM(CASE e.step WHEN 'issued' THEN e.amount WHEN 'recalled' THEN -e.amount WHEN 'returned'"
        " THEN -e.amount ELSE 0 END), 0) FROM fund_entry e WHERE e.region = $1 AND e.batch = fund_batch.id),"
        " arrived = (SELECT COALESCE(SUM(CASE e.step WHEN 'arrived' THEN e.amount WHEN 'returned' THEN -e.amount ELSE 0 END), 0) FROM fund_entry e"
        " WHERE e.region = $1 AND e.batch = fund_batch.id),"
        " paid = (SELECT COALESCE(SUM(e.amount), 0) FROM fund_entry e WHERE e.region = $1 AND e.batch = fund_batch.id AND e.step = 'paid'),"
        " work = (SELECT COALESCE(SUM(e.amount), 0) FROM fund_entry e WHERE e.region = $1 AND e.batch = fund_batch.id AND e.step = 'work')"
        " WHERE region = $1";
    static const char sql_count[] = "SELECT COUNT(*) FROM fund_batch WHERE region = $1";

    TRY(conn_one(c->conn, c->arena, sql_count, BIND(V(c->region)), INTO(TO(&ret->rows)), NULL));
    TRY(conn_one(c->conn, c->arena, sql_wrong, BIND(V(c->region)), INTO(TO(&ret->wrong), TO(&ret->first)), NULL));
    return check || !ret->wrong ? NULL : conn_run(c->conn, c->arena, sql_mend, BIND(V(c->region)), NULL);
}

const struct recompute fund_recomputes[] = {
    {.name = "fund_sum", .label = L("资金汇总", "Sums of funds"), .tables = {&fund_sum_table}, .gather = gather},
    {.name = "fund_batch", .label = L("资金下达文件的合计", "Sums of funding documents"), .mend = mend_batches},
    {0},
};
