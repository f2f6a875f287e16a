/* Reading .xlsx: cells of every kind, the dialects, and what is hostile. */
#include "test.h"

#include "kit/confine.h"
#include "kit/sheet/words.h"
#include "make.h"

#include <unistd.h>

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

static text csv(int fd)
{
    text t = NO_TEXT;

    assert_ok(read_csv(a, fd, NULL, &t));
    close(fd);
    return t;
}

static text book_csv(struct make_book b)
{
    return csv(make_book(&b));
}

static err book_fault(struct make_book b)
{
    int fd = make_book(&b);
    text t;
    err e = read_csv(a, fd, NULL, &t);

    close(fd);
    return e;
}

static struct sheet_row first_row(struct make_book b)
{
    int fd = make_book(&b);
    struct sheet_row row;
    struct sheet *s;

    assert_ok(sheet_open(a, fd, NULL, &s));
    assert_ok(sheet_next(s, a, &row));
    close(fd);
    return row;
}

static void cells_of_every_kind_are_read(void **state)
{
    struct sheet_row r = first_row((struct make_book){
        .strings = "<si><t>沈阳</t></si><si><r><t>大</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">连 </t></r><rPh><t>dalian</t></rPh></si>",
        .data = "<row r=\"3\" hidden=\"1\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" t=\"s\"><v>1</v></c><c r=\"D3\"><v>12.50</v></c>"
                "<c r=\"E3\" t=\"b\"><v>1</v></c><c r=\"F3\" t=\"e\"><v>#N/A</v></c><c r=\"G3\" t=\"inlineStr\"><is><t>a_x000A_b</t></is></c>"
                "<c r=\"H3\" t=\"str\"><f>A1&amp;B1</f><v>鞍山</v></c><c r=\"I3\"><f>1+1</f></c><c r=\"J3\" t=\"d\"><v>2026-11-24T00:00:00</v></c>"
                "<c r=\"K3\"><f>1+1</f><v></v></c><c r=\"L3\" t=\"str\"><f>A9&amp;\"\"</f><v></v></c><c r=\"M3\"><v>1</v></c></row>"});
    (void)state;
    assert_int_equal(r.number, 3);
    assert_true(r.hidden);
    assert_int_equal(r.n, 13);
    assert_text(r.v[0].t, "沈阳");
    assert_text(r.v[1].t, "大连 ");
    assert_int_equal(r.v[2].kind, SHEET_EMPTY);
    assert_text(r.v[3].t, "12.5");
    assert_int_equal(r.v[3].kind, SHEET_NUMBER);
    assert_text(r.v[4].t, "TRUE");
    assert_int_equal(r.v[5].kind, SHEET_ERROR);
    assert_text(r.v[6].t, "a\nb");
    assert_text(r.v[7].t, "鞍山");
    assert_true(r.v[7].formula && !r.v[7].no_value);
    assert_int_equal(r.v[8].kind, SHEET_EMPTY);
    assert_true(r.v[8].no_value);
    assert_int_equal(r.v[9].kind, SHEET_DATE);
    assert_text(r.v[9].t, "2026-11-24");
    assert_true(r.v[10].no_value && !r.v[11].no_value);
}

static void cells_and_rows_may_lack_their_address(void **state)
{
    (void)state;
    assert_text(book_csv((struct make_book){.data = "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r=\"3\"><c r=\"B3\"><v>4</v></c><c><v>5</v></c></row>"
                                                    "<row><c><v>6</v></c></row>"}),
                "1,,3\n\n,4,5\n6\n");
}

static const char styles[] =
    "<styleSheet><numFmts count=\"2\"><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;;@\"/>"
    "<numFmt numFmtId=\"177\" formatCode=\"0.00&quot;mm&quot;_d\"/><numFmt numFmtId=\"31\" formatCode=\"0.0\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"57\"/><xf numFmtId=\"176\"/><xf numFmtId=\"177\"/>"
    "<xf numFmtId=\"21\"/><xf numFmtId=\"31\"/></cellXfs></styleSheet>";
static const char date_cells[] =
    "<row r=\"1\"><c s=\"0\"><v>45000</v></c><c s=\"1\"><v>45000</v></c><c s=\"2\"><v>45000.354166666664</v></c><c s=\"3\"><v>45000</v></c>"
    "<c s=\"4\"><v>45000</v></c><c s=\"5\"><v>45000</v></c><c s=\"6\"><v>0.5</v></c><c s=\"7\"><v>45000</v></c><c s=\"1\"><v>0</v></c>"
    "<c s=\"1\"><v>59</v></c><c s=\"1\"><v>60</v></c><c s=\"1\"><v>61</v></c><c s=\"99\"><v>7</v></c><c s=\"1\"><v>-1</v></c></row>";

static void dates_are_known_by_their_format(void **state)
{
    (void)state;
    assert_text(book_csv((struct make_book){.styles = styles, .data = date_cells}),
                "45000,2023-03-15,2023-03-15T08:30:00,2023-03-15,2023-03-15,45000,12:00:00,45000,0,1900-02-28,1900-02-29,1900-03-01,7,-1\n");
}

static void the_epoch_of_1904_is_honoured(void **state)
{
    (void)state;
    assert_text(book_csv((struct make_book){
                    .workbook = "<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"a\" r:id=\"rId1\"/></sheets></workbook>",
                    .styles = styles,
                    .data = "<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>43538</v></c></row>"}),
                "1904-01-01,2023-03-15\n");
}

static void merged_ranges_are_known_before_the_first_row(void **state)
{
    int fd = make_book(&(struct make_book){
        .data = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>组</v></c></row><row r=\"2\"><c r=\"C2\"><v>1</v></c></row><row r=\"3\"><c r=\"D3\"><v>2</v></c></row>",
        .after = "<autoFilter ref=\"A1:C9\"/><mergeCells count=\"2\"><mergeCell ref=\"A1:A3\"/><mergeCell ref=\"C2:D2\"/></mergeCells>"});
    struct sheet *s;
    const struct sheet_range *m;
    struct sheet_filler *f;
    struct sheet_row r;
    size_t n;
    (void)state;
    assert_ok(sheet_open(a, fd, NULL, &s));
    close(fd);
    m = sheet_merges(s, &n);
    assert_int_equal(n, 2);
    assert_int_equal(m[0].row_to, 3);
    assert_int_equal(m[1].column_from, 2);
    assert_int_equal(m[1].column_to, 3);
    assert_int_equal(sheet_rows_expected(s), 3);
    f = sheet_filler_new(a, s);
    for (int i = 1; i <= 3; i++) {
        assert_ok(sheet_next(s, a, &r));
        sheet_fill(f, a, &r);
        assert_text(sheet_at(&r, 0)->t, "组");
        if (i == 2)
            assert_text(sheet_at(&r, 3)->t, "1");
    }
    assert_text(sheet_at(&r, 2)->t, "");
    assert_ok(sheet_next(s, a, &r));
    assert_int_equal(r.number, 0);
}

static void strict_dialect_prefixes_and_absolute_targets_are_read(void **state)
{
    static const char rels[] =
        "<Relationships><Relationship Id=\"x\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet\" "
        "Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>";
    static const char sheet[] =
        "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:cols><x:col min=\"2\" max=\"3\" width=\"12.7\" hidden=\"1\"/></x:cols>"
        "<x:sheetData><x:row r=\"1\"><x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t>好</x:t></x:is></x:c></x:row></x:sheetData>"
        "<x:mergeCells><x:mergeCell ref=\"A1:B1\"/></x:mergeCells></x:worksheet>";
    int fd = make_book(&(struct make_book){
        .workbook = "<x:workbook xmlns:x=\"m\" xmlns:rel=\"r\"><x:sheets><x:sheet name=\"s\" sheetId=\"9\" rel:id=\"x\"/></x:sheets></x:workbook>",
        .rels = rels, .sheet = sheet});
    const struct sheet_column *c;
    struct sheet *s;
    struct sheet_row r;
    size_t n;
    (void)state;
    assert_ok(sheet_open(a, fd, NULL, &s));
    close(fd);
    sheet_merges(s, &n);
    assert_int_equal(n, 1);
    c = sheet_columns(s, &n);
    assert_int_equal(n, 1);
    assert_true(c->hidden && c->from == 1 && c->to == 2);
    assert_int_equal(c->width, 1270);
    assert_ok(sheet_next(s, a, &r));
    assert_text(r.v[0].t, "好");
}

static const char three_sheets[] = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"说明\" state=\"hidden\" r:id=\"rId1\"/><sheet name=\"项目 \" r:id=\"rId1\"/>"
                                   "<sheet name=\"3\" r:id=\"rId1\"/></sheets></workbook>";

static void the_sheet_is_chosen_by_name_then_number_else_the_first_shown(void **state)
{
    static const struct { const char *ask; size_t get; } cases[] = {{"", 1}, {"项目", 1}, {"1", 0}, {"3", 2}, {"说明", 0}};
    int fd = make_book(&(struct make_book){.workbook = three_sheets, .data = ""});
    text t;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sheet *s;
        size_t n;
        assert_ok(sheet_open(a, fd, &(struct sheet_options){.sheet = text_of(cases[i].ask)}, &s));
        assert_int_equal(sheet_chosen(s), cases[i].get);
        assert_true(sheet_list(s, &n)[0].hidden);
        assert_int_equal(n, 3);
        sheet_close(s);
    }
    assert_refused(read_csv(a, fd, &(struct sheet_options){.sheet = T("没有")}, &t), w_sheet_no_such_sheet);
    close(fd);
}

static void entities_are_refused(void **state)
{
    (void)state;
    assert_refused(book_fault((struct make_book){
                       .sheet = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"}),
                   w_sheet_dtd);
}

static void a_bomb_is_refused_and_nobody_dies(void **state)
{
    size_t n = (size_t)120 << 20;
    char *sheet = malloc(n + 1);
    size_t at = (size_t)snprintf(sheet, n, "<worksheet><sheetData>");
    (void)state;
    memset(sheet + at, ' ', n - at);
    sheet[n] = 0;
    assert_refused(book_fault((struct make_book){.sheet = sheet}), w_sheet_bomb);
    free(sheet);
}

static void damaged_workbooks_are_refused(void **state)
{
    static const struct make_book cases[] = {
        {.data = "<row><c t=\"s\"><v>5</v></c></row>", .strings = "<si><t>a</t></si>"},
        {.data = "<row r=\"5\"><c><v>1</v></c></row><row r=\"4\"><c><v>1</v></c></row>"},
        {.sheet = "<worksheet><sheetData><row><c><v>1</v></row></sheetData></worksheet>"},
        {.sheet = "<worksheet><sheetData><row><c><v>1</v></c></row>"},
        {.data = "", .workbook = "<workbook/>"},
        {.workbook = NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_refused(book_fault(cases[i]), w_sheet_broken);
}

static void what_is_beyond_excel_is_refused(void **state)
{
    (void)state;
    assert_refused(book_fault((struct make_book){.data = "<row r=\"1048577\"><c><v>1</v></c></row>"}), w_sheet_too_large);
    assert_refused(book_fault((struct make_book){.data = "<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>"}), w_sheet_too_large);
}

static void a_truncated_file_is_refused_at_every_length(void **state)
{
    int fd = make_book(&(struct make_book){.data = "<row><c><v>1</v></c></row>", .styles = styles}), cut;
    char bytes[8192];
    ssize_t n = pread(fd, bytes, sizeof(bytes), 0);
    text t;
    (void)state;
    close(fd);
    for (ssize_t i = 4; i < n; i += 97) {
        struct sheet *s;
        cut = make_file(bytes, (size_t)i);
        assert_non_null(sheet_open_unconfined(a, cut, NULL, &s));
        close(cut);
    }
    cut = make_file(bytes, (size_t)n / 2);
    assert_refused(read_csv(a, cut, NULL, &t), w_sheet_broken);
    close(cut);
}

static void another_kind_of_file_is_named(void **state)
{
    static const struct { const char *part; const struct word *word, *what; } zips[] = {
        {"word/document.xml", &w_sheet_not_a_workbook, &w_sheet_is_word},
        {"content.xml", &w_sheet_other_format, &w_sheet_is_ods},
        {"xl/workbook.bin", &w_sheet_other_format, &w_sheet_is_xlsb},
        {"a.txt", &w_sheet_not_a_workbook, &w_sheet_is_archive},
    };
    text t;
    (void)state;
    for (size_t i = 0; i < COUNT(zips); i++) {
        int fd = make_zip(&(struct make_part){.name = zips[i].part, .content = "x"}, 1);
        err e = read_csv(a, fd, NULL, &t);
        assert_refused(e, *zips[i].word);
        assert_ptr_equal(e->args[0].word, zips[i].what);
        close(fd);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_every_kind_are_read),
        cmocka_unit_test(cells_and_rows_may_lack_their_address),
        cmocka_unit_test(dates_are_known_by_their_format),
        cmocka_unit_test(the_epoch_of_1904_is_honoured),
        cmocka_unit_test(merged_ranges_are_known_before_the_first_row),
        cmocka_unit_test(strict_dialect_prefixes_and_absolute_targets_are_read),
        cmocka_unit_test(the_sheet_is_chosen_by_name_then_number_else_the_first_shown),
        cmocka_unit_test(entities_are_refused),
        cmocka_unit_test(a_bomb_is_refused_and_nobody_dies),
        cmocka_unit_test(damaged_workbooks_are_refused),
        cmocka_unit_test(what_is_beyond_excel_is_refused),
        cmocka_unit_test(a_truncated_file_is_refused_at_every_length),
        cmocka_unit_test(another_kind_of_file_is_named),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    return cmocka_run_group_tests(tests, setup, teardown);
}
