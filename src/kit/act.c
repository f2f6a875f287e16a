/* Acts: the one way to change data. See act.h. */
#include "act.h"

#include "base/log.h"
#include "kit/audit.h"
#include "kit/event.h"
#include "kit/ripple.h"
#include "kit/words.h"
#include "kit/workflow.h"

enum { TRIES = 5 }; /* of an act that lost a race */
#define KEYS_KEPT_MS (INT64_C(31) * 86400000)

static const struct act *const *acts;
static size_t n_acts;
static const struct act **by_name; /* the same, sorted; lives as long as the program */

static int name_order(const void *a, const void *b)
{
    return strcmp((*(const struct act *const *)a)->name, (*(const struct act *const *)b)->name);
}

static int name_is(const void *name, const void *act)
{
    return text_cmp(*(const text *)name, text_of((*(const struct act *const *)act)->name));
}

void act_register(const struct act *const *v, size_t n)
{
    acts = v;
    n_acts = n;
    free(by_name);
    by_name = calloc(n + 1, sizeof(*by_name));
    if (!by_name)
        abort();
    memcpy(by_name, v, n * sizeof(*by_name));
    qsort(by_name, n, sizeof(*by_name), name_order);
}

const struct act *const *act_all(size_t *ret_n)
{
    *ret_n = n_acts;
    return acts;
}

const struct act *act_by_name(text name)
{
    const struct act *const *found = bsearch(&name, by_name, n_acts, sizeof(*by_name), name_is);

    return found ? *found : NULL;
}

/* --- what acts are called --- */

enum { NOTES_MOST = 100 };
static const struct act_note *notes[NOTES_MOST];
static size_t n_notes;

void act_notes_register(const struct act_note *v)
{
    for (; v && v->name; v++) {
        if (n_notes == NOTES_MOST) {
            log_error("more than %d names of acts: raise NOTES_MOST in kit/act.c for \"%s\"", NOTES_MOST, v->name);
            abort();
        }
        notes[n_notes++] = v;
    }
}

bool act_note_each(size_t *at, const struct act_note **ret)
{
    if (*at == n_notes)
        return false;
    *ret = notes[(*at)++];
    return true;
}

/* What can be done with the list of any record, and is logged as RECORD.export. */
static text label_of_list(const struct call *c, text name)
{
    static const struct {
        const char *verb;
        const struct word *label;
    } verbs[] = {{"export", &w_act_export}, {"import_upload", &w_act_import_upload}};
    text verb, record = text_cut(name, '.', &verb);
    const struct record *t = record_by_name(record);

    for (size_t i = 0; t && i < COUNT(verbs); i++)
        if (text_eqz(verb, verbs[i].verb))
            return word_filled(c->arena, c->lang, verbs[i].label, (const struct arg[]){ARG_WORD("records", &t->labels)}, 1);
    return name;
}

text act_label(const struct call *c, text name)
{
    const struct act *a = act_by_name(name);

    if (a)
        return text_of(a->label.in[c->lang]);
    for (size_t i = 0; i < n_notes; i++)
        if (text_eqz(name, notes[i]->name))
            return text_of(notes[i]->label.in[c->lang]);
    return label_of_list(c, name);
}

bool act_allowed(const struct call *c, const struct act *act)
{
    return (act->roles & c->actor.role) != 0;
}

/* Whether all that changed since the writer looked was computed, not typed: a child's change that its parent followed. */
static err only_derived(struct call *c, const struct act *act, int64_t since, bool *ret)
{
    const struct record *t = act->target;
    change_list changes = {0};
    void *seen;

    *ret = false;
    if (!t->history || since <= 0 || since > record_head_of(c->target)->version)
        return NULL;
    TRY(record_version(c, t, record_head_of(c->target)->id, since, &seen));
    record_diff(c->arena, t, seen, c->target, &changes);
    for (size_t i = 0; i < changes.n; i++)
        if (!changes.v[i].field->derived)
            return NULL;
    *ret = true;
    return NULL;
}

static err check_version(struct call *c, const struct act *act, const struct input *in)
{
    int64_t now = record_head_of(c->target)->version;
    bool may_leave_out = c->actor.role == ROLE_SYSTEM || c->lenient || !in->values, same;

    if (in->version == now || (!in->version && may_leave_out))
        return NULL;
    if (!in->version)
        return FAIL(c->arena, E_INPUT, w_act_needs_version, .field = "version");
    TRY(only_derived(c, act, in->version, &same));
    if (same)
        return NULL;
    return FAIL(c->arena, E_CLASH, w_record_changed, .args = {ARG_TEXT("title", record_title(act->target, c->target))});
}

err act_unfit(const struct call *c, const struct act *act, const void *r)
{
    unsigned state = workflow_state(act->target, r);

    if (record_head_of(r)->removed.v == 1)
        return FAIL(c->arena, E_STATE, w_record_removed, .args = {ARG_TEXT("title", record_title(act->target, r))});
    if (act->from && !(act->from & 1u << state))
        return FAIL(c->arena, E_STATE, w_act_wrong_state,
                    .args = {ARG_WORD("act", &act->label), ARG_WORD("state", &act->target->workflow->states[state].label)});
    return NULL;
}

static err denied(const struct call *c, const struct act *act)
{
    return act_allowed(c, act) ? NULL : FAIL(c->arena, E_DENIED, w_act_denied, .args = {ARG_WORD("act", &act->label)});
}

err act_closed(const struct call *c, const struct act *act, const void *r)
{
    TRY(denied(c, act));
    TRY(act_unfit(c, act, r));
    return act->open ? act->open(c, r) : NULL;
}

static err run_inside(struct call *c, const struct act *act, id target, const struct input *in, id *ret_id)
{
    c->act_name = text_of(act->name);
    c->reason = text_empty(text_trim(in->reason)) ? NO_TEXT : text_trim(in->reason);
    c->input = in;
    c->target = NULL;
    c->before = NULL;
    TRY(denied(c, act));
    if (act->needs_reason && text_empty(text_trim(in->reason)))
        return FAIL(c->arena, E_INPUT, w_act_needs_reason, .field = "reason");
    if (!act->creates && act->target) {
        TRY(record_lock(c, act->target, target, &c->target));
        c->before = record_copy(c->arena, act->target, c->target);
        TRY(act_closed(c, act, c->target));
        TRY(check_version(c, act, in));
    }
    TRY(act->run(c, in));
    if (ret_id && c->target)
        *ret_id = record_head_of(c->target)->id;
    return NULL;
}

err act_run_inside(struct call *c, const struct act *act, id target, const struct input *in, id *ret_id)
{
    return run_inside(c, act, target, in, ret_id);
}

/* --- idempotency: the same key of the same account gives the same answer for a month ----------------------------------- */

static err remembered(struct call *c, const struct input *in, id *ret_id, bool *ret_found)
{
    static const char sql_find[] = "SELECT result, digest FROM idempotency WHERE region = $1 AND account = $2 AND key = $3";
    text digest = NO_TEXT;

    *ret_found = false;
    if (!in->key.p)
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_find, BIND(V(c->region), V(c->actor.account.n), V(in->key)), INTO(TO(ret_id), TO(&digest)), ret_found));
    if (*ret_found && in->digest.p && digest.p && !text_eq(in->digest, digest))
        return FAIL(c->arena, E_INPUT, w_act_key_reused, .field = "Idempotency-Key");
    return NULL;
}

static err remember(struct call *c, const struct input *in, id result)
{
    static const char sql_keep[] = "INSERT INTO idempotency (region, account, key, at, result, digest) VALUES ($1, $2, $3, $4, $5, $6)";
    static const char sql_forget[] = "DELETE FROM idempotency WHERE region = $1 AND account = $2 AND at < $3";

    if (!in->key.p)
        return NULL;
    TRY(conn_run(c->conn, c->arena, sql_forget, BIND(V(c->region), V(c->actor.account.n), V(c->now.ms - KEYS_KEPT_MS)), NULL));
    return conn_run(c->conn, c->arena, sql_keep,
                    BIND(V(c->region), V(c->actor.account.n), V(in->key), V(c->now), V(result.n), V(in->digest)), NULL);
}

static err run_once(struct call *c, const struct act *act, id target, const struct input *in, id *ret_id)
{
    id result = target;
    bool found;

    TRY(conn_begin(c->conn, c->arena));
    TRY(remembered(c, in, &result, &found));
    if (!found) {
        TRY(run_inside(c, act, target, in, &result));
        TRY(ripple_flush(c));
        TRY(event_of_act(c, act));
        TRY(remember(c, in, result));
    }
    TRY(conn_commit(c->conn, c->arena));
    if (ret_id)
        *ret_id = result;
    return NULL;
}

void act_note_refusal(struct call *c, const struct act *act, id target)
{
    err e = conn_begin(c->conn, c->arena);

    c->act_name = text_of(act->name);
    if (!e)
        e = audit_line(c, act->target ? act->target->name : "", target, NO_TEXT, NO_TEXT, T("denied"));
    if (!e)
        e = conn_commit(c->conn, c->arena);
    if (e) {
        conn_rollback(c->conn);
        log_error("a refusal could not be recorded: %s", e->word->key);
    }
}

err act_run(struct call *c, const struct act *act, id target, const struct input *in, id *ret_id)
{
    err e = NULL;

    for (int i = 0; i < TRIES; i++) {
        c->ripples = NULL;
        e = run_once(c, act, target, in, ret_id);
        if (!e)
            return NULL;
        conn_rollback(c->conn);
        if (e->code != E_RETRY)
            break;
    }
    if (e->code == E_DENIED)
        act_note_refusal(c, act, target);
    return e;
}

static err run_many(struct call *c, const struct act *act, const id *ids, size_t n, const struct input *in)
{
    struct input one = *in;
    void *r;

    TRY(conn_begin(c->conn, c->arena));
    for (size_t i = 0; i < n; i++) {
        err e = record_load(c, act->target, ids[i], &r);
        if (!e) {
            one.version = record_head_of(r)->version;
            e = run_inside(c, act, ids[i], &one, NULL);
        }
        if (e)
            return error_at(c->arena, e, e->field, (int64_t)i + 1);
    }
    TRY(ripple_flush(c));
    TRY(event_note(c, act->name, text_fmt(c->arena, "%zu", n)));
    return conn_commit(c->conn, c->arena);
}

err act_run_each(struct call *c, const struct act *act, const id *ids, size_t n, const struct input *in)
{
    err e = NULL;

    for (int i = 0; i < TRIES; i++) {
        c->ripples = NULL;
        e = run_many(c, act, ids, n, in);
        if (!e)
            return NULL;
        conn_rollback(c->conn);
        if (e->code != E_RETRY)
            break;
    }
    if (e->code == E_DENIED)
        act_note_refusal(c, act, n && e->row ? ids[e->row - 1] : (id){0});
    return e;
}

/* --- the three acts of a plain record ------------------------------------------------------------------------------------ */

static const struct record *target_of(struct call *c)
{
    return act_by_name(c->act_name)->target;
}

/* Copies the given fields into r. Refuses the first that this caller may not change. */
static err apply(struct call *c, const struct record *t, const struct input *in, void *r)
{
    err faults = NULL;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        if (!fieldset_has(&in->set, i) || field_same(f, r, in->values))
            continue;
        if (!field_changeable(c, t, f, c->before)) {
            faults = error_also(c->arena, faults,
                                FAIL(c->arena, E_DENIED, w_field_denied, .field = f->name, .args = {ARG_WORD("field", &f->label)}));
            continue;
        }
        field_copy(f, r, in->values);
    }
    return faults;
}

err act_create(struct call *c, const struct input *in)
{
    const struct record *t = target_of(c);
    void *r = record_new(c->arena, t);

    TRY(apply(c, t, in, r));
    if (t->state && t->workflow && field_absent(record_field(t, text_of(t->state)), r)) {
        const struct field *state = record_field(t, text_of(t->state));
        *(text *)field_at(state, r) = text_of(t->workflow->states[0].key);
    }
    TRY(record_save(c, t, r, NULL));
    c->target = r;
    return NULL;
}

err act_change(struct call *c, const struct input *in)
{
    const struct record *t = target_of(c);

    TRY(apply(c, t, in, c->target));
    return record_save(c, t, c->target, c->before);
}

err act_remove(struct call *c, const struct input *in)
{
    (void)in;
    record_head(c->target)->removed = YES;
    return record_save(c, target_of(c), c->target, c->before);
}

err act_clashes(struct call *c, const struct record *t, id key, const struct input *in, clash_list *ret, void **ret_now)
{
    void *seen, *now;

    TRY(record_load(c, t, key, &now));
    TRY(record_version(c, t, key, in->version, &seen));
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        bool theirs = !field_same(f, seen, now);
        bool mine = fieldset_has(&in->set, i) && !field_same(f, seen, in->values);
        if (!theirs || f->derived) /* what follows from the others is nobody's to settle */
            continue;
        list_push(ret, c->arena) =
            (struct clash){f, seen, now, in->values, mine && !field_same(f, now, in->values)};
    }
    *ret_now = now;
    return NULL;
}
