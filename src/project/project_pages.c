/* The page after signing in: what stands where in the reader's scope, and what changed last. */
#include "project.h"

#include "kit/lists.h"
#include "kit/pages.h"
#include "project/landing.tpl.h"
#include "project/lists.h"
#include "project/pages.h"
#include "project/words.h"

static text label_of(const struct codelist *l, text key, enum lang lang)
{
    const struct codeitem *item = codelist_item(l, key);

    return item ? text_of(item->in[lang]) : key.n ? key : text_of(w_landing_none.in[lang]);
}

/* The sums as rows that open the list behind them: field=key. */
static err breakdown(struct req *q, enum total_by by, const char *field, const struct codelist *labels, struct landing_table *ret,
                     struct project_total *ret_all)
{
    total_list lines = {0};

    TRY(project_totals_by(&q->call, by, &lines, ret_all));
    for (size_t i = 0; i < lines.n; i++) {
        struct landing_row row = {.label = label_of(labels, lines.v[i].key, q->call.lang), .total = lines.v[i].total};
        row.href = lines.v[i].key.n ? text_fmt(q->call.arena, "/projects?%s=%.*s", field, TEXT_ARG(lines.v[i].key))
                                    : text_fmt(q->call.arena, "/projects?%s.empty=1", field);
        list_push(&ret->rows, q->call.arena) = row;
    }
    return NULL;
}

static err recent(struct req *q, struct landing_view *v)
{
    static const char sql_recent[] =
        "SELECT p.id, p.name, p.changed_at, COALESCE(a.name, '') FROM (SELECT p.id, p.name, p.changed_at, p.changed_by FROM project p"
        " WHERE {scope:p} AND p.removed = 0 ORDER BY p.changed_at DESC, p.id DESC LIMIT 10) p"
        " LEFT JOIN account a ON a.id = p.changed_by ORDER BY p.changed_at DESC, p.id DESC";
    CLEAN(query_close) struct query rows = {0};
    struct landing_change one;

    TRY(query_scoped(&rows, &q->call, &project_record.scope, sql_recent, NO_VALUES));
    while (query_row(&rows, INTO(TO(&one.id), TO(&one.name), TO(&one.at), TO(&one.by))))
        list_push(&v->recent, q->call.arena) = one;
    return query_end(&rows);
}

/* GET / */
static err page_landing(struct req *q, struct out *o)
{
    struct landing_view v = {.today = q->call.today, .body = q->call.actor.body_name, .may_create = req_may(q, "project.create")};
    enum scope scope = q->call.actor.scope;
    bool within_city = scope == SCOPE_CITY || scope == SCOPE_COUNTY;

    if (!(q->call.actor.role & WHO_BUSINESS))
        return web_go(q, q->call.actor.role == ROLE_AUDITOR ? "/audit" : "/accounts");
    TRY(breakdown(q, BY_STAGE, "stage", &list_stage, &v.stages, &v.all));
    TRY(breakdown(q, within_city ? BY_COUNTY : BY_CITY, within_city ? "county" : "city", &list_unit, &v.places, NULL));
    TRY(breakdown(q, BY_WORKS, "works", &list_works, &v.works, NULL));
    TRY(recent(q, &v));
    web_page(q, o, &w_landing_title, SLOT(landing, (&(struct tpl_landing){.v = &v})));
    return NULL;
}

const struct route project_routes[] = {
    {GET, "/", page_landing, .roles = WHO_ALL, .nav = &w_landing_title},
    {0},
};
