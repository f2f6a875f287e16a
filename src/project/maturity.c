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

/* What the rows of these files come to, each table read once; the rows and the files come in the order of keys. */
static err facts_of_all(struct call *c, const found_records *files, struct maturity_facts *v)
{
    static const char sql_rows[] =
        "SELECT f.project, 0, COALESCE(f.amount, 0) FROM fund_source f WHERE f.region = $1 AND f.project {keys} AND f.removed = 0 UNION ALL"
        " SELECT m.project, 1, 0 FROM milestone m WHERE m.region = $1 AND m.project {keys} AND m.removed = 0 ORDER BY 1";
    id from = record_head(files->v[0])->id, to = record_head(files->v[files->n - 1])->id, project;
    CLEAN(query_close) struct query q = {0};
    int64_t which, amount;
    size_t at = 0;

    TRY(query_open(&q, c->conn, c->arena, sql_of_keys(c->arena, sql_rows, from, to), BIND(V(c->region), V(from), V(to))));
    while (query_row(&q, INTO(TO(&project), TO(&which), TO(&amount)))) {
        while (at < files->n && record_head(files->v[at])->id.n < project.n)
            at++;
        if (at == files->n || record_head(files->v[at])->id.n != project.n)
            continue;
        v[at].sources.yuan += which ? 0 : amount;
        v[at].milestones += which;
    }
    return query_end(&q);
}

static err mend_one(struct call *c, struct project *p, const struct maturity_facts *f, bool check, struct recompute_result *ret)
{
    static const char sql_write[] = "UPDATE project SET maturity = $3 WHERE region = $1 AND id = $2";
    number should = {maturity_asked(p) ? maturity_score(maturity_rules(), f) : ABSENT};

    ret->rows++;
    if (should.n == p->maturity.n)
        return NULL;
    recompute_wrong(c, ret, "%lld", (long long)p->head.id.n);
    if (check)
        return NULL;
    p->maturity = should;
    return conn_run(c->conn, c->arena, sql_write, BIND(V(c->region), V(p->head.id), V(should)), NULL);
}

err maturity_mend(struct call *c, const found_records *files, bool check, struct recompute_result *ret)
{
    struct maturity_facts *v = ARENA_ARRAY(c->arena, struct maturity_facts, files->n);

    for (size_t i = 0; i < files->n; i++)
        v[i].p = files->v[i];
    TRY(facts_of_all(c, files, v));
    for (size_t i = 0; i < files->n; i++)
        TRY(mend_one(c, files->v[i], &v[i], check, ret));
    return NULL;
}
