/* Web pages under the name .xls. */
#include "test.h"

#include "kit/confine.h"
#include "kit/sheet/words.h"
#include "make.h"

#include <unistd.h>

static struct arena *a;

static int setup(void **state)
{
    (void)state;
    a = arena_new(64 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

static void rows_of_a_table_are_read(void **state)
{
    static const struct { const char *in, *out; } cases[] = {
        {"<html><head><title>x</title><style>td{a:b}</style></head><body><table><tr><th>名称<th>投资</tr><tr><td>沈阳&amp;大连</td><td> 1,000 </td></tr></table>",
         "名称,投资\n沈阳&大连,\"1,000\"\n"},
        {"\xef\xbb\xbf<table>\n<TR><TD colspan=2>a</TD><td>b</TR><tr><td rowspan='2'>c<td>d<td>e<tr><td>f<td>g</table>", "a,,b\nc,d,e\n,f,g\n"},
        {"<table><tr><td>a<br>b&nbsp;<p>c</p></td><td>&#27784;&#x9633;&lt;1&bogus;</td></tr></table>", "\"a\nb c\",沈阳<1&bogus\n"},
        {"<!DOCTYPE html><!-- <tr><td>no --><script>if (a<b) '<td>'</script><table><tr><td>a</table><table><tr><td>b</table>", "a\n\nb\n"},
        {"<table><tr><td title=\"a>b\">x</td></tr></table>", "x\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int fd = make_text(cases[i].in);
        text t = NO_TEXT;
        assert_ok(read_csv(a, fd, NULL, &t));
        if (!text_eqz(t, cases[i].out))
            fail_msg("case %zu: got \"%.*s\"", i, TEXT_ARG(t));
        close(fd);
    }
}

static void spans_are_merged_ranges(void **state)
{
    int fd = make_text("<html><table><tr><td rowspan=2>a<td colspan=3>b<tr><td>c<td>d<td>e</table>");
    const struct sheet_range *m;
    struct sheet *s;
    size_t n;
    (void)state;
    assert_ok(sheet_open(a, fd, NULL, &s));
    close(fd);
    assert_int_equal(sheet_format(s), SHEET_HTML);
    m = sheet_merges(s, &n);
    assert_int_equal(n, 2);
    assert_int_equal(m[0].row_to, 2);
    assert_int_equal(m[1].column_to, 3);
}

static void a_page_in_gb18030_is_read(void **state)
{
    int fd = make_text("<html><meta charset=gb2312><table><tr><td>\xc9\xf2\xd1\xf4</table>");
    text t = NO_TEXT;
    (void)state;
    assert_ok(read_csv(a, fd, NULL, &t));
    assert_text(t, "沈阳\n");
    close(fd);
}

static void a_page_without_a_table_is_named(void **state)
{
    int fd = make_text("<!DOCTYPE html><html><body>登录超时，请重新登录</body></html>");
    text t;
    err e = read_csv(a, fd, NULL, &t);
    (void)state;
    assert_refused(e, w_sheet_not_a_workbook);
    assert_ptr_equal(e->args[0].word, &w_sheet_is_html);
    close(fd);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_a_table_are_read),
        cmocka_unit_test(spans_are_merged_ranges),
        cmocka_unit_test(a_page_in_gb18030_is_read),
        cmocka_unit_test(a_page_without_a_table_is_named),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    return cmocka_run_group_tests(tests, setup, teardown);
}
