/* See waiting.h. */
#include "waiting.h"

#include "kit/lists.h"

enum { TABLES_MOST = 64 };
static const struct waiting_source *tables[TABLES_MOST];
static size_t n_tables;

void waiting_register(const struct waiting_source *table)
{
    if (table && n_tables < TABLES_MOST)
        tables[n_tables++] = table;
}

static text sql_of(struct call *c, const char *sql, const struct waiting_query *ask)
{
    text s = text_replace(c->arena, text_of(sql), T("{table}"), text_of(ask->of->name));

    s = text_replace(c->arena, s, T("{name}"), text_of(ask->of->title));
    s = text_replace(c->arena, s, T("{line}"), text_of(ask->line));
    return text_replace(c->arena, s, T("{which}"), text_of(ask->which));
}

static err ask_for(struct query *q, struct call *c, const char *sql, const struct waiting_query *ask)
{
    return query_scoped(q, c, &ask->of->scope, sql_of(c, sql, ask).p, ask->key.p ? BIND(V(ask->key)) : NO_VALUES);
}

static err count(struct call *c, const struct waiting_query *ask, int64_t *ret)
{
    static const char sql_many[] = "SELECT COUNT(*) FROM (SELECT 1 FROM {table} p WHERE {scope:p} AND p.removed = 0 AND {which} LIMIT 1001) x";
    CLEAN(query_close) struct query q = {0};

    TRY(ask_for(&q, c, sql_many, ask));
    query_row(&q, INTO(TO(ret)));
    return query_end(&q);
}

/* The first, and one more to know whether there are others. */
static err read_rows(struct call *c, const struct waiting_query *ask, struct waiting *w)
{
    static const char sql_rows[] = "SELECT p.id, p.{name}, COALESCE(p.county, p.city, ''), COALESCE({line}, '') FROM {table} p"
                                   " WHERE {scope:p} AND p.removed = 0 AND {which} ORDER BY p.id LIMIT 5";
    CLEAN(query_close) struct query q = {0};
    text name, line;
    code place;
    id one;

    TRY(ask_for(&q, c, sql_rows, ask));
    while (query_row(&q, INTO(TO(&one), TO(&name), TO(&place), TO(&line)))) {
        struct waiting_row *row = w->count++ < WAITING_ROWS ? &list_push(&w->rows, c->arena) : &(struct waiting_row){0};
        text at = place.t.n ? codelist_label(&list_unit, place, c->lang) : NO_TEXT;
        *row = (struct waiting_row){.name = name, .href = text_fmt(c->arena, "%s/%lld", ask->of->path, (long long)one.n)};
        row->line = at.n && line.n ? text_fmt(c->arena, "%.*s · %.*s", TEXT_ARG(at), TEXT_ARG(line)) : at.n ? at : line;
        row->to = ask->to ? text_fmt(c->arena, "%.*s%s", TEXT_ARG(row->href), ask->to) : NO_TEXT;
    }
    return query_end(&q);
}

err waiting_add(struct call *c, const struct waiting_query *ask, struct waiting *w, waiting_list *ret)
{
    w->count = 0;
    TRY(read_rows(c, ask, w));
    if (w->count > WAITING_ROWS) /* how many more is asked only then */
        TRY(count(c, ask, &w->count));
    if (!w->count)
        return NULL;
    list_push(ret, c->arena) = *w;
    return NULL;
}

err waiting_all(struct call *c, waiting_list *ret)
{
    for (size_t i = 0; i < n_tables; i++)
        for (const struct waiting_source *s = tables[i]; s->roles; s++)
            if (s->roles & c->actor.role)
                TRY(s->read(c, ret));
    return NULL;
}
