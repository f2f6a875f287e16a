/* What needs doing in an officer's scope: a table of kinds of task, each two queries over an index of its own. */
#include "landing.h"

#include "base/format.h"
#include "kit/import/task.h"
#include "kit/lists.h"
#include "landing/words.h"
#include "landing/work.tpl.h"

/* {where} and {by} are those of a kind; $1 is this month. */
static const char sql_count[] =
    "SELECT COUNT(*) FROM (SELECT 1 FROM {table} p WHERE {scope:p} AND {where} LIMIT 1001) x";
static const char sql_rows[] =
    "SELECT p.id, p.name, COALESCE(p.division, ''), COALESCE(w.name, ''), p.n FROM (SELECT p.region, p.id, p.name, "
    "p.division,"
    " p.responsible_person, p.{by} AS n FROM project p WHERE {scope:p} AND {where} ORDER BY p.{by} {way} LIMIT 4) p"
    " LEFT JOIN person w ON w.region = p.region AND w.id = p.responsible_person ORDER BY p.n {way}";
static const char sql_twins[] = "SELECT p.id, p.label, '', '', p.{by} FROM twin p WHERE {scope:p} AND {where} ORDER BY "
                                "p.{by} {way}, p.id DESC LIMIT 4";

#define TO_START "p.removed = 0 AND p.stage IN ('planned', 'reserve', 'preliminary') AND p.start_plan < $1"
#define TO_FINISH "p.removed = 0 AND p.stage IN ('new_start', 'continued') AND p.finish_plan < $1"
#define TO_RESUME "p.removed = 0 AND p.stage = 'suspended' AND p.resume_plan < $1"
#define LACKING "p.removed = 0 AND p.missing > 0 AND $1 > 0"
#define IN_DOUBT "p.removed = 0 AND p.doubtful > 0 AND $1 > 0"
#define DOUBLE_CODES "p.removed = 0 AND p.state = 'open' AND p.kind <> 'possible' AND $1 > 0"
#define UNANSWERED "p.removed = 0 AND p.responsible_person IS NULL AND p.stage <> 'planned' AND $1 > 0"

#define L2(zh, en)                                                                                                     \
    {                                                                                                                  \
        NULL,                                                                                                          \
        {                                                                                                              \
            (zh), (en)                                                                                                 \
        }                                                                                                              \
    }
static const struct task_kind kinds[] = {
    {"start", L2("该开工未开工", "Start is due"), L2("计划开工月已过，仍在前期", "the planned month has passed"),
     L2("报开工", "Report"), "start_plan", TO_START,
     "/projects?stage=planned%2Creserve%2Cpreliminary&start_plan.max=%s&sort=start_plan", "", true, &w_task_start},
    {"finish", L2("该竣工未竣工", "Completion is due"), L2("计划竣工月已过，仍在建", "the planned month has passed"),
     L2("报竣工", "Report"), "finish_plan", TO_FINISH,
     "/projects?stage=new_start%2Ccontinued&finish_plan.max=%s&sort=finish_plan", "", true, &w_task_finish},
    {"resume", L2("该复工未复工", "Resumption is due"), L2("预计复工月已过，仍停工", "the expected month has passed"),
     L2("报复工", "Report"), "resume_plan", TO_RESUME, "/projects?stage=suspended&resume_plan.max=%s&sort=resume_plan",
     "", true, &w_task_resume},
    {"lacking", L2("缺必填项", "Fields missing"), L2("按所处阶段应填而未填", "needed at their stage"),
     L2("补填", "Fill in"), "missing", LACKING, "/projects?missing.min=1&sort=-missing", "/edit", false,
     &w_task_lacking},
    {"doubt", L2("有存疑原文", "Texts in doubt"),
     L2("导入时读不准的，核对后填入", "what an import could not read for certain"), L2("核对", "Check"), "doubtful",
     IN_DOUBT, "/projects?doubtful.min=1&sort=-doubtful", "/edit", false, &w_task_doubt},
    {"unanswered", L2("没有责任人", "Nobody answers"), L2("入库后应有一名责任人", "from the reserve on somebody must"),
     L2("指定", "Name"), "id", UNANSWERED,
     "/projects?responsible_person.empty=1&stage=reserve%2Cpreliminary%2Cnew_start%2Ccontinued%2Csuspended", "/edit",
     false, NULL, NULL, NULL},
    {"twins", L2("重码待核对", "Double codes"),
     L2("一个项目两个代码，或一个代码两个项目", "one project with two codes, or one code with two projects"),
     L2("核对", "Settle"), "score", DOUBLE_CODES, "/twins", "", false, &w_task_twin, "twin", sql_twins},
};

/* An import of one's own that waits for its next step. */
static const struct task_kind unfinished = {"imports",
                                            L2("导入未完成", "Imports not finished"),
                                            L2("7 天不动即清除", "swept after 7 days without a step"),
                                            L2("继续", "Go on"),
                                            NULL,
                                            NULL,
                                            "/projects/import",
                                            "",
                                            false,
                                            NULL,
                                            NULL,
                                            NULL};

static text month_before(struct req *q, month now)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64, LANG_ZH);
    fmt_month_iso(&o, (month){now.n - 1});
    return text_copy(q->call.arena, out_text(&o));
}

static text sql_of(struct req *q, const char *sql, const struct task_kind *k)
{
    struct arena *a = q->call.arena;
    text s = text_replace(a, text_of(sql), T("{table}"), k->of ? text_of(k->of) : T("project"));

    return text_replace(a,
                        text_replace(a, text_replace(a, s, T("{where}"), text_of(k->where)), T("{by}"), text_of(k->by)),
                        T("{way}"), k->month ? T("") : T("DESC"));
}

static const struct record *type_of(const struct task_kind *k)
{
    return k->of ? record_by_name(text_of(k->of)) : &project_record;
}

static err read_rows(struct req *q, const struct task_kind *k, bool acts, month now, struct task_list *t)
{
    CLEAN(query_close) struct query rows = {0};
    struct task_row r = {0};

    TRY(query_scoped(&rows, &q->call, &type_of(k)->scope, sql_of(q, k->rows ? k->rows : sql_rows, k).p, BIND(V(now))));
    while (query_row(&rows, INTO(TO(&r.id), TO(&r.name), TO(&r.division), TO(&r.who), TO(&r.n)))) {
        r.division = codelist_label(&list_division, (code){r.division}, q->call.lang);
        r.href = text_fmt(q->call.arena, "%s/%lld", type_of(k)->path, (long long)r.id.n);
        r.to = acts ? text_fmt(q->call.arena, "%.*s%s", TEXT_ARG(r.href), k->to) : r.href;
        list_push(&t->rows, q->call.arena) = r;
    }
    return query_end(&rows);
}

static err read_kind(struct req *q, const struct task_kind *k, struct work_view *v)
{
    CLEAN(query_close) struct query n = {0};
    struct task_list t = {.kind = k};
    month now = month_of(q->call.today);

    if (!(type_of(k)->see & q->call.actor.role))
        return NULL;
    TRY(query_scoped(&n, &q->call, &type_of(k)->scope, sql_of(q, sql_count, k).p, BIND(V(now))));
    query_row(&n, INTO(TO(&t.count)));
    TRY(query_end(&n));
    if (!t.count) {
        list_push(&v->clear, q->call.arena) = &k->title;
        return NULL;
    }
    TRY(read_rows(q, k, v->acts, now, &t));
    t.href = text_replace(q->call.arena, text_of(k->href), T("%s"), month_before(q, now));
    list_push(&v->lists, q->call.arena) = t;
    return NULL;
}

static err read_unfinished(struct req *q, struct work_view *v)
{
    struct task_list t = {.kind = &unfinished, .href = text_of(unfinished.href)};
    task_list mine = {0};

    TRY(task_mine(&q->call, &project_record, &mine));
    for (size_t i = 0; i < mine.n; i++) {
        if (mine.v[i].state == TASK_DONE)
            continue;
        t.count++;
        text at = text_fmt(q->call.arena, "%s/%lld", unfinished.href, (long long)mine.v[i].id.n);
        list_push(&t.rows, q->call.arena) = (struct task_row){
            .id = mine.v[i].id, .name = mine.v[i].file_name, .href = at, .to = at};
    }
    if (t.count)
        list_push(&v->lists, q->call.arena) = t;
    return NULL;
}

err landing_show_work(struct req *q, struct out *o)
{
    struct work_view v = {.acts = req_may(q, "project.change")};

    TRY(waiting_all(&q->call, &v.waiting));
    for (size_t i = 0; i < COUNT(kinds); i++)
        TRY(read_kind(q, &kinds[i], &v));
    TRY(read_unfinished(q, &v));
    TRY(landing_read_overview(q, false, &v.over));
    web_page(q, o, &w_landing_title, SLOT(landing_work, (&(struct tpl_landing_work){.v = &v})));
    return NULL;
}
