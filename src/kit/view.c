/* Records made ready for templates: values as people read them, references by their titles. See pages.h. */
#include "pages.h"

#include "base/format.h"
#include "kit/words.h"

/* Texts and labels lie there already; figures are made in `o`, which serves a whole page of them. */
static text shown_by(struct call *c, struct out *o, const struct field *f, const void *r)
{
    if (field_absent(f, r))
        return T("–");
    if (f->kind == KIND_text)
        return *(const text *)field_in(f, r);
    if (f->kind == KIND_code && f->list)
        return codelist_label(f->list, *(const code *)field_in(f, r), c->lang);
    o->n = 0;
    field_show(o, f, r);
    return text_copy(c->arena, out_text(o));
}

static text in_clear_or_masked(struct call *c, struct out *o, const struct field *f, const void *r)
{
    text t = shown_by(c, o, f, r);

    if (f->personal && !field_absent(f, r) && !field_in_clear(c, f, r))
        t = mask_personal(c->arena, t);
    return t;
}

/* One by one, as they are few; lists look their titles up together. */
text view_shown(struct call *c, const struct field *f, const void *r)
{
    id key = {f->kind == KIND_ref ? *(const int64_t *)field_in(f, r) : 0};
    text title = NO_TEXT, shown;
    CLEAN(out_free) struct out o;

    out_init(&o, 1 << 20, c->lang);
    shown = in_clear_or_masked(c, &o, f, r);
    if (!key.n || record_titles(c, record_by_name(text_of(f->to)), &key, 1, &title))
        return shown;
    return title.p ? title : text_of(w_ref_outside.in[c->lang]);
}

enum { SENTENCES = 200 };

static bool is_figure(const struct field *f)
{
    return f->kind == KIND_money || f->kind == KIND_number || f->kind == KIND_degree;
}

/* Written where it will stand: a list has hundreds of them. */
static void fill_cell(struct call *c, struct out *o, const struct field *f, const void *r, struct cell_view *ret)
{
    ret->field = f;
    ret->shown = in_clear_or_masked(c, o, f, r);
    ret->figure = is_figure(f);
    ret->wordy = f->kind == KIND_text && f->max >= SENTENCES;
    ret->missing = field_absent(f, r);
    ret->light = f->light ? (*(const code *)field_in(f, r)).t : NO_TEXT;
    ret->tag = f->kind == KIND_code && f->list && f->list->n < 12;
}

static bool holds(const field_list *v, const struct field *f)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->v[i] == f)
            return true;
    return false;
}

static void add_column(struct call *c, const struct field *f, field_list *ret)
{
    if (f && field_visible(c, f) && !holds(ret, f))
        list_push(ret, c->arena) = f;
}

static bool is_read(const struct call *c, const struct field *f)
{
    return !f->tongue || (strcmp(f->tongue, "zh") == 0) == (c->lang == LANG_ZH);
}

void list_columns(struct call *c, const struct record *t, text asked, field_list *ret)
{
    text part;

    if (!asked.n && t->columns)
        asked = text_of(t->columns);
    if (asked.n)
        add_column(c, record_field(t, text_of(t->title)), ret);
    for (text rest = asked; asked.n && text_each(&rest, ',', &part);)
        add_column(c, record_field(t, part), ret);
    if (ret->n > 1)
        return;
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].in_list && is_read(c, &t->fields[i]))
            add_column(c, &t->fields[i], ret);
}

static void put_ref(const struct call *c, const struct record *to, id key, text title, struct cell_view *cell)
{
    if (!key.n)
        return;
    cell->shown = title.p ? title : text_of(w_ref_outside.in[c->lang]); /* outside the scope */
    if (title.p)
        cell->href = text_fmt(c->arena, "/%s/%lld", to->plural, (long long)key.n);
}

static err fill_refs(struct call *c, const struct field *f, row_list *rows, size_t column)
{
    const struct record *to = record_by_name(text_of(f->to));
    id *ids = ARENA_ARRAY(c->arena, id, rows->n);
    text *titles = ARENA_ARRAY(c->arena, text, rows->n);

    for (size_t i = 0; i < rows->n; i++)
        ids[i].n = *(const int64_t *)field_in(f, rows->v[i].record);
    TRY(record_titles(c, to, ids, rows->n, titles));
    for (size_t i = 0; i < rows->n; i++)
        put_ref(c, to, ids[i], titles[i], &rows->v[i].cells.v[column]);
    return NULL;
}

static void fill_rows(struct call *c, const struct record *t, void *const *items, size_t n, const field_list *columns,
                      row_list *ret)
{
    const struct field *code = t->code ? record_field(t, text_of(t->code)) : NULL;
    CLEAN(out_free) struct out o;

    out_init(&o, 1 << 20, c->lang);
    for (size_t i = 0; i < n; i++) {
        struct row_view row = {
            .record = items[i], .id = record_head_of(items[i])->id, .title = record_title(t, items[i])};
        if (code)
            row.code = *(const text *)field_in(code, items[i]);
        row.cells.v = arena_alloc(c->arena, columns->n * sizeof(*row.cells.v)); /* as many as there are columns */
        row.cells.n = row.cells.cap = columns->n;
        for (size_t k = 0; k < columns->n; k++)
            fill_cell(c, &o, columns->v[k], items[i], &row.cells.v[k]);
        list_push(ret, c->arena) = row;
    }
}

err rows_view(struct call *c, const struct record *t, void *const *items, size_t n, const field_list *columns,
              row_list *ret)
{
    fill_rows(c, t, items, n, columns, ret);
    for (size_t k = 0; ret->n && k < columns->n; k++)
        if (columns->v[k]->kind == KIND_ref)
            TRY(fill_refs(c, columns->v[k], ret, k));
    return NULL;
}

/* The references of one record, all that lead to the same type with one look. */
static err fill_all_refs(struct call *c, const field_list *all, struct row_view *row)
{
    id *ids = ARENA_ARRAY(c->arena, id, all->n);
    text *titles = ARENA_ARRAY(c->arena, text, all->n);

    for (size_t first = 0; first < all->n; first++) {
        const struct record *to = all->v[first]->kind == KIND_ref ? record_by_name(text_of(all->v[first]->to)) : NULL;
        bool done = !to;
        for (size_t i = 0; to && i < all->n; i++) {
            bool same = all->v[i]->kind == KIND_ref && !strcmp(all->v[i]->to, all->v[first]->to);
            done |= same && i < first;
            ids[i].n = same && !row->cells.v[i].missing ? *(const int64_t *)field_in(all->v[i], row->record) : 0;
        }
        if (done)
            continue;
        TRY(record_titles(c, to, ids, all->n, titles));
        for (size_t i = 0; i < all->n; i++)
            put_ref(c, to, ids[i], titles[i], &row->cells.v[i]);
    }
    return NULL;
}

err groups_view(struct call *c, const struct record *t, const void *r, group_list *ret)
{
    field_list all = {0};
    row_list one = {0};
    void *item = record_copy(c->arena, t, r);

    for (size_t i = 0; i < t->n_fields; i++)
        if (field_visible(c, &t->fields[i]))
            list_push(&all, c->arena) = &t->fields[i];
    fill_rows(c, t, &item, 1, &all, &one);
    TRY(fill_all_refs(c, &all, &one.v[0]));
    for (size_t i = 0; i < all.n; i++) {
        struct cell_view *cell = &one.v[0].cells.v[i];
        if (!ret->n || all.v[i]->group)
            list_push(ret, c->arena) = (struct group_view){.title = all.v[i]->group ? all.v[i]->group : &w_form_main};
        list_push(&ret->v[ret->n - 1].cells, c->arena) = *cell;
        ret->v[ret->n - 1].missing += cell->missing && all.v[i]->required; /* what may stay empty is no lack */
    }
    return NULL;
}

text part_fill(struct arena *a, int64_t tenths)
{
    enum { WHOLE = 1000 };
    int64_t n = tenths == ABSENT || tenths < 0 ? 0 : tenths > WHOLE ? WHOLE : tenths;

    return text_fmt(a, "%lld.%lld", (long long)(n / 10), (long long)(n % 10));
}
