/* An official table as a file: the workbook reads back cell by cell, the document is whole XML whatever stands in the texts. */
#include "test.h"

#include "base/date.h"
#include "kit/confine.h"
#include "kit/sheet/annex.h"
#include "make.h"

#include <expat.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

static const struct annex_column columns[] = {{T("序号"), 6, false}, {T("项目名称"), 30, false}, {T("总投资"), 12, true}};

static struct annex_cell *cells(struct arena *a, text no, text name, money total)
{
    struct annex_cell *v = ARENA_ARRAY(a, struct annex_cell, COUNT(columns));

    v[0] = (struct annex_cell){no, NO_MONEY};
    v[1] = (struct annex_cell){name, NO_MONEY};
    v[2] = (struct annex_cell){NO_TEXT, total};
    return v;
}

static struct annex table(struct arena *a)
{
    struct annex x = {.mark = T("附件"), .title = T("2026年重大工程清单（第1版）"), .left = T("2026-01-22确认"), .right = T("单位：万元"), .columns = columns, .n = COUNT(columns)};

    list_push(&x.lines, a) = (struct annex_line){ANNEX_TOTAL, cells(a, NO_TEXT, T("合计（1项）"), (money){900000001})};
    list_push(&x.lines, a) = (struct annex_line){ANNEX_GROUP, cells(a, NO_TEXT, T("能源保障能力提升（1项）"), (money){900000001})};
    list_push(&x.lines, a) = (struct annex_line){ANNEX_ROW, cells(a, T("1"), T("<风电> & \"储能\"\n二期\x01]]>"), (money){900000001})};
    return x;
}

static void the_workbook_reads_back(void **state)
{
    struct arena *a = arena_new(64 << 20);
    struct annex x = table(a);
    int fd = memfd_create("annex", 0);
    text csv;

    (void)state;
    assert_ok(annex_write(a, &x, ANNEX_XLSX, fd));
    assert_ok(read_csv(a, fd, NULL, &csv));
    assert_true(text_has(csv, T("2026年重大工程清单（第1版）")));
    assert_true(text_has(csv, T("序号,项目名称,总投资")));
    assert_true(text_has(csv, T("90000.0001"))); /* 万元, exact to the yuan */
    assert_true(text_has(csv, T("<风电> & \"\"储能\"\"")));
    close(fd);
    arena_free(a);
}

static void parse_part(zip_t *z, const char *name)
{
    static char bytes[1 << 20];
    XML_Parser p = XML_ParserCreate("UTF-8");
    zip_file_t *f = zip_fopen(z, name, 0);
    zip_int64_t n;

    assert_non_null(f);
    n = zip_fread(f, bytes, sizeof(bytes));
    assert_true(n > 0 && n < (zip_int64_t)sizeof(bytes));
    if (XML_Parse(p, bytes, (int)n, 1) != XML_STATUS_OK)
        fail_msg("%s: %s", name, XML_ErrorString(XML_GetErrorCode(p)));
    if (!strcmp(name, "word/document.xml"))
        assert_true(text_has((text){bytes, (size_t)n}, T("w:tblHeader")) && text_has((text){bytes, (size_t)n}, T("二期")));
    zip_fclose(f);
    XML_ParserFree(p);
}

static void the_document_is_whole(void **state)
{
    static const char *const parts[] = {"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml", "word/fontTable.xml",
                                        "word/footer1.xml"};
    struct arena *a = arena_new(64 << 20);
    struct annex x = table(a);
    int fd = memfd_create("annex", 0);
    zip_error_t fault;
    zip_t *z;

    (void)state;
    assert_ok(annex_write(a, &x, ANNEX_DOCX, fd));
    z = zip_open_from_source(zip_source_filep_create(fdopen(dup(fd), "rb"), 0, -1, &fault), ZIP_RDONLY, &fault);
    assert_non_null(z);
    for (size_t i = 0; i < COUNT(parts); i++)
        parse_part(z, parts[i]);
    zip_close(z);
    close(fd);
    arena_free(a);
}

static void a_full_disk_is_said(void **state)
{
    struct arena *a = arena_new(64 << 20);
    struct annex x = table(a);
    err e;

    (void)state;
    e = annex_write(a, &x, ANNEX_DOCX, -1);
    assert_non_null(e);
    assert_int_equal(e->code, E_SYSTEM);
    arena_free(a);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_workbook_reads_back), cmocka_unit_test(the_document_is_whole), cmocka_unit_test(a_full_disk_is_said)};
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    return cmocka_run_group_tests_name("annex", tests, NULL, NULL);
}
