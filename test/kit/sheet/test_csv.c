/* Reading CSV: encodings, separators, quotes; and two real files. */
#include "test.h"

#include "kit/confine.h"
#include "kit/sheet/words.h"
#include "make.h"

#include <fcntl.h>
#include <iconv.h>
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

static text csv(const void *bytes, size_t n)
{
    int fd = make_file(bytes, n);
    text t = NO_TEXT;

    assert_ok(read_csv(a, fd, NULL, &t));
    close(fd);
    return t;
}
#define CSV(literal) csv(literal, sizeof(literal) - 1)

static err fault(const void *bytes, size_t n)
{
    int fd = make_file(bytes, n);
    text t;
    err e = read_csv(a, fd, NULL, &t);

    close(fd);
    return e;
}
#define FAULT(literal) fault(literal, sizeof(literal) - 1)

static void quotes_lines_and_separators(void **state)
{
    static const struct { const char *in, *out; } cases[] = {
        {"a,b\n1,2\n", "a,b\n1,2\n"},
        {"a,b\r\n1,2", "a,b\n1,2\n"},
        {"a,b\r1,2\r", "a,b\n1,2\n"},
        {"a;b\n1,5;2\n", "a,b\n\"1,5\",2\n"},
        {"a\tb\n1,5\t2\n", "a,b\n\"1,5\",2\n"},
        {"a|b\n1|2\n", "a,b\n1,2\n"},
        {"sep=;\na,b;c\n", "\n\"a,b\",c\n"},
        {"\"a \"\"x\"\"\",\"b\nc\"\n1,2\n", "\"a \"\"x\"\"\",\"b\nc\"\n1,2\n"},
        {"a,\"b\r\nc\"\n", "a,\"b\r\nc\"\n"},
        {"a\"b,c\n", "\"a\"\"b\",c\n"},
        {"x\n\n\ny\n", "x\n\n\ny\n"},
        {",,\n,1,\n", "\n,1\n"},
        {"=\"007\",=\"0,8\"\n", "007,\"=\"\"0\",\"8\"\"\"\n"},
        {"one\n", "one\n"},
        {"标题\t\n项目,一\t2\n项目,二\t3\n", "标题\n\"项目,一\",2\n\"项目,二\",3\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        text t = csv(cases[i].in, strlen(cases[i].in));
        if (!text_eqz(t, cases[i].out))
            fail_msg("case %zu: got \"%.*s\"", i, TEXT_ARG(t));
    }
}

static text in_charset(const char *name, const char *z)
{
    iconv_t c = iconv_open(name, "UTF-8");
    char *from = text_z(a, text_of(z)), *to = arena_alloc(a, 4096), *start = to;
    size_t left = strlen(z), room = 4096;

    assert_true(c != (iconv_t)-1);
    assert_true(iconv(c, &from, &left, &to, &room) != (size_t)-1);
    iconv_close(c);
    return (text){start, (size_t)(to - start)};
}

#define WORDS "项目名称,总投资\n沈阳地铁,100\n𠮷野家㐂,5\n"

static void encodings_are_guessed_by_content(void **state)
{
    static const char *const names[] = {"UTF-8", "GB18030", "UTF-16LE", "UTF-16BE", "UTF-16"};
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        text t = in_charset(names[i], WORDS);
        assert_text(csv(t.p, t.n), WORDS);
    }
    assert_text(CSV("\xef\xbb\xbf名,1\n"), "名,1\n");
}

static void a_character_across_two_reads_is_whole(void **state)
{
    struct out o;
    text t;
    (void)state;
    out_init(&o, 4 << 20, LANG_ZH);
    for (int i = 0; i < 20000; i++)
        LIT(&o, "\xc9\xf2\xd1\xf4,\xb4\xf3\xc1\xac\n"); /* 沈阳,大连 */
    t = csv(o.p, o.n);
    assert_int_equal(t.n, 20000 * 14);
    assert_true(text_starts(text_sub(t, 19999 * 14, 14), T("沈阳,大连")));
    out_free(&o);
}

static void an_encoding_may_be_given(void **state)
{
    int fd = make_text("a,\xa3""32\n");
    text t;
    (void)state;
    assert_refused(read_csv(a, fd, NULL, &t), w_sheet_bad_encoding);
    assert_ok(read_csv(a, fd, &(struct sheet_options){.encoding = T("latin1")}, &t));
    assert_text(t, "a,£32\n");
    assert_refused(read_csv(a, fd, &(struct sheet_options){.encoding = T("klingon")}, &t), w_sheet_no_such_encoding);
    close(fd);
}

static void what_is_no_table_is_named(void **state)
{
    err e = FAULT("%PDF-1.4");
    (void)state;
    assert_refused(e, w_sheet_not_a_workbook);
    assert_ptr_equal(e->args[0].word, &w_sheet_is_pdf);
    assert_refused(FAULT("\x89PNG\r\n\x1a\n\0\0"), w_sheet_not_a_workbook);
    assert_refused(FAULT("ab\0cd\0ef\x01\x02\xff\xff\xff"), w_sheet_not_a_workbook);
    assert_refused(FAULT("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>"), w_sheet_other_format);
    assert_refused(FAULT("MIME-Version: 1.0\nX: y\n"), w_sheet_other_format);
    assert_refused(fault("", 0), w_sheet_empty_file);
}

static void an_open_quote_is_refused_with_its_row(void **state)
{
    err e = FAULT("a,b\n1,\"2\n3,4\n");
    (void)state;
    assert_refused(e, w_sheet_cell_too_long);
    assert_int_equal(e->args[0].n, 2);
}

static void check_gmpp(const char *year_file, int rows, size_t columns)
{
    text path = text_fmt(a, "%s/gmpp/%s", TEST_DATA, year_file);
    int fd = open(path.p, O_RDONLY | O_CLOEXEC), n = 0;
    struct sheet_row r;
    struct sheet *s;
    bool lines = false;

    assert_true(fd >= 0);
    assert_ok(sheet_open(a, fd, NULL, &s));
    close(fd);
    assert_text(sheet_encoding(s), "UTF-8");
    assert_int_equal(sheet_separator(s), ',');
    for (;; n++) {
        assert_ok(sheet_next(s, a, &r));
        if (!r.number)
            break;
        assert_int_equal(r.number, n + 1);
        assert_true(r.n <= columns);
        if (n == 0)
            assert_int_equal(r.n, columns);
        if (n == 0)
            assert_text(r.v[0].t, "GMPP ID Number");
        lines |= n == 1 && text_has(r.v[7].t.p ? r.v[7].t : T(""), T("\n"));
        assert_true(n == 0 || text_find(r.v[0].t, T("_")) > 0);
    }
    assert_int_equal(n, rows + 1);
    (void)lines;
}

static void the_portfolio_of_two_years_comes_in_whole(void **state)
{
    (void)state;
    check_gmpp("GMPP_Government_Major_Projects_Portfolio_AR_Data_March_2022.csv", 235, 17);
    check_gmpp("GMPP_Government_Major_Projects_Portofolio_AR_Data_March_2023.csv", 244, 19);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_lines_and_separators),
        cmocka_unit_test(encodings_are_guessed_by_content),
        cmocka_unit_test(a_character_across_two_reads_is_whole),
        cmocka_unit_test(an_encoding_may_be_given),
        cmocka_unit_test(what_is_no_table_is_named),
        cmocka_unit_test(an_open_quote_is_refused_with_its_row),
        cmocka_unit_test(the_portfolio_of_two_years_comes_in_whole),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    return cmocka_run_group_tests(tests, setup, teardown);
}
