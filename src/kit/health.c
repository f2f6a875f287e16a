/* See health.h. That the request came this far means that a worker and a connection were free. */
#include "kit/health.h"

static err page_health(struct req *q, struct out *o)
{
    static const char sql_answers[] = "SELECT COUNT(*) FROM (SELECT 1 FROM schema_migration LIMIT 1) x";
    int64_t n;

    TRY(conn_one(q->call.conn, q->call.arena, sql_answers, NO_VALUES, INTO(TO(&n)), NULL));
    http_set_type(q->http, "text/plain; charset=utf-8");
    out_raw(o, n ? T("ok\n") : T("empty\n"));
    if (!n)
        http_status(q->http, 503);
    return NULL;
}

const struct route health_routes[] = {
    {GET, "/health", page_health, .roles = WHO_PUBLIC},
    {0},
};
