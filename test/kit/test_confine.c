/* Hostile files in a confined child: each gives its message, and the parent goes on. */
#include "test.h"

#include "kit/confine.h"
#include "kit/words.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the rows: what the child does ---- */

static int run_copy(int in, struct out *o, int argc, char **argv)
{
    char part[4096];
    ssize_t n;

    for (int i = 0; i < argc; i++)
        out_fmt(o, "%s;", argv[i]);
    while ((n = read(in, part, sizeof(part))) > 0)
        out_put(o, part, (size_t)n);
    return CONFINE_OK;
}

static int run_crash(int in, struct out *o, int argc, char **argv)
{
    (void)in, (void)o, (void)argc, (void)argv;
    raise(SIGSEGV);
    return CONFINE_OK;
}

static int run_loop(int in, struct out *o, int argc, char **argv)
{
    (void)in, (void)o, (void)argc, (void)argv;
    for (volatile int i = 0; i >= 0; i = !i)
        ;
    return CONFINE_OK;
}

/* Takes no processor time: only the parent's patience ends it. */
static int run_sleep(int in, struct out *o, int argc, char **argv)
{
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

    (void)in, (void)o, (void)argc, (void)argv;
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&m);
    return CONFINE_OK;
}

static int run_hog(int in, struct out *o, int argc, char **argv)
{
    (void)in, (void)o, (void)argc, (void)argv;
    for (;;) {
        char *volatile p = malloc(1 << 20); /* volatile: clang would leave it all out */
        if (!p)
            return CONFINE_MEMORY;
        memset(p, 'x', 1 << 20);
    }
}

static int run_flood(int in, struct out *o, int argc, char **argv)
{
    (void)in, (void)argc, (void)argv;
    while (!out_failed(o))
        out_raw(o, T("a line that never ends, "));
    return CONFINE_OK;
}

static int run_open(int in, struct out *o, int argc, char **argv)
{
    (void)in, (void)argc;
    out_fmt(o, "%d", open(argv[0], O_RDONLY) < 0 ? errno : 0);
    return CONFINE_OK;
}

static int run_write(int in, struct out *o, int argc, char **argv)
{
    (void)argc, (void)argv;
    out_fmt(o, "%d", write(in, "x", 1) < 0 ? errno : 0);
    return CONFINE_OK;
}

static int run_socket(int in, struct out *o, int argc, char **argv)
{
    (void)in, (void)o, (void)argc, (void)argv;
    socket(AF_INET, SOCK_STREAM, 0);
    return CONFINE_OK;
}

static int run_exec(int in, struct out *o, int argc, char **argv)
{
    char *args[] = {argv[0], NULL};

    (void)in, (void)o, (void)argc;
    execv("/bin/true", args);
    return CONFINE_OK;
}

static int run_fork(int in, struct out *o, int argc, char **argv)
{
    (void)in, (void)argc, (void)argv;
    out_fmt(o, "%d", fork() < 0 ? errno : 0);
    return CONFINE_OK;
}

static int run_broken(int in, struct out *o, int argc, char **argv)
{
    (void)in, (void)argc, (void)argv;
    fprintf(stderr, "%065536d", 0); /* more than a pipe holds: the parent must listen */
    LIT(o, "half");
    return CONFINE_BROKEN;
}

static void *in_thread(void *data)
{
    *(int *)data = 1;
    return NULL;
}

static int run_thread(int in, struct out *o, int argc, char **argv)
{
    pthread_t t;
    int seen = 0;

    (void)in, (void)argc, (void)argv;
    if (pthread_create(&t, NULL, in_thread, &seen) || pthread_join(t, NULL))
        return CONFINE_SYSTEM;
    out_fmt(o, "%d", seen);
    return CONFINE_OK;
}

static iconv_t from_gb;

static void prepare_iconv(void)
{
    from_gb = iconv_open("UTF-8", "GB18030");
}

static int run_iconv(int in, struct out *o, int argc, char **argv)
{
    char gb[] = "\xc9\xf2\xd1\xf4", utf[16], *from = gb, *to = utf;
    size_t n = 4, room = sizeof(utf);

    (void)in, (void)argc, (void)argv;
    if (iconv(from_gb, &from, &n, &to, &room) == (size_t)-1)
        return CONFINE_SYSTEM;
    out_put(o, utf, sizeof(utf) - room);
    return CONFINE_OK;
}

static int run_reopen(int in, struct out *o, int argc, char **argv)
{
    FILE *f = fopen(confine_input_path, "rb");
    char line[64];

    (void)in, (void)argc, (void)argv;
    if (!f)
        return CONFINE_SYSTEM;
    if (fgets(line, sizeof(line), f))
        out_fmt(o, "%s", line);
    fclose(f);
    out_fmt(o, ";%d", open("/etc/passwd", O_RDONLY) < 0 ? errno : 0);
    return CONFINE_OK;
}

static const struct confined rows[] = {
    {.name = "copy", .run = run_copy},
    {.name = "crash", .run = run_crash},
    {.name = "loop", .run = run_loop},
    {.name = "sleep", .run = run_sleep},
    {.name = "hog", .run = run_hog},
    {.name = "flood", .run = run_flood},
    {.name = "open", .run = run_open},
    {.name = "write", .run = run_write},
    {.name = "socket", .run = run_socket},
    {.name = "exec", .run = run_exec},
    {.name = "fork", .run = run_fork},
    {.name = "broken", .run = run_broken},
    {.name = "thread", .run = run_thread},
    {.name = "iconv", .run = run_iconv, .prepare = prepare_iconv},
    {.name = "reopen", .run = run_reopen, .opens_input = true},
    {.name = NULL},
};

/* ---- the parent ---- */

static const struct confine_limits small = {.memory = (size_t)256 << 20, .cpu_s = 1, .wait_s = 20};

static int file_with(const char *content)
{
    int fd = memfd_create("in", MFD_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, content, strlen(content)), (ssize_t)strlen(content));
    return fd;
}

/* Runs a row on a file holding "content" and gives back all it wrote. */
static err run(struct arena *a, const char *name, const struct confine_limits *l, text *ret)
{
    const char *const args[] = {"/etc/passwd", NULL};
    char part[4096];
    struct confine *c;
    struct out o;
    ssize_t n;
    int fd = file_with("content");
    err e = confine_start(a, l, name, args, fd, &c);

    close(fd);
    if (e)
        return e;
    out_init(&o, 1 << 20, LANG_ZH);
    while ((n = confine_read(c, part, sizeof(part))) > 0)
        out_put(&o, part, (size_t)n);
    *ret = text_copy(a, out_text(&o));
    out_free(&o);
    return confine_end(c);
}

#define WITH_ARENA(a) CLEAN(end_arena) struct arena *a = arena_new(1 << 24)
static void end_arena(struct arena **a)
{
    arena_free(*a);
}

static void child_reads_the_file_from_its_beginning(void **state)
{
    WITH_ARENA(a);
    text got;

    (void)state;
    assert_ok(run(a, "copy", NULL, &got));
    assert_text(got, "/etc/passwd;content");
}

static void large_output_streams_through(void **state)
{
    WITH_ARENA(a);
    char part[1 << 16];
    struct confine *c;
    size_t all = 0;
    int fd = file_with("");

    (void)state;
    assert_ok(confine_start(a, &small, "flood", NULL, fd, &c));
    close(fd);
    while (all < (size_t)8 << 20) {
        assert_true(confine_read_all(c, part, sizeof(part)));
        all += sizeof(part);
    }
    confine_stop(c);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void abandoned_child_is_killed_with_its_arena(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct confine *c;
    int fd = file_with("");

    (void)state;
    assert_ok(confine_start(a, &small, "sleep", NULL, fd, &c));
    close(fd);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), 0);
    arena_free(a);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void hostile_file_gives_its_message(void **state)
{
    static const struct confine_limits hasty = {.memory = (size_t)256 << 20, .cpu_s = 5, .wait_s = 1};
    const struct {
        const char *row;
        const struct confine_limits *limits;
        const struct word *word;
    } cases[] = {
        {"crash", &small, &w_confine_crashed},     {"loop", &small, &w_confine_slow},
        {"loop", &hasty, &w_confine_slow},         {"sleep", &hasty, &w_confine_slow},
        {"hog", &small, &w_confine_memory},        {"socket", &small, &w_confine_forbidden},
        {"exec", &small, &w_confine_forbidden},    {"broken", &small, &w_confine_broken},
        {"no such row", &small, &w_confine_start},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        WITH_ARENA(a);
        text got;
        err e = run(a, cases[i].row, cases[i].limits, &got);
        if (!e || strcmp(e->word->key, cases[i].word->key))
            fail_msg("%s: got %s, want %s", cases[i].row, e ? e->word->key : "success", cases[i].word->key);
        assert_int_equal(e->code, cases[i].word == &w_confine_start ? E_SYSTEM : E_INPUT);
        assert_ok(run(a, "copy", NULL, &got));
    }
}

static void child_can_neither_open_nor_write_nor_fork(void **state)
{
    const struct {
        const char *row, *errno_;
    } cases[] = {{"open", "1"}, {"write", "9"}, {"fork", "1"}}; /* EPERM, EBADF */

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        WITH_ARENA(a);
        text got;
        assert_ok(run(a, cases[i].row, NULL, &got));
        assert_true(text_eqz(got, cases[i].errno_));
    }
}

static void threads_and_prepared_iconv_work(void **state)
{
    WITH_ARENA(a);
    text got;

    (void)state;
    assert_ok(run(a, "thread", NULL, &got));
    assert_text(got, "1");
    assert_ok(run(a, "iconv", NULL, &got));
    assert_text(got, "沈阳");
}

static void library_that_needs_a_path_opens_the_input_and_nothing_else(void **state)
{
    WITH_ARENA(a);
    text got;

    (void)state;
    assert_ok(run(a, "reopen", NULL, &got));
    assert_text(got, "content;1");
}

static void program_that_is_not_there_is_no_fault_of_the_file(void **state)
{
    WITH_ARENA(a);
    text got;

    (void)state;
    setenv("DIAODU_PROGRAM", "/nowhere/diaodu", 1);
    assert_refused(run(a, "copy", NULL, &got), w_confine_start);
    unsetenv("DIAODU_PROGRAM");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(child_reads_the_file_from_its_beginning),
        cmocka_unit_test(large_output_streams_through),
        cmocka_unit_test(abandoned_child_is_killed_with_its_arena),
        cmocka_unit_test(hostile_file_gives_its_message),
        cmocka_unit_test(child_can_neither_open_nor_write_nor_fork),
        cmocka_unit_test(threads_and_prepared_iconv_work),
        cmocka_unit_test(library_that_needs_a_path_opens_the_input_and_nothing_else),
        cmocka_unit_test(program_that_is_not_there_is_no_fault_of_the_file),
    };
    int confined = confine_main_with(argc, argv, rows);

    if (confined >= 0)
        return confined;
    return cmocka_run_group_tests_name("confine", tests, NULL, NULL);
}
