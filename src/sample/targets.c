/* The made-up targets of this year and the last: a little above what the plans of most places come to, below in some. */
#include "making.h"

#include "target/target.h"

enum { MILLION = 1000000 };

static err one(struct making *m, struct random *r, int64_t year, text unit, int64_t planned, int64_t starts)
{
    struct year_target *t = record_new(m->c->arena, &target_record);

    t->year.n = year;
    t->unit.t = unit;
    t->invest.yuan = planned * random_between(r, 94, 112) / 100 / MILLION * MILLION;
    t->starts.n = starts * random_between(r, 92, 115) / 100;
    t->doc_no = text_fmt(m->c->arena, "辽发改投资〔%lld〕3号", (long long)year);
    m->c->act_name = T("target.create");
    return record_save(m->c, &target_record, t, NULL);
}

err targets_make(struct making *m)
{
    static const char sql_planned[] = "SELECT unit, SUM(planned), SUM(starts_planned) FROM measure WHERE region = $1 AND works = '*' AND month BETWEEN $2 AND $3"
                                      " AND LENGTH(unit) <= 4 GROUP BY unit ORDER BY unit";
    struct random r = random_of(m->o->seed ? m->o->seed : SAMPLE_SEED, "targets");
    struct place {
        text unit;
        int64_t planned, starts;
    };

    for (int64_t year = m->year - 1; year <= m->year; year++) {
        CLEAN(query_close) struct query q = {0};
        LIST(struct place) places = {0};
        struct place p;
        TRY(query_open(&q, m->c->conn, m->c->arena, sql_planned, BIND(V(m->c->region), V(year * 12), V(year * 12 + 11))));
        while (query_row(&q, INTO(TO(&p.unit), TO(&p.planned), TO(&p.starts))))
            if (p.planned > 0)
                list_push(&places, m->c->arena) = p;
        TRY(query_end(&q));
        for (size_t i = 0; i < places.n; i++)
            TRY(one(m, &r, year, places.v[i].unit, places.v[i].planned, places.v[i].starts));
    }
    return NULL;
}
