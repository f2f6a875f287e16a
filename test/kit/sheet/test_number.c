/* Figures, formats and serials. */
#include "test.h"

#include "kit/sheet/number.h"

#include <math.h>

static void figures_are_plain_decimal_text(void **state)
{
    static const struct { const char *in, *out; } cases[] = {
        {"0", "0"}, {"-0", "0"}, {"12", "12"}, {"12.50", "12.5"}, {"+7", "7"}, {"007", "7"}, {".5", "0.5"}, {"5.", "5"},
        {"0.30000000000000004", "0.3"}, {"32614.000000000004", "32614"}, {"1234.5600000000002", "1234.56"},
        {"0.99999999999999989", "1"}, {"99999.999999999985", "100000"}, {"-1.1000000000000001", "-1.1"},
        {"1E3", "1000"}, {"1.5E-3", "0.0015"}, {"2.1010219800101101E+17", "210102198001011000"}, {"1e-7", "0.0000001"},
        {"210102198001011234", "210102198001011234"}, {"123456789012345", "123456789012345"}, {"0.000", "0"}, {"1e0", "1"},
        {"", NULL}, {"-", NULL}, {"1,000", NULL}, {"1e999", NULL}, {"0x10", NULL}, {"1.2.3", NULL}, {"NaN", NULL}, {"e5", NULL},
    };
    char into[NUMBER_TEXT_MAX];
    text t;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        bool ok = number_plain(text_of(cases[i].in), into, &t);
        if (ok != (cases[i].out != NULL) || (ok && !text_eqz(t, cases[i].out)))
            fail_msg("%s: %d %.*s", cases[i].in, ok, TEXT_ARG(t));
    }
}

static void doubles_show_fifteen_digits(void **state)
{
    char into[NUMBER_TEXT_MAX];
    text t;
    (void)state;
    assert_true(number_of_double(0.1 + 0.2, into, &t));
    assert_text(t, "0.3");
    assert_true(number_of_double(-1e300, into, &t));
    assert_int_equal(t.n, 302);
    assert_false(number_of_double((double)INFINITY, into, &t));
}

static void formats_of_dates_are_known(void **state)
{
    static const struct { const char *code; enum number_format is; } cases[] = {
        {"General", FORMAT_NUMBER}, {"0.00", FORMAT_NUMBER}, {"#,##0.00_);[Red]\\(#,##0.00\\)", FORMAT_NUMBER}, {"0.00E+00", FORMAT_NUMBER},
        {"0\"days\"", FORMAT_NUMBER}, {"G/通用格式", FORMAT_NUMBER}, {"0.0\\d", FORMAT_NUMBER}, {"#,##0_m", FORMAT_NUMBER}, {"[$USD] 0", FORMAT_NUMBER},
        {"yyyy-mm-dd", FORMAT_DATE}, {"yyyy\"年\"m\"月\";@", FORMAT_DATE}, {"[$-804]yyyy\\-mm", FORMAT_DATE}, {"mmm", FORMAT_DATE},
        {"m/d/yy h:mm", FORMAT_DATE}, {"h:mm:ss", FORMAT_TIME}, {"mm:ss.0", FORMAT_TIME}, {"[h]:mm", FORMAT_TIME}, {"[mm]:ss", FORMAT_TIME},
        {"\"unclosed y", FORMAT_NUMBER}, {"\\", FORMAT_NUMBER}, {"", FORMAT_NUMBER},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (number_format_code(text_of(cases[i].code)) != cases[i].is)
            fail_msg("%s", cases[i].code);
    assert_int_equal(number_format_builtin(14), FORMAT_DATE);
    assert_int_equal(number_format_builtin(20), FORMAT_TIME);
    assert_int_equal(number_format_builtin(57), FORMAT_DATE);
    assert_int_equal(number_format_builtin(49), FORMAT_NUMBER);
}

static void serials_are_dates(void **state)
{
    static const struct { const char *serial; bool epoch; enum number_format format; const char *is; } cases[] = {
        {"45000", false, FORMAT_DATE, "2023-03-15"}, {"45000.5", false, FORMAT_DATE, "2023-03-15T12:00:00"},
        {"45000.999999", false, FORMAT_DATE, "2023-03-16"}, {"0.25", false, FORMAT_TIME, "06:00:00"}, {"1", false, FORMAT_DATE, "1900-01-01"},
        {"60", false, FORMAT_DATE, "1900-02-29"}, {"61", false, FORMAT_DATE, "1900-03-01"}, {"0", true, FORMAT_DATE, "1904-01-01"},
        {"2958465", false, FORMAT_DATE, "9999-12-31"}, {"2958466", false, FORMAT_DATE, NULL}, {"-1", false, FORMAT_DATE, NULL},
        {"-0.5", false, FORMAT_DATE, NULL}, {"0", false, FORMAT_DATE, NULL}, {"45000", false, FORMAT_NUMBER, NULL}, {"0", false, FORMAT_TIME, "00:00:00"},
    };
    char into[NUMBER_TEXT_MAX];
    text t;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        bool ok = number_date(text_of(cases[i].serial), cases[i].format, cases[i].epoch, into, &t);
        if (ok != (cases[i].is != NULL) || (ok && !text_eqz(t, cases[i].is)))
            fail_msg("%s: %d %.*s", cases[i].serial, ok, TEXT_ARG(t));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_plain_decimal_text),
        cmocka_unit_test(doubles_show_fifteen_digits),
        cmocka_unit_test(formats_of_dates_are_known),
        cmocka_unit_test(serials_are_dates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
