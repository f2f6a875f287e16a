/* What a project lacks before it can be confirmed onto a list (§1.0): a confirmed plan of the year, who answers, where they are reached. */
#include "own.h"

#define LACK_COLUMNS \
    " CASE WHEN pl.id IS NULL THEN 1 ELSE 0 END, COALESCE(pl.responsible_body, p.responsible_body), COALESCE(pl.responsible_person, p.responsible_person)," \
    " COALESCE(pl.leader_in_charge, p.leader_in_charge), COALESCE(pe.phone, pe.mobile)"
#define LACK_JOINS(year) \
    " LEFT JOIN plan pl ON pl.region = p.region AND pl.project = p.id AND pl.year = " year " AND pl.state = 'confirmed' AND pl.removed = 0" \
    " LEFT JOIN person pe ON pe.region = p.region AND pe.id = COALESCE(pl.responsible_person, p.responsible_person) AND pe.removed = 0"

const struct word *const list_lack_words[LACK_KINDS] = {
    [LACK_PLAN] = &w_lists_lack_plan, [LACK_BODY] = &w_lists_lack_body, [LACK_PERSON] = &w_lists_lack_person,
    [LACK_PHONE] = &w_lists_lack_phone, [LACK_LEADER] = &w_lists_lack_leader,
};
/* As faults are placed: no field of an entry has such a name, so that a page leads on by it. */
static const char *const places[LACK_KINDS] = {"lack_plan", "lack_body", "lack_person", "lack_phone", "lack_leader"};

struct found {
    bool no_plan;
    ref body, person, leader;
    text phone;
};

static void judge(const struct found *f, struct list_lack *l)
{
    l->person.n = f->person.n;
    l->missing = (f->no_plan ? 1u << LACK_PLAN : 0) | (f->body.n ? 0 : 1u << LACK_BODY) | (f->person.n ? 0 : 1u << LACK_PERSON) |
                 (f->leader.n ? 0 : 1u << LACK_LEADER) | (f->person.n && !f->phone.n ? 1u << LACK_PHONE : 0);
}

err list_lack_of(struct call *c, id project, int64_t year, struct list_lack *ret)
{
    static const char sql_lack[] = "SELECT p.name," LACK_COLUMNS " FROM project p" LACK_JOINS("$3") " WHERE p.region = $1 AND p.id = $2";
    struct list_lack l = {.project = project};
    struct found f = {0};
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_lack, BIND(V(c->region), V(project), V(year)),
                 INTO(TO(&l.name), TO(&f.no_plan), TO(&f.body), TO(&f.person), TO(&f.leader), TO(&f.phone)), &found));
    if (found)
        judge(&f, &l);
    *ret = l;
    return NULL;
}

static bool is_one_of(text state, uint32_t states)
{
    for (unsigned i = 0; i <= ENTRY_OFF; i++)
        if (states >> i & 1 && text_eqz(state, list_entry_state_keys[i]))
            return true;
    return false;
}

err list_lacks_of(struct call *c, text list, int64_t year, uint32_t states, bool only_lacking, list_lacks *ret)
{
    static const char sql_lacks[] = "SELECT e.id, e.project, e.name, e.state," LACK_COLUMNS
                                    " FROM list_entry e JOIN project p ON p.region = e.region AND p.id = e.project" LACK_JOINS("e.year")
                                    " WHERE {scope:e} AND e.list = $1 AND e.year = $2 AND e.removed = 0 ORDER BY e.id";
    CLEAN(query_close) struct query q = {0};
    struct list_lack l = {0};
    struct found f = {0};

    TRY(query_scoped(&q, c, &list_entry_record.scope, sql_lacks, BIND(V(list), V(year))));
    while (query_row(&q, INTO(TO(&l.entry), TO(&l.project), TO(&l.name), TO(&l.state), TO(&f.no_plan), TO(&f.body), TO(&f.person), TO(&f.leader), TO(&f.phone)))) {
        judge(&f, &l);
        if (is_one_of(l.state, states) && (l.missing || !only_lacking))
            list_push(ret, c->arena) = l;
    }
    return query_end(&q);
}

err list_lack_faults(struct call *c, const struct list_lack *l, int64_t year)
{
    err faults = NULL;

    for (int i = 0; i < LACK_KINDS; i++)
        if (l->missing >> i & 1)
            faults = error_also(c->arena, faults,
                                FAIL(c->arena, E_INPUT, w_lists_lacks, .field = places[i],
                                     .args = {ARG_TEXT("name", l->name), ARG_TEXT("year", list_year_text(c->arena, year)), ARG_WORD("what", list_lack_words[i])}));
    return faults;
}

text list_lack_href(struct arena *a, const struct list_lack *l, enum list_lack_kind kind, int64_t year)
{
    static const char *const fields[LACK_KINDS] = {[LACK_BODY] = "responsible_body", [LACK_PERSON] = "responsible_person", [LACK_LEADER] = "leader_in_charge"};

    if (kind == LACK_PLAN)
        return text_fmt(a, "/projects/%lld/plans/%lld", (long long)l->project.n, (long long)year);
    if (kind == LACK_PHONE)
        return text_fmt(a, "/people/%lld/edit#f-phone", (long long)l->person.n);
    return text_fmt(a, "/projects/%lld/edit#f-%s", (long long)l->project.n, fields[kind]);
}
