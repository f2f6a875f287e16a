/* The capability: its tables. See list.h. */
#include "own.h"

#include "kit/follow.h"
#include "pages.h"
#include "plan/plan.h"
#include "request.h"
#include "rule.h"

/* --- followers ------------------------------------------------------------------------------------------------------------------- */

/* What came by funds goes onto the list as soon as nothing is missing. */
static err settle_candidates(struct call *c, id project)
{
    static const char sql_waiting[] = "SELECT list, year FROM list_entry WHERE region = $1 AND project = $2 AND state = 'candidate' AND origin = 'funds' AND removed = 0";
    CLEAN(query_close) struct query q = {0};
    LIST(struct list_entry) waiting = {0};
    struct list_entry e = {0};

    TRY(query_open(&q, c->conn, c->arena, sql_waiting, BIND(V(c->region), V(project))));
    while (query_row(&q, INTO(TO(&e.list), TO(&e.year))))
        list_push(&waiting, c->arena) = e;
    TRY(query_end(&q));
    for (size_t i = 0; i < waiting.n; i++) {
        struct list_lack l;
        TRY(list_lack_of(c, project, waiting.v[i].year.n, &l));
        if (!l.missing)
            TRY(list_entry_put(c, waiting.v[i].list.t, waiting.v[i].year.n, project, "funds", NO_TEXT, ENTRY_ON));
    }
    return NULL;
}

static err plan_saved(struct call *c, const void *r, const void *old)
{
    const struct plan *p = r;

    (void)old;
    return c->bulk || !text_eqz(p->state.t, "confirmed") ? NULL : settle_candidates(c, (id){p->project.n});
}

static err write_total(struct call *c, const struct project *p)
{
    static const char sql_entries[] = "UPDATE list_entry SET total_invest = $3 WHERE region = $1 AND project = $2";

    return conn_run(c->conn, c->arena, sql_entries, BIND(V(c->region), V(p->head.id), V(p->total_invest)), NULL);
}

static bool same_names(const struct project *a, const struct project *b)
{
    return a->responsible_body.n == b->responsible_body.n && a->responsible_person.n == b->responsible_person.n && a->leader_in_charge.n == b->leader_in_charge.n;
}

/* A file that was taken back, or merged into another that has its own entry, stands on no list any more. */
static err leave_lists(struct call *c, const struct project *p)
{
    static const char sql_all[] = "SELECT list, year FROM list_entry WHERE region = $1 AND project = $2 AND state <> 'off_list' AND removed = 0";
    CLEAN(query_close) struct query q = {0};
    LIST(struct list_entry) all = {0};
    struct list_entry e = {0};

    TRY(query_open(&q, c->conn, c->arena, sql_all, BIND(V(c->region), V(p->head.id))));
    while (query_row(&q, INTO(TO(&e.list), TO(&e.year))))
        list_push(&all, c->arena) = e;
    TRY(query_end(&q));
    for (size_t i = 0; i < all.n; i++)
        TRY(list_entry_drop(c, all.v[i].list.t, all.v[i].year.n, p->head.id, c->reason.n ? c->reason : text_of(w_lists_file_gone.in[LANG_ZH])));
    return NULL;
}

static err project_saved(struct call *c, const void *r, const void *old)
{
    const struct project *p = r, *before = old;

    if (!before)
        return NULL;
    if (p->head.removed.v == 1)
        return c->bulk || before->head.removed.v == 1 ? NULL : leave_lists(c, p);
    if (!project_place_same(p, before))
        TRY(project_place_write(c, p, &list_entry_record));
    if (p->total_invest.yuan != before->total_invest.yuan)
        TRY(write_total(c, p));
    return c->bulk || same_names(p, before) ? NULL : settle_candidates(c, p->head.id);
}

static const struct follower followers[] = {{&plan_record, plan_saved}, {&project_record, project_saved}, {0}};

/* --- tables ---------------------------------------------------------------------------------------------------------------------- */

static const struct record *const records[] = {&list_entry_record, &list_edition_record, &list_row_record, &list_rule_record, &list_condition_record, &list_request_record, NULL};

#define WHO_PROPOSES (ROLE_DRC | ROLE_LEAD | ROLE_CITY | ROLE_SYSTEM)
#define OPEN_STATES (1u << ENTRY_PROPOSED | 1u << ENTRY_RETURNED)

static const struct act
    act_entry_create = {.name = "list_entry.create", .target = &list_entry_record, .label = L("提出列入清单", "Propose for a list"), .roles = WHO_PROPOSES,
                        .creates = true, .run = act_create},
    act_entry_change = {.name = "list_entry.change", .target = &list_entry_record, .label = L("修改提出的理由", "Change a proposal"), .roles = WHO_PROPOSES,
                        .from = OPEN_STATES, .run = act_change},
    act_entry_import = {.name = "list_entry.import", .target = &list_entry_record, .label = L("导入清单项目", "Propose by import"), .roles = WHO_PROPOSES,
                        .creates = true, .run = act_create},
    act_entry_import_change = {.name = "list_entry.import_change", .target = &list_entry_record, .label = L("导入修改清单项目", "Change a proposal by import"),
                               .roles = WHO_PROPOSES, .from = OPEN_STATES, .run = act_change},
    act_entry_move = {.name = "list_entry.move", .target = &list_entry_record, .label = L("办理清单项目", "Move a list entry on"), .roles = WHO_PROPOSES,
                      .run = workflow_move};

static const struct act *const acts[] = {
    &act_entry_create, &act_entry_change, &act_entry_move, &act_entry_import, &act_entry_import_change, &list_edition_create,
    &list_rule_create, &list_rule_change, &list_rule_move, &list_rule_pick, &list_condition_create, &list_condition_change, &list_condition_remove,
    &list_request_create, &list_request_change, &list_request_move, NULL};

static void start(void)
{
    list_kinds_start();
    list_rules_start();
    project_lists_by(list_set_of);
}

const struct capability list_capability = {.name = "list", .records = records, .acts = acts, .routes = list_routes, .heads = list_heads, .waiting = list_waiting, .followers = followers, .start = start};
