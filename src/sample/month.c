/* The plans and monthly reports of one made-up project: what was planned and done month by month, with Liaoning's seasons, and what
 * goes wrong in real ones: slow and stopped sites, late, missing and returned reports, plans that were changed, figures that were
 * corrected. They come to what the file states: done before this year, planned this year. From a stream of their own.
 */
#include "making.h"

#include "progress/progress.h"

enum { LINES_MOST = SAMPLE_MONTHS_MOST + 12, WAN = 10000, HOUR = 3600000, DAY = 24 * HOUR };

/* Work that a month sees, in hundredths of an ordinary one: the ground is frozen from December to February. */
static const int season_work[12] = {16, 14, 70, 110, 128, 135, 118, 118, 138, 136, 98, 44};

enum pace { PACE_EVEN, PACE_SLOW, PACE_BAD, PACE_STOPPED };

/* A report as it was sent, and as it stands. */
struct report_row {
    struct report *sent, *now;
};

struct months {
    struct random r;
    enum pace pace;
    bool sloppy;                                 /* an owner who is often late and sometimes silent */
    month first, last;                           /* reported months: those of the project within what is asked for */
    money done[LINES_MOST], planned[LINES_MOST]; /* by month − first; plan months up to December of the last year */
    money before;                                /* done before `first` */
    size_t n_done, n_planned;
    month stopped; /* nothing is done from here on; absent: it goes on */
    plan_facts_list plans;
    report_facts_list reports;
    LIST(struct plan *) plan_rows;
    LIST(struct report_row) report_rows;
};

static int64_t in_wan(__int128 yuan)
{
    return (int64_t)(yuan / WAN * WAN);
}

static bool is_stage(const struct project *p, enum stage s)
{
    return text_eqz(p->stage.t, project_record.workflow->states[s].key);
}

/* --- amounts ----------------------------------------------------------------------------------------------------------------------- */

/* What was done before this year, over the months since the start, rough as real figures are; what lies before `first` is one sum. */
static void spread_past(struct months *w, const struct project *p, month start, month until)
{
    int64_t weights = 0, left = p->before_year.yuan, weight[480];
    int64_t n = until.n - start.n + 1;

    if (n <= 0 || n > (int64_t)COUNT(weight) || is_absent(left) || left <= 0)
        return;
    for (int64_t i = 0; i < n; i++) {
        weight[i] = season_work[(start.n + i) % 12] * random_between(&w->r, 70, 130);
        weights += weight[i];
    }
    for (int64_t i = 0; i < n; i++) {
        int64_t part = i == n - 1 ? left : in_wan((__int128)p->before_year.yuan * weight[i] / weights),
                at = start.n + i - w->first.n;
        left -= part;
        if (at < 0)
            w->before.yuan += part;
        else
            w->done[at].yuan = part;
    }
}

/* A year's total over the months from … until, by season; what rounding leaves goes to the last. */
static void spread_plan(struct months *w, int64_t total, month from, month until)
{
    int64_t weights = 0, left = total;

    for (month m = from; m.n <= until.n; m.n++)
        weights += season_work[m.n % 12];
    for (month m = from; m.n <= until.n; m.n++) {
        int64_t part = m.n == until.n ? left : in_wan((__int128)total * season_work[m.n % 12] / weights);
        left -= part;
        if (m.n >= w->first.n)
            w->planned[m.n - w->first.n].yuan = part;
    }
}

/* What was done this year against its plan, by the project's pace. */
static int64_t done_in(struct months *w, int64_t planned, month m)
{
    static const int least[] = {93, 76, 42, 88}, most[] = {107, 92, 74, 104};

    if (!is_absent(w->stopped.n) && m.n >= w->stopped.n)
        return 0;
    return in_wan((__int128)planned * random_between(&w->r, least[w->pace], most[w->pace]) *
                  random_between(&w->r, 88, 112) / 10000);
}

static month later(month a, month b)
{
    return a.n > b.n ? a : b;
}

static month earlier(month a, month b)
{
    return a.n < b.n ? a : b;
}

static void draw_amounts(struct making *m, struct months *w, const struct project *p, month start)
{
    month this_year = {(int64_t)m->year * 12},
          end = is_absent(p->finish_plan.n) ? (month){this_year.n + 11} : p->finish_plan;

    spread_past(w, p, start, earlier(w->last, (month){this_year.n - 1}));
    for (int64_t y = month_year(w->first); y < m->year; y++) {
        month from = later(start, (month){y * 12}), until = {y * 12 + 11};
        int64_t sum = 0;
        for (month x = from; x.n <= until.n; x.n++)
            sum += x.n >= w->first.n ? w->done[x.n - w->first.n].yuan : 0;
        if (y * 12 >= w->first.n || from.n >= w->first.n) /* a year of which all is known */
            spread_plan(w, in_wan((__int128)sum * 100 / random_between(&w->r, 84, 104)), from, until);
    }
    if (w->last.n < this_year.n || is_absent(p->year_plan.yuan))
        return;
    end = later(earlier(end, (month){this_year.n + 11}), w->last);
    spread_plan(w, p->year_plan.yuan, later(start, this_year), end);
    for (month x = later(w->first, this_year); x.n <= w->last.n; x.n++) /* `first` may lie in this year: the months before it are not asked for */
        w->done[x.n - w->first.n].yuan = done_in(w, w->planned[x.n - w->first.n].yuan, x);
}

/* --- plans ------------------------------------------------------------------------------------------------------------------------- */

static void copy_plan_place(struct plan *x, const struct project *p)
{
    x->name = p->name;
    x->works = p->works;
    x->lead_department = p->lead_department;
    x->owner = p->owner;
    x->responsible_body = p->responsible_body;
    x->responsible_person = p->responsible_person;
    x->leader_in_charge = p->leader_in_charge;
    x->goal = p->year_goal.n ? p->year_goal : T("按计划推进工程建设");
}

static struct plan *add_plan(struct making *m, struct months *w, const struct project *p, int64_t year, int64_t percent,
                             moment confirmed)
{
    struct plan *x = record_new(m->c->arena, &plan_record);
    struct plan_facts f = {.year = year, .seq = 1, .confirmed_at = confirmed, .superseded_at = NO_MOMENT};

    copy_plan_place(x, p);
    x->year.n = year;
    x->seq.n = 1;
    x->state.t = T("confirmed");
    x->baseline = YES;
    x->proposed_at.ms = confirmed.ms - 9 * (int64_t)DAY;
    x->checked_at.ms = confirmed.ms - 4 * (int64_t)DAY;
    x->confirmed_at = confirmed;
    for (int i = 0; i < 12; i++) {
        int64_t at = year * 12 + i - w->first.n;
        f.m[i] = at < 0 || at >= LINES_MOST || is_absent(w->planned[at].yuan)
                     ? NO_MONEY
                     : (money){in_wan((__int128)w->planned[at].yuan * percent / 100)};
        *plan_month(x, i + 1) = f.m[i];
        if (!is_absent(f.m[i].yuan))
            x->year_total.yuan = (is_absent(x->year_total.yuan) ? 0 : x->year_total.yuan) + f.m[i].yuan;
    }
    list_push(&w->plans, m->c->arena) = f;
    list_push(&w->plan_rows, m->c->arena) = x;
    return x;
}

/* An earlier plan was higher; the reason of the change is one that officials write. */
static void add_revision(struct making *m, struct months *w, const struct project *p, struct plan *first)
{
    static const char *const reasons[] = {"用地手续办理滞后，相应调减年度计划", "施工图设计变更，调整年度建设内容",
                                          "专项资金下达晚于预期，调整年度计划"};
    moment at = {first->confirmed_at.ms + random_between(&w->r, 120, 200) * (int64_t)DAY};
    struct plan *second;

    if (at.ms > m->c->now.ms)
        return;
    second = add_plan(m, w, p, first->year.n, 100, at);
    second->seq.n = w->plans.v[w->plans.n - 1].seq = 2;
    second->baseline = NO;
    second->change_reason = text_of(reasons[random_below(&w->r, COUNT(reasons))]);
    first->state.t = T("superseded");
    first->superseded_at = w->plans.v[w->plans.n - 2].superseded_at = at;
}

static void draw_plans(struct making *m, struct months *w, const struct project *p)
{
    for (int64_t y = month_year(w->first); y <= month_year(w->last); y++) {
        bool any = false, changed = random_chance(&w->r, 80);
        moment at = {month_first((month){y * 12}).days * (int64_t)DAY + random_between(&w->r, 12, 48) * (int64_t)DAY +
                     2 * HOUR};
        for (int i = 0; i < 12; i++)
            any |= y * 12 + i >= w->first.n && !is_absent(w->planned[y * 12 + i - w->first.n].yuan);
        if (!any || at.ms > m->c->now.ms || random_chance(&w->r, 15)) /* a few have no plan */
            continue;
        if (changed)
            add_revision(m, w, p, add_plan(m, w, p, y, random_between(&w->r, 108, 130), at));
        else
            add_plan(m, w, p, y, 100, at);
    }
}

/* --- reports ----------------------------------------------------------------------------------------------------------------------- */

static text said(struct making *m, int64_t percent, bool stopped, bool winter)
{
    static const char *const works[] = {"场地平整、临时设施施工", "基础工程施工", "主体结构施工",
                                        "主体收尾，设备进场安装", "设备安装调试", "收尾及竣工验收准备"};

    if (stopped)
        return T("工程暂停施工，本月无新增完成量。");
    if (winter)
        return T("冬季停工，开展材料备货和设备检修。");
    return text_fmt(m->c->arena, "%s，总体形象进度约%lld%%。", works[percent * 6 / 101], (long long)percent);
}

static void draw_site(struct making *m, struct months *w, const struct project *p, struct report *x, int64_t total_done)
{
    bool stopped = !is_absent(w->stopped.n) && x->month.n >= w->stopped.n, cold = season_work[x->month.n % 12] < 50;
    bool winter = cold && !stopped && random_chance(&w->r, 550);
    bool finished = !is_absent(p->finish_actual.days) && x->month.n >= month_of(p->finish_actual).n;
    int64_t percent = p->total_invest.yuan > 0 ? (int64_t)((__int128)total_done * 100 / p->total_invest.yuan) : 0;

    percent = finished ? 100 : percent > 99 ? 99 : percent < 1 ? 1 : percent;
    x->progress_percent.n = percent;
    x->progress_text = said(m, percent, stopped, winter);
    x->site_state.t = stopped ? T("stopped") : winter ? T("winter") : finished ? T("finished") : T("working");
    x->workers.n = stopped || winter ? random_between(&w->r, 2, 9)
                                     : random_between(&w->r, 18, 90) + x->month_invest.yuan / 1000000;
    x->machines.n = stopped || winter ? 0 : random_between(&w->r, 2, 24);
    x->problem_state.t = random_chance(&w->r, stopped ? 900 : 45) ? T("open") : T("none");
    if (text_eqz(x->problem_state.t, "open"))
        x->problem = stopped ? T("项目资金未落实，施工单位已撤场。") : T("部分用地手续尚在办理，影响下一步施工。");
    x->in_stats = p->in_stats;
}

static moment due_of(month of)
{
    struct round_limit limit;

    return round_limit(report_rounds(), report_calendar(), STEP_OWNER, of, &limit) ? limit.at : NO_MOMENT;
}

static struct report *new_report(struct making *m, const struct project *p, month of, int64_t amount)
{
    struct report *x = record_new(m->c->arena, &report_record);

    x->name = p->name;
    x->works = p->works;
    x->lead_department = p->lead_department;
    x->owner = p->owner;
    x->month = of;
    x->seq.n = 1;
    x->month_invest.yuan = amount;
    x->due_at = due_of(of);
    return x;
}

static void draw_money(struct months *w, struct report *x)
{
    x->fund_arrived.yuan = in_wan((__int128)x->month_invest.yuan * random_between(&w->r, 84, 112) / 100);
    x->fund_paid.yuan = in_wan((__int128)x->month_invest.yuan * random_between(&w->r, 72, 97) / 100);
}

static void draw_filling(struct months *w, struct report *x)
{
    static const char *const ways[] = {"form", "grid", "file", "zero"};
    static const unsigned often[] = {620, 280, 70, 30};

    x->via.t = text_of(ways[random_weighted(&w->r, often, COUNT(often))]);
    x->typed_fields.n = text_eqz(x->via.t, "file") || text_eqz(x->via.t, "zero") ? 0 : random_between(&w->r, 2, 6);
    x->fill_seconds.n = x->typed_fields.n ? random_between(&w->r, 24, 150) : random_between(&w->r, 4, 20);
}

/* Moves a report on to a state as an office does, each step some hours behind the other. */
static void move_on(struct months *w, struct report *x, enum report_state to)
{
    int64_t step = random_between(&w->r, 3, 22) * HOUR;

    x->state.t = text_of(report_record.workflow->states[to].key);
    if (to == REPORT_RETURNED) {
        x->returned_at.ms = x->submitted_at.ms + step;
        x->return_reason = T("本月完成投资与形象进度不符，请核实后重报。");
        x->return_field = T("month_invest");
        return;
    }
    if (to >= REPORT_COUNTY_PASSED)
        x->county_at.ms = x->submitted_at.ms + step;
    if (to >= REPORT_CITY_PASSED)
        x->city_at.ms = x->county_at.ms + step;
    if (to == REPORT_ACCEPTED)
        x->accepted_at.ms = x->city_at.ms + step;
}

static void keep_report(struct making *m, struct months *w, struct report *sent, struct report *now)
{
    list_push(&w->report_rows, m->c->arena) = (struct report_row){sent, now};
    list_push(&w->reports, m->c->arena) = (struct report_facts){.month = now->month,
                                                                .seq = now->seq.n,
                                                                .state = now->state,
                                                                .invest = now->month_invest,
                                                                .arrived = now->fund_arrived,
                                                                .paid = now->fund_paid,
                                                                .percent = now->progress_percent,
                                                                .site = now->site_state,
                                                                .submitted_at = now->submitted_at,
                                                                .accepted_at = now->accepted_at,
                                                                .late = now->late};
}

/* When it was sent: in the last days of the month, some after the day. The running month's in these days. */
static moment sent_at(struct making *m, struct months *w, const struct report *x, bool running)
{
    if (running)
        return (moment){m->c->now.ms - random_between(&w->r, 1, 40 * 60) * 60000};
    if (random_chance(&w->r, w->sloppy ? 380 : 25))
        return (moment){x->due_at.ms + random_between(&w->r, 1, 96) * HOUR};
    return (moment){x->due_at.ms - random_between(&w->r, 1, 6 * 24) * HOUR + random_between(&w->r, 0, 59) * 60000};
}

static enum report_state state_drawn(struct months *w, bool running, bool lately)
{
    static const enum report_state ways[] = {REPORT_SUBMITTED, REPORT_COUNTY_PASSED, REPORT_CITY_PASSED,
                                             REPORT_ACCEPTED, REPORT_RETURNED};
    static const unsigned now[] = {420, 260, 170, 110, 40}, last[] = {5, 10, 25, 945, 15};

    return running  ? ways[random_weighted(&w->r, now, COUNT(now))]
           : lately ? ways[random_weighted(&w->r, last, COUNT(last))]
                    : REPORT_ACCEPTED;
}

/* An accepted figure that turned out wrong: the first edition stays, the second has the true one and the reason. */
static void correct(struct making *m, struct months *w, const struct report *now)
{
    struct report *sent = record_copy(m->c->arena, &report_record, now), *last;

    sent->seq.n = 2;
    sent->change_reason = T("经核对施工单位计量支付，更正本月完成投资。");
    sent->month_invest.yuan = in_wan((__int128)now->month_invest.yuan * random_between(&w->r, 85, 97) / 100);
    w->done[now->month.n - w->first.n] = sent->month_invest;
    sent->submitted_at.ms = now->accepted_at.ms + random_between(&w->r, 4, 20) * (int64_t)DAY;
    if (sent->submitted_at.ms + 4 * (int64_t)DAY > m->c->now.ms)
        return;
    sent->county_at = sent->city_at = sent->accepted_at = NO_MOMENT;
    sent->state.t = T("submitted");
    sent->late = NO;
    last = record_copy(m->c->arena, &report_record, sent);
    move_on(w, last, REPORT_ACCEPTED);
    keep_report(m, w, sent, last);
}

/* What the checks ask of a report that says the same as the one before, answered as people do: mostly by the ready answer, now and then in words. */
static void answer_same(struct making *m, const struct months *w, struct report *x)
{
    enum { IN_WORDS = 3 };
    const struct report *before = w->report_rows.n ? w->report_rows.v[w->report_rows.n - 1].now : NULL;
    struct doubt_answer given = {T("nothing_changed"), NO_TEXT};

    if (!before || !text_eq(before->progress_text, x->progress_text))
        return;
    if (x->month.n % IN_WORDS == 0)
        given.words = text_eqz(x->site_state.t, "stopped")  ? T("项目仍停工，待资金落实后组织复工。")
                      : text_eqz(x->site_state.t, "winter") ? T("冬歇期内，工地仅留人值守。")
                                                            : T("本月以备料和工序衔接为主，形象进度未变。");
    x->answers = answer_add(m->c->arena, NO_TEXT, T("same_text"), given);
}

static void draw_report(struct making *m, struct months *w, const struct project *p, month of, int64_t total_done)
{
    bool running = of.n >= month_of(m->today).n;
    struct report *sent = new_report(m, p, of, w->done[of.n - w->first.n].yuan), *now;

    draw_site(m, w, p, sent, total_done);
    draw_money(w, sent);
    draw_filling(w, sent);
    answer_same(m, w, sent);
    sent->submitted_at = sent_at(m, w, sent, running);
    sent->late = sent->submitted_at.ms >= sent->due_at.ms ? YES : NO;
    sent->state.t = T("submitted");
    now = record_copy(m->c->arena, &report_record, sent);
    move_on(w, now, state_drawn(w, running, of.n == month_of(m->today).n - 1));
    keep_report(m, w, sent, now);
    if (!is_absent(now->accepted_at.ms) && now->month_invest.yuan > 0 && random_chance(&w->r, 14))
        correct(m, w, now);
}

static void draw_reports(struct making *m, struct months *w, const struct project *p)
{
    int64_t total = w->before.yuan;

    for (month x = w->first; x.n <= w->last.n; x.n++) {
        bool running = x.n >= month_of(m->today).n;
        total += w->done[x.n - w->first.n].yuan;
        if (random_chance(&w->r, running ? 450 : w->sloppy ? 50 : 2))
            continue; /* not reported: not yet, or never */
        draw_report(m, w, p, x, total);
    }
}

/* --- one project ------------------------------------------------------------------------------------------------------------------- */

static void draw_pace(struct making *m, struct months *w, const struct project *p)
{
    static const unsigned often[] = {640, 230, 90, 40};

    w->pace = is_stage(p, ST_SUSPENDED) ? PACE_STOPPED : (enum pace)random_weighted(&w->r, often, COUNT(often));
    w->sloppy = random_chance(&w->r, 70);
    w->stopped = w->pace == PACE_STOPPED ? (month){month_of(m->today).n - random_between(&w->r, 1, 7)} : NO_MONTH;
}

/* Where the project stands now, beside its own fields. */
static void fill_standing(struct making *m, struct months *w, struct project *p)
{
    line_list lines = {0};
    month now = month_of(m->today), first = {now.n - now.n % 12};

    progress_lines(m->c->arena, &w->plans, &w->reports, &lines);
    p->plan_now = p->done_now = NO_MONEY;
    for (size_t i = 0; i < lines.n; i++) {
        const struct month_line *l = &lines.v[i];
        if (l->month.n == now.n)
            p->report_state = l->report_state;
        if (l->month.n < first.n || l->month.n > now.n)
            continue;
        if (!is_absent(l->planned.yuan))
            p->plan_now.yuan = (is_absent(p->plan_now.yuan) ? 0 : p->plan_now.yuan) + l->planned.yuan;
        if (!is_absent(l->reported.yuan))
            p->done_now.yuan = (is_absent(p->done_now.yuan) ? 0 : p->done_now.yuan) + l->reported.yuan;
    }
}

void times_settle(struct making *m, struct project *p)
{
    struct random r = random_of((uint64_t)m->result->projects + (m->o->seed ? m->o->seed : SAMPLE_SEED) * 1000003,
                                "settle");
    month now = month_of(m->today);

    if (is_stage(p, ST_PRELIMINARY) && !is_absent(p->start_plan.n) && p->start_plan.n < now.n &&
        random_chance(&r, 780)) {
        int64_t build = p->finish_plan.n - p->start_plan.n;
        p->start_plan.n = now.n + random_between(&r, 0, 7);
        p->finish_plan.n = p->start_plan.n + build;
    }
    if ((is_stage(p, ST_CONTINUED) || is_stage(p, ST_NEW_START)) && p->finish_plan.n < now.n && random_chance(&r, 920))
        p->finish_plan.n = now.n + random_between(&r, 0, 16);
    if (is_stage(p, ST_COMPLETED) && p->finish_actual.days < m->today.days - 300 && random_chance(&r, 850)) {
        p->finish_actual.days = m->today.days - random_between(&r, 12, 290);
        p->finish_plan.n = month_of(p->finish_actual).n + random_between(&r, -1, 1);
    }
    if (p->in_stats.v == 0 && random_chance(&r, 850))
        p->in_stats = YES;
}

/* Of a very large province not every file is on a list that reports by the month: the greatest are, and of the others as many as
 * Liaoning's offices hear of (some 20,000 with those that have not begun), evenly. */
static bool is_reporting(const struct making *m)
{
    int64_t every = (m->wanted + SAMPLE_REPORTING - 1) / SAMPLE_REPORTING;

    return every <= 1 || m->result->projects < SAMPLE_MAJOR || m->result->projects % every == 0;
}

struct months *months_draw(struct making *m, struct project *p)
{
    struct months *w;
    month start, end = month_of(m->today), asked = {month_of(m->today).n - m->months + 1};

    if (!m->months || !is_reporting(m) || is_absent(p->start_actual.days) || is_stage(p, ST_WITHDRAWN))
        return NULL;
    start = month_of(p->start_actual);
    if (!is_absent(p->finish_actual.days))
        end = month_of(p->finish_actual);
    if (end.n < asked.n)
        return NULL;
    w = ARENA_NEW(m->c->arena, struct months);
    w->r = random_of((uint64_t)m->result->projects + (m->o->seed ? m->o->seed : SAMPLE_SEED) * 1000003, "months");
    w->first = later(start, asked);
    w->last = end;
    for (size_t i = 0; i < COUNT(w->planned); i++)
        w->planned[i] = NO_MONEY;
    draw_pace(m, w, p);
    draw_amounts(m, w, p, start);
    draw_plans(m, w, p);
    draw_reports(m, w, p);
    fill_standing(m, w, p);
    return w;
}

static err save_plan(struct making *m, const struct project *p, struct plan *x)
{
    x->project = (ref){p->head.id.n};
    x->city = p->city;
    x->county = p->county;
    m->c->now = is_absent(x->superseded_at.ms) ? x->confirmed_at : x->superseded_at;
    m->c->act_name = T("plan.move");
    return record_save(m->c, &plan_record, x, NULL);
}

/* As it was sent, then as it stands: so the past answers as it was known then. */
static err save_report(struct making *m, const struct project *p, struct report_row *row)
{
    row->sent->project = row->now->project = (ref){p->head.id.n};
    row->sent->city = row->now->city = p->city;
    row->sent->county = row->now->county = p->county;
    m->c->now = row->sent->submitted_at;
    m->c->act_name = T("report.move");
    TRY(record_save(m->c, &report_record, row->sent, NULL));
    row->now->head = row->sent->head;
    m->c->now = !is_absent(row->now->accepted_at.ms)   ? row->now->accepted_at
                : !is_absent(row->now->returned_at.ms) ? row->now->returned_at
                : !is_absent(row->now->city_at.ms)     ? row->now->city_at
                : !is_absent(row->now->county_at.ms)   ? row->now->county_at
                                                       : row->now->submitted_at;
    return record_save(m->c, &report_record, row->now, row->sent);
}

static err save_all(struct making *m, struct months *w, const struct project *p)
{
    for (size_t i = 0; i < w->plan_rows.n; i++)
        TRY(save_plan(m, p, w->plan_rows.v[i]));
    for (size_t i = 0; i < w->report_rows.n; i++) {
        TRY(save_report(m, p, &w->report_rows.v[i]));
        w->reports.v[i].id = w->report_rows.v[i].now->head.id;
    }
    return progress_fill(m->c, p, &w->plans, &w->reports, w->first, w->last);
}

err months_save(struct making *m, struct months *w, const struct project *p)
{
    moment now = m->c->now;
    err e = save_all(m, w, p);

    m->c->now = now;
    return e;
}
