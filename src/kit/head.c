/* The head of a record's pages with its tabs: see pages.h. */
#include "pages.h"

/* The part of a tab's path behind "/{plural}/{id}"; absent when the route is no tab of these records. */
static text tab_tail(struct arena *a, const struct record *t, const struct route *r)
{
    text base, path = text_of(r->path);

    if (!r->tab || r->record != t || r->method != GET)
        return NO_TEXT;
    base = text_fmt(a, "/%s/{id}", t->plural);
    if (!text_starts(path, base))
        return NO_TEXT;
    return text_sub(path, base.n, path.n);
}

static void add_tab(struct req *q, const struct route *route, text tail, struct head_view *h)
{
    struct tab_view tab = {.word = route->tab, .count = NO_NUMBER, .here = route == q->route, .sql = route->tab_count};

    tab.href = text_fmt(q->call.arena, "/%s/%lld%.*s", h->record->plural, (long long)h->id.n, TEXT_ARG(tail));
    list_push(&h->tabs, q->call.arena) = tab;
}

/* The figures of all tabs, in one statement. */
static err count_tabs(struct req *q, struct head_view *h)
{
    static const char sql_counts[] = "SELECT {counts}";
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query counts = {0};
    text sql;
    int at = 0;

    out_init(&o, 16 * 1024, LANG_EN);
    for (size_t i = 0; i < h->tabs.n; i++)
        if (h->tabs.v[i].sql)
            out_fmt(&o, "%s(%s)", o.n ? ", " : "", h->tabs.v[i].sql);
    if (!o.n)
        return NULL;
    sql = text_replace(q->call.arena, text_of(sql_counts), T("{counts}"), out_text(&o));
    TRY(query_open(&counts, q->call.conn, q->call.arena, text_z(q->call.arena, sql),
                   BIND(V(q->call.region), V(h->id))));
    if (query_step(&counts))
        for (size_t i = 0; i < h->tabs.n; i++)
            if (h->tabs.v[i].sql)
                h->tabs.v[i].count.n = query_int(&counts, at++);
    return query_end(&counts);
}

static void add_tabs(struct req *q, bool file, struct head_view *h)
{
    size_t n;
    const struct route *const *all = web_routes(q->web, q->call.arena, &n);

    for (size_t i = 0; i < n; i++) {
        text tail = tab_tail(q->call.arena, h->record, all[i]);
        if (tail.p && (tail.n == 0) == file && (all[i]->roles & q->call.actor.role))
            add_tab(q, all[i], tail, h);
    }
}

enum { TABLES_MOST = 64 };
static const struct head_part *tables[TABLES_MOST];
static size_t n_tables;

void head_register(const struct head_part *table)
{
    if (table && n_tables < TABLES_MOST)
        tables[n_tables++] = table;
}

static err add_parts(struct req *q, const struct record *t, const void *r, struct head_view *h)
{
    for (size_t i = 0; i < n_tables; i++)
        for (const struct head_part *p = tables[i]; p->record; p++) {
            struct slot *one;
            if (p->record != t)
                continue;
            one = ARENA_NEW(q->call.arena, struct slot);
            TRY(p->read(q, r, h->at, one));
            if (one->write)
                list_push(&h->parts, q->call.arena) = *one;
        }
    return NULL;
}

err pages_head(struct req *q, const struct record *t, const void *r, moment at, struct head_view *ret)
{
    struct head_view h = {.record = t,
                          .id = record_head_of(r)->id,
                          .title = record_title(t, r),
                          .at = at,
                          .removed = record_head_of(r)->removed.v == 1};

    if (t->code)
        h.code = *(const text *)field_in(record_field(t, text_of(t->code)), r);
    h.may_change = is_absent(at.ms) && pages_may_on(q, t, "change", r);
    add_tabs(q, true, &h);
    add_tabs(q, false, &h);
    TRY(count_tabs(q, &h));
    TRY(add_parts(q, t, r, &h));
    *ret = h;
    return NULL;
}

err pages_open(struct req *q, const struct record *t, void **ret, struct head_view *ret_head)
{
    void *r;

    TRY(record_load(&q->call, t, req_id(q, "id"), &r));
    TRY(pages_head(q, t, r, NO_MOMENT, ret_head));
    *ret = r;
    return NULL;
}
