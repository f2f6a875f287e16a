/* The administrator's page: accounts and bodies that want attention. The auditor's: the state of the log. */
#include "landing.h"

#include "account/account.h"
#include "kit/audit.h"
#include "landing/admin.tpl.h"
#include "landing/words.h"

static err count(struct req *q, const char *sql, struct values bind, const struct count_view *as, struct admin_view *v)
{
    struct count_view c = *as;

    TRY(conn_one(q->call.conn, q->call.arena, sql, bind, INTO(TO(&c.n)), NULL));
    list_push(&v->counts, q->call.arena) = c;
    return NULL;
}

static err events(struct req *q, text act, struct admin_view *v)
{
    struct audit_filter f = {.act = act, .limit = CHANGES, .from = NO_MOMENT, .until = NO_MOMENT};
    audit_list lines = {0};

    TRY(audit_read(&q->call, &f, &lines));
    for (size_t i = 0; i < lines.n; i++)
        list_push(&v->events, q->call.arena) = (struct event_view){lines.v[i].at, lines.v[i].account,
                                                                   act_label(&q->call, lines.v[i].act),
                                                                   audit_result_label(lines.v[i].result, q->call.lang)};
    return NULL;
}

err landing_show_admin(struct req *q, struct out *o)
{
    static const char sql_locked[] = "SELECT COUNT(*) FROM credential WHERE region = $1 AND locked_until > $2";
    static const char sql_unused[] =
        "SELECT COUNT(*) FROM credential c JOIN account a ON a.region = c.region AND a.id = c.account"
        " WHERE c.region = $1 AND c.must_change = 1 AND a.removed = 0 AND a.state = 'active'";
    static const char sql_active[] =
        "SELECT COUNT(*) FROM account WHERE region = $1 AND removed = 0 AND state = 'active'";
    static const char sql_online[] = "SELECT COUNT(DISTINCT account) FROM session WHERE region = $1 AND seen_at > $2";
    static const char sql_lonely[] = "SELECT COUNT(*) FROM (SELECT 1 FROM body b WHERE b.region = $1 AND b.removed = 0 "
                                     "AND b.kind IN ('government', 'drc', 'department')"
                                     " AND NOT EXISTS (SELECT 1 FROM account a WHERE a.region = b.region AND a.body = "
                                     "b.id AND a.removed = 0) LIMIT 1001) x";
    static const char sql_waiting[] = "SELECT COUNT(*) FROM account WHERE region = $1 AND removed = 0 AND state = 'waiting'";
    struct admin_view v = {.today = q->call.today, .heading = &w_admin_heading, .may_create = req_may(q, "account.create")};
    int64_t region = q->call.region;

    TRY(count(q, sql_waiting, BIND(V(region)), &(struct count_view){&w_admin_waiting, &w_admin_waiting_hint, 0, T("/accounts?state=waiting"), false}, &v));
    TRY(count(q, sql_locked, BIND(V(region), V(q->call.now)),
              &(struct count_view){&w_admin_locked, &w_admin_locked_hint, 0, T("/accounts"), true}, &v));
    TRY(count(q, sql_unused, BIND(V(region)),
              &(struct count_view){&w_admin_unused, &w_admin_unused_hint, 0, T("/accounts?state=active"), false}, &v));
    TRY(count(q, sql_lonely, BIND(V(region)),
              &(struct count_view){&w_admin_lonely, &w_admin_lonely_hint, 0,
                                   T("/bodies?kind=government%2Cdrc%2Cdepartment"), false},
              &v));
    TRY(count(q, sql_active, BIND(V(region)),
              &(struct count_view){&w_admin_active, &w_admin_active_hint, 0, T("/accounts?state=active"), false}, &v));
    TRY(count(q, sql_online, BIND(V(region), V((moment){q->call.now.ms - INT64_C(1800000)})),
              &(struct count_view){&w_admin_online, &w_admin_online_hint, 0, T("/accounts"), false}, &v));
    web_page(q, o, &w_landing_title, SLOT(landing_admin, (&(struct tpl_landing_admin){.v = &v})));
    return NULL;
}

err landing_show_auditor(struct req *q, struct out *o)
{
    static const char sql_sealed[] = "SELECT COALESCE(MAX(number), 0) FROM audit";
    static const char sql_open[] = "SELECT COUNT(*) FROM (SELECT 1 FROM audit WHERE number IS NULL LIMIT 1001) x";
    static const char sql_wrong[] =
        "SELECT COUNT(*) FROM (SELECT 1 FROM audit WHERE region = $1 AND act = 'account.sign_in' AND id >= $2"
        " AND result <> 'ok' LIMIT 1001) x";
    static const char sql_exports[] = "SELECT COUNT(*) FROM (SELECT 1 FROM audit WHERE region = $1 AND act = "
                                      "'project.export' AND id >= $2 LIMIT 1001) x";
    static const char sql_removed[] = "SELECT COUNT(*) FROM (SELECT 1 FROM audit WHERE region = $1 AND act = "
                                      "'project.remove' AND id >= $2 LIMIT 1001) x";
    struct admin_view v = {
        .today = q->call.today, .heading = &w_log_heading, .events_title = &w_log_last, .all = T("/audit")};
    int64_t region = q->call.region;
    id week = db_first_id((moment){q->call.now.ms - INT64_C(7) * 86400000});

    TRY(count(q, sql_sealed, NO_VALUES, &(struct count_view){&w_log_lines, &w_log_lines_hint, 0, T("/audit"), false},
              &v));
    TRY(count(q, sql_open, NO_VALUES, &(struct count_view){&w_log_open, &w_log_open_hint, 0, T("/audit"), false}, &v));
    TRY(count(q, sql_wrong, BIND(V(region), V(week)),
              &(struct count_view){&w_log_wrong, &w_log_wrong_hint, 0, T("/audit?act=account.sign_in"), true}, &v));
    TRY(count(q, sql_exports, BIND(V(region), V(week)),
              &(struct count_view){&w_log_exports, &w_log_exports_hint, 0, T("/audit?act=project.export"), false}, &v));
    TRY(count(q, sql_removed, BIND(V(region), V(week)),
              &(struct count_view){&w_log_removed, &w_log_removed_hint, 0, T("/audit?act=project.remove"), false}, &v));
    TRY(events(q, NO_TEXT, &v));
    web_page(q, o, &w_landing_title, SLOT(landing_admin, (&(struct tpl_landing_admin){.v = &v})));
    return NULL;
}
