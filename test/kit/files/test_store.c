/* The content-addressed store. */
#include "test.h"

#include "kit/files/store.h"
#include "kit/files/words.h"

#include "make.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#define HELLO_HASH "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" /* of "hello" */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *f)
{
    (void)st, (void)kind, (void)f;
    return remove(path);
}

static int make_dir(void **state)
{
    char *dir = strdup("/tmp/diaodu-store-XXXXXX");

    *state = mkdtemp(dir);
    return *state ? 0 : -1;
}

static int drop_dir(void **state)
{
    int r = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);

    free(*state);
    return r;
}

static int files_in(const char *dir, const char *sub)
{
    char path[256];
    int n = 0;
    FILE *p;

    snprintf(path, sizeof(path), "find '%s%s' -type f | wc -l", dir, sub);
    p = popen(path, "r");
    if (fscanf(p, "%d", &n) != 1)
        n = -1;
    pclose(p);
    return n;
}

static text content(struct arena *a, const struct file_store *s, text hash)
{
    char *p;
    int64_t size;
    int fd;

    assert_ok(file_store_get(a, s, hash, &fd, &size));
    p = arena_alloc(a, (size_t)size + 1);
    assert_int_equal(read(fd, p, (size_t)size), size);
    close(fd);
    return (text){p, (size_t)size};
}

static void what_goes_in_comes_out_under_its_hash(void **state)
{
    WITH_ARENA(a);
    struct file_store *s;
    struct file_upload *u;
    struct file_stored got;

    assert_ok(file_store_open(a, *state, &s));
    assert_ok(file_store_begin(a, s, 100, &u));
    assert_ok(file_store_put(u, "hel", 3));
    assert_ok(file_store_put(u, "lo", 2));
    assert_int_equal(file_upload_size(u), 5);
    assert_ok(file_store_finish(u, &got));
    assert_text(got.hash, HELLO_HASH);
    assert_int_equal(got.size, 5);
    assert_true(got.is_new);
    assert_text(content(a, s, got.hash), "hello");
    assert_ok(file_store_verify(a, s, got.hash));
    assert_int_equal(files_in(*state, "/2c/f2"), 1);
}

static void same_content_is_kept_once(void **state)
{
    WITH_ARENA(a);
    struct file_store *s;
    struct file_stored one, two;

    assert_ok(file_store_open(a, *state, &s));
    assert_ok(file_store_keep(a, s, T("hello"), &one));
    assert_ok(file_store_keep(a, s, T("hello"), &two));
    assert_true(one.is_new);
    assert_false(two.is_new);
    assert_true(text_eq(one.hash, two.hash));
    assert_int_equal(files_in(*state, ""), 1);
}

static void a_missing_directory_is_made_with_its_parents(void **state)
{
    WITH_ARENA(a);
    struct file_store *s;
    struct file_stored got;
    text deep = text_fmt(a, "%s/new/deep/files", (const char *)*state);

    assert_ok(file_store_open(a, deep.p, &s));
    assert_ok(file_store_keep(a, s, T("x"), &got));
}

static void too_much_is_refused_and_leaves_nothing(void **state)
{
    WITH_ARENA(a);
    struct file_store *s;
    struct file_upload *u;
    struct file_stored got;

    assert_ok(file_store_open(a, *state, &s));
    assert_ok(file_store_begin(a, s, 4, &u));
    assert_ok(file_store_put(u, "hell", 4));
    assert_refused(file_store_put(u, "o", 1), w_file_too_large);
    assert_refused(file_store_finish(u, &got), w_file_disk);
    assert_int_equal(files_in(*state, ""), 0);
}

static void abandoned_upload_disappears_with_its_arena(void **state)
{
    WITH_ARENA(a);
    struct arena *request = arena_new(1 << 20);
    struct file_store *s;
    struct file_upload *u;

    assert_ok(file_store_open(a, *state, &s));
    assert_ok(file_store_begin(request, s, 100, &u));
    assert_ok(file_store_put(u, "hello", 5));
    assert_int_equal(files_in(*state, "/tmp"), 1);
    arena_free(request);
    assert_int_equal(files_in(*state, ""), 0);
}

static void what_a_crash_left_is_swept_after_a_day(void **state)
{
    WITH_ARENA(a);
    struct file_store *s;
    text old = text_fmt(a, "%s/tmp/up-old", (const char *)*state),
         fresh = text_fmt(a, "%s/tmp/up-new", (const char *)*state);
    struct timespec long_ago[2] = {{.tv_sec = 1000000}, {.tv_sec = 1000000}};

    assert_ok(file_store_open(a, *state, &s));
    close(open(old.p, O_CREAT | O_WRONLY, 0600));
    close(open(fresh.p, O_CREAT | O_WRONLY, 0600));
    assert_int_equal(utimensat(AT_FDCWD, old.p, long_ago, 0), 0);
    assert_ok(file_store_open(a, *state, &s));
    assert_int_equal(access(old.p, F_OK), -1);
    assert_int_equal(access(fresh.p, F_OK), 0);
}

static void what_is_no_hash_is_not_found(void **state)
{
    WITH_ARENA(a);
    const text names[] = {T(""), T("../../etc/passwd"), T("2cf2"),
                          T("2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824"), T(HELLO_HASH)};
    struct file_store *s;
    int64_t size;
    int fd;

    assert_ok(file_store_open(a, *state, &s));
    for (size_t i = 0; i < COUNT(names); i++)
        assert_refused(file_store_get(a, s, names[i], &fd, &size), w_file_gone);
}

static void altered_content_is_noticed_and_mended_by_the_next_upload(void **state)
{
    WITH_ARENA(a);
    struct file_store *s;
    struct file_stored got;
    text path = text_fmt(a, "%s/2c/f2/" HELLO_HASH, (const char *)*state);

    assert_ok(file_store_open(a, *state, &s));
    assert_ok(file_store_keep(a, s, T("hello"), &got));
    assert_int_equal(chmod(path.p, 0600), 0);
    assert_int_equal(truncate(path.p, 3), 0);
    assert_refused(file_store_verify(a, s, got.hash), w_file_altered);
    assert_ok(file_store_keep(a, s, T("hello"), &got));
    assert_ok(file_store_verify(a, s, got.hash));
}

static void removed_content_is_gone_and_may_be_removed_again(void **state)
{
    WITH_ARENA(a);
    struct file_store *s;
    struct file_stored got;

    assert_ok(file_store_open(a, *state, &s));
    assert_ok(file_store_keep(a, s, T("hello"), &got));
    assert_ok(file_store_remove(a, s, got.hash));
    assert_ok(file_store_remove(a, s, got.hash));
    assert_refused(file_store_verify(a, s, got.hash), w_file_gone);
    assert_refused(file_store_remove(a, s, T("../x")), w_file_gone);
}

static void a_store_that_cannot_be_is_an_error_of_the_system(void **state)
{
    WITH_ARENA(a);
    struct file_store *s;
    text file = text_fmt(a, "%s/file", (const char *)*state);

    close(open(file.p, O_CREAT | O_WRONLY, 0600));
    assert_refused(file_store_open(a, text_fmt(a, "%s/below", file.p).p, &s), w_file_disk);
}

#define IN_DIR(f) cmocka_unit_test_setup_teardown(f, make_dir, drop_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_DIR(what_goes_in_comes_out_under_its_hash),
        IN_DIR(same_content_is_kept_once),
        IN_DIR(a_missing_directory_is_made_with_its_parents),
        IN_DIR(too_much_is_refused_and_leaves_nothing),
        IN_DIR(abandoned_upload_disappears_with_its_arena),
        IN_DIR(what_a_crash_left_is_swept_after_a_day),
        IN_DIR(what_is_no_hash_is_not_found),
        IN_DIR(altered_content_is_noticed_and_mended_by_the_next_upload),
        IN_DIR(removed_content_is_gone_and_may_be_removed_again),
        IN_DIR(a_store_that_cannot_be_is_an_error_of_the_system),
    };

    return cmocka_run_group_tests_name("file store", tests, NULL, NULL);
}
