/* The winter break: the shipped tables, cities of their own, kinds of work, faults. */
#include "base/date.h"
#include "kit/data.h"
#include "kit/winter.h"
#include "kit/words.h"
#include "test.h"

#include <string.h>

#define HEAD "city,kind,from,to,resume_by,work_percent,valid_from,valid_until,source,mark\n"
#define ALL ",outdoor,11-15,03-15,03-31,15,,,x,D\n"
#define KINDS "field,starts,kind\nindustry,4414,nuclear\n"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(4 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static date day(const char *iso)
{
    date d = NO_DATE;

    assert_true(date_parse(text_of(iso), &d));
    return d;
}

static text industry_is(const void *data, const char *field)
{
    return strcmp(field, "industry") ? NO_TEXT : text_of(data);
}

static void what_ships_pauses_outdoor_works_only(void **state)
{
    struct winters w;
    const struct winter *out;
    (void)state;
    assert_ok(winters_read(arena, data_file("winter.csv"), data_file("work_kinds.csv"), &w));
    out = winter_for(&w, T("2101"), T("outdoor"), day("2026-01-01"));
    assert_true(season_has(out->pause, day("2026-03-15")));
    assert_false(season_has(out->pause, day("2026-03-16")));
    assert_int_equal(out->resume_by.month * 100 + out->resume_by.day, 331);
    assert_int_equal(winter_for(&w, T("2101"), T("tunnel"), day("2026-01-01"))->pause.from.month, 0);
    assert_int_equal(winter_for(&w, T("2101"), T("unheard of"), day("2026-01-01"))->pause.from.month, 0);
    assert_text(work_kind_of(&w, industry_is, "D4414"), "nuclear");
    assert_text(work_kind_of(&w, industry_is, "C3217"), "outdoor");
    assert_text(work_kind_of(&w, industry_is, NULL), "outdoor");
}

static void a_city_may_have_its_own_and_years_their_own(void **state)
{
    struct winters w;
    text csv = T(
        HEAD ALL
        "2102,outdoor,12-01,02-28,03-10,30,,2025-12-31,x,D\n2102,outdoor,12-15,02-29,03-10,30,2026-01-01,,x,D\n");
    (void)state;
    assert_ok(winters_read(arena, csv, T(KINDS), &w));
    assert_int_equal(winter_for(&w, T("2101"), T("outdoor"), day("2026-01-01"))->pause.from.day, 15);
    assert_int_equal(winter_for(&w, T("2102"), T("outdoor"), day("2025-12-31"))->pause.from.day, 1);
    assert_int_equal(winter_for(&w, T("2102"), T("outdoor"), day("2026-01-01"))->pause.from.day, 15);
    assert_int_equal(winter_for(&w, T("2102"), T("outdoor"), day("2026-01-01"))->pause.from.month, 12);
}

static void faults_are_told(void **state)
{
    struct winters w;
    (void)state;
    assert_refused(winters_read(arena, T(HEAD), T(KINDS), &w), w_winter_everywhere);
    assert_refused(winters_read(arena, T(HEAD ",roof,11-15,03-15,,15,,,x,D\n"), T(KINDS), &w), w_winter_row);
    assert_refused(winters_read(arena, T(HEAD ",outdoor,11-31,03-15,,15,,,x,D\n"), T(KINDS), &w), w_winter_row);
    assert_refused(winters_read(arena, T(HEAD ",outdoor,11-15,,,15,,,x,D\n"), T(KINDS), &w), w_winter_row);
    assert_refused(winters_read(arena, T(HEAD ",outdoor,11-15,03-15,,101,,,x,D\n"), T(KINDS), &w), w_winter_row);
    assert_refused(winters_read(arena, T(HEAD ",outdoor,11-15,03-15,,15,2026-02-01,2026-01-01,x,D\n"), T(KINDS), &w),
                   w_winter_row);
    assert_refused(winters_read(arena, T(HEAD ",outdoor,11-15,03-15,,15,,,,D\n"), T(KINDS), &w), w_winter_row);
    assert_refused(winters_read(arena, T(HEAD ALL ALL), T(KINDS), &w), w_winter_twice);
    assert_refused(winters_read(arena, T(HEAD ALL), T("field,starts,kind\nindustry,1,roof\n"), &w), w_winter_kind);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_ships_pauses_outdoor_works_only),
        cmocka_unit_test(a_city_may_have_its_own_and_years_their_own),
        cmocka_unit_test(faults_are_told),
    };
    return cmocka_run_group_tests_name("winter", tests, setup, teardown);
}
