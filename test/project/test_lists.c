/* Code lists of the project file: every item is reachable by every one of its words, and by no other item's. */
#include "project/lists.h"
#include "test.h"

static void check_words(const struct codelist *l, const struct codeitem *item)
{
    text rest = text_of(item->aliases), part;

    for (const char *p = item->key; *p; p++)
        assert_true((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_');
    assert_ptr_equal(codelist_match(l, text_of(item->key)), item);
    for (int i = 0; i < LANG_COUNT; i++)
        if (codelist_match(l, text_of(item->in[i])) != item)
            fail_msg("%s: %s is not its own", l->name, item->in[i]);
    while (text_each(&rest, '|', &part))
        if (codelist_match(l, part) != item)
            fail_msg("%s.%s: alias %.*s is not its own", l->name, item->key, TEXT_ARG(part));
}

static void every_word_means_one_item(void **state)
{
    (void)state;
    for (size_t i = 0; i < project_list_count; i++)
        for (size_t k = 0; k < project_lists[i]->n; k++)
            check_words(project_lists[i], &project_lists[i]->items[k]);
}

static void lists_are_found_by_their_field(void **state)
{
    (void)state;
    assert_ptr_equal(project_list("stage"), &list_stage);
    assert_ptr_equal(project_list("doc_kind"), &list_doc_kind);
    assert_null(project_list("colour"));
    assert_int_equal(list_strategic.n, 9);
    assert_int_equal(list_build_kind.n, 7);
}

static void under_construction_alone_is_no_stage(void **state)
{
    (void)state;
    assert_null(codelist_match(&list_stage, T("在建")));
    assert_string_equal(codelist_match(&list_stage, T("续建"))->key, "continued");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_means_one_item),
        cmocka_unit_test(lists_are_found_by_their_field),
        cmocka_unit_test(under_construction_alone_is_no_stage),
    };
    return cmocka_run_group_tests_name("lists", tests, NULL, NULL);
}
