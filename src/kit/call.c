/* Who calls and how far they see: see call.h. */
#include "call.h"

#include "kit/lists.h"
#include "kit/words.h"

#include <time.h>

const char *const rung_keys[RUNGS] = {"owner", "county", "city", "department", "province"};

enum rung rung_of(const struct actor *who)
{
    return who->scope == SCOPE_OWNER    ? RUNG_OWNER
           : who->scope == SCOPE_COUNTY ? RUNG_COUNTY
           : who->scope == SCOPE_CITY   ? RUNG_CITY
           : who->scope == SCOPE_WORKS  ? RUNG_DEPARTMENT
                                        : RUNG_PROVINCE;
}

struct call call_system(struct arena *a, struct conn *c, const char *source)
{
    moment now = clock_now();

    return (struct call){
        .arena = a,
        .conn = c,
        .actor = {.role = ROLE_SYSTEM,
                  .scope = SCOPE_REGION,
                  .unit = PROVINCE,
                  .source = text_of(source),
                  .login = T("system"),
                  .name = T("系统")},
        .region = REGION_LIAONING,
        .now = now,
        .today = date_of(now),
        .lang = LANG_ZH,
    };
}

struct call call_as_program(const struct call *c)
{
    struct call own = *c;

    own.actor.role = ROLE_SYSTEM;
    own.actor.scope = SCOPE_REGION;
    return own;
}

void call_program_end(struct call *c, const struct call *own)
{
    c->ripples = own->ripples;
}

text call_who(const struct call *c)
{
    return c->actor.body_name.n ? text_fmt(c->arena, "%.*s %.*s", TEXT_ARG(c->actor.body_name), TEXT_ARG(c->actor.name)) : c->actor.name;
}

err call_let_others(struct call *c)
{
    enum { MOMENT_NS = 5000000 };
    struct timespec moment = {0, MOMENT_NS};
    struct db *db = conn_db(c->conn);

    if (!c->shares || conn_engine(c->conn) != DB_SQLITE)
        return NULL;
    conn_release(c->conn);
    c->conn = NULL;
    nanosleep(&moment, NULL);
    TRY(db_lease(db, DB_WRITE, c->arena, &c->conn));
    return conn_expect_walk(c->conn, c->arena);
}

err call_apart(struct call *c, size_t most, err (*run)(struct call *c, void *data), void *data)
{
    struct arena *whole = c->arena;
    struct ripple *ripples = c->ripples;
    struct memo *memo = c->memo;
    err e;

    c->arena = arena_new(most);
    e = run(c, data);
    e = e ? error_new(whole, e) : NULL;
    arena_free(c->arena);
    c->arena = whole;
    c->ripples = ripples ? c->ripples : NULL;
    c->memo = memo;
    return e;
}

static enum scope scope_by_unit(text unit)
{
    return unit.n == 2 ? SCOPE_REGION : unit.n == 4 ? SCOPE_CITY : unit.n == 6 ? SCOPE_COUNTY : SCOPE_NOTHING;
}

enum scope scope_of_office(unsigned role, text unit)
{
    return role & ROLE_SYSTEM ? SCOPE_REGION : role & WHO_OFFICERS ? scope_by_unit(unit) : SCOPE_NOTHING;
}

enum scope scope_of(unsigned role, text unit)
{
    switch (role) {
    case ROLE_SYSTEM: return SCOPE_REGION;
    case ROLE_LEAD: return SCOPE_WORKS;
    case ROLE_OWNER: return SCOPE_OWNER;
    case ROLE_LEADER:
    case ROLE_DRC:
    case ROLE_CITY:
    case ROLE_COUNTY:
    case ROLE_INSPECTOR: return scope_by_unit(unit);
    default: return SCOPE_NOTHING;
    }
}

static const char *scope_column(const struct scoped_table *t, enum scope s)
{
    switch (s) {
    case SCOPE_CITY: return t->city;
    case SCOPE_COUNTY: return t->county;
    case SCOPE_WORKS: return t->lead;
    case SCOPE_OWNER: return t->owner;
    default: return NULL;
    }
}

const struct scoped_table scope_by_place = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"};

void scope_clause(struct call *c, const struct scoped_table *t, const char *alias, struct out *sql, value_list *bind)
{
    const struct actor *who = &c->actor;
    enum scope reach = t->officers ? scope_of_office(who->role, who->unit) : who->scope;
    const char *column = scope_column(t, reach);
    bool by_body = reach == SCOPE_WORKS || reach == SCOPE_OWNER;

    list_push(bind, c->arena) = V(c->region);
    out_fmt(sql, "%s.region = $%zu", alias, bind->n);
    if (reach == SCOPE_REGION || (t->open && who->role))
        return;
    if (!column) {
        LIT(sql, " AND 1 = 0");
        return;
    }
    list_push(bind, c->arena) = by_body ? V(who->body) : V(who->unit);
    out_fmt(sql, " AND %s.%s = $%zu", alias, column, bind->n);
}

err query_scoped(struct query *q, struct call *c, const struct scoped_table *t, const char *sql, struct values bind)
{
    CLEAN(out_free) struct out o = {0};
    value_list all = {0};
    text rest, mark, alias, before = text_of(sql);
    ptrdiff_t at = text_find(before, T("{scope:"));

    if (at < 0)
        return FAIL(c->arena, E_SYSTEM, w_scope_missing, .args = {ARG_TEXT("sql", before)});
    for (size_t i = 0; i < bind.n; i++)
        list_push(&all, c->arena) = bind.v[i];
    mark = text_sub(before, (size_t)at + 7, before.n);
    alias = text_cut(mark, '}', &rest);
    out_init(&o, 64 * 1024, LANG_EN);
    out_raw(&o, text_sub(before, 0, (size_t)at));
    scope_clause(c, t, text_z(c->arena, alias), &o, &all);
    out_raw(&o, rest);
    return query_open(q, c->conn, c->arena, text_copy(c->arena, out_text(&o)).p, (struct values){all.v, all.n});
}

bool ids_clause(struct arena *a, const id *ids, size_t n, struct out *sql, value_list *bind)
{
    size_t first = bind->n;

    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < i && ids[k].n != ids[i].n)
            k++;
        if (!ids[i].n || k < i)
            continue;
        list_push(bind, a) = V(ids[i]);
        out_fmt(sql, "%s$%zu", bind->n == first + 1 ? "(" : ", ", bind->n);
    }
    if (bind->n == first)
        return false;
    while ((bind->n - first) & (bind->n - first - 1)) {
        list_push(bind, a) = value_plain(0);
        out_fmt(sql, ", $%zu", bind->n);
    }
    LIT(sql, ")");
    return true;
}

size_t units_of(text city, text county, text ret[UNITS_MOST])
{
    size_t n = 0;

    ret[n++] = PROVINCE;
    if (city.n)
        ret[n++] = city;
    if (county.n)
        ret[n++] = county;
    return n;
}

text scope_unit(const struct call *c)
{
    switch (c->actor.scope) {
    case SCOPE_REGION: return PROVINCE;
    case SCOPE_CITY:
    case SCOPE_COUNTY: return c->actor.unit;
    default: return NO_TEXT;
    }
}

const char *sql_of_keys(struct arena *a, const char *sql, id from, id to)
{
    return text_replace(a, text_of(sql), T("{keys}"), from.n == to.n ? T("= $2 AND $3 = $2") : T("BETWEEN $2 AND $3")).p;
}

text units_below(struct arena *a, text unit, value_list *bind)
{
    CLEAN(out_free) struct out o = {0};
    size_t before = bind->n, n;

    out_init(&o, 64 * 1024, LANG_EN);
    for (size_t i = 0; i < list_unit.n; i++) {
        text key = text_of(list_unit.items[i].key);
        if (key.n == unit.n + 2 && text_starts(key, unit))
            list_push(bind, a) = V(key);
    }
    for (n = bind->n - before; !n || n & (n - 1); n++)
        list_push(bind, a) = V(T(""));
    for (size_t i = before + 1; i <= bind->n; i++)
        out_fmt(&o, "%s$%zu", o.n ? ", " : "", i);
    return text_copy(a, out_text(&o));
}
