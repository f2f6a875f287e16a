/* What is built into the program: assets of the pages, migrations and data. */
#include "kit/asset.h"

#include "kit/data.h"
#include "kit/schema.h"
#include "test.h"

static void an_asset_is_found_by_the_name_in_its_address(void **state)
{
    const struct asset *css = asset_named(T("style.css"));

    (void)state;
    assert_non_null(css);
    assert_string_equal(asset_url("style.css"), css->url);
    assert_ptr_equal(asset_find(text_of(css->hashed)), css);
    assert_ptr_equal(asset_find(text_of(css->url + strlen("/static/"))), css);
    assert_string_equal(css->mime, "text/css; charset=utf-8");
}

static void an_asset_of_another_version_is_not_found(void **state)
{
    static const char *const wrong[] = {"", ".", "style.css", "style.0123456789abcdef.css", "style.0123456789abcde.css",
                                        "0123456789abcdef.css", "../style.css", "no.0123456789abcdef.css"};
    char longer[400];

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_null(asset_find(text_of(wrong[i])));
    memset(longer, 'a', sizeof(longer));
    longer[sizeof(longer) - 3] = '.';
    assert_null(asset_find((text){longer, sizeof(longer)}));
    assert_string_equal(asset_url("nothing.css"), "/static/missing");
    assert_true(asset_text("nothing.css").p == NULL);
}

static void every_asset_is_there_and_smaller_when_compressed(void **state)
{
    (void)state;
    assert_true(asset_count > 4);
    for (size_t i = 0; i < asset_count; i++) {
        const struct asset *a = &assets[i];

        assert_true(a->plain.n > 0 && a->plain.p[a->plain.n] == 0);
        assert_true(!a->gz.p || (a->gz.n < a->plain.n && a->gz.p[0] == 0x1f && a->gz.p[1] == 0x8b));
        assert_true(!a->br.p || a->br.n < a->plain.n);
        assert_ptr_equal(asset_find(text_of(a->hashed)), a);
    }
}

static void the_map_can_be_written_into_a_page(void **state)
{
    text svg = asset_text("liaoning.svg");

    (void)state;
    assert_true(text_starts(svg, T("<svg ")));
    assert_true(text_has(svg, T("data-division=\"210100\"")));
    assert_true(text_has(svg, T("data-per-lon=")));
}

static void migrations_stand_in_the_order_of_their_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < schema_migration_count; i++) {
        assert_true(schema_migrations[i].number > (i ? schema_migrations[i - 1].number : 0));
        assert_true(strlen(schema_migrations[i].sql) > 0);
    }
}

static void a_data_file_that_is_not_there_is_absent(void **state)
{
    (void)state;
    assert_true(data_file("nothing.tsv").p == NULL);
    for (size_t i = 0; i < data_file_count; i++)
        assert_ptr_equal(data_file(data_files[i].name).p, data_files[i].body.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_asset_is_found_by_the_name_in_its_address),
        cmocka_unit_test(an_asset_of_another_version_is_not_found),
        cmocka_unit_test(every_asset_is_there_and_smaller_when_compressed),
        cmocka_unit_test(the_map_can_be_written_into_a_page),
        cmocka_unit_test(migrations_stand_in_the_order_of_their_numbers),
        cmocka_unit_test(a_data_file_that_is_not_there_is_absent),
    };
    return cmocka_run_group_tests_name("asset", tests, NULL, NULL);
}
