/* See make.h. */
#include <stdio.h>

/* Before ours: see src/kit/files/picture_jpeg.c. */
#include <jpeglib.h>

#include "make.h"

#include <libheif/heif.h>
#include <png.h>
#include <sys/mman.h>
#include <unistd.h>

void make_end(struct arena **a)
{
    arena_free(*a);
}

int make_file(text content)
{
    int fd = memfd_create("file", MFD_CLOEXEC);

    if (fd < 0 || write(fd, content.p, content.n) != (ssize_t)content.n)
        abort();
    return fd;
}

/* ---- EXIF ---- */

enum { IFD0 = 8, EXIF_IFD = 128, GPS_IFD = 160, DATA = 256, TIFF_SIZE = 1024 };

struct tiff {
    bool big;
    uint8_t b[TIFF_SIZE];
    size_t data;
};

static void put(struct tiff *t, size_t at, uint32_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        t->b[at + (t->big ? n - 1 - i : i)] = (uint8_t)(v >> 8 * i);
}

/* The next entry of the directory at `ifd`: where its value goes. */
static size_t entry(struct tiff *t, size_t ifd, uint16_t tag, uint16_t format, uint32_t count, size_t bytes)
{
    uint32_t n = t->big ? t->b[ifd + 1] : t->b[ifd];
    size_t at = ifd + 2 + 12 * n, value = at + 8;

    put(t, ifd, n + 1, 2);
    put(t, at, tag, 2);
    put(t, at + 2, format, 2);
    put(t, at + 4, count, 4);
    if (bytes > 4) {
        put(t, value, (uint32_t)t->data, 4);
        value = t->data;
        t->data += bytes + bytes % 2;
    }
    return value;
}

static void put_ascii(struct tiff *t, size_t ifd, uint16_t tag, const char *z)
{
    size_t n;

    if (!z)
        return;
    n = strlen(z) + 1;
    memcpy(t->b + entry(t, ifd, tag, 2, (uint32_t)n, n), z, n);
}

static void put_angle(struct tiff *t, uint16_t tag, const char *ref, const uint32_t v[6])
{
    size_t at;

    put_ascii(t, GPS_IFD, tag, ref);
    at = entry(t, GPS_IFD, tag + 1, 5, 3, 24);
    for (size_t i = 0; i < 6; i++)
        put(t, at + 4 * i, v[i], 4);
}

text make_exif(struct arena *a, const struct exif_wish *w)
{
    struct tiff t = {.big = w->big_endian, .data = DATA};
    CLEAN(out_free) struct out o = {0};

    memcpy(t.b, w->big_endian ? "MM" : "II", 2);
    put(&t, 2, 42, 2);
    put(&t, 4, IFD0, 4);
    put_ascii(&t, IFD0, 0x010f, w->make);
    put_ascii(&t, IFD0, 0x0110, w->model);
    if (w->orientation)
        put(&t, entry(&t, IFD0, 0x0112, 3, 1, 2), w->orientation, 2);
    put(&t, entry(&t, IFD0, 0x8769, 4, 1, 4), EXIF_IFD, 4);
    put(&t, entry(&t, IFD0, 0x8825, 4, 1, 4), GPS_IFD, 4);
    put_ascii(&t, EXIF_IFD, 0x9003, w->taken);
    if (w->lat[1] || w->lat[0] || w->lat_ref) {
        put_angle(&t, 1, w->lat_ref, w->lat);
        put_angle(&t, 3, w->lon_ref, w->lon);
    }
    put_ascii(&t, GPS_IFD, 9, w->status);
    out_init(&o, 4096, LANG_ZH);
    LIT(&o, "Exif\0\0");
    out_put(&o, (const char *)t.b, TIFF_SIZE);
    return text_copy(a, out_text(&o));
}

/* ---- pictures ---- */

static void paint(uint8_t *row, uint32_t w, uint32_t h, uint32_t y)
{
    static const uint8_t colours[4][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};

    for (uint32_t x = 0; x < w; x++)
        memcpy(row + 3 * x, colours[(y >= h / 2) * 2 + (x >= w / 2)], 3);
}

static void write_rows(struct jpeg_compress_struct *c, struct arena *a)
{
    JSAMPROW row = arena_alloc(a, (size_t)c->image_width * 4);

    while (c->next_scanline < c->image_height) {
        if (c->input_components == 3)
            paint(row, c->image_width, c->image_height, c->next_scanline);
        jpeg_write_scanlines(c, &row, 1);
    }
}

static text write_jpeg(struct arena *a, uint32_t w, uint32_t h, text exif, bool progressive, bool cmyk)
{
    struct jpeg_compress_struct c = {0};
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long n = 0;
    text t;

    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &bytes, &n);
    c.image_width = w;
    c.image_height = h;
    c.input_components = cmyk ? 4 : 3;
    c.in_color_space = cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, 90, TRUE);
    if (progressive)
        jpeg_simple_progression(&c);
    jpeg_start_compress(&c, TRUE);
    if (exif.p)
        jpeg_write_marker(&c, JPEG_APP0 + 1, (const JOCTET *)exif.p, (unsigned)exif.n);
    write_rows(&c, a);
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    t = text_copy(a, (text){(char *)bytes, n});
    free(bytes);
    return t;
}

text make_jpeg(struct arena *a, uint32_t w, uint32_t h, text exif, bool progressive)
{
    return write_jpeg(a, w, h, exif, progressive, false);
}

text make_jpeg_cmyk(struct arena *a, uint32_t w, uint32_t h)
{
    return write_jpeg(a, w, h, NO_TEXT, false, true);
}

static void png_to_out(png_structp png, png_bytep p, size_t n)
{
    out_put(png_get_io_ptr(png), (const char *)p, n);
}

static void png_flush_nothing(png_structp png)
{
    (void)png;
}

static text write_png(struct arena *a, uint32_t w, uint32_t h, int depth, text exif, bool interlaced, bool long_text)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    uint8_t *rgb = depth == 8 ? arena_alloc(a, (size_t)w * h * 3) : arena_alloc(a, w / 8 + 1);
    CLEAN(out_free) struct out o = {0};

    out_init(&o, (size_t)16 << 20, LANG_ZH);
    png_set_write_fn(png, &o, png_to_out, png_flush_nothing);
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
    png_set_IHDR(png, info, w, h, depth, depth == 8 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY,
                 interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE,
                 PNG_FILTER_TYPE_BASE);
    if (exif.p)
        png_set_eXIf_1(png, info, (png_uint_32)exif.n - 6, (png_bytep)exif.p + 6);
    if (long_text) {
        char *z = arena_alloc(a, ((size_t)32 << 20) + 1);
        memset(z, 'a', (size_t)32 << 20);
        png_set_text(png, info,
                     &(png_text){.compression = PNG_TEXT_COMPRESSION_zTXt, .key = (char *)"Comment", .text = z}, 1);
    }
    png_write_info(png, info);
    for (int pass = 0, passes = png_set_interlace_handling(png); pass < passes; pass++)
        for (uint32_t y = 0; y < h; y++) {
            uint8_t *row = depth == 8 ? rgb + (size_t)y * w * 3 : rgb;
            if (depth == 8)
                paint(row, w, h, y);
            png_write_row(png, row);
        }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return text_copy(a, out_text(&o));
}

text make_png(struct arena *a, uint32_t w, uint32_t h, text exif, bool interlaced)
{
    return write_png(a, w, h, 8, exif, interlaced, false);
}

text make_png_bomb(struct arena *a, uint32_t w, uint32_t h)
{
    return write_png(a, w, h, 1, NO_TEXT, false, false);
}

text make_png_text_bomb(struct arena *a)
{
    return write_png(a, 16, 16, 8, NO_TEXT, false, true);
}

/* The encoder, which only the tests use, leaks a little. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libx265\n";
}

static struct heif_error heif_to_out(struct heif_context *c, const void *p, size_t n, void *o)
{
    (void)c;
    out_put(o, p, n);
    return (struct heif_error){heif_error_Ok, heif_suberror_Unspecified, ""};
}

static void must(struct heif_error e)
{
    if (e.code != heif_error_Ok)
        abort();
}

text make_heic(struct arena *a, int w, int h, text exif)
{
    struct heif_writer writer = {.writer_api_version = 1, .write = heif_to_out};
    struct heif_context *c = heif_context_alloc();
    struct heif_encoder *encoder;
    struct heif_image *image;
    struct heif_image_handle *handle;
    CLEAN(out_free) struct out o = {0};
    uint8_t *plane;
    int stride;

    out_init(&o, 8 << 20, LANG_ZH);
    must(heif_context_get_encoder_for_format(c, heif_compression_HEVC, &encoder));
    must(heif_image_create(w, h, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image));
    must(heif_image_add_plane(image, heif_channel_interleaved, w, h, 24));
    plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < h; y++)
        paint(plane + (size_t)y * (size_t)stride, (uint32_t)w, (uint32_t)h, (uint32_t)y);
    must(heif_context_encode_image(c, image, encoder, NULL, &handle));
    if (exif.p)
        must(heif_context_add_exif_metadata(c, handle, exif.p, (int)exif.n));
    must(heif_context_write(c, &writer, &o));
    heif_image_handle_release(handle);
    heif_image_release(image);
    heif_encoder_release(encoder);
    heif_context_free(c);
    return text_copy(a, out_text(&o));
}

/* ---- containers ---- */

static void le(struct out *o, uint32_t v, int n)
{
    for (int i = 0; i < n; i++)
        out_char(o, (char)(v >> 8 * i));
}

static void zip_local(struct out *o, const char *name)
{
    LIT(o, "PK\3\4");
    le(o, 20, 2), le(o, 0, 4), le(o, 0, 4), le(o, 0, 4), le(o, 0, 4), le(o, 0, 4); /* version … sizes */
    le(o, (uint32_t)strlen(name), 2), le(o, 0, 2);
    out_raw(o, text_of(name));
}

static void zip_central(struct out *o, const char *name, uint32_t at)
{
    LIT(o, "PK\1\2");
    le(o, 20, 2), le(o, 20, 2), le(o, 0, 4), le(o, 0, 4), le(o, 0, 4), le(o, 0, 4), le(o, 0, 4);
    le(o, (uint32_t)strlen(name), 2), le(o, 0, 4), le(o, 0, 4), le(o, 0, 4), le(o, at, 4);
    out_raw(o, text_of(name));
}

text make_zip(struct arena *a, const char *const names[])
{
    CLEAN(out_free) struct out o = {0};
    uint32_t at[16], n = 0, list;

    out_init(&o, 1 << 16, LANG_ZH);
    for (; names[n]; n++) {
        at[n] = (uint32_t)o.n;
        zip_local(&o, names[n]);
    }
    list = (uint32_t)o.n;
    for (uint32_t i = 0; i < n; i++)
        zip_central(&o, names[i], at[i]);
    at[0] = (uint32_t)o.n - list;
    LIT(&o, "PK\5\6");
    le(&o, 0, 4), le(&o, n, 2), le(&o, n, 2), le(&o, at[0], 4), le(&o, list, 4), le(&o, 0, 2);
    return text_copy(a, out_text(&o));
}

/* Sector 0 the allocation table, sector 1 and then sector 3 the directory (four entries each), sector 2 nothing. */
text make_ole(struct arena *a, const char *const streams[])
{
    uint8_t *b = arena_alloc(a, 5 * 512);
    const uint32_t table[] = {0xfffffffd, 3, 0xffffffff, 0xfffffffe};
    struct tiff le_ = {.big = false};

    memcpy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
    b[30] = 9;
    b[48] = 1; /* where the directory begins */
    memset(b + 76, 0xff, 436);
    memset(b + 76, 0, 4);
    for (size_t i = 0; i < COUNT(table); i++)
        put(&le_, 0, table[i], 4), memcpy(b + 512 + 4 * i, le_.b, 4);
    for (size_t i = 0; i < 8; i++) {
        uint8_t *entry = b + (i < 4 ? 2 : 4) * 512 + i % 4 * 128;
        const char *name = i == 0 ? "Root Entry" : streams[i - 1];
        if (!name)
            break;
        for (size_t c = 0; name[c]; c++)
            entry[2 * c] = (uint8_t)name[c];
        entry[64] = (uint8_t)(2 * (strlen(name) + 1));
    }
    return (text){(char *)b, 5 * 512};
}
