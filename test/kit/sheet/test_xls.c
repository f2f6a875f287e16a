/* The old .xls: two files of LibreOffice, and records written by hand. */
#include "test.h"

#include "kit/confine.h"
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

static int fixture(const char *name)
{
    int fd = open(text_fmt(a, "%s/xls/%s", TEST_DATA, name).p, O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    return fd;
}

/* The same content in both formats reads the same. */
static void check_kinds(const char *name)
{
    int fd = fixture(name);
    const struct sheet_info *list;
    const struct sheet_range *m;
    struct sheet_row r[5];
    struct sheet *s;
    size_t n;

    assert_ok(sheet_open(a, fd, NULL, &s));
    close(fd);
    list = sheet_list(s, &n);
    assert_int_equal(n, 2);
    assert_text(list[0].name, "项目");
    assert_true(!list[0].hidden && list[1].hidden);
    assert_int_equal(list[0].rows, 5);
    m = sheet_merges(s, &n);
    assert_int_equal(n, 1);
    assert_int_equal(m[0].column_to, 5);
    for (int i = 0; i < 5; i++) {
        assert_ok(sheet_next(s, a, &r[i]));
        assert_int_equal(r[i].number, i + 1);
        assert_int_equal(r[i].hidden, i == 3);
    }
    assert_text(sheet_at(&r[2], 1)->t, "沈阳地铁\n九号线");
    assert_text(sheet_at(&r[2], 2)->t, "32614.07");
    assert_int_equal(sheet_at(&r[2], 3)->kind, SHEET_DATE);
    assert_text(sheet_at(&r[2], 3)->t, "2022-03-01");
    assert_text(sheet_at(&r[2], 4)->t, "2026-11-24");
    assert_text(sheet_at(&r[3], 2)->t, "65228.14");
    assert_true(sheet_at(&r[3], 2)->formula);
    assert_text(sheet_at(&r[4], 0)->t, "-3.5");
    assert_text(sheet_at(&r[4], 1)->t, "隐藏行!");
    assert_int_equal(sheet_at(&r[4], 2)->kind, SHEET_ERROR);
    assert_text(sheet_at(&r[4], 2)->t, "#DIV/0!");
}

static void cells_of_every_kind_are_read(void **state)
{
    (void)state;
    check_kinds("kinds.xls");
    check_kinds("kinds.xlsx");
}

static void strings_over_several_records_are_whole(void **state)
{
    int fd = fixture("strings.xls"), n = 0;
    struct sheet_row r;
    struct sheet *s;
    (void)state;
    assert_ok(sheet_open(a, fd, NULL, &s));
    close(fd);
    assert_ok(sheet_next(s, a, &r));
    for (; n < 400; n++) {
        text name = text_fmt(a, "第%d号项目", n), latin = text_fmt(a, n % 2 ? "%d café" : "plain %d", n);
        assert_ok(sheet_next(s, a, &r));
        assert_true(text_starts(r.v[1].t, name));
        assert_int_equal(text_chars(r.v[1].t), text_chars(name) + (n % 2 ? 0 : (size_t)(n % 41)));
        assert_true(text_ends(r.v[2].t, latin));
    }
    assert_ok(sheet_next(s, a, &r));
    assert_int_equal(r.number, 0);
}

/* ---- records by hand ---- */

static unsigned char book[7000];
static size_t book_n;

static void record(unsigned id, const char *bytes, size_t n)
{
    unsigned char head[4] = {(unsigned char)id, (unsigned char)(id >> 8), (unsigned char)n, (unsigned char)(n >> 8)};

    memcpy(book + book_n, head, 4);
    memcpy(book + book_n + 4, bytes, n);
    book_n += 4 + n;
}
#define RECORD(id, literal) record(id, literal, sizeof(literal) - 1)

static void a_workbook_of_excel_95_is_read(void **state)
{
    int fd;
    text t = NO_TEXT;
    (void)state;
    book_n = 0;
    RECORD(0x809, "\x00\x05\x05\x00\0\0\0\0");                         /* 12 */
    RECORD(0x42, "\xa8\x03");                                           /* 6: code page 936 */
    RECORD(0x85, "\x25\0\0\0\0\0\x04\xc9\xf2\xd1\xf4");                 /* 15: 沈阳, at byte 37 */
    RECORD(0x0a, "");                                                   /* 4 */
    assert_int_equal(book_n, 37);
    RECORD(0x809, "\x00\x05\x10\x00\0\0\0\0");
    RECORD(0x204, "\0\0\0\0\0\0\x04\0\xb4\xf3\xc1\xac");                /* A1 大连 */
    RECORD(0x27e, "\0\0\x01\0\0\0\x07\x30\0\0");                        /* B1: 3073 in hundredths: 30.73 */
    RECORD(0xbd, "\x01\0\0\0\0\0\x0a\0\0\0\0\0\x12\0\0\0\x01\0");       /* A2:B2 = 2, 4 */
    RECORD(0x205, "\x01\0\x02\0\0\0\x01\0");                            /* C2 TRUE */
    RECORD(0x205, "\x01\0\x03\0\0\0\x2a\x01");                          /* D2 #N/A */
    RECORD(0x06, "\x02\0\0\0\0\0\x00\0\0\0\0\0\xff\xff\0\0\0\0\0\0");   /* A3: a text formula */
    RECORD(0x207, "\x02\0ok");
    RECORD(0x0a, "");
    fd = make_ole("Book", book, book_n);
    assert_ok(read_csv(a, fd, NULL, &t));
    assert_text(t, "大连,30.73\n2,4,TRUE,#N/A\nok\n");
    close(fd);
}

static err ole_fault(const char *stream)
{
    int fd = make_ole(stream, book, book_n);
    text t;
    err e = read_csv(a, fd, NULL, &t);

    close(fd);
    return e;
}

static void a_password_is_said(void **state)
{
    (void)state;
    book_n = 0;
    assert_refused(ole_fault("EncryptedPackage"), w_sheet_encrypted);
    RECORD(0x809, "\x00\x06\x05\x00\0\0\0\0");
    RECORD(0x2f, "\x01\0");
    assert_refused(ole_fault("Workbook"), w_sheet_encrypted);
}

static void another_old_office_file_is_named(void **state)
{
    (void)state;
    book_n = 0;
    assert_refused(ole_fault("WordDocument"), w_sheet_not_a_workbook);
    assert_ptr_equal(ole_fault("WordDocument")->args[0].word, &w_sheet_is_word);
    assert_ptr_equal(ole_fault("Other")->args[0].word, &w_sheet_is_ole);
    RECORD(0x809, "\x00\x04\x05\x00\0\0\0\0");
    assert_refused(ole_fault("Workbook"), w_sheet_other_format);
}

static void a_file_cut_or_changed_anywhere_gives_a_sentence(void **state)
{
    int fd = fixture("kinds.xls");
    char bytes[8192];
    ssize_t n = pread(fd, bytes, sizeof(bytes), 0);
    (void)state;
    close(fd);
    for (ssize_t i = 8; i < n; i += 61) {
        struct sheet_row r;
        struct sheet *s;
        char was = bytes[i];
        int cut = make_file(bytes, (size_t)i), changed;
        err e = sheet_open_unconfined(a, cut, NULL, &s);
        if (i < 4096)
            assert_non_null(e);
        bytes[i] = (char)~was;
        changed = make_file(bytes, (size_t)n);
        e = sheet_open_unconfined(a, changed, NULL, &s);
        while (!e && !(e = sheet_next(s, a, &r)) && r.number)
            ;
        bytes[i] = was;
        close(cut);
        close(changed);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_every_kind_are_read),
        cmocka_unit_test(strings_over_several_records_are_whole),
        cmocka_unit_test(a_workbook_of_excel_95_is_read),
        cmocka_unit_test(a_password_is_said),
        cmocka_unit_test(another_old_office_file_is_named),
        cmocka_unit_test(a_file_cut_or_changed_anywhere_gives_a_sentence),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    return cmocka_run_group_tests(tests, setup, teardown);
}
