/* The fitted months as they are kept, and those that hold for one project. See pages.h and plan.h. */
#include "pages.h"

#include "kit/winter.h"
#include "plan/words.h"

err plan_seasons_load(struct call *c, plan_season_list *ret)
{
    static const char sql_all[] = "SELECT kind, place, m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12, samples, year_first, year_last FROM plan_season"
                                  " WHERE region = $1 ORDER BY kind, place";
    CLEAN(query_close) struct query q = {0};
    struct plan_season s;
    int64_t *m = s.share;

    TRY(query_open(&q, c->conn, c->arena, sql_all, BIND(V(c->region))));
    while (query_row(&q, INTO(TO(&s.kind), TO(&s.place), TO(&m[0]), TO(&m[1]), TO(&m[2]), TO(&m[3]), TO(&m[4]), TO(&m[5]), TO(&m[6]), TO(&m[7]), TO(&m[8]),
                              TO(&m[9]), TO(&m[10]), TO(&m[11]), TO(&s.samples), TO(&s.first), TO(&s.last))))
        list_push(ret, c->arena) = s;
    return query_end(&q);
}

err plan_seasons_save(struct call *c, const plan_season_list *all)
{
    static const char sql_clear[] = "DELETE FROM plan_season WHERE region = $1";
    static const char sql_one[] = "INSERT INTO plan_season (region, kind, place, m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12, samples, year_first,"
                                  " year_last, fitted_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";

    TRY(conn_run(c->conn, c->arena, sql_clear, BIND(V(c->region)), NULL));
    for (size_t i = 0; i < all->n; i++) {
        const struct plan_season *s = &all->v[i];
        const int64_t *m = s->share;
        TRY(conn_run(c->conn, c->arena, sql_one,
                     BIND(V(c->region), V(s->kind), V(s->place.n ? s->place : T("")), V(m[0]), V(m[1]), V(m[2]), V(m[3]), V(m[4]), V(m[5]), V(m[6]), V(m[7]), V(m[8]),
                          V(m[9]), V(m[10]), V(m[11]), V(s->samples), V(s->first), V(s->last), V(c->today.days)),
                     NULL));
    }
    return NULL;
}

const struct plan_season *plan_season_of(const plan_season_list *all, const struct plan_season_key *key)
{
    for (size_t i = 0; i < all->n; i++)
        if (text_eq(all->v[i].kind, key->kind) && text_eq(all->v[i].place, key->place))
            return &all->v[i];
    return NULL;
}

static const struct word *kind_word(text kind)
{
    static const struct {
        const char *key;
        const struct word *word;
    } kinds[] = {{"outdoor", &w_season_outdoor}, {"indoor", &w_season_indoor}, {"equipment", &w_season_equipment}, {"nuclear", &w_season_nuclear}, {"tunnel", &w_season_tunnel}};

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (text_eqz(kind, kinds[i].key))
            return kinds[i].word;
    return &w_season_outdoor;
}

text plan_season_said(struct call *c, const struct plan_season *s, const struct plan_season_key *key)
{
    int64_t n = s ? s->samples : 0;
    const struct arg args[] = {ARG_WORD("kind", kind_word(key->kind)), ARG_INT("n", n), ARG_INT("least", SEASON_LEAST),
                               ARG_TEXT("years", !s || s->first == s->last ? text_fmt(c->arena, "%lld", (long long)(s ? s->last : 0))
                                                                           : text_fmt(c->arena, "%lld–%lld", (long long)s->first, (long long)s->last))};

    return word_filled(c->arena, c->lang, n >= SEASON_LEAST ? &w_season_fitted : &w_season_default, args, COUNT(args));
}
