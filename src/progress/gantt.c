/* Milestones on an axis of days: see pages.h. */
#include "pages.h"

#include "progress/words.h"

enum { LEFT = 180, WIDTH = 640, ROW = 26, TOP = 30, NAME_MOST = 13, LONG_SPAN = 900, LEAD_DAYS = 30 };

static const struct gantt_step *step_of(const gantt_steps *all, id key)
{
    for (size_t i = 0; key.n && i < all->n; i++)
        if (all->v[i].id.n == key.n)
            return &all->v[i];
    return NULL;
}

/* Where its plan begins: at what it follows, or at the project's start; thirty days before when neither says. */
static date plan_from(const gantt_steps *all, const struct gantt_step *s, date starts)
{
    const struct gantt_step *before = step_of(all, s->follows);
    date from = before ? before->planned : starts;

    return is_absent(from.days) || from.days >= s->planned.days ? (date){s->planned.days - LEAD_DAYS} : from;
}

/* Where it really began; absent: not yet. */
static date done_from(const gantt_steps *all, const struct gantt_step *s, date starts, date today)
{
    const struct gantt_step *before = step_of(all, s->follows);
    date from = before ? before->actual : starts;

    if (!before && !is_absent(s->actual.days) && (is_absent(from.days) || from.days >= s->actual.days))
        return (date){s->actual.days - LEAD_DAYS};
    return is_absent(from.days) || from.days > today.days ? NO_DATE : from;
}

/* As many characters as fit beside the bars. */
static text fitting(struct call *c, text name)
{
    text rest = name;

    for (int i = 0; i < NAME_MOST && rest.n; i++)
        (void)text_next(&rest);
    return rest.n ? text_fmt(c->arena, "%.*s…", (int)(name.n - rest.n), name.p) : name;
}

struct axis {
    int64_t from, until;
};

static int64_t x_of(const struct axis *a, date d)
{
    int64_t span = a->until - a->from;

    return LEFT + (span > 0 ? (d.days - a->from) * WIDTH / span : 0);
}

static void reach(struct axis *a, date d)
{
    if (is_absent(d.days))
        return;
    a->from = d.days < a->from ? d.days : a->from;
    a->until = d.days > a->until ? d.days : a->until;
}

static text said(struct call *c, const struct word *w, int64_t n)
{
    return word_filled(c->arena, c->lang, w, (const struct arg[]){ARG_INT("n", n)}, 1);
}

static text standing_of(struct call *c, const struct gantt_step *s, bool *ret_overdue)
{
    int64_t late = is_absent(s->actual.days) ? c->today.days - s->planned.days : s->actual.days - s->planned.days;

    *ret_overdue = is_absent(s->actual.days) && late > 0;
    if (is_absent(s->actual.days))
        return late > 0 ? said(c, &w_progress_overdue, late) : said(c, &w_progress_to_come, -late);
    return late > 0   ? said(c, &w_progress_done_late, late)
           : late < 0 ? said(c, &w_progress_done_early, -late)
                      : said(c, &w_progress_done_even, 0);
}

static void add_line(struct call *c, const gantt_steps *all, const struct gantt_step *s, date starts,
                     const struct axis *a, struct gantt *g)
{
    struct gantt_line l = {
        .name = s->name, .planned = s->planned, .actual = s->actual, .done = !is_absent(s->actual.days)};
    date from = plan_from(all, s, starts), began = done_from(all, s, starts, c->today),
         end = l.done ? s->actual : c->today;

    l.shown = fitting(c, s->name);
    l.y = TOP + (int64_t)g->lines.n * ROW;
    l.plan_x = x_of(a, from);
    l.plan_w = x_of(a, s->planned) - l.plan_x;
    l.plan_w = l.plan_w < 3 ? 3 : l.plan_w;
    if (!is_absent(began.days) && began.days <= end.days) {
        l.done_x = x_of(a, began);
        l.done_w = x_of(a, end) - l.done_x;
        l.done_w = l.done_w < 2 ? 2 : l.done_w;
    }
    l.standing = standing_of(c, s, &l.overdue);
    list_push(&g->lines, c->arena) = l;
}

static void add_ticks(struct call *c, const struct axis *a, struct gantt *g)
{
    bool by_year = a->until - a->from > LONG_SPAN;
    int step = by_year ? 12 : 3;

    for (month m = {(month_of((date){a->from}).n / step + 1) * step}; month_first(m).days < a->until; m.n += step)
        list_push(&g->ticks, c->arena) = (struct gantt_tick){
            x_of(a, month_first(m)), by_year ? text_fmt(c->arena, "%d", month_year(m))
                                             : text_fmt(c->arena, "%d-%02d", month_year(m), (int)(m.n % 12) + 1)};
}

void gantt_draw(struct call *c, const gantt_steps *steps, date starts, struct gantt *ret)
{
    struct axis a = {c->today.days, c->today.days};
    struct gantt g = {0};

    for (size_t i = 0; i < steps->n; i++) {
        reach(&a, plan_from(steps, &steps->v[i], starts));
        reach(&a, done_from(steps, &steps->v[i], starts, c->today));
        reach(&a, steps->v[i].planned);
        reach(&a, steps->v[i].actual);
    }
    a.until += (a.until - a.from) / 20 + 1;
    for (size_t i = 0; i < steps->n; i++)
        add_line(c, steps, &steps->v[i], starts, &a, &g);
    add_ticks(c, &a, &g);
    g.bottom = TOP + (int64_t)steps->n * ROW;
    g.height = g.bottom + 6;
    g.today_x = x_of(&a, c->today);
    *ret = g;
}
