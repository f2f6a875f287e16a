/* diaodu serve, and diaodu routes: the web over all capabilities. */
#include "command.h"

#include "account/account.h"
#include "base/log.h"
#include "capabilities.h"
#include "cli/words.h"
#include "kit/audit.h"
#include "kit/health.h"
#include "kit/job.h"
#include "kit/live.h"
#include "kit/pages.h"
#include "progress/progress.h"
#include "warning/warning.h"

#include <errno.h>
#include <getopt.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

enum { TABLES_MOST = 50, PROXIES_MOST = 16, LEADER_SEAL = 1, LEADER_WARNINGS = 2, NIGHT_LOOK_S = 20, JOB_THREADS = 2 };

static void fill(struct web *w, struct arena *a)
{
    const struct route **tables = ARENA_ARRAY(a, const struct route *, TABLES_MOST);

    for (const struct capability *const *c = capabilities; *c; c++)
        if ((*c)->routes)
            tables[w->n_tables++] = (*c)->routes;
    tables[w->n_tables++] = health_routes;
    tables[w->n_tables++] = live_routes;
    tables[w->n_tables++] = pages_routes(a); /* behind a capability's own pages */
    w->tables = tables;
    w->session_load = session_load;
    w->token_load = token_load;
}

int command_routes(struct program *p, int argc, char **argv)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    struct web w = {0};
    size_t n;
    const struct route *const *v;

    (void)argv;
    if (argc > 1)
        return command_usage(p, "routes");
    fill(&w, p->a);
    v = web_routes(&w, p->a, &n);
    for (size_t i = 0; i < n; i++) {
        const char *between = "";
        printf("%-6s %-40s %-20s ", methods[v[i]->method], v[i]->path, v[i]->act ? v[i]->act : "-");
        for (size_t k = 0; k < ROLE_COUNT; k++)
            if (v[i]->roles & role_names[k].role) {
                printf("%s%s", between, role_names[k].key);
                between = ",";
            }
        puts(v[i]->roles & WHO_PUBLIC ? "public" : "");
    }
    return EXIT_DONE;
}

/* Chains the audit lines of the last second, when this process is the leader. */
static void *seal_for_ever(void *data)
{
    struct db *db = data;

    for (;;) {
        struct arena *a = arena_new(64 << 20);
        struct conn *c = NULL;
        struct timespec second = {1, 0};
        err e;
        nanosleep(&second, NULL);
        e = db_lease(db, DB_WRITE, a, &c);
        if (!e)
            e = audit_seal(c, a);
        if (e)
            log_error("sealing the audit log: %.*s", TEXT_ARG(error_whole(a, e, LANG_EN)));
        conn_release(c);
        arena_free(a);
    }
    return NULL;
}

/* --- the day's own work: the month's round opens, and all warnings are computed anew when a day has begun in Shanghai; by one process;
 * after a time without a server, when it starts --- */

static atomic_bool night_over;

static err look_at_the_day(struct db *db, struct arena *a)
{
    struct conn *c CLEAN(conn_clean) = NULL;
    struct call call;
    bool due, opens, leads = false, done = false;
    int64_t marked;
    month m;
    err e;

    TRY(db_lease(db, DB_READ, a, &c));
    TRY(conn_expect_walk(c, a));
    call = call_system(a, c, "job");
    TRY(warnings_due(&call, &due));
    TRY(progress_round_due(&call, &opens));
    conn_release(c);
    c = NULL;
    if (!due && !opens)
        return NULL;
    TRY(db_lease(db, DB_WRITE, a, &c));
    TRY(conn_expect_walk(c, a));
    call.conn = c;
    call.shares = true;
    TRY(conn_try_lead(c, a, LEADER_WARNINGS, &leads));
    if (!leads)
        return NULL;
    TRY(progress_round_due(&call, &opens)); /* another process may have been faster */
    if (opens) {
        e = progress_round_nightly(&call, &m, &marked);
        c = call.conn; /* given back and leased anew on the way */
        TRY(e);
        log_info("the round of %d-%02d: %lld more projects owe a report", month_year(m), month_of_year(m), (long long)marked);
    }
    e = warnings_nightly(&call, &done);
    c = call.conn;
    TRY(e);
    if (done)
        log_info("warnings computed for the day");
    conn_release(c);
    c = NULL;
    malloc_trim(0); /* what a day's work took is the system's again */
    return NULL;
}

static void *watch_the_day(void *data)
{
    for (int i = 0; !night_over; i++) {
        struct timespec second = {1, 0};
        if (i % NIGHT_LOOK_S == 0) {
            struct arena *a = arena_new(64 << 20);
            err e = look_at_the_day(data, a);
            if (e)
                log_error("the day's own work: %.*s", TEXT_ARG(error_whole(a, e, LANG_EN)));
            arena_free(a);
        }
        nanosleep(&second, NULL);
    }
    return NULL;
}

static err is_sample(struct program *p, bool *ret)
{
    static const char sql_sample[] = "SELECT COUNT(*) FROM (SELECT 1 FROM project WHERE origin = 'sample' LIMIT 1) x";
    struct conn *c CLEAN(conn_clean) = NULL;
    int64_t n;

    TRY(db_lease(p->db, DB_READ, p->a, &c));
    TRY(conn_one(c, p->a, sql_sample, NO_VALUES, INTO(TO(&n)), NULL));
    *ret = n > 0;
    return NULL;
}

/* What is not given lies beside the SQLite file; a PostgreSQL says nothing of this machine's disks. */
static err find_data_dir(struct program *p, struct web *w)
{
    text path = text_sub(text_of(p->url), 7, strlen(p->url));
    size_t n = path.n;

    if (!w->data_dir && db_engine(p->db) == DB_POSTGRES)
        return FAIL(p->a, E_INPUT, w_cli_no_data_dir);
    while (n && path.p[n - 1] != '/')
        n--;
    if (!w->data_dir)
        w->data_dir = n ? text_z(p->a, text_sub(path, 0, n)) : ".";
    if (mkdir(w->data_dir, 0700) && errno != EEXIST)
        return FAIL(p->a, E_INPUT, w_cli_bad_data_dir, .args = {ARG_TEXT("folder", text_of(w->data_dir)), ARG_TEXT("why", text_of(strerror(errno)))});
    return NULL;
}

static const char *folder_in(struct arena *a, const char *dir, const char *name)
{
    const char *path = text_fmt(a, "%s/%s", dir, name).p;

    return mkdir(path, 0700) && errno != EEXIST ? NULL : path;
}

/* False: a word is no option. */
static bool read_options(int argc, char **argv, struct http_options *http, const char **proxies, struct web *w)
{
    static const struct option options[] = {{"listen", 1, 0, 'l'}, {"data", 1, 0, 'd'}, {"workers", 1, 0, 'w'}, {"secure", 0, 0, 's'}, {"second-factor", 0, 0, '2'},
                                           {"proxy", 1, 0, 'p'}, {0, 0, 0, 0}};
    int64_t n;
    int o;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (o == 'l')
            http->listen = optarg;
        else if (o == 'd')
            w->data_dir = optarg;
        else if (o == 's')
            w->secure_cookies = true;
        else if (o == '2')
            w->second_factor = true;
        else if (o == 'p' && http->proxy_count < PROXIES_MOST)
            proxies[http->proxy_count++] = optarg;
        else if (o == 'w' && text_int(text_of(optarg), &n) && n > 0 && n <= 64)
            http->short_workers = (int)n;
        else
            return false;
    return optind == argc;
}

int command_serve(struct program *p, int argc, char **argv)
{
    const char *proxies[PROXIES_MOST];
    struct http_options http = {.listen = "127.0.0.1:8080", .signals = true, .proxies = proxies};
    struct web w = {.db = p->db, .data_dir = getenv("DIAODU_DATA")};
    struct job_pool *jobs = NULL;
    struct http_server *server = NULL;
    pthread_t sealing, night;
    bool sample;
    err e;

    if (!read_options(argc, argv, &http, proxies, &w))
        return command_usage(p, "serve");
    log_level(LOG_INFO_);
    fill(&w, p->a);
    e = find_data_dir(p, &w);
    if (!e)
        e = is_sample(p, &sample);
    if (!e) {
        http.temp_dir = folder_in(p->a, w.data_dir, "tmp");
        web_set_sample(sample);
        e = live_start(p->db, p->a);
    }
    if (!e)
        e = web_start(&w, &http, p->a, &server);
    if (!e)
        e = job_pool_start(p->a, &(struct job_pool_options){.db = p->db, .data_dir = w.data_dir, .threads = JOB_THREADS, .actor_load = actor_load}, &jobs);
    if (e) {
        live_stop(); /* its thread looks into the database, which is closed behind us */
        http_stop(server, 1);
        return command_fail(p, e);
    }
    if (db_engine(p->db) == DB_POSTGRES)
        pthread_create(&sealing, NULL, seal_for_ever, p->db);
    pthread_create(&night, NULL, watch_the_day, p->db);
    log_info("listening on %s, port %d", http.listen, http_port(server));
    http_wait(server);
    live_stop();
    night_over = true;
    pthread_join(night, NULL);
    if (!job_pool_stop(jobs, 10) || !http_stop(server, 10))
        _Exit(EXIT_DONE);
    if (db_engine(p->db) == DB_POSTGRES)
        _Exit(EXIT_DONE); /* the sealing thread holds a connection until the process ends */
    return EXIT_DONE;
}
