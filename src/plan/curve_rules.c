/* The plan over time: see curve_rules.h. */
#include "curve_rules.h"

money curve_sum(const money planned[MONTHS])
{
    money sum = NO_MONEY;

    for (int i = 0; i < MONTHS; i++)
        if (!is_absent(planned[i].yuan))
            sum.yuan = (is_absent(sum.yuan) ? 0 : sum.yuan) + planned[i].yuan;
    return sum;
}

money curve_planned_at(const money planned[MONTHS], int year, date d)
{
    money sum = curve_sum(planned);
    month now = month_of(d);
    int64_t days, day;

    if (is_absent(sum.yuan) || month_year(now) > year)
        return sum;
    sum.yuan = 0;
    if (month_year(now) < year)
        return sum;
    for (int i = 0; i < month_of_year(now) - 1; i++)
        sum.yuan += is_absent(planned[i].yuan) ? 0 : planned[i].yuan;
    days = month_last(now).days - month_first(now).days + 1;
    day = d.days - month_first(now).days + 1;
    if (!is_absent(planned[month_of_year(now) - 1].yuan))
        sum.yuan += (int64_t)((__int128)planned[month_of_year(now) - 1].yuan * day / days);
    return sum;
}

static int64_t share(money dividend, money divisor)
{
    __int128 n;

    if (is_absent(dividend.yuan) || is_absent(divisor.yuan) || divisor.yuan <= 0)
        return ABSENT;
    n = (__int128)dividend.yuan * 10000 / divisor.yuan;
    return n > INT64_MAX ? INT64_MAX : n <= INT64_MIN ? INT64_MIN + 1 : (int64_t)n;
}

int64_t curve_schedule_progress(money planned_to_date, money year_plan)
{
    return share(planned_to_date, year_plan);
}

int64_t curve_completion_rate(money done, money planned_to_date)
{
    return share(done, planned_to_date);
}

static size_t largest(const uint64_t *weights, size_t n)
{
    size_t at = 0;

    for (size_t i = 1; i < n; i++)
        if (weights[i] > weights[at])
            at = i;
    return at;
}

bool curve_divide(money total, const uint64_t *weights, size_t n, int64_t round_to, money *ret)
{
    __int128 sum = 0, unit = round_to > 1 ? round_to : 1, units, left;

    for (size_t i = 0; i < n; i++)
        sum += weights[i];
    if (sum <= 0 || is_absent(total.yuan) || total.yuan < 0)
        return false;
    left = units = total.yuan / unit;
    for (size_t i = 0; i < n; i++) {
        ret[i].yuan = (int64_t)(units * weights[i] / sum * unit);
        left -= units * weights[i] / sum;
    }
    /* each of the units left over to the next largest remainder, the earlier first; a month gets one at most */
    for (__int128 below = sum; left > 0;) {
        __int128 best = 0;
        for (size_t i = 0; i < n; i++) {
            __int128 rest = units * weights[i] % sum;
            best = rest < below && rest > best ? rest : best;
        }
        for (size_t i = 0; i < n && left > 0; i++)
            if (units * weights[i] % sum == best) {
                ret[i].yuan += (int64_t)unit;
                left--;
            }
        below = best;
    }
    ret[largest(weights, n)].yuan += (int64_t)(total.yuan % unit);
    return true;
}

/* A month's part of the curve 3x² − 2x³ over `months`, times months³: whole numbers, never 0 inside. */
static uint64_t s_weight(int64_t i, int64_t months)
{
    return (uint64_t)(3 * months * (2 * i + 1) - 2 * (3 * i * i + 3 * i + 1));
}

/* Thousandths of an ordinary month's work. */
static uint64_t winter_weight(const struct curve_wish *w, month m)
{
    int64_t days = month_last(m).days - month_first(m).days + 1, off = season_days_in(w->pause, m);
    int64_t percent = w->pause_percent < 0 ? 0 : w->pause_percent > 100 ? 100 : w->pause_percent;

    return (uint64_t)(((days - off) * 100 + off * percent) * 10 / days);
}

enum { MONTHS_MOST = 12 * 100 };

static enum curve_fault fault_of(const struct curve_wish *w, month january)
{
    if (is_absent(w->total.yuan) || w->total.yuan < 0)
        return CURVE_NO_TOTAL;
    if (!is_absent(w->start.n) && !is_absent(w->finish.n) && w->finish.n < w->start.n)
        return CURVE_FINISH_BEFORE_START;
    if (!is_absent(w->start.n) && w->start.n > january.n + MONTHS - 1)
        return CURVE_BEFORE_START;
    return !is_absent(w->finish.n) && w->finish.n < january.n ? CURVE_AFTER_FINISH : CURVE_FINE;
}

enum curve_fault curve_propose(const struct curve_wish *w, money ret[MONTHS])
{
    month january = {(int64_t)w->year * 12}, start = is_absent(w->start.n) ? january : w->start;
    enum curve_fault fault = fault_of(w, january);
    uint64_t thick[MONTHS] = {0}, thin[MONTHS] = {0}, all = 0;
    int64_t months;

    if (fault)
        return fault;
    start.n = start.n < january.n - MONTHS_MOST ? january.n - MONTHS_MOST : start.n;
    months = is_absent(w->finish.n) || w->finish.n > start.n + 2 * MONTHS_MOST ? 0 : w->finish.n - start.n + 1;
    for (int i = 0; i < MONTHS; i++) {
        month m = {january.n + i};
        if (m.n < start.n || (months && m.n >= start.n + months))
            continue;
        thick[i] = months ? s_weight(m.n - start.n, months) : 1;
        thin[i] = thick[i] * (w->season ? (uint64_t)w->season[i] : winter_weight(w, m));
        all += thin[i];
    }
    curve_divide(w->total, all ? thin : thick, MONTHS, w->round_to, ret);
    return CURVE_FINE;
}
