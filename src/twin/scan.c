/* The whole stock at once: files that share a name, an owner or a spot lie next to each other in an order, so each is judged
 * against a few neighbours and never against all. */
#include "own.h"

enum { NEIGHBOURS = 25 };

/* Files without a name key yet: what a generated province and an older database wrote. */
static err make_keys(struct call *c)
{
    static const char sql_without[] = "SELECT p.id, p.name FROM project p WHERE p.region = $1 AND p.removed = 0 AND NOT EXISTS"
                                      " (SELECT 1 FROM twin_key k WHERE k.region = p.region AND k.project = p.id)";
    CLEAN(query_close) struct query q = {0};
    struct missing {
        id id;
        text name;
    } one;
    LIST(struct missing) all = {0};

    TRY(query_open(&q, c->conn, c->arena, sql_without, BIND(V(c->region))));
    while (query_row(&q, INTO(TO(&one.id), TO(&one.name))))
        list_push(&all, c->arena) = one;
    TRY(query_end(&q));
    for (size_t i = 0; i < all.n; i++)
        TRY(twin_key_save(c, all.v[i].id, all.v[i].name));
    return NULL;
}

static err walk(struct call *c, const char *sql, bool (*together)(const struct twin_side *, const struct twin_side *), struct twin_found *ret)
{
    CLEAN(query_close) struct query q = {0};
    side_list all = {0};
    struct twin_side one;

    TRY(query_open(&q, c->conn, c->arena, sql, BIND(V(c->region))));
    while (query_row(&q, TWIN_TARGETS(one))) {
        one.key = twin_name(c->arena, one.facts.name);
        list_push(&all, c->arena) = one;
    }
    TRY(query_end(&q));
    ret->projects = (int64_t)all.n;
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = i + 1; k < all.n && k <= i + NEIGHBOURS && together(&all.v[i], &all.v[k]); k++) {
            struct twin_verdict v = twin_judge(&all.v[i].facts, &all.v[k].facts);
            struct twin *pair = NULL;
            ret->judged++;
            if (v.kind != TWIN_NONE && v.kind != TWIN_PHASES)
                TRY(twin_keep(c, &all.v[i], &all.v[k], &pair));
        }
    return NULL;
}

static bool same_name(const struct twin_side *a, const struct twin_side *b)
{
    return text_eq(a->key, b->key);
}

static bool same_owner(const struct twin_side *a, const struct twin_side *b)
{
    return text_eq(a->facts.owner_name, b->facts.owner_name);
}

static bool same_spot(const struct twin_side *a, const struct twin_side *b)
{
    return text_eq(a->county, b->county) && b->facts.place.lat.micro - a->facts.place.lat.micro < 5000;
}

static err count_open(struct call *c, int64_t *ret)
{
    static const char sql_count[] = "SELECT COUNT(*) FROM twin WHERE region = $1 AND state = 'open' AND removed = 0";

    return conn_one(c->conn, c->arena, sql_count, BIND(V(c->region)), INTO(TO(ret)), NULL);
}

err twins_scan(struct call *c, struct twin_found *ret)
{
    static const char sql_by_name[] = "SELECT " TWIN_COLUMNS " FROM twin_key k JOIN project p ON p.region = k.region AND p.id = k.project"
                                      " WHERE k.region = $1 AND p.removed = 0 AND k.name_key <> '' ORDER BY k.name_key, p.id";
    static const char sql_by_owner[] = "SELECT " TWIN_COLUMNS " FROM project p WHERE p.region = $1 AND p.removed = 0 AND p.owner_name IS NOT NULL"
                                       " ORDER BY p.owner_name, p.name, p.id";
    static const char sql_by_spot[] = "SELECT " TWIN_COLUMNS " FROM project p WHERE p.region = $1 AND p.removed = 0 AND p.lat IS NOT NULL"
                                      " AND p.lon IS NOT NULL ORDER BY p.county, p.lat, p.id";
    int64_t before, after;

    *ret = (struct twin_found){0};
    c->act_name = T("twin.note");
    TRY(conn_begin(c->conn, c->arena));
    TRY(count_open(c, &before));
    TRY(make_keys(c));
    TRY(walk(c, sql_by_name, same_name, ret));
    TRY(walk(c, sql_by_owner, same_owner, ret));
    TRY(walk(c, sql_by_spot, same_spot, ret));
    TRY(count_open(c, &after));
    ret->pairs = after - before;
    return conn_commit(c->conn, c->arena);
}
