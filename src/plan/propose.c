/* Twelve months proposed for a year's total, from the project's own dates and its winter break; and the plans of many projects at once. */
#include "pages.h"

#include "base/log.h"
#include "kit/data.h"
#include "kit/winter.h"
#include "plan/curve_rules.h"
#include "plan/words.h"

enum { WAN = 10000 };
#define TABLES_MOST (1 << 20)

/* Written once at the start, only read afterwards. */
static struct winters winters;
static struct step_rules steps;

void plan_tables_start(void)
{
    static struct arena *a; /* as long as the program */
    err e;

    if (a)
        return;
    a = arena_new(TABLES_MOST);
    e = winters_read(a, data_file("winter.csv"), data_file("work_kinds.csv"), &winters);
    if (!e)
        e = steps_read(a, data_file("milestone_steps.csv"), &steps);
    if (!e)
        return;
    log_error("%.*s", TEXT_ARG(error_whole(a, e, LANG_EN)));
    abort();
}

struct plan_season_key plan_season_key_of(const struct project *p, int64_t year)
{
    text kind = work_kind_of(&winters, project_field, p);

    return (struct plan_season_key){kind, winter_for(&winters, p->city.t, kind, month_first((month){year * 12}))->city};
}

const struct word *plan_propose(const plan_season_list *known, const struct project *p, int64_t year, money total, struct plan *into)
{
    static const struct word *const why[] = {[CURVE_NO_TOTAL] = &w_plan_no_total,
                                             [CURVE_BEFORE_START] = &w_plan_before_start,
                                             [CURVE_AFTER_FINISH] = &w_plan_after_finish,
                                             [CURVE_FINISH_BEFORE_START] = &w_plan_after_finish};
    struct curve_wish wish = {.year = (int)year, .total = total, .finish = p->finish_plan, .round_to = WAN};
    const struct winter *w =
        winter_for(&winters, p->city.t, work_kind_of(&winters, project_field, p), month_first((month){year * 12}));
    struct plan_season_key key = plan_season_key_of(p, year);
    const struct plan_season *fitted = plan_season_of(known, &key);
    money months[MONTHS];
    enum curve_fault fault;

    wish.start = is_absent(p->start_actual.days) ? p->start_plan : month_of(p->start_actual);
    wish.pause = w->pause;
    wish.pause_percent = w->work_percent;
    wish.season = fitted && fitted->samples >= SEASON_LEAST ? fitted->share : NULL;
    fault = curve_propose(&wish, months);
    if (fault != CURVE_FINE)
        return why[fault];
    for (int m = 1; m <= MONTHS; m++)
        *plan_month(into, m) = months[m - 1];
    return NULL;
}

/* --- milestones ---------------------------------------------------------------------------------------------------------------------- */

size_t plan_steps(const struct project *p, struct step ret[STEPS_OF_ONE])
{
    text work = work_kind_of(&winters, project_field, p);
    date start = p->start_actual, finish = is_absent(p->finish_plan.n) ? NO_DATE : month_last(p->finish_plan);
    const struct winter *w;

    if (is_absent(start.days) && !is_absent(p->start_plan.n))
        start = month_first(p->start_plan);
    if (is_absent(start.days))
        return 0;
    w = winter_for(&winters, p->city.t, work, start);
    return steps_propose(&steps, work, start, finish, w->pause, w->resume_by, ret);
}

err plan_enter_steps(struct call *c, const struct input *in)
{
    static const char sql_any[] = "SELECT COUNT(*) FROM milestone WHERE region = $1 AND project = $2 AND removed = 0";
    const struct project *p = c->target;
    struct step v[STEPS_OF_ONE];
    size_t n = plan_steps(p, v);
    ref before = {0};
    int64_t any = 0;

    (void)in;
    TRY(conn_one(c->conn, c->arena, sql_any, BIND(V(c->region), V(p->head.id)), INTO(TO(&any)), NULL));
    if (any)
        return FAIL(c->arena, E_STATE, w_steps_there);
    if (!n)
        return FAIL(c->arena, E_STATE, w_steps_no_dates);
    for (size_t i = 0; i < n; i++) {
        struct milestone *m = record_new(c->arena, &milestone_record);
        m->project = (ref){p->head.id.n};
        m->name = v[i].rule->name[LANG_ZH];
        m->planned = v[i].day;
        m->follows = before;
        TRY(record_save(c, &milestone_record, m, NULL));
        before = (ref){m->head.id.n};
    }
    return NULL;
}

/* --- many at once ---------------------------------------------------------------------------------------------------------------------- */

err plan_newest(struct call *c, const id *projects, size_t n, int64_t year, struct plan **ret)
{
    static const char sql_newest[] = "SELECT project, id FROM plan WHERE region = $1 AND year = $2 AND removed = 0 AND "
                                     "project IN {projects} ORDER BY project, seq";
    id *keys = arena_alloc(c->arena, (n ? n : 1) * sizeof(id)), project, key;
    void **loaded = arena_alloc(c->arena, (n ? n : 1) * sizeof(void *));
    CLEAN(out_free) struct out in = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};

    for (size_t i = 0; i < n; i++) {
        keys[i] = (id){0};
        ret[i] = NULL;
    }
    out_init(&in, 64 * 1024, LANG_EN);
    list_push(&bind, c->arena) = V(c->region);
    list_push(&bind, c->arena) = V(year);
    if (!ids_clause(c->arena, projects, n, &in, &bind))
        return NULL;
    TRY(query_open(&q, c->conn, c->arena,
                   text_replace(c->arena, text_of(sql_newest), T("{projects}"), out_text(&in)).p,
                   (struct values){bind.v, bind.n}));
    while (query_row(&q, INTO(TO(&project), TO(&key))))
        for (size_t i = 0; i < n; i++)
            if (projects[i].n == project.n)
                keys[i] = key;
    TRY(query_end(&q));
    TRY(record_load_many(c, &plan_record, keys, n, loaded));
    for (size_t i = 0; i < n; i++)
        ret[i] = loaded[i];
    return NULL;
}
