/* What goes along when one file is merged into another: the rows of its tables, attachments, plans, reports. See own.h.
 *
 * A type says by which key a row is the same as one that the kept file has already (its `along`, or of a child the strongest key of
 * its imports). Such a row stays behind, readable in the retired file, and so do rows that add up (sources of funds, shares) where the
 * kept file has some of its own: both together would be the money twice. Of a month or a year in both, the person says which counts.
 */
#include "kit/children.h"
#include "kit/pages.h"
#include "own.h"

enum { KEY_FIELDS = 4 };

struct row_key {
    const struct field *up; /* the project that a row belongs to */
    const struct field *v[KEY_FIELDS];
    size_t n;
};

static struct row_key key_of(const struct record *t)
{
    struct row_key k = {0};
    text part, weaker, rest = text_cut(text_of(t->along ? t->along : t->match ? t->match : t->parent), '|', &weaker);

    while (text_each(&rest, '+', &part)) {
        const struct field *f = record_field(t, part);
        if (!k.up)
            k.up = f;
        else if (k.n < KEY_FIELDS)
            k.v[k.n++] = f;
    }
    return k;
}

static bool same_row(const struct row_key *k, const void *a, const void *b)
{
    for (size_t i = 0; i < k->n; i++)
        if (!field_same(k->v[i], a, b))
            return false;
    return k->n > 0;
}

static void *twin_of(const struct row_key *k, const void *r, const child_list *among)
{
    for (size_t i = 0; i < among->n; i++)
        if (same_row(k, r, among->v[i]))
            return among->v[i];
    return NULL;
}

static bool adds_up(const struct record *t)
{
    for (size_t i = 0; t->parent && i < t->n_fields; i++)
        if ((t->fields[i].kind == KIND_money || t->fields[i].kind == KIND_number) && t->fields[i].required == ALWAYS &&
            t->fields[i].change & WHO_EDITOR) /* typed by people: a file's size is no sum */
            return true;
    return false;
}

static err rows_of(struct call *c, const struct record *t, const struct field *up, id project, child_list *ret)
{
    static const char sql_select[] = "SELECT ", sql_from[] = " FROM %s r WHERE r.region = $1 AND r.%s = $2 AND r.removed = 0 ORDER BY r.id";
    CLEAN(out_free) struct out o = {0};
    value_list bind = {0};

    out_init(&o, 64 * 1024, LANG_EN);
    list_push(&bind, c->arena) = V(c->region);
    list_push(&bind, c->arena) = V(project);
    out_raw(&o, text_of(sql_select));
    record_columns(&o, t, "r");
    out_fmt(&o, sql_from, t->name, up->name);
    return record_rows(c, t, &o, &bind, ret);
}

static void types_along(struct arena *a, record_type_list *ret)
{
    size_t n;
    const struct record *const *all = record_all(&n);

    for (size_t i = 0; i < n; i++)
        if (all[i]->along || parent_type(all[i]) == &project_record)
            list_push(ret, a) = all[i];
}

/* --- moving ---------------------------------------------------------------------------------------------------------------- */

struct renamed {
    int64_t from, to;
};
struct moving {
    struct call *c;
    const struct record *t;
    struct row_key key;
    const struct project *kept;
    text reason;
    bool replace; /* of what both have the other's counts */
    child_list here, there;
    LIST(struct renamed) renamed; /* rows that stayed behind, and those that stand for them */
};

/* References among the rows themselves: a milestone that follows one which stayed behind follows its twin. */
static void rename_refs(struct moving *m, void *r)
{
    for (size_t i = 0; i < m->t->n_fields; i++) {
        const struct field *f = &m->t->fields[i];
        if (f->kind != KIND_ref || strcmp(f->to, m->t->name) != 0)
            continue;
        for (size_t k = 0; k < m->renamed.n; k++)
            if (((ref *)field_at(f, r))->n == m->renamed.v[k].from)
                ((ref *)field_at(f, r))->n = m->renamed.v[k].to;
    }
}

/* A further edition of what the kept file has: the one before stays readable, and the reason says whence this one is. */
static void next_edition(struct moving *m, void *r)
{
    const struct field *seq = record_field(m->t, T("seq")), *why = record_field(m->t, T("change_reason")),
                       *baseline = record_field(m->t, T("baseline"));
    int64_t last = 0;

    for (size_t i = 0; i < m->here.n; i++)
        if (same_row(&m->key, r, m->here.v[i]) && ((const number *)field_in(seq, m->here.v[i]))->n > last)
            last = ((const number *)field_in(seq, m->here.v[i]))->n;
    if (!last)
        return;
    ((number *)field_at(seq, r))->n = last + 1;
    *(text *)field_at(why, r) = m->reason;
    if (baseline)
        *(flag *)field_at(baseline, r) = NO;
}

static err move(struct moving *m, const void *old)
{
    void *r = record_copy(m->c->arena, m->t, old);

    ((ref *)field_at(m->key.up, r))->n = m->kept->head.id.n;
    project_place(m->kept, m->t, r);
    rename_refs(m, r);
    if (record_field(m->t, T("seq"))) {
        next_edition(m, r);
        list_push(&m->here, m->c->arena) = r; /* the other's next edition comes behind this one */
    }
    return record_save(m->c, m->t, r, old);
}

/* A row that refers to one still waiting waits with it. */
static bool waits(const struct moving *m, const child_list *left, const void *r)
{
    for (size_t i = 0; i < m->t->n_fields; i++) {
        const struct field *f = &m->t->fields[i];
        for (size_t k = 0; f->kind == KIND_ref && !strcmp(f->to, m->t->name) && k < left->n; k++)
            if (left->v[k] != r && record_head(left->v[k])->id.n == ((const ref *)field_in(f, r))->n)
                return true;
    }
    return false;
}

static err move_rows(struct moving *m, const child_list *first_here)
{
    child_list left = m->there, later;
    bool moved = true;

    while (left.n && moved) {
        moved = false;
        memset(&later, 0, sizeof(later));
        for (size_t i = 0; i < left.n; i++) {
            void *r = left.v[i], *same = twin_of(&m->key, r, first_here);
            if (waits(m, &left, r)) {
                list_push(&later, m->c->arena) = r;
                continue;
            }
            moved = true;
            if (!same || (m->replace && record_field(m->t, T("seq"))))
                TRY(move(m, r));
            else
                list_push(&m->renamed, m->c->arena) = (struct renamed){record_head(r)->id.n, record_head(same)->id.n};
        }
        left = later;
    }
    return NULL;
}

err twin_take_along(struct call *c, const struct project *kept, id gone, bool replace, text reason)
{
    record_type_list types = {0};

    types_along(c->arena, &types);
    for (size_t i = 0; i < types.n; i++) {
        struct moving m = {
            .c = c, .t = types.v[i], .key = key_of(types.v[i]), .kept = kept, .reason = reason, .replace = replace};
        child_list first_here;
        TRY(rows_of(c, m.t, m.key.up, gone, &m.there));
        if (!m.there.n)
            continue;
        TRY(rows_of(c, m.t, m.key.up, kept->head.id, &m.here));
        first_here = m.here;
        if (!first_here.n || !adds_up(m.t))
            TRY(move_rows(&m, &first_here));
    }
    return NULL;
}

/* --- what both have, for the page --------------------------------------------------------------------------------------------- */

/* The figures of a row in a line: what its list shows but its project and its key. */
static text figures_of(struct call *c, const struct record *t, const struct row_key *k, const void *r)
{
    LIST(text) parts = {0};

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        bool is_key = f == k->up || !strcmp(f->name, t->title);
        for (size_t n = 0; n < k->n; n++)
            is_key |= f == k->v[n];
        if (is_key || !f->in_list || f->kind == KIND_moment || field_absent(f, r) || !field_visible(c, f))
            continue;
        if (f->kind == KIND_money || f->kind == KIND_number)
            list_push(&parts,
                      c->arena) = text_fmt(c->arena, "%s %.*s%s%s", f->label.in[c->lang], TEXT_ARG(view_shown(c, f, r)),
                                           f->kind == KIND_money ? " " : "", f->unit ? unit_words[f->unit].in[c->lang] : "");
        else
            list_push(&parts, c->arena) = view_shown(c, f, r);
    }
    return text_join(c->arena, parts.v, parts.n, c->lang == LANG_ZH ? T("，") : T(", "));
}

/* The newest edition of each: rows come in order of their making. */
static void add_both(struct call *c, const struct record *t, const struct row_key *k, const child_list *a,
                     const child_list *b, twice_list *ret)
{
    for (size_t i = 0; i < a->n; i++) {
        void *mine = a->v[i], *other = NULL;
        bool newest = true;
        for (size_t n = i + 1; n < a->n; n++)
            newest &= !same_row(k, mine, a->v[n]);
        for (size_t n = 0; n < b->n; n++)
            other = same_row(k, mine, b->v[n]) ? b->v[n] : other;
        if (newest && other)
            list_push(ret, c->arena) = (struct twin_twice){t, view_shown(c, k->v[0], mine), figures_of(c, t, k, mine),
                                                           figures_of(c, t, k, other)};
    }
}

err twin_in_both(struct call *c, id first, id second, twice_list *ret)
{
    record_type_list types = {0};

    types_along(c->arena, &types);
    for (size_t i = 0; i < types.n; i++) {
        struct row_key k = key_of(types.v[i]);
        child_list a = {0}, b = {0};
        if (!k.up || !record_field(types.v[i], T("seq")))
            continue;
        TRY(rows_of(c, types.v[i], k.up, first, &a));
        TRY(rows_of(c, types.v[i], k.up, second, &b));
        add_both(c, types.v[i], &k, &a, &b, ret);
    }
    return NULL;
}
