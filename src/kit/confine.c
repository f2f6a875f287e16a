/* The parent of a confined child: spawns, reads with a deadline, reaps, and says what went wrong. See confine.h. */
#include "kit/confine.h"

#include "base/log.h"
#include "kit/confine_child.h"
#include "kit/words.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_ARGS = 16, PIPE_SIZE = 256 * 1024, SAID_MAX = 2048 };

struct confine {
    struct arena *a;
    struct confine_limits limits;
    const char *name;
    pid_t pid; /* 0 once reaped */
    int pidfd, out, errors;
    int64_t left_ms; /* of the time to wait */
    bool late;
    char said[SAID_MAX]; /* the beginning of what it wrote to its standard error */
    size_t said_n;
};

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Moves *fd above the standard three, so that a dup2 onto 0, 1, 2 in the child never overwrites another of ours. */
static bool fd_above(int *fd)
{
    int up;

    if (*fd < 0 || *fd > 2)
        return *fd >= 0;
    up = fcntl(*fd, F_DUPFD_CLOEXEC, 3);
    fd_close(fd);
    *fd = up;
    return up >= 0;
}

/* The same file, read only and with its own offset, whatever way the caller opened it. */
static int reopen(int fd)
{
    char path[32];

    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static err cannot_start(struct arena *a, const char *what, int number)
{
    log_error("confine: %s: %s", what, strerrordesc_np(number));
    return FAIL(a, E_SYSTEM, w_confine_start);
}

/* The child's environment: nothing of ours but what a sanitizer needs to hold the limits that the kernel cannot hold
 * for it. */
static char **environment(struct arena *a, size_t memory)
{
    char **v = ARENA_ARRAY(a, char *, 4);

    v[0] = text_z(a, T("LC_ALL=C.UTF-8"));
    v[1] = text_z(
        a, text_fmt(a, "ASAN_OPTIONS=abort_on_error=1:detect_leaks=0:symbolize=0:hard_rss_limit_mb=%zu", memory >> 20));
    v[2] = text_z(a, T("UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=0"));
    return v;
}

static char **arguments(struct confine *c, const char *const args[])
{
    char **v = ARENA_ARRAY(c->a, char *, MAX_ARGS + CONFINED_ARGS + 1);
    size_t n = 0;

    v[n++] = text_z(c->a, T("diaodu"));
    v[n++] = text_z(c->a, T(CONFINED_FLAG));
    v[n++] = text_z(c->a, text_of(c->name));
    v[n++] = text_z(c->a, text_fmt(c->a, "%zu", c->limits.memory));
    v[n++] = text_z(c->a, text_fmt(c->a, "%d", c->limits.cpu_s));
    for (size_t i = 0; args && args[i] && i < MAX_ARGS; i++)
        v[n++] = text_z(c->a, text_of(args[i]));
    return v;
}

/* posix_spawn, so that a large parent with many threads is never copied. Returns an errno, 0 when it runs. */
static int spawn(struct confine *c, const char *const args[], int in, int out, int errors)
{
    const char *program = getenv("DIAODU_PROGRAM");
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int e;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, 0);
    posix_spawn_file_actions_adddup2(&files, out, 1);
    posix_spawn_file_actions_adddup2(&files, errors, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    e = posix_spawn(&c->pid, program && *program ? program : "/proc/self/exe", &files, &attributes, arguments(c, args),
                    environment(c->a, c->limits.memory));
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (e)
        c->pid = 0;
    return e;
}

static struct confine_limits with_defaults(const struct confine_limits *l)
{
    struct confine_limits r = l ? *l : (struct confine_limits){0};

    if (!r.memory)
        r.memory = (size_t)512 << 20;
    if (!r.cpu_s)
        r.cpu_s = 60;
    if (!r.wait_s)
        r.wait_s = 120;
    return r;
}

static void stop_at_end(void *c)
{
    confine_stop(c);
}

static err start(struct confine *c, const char *const args[], int in_fd)
{
    int out[2] = {-1, -1}, errors[2] = {-1, -1}, in = reopen(in_fd), e = 0;

    if (!fd_above(&in) || pipe2(out, O_CLOEXEC) || pipe2(errors, O_CLOEXEC) || !fd_above(&out[1]) ||
        !fd_above(&errors[1]))
        e = errno;
    c->out = out[0];
    c->errors = errors[0];
    if (!e) {
        fcntl(c->out, F_SETPIPE_SZ, PIPE_SIZE); /* a wish: refused when the user has many pipes */
        e = spawn(c, args, in, out[1], errors[1]);
    }
    fd_close(&in);
    fd_close(&out[1]);
    fd_close(&errors[1]);
    if (!e && (c->pidfd = pidfd_open(c->pid, 0)) < 0)
        e = errno;
    return e ? cannot_start(c->a, c->name, e) : NULL;
}

err confine_start(struct arena *a, const struct confine_limits *limits, const char *name, const char *const args[],
                  int in_fd, struct confine **ret)
{
    struct confine *c = ARENA_NEW(a, struct confine);

    *c = (struct confine){.a = a, .limits = with_defaults(limits), .name = name, .pidfd = -1, .out = -1, .errors = -1};
    c->left_ms = (int64_t)c->limits.wait_s * 1000;
    arena_on_end(a, stop_at_end, c);
    TRY(start(c, args, in_fd));
    *ret = c;
    return NULL;
}

/* Keeps the beginning of what it says on standard error, drops the rest; closes the pipe at its end. */
static void listen_to_errors(struct confine *c)
{
    char more[1024];
    ssize_t n = read(c->errors, more, sizeof(more));

    if (n < 0 && errno == EINTR)
        return;
    if (n <= 0) {
        fd_close(&c->errors);
        return;
    }
    if ((size_t)n > sizeof(c->said) - c->said_n)
        n = (ssize_t)(sizeof(c->said) - c->said_n);
    memcpy(c->said + c->said_n, more, (size_t)n);
    c->said_n += (size_t)n;
}

/* Waits until fd can be read, draining standard error meanwhile. False when the time is up: then the child is
 * killed. */
static bool wait_for(struct confine *c, int fd)
{
    for (;;) {
        struct pollfd p[2] = {{.fd = fd, .events = POLLIN}, {.fd = c->errors, .events = POLLIN}};
        int64_t from = now_ms();
        int n = c->left_ms > 0 ? poll(p, 2, (int)c->left_ms) : 0;

        c->left_ms -= now_ms() - from;
        if (n < 0 && errno != EINTR)
            return false;
        if (n == 0) {
            c->late = true;
            kill(c->pid, SIGKILL);
            return false;
        }
        if (n > 0 && p[1].revents)
            listen_to_errors(c);
        if (n > 0 && p[0].revents)
            return true;
    }
}

ssize_t confine_read(struct confine *c, void *p, size_t n)
{
    ssize_t got;

    if (c->late || !c->pid)
        return -1;
    if (c->out < 0)
        return 0;
    do {
        if (!wait_for(c, c->out))
            return -1;
        got = read(c->out, p, n);
    } while (got < 0 && errno == EINTR);
    return got;
}

bool confine_read_all(struct confine *c, void *p, size_t n)
{
    char *at = p;

    while (n) {
        ssize_t got = confine_read(c, at, n);
        if (got <= 0)
            return false;
        at += got;
        n -= (size_t)got;
    }
    return true;
}

static bool said(const struct confine *c, const char *what)
{
    return memmem(c->said, c->said_n, what, strlen(what)) != NULL;
}

/* A child that died with most of its memory in use, or complaining of it, died of that. */
static bool out_of_memory(const struct confine *c, int status, const struct rusage *used)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == CONFINE_MEMORY)
        return true;
    return said(c, "out of memory") || said(c, "rss limit") || said(c, "bad_alloc") ||
           (size_t)used->ru_maxrss * 1024 > c->limits.memory / 4 * 3;
}

/* For the log: the first line of what it said, its length bounded, nothing that a terminal would obey. */
static text first_line(struct confine *c)
{
    text line = text_copy(c->a, text_sub((text){c->said, c->said_n}, 0, 200)), rest;
    char *p = (char *)line.p;

    for (size_t i = 0; i < line.n; i++)
        if (p[i] != '\n' && (p[i] < 0x20 || p[i] == 0x7f))
            p[i] = '?';
    return text_cut(line, '\n', &rest);
}

static err verdict(struct confine *c, int status, const struct rusage *used)
{
    int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    text line;

    if (WIFEXITED(status) && WEXITSTATUS(status) == CONFINE_OK)
        return NULL;
    line = first_line(c);
    log_info("confine: %s ended with %s %d, %ld KiB resident: %.*s", c->name, signal ? "signal" : "status",
             signal ? signal : WEXITSTATUS(status), used->ru_maxrss, TEXT_ARG(line));
    if (c->late || signal == SIGXCPU)
        return FAIL(c->a, E_INPUT, w_confine_slow,
                    .args = {ARG_INT("seconds", signal == SIGXCPU ? c->limits.cpu_s : c->limits.wait_s)});
    if (signal == SIGSYS)
        return FAIL(c->a, E_INPUT, w_confine_forbidden);
    if (out_of_memory(c, status, used))
        return FAIL(c->a, E_INPUT, w_confine_memory, .args = {ARG_INT("mb", (int64_t)(c->limits.memory >> 20))});
    if (WIFEXITED(status) && WEXITSTATUS(status) == CONFINE_BROKEN)
        return FAIL(c->a, E_INPUT, w_confine_broken);
    if (WIFEXITED(status) && WEXITSTATUS(status) == CONFINE_SYSTEM)
        return FAIL(c->a, E_SYSTEM, w_confine_start);
    return FAIL(c->a, E_INPUT, w_confine_crashed);
}

static int reap(struct confine *c, int *ret_status, struct rusage *ret_used)
{
    int r;

    do
        r = wait4(c->pid, ret_status, 0, ret_used);
    while (r < 0 && errno == EINTR);
    c->pid = 0;
    fd_close(&c->pidfd);
    fd_close(&c->out);
    fd_close(&c->errors);
    return r;
}

err confine_end(struct confine *c)
{
    struct rusage used = {0};
    int status = 0;

    if (!c->pid)
        return FAIL(c->a, E_SYSTEM, w_confine_start);
    fd_close(&c->out); /* one that still writes ends by SIGPIPE */
    if (!c->late)
        wait_for(c, c->pidfd);
    if (c->errors >= 0 && !c->late)
        listen_to_errors(c);
    if (reap(c, &status, &used) < 0)
        return cannot_start(c->a, c->name, errno);
    return verdict(c, status, &used);
}

void confine_stop(struct confine *c)
{
    struct rusage used;
    int status;

    if (c->pid > 0) {
        kill(c->pid, SIGKILL);
        reap(c, &status, &used);
    }
    fd_close(&c->pidfd);
    fd_close(&c->out);
    fd_close(&c->errors);
}
