/* Deciding what becomes of one row, and doing it: which record is meant, what a person settled, what changes. See run.h. */
#include "kit/import/run.h"

#include "kit/audit.h"
#include "kit/import/words.h"
#include "kit/workflow.h"

/* --- one row -------------------------------------------------------------------------------------------------------------------- */

/* A row being decided. */
struct deciding {
    struct run *run;
    struct parsed *row;
    struct match match;
    const struct import_choice *choice;
    struct input in;
    void *now; /* the record as it is; NULL: a new one */
    struct import_row out;
};

static const struct import_choice *choice_of(const struct import *i, int64_t row)
{
    for (size_t k = 0; k < i->options.n_choices; k++)
        if (i->options.choices[k].row == row)
            return &i->options.choices[k];
    return NULL;
}

static void refuse(struct deciding *d, err why)
{
    d->out.outcome = ROW_REFUSED;
    d->out.refused = why;
}

static text title_of(struct run *r, const void *record)
{
    return record ? record_title(r->t, record) : NO_TEXT;
}

static const struct word *first_key_label(const struct deciding *d)
{
    const struct plan *p = &d->run->i->plan;

    for (size_t k = 0; k < p->n_keys; k++)
        for (size_t f = 0; f < p->keys[k].n; f++)
            if (fieldset_has(&d->row->set, record_index(p->record, p->keys[k].fields[f])))
                return &p->keys[k].fields[p->keys[k].n - 1]->label;
    return &p->record->label;
}

enum { FIELDS_SHOWN = 12, CONFLICT_JSON = 64 * 1024 };

static void put_side(struct out *o, const char *key, const struct field *f, const void *r)
{
    out_fmt(o, ",\"%s\":", key);
    if (r)
        field_json(o, f, r);
    else
        LIT(o, "null");
}

static bool is_key(const struct plan *p, const struct field *f)
{
    for (size_t k = 0; k < p->n_keys; k++)
        for (size_t i = 0; i < p->keys[k].n; i++)
            if (p->keys[k].fields[i] == f)
                return true;
    return false;
}

/* What a person needs to see which record is meant: the keys, then what differs. */
static text sides(const struct deciding *d)
{
    const struct plan *p = &d->run->i->plan;
    CLEAN(out_free) struct out o;
    size_t n = 0;

    out_init(&o, CONFLICT_JSON, LANG_ZH);
    LIT(&o, "[");
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < p->record->n_fields && n < FIELDS_SHOWN; i++) {
            const struct field *f = &p->record->fields[i];
            bool differs = (d->match.first && !field_same(f, d->row->r, d->match.first)) ||
                           (d->match.second && !field_same(f, d->row->r, d->match.second));
            if (!fieldset_has(&d->row->set, i) || is_key(p, f) != !pass || f->long_text || (pass && !differs))
                continue;
            out_fmt(&o, "%s{\"field\":\"%s\"", n++ ? "," : "", f->name);
            put_side(&o, "row", f, d->row->r);
            put_side(&o, "first", f, d->match.first);
            put_side(&o, "second", f, d->match.second);
            LIT(&o, "}");
        }
    LIT(&o, "]");
    return text_copy(d->run->outer->arena, out_text(&o));
}

static void list_conflict(struct deciding *d, const struct word *why, err said)
{
    struct import_result *res = &d->run->i->result;
    struct arena *a = d->run->outer->arena;

    if (res->conflicts_n++ >= IMPORT_LISTED)
        return;
    list_push(&res->conflicts, a) = (struct import_conflict){
        .row = d->row->number,
        .why = why,
        .title = text_copy(a, d->out.title),
        .first = d->match.first ? record_head(d->match.first)->id : (id){0},
        .first_title = text_copy(a, title_of(d->run, d->match.first)),
        .second = d->match.second ? record_head(d->match.second)->id : (id){0},
        .second_title = text_copy(a, title_of(d->run, d->match.second)),
        .said = {error_text(a, said, LANG_ZH), error_text(a, said, LANG_EN)},
        .fields = sides(d),
    };
}

static void unsettled(struct deciding *d, const struct word *why)
{
    err said = FAIL(d->run->c.arena, E_INPUT, *why, .row = d->row->number,
                    .args = {ARG_TEXT("first", title_of(d->run, d->match.first)),
                             ARG_TEXT("second", title_of(d->run, d->match.second)), ARG_INT("row", d->out.same_row),
                             ARG_WORD("key", first_key_label(d))});

    list_conflict(d, why, said);
    refuse(d, said);
}

/* As the person chose. A new record can't have the code of the one in question: it stays in the notes. */
static err settle(struct deciding *d, const struct word *why)
{
    struct call *c = &d->run->c;
    const struct import_choice *choice = d->choice;

    if (!choice) {
        unsettled(d, why);
        return NULL;
    }
    if (text_empty(text_trim(choice->reason)))
        return FAIL(c->arena, E_INPUT, w_act_needs_reason, .field = "reason", .row = d->row->number);
    d->in.reason = choice->reason;
    if (choice->how == CHOOSE_SKIP) {
        refuse(d, FAIL(c->arena, E_INPUT, w_import_skipped, .args = {ARG_TEXT("reason", choice->reason)}));
        return NULL;
    }
    if (choice->how == CHOOSE_RECORD)
        return record_load(c, d->run->t, choice->record, &d->now);
    for (size_t i = 0; i < d->run->t->n_fields; i++) {
        const struct field *f = &d->run->t->fields[i];
        if (!f->unique || !d->match.first || !fieldset_has(&d->row->set, i) ||
            !field_same(f, d->match.first, d->row->r))
            continue;
        list_push(&d->row->faults,
                  c->arena) = (struct cell_fault){.column = -1,
                                                  .field = f,
                                                  .text = *(text *)field_at(f, d->row->r),
                                                  .why = FAIL(c->arena, E_INPUT, *why, .field = f->name)};
        field_clear(f, d->row->r);
        d->row->set.bits[i / 64] &= ~(UINT64_C(1) << (i % 64));
    }
    d->now = NULL;
    return NULL;
}

/* --- the notes: texts in doubt, one line a field ("总投资:…") ----------------------------------------------------------------- */

static bool line_of(text line, const struct field *f)
{
    text label = text_of(f->label.in[LANG_ZH]);

    return text_starts(line, label) && text_starts(text_sub(line, label.n, line.n), T("："));
}

static bool fault_of(const struct parsed *row, const struct field *f, text *ret)
{
    for (size_t i = 0; i < row->faults.n; i++)
        if (row->faults.v[i].field == f && row->faults.v[i].kind == CELL_IN_DOUBT && row->faults.v[i].text.n) {
            *ret = row->faults.v[i].text;
            return true;
        }
    return false;
}

/* Whether the file gives the field a value other than what is there: the value that stands beside the doubt settles nothing. */
static bool settled(const struct deciding *d, const struct source *s)
{
    return fieldset_has(&d->row->set, s->index) && !(d->now && field_same(s->field, d->now, d->row->r));
}

/* The old notes without the lines of fields that the file now gives another value or another text for, then the new lines. */
static text notes_of(struct deciding *d, const struct field *notes)
{
    const struct plan *p = &d->run->i->plan;
    struct arena *a = d->run->c.arena;
    text old = d->now ? *(const text *)field_in(notes, d->now) : NO_TEXT, line, ignored;
    LIST(text) lines = {0};

    for (text rest = old; text_each(&rest, '\n', &line);) {
        bool stale = false;
        for (size_t i = 0; !stale && i < p->sources.n; i++) {
            const struct source *s = &p->sources.v[i];
            stale = line_of(line, s->field) && (fault_of(d->row, s->field, &ignored) || settled(d, s));
        }
        if (!stale && line.n)
            list_push(&lines, a) = line;
    }
    for (size_t i = 0; i < p->record->n_fields; i++) {
        const struct field *f = &p->record->fields[i];
        if (fault_of(d->row, f, &line))
            list_push(&lines, a) = text_fmt(a, "%s：%.*s", f->label.in[LANG_ZH], TEXT_ARG(text_fold(a, line)));
    }
    return lines.n ? text_join(a, lines.v, lines.n, T("\n")) : NO_TEXT;
}

/* --- what changes --------------------------------------------------------------------------------------------------------------- */

static void kept_out(struct deciding *d, const struct field *f)
{
    CLEAN(out_free) struct out o;
    struct arena *a = d->run->c.arena;

    out_init(&o, 1 << 20, d->run->c.lang);
    field_show(&o, f, d->row->r);
    list_push(&d->row->faults, a) = (struct cell_fault){
        .kind = CELL_KEPT_OUT,
        .column = -1,
        .field = f,
        .text = text_copy(a, out_text(&o)),
        .why = FAIL(a, E_DENIED, w_field_denied, .field = f->name, .args = {ARG_WORD("field", &f->label)})};
}

static void merge(struct deciding *d, void *next)
{
    const struct record *t = d->run->t;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        if (!fieldset_has(&d->row->set, i) || (d->now && field_same(f, d->now, d->row->r)))
            continue;
        if (import_only_finds(t, f))
            continue;
        if (!field_changeable(&d->run->c, t, f, d->now)) {
            kept_out(d, f);
            continue;
        }
        field_copy(f, next, d->row->r);
        fieldset_add(&d->in.set, i);
    }
}

static void merge_notes(struct deciding *d, void *next)
{
    const struct field *notes = d->run->i->plan.notes;
    text t;

    if (!notes || !field_changeable(&d->run->c, d->run->t, notes, d->now))
        return;
    t = notes_of(d, notes);
    if (text_eq(t, d->now ? *(const text *)field_in(notes, d->now) : NO_TEXT))
        return;
    *(text *)field_at(notes, next) = t;
    fieldset_add(&d->in.set, record_index(d->run->t, notes));
}

/* A name that several records have is no doubt where the record already refers to one of them. */
static void drop_answered(struct deciding *d)
{
    size_t n = 0;

    for (size_t i = 0; i < d->row->faults.n; i++) {
        struct cell_fault *x = &d->row->faults.v[i];
        bool answered = false;
        for (size_t k = 0; d->now && x->n_ids > 1 && k < x->n_ids; k++)
            answered |= ((const ref *)field_in(x->field, d->now))->n == x->ids[k];
        if (!answered)
            d->row->faults.v[n++] = *x;
    }
    d->row->faults.n = n;
}

/* --- writing, or what writing would do ---------------------------------------------------------------------------------------- */

static err try_only(struct deciding *d, void *next)
{
    struct call *c = &d->run->c;
    const struct record *t = d->run->t;
    const struct field *state = t->state ? record_field(t, text_of(t->state)) : NULL;

    if (!d->now && state && t->workflow && field_absent(state, next))
        *(text *)field_at(state, next) = text_of(t->workflow->states[0].key);
    c->act_name = text_of((d->now ? d->run->i->change : d->run->i->create)->name);
    c->input = &d->in; /* as an act has it, and not what an act before may have left */
    TRY(record_check(c, t, next, d->now));
    c->target = next;
    return NULL;
}

static err do_it(struct deciding *d, void *next)
{
    struct import *i = d->run->i;
    id key = d->now ? record_head(d->now)->id : (id){0};

    d->in.values = next;
    if (i->options.dry_run)
        return try_only(d, next);
    TRY(act_run_inside(&d->run->c, d->now ? i->change : i->create, key, &d->in, &d->out.id));
    if (!d->choice)
        return NULL;
    return audit_note(
        &d->run->c, "import.settle",
        text_fmt(d->run->c.arena, "{\"row\":%lld,\"id\":\"%lld\"}", (long long)d->row->number, (long long)d->out.id.n),
        d->choice->reason);
}

static err write_row(struct deciding *d)
{
    struct run *r = d->run;
    void *next = d->now ? record_copy(r->c.arena, r->t, d->now) : record_new(r->c.arena, r->t);
    err e;

    if (d->now)
        d->out.id = record_head(d->now)->id;
    drop_answered(d);
    merge(d, next);
    merge_notes(d, next);
    if (d->now && fieldset_empty(&d->in.set)) {
        d->out.outcome = ROW_UNCHANGED;
        return NULL;
    }
    e = d->now ? act_unfit(&r->c, r->i->change, d->now) : NULL; /* what was accepted or confirmed is not written over: its row says so, in a dry run too */
    if (!e)
        e = do_it(d, next);
    if (e && (e->code == E_INPUT || e->code == E_DENIED || e->code == E_STATE)) {
        refuse(d, e);
        return NULL;
    }
    TRY(e);
    d->out.outcome = d->now ? ROW_UPDATED : ROW_CREATED;
    record_diff(r->c.arena, r->t, d->now, r->c.target, &d->out.changes);
    return NULL;
}

/* Which record it is: told by its keys, or settled by the person. */
static err identify(struct deciding *d, const struct matches *m)
{
    const struct plan *p = &d->run->i->plan;
    bool same;
    int64_t earlier = seen_add(d->run->seen, p, d->row, &same);

    match_row(p, m, d->row, &d->match);
    d->now = d->match.record;
    d->out.same_row = earlier;
    if (d->choice && d->choice->how == CHOOSE_SKIP)
        return settle(d, &w_import_skipped);
    if (earlier && same)
        return NULL;
    if (earlier) {
        d->match.first = d->match.first ? d->match.first : d->match.record;
        return settle(d, &w_import_same_key);
    }
    return d->match.conflict ? settle(d, d->match.conflict) : NULL;
}

static err decide(struct deciding *d, const struct matches *m)
{
    const struct field *title = record_field(d->run->t, text_of(d->run->t->title));

    d->out.number = d->row->number;
    d->out.title = field_absent(title, d->row->r) ? NO_TEXT : record_title(d->run->t, d->row->r);
    d->choice = choice_of(d->run->i, d->row->number);
    if (d->row->refused) {
        refuse(d, d->row->refused);
        return NULL;
    }
    TRY(identify(d, m));
    if (d->out.refused)
        return NULL;
    if (d->out.same_row && !d->choice) { /* word for word the same as an earlier row */
        d->out.outcome = ROW_UNCHANGED;
        d->run->i->result.repeated++;
        return NULL;
    }
    if (!d->out.title.p && d->now)
        d->out.title = record_title(d->run->t, d->now);
    return write_row(d);
}

static void count(struct import_result *res, const struct import_row *row)
{
    int64_t *by[] = {&res->created, &res->updated, &res->unchanged, &res->refused};

    ++*by[row->outcome];
    for (size_t i = 0; i < row->cells.n; i++)
        res->cells_in_doubt += row->cells.v[i].kind != CELL_REFUSED;
}

err decide_row(struct run *r, struct parsed *row, const struct matches *m)
{
    struct deciding d = {.run = r, .row = row};

    TRY(decide(&d, m));
    memcpy(&d.out.cells, &row->faults, sizeof(d.out.cells));
    count(&r->i->result, &d.out);
    return r->i->options.each ? r->i->options.each(r->i->options.data, &d.out) : NULL;
}
