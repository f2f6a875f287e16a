/* Lists by filter, in order, a page at a time: see filter.h. A page follows a key: (sort value, id) of its predecessor's last
 * row. Rows without a sort value stand behind all others, in either direction, and are read by a query of their own: so every
 * range stays one that an index can walk.
 */
#include "filter.h"

#include "kit/search.h"
#include "kit/store.h"
#include "kit/words.h"

err filter_init(struct filter *f, const struct record *t)
{
    *f = (struct filter){.record = t, .limit = LIMIT_DEFAULT};
    if (t->sort) {
        f->descending = t->sort[0] == '-';
        f->sort = record_field(t, text_of(t->sort + f->descending));
    }
    return NULL;
}

/* Who may not read a value may not find it by asking either. */
static bool may_ask(const struct call *c, const struct field *f)
{
    return field_visible(c, f) && field_in_clear(c, f, NULL);
}

static err take_sort(struct arena *a, struct filter *f, text value, const struct call *c)
{
    bool down = text_starts(value, T("-"));
    text name = text_sub(value, down, value.n);
    const struct field *field = record_field(f->record, name);

    if ((!field && !text_eqz(name, "id")) || (field && !may_ask(c, field)))
        return FAIL(a, E_INPUT, w_filter_unknown, .field = "sort", .args = {ARG_TEXT("name", name)});
    f->sort = field;
    f->descending = down;
    return NULL;
}

static err take_limit(struct arena *a, struct filter *f, text value)
{
    int64_t n;

    if (!text_int(value, &n) || n < 1 || n > LIMIT_MOST)
        return FAIL(a, E_INPUT, w_filter_limit, .field = "limit", .args = {ARG_INT("most", LIMIT_MOST)});
    f->limit = (int)n;
    return NULL;
}

static err take_ids(struct arena *a, struct filter *f, text value)
{
    text part;
    int64_t n;

    for (text rest = value; text_each(&rest, ',', &part);) {
        if (!text_int(part, &n) || f->ids.n >= IDS_MOST)
            return FAIL(a, E_INPUT, w_filter_ids, .field = "id", .args = {ARG_INT("most", IDS_MOST)});
        list_push(&f->ids, a) = (id){n};
    }
    return NULL;
}

static bool op_of(text suffix, enum filter_op *ret)
{
    static const struct {
        const char *name;
        enum filter_op op;
    } ops[] = {{"min", OP_MIN}, {"max", OP_MAX}, {"has", OP_HAS}, {"empty", OP_EMPTY}};

    for (size_t i = 0; i < COUNT(ops); i++)
        if (text_eqz(suffix, ops[i].name)) {
            *ret = ops[i].op;
            return true;
        }
    return false;
}

/* A value that the field can't hold is refused now, not when the database is asked. */
static err check_value(struct arena *a, const struct record *t, const struct condition *c)
{
    void *box = record_new(a, t);
    text part;

    if (c->op == OP_HAS || c->op == OP_EMPTY)
        return NULL;
    for (text rest = c->typed; text_each(&rest, ',', &part);)
        TRY(field_parse(a, c->field, part, PLAIN, box));
    return NULL;
}

void filter_only(struct arena *a, struct filter *f, const struct field *const columns[], size_t n)
{
    const struct record *t = f->record;
    const char *const own[] = {t->title, t->code, t->state, t->parent};
    struct fieldset *only = ARENA_NEW(a, struct fieldset);

    for (size_t i = 0; i < n; i++)
        fieldset_add(only, record_index(t, columns[i]));
    for (size_t i = 0; i < COUNT(own); i++)
        if (own[i])
            fieldset_add(only, record_index(t, record_field(t, text_of(own[i]))));
    if (f->sort) /* the cursor holds its value */
        fieldset_add(only, record_index(t, f->sort));
    f->only = only;
}

err filter_add(struct arena *a, struct filter *f, text name, text value, struct call *c)
{
    struct condition cond = {.op = OP_IN, .typed = text_trim(value)};
    text suffix, base = text_cut(name, '.', &suffix);

    if (text_eqz(name, "q")) {
        f->search = cond.typed;
        return NULL;
    }
    if (text_eqz(name, "sort"))
        return cond.typed.n ? take_sort(a, f, cond.typed, c) : NULL;
    if (text_eqz(name, "limit"))
        return take_limit(a, f, cond.typed);
    if (text_eqz(name, "after") || text_eqz(name, "before")) {
        *(text_eqz(name, "after") ? &f->after : &f->before) = cond.typed;
        return NULL;
    }
    if (text_eqz(name, "id"))
        return take_ids(a, f, cond.typed);
    cond.field = record_field(f->record, base);
    if (!cond.field || !may_ask(c, cond.field) || (suffix.p && !op_of(suffix, &cond.op)))
        return FAIL(a, E_INPUT, w_filter_unknown, .field = text_z(a, name), .args = {ARG_TEXT("name", name)});
    if (!cond.typed.n)
        return NULL;
    TRY(check_value(a, f->record, &cond));
    list_push(&f->conditions, a) = cond;
    return NULL;
}

static const char *const suffixes[] = {
    [OP_IN] = "", [OP_MIN] = ".min", [OP_MAX] = ".max", [OP_HAS] = ".has", [OP_EMPTY] = ".empty"};

void filter_write(struct out *o, const struct filter *f, ptrdiff_t but)
{
    const char *between = "";

    for (size_t i = 0; i < f->conditions.n; i++) {
        const struct condition *c = &f->conditions.v[i];
        if ((ptrdiff_t)i == but)
            continue;
        out_fmt(o, "%s%s%s=", between, c->field->name, suffixes[c->op]);
        out_escape_url(o, c->typed);
        between = "&";
    }
    if (f->search.n) {
        out_fmt(o, "%sq=", between);
        out_escape_url(o, f->search);
        between = "&";
    }
    if (f->sort)
        out_fmt(o, "%ssort=%s%s", between, f->descending ? "-" : "", f->sort->name);
}

void condition_show(struct out *o, const struct condition *c)
{
    struct arena *a = arena_new(1 << 20);
    int64_t box[2];
    struct field shown = *c->field;
    text part;
    bool first = true;

    shown.offset = 0;
    out_raw(o, text_of(c->op == OP_MIN ? "≥ " : c->op == OP_MAX ? "≤ " : ""));
    if (c->op == OP_HAS)
        out_fmt(o, o->lang == LANG_ZH ? "含“%.*s”" : "contains “%.*s”", TEXT_ARG(c->typed));
    else if (c->op == OP_EMPTY)
        out_raw(o, text_of((text_eqz(c->typed, "0") ? w_filter_present : w_filter_absent).in[o->lang]));
    else
        for (text rest = c->typed; text_each(&rest, ',', &part); first = false) {
            if (!first)
                out_raw(o, o->lang == LANG_ZH ? T("、") : T(", "));
            if (field_parse(a, &shown, part, PLAIN, box))
                out_raw(o, part);
            else if (shown.kind == KIND_money)
                fmt_money(o, (money){box[0]});
            else
                field_show(o, &shown, box);
        }
    arena_free(a);
}

/* --- SQL ------------------------------------------------------------------------------------------------------------------ */

static struct value parsed(struct call *c, const struct record *t, const struct field *f, text typed)
{
    void *box = record_new(c->arena, t);
    err e = field_parse(c->arena, f, typed, PLAIN, box);

    return e ? (struct value){0} : field_value(f, box);
}

/* %key% with the pattern's own signs made plain; the escape sign is ! */
static text pattern(struct arena *a, text t, const char *head, const char *tail)
{
    t = text_replace(a, text_lower(a, t), T("!"), T("!!"));
    t = text_replace(a, t, T("%"), T("!%"));
    t = text_replace(a, t, T("_"), T("!_"));
    return text_fmt(a, "%s%.*s%s", head, TEXT_ARG(t), tail);
}

void filter_in(struct call *c, const struct filter *f, const struct condition *x, struct out *o, value_list *bind)
{
    text part;
    bool set = x->field->kind == KIND_codes;
    const char *between = "";

    LIT(o, " AND (");
    if (!set)
        out_fmt(o, "r.%s IN (", x->field->name);
    for (text rest = x->typed; text_each(&rest, ',', &part); between = set ? " OR " : ", ") {
        list_push(bind, c->arena) = set ? V(pattern(c->arena, part, "%,", ",%")) : parsed(c, f->record, x->field, part);
        if (set)
            out_fmt(o, "%s',' || r.%s || ',' LIKE $%zu ESCAPE '!'", between, x->field->name, bind->n);
        else
            out_fmt(o, "%s$%zu", between, bind->n);
    }
    out_raw(o, set ? T(")") : T("))"));
}

static void add_condition(struct call *c, const struct filter *f, const struct condition *x, struct out *o,
                          value_list *bind)
{
    const char *column = x->field->name;

    switch (x->op) {
    case OP_IN: filter_in(c, f, x, o, bind); break;
    case OP_MIN:
    case OP_MAX:
        list_push(bind, c->arena) = parsed(c, f->record, x->field, x->typed);
        out_fmt(o, " AND r.%s %s $%zu", column, x->op == OP_MIN ? ">=" : "<=", bind->n);
        break;
    case OP_HAS:
        list_push(bind, c->arena) = V(pattern(c->arena, x->typed, "%", "%"));
        out_fmt(o, " AND LOWER(r.%s) LIKE $%zu ESCAPE '!'", column, bind->n);
        break;
    case OP_EMPTY: out_fmt(o, " AND r.%s IS %sNULL", column, text_eqz(x->typed, "0") ? "NOT " : ""); break;
    default: break;
    }
}

void filter_where(struct call *c, const struct filter *f, struct out *o, value_list *bind)
{
    LIT(o, " WHERE ");
    record_scope(c, f->record, "r", o, bind);
    if (!f->removed)
        LIT(o, " AND r.removed = 0");
    if (f->parent.n && f->record->parent) {
        list_push(bind, c->arena) = V(f->parent);
        out_fmt(o, " AND r.%s = $%zu", f->record->parent, bind->n);
    }
    for (size_t i = 0; i < f->conditions.n; i++)
        add_condition(c, f, &f->conditions.v[i], o, bind);
    for (size_t i = 0; i < f->ids.n; i++) {
        list_push(bind, c->arena) = V(f->ids.v[i]);
        out_fmt(o, "%s$%zu%s", i ? ", " : " AND r.id IN (", bind->n, i + 1 == f->ids.n ? ")" : "");
    }
    if (f->search.n && !search_clause(c, f->record, f->search, "r", o, bind))
        LIT(o, " AND 1 = 0");
}

/* --- the cursor: "value~id" or "~id" among the rows without a value ---------------------------------------------------- */

struct cursor {
    bool set, absent;
    struct value v;
    int64_t id;
};

static text cursor_write(struct call *c, const struct filter *f, const void *r)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64 * 1024, LANG_EN);
    if (f->sort)
        field_write(&o, f->sort, r, PLAIN);
    out_fmt(&o, "~%lld", (long long)record_head_of(r)->id.n);
    return text_copy(c->arena, out_text(&o));
}

static err cursor_read(struct call *c, const struct filter *f, text t, struct cursor *ret)
{
    text typed = t;

    if (!t.n)
        return NULL;
    while (typed.n && typed.p[typed.n - 1] != '~')
        typed.n--;
    if (!typed.n || !text_int(text_sub(t, typed.n, t.n), &ret->id))
        return FAIL(c->arena, E_INPUT, w_filter_cursor, .field = "after");
    typed.n--;
    ret->set = true;
    ret->absent = !typed.n;
    if (f->sort && typed.n) {
        ret->v = parsed(c, f->record, f->sort, typed);
        if (ret->v.kind == VALUE_NULL)
            return FAIL(c->arena, E_INPUT, w_filter_cursor, .field = "after");
    }
    return NULL;
}

/* One of the two ranges: rows with a sort value, or rows without; from the cursor on, or `back` from it. */
static err read_range(struct call *c, const struct filter *f, const struct cursor *at, bool absent, bool back,
                      size_t most, struct page *ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    void *blank;
    value_list bind = {0};
    bool down = (f->descending || !f->sort) != back;
    const char *way = down ? "DESC" : "ASC", *than = down ? "<" : ">";

    out_init(&o, 64 * 1024, LANG_EN);
    LIT(&o, "SELECT ");
    record_columns_of(&o, f->record, "r", f->only);
    out_fmt(&o, " FROM %s r", f->record->name);
    filter_where(c, f, &o, &bind);
    if (f->sort)
        out_fmt(&o, " AND r.%s IS %sNULL", f->sort->name, absent ? "" : "NOT ");
    if (at->set && at->absent == (absent || !f->sort)) {
        if (f->sort && !absent) {
            list_push(&bind, c->arena) = at->v;
            list_push(&bind, c->arena) = V(at->id);
            out_fmt(&o, " AND (r.%s, r.id) %s ($%zu, $%zu)", f->sort->name, than, bind.n - 1, bind.n);
        } else {
            list_push(&bind, c->arena) = V(at->id);
            out_fmt(&o, " AND r.id %s $%zu", than, bind.n);
        }
    }
    LIT(&o, " ORDER BY ");
    if (f->sort && !absent)
        out_fmt(&o, "r.%s %s, ", f->sort->name, way);
    out_fmt(&o, "r.id %s LIMIT %zu", way, most);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    blank = record_new(c->arena, f->record);
    while (query_step(&q)) {
        void *r = memcpy(arena_alloc(c->arena, f->record->size), blank, f->record->size);
        record_read_of(&q, f->record, r, 0, f->only);
        list_push(&ret->items, c->arena) = r;
    }
    return query_end(&q);
}

static err check_sort(struct call *c, const struct filter *f)
{
    int64_t n;
    bool more;

    if (!f->sort || f->sort->sortable || f->parent.n)
        return NULL;
    TRY(record_count_upto(c, f, SORT_BOUND, &n, &more));
    if (!more)
        return NULL;
    return FAIL(c->arena, E_INPUT, w_filter_sort_bound, .field = "sort",
                .args = {ARG_WORD("field", &f->sort->label), ARG_INT("bound", SORT_BOUND)});
}

static void turn(struct page *p)
{
    for (size_t i = 0, n = p->items.n; i < n / 2; i++) {
        void *t = p->items.v[i];
        p->items.v[i] = p->items.v[n - 1 - i];
        p->items.v[n - 1 - i] = t;
    }
}

/* The page in front of a cursor: the same ranges walked the other way. */
static err list_back(struct call *c, const struct filter *f, struct page *ret)
{
    struct cursor at = {0};
    struct page got = {0};
    size_t most = (size_t)f->limit + 1;

    TRY(cursor_read(c, f, f->before, &at));
    if (f->sort && at.absent)
        TRY(read_range(c, f, &at, true, true, most, &got));
    if (got.items.n < most)
        TRY(read_range(c, f, &at, false, true, most - got.items.n, &got));
    if (got.items.n) {
        got.next = cursor_write(c, f, got.items.v[0]);
        if (got.items.n == most) {
            got.items.n--;
            got.prev = cursor_write(c, f, got.items.v[got.items.n - 1]);
        }
    }
    turn(&got);
    *ret = got;
    return NULL;
}

err record_list(struct call *c, const struct filter *f, struct page *ret)
{
    struct cursor at = {0};
    struct page got = {0};
    size_t most = (size_t)f->limit + 1;

    TRY(check_sort(c, f));
    if (f->before.n)
        return list_back(c, f, ret);
    TRY(cursor_read(c, f, f->after, &at));
    if (!at.set || !at.absent || !f->sort)
        TRY(read_range(c, f, &at, false, false, most, &got));
    if (f->sort && got.items.n < most)
        TRY(read_range(c, f, &at, true, false, most - got.items.n, &got));
    if (got.items.n == most) {
        got.items.n--;
        got.next = cursor_write(c, f, got.items.v[got.items.n - 1]);
    }
    if (at.set && got.items.n)
        got.prev = cursor_write(c, f, got.items.v[0]);
    *ret = got;
    return NULL;
}

err record_each(struct call *c, const struct filter *f, err (*each)(void *, struct arena *, const void *), void *data)
{
    struct filter step = *f;
    char cursor[4096] = "";

    step.limit = LIMIT_MOST;
    for (;;) {
        struct arena *a = arena_new(64 << 20);
        struct call sub = *c;
        struct page page = {0};
        err e;
        sub.arena = a;
        step.after = cursor[0] ? text_of(cursor) : f->after;
        e = record_list(&sub, &step, &page);
        for (size_t i = 0; !e && i < page.items.n; i++)
            e = each(data, a, page.items.v[i]);
        snprintf(cursor, sizeof(cursor), "%.*s", TEXT_ARG(page.next));
        e = e ? error_new(c->arena, e) : NULL;
        arena_free(a);
        if (e || !cursor[0])
            return e;
    }
}
