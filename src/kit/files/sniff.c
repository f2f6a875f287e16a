/* Telling types apart by content: magic numbers, the names inside zip and OLE files, and what text looks like. Every
 * figure in the file is checked against its size before it is used. */
#include "kit/files/filetype.h"

#include <unistd.h>

enum {
    HEAD = 64 * 1024,      /* bytes that text is judged by */
    ZIP_TAIL = 22 + 65535, /* the end record and the longest comment */
    ZIP_ENTRIES_MAX = 65535,
    OLE_DIR_SECTORS_MAX = 512, /* of the OLE directory */
};

struct content {
    struct arena *a;
    int fd;
    int64_t size;
};

static bool read_at(const struct content *c, int64_t at, void *p, size_t n)
{
    return at >= 0 && at <= c->size && (int64_t)n <= c->size - at && pread(c->fd, p, n, at) == (ssize_t)n;
}

static uint32_t u16(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32(const uint8_t *p)
{
    return u16(p) | u16(p + 2) << 16;
}

/* ---- magic numbers ---- */

static const struct magic {
    uint8_t at, n;
    const char *bytes;
    enum file_type type;
} magics[] = {
    {0, 3, "\xff\xd8\xff", FILE_JPEG},
    {0, 8, "\x89PNG\r\n\x1a\n", FILE_PNG},
    {0, 5, "%PDF-", FILE_PDF},
    {0, 8, "\xef\xbb\xbf%PDF-", FILE_PDF},
    {0, 4,
     "\x7f"
     "ELF",
     FILE_EXECUTABLE},
    {0, 2, "MZ", FILE_EXECUTABLE},
    {0, 2, "#!", FILE_EXECUTABLE},
    {0, 4, "\xca\xfe\xba\xbe", FILE_EXECUTABLE}, /* Java, Mach-O */
    {0, 4, "\xfe\xed\xfa\xce", FILE_EXECUTABLE}, /* Mach-O */
    {0, 4, "\xfe\xed\xfa\xcf", FILE_EXECUTABLE},
    {0, 4, "\xce\xfa\xed\xfe", FILE_EXECUTABLE},
    {0, 4, "\xcf\xfa\xed\xfe", FILE_EXECUTABLE},
    {0, 4, "\0asm", FILE_EXECUTABLE},
    {0, 4, "dex\n", FILE_EXECUTABLE},
    {0, 8, "\x4c\0\0\0\x01\x14\x02\0", FILE_EXECUTABLE}, /* a Windows shortcut */
    {0, 4, "ITSF", FILE_EXECUTABLE},                     /* Windows help, with script */
    {0, 4, "Rar!", FILE_ARCHIVE},
    {0, 6, "7z\xbc\xaf\x27\x1c", FILE_ARCHIVE},
    {0, 2, "\x1f\x8b", FILE_ARCHIVE},
    {0, 3, "BZh", FILE_ARCHIVE},
    {0, 6,
     "\xfd"
     "7zXZ\0",
     FILE_ARCHIVE},
    {0, 4, "MSCF", FILE_ARCHIVE},
    {0, 6, "GIF87a", FILE_PICTURE},
    {0, 6, "GIF89a", FILE_PICTURE},
    {0, 4, "II*\0", FILE_PICTURE},
    {0, 4, "MM\0*", FILE_PICTURE},
    {8, 4, "WEBP", FILE_PICTURE},
};

static enum file_type by_magic(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < COUNT(magics); i++)
        if (n >= (size_t)magics[i].at + magics[i].n && !memcmp(p + magics[i].at, magics[i].bytes, magics[i].n))
            return magics[i].type;
    return FILE_UNKNOWN;
}

/* ISO media files say in their first box what they are. */
static enum file_type by_brand(const uint8_t *p, size_t n)
{
    static const char heic[][5] = {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"};

    if (n < 12 || memcmp(p + 4, "ftyp", 4))
        return FILE_UNKNOWN;
    for (size_t i = 0; i < COUNT(heic); i++)
        if (!memcmp(p + 8, heic[i], 4))
            return FILE_HEIC;
    return !memcmp(p + 8, "avif", 4) ? FILE_PICTURE : FILE_UNKNOWN;
}

/* ---- zip ---- */

/* What the names in a zip file say about it. */
struct zip_names {
    bool content_types, word, sheet, slides, ofd, macro, executable;
};

static bool is_program_name(text name)
{
    static const char *const endings[] = {".exe", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs",
                                          ".js",  ".jse", ".wsf", ".hta", ".msi", ".lnk", ".jar",
                                          ".dll", ".apk", ".sh",  ".pif", ".cpl"};

    for (size_t i = 0; i < COUNT(endings); i++) {
        size_t n = strlen(endings[i]);
        if (name.n >= n && text_ieq(text_sub(name, name.n - n, n), text_of(endings[i])))
            return true;
    }
    return false;
}

static void zip_note(struct zip_names *z, text name)
{
    z->content_types |= text_eqz(name, "[Content_Types].xml");
    z->word |= text_starts(name, T("word/"));
    z->sheet |= text_starts(name, T("xl/"));
    z->slides |= text_starts(name, T("ppt/"));
    z->ofd |= text_eqz(name, "OFD.xml");
    z->macro |= text_ends(name, T("vbaProject.bin"));
    z->executable |= is_program_name(name);
}

/* Where the list of names is, by the end record at the end of the file. */
static bool zip_list(const struct content *c, int64_t *ret_at, int64_t *ret_end)
{
    size_t n = c->size < ZIP_TAIL ? (size_t)c->size : ZIP_TAIL;
    uint8_t *tail = arena_alloc(c->a, n);

    if (n < 22 || !read_at(c, c->size - (int64_t)n, tail, n))
        return false;
    for (size_t i = n - 22 + 1; i-- > 0;) {
        const uint8_t *end = tail + i;
        if (memcmp(end, "PK\5\6", 4) || i + 22 + u16(end + 20) != n)
            continue;
        *ret_at = u32(end + 16);
        *ret_end = *ret_at + u32(end + 12);
        return *ret_end <= c->size;
    }
    return false;
}

/* Reads the list entry by entry; false when it is not what it says or longer than any honest one. */
static bool zip_walk(const struct content *c, struct zip_names *z)
{
    uint8_t entry[46], name[256];
    int64_t at, end;
    size_t entries = 0;

    if (!zip_list(c, &at, &end))
        return false;
    for (; at < end; entries++) {
        size_t n, skip;
        if (entries == ZIP_ENTRIES_MAX || !read_at(c, at, entry, sizeof(entry)) || memcmp(entry, "PK\1\2", 4))
            return false;
        n = u16(entry + 28);
        skip = n > sizeof(name) ? n - sizeof(name) : 0; /* of a long name the end tells */
        if (!read_at(c, at + 46 + (int64_t)skip, name, n - skip))
            return false;
        zip_note(z, (text){(const char *)name, n - skip});
        at += 46 + (int64_t)n + u16(entry + 30) + u16(entry + 32);
    }
    return entries && at == end;
}

static enum file_type by_zip(const struct content *c)
{
    struct zip_names z = {0};

    if (!zip_walk(c, &z))
        return FILE_UNKNOWN;
    if (z.macro)
        return FILE_MACRO;
    if (z.content_types && (z.word || z.sheet || z.slides))
        return z.word ? FILE_DOCX : z.sheet ? FILE_XLSX : FILE_PPTX;
    if (z.executable)
        return FILE_EXECUTABLE;
    return z.ofd ? FILE_OFD : FILE_ZIP;
}

/* ---- OLE: a file system in a file (MS-CFB) ---- */

/* The name of a directory entry is UTF-16; ours are all ASCII. */
static bool ole_name_is(const uint8_t *entry, const char *name)
{
    size_t n = strlen(name);

    if (u16(entry + 64) != 2 * (n + 1))
        return false;
    for (size_t i = 0; i < n; i++)
        if (u16(entry + 2 * i) != (uint8_t)name[i])
            return false;
    return true;
}

static enum file_type ole_entry(const uint8_t *entry)
{
    static const struct {
        const char *name;
        enum file_type type;
    } streams[] = {
        {"WordDocument", FILE_DOC},
        {"Workbook", FILE_XLS},
        {"Book", FILE_XLS},
        {"PowerPoint Document", FILE_PPT},
        {"EncryptedPackage", FILE_LOCKED},
        {"_VBA_PROJECT_CUR", FILE_MACRO},
        {"Macros", FILE_MACRO},
    };

    for (size_t i = 0; i < COUNT(streams); i++)
        if (ole_name_is(entry, streams[i].name))
            return streams[i].type;
    return FILE_UNKNOWN;
}

/* The sector after `sector` in its chain. Only the allocation tables that the header names: 109, 6.8 MB of 512-byte
 * sectors at least; the directory of a longer file nearly always begins among them. */
static uint32_t ole_next(const struct content *c, const uint8_t *header, uint32_t shift, uint32_t sector)
{
    uint32_t per = (1u << shift) / 4, table = sector / per;
    uint8_t next[4];

    if (table >= 109 ||
        !read_at(c, (((int64_t)u32(header + 76 + 4 * table) + 1) << shift) + 4 * (int64_t)(sector % per), next, 4))
        return UINT32_MAX;
    return u32(next);
}

/* Refusals win over types: a workbook with macros is one with macros. */
static enum file_type by_ole(const struct content *c)
{
    uint8_t header[512], sector[4096];
    enum file_type found = FILE_UNKNOWN;
    uint32_t shift, at;

    if (!read_at(c, 0, header, sizeof(header)))
        return FILE_UNKNOWN;
    shift = u16(header + 30);
    if (shift != 9 && shift != 12)
        return FILE_UNKNOWN;
    at = u32(header + 48);
    for (int i = 0; i < OLE_DIR_SECTORS_MAX && at < 0xfffffff0; i++) {
        if (!read_at(c, ((int64_t)at + 1) << shift, sector, (size_t)1 << shift))
            break;
        for (size_t entry = 0; entry < (size_t)1 << shift; entry += 128) {
            enum file_type t = ole_entry(sector + entry);
            if (t == FILE_LOCKED || t == FILE_MACRO || (t && found < FILE_EMPTY))
                found = t;
        }
        at = ole_next(c, header, shift, at);
    }
    return found;
}

/* ---- text ---- */

/* GB18030: two bytes 81–FE, 40–FE; four 81–FE, 30–39, 81–FE, 30–39. What is cut off at the end is forgiven. */
static bool is_gb18030(const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (i < n) {
        if (p[i] < 0x80) {
            i++;
            continue;
        }
        if (p[i] == 0x80 || p[i] == 0xff)
            return false;
        if (i + 1 >= n)
            return true;
        if (p[i + 1] >= 0x40 && p[i + 1] != 0x7f && p[i + 1] != 0xff) {
            i += 2;
        } else if (p[i + 1] >= 0x30 && p[i + 1] <= 0x39) {
            if (i + 3 >= n)
                return true;
            if (p[i + 2] < 0x81 || p[i + 2] == 0xff || p[i + 3] < 0x30 || p[i + 3] > 0x39)
                return false;
            i += 4;
        } else {
            return false;
        }
    }
    return true;
}

static bool is_utf8(const uint8_t *p, size_t n, bool cut)
{
    for (int back = 0; cut && back < 3 && n && (p[n - 1] & 0xc0) == 0x80; back++)
        n--;
    if (cut && n && p[n - 1] >= 0xc0)
        n--;
    return text_valid((text){(const char *)p, n});
}

static enum file_type by_text(const uint8_t *p, size_t n, bool cut, text name)
{
    text t = text_trim((text){(const char *)p, n});

    for (size_t i = 0; i < n; i++)
        if (p[i] < 0x20 && p[i] != '\t' && p[i] != '\n' && p[i] != '\r' && p[i] != '\f' && p[i] != 0x1a)
            return FILE_UNKNOWN;
    if (!is_utf8(p, n, cut) && !is_gb18030(p, n))
        return FILE_UNKNOWN;
    if (text_starts(t, T("<")))
        return FILE_MARKUP;
    if (name.n >= 4 && text_ieq(text_sub(name, name.n - 4, 4), T(".csv")))
        return FILE_CSV;
    return FILE_TXT;
}

/* "BM" alone would take any text that begins so: the size that follows has to be right, too. */
static bool is_bmp(const struct content *c, const uint8_t *p, size_t n)
{
    return n >= 26 && !memcmp(p, "BM", 2) && u32(p + 2) == (uint32_t)c->size;
}

enum file_type file_sniff(struct arena *a, int fd, int64_t size, text name)
{
    struct content c = {a, fd, size};
    size_t n = size < HEAD ? (size_t)size : HEAD;
    enum file_type t;
    uint8_t *p;

    if (size <= 0)
        return FILE_EMPTY;
    p = arena_alloc(a, n);
    if (!read_at(&c, 0, p, n))
        return FILE_UNKNOWN;
    if (n >= 4 && !memcmp(p, "PK\3\4", 4))
        return by_zip(&c);
    if (n >= 8 && !memcmp(p, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
        return by_ole(&c);
    t = by_magic(p, n);
    if (!t)
        t = by_brand(p, n);
    if (!t && is_bmp(&c, p, n))
        t = FILE_PICTURE;
    return t ? t : by_text(p, n, size > HEAD, name);
}
