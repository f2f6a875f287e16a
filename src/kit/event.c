/* What happened: see event.h. */
#include "event.h"

struct place {
    ref project, lead, owner;
    text city, county;
};

static text text_in(const struct record *t, const void *r, const char *name)
{
    const struct field *f = name ? record_field(t, text_of(name)) : NULL;

    return f && (f->kind == KIND_text || f->kind == KIND_code) ? *(const text *)field_in(f, r) : NO_TEXT;
}

static ref ref_in(const struct record *t, const void *r, const char *name)
{
    const struct field *f = name ? record_field(t, text_of(name)) : NULL;

    return (ref){f && f->kind == KIND_ref ? *(const int64_t *)field_in(f, r) : 0};
}

/* Where a record lies: by its own columns, else by those of the record that it belongs to. */
static err place_of(struct call *c, const struct record *t, const void *r, struct place *ret)
{
    const struct field *up = t->parent ? record_field(t, text_of(t->parent)) : NULL;
    void *over;

    if (!t->scope.city && up && *(const int64_t *)field_in(up, r)) {
        const struct record *to = record_by_name(text_of(up->to));
        err e = record_load(c, to, (id){*(const int64_t *)field_in(up, r)}, &over);
        if (e && e->code == E_GONE)
            return NULL;
        TRY(e);
        return place_of(c, to, over, ret);
    }
    *ret = (struct place){.lead = ref_in(t, r, t->scope.lead), .owner = ref_in(t, r, t->scope.owner),
                          .city = text_in(t, r, t->scope.city), .county = text_in(t, r, t->scope.county),
                          .project = !strcmp(t->name, "project") ? (ref){record_head_of(r)->id.n} : ref_in(t, r, "project")};
    return NULL;
}

static err put(struct call *c, const char *name, const struct record *t, const struct place *at, text detail)
{
    static const char sql_put[] = "INSERT INTO event (region, id, at, name, record, target, title, project, city, county, lead_department,"
                                  " owner, account, by_name, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

    TRY(conn_run(c->conn, c->arena, sql_put,
                 BIND(V(c->region), V(db_new_id()), V(c->now), V(name), V(t ? t->name : NULL),
                      value_ref(t ? record_head_of(c->target)->id.n : 0), V(t ? record_title(t, c->target) : NO_TEXT), V(at->project),
                      V(at->city), V(at->county), V(at->lead), V(at->owner), V(c->actor.account), V(c->actor.name), V(detail)),
                 NULL));
    return conn_wake(c->conn, c->arena);
}

err event_of_act(struct call *c, const struct act *act)
{
    struct place at = {0};

    if (c->bulk)
        return NULL;
    if (!c->target || !act->target)
        return put(c, act->event ? act->event : act->name, NULL, &at, NO_TEXT);
    TRY(place_of(c, act->target, c->target, &at));
    return put(c, act->event ? act->event : act->name, act->target, &at, NO_TEXT);
}

err event_note(struct call *c, const char *name, text detail)
{
    struct place at = {.city = c->actor.scope == SCOPE_CITY ? c->actor.unit : NO_TEXT,
                       .county = c->actor.scope == SCOPE_COUNTY ? c->actor.unit : NO_TEXT};

    if (c->actor.scope == SCOPE_COUNTY)
        at.city = text_sub(c->actor.unit, 0, 4);
    return put(c, name, NULL, &at, detail);
}

err event_recent(struct call *c, id project, int limit, event_list *ret)
{
    static const char sql_recent[] = "SELECT e.id, e.at, e.name, e.record, e.title, e.by_name, e.detail, e.target, e.project FROM event e"
                                     " WHERE {scope:e} ORDER BY e.id DESC LIMIT $1";
    static const char sql_of_project[] = "SELECT e.id, e.at, e.name, e.record, e.title, e.by_name, e.detail, e.target, e.project FROM event e"
                                         " WHERE e.project = $2 AND {scope:e} ORDER BY e.id DESC LIMIT $1";
    CLEAN(query_close) struct query q = {0};
    struct event e;

    if (project.n)
        TRY(query_scoped(&q, c, &scope_by_place, sql_of_project, BIND(V(limit), V(project))));
    else
        TRY(query_scoped(&q, c, &scope_by_place, sql_recent, BIND(V(limit))));
    while (query_row(&q, INTO(TO(&e.id), TO(&e.at), TO(&e.name), TO(&e.record), TO(&e.title), TO(&e.by_name), TO(&e.detail), TO(&e.target),
                              TO(&e.project))))
        list_push(ret, c->arena) = e;
    return query_end(&q);
}
