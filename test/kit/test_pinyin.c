/* Readings: every polyphone has all of its own, and the names of our places are among them. */
#include "kit/pinyin.h"
#include "kit/data.h"
#include "kit/division.h"
#include "test.h"

static void polyphones_have_all_their_readings(void **state)
{
    (void)state;
    assert_text(pinyin_readings(0x957f), "zhang chang");
    assert_text(pinyin_readings(0x8c03), "diao tiao");
    assert_text(pinyin_readings(0x4e50), "le yue lao"); /* 乐亭 */
    assert_text(pinyin_readings(0x516d), "liu lu");     /* 六安 */
    assert_text(pinyin_readings(0x6cb3), "he");
    assert_text(pinyin_readings(0x65c5), "lv lu");
    assert_text(pinyin_readings(0x3007), "ling");
    assert_text(pinyin_readings('a'), "");
    assert_text(pinyin_readings(0x3400), "");
    assert_true(pinyin_has(0x9fff, T("")) == false);
    assert_true(pinyin_has(0x671d, T("chao")));
    assert_false(pinyin_has(0x671d, T("cha")));
}

static void every_place_of_liaoning_can_be_read_as_it_is_called(void **state)
{
    struct arena *a = arena_new(8 << 20);
    struct divisions d;
    size_t characters = 0;
    (void)state;
    assert_ok(divisions_read(a, data_file("divisions.csv"), &d));
    for (size_t i = 0; i < d.n; i++) {
        text name = d.v[i].name, rest = d.v[i].pinyin, syllable;
        while (name.n && text_each(&rest, ' ', &syllable)) {
            syllable = text_replace(a, syllable, T("ü"), T("v"));
            if (!pinyin_has(text_next(&name), syllable))
                fail_msg("%.*s: no reading %.*s", TEXT_ARG(d.v[i].name), TEXT_ARG(syllable));
            characters++;
        }
    }
    assert_true(characters > 350);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(polyphones_have_all_their_readings),
        cmocka_unit_test(every_place_of_liaoning_can_be_read_as_it_is_called),
    };
    return cmocka_run_group_tests_name("pinyin", tests, NULL, NULL);
}
