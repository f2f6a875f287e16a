/* The rows of an edition, and two editions side by side. See pages.h. */
#include "pages.h"

#include <stdlib.h>

text list_edition_said(struct call *c, const struct list_edition *e)
{
    const struct list_kind *k = list_kind_called(e->list.t);

    return word_filled(c->arena, c->lang, &w_lists_edition_name,
                       (const struct arg[]){ARG_TEXT("year", list_year_text(c->arena, e->year.n)), ARG_TEXT("list", k ? k->name[c->lang] : e->list.t), ARG_INT("seq", e->seq.n)}, 3);
}

text list_group_said(const struct list_kind *k, const struct list_row *r, enum lang lang)
{
    text key = *(const text *)field_in(k->groups, r);

    return key.n ? codelist_label(k->groups->list, (code){key}, lang) : text_of(w_lists_no_group.in[lang]);
}

err list_edition_rows(struct call *c, const struct list_edition *e, text group, list_row_list *ret)
{
    static const char sql_rows[] = "SELECT {columns} FROM list_row r WHERE {scope:r} AND r.edition = $1"
                                   " AND (CAST($2 AS TEXT) IS NULL OR COALESCE(r.{group}, '') = CAST($2 AS TEXT)) ORDER BY r.row_no";
    const struct list_kind *k = list_kind_called(e->list.t);
    CLEAN(out_free) struct out columns = {0};
    CLEAN(query_close) struct query q = {0};
    text sql;

    out_init(&columns, 1 << 16, LANG_EN);
    record_columns(&columns, &list_row_record, "r");
    sql = text_replace(c->arena, text_of(sql_rows), T("{columns}"), out_text(&columns));
    sql = text_replace(c->arena, sql, T("{group}"), text_of(k ? k->groups->name : "city"));
    TRY(query_scoped(&q, c, &list_row_record.scope, sql.p, BIND(V(e->head.id), V(text_eqz(group, "-") ? T("") : group.n ? group : NO_TEXT))));
    while (query_step(&q)) {
        struct list_row *r = record_new(c->arena, &list_row_record);
        record_read(&q, &list_row_record, r, 0);
        list_push(ret, c->arena) = r;
    }
    return query_end(&q);
}

/* --- two editions ------------------------------------------------------------------------------------------------------------------- */

static int by_project(const void *a, const void *b)
{
    const struct list_row *x = *(struct list_row *const *)a, *y = *(struct list_row *const *)b;

    return x->project.n < y->project.n ? -1 : x->project.n > y->project.n;
}

static struct change_line line_of(const struct list_row *r)
{
    return (struct change_line){.project = {r->project.n}, .name = r->name, .total = r->total_invest, .plan = r->year_plan};
}

/* What the table says otherwise of the same project: by the columns that the list shows, its number left out. */
static void add_changes(struct call *c, const struct list_kind *k, const struct list_row *a, const struct list_row *b, change_lines *ret)
{
    for (size_t i = 0; i < k->n_columns; i++) {
        const struct field *f = k->columns[i];
        struct change_line l = line_of(b);
        if (field_same(f, a, b))
            continue;
        l.what = text_of(f->label.in[c->lang]);
        l.before = view_shown(c, f, a);
        l.after = view_shown(c, f, b);
        list_push(ret, c->arena) = l;
    }
}

static int64_t yuan(money m)
{
    return is_absent(m.yuan) ? 0 : m.yuan;
}

err list_compare(struct call *c, const struct list_edition *a, const struct list_edition *b, struct difference_view *ret)
{
    const struct list_kind *k = list_kind_called(b->list.t);
    list_row_list x = {0}, y = {0};
    size_t i = 0, n = 0;

    TRY(list_edition_rows(c, a, NO_TEXT, &x));
    TRY(list_edition_rows(c, b, NO_TEXT, &y));
    if (x.n)
        qsort(x.v, x.n, sizeof(*x.v), by_project);
    if (y.n)
        qsort(y.v, y.n, sizeof(*y.v), by_project);
    while (i < x.n || n < y.n) {
        int order = i == x.n ? 1 : n == y.n ? -1 : by_project(&x.v[i], &y.v[n]);
        if (order < 0) {
            list_push(&ret->removed, c->arena) = line_of(x.v[i]);
            ret->removed_total.yuan += yuan(x.v[i++]->total_invest);
        } else if (order > 0) {
            list_push(&ret->added, c->arena) = line_of(y.v[n]);
            ret->added_total.yuan += yuan(y.v[n++]->total_invest);
        } else if (k) {
            add_changes(c, k, x.v[i++], y.v[n++], &ret->changed);
        }
    }
    return NULL;
}
