/* Where the head is, in the forms that counties send. Sheets are written as CSV here; "~" before a cell merges it. */
#include "test.h"

#include "kit/confine.h"
#include "kit/sheet/head.h"
#include "kit/sheet/words.h"
#include "make.h"

#include <fcntl.h>
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

static struct sheet_row rows[100];
static size_t n_rows;

static void parse(const char *z)
{
    int fd = make_text(z);
    struct sheet *s;

    assert_ok(sheet_open(a, fd, &(struct sheet_options){.separator = ','}, &s));
    close(fd);
    for (n_rows = 0; n_rows < COUNT(rows); n_rows++) {
        assert_ok(sheet_next(s, a, &rows[n_rows]));
        if (!rows[n_rows].number)
            return;
    }
}

static struct head guess(const char *z, const struct sheet_range *merges, size_t n)
{
    struct head h;

    parse(z);
    head_guess(a, rows, n_rows, merges, n, 0, 0, &h);
    return h;
}

static text titles(const struct head *h)
{
    return text_join(a, h->titles, h->n, T("|"));
}

static void a_plain_head_is_the_first_row(void **state)
{
    struct head h = guess("项目编号,项目名称,总投资\n1,沈阳地铁九号线,100\n2,大连港改造,200\n", NULL, 0);
    (void)state;
    assert_int_equal(h.from, 1);
    assert_int_equal(h.to, 1);
    assert_int_equal(h.data, 2);
    assert_text(titles(&h), "项目编号|项目名称|总投资");
    assert_true(h.count == -1 && !h.unit.p);
    assert_ptr_equal(h.why, &w_head_why_single);
}

static void titles_units_and_counts_above_are_seen(void **state)
{
    static const struct sheet_range merges[] = {{1, 1, 0, 4}};
    struct head h = guess("2026年辽宁省重大工程项目清单（共 244 项）\n填报单位：省发展改革委,,,单位：万元,\n\n序号,项目名称,所在地区,总投资,备注\n"
                          "1,沈阳地铁,沈阳,837000,\n2,大连机场,大连,1684000,\n",
                          merges, 1);
    (void)state;
    assert_int_equal(h.from, 4);
    assert_int_equal(h.to, 4);
    assert_int_equal(h.data, 5);
    assert_text(h.unit, "万元");
    assert_int_equal(h.unit_row, 2);
    assert_int_equal(h.count, 244);
    assert_int_equal(h.count_row, 1);
}

static void several_head_rows_with_merges_are_joined(void **state)
{
    static const struct sheet_range merges[] = {{1, 1, 0, 5}, {2, 3, 0, 0}, {2, 3, 1, 1}, {2, 2, 2, 4}, {2, 3, 5, 5}};
    struct head h = guess("重大项目表\n序号,项目名称,总投资,,,备注\n,,合计,中央,\"地方\n配套\"\n1,沈阳地铁,3,1,2,\n2,大连机场,6,2,4,\n", merges, COUNT(merges));
    (void)state;
    assert_int_equal(h.from, 2);
    assert_int_equal(h.to, 3);
    assert_int_equal(h.data, 4);
    assert_text(titles(&h), "序号|项目名称|总投资 / 合计|总投资 / 中央|总投资 / 地方 配套|备注");
    assert_ptr_equal(h.why, &w_head_why_several);
}

static void several_head_rows_without_merges_are_joined(void **state)
{
    struct head h = guess("项目表\n序号,项目名称,总投资,,备注\n,,中央,地方,\n1,沈阳地铁,1,2,无\n2,大连机场,2,4,无\n", NULL, 0);
    (void)state;
    assert_int_equal(h.from, 2);
    assert_int_equal(h.to, 3);
    assert_text(titles(&h), "序号|项目名称|总投资 / 中央|总投资 / 地方|备注");
}

static void a_head_that_is_given_is_obeyed(void **state)
{
    struct head h;
    (void)state;
    parse("说明\n项目名称,总投资\n沈阳,1\n");
    head_guess(a, rows, n_rows, NULL, 0, 3, 3, &h);
    assert_int_equal(h.from, 3);
    assert_text(titles(&h), "沈阳|1");
    assert_ptr_equal(h.why, &w_head_why_given);
}

static void nothing_but_figures_has_no_head(void **state)
{
    struct head h = guess("1,2,3\n4,5,6\n", NULL, 0);
    (void)state;
    assert_int_equal(h.from, 0);
    assert_ptr_equal(h.why, &w_head_why_none);
}

static void rows_that_are_not_data_are_known(void **state)
{
    static const struct { const char *row; enum head_row kind; } cases[] = {
        {"1,沈阳地铁,837000,无", HEAD_DATA},
        {"合计,,837000,", HEAD_TOTAL},
        {",合 计,837000,", HEAD_TOTAL},
        {",沈阳市小计,837000,", HEAD_TOTAL},
        {"总　计（54项）,,1,", HEAD_TOTAL},
        {"Total,,1,", HEAD_TOTAL},
        {"1,Total Energies 液化站,837000,无", HEAD_DATA},
        {"注：投资为含税价,,,", HEAD_NOTE},
        {"填表人：王某,,联系电话：024-1,", HEAD_NOTE},
        {"单位负责人：,,,", HEAD_NOTE},
        {"注册中心大楼,,,", HEAD_DATA},
        {"一、续建项目（共 120 项）,,,", HEAD_GROUP},
        {"(二),新建项目,,", HEAD_GROUP},
        {"一,沈阳地铁,837000,无", HEAD_DATA},
        {"序号,项目名称,总投资,备注", HEAD_AGAIN},
        {"序 号,项目名称,总投资,备 注", HEAD_AGAIN},
    };
    struct head h = guess("序号,项目名称,总投资,备注\n1,沈阳地铁,1,无\n", NULL, 0);
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum head_row kind;
        parse(cases[i].row);
        kind = head_row_of(&h, &rows[0]);
        if (kind != cases[i].kind)
            fail_msg("%s: %s", cases[i].row, head_row_word(kind)->in[LANG_EN]);
    }
}

static void counts_are_read_only_where_one_is_claimed(void **state)
{
    static const struct { const char *t; int64_t n; } cases[] = {
        {"全省重大项目共 244 项", 244}, {"（235个）", 235}, {"244 projects", 244}, {"Portfolio: 1,244 Projects", 1244}, {"共２４４项", 244},
        {"15项重大工程清单", -1}, {"2026年清单", -1}, {"共12个月", -1}, {"总投资 500 亿元", -1}, {"", -1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t n = -1;
        assert_int_equal(head_count(text_of(cases[i].t), &n), cases[i].n >= 0);
        assert_int_equal(n, cases[i].n);
    }
}

static void units_are_money_only(void **state)
{
    static const struct { const char *t, *unit; } cases[] = {
        {"单位：万元", "万元"}, {"金额单位: 亿元", "亿元"}, {"（单位：人民币万元）", "万元"}, {"单位：百万元、公里", "百万元"}, {"填报单位：沈阳市", NULL}, {"项目单位", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        text unit = NO_TEXT;
        assert_int_equal(head_unit(text_of(cases[i].t), &unit), cases[i].unit != NULL);
        assert_true(text_eq(unit, text_of(cases[i].unit)));
    }
}

static void the_portfolio_has_its_head_in_the_first_row(void **state)
{
    text path = text_fmt(a, "%s/gmpp/GMPP_Government_Major_Projects_Portofolio_AR_Data_March_2023.csv", TEST_DATA);
    int fd = open(path.p, O_RDONLY | O_CLOEXEC);
    struct sheet *s;
    struct head h;
    (void)state;
    assert_ok(sheet_open(a, fd, NULL, &s));
    close(fd);
    assert_ok(head_of_sheet(a, s, 0, 0, &h));
    assert_int_equal(h.from, 1);
    assert_int_equal(h.to, 1);
    assert_int_equal(h.n, 19);
    assert_text(h.titles[1], "Project Name");
    for (size_t i = 0; i < h.n; i++)
        assert_false(text_has(h.titles[i], T("\n")));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_head_is_the_first_row),
        cmocka_unit_test(titles_units_and_counts_above_are_seen),
        cmocka_unit_test(several_head_rows_with_merges_are_joined),
        cmocka_unit_test(several_head_rows_without_merges_are_joined),
        cmocka_unit_test(a_head_that_is_given_is_obeyed),
        cmocka_unit_test(nothing_but_figures_has_no_head),
        cmocka_unit_test(rows_that_are_not_data_are_known),
        cmocka_unit_test(counts_are_read_only_where_one_is_claimed),
        cmocka_unit_test(units_are_money_only),
        cmocka_unit_test(the_portfolio_has_its_head_in_the_first_row),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    return cmocka_run_group_tests(tests, setup, teardown);
}
