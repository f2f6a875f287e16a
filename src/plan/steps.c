/* Proposing milestones: see steps.h. */
#include "steps.h"

#include "kit/table.h"
#include "plan/words.h"

enum { WHOLE = 100 };

static bool falls(const struct step_rules *l, const struct step_rule *r)
{
    const struct step_rule *before = l->n ? &l->v[l->n - 1] : NULL;

    return before && text_eq(before->work, r->work) && before->percent > r->percent;
}

err steps_read(struct arena *a, text csv, struct step_rules *ret)
{
    struct table t;

    TRY(table_read(a, csv, &t));
    ret->n = 0;
    for (size_t i = 0; i < t.rows && ret->n < STEPS_RULES_MOST; i++) {
        struct step_rule r = {.work = table_at(&t, i, "work"), .name = {table_at(&t, i, "name"), table_at(&t, i, "name_en")}};
        if (!text_int(table_at(&t, i, "percent"), &r.percent) || r.percent < 0 || r.percent > WHOLE || falls(ret, &r) || !r.work.n || !r.name[LANG_ZH].n)
            return FAIL(a, E_INPUT, w_steps_bad_rule, .row = (int64_t)i + 2);
        ret->v[ret->n++] = r;
    }
    return NULL;
}

static date out_of_pause(date day, struct season pause, struct year_day resume_by)
{
    date first, last, back;

    if (!season_around(pause, day, &first, &last))
        return day;
    back = resume_by.month ? year_day_in(resume_by, month_year(month_of(last))) : NO_DATE;
    return !is_absent(back.days) && back.days > last.days ? back : (date){last.days + 1};
}

size_t steps_propose(const struct step_rules *rules, text work, date start, date finish, struct season pause, struct year_day resume_by,
                     struct step ret[STEPS_OF_ONE])
{
    size_t n = 0;

    if (is_absent(start.days) || is_absent(finish.days) || finish.days <= start.days)
        return 0;
    for (size_t i = 0; i < rules->n && n < STEPS_OF_ONE; i++) {
        const struct step_rule *r = &rules->v[i];
        date day = {start.days + (finish.days - start.days) * r->percent / WHOLE};
        if (!text_eq(r->work, work))
            continue;
        /* the first and the last are the project's own dates */
        if (r->percent > 0 && r->percent < WHOLE)
            day = out_of_pause(day, pause, resume_by);
        ret[n++] = (struct step){r, day.days > finish.days ? finish : day};
    }
    return n;
}
