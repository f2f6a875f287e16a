/* The list of any record type and its totals: see list_page.h. The rows go first; the sums of the filter are a fragment that
 * follows, since they cost more than the page.
 */
#include "list_page.h"

#include "base/format.h"
#include "kit/list.tpl.h"
#include "kit/saved_view.h"
#include "kit/words.h"

static bool is_figure(const struct field *f)
{
    return f->kind == KIND_money || f->kind == KIND_number || f->kind == KIND_degree;
}

static void add_columns(struct req *q, const struct list_query *l, const struct filter *f, const field_list *columns,
                        struct list_view *v)
{
    for (size_t i = 0; i < columns->n; i++) {
        const struct field *c = columns->v[i];
        bool here = f->sort == c, down = here ? !f->descending : c->kind == KIND_money || c->kind == KIND_number;
        list_push(&v->columns, q->call.arena) = (struct column_view){
            c, list_link(q, l, "", NULL, "sort", text_fmt(q->call.arena, "%s%s", down ? "-" : "", c->name)),
            here ? (f->descending ? T("descending") : T("ascending")) : NO_TEXT, is_figure(c)};
    }
}

/* The chosen columns in their order, then those that could be. The name stays. */
static void add_choices(struct req *q, const struct record *t, const field_list *columns, struct list_view *v)
{
    for (size_t i = 1; i < columns->n; i++)
        list_push(&v->choices, q->call.arena) = (struct choice_view){columns->v[i], true, NO_TEXT};
    for (size_t i = 0; i < t->n_fields; i++) {
        bool shown = !field_visible(&q->call, &t->fields[i]);
        for (size_t k = 0; k < columns->n; k++)
            shown |= columns->v[k] == &t->fields[i];
        if (!shown)
            list_push(&v->choices, q->call.arena) = (struct choice_view){&t->fields[i], false, NO_TEXT};
    }
}

/* How many columns there could be, those that stand among them. */
static size_t count_columns(struct req *q, const struct record *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n_fields; i++)
        n += field_visible(&q->call, &t->fields[i]);
    return n;
}

static const char *const place_params[] = {"after", "before", "from", "add", NULL};

/* The rest of the address, for a form that sets one thing of it. */
static void keep_but(struct req *q, const struct list_query *l, const char *name, void *ret)
{
    struct params keep = params_copy(q->call.arena, &l->params);
    LIST(struct param) *to = ret;

    for (size_t i = 0; place_params[i]; i++)
        params_remove(&keep, text_of(place_params[i]));
    params_remove(&keep, text_of(name));
    for (size_t i = 0; i < keep.list.n; i++)
        list_push(to, q->call.arena) = keep.list.v[i];
}

static text query_of(text link)
{
    text query;

    text_cut(link, '?', &query);
    return query;
}

/* Of two numbers in the address only the first row's is told by people: the others follow from what was read. */
static void number_rows(struct req *q, const struct filter *f, const struct page *page, struct list_view *v)
{
    int64_t from = 0;

    if (!f->after.n && !f->before.n)
        from = 1;
    else if (!text_int(params_get(&q->query, T("from")), &from) || from < 1 || from > INT64_C(1000000000000))
        from = 0;
    v->from = page->items.n ? from : 0;
    v->to = v->from ? v->from + (int64_t)page->items.n - 1 : 0;
}

static text turn_page(struct req *q, const struct list_query *l, const char *way, text cursor, int64_t from)
{
    text link;

    if (!cursor.n)
        return NO_TEXT;
    link = list_link(q, l, "", NULL, way, cursor);
    return from > 0 ? text_fmt(q->call.arena, "%.*s&from=%lld", TEXT_ARG(link), (long long)from) : link;
}

/* What the list would hold without one of its conditions: the way out of an empty list. */
static err add_without(struct req *q, const struct list_query *l, const struct filter *f, struct list_view *v)
{
    for (size_t i = 0; i < v->chips.n; i++) {
        struct without_view w = {.field = v->chips.v[i].field, .href = v->chips.v[i].without};
        struct filter less = *f;
        if (!v->chips.v[i].set)
            continue;
        less.conditions.n = 0;
        less.conditions.v = ARENA_ARRAY(q->call.arena, struct condition, f->conditions.n + 1);
        for (size_t k = 0; k < f->conditions.n; k++)
            if (f->conditions.v[k].field != w.field)
                less.conditions.v[less.conditions.n++] = f->conditions.v[k];
        TRY(record_count_upto(&q->call, &less, 1000, &w.n, &w.more));
        list_push(&v->without, q->call.arena) = w;
    }
    (void)l;
    return NULL;
}

static err add_views(struct req *q, struct list_view *v)
{
    int64_t here = 0;

    TRY(views_of(&q->call, v->record, &v->views));
    text_int(params_get(&q->query, T("view")), &here);
    for (size_t i = 0; i < v->views.n; i++) {
        struct saved_view *one = &v->views.v[i];
        one->here = one->id.n == here;
        if (!one->here)
            continue;
        v->view = one;
        v->view_changed = !text_eq(one->query, v->query);
    }
    return NULL;
}

/* The address of the record type's import when there is one and this role may use it. */
static text import_of(struct req *q, const struct record *t)
{
    text path = text_fmt(q->call.arena, "/%s/import", t->plural);

    for (size_t i = 0; i < q->web->n_tables; i++)
        for (const struct route *r = q->web->tables[i]; r->path; r++)
            if (r->method == GET && text_eqz(path, r->path))
                return r->roles & q->call.actor.role ? path : NO_TEXT;
    return NO_TEXT;
}

static void add_links(struct req *q, const struct list_query *l, const struct filter *f, const struct page *page,
                      struct list_view *v)
{
    static const char *const view[] = {"view", NULL};
    struct arena *a = q->call.arena;

    number_rows(q, f, page, v);
    v->clear = text_fmt(a, "/%s", v->record->plural);
    v->here = list_link(q, l, "", NULL, NULL, NO_TEXT);
    v->query = query_of(list_link(q, l, "", view, NULL, NO_TEXT));
    v->totals = list_link(q, l, "/totals", view, NULL, NO_TEXT);
    v->export = list_link(q, l, "/export", view, NULL, NO_TEXT);
    v->import = import_of(q, v->record);
    v->conditions = list_link(q, l, "/conditions", NULL, NULL, NO_TEXT);
    v->choose = list_link(q, l, "/columns", NULL, NULL, NO_TEXT);
    v->first = page->prev.n ? v->here : NO_TEXT;
    v->next = turn_page(q, l, "after", page->next, v->to ? v->to + 1 : 0);
    v->prev = turn_page(q, l, "before", page->prev, v->from > f->limit ? v->from - f->limit : 0);
    keep_but(q, l, "q", &v->keep_search);
    keep_but(q, l, "view", &v->query_params);
}

static err view_of(struct req *q, const struct list_query *l, struct list_view *ret)
{
    const struct record *t = l->record;
    const struct act *change = pages_act(t, "change");
    struct list_view v = {.record = t,
                          .csrf = q->session.csrf,
                          .may_create = pages_may(q, t, "create"),
                          .may_change = change && act_allowed(&q->call, change)};
    struct filter *f = ARENA_NEW(q->call.arena, struct filter);
    struct page page;
    field_list columns = {0};

    TRY(pages_filter(q, t, &l->params, f));
    list_columns(&q->call, t, params_get(&l->params, T("columns")), &columns);
    filter_only(q->call.arena, f, columns.v, columns.n);
    TRY(record_list(&q->call, f, &page));
    TRY(rows_view(&q->call, t, page.items.v, page.items.n, &columns, &v.rows));
    for (size_t i = 0; v.may_change && i < v.rows.n; i++)
        v.rows.v[i].fixed = act_closed(&q->call, change, v.rows.v[i].record) != NULL;
    add_columns(q, l, f, &columns, &v);
    v.n_columns = count_columns(q, t);
    TRY(list_chips(q, l, f, &v));
    add_links(q, l, f, &page, &v);
    if (pages_may(q, t, "import"))
        v.import = text_fmt(q->call.arena, "/%s/import", t->plural);
    v.filter = f;
    v.search = f->search;
    v.filtered = f->conditions.n || f->search.n || f->ids.n;
    if (!v.rows.n && v.filtered)
        TRY(add_without(q, l, f, &v));
    TRY(add_views(q, &v));
    *ret = v;
    return NULL;
}

/* For a reader without script a page, else what the open box shows. */
static void choose_page(struct req *q, struct out *o, const struct list_view *v, struct slot body)
{
    if (q->fragment)
        slot_write(o, body);
    else
        web_page_titled(q, o, text_of(v->record->labels.in[o->lang]), false,
                        SLOT(record_choose_page, (&(struct tpl_record_choose_page){.v = v, .body = body})));
}

/* GET /{plural} */
err page_list(struct req *q, struct out *o)
{
    struct list_query l;
    struct list_view v;

    list_query_read(q, q->route->record, &q->query, &l);
    if (l.changed && !l.faults.n)
        return web_go(q, "%.*s", TEXT_ARG(list_link(q, &l, "", NULL, NULL, NO_TEXT)));
    TRY(view_of(q, &l, &v));
    if (l.faults.n)
        http_status(q->http, 422);
    web_page_titled(q, o, text_of(q->route->record->labels.in[o->lang]), true,
                    SLOT(record_list, (&(struct tpl_record_list){.v = &v})));
    return NULL;
}

/* GET /{plural}/columns: the boxes of all fields, asked for when the reader opens them: they weigh more than the rows. */
err page_columns(struct req *q, struct out *o)
{
    static const char *const columns[] = {"columns", NULL};
    const struct record *t = q->route->record;
    struct list_view v = {.record = t, .clear = text_fmt(q->call.arena, "/%s", t->plural)};
    struct list_query l;
    field_list chosen = {0};

    list_query_read(q, t, &q->query, &l);
    list_columns(&q->call, t, params_get(&l.params, T("columns")), &chosen);
    add_choices(q, t, &chosen, &v);
    keep_but(q, &l, "columns", &v.keep_columns);
    v.standard = list_link(q, &l, "", columns, NULL, NO_TEXT);
    choose_page(q, o, &v, SLOT(record_columns, (&(struct tpl_record_columns){.v = &v})));
    return NULL;
}

/* GET /{plural}/conditions: the fields that could be one, asked for like the columns; with add=FIELD the form of that one. */
err page_conditions(struct req *q, struct out *o)
{
    struct list_view v = {.record = q->route->record};
    struct list_query l;
    struct filter f;

    list_query_read(q, q->route->record, &q->query, &l);
    TRY(pages_filter(q, q->route->record, &l.params, &f));
    TRY(list_chips(q, &l, &f, &v));
    for (size_t i = 0; i < v.chips.n; i++)
        if (v.chips.v[i].open) {
            v.clear = text_fmt(q->call.arena, "/%s", v.record->plural);
            choose_page(q, o, &v,
                        SLOT(list_chip_form, (&(struct tpl_list_chip_form){.c = &v.chips.v[i], .action = v.clear})));
            return NULL;
        }
    list_addable(q, &l, &v);
    choose_page(q, o, &v, SLOT(record_conditions, (&(struct tpl_record_conditions){.v = &v})));
    return NULL;
}

enum { SUMS_MOST = 32 }; /* columns of money in one list: a plan has its total and twelve months */

/* 万元 where 亿元 would leave little of one of them. */
static bool in_wan(const int64_t *sums, size_t n)
{
    enum { YI = 100000000 };
    money largest = {0};
    bool small = false;

    for (size_t i = 0; i < n; i++) {
        small |= sums[i] && sums[i] < YI;
        largest.yuan = sums[i] > largest.yuan ? sums[i] : largest.yuan;
    }
    return small && sum_in_wan(largest);
}

/* GET /{plural}/totals: the sums of the filter, a fragment of its own since the rows go first. */
err page_totals(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    const struct field *sums[SUMS_MOST];
    int64_t got[SUMS_MOST] = {0}, n;
    struct totals_view v = {.record = t};
    struct filter f;
    field_list columns = {0};
    size_t k = 0;
    bool exact = params_has(&q->query, T("exact"));

    TRY(pages_filter(q, t, &q->query, &f));
    list_columns(&q->call, t, params_get(&q->query, T("columns")), &columns);
    for (size_t i = 0; i < columns.n && k < COUNT(sums); i++)
        if (columns.v[i]->kind == KIND_money)
            sums[k++] = columns.v[i];
    TRY(record_sum(&q->call, &f, sums, k, exact, &n, &v.more, got, &v.parts));
    v.count = n;
    v.left_out = k && t->adding ? &t->adding->said : NULL;
    v.wan = in_wan(got, k);
    for (size_t i = 0; i < columns.n; i++) {
        struct total_view one = {
            .figure = is_figure(columns.v[i]), .sum = NO_MONEY, .label = text_of(columns.v[i]->label.in[o->lang])};
        for (size_t s = 0; s < k; s++)
            if (sums[s] == columns.v[i]) {
                one.known = true;
                one.sum.yuan = got[s];
            }
        list_push(&v.cells, q->call.arena) = one;
    }
    v.exact = text_fmt(q->call.arena, "/%s/totals?exact=1&%.*s", t->plural, TEXT_ARG(http_query(q->http)));
    if (q->fragment)
        tpl_record_totals(o, &(struct tpl_record_totals){.v = &v});
    else
        web_page_titled(q, o, text_of(t->labels.in[o->lang]), false,
                        SLOT(record_totals_page, (&(struct tpl_record_totals_page){.v = &v})));
    return NULL;
}
