/* The record of a pair, what happens when a project is saved, and how a pair is settled. See twin.h. */
#include "own.h"

#include "kit/act.h"
#include "kit/follow.h"
#include "kit/words.h"
#include "twin/words.h"

static const struct codeitem kinds[] = {
    {"two_codes", {"一项两码", "One project, two codes"}, NULL},
    {"one_code", {"一码两项", "One code, two projects"}, NULL},
    {"likely", {"很可能重复", "Very likely the same"}, NULL},
    {"possible", {"可能重复", "Perhaps the same"}, NULL},
};
const struct codelist list_twin_kind = CODELIST("kind", kinds);

static const struct codeitem states[] = {
    {"open", {"待核对", "Open"}, NULL},
    {"same", {"同一项目，已合并", "The same: merged"}, NULL},
    {"different", {"不是同一项目", "Different projects"}, NULL},
    {"phases", {"母子项目，已关联", "Parent and part: linked"}, NULL},
};
const struct codelist list_twin_state = CODELIST("state", states);

static const struct codeitem twices[] = {
    {"kept", {"以保留的档案为准", "The kept file's stand"}, NULL},
    {"other", {"以另一份为准", "The other's count"}, NULL},
};
const struct codelist list_twin_twice = CODELIST("twice", twices);

#define FIELD(type, name_, ...)                                                                                        \
    {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct twin, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "twin.def"
};
#undef FIELD

const struct record twin_record = {
    .name = "twin",
    .plural = "twins",
    .path = "/twins",
    .label = L("重码核对", "Double code"),
    .labels = L("重码核对", "Double codes"),
    .fields = fields,
    .n_fields = COUNT(fields),
    .size = sizeof(struct twin),
    .title = "label",
    .scope = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"},
    .see = WHO_OFFICE,
    .history = true,
    .place = 10,
};

/* --- when a project is saved ------------------------------------------------------------------------------------------------- */

static bool named(text list, id key)
{
    text part;
    int64_t n;

    for (text rest = list; text_each(&rest, ',', &part);)
        if (text_int(text_trim(part), &n) && n == key.n)
            return true;
    return false;
}

static err settle_different(struct call *c, struct twin *t)
{
    struct twin *old = record_copy(c->arena, &twin_record, t);
    struct call own = call_as_program(c); /* the pair may lie across two regions */

    t->state.t = T("different");
    t->reason = text_trim(c->input->reason);
    return record_save(&own, &twin_record, t, old);
}

/* A new file that is very likely there already is not saved before its writer has said that it is another one, and why. Of files
 * that the writer may not see nothing is told; the pair waits for whoever sees both. */
static err ask(struct call *c, const struct project *p, const struct twin_side *other, struct twin *t)
{
    void *seen;
    err e = record_load(c, &project_record, other->id, &seen);

    (void)p;
    if (e)
        return e->code == E_GONE ? NULL : e;
    if (!named(c->input->distinct, other->id))
        return FAIL(c->arena, E_INPUT, w_twin_ask, .field = "distinct_from", .row = other->id.n,
                    .args = {ARG_TEXT("name", other->facts.name),
                             ARG_TEXT("owner", other->facts.owner_name.n ? other->facts.owner_name : T("–")),
                             ARG_TEXT("code", other->facts.project_code.n ? other->facts.project_code : T("–"))});
    if (text_empty(text_trim(c->input->reason)))
        return FAIL(c->arena, E_INPUT, w_twin_ask_why, .field = "distinct_from", .row = other->id.n);
    return settle_different(c, t);
}

static bool must_ask(const struct call *c, const void *old, const struct twin *t)
{
    return !old && c->input && text_eqz(c->act_name, "project.create") && !text_eqz(t->kind.t, "possible") &&
           text_eqz(t->state.t, "open") && c->actor.role != ROLE_SYSTEM;
}

static err refuse_former(struct call *c, const struct project *p, const struct project *old)
{
    static const char sql_former[] =
        "SELECT p.name FROM twin_former f JOIN project p ON p.region = f.region AND p.id = f.project"
        " WHERE f.region = $1 AND f.code = $2 AND f.project <> $3";
    text name;
    bool found;

    if (!p->project_code.n || (old && text_eq(p->project_code, old->project_code)))
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_former, BIND(V(c->region), V(p->project_code), V(p->head.id)), INTO(TO(&name)),
                 &found));
    return found ? FAIL(c->arena, E_INPUT, w_twin_former, .field = "project_code", .args = {ARG_TEXT("name", name)})
                 : NULL;
}

/* The open pairs of a file that is looked at again, or gone. */
static err others_of(struct call *c, id project, side_list *ret)
{
    static const char sql_open[] =
        "SELECT " TWIN_COLUMNS
        " FROM (SELECT second AS other FROM twin WHERE region = $1 AND first = $2 AND state = 'open'"
        " AND removed = 0 UNION SELECT first FROM twin WHERE region = $1 AND second = $2 AND state = 'open' AND "
        "removed = 0) t"
        " JOIN project p ON p.region = $1 AND p.id = t.other";
    CLEAN(query_close) struct query q = {0};
    struct twin_side one;

    TRY(query_open(&q, c->conn, c->arena, sql_open, BIND(V(c->region), V(project))));
    while (query_row(&q, TWIN_TARGETS(one)))
        list_push(ret, c->arena) = one;
    return query_end(&q);
}

static bool looks_the_same(const struct project *a, const struct project *b)
{
    return b && text_eq(a->name, b->name) && text_eq(a->project_code, b->project_code) &&
           text_eq(a->owner_name, b->owner_name) && text_eq(a->owner_uscc, b->owner_uscc) &&
           text_eq(a->division.t, b->division.t) && a->lon.micro == b->lon.micro && a->lat.micro == b->lat.micro &&
           a->total_invest.yuan == b->total_invest.yuan && a->parent_id.n == b->parent_id.n &&
           a->head.removed.v == b->head.removed.v && a->lead_department.n == b->lead_department.n;
}

static err project_saved(struct call *c, const void *r, const void *before)
{
    const struct project *p = r, *old = before;
    struct twin_side s = twin_side_of(p);
    side_list all = {0};
    err faults = NULL;

    if (c->bulk || looks_the_same(p, old))
        return NULL;
    TRY(refuse_former(c, p, old));
    TRY(twin_key_save(c, p->head.id, p->name));
    if (c->lenient) /* a hundred thousand rows: twins_scan looks at them together */
        return NULL;
    TRY(others_of(c, p->head.id, &all));
    if (p->head.removed.v == 1)
        s.facts = (struct twin_facts){.place = {NO_DEGREE, NO_DEGREE}, .total = NO_MONEY};
    else
        TRY(twin_candidates(c, &s, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct twin *t;
        err e;
        TRY(twin_keep(c, &s, &all.v[i], &t));
        e = t && must_ask(c, old, t) ? ask(c, p, &all.v[i], t) : NULL;
        if (e && e->code != E_INPUT)
            return e;
        faults = error_also(c->arena, faults, e);
    }
    return faults;
}

/* --- settling ---------------------------------------------------------------------------------------------------------------- */

static err lock_both(struct call *c, const struct twin *t, id kept, struct project **ret_kept,
                     struct project **ret_other)
{
    id other = {kept.n == t->first.n ? t->second.n : t->first.n};
    void *a, *b;

    if (kept.n != t->first.n && kept.n != t->second.n)
        return FAIL(c->arena, E_INPUT, w_twin_which, .field = "kept");
    TRY(record_lock(c, &project_record, (id){t->first.n}, &a));
    TRY(record_lock(c, &project_record, (id){t->second.n}, &b));
    *ret_kept = kept.n == t->first.n ? a : b;
    *ret_other = *ret_kept == a ? b : a;
    if ((*ret_kept)->head.removed.v == 1 || (*ret_other)->head.removed.v == 1)
        return FAIL(c->arena, E_STATE, w_record_removed, .args = {ARG_TEXT("title", (*ret_other)->name)});
    (void)other;
    return NULL;
}

/* What the kept file does not know it takes from the other; nothing that stands in it is changed. */
static err fill_gaps(struct call *c, struct project *kept, const struct project *other)
{
    struct project *old = record_copy(c->arena, &project_record, kept);

    for (size_t i = 0; i < project_record.n_fields; i++) {
        const struct field *f = &project_record.fields[i];
        if (!f->derived && field_absent(f, kept) && strcmp(f->name, "parent_id") != 0 && (f->change & c->actor.role))
            field_copy(f, kept, other);
    }
    return record_save(c, &project_record, kept, old);
}

static err adopt_parts(struct call *c, id from, id to)
{
    static const char sql_parts[] =
        "SELECT id FROM project WHERE region = $1 AND parent_id = $2 AND removed = 0 ORDER BY id";
    CLEAN(query_close) struct query q = {0};
    LIST(id) parts = {0};
    id one;

    TRY(query_open(&q, c->conn, c->arena, sql_parts, BIND(V(c->region), V(from))));
    while (query_row(&q, INTO(TO(&one))))
        list_push(&parts, c->arena) = one;
    TRY(query_end(&q));
    for (size_t i = 0; i < parts.n; i++) {
        void *r;
        struct project *old;
        TRY(record_lock(c, &project_record, parts.v[i], &r));
        old = record_copy(c->arena, &project_record, r);
        ((struct project *)r)->parent_id.n = to.n == parts.v[i].n ? 0 : to.n;
        TRY(record_save(c, &project_record, r, old));
    }
    return NULL;
}

static err keep_code(struct call *c, text former, id kept, id gone)
{
    static const char sql_move[] = "UPDATE twin_former SET project = $3 WHERE region = $1 AND project = $2";
    static const char sql_keep[] = "INSERT INTO twin_former (region, code, project) VALUES ($1, $2, $3)"
                                   " ON CONFLICT (region, code) DO UPDATE SET project = excluded.project";

    TRY(conn_run(c->conn, c->arena, sql_move, BIND(V(c->region), V(gone), V(kept)), NULL));
    return former.n ? conn_run(c->conn, c->arena, sql_keep, BIND(V(c->region), V(former), V(kept)), NULL) : NULL;
}

/* The rows go first, so that what the other file still has is told by what it really has when it is retired. */
static err merge(struct call *c, const struct twin *t, id keep)
{
    struct project *kept, *other, *old;

    TRY(lock_both(c, t, keep, &kept, &other));
    TRY(adopt_parts(c, other->head.id, kept->head.id));
    TRY(twin_take_along(c, kept, other->head.id, text_eqz(t->twice.t, "other"), t->reason));
    TRY(lock_both(c, t, keep, &kept, &other)); /* both as they are with other rows */
    old = record_copy(c->arena, &project_record, other);
    other->head.removed = YES;
    TRY(record_save(c, &project_record, other, old));
    TRY(fill_gaps(c, kept, old));
    if (text_eq(old->project_code, kept->project_code))
        return keep_code(c, NO_TEXT, kept->head.id, other->head.id);
    return keep_code(c, old->project_code, kept->head.id, other->head.id);
}

static err link_parts(struct call *c, const struct twin *t, id parent)
{
    struct project *up, *part, *old;

    TRY(lock_both(c, t, parent, &up, &part));
    old = record_copy(c->arena, &project_record, part);
    part->parent_id.n = up->head.id.n;
    return record_save(c, &project_record, part, old);
}

/* twin.settle: state says how, kept which file (same: it stays; phases: it is the parent). */
static err run_settle(struct call *c, const struct input *in)
{
    struct twin *t = c->target;
    const struct twin *said = in->values;
    struct twin *before = record_copy(c->arena, &twin_record, t);

    if (!said || !codelist_has(&list_twin_state, said->state) || text_eqz(said->state.t, "open"))
        return FAIL(c->arena, E_INPUT, w_twin_how, .field = "state");
    if (!text_eqz(t->state.t, "open"))
        return FAIL(c->arena, E_STATE, w_twin_settled);
    t->state = said->state;
    t->reason = text_trim(in->reason);
    if (!text_eqz(said->state.t, "different"))
        t->kept = said->kept;
    if (text_eqz(said->state.t, "same"))
        t->twice = text_eqz(said->twice.t, "other") ? said->twice : (code){T("kept")};
    TRY(record_save(c, &twin_record, t, before)); /* first, so that saving the files finds the pair settled */
    if (text_eqz(said->state.t, "same"))
        return merge(c, t, (id){said->kept.n});
    return text_eqz(said->state.t, "phases") ? link_parts(c, t, (id){said->kept.n}) : NULL;
}

/* twin.note: a pair as the program found it. */
static err run_note(struct call *c, const struct input *in)
{
    c->target = record_copy(c->arena, &twin_record, in->values);
    return record_save(c, &twin_record, c->target, NULL);
}

static const struct act act_note = {.name = "twin.note",
                                    .target = &twin_record,
                                    .label = L("发现疑似重复", "Find a pair"),
                                    .roles = ROLE_SYSTEM,
                                    .creates = true,
                                    .run = run_note},
                        act_settle = {.name = "twin.settle",
                                      .target = &twin_record,
                                      .label = L("核对重码", "Settle a double code"),
                                      .roles = WHO_MANAGER,
                                      .needs_reason = true,
                                      .run = run_settle};

static const struct act *const acts[] = {&act_note, &act_settle, NULL};
static const struct record *const records[] = {&twin_record, NULL};
static const struct follower followers[] = {{&project_record, project_saved}, {0}};

const struct capability twin_capability = {
    .name = "twin", .records = records, .acts = acts, .routes = twin_routes, .followers = followers};
