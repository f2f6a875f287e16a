/* An account for every role of the sample province, with passwords that are printed and good for nothing else. */
#include "making.h"

#include "kit/audit.h"

struct row {
    const char *login, *role, *unit; /* unit: "21", a city or county; "owner1", "owner2": the owners with the most projects */
    const char *department;          /* key of departments.csv; NULL: the commission or government of the unit */
};

static const struct row rows[] = {
    {"leader", "leader", "21", NULL},       {"drc", "drc", "21", "drc"},          {"energy", "lead", "21", "energy"},
    {"industry", "lead", "21", "industry"}, {"shenyang", "city", "2101", NULL},   {"dalian", "city", "2102", NULL},
    {"heping", "county", "210102", NULL},   {"huanren", "county", "210522", NULL}, {"owner1", "owner", "owner1", NULL},
    {"owner2", "owner", "owner2", NULL},    {"inspector", "inspector", "21", "supervision"}, {"admin", "admin", "21", "drc"},
    {"security", "security", "21", "data"}, {"auditor", "auditor", "21", "supervision"},
};

/* Known to whoever reads this file: never outside the sample. */
static text password_of(struct arena *a, const char *login)
{
    return text_fmt(a, "Sample-%s-2026", login);
}

static ref body_of(const struct making *m, const struct row *r)
{
    const struct department *d = department_by(m, r->department);
    const struct unit_of *u;

    if (d)
        return d->id;
    if (!strcmp(r->unit, "owner1"))
        return m->of_shenyang ? m->of_shenyang->id : (ref){0};
    if (!strcmp(r->unit, "owner2"))
        return m->of_dalian ? m->of_dalian->id : (ref){0};
    u = unit_at((struct making *)m, text_of(r->unit));
    return !strcmp(r->role, "city") && u->force.n ? u->force : u->drc.n ? u->drc : u->government;
}

static err one(struct making *m, const struct row *r)
{
    struct account *a = record_new(m->c->arena, &account_record);

    a->login = text_of(r->login);
    a->name = person_name(&m->r, m->c->arena);
    a->role.t = text_of(r->role);
    a->body = body_of(m, r);
    a->state.t = T("active");
    if (!a->body.n)
        return NULL;
    m->c->act_name = T("account.create");
    TRY(record_save(m->c, &account_record, a, NULL));
    m->result->accounts++;
    return password_print(m->c, (ref){a->head.id.n}, password_of(m->c->arena, r->login));
}

err accounts_make(struct making *m)
{
    for (size_t i = 0; i < COUNT(rows); i++)
        TRY(one(m, &rows[i]));
    return NULL;
}

err sample_is(struct call *c, bool *ret)
{
    static const char sql_is[] = "SELECT COUNT(*) FROM (SELECT 1 FROM project WHERE region = $1 AND origin = 'sample' LIMIT 1) x";
    int64_t n;

    TRY(conn_one(c->conn, c->arena, sql_is, BIND(V(c->region)), INTO(TO(&n)), NULL));
    *ret = n > 0;
    return NULL;
}

err sample_accounts(struct call *c, sample_account_list *ret)
{
    static const char sql_one[] = "SELECT a.name, a.role, b.name FROM account a JOIN body b ON b.region = a.region AND b.id = a.body"
                                  " WHERE a.region = $1 AND a.login = $2";
    bool sample;

    TRY(sample_is(c, &sample));
    for (size_t i = 0; sample && i < COUNT(rows); i++) {
        struct sample_account a = {.login = text_of(rows[i].login), .password = password_of(c->arena, rows[i].login)};
        text role;
        bool found;
        TRY(conn_one(c->conn, c->arena, sql_one, BIND(V(c->region), V(rows[i].login)), INTO(TO(&a.name), TO(&role), TO(&a.body)), &found));
        if (!found)
            continue;
        a.role = role_by_key(role)->label;
        list_push(ret, c->arena) = a;
    }
    return NULL;
}
