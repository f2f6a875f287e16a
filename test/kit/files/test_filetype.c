/* What is taken and what is refused, by content and name. */
#include "test.h"

#include "kit/files/filetype.h"
#include "kit/files/words.h"

#include "make.h"

#include <unistd.h>

static err check(struct arena *a, text content, const char *name, const struct file_kind **ret)
{
    int fd = make_file(content);
    err e = file_check(a, fd, (int64_t)content.n, text_of(name), ret);

    close(fd);
    return e;
}

#define ZIP(...) make_zip(a, (const char *const[]){__VA_ARGS__, NULL})
#define OLE(...) make_ole(a, (const char *const[]){__VA_ARGS__, NULL})

static void allowed_files_are_known_by_their_content(void **state)
{
    WITH_ARENA(a);
    const struct {
        text content;
        const char *name;
        enum file_type type;
    } cases[] = {
        {T("%PDF-1.7\n…"), "批复.pdf", FILE_PDF},
        {T("%PDF-1.7\n…"), "批复", FILE_PDF},
        {make_jpeg(a, 8, 8, NO_TEXT, false), "现场.JPG", FILE_JPEG},
        {make_png(a, 8, 8, NO_TEXT, false), "a.png", FILE_PNG},
        {make_heic(a, 64, 64, NO_TEXT), "IMG_0001.HEIC", FILE_HEIC},
        {ZIP("[Content_Types].xml", "word/document.xml"), "可研报告.docx", FILE_DOCX},
        {ZIP("xl/workbook.xml", "[Content_Types].xml"), "a.b.xlsx", FILE_XLSX},
        {ZIP("[Content_Types].xml", "ppt/presentation.xml"), "a.pptx", FILE_PPTX},
        {ZIP("OFD.xml", "Doc_0/Document.xml"), "公文.ofd", FILE_OFD},
        {ZIP("图纸/1.pdf", "图纸/2.pdf"), "图纸.zip", FILE_ZIP},
        {OLE("WordDocument"), "a.doc", FILE_DOC},
        {OLE("WordDocument"), "a.wps", FILE_DOC},
        {OLE("1", "2", "3", "4", "Workbook"), "a.xls", FILE_XLS},
        {OLE("Book"), "a.et", FILE_XLS},
        {OLE("PowerPoint Document"), "a.ppt", FILE_PPT},
        {T("名称,金额\n长海大桥,1"), "a.csv", FILE_CSV},
        {T("名称,金额\n长海大桥,1"), "a.txt", FILE_TXT},
        {T("\xc9\xf2\xd1\xf4\xca\xd0,1\n"), "a.csv", FILE_CSV}, /* GB18030, two bytes */
        {T("\x81\x30\x81\x30,1\n"), "a.txt", FILE_TXT},         /* GB18030, four */
        {T("MB then text, BM too"), "a.txt", FILE_TXT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct file_kind *k = NULL;
        assert_ok(check(a, cases[i].content, cases[i].name, &k));
        if (k != file_kind(cases[i].type))
            fail_msg("%s: taken for %s", cases[i].name, k->key);
        assert_non_null(k->mime);
        assert_true(file_kind_of(text_of(k->key)) == k);
    }
}

static void refused_files_are_told_why(void **state)
{
    WITH_ARENA(a);
    const struct {
        text content;
        const char *name;
        const struct word *word;
    } cases[] = {
        {T(""), "a.pdf", &w_file_empty},
        {T("MZ\x90\0\3"), "照片.jpg", &w_file_executable},
        {T("\x7f"
           "ELF\2\1\1"),
         "a", &w_file_executable},
        {T("#!/bin/sh\nrm -rf /\n"), "a.txt", &w_file_executable},
        {ZIP("a.pdf", "b/Setup.EXE"), "a.zip", &w_file_executable},
        {T(" \n<!DOCTYPE html><script>"), "a.txt", &w_file_markup},
        {T("\xef\xbb\xbf<svg xmlns="), "a.png", &w_file_markup},
        {T("<?xml version=\"1.0\"?>"), "a.csv", &w_file_markup},
        {ZIP("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx", &w_file_macro},
        {OLE("Workbook", "_VBA_PROJECT_CUR"), "a.xls", &w_file_macro},
        {OLE("EncryptionInfo", "EncryptedPackage"), "a.xlsx", &w_file_locked},
        {T("Rar!\x1a\7\0"), "a.rar", &w_file_archive},
        {T("7z\xbc\xaf\x27\x1c\0\4"), "a.zip", &w_file_archive},
        {T("GIF89a\1\0\1\0"), "a.gif", &w_file_picture},
        {T("RIFF\4\0\0\0WEBPVP8 "), "a.jpg", &w_file_picture},
        {T("\0\0\0\x1c"
           "ftypavif\0\0\0\0"),
         "a.heic", &w_file_picture},
        {T("\0\0\0\x1c"
           "ftypisom\0\0\0\0"),
         "a.mp4", &w_file_unknown},
        {T("\1\2\3\4"), "a.txt", &w_file_unknown},
        {T("PK\3\4 and then nothing of the kind"), "a.docx", &w_file_unknown},
        {OLE("Something else"), "a.msi", &w_file_unknown},
        {T("%PDF-1.4"), "a.docx", &w_file_extension},
        {make_jpeg(a, 8, 8, NO_TEXT, false), "a.pdf", &w_file_extension},
        {make_jpeg(a, 8, 8, NO_TEXT, false), "a.jpg.exe", &w_file_extension},
        {ZIP("[Content_Types].xml", "word/document.xml"), "a.xlsx", &w_file_extension},
        {T("plain"), "a.html", &w_file_extension},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct file_kind *k = NULL;
        err e = check(a, cases[i].content, cases[i].name, &k);
        if (!e || strcmp(e->word->key, cases[i].word->key))
            fail_msg("case %zu, %s: got %s, want %s", i, cases[i].name, e ? e->word->key : k->key, cases[i].word->key);
        assert_null(k);
    }
}

static void the_message_names_file_extension_and_content(void **state)
{
    WITH_ARENA(a);
    const struct file_kind *k;
    err e = check(a, T("%PDF-1.4"), "初步设计.docx", &k);

    (void)state;
    assert_text(error_text(a, e, LANG_ZH),
                "“初步设计.docx”的扩展名是.docx，内容却是PDF文件。请把扩展名改为.pdf，或重新选择文件。");
}

static void each_type_has_its_own_maximum(void **state)
{
    WITH_ARENA(a);
    const struct file_kind *k;
    int fd = make_file(T("a,b\n"));
    int64_t over = file_kind(FILE_CSV)->max + 1;

    (void)state;
    assert_int_equal(ftruncate(fd, over), 0);
    assert_refused(file_check(a, fd, over, T("a.csv"), &k), w_file_unknown); /* zeros are no text */
    close(fd);
    fd = make_file(T("%PDF-1.4"));
    over = file_kind(FILE_PDF)->max + 1;
    assert_int_equal(ftruncate(fd, over), 0);
    assert_refused(file_check(a, fd, over, T("a.pdf"), &k), w_file_type_too_large);
    assert_ok(file_check(a, fd, over - 1, T("a.pdf"), &k));
    assert_true(file_max() >= k->max);
    close(fd);
}

static void damaged_lists_never_read_beyond_the_file(void **state)
{
    WITH_ARENA(a);
    const text whole[] = {ZIP("[Content_Types].xml", "word/document.xml"), OLE("a", "b", "c", "d", "Workbook")};

    (void)state;
    for (size_t w = 0; w < COUNT(whole); w++)
        for (size_t n = 0; n < whole[w].n; n++) {
            char *bent = text_z(a, whole[w]);
            const struct file_kind *k;
            err e;
            check(a, text_sub(whole[w], 0, n), "a", &k); /* cut short: any answer, no fault */
            bent[n] = (char)0xff;
            e = check(a, (text){bent, whole[w].n}, "a", &k);
            assert_true(!e || e->code == E_INPUT);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allowed_files_are_known_by_their_content),     cmocka_unit_test(refused_files_are_told_why),
        cmocka_unit_test(the_message_names_file_extension_and_content), cmocka_unit_test(each_type_has_its_own_maximum),
        cmocka_unit_test(damaged_lists_never_read_beyond_the_file),
    };

    return cmocka_run_group_tests_name("file types", tests, NULL, NULL);
}
