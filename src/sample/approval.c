/* Code, approval document, land, energy and the firms at work of one made-up project. */
#include "making.h"

static text new_code(struct making *m, const struct draft *d, const struct project *p)
{
    struct arena *a = m->c->arena;
    text region = d->unit->division->code.p ? d->unit->division->code : T("210100"), made;
    month given = is_absent(p->start_plan.n) ? month_of(m->today) : (month){p->start_plan.n - random_between(&m->r, 3, 16)};
    month first = {2020 * 12 + 10}; /* November 2020: the code of today */

    if (given.n < first.n)
        given = first;
    if (given.n > month_of(m->today).n)
        given = month_of(m->today);
    do
        made = text_fmt(a, "%02d%02d-%.*s-%s-%06d", month_year(given) % 100, month_of_year(given), TEXT_ARG(region),
                        d->build == 'r' ? "07-02" : "04-01", (int)random_between(&m->r, 100000, 999999));
    while (!use_once(m, &m->codes, made));
    return made;
}

static void fill_land(struct making *m, const struct draft *d, struct project *p)
{
    int64_t mu = d->kind->land_mu * (d->total.yuan / 100000000 + 1), m2 = mu * 2000 / 3;

    p->land_need.n = m2;
    p->land_new.n = m2 * random_between(&m->r, 30, 100) / 100;
    p->farmland.n = random_chance(&m->r, 300) ? m2 / 5 : 0;
    p->basic_farmland.n = 0;
    p->forest.n = random_chance(&m->r, 120) ? m2 / 8 : 0;
    p->sea.n = 0;
    p->land_mode.t = d->owner->class <= BY_INSTITUTION ? T("allocation") : T("grant");
    p->energy_tce.n = d->kind->tce * (d->total.yuan / 100000000 + 1);
}

void approval_fill(struct making *m, const struct draft *d, struct project *p)
{
    struct arena *a = m->c->arena;

    if (d->stage < ST_PRELIMINARY)
        return;
    p->project_code = new_code(m, d, p);
    p->doc_org = text_fmt(a, "%.*s发展改革部门", TEXT_ARG(d->unit->full));
    p->doc_date = is_absent(p->start_plan.n) ? NO_DATE : (date){month_first(p->start_plan).days - random_between(&m->r, 60, 300)};
    if (p->doc_date.days > m->today.days)
        p->doc_date = m->today;
    if (random_chance(&m->r, 930))
        p->doc_no = text_fmt(a, "%.*s发改〔%d〕%lld号", TEXT_ARG(d->unit->initial), month_year(month_of(p->doc_date)), (long long)++m->n_documents % 900 + 1);
    if (random_chance(&m->r, 900))
        p->prelim_progress = T("可行性研究报告已编制，用地预审、环评正在办理。");
    fill_land(m, d, p);
    if (d->stage >= ST_NEW_START && random_chance(&m->r, 900)) {
        p->designer = T("辽宁恒筑设计研究院有限公司（示例）");
        p->builder = T("辽宁安建工程有限公司（示例）");
        p->supervisor = T("沈阳正信工程监理有限公司（示例）");
    }
}
