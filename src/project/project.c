/* The project file: record, stages, rollup. */
#include "project.h"

#include "account/account.h"
#include "kit/check.h"
#include "kit/filter.h"
#include "kit/lists.h"
#include "kit/memo.h"
#include "kit/missing.h"
#include "kit/recompute.h"
#include "project/children.h"
#include "project/lists.h"
#include "project/maturity.h"
#include "project/pages.h"
#include "project/words.h"

static const struct codeitem origins[] = {
    {"entered", {"填报", "Entered"}, NULL},
    {"imported", {"导入", "Imported"}, NULL},
    {"sample", {"示例（虚构）", "Sample (made up)"}, "示例"},
    {"real", {"公开资料（真实）", "Published (real)"}, "真实"},
};
static const struct codelist list_origin = CODELIST("origin", origins);

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct project, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "project.def"
};
#undef FIELD

/* --- stages (domain notes §4) --------------------------------------------------------------------------------------------- */

static const struct state states[] = {
    [ST_PLANNED] = {"planned", L("谋划", "Planned"), false},
    [ST_RESERVE] = {"reserve", L("储备", "Reserve"), false},
    [ST_PRELIMINARY] = {"preliminary", L("前期", "Preliminary"), false},
    [ST_NEW_START] = {"new_start", L("新开工", "New start"), false},
    [ST_CONTINUED] = {"continued", L("续建", "Continued"), false},
    [ST_COMPLETED] = {"completed", L("竣工", "Completed"), false},
    [ST_IN_PRODUCTION] = {"in_production", L("投产", "In production"), false},
    [ST_FULL_PRODUCTION] = {"full_production", L("达产", "Full production"), true},
    [ST_SUSPENDED] = {"suspended", L("停工", "Suspended"), false},
    [ST_WITHDRAWN] = {"withdrawn", L("退出", "Withdrawn"), true},
};

#define FROM(stage) (1u << (stage))
#define UNDER_WAY (FROM(ST_NEW_START) | FROM(ST_CONTINUED))
#define NOT_BUILT (FROM(ST_PLANNED) | FROM(ST_RESERVE) | FROM(ST_PRELIMINARY) | UNDER_WAY | FROM(ST_SUSPENDED))

static err not_future(struct arena *a, const char *field, date d, date today)
{
    if (is_absent(d.days) || d.days <= today.days)
        return NULL;
    return FAIL(a, E_INPUT, w_date_future, .field = field, .args = {ARG_DATE("date", d), ARG_DATE("today", today)});
}

/* A new start began this year; an earlier one is a continued project. §4, NBS: the day the permanent works begin. */
static err check_new_start(struct arena *a, const void *r, date today)
{
    const struct project *p = r;

    TRY(not_future(a, "start_actual", p->start_actual, today));
    if (month_year(month_of(p->start_actual)) < month_year(month_of(today)))
        return FAIL(a, E_INPUT, w_start_earlier_year, .field = "start_actual", .args = {ARG_DATE("date", p->start_actual)});
    return NULL;
}

static err check_continued(struct arena *a, const void *r, date today)
{
    const struct project *p = r;

    if (!is_absent(p->start_actual.days) && month_year(month_of(p->start_actual)) >= month_year(month_of(today)))
        return FAIL(a, E_INPUT, w_start_this_year, .field = "start_actual", .args = {ARG_DATE("date", p->start_actual)});
    return NULL;
}

static err check_completed(struct arena *a, const void *r, date today)
{
    const struct project *p = r;

    return not_future(a, "finish_actual", p->finish_actual, today);
}

static err check_produced(struct arena *a, const void *r, date today)
{
    const struct project *p = r;

    return not_future(a, "produce_actual", p->produce_actual, today);
}

static err check_full(struct arena *a, const void *r, date today)
{
    const struct project *p = r;

    return not_future(a, "full_actual", p->full_actual, today);
}

static const struct transition transitions[] = {
    {FROM(ST_PLANNED), ST_RESERVE, NULL, WHO_MANAGER, L("转入储备", "Admit to the reserve"), false, NULL},
    {FROM(ST_RESERVE), ST_PLANNED, NULL, WHO_MANAGER, L("退回谋划", "Return to planning"), true, NULL},
    {FROM(ST_RESERVE), ST_PRELIMINARY, "doc_date", WHO_EDITOR, L("进入前期", "Begin preliminary work"), false, NULL},
    {FROM(ST_PRELIMINARY), ST_NEW_START, "start_actual", WHO_EDITOR, L("报开工", "Report the start"), false, check_new_start},
    {FROM(ST_PRELIMINARY) | FROM(ST_NEW_START), ST_CONTINUED, NULL, ROLE_DRC | ROLE_SYSTEM, L("转为续建", "Carry over"), false, check_continued},
    {UNDER_WAY, ST_COMPLETED, "finish_actual", WHO_EDITOR, L("报竣工", "Report completion"), false, check_completed},
    {FROM(ST_COMPLETED), ST_IN_PRODUCTION, "produce_actual", WHO_EDITOR, L("报投产", "Report production"), false, check_produced},
    {FROM(ST_IN_PRODUCTION), ST_FULL_PRODUCTION, "full_actual", WHO_EDITOR, L("报达产", "Report full production"), false, check_full},
    {UNDER_WAY, ST_SUSPENDED, "resume_plan", WHO_EDITOR, L("报停工", "Report suspension"), false, NULL},
    {FROM(ST_SUSPENDED), ST_CONTINUED, NULL, WHO_EDITOR, L("报复工", "Report resumption"), false, NULL},
    {FROM(ST_SUSPENDED), ST_NEW_START, NULL, WHO_EDITOR, L("报复工（当年开工）", "Report resumption (started this year)"), false, check_new_start},
    {NOT_BUILT, ST_WITHDRAWN, NULL, WHO_MANAGER, L("退出", "Withdraw"), true, NULL},
};

/* Into the reserve a project comes by an application that was checked and admitted; that act is the program's own here. */
static err open_to(const struct call *c, const void *r, const struct transition *way)
{
    (void)r;
    return way->to == ST_RESERVE && c->actor.role != ROLE_SYSTEM ? FAIL(c->arena, E_STATE, w_reserve_by_application) : NULL;
}

static const struct workflow workflow = {states, COUNT(states), transitions, COUNT(transitions), .open = open_to};

enum { BIG_PROJECT_YUAN = 100000000 };

/* --- hooks ------------------------------------------------------------------------------------------------------------------ */

/* A department goes before a commission; in this order an index holds them, apart from all owners. */
static err find_lead(struct call *c, struct project *p)
{
    static const char sql_lead[] = "SELECT id FROM body WHERE region = $1 AND removed = 0 AND kind IN ('department', 'drc')"
                                   " AND ',' || works || ',' LIKE '%,' || CAST($2 AS TEXT) || ',%' ORDER BY kind, id LIMIT 1";
    bool found;

    if (memo_get(c, body_record.name, p->works.t, &p->lead_department))
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_lead, BIND(V(c->region), V(p->works)), INTO(TO(&p->lead_department)), &found));
    memo_put(c, body_record.name, p->works.t, p->lead_department);
    return NULL;
}

bool project_guess_list(const struct project *p, text list)
{
    if (text_eqz(list, "major"))
        return p->works.t.n > 0;
    if (text_eqz(list, "big"))
        return !is_absent(p->total_invest.yuan) && p->total_invest.yuan >= BIG_PROJECT_YUAN;
    return text_eqz(list, "central") && p->central_funds.t.n > 0;
}

static err (*lists_of)(struct call *c, const struct project *p, codes *ret);

void project_lists_by(err (*of)(struct call *c, const struct project *p, codes *ret))
{
    lists_of = of;
}

static err (*first_light_of)(struct call *c, const struct project *p, code *ret);

void project_first_light_by(err (*of)(struct call *c, const struct project *p, code *ret))
{
    first_light_of = of;
}

static err derive(struct call *c, void *r, const void *old)
{
    struct project *p = r;
    const struct project *before = old;

    if (lists_of)
        TRY(lists_of(c, p, &p->lists));
    unit_parts(c->arena, p->division.t, &p->city.t, &p->county.t);
    if (c->bulk)
        return NULL;
    if (!before || !text_eq(p->owner_uscc, before->owner_uscc) || !text_eq(p->owner_name, before->owner_name))
        TRY(body_find(c, p->owner_uscc, p->owner_name, &p->owner));
    if (!p->lead_department.n && p->works.t.p)
        TRY(find_lead(c, p));
    return children_derive(c, p);
}

/* How many fields and kinds of rows the file lacks at its stage, and how many texts of an import are in doubt: what the landing page and the list ask, without looking at eighty columns. */
static err derive_missing(struct call *c, void *r, const void *old)
{
    struct project *p = r;

    TRY(derive(c, r, old));
    TRY(missing_count(c, &project_record, p, old, &p->missing.n));
    p->doubtful.n = p->cell_notes.n > 0;
    for (size_t i = 0; i + 1 < p->cell_notes.n; i++)
        p->doubtful.n += p->cell_notes.p[i] == '\n';
    return !old && !c->bulk && first_light_of ? first_light_of(c, p, &p->light) : NULL;
}

static int64_t or_zero(int64_t n)
{
    return n == ABSENT ? 0 : n;
}

/* The parts of the investment must not exceed the whole. */
static err check_parts(struct call *c, const struct project *p)
{
    money sum = {or_zero(p->inv_build.yuan) + or_zero(p->inv_equip.yuan) + or_zero(p->inv_other.yuan) + or_zero(p->inv_interest.yuan) +
                 or_zero(p->inv_working.yuan)};

    if (is_absent(p->total_invest.yuan) || sum.yuan <= p->total_invest.yuan)
        return NULL;
    return FAIL(c->arena, E_INPUT, w_parts_exceed_total, .field = "total_invest",
                .args = {ARG_MONEY("sum", sum), ARG_MONEY("total", p->total_invest)});
}

static err order_of(struct call *c, const char *field, date earlier, date later, const struct word *why)
{
    if (is_absent(earlier.days) || is_absent(later.days) || earlier.days <= later.days)
        return NULL;
    return FAIL(c->arena, E_INPUT, *why, .field = field, .args = {ARG_DATE("earlier", earlier), ARG_DATE("later", later)});
}

static err check_times(struct call *c, const struct project *p)
{
    err faults = order_of(c, "finish_actual", p->start_actual, p->finish_actual, &w_finish_before_start);

    if (!is_absent(p->start_plan.n) && !is_absent(p->finish_plan.n) && p->finish_plan.n < p->start_plan.n)
        faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_finish_plan_before_start, .field = "finish_plan"));
    return error_also(c->arena, faults, order_of(c, "produce_actual", p->start_actual, p->produce_actual, &w_finish_before_start));
}

/* Owners and officers enter projects of their own place only. */
static err check_place(struct call *c, const struct project *p)
{
    const struct actor *who = &c->actor;
    bool inside = true;

    if (who->scope == SCOPE_CITY)
        inside = text_eq(p->city.t, who->unit);
    else if (who->scope == SCOPE_COUNTY)
        inside = text_eq(p->county.t, who->unit);
    else if (who->scope == SCOPE_OWNER)
        inside = p->owner.n == who->body.n;
    else if (who->scope == SCOPE_WORKS)
        inside = p->lead_department.n == who->body.n;
    if (inside)
        return NULL;
    if (who->scope == SCOPE_OWNER)
        return FAIL(c->arena, E_DENIED, w_project_other_owner, .field = "owner_name", .args = {ARG_TEXT("body", who->body_name)});
    return FAIL(c->arena, E_DENIED, w_project_outside, .field = "division", .args = {ARG_TEXT("body", who->body_name)});
}

static err check_parent(struct call *c, const struct project *p)
{
    static const char sql_up[] = "SELECT parent_id FROM project WHERE region = $1 AND id = $2";
    static const char sql_down[] = "SELECT COUNT(*) FROM project WHERE region = $1 AND parent_id = $2 AND removed = 0";
    ref up = {0};
    int64_t children = 0;
    bool found;

    if (!p->parent_id.n)
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_up, BIND(V(c->region), V(p->parent_id)), INTO(TO(&up)), &found));
    TRY(conn_one(c->conn, c->arena, sql_down, BIND(V(c->region), V(p->head.id)), INTO(TO(&children)), NULL));
    if (!found || up.n || children || p->parent_id.n == p->head.id.n)
        return FAIL(c->arena, E_INPUT, w_parent_deep, .field = "parent_id");
    return NULL;
}

/* Once a project is past the reserve its total stands in a document: who changes it names the new one. */
static err check_total(struct call *c, const struct project *p, const struct project *old)
{
    if (!old || p->total_invest.yuan == old->total_invest.yuan || is_absent(old->total_invest.yuan) ||
        workflow_state(&project_record, old) < ST_PRELIMINARY)
        return NULL;
    if (p->invest_doc.p && !text_eq(p->invest_doc, old->invest_doc))
        return NULL;
    return FAIL(c->arena, E_INPUT, w_total_needs_document, .field = "invest_doc",
                .args = {ARG_MONEY("before", old->total_invest), ARG_MONEY("after", p->total_invest)});
}

/* Government money is bound by the approved estimate from the start of building on. */
static err ready(struct call *c, const void *r, unsigned state)
{
    const struct project *p = r;
    const struct field *f = record_field(&project_record, T("estimate_total"));

    if (state < ST_NEW_START || state > ST_FULL_PRODUCTION || !text_eqz(p->invest_kind.t, "government") || !is_absent(p->estimate_total.yuan))
        return NULL;
    return FAIL(c->arena, E_INPUT, w_estimate_needed, .field = f->name);
}

/* No file is typed into the reserve past its admission; an import brings what a place has in its own books, but not an owner's. */
static err check_reserve(struct call *c, const struct project *p, const struct project *old)
{
    bool comes = text_eqz(p->stage.t, "reserve") && (!old || text_eqz(old->stage.t, "planned"));

    if (!comes || c->actor.role == ROLE_SYSTEM || (c->lenient && c->actor.role != ROLE_OWNER))
        return NULL;
    return FAIL(c->arena, E_INPUT, w_reserve_by_application, .field = "stage");
}

static err check(struct call *c, const void *r, const void *old)
{
    const struct project *p = r;
    err faults;

    if (c->bulk)
        return NULL;
    faults = check_place(c, p);
    if (!faults)
        faults = check_reserve(c, p, old);
    if (faults)
        return faults;
    if (!c->lenient) {
        faults = error_also(c->arena, check_parts(c, p), check_times(c, p));
        faults = error_also(c->arena, faults, check_total(c, p, old));
    }
    return error_also(c->arena, faults, check_parent(c, p));
}

text project_field(const void *project, const char *name)
{
    const struct field *f = record_field(&project_record, text_of(name));

    return f && (f->kind == KIND_code || f->kind == KIND_text) ? *(const text *)field_in(f, project) : NO_TEXT;
}

/* What rows that belong to a project repeat of it, so that lists of them are found by index. */
static const char *const place_names[] = {"name", "works", "city", "county", "lead_department", "owner"};

/* The field of a type that repeats the project's; NULL: none. A row of the file's own table (a year of the rolling plan) has a name of its own. */
static const struct field *repeats(const struct record *t, const char *name)
{
    const struct field *to = record_field(t, text_of(name));

    return to && to->derived && !(t->parent && !strcmp(name, t->title)) ? to : NULL;
}

void project_place(const struct project *p, const struct record *t, void *r)
{
    for (size_t i = 0; i < COUNT(place_names); i++) {
        const struct field *to = repeats(t, place_names[i]), *from = record_field(&project_record, text_of(place_names[i]));
        if (!to)
            continue;
        if (to->kind == KIND_ref)
            *(ref *)field_at(to, r) = *(const ref *)field_in(from, p);
        else
            *(text *)field_at(to, r) = *(const text *)field_in(from, p);
    }
}

bool project_place_same(const struct project *a, const struct project *b)
{
    for (size_t i = 0; i < COUNT(place_names); i++)
        if (!field_same(record_field(&project_record, text_of(place_names[i])), a, b))
            return false;
    return true;
}

err project_place_write(struct call *c, const struct project *p, const struct record *t)
{
    static const char sql_update[] = "UPDATE %s SET", sql_where[] = " WHERE region = $1 AND project = $2";
    CLEAN(out_free) struct out o = {0};
    value_list bind = {0};

    out_init(&o, 4096, LANG_EN);
    list_push(&bind, c->arena) = V(c->region);
    list_push(&bind, c->arena) = V(p->head.id);
    out_fmt(&o, sql_update, t->name);
    for (size_t i = 0; i < COUNT(place_names); i++) {
        const struct field *to = repeats(t, place_names[i]), *from = record_field(&project_record, text_of(place_names[i]));
        if (!to)
            continue;
        out_fmt(&o, "%s %s = $%zu", bind.n > 2 ? "," : "", to->name, bind.n + 1);
        list_push(&bind, c->arena) = field_value(from, p);
    }
    out_raw(&o, text_of(sql_where));
    return conn_run(c->conn, c->arena, text_z(c->arena, out_text(&o)), (struct values){bind.v, bind.n}, NULL);
}

/* --- rollup: what the totals of a page are read from ---------------------------------------------------------------------- */

static const struct ripple_table total_table = {
    .name = "project_total",
    .keys = {"unit", "kind", "part"},
    .sums = {"projects", "total_invest", "year_plan"},
};
static const char *const total_kinds[] = {[BY_CITY] = "city", [BY_COUNTY] = "county", [BY_WORKS] = "works", [BY_STAGE] = "stage"};

/* What the list shows and so its totals hold: parts and withdrawn files too. */
static const struct ripple_table listed_table = {
    .name = "project_listed",
    .keys = {"city", "county", "division", "works", "stage"},
    .sums = {"projects", "total_invest", "year_plan"},
};

/* In the province, its city and its county, and with its lead department, by each kind of part: a page reads the few rows of its unit. */
static void spread_totals(struct call *c, const text keys[], const int64_t sums[])
{
    const text parts[] = {[BY_CITY] = keys[0], [BY_COUNTY] = keys[1], [BY_WORKS] = keys[2], [BY_STAGE] = keys[3]};
    text units[UNITS_MOST + 1];
    size_t n = units_of(keys[0], keys[1], units);

    if (keys[4].n)
        units[n++] = keys[4];
    for (size_t u = 0; u < n; u++)
        for (size_t i = 0; i < COUNT(parts); i++)
            ripple_add(c, &total_table, (const text[]){units[u], text_of(total_kinds[i]), parts[i]}, sums);
}

static const struct ripple_table total_places = {
    .name = "project_total places",
    .keys = {"city", "county", "works", "stage", "lead_department"},
    .sums = {"projects", "total_invest", "year_plan"},
    .spread = spread_totals,
};

bool project_contribution(const struct project *p, struct contribution *ret)
{
    if (p->head.removed.v == 1 || p->parent_id.n || text_eqz(p->stage.t, "withdrawn"))
        return false;
    *ret = (struct contribution){p->city.t, p->county.t, p->works.t, p->stage.t, p->lead_department, 1, or_zero(p->total_invest.yuan), or_zero(p->year_plan.yuan)};
    return true;
}

/* A department's key among the units. */
static text body_key(struct call *c, ref body)
{
    return body.n ? text_fmt(c->arena, "%lld", (long long)body.n) : NO_TEXT;
}

static void ripple(struct call *c, const struct project *p, int sign)
{
    struct contribution k;

    if (p && project_contribution(p, &k))
        ripple_add(c, &total_places, (const text[]){k.city, k.county, k.works, k.stage, body_key(c, k.lead)},
                   (const int64_t[]){sign * k.count, sign * k.total_invest, sign * k.year_plan});
}

static void ripple_listed(struct call *c, const struct project *p, int sign)
{
    if (!p || p->head.removed.v == 1)
        return;
    ripple_add(c, &listed_table, (const text[]){p->city.t, p->county.t, p->division.t, p->works.t, p->stage.t},
               (const int64_t[]){sign, sign * or_zero(p->total_invest.yuan), sign * or_zero(p->year_plan.yuan)});
}

static err add_totals(struct call *c, const found_records *files, bool check, struct recompute_result *ret)
{
    (void)check;
    (void)ret;
    for (size_t i = 0; i < files->n; i++) {
        ripple(c, files->v[i], 1);
        ripple_listed(c, files->v[i], 1);
    }
    return NULL;
}

static err mend_missing(struct call *c, const found_records *files, bool check, struct recompute_result *ret)
{
    return missing_mend(c, &project_record, files, "missing", check, ret);
}

err project_fill_missing(struct call *c)
{
    return missing_fill(c, &project_record, "missing");
}

static const struct recompute recomputes[] = {
    {.name = "project_total", .label = L("项目总数和投资合计", "Sums of projects"), .tables = {&total_table, &listed_table}, .of = &project_record,
     .part = add_totals},
    {.name = "project_missing", .label = L("缺项数", "Counts of what is missing"), .of = &project_record, .part = mend_missing},
    {.name = "project_maturity", .label = L("前期成熟度", "Maturity of preliminary work"), .of = &project_record, .part = maturity_mend},
    {0},
};

static err saved(struct call *c, const void *r, const void *old)
{
    ripple(c, old, -1);
    ripple(c, r, 1);
    ripple_listed(c, old, -1);
    ripple_listed(c, r, 1);
    return NULL;
}

static err read_totals(struct query *q, struct call *c, enum total_by by)
{
    static const char sql_kept[] = "SELECT t.part, t.projects, t.total_invest, t.year_plan FROM project_total t WHERE t.region = $1 AND t.unit = $2 AND t.kind = $3"
                                   " ORDER BY 3 DESC, 1";
    /* an owner's projects are few and not in the rollup's key: they are added up from the files */
    static const char sql_added[] =
        "SELECT COALESCE(t.{key}, ''), COUNT(*), COALESCE(SUM(t.total_invest), 0), COALESCE(SUM(t.year_plan), 0) FROM project t"
        " WHERE {scope:t} AND t.removed = 0 AND +t.parent_id IS NULL AND COALESCE(t.stage, '') <> 'withdrawn' GROUP BY t.{key} ORDER BY 3 DESC";
    text unit = c->actor.scope == SCOPE_WORKS ? body_key(c, c->actor.body) : scope_unit(c);

    if (unit.n)
        return query_open(q, c->conn, c->arena, sql_kept, BIND(V(c->region), V(unit), V(total_kinds[by])));
    return query_scoped(q, c, &project_record.scope, text_replace(c->arena, text_of(sql_added), T("{key}"), text_of(total_kinds[by])).p, NO_VALUES);
}

err project_totals_by(struct call *c, enum total_by by, total_list *ret, struct project_total *ret_all)
{
    CLEAN(query_close) struct query q = {0};
    struct project_total all = {0};
    struct total_line l;

    TRY(read_totals(&q, c, by));
    while (query_row(&q, INTO(TO(&l.key), TO(&l.total.count), TO(&l.total.total_invest), TO(&l.total.year_plan)))) {
        if (!l.total.count)
            continue;
        list_push(ret, c->arena) = l;
        all.count += l.total.count;
        all.total_invest.yuan += l.total.total_invest.yuan;
        all.year_plan.yuan += l.total.year_plan.yuan;
    }
    if (ret_all)
        *ret_all = all;
    return query_end(&q);
}

const struct record project_record = {
    .name = "project", .plural = "projects", .path = "/projects", .label = L("项目", "Project"), .labels = L("项目", "Projects"),
    .fields = fields, .n_fields = COUNT(fields), .size = sizeof(struct project),
    .title = "name", .within = "parent_id", .code = "project_code", .state = "stage", .workflow = &workflow,
    .scope = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"},
    .see = WHO_BUSINESS, .create = WHO_EDITOR, .change = WHO_EDITOR, .remove = ROLE_DRC | ROLE_SYSTEM, .place = 1,
    .history = true, .sort = "-total_invest",
    .columns = "name,light,stage,division,works,total_invest,year_plan,start_plan,finish_plan,owner_name,project_code",
    .match = "project_code|source_system+source_number|name+division|name", .notes = "cell_notes", .former = "twin_former",
    .derive = derive_missing, .check = check, .kept = &listed_table, .saved = saved, .ready = ready,
};

static const struct record *const records[] = {&project_record, NULL};

static const struct act
    act_project_create = {.name = "project.create", .target = &project_record, .label = L("建档", "Open a project file"), .roles = WHO_EDITOR,
                          .creates = true, .run = act_create},
    act_project_change = {.name = "project.change", .target = &project_record, .label = L("修改项目", "Change a project"), .roles = WHO_EDITOR,
                          .run = act_change},
    act_project_move = {.name = "project.move", .target = &project_record, .label = L("阶段变更", "Change of stage"), .roles = WHO_EDITOR,
                        .run = workflow_move},
    act_project_import = {.name = "project.import", .target = &project_record, .label = L("导入建档", "Open a file by import"), .roles = WHO_EDITOR,
                          .creates = true, .run = act_create},
    act_project_import_change = {.name = "project.import_change", .target = &project_record, .label = L("导入修改", "Change by import"),
                                 .roles = WHO_EDITOR, .run = act_change},
    act_project_remove = {.name = "project.remove", .target = &project_record, .label = L("撤销建档", "Take back a file"),
                          .roles = ROLE_DRC | ROLE_SYSTEM, .needs_reason = true, .run = act_remove};

static const struct act *const acts[] = {&act_project_create, &act_project_change, &act_project_move, &act_project_import,
                                         &act_project_import_change, &act_project_remove, NULL};

const struct capability project_capability = {.name = "project", .records = records, .acts = acts, .routes = project_routes, .recomputes = recomputes};
