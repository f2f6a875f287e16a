/* The second step of an import: which column is which field. What is shown is the mapping kept with the task, else the guess; what is
 * posted becomes the mapping again. See task.h.
 */
#include "kit/import/task_views.h"

#include "kit/import/task.tpl.h"
#include "kit/import/in.h"
#include "kit/import/words.h"

#include <sys/stat.h>
#include <unistd.h>

enum { EXTRA_ROWS = 3, CONSTANT_ROWS = 3, USES_MOST = 40, EXAMPLE_CHARS = 40, MAPPING_BYTES = 1 << 20 };

/* --- showing --------------------------------------------------------------------------------------------------------------------------- */

static text example(struct arena *a, text t)
{
    text folded = text_fold(a, t), rest = folded;
    size_t n = 0;

    while (rest.n && n++ < EXAMPLE_CHARS)
        text_next(&rest);
    return rest.n ? text_fmt(a, "%.*s…", (int)(folded.n - rest.n), folded.p) : folded;
}

static void add_examples(struct arena *a, const struct task_looked *l, struct column_row *r)
{
    size_t n = 0;

    for (size_t i = 0; i < l->n && n < COUNT(r->examples); i++) {
        const struct sheet_cell *x = sheet_at(&l->rows[i], (size_t)r->column);
        if (l->rows[i].number <= l->head.to || head_row_of(&l->head, &l->rows[i]) != HEAD_DATA || !text_trim(x->t).n)
            continue;
        r->examples[n++] = example(a, x->t);
    }
}

static void add_columns(struct call *c, const struct task_looked *l, const guess_list *g, struct columns_view *v)
{
    for (size_t i = 0; i < l->head.n; i++) {
        struct column_row r = {.column = (int)i, .letter = sheet_column_name(c->arena, i), .title = l->head.titles[i],
                               .guessed = g->v[i].field, .score = g->v[i].score, .why = g->v[i].why, .stated = g->v[i].unit};
        add_examples(c->arena, l, &r);
        list_push(&v->columns, c->arena) = r;
    }
}

static text values_text(struct arena *a, const struct mapping_field *f)
{
    LIST(text) lines = {0};

    for (size_t i = 0; i < f->values.n; i++)
        list_push(&lines, a) = text_fmt(a, "%.*s = %.*s", TEXT_ARG(f->values.v[i].from), TEXT_ARG(f->values.v[i].to));
    return lines.n ? text_join(a, lines.v, lines.n, T("\n")) : NO_TEXT;
}

static void add_extra(struct arena *a, struct columns_view *v, int column, const struct field *f, text label)
{
    struct extra_row r = {v->extras.n, column, f, label};

    list_push(&v->extras, a) = r;
}

static void add_constant(struct arena *a, struct columns_view *v, const struct field *f, text value)
{
    struct constant_row r = {v->constants.n, f, value};

    list_push(&v->constants, a) = r;
}

/* A column's first use stands in its row, further ones below the table. */
static void show_use(struct call *c, const struct mapping_field *f, const struct mapping_part *p, int column, struct columns_view *v)
{
    struct column_row *r = &v->columns.v[column];

    if (r->field) {
        add_extra(c->arena, v, column, f->field, p->label);
        return;
    }
    r->field = f->field;
    r->label = p->label;
    r->unit = f->unit;
    r->values = values_text(c->arena, f);
    r->month_as = (int)f->dates.month_as;
    r->dates = f->dates.order == DAY_FIRST ? DATES_DAY : f->dates.order == MONTH_FIRST ? DATES_MONTH : DATES_AS_THEY_ARE;
}

static void show_mapping(struct call *c, const struct mapping *m, const struct head *h, struct columns_view *v)
{
    for (size_t i = 0; i < m->fields.n; i++) {
        const struct mapping_field *f = &m->fields.v[i];
        if (f->constant.p)
            add_constant(c->arena, v, f->field, f->constant);
        for (size_t p = 0; p < f->parts.n; p++)
            for (size_t s = 0; s < f->parts.v[p].sources.n; s++) {
                const struct mapping_source *from = &f->parts.v[p].sources.v[s];
                bool twice;
                int column = mapping_column(from, h, &twice);
                if (column >= 0 && (size_t)column < v->columns.n)
                    show_use(c, f, &f->parts.v[p], column, v);
                else
                    list_push(&v->gone, c->arena) = (struct gone_row){f->field, from->heads.n ? from->heads.v[0] : sheet_column_name(c->arena, (size_t)from->column)};
            }
    }
}

static void add_fields(struct call *c, const struct record *t, struct columns_view *v)
{
    struct field_group g = {0};

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        if (f->group && g.fields.n)
            list_push(&v->fields, c->arena) = g;
        if (f->group)
            g = (struct field_group){.title = f->group};
        if (import_may_read(c, t, f))
            list_push(&g.fields, c->arena) = f;
    }
    if (g.fields.n)
        list_push(&v->fields, c->arena) = g;
}

static text key_label(struct call *c, const struct record *t, text key)
{
    LIST(text) names = {0};
    text part;

    for (text rest = key; text_each(&rest, '+', &part);) {
        const struct field *f = record_field(t, text_trim(part));
        list_push(&names, c->arena) = f ? text_of(f->label.in[c->lang]) : part;
    }
    return text_join(c->arena, names.v, names.n, T(" + "));
}

static void add_key(struct call *c, const struct record *t, text key, text chosen, struct columns_view *v)
{
    for (size_t i = 0; i < v->keys.n; i++)
        if (text_eq(v->keys.v[i].key, key))
            return;
    list_push(&v->keys, c->arena) = (struct key_choice){key, key_label(c, t, key), text_eq(key, chosen)};
}

static void add_keys(struct call *c, const struct record *t, const struct mapping *m, struct columns_view *v)
{
    text chosen = m->match.n ? m->match.v[0] : NO_TEXT, part;

    for (text rest = text_of(t->match); text_each(&rest, '|', &part);)
        add_key(c, t, part, chosen, v);
    if (chosen.n)
        add_key(c, t, chosen, chosen, v);
}

/* Empty rows to fill in. */
static void add_blanks(struct arena *a, struct columns_view *v)
{
    for (int i = 0; i < EXTRA_ROWS; i++)
        add_extra(a, v, -1, NULL, NO_TEXT);
    for (int i = 0; i < CONSTANT_ROWS; i++)
        add_constant(a, v, NULL, NO_TEXT);
}

static void mark_faults(struct columns_view *v, err e)
{
    for (; e; e = e->next)
        for (size_t i = 0; e->field && i < v->columns.n; i++)
            v->columns.v[i].faulty |= v->columns.v[i].field && !strcmp(v->columns.v[i].field->name, e->field);
}

static text all_messages(struct arena *a, err e, enum lang lang)
{
    text said = NO_TEXT;

    for (err one = e; one; one = one->next) {
        text t = error_text(a, one, lang);
        said = said.n ? text_fmt(a, "%.*s\n%.*s", TEXT_ARG(said), TEXT_ARG(t)) : t;
    }
    return said;
}

static text name_of_file(struct arena *a, text file)
{
    size_t n = file.n;

    for (size_t i = file.n; i > 1; i--)
        if (file.p[i - 1] == '.') {
            n = i - 1;
            break;
        }
    while (n && (text_chars(text_sub(file, 0, n)) > 60 || !text_valid(text_sub(file, 0, n))))
        n--;
    return text_copy(a, text_sub(file, 0, n));
}

static err show(struct req *q, struct out *o, struct import_task *t, struct columns_view *v, struct mapping *m, err faults)
{
    struct call *c = &q->call;
    struct task_looked *l = ARENA_NEW(c->arena, struct task_looked);
    struct task_look look;
    guess_list guesses = {0};
    struct mapping *guessed;

    TRY(task_look_read(c->arena, t->look, &look));
    TRY(task_open_sheet(q, t, &look, l));
    mapping_guess(c, t->record, &l->head, &guesses, &guessed);
    m = m ? m : guessed;
    add_columns(c, l, &guesses, v);
    show_mapping(c, m, &l->head, v);
    add_blanks(c->arena, v);
    add_fields(c, t->record, v);
    add_keys(c, t->record, m, v);
    for (size_t i = 0; i < v->columns.n; i++)
        v->used += v->columns.v[i].field != NULL;
    v->name = m->name.n ? m->name : name_of_file(c->arena, t->file_name);
    mark_faults(v, faults);
    if (faults) {
        v->v.error = all_messages(c->arena, faults, o->lang);
        http_status(q->http, web_status_of(faults->code));
    }
    TRY(mapping_entries(c, t->record, &v->kept));
    web_page_titled(q, o, t->file_name, true, SLOT(task_columns, (&(struct tpl_task_columns){.v = v})));
    return NULL;
}

/* GET /{plural}/import/{id}/columns */
err page_task_columns(struct req *q, struct out *o)
{
    struct columns_view v = {0};
    struct import_task t;
    struct mapping *m;

    TRY(task_begin(q, 2, &t, &v.v));
    TRY(task_mapping(&q->call, &t, &m));
    return show(q, o, &t, &v, m, NULL);
}

/* --- what was posted becomes a mapping ------------------------------------------------------------------------------------------------- */

struct posting {
    struct req *q;
    const struct head *head;
    const struct mapping *base; /* the one before: its heads, which may fit other files too, are kept; NULL: none */
    struct mapping *m;
    err faults;
};

static text given(struct posting *p, const char *name, size_t n)
{
    return text_trim(params_get(&p->q->form, text_fmt(p->q->call.arena, "%s%zu", name, n)));
}

static const struct field *field_given(struct posting *p, const char *name, size_t n)
{
    text t = given(p, name, n);
    const struct field *f = t.n ? record_field(p->m->record, t) : NULL;

    return f && import_may_read(&p->q->call, p->m->record, f) ? f : NULL;
}

static bool twice_titled(const struct head *h, text title)
{
    size_t n = 0;

    for (size_t i = 0; i < h->n; i++)
        n += text_eq(h->titles[i], title);
    return n > 1;
}

static struct mapping_source source_of(struct posting *p, const struct field *f, int column)
{
    struct mapping_source s = {.column = -1};
    bool twice;

    for (size_t i = 0; p->base && i < p->base->fields.n; i++)
        for (size_t k = 0; p->base->fields.v[i].field == f && k < p->base->fields.v[i].parts.n; k++)
            for (size_t j = 0; j < p->base->fields.v[i].parts.v[k].sources.n; j++)
                if (mapping_column(&p->base->fields.v[i].parts.v[k].sources.v[j], p->head, &twice) == column)
                    return p->base->fields.v[i].parts.v[k].sources.v[j];
    if (!p->head->titles[column].n || twice_titled(p->head, p->head->titles[column]))
        s.column = column;
    else
        list_push(&s.heads, p->q->call.arena) = p->head->titles[column];
    return s;
}

/* Columns with the same label are one piece, the first that holds something counts; with different labels they are joined. */
static void add_use(struct posting *p, const struct field *f, int column, text label)
{
    struct arena *a = p->q->call.arena;
    struct mapping_field *to = mapping_field(a, p->m, f);
    struct mapping_part *part = NULL;

    for (size_t i = 0; i < to->parts.n; i++)
        if (text_eq(to->parts.v[i].label, label))
            part = &to->parts.v[i];
    if (!part) {
        list_push(&to->parts, a) = (struct mapping_part){.label = label.n ? label : NO_TEXT};
        part = &to->parts.v[to->parts.n - 1];
    }
    list_push(&part->sources, a) = source_of(p, f, column);
}

static void read_values(struct posting *p, struct mapping_field *f, text typed)
{
    text line, to;

    for (text rest = typed; text_each(&rest, '\n', &line);) {
        text from = text_trim(text_cut(text_trim(line), '=', &to));
        if (!from.n)
            continue;
        list_push(&f->values, p->q->call.arena) = (struct mapping_value){from, to.p ? text_trim(to) : T("")};
    }
}

static void read_column(struct posting *p, size_t i)
{
    const struct field *f = field_given(p, "f", i);
    text dates = given(p, "d", i), months = given(p, "m", i), unit = given(p, "u", i);
    struct mapping_field *to;

    if (!f)
        return;
    add_use(p, f, (int)i, given(p, "l", i));
    to = mapping_field(p->q->call.arena, p->m, f);
    if (unit.n)
        to->unit = unit;
    to->dates.order = text_eqz(dates, "day") ? DAY_FIRST : text_eqz(dates, "month") ? MONTH_FIRST : to->dates.order;
    to->dates.month_as = text_eqz(months, "first") ? MONTH_IS_FIRST_DAY : text_eqz(months, "last") ? MONTH_IS_LAST_DAY : to->dates.month_as;
    read_values(p, to, given(p, "v", i));
}

static void read_extras(struct posting *p)
{
    int64_t column;

    for (size_t i = 0; i < USES_MOST; i++) {
        const struct field *f = field_given(p, "xf", i);
        if (f && text_int(given(p, "xc", i), &column) && column >= 0 && (size_t)column < p->head->n)
            add_use(p, f, (int)column, given(p, "xl", i));
    }
    for (size_t i = 0; i < USES_MOST; i++) {
        const struct field *f = field_given(p, "kf", i);
        text value = given(p, "kv", i);
        if (f && value.n)
            mapping_field(p->q->call.arena, p->m, f)->constant = value;
    }
}

/* Columns that the mapping knows and this file lacks: kept for other files, when asked, and the field may then be missing. */
static void keep_gone(struct posting *p)
{
    struct arena *a = p->q->call.arena;
    bool twice;

    for (size_t i = 0; p->base && params_has(&p->q->form, T("keep_gone")) && i < p->base->fields.n; i++) {
        const struct mapping_field *f = &p->base->fields.v[i];
        for (size_t k = 0; k < f->parts.n; k++)
            for (size_t j = 0; j < f->parts.v[k].sources.n; j++) {
                struct mapping_field *to;
                if (mapping_column(&f->parts.v[k].sources.v[j], p->head, &twice) >= 0)
                    continue;
                to = mapping_field(a, p->m, f->field);
                to->optional = true;
                list_push(&to->parts, a) = (struct mapping_part){.label = f->parts.v[k].label};
                list_push(&to->parts.v[to->parts.n - 1].sources, a) = f->parts.v[k].sources.v[j];
            }
    }
}

static void keep_optional(struct posting *p)
{
    for (size_t i = 0; p->base && i < p->base->fields.n; i++)
        for (size_t k = 0; p->base->fields.v[i].optional && k < p->m->fields.n; k++)
            p->m->fields.v[k].optional |= p->m->fields.v[k].field == p->base->fields.v[i].field;
}

static size_t rank_of(const struct mapping *base, const struct field *f, text label)
{
    for (size_t i = 0; i < base->fields.n; i++)
        for (size_t k = 0; base->fields.v[i].field == f && k < base->fields.v[i].parts.n; k++)
            if (text_eq(base->fields.v[i].parts.v[k].label, label))
                return k;
    return SIZE_MAX;
}

/* The pieces of a joined text stay in the order that they had: columns come before further uses in the form, whatever they were. */
static void keep_order(struct posting *p)
{
    for (size_t i = 0; p->base && i < p->m->fields.n; i++) {
        struct mapping_field *f = &p->m->fields.v[i];
        for (size_t k = 1; k < f->parts.n; k++)
            for (size_t j = k; j && rank_of(p->base, f->field, f->parts.v[j].label) < rank_of(p->base, f->field, f->parts.v[j - 1].label); j--) {
                struct mapping_part swap = f->parts.v[j];
                f->parts.v[j] = f->parts.v[j - 1];
                f->parts.v[j - 1] = swap;
            }
    }
}

static err read_posted(struct req *q, const struct import_task *t, const struct head *h, struct mapping **ret)
{
    struct posting p = {.q = q, .head = h, .m = mapping_new(q->call.arena, t->record, text_trim(params_get(&q->form, T("name"))))};
    struct mapping *base;
    text match = params_get(&q->form, T("match"));

    TRY(task_mapping(&q->call, t, &base));
    p.base = base;
    if (base) {
        p.m->note = base->note;
        p.m->version = base->version;
    }
    for (size_t i = 0; i < h->n; i++)
        read_column(&p, i);
    read_extras(&p);
    keep_gone(&p);
    keep_optional(&p);
    keep_order(&p);
    if (match.n)
        list_push(&p.m->match, q->call.arena) = match;
    *ret = p.m;
    return NULL;
}

static err keep_mapping(struct req *q, const struct mapping *m)
{
    struct conn *w CLEAN(conn_clean) = NULL;
    struct call c = q->call;

    TRY(db_lease(q->web->db, DB_WRITE, c.arena, &w));
    c.conn = w;
    TRY(conn_begin(w, c.arena));
    TRY(mapping_save(&c, m));
    return conn_commit(w, c.arena);
}

/* Would the file be readable by it? The same question that the import asks. */
static err try_plan(struct req *q, const struct mapping *m, const struct task_looked *l)
{
    struct plan plan;

    return plan_make(&q->call, m, &l->head, sheet_format(l->sheet), &plan);
}

/* POST /{plural}/import/{id}/columns: do = next (on to the check), save (under a name, and stay). */
err post_task_columns(struct req *q, struct out *o)
{
    struct task_looked *l = ARENA_NEW(q->call.arena, struct task_looked);
    struct columns_view v = {0};
    struct import_task t;
    struct task_look look;
    struct mapping *m;
    err e;

    TRY(task_begin(q, 2, &t, &v.v));
    TRY(task_look_read(q->call.arena, t.look, &look));
    TRY(task_open_sheet(q, &t, &look, l));
    TRY(read_posted(q, &t, &l->head, &m));
    e = mapping_check(q->call.arena, m);
    if (!e)
        e = try_plan(q, m, l);
    if (e)
        return show(q, o, &t, &v, m, e);
    t.mapping = task_mapping_text(q->call.arena, m);
    if (t.state != TASK_DONE)
        t.state = TASK_MAPPED;
    t.checked = NO_TEXT;
    if (text_eqz(params_get(&q->form, T("do")), "save")) {
        TRY(keep_mapping(q, m));
        TRY(task_keep(q, &t, NULL));
        return web_go(q, "%.*s/columns", TEXT_ARG(v.v.base));
    }
    if (t.state == TASK_DONE)
        return FAIL(q->call.arena, E_STATE, w_imp_done_already);
    TRY(task_keep(q, &t, &task_check_job));
    return web_go(q, "%.*s/check", TEXT_ARG(v.v.base));
}

/* --- kept mappings and files ------------------------------------------------------------------------------------------------------------- */

static err read_file(struct req *q, const struct http_file *f, const struct record *t, struct mapping **ret)
{
    char *p;
    ssize_t n;

    if (f->size > MAPPING_BYTES)
        return FAIL(q->call.arena, E_TOO_LARGE, w_imp_mapping_large);
    p = arena_alloc(q->call.arena, (size_t)f->size + 1);
    n = pread(f->fd, p, (size_t)f->size, 0);
    return mapping_read(q->call.arena, (text){p, n > 0 ? (size_t)n : 0}, t, ret);
}

/* POST /{plural}/import/{id}/mapping: one that was kept, by name, or from a file. */
err post_task_mapping(struct req *q, struct out *o)
{
    const struct http_file *f = http_file(q->http, "file");
    struct columns_view v = {0};
    struct import_task t;
    struct mapping *m = NULL;
    err e;

    TRY(task_begin(q, 2, &t, &v.v));
    e = f && f->size ? read_file(q, f, t.record, &m) : mapping_load(&q->call, t.record, params_get(&q->form, T("kept")), &m);
    if (e && (e->code == E_INPUT || e->code == E_GONE || e->code == E_TOO_LARGE))
        return show(q, o, &t, &v, NULL, e);
    TRY(e);
    t.mapping = task_mapping_text(q->call.arena, m);
    TRY(task_keep(q, &t, NULL));
    return web_go(q, "%.*s/columns", TEXT_ARG(v.v.base));
}

/* GET /{plural}/import/{id}/mapping.json */
err page_task_mapping_json(struct req *q, struct out *o)
{
    struct task_view v;
    struct import_task t;
    struct mapping *m;

    TRY(task_begin(q, 2, &t, &v));
    TRY(task_mapping(&q->call, &t, &m));
    if (!m)
        return FAIL(q->call.arena, E_GONE, w_mapping_empty);
    http_set_type(q->http, "application/json; charset=utf-8");
    http_set_download(q->http, text_fmt(q->call.arena, "%.*s.json", TEXT_ARG(m->name)));
    m->sheet = NO_TEXT; /* what belongs to this one file */
    m->head_from = m->head_to = 0;
    mapping_write(o, m);
    return NULL;
}
