/* Random projects with fixed seeds: no verdict crashes or lies about itself, and more done never makes one redder. */
#include "made.h"

#include "base/date.h"
#include "base/random.h"

enum { PROJECTS = 3000 };
static struct arena *arena;
static struct warning_packs packs;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(16 << 20);
    return warning_packs_shipped(arena, &packs) != NULL;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static int64_t amount(struct random *r)
{
    switch (random_below(r, 6)) {
    case 0: return ABSENT;
    case 1: return 0;
    case 2: return -random_between(r, 1, 500);
    case 3: return random_between(r, 1, INT64_C(1000000000000000));
    default: return random_between(r, 1, 300);
    }
}

static date some_day(struct random *r)
{
    return random_chance(r, 300) ? NO_DATE : (date){random_between(r, day("2024-06-01").days, day("2027-06-01").days)};
}

static void random_lines(struct made *m, struct random *r)
{
    int sent = (int)random_below(r, MADE_LINES + 1);
    int64_t year[2] = {amount(r), amount(r)};

    for (int i = 0; i < MADE_LINES; i++) {
        struct warning_line *l = &m->lines[i];
        l->planned.yuan = amount(r);
        l->baseline.yuan = amount(r);
        l->year_planned.yuan = year[i / 12];
        l->then_planned.yuan = random_chance(r, 800) ? ABSENT : amount(r);
        l->then_year.yuan = random_chance(r, 800) ? ABSENT : amount(r);
        l->reported.yuan = amount(r);
        l->accepted.yuan = amount(r);
        l->paid.yuan = amount(r);
        l->percent.n = random_chance(r, 300) ? ABSENT : random_between(r, 0, 100);
        l->same_text.v = random_chance(r, 300) ? ABSENT : random_between(r, 0, 1);
        l->site = (enum site_state)random_below(r, 6);
        l->state = i < sent ? (enum line_state)random_below(r, 4) : LINE_NONE;
        if (random_chance(r, 200))
            l->submitted.days = l->due.days + random_between(r, 0, 20);
        l->closes = random_chance(r, 100) ? NO_DATE : l->closes;
        l->due = random_chance(r, 100) ? NO_DATE : l->due;
    }
}

static void random_rest(struct made *m, struct random *r)
{
    struct warning_facts *f = &m->f;

    f->stage = (enum warning_stage)random_below(r, WST_COUNT);
    if (random_chance(r, 700)) {
        f->pause = (struct season){{11, 15}, {3, 15}};
        f->resume_by = (struct year_day){3, 31};
    }
    f->total_invest.yuan = amount(r);
    f->start_plan = random_chance(r, 200)
                        ? NO_MONTH
                        : month_of((date){random_between(r, day("2024-06-01").days, day("2026-12-01").days)});
    f->finish_plan = random_chance(r, 200)
                         ? NO_MONTH
                         : month_of((date){random_between(r, day("2024-06-01").days, day("2026-12-01").days)});
    f->start_actual = some_day(r);
    f->finish_actual = random_chance(r, 800) ? NO_DATE : some_day(r);
    f->produce_actual = random_chance(r, 800) ? NO_DATE : some_day(r);
    f->in_stats.v = random_between(r, 0, 1);
    f->suspended_on = random_chance(r, 700) ? NO_DATE : some_day(r);
    f->suspend_filed_on = random_chance(r, 700) ? NO_DATE : some_day(r);
    f->resumed_on = random_chance(r, 700) ? NO_DATE : some_day(r);
    f->joint_start = some_day(r);
    f->plan_since = random_chance(r, 500) ? NO_DATE : some_day(r);
    f->done_before.yuan = amount(r);
    f->paid_before.yuan = amount(r);
    f->milestone_count = 3;
    f->fund_count = 3;
    f->approval_count = 2;
    f->order_count = 2;
    for (int i = 0; i < 3; i++) {
        m->milestones[i] = (struct warning_milestone){T("m"), some_day(r), some_day(r)};
        m->funds[i] = (struct warning_fund){i ? T("special_bond") : T("central_budget"),
                                            T("f"),
                                            some_day(r),
                                            {amount(r)},
                                            {amount(r)},
                                            {amount(r)},
                                            {amount(r)},
                                            some_day(r)};
    }
    for (int i = 0; i < 2; i++) {
        m->approvals[i] = (struct warning_approval){T("a"), some_day(r), some_day(r), some_day(r)};
        m->orders[i] = (struct warning_order){T("o"), {some_day(r), some_day(r), some_day(r)}, some_day(r)};
    }
}

/* What every verdict must be, whatever the facts. */
static void assert_sound(const struct warning_verdict *v, date today, size_t seed)
{
    bool since = !is_absent(v->since.days), level_since = !is_absent(v->level_since.days);
    CLEAN(out_free) struct out o = {0};

    if (!v->reason || since != (v->level > LEVEL_NONE) || level_since != since ||
        (since && (v->since.days > v->level_since.days || v->level_since.days > today.days)) ||
        (v->level && v->rule->act[v->level].actor != v->actor))
        fail_msg("project %zu, rule %.*s: level %d, since %lld, level since %lld", seed, TEXT_ARG(v->rule->key),
                 v->level, (long long)v->since.days, (long long)v->level_since.days);
    out_init(&o, 1 << 16, LANG_ZH);
    figure_fill(&o, v->reason, &v->figures);
    for (size_t i = 0; i < v->figures.n; i++)
        fmt_figure(&o, &v->figures.v[i]);
    assert_false(out_failed(&o));
}

/* A verdict may rest on a month in that nothing is planned to date: then more done has nothing to better. */
static void assert_no_redder(struct made *m, const struct warning_pack *p, const struct warning_day *d,
                             const enum warning_level *before, const char *family, size_t seed)
{
    for (size_t i = 0; i < p->n; i++) {
        struct warning_verdict v = warning_judge(&m->f, &p->v[i], d);
        if (text_eqz(text_of(family), warning_measure_family(p->v[i].measure)) && v.level > before[i])
            fail_msg("project %zu, rule %.*s: %d became %d", seed, TEXT_ARG(p->v[i].key), before[i], v.level);
    }
}

static void random_projects_are_judged_soundly(void **state)
{
    (void)state;
    for (size_t n = 0; n < PROJECTS; n++) {
        struct random r = random_of(n, "warning");
        struct made m;
        const struct warning_pack *p = &packs.v[n % packs.n];
        struct warning_day d = {.today = {random_between(&r, day("2025-01-01").days, day("2027-03-01").days)}};
        enum warning_level before[40];
        int month;
        made(&m, "2026-12");
        random_lines(&m, &r);
        random_rest(&m, &r);
        assert_true(p->n <= COUNT(before));
        for (size_t i = 0; i < p->n; i++) {
            struct warning_verdict v = warning_judge(&m.f, &p->v[i], &d);
            assert_sound(&v, d.today, n);
            before[i] = v.level;
        }
        month = (int)random_below(&r, MADE_LINES);
        if (!is_absent(m.lines[month].reported.yuan)) {
            m.lines[month].reported.yuan += random_between(&r, 1, 1000);
            m.lines[month].accepted.yuan = is_absent(m.lines[month].accepted.yuan)
                                               ? ABSENT
                                               : m.lines[month].accepted.yuan + 1000;
            assert_no_redder(&m, p, &d, before, "plan", n);
        }
        for (size_t i = 0; i < m.f.fund_count; i++)
            m.funds[i].paid.yuan = is_absent(m.funds[i].paid.yuan) ? ABSENT
                                                                   : m.funds[i].paid.yuan + random_between(&r, 1, 1000);
        assert_no_redder(&m, p, &d, before, "funds", n);
    }
}

/* What is overdue does not freeze: with the facts as they are, no later day is milder (but for the winter and the new year). */
static void waiting_makes_nothing_better(void **state)
{
    static const char *const keys[] = {"start",      "milestone",   "report", "asleep", "finish",
                                       "production", "joint_start", "legal",  "stats"};
    (void)state;
    for (size_t n = 0; n < 500; n++) {
        struct random r = random_of(n, "waiting");
        struct made m;
        made(&m, "2025-06");
        random_rest(&m, &r);
        m.f.finish_actual = m.f.produce_actual = m.f.start_actual = NO_DATE;
        for (int i = 0; i < 3; i++)
            m.milestones[i].actual = NO_DATE;
        m.approvals[0].done = m.approvals[1].done = NO_DATE;
        for (size_t i = 0; i < packs.v[0].n; i++) {
            enum warning_level last = LEVEL_NONE;
            bool asked = false;
            for (size_t k = 0; k < COUNT(keys); k++)
                asked |= text_eqz(packs.v[0].v[i].key, keys[k]);
            for (int64_t t = day("2025-07-01").days; asked && t < day("2026-12-31").days; t += 7) {
                struct warning_day d = {.today = {t}};
                enum warning_level now = warning_judge(&m.f, &packs.v[0].v[i], &d).level;
                if (now < last)
                    fail_msg("project %zu, rule %.*s became milder", n, TEXT_ARG(packs.v[0].v[i].key));
                last = now;
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_projects_are_judged_soundly),
        cmocka_unit_test(waiting_makes_nothing_better),
    };
    return cmocka_run_group_tests_name("warning, random", tests, setup, teardown);
}
