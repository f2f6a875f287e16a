/* The lists of this year and the last with their editions, what is proposed for the next, and some requests. Only projects whose plan and
 * names are there stand on a list, as the real acts ask; the editions are made by the act itself, dated back.
 */
#include "making.h"

#include "kit/act.h"
#include "kit/recompute.h"
#include "list/list.h"
#include "progress/progress.h"

enum { NEXT_YEAR = 24, REQUESTS = 3 };

/* Projects with a confirmed plan of the year, names and a telephone, that a list could hold. */
static const char sql_major[] =
    "SELECT p.id FROM project p JOIN plan pl ON pl.region = p.region AND pl.project = p.id AND pl.year = $2 AND pl.state = 'confirmed'"
    " JOIN person pe ON pe.region = p.region AND pe.id = COALESCE(pl.responsible_person, p.responsible_person) AND COALESCE(pe.phone, pe.mobile) IS NOT NULL"
    " WHERE p.region = $1 AND p.parent_id IS NULL AND p.works IS NOT NULL AND p.total_invest >= 300000000 AND p.stage IN ('new_start', 'continued', 'preliminary')"
    " AND p.leader_in_charge IS NOT NULL AND p.responsible_body IS NOT NULL ORDER BY p.total_invest DESC, p.id LIMIT 470";
static const char sql_big[] =
    "SELECT p.id FROM project p JOIN plan pl ON pl.region = p.region AND pl.project = p.id AND pl.year = $2 AND pl.state = 'confirmed'"
    " JOIN person pe ON pe.region = p.region AND pe.id = COALESCE(pl.responsible_person, p.responsible_person) AND COALESCE(pe.phone, pe.mobile) IS NOT NULL"
    " WHERE p.region = $1 AND p.parent_id IS NULL AND p.total_invest >= 100000000 AND p.stage IN ('new_start', 'continued', 'preliminary', 'completed')"
    " AND p.leader_in_charge IS NOT NULL AND p.responsible_body IS NOT NULL ORDER BY p.total_invest DESC, p.id LIMIT 3000";
static const char sql_central[] =
    "SELECT p.id FROM project p JOIN plan pl ON pl.region = p.region AND pl.project = p.id AND pl.year = $2 AND pl.state = 'confirmed'"
    " JOIN person pe ON pe.region = p.region AND pe.id = COALESCE(pl.responsible_person, p.responsible_person) AND COALESCE(pe.phone, pe.mobile) IS NOT NULL"
    " WHERE p.region = $1 AND p.parent_id IS NULL AND p.central_funds IS NOT NULL AND EXISTS (SELECT 1 FROM fund_entry f WHERE f.region = p.region AND f.project = p.id AND f.step = 'issued' AND f.year = $2)"
    " AND p.leader_in_charge IS NOT NULL AND p.responsible_body IS NOT NULL ORDER BY p.total_invest DESC, p.id LIMIT 300";

typedef LIST(id) id_list;

static err choose(struct call *c, const char *sql, int64_t year, id_list *ret)
{
    CLEAN(query_close) struct query q = {0};
    id one;

    TRY(query_open(&q, c->conn, c->arena, sql, BIND(V(c->region), V(year))));
    while (query_row(&q, INTO(TO(&one))))
        list_push(ret, c->arena) = one;
    return query_end(&q);
}

struct entering {
    const char *list, *origin, *state, *why;
    int64_t year;
    moment at;
};

/* What brought it there: the document that issued its money. */
static err document_of(struct call *c, id project, int64_t year, text *ret)
{
    static const char sql_document[] = "SELECT batch_no FROM fund_entry WHERE region = $1 AND project = $2 AND year = $3 AND step = 'issued' ORDER BY day, id LIMIT 1";
    text found;
    bool any;

    TRY(conn_one(c->conn, c->arena, sql_document, BIND(V(c->region), V(project), V(year)), INTO(TO(&found)), &any));
    if (any && found.n)
        *ret = found;
    return NULL;
}

/* One entry as its acts would have left it. */
static err enter(struct call *c, const struct entering *in, id project)
{
    struct list_entry *e = record_new(c->arena, &list_entry_record);
    struct project *p;
    void *r;

    TRY(record_load(c, &project_record, project, &r));
    p = r;
    e->project.n = project.n;
    project_place(p, &list_entry_record, e);
    e->total_invest = p->total_invest;
    e->year.n = in->year;
    e->list.t = text_of(in->list);
    e->origin.t = text_of(in->origin);
    e->state.t = text_of(in->state);
    e->why = text_of(in->why);
    if (!strcmp(in->list, "central"))
        TRY(document_of(c, project, in->year, &e->why));
    e->proposed_at = in->at;
    if (text_eqz(e->state.t, "supported") || text_eqz(e->state.t, "aggregated") || text_eqz(e->state.t, "on_list"))
        e->opinion = T("符合本领域规划，前期工作到位，同意列入。");
    if (text_eqz(e->state.t, "on_list"))
        e->confirmed_at = in->at;
    return record_save(c, &list_entry_record, e, NULL);
}

/* Thousands are entered one after another, each in memory of its own. */
enum { AN_ENTRY = 16 << 20 };
struct entry_of {
    const struct entering *in;
    id project;
};

static err enter_one(struct call *c, void *data)
{
    const struct entry_of *x = data;

    return enter(c, x->in, x->project);
}

static err confirm(struct call *c, const char *list, int64_t year, const char *note)
{
    struct list_edition *values = record_new(c->arena, &list_edition_record);
    struct input in = {.values = values};

    values->list.t = text_of(list);
    values->year.n = year;
    values->note = text_of(note);
    values->document = text_fmt(c->arena, "辽发改重点〔%lld〕%d号（示例）", (long long)year, (!strcmp(list, "major") ? 12 : !strcmp(list, "big") ? 13 : 14) + 9 * (month_of_year(month_of(c->today)) - 1));
    return act_run_inside(c, act_by_name(T("list_edition.create")), (id){0}, &in, NULL);
}

static struct call dated(const struct making *m, int64_t year, int month_of_year, int day)
{
    struct call c = *m->c;

    date_make(year, month_of_year, day, &c.today);
    if (c.today.days > m->today.days)
        c.today = m->today;
    c.now.ms = date_start(c.today).ms + 10 * INT64_C(3600000);
    c.ripples = NULL;
    return c;
}

/* A list of a year: nearly all in January, edition 1; the rest in the spring, edition 2. */
static err one_list(struct making *m, const char *list, const char *sql, const char *origin, const char *why, int64_t year)
{
    struct call january = dated(m, year, 1, 22), spring = dated(m, year, 4, 18);
    struct entering in = {list, origin, "on_list", why, year, january.now};
    id_list all = {0};
    size_t first;

    TRY(choose(&january, sql, year, &all));
    if (!all.n)
        return NULL;
    first = all.n > 20 ? all.n - 8 : all.n;
    january.act_name = T("list_entry.move");
    for (size_t i = 0; i < first; i++)
        TRY(call_apart(&january, AN_ENTRY, enter_one, &(struct entry_of){&in, all.v[i]}));
    TRY(confirm(&january, list, year, "年初确认"));
    if (year < m->year || first == all.n)
        return NULL;
    in.at = spring.now;
    in.origin = !strcmp(origin, "funds") ? "funds" : "request";
    spring.act_name = T("list_request.move");
    for (size_t i = first; i < all.n; i++)
        TRY(call_apart(&spring, AN_ENTRY, enter_one, &(struct entry_of){&in, all.v[i]}));
    return confirm(&spring, list, year, "年中调整后确认");
}

/* What is proposed for the next year lies at every step of its way. */
static err proposals(struct making *m)
{
    static const char *const states[] = {"proposed", "proposed", "supported", "aggregated"};
    struct call c = dated(m, m->year, month_of_year(month_of(m->today)), 12);
    struct entering in = {"major", "proposed", NULL, "全省重大工程项目，前期工作基本完成，建议列入明年清单。", m->year + 1, c.now};
    id_list all = {0};

    TRY(choose(&c, sql_major, m->year, &all));
    c.act_name = T("list_entry.create");
    for (size_t i = 0; i < all.n && i < NEXT_YEAR; i++) {
        in.state = states[i % COUNT(states)];
        TRY(enter(&c, &in, all.v[all.n - 1 - i]));
    }
    return NULL;
}

static err set(struct call *c, const struct record *t, struct input *in, const char *field, text value)
{
    const struct field *f = record_field(t, text_of(field));

    TRY(field_parse(c->arena, f, value, PLAIN, in->values));
    fieldset_add(&in->set, record_index(t, f));
    return NULL;
}

/* The act itself, by the names of its fields: what the list's folder keeps to itself stays there. */
static err run(struct call *c, const char *act, const char *const pairs[][2], size_t n)
{
    const struct act *x = act_by_name(text_of(act));
    struct input in = {.values = record_new(c->arena, x->target)};

    for (size_t i = 0; i < n; i++)
        if (pairs[i][1])
            TRY(set(c, x->target, &in, pairs[i][0], text_of(pairs[i][1])));
    return act_run_inside(c, x, (id){0}, &in, NULL);
}

static err rule(struct making *m)
{
    struct call c = dated(m, m->year - 1, 1, 5);
    const char *since = text_fmt(c.arena, "%d-01-01", m->year - 1).p;
    const struct record *t = act_by_name(T("list_rule.create"))->target;
    const char *const pairs[][2] = {{"name", "亿元以上项目选取规则"}, {"list", "big"}, {"since", since}, {"note", "辽政办发〔2022〕54号一（二）；“实质进展”的标准为平台默认"}};
    struct input in = {.to = T("adopted")};
    struct call open = c;
    id made;
    void *r;

    open.bulk = false; /* its conditions are looked at when it is adopted */
    TRY(run(&open, "list_rule.create", pairs, COUNT(pairs)));
    made = record_head_of(open.target)->id;
    TRY(record_load(&open, t, made, &r));
    return act_run_inside(&open, act_by_name(T("list_rule.move")), made, &in, NULL);
}

/* Three that wait: an addition, a removal, an exchange. */
static err requests(struct making *m)
{
    static const char sql_off[] = "SELECT p.id FROM project p JOIN plan pl ON pl.region = p.region AND pl.project = p.id AND pl.year = $2 AND pl.state = 'confirmed'"
                                  " WHERE p.region = $1 AND p.works IS NOT NULL AND p.stage = 'continued' AND NOT EXISTS (SELECT 1 FROM list_entry e WHERE e.region = p.region"
                                  " AND e.project = p.id AND e.year = $2 AND e.list = 'major') ORDER BY p.total_invest DESC, p.id LIMIT 3";
    static const char sql_on[] = "SELECT e.project FROM list_entry e WHERE e.region = $1 AND e.year = $2 AND e.list = 'major' AND e.state = 'on_list' ORDER BY e.id DESC LIMIT 3";
    static const char *const kinds[REQUESTS] = {"add", "remove", "exchange"};
    static const char *const whys[REQUESTS] = {"项目已开工，纳入全省调度有利于协调用地和资金。", "建设单位调整投资计划，本年不再实施。", "原项目因规划调整暂缓，以同一领域条件成熟的项目置换。"};
    struct call c = dated(m, m->year, month_of_year(month_of(m->today)), 16);
    id_list in = {0}, out = {0};

    TRY(choose(&c, sql_off, m->year, &in));
    TRY(choose(&c, sql_on, m->year, &out));
    c.bulk = false;
    for (size_t i = 0; i < REQUESTS && in.n == REQUESTS && out.n == REQUESTS; i++) {
        const char *const pairs[][2] = {{"kind", kinds[i]}, {"list", "major"}, {"year", text_fmt(c.arena, "%d", m->year).p}, {"why", whys[i]},
                                        {"project", i == 1 ? NULL : text_fmt(c.arena, "%lld", (long long)in.v[i].n).p},
                                        {"project_out", i == 0 ? NULL : text_fmt(c.arena, "%lld", (long long)out.v[i].n).p}};
        TRY(run(&c, "list_request.create", pairs, COUNT(pairs)));
    }
    return NULL;
}

err lists_make(struct making *m)
{
    static const char *const kinds[][4] = {{"major", sql_major, "proposed", "全省重大工程项目"}, {"big", sql_big, "rule", "总投资1亿元以上，符合选取规则"},
                                           {"central", sql_central, "funds", "中央资金支持项目（示例）"}};

    TRY(rule(m));
    if (!m->months) /* without plans nothing may be confirmed */
        return NULL;
    for (int64_t year = m->year - 1; year <= m->year; year++)
        for (size_t i = 0; i < COUNT(kinds); i++)
            TRY(one_list(m, kinds[i][0], kinds[i][1], kinds[i][2], kinds[i][3], year));
    TRY(proposals(m));
    TRY(requests(m));
    TRY(progress_fit_seasons(m->c));
    TRY(progress_mend_lists(m->c)); /* once, for all editions together */
    return ripple_flush(m->c);
}
