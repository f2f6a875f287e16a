/* Drawing the curve: see curve.h. */
#include "curve.h"

#include "base/format.h"
#include "kit/words.h"
#include "progress/words.h"

enum { CURVE_X = 52, CURVE_STEP = 34, CURVE_TOP = 14, CURVE_H = 178, BAR_TOP = 222, BAR_H = 50 };

/* The next round figure above: 1, 2, 4, 5, 8 × a power of ten. */
static int64_t round_up(int64_t yuan)
{
    static const int steps[] = {1, 2, 4, 5, 8, 10};

    for (int64_t power = 10000;; power *= 10)
        for (size_t i = 0; i < COUNT(steps); i++)
            if (power * steps[i] >= yuan || power > INT64_MAX / 100)
                return power * steps[i];
}

static int64_t known_yuan(money m)
{
    return is_absent(m.yuan) ? 0 : m.yuan;
}

/* The greatest of the sums and of the months, at least 1: what the axes reach to. */
struct reach {
    int64_t sum, month;
};

static struct reach add_bars(struct call *c, int64_t year, month until, const money plan[MONTHS_OF_YEAR],
                             const money done[MONTHS_OF_YEAR], struct month_curve *v)
{
    struct reach most = {1, 1};

    for (int i = 0; i < MONTHS_OF_YEAR; i++) {
        struct month_bar b = {
            .no = i + 1, .month = {year * 12 + i}, .plan = {known_yuan(plan[i])}, .done = {known_yuan(done[i])}};
        b.known = b.month.n <= until.n;
        v->plan.yuan += b.plan.yuan;
        v->done.yuan += b.known ? b.done.yuan : 0;
        b.sum_plan = v->plan;
        b.sum_done = v->done;
        most.sum = v->plan.yuan > most.sum ? v->plan.yuan : most.sum;
        most.sum = v->done.yuan > most.sum ? v->done.yuan : most.sum;
        most.month = b.plan.yuan > most.month ? b.plan.yuan : most.month;
        most.month = b.known && b.done.yuan > most.month ? b.done.yuan : most.month;
        list_push(&v->bars, c->arena) = b;
    }
    return most;
}

static int64_t height(int64_t yuan, int64_t whole, int64_t most)
{
    return yuan > 0 ? (int64_t)((__int128)yuan * whole / most) : 0;
}

static void add_ticks(struct call *c, int64_t most, struct month_curve *v)
{
    enum { TICKS = 4 };

    for (int i = 0; i <= TICKS; i++) {
        CLEAN(out_free) struct out o = {0};
        out_init(&o, 64, c->lang);
        fmt_sum(&o, (money){most / TICKS * i}, v->wan);
        list_push(&v->ticks, c->arena) = (struct curve_tick){CURVE_TOP + CURVE_H - CURVE_H * i / TICKS,
                                                             text_copy(c->arena, text_ends(out_text(&o), T(".0")) ? text_sub(out_text(&o), 0, out_text(&o).n - 2) : out_text(&o))};
    }
}

/* Beside the point while there is room to the right, else under it or, at the foot, over it, and never to its left, where the line comes from; the plan's within the picture. */
static void place_labels(struct month_curve *v, int64_t plan_y)
{
    enum { ROOM_UNTIL = 350, FOOT = CURVE_TOP + CURVE_H - 30, BESIDE = 9, UNDER = 28, OVER = 10, HIGHEST = 12, RIGHT = 488 };
    bool beside = v->end_x < ROOM_UNTIL;

    v->anchor = beside ? "start" : "end";
    v->said_x = beside ? v->end_x + BESIDE : RIGHT;
    v->said_y = v->end_y > FOOT ? v->end_y - OVER : beside ? v->end_y + BESIDE + 4 : v->end_y + UNDER;
    v->plan_y = plan_y - 8 < HIGHEST ? HIGHEST : plan_y - 8;
}

void curve_draw(struct call *c, int64_t year, month until, const money plan[MONTHS_OF_YEAR],
                const money done[MONTHS_OF_YEAR], bool wan, struct month_curve *ret)
{
    CLEAN(out_free) struct out planned = {0}, actual = {0};
    struct month_curve v = {
        .wan = wan, .unit = wan ? &w_unit_wan : &w_unit_yi, .year = text_fmt(c->arena, "%lld", (long long)year)};
    struct reach most = add_bars(c, year, until, plan, done, &v);

    most.sum = round_up(most.sum);
    out_init(&planned, 4096, LANG_EN);
    out_init(&actual, 4096, LANG_EN);
    for (int i = 0; i < MONTHS_OF_YEAR; i++) {
        struct month_bar *b = &v.bars.v[i];
        b->x = CURVE_X + 16 + i * CURVE_STEP;
        b->plan_h = height(b->plan.yuan, BAR_H, most.month);
        b->done_h = b->known ? height(b->done.yuan, BAR_H, most.month) : 0;
        b->plan_y = BAR_TOP + BAR_H - b->plan_h;
        b->done_y = BAR_TOP + BAR_H - b->done_h;
        out_fmt(&planned, "%lld,%lld ", (long long)b->x,
                (long long)(CURVE_TOP + CURVE_H - height(b->sum_plan.yuan, CURVE_H, most.sum)));
        if (!b->known)
            continue;
        v.end_x = b->x;
        v.end_y = CURVE_TOP + CURVE_H - height(b->sum_done.yuan, CURVE_H, most.sum);
        out_fmt(&actual, "%lld,%lld ", (long long)v.end_x, (long long)v.end_y);
    }
    place_labels(&v, CURVE_TOP + CURVE_H - height(v.plan.yuan, CURVE_H, most.sum));
    v.plan_points = text_copy(c->arena, out_text(&planned));
    v.done_points = text_copy(c->arena, out_text(&actual));
    add_ticks(c, most.sum, &v);
    *ret = v;
}

void curve_put_months(struct json_out *w, const struct month_curve *v)
{
    json_key(w, "months");
    json_open(w, '[');
    for (size_t i = 0; i < v->bars.n; i++) {
        const struct month_bar *b = &v->bars.v[i];
        json_open(w, '{');
        json_put(w, "month", b->month);
        json_put(w, "planned", b->plan);
        json_put(w, "done", b->known ? b->done : NO_MONEY);
        json_put(w, "planned_to_date", b->sum_plan);
        json_put(w, "done_to_date", b->known ? b->sum_done : NO_MONEY);
        json_close(w);
    }
    json_close(w);
}
