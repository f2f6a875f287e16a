/* The real program as processes: two that begin on an empty database at once, and one that is killed while it saves. */
#include "../kit/http_client.h"
#include "base/date.h"
#include "kit/audit.h"
#include "world.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *program(void)
{
    const char *path = getenv("DIAODU_TEST_PROGRAM");

    assert_non_null(path);
    return path;
}

static int free_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof(at);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0 && !bind(fd, (struct sockaddr *)&at, n) && !getsockname(fd, (struct sockaddr *)&at, &n));
    close(fd);
    return ntohs(at.sin_port);
}

static pid_t start(const char *url, const char *command, int port)
{
    char listen[40];
    pid_t pid;

    snprintf(listen, sizeof(listen), "127.0.0.1:%d", port);
    pid = fork();
    assert_true(pid >= 0);
    if (!pid) {
        if (port)
            execl(program(), program(), "--db", url, command, "--listen", listen, (char *)NULL);
        else
            execl(program(), program(), "--db", url, command, (char *)NULL);
        _exit(127);
    }
    return pid;
}

static int ended(pid_t pid)
{
    int status;

    assert_true(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Waits up to a minute for the server to answer. */
static void until_it_answers(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port)};

    for (int i = 0; i < 600; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        bool up = connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0;
        close(fd);
        if (up)
            return;
        usleep(100000);
    }
    fail_msg("no answer on port %d", port);
}

static void two_that_begin_together_migrate_once_and_make_one_tree(void **state)
{
    struct arena *a = arena_new(64 << 20);
    struct db *db = fixture_db(a);
    const char *url = text_z(a, fixture_url());
    int ports[2] = {free_port(), free_port()};
    pid_t servers[2], inits[2];
    struct conn *c;
    int64_t n, distinct;

    (void)state;
    for (int i = 0; i < 2; i++)
        servers[i] = start(url, "serve", ports[i]);
    for (int i = 0; i < 2; i++)
        inits[i] = start(url, "init", 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(ended(inits[i]), 0);
    for (int i = 0; i < 2; i++)
        until_it_answers(ports[i]);
    assert_ok(db_lease(db, DB_READ, a, &c));
    assert_ok(conn_one(c, a, "SELECT COUNT(*), COUNT(DISTINCT number) FROM schema_migration", NO_VALUES, INTO(TO(&n), TO(&distinct)), NULL));
    assert_true(n == distinct && n >= 4);
    assert_ok(conn_one(c, a, "SELECT COUNT(*), COUNT(DISTINCT name) FROM body", NO_VALUES, INTO(TO(&n), TO(&distinct)), NULL));
    assert_true(n == distinct && n > 200);
    conn_release(c);
    for (int i = 0; i < 2; i++) {
        kill(servers[i], SIGTERM);
        assert_int_equal(ended(servers[i]), 0);
    }
    arena_free(a);
}

/* --- killed while it saves ------------------------------------------------------------------------------------------------------ */

static void *kill_soon(void *data)
{
    usleep(1500000);
    kill(*(pid_t *)data, SIGKILL);
    return NULL;
}

static struct session sign_in(struct world *w)
{
    struct call visitor = w->system;
    struct session s;
    id made;

    assert_ok(world_make(&w->system, "account.create", &made, "login=saver", "name=存", "role=county", text_fmt(w->a, "body=%lld", (long long)w->heping.n).p, NULL));
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(password_set(&w->system, (ref){made.n}, T("Right-2026-key"), false));
    assert_ok(conn_commit(w->conn, w->a));
    visitor.now = visitor.actor.account.n ? visitor.now : w->system.now;
    visitor.actor = (struct actor){.source = T("127.0.0.1")};
    assert_ok(session_start(&visitor, T("saver"), T("Right-2026-key"), &s));
    return s;
}

static void what_was_acknowledged_is_there_after_a_kill(void **state)
{
    struct world *w = *state;
    const char *url = text_z(w->a, fixture_url());
    int port = free_port(), saved = 0;
    struct session s;
    struct client http;
    struct audit_check chain;
    pthread_t killer;
    pid_t server;
    int64_t n;

    clock_set(NO_MOMENT); /* the server's clock is the real one: sessions are measured by it */
    w->system.now = clock_now();
    s = sign_in(w);
    conn_release(w->conn);
    w->conn = NULL;
    server = start(url, "serve", port);
    until_it_answers(port);
    pthread_create(&killer, NULL, kill_soon, &server);
    client_open(&http, port, w->a);
    http.cookies = text_fmt(w->a, "dd_session=%.*s", TEXT_ARG(s.secret));
    for (;; saved++) {
        struct answer got = client_post(&http, "/projects/new", text_fmt(w->a, "csrf=%.*s&name=save%d&division=210102&content=x&total_invest=100&stage=planned",
                                                                       TEXT_ARG(s.csrf), saved));
        if (got.status != 303) {
            assert_int_equal(got.status, 0); /* only because it was killed */
            break;
        }
    }
    client_close(&http);
    pthread_join(killer, NULL);
    assert_int_equal(ended(server), 128 + SIGKILL);
    assert_true(saved > 3);
    assert_ok(db_lease(w->db, DB_WRITE, w->a, &w->conn));
    for (int i = 0; i < saved; i++) {
        assert_ok(conn_one(w->conn, w->a, "SELECT COUNT(*) FROM project WHERE name = $1", BIND(V(text_fmt(w->a, "save%d", i))), INTO(TO(&n)), NULL));
        assert_true(n == 1);
    }
    assert_ok(conn_one(w->conn, w->a, "SELECT (SELECT COUNT(*) FROM project) - (SELECT COUNT(*) FROM project_version)", NO_VALUES, INTO(TO(&n)), NULL));
    assert_true(n == 0); /* each whole, with its version */
    assert_ok(audit_seal(w->conn, w->a));
    assert_ok(audit_verify(w->conn, w->a, &chain));
    assert_true(chain.bad_line == 0);
    print_message("%d saves were acknowledged before the kill\n", saved);
}

/* --- sealing by two at once ------------------------------------------------------------------------------------------------------ */

static void two_sealers_make_one_chain(void **state)
{
    struct world *w = *state;
    const char *url = text_z(w->a, fixture_url());
    struct audit_check chain;
    pid_t sealers[2];

    for (int i = 0; i < 300; i++) {
        assert_ok(conn_begin(w->conn, w->a));
        assert_ok(audit_note(&w->system, "test.line", text_fmt(w->a, "{\"n\":%d}", i), T("ok")));
        assert_ok(conn_commit(w->conn, w->a));
    }
    for (int i = 0; i < 2; i++)
        sealers[i] = start(url, "verify", 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(ended(sealers[i]), 0);
    assert_ok(audit_seal(w->conn, w->a));
    assert_ok(audit_verify(w->conn, w->a, &chain));
    assert_true(chain.bad_line == 0 && chain.unsealed == 0 && chain.lines >= 302);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_that_begin_together_migrate_once_and_make_one_tree),
        IN_WORLD(what_was_acknowledged_is_there_after_a_kill),
        IN_WORLD(two_sealers_make_one_chain),
    };

    const char *temporary = getenv("TMPDIR");
    char folder[400];
    int failed;

    fixture_need_engine();
    snprintf(folder, sizeof(folder), "%s/diaodu-data-XXXXXX", temporary ? temporary : "/tmp");
    if (!mkdtemp(folder) || setenv("DIAODU_DATA", folder, 1))
        return 1;
    failed = cmocka_run_group_tests_name("process", tests, NULL, NULL);
    rmdir(folder);
    return failed;
}
