/* The arithmetic of the ledger: see ledger.h. */
#include "ledger.h"

enum { TENTHS = 1000 };

int64_t fund_net(const struct fund_position *p)
{
    return p->yuan[FUND_ISSUED] - p->yuan[FUND_RECALLED] - p->yuan[FUND_RETURNED];
}

int64_t fund_outstanding(const struct fund_position *p)
{
    return p->yuan[FUND_ISSUED] - p->yuan[FUND_RECALLED] - p->yuan[FUND_ARRIVED];
}

int64_t fund_balance(const struct fund_position *p)
{
    return p->yuan[FUND_ARRIVED] - p->yuan[FUND_RETURNED] - p->yuan[FUND_PAID] - p->yuan[FUND_DIVERTED];
}

static int64_t rate(int64_t part, const struct fund_position *p)
{
    int64_t net = fund_net(p);

    return net > 0 ? (int64_t)((__int128)part * TENTHS / net) : ABSENT;
}

int64_t fund_arrival_rate(const struct fund_position *p)
{
    return rate(p->yuan[FUND_ARRIVED] - p->yuan[FUND_RETURNED], p);
}

int64_t fund_payment_rate(const struct fund_position *p)
{
    return rate(p->yuan[FUND_PAID], p);
}

int64_t fund_work_rate(const struct fund_position *p)
{
    return rate(p->yuan[FUND_WORK], p);
}

void fund_add(struct fund_position *p, const struct fund_position *more)
{
    for (int i = 0; i < FUND_STEPS; i++)
        p->yuan[i] += more->yuan[i];
}

/* Outstanding goes before balance: what cannot have arrived cannot have been paid either. */
static struct fund_verdict judge_day(const struct fund_position *p, date day)
{
    for (int i = 0; i < FUND_STEPS; i++)
        if (p->yuan[i] < 0)
            return (struct fund_verdict){FUND_STEP_BELOW, (enum fund_step)i, day, -p->yuan[i]};
    if (fund_outstanding(p) < 0)
        return (struct fund_verdict){FUND_NOT_ISSUED, FUND_ISSUED, day, -fund_outstanding(p)};
    if (fund_balance(p) < 0)
        return (struct fund_verdict){FUND_NOT_ARRIVED, FUND_ARRIVED, day, -fund_balance(p)};
    if (p->yuan[FUND_WORK] > fund_net(p))
        return (struct fund_verdict){FUND_WORK_BEYOND, FUND_WORK, day, p->yuan[FUND_WORK] - fund_net(p)};
    return (struct fund_verdict){.fault = FUND_FITS, .day = NO_DATE};
}

struct fund_verdict fund_judge(const struct fund_move *v, size_t n)
{
    struct fund_position p = {{0}};
    struct fund_verdict all = {.fault = FUND_FITS, .day = NO_DATE};

    for (size_t i = 0; i < n; i++) {
        p.yuan[v[i].step] += v[i].yuan;
        if (i + 1 < n && v[i + 1].day.days == v[i].day.days)
            continue; /* what is entered on one day has no order within it */
        all = judge_day(&p, v[i].day);
        if (all.fault != FUND_FITS)
            return all;
    }
    return all;
}
