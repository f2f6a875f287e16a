/* What happened to a record and to the rows that belong to it, newest first. See pages.h. */
#include "pages.h"

#include "kit/children.h"
#include "kit/record.tpl.h"
#include "kit/words.h"

static text shown(struct req *q, const struct field *f, const void *r)
{
    return r ? view_shown(&q->call, f, r) : NO_TEXT;
}

/* The version by which a record was given up: no field of it changed. */
static bool ends(const history_list *all, size_t i)
{
    bool older = i + 1 < all->n && record_head_of(all->v[i + 1].record)->id.n == record_head_of(all->v[i].record)->id.n;

    return record_head_of(all->v[i].record)->removed.v == 1 && !(older && record_head_of(all->v[i + 1].record)->removed.v == 1);
}

static err add_line(struct req *q, const struct record *t, const struct record *of, const history_list *all, size_t i, struct history_view *v)
{
    const struct history_entry *e = &all->v[i];
    struct history_line line = {.entry = e};
    const struct act *act = act_by_name(e->act);

    line.act = act_label(&q->call, e->act);
    if (of != t)
        line.of = record_title(of, e->record);
    for (size_t k = 0; k < e->changes.n; k++) {
        const struct change *x = &e->changes.v[k];
        if (!field_visible(&q->call, x->field) || x->field->derived || (of->parent && !strcmp(x->field->name, of->parent)))
            continue;
        list_push(&line.changes, q->call.arena) =
            (struct change_view){.field = x->field, .before = shown(q, x->field, x->before), .after = shown(q, x->field, x->after)};
    }
    if (ends(all, i) && act && act->target != of) /* by what was decided of another: two files that are one */
        line.act = text_fmt(q->call.arena, "%.*s · %s", TEXT_ARG(line.act), w_file_removed.in[q->call.lang]);
    /* a version that only followed a child's change is told by the child's line */
    if (line.changes.n || !act || act->target == of || ends(all, i))
        list_push(&v->lines, q->call.arena) = line;
    return NULL;
}

static err add_all(struct req *q, const struct record *t, const struct record *of, id key, struct history_view *v)
{
    history_list *entries = ARENA_NEW(q->call.arena, history_list);

    TRY(of == t ? record_history(&q->call, t, key, entries) : children_history(&q->call, of, key, entries));
    for (size_t i = 0; i < entries->n; i++)
        TRY(add_line(q, t, of, entries, i, v));
    return NULL;
}

static int newest_first(const void *a, const void *b)
{
    const struct history_line *x = a, *y = b;

    if (x->entry->at.ms != y->entry->at.ms)
        return x->entry->at.ms > y->entry->at.ms ? -1 : 1;
    return x->entry->version > y->entry->version ? -1 : x->entry->version < y->entry->version;
}

err pages_history_view(struct req *q, const struct record *t, struct history_view *ret)
{
    struct history_view v = {.record = t};
    record_type_list types = {0};
    void *r;

    TRY(pages_open(q, t, &r, &v.top));
    v.title = v.top.title;
    v.id = v.top.id;
    TRY(add_all(q, t, t, v.id, &v));
    child_types(q->call.arena, t, &types);
    for (size_t i = 0; i < types.n; i++)
        if (types.v[i]->history && types.v[i]->see & q->call.actor.role)
            TRY(add_all(q, t, types.v[i], v.id, &v));
    if (v.lines.n)
        qsort(v.lines.v, v.lines.n, sizeof(*v.lines.v), newest_first);
    *ret = v;
    return NULL;
}
