/* The documents that issue funds and the ledger's entries: records, what may be entered, reversal. See fund.h. */
#include "fund.h"

#include "fund/own.h"
#include "fund/words.h"
#include "kit/check.h"
#include "kit/children.h"
#include "kit/lists.h"
#include "list/list.h"

static const struct codeitem steps[] = {
    [FUND_ISSUED] = {"issued", {"下达", "Issued"}, "资金下达|安排|分解"},
    [FUND_ARRIVED] = {"arrived", {"到位", "Arrived"}, "资金到位|到账"},
    [FUND_PAID] = {"paid", {"支付", "Paid"}, "资金支付|拨付"},
    [FUND_WORK] = {"work", {"实物工作量", "Physical work"}, "完成实物工作量|形成实物工作量"},
    [FUND_RECALLED] = {"recalled", {"收回指标", "Recalled"}, "收回|调减|调出"},
    [FUND_RETURNED] = {"returned", {"退回资金", "Returned"}, "退回|缴回"},
    [FUND_DIVERTED] = {"diverted", {"挪作他用", "Diverted"}, "挪用|违规使用"},
};
static const struct codelist list_fund_step = CODELIST("step", steps);

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct RECORD, name_), __VA_ARGS__},
#define RECORD fund_batch
static const struct field batch_fields[] = {
#include "fund/fund_batch.def"
};
#undef RECORD
#define RECORD fund_entry
static const struct field entry_fields[] = {
#include "fund/fund_entry.def"
};
#undef RECORD
#undef FIELD

enum fund_step fund_step_of(code step)
{
    for (int i = 0; i < FUND_STEPS; i++)
        if (text_eqz(step.t, steps[i].key))
            return (enum fund_step)i;
    return FUND_STEPS;
}

code fund_step_code(enum fund_step step)
{
    return code_of(&steps[step]);
}

/* --- documents ----------------------------------------------------------------------------------------------------------------------- */

static err batch_derive(struct call *c, void *r, const void *old)
{
    struct fund_batch *b = r;

    (void)c;
    (void)old;
    b->year = is_absent(b->issued_on.days) ? NO_NUMBER : (number){month_year(month_of(b->issued_on))};
    return NULL;
}

static err batch_check(struct call *c, const void *r, const void *old)
{
    const struct fund_batch *b = r;

    (void)old;
    if (c->bulk)
        return NULL;
    if (!is_absent(b->issued_on.days) && b->issued_on.days > c->today.days)
        return FAIL(c->arena, E_INPUT, w_fund_day_future, .field = "issued_on", .args = {ARG_DATE("day", b->issued_on)});
    if (!is_absent(b->total.yuan) && !is_absent(b->allotted.yuan) && b->total.yuan < b->allotted.yuan)
        return FAIL(c->arena, E_INPUT, w_fund_total_below, .field = "total",
                    .args = {ARG_MONEY("total", b->total), ARG_MONEY("allotted", b->allotted)});
    return NULL;
}

/* Entries carry the number of their document, so that a ledger can be read and found by it. */
static err batch_saved(struct call *c, const void *r, const void *old)
{
    static const char sql_numbers[] = "UPDATE fund_entry SET batch_no = $3 WHERE region = $1 AND batch = $2";
    const struct fund_batch *b = r, *before = old;

    if (!before || text_eq(before->doc_no, b->doc_no))
        return NULL;
    return conn_run(c->conn, c->arena, sql_numbers, BIND(V(c->region), V(b->head.id), V(b->doc_no)), NULL);
}

/* --- entries: where they belong ------------------------------------------------------------------------------------------------------- */

/* A document is open to all: that it is there is no secret. What it comes to over all projects is for offices. */
static err batch_of(struct call *c, ref key, struct fund_batch **ret)
{
    void *r;

    TRY(record_load(c, &fund_batch_record, (id){key.n}, &r));
    *ret = r;
    return NULL;
}

static err entry_derive(struct call *c, void *r, const void *old)
{
    struct fund_entry *e = r;
    struct fund_batch *b;
    void *of;

    if (c->bulk || old || !e->project.n || !e->batch.n)
        return NULL; /* what is missing is refused by the fields */
    TRY(record_load(c, &project_record, (id){e->project.n}, &of)); /* within the caller's scope, else it is not there */
    project_place(of, &fund_entry_record, e);
    TRY(batch_of(c, e->batch, &b));
    e->batch_no = b->doc_no;
    e->kind = b->kind;
    e->year = b->year;
    e->entered_at = c->now;
    return NULL;
}

/* --- entries: what may be entered ------------------------------------------------------------------------------------------------------ */

/* Who enters a step: the office that issues takes back, too; that money went astray is found by somebody above the owner. */
static unsigned who_enters(enum fund_step step)
{
    if (step == FUND_ISSUED || step == FUND_RECALLED)
        return WHO_FUNDS;
    return step == FUND_DIVERTED ? WHO_MANAGER : WHO_EDITOR;
}

static err check_step(struct call *c, const struct fund_entry *e, enum fund_step step)
{
    err faults = NULL;

    if (!(who_enters(step) & c->actor.role))
        faults = FAIL(c->arena, E_INPUT, w_fund_not_yours, .field = "step", .args = {ARG_TEXT("step", codelist_label(&list_fund_step, e->step, c->lang))});
    if (step == FUND_PAID && text_empty(e->doc_no))
        faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_fund_needs_voucher, .field = "doc_no"));
    if (step == FUND_PAID && text_empty(e->payee))
        faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_fund_needs_payee, .field = "payee"));
    if (step == FUND_DIVERTED && text_empty(e->note))
        faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_fund_needs_note, .field = "note"));
    if (e->other_project.n && step != FUND_RECALLED && step != FUND_DIVERTED)
        faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_fund_no_other, .field = "other_project"));
    if (e->other_project.n && e->other_project.n == e->project.n)
        faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_fund_other_same, .field = "other_project"));
    return faults;
}

static err check_day(struct call *c, const struct fund_entry *e, const struct fund_batch *b)
{
    if (e->day.days > c->today.days)
        return FAIL(c->arena, E_INPUT, w_fund_day_future, .field = "day", .args = {ARG_DATE("day", e->day)});
    if (e->day.days < b->issued_on.days)
        return FAIL(c->arena, E_INPUT, w_fund_day_before, .field = "day", .args = {ARG_DATE("day", e->day), ARG_DATE("issued", b->issued_on)});
    return NULL;
}

typedef LIST(struct fund_move) move_list;

/* All moves of the entry's position in the order of days, the entry itself among them whether it is written yet or not. */
static err load_moves(struct call *c, const struct fund_entry *e, move_list *ret)
{
    static const char sql_moves[] = "SELECT day, step, amount FROM fund_entry WHERE region = $1 AND project = $2 AND batch = $3 AND id <> $4 ORDER BY day, id";
    struct fund_move own = {e->day, fund_step_of(e->step), e->amount.yuan}, m;
    CLEAN(query_close) struct query q = {0};
    bool added = false;
    code step;

    TRY(query_open(&q, c->conn, c->arena, sql_moves, BIND(V(c->region), V(e->project), V(e->batch), V(e->head.id.n))));
    while (query_row(&q, INTO(TO(&m.day), TO(&step), TO(&m.yuan)))) {
        m.step = fund_step_of(step);
        if (!added && m.day.days > own.day.days) {
            list_push(ret, c->arena) = own;
            added = true;
        }
        list_push(ret, c->arena) = m;
    }
    if (!added)
        list_push(ret, c->arena) = own;
    return query_end(&q);
}

static err check_balance(struct call *c, const struct fund_entry *e)
{
    static const struct word *const said[] = {NULL, &w_fund_step_below, &w_fund_not_issued, &w_fund_not_arrived, &w_fund_work_beyond};
    struct fund_verdict v;
    move_list moves = {0};

    TRY(load_moves(c, e, &moves));
    v = fund_judge(moves.v, moves.n);
    if (v.fault == FUND_FITS)
        return NULL;
    return FAIL(c->arena, E_INPUT, *said[v.fault], .field = "amount",
                .args = {ARG_TEXT("step", codelist_label(&list_fund_step, fund_step_code(v.step), c->lang)), ARG_DATE("day", v.day), ARG_MONEY("short", (money){v.short_of})});
}

/* What an entry adds to what its document has allotted to projects. */
static int64_t allotted_by(const struct fund_entry *e)
{
    enum fund_step step = fund_step_of(e->step);

    return step == FUND_ISSUED ? e->amount.yuan : step == FUND_RECALLED || step == FUND_RETURNED ? -e->amount.yuan : 0;
}

static err check_total(struct call *c, const struct fund_batch *b, int64_t allotted)
{
    if (allotted <= b->total.yuan)
        return NULL;
    return FAIL(c->arena, E_INPUT, w_fund_beyond_total, .field = "amount",
                .args = {ARG_TEXT("doc_no", b->doc_no), ARG_MONEY("total", b->total), ARG_MONEY("over", (money){allotted - b->total.yuan})});
}

static err entry_check(struct call *c, const void *r, const void *old)
{
    const struct fund_entry *e = r;
    enum fund_step step = fund_step_of(e->step);
    struct fund_batch *b;

    if (c->bulk || old || step == FUND_STEPS || !e->project.n || !e->batch.n || is_absent(e->amount.yuan) || is_absent(e->day.days))
        return NULL;
    if (e->amount.yuan <= 0 && !e->reverses.n)
        return FAIL(c->arena, E_INPUT, w_fund_not_positive, .field = "amount");
    if (!e->reverses.n && !e->pair.n)
        TRY(check_step(c, e, step));
    TRY(batch_of(c, e->batch, &b));
    TRY(check_day(c, e, b));
    TRY(check_total(c, b, (is_absent(b->allotted.yuan) ? 0 : b->allotted.yuan) + allotted_by(e)));
    return check_balance(c, e);
}

/* --- entries: what follows ---------------------------------------------------------------------------------------------------------------- */

/* The document's sums; its row is locked by it, so that what is checked behind this is seen by one writer at a time. */
static err add_to_batch(struct call *c, const struct fund_entry *e)
{
    static const char sql_add[] = "UPDATE fund_batch SET allotted = COALESCE(allotted, 0) + $3, arrived = COALESCE(arrived, 0) + $4,"
                                  " paid = COALESCE(paid, 0) + $5, work = COALESCE(work, 0) + $6 WHERE region = $1 AND id = $2";
    enum fund_step step = fund_step_of(e->step);
    int64_t yuan = e->amount.yuan, arrived = step == FUND_ARRIVED ? yuan : step == FUND_RETURNED ? -yuan : 0;

    return conn_run(c->conn, c->arena, sql_add,
                    BIND(V(c->region), V(e->batch), V(allotted_by(e)), V(arrived), V(step == FUND_PAID ? yuan : INT64_C(0)),
                         V(step == FUND_WORK ? yuan : INT64_C(0))), NULL);
}

/* What was recalled from one project for another is issued to that one in the same act. */
static err issue_to_other(struct call *c, const struct fund_entry *e)
{
    struct fund_entry *other = record_copy(c->arena, &fund_entry_record, e);

    other->head = (struct record_head){0};
    other->project = e->other_project;
    other->other_project = e->project;
    other->step = fund_step_code(FUND_ISSUED);
    other->pair = (ref){e->head.id.n};
    return record_save(c, &fund_entry_record, other, NULL);
}

/* What the file says of its money, and the list of central funds: the issue itself puts a project on it, and taking back all of them takes
 * it off (§1.3). */
static err follow_issue(struct call *c, const struct fund_entry *e)
{
    const struct list_kinds *kinds = list_kinds();
    int64_t year = month_year(month_of(c->today));
    id project = {e->project.n};
    bool any;

    TRY(fund_write_kinds(c, project, &any));
    for (size_t i = 0; fund_is_central(e->kind) && i < kinds->n; i++) {
        const char *key = text_z(c->arena, kinds->v[i].key.t);
        if (kinds->v[i].form != LIST_BY_FUNDS)
            continue;
        if (!any)
            TRY(list_take_off(c, key, year, project, e->batch_no));
        else if (fund_step_of(e->step) == FUND_ISSUED && !e->reverses.n)
            TRY(list_put_on(c, key, year, project, e->batch_no));
    }
    return NULL;
}

static err entry_saved(struct call *c, const void *r, const void *old)
{
    const struct fund_entry *e = r, *before = old;
    struct fund_batch *b;

    if (before)
        fund_ripple(c, before, -1);
    fund_ripple(c, e, 1);
    if (before) { /* its project was merged into another */
        TRY(fund_write_kinds(c, (id){before->project.n}, NULL));
        return fund_write_kinds(c, (id){e->project.n}, NULL);
    }
    TRY(add_to_batch(c, e));
    if (c->bulk)
        return NULL;
    TRY(batch_of(c, e->batch, &b));
    TRY(check_total(c, b, b->allotted.yuan));
    TRY(check_balance(c, e));
    if (allotted_by(e))
        TRY(follow_issue(c, e));
    return fund_step_of(e->step) == FUND_RECALLED && e->other_project.n && !e->reverses.n ? issue_to_other(c, e) : NULL;
}

/* --- reversal --------------------------------------------------------------------------------------------------------------------------- */

static err find_by(struct call *c, const char *field, id key, id *ret)
{
    void *r;

    TRY(record_find(c, &fund_entry_record, field, V(key.n), &r));
    *ret = r ? record_head(r)->id : (id){0};
    return NULL;
}

static err reverse_one(struct call *c, const struct fund_entry *e)
{
    struct fund_entry *back = record_copy(c->arena, &fund_entry_record, e);

    back->head = (struct record_head){0};
    back->amount.yuan = -e->amount.yuan;
    back->day = c->today;
    back->reverses = (ref){e->head.id.n};
    back->pair = (ref){0};
    back->note = c->reason;
    return record_save(c, &fund_entry_record, back, NULL);
}

/* An entry that moved money to another project is reversed with what it entered there, the later of both first. */
static err reverse(struct call *c, const struct input *in)
{
    const struct fund_entry *e = c->target;
    id other;
    void *r;

    (void)in;
    if (!(who_enters(fund_step_of(e->step)) & c->actor.role))
        return FAIL(c->arena, E_DENIED, w_fund_not_yours, .args = {ARG_TEXT("step", codelist_label(&list_fund_step, e->step, c->lang))});
    if (e->reverses.n)
        return FAIL(c->arena, E_STATE, w_fund_is_reversal);
    if (e->pair.n)
        return FAIL(c->arena, E_STATE, w_fund_reverse_pair);
    TRY(find_by(c, "reverses", e->head.id, &other));
    if (other.n)
        return FAIL(c->arena, E_STATE, w_fund_reversed_before);
    TRY(find_by(c, "pair", e->head.id, &other));
    if (other.n) {
        TRY(record_load(c, &fund_entry_record, other, &r));
        TRY(reverse_one(c, r));
    }
    return reverse_one(c, e);
}

/* --- records ------------------------------------------------------------------------------------------------------------------------------ */

const struct record fund_batch_record = {
    .name = "fund_batch", .plural = "fund_batches", .path = "/fund_batches", .label = L("资金下达文件", "Funding document"),
    .labels = L("资金下达文件", "Funding documents"), .fields = batch_fields, .n_fields = COUNT(batch_fields), .size = sizeof(struct fund_batch),
    .title = "name", .code = "doc_no", .scope = {.open = true}, .see = WHO_BUSINESS, .create = WHO_FUNDS, .change = WHO_FUNDS, .history = true,
    .aside = true, .sort = "-issued_on", .match = "doc_no", .derive = batch_derive, .check = batch_check, .saved = batch_saved,
};

const struct record fund_entry_record = {
    .name = "fund_entry", .plural = "fund_entries", .path = "/fund_entries", .label = L("资金台账记录", "Ledger entry"),
    .labels = L("资金台账", "Ledger of funds"), .fields = entry_fields, .n_fields = COUNT(entry_fields), .size = sizeof(struct fund_entry),
    .title = "name", .scope = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"}, .see = WHO_BUSINESS,
    .create = WHO_EDITOR, .history = true, .aside = true, .sort = "-day", .match = "project+batch+step+day+amount+doc_no|project+batch+step+day+amount", .along = "project", .home = "/projects/{project}/funds",
    .derive = entry_derive, .check = entry_check, .saved = entry_saved,
};

static const struct record *const records[] = {&fund_batch_record, &fund_entry_record, NULL};

static const struct act
    act_batch_create = {.name = "fund_batch.create", .target = &fund_batch_record, .label = L("登记下达文件", "Enter a funding document"), .roles = WHO_FUNDS,
                        .creates = true, .run = act_create},
    act_batch_change = {.name = "fund_batch.change", .target = &fund_batch_record, .label = L("更正下达文件", "Correct a funding document"), .roles = WHO_FUNDS,
                        .run = act_change},
    act_batch_import = {.name = "fund_batch.import", .target = &fund_batch_record, .label = L("导入下达文件", "Funding document by import"), .roles = WHO_FUNDS,
                        .creates = true, .run = act_create},
    act_batch_import_change = {.name = "fund_batch.import_change", .target = &fund_batch_record, .label = L("导入更正文件", "Correct a document by import"),
                               .roles = WHO_FUNDS, .run = act_change},
    act_entry_create = {.name = "fund_entry.create", .target = &fund_entry_record, .label = L("登记资金", "Enter funds"), .roles = WHO_EDITOR, .creates = true,
                        .run = act_create},
    act_entry_import = {.name = "fund_entry.import", .target = &fund_entry_record, .label = L("导入资金台账", "Ledger entry by import"), .roles = WHO_EDITOR,
                        .creates = true, .run = act_create},
    act_entry_reverse = {.name = "fund_entry.reverse", .target = &fund_entry_record, .label = L("冲销资金记录", "Reverse an entry"), .roles = WHO_EDITOR,
                         .needs_reason = true, .run = reverse};

static const struct act *const acts[] = {&act_batch_create, &act_batch_change, &act_batch_import, &act_batch_import_change, &act_entry_create,
                                         &act_entry_import, &act_entry_reverse, NULL};

const struct capability fund_capability = {.name = "fund", .records = records, .acts = acts, .routes = fund_routes, .followers = fund_followers,
                                           .recomputes = fund_recomputes};
