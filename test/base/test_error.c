/* Errors outlive the memory in which they were made, all of a chain. */
#include "base/error.h"
#include "test.h"

static const struct word w_amiss = {"amiss", {"{field}不对。", "{field} is amiss."}};

static err two_faults(struct arena *a)
{
    err first = FAIL(a, E_INPUT, w_amiss, .field = "name", .args = {ARG_TEXT("field", text_copy(a, T("名称")))});

    return error_also(a, first, FAIL(a, E_INPUT, w_amiss, .field = "address", .row = 7, .args = {ARG_TEXT("field", text_copy(a, T("地址")))}));
}

static void a_chain_is_copied_whole(void **state)
{
    struct arena *a = arena_new(1 << 20), *own = arena_new(1 << 20);
    err e = error_new(a, two_faults(own));

    (void)state;
    arena_free(own);
    assert_non_null(e->next);
    assert_null(e->next->next);
    assert_string_equal(e->field, "name");
    assert_int_equal(e->next->row, 7);
    assert_text(e->next->args[0].t, "地址");
    arena_free(a);
}

static void a_fault_is_found_by_its_field(void **state)
{
    struct arena *a = arena_new(1 << 20);
    err e = two_faults(a);

    (void)state;
    assert_ptr_equal(error_of(e, "name"), e);
    assert_ptr_equal(error_of(e, "address"), e->next);
    assert_null(error_of(e, "owner"));
    assert_null(error_of(NULL, "name"));
    assert_text(error_said_at(a, e, "address", LANG_ZH), "地址不对。");
    assert_int_equal(error_said_at(a, e, "owner", LANG_ZH).n, 0);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_chain_is_copied_whole), cmocka_unit_test(a_fault_is_found_by_its_field)};

    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
