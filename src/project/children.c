/* The rows that belong to a project file: records, acts, rules. See children.h. */
#include "children.h"

#include "account/account.h"
#include "kit/check.h"
#include "kit/children.h"
#include "kit/lists.h"
#include "project/lists.h"
#include "project/maturity.h"
#include "project/pages.h"
#include "project/words.h"

/* --- capacities and milestones: one of a name -------------------------------------------------------------------------------- */

/* No two rows of a project say the same in `field`: an import could not tell them apart. */
static err alone(struct call *c, const struct record *t, const void *r, const char *field)
{
    static const char sql_same[] = "SELECT COUNT(*) FROM {table} WHERE region = $1 AND project = $2 AND {field} = $3 AND id <> $4 AND removed = 0";
    const struct field *f = record_field(t, text_of(field));
    text sql = text_replace(c->arena, text_replace(c->arena, text_of(sql_same), T("{table}"), text_of(t->name)), T("{field}"), text_of(field));
    int64_t n = 0;

    TRY(conn_one(c->conn, c->arena, text_z(c->arena, sql),
                 BIND(V(c->region), V(parent_of(t, r)), field_value(f, r), V(record_head_of(r)->id.n)), INTO(TO(&n)), NULL));
    if (!n)
        return NULL;
    return FAIL(c->arena, E_INPUT, w_child_twice, .field = f->name, .args = {ARG_WORD("field", &f->label), ARG_TEXT("title", record_title(t, r))});
}

static err capacity_check(struct call *c, const void *r, const void *old)
{
    (void)old;
    return c->bulk ? NULL : alone(c, &capacity_record, r, "name");
}

/* --- milestones ---------------------------------------------------------------------------------------------------------------- */

/* The step before must be one of the same project, and no step may come before itself, over however many. */
static err check_follows(struct call *c, const struct milestone *m, const struct milestone **ret)
{
    enum { STEPS_MOST = 500 };
    const struct milestone *at = m;
    void *r;

    *ret = NULL;
    for (int i = 0; at->follows.n && i < STEPS_MOST; i++) {
        TRY(record_load(c, &milestone_record, (id){at->follows.n}, &r));
        at = r;
        if (at->project.n != m->project.n)
            return FAIL(c->arena, E_INPUT, w_milestone_elsewhere, .field = "follows");
        if (at->head.id.n == m->head.id.n)
            return FAIL(c->arena, E_INPUT, w_milestone_circle, .field = "follows");
        if (!i)
            *ret = at;
    }
    return NULL;
}

static err check_order(struct call *c, const struct milestone *m, const struct milestone *before)
{
    if (!before)
        return NULL;
    if (!is_absent(m->planned.days) && m->planned.days < before->planned.days)
        return FAIL(c->arena, E_INPUT, w_milestone_planned_before, .field = "planned",
                    .args = {ARG_DATE("date", m->planned), ARG_TEXT("name", before->name), ARG_DATE("other", before->planned)});
    if (is_absent(m->actual.days))
        return NULL;
    if (is_absent(before->actual.days))
        return FAIL(c->arena, E_INPUT, w_milestone_before_open, .field = "actual", .args = {ARG_TEXT("name", before->name)});
    if (m->actual.days < before->actual.days)
        return FAIL(c->arena, E_INPUT, w_milestone_actual_before, .field = "actual",
                    .args = {ARG_DATE("date", m->actual), ARG_TEXT("name", before->name), ARG_DATE("other", before->actual)});
    return NULL;
}

static err milestone_check(struct call *c, const void *r, const void *old)
{
    const struct milestone *m = r, *before;
    err faults;

    (void)old;
    if (c->bulk)
        return NULL;
    faults = alone(c, &milestone_record, r, "name");
    if (!is_absent(m->actual.days) && m->actual.days > c->today.days)
        faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_date_future, .field = "actual",
                                                   .args = {ARG_DATE("date", m->actual), ARG_DATE("today", c->today)}));
    if (faults)
        return faults;
    TRY(check_follows(c, m, &before));
    return check_order(c, m, before);
}

static err milestone_whole(struct call *c, const void *parent, const child_list *all, struct whole *ret)
{
    int64_t done = 0, late = 0;

    (void)parent;
    for (size_t i = 0; i < all->n; i++) {
        const struct milestone *m = all->v[i];
        done += !is_absent(m->actual.days);
        late += is_absent(m->actual.days) && !is_absent(m->planned.days) && m->planned.days < c->today.days;
    }
    if (!all->n)
        return NULL;
    ret->said = word_filled(c->arena, c->lang, late ? &w_milestone_said_late : &w_milestone_said, (const struct arg[]){ARG_INT("done", done), ARG_INT("n", (int64_t)all->n), ARG_INT("late", late)}, 3);
    return NULL;
}

/* --- money ------------------------------------------------------------------------------------------------------------------------ */

static err fund_whole(struct call *c, const void *parent, const child_list *all, struct whole *ret)
{
    const struct project *p = parent;
    money sum = {0};

    for (size_t i = 0; i < all->n; i++)
        sum.yuan += ((const struct fund_source *)all->v[i])->amount.yuan;
    if (!all->n)
        return NULL;
    ret->said = word_filled(c->arena, c->lang, &w_fund_said, (const struct arg[]){ARG_MONEY("sum", sum), ARG_MONEY("total", p->total_invest)}, 2);
    if (!is_absent(p->total_invest.yuan) && sum.yuan != p->total_invest.yuan) {
        bool less = sum.yuan < p->total_invest.yuan;
        money difference = {less ? p->total_invest.yuan - sum.yuan : sum.yuan - p->total_invest.yuan};
        ret->fault = FAIL(c->arena, E_INPUT, *(less ? &w_fund_sum_less : &w_fund_sum_more), .field = "fund_sources",
                          .args = {ARG_MONEY("sum", sum), ARG_MONEY("total", p->total_invest), ARG_MONEY("difference", difference)});
    }
    return NULL;
}

/* --- places ------------------------------------------------------------------------------------------------------------------------ */

static err share_whole(struct call *c, const void *parent, const child_list *all, struct whole *ret)
{
    CLEAN(out_free) struct out o = {0};
    const struct project_share *one;
    int64_t sum = 0;
    text shown;

    (void)parent;
    for (size_t i = 0; i < all->n; i++) {
        one = all->v[i];
        sum += one->share.n;
        for (size_t k = 0; k < i; k++)
            if (text_eq(one->division.t, ((const struct project_share *)all->v[k])->division.t))
                ret->fault = FAIL(c->arena, E_INPUT, w_share_twice, .field = "project_shares", .args = {ARG_TEXT("place", record_title(&project_share_record, one))});
    }
    if (!all->n)
        return NULL;
    out_init(&o, 64, LANG_EN);
    fmt_decimal(&o, sum, 2);
    shown = text_copy(c->arena, out_text(&o));
    ret->said = text_fmt(c->arena, "%s %.*s%%", w_share_sum.in[c->lang], TEXT_ARG(shown));
    if (sum != 10000)
        ret->fault = FAIL(c->arena, E_INPUT, w_share_sum_differs, .field = "project_shares", .args = {ARG_TEXT("sum", shown)});
    return NULL;
}

/* --- permits --------------------------------------------------------------------------------------------------------------------- */

/* Which main permit an item of the list stands for. */
static const struct {
    const char *item, *major;
} majors[] = {
    {"feasibility", "approval"}, {"verification", "approval"}, {"filing", "approval"},   {"land_supply", "land"},          {"land_planning", "land"},
    {"works_planning", "planning"}, {"eia", "eia"},              {"construct_permit", "construction"}, {"energy_review", "energy"},
};

/* One that is not needed does not keep the project waiting either. */
static bool settled(const struct permit *p)
{
    return text_eqz(p->state.t, "granted") || text_eqz(p->state.t, "exempt");
}

codes permits_main(struct arena *a, const child_list *permits, bool approved)
{
    text found[16];
    size_t n = 0;

    for (size_t k = 0; k < list_permit_major.n; k++) {
        const char *major = list_permit_major.items[k].key;
        bool has = approved && !strcmp(major, "approval");
        for (size_t i = 0; i < permits->n && !has; i++) {
            const struct permit *p = permits->v[i];
            for (size_t m = 0; m < COUNT(majors) && !has; m++)
                has = settled(p) && !strcmp(majors[m].major, major) && text_eqz(p->item.t, majors[m].item);
        }
        if (has && n < COUNT(found))
            found[n++] = text_of(major);
    }
    return (codes){n ? text_join(a, found, n, T(",")) : NO_TEXT};
}

static err permit_check(struct call *c, const void *r, const void *old)
{
    const struct permit *p = r;
    bool granted = text_eqz(p->state.t, "granted");
    err faults = NULL;

    (void)old;
    if (c->bulk || c->lenient)
        return NULL;
    if (granted && !p->doc_no.p)
        faults = FAIL(c->arena, E_INPUT, w_permit_needs_document, .field = "doc_no");
    if (granted && is_absent(p->doc_date.days))
        faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_permit_needs_date, .field = "doc_date"));
    if (!is_absent(p->doc_date.days) && p->doc_date.days > c->today.days)
        faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_date_future, .field = "doc_date",
                                                   .args = {ARG_DATE("date", p->doc_date), ARG_DATE("today", c->today)}));
    if (!is_absent(p->doc_date.days) && !is_absent(p->valid_until.days) && p->valid_until.days < p->doc_date.days)
        faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_permit_ends_before, .field = "valid_until"));
    return faults;
}

static err permit_whole(struct call *c, const void *parent, const child_list *all, struct whole *ret)
{
    int64_t got = 0;

    (void)parent;
    for (size_t i = 0; i < all->n; i++)
        got += settled(all->v[i]);
    if (!all->n)
        return NULL;
    ret->said = word_filled(c->arena, c->lang, &w_permit_said, (const struct arg[]){ARG_INT("got", got), ARG_INT("n", (int64_t)all->n)}, 2);
    return NULL;
}

/* --- what a project has from its rows ------------------------------------------------------------------------------------------ */

err children_derive(struct call *c, struct project *p)
{
    struct maturity_facts facts;
    child_list permits = {0};

    if (p->head.version)
        TRY(children_load(c, &permit_record, p->head.id, NO_MOMENT, &permits));
    p->permit_state = permits_main(c->arena, &permits, p->doc_no.p && !is_absent(p->doc_date.days));
    p->maturity = NO_NUMBER;
    if (!maturity_asked(p))
        return NULL;
    TRY(maturity_facts_of(c, p, &facts));
    p->maturity.n = maturity_score(maturity_rules(), &facts);
    return NULL;
}

/* --- classified projects: a number, never a file ------------------------------------------------------------------------------- */

static err classified_derive(struct call *c, void *r, const void *old)
{
    struct classified_count *n = r;

    (void)old;
    unit_parts(c->arena, n->unit.t, &n->city, &n->county);
    return NULL;
}

static err classified_check(struct call *c, const void *r, const void *old)
{
    static const char sql_same[] = "SELECT COUNT(*) FROM classified_count WHERE region = $1 AND unit = $2 AND year = $3 AND id <> $4 AND removed = 0";
    const struct classified_count *n = r;
    int64_t same = 0;

    (void)old;
    if ((c->actor.scope == SCOPE_CITY || c->actor.scope == SCOPE_COUNTY) && !text_starts(n->unit.t, c->actor.unit))
        return FAIL(c->arena, E_DENIED, w_project_outside, .field = "unit", .args = {ARG_TEXT("body", c->actor.body_name)});
    TRY(conn_one(c->conn, c->arena, sql_same, BIND(V(c->region), V(n->unit), V(n->year), V(n->head.id.n)), INTO(TO(&same)), NULL));
    return same ? FAIL(c->arena, E_INPUT, w_classified_twice, .field = "year") : NULL;
}

/* --- records --------------------------------------------------------------------------------------------------------------------- */

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct RECORD, name_), __VA_ARGS__},
#define RECORD capacity
static const struct field capacity_fields[] = {
#include "project/capacity.def"
};
#undef RECORD
#define RECORD fund_source
static const struct field fund_source_fields[] = {
#include "project/fund_source.def"
};
#undef RECORD
#define RECORD milestone
static const struct field milestone_fields[] = {
#include "project/milestone.def"
};
#undef RECORD
#define RECORD project_share
static const struct field project_share_fields[] = {
#include "project/project_share.def"
};
#undef RECORD
#define RECORD permit
static const struct field permit_fields[] = {
#include "project/permit.def"
};
#undef RECORD
#define RECORD classified_count
static const struct field classified_count_fields[] = {
#include "project/classified_count.def"
};
#undef RECORD
#undef FIELD

#define CHILD(name_, plural_) \
    .name = #name_, .plural = plural_, .path = "/" plural_, .fields = name_##_fields, .n_fields = COUNT(name_##_fields), \
    .size = sizeof(struct name_), .parent = "project", .see = WHO_BUSINESS, .create = WHO_EDITOR, .change = WHO_EDITOR, \
    .remove = WHO_EDITOR, .history = true

const struct record capacity_record = {CHILD(capacity, "capacities"), .label = L("生产能力", "Capacity"), .labels = L("新增生产能力", "New capacity"),
                                       .title = "name", .match = "project+name", .check = capacity_check, .hint = &w_hint_capacities,
                                       .parent_needs = FROM_STAGE(ST_RESERVE)};
const struct record fund_source_record = {CHILD(fund_source, "fund_sources"), .label = L("资金来源", "Source of funds"),
                                          .labels = L("资金来源", "Sources of funds"), .title = "kind", .match = "project+kind+name|project+kind",
                                          .whole = fund_whole, .hint = &w_hint_fund_sources, .parent_needs = FROM_STAGE(ST_RESERVE),
                                          .parent_fits = FROM_STAGE(ST_RESERVE)};
const struct record milestone_record = {CHILD(milestone, "milestones"), .label = L("节点", "Milestone"), .labels = L("节点", "Milestones"), .title = "name",
                                        .sort = "planned", .match = "project+name", .check = milestone_check, .whole = milestone_whole,
                                        .hint = &w_hint_milestones, .parent_needs = FROM_STAGE(ST_RESERVE)};
const struct record project_share_record = {CHILD(project_share, "project_shares"), .label = L("地区分摊", "Share of a place"),
                                            .labels = L("跨地区投资分摊", "Shares of places"), .title = "division", .match = "project+division",
                                            .whole = share_whole, .hint = &w_hint_shares, .parent_fits = FROM_STAGE(ST_RESERVE)};
const struct record permit_record = {CHILD(permit, "permits"), .label = L("审批手续", "Permit"), .labels = L("审批手续", "Permits"), .title = "item",
                                     .match = "project+item+doc_no|project+item", .check = permit_check, .whole = permit_whole,
                                     .hint = &w_hint_permits, .parent_needs = FROM_STAGE(ST_PRELIMINARY)};

const struct record classified_count_record = {
    .name = "classified_count", .plural = "classified_counts", .path = "/classified_counts", .label = L("涉密项目数", "Count of classified projects"),
    .labels = L("涉密项目数", "Counts of classified projects"), .fields = classified_count_fields, .n_fields = COUNT(classified_count_fields),
    .size = sizeof(struct classified_count), .title = "unit", .scope = {.city = "city", .county = "county"}, .see = WHO_OFFICE & ~ROLE_LEAD,
    .create = ROLE_DRC | ROLE_CITY | ROLE_COUNTY | ROLE_SYSTEM, .change = ROLE_DRC | ROLE_CITY | ROLE_COUNTY | ROLE_SYSTEM, .history = true,
    .aside = true, .match = "unit+year", .derive = classified_derive, .check = classified_check};

/* --- acts -------------------------------------------------------------------------------------------------------------------------- */

#define CHILD_ACTS(name_, zh, en) \
    static const struct act \
        act_##name_##_create = {.name = #name_ ".create", .target = &name_##_record, .label = L("增加" zh, "Add: " en), .roles = WHO_EDITOR, \
                                .creates = true, .run = act_create}, \
        act_##name_##_change = {.name = #name_ ".change", .target = &name_##_record, .label = L("修改" zh, "Change: " en), .roles = WHO_EDITOR, \
                                .run = act_change}, \
        act_##name_##_remove = {.name = #name_ ".remove", .target = &name_##_record, .label = L("删除" zh, "Remove: " en), .roles = WHO_EDITOR, \
                                .run = act_remove}, \
        act_##name_##_import = {.name = #name_ ".import", .target = &name_##_record, .label = L("导入" zh, "Import: " en), .roles = WHO_EDITOR, \
                                .creates = true, .run = act_create}, \
        act_##name_##_import_change = {.name = #name_ ".import_change", .target = &name_##_record, .label = L("导入修改" zh, "Change by import: " en), \
                                       .roles = WHO_EDITOR, .run = act_change}
CHILD_ACTS(capacity, "生产能力", "capacity");
CHILD_ACTS(fund_source, "资金来源", "source of funds");
CHILD_ACTS(milestone, "节点", "milestone");
CHILD_ACTS(project_share, "地区分摊", "share of a place");
CHILD_ACTS(permit, "审批手续", "permit");

static const struct act act_classified_count_create = {.name = "classified_count.create", .target = &classified_count_record, .label = L("登记涉密项目数", "Enter a count of classified projects"),
                                                       .roles = ROLE_DRC | ROLE_CITY | ROLE_COUNTY | ROLE_SYSTEM, .creates = true, .run = act_create},
                        act_classified_count_change = {.name = "classified_count.change", .target = &classified_count_record, .label = L("修改涉密项目数", "Change a count of classified projects"),
                                                       .roles = ROLE_DRC | ROLE_CITY | ROLE_COUNTY | ROLE_SYSTEM, .run = act_change};

#define THE_ACTS(name_) &act_##name_##_create, &act_##name_##_change, &act_##name_##_remove, &act_##name_##_import, &act_##name_##_import_change
static const struct act *const acts[] = {THE_ACTS(capacity), THE_ACTS(fund_source), THE_ACTS(milestone), THE_ACTS(project_share), THE_ACTS(permit),
                                        &act_classified_count_create, &act_classified_count_change, NULL};

/* In the order of the tables on the page. */
static const struct record *const records[] = {&fund_source_record, &capacity_record, &milestone_record, &permit_record, &project_share_record,
                                               &classified_count_record, NULL};

const struct capability project_file_capability = {.name = "project_file", .records = records, .acts = acts, .routes = project_file_routes};
