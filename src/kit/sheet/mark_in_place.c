/* The parent of the child that marks an .xlsx in place: hands it the marks and the file as one, and its answer on. */
#include "base/log.h"
#include "kit/confine.h"
#include "kit/sheet/mark.h"
#include "kit/sheet/wire.h"
#include "kit/sheet/words.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static bool put_marks(int fd, const struct sheet_mark *marks, size_t n)
{
    struct out o;
    uint64_t length = 0;
    bool ok;

    for (size_t i = 0; i < n; i++)
        length += 13 + marks[i].message.n;
    out_to(&o, out_to_fd, &fd, LANG_ZH);
    wire_u64(&o, length);
    for (size_t i = 0; i < n; i++) {
        wire_u32(&o, (uint32_t)marks[i].row);
        wire_u32(&o, (uint32_t)marks[i].column);
        wire_u8(&o, marks[i].level == MARK_REFUSED);
        wire_u32(&o, (uint32_t)marks[i].message.n);
        out_raw(&o, marks[i].message);
    }
    ok = out_end(&o);
    out_free(&o);
    return ok;
}

static bool copy_file(int to, int from)
{
    char bytes[64 * 1024];
    int64_t at = 0;
    ssize_t n;

    while ((n = pread(from, bytes, sizeof(bytes), at)) > 0) {
        if (!out_to_fd(&to, bytes, (size_t)n))
            return false;
        at += n;
    }
    return n == 0;
}

static err write_failed(struct arena *a)
{
    return FAIL(a, E_SYSTEM, w_sheet_write_failed, .args = {ARG_TEXT("what", text_of(strerrordesc_np(errno)))});
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static err receive(struct arena *a, struct confine *c, const char *path)
{
    CLEAN(close_fd) int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    char *bytes = arena_alloc(a, 64 * 1024);
    ssize_t n;

    if (out < 0)
        return write_failed(a);
    while ((n = confine_read(c, bytes, 64 * 1024)) > 0)
        if (!out_to_fd(&out, bytes, (size_t)n))
            return write_failed(a);
    return confine_end(c);
}

err mark_in_place(struct arena *a, int fd, const struct sheet_mark *marks, size_t n, const struct sheet_mark_options *options, size_t width,
                  const char *path)
{
    const char *folder = text_empty(options->temporary) ? "/tmp" : text_z(a, options->temporary);
    CLEAN(close_fd) int both = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    const char *args[5] = {text_z(a, options->read.sheet), text_fmt(a, "%lld", (long long)options->head_to).p, text_fmt(a, "%zu", width).p,
                           options->lang == LANG_ZH ? "zh" : "en"};
    struct confine *c;

    if (both < 0 || !put_marks(both, marks, n) || !copy_file(both, fd))
        return write_failed(a);
    TRY(confine_start(a, NULL, "sheet_mark", args, both, &c));
    return receive(a, c, path);
}
