/* An edition as the official table, two of them compared, and the table as a file. */
#include "pages.h"

#include "base/format.h"
#include "list/edition.tpl.h"

enum { ROWS_AT_ONCE = 600, OTHERS_MOST = 30 };

static err open_edition(struct req *q, struct list_edition **ret, struct head_view *top)
{
    void *r;

    TRY(pages_open(q, &list_edition_record, &r, top));
    *ret = r;
    return NULL;
}

/* --- the table ---------------------------------------------------------------------------------------------------------------------- */

static void add_cells(struct call *c, const struct list_kind *k, const struct list_row *r, struct edition_row *row)
{
    for (size_t i = 0; i < k->n_columns; i++) {
        const struct field *f = k->columns[i];
        list_push(&row->cells, c->arena) = (struct edition_cell){field_absent(f, r) ? NO_TEXT : view_shown(c, f, r), f->kind == KIND_money, f->long_text};
    }
}

static text wan(struct call *c, int64_t yuan)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64, c->lang);
    fmt_wan(&o, (money){yuan});
    return text_copy(c->arena, out_text(&o));
}

static int64_t or_zero(money m)
{
    return is_absent(m.yuan) ? 0 : m.yuan;
}

/* A line before each group: how many, and its sums. */
static struct edition_row group_line(struct call *c, const struct list_kind *k, const list_row_list *rows, size_t from)
{
    text key = *(const text *)field_in(k->groups, rows->v[from]);
    int64_t n = 0, total = 0, plan = 0;

    for (size_t i = from; i < rows->n && text_eq(*(const text *)field_in(k->groups, rows->v[i]), key); i++) {
        n++;
        total += or_zero(rows->v[i]->total_invest);
        plan += or_zero(rows->v[i]->year_plan);
    }
    return (struct edition_row){.label = word_filled(c->arena, c->lang, &w_lists_group_line,
                                                     (const struct arg[]){ARG_TEXT("name", list_group_said(k, rows->v[from], c->lang)), ARG_INT("n", n),
                                                                          ARG_TEXT("total", wan(c, total)), ARG_TEXT("plan", wan(c, plan))}, 4)};
}

static void add_rows(struct call *c, const struct list_kind *k, const list_row_list *rows, struct edition_view *v)
{
    for (size_t i = 0; i < rows->n; i++) {
        struct edition_row row = {.project = {rows->v[i]->project.n}};
        if (!i || !text_eq(*(const text *)field_in(k->groups, rows->v[i]), *(const text *)field_in(k->groups, rows->v[i - 1])))
            list_push(&v->rows, c->arena) = group_line(c, k, rows, i);
        list_push(&row.cells, c->arena) = (struct edition_cell){list_year_text(c->arena, rows->v[i]->row_no.n), false, false};
        add_cells(c, k, rows->v[i], &row);
        list_push(&v->rows, c->arena) = row;
    }
}

/* The groups that the reader sees rows of, to go to one of them. */
static err add_groups(struct call *c, const struct list_kind *k, struct edition_view *v)
{
    static const char sql_groups[] = "SELECT COALESCE(r.{group}, ''), COUNT(*) FROM list_row r WHERE {scope:r} AND r.edition = $1 GROUP BY COALESCE(r.{group}, '') ORDER BY MIN(r.row_no)";
    CLEAN(query_close) struct query q = {0};
    text sql = text_replace(c->arena, text_of(sql_groups), T("{group}"), text_of(k->groups->name)), key;
    int64_t n;

    v->shown = 0;
    TRY(query_scoped(&q, c, &list_row_record.scope, sql.p, BIND(V(v->e->head.id))));
    while (query_row(&q, INTO(TO(&key), TO(&n)))) {
        text label = key.n ? codelist_label(k->groups->list, (code){key}, c->lang) : text_of(w_lists_no_group.in[c->lang]);
        text at = key.n ? key : T("-");
        list_push(&v->groups, c->arena) = (struct year_choice){text_fmt(c->arena, "%.*s %lld", TEXT_ARG(label), (long long)n),
                                                               text_fmt(c->arena, "/list_editions/%lld?group=%.*s", (long long)v->e->head.id.n, TEXT_ARG(at)), text_eq(at, v->group)};
        v->shown += n;
        if (!v->whole.n)
            v->whole = at; /* the first, for one that is too long to be shown at once */
    }
    return query_end(&q);
}

static err load_before(struct call *c, const struct list_edition *e, id *ret)
{
    static const char sql_before[] = "SELECT id FROM list_edition WHERE region = $1 AND list = $2 AND (year < $3 OR (year = $3 AND seq < $4)) ORDER BY year DESC, seq DESC LIMIT 1";
    bool found;

    *ret = (id){0};
    return conn_one(c->conn, c->arena, sql_before, BIND(V(c->region), V(e->list), V(e->year), V(e->seq)), INTO(TO(ret)), &found);
}

static err edition_view(struct req *q, struct edition_view *v)
{
    struct call *c = &q->call;
    struct list_edition *e;
    const struct list_kind *k;
    list_row_list rows = {0};

    TRY(open_edition(q, &e, &v->top));
    k = list_kind_called(e->list.t);
    if (!k)
        return FAIL(c->arena, E_GONE, w_lists_no_kind);
    v->e = e;
    v->name = v->top.title = list_edition_said(c, e);
    v->group = params_get(&q->query, T("group"));
    v->columns = k->columns;
    v->n_columns = k->n_columns;
    TRY(add_groups(c, k, v));
    v->partly = v->shown < e->projects.n;
    if (!v->group.n && v->shown > ROWS_AT_ONCE) {
        v->group = v->whole;
        v->groups.v[0].here = true;
    }
    if (text_eqz(v->group, "all"))
        v->group = NO_TEXT;
    v->whole = text_fmt(c->arena, "/list_editions/%lld?group=all", (long long)e->head.id.n);
    TRY(list_edition_rows(c, e, v->group, &rows));
    add_rows(c, k, &rows, v);
    return load_before(c, e, &v->before);
}

/* GET /list_editions/{id}, ?group= */
err list_page_edition(struct req *q, struct out *o)
{
    struct edition_view *v = ARENA_NEW(q->call.arena, struct edition_view);

    TRY(edition_view(q, v));
    web_page_titled(q, o, v->name, false, SLOT(edition_page, (&(struct tpl_edition_page){.v = v})));
    return NULL;
}

/* --- compared ------------------------------------------------------------------------------------------------------------------------ */

static err add_others(struct call *c, const struct list_edition *b, struct difference_view *v)
{
    static const char sql_others[] = "SELECT id, year, seq FROM list_edition WHERE region = $1 AND list = $2 AND id <> $3 ORDER BY year DESC, seq DESC LIMIT 30";
    CLEAN(query_close) struct query q = {0};
    struct list_edition one = {.list = b->list};

    TRY(query_open(&q, c->conn, c->arena, sql_others, BIND(V(c->region), V(b->list), V(b->head.id))));
    while (query_row(&q, INTO(TO(&one.head.id), TO(&one.year), TO(&one.seq))))
        list_push(&v->others, c->arena) = (struct year_choice){list_edition_said(c, &one), text_fmt(c->arena, "%lld", (long long)one.head.id.n),
                                                               v->a && v->a->head.id.n == one.head.id.n};
    return query_end(&q);
}

static err difference(struct req *q, struct head_view *top, struct difference_view *v)
{
    struct call *c = &q->call;
    struct list_edition *b;
    id with = {0};
    void *a;

    TRY(open_edition(q, &b, top));
    v->b = b;
    v->name_b = top->title = list_edition_said(c, b);
    if (!text_int(params_get(&q->query, T("with")), &with.n))
        TRY(load_before(c, b, &with));
    if (with.n) {
        TRY(record_load(c, &list_edition_record, with, &a));
        v->a = a;
        v->name_a = list_edition_said(c, a);
        TRY(list_compare(c, a, b, v));
    }
    return add_others(c, b, v);
}

/* GET /list_editions/{id}/compare, ?with= another edition */
err list_page_compare(struct req *q, struct out *o)
{
    struct difference_view v = {0};
    struct head_view top;

    TRY(difference(q, &top, &v));
    web_page_titled(q, o, v.name_b, false, SLOT(compare_page, (&(struct tpl_compare_page){.head = &top, .v = &v})));
    return NULL;
}

static void put_lines(struct json_out *w, const char *name, const change_lines *l)
{
    json_key(w, name);
    json_open(w, '[');
    for (size_t i = 0; i < l->n; i++) {
        json_open(w, '{');
        json_put(w, "project", l->v[i].project);
        json_put(w, "name", l->v[i].name);
        if (l->v[i].what.n) {
            json_put(w, "what", l->v[i].what);
            json_put(w, "before", l->v[i].before);
            json_put(w, "after", l->v[i].after);
        }
        json_close(w);
    }
    json_close(w);
}

/* GET /api/v1/list_editions/{id}/compare */
err list_api_compare(struct req *q, struct out *o)
{
    struct difference_view v = {0};
    struct head_view top;
    struct json_out w;

    TRY(difference(q, &top, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "with", v.a ? v.a->head.id : (id){0});
    put_lines(&w, "added", &v.added);
    put_lines(&w, "removed", &v.removed);
    put_lines(&w, "changed", &v.changed);
    json_close(&w);
    json_end(&w);
    return NULL;
}
