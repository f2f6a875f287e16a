/* Tables that ship as data. */
#include "kit/table.h"
#include "kit/data.h"
#include "kit/words.h"
#include "test.h"

static void cells_are_found_by_their_heads(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct table t;
    (void)state;
    assert_ok(table_read(a, T("# remark, with a comma\nkey,name\n\na, Alpha \nb,\"Beta, the \"\"second\"\"\nof two\"\r\n\"\",x"), &t));
    assert_int_equal(t.rows, 3);
    assert_int_equal(t.columns, 2);
    assert_text(table_at(&t, 0, "name"), "Alpha");
    assert_text(table_at(&t, 1, "key"), "b");
    assert_text(table_at(&t, 1, "name"), "Beta, the \"second\"\nof two");
    assert_null(table_at(&t, 2, "key").p);
    assert_text(table_at(&t, 2, "name"), "x");
    assert_null(table_at(&t, 1, "no such").p);
    arena_free(a);
}

static void a_row_of_another_width_is_refused(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct table t;
    err e;
    (void)state;
    assert_refused(table_read(a, T("a,b\n1,2,3\n"), &t), w_table_columns);
    e = table_read(a, T("a,b\n1,2\n3\n"), &t);
    assert_int_equal(e->row, 3);
    assert_refused(table_read(a, T("# nothing\n"), &t), w_table_empty);
    arena_free(a);
}

static void every_table_that_ships_is_well_formed(void **state)
{
    size_t tables = 0;
    (void)state;
    for (size_t i = 0; i < data_file_count; i++) {
        struct arena *a = arena_new(16 << 20);
        struct table t;
        if (text_ends(text_of(data_files[i].name), T(".csv"))) {
            assert_ok(table_read(a, data_files[i].body, &t));
            assert_true(t.rows > 0);
            tables++;
        }
        arena_free(a);
    }
    assert_true(tables >= 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_found_by_their_heads),
        cmocka_unit_test(a_row_of_another_width_is_refused),
        cmocka_unit_test(every_table_that_ships_is_well_formed),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
