/* A file from outside, until its bytes are kept and all that it says of itself is known. See file.h. */
#include "file.h"

#include "base/format.h"
#include "file/words.h"
#include "kit/codes.h"
#include "kit/files/filetype.h"
#include "kit/files/picture.h"

#include <errno.h>
#include <unistd.h>

enum { PIECE_BYTES = 256 * 1024, ARENA_BYTES = 64 << 20 };

static err keep_bytes(struct arena *a, const struct file_store *s, int fd, int64_t size, struct file_stored *ret)
{
    struct file_upload *u;
    char *piece = arena_alloc(a, PIECE_BYTES);
    int64_t at = 0;

    TRY(file_store_begin(a, s, size, &u));
    while (at < size) {
        ssize_t n = pread(fd, piece, PIECE_BYTES, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return FAIL(a, E_SYSTEM, w_attachment_unread);
        TRY(file_store_put(u, piece, (size_t)n));
        at += n;
    }
    return file_store_finish(u, ret);
}

/* Seconds since midnight as 14:08:05. */
static text time_of_day(struct arena *a, int s)
{
    return s < 0 ? NO_TEXT : text_fmt(a, "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
}

static err keep_copy(struct arena *work, struct arena *a, const struct file_store *s, text jpeg, text *ret)
{
    struct file_stored kept;

    if (!jpeg.n)
        return NULL;
    TRY(file_store_keep(work, s, jpeg, &kept));
    *ret = text_copy(a, kept.hash);
    return NULL;
}

static text camera_of(struct arena *a, const struct picture *p)
{
    text make = text_trim(p->make), model = text_trim(p->model);

    if (!make.n || text_starts(model, make))
        return text_copy(a, model);
    return text_fmt(a, "%.*s %.*s", TEXT_ARG(make), TEXT_ARG(model));
}

static err read_picture(struct arena *work, struct arena *a, const struct file_store *s, int fd, struct attachment *x)
{
    struct picture p;

    TRY(picture_read(work, fd, &p));
    TRY(keep_copy(work, a, s, p.small, &x->small));
    TRY(keep_copy(work, a, s, p.medium, &x->medium));
    x->width.n = p.width;
    x->height.n = p.height;
    x->lon = p.lon;
    x->lat = p.lat;
    x->fingerprint.n = p.fingerprint == (uint64_t)INT64_MIN ? 0 : (int64_t)p.fingerprint;
    x->camera = camera_of(a, &p);
    if (!is_absent(p.taken_on.days) && p.taken_on.days > date_of(clock_now()).days)
        return NULL; /* by a clock that is wrong: better no time than one that is still to come */
    x->taken_at = time_of_day(a, p.taken_s);
    if (is_absent(x->taken_on.days))
        x->taken_on = p.taken_on;
    return NULL;
}

/* "开工照片" of "开工照片.jpg" */
static text title_of(text name)
{
    for (size_t i = name.n; i-- > 1;)
        if (name.p[i] == '.')
            return text_sub(name, 0, i);
    return name;
}

static err receive(struct arena *work, struct arena *a, const struct file_store *s, int fd, int64_t size, text name,
                   struct attachment *x)
{
    const struct file_kind *k;
    struct file_stored kept;

    TRY(secret_check(work, name));
    TRY(file_check(work, fd, size, name, &k));
    if (k->is_picture)
        TRY(read_picture(work, a, s, fd, x));
    TRY(keep_bytes(work, s, fd, size, &kept));
    x->hash = text_copy(a, kept.hash);
    x->size.n = kept.size;
    x->file_type.t = text_of(k->key);
    x->file_name = name;
    if (text_empty(x->title))
        x->title = title_of(name);
    if (!x->kind.t.p)
        x->kind.t = k->is_picture ? T("photo") : T("other");
    return NULL;
}

/* An error's texts must outlive the arena that it was made in. */
static err keep_error(struct arena *a, err e)
{
    struct error *copy = ARENA_NEW(a, struct error);

    *copy = *e;
    copy->next = NULL;
    for (size_t i = 0; i < ERROR_ARGS; i++)
        if (copy->args[i].kind == ARG_TEXT_)
            copy->args[i].t = text_copy(a, copy->args[i].t);
    return copy;
}

err attachment_receive(struct arena *a, const struct file_store *s, int fd, int64_t size, text name,
                       struct attachment *ret)
{
    struct arena *work = arena_new(
        ARENA_BYTES); /* a request may bring many pictures; each has two copies of some hundred kB */
    struct attachment x = *ret;
    err e = receive(work, a, s, fd, size, text_copy(a, name), &x);

    if (e)
        e = keep_error(a, e);
    else
        *ret = x;
    arena_free(work);
    return e;
}
