/* What goes along when one file is merged into another, through acts, on both engines: rows, attachments, plans, reports, and the sums. */
#include "capabilities.h"
#include "file/file.h"
#include "kit/children.h"
#include "kit/recompute.h"
#include "plan/plan.h"
#include "progress/progress.h"
#include "report/report.h"
#include "twin/own.h"
#include "world.h"

struct two {
    id kept, gone;
};

static id running(struct world *w, const char *name, const char *code)
{
    struct call import = w->system;
    id made;

    import.lenient = true; /* a running project with the fields that matter here only */
    assert_ok(world_make(&import, "project.create", &made, text_fmt(w->a, "name=%s", name).p,
                         text_fmt(w->a, "project_code=%s", code).p, "division=210102", "content=建设 2 台机组",
                         "total_invest=1000000000", "stage=continued", "works=energy",
                         "owner_name=辽宁示例能源有限公司", "start_actual=2025-05-01", NULL));
    return made;
}

static struct two pair_of(struct world *w)
{
    struct twin_found found;
    struct two two = {running(w, "和平区热电联产工程", "2207-210102-04-01-613458"),
                      running(w, "和平区热电联产项目", "2208-210102-04-01-613459")};

    assert_ok(twins_scan(&w->system, &found));
    assert_int_equal(found.pairs, 1);
    return two;
}

static id row(struct world *w, const char *act, id project, const char *a, const char *b, const char *c)
{
    id made;

    assert_ok(
        world_make(&w->system, act, &made, text_fmt(w->a, "project=%lld", (long long)project.n).p, a, b, c, NULL));
    return made;
}

static void *now(struct world *w, const struct record *t, id key)
{
    void *r;

    assert_ok(record_load(&w->system, t, key, &r));
    return r;
}

static void move(struct world *w, const char *act, id target, const char *to)
{
    const struct record *t = act_by_name(text_of(act))->target;

    assert_ok(world_change(&w->system, act, target, record_head_of(now(w, t, target))->version, to, NULL));
}

static id sent_report(struct world *w, id project, const char *month, const char *yuan)
{
    id made;

    assert_ok(world_make(&w->system, "report.create", &made, text_fmt(w->a, "project=%lld", (long long)project.n).p,
                         month, yuan, "progress_percent=40", "progress_text=主体工程施工到三层", "site_state=working",
                         NULL));
    move(w, "report.move", made, "to=submitted");
    return made;
}

static id confirmed_plan(struct world *w, id project, const char *year, const char *m01)
{
    id made;

    assert_ok(world_make(&w->system, "plan.create", &made, text_fmt(w->a, "project=%lld", (long long)project.n).p, year,
                         m01, "goal=完成主体工程", text_fmt(w->a, "responsible_body=%lld", (long long)w->drc.n).p,
                         NULL));
    move(w, "plan.move", made, "to=proposed");
    move(w, "plan.move", made, "to=checked");
    move(w, "plan.move", made, "to=confirmed");
    return made;
}

static id attach(struct world *w, id project, const char *title, const char *hash)
{
    struct attachment x = *(struct attachment *)record_new(w->a, &attachment_record);
    id made;

    x.title = text_of(title);
    x.kind.t = T("approval");
    x.project = (ref){project.n};
    x.file_name = T("批复.pdf");
    x.file_type.t = T("pdf");
    x.size.n = 10;
    x.hash = text_of(hash);
    assert_ok(attachment_add(&w->system, &x, &made));
    return made;
}

static void settle(struct world *w, struct two two, const char *twice)
{
    const struct twin *t;
    id key;

    assert_ok(conn_one(w->conn, w->a, "SELECT id FROM twin WHERE removed = 0", NO_VALUES, INTO(TO(&key)), NULL));
    t = now(w, &twin_record, key);
    assert_ok(world_change(&w->system, "twin.settle", key, t->head.version, "state=same",
                           text_fmt(w->a, "kept=%lld", (long long)two.kept.n).p, "reason=同一项目，两次赋码", twice,
                           NULL));
}

static void sums_are_whole(struct world *w)
{
    for (size_t i = 0; capabilities[i]; i++)
        for (const struct recompute *what = capabilities[i]->recomputes; what && what->name; what++) {
            struct recompute_result got = {0};
            assert_ok(recompute_run(&w->system, what, true, &got));
            if (got.wrong)
                fail_msg("%s: %d differ", what->name, (int)got.wrong);
        }
}

static int64_t reported(struct world *w)
{
    struct measures year[12];
    struct measure_of of = {T("21"), NO_TEXT, NO_TEXT};
    int64_t sum = 0;

    assert_ok(measures_by_month(&w->system, &of, (month){2026 * 12}, (month){2026 * 12 + 11}, year));
    for (int i = 0; i < 12; i++)
        sum += year[i].n[M_REPORTED];
    return sum;
}

static void rows_that_only_the_other_has_go_along(void **state)
{
    struct world *w = *state;
    struct two two = pair_of(w);
    id mine = row(w, "milestone.create", two.kept, "name=主体封顶", "planned=2026-09-30", NULL),
       twin = row(w, "milestone.create", two.gone, "name=主体封顶", "planned=2026-10-31", NULL), after, permit, money,
       same_hash, other_hash;
    const struct milestone *m;

    after = row(w, "milestone.create", two.gone, "name=并网发电", "planned=2027-06-30",
                text_fmt(w->a, "follows=%lld", (long long)twin.n).p);
    permit = row(w, "permit.create", two.gone, "item=construct_permit", "state=applied", NULL);
    money = row(w, "fund_source.create", two.gone, "kind=loan", "amount=1000000000", NULL);
    attach(w, two.kept, "核准批复", "aa");
    same_hash = attach(w, two.gone, "批复", "aa");
    other_hash = attach(w, two.gone, "用地批复", "bb");
    settle(w, two, NULL);
    m = now(w, &milestone_record, after);
    assert_true(m->project.n == two.kept.n);
    assert_true(m->follows.n == mine.n); /* the step before stayed behind: its twin stands for it */
    assert_true(((const struct milestone *)now(w, &milestone_record, twin))->project.n == two.gone.n);
    assert_true(((const struct permit *)now(w, &permit_record, permit))->project.n == two.kept.n);
    assert_true(((const struct fund_source *)now(w, &fund_source_record, money))->project.n == two.kept.n);
    assert_true(((const struct attachment *)now(w, &attachment_record, other_hash))->project.n == two.kept.n);
    assert_true(((const struct attachment *)now(w, &attachment_record, same_hash))->project.n == two.gone.n);
    sums_are_whole(w);
}

static void what_adds_up_is_not_counted_twice(void **state)
{
    struct world *w = *state;
    struct two two = pair_of(w);
    id other;

    row(w, "fund_source.create", two.kept, "kind=own", "amount=1000000000", NULL);
    other = row(w, "fund_source.create", two.gone, "kind=loan", "amount=1000000000", NULL);
    settle(w, two, NULL);
    assert_true(((const struct fund_source *)now(w, &fund_source_record, other))->project.n == two.gone.n);
}

static void plans_and_reports_go_along_and_the_sums_stay_whole(void **state)
{
    struct world *w = *state;
    struct two two = pair_of(w);
    id plan = confirmed_plan(w, two.gone, "year=2026", "m01=700"),
       mine = sent_report(w, two.kept, "month=2026-09", "month_invest=30"),
       other = sent_report(w, two.gone, "month=2026-10", "month_invest=70");
    const struct report *r;

    assert_int_equal(reported(w), 100);
    settle(w, two, NULL);
    r = now(w, &report_record, other);
    assert_true(r->project.n == two.kept.n);
    assert_text(r->name, "和平区热电联产工程");
    assert_text(r->state.t, "submitted");
    assert_int_equal(r->seq.n, 1);
    assert_true(((const struct report *)now(w, &report_record, mine))->project.n == two.kept.n);
    assert_true(((const struct plan *)now(w, &plan_record, plan))->project.n == two.kept.n);
    assert_int_equal(((const struct plan *)now(w, &plan_record, plan))->baseline.v, 1);
    assert_int_equal(reported(w), 100);
    sums_are_whole(w);
}

static void of_a_month_in_both_the_kept_file_s_report_stands_unless_said_otherwise(void **state)
{
    struct world *w = *state;
    struct two two = pair_of(w);
    twice_list both = {0};
    id mine = sent_report(w, two.kept, "month=2026-10", "month_invest=30"),
       other = sent_report(w, two.gone, "month=2026-10", "month_invest=70");

    assert_ok(twin_in_both(&w->system, two.kept, two.gone, &both));
    assert_int_equal(both.n, 1);
    assert_true(both.v[0].record == &report_record);
    assert_true(text_has(both.v[0].first, T("本月完成投资")) && !text_eq(both.v[0].first, both.v[0].second));
    settle(w, two, NULL);
    assert_true(((const struct report *)now(w, &report_record, mine))->project.n == two.kept.n);
    assert_true(((const struct report *)now(w, &report_record, other))->project.n == two.gone.n);
    assert_int_equal(reported(w), 30);
    sums_are_whole(w);
}

static void the_other_s_report_and_plan_become_the_newest_editions_when_asked(void **state)
{
    struct world *w = *state;
    struct two two = pair_of(w);
    id mine = sent_report(w, two.kept, "month=2026-10", "month_invest=30"),
       other = sent_report(w, two.gone, "month=2026-10", "month_invest=70"),
       first = confirmed_plan(w, two.kept, "year=2026", "m01=500"),
       second = confirmed_plan(w, two.gone, "year=2026", "m01=700");
    const struct report *r;
    const struct plan *p;

    settle(w, two, "twice=other");
    r = now(w, &report_record, other);
    assert_true(r->project.n == two.kept.n);
    assert_int_equal(r->seq.n, 2);
    assert_text(r->change_reason, "同一项目，两次赋码");
    assert_int_equal(((const struct report *)now(w, &report_record, mine))->month_invest.yuan,
                     30); /* nothing was overwritten */
    assert_int_equal(reported(w), 70);
    p = now(w, &plan_record, second);
    assert_int_equal(p->seq.n, 2);
    assert_int_equal(p->baseline.v, 0);
    assert_text(p->state.t, "confirmed");
    assert_text(((const struct plan *)now(w, &plan_record, first))->state.t, "superseded");
    assert_int_equal(((const struct plan *)now(w, &plan_record, first))->baseline.v, 1);
    sums_are_whole(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(rows_that_only_the_other_has_go_along),
        IN_WORLD(what_adds_up_is_not_counted_twice),
        IN_WORLD(plans_and_reports_go_along_and_the_sums_stay_whole),
        IN_WORLD(of_a_month_in_both_the_kept_file_s_report_stands_unless_said_otherwise),
        IN_WORLD(the_other_s_report_and_plan_become_the_newest_editions_when_asked),
    };

    fixture_need_engine();
    return cmocka_run_group_tests_name("twin merge", tests, NULL, NULL);
}
