/* The governments that every province has, out of config/: the province and its departments, the cities and the zone, all counties,
 * each with its development and reform office. Made by `diaodu init`; what is there already stays as it is.
 */
#include "account.h"

#include "kit/data.h"
#include "kit/division.h"
#include "kit/lists.h"
#include "kit/table.h"

enum { LOCK_GROUND = 57 };

struct ground {
    struct call *c;
    int64_t made;
};

/* The body of that name: as it is, or made. */
static err need(struct ground *g, const struct body *wanted, ref *ret)
{
    struct body *b;
    struct input in = {0};
    id made;

    TRY(body_find(g->c, NO_TEXT, wanted->name, ret));
    if (ret->n)
        return NULL;
    b = record_new(g->c->arena, &body_record);
    b->name = wanted->name;
    b->short_name = wanted->short_name;
    b->kind = wanted->kind;
    b->unit = wanted->unit;
    b->parent = wanted->parent;
    b->works = wanted->works;
    in.values = b;
    for (size_t i = 0; i < body_record.n_fields; i++)
        if (!field_absent(&body_record.fields[i], b))
            fieldset_add(&in.set, i);
    TRY(act_run_inside(g->c, act_by_name(T("body.create")), (id){0}, &in, &made));
    g->made++;
    ret->n = made.n;
    return NULL;
}

static err office(struct ground *g, const char *kind, text unit, text place, const char *what, const char *briefly, ref parent, ref *ret)
{
    struct arena *a = g->c->arena;
    struct body b = {.kind = {text_of(kind)}, .unit = {unit}, .parent = parent};

    b.name = text_fmt(a, "%.*s%s", TEXT_ARG(place), what);
    b.short_name = text_fmt(a, "%.*s%s", TEXT_ARG(place), briefly);
    return need(g, &b, ret);
}

static bool is_zone(const struct division *d)
{
    return text_ends(d->name, T("示范区"));
}

static err city(struct ground *g, const struct division *d, ref province, ref *ret_government)
{
    bool zone = is_zone(d);
    ref other;

    TRY(office(g, "government", d->unit, d->name, zone ? "管理委员会" : "人民政府", zone ? "管委会" : "政府", province, ret_government));
    TRY(office(g, "drc", d->unit, d->name, zone ? "经济发展局" : "发展和改革委员会", zone ? "经发局" : "发展改革委", *ret_government, &other));
    return office(g, "task_force", d->unit, d->name, "重点项目推进专班", "专班", *ret_government, &other);
}

/* A district stands behind its city's name, a county and a county-level city on their own. */
static err county(struct ground *g, const struct division *d, const struct division *up, ref city_government)
{
    text place = text_ends(d->name, T("区")) ? text_fmt(g->c->arena, "%.*s%.*s", TEXT_ARG(up->name), TEXT_ARG(d->name)) : d->name;
    ref government, other;

    if (text_eq(d->name, up->name)) /* the zone's only "county" is the zone */
        return NULL;
    TRY(office(g, "government", d->unit, place, "人民政府", "政府", city_government, &government));
    return office(g, "drc", d->unit, place, "发展和改革局", "发改局", government, &other);
}

static err works_led(struct ground *g, text department, codes *ret)
{
    LIST(text) led = {0};
    struct table t;

    TRY(table_read(g->c->arena, data_file("works.csv"), &t));
    for (size_t i = 0; i < t.rows; i++) {
        text rest = table_at(&t, i, "lead"), part;
        while (text_each(&rest, ' ', &part))
            if (text_eq(part, department))
                list_push(&led, g->c->arena) = table_at(&t, i, "key");
    }
    ret->t = led.n ? text_join(g->c->arena, led.v, led.n, T(",")) : NO_TEXT;
    return NULL;
}

static err departments(struct ground *g, ref province)
{
    struct table t;
    ref made;

    TRY(table_read(g->c->arena, data_file("departments.csv"), &t));
    for (size_t i = 0; i < t.rows; i++) {
        struct body b = {.name = table_at(&t, i, "name"), .short_name = table_at(&t, i, "short"), .kind = {table_at(&t, i, "kind")},
                         .unit = {PROVINCE}, .parent = province};
        TRY(works_led(g, table_at(&t, i, "key"), &b.works));
        TRY(need(g, &b, &made));
    }
    return NULL;
}

static err make_all(struct ground *g)
{
    const struct division *up = NULL;
    ref province, government = {0};

    TRY(office(g, "government", PROVINCE, T("辽宁省"), "人民政府", "政府", (ref){0}, &province));
    TRY(departments(g, province));
    for (size_t i = 0; i < all_divisions.n; i++) {
        const struct division *d = &all_divisions.v[i];
        if (!is_absent(d->valid_to.days))
            continue;
        if (d->level == LEVEL_CITY) {
            up = d;
            TRY(city(g, d, province, &government));
        } else if (d->level == LEVEL_COUNTY && up) {
            TRY(county(g, d, up, government));
        }
    }
    return NULL;
}

err ground_init(struct call *c, int64_t *ret_made)
{
    struct ground g = {.c = c};

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_lock(c->conn, c->arena, LOCK_GROUND)); /* two that begin together make one tree */
    TRY(make_all(&g));
    TRY(conn_commit(c->conn, c->arena));
    *ret_made = g.made;
    return NULL;
}
