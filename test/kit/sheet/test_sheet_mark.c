/* The marked copy reads back as the original with remarks, and holds fills and notes. */
#include "test.h"

#include "kit/confine.h"
#include "kit/sheet/sheet_mark.h"
#include "kit/sheet/sheet_write.h"
#include "kit/sheet/words.h"
#include "make.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

static struct arena *a;

static int setup(void **state)
{
    (void)state;
    a = arena_new(256 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

#define TEXT(literal) {literal, sizeof(literal) - 1}

static const char data[] =
    "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>清单</v></c></row>"
    "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>名称</v></c><c r=\"B2\" t=\"str\"><v>投资</v></c><c r=\"C2\" t=\"str\"><v>代码</v></c></row>"
    "<row r=\"4\"><c r=\"A4\" t=\"str\"><v>沈阳</v></c><c r=\"B4\"><v>1.5</v></c><c r=\"C4\"><v>210102198001011234</v></c></row>"
    "<row r=\"5\" hidden=\"1\"><c r=\"A5\" t=\"str\"><v>大连</v></c><c r=\"B5\" t=\"str\"><v>约三千</v></c></row>"
    "<row r=\"6\"><c r=\"B6\"><v>7</v></c></row>";
static const char after[] = "<mergeCells><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A5:A6\"/></mergeCells>";

static const struct sheet_mark marks[] = {
    {5, 1, MARK_DOUBT, TEXT("不是数字")},
    {5, 2, MARK_DOUBT, TEXT("缺代码")},
    {6, -1, MARK_REFUSED, TEXT("没有名称")},
    {6, 1, MARK_REFUSED, TEXT("太小")},
    {6, 1, MARK_DOUBT, TEXT("单位?")},
};

static int marked(struct sheet_mark_options o, int in)
{
    int fd = memfd_create("marked", MFD_CLOEXEC);

    o.head_from = o.head_to = 2;
    assert_ok(sheet_mark(a, in, marks, COUNT(marks), &o, sheet_write_path(a, fd)));
    close(in);
    return fd;
}

static int original(void)
{
    return make_book(&(struct make_book){.data = data, .after = after});
}

static text csv(int fd)
{
    text t = NO_TEXT;

    assert_ok(read_csv(a, fd, NULL, &t));
    return t;
}

static text part(int fd, const char *name)
{
    char *bytes = arena_alloc(a, 1 << 20);
    int e, copy = dup(fd);
    zip_t *z = zip_open(text_fmt(a, "/proc/self/fd/%d", copy).p, ZIP_RDONLY, &e);
    zip_file_t *f;
    zip_int64_t n;

    assert_non_null(z);
    f = zip_fopen(z, name, 0);
    assert_non_null(f);
    n = zip_fread(f, bytes, 1 << 20);
    zip_fclose(f);
    zip_discard(z);
    close(copy);
    return (text){bytes, (size_t)n};
}

static void the_copy_has_everything_where_it_was(void **state)
{
    int fd = marked((struct sheet_mark_options){0}, original());
    const struct sheet_range *m;
    struct sheet *s;
    size_t n;
    (void)state;
    assert_text(csv(fd), "清单\n名称,投资,代码,说明\n\n沈阳,1.5,210102198001011234\n大连,约三千,,不是数字；缺代码\n,7,,没有名称；太小；单位?\n");
    assert_ok(sheet_open(a, fd, NULL, &s));
    m = sheet_merges(s, &n);
    assert_int_equal(n, 2);
    assert_int_equal(m[1].row_from, 5);
    assert_text(sheet_list(s, &n)[0].name, "表1");
    close(fd);
}

static void faulty_cells_have_a_fill_and_a_note(void **state)
{
    int fd = marked((struct sheet_mark_options){0}, original());
    text sheet = part(fd, "xl/worksheets/sheet1.xml"), notes = part(fd, "xl/comments1.xml"), styles = part(fd, "xl/styles.xml");
    (void)state;
    assert_true(text_has(styles, T("FFF8B4B4")) && text_has(styles, T("FFFFE699")));
    assert_true(text_has(sheet, T("<c r=\"C5\" s=")));
    assert_true(text_has(notes, T("ref=\"B5\"")) && text_has(notes, T("ref=\"C5\"")) && text_has(notes, T("ref=\"B6\"")));
    assert_true(text_has(notes, T("太小\n单位?")));
    assert_false(text_has(notes, T("ref=\"A6\"")));
    close(fd);
}

/* The fixture of LibreOffice: two sheets, styles, a formula, a hidden row. */
static int in_place(const struct sheet_mark *v, size_t n)
{
    int in = open(text_fmt(a, "%s/xls/kinds.xlsx", TEST_DATA).p, O_RDONLY | O_CLOEXEC), fd = memfd_create("marked", MFD_CLOEXEC);

    assert_true(in >= 0);
    assert_ok(sheet_mark(a, in, v, n, &(struct sheet_mark_options){.head_from = 2, .head_to = 2}, sheet_write_path(a, fd)));
    close(in);
    return fd;
}

static void an_xlsx_is_marked_in_place(void **state)
{
    static const struct sheet_mark v[] = {
        {3, 8, MARK_DOUBT, TEXT("没有<值> & \"引号\"\n二")}, {3, 2, MARK_REFUSED, TEXT("太大")}, {4, 2, MARK_DOUBT, TEXT("存疑")}, {5, -1, MARK_DOUBT, TEXT("重复")}};
    int fd = in_place(v, COUNT(v));
    struct sheet_row r;
    struct sheet *s;
    size_t n;
    text sheet, notes;
    (void)state;
    assert_text(csv(fd), "2022年重大项目（共3项）\n序号,名称,总投资,开工,竣工,已审,,,,说明\n1,\"沈阳地铁\n九号线\",32614.07,2022-03-01,2026-11-24,1,,,,"
                         "\"没有<值> & \"\"引号\"\"\n二；太大\"\n2,隐藏行,65228.14,,,,,,,存疑\n-3.5,隐藏行!,#DIV/0!,,,,,,,重复\n");
    assert_ok(sheet_open(a, fd, NULL, &s));
    assert_true(sheet_list(s, &n)[1].hidden); /* the other sheet is still there */
    assert_int_equal(n, 2);
    for (int i = 1; i <= 4; i++)
        assert_ok(sheet_next(s, a, &r));
    assert_false(r.hidden);             /* a marked row is shown */
    assert_true(sheet_at(&r, 2)->formula); /* and its formula is one still */
    sheet = part(fd, "xl/worksheets/sheet1.xml");
    assert_true(text_has(sheet, T("<c r=\"I3\" s=\"")));
    assert_true(text_has(sheet, T("<legacyDrawing ")));
    notes = part(fd, "xl/commentsMarked.xml");
    assert_true(text_has(notes, T("ref=\"C3\"")) && text_has(notes, T("ref=\"I3\"")) && text_has(notes, T("ref=\"C4\"")));
    assert_true(text_find(notes, T("ref=\"C3\"")) < text_find(notes, T("ref=\"I3\"")));
    assert_true(text_has(part(fd, "xl/styles.xml"), T("FFF8B4B4")));
    assert_true(text_has(part(fd, "[Content_Types].xml"), T("commentsMarked")));
    assert_true(text_has(part(fd, "xl/worksheets/_rels/sheet1.xml.rels"), T("rIdMarkedShapes")));
    close(fd);
}

static void a_marked_date_is_a_date_still(void **state)
{
    static const struct sheet_mark v[] = {{3, 3, MARK_DOUBT, TEXT("早")}, {3, 4, MARK_REFUSED, TEXT("晚")}};
    int fd = in_place(v, COUNT(v));
    (void)state;
    assert_true(text_has(csv(fd), T("2022-03-01,2026-11-24,1,早；晚\n")));
    close(fd);
}

static void a_workbook_with_notes_of_its_own_gets_fills_only(void **state)
{
    static const char rels[] = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" "
                               "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments\" Target=\"../comments1.xml\"/></Relationships>";
    static const char styles[] = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><fills count=\"1\"><fill/></fills>"
                                 "<cellXfs count=\"1\"><xf numFmtId=\"0\"><alignment wrapText=\"1\"/></xf></cellXfs></styleSheet>";
    int fd = marked((struct sheet_mark_options){0}, make_book(&(struct make_book){.data = data, .after = after, .styles = styles, .sheet_rels = rels}));
    text written = part(fd, "xl/styles.xml");
    (void)state;
    assert_text(csv(fd), "清单\n名称,投资,代码,说明\n\n沈阳,1.5,210102198001011234\n大连,约三千,,不是数字；缺代码\n,7,,没有名称；太小；单位?\n");
    assert_true(text_has(written, T("<cellXfs count=\"3\">")));
    assert_true(text_has(written, T("<xf numFmtId=\"0\" fillId=\"1\" applyFill=\"1\"><alignment wrapText=\"1\"/></xf>")));
    assert_true(text_has(written, T("fillId=\"2\"")));
    assert_false(text_has(part(fd, "xl/worksheets/sheet1.xml"), T("legacyDrawing")));
    assert_false(text_has(part(fd, "xl/worksheets/_rels/sheet1.xml.rels"), T("Marked")));
    close(fd);
}

static void only_refused_rows_are_kept_when_asked(void **state)
{
    int fd = marked((struct sheet_mark_options){.only_refused = true, .lang = LANG_EN}, original());
    (void)state;
    assert_text(csv(fd), "清单\n名称,投资,代码,Remarks\n大连,7,,没有名称; 太小; 单位?\n");
    close(fd);
}

static void a_csv_comes_back_as_a_workbook(void **state)
{
    int fd = marked((struct sheet_mark_options){.read = {.encoding = T("GB18030")}}, make_text("t\n\xc3\xfb,n\n\n=1,2\na,\"x\ny\"\n,9\n"));
    (void)state;
    assert_text(csv(fd), "t\n名,n,,说明\n\n=1,2\na,\"x\ny\",,不是数字；缺代码\n,9,,没有名称；太小；单位?\n");
    close(fd);
}

static void what_cannot_be_written_is_said(void **state)
{
    int in = original();
    (void)state;
    assert_refused(sheet_mark(a, in, marks, COUNT(marks), &(struct sheet_mark_options){0}, "/nowhere/x.xlsx"), w_sheet_write_failed);
    close(in);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_copy_has_everything_where_it_was),
        cmocka_unit_test(faulty_cells_have_a_fill_and_a_note),
        cmocka_unit_test(an_xlsx_is_marked_in_place),
        cmocka_unit_test(a_marked_date_is_a_date_still),
        cmocka_unit_test(a_workbook_with_notes_of_its_own_gets_fills_only),
        cmocka_unit_test(only_refused_rows_are_kept_when_asked),
        cmocka_unit_test(a_csv_comes_back_as_a_workbook),
        cmocka_unit_test(what_cannot_be_written_is_said),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    return cmocka_run_group_tests(tests, setup, teardown);
}
