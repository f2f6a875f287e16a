/* States and the ways between them: see workflow.h. */
#include "workflow.h"

#include "kit/children.h"
#include "kit/words.h"

unsigned workflow_state(const struct record *t, const void *r)
{
    const struct field *f = t->state ? record_field(t, text_of(t->state)) : NULL;

    if (!f || !t->workflow || field_absent(f, r))
        return 0;
    for (unsigned i = 0; i < t->workflow->n_states; i++)
        if (text_eqz(*(const text *)field_in(f, r), t->workflow->states[i].key))
            return i;
    return 0;
}

/* The ways that the role leaves open. */
static void by_role(const struct call *c, const struct record *t, const void *r, transition_list *ret)
{
    const struct workflow *w = t->workflow;
    uint32_t state = 1u << workflow_state(t, r);

    for (unsigned i = 0; w && i < w->n_transitions; i++)
        if ((w->transitions[i].from & state) && (w->transitions[i].roles & c->actor.role))
            list_push(ret, c->arena) = &w->transitions[i];
}

static err closed(const struct call *c, const struct record *t, const void *r, const struct transition *way)
{
    return t->workflow->open ? t->workflow->open(c, r, way) : NULL;
}

void workflow_open(const struct call *c, const struct record *t, const void *r, transition_list *ret)
{
    transition_list all = {0};

    by_role(c, t, r, &all);
    for (size_t i = 0; i < all.n; i++)
        if (!closed(c, t, r, all.v[i]))
            list_push(ret, c->arena) = all.v[i];
}

void workflow_missing(struct arena *a, const struct record *t, const void *r, unsigned state, field_list *ret)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if ((t->fields[i].required & 1u << state) && field_absent(&t->fields[i], r))
            list_push(ret, a) = &t->fields[i];
}

int64_t workflow_empty(const struct record *t, const void *r, unsigned state)
{
    int64_t n = 0;

    for (size_t i = 0; i < t->n_fields; i++)
        n += (t->fields[i].required & 1u << state) && field_absent(&t->fields[i], r);
    return n;
}

static const struct transition *to_state(const struct record *t, const transition_list *ways, text to)
{
    for (size_t i = 0; i < ways->n; i++)
        if (text_eqz(to, t->workflow->states[ways->v[i]->to].key))
            return ways->v[i];
    return NULL;
}

static const struct transition *find(const struct call *c, const struct record *t, const void *r, text to)
{
    transition_list open = {0};

    workflow_open(c, t, r, &open);
    return to_state(t, &open, to);
}

/* Why there is no way: its own words where one is closed to this caller. */
err workflow_no_way(const struct call *c, const struct record *t, const void *r, text to)
{
    transition_list all = {0};
    const struct transition *way;

    by_role(c, t, r, &all);
    way = to_state(t, &all, to);
    if (way)
        return closed(c, t, r, way);
    for (size_t i = 0; i < t->workflow->n_states; i++)
        if (text_eqz(to, t->workflow->states[i].key))
            return FAIL(c->arena, E_STATE, w_state_no_way,
                        .args = {ARG_WORD("from", &t->workflow->states[workflow_state(t, r)].label), ARG_WORD("to", &t->workflow->states[i].label)});
    return FAIL(c->arena, E_STATE, w_state_no_way, .args = {ARG_WORD("from", &t->workflow->states[workflow_state(t, r)].label), ARG_TEXT("to", to)});
}

static err missing_faults(struct call *c, const struct record *t, const void *r, unsigned state)
{
    field_list missing = {0};
    err faults = NULL;

    workflow_missing(c->arena, t, r, state, &missing);
    for (size_t i = 0; i < missing.n; i++)
        faults = error_also(c->arena, faults,
                            FAIL(c->arena, E_INPUT, w_state_needs, .field = missing.v[i]->name,
                                 .args = {ARG_WORD("field", &missing.v[i]->label),
                                          ARG_WORD("state", &t->workflow->states[state].label)}));
    return faults;
}

err workflow_lacks(struct call *c, const struct record *t, const void *r, unsigned state, err *ret_faults)
{
    err children;

    TRY(children_lack(c, t, r, state, &children));
    *ret_faults = error_also(c->arena, missing_faults(c, t, r, state), children);
    if (t->ready)
        *ret_faults = error_also(c->arena, *ret_faults, t->ready(c, r, state));
    return NULL;
}

const struct transition *workflow_next(const struct call *c, const struct record *t, const void *r)
{
    const struct workflow *w = t->workflow;
    unsigned state = workflow_state(t, r);

    (void)c;
    for (unsigned i = 0; w && i < w->n_transitions; i++)
        if ((w->transitions[i].from & 1u << state) && w->transitions[i].to > state)
            return &w->transitions[i];
    return NULL;
}

const struct transition *workflow_way(const struct call *c, const struct record *t, const void *r, text to)
{
    return find(c, t, r, to);
}

err workflow_move(struct call *c, const struct input *in)
{
    const struct record *t = act_by_name(c->act_name)->target;
    const struct transition *way = find(c, t, c->target, in->to);
    err faults;

    if (!way)
        return workflow_no_way(c, t, c->target, in->to);
    if (way->needs_reason && text_empty(text_trim(in->reason)))
        return FAIL(c->arena, E_INPUT, w_act_needs_reason, .field = "reason");
    for (size_t i = 0; in->values && i < t->n_fields; i++)
        if (fieldset_has(&in->set, i) && field_changeable(c, t, &t->fields[i], c->before))
            field_copy(&t->fields[i], c->target, in->values);
    *(text *)field_at(record_field(t, text_of(t->state)), c->target) = text_of(t->workflow->states[way->to].key);
    TRY(workflow_lacks(c, t, c->target, way->to, &faults));
    if (!faults && way->check)
        faults = way->check(c->arena, c->target, c->today);
    if (faults)
        return faults;
    if (t->workflow->moved)
        TRY(t->workflow->moved(c, c->target, in, workflow_state(t, c->before), way->to));
    return record_save(c, t, c->target, c->before);
}
