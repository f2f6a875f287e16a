/* Months fitted to finished years: see season_rules.h. */
#include "season_rules.h"

bool season_tells(const money accepted[MONTHS])
{
    bool any = false;

    for (int i = 0; i < MONTHS; i++) {
        if (is_absent(accepted[i].yuan) || accepted[i].yuan < 0)
            return false;
        any |= accepted[i].yuan > 0;
    }
    return any;
}

/* Parts of the whole by amounts, to the last part. */
static bool parts_of(const money amounts[MONTHS], int64_t ret[MONTHS])
{
    uint64_t weights[MONTHS];
    money parts[MONTHS];

    for (int i = 0; i < MONTHS; i++)
        weights[i] = (uint64_t)amounts[i].yuan;
    if (!curve_divide((money){SEASON_WHOLE}, weights, MONTHS, 1, parts))
        return false;
    for (int i = 0; i < MONTHS; i++)
        ret[i] = parts[i].yuan;
    return true;
}

void season_add(struct season_fit *f, int64_t year, const money accepted[MONTHS])
{
    int64_t share[MONTHS];

    if (!season_tells(accepted) || !parts_of(accepted, share))
        return;
    for (int i = 0; i < MONTHS; i++)
        f->sum[i] += share[i];
    f->first = !f->n || year < f->first ? year : f->first;
    f->last = !f->n || year > f->last ? year : f->last;
    f->n++;
}

bool season_mean(const struct season_fit *f, int64_t ret[MONTHS])
{
    money sums[MONTHS];

    for (int i = 0; i < MONTHS; i++)
        sums[i].yuan = f->sum[i];
    return f->n > 0 && parts_of(sums, ret);
}
