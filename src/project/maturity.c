/* Scoring of preliminary work: see maturity.h. */
#include "maturity.h"

#include "base/log.h"
#include "kit/data.h"
#include "kit/recompute.h"
#include "kit/table.h"
#include "project/lists.h"
#include "project/words.h"

#include <pthread.h>

/* --- the rules -------------------------------------------------------------------------------------------------------------------- */

static const char *const needs[] = {[NEEDS_FIELD] = "field", [NEEDS_PERMIT] = "permit", [NEEDS_FUNDS] = "funds", [NEEDS_ROWS] = "rows",
                                    [NEEDS_LAND] = "land"};

/* A field, a main permit or a type of rows that there is; the other needs have no argument. */
static bool means_something(const struct maturity_rule *r)
{
    switch (r->need) {
    case NEEDS_FIELD: return r->field != NULL;
    case NEEDS_PERMIT: return codelist_item(&list_permit_major, r->arg) != NULL;
    case NEEDS_ROWS: return text_eqz(r->arg, "milestones");
    default: return true;
    }
}

static err read_rule(struct arena *a, const struct table *t, size_t row, struct maturity_rule *ret)
{
    text need = table_at(t, row, "needs");
    size_t k = 0;

    while (k < COUNT(needs) && !text_eqz(need, needs[k]))
        k++;
    *ret = (struct maturity_rule){.key = table_at(t, row, "key"), .need = (enum maturity_need)k, .arg = table_at(t, row, "arg"),
                                  .name = {table_at(t, row, "name"), table_at(t, row, "name_en")}};
    if (k == NEEDS_FIELD)
        ret->field = record_field(&project_record, ret->arg);
    if (k == COUNT(needs) || !text_int(table_at(t, row, "points"), &ret->points) || ret->points <= 0 || !means_something(ret))
        return FAIL(a, E_INPUT, w_maturity_bad_rule, .row = (int64_t)row + 2, .args = {ARG_TEXT("key", ret->key)});
    return NULL;
}

err maturity_read(struct arena *a, text csv, struct maturity_rules *ret)
{
    struct table t;

    TRY(table_read(a, csv, &t));
    ret->n = 0;
    for (size_t i = 0; i < t.rows && ret->n < MATURITY_RULES_MOST; i++)
        TRY(read_rule(a, &t, i, &ret->v[ret->n++]));
    return NULL;
}

static struct maturity_rules shipped;

static void read_shipped(void)
{
    struct arena *a = arena_forever(1 << 20);
    err e = maturity_read(a, data_file("maturity.csv"), &shipped);

    if (!e)
        return;
    log_error("config/maturity.csv: %.*s", TEXT_ARG(error_whole(a, e, LANG_EN)));
    abort();
}

const struct maturity_rules *maturity_rules(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, read_shipped);
    return &shipped;
}

/* --- the score -------------------------------------------------------------------------------------------------------------------- */

static bool land_covered(const struct project *p)
{
    if (is_absent(p->land_need.n))
        return false;
    return p->land_need.n == 0 || (!is_absent(p->land_approved.n) && p->land_approved.n >= p->land_need.n);
}

bool maturity_met(const struct maturity_rule *rule, const struct maturity_facts *f)
{
    char key[32];

    switch (rule->need) {
    case NEEDS_FIELD: return !field_absent(rule->field, f->p);
    case NEEDS_FUNDS: return !is_absent(f->p->total_invest.yuan) && f->p->total_invest.yuan > 0 && f->sources.yuan >= f->p->total_invest.yuan;
    case NEEDS_ROWS: return f->milestones > 0;
    case NEEDS_LAND: return land_covered(f->p);
    case NEEDS_PERMIT:
        snprintf(key, sizeof key, "%.*s", TEXT_ARG(rule->arg));
        return codes_has(f->p->permit_state, key);
    }
    return false;
}

int64_t maturity_score(const struct maturity_rules *rules, const struct maturity_facts *f)
{
    int64_t all = 0, met = 0;

    for (size_t i = 0; i < rules->n; i++) {
        all += rules->v[i].points;
        met += maturity_met(&rules->v[i], f) ? rules->v[i].points : 0;
    }
    return all ? met * 100 / all : 0;
}

bool maturity_asked(const struct project *p)
{
    return text_eqz(p->stage.t, "planned") || text_eqz(p->stage.t, "reserve") || text_eqz(p->stage.t, "preliminary");
}

err maturity_facts_of(struct call *c, const struct project *p, struct maturity_facts *ret)
{
    static const char sql_rows[] = "SELECT (SELECT COALESCE(SUM(f.amount), 0) FROM fund_source f WHERE f.region = $1 AND f.project = $2 AND f.removed = 0),"
                                   " (SELECT COUNT(*) FROM milestone m WHERE m.region = $1 AND m.project = $2 AND m.removed = 0)";

    *ret = (struct maturity_facts){.p = p, .sources = {0}};
    if (!p->head.version) /* a new file has no rows */
        return NULL;
    return conn_one(c->conn, c->arena, sql_rows, BIND(V(c->region), V(p->head.id)), INTO(TO(&ret->sources), TO(&ret->milestones)), NULL);
}

/* --- all files ---------------------------------------------------------------------------------------------------------------------- */

enum { A_BATCH = 500, BATCH_MEMORY = 256 << 20 };

static err mend_one(struct call *c, struct project *p, bool check, struct recompute_result *ret)
{
    static const char sql_write[] = "UPDATE project SET maturity = $3 WHERE region = $1 AND id = $2";
    struct maturity_facts f;
    number should = NO_NUMBER;

    if (maturity_asked(p)) {
        TRY(maturity_facts_of(c, p, &f));
        should.n = maturity_score(maturity_rules(), &f);
    }
    ret->rows++;
    if (should.n == p->maturity.n)
        return NULL;
    if (!ret->wrong++)
        ret->first = text_fmt(c->arena, "%lld", (long long)p->head.id.n);
    return check ? NULL : conn_run(c->conn, c->arena, sql_write, BIND(V(c->region), V(p->head.id), V(should)), NULL);
}

/* Some hundred at a time, so that memory stays the same however many there are. */
static err mend_some(struct call *c, int64_t *after, bool check, struct recompute_result *ret, size_t *ret_n)
{
    static const char sql_some[] = "SELECT id FROM project WHERE region = $1 AND id > $2 AND (stage IN ('planned', 'reserve', 'preliminary')"
                                   " OR maturity IS NOT NULL) ORDER BY id LIMIT 500";
    CLEAN(query_close) struct query q = {0};
    id ids[A_BATCH];
    void *rows[A_BATCH];
    size_t n = 0;

    TRY(query_open(&q, c->conn, c->arena, sql_some, BIND(V(c->region), V(*after))));
    while (n < A_BATCH && query_row(&q, INTO(TO(&ids[n]))))
        n++;
    TRY(query_end(&q));
    TRY(record_load_many(c, &project_record, ids, n, rows));
    for (size_t i = 0; i < n; i++)
        if (rows[i])
            TRY(mend_one(c, rows[i], check, ret));
    *after = n ? ids[n - 1].n : *after;
    *ret_n = n;
    return NULL;
}

err maturity_mend(struct call *c, bool check, struct recompute_result *ret)
{
    struct call own = *c;
    int64_t after = 0;
    size_t n = A_BATCH;
    err e = NULL;

    while (!e && n == A_BATCH) {
        own.arena = arena_new(BATCH_MEMORY);
        e = mend_some(&own, &after, check, ret, &n);
        ret->first = text_copy(c->arena, ret->first);
        e = e ? error_new(c->arena, e) : NULL;
        arena_free(own.arena);
    }
    return e;
}
