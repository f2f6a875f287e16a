/* Milestones proposed: by the share of time, out of the winter break, never behind the end; and tables that are refused. */
#include "plan/steps.h"
#include "test.h"

#define HEAD "work,percent,name,name_en\n"
static const char *const table = HEAD "outdoor,0,开工,Start\noutdoor,50,主体,Main\noutdoor,100,验收,End\nindoor,0,开工,Start\nindoor,100,验收,End\n";

static const struct season winter = {{11, 15}, {3, 15}};
static const struct season none = {{0, 0}, {0, 0}};

struct proposed {
    const char *what, *work, *start, *finish;
    const struct season *pause;
    struct year_day resume;
    const char *middle; /* NULL: nothing is proposed */
};

static const struct proposed cases[] = {
    {"half the time", "outdoor", "2026-04-01", "2026-10-01", &winter, {3, 31}, "2026-07-01"},
    {"half of it lies in the break: the day sites are back", "outdoor", "2026-07-01", "2027-07-01", &winter, {3, 31}, "2027-03-31"},
    {"no day to be back by: the day behind the break", "outdoor", "2026-07-01", "2027-07-01", &winter, {0, 0}, "2027-03-16"},
    {"no break for this work", "outdoor", "2026-07-01", "2027-07-01", &none, {0, 0}, "2026-12-30"},
    {"the last day of the break", "outdoor", "2026-03-10", "2026-03-20", &winter, {3, 31}, "2026-03-20"},
    {"the first day behind it", "outdoor", "2026-03-12", "2026-03-20", &winter, {3, 31}, "2026-03-16"},
    {"one day", "outdoor", "2026-05-01", "2026-05-01", &winter, {3, 31}, NULL},
    {"the end before the start", "outdoor", "2026-05-02", "2026-05-01", &winter, {3, 31}, NULL},
    {"a kind that the table has not", "space", "2026-04-01", "2026-10-01", &winter, {3, 31}, NULL},
};

static date day(const char *iso)
{
    date d;

    assert_true(date_parse(text_of(iso), &d));
    return d;
}

static void every_case(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct step_rules rules;
    struct step v[STEPS_OF_ONE];

    (void)state;
    assert_ok(steps_read(a, text_of(table), &rules));
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct proposed *c = &cases[i];
        size_t n = steps_propose(&rules, text_of(c->work), day(c->start), day(c->finish), *c->pause, c->resume, v);
        if (n != (c->middle ? 3 : 0))
            fail_msg("%s: %zu steps", c->what, n);
        if (!n)
            continue;
        assert_int_equal(v[0].day.days, day(c->start).days); /* the first and the last are the project's own dates */
        assert_int_equal(v[2].day.days, day(c->finish).days);
        if (v[1].day.days != day(c->middle).days)
            fail_msg("%s: %lld days off", c->what, (long long)(v[1].day.days - day(c->middle).days));
    }
    arena_free(a);
}

static void a_table_that_falls_is_refused(void **state)
{
    static const char *const wrong[] = {HEAD "outdoor,-1,甲,A\n", HEAD "outdoor,101,甲,A\n", HEAD "outdoor,x,甲,A\n", HEAD "outdoor,1,,A\n", HEAD ",1,甲,A\n"};
    struct arena *a = arena_new(1 << 20);
    struct step_rules rules;
    err e;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        e = steps_read(a, text_of(wrong[i]), &rules);
        assert_non_null(e);
        assert_int_equal(e->row, 2);
    }
    e = steps_read(a, text_of(HEAD "outdoor,50,甲,A\noutdoor,49,乙,B\n"), &rules);
    assert_non_null(e);
    assert_int_equal(e->row, 3);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_case), cmocka_unit_test(a_table_that_falls_is_refused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
