/* The rows of a made-up project: where its money comes from, what it will make, its milestones, its permits. They fit its stage, its
 * total and its dates. Drawn from a stream of their own, so that the projects are the same with and without them.
 */
#include "making.h"

#include "kit/lists.h"
#include "reserve/reserve.h"

enum { YEARS_MOST = 3, FUNDS_MOST = 4, MILESTONES_MOST = 5, PERMITS_MOST = 6, A_YI = 100000000, STEP_OF_YEARS = 100000 };

struct rows {
    struct random r;
    struct fund_source *funds[FUNDS_MOST];
    struct milestone *milestones[MILESTONES_MOST];
    struct permit *permits[PERMITS_MOST];
    struct capacity *capacity;
    struct rolling_year *years[YEARS_MOST];
    size_t n_funds, n_milestones, n_permits, n_years;
};

/* --- money ------------------------------------------------------------------------------------------------------------------------ */

static void add_fund(struct making *m, struct rows *w, const char *kind, int64_t yuan)
{
    struct fund_source *f = record_new(m->c->arena, &fund_source_record);

    if (yuan <= 0 || w->n_funds == FUNDS_MOST)
        return;
    f->kind.t = text_of(kind);
    f->amount.yuan = yuan;
    w->funds[w->n_funds++] = f;
}

/* The parts in whole 100,000 yuan, the last what is left: together the total. */
static void draw_funds(struct making *m, const struct draft *d, struct rows *w)
{
    enum { STEP = 100000 };
    bool public = d->owner->class <= BY_INSTITUTION;
    int64_t total = d->total.yuan, first = total * random_between(&w->r, 15, 35) / 100 / STEP * STEP,
            second = total * random_between(&w->r, 20, 45) / 100 / STEP * STEP;

    add_fund(m, w, public ? random_chance(&w->r, 400) ? "central_budget" : "province_budget" : "own", first);
    add_fund(m, w, public || random_chance(&w->r, 150) ? "special_bond" : d->owner->class == BY_CENTRAL ? "policy_finance" : "private", second);
    add_fund(m, w, public ? "county_budget" : "loan", total - first - second);
}

/* --- capacity --------------------------------------------------------------------------------------------------------------------- */

static void draw_capacity(struct making *m, const struct draft *d, struct rows *w)
{
    static const struct {
        const char *sector, *name, *unit;
        int permille; /* thousandths of the unit for each 亿元 */
    } of[] = {
        {"agriculture_water", "改善灌溉面积", "万亩", 900}, {"transport", "通车里程", "公里", 2400},   {"energy", "装机容量", "万千瓦", 2200},
        {"industry", "厂房面积", "万平方米", 1800},         {"high_tech", "研发和中试面积", "万平方米", 1200}, {"services", "营业面积", "万平方米", 1500},
        {"social", "建筑面积", "万平方米", 1600},           {"ecology", "治理面积", "万亩", 1100},     {"urban", "改造面积", "万平方米", 2600},
        {"digital", "标准机柜", "架", 300000},
    };

    for (size_t i = 0; i < COUNT(of); i++)
        if (!strcmp(of[i].sector, d->kind->sector)) {
            int64_t tenths = d->total.yuan / (A_YI / 10) + 1;
            w->capacity = record_new(m->c->arena, &capacity_record);
            w->capacity->name = text_of(of[i].name);
            w->capacity->unit = text_of(of[i].unit);
            w->capacity->amount.n = (tenths * of[i].permille / 10 + 99) / 100 * 100;
        }
}

/* --- milestones -------------------------------------------------------------------------------------------------------------------- */

/* Done when it was due before today, a little late; once one is open, so are those behind it. */
static date done_on(struct making *m, const struct project *p, struct rows *w, date planned, date after)
{
    date on = {planned.days + random_between(&w->r, -10, 45)};

    if (on.days < after.days)
        on = after;
    if (!is_absent(p->finish_actual.days))
        return on.days > p->finish_actual.days ? p->finish_actual : on;
    return on.days > m->today.days ? NO_DATE : on;
}

static void draw_milestones(struct making *m, const struct project *p, struct rows *w)
{
    static const char *const names[MILESTONES_MOST] = {"正式开工", "基础工程完成", "主体工程完成", "设备安装调试完成", "竣工验收"};
    static const int percent[MILESTONES_MOST] = {0, 22, 60, 88, 100};
    bool begun = !is_absent(p->start_actual.days), open = !begun;
    date first, last, before = p->start_actual;

    if (is_absent(p->start_plan.n) || is_absent(p->finish_plan.n) || p->finish_plan.n <= p->start_plan.n)
        return;
    first = month_first(p->start_plan);
    last = (date){month_first((month){p->finish_plan.n + 1}).days - 1};
    for (int i = 0; i < MILESTONES_MOST; i++) {
        struct milestone *s = record_new(m->c->arena, &milestone_record);
        s->name = text_of(names[i]);
        s->planned = (date){first.days + (last.days - first.days) * percent[i] / 100};
        if (!open)
            s->actual = i ? done_on(m, p, w, s->planned, before) : p->start_actual;
        open |= is_absent(s->actual.days);
        before = s->actual;
        if (!open)
            s->evidence = text_fmt(m->c->arena, "%s证明（示例）", names[i]);
        w->milestones[w->n_milestones++] = s;
    }
}

/* --- permits ----------------------------------------------------------------------------------------------------------------------- */

static void add_permit(struct making *m, const struct project *p, struct rows *w, const char *item, const char *org, int step)
{
    static const unsigned early[] = {600, 600, 0, 350, 250}; /* before the start, of a thousand */
    struct permit *x = record_new(m->c->arena, &permit_record);
    bool built = !is_absent(p->start_actual.days), got = built || (step < (int)COUNT(early) && random_chance(&w->r, early[step]));
    int64_t until = built ? p->start_actual.days : m->today.days, span = until - p->doc_date.days;

    x->item.t = text_of(item);
    x->doc_org = text_of(org);
    if (!strcmp(item, "energy_review") && p->energy_tce.n < 1000) {
        x->state.t = T("exempt");
        x->doc_org = NO_TEXT;
    } else if (got && span >= 0) {
        x->state.t = T("granted");
        x->doc_date = step ? (date){p->doc_date.days + span * step / 6} : p->doc_date;
        x->doc_no = step ? text_fmt(m->c->arena, "示审〔%d〕%d号", month_year(month_of(x->doc_date)), (int)random_between(&w->r, 1, 999)) : p->doc_no;
        if (!x->doc_no.p)
            x->doc_no = T("示例文号");
    } else {
        x->state.t = random_chance(&w->r, 500) ? T("applied") : T("open");
    }
    w->permits[w->n_permits++] = x;
}

static void draw_permits(struct making *m, struct project *p, struct rows *w)
{
    bool government = text_eqz(p->approve_kind.t, "approval"), verified = text_eqz(p->approve_kind.t, "verification");

    if (is_absent(p->doc_date.days))
        return;
    add_permit(m, p, w, government ? "feasibility" : verified ? "verification" : "filing", "发展改革部门", 0);
    add_permit(m, p, w, "eia", "生态环境部门", 1);
    add_permit(m, p, w, "energy_review", "发展改革部门", 2);
    add_permit(m, p, w, "land_planning", "自然资源部门", 3);
    if (text_eqz(w->permits[w->n_permits - 1]->state.t, "granted") && is_absent(p->land_approved.n))
        p->land_approved = p->land_need;
    add_permit(m, p, w, "works_planning", "自然资源部门", 4);
    add_permit(m, p, w, "construct_permit", "住房城乡建设部门", 5);
}

/* --- both --------------------------------------------------------------------------------------------------------------------------- */

/* What is left of the total in equal parts over this year and the next two, less for what builds longer. */
static void draw_years(struct making *m, const struct project *p, struct rows *w)
{
    int64_t left = p->total_invest.yuan - (is_absent(p->before_year.yuan) ? 0 : p->before_year.yuan);
    int64_t until = is_absent(p->finish_plan.n) ? m->year + YEARS_MOST : month_year(p->finish_plan), from = m->year;

    if (!is_absent(p->start_plan.n) && month_year(p->start_plan) > from)
        from = month_year(p->start_plan);
    for (int64_t year = from; left > 0 && year <= until && year < m->year + YEARS_MOST; year++) {
        struct rolling_year *y = record_new(m->c->arena, &rolling_year_record);
        y->year.n = year;
        y->invest.yuan = left / (until - from + 1) / STEP_OF_YEARS * STEP_OF_YEARS;
        if (y->invest.yuan > 0)
            w->years[w->n_years++] = y;
    }
}

static void settle_maturity(const struct rows *w, struct project *p)
{
    struct maturity_facts f = {.p = p, .sources = {0}, .milestones = (int64_t)w->n_milestones};

    for (size_t i = 0; i < w->n_funds; i++)
        f.sources.yuan += w->funds[i]->amount.yuan;
    if (maturity_asked(p))
        p->maturity.n = maturity_score(maturity_rules(), &f);
}

void rows_none(struct project *p)
{
    settle_maturity(&(struct rows){0}, p);
}

struct rows *rows_draw(struct making *m, const struct draft *d, struct project *p)
{
    struct rows *w = ARENA_NEW(m->c->arena, struct rows);
    child_list permits = {0};

    w->r = random_of((uint64_t)m->result->projects + (m->o->seed ? m->o->seed : SAMPLE_SEED) * 1000003, "rows");
    if (d->stage >= ST_RESERVE) {
        draw_funds(m, d, w);
        draw_capacity(m, d, w);
        draw_milestones(m, p, w);
    }
    if (d->stage >= ST_RESERVE && d->stage <= ST_CONTINUED)
        draw_years(m, p, w);
    if (d->stage >= ST_PRELIMINARY)
        draw_permits(m, p, w);
    for (size_t i = 0; i < w->n_permits; i++)
        list_push(&permits, m->c->arena) = w->permits[i];
    p->permit_state = permits_main(m->c->arena, &permits, p->doc_no.p && !is_absent(p->doc_date.days));
    settle_maturity(w, p);
    return w;
}

money rows_central(const struct rows *w, code *ret_kind)
{
    for (size_t i = 0; i < w->n_funds; i++)
        if (fund_is_central(w->funds[i]->kind)) {
            *ret_kind = w->funds[i]->kind;
            return w->funds[i]->amount;
        }
    return NO_MONEY;
}

static err save(struct making *m, const struct record *t, const char *act, void *r)
{
    m->c->act_name = text_of(act);
    return record_save(m->c, t, r, NULL);
}

err rows_save(struct making *m, struct rows *w, const struct project *p)
{
    ref of = {p->head.id.n}, before = {0};

    for (size_t i = 0; i < w->n_funds; i++) {
        w->funds[i]->project = of;
        TRY(save(m, &fund_source_record, "fund_source.create", w->funds[i]));
    }
    if (w->capacity) {
        w->capacity->project = of;
        TRY(save(m, &capacity_record, "capacity.create", w->capacity));
    }
    for (size_t i = 0; i < w->n_milestones; i++) {
        w->milestones[i]->project = of;
        w->milestones[i]->follows = before;
        TRY(save(m, &milestone_record, "milestone.create", w->milestones[i]));
        before = (ref){w->milestones[i]->head.id.n};
    }
    for (size_t i = 0; i < w->n_years; i++) {
        w->years[i]->project = of;
        project_place(p, &rolling_year_record, w->years[i]);
        TRY(save(m, &rolling_year_record, "rolling_year.create", w->years[i]));
    }
    for (size_t i = 0; i < w->n_permits; i++) {
        w->permits[i]->project = of;
        TRY(save(m, &permit_record, "permit.create", w->permits[i]));
    }
    return NULL;
}
