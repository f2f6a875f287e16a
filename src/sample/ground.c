/* The ground of the sample province: governments, commissions, task forces, departments, and the people in them. */
#include "making.h"

#include "kit/data.h"
#include "kit/lists.h"
#include "kit/table.h"

err body_add(struct making *m, const struct body *values, ref *ret)
{
    struct body *b = record_new(m->c->arena, &body_record);
    struct record_head head = b->head;

    *b = *values;
    b->head = head;
    m->c->act_name = T("body.create");
    TRY(record_save(m->c, &body_record, b, NULL));
    m->result->bodies++;
    ret->n = b->head.id.n;
    return NULL;
}

err person_add(struct making *m, ref body, text name, const char *post, struct known_person *ret)
{
    struct person *p = record_new(m->c->arena, &person_record);

    p->name = name;
    p->body = body;
    p->post = text_of(post);
    p->mobile = next_phone(m, m->c->arena);
    m->c->act_name = T("person.create");
    TRY(record_save(m->c, &person_record, p, NULL));
    m->result->people++;
    if (ret)
        *ret = (struct known_person){{p->head.id.n}, text_copy(m->keep, name)};
    return NULL;
}

static err somebody(struct making *m, ref body, const char *post, struct known_person *ret)
{
    return person_add(m, body, person_name(&m->r, m->c->arena), post, ret);
}

static err office(struct making *m, const struct unit_of *u, const char *kind, text name, text shorter, ref parent, ref *ret)
{
    struct body b = {.name = name, .short_name = shorter, .kind = {text_of(kind)}, .unit = {u->division->unit}, .parent = parent};

    b.uscc = make_uscc(m->c->arena, "11", u->division->code, ++m->n_bodies);
    return body_add(m, &b, ret);
}

/* 市长, 区长, 县长, 主任: by what the place is. */
static const char *chief_post(const struct unit_of *u)
{
    text name = u->division->name;

    if (u->division->level == LEVEL_PROVINCE)
        return "省长";
    return text_ends(name, T("示范区")) ? "管委会主任" : text_ends(name, T("市")) ? "市长" : text_ends(name, T("区")) ? "区长" : "县长";
}

static const char *deputy_post(const struct unit_of *u, int i)
{
    text name = u->division->name;

    if (u->division->level == LEVEL_PROVINCE)
        return i == 0 ? "副省长（分管工业、能源）" : i == 1 ? "副省长（分管城建、交通）" : "副省长（分管农业、社会事业）";
    if (text_ends(name, T("示范区")))
        return "管委会副主任";
    if (text_ends(name, T("市")))
        return i == 0 ? "副市长（分管工业、能源）" : i == 1 ? "副市长（分管城建、交通）" : "副市长（分管农业、社会事业）";
    return text_ends(name, T("区")) ? "副区长" : "副县长";
}

static err people_of(struct making *m, struct unit_of *u)
{
    bool county = u->division->level == LEVEL_COUNTY;

    TRY(somebody(m, u->government, chief_post(u), &u->chief));
    for (int i = 0; i < DEPUTIES; i++)
        TRY(somebody(m, u->government, deputy_post(u, i), &u->deputies[i]));
    TRY(somebody(m, u->drc, county ? "局长" : "主任", &u->drc_head));
    for (int i = 0; i < OFFICERS; i++)
        TRY(somebody(m, u->drc, county ? "重点项目服务中心主任" : "重大项目处负责人", &u->officers[i]));
    if (u->force.n)
        TRY(somebody(m, u->force, "专班联络员", NULL));
    return NULL;
}

static err city_make(struct making *m, struct unit_of *u)
{
    struct arena *a = m->c->arena;
    bool zone = text_ends(u->full, T("示范区"));
    const char *name = u->full.p;
    int n = (int)u->full.n;

    TRY(office(m, u, "government", text_fmt(a, "%.*s%s", n, name, zone ? "管理委员会" : "人民政府"),
               text_fmt(a, "%.*s%s", n, name, zone ? "管委会" : "政府"), m->province->government, &u->government));
    TRY(office(m, u, "drc", text_fmt(a, "%.*s%s", n, name, zone ? "经济发展局" : "发展和改革委员会"),
               text_fmt(a, "%.*s%s", n, name, zone ? "经发局" : "发展改革委"), u->government, &u->drc));
    TRY(office(m, u, "task_force", text_fmt(a, "%.*s重点项目推进专班", n, name), text_fmt(a, "%.*s专班", TEXT_ARG(u->shorter)),
               u->government, &u->force));
    return people_of(m, u);
}

static err county_make(struct making *m, struct unit_of *u)
{
    struct arena *a = m->c->arena;

    if (text_eq(u->full, u->up->full)) { /* the zone's only "county" is the zone */
        const struct unit_of *up = u->up;
        u->government = up->government;
        u->drc = up->drc;
        u->chief = up->chief;
        u->drc_head = up->drc_head;
        memcpy(u->deputies, up->deputies, sizeof(u->deputies));
        memcpy(u->officers, up->officers, sizeof(u->officers));
        return NULL;
    }
    TRY(office(m, u, "government", text_fmt(a, "%.*s人民政府", TEXT_ARG(u->full)), text_fmt(a, "%.*s政府", TEXT_ARG(u->full)),
               u->up->government, &u->government));
    TRY(office(m, u, "drc", text_fmt(a, "%.*s发展和改革局", TEXT_ARG(u->full)), text_fmt(a, "%.*s发改局", TEXT_ARG(u->full)), u->government,
               &u->drc));
    return people_of(m, u);
}

/* The works that a department leads: config/works.csv names departments. */
static err works_led(struct making *m, text department, codes *ret)
{
    LIST(text) led = {0};
    struct table t;

    TRY(table_read(m->keep, data_file("works.csv"), &t));
    for (size_t i = 0; i < t.rows; i++) {
        text rest = table_at(&t, i, "lead"), part;
        while (text_each(&rest, ' ', &part))
            if (text_eq(part, department))
                list_push(&led, m->keep) = table_at(&t, i, "key");
    }
    ret->t = led.n ? text_join(m->keep, led.v, led.n, T(",")) : NO_TEXT;
    return NULL;
}

static err department_make(struct making *m, const struct table *t, size_t row, struct department *d)
{
    struct unit_of *u = m->province;
    struct body b = {.name = table_at(t, row, "name"), .short_name = table_at(t, row, "short"), .kind = {table_at(t, row, "kind")},
                     .unit = {u->division->unit}, .parent = u->government};

    d->key = table_at(t, row, "key");
    d->name = b.name;
    TRY(works_led(m, d->key, &d->works));
    b.works = d->works;
    b.uscc = make_uscc(m->c->arena, "11", u->division->code, ++m->n_bodies);
    TRY(body_add(m, &b, &d->id));
    if (text_eqz(d->key, "drc"))
        u->drc = d->id;
    else
        TRY(somebody(m, d->id, text_eqz(d->key, "supervision") ? "主任" : "厅（局、委）领导", NULL));
    return somebody(m, d->id, "项目处负责人", NULL);
}

const struct department *department_by(const struct making *m, const char *key)
{
    for (size_t i = 0; key && i < m->n_departments; i++)
        if (text_eqz(m->departments[i].key, key))
            return &m->departments[i];
    return NULL;
}

err ground_make(struct making *m)
{
    struct table t;

    TRY(office(m, m->province, "government", T("辽宁省人民政府"), T("省政府"), (ref){0}, &m->province->government));
    TRY(table_read(m->keep, data_file("departments.csv"), &t));
    m->departments = ARENA_ARRAY(m->keep, struct department, t.rows + 1);
    for (size_t i = 0; i < t.rows; i++)
        TRY(department_make(m, &t, i, &m->departments[m->n_departments++]));
    TRY(people_of(m, m->province));
    for (size_t i = 0; i < m->n_units; i++) {
        struct unit_of *u = &m->units[i];
        if (u->division->level == LEVEL_CITY)
            TRY(city_make(m, u));
        else if (u->division->level == LEVEL_COUNTY)
            TRY(county_make(m, u));
    }
    return NULL;
}
