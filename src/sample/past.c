/* The warnings of the past year: raised and cleared in the nights in which they would have been, by what was known then, and answered by people as
 * real ones are: most within days, some late, some never.
 */
#include "making.h"

#include "report/report.h"
#include "warning/warning.h"

enum { MONTHS = 12, HOUR = 3600000, TAKEN_UP = 480, EXPLAINED = 280 };

struct answering {
    struct random r;
    ref drc, shenyang, dalian; /* accounts */
    date nights[MONTHS * 2];
    size_t n;
};

static void add_night(struct answering *a, enum round_step step, month m, date today)
{
    struct round_limit limit;
    date day;

    if (!round_limit(report_rounds(), report_calendar(), step, m, &limit))
        return;
    day = (date){limit.day.days + 1};
    if (day.days < today.days && (!a->n || a->nights[a->n - 1].days < day.days))
        a->nights[a->n++] = day;
}

struct answer {
    const char *text;
    bool rectified; /* something was put right on site */
};

static const struct answer *explanation(struct random *r, text rule)
{
    static const struct answer plan[] = {{"已增开两个作业面，月底前补回进度。", false}, {"设计变更已批复，施工单位恢复正常组织。", false},
                                         {"雨季影响已过，按调整后的施工组织推进。", false}, {"现场临时用电和便道问题已整改到位，恢复正常施工。", true}};
    static const struct answer start[] = {{"施工许可证正在办理，预计下月开工。", false}, {"用地手续已报批，批复后立即进场。", false}};
    static const struct answer report[] = {{"已与项目单位联系，报表当日补报。", false}, {"填报人员变动，已完成交接。", false}};
    static const struct answer other[] = {{"已召开调度会，明确责任单位和完成时限。", false}, {"已列入月度调度议题，逐月跟踪。", false},
                                          {"已函告项目单位，限期提出措施。", false}, {"已与金融机构对接，资金按工程进度拨付。", false},
                                          {"有关部门已现场核实，存在的问题已整改到位。", true}};

    if (text_starts(rule, T("plan")) || text_starts(rule, T("milestone")))
        return &plan[random_below(r, COUNT(plan))];
    if (text_starts(rule, T("start")))
        return &start[random_below(r, COUNT(start))];
    if (text_starts(rule, T("report")))
        return &report[random_below(r, COUNT(report))];
    return &other[random_below(r, COUNT(other))];
}

/* Between two nights, in working hours; behind what was done before. */
static bool moment_between(struct answering *a, moment after, date from, date until, moment *ret)
{
    int64_t days = until.days - from.days, most = days > 12 ? 12 : days - 1;

    if (most < 1)
        return false;
    ret->ms = date_start((date){from.days + random_between(&a->r, 1, most)}).ms + random_between(&a->r, 9 * 60, 17 * 60) * (HOUR / 60);
    return is_absent(after.ms) || ret->ms > after.ms;
}

static bool answered(void *data, struct warning *w, date from, date until, moment *ret_when, ref *ret_by)
{
    struct answering *a = data;
    const struct answer *said;
    bool is_new = text_eqz(w->state.t, "new");

    if (text_eqz(w->state.t, "handled") || !random_chance(&a->r, is_new ? TAKEN_UP : EXPLAINED) ||
        !moment_between(a, is_new ? w->raised_at : w->acknowledged_at, from, until, ret_when))
        return false;
    *ret_by = text_eqz(w->city.t, "2101") ? a->shenyang : text_eqz(w->city.t, "2102") ? a->dalian : a->drc;
    w->state.t = is_new ? T("acknowledged") : T("handled");
    if (is_absent(w->acknowledged_at.ms))
        w->acknowledged_at = *ret_when;
    if (is_new)
        return true;
    w->handled_at = *ret_when;
    said = explanation(&a->r, w->rule.t);
    w->explanation = text_of(said->text);
    w->rectified = said->rectified ? YES : NO;
    return true;
}

static err account_of(struct call *c, const char *login, ref *ret)
{
    static const char sql_account[] = "SELECT id FROM account WHERE region = $1 AND login = $2";
    bool found;

    *ret = (ref){0};
    return conn_one(c->conn, c->arena, sql_account, BIND(V(c->region), V(login)), INTO(TO(ret)), &found);
}

err sample_past(struct call *c, uint64_t seed)
{
    struct answering a = {.r = random_of(seed ? seed : SAMPLE_SEED, "answers")};
    struct warning_past past = {.answered = answered, .data = &a};
    month now = month_of(c->today);

    TRY(account_of(c, "drc", &a.drc));
    TRY(account_of(c, "shenyang", &a.shenyang));
    TRY(account_of(c, "dalian", &a.dalian));
    for (month m = {now.n - MONTHS}; m.n < now.n; m.n++) {
        add_night(&a, STEP_OWNER, m, c->today);
        add_night(&a, STEP_CLOSE, m, c->today);
    }
    past.nights = a.nights;
    past.n = a.n;
    return warnings_relive(c, &past);
}
