/* Many records of one type typed in one table: see grid.h. */
#include "grid.h"

#include "kit/event.h"
#include "kit/ripple.h"
#include "kit/words.h"

enum { TRIES = 5 };

text grid_name(struct arena *a, id key, const char *what)
{
    return text_fmt(a, "%lld.%s", (long long)key.n, what);
}

text grid_typed(struct req *q, id key, const char *what)
{
    return params_get(&q->form, grid_name(q->call.arena, key, what));
}

static const struct field *column(const struct grid *g, size_t i)
{
    return record_field(g->record, text_of(g->fields[i]));
}

/* --- reading --------------------------------------------------------------------------------------------------------------------- */

bool grid_posted(struct req *q, id key)
{
    size_t at = 0;
    int64_t n;
    text one;

    while (params_each(&q->form, T("row"), &at, &one))
        if (text_int(one, &n) && n == key.n)
            return true;
    return false;
}

static void read_cell(struct req *q, struct grid_row *r, const struct field *f)
{
    struct arena *a = q->call.arena;
    text typed = grid_typed(q, r->key, f->name);
    err e;

    if (!typed.p)
        return;
    e = form_value(q, f, typed, r->typed);
    if (!e)
        e = field_check(a, f, r->typed);
    if (e)
        field_copy(f, r->typed, r->stored);
    r->faults = error_also(a, r->faults, e);
}

void grid_gather(struct grid *g, struct grid_row *r)
{
    const struct record *t = g->record;

    r->in.set = (struct fieldset){{0}};
    r->changed = false;
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        bool same = field_same(f, r->typed, r->stored);
        if (f->derived || (t->state && !strcmp(f->name, t->state)) || (r->exists && f->once))
            continue;
        r->changed |= !same;
        if (!same || (!r->exists && !field_absent(f, r->typed)))
            fieldset_add(&r->in.set, i);
    }
    r->in.values = r->typed;
    r->in.version = record_head_of(r->stored)->version;
}

/* A row that somebody else changed since the page was opened: what only one of the two changed is taken from him; where both did, both
 * figures are shown, and who saves again has chosen. */
static err check_seen(struct req *q, struct grid *g, struct grid_row *r)
{
    const struct record_head *stored = record_head_of(r->stored);
    struct call *c = &q->call;
    struct input mine = r->in;
    clash_list clashes = {0};
    bool both;
    void *now;

    mine.version = 0;
    text_int(grid_typed(q, r->key, "version"), &mine.version);
    if (mine.version == stored->version || !r->changed)
        return NULL;
    both = !mine.version; /* begun by both at once: there is nothing that both had seen */
    if (mine.version)
        TRY(act_clashes(c, g->record, stored->id, &mine, &clashes, &now));
    for (size_t i = 0; i < clashes.n; i++) {
        if (!clashes.v[i].both)
            field_copy(clashes.v[i].field, r->typed, now);
        both |= clashes.v[i].both;
    }
    grid_gather(g, r);
    return both ? FAIL(c->arena, E_CLASH, w_grid_clash, .args = {ARG_TEXT("title", record_title(g->record, r->stored))})
                : NULL;
}

void grid_read(struct req *q, struct grid *g)
{
    for (size_t i = 0; i < g->rows.n; i++) {
        struct grid_row *r = &g->rows.v[i];
        r->posted = !r->locked && grid_posted(q, r->key);
        r->typed = r->stored;
        if (!r->posted)
            continue;
        r->typed = record_copy(q->call.arena, g->record, r->stored);
        for (size_t k = 0; k < g->n_fields; k++)
            read_cell(q, r, column(g, k));
        grid_gather(g, r);
        r->faults = error_also(q->call.arena, r->faults, check_seen(q, g, r));
    }
}

/* --- showing --------------------------------------------------------------------------------------------------------------------- */

/* What a person chose by its words is the key. */
static text key_of(const struct field *f, text value)
{
    const struct codeitem *item = f->list && value.n ? codelist_match(f->list, value) : NULL;

    return item ? text_of(item->key) : value;
}

static void show_cell(struct req *q, struct grid_row *r, const struct field *f)
{
    struct call *c = &q->call;
    struct grid_cell cell = {.field = f,
                             .name = grid_name(c->arena, r->key, f->name),
                             .figure = f->kind == KIND_money || f->kind == KIND_number,
                             .fault = error_said_at(c->arena, r->faults, f->name, c->lang)};
    text typed = cell.fault.n ? params_get(&q->form, cell.name) : NO_TEXT;

    cell.value = key_of(f, typed.p ? typed : field_written(c->arena, f, r->typed, FORM, c->lang));
    cell.shown = field_absent(f, r->stored) ? NO_TEXT : cell.figure ? field_written(c->arena, f, r->stored, FORM, c->lang) : view_shown(c, f, r->stored);
    for (err e = r->faults; e; e = e->next)
        if (e->code == E_CLASH && !field_same(f, r->typed, r->stored))
            cell.theirs = cell.shown.n ? cell.shown : T("–");
    for (size_t i = 0; f->list && i < f->list->n; i++)
        list_push(&cell.options, c->arena) = (struct option_view){
            text_of(f->list->items[i].key), codelist_label(f->list, code_of(&f->list->items[i]), c->lang),
            text_eqz(cell.value, f->list->items[i].key)};
    list_push(&r->cells, c->arena) = cell;
}

struct grid_cell *grid_cell_of(struct grid_row *r, const char *field)
{
    for (size_t i = 0; i < r->cells.n; i++)
        if (!strcmp(r->cells.v[i].field->name, field))
            return &r->cells.v[i];
    return NULL;
}

void grid_cells(struct req *q, struct grid *g)
{
    for (size_t i = 0; i < g->rows.n; i++) {
        struct grid_row *r = &g->rows.v[i];
        if (!r->typed)
            r->typed = r->stored;
        for (size_t k = 0; k < g->n_fields; k++)
            show_cell(q, r, column(g, k));
        for (err e = r->faults; e && !r->general.n; e = e->next)
            if (!e->field || !grid_cell_of(r, e->field))
                r->general = error_text(q->call.arena, e, q->call.lang);
    }
}

/* --- running --------------------------------------------------------------------------------------------------------------------- */

static bool is_a_rows(err e)
{
    return e->code == E_INPUT || e->code == E_STATE || e->code == E_CLASH || e->code == E_GONE;
}

static err all_due(struct call *c, struct grid *g, const char *event,
                   err (*one)(struct call *, struct grid *, struct grid_row *), struct grid_row **ret_refused,
                   int64_t *ret_done)
{
    *ret_refused = NULL;
    *ret_done = 0;
    c->ripples = NULL;
    TRY(conn_begin(c->conn, c->arena));
    for (size_t i = 0; i < g->rows.n; i++) {
        err e = g->rows.v[i].due ? one(c, g, &g->rows.v[i]) : NULL;
        if (e) {
            *ret_refused = &g->rows.v[i];
            return e;
        }
        *ret_done += g->rows.v[i].due;
    }
    TRY(ripple_flush(c));
    TRY(event_note(c, event, text_fmt(c->arena, "%lld", (long long)*ret_done)));
    return conn_commit(c->conn, c->arena);
}

static bool any_due(const struct grid *g)
{
    for (size_t i = 0; i < g->rows.n; i++)
        if (g->rows.v[i].due)
            return true;
    return false;
}

err grid_run(struct call *c, struct grid *g, const char *event,
             err (*one)(struct call *, struct grid *, struct grid_row *), int64_t *ret_done)
{
    int tries = 0;

    *ret_done = 0;
    while (any_due(g)) {
        struct grid_row *refused;
        err e = all_due(c, g, event, one, &refused, ret_done);
        if (!e)
            break;
        conn_rollback(c->conn);
        *ret_done = 0;
        if (e->code == E_RETRY && ++tries < TRIES)
            continue;
        if (refused && e->code == E_DENIED && act_by_name(c->act_name))
            act_note_refusal(c, act_by_name(c->act_name), record_head_of(refused->stored)->id);
        if (!refused || !is_a_rows(e))
            return e;
        refused->faults = error_also(c->arena, refused->faults, e);
        refused->due = false;
    }
    return NULL;
}

static err save_row(struct call *c, struct grid *g, struct grid_row *r)
{
    return act_run_inside(c, act_by_name(text_of(r->exists ? g->change : g->create)), record_head_of(r->stored)->id,
                          &r->in, NULL);
}

err grid_save(struct call *c, struct grid *g, int64_t *ret_saved)
{
    for (size_t i = 0; i < g->rows.n; i++)
        g->rows.v[i].due = g->rows.v[i].posted && g->rows.v[i].changed && !g->rows.v[i].faults;
    return grid_run(c, g, g->change, save_row, ret_saved);
}

void grid_carry(struct grid *now, const struct grid *was)
{
    for (size_t i = 0; i < now->rows.n; i++)
        for (size_t k = 0; k < was->rows.n; k++) {
            struct grid_row *r = &now->rows.v[i];
            const struct grid_row *old = &was->rows.v[k];
            if (r->key.n != old->key.n)
                continue;
            r->posted = old->posted;
            r->faults = old->faults;
            r->typed = old->faults && !r->locked ? old->typed : r->stored;
        }
}
