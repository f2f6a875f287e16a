/* The yardsticks of the benchmark: the same HTTP server and the same database layer, with nothing between.
 *
 *     bare URL CASES.jsonl HOST:PORT
 *
 * CASES has a line for each request that was traced: {"name":"list","n":0,"write":false,"file":"PATH","sql":[{"sql":…,
 * "values":[…]},…]} as db_trace wrote them. GET /bytes/NAME/N answers the bytes of that file from memory; /sql/NAME/N runs
 * the statements, reads every row, and answers how many there were.
 */
#include "base/log.h"
#include "db/db.h"
#include "kit/http.h"

#include <jansson.h>

enum { MOST_VALUES = 200 };

struct statement_of {
    const char *sql;
    struct values bind;
};
struct one_case {
    const char *name;
    int64_t n;
    bool write;
    text bytes;
    struct statement_of *v;
    size_t count;
};
static struct one_case *cases;
static size_t case_count;
static struct db *db;

static struct value value_from(json_t *j)
{
    if (json_is_integer(j))
        return value_int(json_integer_value(j));
    if (json_is_string(j))
        return value_text((text){json_string_value(j), json_string_length(j)});
    return value_text(NO_TEXT);
}

static struct values values_from(struct arena *a, json_t *list)
{
    size_t n = json_array_size(list);
    struct value *v = arena_alloc(a, (n + 1) * sizeof(*v));

    for (size_t i = 0; i < n; i++)
        v[i] = value_from(json_array_get(list, i));
    return (struct values){v, n};
}

static text file_bytes(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    char *p;
    size_t n;

    if (!f)
        return NO_TEXT;
    fseek(f, 0, SEEK_END);
    n = (size_t)ftell(f);
    rewind(f);
    p = arena_alloc(a, n + 1);
    n = fread(p, 1, n, f);
    fclose(f);
    return (text){p, n};
}

static void read_case(struct arena *a, json_t *j)
{
    struct one_case *c = &cases[case_count++];
    json_t *sql = json_object_get(j, "sql"), *file = json_object_get(j, "file");

    c->name = json_string_value(json_object_get(j, "name"));
    c->n = json_integer_value(json_object_get(j, "n"));
    c->write = json_is_true(json_object_get(j, "write"));
    c->bytes = file ? file_bytes(a, json_string_value(file)) : NO_TEXT;
    c->count = 0;
    c->v = arena_alloc(a, (json_array_size(sql) + 1) * sizeof(*c->v));
    for (size_t i = 0; i < json_array_size(sql); i++) {
        json_t *s = json_array_get(sql, i);
        const char *z = json_string_value(json_object_get(s, "sql"));
        if (strncmp(z, "BEGIN", 5) && strcmp(z, "COMMIT")) /* run_case brackets all of a write at once */
            c->v[c->count++] = (struct statement_of){z, values_from(a, json_object_get(s, "values"))};
    }
}

static bool read_cases(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    json_t *j;

    if (!f)
        return false;
    while ((j = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL))) {
        cases = realloc(cases, (case_count + 1) * sizeof(*cases));
        if (!cases)
            abort();
        read_case(a, j); /* j stays: its texts are the cases' */
    }
    fclose(f);
    return case_count > 0;
}

static const struct one_case *find(struct http_request *r)
{
    text name = http_param(r, "name");
    int64_t n = -1;

    text_int(http_param(r, "n"), &n);
    for (size_t i = 0; i < case_count; i++)
        if (cases[i].n == n && text_eqz(name, cases[i].name))
            return &cases[i];
    return NULL;
}

static err run_case(struct arena *a, const struct one_case *c, int64_t *ret_rows)
{
    CLEAN(conn_clean) struct conn *conn = NULL;

    TRY(db_lease(db, c->write ? DB_WRITE : DB_READ, a, &conn));
    if (c->write)
        TRY(conn_begin(conn, a));
    for (size_t i = 0; i < c->count; i++) {
        CLEAN(query_close) struct query q = {0};
        TRY(query_open(&q, conn, a, c->v[i].sql, c->v[i].bind));
        while (query_step(&q)) {
            for (int column = 0; column < query_columns(&q); column++)
                (void)query_peek(&q, column);
            ++*ret_rows;
        }
        TRY(query_end(&q));
    }
    return c->write ? conn_commit(conn, a) : NULL;
}

static void answer(struct http_request *r, const struct http_route *route, void *app)
{
    const struct one_case *c = route ? find(r) : NULL;
    int64_t rows = 0;
    err e;

    (void)app;
    if (!c) {
        http_status(r, 404);
    } else if (route->page) {
        out_raw(http_out(r), c->bytes);
    } else if ((e = run_case(http_arena(r), c, &rows))) {
        log_error("%s", text_z(http_arena(r), error_whole(http_arena(r), e, LANG_EN)));
        http_status(r, 500);
    } else {
        out_int(http_out(r), rows);
    }
}

static const char memory_page[] = "from memory";
static const struct http_route routes[] = {
    {GET, "/bytes/{name}/{n}", memory_page, 0},
    {GET, "/sql/{name}/{n}", NULL, 0},
};

int main(int argc, char **argv)
{
    struct arena *a = arena_new((size_t)1 << 32);
    const struct http_table table = {routes, COUNT(routes)};
    struct http_server *server;
    err e;

    if (argc != 4) {
        fputs("usage: bare URL CASES.jsonl HOST:PORT\n", stderr);
        return 2;
    }
    if (!read_cases(a, argv[2])) {
        fprintf(stderr, "bare: %s: no cases\n", argv[2]);
        return 1;
    }
    e = db_open(a, text_of(argv[1]), &db);
    if (!e)
        e = http_start(
            &(struct http_options){
                .listen = argv[3], .tables = &table, .table_count = 1, .handle = answer, .signals = true},
            a, &server);
    if (e) {
        fprintf(stderr, "bare: %s\n", text_z(a, error_whole(a, e, LANG_EN)));
        return 1;
    }
    http_wait(server);
    http_stop(server, 5);
    db_close(db);
    return 0;
}
