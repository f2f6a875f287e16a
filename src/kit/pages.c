/* The pages that every record type has: see pages.h. */
#include "pages.h"

#include "base/format.h"
#include "kit/export.h"
#include "kit/record.tpl.h"
#include "kit/ripple.h"
#include "kit/saved_view.h"
#include "kit/words.h"

/* --- list ------------------------------------------------------------------------------------------------------------------ */

static const char *const not_filter[] = {"columns", "after", "csrf", "totals", "exact", "from", "parent", "format", NULL};

static bool is_listed(text name, const char *const v[])
{
    for (; *v; v++)
        if (text_eqz(name, *v))
            return true;
    return false;
}

err pages_filter(struct req *q, const struct record *t, const struct params *from, struct filter *ret)
{
    TRY(filter_init(ret, t));
    for (size_t i = 0; i < from->list.n; i++)
        if (!is_listed(from->list.v[i].name, not_filter))
            TRY(filter_add(q->call.arena, ret, from->list.v[i].name, from->list.v[i].value, &q->call));
    ret->after = params_get(from, T("after"));
    return NULL;
}

/* The list's address with one thing changed. */
static text address(struct req *q, const struct filter *f, ptrdiff_t but, const struct field *sort, bool descending, text after)
{
    CLEAN(out_free) struct out o = {0};
    struct filter with = *f;
    text columns = params_get(&q->query, T("columns"));

    out_init(&o, 64 * 1024, LANG_ZH);
    if (sort) {
        with.sort = sort;
        with.descending = descending;
    }
    out_fmt(&o, "/%s?", f->record->plural);
    filter_write(&o, &with, but);
    if (columns.n) {
        LIT(&o, "&columns=");
        out_escape_url(&o, columns);
    }
    if (after.n) {
        LIT(&o, "&after=");
        out_escape_url(&o, after);
    }
    return text_copy(q->call.arena, out_text(&o));
}

static void add_chips(struct req *q, const struct filter *f, struct list_view *v)
{
    for (size_t i = 0; i < f->conditions.n; i++) {
        CLEAN(out_free) struct out o = {0};
        out_init(&o, 8192, q->call.lang);
        condition_show(&o, &f->conditions.v[i]);
        list_push(&v->chips, q->call.arena) =
            (struct chip_view){f->conditions.v[i].field, text_of(f->conditions.v[i].field->label.in[q->call.lang]), text_copy(q->call.arena, out_text(&o)), address(q, f, (ptrdiff_t)i, NULL, false, NO_TEXT)};
    }
}

static void add_columns(struct req *q, const struct filter *f, const field_list *columns, struct list_view *v)
{
    for (size_t i = 0; i < columns->n; i++) {
        const struct field *c = columns->v[i];
        bool here = f->sort == c, down = here ? !f->descending : c->kind == KIND_money || c->kind == KIND_number;
        list_push(&v->columns, q->call.arena) =
            (struct column_view){c, address(q, f, -1, c, down, NO_TEXT), here ? (f->descending ? T("descending") : T("ascending")) : NO_TEXT,
                                 c->kind == KIND_money || c->kind == KIND_number};
    }
}

static void add_filter(struct req *q, const struct field *f, struct list_view *v)
{
    struct filter_view w = {.field = f};

    for (size_t i = 0; f->kind == KIND_code && f->list && i < f->list->n; i++)
        list_push(&w.options, q->call.arena) =
            (struct option_view){text_of(f->list->items[i].key), text_of(f->list->items[i].in[q->call.lang]), false};
    list_push(&v->filters, q->call.arena) = w;
}

static void add_choices(struct req *q, const struct filter *f, const field_list *columns, struct list_view *v)
{
    const struct record *t = f->record;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *c = &t->fields[i];
        bool shown = false;
        if (!field_visible(&q->call, c))
            continue;
        for (size_t k = 0; k < columns->n; k++)
            shown |= columns->v[k] == c;
        list_push(&v->choices, q->call.arena) = (struct choice_view){c, shown};
        if ((c->in_list || c->sortable) && c->kind != KIND_ref)
            add_filter(q, c, v);
        if (field_changeable(&q->call, t, c, NULL) && (c->kind == KIND_code || c->kind == KIND_flag || c->kind == KIND_ref) && !c->unique &&
            !(t->state && !strcmp(t->state, c->name)))
            list_push(&v->bulk, q->call.arena) = c;
    }
}

static const struct act *act_of(const struct record *t, const char *verb)
{
    struct arena *a = arena_new(4096 * 8);
    const struct act *x = act_by_name(text_fmt(a, "%s.%s", t->name, verb));

    arena_free(a);
    return x;
}

static bool may(struct req *q, const struct record *t, const char *verb)
{
    const struct act *x = act_of(t, verb);

    return x && act_allowed(&q->call, x);
}

err pages_list_view(struct req *q, const struct record *t, struct list_view *ret)
{
    struct list_view v = {.record = t, .csrf = q->session.csrf, .may_create = may(q, t, "create"), .may_change = may(q, t, "change")};
    struct filter *f = ARENA_NEW(q->call.arena, struct filter);
    struct page page;
    field_list columns = {0};

    TRY(pages_filter(q, t, &q->query, f));
    TRY(record_list(&q->call, f, &page));
    list_columns(&q->call, t, params_get(&q->query, T("columns")), &columns);
    TRY(rows_view(&q->call, t, page.items.v, page.items.n, &columns, &v.rows));
    add_chips(q, f, &v);
    add_columns(q, f, &columns, &v);
    add_choices(q, f, &columns, &v);
    v.filter = f;
    v.search = f->search;
    v.sort = params_get(&q->query, T("sort"));
    v.column_names = params_get(&q->query, T("columns"));
    v.clear = text_fmt(q->call.arena, "/%s", t->plural);
    v.next = page.next.n ? address(q, f, -1, NULL, false, page.next) : NO_TEXT;
    v.first = f->after.n ? address(q, f, -1, NULL, false, NO_TEXT) : NO_TEXT;
    v.here = address(q, f, -1, NULL, false, NO_TEXT);
    v.query = text_sub(v.here, strlen(t->plural) + 2, v.here.n);
    v.totals = text_fmt(q->call.arena, "/%s/totals?%.*s", t->plural, TEXT_ARG(v.query));
    v.export = text_fmt(q->call.arena, "/%s/export?%.*s", t->plural, TEXT_ARG(v.query));
    v.filtered = f->conditions.n || f->search.n;
    TRY(views_of(&q->call, t, &v.views));
    *ret = v;
    return NULL;
}

/* GET /{plural} */
static err page_list(struct req *q, struct out *o)
{
    struct list_view v;

    TRY(pages_list_view(q, q->route->record, &v));
    web_page_titled(q, o, text_of(q->route->record->labels.in[o->lang]), true, SLOT(record_list, (&(struct tpl_record_list){.v = &v})));
    return NULL;
}

/* GET /{plural}/totals: the sums of the filter, a fragment of its own since the rows go first. */
static err page_totals(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    const struct field *sums[8];
    int64_t got[8] = {0}, n;
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
    TRY(record_sum(&q->call, &f, sums, k, exact, &n, &v.more, got));
    v.count = n;
    for (size_t i = 0; i < columns.n; i++) {
        struct total_view one = {.figure = columns.v[i]->kind == KIND_money || columns.v[i]->kind == KIND_number, .sum = NO_MONEY};
        for (size_t s = 0; s < k; s++)
            if (sums[s] == columns.v[i])
                one = (struct total_view){true, true, {got[s]}};
        list_push(&v.cells, q->call.arena) = one;
    }
    v.exact = text_fmt(q->call.arena, "/%s/totals?exact=1&%.*s", t->plural, TEXT_ARG(http_query(q->http)));
    tpl_record_totals(o, &(struct tpl_record_totals){.v = &v});
    return NULL;
}

/* --- one record -------------------------------------------------------------------------------------------------------------- */

static err load_asked(struct req *q, const struct record *t, void **ret, moment *ret_at)
{
    text at = params_get(&q->query, T("at"));
    id key = req_id(q, "id");

    *ret_at = NO_MOMENT;
    if (!at.n)
        return record_load(&q->call, t, key, ret);
    if (!moment_parse(at, ret_at))
        return FAIL(q->call.arena, E_INPUT, w_field_want_date, .field = "at",
                    .args = {ARG_WORD("field", &w_file_as_of), ARG_TEXT("value", at)});
    if (at.n == 10) /* a day: as it stood at its end */
        ret_at->ms += 86400000 - 1;
    return record_as_of(&q->call, t, key, *ret_at, ret);
}

err pages_file_view(struct req *q, const struct record *t, struct file_view *ret)
{
    struct file_view v = {.record = t, .csrf = q->session.csrf, .may_change = may(q, t, "change"), .may_remove = may(q, t, "remove"), .may_move = may(q, t, "move")};
    void *r;

    TRY(load_asked(q, t, &r, &v.at));
    v.r = r;
    v.head = record_head_of(r);
    v.title = record_title(t, r);
    TRY(pages_head(q, t, r, v.at, &v.top));
    TRY(groups_view(&q->call, t, r, &v.groups));
    if (v.may_move)
        workflow_open(&q->call, t, r, &v.moves);
    *ret = v;
    return NULL;
}

/* GET /{plural}/{id} */
static err page_file(struct req *q, struct out *o)
{
    struct file_view v;

    TRY(pages_file_view(q, q->route->record, &v));
    web_page_titled(q, o, v.title, false, SLOT(record_file, (&(struct tpl_record_file){.v = &v})));
    return NULL;
}

err pages_history_view(struct req *q, const struct record *t, struct history_view *ret)
{
    struct history_view v = {.record = t};
    history_list entries = {0};
    void *r;

    TRY(pages_open(q, t, &r, &v.top));
    v.title = v.top.title;
    v.id = v.top.id;
    TRY(record_history(&q->call, t, v.id, &entries));
    for (size_t i = 0; i < entries.n; i++) {
        struct history_line line = {.entry = &entries.v[i]};
        const struct act *act = act_by_name(entries.v[i].act);
        line.act = act ? text_of(act->label.in[q->call.lang]) : entries.v[i].act;
        for (size_t k = 0; k < entries.v[i].changes.n; k++) {
            const struct change *x = &entries.v[i].changes.v[k];
            if (!field_visible(&q->call, x->field) || x->field->derived)
                continue;
            list_push(&line.changes, q->call.arena) = (struct change_view){
                x->field, x->before ? view_shown(&q->call, x->field, x->before) : NO_TEXT, view_shown(&q->call, x->field, x->after)};
        }
        list_push(&v.lines, q->call.arena) = line;
    }
    *ret = v;
    return NULL;
}

/* GET /{plural}/{id}/history */
static err page_history(struct req *q, struct out *o)
{
    struct history_view v;

    TRY(pages_history_view(q, q->route->record, &v));
    web_page_titled(q, o, v.title, false, SLOT(record_history, (&(struct tpl_record_history){.v = &v})));
    return NULL;
}

/* --- forms --------------------------------------------------------------------------------------------------------------------- */

static err show_form(struct req *q, struct out *o, const void *r, bool posted, err faults, const clash_list *clashes)
{
    const struct record *t = q->route->record;
    struct form_view v;
    text title = r ? record_title(t, r) : text_of(t->label.in[o->lang]);

    TRY(form_view(q, t, r, posted, faults, clashes, &v));
    v.action = http_path(q->http);
    if (faults)
        http_status(q->http, web_status_of(faults->code));
    web_page_titled(q, o, title, false, SLOT(record_form, (&(struct tpl_record_form){.v = &v, .title = title})));
    return NULL;
}

/* GET /{plural}/new; what stands in the address fills the form. */
static err page_new(struct req *q, struct out *o)
{
    q->form = q->query;
    return show_form(q, o, NULL, true, NULL, NULL);
}

/* POST /{plural}/new */
static err post_new(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    struct input in;
    id made;
    err e = form_read(q, t, NULL, &in);

    if (!e)
        e = act_run(&q->call, act_of(t, "create"), (id){0}, &in, &made);
    if (e && (e->code == E_INPUT || e->code == E_DENIED))
        return show_form(q, o, NULL, true, e, NULL);
    TRY(e);
    return web_go(q, "/%s/%lld", t->plural, (long long)made.n);
}

static err page_edit(struct req *q, struct out *o)
{
    void *r;

    TRY(record_load(&q->call, q->route->record, req_id(q, "id"), &r));
    return show_form(q, o, r, false, NULL, NULL);
}

/* POST /{plural}/{id}/edit. After a clash the form comes back on top of what the other saved. */
static err post_edit(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    id key = req_id(q, "id");
    clash_list clashes = {0};
    struct input in;
    void *r;
    err e;

    TRY(record_load(&q->call, t, key, &r));
    e = form_read(q, t, r, &in);
    if (!e)
        e = act_run(&q->call, act_of(t, "change"), key, &in, NULL);
    if (!e)
        return web_go(q, "/%s/%lld", t->plural, (long long)key.n);
    if (e->code == E_CLASH)
        TRY(act_clashes(&q->call, t, key, &in, &clashes, &r));
    else if (e->code != E_INPUT && e->code != E_DENIED)
        return e;
    return show_form(q, o, r, true, e, e->code == E_CLASH ? &clashes : NULL);
}

/* POST /{plural}/{id}/remove */
static err post_remove(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    struct input in = {.reason = params_get(&q->form, T("reason"))};

    (void)o;
    TRY(act_run(&q->call, act_of(t, "remove"), req_id(q, "id"), &in, NULL));
    return web_go(q, "/%s", t->plural);
}

/* POST /{plural}/{id}/move: another state, with what it needs. What is missing comes back in the form. */
static err post_move(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    id key = req_id(q, "id");
    struct input in;
    void *r;
    err e;

    TRY(record_load(&q->call, t, key, &r));
    e = form_read(q, t, r, &in);
    if (!e)
        e = act_run(&q->call, act_of(t, "move"), key, &in, NULL);
    if (!e)
        return web_go(q, "/%s/%lld", t->plural, (long long)key.n);
    if (e->code != E_INPUT)
        return e;
    return show_form(q, o, r, true, e, NULL);
}

/* POST /{plural}/bulk: one field of the chosen rows, all or nothing. */
static err post_bulk(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    const struct act *act = act_of(t, "change");
    const struct field *f = record_field(t, params_get(&q->form, T("field")));
    struct input in = {.values = record_new(q->call.arena, t)};
    text value = params_get(&q->form, T("value")), back = params_get(&q->form, T("back"));
    err e = NULL;

    (void)o;
    if (!f)
        return FAIL(q->call.arena, E_INPUT, w_filter_unknown, .args = {ARG_TEXT("name", params_get(&q->form, T("field")))});
    TRY(form_value(q, f, value, in.values));
    fieldset_add(&in.set, record_index(t, f));
    TRY(conn_begin(q->call.conn, q->call.arena));
    for (size_t i = 0; !e && i < q->form.list.n; i++) {
        int64_t n;
        void *r;
        if (!text_eqz(q->form.list.v[i].name, "id") || !text_int(q->form.list.v[i].value, &n))
            continue;
        e = record_load(&q->call, t, (id){n}, &r);
        if (!e) {
            in.version = record_head_of(r)->version;
            e = act_run_inside(&q->call, act, (id){n}, &in, NULL);
        }
    }
    if (!e)
        e = ripple_flush(&q->call);
    if (!e)
        e = conn_commit(q->call.conn, q->call.arena);
    if (e) {
        conn_rollback(q->call.conn);
        return e;
    }
    return web_go(q, "%.*s", TEXT_ARG(http_is_local(back) ? back : text_of("/")));
}

/* --- routes --------------------------------------------------------------------------------------------------------------------- */

static void add(struct arena *a, route_list *v, enum http_method method, const struct record *t, const char *tail,
                err (*page)(struct req *, struct out *), unsigned roles, const char *verb)
{
    const struct act *act = verb ? act_of(t, verb) : NULL;

    if (verb && !act)
        return;
    list_push(v, a) = (struct route){.method = method, .path = text_fmt(a, "/%s%s", t->plural, tail).p, .page = page, .roles = act ? roles & act->roles : roles,
                                     .act = act ? act->name : NULL, .record = t, .nav = *tail || t->parent ? NULL : &t->labels};
}

const struct route *pages_routes(struct arena *a)
{
    route_list v = {0};
    size_t n;
    const struct record *const *all = record_all(&n);

    for (size_t i = 0; i < n; i++) {
        const struct record *t = all[i];
        add(a, &v, GET, t, "", page_list, t->see, NULL);
        add(a, &v, GET, t, "/export", page_export, t->see, NULL);
        v.v[v.n - 1].flags = HTTP_LONG;
        add(a, &v, GET, t, "/totals", page_totals, t->see, NULL);
        add(a, &v, GET, t, "/new", page_new, t->see, "create");
        add(a, &v, POST, t, "/new", post_new, t->see, "create");
        add(a, &v, POST, t, "/bulk", post_bulk, t->see, "change");
        add(a, &v, POST, t, "/views", views_post, t->see, NULL);
        add(a, &v, POST, t, "/views/{view}/remove", views_remove, t->see, NULL);
        add(a, &v, GET, t, "/{id}", page_file, t->see, NULL);
        v.v[v.n - 1].tab = &w_file_overview;
        add(a, &v, GET, t, "/{id}/history", page_history, t->see, NULL);
        v.v[v.n - 1].tab = &w_file_history;
        add(a, &v, GET, t, "/{id}/edit", page_edit, t->see, "change");
        add(a, &v, POST, t, "/{id}/edit", post_edit, t->see, "change");
        add(a, &v, POST, t, "/{id}/remove", post_remove, t->see, "remove");
        add(a, &v, POST, t, "/{id}/move", post_move, t->see, "move");
    }
    list_push(&v, a) = (struct route){0};
    return v.v;
}
