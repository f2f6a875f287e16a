/* See world.h. */
#include "world.h"

#include "capabilities.h"
#include "kit/schema.h"

#include <stdarg.h>

static err fill(struct call *c, const struct record *t, struct input *in, va_list args)
{
    const char *pair;

    in->values = record_new(c->arena, t);
    while ((pair = va_arg(args, const char *))) {
        text value, name = text_cut(text_of(pair), '=', &value);
        const struct field *f = record_field(t, name);
        if (text_eqz(name, "reason")) {
            in->reason = value;
            continue;
        }
        if (text_eqz(name, "to")) {
            in->to = value;
            continue;
        }
        if (!f)
            fail_msg("no field %.*s", TEXT_ARG(name));
        TRY(field_parse(c->arena, f, value, PLAIN, in->values));
        fieldset_add(&in->set, record_index(t, f));
    }
    return NULL;
}

err world_make(struct call *c, const char *act, id *ret, ...)
{
    const struct act *x = act_by_name(text_of(act));
    struct input in = {0};
    va_list args;
    err e;

    va_start(args, ret);
    e = fill(c, x->target, &in, args);
    va_end(args);
    return e ? e : act_run(c, x, (id){0}, &in, ret);
}

err world_change(struct call *c, const char *act, id target, int64_t version, ...)
{
    const struct act *x = act_by_name(text_of(act));
    struct input in = {.version = version};
    va_list args;
    err e;

    va_start(args, version);
    e = fill(c, x->target, &in, args);
    va_end(args);
    return e ? e : act_run(c, x, target, &in, NULL);
}

static ref make_body(struct world *w, const char *name, const char *kind, const char *unit, const char *more)
{
    id made;

    assert_ok(world_make(&w->system, "body.create", &made, name, kind, unit, more, NULL));
    return (ref){made.n};
}

int world_set_up(void **state)
{
    struct arena *a = arena_new(512 << 20);
    struct world *w = ARENA_NEW(a, struct world);

    capabilities_start();
    clock_set((moment){INT64_C(1795478400000)}); /* 2026-11-24 08:00 in Shanghai */
    w->a = a;
    w->db = fixture_migrated_db(a, schema_migrations, schema_migration_count);
    assert_ok(db_lease(w->db, DB_WRITE, a, &w->conn));
    w->system = call_system(a, w->conn, "test");
    w->province = make_body(w, "name=辽宁省人民政府", "kind=government", "unit=21", NULL);
    w->drc = make_body(w, "name=辽宁省发展和改革委员会", "kind=drc", "unit=21", "short_name=省发展改革委");
    w->energy = make_body(w, "name=辽宁省能源局", "kind=department", "unit=21", "works=energy");
    w->shenyang = make_body(w, "name=沈阳市人民政府", "kind=government", "unit=2101", NULL);
    w->heping = make_body(w, "name=沈阳市和平区人民政府", "kind=government", "unit=210102", NULL);
    w->dalian = make_body(w, "name=大连市人民政府", "kind=government", "unit=2102", NULL);
    w->owner = make_body(w, "name=辽宁示例能源有限公司", "kind=owner", "unit=210102", NULL);
    w->other_owner = make_body(w, "name=大连示例化工有限公司", "kind=owner", "unit=210202", NULL);
    *state = w;
    return 0;
}

int world_tear_down(void **state)
{
    struct world *w = *state;

    conn_release(w->conn);
    arena_free(w->a);
    return 0;
}

struct call world_call(struct world *w, unsigned role, ref body, const char *unit)
{
    struct call c = w->system;

    c.actor = (struct actor){.account = {77}, .body = body, .login = T("tester"), .name = T("某人"), .role = role, .unit = text_of(unit),
                             .source = T("127.0.0.1"), .scope = scope_of(role, text_of(unit))};
    return c;
}

void world_at(struct world *w, const char *iso)
{
    moment m;

    assert_true(moment_parse(text_of(iso), &m));
    clock_set(m);
    w->system.now = m;
    w->system.today = date_of(m);
}

struct call world_who(struct world *w, unsigned role)
{
    ref body = role == ROLE_OWNER ? w->owner : role == ROLE_COUNTY ? w->heping : role == ROLE_CITY ? w->shenyang : w->drc;
    const char *unit = role == ROLE_OWNER || role == ROLE_COUNTY ? "210102" : role == ROLE_CITY ? "2101" : "21";

    return world_call(w, role, body, unit);
}
