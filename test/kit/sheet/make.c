/* See make.h. */
#include "make.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

int make_file(const void *bytes, size_t n)
{
    int fd = memfd_create("made", MFD_CLOEXEC);

    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
        abort();
    lseek(fd, 0, SEEK_SET);
    return fd;
}

int make_text(const char *z)
{
    return make_file(z, strlen(z));
}

int make_zip(const struct make_part *v, size_t n)
{
    char path[] = "/tmp/diaodu-test-XXXXXX";
    int fd = mkstemp(path), e;
    zip_t *z;

    if (fd < 0)
        abort();
    close(fd);
    z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &e);
    if (!z)
        abort();
    for (size_t i = 0; i < n; i++) {
        size_t size = v[i].n ? v[i].n : strlen(v[i].content);
        if (zip_file_add(z, v[i].name, zip_source_buffer(z, v[i].content, size, 0), ZIP_FL_OVERWRITE) < 0)
            abort();
    }
    if (zip_close(z))
        abort();
    fd = open(path, O_RDONLY | O_CLOEXEC);
    unlink(path);
    return fd;
}

static const char root_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char workbook[] =
    "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
    "<sheets><sheet name=\"表1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
static const char workbook_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>"
    "</Relationships>";
#define SPREADSHEET "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

int make_book(const struct make_book *b)
{
    struct arena *a = arena_new(64 << 20);
    struct make_part v[8];
    size_t n = 0;
    int fd;

    v[n++] = (struct make_part){.name = "[Content_Types].xml", .content = "<Types/>"};
    v[n++] = (struct make_part){.name = "_rels/.rels", .content = root_rels};
    v[n++] = (struct make_part){.name = "xl/workbook.xml", .content = b->workbook ? b->workbook : workbook};
    v[n++] = (struct make_part){.name = "xl/_rels/workbook.xml.rels", .content = b->rels ? b->rels : workbook_rels};
    if (b->sheet)
        v[n++] = (struct make_part){.name = "xl/worksheets/sheet1.xml", .content = b->sheet};
    else if (b->data)
        v[n++] = (struct make_part){.name = "xl/worksheets/sheet1.xml",
                                    .content = text_fmt(a, "<worksheet " SPREADSHEET "><sheetData>%s</sheetData>%s</worksheet>", b->data,
                                                        b->after ? b->after : "").p};
    if (b->strings)
        v[n++] = (struct make_part){.name = "xl/sharedStrings.xml",
                                    .content = text_fmt(a, "<sst " SPREADSHEET ">%s</sst>", b->strings).p};
    if (b->styles)
        v[n++] = (struct make_part){.name = "xl/styles.xml", .content = b->styles};
    fd = make_zip(v, n);
    arena_free(a);
    return fd;
}

err read_csv(struct arena *a, int fd, const struct sheet_options *options, text *ret)
{
    CLEAN(out_free) struct out o;
    struct sheet *s;

    out_init(&o, 64 << 20, LANG_ZH);
    TRY(sheet_open(a, fd, options, &s));
    TRY(sheet_to_csv(s, &o));
    *ret = text_copy(a, out_text(&o));
    return NULL;
}
