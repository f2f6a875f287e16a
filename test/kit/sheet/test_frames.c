/* A child that was taken over by its file: whatever it sends, the parent refuses or reads, and never trusts. */
#include "test.h"

#include "kit/sheet/wire.h"
#include "kit/sheet/words.h"

static struct arena *a;
static struct out o;

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

static void begin(void)
{
    out_init(&o, 1 << 20, LANG_ZH);
    wire_sheet(&o, T("表"), false, 3, 2);
    wire_frame(&o, WIRE_BEGIN, (text){"\1\0\0\0\0\0\3\0\0\0", 10});
    wire_frame(&o, WIRE_ROWS, T(""));
}

static void row(uint32_t number, uint32_t width, const char *cells, size_t n)
{
    struct out f;

    out_init(&f, 1 << 16, LANG_ZH);
    wire_u32(&f, number);
    wire_u8(&f, 0);
    wire_u32(&f, width);
    out_put(&f, cells, n);
    wire_frame(&o, WIRE_ROW, out_text(&f));
    out_free(&f);
}
#define CELLS(literal) literal, sizeof(literal) - 1

/* Reads all; the last number read in *ret. */
static err run(int64_t *ret)
{
    struct sheet_row r = {0};
    struct sheet *s;
    size_t n;
    char *bytes = out_take(&o, &n);

    *ret = 0;
    TRY(sheet_open_frames(a, bytes, n, &s));
    for (;;) {
        TRY(sheet_next(s, a, &r));
        if (!r.number)
            return NULL;
        *ret = r.number;
    }
}

static void sound_frames_are_read(void **state)
{
    int64_t last;
    (void)state;
    begin();
    row(1, 2, CELLS("\1\0\1\0\1\0\0\0x\0"));
    row(7, 1, CELLS("\0\0\2\1\2\0\0\0" "12\0"));
    wire_frame(&o, WIRE_END, T(""));
    assert_ok(run(&last));
    assert_int_equal(last, 7);
}

static void unsound_rows_are_refused(void **state)
{
    static const struct { uint32_t number, width; const char *cells; size_t n; } cases[] = {
        {0, 1, "", 0},                                     /* rows count from 1 */
        {1048577, 1, "", 0},                               /* beyond Excel */
        {1, 16385, "", 0},
        {1, 1, CELLS("\1\0\1\0\1\0\0\0x\0")},              /* a column beyond the width */
        {1, 1, CELLS("\0\0\7\0\1\0\0\0x\0")},              /* no such kind */
        {1, 1, CELLS("\0\0\1\0\5\0\0\0x\0")},              /* longer than the frame */
        {1, 1, CELLS("\0\0\1\0\1\0\0\0xy")},               /* not terminated */
        {1, 1, CELLS("\0\0\1\0\1\0\0\0\xff\0")},           /* not UTF-8 */
        {1, 1, CELLS("\0\0\1\0\2\0\0\0a\0\0")},            /* a NUL inside */
        {1, 1, CELLS("\0\0\0\0\1\0\0\0x\0")},              /* empty with text */
        {1, 1, CELLS("\0\0\1")},
    };
    int64_t last;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        begin();
        row(cases[i].number, cases[i].width, cases[i].cells, cases[i].n);
        wire_frame(&o, WIRE_END, T(""));
        assert_refused(run(&last), w_sheet_reader_died);
    }
    begin();
    row(2, 0, "", 0);
    row(2, 0, "", 0); /* the same row again */
    assert_refused(run(&last), w_sheet_reader_died);
}

static void an_end_too_early_is_a_death(void **state)
{
    int64_t last;
    (void)state;
    out_init(&o, 100, LANG_ZH);
    assert_refused(run(&last), w_sheet_reader_died);
    begin();
    row(1, 0, "", 0);
    assert_refused(run(&last), w_sheet_reader_died);
    assert_int_equal(last, 1);
}

static void unsound_beginnings_are_refused(void **state)
{
    static const struct { enum wire_kind kind; const char *p; size_t n; } cases[] = {
        {WIRE_BEGIN, CELLS("\1\0\1\0\0\0\0\0\0\0")},                                        /* chose a sheet that is not there */
        {WIRE_BEGIN, CELLS("\5\0\0\0\0\0\0\0\0\0")},                                        /* no such format */
        {WIRE_MERGE, CELLS("\2\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0")},                            /* ends above its beginning */
        {WIRE_MERGE, CELLS("\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\x7f")},
        {WIRE_COLUMN, CELLS("\0\0\0\0\0\0\0\x80\0\0\0\0\0")},
        {WIRE_ROW, CELLS("\1\0\0\0\0\0\0\0\0")},                                            /* before the rows began */
        {WIRE_ROWS, CELLS("")},                                                             /* before anything was said */
        {WIRE_FAULT, CELLS("\xff\xff\0\0\0\0\0\0")},                                        /* no such word */
        {'?', CELLS("")},
    };
    int64_t last;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        out_init(&o, 1 << 16, LANG_ZH);
        wire_sheet(&o, T("表"), false, 3, 2);
        wire_frame(&o, cases[i].kind, (text){cases[i].p, cases[i].n});
        wire_frame(&o, WIRE_ROWS, T(""));
        wire_frame(&o, WIRE_END, T(""));
        assert_refused(run(&last), w_sheet_reader_died);
    }
    out_init(&o, 1 << 16, LANG_ZH);
    wire_u8(&o, WIRE_MERGE);
    wire_u32(&o, 0xffffffff); /* four gigabytes of a merged range */
    assert_refused(run(&last), w_sheet_reader_died);
}

static void a_fault_keeps_its_figures(void **state)
{
    err e = FAIL(a, E_INPUT, w_sheet_no_such_sheet, .row = 3, .args = {ARG_TEXT("name", T("表九")), ARG_TEXT("names", T("表一"))}), got;
    int64_t last;
    (void)state;
    out_init(&o, 1 << 16, LANG_ZH);
    wire_fault(&o, e);
    got = run(&last);
    assert_refused(got, w_sheet_no_such_sheet);
    assert_int_equal(got->row, 3);
    assert_text(error_text(a, got, LANG_EN), "The workbook has no sheet “表九”. It has: 表一.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_frames_are_read),
        cmocka_unit_test(unsound_rows_are_refused),
        cmocka_unit_test(an_end_too_early_is_a_death),
        cmocka_unit_test(unsound_beginnings_are_refused),
        cmocka_unit_test(a_fault_keeps_its_figures),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
