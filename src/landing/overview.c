/* Sums by stage, place and work from the rollup, and what changed: the leader's page, and what stands beside the work of others. */
#include "landing.h"

#include "base/format.h"
#include "kit/lists.h"
#include "landing/overview.tpl.h"
#include "landing/words.h"

static text label_of(const struct codelist *l, text key, enum lang lang)
{
    return key.n ? codelist_label(l, (code){key}, lang) : text_of(w_landing_none.in[lang]);
}

static const struct codelist *stages(void)
{
    return record_field(&project_record, T("stage"))->list;
}

/* The sums as rows that open the list behind them: field=key. */
static err breakdown(struct req *q, enum total_by by, const char *field, const struct codelist *labels, struct landing_table *ret,
                     struct project_total *ret_all)
{
    struct landing_row none = {0};
    total_list lines = {0};

    TRY(project_totals_by(&q->call, by, &lines, ret_all));
    for (size_t i = 0; i < lines.n; i++) {
        struct landing_row row = {.label = label_of(labels, lines.v[i].key, q->call.lang), .total = lines.v[i].total};
        row.href = lines.v[i].key.n ? text_fmt(q->call.arena, "/projects?%s=%.*s", field, TEXT_ARG(lines.v[i].key))
                                    : text_fmt(q->call.arena, "/projects?%s.empty=1", field);
        if (lines.v[i].key.n)
            list_push(&ret->rows, q->call.arena) = row;
        else
            none = row;
    }
    if (none.href.n) { /* below those that can be called by a name */
        none.label = text_of((by == BY_COUNTY ? w_landing_city_itself : w_landing_none).in[q->call.lang]);
        list_push(&ret->rows, q->call.arena) = none;
    }
    return NULL;
}

/* Stages in their own order, not by size. */
static void in_order(struct req *q, const struct codelist *l, struct landing_table *t)
{
    struct landing_table sorted = {0};

    for (size_t k = 0; k < l->n; k++)
        for (size_t i = 0; i < t->rows.n; i++)
            if (text_eq(t->rows.v[i].label, codelist_label(l, code_of(&l->items[k]), q->call.lang)))
                list_push(&sorted.rows, q->call.arena) = t->rows.v[i];
    for (size_t i = 0; i < t->rows.n; i++)
        if (text_eqz(t->rows.v[i].label, w_landing_none.in[q->call.lang]))
            list_push(&sorted.rows, q->call.arena) = t->rows.v[i];
    *t = sorted;
}

/* 11-24 16:42 this year, with the year otherwise */
static text when(struct req *q, moment m)
{
    CLEAN(out_free) struct out o = {0};
    bool here = month_year(month_of(date_of(m))) == month_year(month_of(q->call.today));

    out_init(&o, 64, LANG_ZH);
    fmt_time(&o, m);
    return text_copy(q->call.arena, here ? text_sub(out_text(&o), 5, out_text(&o).n) : out_text(&o));
}

/* What others changed last: what one did oneself is no news. */
static err recent(struct req *q, landing_changes *ret)
{
    static const char sql_recent[] =
        "SELECT p.id, p.name, p.changed_at, COALESCE(a.name, '') FROM (SELECT p.region, p.id, p.name, p.changed_at, p.changed_by FROM project p"
        " WHERE {scope:p} AND p.removed = 0 ORDER BY p.changed_at DESC, p.id DESC LIMIT 40) p"
        " LEFT JOIN account a ON a.region = p.region AND a.id = p.changed_by WHERE p.changed_by IS NULL OR p.changed_by <> $1"
        " ORDER BY p.changed_at DESC, p.id DESC LIMIT 8";
    CLEAN(query_close) struct query rows = {0};
    struct landing_change one = {0};

    TRY(query_scoped(&rows, &q->call, &project_record.scope, sql_recent, BIND(V(q->call.actor.account))));
    while (query_row(&rows, INTO(TO(&one.id), TO(&one.name), TO(&one.at), TO(&one.by)))) {
        one.when = when(q, one.at);
        list_push(ret, q->call.arena) = one;
    }
    return query_end(&rows);
}

static err week(struct req *q, struct landing_overview *v)
{
    static const char sql_opened[] = "SELECT COUNT(*) FROM (SELECT 1 FROM project p WHERE {scope:p} AND p.id >= $1 AND p.removed = 0 LIMIT 1001) x";
    static const char sql_moves[] =
        "SELECT p.id, p.name, p.stage, a.at, COALESCE(a.login, '') FROM (SELECT target, at, login, id FROM audit WHERE region = $1"
        " AND act = 'project.move' AND id >= $2 ORDER BY id DESC LIMIT 200) a JOIN project p ON p.region = $1 AND p.id = a.target"
        " WHERE {scope:p} AND p.removed = 0 ORDER BY a.id DESC LIMIT 8";
    CLEAN(query_close) struct query n = {0}, moves = {0};
    struct landing_change one = {0};
    id since = db_first_id((moment){q->call.now.ms - INT64_C(7) * 86400000});

    TRY(query_scoped(&n, &q->call, &project_record.scope, sql_opened, BIND(V(since))));
    query_row(&n, INTO(TO(&v->opened)));
    TRY(query_end(&n));
    TRY(query_scoped(&moves, &q->call, &project_record.scope, sql_moves, BIND(V(q->call.region), V(since))));
    while (query_row(&moves, INTO(TO(&one.id), TO(&one.name), TO(&one.stage), TO(&one.at), TO(&one.by)))) {
        one.stage = label_of(stages(), one.stage, q->call.lang);
        one.when = when(q, one.at);
        list_push(&v->moves, q->call.arena) = one;
    }
    return query_end(&moves);
}

err landing_read_overview(struct req *q, bool works, struct landing_overview *ret)
{
    enum scope scope = q->call.actor.scope;
    bool within_city = scope == SCOPE_CITY || scope == SCOPE_COUNTY;
    struct landing_overview v = {.today = q->call.today, .body = q->call.actor.body_name, .name = q->call.actor.name,
                                 .may_create = req_may(q, "project.create")};

    TRY(breakdown(q, BY_STAGE, "stage", stages(), &v.stages, &v.all));
    in_order(q, stages(), &v.stages);
    if (scope != SCOPE_COUNTY && scope != SCOPE_OWNER)
        TRY(breakdown(q, within_city ? BY_COUNTY : BY_CITY, within_city ? "county" : "city", within_city ? &list_unit : &list_city, &v.places, NULL));
    if (works)
        TRY(breakdown(q, BY_WORKS, "works", &list_works, &v.works, NULL));
    TRY(recent(q, &v.recent));
    TRY(week(q, &v));
    *ret = v;
    return NULL;
}

err landing_show_overview(struct req *q, struct out *o)
{
    struct landing_overview v;

    TRY(landing_read_overview(q, true, &v));
    TRY(waiting_all(&q->call, &v.waiting));
    web_page(q, o, &w_landing_title, SLOT(landing_overview, (&(struct tpl_landing_overview){.v = &v})));
    return NULL;
}
