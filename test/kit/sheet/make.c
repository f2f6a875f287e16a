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
    struct make_part v[10];
    size_t n = 0;
    int fd;

    v[n++] = (struct make_part){.name = "[Content_Types].xml", .content = "<Types></Types>"};
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
    if (b->sheet_rels)
        v[n++] = (struct make_part){.name = "xl/worksheets/_rels/sheet1.xml.rels", .content = b->sheet_rels};
    fd = make_zip(v, n);
    arena_free(a);
    return fd;
}

static void put16(unsigned char *p, unsigned n)
{
    p[0] = (unsigned char)n;
    p[1] = (unsigned char)(n >> 8);
}

static void put32(unsigned char *p, unsigned n)
{
    put16(p, n & 0xffff);
    put16(p + 2, n >> 16);
}

static void directory_entry(unsigned char *p, const char *name, int type, unsigned from, unsigned size)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < n; i++)
        put16(p + 2 * i, (unsigned char)name[i]);
    put16(p + 64, (unsigned)(2 * n + 2));
    p[66] = (unsigned char)type;
    put32(p + 68, 0xffffffff);
    put32(p + 72, 0xffffffff);
    put32(p + 76, type == 5 ? 1 : 0xffffffff);
    put32(p + 116, from);
    put32(p + 120, size);
}

/* Sector 0 is the table of sectors, 1 the directory, 2 … 16 the stream, made long enough not to be a short one. */
int make_ole(const char *stream, const void *bytes, size_t n)
{
    enum { SECTORS = 17 };
    static unsigned char f[512 * (SECTORS + 1)];
    unsigned char *fat = f + 512, *directory = f + 1024;

    memset(f, 0, sizeof(f));
    memcpy(f, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
    put16(f + 26, 3);
    put16(f + 28, 0xfffe);
    put16(f + 30, 9);
    put16(f + 32, 6);
    put32(f + 44, 1);
    put32(f + 48, 1);
    put32(f + 56, 4096);
    put32(f + 60, 0xfffffffe);
    put32(f + 68, 0xfffffffe);
    memset(f + 76, 0xff, 436);
    put32(f + 76, 0);
    memset(fat, 0xff, 512);
    put32(fat, 0xfffffffd);
    put32(fat + 4, 0xfffffffe);
    for (unsigned i = 2; i < SECTORS; i++)
        put32(fat + 4 * i, i + 1 < SECTORS ? i + 1 : 0xfffffffe);
    directory_entry(directory, "Root Entry", 5, 0xfffffffe, 0);
    directory_entry(directory + 128, stream, 2, 2, 512 * (SECTORS - 2));
    memcpy(f + 512 * 3, bytes, n);
    return make_file(f, sizeof(f));
}

err read_csv(struct arena *a, int fd, const struct sheet_options *options, text *ret)
{
    CLEAN(out_free) struct out o = {0};
    struct sheet *s;

    out_init(&o, 64 << 20, LANG_ZH);
    TRY(sheet_open(a, fd, options, &s));
    TRY(sheet_to_csv(s, &o));
    *ret = text_copy(a, out_text(&o));
    return NULL;
}
