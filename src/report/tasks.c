/* What of the month waits for somebody: due, returned, to review; each with its next act and deadline. See kit/waiting.h. */
#include "base/format.h"
#include "report/ask.h"
#include "report/pages.h"
#include "report/words.h"

static const char sql_many[] = "SELECT COUNT(*) FROM ({rows}) x";
static const char sql_open[] = "SELECT {what} FROM project_month m {with} WHERE {scope:m} AND {which}";

struct open_kind {
    const struct word *title, *act;
    unsigned roles;
    const char *which, *href;
};

#define WHO_FILES (ROLE_OWNER | ROLE_COUNTY | ROLE_CITY)
/* What came back is due whatever its month, a correction as well, of which the edition before counts on. */
#define BACK(n) "CAST($1 AS BIGINT) - " #n
#define A_YEAR_BACK                                                                                                                                      \
    "m.month IN ($1, " BACK(1) ", " BACK(2) ", " BACK(3) ", " BACK(4) ", " BACK(5) ", " BACK(6) ", " BACK(7) ", " BACK(8) ", " BACK(9) ", " BACK(10) ", " \
    BACK(11) ", " BACK(12) ")"
static const struct open_kind kinds[] = {
    {&w_report_task_returned, &w_report_mend, WHO_FILES, A_YEAR_BACK " AND m.report_state = 'returned'", "/reports?state=returned"},
    {&w_report_task_due, &w_report_fill, WHO_FILES,
     "m.month = $1 AND m.submitted_at IS NULL AND m.owed = 1 AND (m.report_state IS NULL OR m.report_state <> 'returned')", "/reports/due"},
};

static text sql_of(struct call *c, const struct open_kind *k, const char *what, const char *with, const char *rest)
{
    text sql = text_replace(c->arena, text_of(sql_open), T("{what}"), text_of(what));

    sql = text_replace(c->arena, text_replace(c->arena, sql, T("{with}"), text_of(with)), T("{which}"), text_of(k->which));
    return text_fmt(c->arena, "%.*s%s", TEXT_ARG(sql), rest);
}

static text wan(struct call *c, const struct word *w, money a, money b)
{
    CLEAN(out_free) struct out x = {0}, y = {0};

    out_init(&x, 64, c->lang);
    out_init(&y, 64, c->lang);
    fmt_wan(&x, a);
    fmt_wan(&y, b);
    return word_filled(c->arena, c->lang, w, (const struct arg[]){ARG_TEXT("last", out_text(&x)), ARG_TEXT("plan", out_text(&y))}, 2);
}

static text time_text(struct call *c, moment m)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64, c->lang);
    fmt_time(&o, m);
    return text_copy(c->arena, out_text(&o));
}

/* What is not there is said, not shown as a dash. */
static const struct word *open_line(money last, money planned)
{
    if (is_absent(planned.yuan))
        return is_absent(last.yuan) ? &w_report_task_bare : &w_report_task_unplanned;
    return is_absent(last.yuan) ? &w_report_task_first : &w_report_task_line;
}

/* "2026年9月：与形象进度不符" */
static text of_month(struct call *c, month m, text why)
{
    return word_filled(c->arena, c->lang, &w_report_task_of_month, (const struct arg[]){ARG_MONTH("month", m), ARG_TEXT("why", why)}, 2);
}

static err read_open(struct call *c, const struct open_kind *k, month m, struct waiting *ret)
{
    CLEAN(query_close) struct query n = {0}, rows = {0};
    struct waiting_row t = {0};
    money planned, last;
    moment due;
    month of;
    text why;
    id project;

    TRY(query_scoped(&n, c, &scope_by_place, text_replace(c->arena, text_of(sql_many), T("{rows}"), sql_of(c, k, "1", "", " LIMIT 1001")).p, BIND(V(m))));
    query_row(&n, INTO(TO(&ret->count)));
    TRY(query_end(&n));
    if (!ret->count)
        return NULL;
    TRY(query_scoped(&rows, c, &scope_by_place,
                     sql_of(c, k, "p.id, p.name, m.month, m.planned, l.reported, m.due_at, COALESCE(r.return_reason, '')",
                            "JOIN project p ON p.region = m.region AND p.id = m.project LEFT JOIN project_month l ON l.region = m.region AND"
                            " l.project = m.project AND l.month = m.month - 1 LEFT JOIN report r ON r.region = m.region AND r.id = m.report",
                            " ORDER BY m.due_at, m.project LIMIT 4").p,
                     BIND(V(m))));
    while (query_row(&rows, INTO(TO(&project), TO(&t.name), TO(&of), TO(&planned), TO(&last), TO(&due), TO(&why)))) {
        t.href = text_fmt(c->arena, "/projects/%lld/reports/%04d-%02d", (long long)project.n, month_year(of), month_of_year(of));
        t.line = !why.n ? wan(c, open_line(last, planned), last, planned) : of.n == m.n ? why : of_month(c, of, why);
        t.late = !is_absent(due.ms) && due.ms <= c->now.ms;
        t.note = t.late ? word_filled(c->arena, c->lang, &w_report_late_hours, (const struct arg[]){ARG_INT("hours", (c->now.ms - due.ms) / 3600000)}, 1) : NO_TEXT;
        list_push(&ret->rows, c->arena) = t;
    }
    return query_end(&rows);
}

/* Without the doubts: those cost several statements a report, and stand on the page of reviews. */
static err read_review(struct call *c, month m, struct waiting *ret)
{
    struct waiting_row t = {0};
    moment since;
    CLEAN(query_close) struct query n = {0}, rows = {0};
    money invest, before;
    id report;

    TRY(report_waiting(c, m, "1", 1001, true, &n));
    query_row(&n, INTO(TO(&ret->count)));
    TRY(query_end(&n));
    if (!ret->count)
        return NULL;
    TRY(report_waiting(c, m, "r.id, r.name, r.month_invest, r.submitted_at, (SELECT l.reported FROM project_month l WHERE l.region = r.region"
                             " AND l.project = r.project AND l.month = r.month - 1)", WAITING_ROWS, false, &rows));
    while (query_row(&rows, INTO(TO(&report), TO(&t.name), TO(&invest), TO(&since), TO(&before)))) {
        t.href = text_fmt(c->arena, "/reports/%lld", (long long)report.n);
        t.line = wan(c, is_absent(before.yuan) ? &w_report_task_review_first : &w_report_task_review_line, invest, before);
        t.note = time_text(c, since);
        list_push(&ret->rows, c->arena) = t;
    }
    return query_end(&rows);
}

static text limit_of(struct call *c, enum round_step step, month m)
{
    struct round_limit l;

    return round_limit(report_rounds(), report_calendar(), step, m, &l) ? limit_time(c->arena, l.at) : NO_TEXT;
}

static err read_waiting(struct call *c, waiting_list *ret)
{
    month m = report_month(c->now);
    enum round_step own = c->actor.role == ROLE_COUNTY ? STEP_COUNTY : c->actor.role == ROLE_CITY ? STEP_CITY : STEP_DEPARTMENT;

    if (is_absent(m.n))
        return NULL;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct waiting t = {.title = kinds[i].title, .act = kinds[i].act, .href = text_of(kinds[i].href), .due = limit_of(c, STEP_OWNER, m)};
        if (!(kinds[i].roles & c->actor.role))
            continue;
        TRY(read_open(c, &kinds[i], m, &t));
        if (t.count)
            list_push(ret, c->arena) = t;
    }
    if (c->actor.role & (ROLE_COUNTY | ROLE_CITY | ROLE_LEAD | ROLE_DRC)) {
        struct waiting t = {.title = &w_report_task_review, .act = &w_report_review_it, .href = T("/reports/review"), .due = limit_of(c, own, m)};
        TRY(read_review(c, m, &t));
        if (t.count)
            list_push(ret, c->arena) = t;
    }
    return NULL;
}

const struct waiting_source report_waits[] = {{WHO_FILES | ROLE_LEAD | ROLE_DRC, read_waiting}, {0}};
