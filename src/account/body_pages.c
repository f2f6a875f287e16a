/* Bodies as the tree they are, and the file of one: its people, the bodies below it, how many projects it has to do with. */
#include "account/pages.h"

#include "account/body.tpl.h"
#include "account/words.h"
#include "kit/lists.h"
#include "kit/search.h"

enum { PEOPLE_MOST = 30, BELOW_MOST = 60 };

static const struct word *kind_word(text key)
{
    static struct word words[16];
    const struct codeitem *item = codelist_item(&list_body_kind, key);
    size_t at = item ? (size_t)(item - list_body_kind.items) : COUNT(words) - 1;

    if (!item || at >= COUNT(words))
        return &w_body_kind_none;
    words[at] = (struct word){NULL, {item->in[LANG_ZH], item->in[LANG_EN]}};
    return &words[at];
}

/* --- the file --------------------------------------------------------------------------------------------------------------------- */

static err add_people(struct req *q, const struct body *b, struct body_view *v)
{
    static const char sql_people[] = "SELECT p.id, p.name, p.post, p.phone, p.mobile FROM person p WHERE {scope:p}"
                                     " AND p.body = $1 AND p.removed = 0 ORDER BY p.id LIMIT 31";
    struct call *c = &q->call;
    CLEAN(query_close) struct query rows = {0};
    const struct person theirs = {.body = {b->head.id.n}, .city = b->city, .county = b->county};
    struct body_person p;

    TRY(query_scoped(&rows, c, &person_record.scope, sql_people, BIND(V(b->head.id))));
    while (query_row(&rows, INTO(TO(&p.id), TO(&p.name), TO(&p.post), TO(&p.phone), TO(&p.mobile)))) {
        if (!v->sees_mobile)
            p.mobile = NO_TEXT;
        else if (p.mobile.n && !sees_personal(c, &person_record, &theirs))
            p.mobile = mask_personal(c->arena, p.mobile);
        if (v->people.n < PEOPLE_MOST)
            list_push(&v->people, c->arena) = p;
        else
            v->more_people = true;
    }
    return query_end(&rows);
}

static err add_below(struct req *q, id body, struct body_view *v)
{
    static const char sql_below[] = "SELECT b.id, b.name, b.kind FROM body b WHERE {scope:b} AND b.parent = $1 AND b.removed = 0"
                                    " ORDER BY b.unit, b.id LIMIT 61";
    CLEAN(query_close) struct query rows = {0};
    struct body_below b;
    text kind;

    TRY(query_scoped(&rows, &q->call, &body_record.scope, sql_below, BIND(V(body))));
    while (query_row(&rows, INTO(TO(&b.id), TO(&b.name), TO(&kind)))) {
        b.kind = kind_word(kind);
        if (v->below.n < BELOW_MOST)
            list_push(&v->below, q->call.arena) = b;
        else
            v->more_below = true;
    }
    return query_end(&rows);
}

/* The projects it owns, leads, or has in its place: as a condition of the list of projects. */
static text projects_of(struct arena *a, const struct body *b)
{
    if (text_eqz(b->kind.t, "owner"))
        return text_fmt(a, "owner=%lld", (long long)b->head.id.n);
    if (text_eqz(b->kind.t, "department"))
        return text_fmt(a, "lead_department=%lld", (long long)b->head.id.n);
    if (b->county.n)
        return text_fmt(a, "county=%.*s", TEXT_ARG(b->county));
    return b->city.n ? text_fmt(a, "city=%.*s", TEXT_ARG(b->city)) : T("");
}

static err count_projects(struct req *q, const struct body *b, struct body_view *v)
{
    const struct record *projects = record_by_name(T("project"));
    text value, name, where = projects_of(q->call.arena, b);
    struct filter f;

    if (!projects || !(projects->see & q->call.actor.role))
        return NULL;
    name = text_cut(where, '=', &value);
    TRY(filter_init(&f, projects));
    if (where.n)
        TRY(filter_add(q->call.arena, &f, name, value, &q->call));
    TRY(record_sum(&q->call, &f, NULL, 0, false, &v->projects, &v->more_projects, NULL, NULL));
    v->counts = true;
    v->projects_href = text_fmt(q->call.arena, "/projects?%.*s", TEXT_ARG(where));
    return NULL;
}

/* GET /bodies/{id} */
err page_body_file(struct req *q, struct out *o)
{
    const struct field *mobile = record_field(&person_record, T("mobile"));
    struct file_view f;
    struct body_view v = {.sees_mobile = field_visible(&q->call, mobile)};

    TRY(pages_file_view(q, &body_record, &f));
    TRY(add_people(q, f.r, &v));
    TRY(add_below(q, f.head->id, &v));
    TRY(count_projects(q, f.r, &v));
    v.people_href = text_fmt(q->call.arena, "/people?body=%lld", (long long)f.head->id.n);
    v.below_href = text_fmt(q->call.arena, "/bodies?parent=%lld", (long long)f.head->id.n);
    web_page_titled(q, o, f.title, false, SLOT(body_file, (&(struct tpl_body_file){.f = &f, .v = &v})));
    return NULL;
}

/* --- the tree --------------------------------------------------------------------------------------------------------------------- */

static struct tree_place *place_of(struct tree_view *v, text unit)
{
    if (text_eq(unit, v->province.key))
        return &v->province;
    for (size_t i = 0; i < v->cities.n; i++) {
        struct tree_place *city = v->cities.v[i];
        if (text_eq(unit, city->key))
            return city;
        for (size_t k = 0; text_starts(unit, city->key) && k < city->counties.n; k++)
            if (text_eq(unit, city->counties.v[k]->key))
                return city->counties.v[k];
        if (unit.n == 6 && text_starts(unit, city->key))
            return city; /* a county of old: its bodies stand with the city */
    }
    return NULL;
}

static void add_places(struct req *q, struct tree_view *v)
{
    struct tree_place *city = NULL;

    for (size_t i = 0; i < all_divisions.n; i++) {
        const struct division *d = &all_divisions.v[i];
        struct tree_place *p;
        if (!is_absent(d->valid_to.days))
            continue;
        p = d->level == LEVEL_PROVINCE ? &v->province : ARENA_NEW(q->call.arena, struct tree_place);
        p->name = division_name(d, q->call.lang);
        p->key = d->unit;
        p->owners_href = text_fmt(q->call.arena, "/bodies?kind=owner%s%.*s", d->level == LEVEL_PROVINCE ? "" : d->level == LEVEL_CITY ? "&city=" : "&county=",
                                  TEXT_ARG(d->level == LEVEL_PROVINCE ? T("") : d->unit));
        if (d->level == LEVEL_CITY)
            list_push(&v->cities, q->call.arena) = city = p;
        else if (d->level == LEVEL_COUNTY && city)
            list_push(&city->counties, q->call.arena) = p;
    }
}

static err add_bodies(struct req *q, struct tree_view *v)
{
    static const char sql_bodies[] = "SELECT b.id, b.name, b.kind, b.unit FROM body b WHERE {scope:b} AND b.removed = 0 AND b.kind IN"
                                     " ('government', 'drc', 'supervision', 'department', 'task_force') ORDER BY b.unit, b.id LIMIT 5000";
    CLEAN(query_close) struct query rows = {0};
    struct body_below b;
    text kind, unit;

    TRY(query_scoped(&rows, &q->call, &body_record.scope, sql_bodies, NO_VALUES));
    while (query_row(&rows, INTO(TO(&b.id), TO(&b.name), TO(&kind), TO(&unit)))) {
        struct tree_place *p = place_of(v, unit);
        b.kind = kind_word(kind);
        if (p)
            list_push(&p->bodies, q->call.arena) = b;
    }
    return query_end(&rows);
}

static err count_owners(struct req *q, struct tree_view *v)
{
    static const char sql_owners[] = "SELECT b.unit, COUNT(*) FROM body b WHERE {scope:b} AND b.kind = 'owner' AND b.removed = 0 GROUP BY b.unit";
    CLEAN(query_close) struct query rows = {0};
    text unit;
    int64_t n;

    TRY(query_scoped(&rows, &q->call, &body_record.scope, sql_owners, NO_VALUES));
    while (query_row(&rows, INTO(TO(&unit), TO(&n)))) {
        struct tree_place *p = place_of(v, unit), *city = place_of(v, text_sub(unit, 0, 4));
        v->province.owners += n;
        if (city && city != &v->province)
            city->owners += n;
        if (p && p != city && p != &v->province)
            p->owners += n;
    }
    return query_end(&rows);
}

/* GET /bodies/tree */
err page_body_tree(struct req *q, struct out *o)
{
    struct tree_view v = {.may_create = req_may(q, "body.create")};

    add_places(q, &v);
    TRY(add_bodies(q, &v));
    TRY(count_owners(q, &v));
    web_page(q, o, &w_body_tree_title, SLOT(body_tree, (&(struct tpl_body_tree){.v = &v})));
    return NULL;
}
