/* Judging month by month: since when a level holds, and the hold that lets it fall only by a whole accepted report.
 *
 * The year's months up to the newest counted one are gone through in their order, each with the plan that was in force when its
 * round closed. A level rises at once. It falls when `hold` accepted reports in a row are better, to the worst of
 * these; a plan that was lowered meanwhile helps only with a report sent after it was confirmed.
 */
#include "measure.h"

struct walk {
    enum warning_level shown, worst_better;
    int better;
    date since, level_since, last_day;
};

/* The day on which a month became known: sent, or the day after its round closed. */
static date known_on(const struct warning_line *l, date today)
{
    if (line_sent(l, today))
        return l->submitted;
    return is_absent(l->closes.days) ? month_last(l->month) : (date){l->closes.days + 1};
}

/* A month that became known in the winter break, and was followed before its end, was never asked for. */
static bool skipped_by_pause(const struct warning_facts *f, size_t i, size_t newest, date today)
{
    date first, last;

    return i < newest && season_around(f->pause, known_on(&f->lines[i], today), &first, &last) &&
           known_on(&f->lines[i + 1], today).days <= last.days + 1;
}

/* Whether the report that a fall rests on is whole: accepted, and sent under the plan in force. */
static bool is_whole(const struct warning_facts *f, const struct finding_plan *p, bool newest, date today)
{
    const struct warning_line *l;

    if (p->evidence >= f->line_count)
        return false;
    l = &f->lines[p->evidence];
    if (l->state != LINE_ACCEPTED || !line_sent(l, today))
        return false;
    return !newest || is_absent(f->plan_since.days) || l->submitted.days >= f->plan_since.days;
}

static void step(struct walk *w, enum warning_level raw, bool whole, int hold, date day)
{
    enum warning_level before = w->shown;

    if (raw >= w->shown || hold <= 0) {
        w->shown = raw;
        w->better = 0;
    } else {
        w->better = whole ? w->better + 1 : 0;
        w->worst_better = w->better <= 1 || raw > w->worst_better ? raw : w->worst_better;
        if (w->better >= hold) {
            w->shown = w->worst_better;
            w->better = 0;
        }
    }
    day = !is_absent(w->last_day.days) && day.days < w->last_day.days ? w->last_day : day;
    if (before == LEVEL_NONE)
        w->since = day;
    if (w->shown != before)
        w->level_since = day;
    w->last_day = day;
}

static void step_to(struct walk *w, const struct warning_facts *f, const struct warning_rule *r, const struct finding_plan *p, date today)
{
    struct finding found = plan_finding(f, r, p);

    if (found.measured)
        step(w, level_of(r, &found), is_whole(f, p, false, today), r->hold, known_on(&f->lines[p->evidence], today));
}

/* The reports of the winter break before the newest one, each as it stood: what an accepted one let fall does not rise again because the next is
 * under way. */
static void steps_in_pause(struct walk *w, const struct warning_facts *f, const struct warning_rule *r, const struct finding_plan *newest, date today)
{
    struct finding_plan p;

    if (!newest->schedule.in_pause || newest->evidence >= f->line_count || newest->evidence <= newest->line)
        return;
    plan_at(f, r, newest->line, &p);
    step_to(w, f, r, &p, today);
    for (size_t i = newest->line + 1; i < newest->evidence; i++) {
        plan_ahead(f, r, newest->line, i, today, &p);
        if (p.evidence == i)
            step_to(w, f, r, &p, today);
    }
}

void history_judge(const struct warning_facts *f, const struct warning_rule *r, date today, struct warning_verdict *v)
{
    struct walk w = {.since = NO_DATE, .level_since = NO_DATE, .last_day = NO_DATE};
    struct finding_plan newest;
    struct finding found;
    enum warning_level raw;

    if (!plan_through(f, r, today, &newest)) {
        v->reason = &w_warn_no_plan;
        return;
    }
    for (size_t i = 0; i <= newest.line; i++) {
        struct finding_plan p;
        if (month_year(f->lines[i].month) != month_year(newest.schedule.through) || i == newest.line ||
            !line_counted(&f->lines[i], today) || skipped_by_pause(f, i, newest.line, today))
            continue;
        plan_at(f, r, i, &p);
        step_to(&w, f, r, &p, today);
    }
    steps_in_pause(&w, f, r, &newest, today);
    found = plan_finding(f, r, &newest);
    v->reason = found.reason;
    v->figures = found.figures;
    if (!found.measured)
        return;
    raw = level_of(r, &found);
    step(&w, raw, is_whole(f, &newest, true, today), r->hold, known_on(&f->lines[newest.line], today));
    v->level = w.shown;
    v->held = raw < w.shown;
    if (v->held && !raw) /* "0.8 points ahead is behind" would be said of it */
        v->reason = &w_warn_plan_caught_up;
    v->since = v->level ? w.since : NO_DATE;
    v->level_since = v->level ? w.level_since : NO_DATE;
}
