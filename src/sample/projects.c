/* The made-up projects, one after another, in large transactions. */
#include "making.h"

#include "db/bulk.h"
#include "kit/ripple.h"

enum { A_HANDFUL = 1000, AN_ARENA = 64 << 20 }; /* the sums of so many are written together */

static const unsigned stage_weights[] = {
    [ST_PLANNED] = 8,   [ST_RESERVE] = 20,      [ST_PRELIMINARY] = 20,    [ST_NEW_START] = 15, [ST_CONTINUED] = 24,
    [ST_COMPLETED] = 5, [ST_IN_PRODUCTION] = 5, [ST_FULL_PRODUCTION] = 0, [ST_SUSPENDED] = 2,  [ST_WITHDRAWN] = 1,
};

static const struct sort_of *kind_draw(struct making *m, const struct unit_of *u)
{
    unsigned weights[256];
    size_t n = kind_count < COUNT(weights) ? kind_count : COUNT(weights);

    for (size_t i = 0; i < n; i++)
        weights[i] = !kinds[i].needs || kinds[i].needs & u->marks ? kinds[i].weight : 0;
    return &kinds[random_weighted(&m->r, weights, n)];
}

/* Most are near the least that such a project costs, few near the most. */
static money total_draw(struct making *m, const struct sort_of *k, bool major)
{
    int64_t x = random_between(&m->r, major ? 300 : 0, 1000), wan = (int64_t)10000;
    int64_t least = k->least * wan, span = (k->most - k->least) * wan;
    int64_t amount = least + span * x / 1000 * x / 1000 * x / 1000 + random_between(&m->r, 0, 9000);

    return (money){amount / 100 * 100 * 10000};
}

/* A file with reports was there before them: opened some weeks before the start, or when the reports that are asked for begin. */
static moment opened_at(const struct making *m, const struct project *p)
{
    enum { BEFORE = 40 };
    date first = month_first((month){month_of(m->today).n - m->months + 1}), start = {p->start_actual.days - BEFORE};

    return date_start(start.days > first.days ? start : first);
}

static err one(struct making *m, bool major)
{
    struct project *p = record_new(m->c->arena, &project_record);
    struct draft d = {.unit = county_draw(m), .major = major};
    struct rows *rows = NULL;
    struct funds *funds = NULL;
    struct months *months;
    moment now = m->c->now;
    money central;
    code kind;

    d.kind = kind_draw(m, d.unit);
    d.total = total_draw(m, d.kind, major);
    d.stage = (enum stage)random_weighted(&m->r, stage_weights, COUNT(stage_weights));
    TRY(owner_draw(m, d.kind, d.unit, &d.owner));
    draft_name(m, &d);
    draft_fill(m, &d, p);
    owners_count(m, d.owner);
    if (m->months)
        times_settle(m, p);
    if (m->result->projects < SAMPLE_WITH_ROWS)
        rows = rows_draw(m, &d, p);
    else
        rows_none(p);
    months = months_draw(m, p);
    if (rows && months && !is_absent((central = rows_central(rows, &kind)).yuan))
        funds = funds_draw(m, p, kind, central);
    m->c->act_name = T("project.create");
    m->c->now = months ? opened_at(m, p) : now;
    TRY(record_save(m->c, &project_record, p, NULL));
    if (rows)
        TRY(rows_save(m, rows, p));
    if (months)
        TRY(months_save(m, months, p));
    if (funds)
        TRY(funds_save(m, funds, p));
    m->c->now = now;
    m->result->projects++;
    return NULL;
}

struct span {
    struct making *m;
    int64_t at, until;
};

/* A project's own memory goes with it; bodies and people of the whole making stay in `keep`. */
static err one_alone(struct call *c, void *data)
{
    const struct span *s = data;

    (void)c;
    return one(s->m, s->at < SAMPLE_MAJOR);
}

/* So many projects on end, and then once what they add to the sums. */
static err some(struct call *c, void *data)
{
    struct span *s = data;

    ripple_start(c);
    for (; s->at < s->until; s->at++)
        TRY(call_apart(c, AN_ARENA, one_alone, s));
    return ripple_flush(c);
}

err projects_make(struct making *m, int64_t made, int64_t wanted, sample_progress *progress, void *data)
{
    struct call *c = m->c;

    TRY(ripple_flush(c)); /* what the real ones added */
    for (int64_t from = made, until; from < wanted; from = until) {
        until = (from / A_HANDFUL + 1) * A_HANDFUL;
        until = until < wanted ? until : wanted;
        TRY(call_apart(c, AN_ARENA, some, &(struct span){m, from, until}));
        if (from == made && until < wanted)
            TRY(bulk_measure(c->conn, c->arena, NULL));
        conn_put_by(c->conn);
        if (until % A_TRANSACTION == 0) {
            TRY(conn_commit(c->conn, c->arena));
            TRY(conn_begin(c->conn, c->arena));
        }
        if (progress)
            progress(data, until, wanted);
    }
    return NULL;
}
