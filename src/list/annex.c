/* An edition as the official table in a file: groups with their sums, figures in 万元, the head on each page. */
#include "pages.h"

#include "base/format.h"
#include "kit/audit.h"
#include "kit/export.h"
#include "kit/sheet/annex.h"
#include "kit/words.h"

/* How wide a column of the paper is, in characters. */
static int width_of(const struct field *f)
{
    static const struct {
        const char *name;
        int width;
    } widths[] = {{"name", 30}, {"content", 44}, {"year_goal", 26}, {"basis", 22}, {"owner_name", 22}, {"body_name", 16}, {"lead_name", 14}, {"leader_name", 16}, {"place", 14},
                  {"phone", 14}, {"span", 16}, {"person_name", 9}};

    for (size_t i = 0; i < COUNT(widths); i++)
        if (!strcmp(widths[i].name, f->name))
            return widths[i].width;
    return 12;
}

static void add_columns(struct call *c, const struct list_kind *k, struct annex *x)
{
    struct annex_column *v = ARENA_ARRAY(c->arena, struct annex_column, k->n_columns + 1);

    v[0] = (struct annex_column){text_of(w_lists_no.in[c->lang]), 6, false};
    for (size_t i = 0; i < k->n_columns; i++)
        v[i + 1] = (struct annex_column){text_of(k->columns[i]->label.in[c->lang]), width_of(k->columns[i]), k->columns[i]->kind == KIND_money};
    x->columns = v;
    x->n = k->n_columns + 1;
}

static struct annex_cell *cells(struct call *c, const struct annex *x)
{
    struct annex_cell *v = ARENA_ARRAY(c->arena, struct annex_cell, x->n);

    for (size_t i = 0; i < x->n; i++)
        v[i] = (struct annex_cell){NO_TEXT, NO_MONEY};
    return v;
}

/* The sums of the rows from … to in every column of money. */
static void add_sums(struct call *c, const struct list_kind *k, const list_row_list *rows, size_t from, size_t to, enum annex_kind kind, text label, struct annex *x)
{
    struct annex_cell *v = cells(c, x);

    v[1].t = text_fmt(c->arena, c->lang == LANG_ZH ? "%.*s（%zu项）" : "%.*s (%zu)", TEXT_ARG(label), to - from);
    for (size_t i = 0; i < k->n_columns; i++) {
        if (k->columns[i]->kind != KIND_money)
            continue;
        v[i + 1].m.yuan = 0;
        for (size_t r = from; r < to; r++)
            if (!field_absent(k->columns[i], rows->v[r]))
                v[i + 1].m.yuan += ((const money *)field_in(k->columns[i], rows->v[r]))->yuan;
    }
    list_push(&x->lines, c->arena) = (struct annex_line){kind, v};
}

static void add_row(struct call *c, const struct list_kind *k, const struct list_row *r, struct annex *x)
{
    struct annex_cell *v = cells(c, x);

    v[0].t = list_year_text(c->arena, r->row_no.n);
    for (size_t i = 0; i < k->n_columns; i++) {
        const struct field *f = k->columns[i];
        if (field_absent(f, r))
            continue;
        if (f->kind == KIND_money)
            v[i + 1].m = *(const money *)field_in(f, r);
        else
            v[i + 1].t = view_shown(c, f, r);
    }
    list_push(&x->lines, c->arena) = (struct annex_line){ANNEX_ROW, v};
}

static bool same_group(const struct list_kind *k, const struct list_row *a, const struct list_row *b)
{
    return text_eq(*(const text *)field_in(k->groups, a), *(const text *)field_in(k->groups, b));
}

static void add_lines(struct call *c, const struct list_kind *k, const list_row_list *rows, struct annex *x)
{
    add_sums(c, k, rows, 0, rows->n, ANNEX_TOTAL, text_of(w_lists_sum.in[c->lang]), x);
    for (size_t i = 0; i < rows->n; i++) {
        if (!i || !same_group(k, rows->v[i], rows->v[i - 1])) {
            size_t end = i + 1;
            while (end < rows->n && same_group(k, rows->v[i], rows->v[end]))
                end++;
            add_sums(c, k, rows, i, end, ANNEX_GROUP, list_group_said(k, rows->v[i], c->lang), x);
        }
        add_row(c, k, rows->v[i], x);
    }
}

struct asked {
    struct annex x;
    enum annex_format format;
};

static err write_asked(struct call *c, const void *data, int fd)
{
    const struct asked *asked = data;

    return annex_write(c->arena, &asked->x, asked->format, fd);
}

/* It leaves the house: on record, by a connection of its own, as the page only reads. */
static err note(struct req *q)
{
    struct conn *w CLEAN(conn_clean) = NULL;
    struct call c = q->call;

    TRY(db_lease(q->web->db, DB_WRITE, c.arena, &w));
    c.conn = w;
    TRY(conn_begin(w, c.arena));
    TRY(audit_note(&c, "list_edition.export", text_fmt(c.arena, "%lld %.*s", (long long)req_id(q, "id").n, TEXT_ARG(http_query(q->http))), T("ok")));
    return conn_commit(w, c.arena);
}

/* GET /list_editions/{id}/table?format=xlsx|docx */
err list_page_annex(struct req *q, struct out *o)
{
    struct call *c = &q->call;
    text format = params_get(&q->query, T("format")), name;
    struct asked asked = {.format = text_eqz(format, "docx") ? ANNEX_DOCX : ANNEX_XLSX, .x = {.lang = c->lang}};
    const struct list_kind *k;
    const struct list_edition *e;
    list_row_list rows = {0};
    void *r;

    (void)o;
    TRY(record_load(c, &list_edition_record, req_id(q, "id"), &r));
    e = r;
    k = list_kind_called(e->list.t);
    if (!k)
        return FAIL(c->arena, E_GONE, w_lists_no_kind);
    if (format.n && !text_eqz(format, "xlsx") && !text_eqz(format, "docx"))
        return FAIL(c->arena, E_INPUT, w_lists_format, .field = "format");
    TRY(list_edition_rows(c, e, NO_TEXT, &rows));
    asked.x.title = name = list_edition_said(c, e);
    asked.x.mark = text_of(w_lists_annex.in[c->lang]);
    asked.x.left = text_fmt(c->arena, "%.*s %.*s", TEXT_ARG(word_filled(c->arena, c->lang, &w_lists_confirmed_on, (const struct arg[]){ARG_DATE("day", e->confirmed_on)}, 1)),
                            TEXT_ARG(e->document));
    asked.x.right = text_of(w_lists_unit.in[c->lang]);
    add_columns(c, k, &asked.x);
    add_lines(c, k, &rows, &asked.x);
    TRY(note(q));
    return export_send(q, text_of(annex_types[asked.format]), text_fmt(c->arena, "%.*s.%s", TEXT_ARG(name), annex_ends[asked.format]), &w_export_no_room, write_asked, &asked);
}
