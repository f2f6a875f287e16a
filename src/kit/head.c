/* The head of a record's pages with its tabs: see pages.h. */
#include "pages.h"

/* The part of a tab's path behind "/{plural}/{id}"; absent when the route is no tab of these records. */
static text tab_tail(struct arena *a, const struct record *t, const struct route *r)
{
    text base = text_fmt(a, "/%s/{id}", t->plural), path = text_of(r->path);

    if (!r->tab || r->record != t || r->method != GET || !text_starts(path, base))
        return NO_TEXT;
    return text_sub(path, base.n, path.n);
}

static err add_tab(struct req *q, const void *r, const struct route *route, text tail, struct head_view *h)
{
    struct tab_view tab = {.word = route->tab, .count = NO_NUMBER, .here = route == q->route};

    tab.href = text_fmt(q->call.arena, "/%s/%lld%.*s", h->record->plural, (long long)h->id.n, TEXT_ARG(tail));
    if (route->tab_count)
        TRY(route->tab_count(&q->call, r, &tab.count));
    list_push(&h->tabs, q->call.arena) = tab;
    return NULL;
}

static err add_tabs(struct req *q, const void *r, bool file, struct head_view *h)
{
    size_t n;
    const struct route *const *all = web_routes(q->web, q->call.arena, &n);

    for (size_t i = 0; i < n; i++) {
        text tail = tab_tail(q->call.arena, h->record, all[i]);
        if (tail.p && (tail.n == 0) == file && (all[i]->roles & q->call.actor.role))
            TRY(add_tab(q, r, all[i], tail, h));
    }
    return NULL;
}

err pages_head(struct req *q, const struct record *t, const void *r, moment at, struct head_view *ret)
{
    const struct act *change = act_by_name(text_fmt(q->call.arena, "%s.change", t->name));
    struct head_view h = {.record = t, .id = record_head_of(r)->id, .title = record_title(t, r), .at = at,
                          .removed = record_head_of(r)->removed.v == 1};

    if (t->code)
        h.code = *(const text *)field_in(record_field(t, text_of(t->code)), r);
    h.may_change = change && act_allowed(&q->call, change) && !h.removed && is_absent(at.ms);
    TRY(add_tabs(q, r, true, &h));
    TRY(add_tabs(q, r, false, &h));
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
