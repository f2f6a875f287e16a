/* The arena: what is taken, marked, given back, and what happens at its end. */
#include "test.h"

static void counts(void *data)
{
    ++*(int *)data;
}

static void what_is_taken_is_zeroed_and_aligned(void **state)
{
    struct arena *a = arena_new(1 << 20);

    (void)state;
    for (size_t n = 0; n < 300; n++) {
        char *p = arena_alloc(a, n);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, n);
    }
    arena_free(a);
    arena_free(NULL);
}

/* How often so many bytes can be taken before the arena is exhausted, up to 1000 times. Nothing but static lives over the jump. */
static int times(size_t size)
{
    static struct arena *a;
    static jmp_buf full;
    static int got;

    a = arena_new(4096);
    got = 0;
    if (!setjmp(full)) {
        arena_catch(a, &full);
        while (got < 1000) {
            (void)arena_alloc(a, size);
            got++;
        }
    }
    arena_free(a);
    return got;
}

static void a_small_arena_can_be_used_up_to_its_end(void **state)
{
    (void)state;
    assert_int_equal(times(64), 64);
    assert_int_equal(times(4096), 1);
}

static void too_much_at_once_goes_where_it_was_told(void **state)
{
    (void)state;
    assert_int_equal(times(4097), 0);
    assert_int_equal(times((size_t)1 << 40), 0);
    assert_int_equal(times(SIZE_MAX), 0);
}

static void a_reset_gives_back_and_runs_the_ends_since(void **state)
{
    struct arena *a = arena_new(1 << 22);
    struct arena_mark mark;
    int before = 0, since = 0;
    size_t used;
    char *kept;

    (void)state;
    arena_on_end(a, counts, &before);
    kept = arena_alloc(a, 100);
    memset(kept, 7, 100);
    mark = arena_mark(a);
    used = arena_used(a);
    for (int round = 1; round <= 3; round++) {
        arena_on_end(a, counts, &since);
        (void)arena_alloc(a, 1 << 20);
        arena_reset(a, mark);
        assert_int_equal(since, round);
        assert_int_equal(arena_used(a), used);
    }
    assert_int_equal(before, 0);
    assert_int_equal(kept[99], 7);
    arena_free(a);
    assert_int_equal(before, 1);
    assert_int_equal(since, 3);
}

static void a_list_keeps_its_order_while_it_grows(void **state)
{
    struct arena *a = arena_new(1 << 22);
    LIST(int) list = {0};

    (void)state;
    for (int i = 0; i < 10000; i++)
        list_push(&list, a) = i;
    assert_int_equal(list.n, 10000);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(list.v[i], i);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_is_zeroed_and_aligned),
        cmocka_unit_test(a_small_arena_can_be_used_up_to_its_end),
        cmocka_unit_test(too_much_at_once_goes_where_it_was_told),
        cmocka_unit_test(a_reset_gives_back_and_runs_the_ends_since),
        cmocka_unit_test(a_list_keeps_its_order_while_it_grows),
    };

    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
