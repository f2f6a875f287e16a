/* New workbooks. What begins with PK is taken as the file; anything else is its parts (sheet, shared strings, styles,
 * workbook, relations), divided by bytes of 0, and is zipped here first: a mutation of packed bytes reaches no parser. */
#include "kit/sheet/head.h"
#include "kit/sheet/mark.h"
#include "kit/sheet/wire.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

enum { PARTS = 6 };
static const char *const names[PARTS] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml",
                                         "xl/_rels/workbook.xml.rels", "[Content_Types].xml"};
static const char workbook[] = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" r:id=\"1\"/></sheets></workbook>";
static const char relations[] = "<R><Relationship Id=\"1\" Type=\"/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                                "<Relationship Id=\"2\" Type=\"/sharedStrings\" Target=\"sharedStrings.xml\"/>"
                                "<Relationship Id=\"3\" Type=\"/styles\" Target=\"styles.xml\"/></R>";

static void put(struct out *o, uint32_t v, int bytes)
{
    for (; bytes; bytes--, v >>= 8)
        out_char(o, (char)v);
}

/* The fields that a part's own head and its line in the directory have in common. */
static void put_head(struct out *o, const char *name, text content)
{
    put(o, 0, 8); /* flags, stored, time */
    put(o, (uint32_t)crc32(0, (const unsigned char *)content.p, (unsigned)content.n), 4);
    put(o, (uint32_t)content.n, 4);
    put(o, (uint32_t)content.n, 4);
    put(o, (uint32_t)strlen(name), 2);
    put(o, 0, 2);
}

static void zip(struct out *o, const text parts[PARTS])
{
    struct out directory;

    out_init(&directory, 4096, LANG_ZH);
    for (int i = 0; i < PARTS; i++) {
        uint32_t at = (uint32_t)o->n;
        LIT(o, "PK\3\4\24\0");
        put_head(o, names[i], parts[i]);
        out_raw(o, text_of(names[i]));
        out_raw(o, parts[i]);
        LIT(&directory, "PK\1\2\24\0\24\0");
        put_head(&directory, names[i], parts[i]);
        put(&directory, 0, 10); /* comment, disk, attributes */
        put(&directory, at, 4);
        out_raw(&directory, text_of(names[i]));
    }
    put(&directory, 0x06054b50, 4);
    put(&directory, 0, 4);
    put(&directory, PARTS | PARTS << 16, 4);
    put(&directory, (uint32_t)directory.n - 12, 4);
    put(&directory, (uint32_t)o->n, 4);
    put(&directory, 0, 2);
    out_raw(o, out_text(&directory));
    out_free(&directory);
}

static void read_all(int fd)
{
    struct arena *a = arena_new((size_t)256 << 20);
    struct arena_mark mark;
    struct sheet_row row;
    struct head head;
    struct sheet *s;
    err e = sheet_open_unconfined(a, fd, NULL, &s);

    if (!e)
        e = head_of_sheet(a, s, 0, 0, &head);
    mark = arena_mark(a);
    while (!e && !(e = sheet_next(s, a, &row)) && row.number) {
        (void)head_row_of(&head, &row);
        arena_reset(a, mark);
    }
    arena_free(a);
}

/* Two marks in row 1 and one in row 3, as mark_in_place.c hands them over. */
static void put_marks(struct out *o)
{
    static const uint32_t places[][2] = {{1, 0}, {1, 3}, {3, UINT32_MAX}};

    wire_u64(o, COUNT(places) * 14);
    for (size_t i = 0; i < COUNT(places); i++) {
        wire_u32(o, places[i][0]);
        wire_u32(o, places[i][1]);
        wire_u8(o, i == 1);
        wire_u32(o, 1);
        out_char(o, '<');
    }
}

static bool to_nowhere(void *data, const char *p, size_t n)
{
    (void)data, (void)p, (void)n;
    return true;
}

static void mark_all(text workbook_bytes)
{
    struct arena *a = arena_new((size_t)256 << 20);
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    struct out in, o;
    err e;

    out_init(&in, (size_t)64 << 20, LANG_ZH);
    put_marks(&in);
    out_raw(&in, workbook_bytes);
    if (fd < 0 || write(fd, in.p, in.n) != (ssize_t)in.n)
        abort();
    out_to(&o, to_nowhere, NULL, LANG_ZH);
    e = mark_stream(a, fd, &(struct mark_job){.head_to = 2, .column = 9}, &o);
    (void)e;
    out_free(&o);
    out_free(&in);
    close(fd);
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    text parts[PARTS] = {T(""), T(""), T(""), {workbook, sizeof(workbook) - 1}, {relations, sizeof(relations) - 1}, T("<Types></Types>")}, rest = {(const char *)p, n}, part;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    struct out o;

    out_init(&o, (size_t)64 << 20, LANG_ZH);
    if (text_starts(rest, T("PK"))) {
        out_raw(&o, rest);
    } else {
        for (int i = 0; i < PARTS && text_each(&rest, 0, &part); i++)
            parts[i] = part;
        zip(&o, parts);
    }
    if (fd < 0 || write(fd, o.p, o.n) != (ssize_t)o.n)
        abort();
    mark_all(out_text(&o));
    out_free(&o);
    read_all(fd);
    close(fd);
    return 0;
}
