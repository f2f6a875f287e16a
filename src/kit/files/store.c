/* The content-addressed store: see store.h. */
#include "kit/files/store.h"

#include "base/date.h"
#include "base/log.h"
#include "kit/files/words.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEX = 2 * crypto_hash_sha256_BYTES, STALE_S = 24 * 3600 };

struct file_store {
    int dir, tmp; /* open directories */
};

struct file_upload {
    struct arena *a;
    const struct file_store *store;
    int fd;
    char name[16]; /* in tmp; "" once gone */
    int64_t size, max;
    crypto_hash_sha256_state sum;
};

static err disk(struct arena *a, const char *what)
{
    int e = errno;

    log_error("file store: %s: %s", what, strerrordesc_np(e));
    if (e == ENOSPC || e == EDQUOT)
        return FAIL(a, E_SYSTEM, w_file_disk_full);
    return FAIL(a, E_SYSTEM, w_file_disk);
}

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* ---- the store ---- */

static void store_close(void *store)
{
    struct file_store *s = store;

    fd_close(&s->dir);
    fd_close(&s->tmp);
}

/* The directory `name` below `at`, made when missing; its parent is synced then, so that a crash cannot lose it. */
static int dir_open(int at, const char *name)
{
    if (mkdirat(at, name, 0750) == 0)
        fsync(at);
    else if (errno != EEXIST)
        return -1;
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void sweep(int tmp)
{
    DIR *d = fdopendir(dup(tmp));
    time_t now = (time_t)(clock_now().ms / 1000);
    struct stat st;

    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d));)
        if (!strncmp(e->d_name, "up-", 3) && !fstatat(tmp, e->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
            st.st_mtime < now - STALE_S)
            unlinkat(tmp, e->d_name, 0);
    closedir(d);
}

/* mkdir -p: a new installation names a directory that is not there yet. */
static bool make_all(struct arena *a, const char *dir)
{
    char *path = text_z(a, text_of(dir));

    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(path, 0750) && errno != EEXIST)
            return false;
        *p = '/';
    }
    return true;
}

err file_store_open(struct arena *a, const char *dir, struct file_store **ret)
{
    struct file_store *s = ARENA_NEW(a, struct file_store);

    s->dir = s->tmp = -1;
    arena_on_end(a, store_close, s);
    if (sodium_init() < 0)
        return FAIL(a, E_SYSTEM, w_file_disk);
    if (!make_all(a, dir) || (s->dir = dir_open(AT_FDCWD, dir)) < 0 || (s->tmp = dir_open(s->dir, "tmp")) < 0)
        return disk(a, dir);
    sweep(s->tmp);
    *ret = s;
    return NULL;
}

/* ---- coming in ---- */

void file_store_drop(struct file_upload *u)
{
    fd_close(&u->fd);
    if (u->name[0])
        unlinkat(u->store->tmp, u->name, 0);
    u->name[0] = '\0';
}

static void upload_end(void *u)
{
    file_store_drop(u);
}

/* A new file in tmp with a name of its own. */
static int upload_open(struct file_upload *u)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";

    for (int tries = 0; tries < 8; tries++) {
        memcpy(u->name, "up-", 3);
        for (int i = 3; i < 15; i++)
            u->name[i] = digits[randombytes_uniform(32)];
        u->fd = openat(u->store->tmp, u->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
        if (u->fd >= 0 || errno != EEXIST)
            break;
    }
    if (u->fd < 0)
        u->name[0] = '\0';
    return u->fd;
}

err file_store_begin(struct arena *a, const struct file_store *s, int64_t max, struct file_upload **ret)
{
    struct file_upload *u = ARENA_NEW(a, struct file_upload);

    *u = (struct file_upload){.a = a, .store = s, .fd = -1, .max = max};
    crypto_hash_sha256_init(&u->sum);
    arena_on_end(a, upload_end, u);
    if (upload_open(u) < 0)
        return disk(a, "open");
    *ret = u;
    return NULL;
}

err file_store_put(struct file_upload *u, const void *p, size_t n)
{
    const char *at = p;

    if (n > (size_t)(u->max - u->size)) {
        file_store_drop(u);
        return FAIL(u->a, E_TOO_LARGE, w_file_too_large, .args = {ARG_INT("mb", u->max >> 20)});
    }
    crypto_hash_sha256_update(&u->sum, p, n);
    u->size += (int64_t)n;
    while (n) {
        ssize_t done = write(u->fd, at, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            err e = disk(u->a, "write");
            file_store_drop(u);
            return e;
        }
        at += done;
        n -= (size_t)done;
    }
    return NULL;
}

int file_upload_fd(const struct file_upload *u)
{
    return u->fd;
}

int64_t file_upload_size(const struct file_upload *u)
{
    return u->size;
}

/* ab/cd of the hash, opened (made when asked to); −1 with errno. */
static int shelf_open(const struct file_store *s, const char *hash, bool make)
{
    char first[3] = {hash[0], hash[1], 0}, second[3] = {hash[2], hash[3], 0}, both[8];
    int outer, inner;

    if (!make) {
        snprintf(both, sizeof(both), "%s/%s", first, second);
        return openat(s->dir, both, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    outer = dir_open(s->dir, first);
    inner = outer < 0 ? -1 : dir_open(outer, second);
    fd_close(&outer);
    return inner;
}

/* Content first, then its name, then the directory: after a crash a name never stands for half a file. */
static err shelve(struct file_upload *u, const char *hash, bool *ret_new)
{
    struct stat st;
    int shelf = shelf_open(u->store, hash, true);
    err e = NULL;

    if (shelf < 0)
        return disk(u->a, "mkdir");
    *ret_new = fstatat(shelf, hash, &st, AT_SYMLINK_NOFOLLOW) != 0 || st.st_size != u->size;
    if (*ret_new) {
        if (fchmod(u->fd, 0440) || fsync(u->fd) || renameat(u->store->tmp, u->name, shelf, hash) || fsync(shelf))
            e = disk(u->a, "rename");
        else
            u->name[0] = '\0';
    }
    fd_close(&shelf);
    return e;
}

err file_store_finish(struct file_upload *u, struct file_stored *ret)
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    char hash[HEX + 1];
    bool is_new = false;
    err e;

    if (u->fd < 0)
        return FAIL(u->a, E_STATE, w_file_disk);
    crypto_hash_sha256_final(&u->sum, sum);
    sodium_bin2hex(hash, sizeof(hash), sum, sizeof(sum));
    e = shelve(u, hash, &is_new);
    file_store_drop(u);
    if (e)
        return e;
    *ret = (struct file_stored){.hash = text_copy(u->a, (text){hash, HEX}), .size = u->size, .is_new = is_new};
    return NULL;
}

err file_store_keep(struct arena *a, const struct file_store *s, text bytes, struct file_stored *ret)
{
    struct file_upload *u;

    TRY(file_store_begin(a, s, (int64_t)bytes.n, &u));
    TRY(file_store_put(u, bytes.p, bytes.n));
    return file_store_finish(u, ret);
}

/* ---- going out ---- */

static bool is_hash(text t)
{
    if (t.n != HEX)
        return false;
    for (size_t i = 0; i < t.n; i++)
        if (!(t.p[i] >= '0' && t.p[i] <= '9') && !(t.p[i] >= 'a' && t.p[i] <= 'f'))
            return false;
    return true;
}

err file_store_get(struct arena *a, const struct file_store *s, text hash, int *ret_fd, int64_t *ret_size)
{
    int shelf, fd = -1;
    struct stat st;

    if (!is_hash(hash))
        return FAIL(a, E_GONE, w_file_gone);
    shelf = shelf_open(s, hash.p, false);
    if (shelf >= 0)
        fd = openat(shelf, text_z(a, hash), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    fd_close(&shelf);
    if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        fd_close(&fd);
        return FAIL(a, E_GONE, w_file_gone);
    }
    *ret_fd = fd;
    *ret_size = st.st_size;
    return NULL;
}

err file_store_verify(struct arena *a, const struct file_store *s, text hash)
{
    unsigned char part[16 * 1024], sum[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    char now[HEX + 1];
    int64_t size;
    ssize_t n;
    int fd;

    TRY(file_store_get(a, s, hash, &fd, &size));
    crypto_hash_sha256_init(&state);
    while ((n = read(fd, part, sizeof(part))) > 0)
        crypto_hash_sha256_update(&state, part, (size_t)n);
    fd_close(&fd);
    crypto_hash_sha256_final(&state, sum);
    sodium_bin2hex(now, sizeof(now), sum, sizeof(sum));
    if (n < 0 || !text_eqz(hash, now))
        return FAIL(a, E_SYSTEM, w_file_altered, .args = {ARG_TEXT("hash", hash)});
    return NULL;
}

err file_store_remove(struct arena *a, const struct file_store *s, text hash)
{
    int shelf, e;

    if (!is_hash(hash))
        return FAIL(a, E_GONE, w_file_gone);
    shelf = shelf_open(s, hash.p, false);
    if (shelf < 0)
        return errno == ENOENT ? NULL : disk(a, "open");
    e = unlinkat(shelf, text_z(a, hash), 0) && errno != ENOENT ? errno : 0;
    fd_close(&shelf);
    errno = e;
    return e ? disk(a, "unlink") : NULL;
}
