/* Measures of what the site and its reports say: late, stopped, not resumed in spring, unchanged. */
#include "measure.h"

static bool owed_and_missing(const struct warning_line *l, struct probe at)
{
    return !is_absent(l->due.days) && l->due.days < at.day.days && !line_sent(l, at.known);
}

struct finding measure_report_late(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .den = 1, .reason = &w_warn_report_late};
    const struct warning_line *oldest = NULL;
    int64_t missing = 0;
    (void)r;

    for (size_t i = 0; i < f->line_count; i++)
        if (owed_and_missing(&f->lines[i], at)) {
            oldest = oldest ? oldest : &f->lines[i];
            missing++;
        }
    if (!oldest)
        return finding_none(&w_warn_no_report_missing);
    found.num = at.day.days - oldest->due.days;
    found.start = oldest->due;
    figure_add(&found.figures, fig_of("month", &w_warn_fig_report_month, FIG_MONTH, oldest->month.n));
    figure_add(&found.figures, fig_of("limit", &w_warn_fig_due, FIG_DATE, oldest->due.days));
    figure_add(&found.figures, fig_of("today", &w_warn_fig_today, FIG_DATE, at.day.days));
    figure_add(&found.figures, fig_of("days", &w_warn_fig_days, FIG_DAYS, (int64_t)found.num));
    figure_add(&found.figures, fig_of("missing", &w_warn_fig_missing, FIG_COUNT, missing));
    return found;
}

struct finding measure_report_row(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .den = 1, .reason = &w_warn_report_row};
    (void)r;

    for (size_t i = f->line_count; i-- > 0;) {
        const struct warning_line *l = &f->lines[i];
        if (is_absent(l->due.days) || l->due.days >= at.day.days)
            continue;
        if (line_sent(l, at.known) && l->submitted.days <= l->due.days)
            break;
        found.num++;
        found.start = l->due;
        if (found.num <= 4)
            figure_add(&found.figures, fig_of("month", &w_warn_fig_report_month, FIG_MONTH, l->month.n));
    }
    if (!found.num)
        return finding_none(&w_warn_no_report_missing);
    figure_add(&found.figures, fig_of("times", &w_warn_fig_in_a_row, FIG_COUNT, (int64_t)found.num));
    return found;
}

/* The first day of the stop that reports tell of, when the newest one tells of a stop. */
static date stopped_by_reports(const struct warning_facts *f, date known)
{
    date since = NO_DATE;

    for (size_t i = f->line_count; i-- > 0;) {
        const struct warning_line *l = &f->lines[i];
        if (!line_sent(l, known))
            continue;
        if (l->site != SITE_STOPPED)
            break;
        since = l->submitted;
    }
    return since;
}

struct finding measure_stopped(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .den = 1, .reason = &w_warn_stopped};
    date since = happened(f->suspended_on, at.known) ? f->suspended_on : stopped_by_reports(f, at.known);
    (void)r;

    if (is_absent(since.days))
        return finding_none(&w_warn_not_stopped);
    if (happened(f->suspend_filed_on, at.known))
        return finding_none(&w_warn_stop_filed);
    found.num = at.day.days - since.days;
    found.start = since;
    figure_add(&found.figures, fig_of("since", &w_warn_fig_stopped, FIG_DATE, since.days));
    figure_add(&found.figures, fig_of("today", &w_warn_fig_today, FIG_DATE, at.day.days));
    figure_add(&found.figures, fig_of("days", &w_warn_fig_days, FIG_DAYS, (int64_t)found.num));
    return found;
}

/* What is known of the site after a winter: newest report since the break began first. */
enum spring { SPRING_UNKNOWN, SPRING_AT_WORK, SPRING_STILL_OFF, SPRING_ELSEWISE };

static enum spring spring_of_line(const struct warning_line *l, date pause_end)
{
    switch (l->site) {
    case SITE_WORKING:
    case SITE_FINISHED: return SPRING_AT_WORK;
    case SITE_WINTER: return SPRING_STILL_OFF;
    case SITE_STOPPED: /* another measure's */
    case SITE_NOT_STARTED: return SPRING_ELSEWISE;
    default: break;
    }
    if (amount_or_0(l->reported) > 0)
        return l->month.n >= month_of(pause_end).n ? SPRING_AT_WORK : SPRING_UNKNOWN;
    return SPRING_STILL_OFF;
}

static enum spring spring_of(const struct warning_facts *f, date pause_first, date pause_end, struct probe at)
{
    bool owed = false;

    for (size_t i = f->line_count; i-- > 0 && f->lines[i].month.n >= month_of(pause_first).n;) {
        const struct warning_line *l = &f->lines[i];
        enum spring s = line_sent(l, at.known) ? spring_of_line(l, pause_end) : SPRING_UNKNOWN;
        if (s != SPRING_UNKNOWN)
            return s;
        owed |= !is_absent(l->due.days) && l->due.days < at.known.days;
    }
    return owed ? SPRING_STILL_OFF : SPRING_UNKNOWN; /* silence is no resumption */
}

struct finding measure_not_resumed(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .den = 1, .reason = &w_warn_not_resumed};
    date end = season_last_end(f->pause, at.known), first, last, by;
    (void)r;

    if (is_absent(end.days) || !season_around(f->pause, end, &first, &last))
        return finding_none(&w_warn_no_pause);
    if (season_has(f->pause, at.known))
        return finding_none(&w_warn_in_pause);
    if (!is_started(f, at.known) || is_finished(f, at.known) ||
        (!is_absent(f->start_actual.days) && f->start_actual.days > end.days))
        return finding_none(&w_warn_not_over_winter);
    if ((happened(f->resumed_on, at.known) && f->resumed_on.days >= first.days) ||
        happened(f->suspended_on, at.known) || spring_of(f, first, end, at) != SPRING_STILL_OFF)
        return finding_none(&w_warn_resumed);
    by = f->resume_by.month ? year_day_in(f->resume_by, month_year(month_of(end))) : end;
    by = by.days < end.days ? end : by;
    found.num = at.day.days - by.days;
    found.start = end;
    figure_add(&found.figures, fig_of("pause", &w_warn_fig_pause_end, FIG_DATE, end.days));
    figure_add(&found.figures, fig_of("limit", &w_warn_fig_resume_by, FIG_DATE, by.days));
    figure_add(&found.figures, fig_of("today", &w_warn_fig_today, FIG_DATE, at.day.days));
    figure_add(&found.figures, fig_of("days", &w_warn_fig_days, FIG_DAYS, (int64_t)found.num));
    return found;
}

/* Nothing done and nothing new said. Of a silent month nothing is known to have changed. */
static bool unchanged(const struct warning_line *l, const struct warning_line *before, date known)
{
    if (!line_sent(l, known))
        return true;
    if (amount_or_0(l->reported) != 0 || l->same_text.v == 0)
        return false;
    return is_absent(l->percent.n) || !before || is_absent(before->percent.n) || l->percent.n == before->percent.n;
}

struct finding measure_no_change(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .den = 1, .reason = &w_warn_no_change};
    month first = NO_MONTH, newest = NO_MONTH;
    (void)r;

    if (!is_started(f, at.known) || is_finished(f, at.known))
        return finding_none(&w_warn_not_building);
    if (happened(f->suspended_on, at.known))
        return finding_none(&w_warn_suspended);
    for (size_t i = f->line_count; i-- > 0;) {
        const struct warning_line *l = &f->lines[i];
        bool before_start = !is_absent(f->start_actual.days) && l->month.n < month_of(f->start_actual).n;
        if (before_start)
            break;
        if (!line_counted(l, at.day) || line_in_pause(f, l))
            continue;
        if (!unchanged(l, i ? l - 1 : NULL, at.known))
            break;
        first = l->month;
        newest = is_absent(newest.n) ? l->month : newest;
        found.num++;
    }
    if (!found.num)
        return finding_none(&w_warn_changed);
    found.start = month_first(first);
    figure_add(&found.figures, fig_of("first", &w_warn_fig_unchanged_from, FIG_MONTH, first.n));
    figure_add(&found.figures, fig_of("last", &w_warn_fig_unchanged_to, FIG_MONTH, newest.n));
    figure_add(&found.figures, fig_of("months", &w_warn_fig_unchanged, FIG_MONTHS, (int64_t)found.num));
    return found;
}
