/* A rule tried out: one pass over the files, reading only the columns that the rule asks for. Writes nothing. See rule.h. */
#include "rule.h"

#include <stdlib.h>

typedef LIST(int64_t) key_list;

struct pass {
    struct call *c;
    const struct ready_rule *r;
    struct query q;
    struct rule_value facts[RULE_FACTS_MOST];
    id project;
};

enum { BEFORE_FACTS = 3 }; /* id, name, total_invest */

static err pass_open(struct pass *p)
{
    static const char sql_pass[] = "SELECT r.id, r.name, r.total_invest{columns} FROM project r WHERE {scope:r} AND r.removed = 0";
    CLEAN(out_free) struct out columns = {0};
    text sql;

    out_init(&columns, 1 << 16, LANG_EN);
    for (size_t i = 0; i < p->r->n_facts; i++)
        out_fmt(&columns, ", r.%s", p->r->facts[i]->name);
    sql = text_replace(p->c->arena, text_of(sql_pass), T("{columns}"), out_text(&columns));
    return query_scoped(&p->q, p->c, &project_record.scope, sql.p, NO_VALUES);
}

/* The next file's facts. Texts are the row's own: whoever keeps one copies it. */
static bool pass_next(struct pass *p)
{
    if (!query_step(&p->q))
        return false;
    p->project.n = query_int(&p->q, 0);
    for (size_t i = 0; i < p->r->n_facts; i++) {
        const struct field *f = p->r->facts[i];
        int column = BEFORE_FACTS + (int)i;
        bool worded = f->kind == KIND_code || f->kind == KIND_codes || f->kind == KIND_text;
        p->facts[i] = worded ? (struct rule_value){ABSENT, query_peek(&p->q, column)} : (struct rule_value){query_int(&p->q, column), NO_TEXT};
    }
    return true;
}

/* --- what it is compared with ------------------------------------------------------------------------------------------------------- */

static err load_edition(struct call *c, text list, int64_t year, struct trial *t, key_list *ret)
{
    static const char sql_edition[] = "SELECT id, year, seq FROM list_edition WHERE region = $1 AND list = $2 AND year <= $3 ORDER BY year DESC, seq DESC LIMIT 1";
    static const char sql_projects[] = "SELECT r.project FROM list_row r WHERE {scope:r} AND r.edition = $1 ORDER BY r.project";
    CLEAN(query_close) struct query q = {0};
    struct list_edition e = {.list = {list}};
    int64_t one;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_edition, BIND(V(c->region), V(list), V(year)), INTO(TO(&e.head.id), TO(&e.year), TO(&e.seq)), &found));
    if (!found)
        return NULL;
    t->edition = e.head.id;
    t->edition_name = list_edition_said(c, &e);
    TRY(query_scoped(&q, c, &project_record.scope, sql_projects, BIND(V(t->edition))));
    while (query_row(&q, INTO(TO(&one))))
        list_push(ret, c->arena) = one;
    return query_end(&q);
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static bool holds(const key_list *l, int64_t key)
{
    return l->n && bsearch(&key, l->v, l->n, sizeof(key), by_number);
}

/* --- the pass ----------------------------------------------------------------------------------------------------------------------- */

/* Counted by alternative and by the first condition that fails: bits until the end, words once. */
struct tally {
    int64_t by[32], because[RULE_CONDITIONS_MOST];
};

static void keep(struct pass *p, trial_rows *rows, const struct rule_verdict *v)
{
    struct arena *a = p->c->arena;

    if (rows->n < TRIAL_ROWS)
        list_push(rows, a) = (struct trial_row){p->project, text_copy(a, query_peek(&p->q, 1)), list_verdict_said(a, p->r, v, p->facts, p->c->lang)};
}

static void tally_out(const struct pass *p, const struct rule_verdict *v, struct tally *t)
{
    for (size_t i = 0; i < p->r->rules.n; i++) {
        int64_t alternative = p->r->rules.v[i].alternative;
        if (!(v->held >> i & 1) && (!alternative || alternative == v->alternative)) {
            t->because[i]++;
            return;
        }
    }
}

static void tell(struct pass *p, const struct tally *t, struct trial *ret)
{
    struct arena *a = p->c->arena;

    for (size_t i = 0; i < p->r->rules.n; i++) {
        const struct rule_condition *k = &p->r->rules.v[i];
        bool first = true;
        for (size_t x = 0; x < i; x++)
            first &= p->r->rules.v[x].alternative != k->alternative;
        if (first && k->alternative < 32 && t->by[k->alternative])
            list_push(&ret->by, a) = (struct trial_reason){p->r->said[i]->title.n ? p->r->said[i]->title : text_of(w_lists_all_files.in[p->c->lang]), t->by[k->alternative]};
        if (t->because[i])
            list_push(&ret->because, a) = (struct trial_reason){list_condition_said(a, p->r, i, false, p->c->lang), t->because[i]};
    }
}

static void judge_one(struct pass *p, const key_list *before, struct tally *tally, struct trial *t)
{
    struct rule_verdict v = list_rules_judge(&p->r->rules, p->facts);
    bool was = holds(before, p->project.n);
    int64_t total = query_int(&p->q, 2);

    t->looked++;
    if (v.in) {
        t->in++;
        t->total_in.yuan += total == ABSENT ? 0 : total;
        tally->by[v.alternative & 31]++;
        if (!was) {
            t->more++;
            keep(p, &t->rows_more, &v);
        }
    } else if (was) {
        t->fewer++;
        tally_out(p, &v, tally);
        keep(p, &t->rows_fewer, &v);
    }
}

err list_rule_try(struct call *c, const struct ready_rule *r, text list, struct trial *ret)
{
    struct pass p = {.c = c, .r = r};
    struct tally tally = {0};
    struct trial t = {0};
    key_list before = {0};
    err e;

    TRY(load_edition(c, list, r->year, &t, &before));
    e = pass_open(&p);
    while (!e && pass_next(&p))
        judge_one(&p, &before, &tally, &t);
    if (!e)
        e = query_end(&p.q);
    if (!e)
        tell(&p, &tally, &t);
    query_close(&p.q);
    if (!e)
        *ret = t;
    return e;
}

struct taken {
    id project;
    text why;
};

err list_rule_each(struct call *c, const struct ready_rule *r, err (*in)(struct call *, id, text, void *), void *data)
{
    struct pass p = {.c = c, .r = r};
    LIST(struct taken) all = {0};
    err e = pass_open(&p);

    while (!e && pass_next(&p)) {
        struct rule_verdict v = list_rules_judge(&r->rules, p.facts);
        if (v.in)
            list_push(&all, c->arena) = (struct taken){p.project, list_verdict_said(c->arena, r, &v, p.facts, LANG_ZH)};
    }
    if (!e)
        e = query_end(&p.q);
    query_close(&p.q);
    for (size_t i = 0; !e && i < all.n; i++) /* behind the pass: it reads while nothing is written */
        e = in(c, all.v[i].project, all.v[i].why, data);
    return e;
}
