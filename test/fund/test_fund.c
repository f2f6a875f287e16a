/* The ledger through its acts: issued, arrived, paid, reversed, moved, refused; its sums, the file's kinds, the past. */
#include "fund/own.h"
#include "fund/words.h"
#include "base/random.h"
#include "kit/recompute.h"
#include "world.h"

static id project(struct world *w, const char *name)
{
    struct call import = w->system;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, text_fmt(w->a, "name=%s", name).p, "division=210102", "content=x", "total_invest=1000000000",
                         "stage=continued", "works=energy", "start_actual=2025-05-01", "before_year=200000000", "owner_name=辽宁示例能源有限公司", NULL));
    return made;
}

static id document(struct world *w, const char *number, int64_t total)
{
    struct call c = world_who(w, ROLE_DRC);
    id made;

    assert_ok(world_make(&c, "fund_batch.create", &made, "name=2026年中央预算内投资计划（第一批）", text_fmt(w->a, "doc_no=%s", number).p, "kind=central_budget",
                         "issued_on=2026-03-02", text_fmt(w->a, "total=%lld", (long long)total).p, NULL));
    return made;
}

static err enter(struct world *w, unsigned role, id p, id batch, const char *step, int64_t yuan, const char *day, id *ret)
{
    struct call c = world_who(w, role);
    id made;

    return world_make(&c, "fund_entry.create", ret ? ret : &made, text_fmt(w->a, "project=%lld", (long long)p.n).p,
                      text_fmt(w->a, "batch=%lld", (long long)batch.n).p, text_fmt(w->a, "step=%s", step).p,
                      text_fmt(w->a, "amount=%lld", (long long)yuan).p, text_fmt(w->a, "day=%s", day).p, "doc_no=记-001", "payee=辽宁示例建工有限公司",
                      "note=查账发现", NULL);
}

static err reverse(struct world *w, unsigned role, id entry)
{
    struct call c = world_who(w, role);

    return world_change(&c, "fund_entry.reverse", entry, 1, "reason=金额录入有误", NULL);
}

static struct fund_batch *batch_now(struct world *w, id key)
{
    void *r;

    assert_ok(record_load(&w->system, &fund_batch_record, key, &r));
    return r;
}

static text kinds_of(struct world *w, id p)
{
    void *r;

    assert_ok(record_load(&w->system, &project_record, p, &r));
    return ((struct project *)r)->central_funds.t;
}

static int64_t on_list(struct world *w, id p)
{
    static const char sql_entries[] = "SELECT COUNT(*) FROM list_entry WHERE region = $1 AND project = $2 AND list = 'central' AND year = 2026 AND state <> 'off_list'";
    int64_t n = 0;

    assert_ok(conn_one(w->conn, w->a, sql_entries, BIND(V(w->system.region), V(p)), INTO(TO(&n)), NULL));
    return n;
}

static struct fund_position position(struct world *w, id p, moment known)
{
    struct fund_position all = {{0}};
    fund_line_list lines = {0};

    assert_ok(fund_lines(&w->system, p, known, &lines));
    for (size_t i = 0; i < lines.n; i++)
        fund_add(&all, &lines.v[i].sum);
    return all;
}

/* The kept sums are what all entries come to. */
static void sums_are_right(struct world *w)
{
    for (const struct recompute *r = fund_recomputes; r->name; r++) {
        struct recompute_result result = {0};
        assert_ok(recompute_run(&w->system, r, true, &result));
        if (result.wrong)
            fail_msg("%s: %lld wrong, first %.*s", r->name, (long long)result.wrong, TEXT_ARG(result.first));
    }
}

#define refused(e, word_, field_)                         \
    do {                                                  \
        err e_ = (e);                                     \
        assert_non_null(e_);                              \
        assert_string_equal(e_->word->key, #word_);       \
        if (field_)                                       \
            assert_string_equal(e_->field, field_);       \
    } while (0)

static void money_goes_its_way(void **state)
{
    struct world *w = *state;
    id p, b;

    world_at(w, "2026-06-01T09:00:00+08:00");
    p = project(w, "和平区供热管网更新");
    b = document(w, "辽发改投资〔2026〕1号", 50000000);
    assert_false(kinds_of(w, p).n);
    assert_int_equal(on_list(w, p), 0);
    assert_ok(enter(w, ROLE_DRC, p, b, "issued", 40000000, "2026-03-02", NULL));
    assert_text(kinds_of(w, p), "central_budget"); /* in the same act, and the list of central funds has it */
    assert_int_equal(on_list(w, p), 1);
    assert_ok(enter(w, ROLE_OWNER, p, b, "arrived", 30000000, "2026-04-01", NULL));
    assert_ok(enter(w, ROLE_OWNER, p, b, "paid", 20000000, "2026-05-01", NULL));
    assert_ok(enter(w, ROLE_OWNER, p, b, "work", 18000000, "2026-05-01", NULL));
    assert_int_equal(batch_now(w, b)->allotted.yuan, 40000000);
    assert_int_equal(batch_now(w, b)->arrived.yuan, 30000000);
    assert_int_equal(batch_now(w, b)->paid.yuan, 20000000);
    assert_int_equal(batch_now(w, b)->work.yuan, 18000000);
    sums_are_right(w);
}

static void what_does_not_fit_is_refused(void **state)
{
    struct world *w = *state;
    struct call c;
    id p, b, made;

    world_at(w, "2026-06-01T09:00:00+08:00");
    p = project(w, "和平区供热管网更新");
    b = document(w, "辽发改投资〔2026〕1号", 50000000);
    refused(enter(w, ROLE_OWNER, p, b, "issued", 1000, "2026-03-02", NULL), fund_not_yours, "step");
    refused(enter(w, ROLE_COUNTY, p, b, "recalled", 1000, "2026-03-02", NULL), fund_not_yours, "step");
    refused(enter(w, ROLE_OWNER, p, b, "diverted", 1000, "2026-03-02", NULL), fund_not_yours, "step");
    refused(enter(w, ROLE_DRC, p, b, "issued", 50000001, "2026-03-02", NULL), fund_beyond_total, "amount");
    refused(enter(w, ROLE_DRC, p, b, "issued", 1000, "2026-03-01", NULL), fund_day_before, "day");
    refused(enter(w, ROLE_DRC, p, b, "issued", 1000, "2026-06-02", NULL), fund_day_future, "day");
    refused(enter(w, ROLE_DRC, p, b, "issued", -1000, "2026-03-02", NULL), fund_not_positive, "amount");
    refused(enter(w, ROLE_DRC, p, b, "issued", 0, "2026-03-02", NULL), fund_not_positive, "amount");
    refused(enter(w, ROLE_OWNER, p, b, "arrived", 1000, "2026-04-01", NULL), fund_not_issued, "amount");
    assert_ok(enter(w, ROLE_DRC, p, b, "issued", 50000000, "2026-03-02", NULL));
    refused(enter(w, ROLE_DRC, p, b, "issued", 1, "2026-03-02", NULL), fund_beyond_total, "amount");
    refused(enter(w, ROLE_OWNER, p, b, "paid", 1000, "2026-04-01", NULL), fund_not_arrived, "amount");
    assert_ok(enter(w, ROLE_OWNER, p, b, "arrived", 1000, "2026-04-02", NULL));
    refused(enter(w, ROLE_OWNER, p, b, "paid", 1000, "2026-04-01", NULL), fund_not_arrived, "amount"); /* a day too early */
    refused(enter(w, ROLE_OWNER, p, b, "work", 50000001, "2026-04-01", NULL), fund_work_beyond, "amount");
    c = world_who(w, ROLE_OWNER);
    refused(world_make(&c, "fund_entry.create", &made, text_fmt(w->a, "project=%lld", (long long)p.n).p, text_fmt(w->a, "batch=%lld", (long long)b.n).p,
                       "step=paid", "amount=1000", "day=2026-04-02", "payee=某公司", NULL), fund_needs_voucher, "doc_no");
    c = world_call(w, ROLE_CITY, w->dalian, "2102"); /* the project is not there for another city */
    assert_non_null(world_make(&c, "fund_entry.create", &made, text_fmt(w->a, "project=%lld", (long long)p.n).p,
                               text_fmt(w->a, "batch=%lld", (long long)b.n).p, "step=arrived", "amount=1", "day=2026-04-02", NULL));
    c = world_who(w, ROLE_DRC);
    refused(world_change(&c, "fund_batch.change", b, 1, "total=49999999", NULL), fund_total_below, "total");
    sums_are_right(w);
}

static void a_wrong_entry_is_reversed_not_changed(void **state)
{
    struct world *w = *state;
    struct fund_position p;
    moment before;
    id of, b, issued, arrived, paid;

    world_at(w, "2026-06-01T09:00:00+08:00");
    of = project(w, "和平区供热管网更新");
    b = document(w, "辽发改投资〔2026〕1号", 50000000);
    assert_ok(enter(w, ROLE_DRC, of, b, "issued", 40000000, "2026-03-02", &issued));
    assert_ok(enter(w, ROLE_OWNER, of, b, "arrived", 30000000, "2026-04-01", &arrived));
    assert_ok(enter(w, ROLE_OWNER, of, b, "paid", 20000000, "2026-05-01", &paid));
    before = w->system.now;
    world_at(w, "2026-07-01T09:00:00+08:00");
    refused(reverse(w, ROLE_OWNER, issued), fund_not_yours, NULL);
    refused(reverse(w, ROLE_OWNER, arrived), fund_not_arrived, "amount"); /* it is paid already */
    assert_ok(reverse(w, ROLE_OWNER, paid));
    refused(reverse(w, ROLE_OWNER, paid), fund_reversed_before, NULL);
    assert_ok(reverse(w, ROLE_OWNER, arrived));
    assert_ok(reverse(w, ROLE_DRC, issued));
    assert_false(kinds_of(w, of).n); /* nothing is issued any more, */
    assert_int_equal(on_list(w, of), 0); /* so the list of central funds has it no longer */
    p = position(w, of, NO_MOMENT);
    for (int i = 0; i < FUND_STEPS; i++)
        assert_int_equal(p.yuan[i], 0);
    p = position(w, of, before); /* as it was known then */
    assert_int_equal(p.yuan[FUND_PAID], 20000000);
    assert_int_equal(batch_now(w, b)->allotted.yuan, 0);
    sums_are_right(w);
}

static void what_is_recalled_goes_to_another(void **state)
{
    struct world *w = *state;
    struct call c;
    id one, other, b, moved, back;
    void *r;

    world_at(w, "2026-06-01T09:00:00+08:00");
    one = project(w, "和平区供热管网更新");
    other = project(w, "和平区热源厂改造");
    b = document(w, "辽发改投资〔2026〕1号", 50000000);
    assert_ok(enter(w, ROLE_DRC, one, b, "issued", 50000000, "2026-03-02", NULL));
    c = world_who(w, ROLE_DRC);
    assert_ok(world_make(&c, "fund_entry.create", &moved, text_fmt(w->a, "project=%lld", (long long)one.n).p, text_fmt(w->a, "batch=%lld", (long long)b.n).p,
                         "step=recalled", "amount=15000000", "day=2026-05-20", text_fmt(w->a, "other_project=%lld", (long long)other.n).p, NULL));
    assert_int_equal(fund_net(&(struct fund_position[]){position(w, one, NO_MOMENT)}[0]), 35000000);
    assert_int_equal(fund_net(&(struct fund_position[]){position(w, other, NO_MOMENT)}[0]), 15000000);
    assert_text(kinds_of(w, other), "central_budget");
    assert_int_equal(batch_now(w, b)->allotted.yuan, 50000000);
    assert_ok(record_find(&w->system, &fund_entry_record, "pair", V(moved.n), &r));
    back = record_head(r)->id;
    refused(reverse(w, ROLE_DRC, back), fund_reverse_pair, NULL);
    assert_ok(reverse(w, ROLE_DRC, moved)); /* both sides */
    assert_int_equal(fund_net(&(struct fund_position[]){position(w, one, NO_MOMENT)}[0]), 50000000);
    assert_int_equal(fund_net(&(struct fund_position[]){position(w, other, NO_MOMENT)}[0]), 0);
    sums_are_right(w);
}

static void a_project_that_moves_takes_its_money_along(void **state)
{
    static const char sql_place[] = "SELECT COALESCE(SUM(issued), 0) FROM fund_sum WHERE region = $1 AND unit = $2 AND works = '*'";
    struct world *w = *state;
    struct call c;
    id p, b;
    int64_t there = 0;
    void *r;

    world_at(w, "2026-06-01T09:00:00+08:00");
    p = project(w, "和平区供热管网更新");
    b = document(w, "辽发改投资〔2026〕1号", 50000000);
    assert_ok(enter(w, ROLE_DRC, p, b, "issued", 40000000, "2026-03-02", NULL));
    assert_ok(record_load(&w->system, &project_record, p, &r));
    c = world_who(w, ROLE_DRC);
    assert_ok(world_change(&c, "project.change", p, record_head(r)->version, "division=210202", NULL));
    assert_ok(conn_one(w->conn, w->a, sql_place, BIND(V(w->system.region), V(T("2101"))), INTO(TO(&there)), NULL));
    assert_int_equal(there, 0);
    assert_ok(conn_one(w->conn, w->a, sql_place, BIND(V(w->system.region), V(T("2102"))), INTO(TO(&there)), NULL));
    assert_int_equal(there, 40000000);
    sums_are_right(w);
}

/* Whatever is tried: what is let in balances, on both engines to the last yuan. */
static void any_sequence_balances(void **state)
{
    enum { TRIES = 160 };
    static const char *const steps[] = {"issued", "arrived", "paid", "work", "recalled", "returned", "diverted"};
    struct world *w = *state;
    struct random r = random_of(7, "fund acts");
    id projects[3], documents[2], entries[TRIES];
    size_t n = 0, refused_ = 0;

    world_at(w, "2026-06-01T09:00:00+08:00");
    projects[0] = project(w, "和平区供热管网更新");
    projects[1] = project(w, "和平区热源厂改造");
    projects[2] = project(w, "和平区换热站改造");
    documents[0] = document(w, "辽发改投资〔2026〕1号", 20000);
    documents[1] = document(w, "辽发改投资〔2026〕2号", 3000);
    for (int i = 0; i < TRIES; i++) {
        size_t step = random_below(&r, COUNT(steps)), p = random_below(&r, 3), b = random_below(&r, 2);
        unsigned role = step == 0 || step == 4 || step == 6 ? ROLE_DRC : ROLE_OWNER;
        const char *day = text_fmt(w->a, "2026-0%d-%02d", (int)random_between(&r, 3, 5), (int)random_between(&r, 2, 28)).p;
        err e = n && random_chance(&r, 150) ? reverse(w, ROLE_DRC, entries[random_below(&r, n)])
                                            : enter(w, role, projects[p], documents[b], steps[step], random_between(&r, 1, step ? 300 : 2000), day, &entries[n]);
        if (e)
            refused_++;
        else
            n += entries[n].n != 0;
    }
    assert_true(n > 20 && refused_ > 20);
    sums_are_right(w);
    for (size_t p = 0; p < 3; p++) {
        fund_line_list lines = {0};
        assert_ok(fund_lines(&w->system, projects[p], NO_MOMENT, &lines));
        for (size_t i = 0; i < lines.n; i++) {
            const struct fund_position *s = &lines.v[i].sum;
            assert_true(fund_outstanding(s) >= 0 && fund_balance(s) >= 0 && s->yuan[FUND_WORK] <= fund_net(s));
        }
    }
    for (size_t b = 0; b < 2; b++)
        assert_true(batch_now(w, documents[b])->allotted.yuan <= batch_now(w, documents[b])->total.yuan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(money_goes_its_way), IN_WORLD(what_does_not_fit_is_refused), IN_WORLD(a_wrong_entry_is_reversed_not_changed),
        IN_WORLD(what_is_recalled_goes_to_another), IN_WORLD(a_project_that_moves_takes_its_money_along), IN_WORLD(any_sequence_balances)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
