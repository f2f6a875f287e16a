/* What is written comes back as the same values. */
#include "test.h"

#include "kit/confine.h"
#include "kit/sheet/sheet_write.h"
#include "kit/sheet/words.h"
#include "base/date.h"
#include "make.h"

#include <fcntl.h>
#include <sys/mman.h>
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

static const struct sheet_write_column columns[] = {
    {T("名称"), WRITE_TEXT, 30}, {T("总投资"), WRITE_MONEY, 0}, {T("人数"), WRITE_INTEGER, 0},
    {T("开工"), WRITE_DATE, 0},  {T("报告月"), WRITE_MONTH, 0},  {T("经度"), WRITE_DECIMAL, 0},
};

static void write_rows(struct sheet_writer *w)
{
    date d = NO_DATE;
    month m = NO_MONTH;

    assert_true(date_make(2026, 11, 24, &d) && month_make(2026, 11, &m));
    sheet_write_text(w, T("=1+1, \"引号\"\n第二行"));
    sheet_write_money(w, (money){168400000001});
    sheet_write_number(w, (number){-12345});
    sheet_write_date(w, d);
    sheet_write_month(w, m);
    sheet_write_decimal(w, T("123.456789"));
    assert_ok(sheet_write_row(w));
    sheet_write_text(w, T("'-沈阳"));
    sheet_write_money(w, NO_MONEY);
    sheet_write_number(w, NO_NUMBER);
    sheet_write_date(w, NO_DATE);
    sheet_write_month(w, NO_MONTH);
    sheet_write_decimal(w, T("无"));
    assert_ok(sheet_write_row(w));
    sheet_write_totals(w);
    sheet_write_text(w, T("合计"));
    sheet_write_money(w, (money){168400000001});
    assert_ok(sheet_write_row(w));
    assert_ok(sheet_write_close(w));
}

static text written(struct sheet_write_options o)
{
    int fd = memfd_create("out", MFD_CLOEXEC);
    struct sheet_writer *w;
    text t = NO_TEXT;

    o.columns = columns;
    o.n = COUNT(columns);
    assert_ok(sheet_write_open(a, sheet_write_path(a, fd), &o, &w));
    write_rows(w);
    assert_ok(read_csv(a, fd, NULL, &t));
    close(fd);
    return t;
}

#define HEAD "名称,总投资,人数,开工,报告月,经度\n"
#define FIRST "\"=1+1, \"\"引号\"\"\n第二行\",16840000.0001,-12345,2026-11-24,"

static void a_workbook_reads_back_with_title_and_totals(void **state)
{
    (void)state;
    assert_text(written((struct sheet_write_options){.sheet = T("项目[1]:清单"), .title = T("重大项目"), .note = T("截至 2026-11-24  单位：万元")}),
                "重大项目\n截至 2026-11-24  单位：万元\n" HEAD FIRST "2026-11-01,123.456789\n'-沈阳,,,,,无\n合计,16840000.0001\n");
}

static void a_csv_reads_back_without_totals(void **state)
{
    (void)state;
    assert_text(written((struct sheet_write_options){.csv = true, .title = T("重大项目")}), HEAD FIRST "2026-11,123.456789\n'-沈阳,,,,,无\n");
}

static void formulas_are_guarded_in_csv(void **state)
{
    static const struct sheet_write_column one[] = {{T("t"), WRITE_TEXT, 0}};
    int fd = memfd_create("out", MFD_CLOEXEC);
    char bytes[64] = {0};
    struct sheet_writer *w;
    (void)state;
    assert_ok(sheet_write_open(a, sheet_write_path(a, fd), &(struct sheet_write_options){.csv = true, .columns = one, .n = 1}, &w));
    sheet_write_text(w, T("=cmd()"));
    assert_ok(sheet_write_row(w));
    assert_ok(sheet_write_close(w));
    assert_true(pread(fd, bytes, sizeof(bytes) - 1, 0) > 0);
    assert_string_equal(bytes, "\xef\xbb\xbft\r\n'=cmd()\r\n");
    close(fd);
}

static void a_full_disk_is_an_error(void **state)
{
    struct sheet_write_options o = {.csv = true, .columns = columns, .n = 1};
    struct sheet_writer *w;
    err e;
    (void)state;
    assert_ok(sheet_write_open(a, "/dev/full", &o, &w));
    sheet_write_text(w, T("x"));
    e = sheet_write_row(w);
    assert_refused(e ? e : sheet_write_close(w), w_sheet_write_failed);
    assert_refused(sheet_write_open(a, "/nowhere/x.csv", &o, &w), w_sheet_write_failed);
}

static void what_is_beyond_a_cell_is_an_error_not_cut(void **state)
{
    static char text_of_40000[40001];
    int fd = memfd_create("out", MFD_CLOEXEC);
    struct sheet_writer *w;
    (void)state;
    memset(text_of_40000, 'x', 40000);
    assert_ok(sheet_write_open(a, sheet_write_path(a, fd), &(struct sheet_write_options){.columns = columns, .n = 1}, &w));
    sheet_write_text(w, text_of(text_of_40000));
    assert_refused(sheet_write_row(w), w_sheet_write_failed);
    close(fd);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_workbook_reads_back_with_title_and_totals),
        cmocka_unit_test(a_csv_reads_back_without_totals),
        cmocka_unit_test(formulas_are_guarded_in_csv),
        cmocka_unit_test(a_full_disk_is_an_error),
        cmocka_unit_test(what_is_beyond_a_cell_is_an_error_not_cut),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    return cmocka_run_group_tests(tests, setup, teardown);
}
