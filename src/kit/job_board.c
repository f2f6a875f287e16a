/* See job_board.h. */
#include "job_board.h"

#include "kit/words.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TELL_EVERY_MS = 250, BOARD_BYTES = 512 };

static const char *path_of(struct arena *a, const char *data_dir, id key, const char *tail)
{
    return text_fmt(a, "%s/jobs/%lld%s", data_dir, (long long)key.n, tail).p;
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void end(void *data)
{
    struct job_board *b = data;

    if (b->fd >= 0)
        close(b->fd);
    b->fd = -1;
}

err job_board_open(struct arena *a, const char *data_dir, id key, struct job_board **ret)
{
    struct job_board *b = ARENA_NEW(a, struct job_board);
    const char *dir = text_fmt(a, "%s/jobs", data_dir).p;

    if (mkdir(dir, 0700) && errno != EEXIST)
        return FAIL(a, E_SYSTEM, w_job_no_folder, .args = {ARG_TEXT("folder", text_of(dir)), ARG_TEXT("why", text_of(strerror(errno)))});
    b->fd = open(path_of(a, data_dir, key, ""), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (b->fd < 0)
        return FAIL(a, E_SYSTEM, w_job_no_folder, .args = {ARG_TEXT("folder", text_of(dir)), ARG_TEXT("why", text_of(strerror(errno)))});
    b->stop = text_z(a, text_of(path_of(a, data_dir, key, ".stop")));
    arena_on_end(a, end, b);
    *ret = b;
    return NULL;
}

void job_board_remove(struct arena *a, const char *data_dir, id key)
{
    unlink(path_of(a, data_dir, key, ""));
    unlink(path_of(a, data_dir, key, ".stop"));
}

/* One write of one block: a reader sees the old line or the new one. Best effort: progress is no fact that others build on. */
static void tell(struct job_board *b, int64_t done, int64_t total)
{
    char line[BOARD_BYTES] = {0};
    int n = snprintf(line, sizeof(line), "%lld %lld\n%s\n%s\n", (long long)done, (long long)total, b->phase->in[LANG_ZH], b->phase->in[LANG_EN]);

    if (n > 0 && pwrite(b->fd, line, sizeof(line), 0) < 0)
        b->told_ms = 0;
}

bool job_go_on(struct job *j, const struct word *phase, int64_t done, int64_t total)
{
    struct job_board *b = j->board;
    int64_t now = now_ms();

    if (b->phase != phase || now - b->told_ms >= TELL_EVERY_MS) {
        b->phase = phase;
        b->told_ms = now;
        tell(b, done, total);
        b->stopped = b->stopped || access(b->stop, F_OK) == 0;
    }
    return !b->stopped && !(b->ending && *b->ending);
}

void job_board_read(struct arena *a, const char *data_dir, enum lang lang, struct job_line *ret)
{
    char line[BOARD_BYTES + 1] = {0};
    text rest, first, figure, said;
    int fd = open(path_of(a, data_dir, ret->id, ""), O_RDONLY | O_CLOEXEC);
    ssize_t n;

    ret->stopping = ret->open && job_board_stop_asked(a, data_dir, ret->id);
    if (fd < 0)
        return;
    n = pread(fd, line, BOARD_BYTES, 0);
    close(fd);
    if (n <= 0)
        return;
    first = text_cut(text_of(line), '\n', &rest);
    figure = text_cut(first, ' ', &first);
    if (!text_int(figure, &ret->done) || !text_int(first, &ret->total))
        return;
    for (int k = 0; k <= (int)lang; k++)
        said = text_cut(rest, '\n', &rest);
    ret->phase = text_copy(a, said);
}

err job_board_ask_stop(struct arena *a, const char *data_dir, id key)
{
    const char *dir = text_fmt(a, "%s/jobs", data_dir).p;
    int fd;

    if (mkdir(dir, 0700) && errno != EEXIST)
        return FAIL(a, E_SYSTEM, w_job_no_folder, .args = {ARG_TEXT("folder", text_of(dir)), ARG_TEXT("why", text_of(strerror(errno)))});
    fd = open(path_of(a, data_dir, key, ".stop"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return FAIL(a, E_SYSTEM, w_job_no_folder, .args = {ARG_TEXT("folder", text_of(dir)), ARG_TEXT("why", text_of(strerror(errno)))});
    close(fd);
    return NULL;
}

bool job_board_stop_asked(struct arena *a, const char *data_dir, id key)
{
    return access(path_of(a, data_dir, key, ".stop"), F_OK) == 0;
}
