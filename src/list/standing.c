/* Which lists a project stands on now: what its file and the sums of the months are keyed by. See list.h. */
#include "own.h"

#include "kit/lists.h"
#include "kit/memo.h"

static err load_years(struct call *c, ref years[LIST_KINDS_MOST])
{
    static const char sql_newest[] = "SELECT list, MAX(year) FROM list_edition WHERE region = $1 AND year <= $2 GROUP BY list";
    CLEAN(query_close) struct query q = {0};
    int64_t year;
    text list;

    for (size_t i = 0; i < list_lists.n; i++)
        years[i] = (ref){0};
    TRY(query_open(&q, c->conn, c->arena, sql_newest, BIND(V(c->region), V(month_year(month_of(c->today))))));
    while (query_row(&q, INTO(TO(&list), TO(&year)))) {
        const struct codeitem *item = codelist_item(&list_lists, list);
        if (item)
            years[item - list_lists.items].n = year;
    }
    TRY(query_end(&q));
    for (size_t i = 0; i < list_lists.n; i++)
        memo_put(c, list_edition_record.name, text_of(list_lists.items[i].key), years[i]);
    return NULL;
}

/* The newest year, up to this one, of which each list has an edition, in the order of list_lists; 0: it has never had one. Asked once by a
 * long act. */
static err counting_years(struct call *c, ref years[LIST_KINDS_MOST])
{
    for (size_t i = 0; i < list_lists.n; i++)
        if (!memo_get(c, list_edition_record.name, text_of(list_lists.items[i].key), &years[i]))
            return load_years(c, years);
    return NULL;
}

void lists_to_come(struct call *c, int64_t year)
{
    for (size_t i = 0; i < list_lists.n; i++)
        memo_put(c, list_edition_record.name, text_of(list_lists.items[i].key), (ref){year});
}

struct membership {
    id project;
    text list;
    int64_t year;
};
typedef LIST(struct membership) membership_list;

static err load_memberships(struct call *c, id from, id to, membership_list *ret)
{
    static const char sql_on[] = "SELECT project, list, year, state FROM list_entry WHERE region = $1 AND project {keys} AND removed = 0 ORDER BY project";
    CLEAN(query_close) struct query q = {0};
    struct membership m;
    code state; /* looked at here: as a condition it draws a planner to the index of all that stand on lists */

    TRY(query_open(&q, c->conn, c->arena, sql_of_keys(c->arena, sql_on, from, to), BIND(V(c->region), V(from), V(to))));
    while (query_row(&q, INTO(TO(&m.project), TO(&m.list), TO(&m.year), TO(&state))))
        if (text_eqz(state.t, "on_list"))
            list_push(ret, c->arena) = m;
    return query_end(&q);
}

/* The memberships of one project, from the front of those that are left; they and the projects come in the order of keys. */
static membership_list take_own(membership_list *left, id project)
{
    membership_list own = {0};

    for (; left->n && left->v[0].project.n < project.n; left->n--)
        left->v++;
    own.v = left->v;
    for (; left->n && left->v[0].project.n == project.n; left->n--, own.n++)
        left->v++;
    return own;
}

static bool is_on(const membership_list *all, text list, int64_t year)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].year == year && text_eq(all->v[i].list, list))
            return true;
    return false;
}

static codes set_from(struct call *c, const struct project *p, const ref years[LIST_KINDS_MOST], const membership_list *on)
{
    LIST(text) set = {0};

    for (size_t i = 0; i < list_lists.n; i++) {
        text list = text_of(list_lists.items[i].key);
        if (years[i].n ? is_on(on, list, years[i].n) : project_guess_list(p, list))
            list_push(&set, c->arena) = list;
    }
    return (codes){set.n ? text_join(c->arena, set.v, set.n, T(",")) : NO_TEXT};
}

err list_sets_of(struct call *c, const struct project *const files[], size_t n, codes ret[])
{
    membership_list all = {0};
    ref years[LIST_KINDS_MOST] = {{0}};
    bool fresh = n == 1 && !files[0]->head.id.n, any = false; /* a new file stands on nothing yet */

    TRY(counting_years(c, years));
    for (size_t i = 0; i < list_lists.n; i++)
        any |= years[i].n != 0;
    if (any && n && !fresh)
        TRY(load_memberships(c, files[0]->head.id, files[n - 1]->head.id, &all));
    for (size_t i = 0; i < n; i++) {
        membership_list own = take_own(&all, files[i]->head.id);
        ret[i] = set_from(c, files[i], years, &own);
    }
    return NULL;
}

err list_set_of(struct call *c, const struct project *p, codes *ret)
{
    return list_sets_of(c, &p, 1, ret);
}

/* Of the first edition of a list's year: whoever stands on it and did not, and the other way round. Later ones move nobody: the acts that
 * put a project on the list or took it off have. */
err list_moved_by(struct call *c, const struct list_edition *e, list_id_list *ret)
{
    static const char sql_moved[] =
        "SELECT p.id FROM project p LEFT JOIN list_entry e ON e.region = p.region AND e.project = p.id AND e.year = $3 AND e.list = $2"
        " AND e.state = 'on_list' AND e.removed = 0 WHERE p.region = $1 AND p.removed = 0 AND"
        " CASE WHEN ',' || COALESCE(p.lists, '') || ',' LIKE '%,' || CAST($2 AS TEXT) || ',%' THEN 1 ELSE 0 END <> CASE WHEN e.id IS NULL THEN 0 ELSE 1 END"
        " ORDER BY p.id";
    CLEAN(query_close) struct query q = {0};
    const struct codeitem *item = codelist_item(&list_lists, e->list.t);
    ref years[LIST_KINDS_MOST];
    id one;

    TRY(counting_years(c, years));
    if (e->seq.n != 1 || !item || years[item - list_lists.items].n != e->year.n)
        return NULL;
    TRY(query_open(&q, c->conn, c->arena, sql_moved, BIND(V(c->region), V(e->list), V(e->year))));
    while (query_row(&q, INTO(TO(&one))))
        list_push(ret, c->arena) = one;
    return query_end(&q);
}
