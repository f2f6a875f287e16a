/* Applications to the reserve at every step of their way: open ones of planned projects, and how some of the reserve came in. */
#include "making.h"

#include "reserve/reserve.h"

enum { OPEN_MOST = 40, PAST_MOST = 30, A_DAY = 86400000 };

struct applying {
    enum admission_state state;
    enum rung asked;
    const char *answer;
};

/* What each in turn has come to. */
static const struct applying open_ones[] = {
    {ADMISSION_PROPOSED, RUNG_OWNER, NULL}, {ADMISSION_CHECKED, RUNG_OWNER, NULL}, {ADMISSION_PROPOSED, RUNG_COUNTY, NULL},
    {ADMISSION_PROPOSED, RUNG_CITY, NULL},  {ADMISSION_CHECKED, RUNG_CITY, NULL},  {ADMISSION_RETURNED, RUNG_OWNER, "资金来源不明确，请补充资本金证明。"},
    {ADMISSION_PROPOSED, RUNG_DEPARTMENT, NULL},
};

static const char *const whys[] = {
    "建设条件基本落实，计划明年开工，申请列入储备库。", "符合国土空间规划和产业政策，前期工作已委托设计单位。", "补齐本地短板的项目，资金以企业自筹和银行贷款为主。",
    "已与投资方签订协议，选址和用地方案已初步确定。",
};

static text asked_by(struct call *c, enum rung asked, const struct project *p)
{
    static const char *const offices[RUNGS] = {NULL, "县（市、区）发展改革局", "市发展改革委", "省直牵头部门", "省发展改革委"};

    return asked == RUNG_OWNER ? text_copy(c->arena, p->owner_name) : text_of(offices[asked]);
}

static err apply(struct call *c, const struct applying *as, size_t i, id project)
{
    struct admission *x = record_new(c->arena, &admission_record);
    enum rung turn;
    const struct project *p;
    void *r;

    TRY(record_load(c, &project_record, project, &r));
    p = r;
    turn = admission_turn(as->state, as->asked, p);
    x->project.n = project.n;
    project_place(p, &admission_record, x);
    x->why = text_of(whys[i % COUNT(whys)]);
    x->state.t = text_of(admission_record.workflow->states[as->state].key);
    x->turn.t = turn == RUNGS ? NO_TEXT : text_of(rung_keys[turn]);
    x->level.t = text_of(rung_keys[as->asked]);
    x->asked_by = asked_by(c, as->asked, p);
    x->asked_at = (moment){c->now.ms - (int64_t)(i % 9 + 6) * A_DAY};
    x->answer = as->answer ? text_of(as->answer) : NO_TEXT;
    if (as->state == ADMISSION_CHECKED || as->state == ADMISSION_ADMITTED) {
        x->opinion = T("资料属实，符合本地区规划，同意。");
        x->checked_by = T("发展改革部门");
        x->checked_at = (moment){c->now.ms - (int64_t)(i % 4 + 1) * A_DAY};
    }
    if (as->state == ADMISSION_ADMITTED) {
        x->settled_by = T("市发展改革委");
        x->settled_at = c->now;
    }
    return record_save(c, &admission_record, x, NULL);
}

typedef LIST(id) id_list;

static err choose(struct call *c, const char *stage, int64_t most, id_list *ret)
{
    static const char sql_some[] = "SELECT id FROM project WHERE region = $1 AND stage = $2 AND parent_id IS NULL AND removed = 0 ORDER BY id LIMIT $3";
    CLEAN(query_close) struct query q = {0};
    id one;

    TRY(query_open(&q, c->conn, c->arena, sql_some, BIND(V(c->region), V(text_of(stage)), V(most))));
    while (query_row(&q, INTO(TO(&one))))
        list_push(ret, c->arena) = one;
    return query_end(&q);
}

err admissions_make(struct making *m)
{
    static const struct applying admitted = {ADMISSION_ADMITTED, RUNG_OWNER, NULL};
    struct call c = *m->c, past;
    id_list open = {0}, in = {0};

    c.ripples = NULL;
    c.act_name = T("admission.create");
    past = c;
    past.now.ms -= INT64_C(60) * A_DAY;
    past.act_name = T("admission.move");
    TRY(choose(&c, "planned", OPEN_MOST, &open));
    TRY(choose(&c, "reserve", PAST_MOST, &in));
    for (size_t i = 0; i < open.n; i++)
        if (i % 4 != 3) /* some have yet to apply */
            TRY(apply(&c, &open_ones[i % COUNT(open_ones)], i, open.v[i]));
    for (size_t i = 0; i < in.n; i++)
        TRY(apply(&past, &admitted, i, in.v[i]));
    return NULL;
}
