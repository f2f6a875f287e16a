/* Exports of lists: see export.h. */
#include "export.h"

#include "kit/apart.h"
#include "kit/audit.h"
#include "kit/cell.h"
#include "kit/sheet/sheet_write.h"
#include "kit/words.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *name, *type;
} formats[] = {
    [EXPORT_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    [EXPORT_CSV] = {"csv", "text/csv; charset=utf-8"},
    [EXPORT_JSON] = {"json", "application/json; charset=utf-8"},
};

bool export_format_of(text name, enum export_format *ret)
{
    for (size_t i = 0; i < COUNT(formats); i++)
        if (text_eqz(name, formats[i].name)) {
            *ret = (enum export_format)i;
            return true;
        }
    return false;
}

static enum sheet_write_kind kind_of(const struct field *f)
{
    switch (f->kind) {
    case KIND_money: return WRITE_MONEY;
    case KIND_number: return f->decimals ? WRITE_DECIMAL : WRITE_INTEGER;
    case KIND_degree: return WRITE_DECIMAL;
    case KIND_date: return WRITE_DATE;
    case KIND_month: return WRITE_MONTH;
    default: return WRITE_TEXT;
    }
}

/* The reference whose name a row bears as its own title: the project of a plan, which an import finds by it. NULL: none. */
static const struct field *title_of_other(const struct record *t, const struct field *f)
{
    text head;

    if (strcmp(f->name, t->title) != 0 || !f->derived)
        return NULL;
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].kind == KIND_ref)
            for (text rest = text_of(t->fields[i].heads); text_each(&rest, '|', &head);)
                if (text_eqz(head, f->label.in[LANG_ZH]))
                    return &t->fields[i];
    return NULL;
}

/* A label that two items share (Tiexi District is in Shenyang and in Anshan) would not be found again: the key stands for it. */
static text told_apart(const struct cell_view *cell, const void *r)
{
    const struct field *f = cell->field;
    text key = *(const text *)field_in(f, r);
    const struct codeitem *item = f->list && cell->shown.n ? codelist_match(f->list, cell->shown) : NULL;

    if (!f->list || !cell->shown.n || (item && text_eqz(key, item->key)))
        return cell->shown;
    return key;
}

/* Of a set: its labels where they are read as the same set again, else the keys. */
static text set_told_apart(struct arena *a, const struct cell_view *cell, const void *r)
{
    const struct field *f = cell->field;
    codes kept = *(const codes *)field_in(f, r), again;

    if (!f->list || !cell->shown.n)
        return cell->shown;
    return cell_codes(a, CELL(cell->shown), f->list, &again).is == READ_VALUE && text_eq(again.t, kept.t) ? cell->shown : kept.t;
}

static void put_cell(struct call *c, struct sheet_writer *w, const struct cell_view *cell, const void *r)
{
    const struct field *f = cell->field;
    const void *at = field_in(f, r);
    struct out o = {0};

    switch (f->kind) {
    case KIND_money: sheet_write_money(w, *(const money *)at); return;
    case KIND_date: sheet_write_date(w, *(const date *)at); return;
    case KIND_month: sheet_write_month(w, *(const month *)at); return;
    case KIND_number:
        if (!f->decimals) {
            sheet_write_number(w, *(const number *)at);
            return;
        } /* else as a degree */
        /* fall through */
    case KIND_degree:
        out_init(&o, 256, LANG_EN);
        field_write(&o, f, r, PLAIN);
        sheet_write_decimal(w, text_copy(c->arena, out_text(&o)));
        out_free(&o);
        return;
    case KIND_code: sheet_write_text(w, cell->missing ? NO_TEXT : told_apart(cell, r)); return;
    case KIND_codes: sheet_write_text(w, cell->missing ? NO_TEXT : set_told_apart(c->arena, cell, r)); return;
    default: sheet_write_text(w, cell->missing ? NO_TEXT : cell->shown);
    }
}

/* The rows of one filter, page after page; each page in memory of its own, and nothing of the database mapped. */
static err each_page(struct call *c, const struct filter *f,
                     err (*page)(struct call *c, void *data, const struct page *rows), void *data)
{
    struct filter step = *f;
    char cursor[4096] = "";

    TRY(conn_expect_walk(c->conn, c->arena));
    step.limit = LIMIT_MOST;
    for (;;) {
        struct call sub = *c;
        struct page rows = {0};
        err e;
        sub.arena = arena_new(64 << 20);
        if (cursor[0])
            step.after = text_of(cursor);
        e = record_list(&sub, &step, &rows);
        if (!e)
            e = page(&sub, data, &rows);
        snprintf(cursor, sizeof(cursor), "%.*s", TEXT_ARG(rows.next));
        e = e ? error_new(c->arena, e) : NULL;
        arena_free(sub.arena);
        if (e || !cursor[0])
            return e;
    }
}

struct sheet_job {
    const struct record *record;
    const field_list *columns;
    struct sheet_writer *w;
};

/* The record that a cell names, 0 for none: that of a reference within the scope, or that whose name stands in the row's own title. */
static id named_in(const struct row_view *row, size_t k, const struct field *ref, bool title)
{
    return (id){title || row->cells.v[k].href.n ? *(const int64_t *)field_in(ref, row->record) : 0}; /* no link: beside the scope */
}

/* Projects share names, and steps of all projects are called alike: an exported row names what it belongs to by code or number, so that
 * it finds the same again when it comes back. A row's own title, and people, keep their names unless two share one. */
static err tell_apart(struct call *c, const struct record *t, const field_list *columns, row_list *rows)
{
    id *ids = ARENA_ARRAY(c->arena, id, rows->n + 1);
    text *said = ARENA_ARRAY(c->arena, text, rows->n + 1);

    for (size_t k = 0; k < columns->n; k++) {
        const struct field *f = columns->v[k], *ref = f->kind == KIND_ref ? f : title_of_other(t, f);
        const struct record *to = ref ? record_by_name(text_of(ref->to)) : NULL;
        bool by_code = to && f == ref && (to->code || to->parent);
        if (!to)
            continue;
        for (size_t i = 0; i < rows->n; i++) {
            ids[i] = named_in(&rows->v[i], k, ref, f != ref);
            said[i] = rows->v[i].cells.v[k].shown;
        }
        TRY(by_code ? record_codes(c, to, ids, rows->n, said) : names_told_apart(c, to, ids, rows->n, said));
        for (size_t i = 0; i < rows->n; i++)
            if (ids[i].n)
                rows->v[i].cells.v[k].shown = said[i];
    }
    return NULL;
}

static err sheet_page(struct call *c, void *data, const struct page *rows)
{
    struct sheet_job *j = data;
    row_list shown = {0};

    TRY(rows_view(c, j->record, rows->items.v, rows->items.n, j->columns, &shown));
    TRY(tell_apart(c, j->record, j->columns, &shown));
    for (size_t i = 0; i < shown.n; i++) {
        for (size_t k = 0; k < shown.v[i].cells.n; k++)
            put_cell(c, j->w, &shown.v[i].cells.v[k], shown.v[i].record);
        TRY(sheet_write_row(j->w));
    }
    return NULL;
}

/* The columns, and the references by which their titles are told apart. */
static void only_needed(struct arena *a, struct filter *f, const field_list *columns)
{
    field_list needed = {0};

    for (size_t i = 0; i < columns->n; i++) {
        const struct field *ref = title_of_other(f->record, columns->v[i]);
        list_push(&needed, a) = columns->v[i];
        if (ref)
            list_push(&needed, a) = ref;
    }
    filter_only(a, f, needed.v, needed.n);
}

static err write_sheet(struct call *c, const struct filter *all, const field_list *columns, bool csv, int fd)
{
    struct filter f = *all;
    struct sheet_write_column *heads = ARENA_ARRAY(c->arena, struct sheet_write_column, columns->n);
    struct sheet_write_options with = {
        .csv = csv, .sheet = text_of(f.record->labels.in[c->lang]), .columns = heads, .n = columns->n};
    struct sheet_job j = {f.record, columns, NULL};

    only_needed(c->arena, &f, columns);
    for (size_t i = 0; i < columns->n; i++) {
        struct out o = {0};
        out_init(&o, 1024, c->lang);
        field_head(&o, columns->v[i]);
        heads[i] = (struct sheet_write_column){text_copy(c->arena, out_text(&o)), kind_of(columns->v[i]), 0};
        out_free(&o);
    }
    TRY(sheet_write_open(c->arena, sheet_write_path(c->arena, fd), &with, &j.w));
    TRY(each_page(c, &f, sheet_page, &j));
    return sheet_write_close(j.w);
}

struct json_job {
    const struct record *record;
    struct out o;
    bool more;
};

static err json_page(struct call *c, void *data, const struct page *rows)
{
    struct json_job *j = data;

    for (size_t i = 0; i < rows->items.n; i++) {
        out_raw(&j->o, j->more ? T(",\n") : T("\n"));
        j->more = true;
        TRY(record_json(c, &j->o, j->record, rows->items.v[i]));
    }
    return NULL;
}

static err write_json(struct call *c, const struct filter *f, int fd)
{
    struct json_job j = {.record = f->record};
    err e;

    out_to(&j.o, out_to_fd, &fd, c->lang);
    LIT(&j.o, "[");
    e = each_page(c, f, json_page, &j);
    LIT(&j.o, "\n]\n");
    if (!out_end(&j.o) && !e)
        e = FAIL(c->arena, E_SYSTEM, w_export_no_room);
    out_free(&j.o);
    return e;
}

err export_records(struct call *c, const struct filter *f, const field_list *columns, enum export_format format, int fd)
{
    return format == EXPORT_JSON ? write_json(c, f, fd) : write_sheet(c, f, columns, format == EXPORT_CSV, fd);
}

err export_send(struct req *q, text type, text name, const struct word *no_room,
                err (*write_it)(struct call *c, const void *data, int fd), const void *data)
{
    const char *dir = getenv("TMPDIR");
    struct stat st;
    err e;
    int fd = open(dir ? dir : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd < 0)
        return FAIL(q->call.arena, E_SYSTEM, *no_room);
    e = write_it(&q->call, data, fd);
    if (e || fstat(fd, &st)) {
        close(fd);
        return e ? e : FAIL(q->call.arena, E_SYSTEM, *no_room);
    }
    http_send_fd(q->http, fd, st.st_size, type, name);
    return NULL;
}

/* An export leaves the house, so it is on record; the line is written by a connection of its own, as the page only reads. */
static err note(struct req *q, const struct record *t)
{
    struct conn *w CLEAN(conn_clean) = NULL;
    struct call c = q->call;

    TRY(db_lease(q->web->db, DB_WRITE, c.arena, &w));
    c.conn = w;
    TRY(conn_begin(w, c.arena));
    TRY(audit_note(&c, text_fmt(c.arena, "%s.export", t->name).p, http_query(q->http), T("ok")));
    return conn_commit(w, c.arena);
}

struct asked {
    struct filter filter;
    field_list columns;
    enum export_format format;
};

static err write_asked(struct call *c, const void *data, int fd)
{
    const struct asked *x = data;

    return export_records(c, &x->filter, &x->columns, x->format, fd);
}

err page_export(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    text format = params_get(&q->query, T("format"));
    struct asked x = {.format = EXPORT_XLSX};

    (void)o;
    if (format.n && !export_format_of(format, &x.format))
        return FAIL(q->call.arena, E_INPUT, w_export_format, .field = "format");
    TRY(pages_filter(q, t, &q->query, &x.filter));
    list_columns(&q->call, t, params_get(&q->query, T("columns")), &x.columns);
    TRY(note(q, t));
    return export_send(q, text_of(formats[x.format].type),
                       text_fmt(q->call.arena, "%s.%s", t->labels.in[q->call.lang], formats[x.format].name),
                       &w_export_no_room, write_asked, &x);
}
