/* The ledger's arithmetic by cases, and the two sums that always balance. */
#include "fund/ledger.h"

#include "base/random.h"
#include "test.h"

#define D(n) ((date){20000 + (n)})

struct judged {
    const char *what;
    struct fund_move moves[8];
    size_t n;
    enum fund_fault fault;
    int day;
    int64_t short_of;
};

static const struct judged cases[] = {
    {"nothing", {{{0}, 0, 0}}, 0, FUND_FITS, 0, 0},
    {"issued alone", {{D(1), FUND_ISSUED, 100}}, 1, FUND_FITS, 0, 0},
    {"all of it, step by step, on one day",
     {{D(1), FUND_WORK, 100}, {D(1), FUND_PAID, 100}, {D(1), FUND_ARRIVED, 100}, {D(1), FUND_ISSUED, 100}}, 4, FUND_FITS, 0, 0},
    {"arrived a day before it was issued", {{D(1), FUND_ARRIVED, 100}, {D(2), FUND_ISSUED, 100}}, 2, FUND_NOT_ISSUED, 1, 100},
    {"one yuan more arrived than issued", {{D(1), FUND_ISSUED, 100}, {D(2), FUND_ARRIVED, 101}}, 2, FUND_NOT_ISSUED, 2, 1},
    {"as much arrived as issued", {{D(1), FUND_ISSUED, 100}, {D(2), FUND_ARRIVED, 100}}, 2, FUND_FITS, 0, 0},
    {"paid before it arrived", {{D(1), FUND_ISSUED, 100}, {D(2), FUND_PAID, 10}, {D(3), FUND_ARRIVED, 100}}, 3, FUND_NOT_ARRIVED, 2, 10},
    {"one yuan more paid than arrived", {{D(1), FUND_ISSUED, 100}, {D(2), FUND_ARRIVED, 60}, {D(3), FUND_PAID, 61}}, 3, FUND_NOT_ARRIVED, 3, 1},
    {"paid and returned together more than arrived",
     {{D(1), FUND_ISSUED, 100}, {D(2), FUND_ARRIVED, 60}, {D(3), FUND_PAID, 40}, {D(4), FUND_RETURNED, 21}}, 4, FUND_NOT_ARRIVED, 4, 1},
    {"diverted counts as spent", {{D(1), FUND_ISSUED, 100}, {D(2), FUND_ARRIVED, 60}, {D(3), FUND_DIVERTED, 60}, {D(4), FUND_PAID, 1}}, 4, FUND_NOT_ARRIVED, 4, 1},
    {"recalled of what has not arrived", {{D(1), FUND_ISSUED, 100}, {D(2), FUND_ARRIVED, 60}, {D(3), FUND_RECALLED, 40}}, 3, FUND_FITS, 0, 0},
    {"recalled of what has arrived", {{D(1), FUND_ISSUED, 100}, {D(2), FUND_ARRIVED, 60}, {D(3), FUND_RECALLED, 41}}, 3, FUND_NOT_ISSUED, 3, 1},
    {"work as much as the money", {{D(1), FUND_ISSUED, 100}, {D(2), FUND_WORK, 100}}, 2, FUND_FITS, 0, 0},
    {"work beyond the money", {{D(1), FUND_ISSUED, 100}, {D(2), FUND_WORK, 101}}, 2, FUND_WORK_BEYOND, 2, 1},
    {"money returned under the work that it made",
     {{D(1), FUND_ISSUED, 100}, {D(2), FUND_ARRIVED, 100}, {D(3), FUND_WORK, 80}, {D(4), FUND_RETURNED, 30}}, 4, FUND_WORK_BEYOND, 4, 10},
    {"an arrival reversed", {{D(1), FUND_ISSUED, 100}, {D(2), FUND_ARRIVED, 100}, {D(3), FUND_ARRIVED, -100}}, 3, FUND_FITS, 0, 0},
    {"an arrival reversed under its payment",
     {{D(1), FUND_ISSUED, 100}, {D(2), FUND_ARRIVED, 100}, {D(3), FUND_PAID, 30}, {D(4), FUND_ARRIVED, -100}}, 4, FUND_NOT_ARRIVED, 4, 30},
    {"more of a step taken back than entered", {{D(1), FUND_ISSUED, 100}, {D(2), FUND_PAID, -1}}, 2, FUND_STEP_BELOW, 2, 1},
    {"an issue reversed on its day", {{D(1), FUND_ISSUED, 100}, {D(1), FUND_ISSUED, -100}}, 2, FUND_FITS, 0, 0},
};

static void every_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct judged *c = &cases[i];
        struct fund_verdict v = fund_judge(c->moves, c->n);
        if (v.fault != c->fault || (c->fault != FUND_FITS && (v.day.days != D(c->day).days || v.short_of != c->short_of)))
            fail_msg("%s: fault %d, day %lld, short of %lld", c->what, v.fault, (long long)(v.day.days - D(0).days), (long long)v.short_of);
    }
}

static void rates(void **state)
{
    struct fund_position p = {{0}};

    (void)state;
    assert_int_equal(fund_payment_rate(&p), ABSENT); /* of nothing there is no share */
    p.yuan[FUND_ISSUED] = 300;
    p.yuan[FUND_RECALLED] = 50;
    p.yuan[FUND_ARRIVED] = 200;
    p.yuan[FUND_RETURNED] = 50;
    p.yuan[FUND_PAID] = 75;
    p.yuan[FUND_WORK] = 66;
    assert_int_equal(fund_net(&p), 200);
    assert_int_equal(fund_outstanding(&p), 50);
    assert_int_equal(fund_balance(&p), 75);
    assert_int_equal(fund_arrival_rate(&p), 750);
    assert_int_equal(fund_payment_rate(&p), 375);
    assert_int_equal(fund_work_rate(&p), 330);
    p.yuan[FUND_RETURNED] = 250; /* all of it went back */
    assert_int_equal(fund_work_rate(&p), ABSENT);
}

/* Whatever is tried in whatever order: what is let in balances at the end of every day. */
static void what_is_let_in_balances(void **state)
{
    enum { TRIES = 400, ROUNDS = 60 };
    static struct fund_move kept[TRIES + 1];

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct random r = random_of((uint64_t)round, "ledger");
        size_t n = 0, refused = 0;
        for (int i = 0; i < TRIES; i++) {
            struct fund_move m = {D(i / 5), (enum fund_step)random_below(&r, FUND_STEPS), random_between(&r, 1, 100)};
            if (n && random_chance(&r, 100)) { /* a reversal of one that stands */
                m.step = kept[random_below(&r, n)].step;
                m.yuan = -m.yuan;
            }
            kept[n] = m;
            if (fund_judge(kept, n + 1).fault == FUND_FITS)
                n++;
            else
                refused++;
        }
        assert_true(n > 40 && refused > 40);
        for (size_t until = 1; until <= n; until++) {
            struct fund_position p = {{0}};
            if (until < n && kept[until].day.days == kept[until - 1].day.days)
                continue;
            for (size_t i = 0; i < until; i++)
                p.yuan[kept[i].step] += kept[i].yuan;
            assert_int_equal(p.yuan[FUND_ISSUED], p.yuan[FUND_RECALLED] + p.yuan[FUND_ARRIVED] + fund_outstanding(&p));
            assert_int_equal(p.yuan[FUND_ARRIVED], p.yuan[FUND_RETURNED] + p.yuan[FUND_PAID] + p.yuan[FUND_DIVERTED] + fund_balance(&p));
            assert_true(fund_outstanding(&p) >= 0 && fund_balance(&p) >= 0 && p.yuan[FUND_WORK] <= fund_net(&p));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_case), cmocka_unit_test(rates), cmocka_unit_test(what_is_let_in_balances)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
