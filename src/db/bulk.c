/* Putting very many rows into a table: see bulk.h. */
#include "bulk.h"

/* Whether an index begins with the region and one of these columns: "… (region, name, …". */
static bool begins_with(struct arena *a, text sql, const char *const *columns)
{
    for (; *columns; columns++)
        if (text_find(sql, text_fmt(a, "(region, %s,", *columns)) >= 0 || text_find(sql, text_fmt(a, "(region, %s)", *columns)) >= 0)
            return true;
    return false;
}

static err read_indexes(struct conn *c, struct arena *a, const char *table, const char *const *keep, index_list *ret)
{
    static const char sql_lite[] = "SELECT i.name, i.sql, s.stat FROM sqlite_schema i LEFT JOIN sqlite_stat1 s ON "
                                   "s.idx = i.name AND s.tbl = i.tbl_name"
                                   " WHERE i.type = 'index' AND i.tbl_name = $1 AND i.sql NOT LIKE "
                                   "'CREATE UNIQUE %' ORDER BY i.name";
    static const char sql_pg[] = "SELECT indexname, indexdef, CAST(NULL AS TEXT) FROM pg_indexes WHERE schemaname = "
                                 "current_schema() AND tablename = $1"
                                 " AND indexdef NOT LIKE 'CREATE UNIQUE %' ORDER BY indexname";
    CLEAN(query_close) struct query q = {0};
    struct index_aside x;

    TRY(query_open(&q, c, a, conn_engine(c) == DB_SQLITE ? sql_lite : sql_pg, BIND(V(table))));
    while (query_row(&q, INTO(TO(&x.name), TO(&x.sql), TO(&x.statistics))))
        if (!begins_with(a, x.sql, keep))
            list_push(ret, a) = x;
    return query_end(&q);
}

err bulk_start(struct conn *c, struct arena *a, const char *table, const char *const *keep, index_list *ret)
{
    TRY(conn_expect_much(c, a)); /* pages are written all over the file */
    TRY(read_indexes(c, a, table, keep, ret));
    for (size_t i = 0; i < ret->n; i++)
        TRY(conn_run(c, a, text_fmt(a, "DROP INDEX %.*s", TEXT_ARG(ret->v[i].name)).p, NO_VALUES, NULL));
    return NULL;
}

/* A table that somebody else measures is passed over: its lock is held to the end of his transaction, as long as an import may take, and those of the
 * server's own tables keep out whoever measures another database. */
err bulk_measure(struct conn *c, struct arena *a, const char *table)
{
    return conn_engine(c) == DB_POSTGRES ? conn_script(c, a, text_fmt(a, "ANALYZE (SKIP_LOCKED) %s", table ? table : "").p) : NULL;
}

/* SQLite forgets an index's statistics with it. */
err bulk_end(struct conn *c, struct arena *a, const char *table, const index_list *indexes)
{
    if (conn_engine(c) == DB_POSTGRES)
        TRY(conn_script(c, a, "SET LOCAL maintenance_work_mem = '256MB'"));
    for (size_t i = 0; i < indexes->n; i++) {
        const struct index_aside *x = &indexes->v[i];
        TRY(conn_run(c, a, text_z(a, x->sql), NO_VALUES, NULL));
        conn_put_by(c); /* else what waits to be written takes the room of the table, which each index reads again */
        if (x->statistics.p)
            TRY(conn_run(c, a, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)",
                         BIND(V(table), V(x->name), V(x->statistics)), NULL));
    }
    return conn_engine(c) == DB_SQLITE ? conn_script(c, a, "ANALYZE sqlite_schema") : bulk_measure(c, a, table);
}
