/* Finding pairs: who may be the same as a file, and the pair's record. See own.h. */
#include "own.h"

#include "twin/words.h"

enum { NEAR_LAT = 18000, NEAR_LON = 25000 }; /* millionths of a degree: about 2 km in Liaoning */

struct twin_side twin_side_of(const struct project *p)
{
    return (struct twin_side){
        .id = p->head.id,
        .facts = {.name = p->name, .project_code = p->project_code, .owner_name = p->owner_name, .owner_uscc = p->owner_uscc,
                  .unit = p->division.t, .place = {p->lon, p->lat}, .total = p->total_invest},
        .city = p->city.t, .county = p->county.t, .lead_department = p->lead_department, .owner = p->owner, .parent = p->parent_id,
    };
}

bool twin_related(const struct twin_side *a, const struct twin_side *b)
{
    return a->parent.n == b->id.n || b->parent.n == a->id.n || (a->parent.n && a->parent.n == b->parent.n);
}

err twin_key_save(struct call *c, id project, text name)
{
    static const char sql_key[] = "INSERT INTO twin_key (region, project, name_key) VALUES ($1, $2, $3)"
                                  " ON CONFLICT (region, project) DO UPDATE SET name_key = excluded.name_key";

    return conn_run(c->conn, c->arena, sql_key, BIND(V(c->region), V(project), V(twin_name(c->arena, name))), NULL);
}

static err gather(struct call *c, const struct twin_side *s, const char *sql, struct values bind, side_list *ret)
{
    CLEAN(query_close) struct query q = {0};
    struct twin_side one;

    TRY(query_open(&q, c->conn, c->arena, sql, bind));
    while (query_row(&q, TWIN_TARGETS(one))) {
        bool there = one.id.n == s->id.n;
        for (size_t i = 0; !there && i < ret->n; i++)
            there = ret->v[i].id.n == one.id.n;
        if (!there)
            list_push(ret, c->arena) = one;
    }
    return query_end(&q);
}

/* The whole region is looked through, not only what the caller sees: a county's file may be the neighbour's. */
err twin_candidates(struct call *c, const struct twin_side *s, side_list *ret)
{
    static const char sql_name[] = "SELECT " TWIN_COLUMNS " FROM twin_key k JOIN project p ON p.region = k.region AND p.id = k.project"
                                   " WHERE k.region = $1 AND k.name_key = $2 AND p.removed = 0 LIMIT 30";
    static const char sql_owner[] = "SELECT " TWIN_COLUMNS " FROM project p WHERE p.region = $1 AND p.owner_name = $2 AND p.removed = 0 LIMIT 60";
    static const char sql_near[] = "SELECT " TWIN_COLUMNS " FROM project p WHERE p.region = $1 AND p.county = $2 AND p.lat BETWEEN $3 AND $4"
                                   " AND p.lon BETWEEN $5 AND $6 AND p.removed = 0 LIMIT 60";
    struct place at = s->facts.place;
    text key = twin_name(c->arena, s->facts.name);

    if (key.n)
        TRY(gather(c, s, sql_name, BIND(V(c->region), V(key)), ret));
    if (s->facts.owner_name.n)
        TRY(gather(c, s, sql_owner, BIND(V(c->region), V(s->facts.owner_name)), ret));
    if (place_known(at) && s->county.n)
        TRY(gather(c, s, sql_near,
                   BIND(V(c->region), V(s->county), V(at.lat.micro - NEAR_LAT), V(at.lat.micro + NEAR_LAT), V(at.lon.micro - NEAR_LON),
                        V(at.lon.micro + NEAR_LON)),
                   ret));
    return NULL;
}

static const char *kind_key(enum twin_kind k)
{
    switch (k) {
    case TWIN_TWO_CODES: return "two_codes";
    case TWIN_ONE_CODE: return "one_code";
    case TWIN_SAME:
    case TWIN_LIKELY: return "likely";
    case TWIN_POSSIBLE: return "possible";
    default: return NULL; /* phases are no pair to settle */
    }
}

static err load_pair(struct call *c, id first, id second, struct twin **ret)
{
    static const char sql_pair[] = "SELECT id FROM twin WHERE region = $1 AND first = $2 AND second = $3";
    id key;
    bool found;
    void *r = NULL;

    TRY(conn_one(c->conn, c->arena, sql_pair, BIND(V(c->region), V(first), V(second)), INTO(TO(&key)), &found));
    if (found) {
        struct call all = call_as_program(c); /* whoever saves a file may not see the pair */
        TRY(record_load(&all, &twin_record, key, &r));
    }
    *ret = r;
    return NULL;
}

static void describe(struct call *c, const struct twin_side *a, const struct twin_side *b, const struct twin_verdict *v, struct twin *t)
{
    t->label = text_sub(text_fmt(c->arena, "%.*s / %.*s", TEXT_ARG(a->facts.name), TEXT_ARG(b->facts.name)), 0, 800);
    t->kind.t = text_of(kind_key(v->kind));
    t->score.n = v->score;
    t->city = text_eq(a->city, b->city) ? a->city : NO_TEXT;
    t->county = text_eq(a->county, b->county) ? a->county : NO_TEXT;
    t->lead_department = a->lead_department.n == b->lead_department.n ? a->lead_department : (ref){0};
    t->owner = a->owner.n == b->owner.n ? a->owner : (ref){0};
}

static err save_pair(struct call *c, struct twin *t, const struct twin *old)
{
    struct call own = call_as_program(c);
    err e;

    own.lenient = false;
    e = record_save(&own, &twin_record, t, old);
    call_program_end(c, &own);
    return e;
}

err twin_keep(struct call *c, const struct twin_side *a, const struct twin_side *b, struct twin **ret_pair)
{
    const struct twin_side *first = a->id.n < b->id.n ? a : b, *second = first == a ? b : a;
    struct twin_verdict v = twin_judge(&first->facts, &second->facts);
    bool pair = kind_key(v.kind) && !twin_related(a, b);
    struct twin *t, *old = NULL;

    *ret_pair = NULL;
    TRY(load_pair(c, first->id, second->id, &t));
    if ((!t && !pair) || (t && !text_eqz(t->state.t, "open")))
        return NULL; /* nothing there; or settled, and never asked again */
    if (t)
        old = record_copy(c->arena, &twin_record, t);
    else
        t = record_new(c->arena, &twin_record);
    t->first.n = first->id.n;
    t->second.n = second->id.n;
    t->state.t = T("open");
    t->head.removed = pair ? NO : YES;
    if (pair)
        describe(c, first, second, &v, t);
    TRY(save_pair(c, t, old));
    *ret_pair = pair ? t : NULL;
    return NULL;
}
