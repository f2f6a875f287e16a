/* Kept beside the project by a follower, proved by recompute: see slip.h. The one statement that says what a slip is takes a project or
 * all of them.
 */
#include "slip.h"

#include "progress/words.h"

/* {which}: of project_version v. First what was said first, then the moments at which the two figures changed, then what differs. */
static const char sql_slips[] =
    "SELECT s.region, s.id AS project, s.changed_at AS at, COALESCE(s.until, 9223372036854775807) AS until, s.finish_first, s.finish_plan AS finish,"
    " COALESCE(s.finish_plan - s.finish_first, 0) AS months, s.total_first, s.total_invest AS total,"
    " COALESCE(s.total_invest - s.total_first, 0) AS growth, p.works, p.city, p.county, p.lead_department, p.owner"
    " FROM (SELECT t.region, t.id, t.changed_at, t.finish_plan, t.total_invest, t.finish_first, t.total_first,"
    " LEAD(t.changed_at) OVER (PARTITION BY t.id ORDER BY t.version) AS until"
    " FROM (SELECT v.region, v.id, v.version, v.changed_at, v.finish_plan, v.total_invest,"
    " LAG(v.version) OVER (PARTITION BY v.id ORDER BY v.version) AS before,"
    " LAG(v.finish_plan) OVER (PARTITION BY v.id ORDER BY v.version) AS finish_before,"
    " LAG(v.total_invest) OVER (PARTITION BY v.id ORDER BY v.version) AS total_before,"
    " (SELECT f.finish_plan FROM project_version f WHERE f.region = v.region AND f.id = v.id AND f.finish_plan IS NOT NULL"
    " ORDER BY f.version LIMIT 1) AS finish_first,"
    " (SELECT f.total_invest FROM project_version f WHERE f.region = v.region AND f.id = v.id AND f.total_invest IS NOT NULL"
    " ORDER BY f.version LIMIT 1) AS total_first"
    " FROM project_version v WHERE v.region = $1{which}) t"
    " WHERE t.before IS NULL OR t.finish_plan IS DISTINCT FROM t.finish_before OR t.total_invest IS DISTINCT FROM t.total_before) s"
    " JOIN project p ON p.region = s.region AND p.id = s.id"
    " WHERE p.removed = 0 AND (s.finish_plan <> s.finish_first OR s.total_invest <> s.total_first)"
    " AND (s.until IS NULL OR s.until > s.changed_at)"; /* of what one act saved twice, the last */
#define COLUMNS "region, project, at, until, finish_first, finish, months, total_first, total, growth, works, city, county, lead_department, owner"

/* `sql` with what the history says in place of {slips}; of every project, or of $2. */
static const char *with_slips(struct call *c, const char *sql, bool all)
{
    text slips = text_replace(c->arena, text_of(sql_slips), T("{which}"), all ? T("") : T(" AND v.id = $2"));

    return text_replace(c->arena, text_of(sql), T("{slips}"), slips).p;
}

static const char sql_insert[] = "INSERT INTO slip (" COLUMNS ") {slips}";

err slip_project_saved(struct call *c, const void *r, const void *old)
{
    static const char sql_clear[] = "DELETE FROM slip WHERE region = $1 AND project = $2";
    const struct project *p = r, *before = old;
    bool moved;

    if (c->bulk || !before)
        return NULL;
    moved = p->finish_plan.n != before->finish_plan.n || p->total_invest.yuan != before->total_invest.yuan;
    if (!moved && text_eq(p->city.t, before->city.t) && text_eq(p->county.t, before->county.t) && text_eq(p->works.t, before->works.t) &&
        p->lead_department.n == before->lead_department.n && p->owner.n == before->owner.n && p->head.removed.v == before->head.removed.v)
        return NULL;
    TRY(conn_run(c->conn, c->arena, sql_clear, BIND(V(c->region), V(p->head.id)), NULL));
    return conn_run(c->conn, c->arena, with_slips(c, sql_insert, false), BIND(V(c->region), V(p->head.id)), NULL);
}

enum { SLIP_COLUMNS = 15 };

/* -1: the row of a comes first; 0: the same project and moment; both in that order, an end last. */
static int compare_rows(struct query *a, bool in_a, struct query *b, bool in_b)
{
    int64_t x, y;

    if (!in_a || !in_b)
        return in_a ? -1 : 1;
    for (int i = 1; i <= 2; i++) {
        x = query_int(a, i);
        y = query_int(b, i);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static bool same_rows(struct query *a, struct query *b)
{
    for (int i = 0; i < SLIP_COLUMNS; i++)
        if (query_is_null(a, i) != query_is_null(b, i) || !text_eq(query_peek(a, i), query_peek(b, i)))
            return false;
    return true;
}

/* What the history says beside what is kept, each read once. */
static err slip_compare(struct call *c, struct recompute_result *ret)
{
    static const char sql_kept[] = "SELECT " COLUMNS " FROM slip WHERE region = $1 ORDER BY project, at";
    static const char sql_said[] = "SELECT " COLUMNS " FROM ({slips}) a ORDER BY project, at";
    CLEAN(query_close) struct query said = {0}, kept = {0};
    bool in_said, in_kept;

    TRY(query_open(&said, c->conn, c->arena, with_slips(c, sql_said, true), BIND(V(c->region))));
    TRY(query_open(&kept, c->conn, c->arena, sql_kept, BIND(V(c->region))));
    in_said = query_step(&said);
    in_kept = query_step(&kept);
    while (in_said || in_kept) {
        int order = compare_rows(&said, in_said, &kept, in_kept);
        bool wrong = order || !same_rows(&said, &kept);
        if (wrong && !ret->wrong++)
            ret->first = text_fmt(c->arena, "project %lld", (long long)query_int(order > 0 ? &kept : &said, 1));
        ret->rows += order <= 0;
        in_said = order <= 0 ? query_step(&said) : in_said;
        in_kept = order >= 0 ? query_step(&kept) : in_kept;
    }
    TRY(query_end(&said));
    return query_end(&kept);
}

err slip_mend(struct call *c, bool check, struct recompute_result *ret)
{
    static const char sql_clear[] = "DELETE FROM slip WHERE region = $1";

    TRY(slip_compare(c, ret));
    if (!ret->wrong || check)
        return NULL;
    TRY(conn_run(c->conn, c->arena, sql_clear, BIND(V(c->region)), NULL));
    return conn_run(c->conn, c->arena, with_slips(c, sql_insert, true), BIND(V(c->region)), NULL);
}

/* --- reading ---------------------------------------------------------------------------------------------------------------------- */

static void settle(struct slip *s)
{
    s->percent = is_absent(s->total_first.yuan) || s->total_first.yuan <= 0
                     ? ABSENT
                     : (int64_t)((__int128)s->growth * 10000 / s->total_first.yuan);
}

static moment moment_or_now(const struct call *c, moment at)
{
    return is_absent(at.ms) || at.ms > c->now.ms ? c->now : at;
}

err slip_of(struct call *c, id project, moment at, struct slip *ret, bool *ret_found)
{
    static const char sql_one[] = "SELECT finish_first, finish, months, total_first, total, growth FROM slip"
                                  " WHERE region = $1 AND project = $2 AND at <= $3 AND until > $3";

    *ret = (struct slip){.project = project};
    TRY(conn_one(c->conn, c->arena, sql_one, BIND(V(c->region), V(project), V(moment_or_now(c, at))),
                 INTO(TO(&ret->finish_first), TO(&ret->finish), TO(&ret->months), TO(&ret->total_first), TO(&ret->total), TO(&ret->growth)), ret_found));
    if (*ret_found)
        settle(ret);
    return NULL;
}

text slip_said(struct call *c, const struct slip *s)
{
    int64_t tenths = is_absent(s->percent) ? 0 : (s->percent < 0 ? -s->percent : s->percent) / 10;
    struct arg with[] = {ARG_MONTH("first", s->finish_first),
                         ARG_MONTH("now", s->finish),
                         ARG_INT("months", s->months < 0 ? -s->months : s->months),
                         ARG_MONEY("total_first", s->total_first),
                         ARG_MONEY("total", s->total),
                         ARG_TEXT("percent", text_fmt(c->arena, "%s%lld.%lld", s->growth < 0 ? "−" : "+", (long long)(tenths / 10), (long long)(tenths % 10)))};
    text finish = s->months ? word_filled(c->arena, c->lang, s->months > 0 ? &w_slip_later : &w_slip_earlier, with, COUNT(with)) : NO_TEXT,
         total = s->growth ? word_filled(c->arena, c->lang, s->growth > 0 ? &w_slip_dearer : &w_slip_cheaper, with, COUNT(with)) : NO_TEXT;

    if (!finish.n || !total.n)
        return finish.n ? finish : total;
    return text_fmt(c->arena, "%.*s%s%.*s", TEXT_ARG(finish), w_slip_and.in[c->lang], TEXT_ARG(total));
}

#define NARROW                                                                                                         \
    " AND s.at <= $1 AND s.until > $1 AND ($2 = '' OR s.city = $2 OR s.county = $2) AND ($3 = '' OR s.works = $3)"
#define OF_LIST                                                                                                        \
    " AND ($4 = '' OR EXISTS (SELECT 1 FROM project l WHERE l.region = s.region AND l.id = s.project AND ',' || l.lists || ',' LIKE $5))"

err slips_over(struct call *c, const struct measure_of *of, moment at, int64_t most, slip_list *ret, struct slip_sums *ret_sums)
{
    static const char sql_sums[] =
        "SELECT COALESCE(SUM(CASE WHEN s.months > 0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN s.months > 0 THEN s.months ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN s.growth > 0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN s.growth > 0 THEN s.growth ELSE 0 END), 0)"
        " FROM slip s WHERE {scope:s}" NARROW OF_LIST;
    static const char sql_worst[] =
        "SELECT x.project, p.name, x.finish_first, x.finish, x.months, x.total_first, x.total, x.growth FROM (SELECT s.region, s.project, s.finish_first,"
        " s.finish, s.months, s.total_first, s.total, s.growth FROM slip s WHERE {scope:s}" NARROW OF_LIST
        " AND (s.months > 0 OR s.growth > 0) ORDER BY s.months DESC, s.growth DESC, s.project LIMIT $6) x"
        " JOIN project p ON p.region = x.region AND p.id = x.project ORDER BY x.months DESC, x.growth DESC, x.project";
    text unit = of->unit.n > 2 ? of->unit : T(""), works = of->works.n ? of->works : T(""), list = of->list.n ? of->list : T("");
    struct value with[] = {V(moment_or_now(c, at)), V(unit), V(works), V(list), V(text_fmt(c->arena, "%%,%.*s,%%", TEXT_ARG(list))), V(most)};
    CLEAN(query_close) struct query sums = {0}, worst = {0};
    struct slip s;

    TRY(query_scoped(&sums, c, &scope_by_place, sql_sums, (struct values){with, 5}));
    query_row(&sums, INTO(TO(&ret_sums->later), TO(&ret_sums->months), TO(&ret_sums->dearer), TO(&ret_sums->growth)));
    TRY(query_end(&sums));
    if (!ret_sums->later && !ret_sums->dearer)
        return NULL;
    TRY(query_scoped(&worst, c, &scope_by_place, sql_worst, (struct values){with, COUNT(with)}));
    while (query_row(&worst, INTO(TO(&s.project), TO(&s.name), TO(&s.finish_first), TO(&s.finish), TO(&s.months), TO(&s.total_first), TO(&s.total),
                                  TO(&s.growth)))) {
        settle(&s);
        list_push(ret, c->arena) = s;
    }
    return query_end(&worst);
}
