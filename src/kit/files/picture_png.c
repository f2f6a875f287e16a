/* PNG through libpng. Errors come back by longjmp; what is allocated lies in the reader, which is freed after it. */
#include "kit/files/picture_job.h"

#include <png.h>

struct reader {
    struct picture_job *j;
    size_t at;
    png_structp png;
    png_infop info;
    uint8_t *raster; /* one row, or the whole picture when it is interlaced */
    uint8_t **rows;
    enum picture_fault fault;
};

static void on_read(png_structp png, png_bytep to, size_t n)
{
    struct reader *r = png_get_io_ptr(png);

    if (n > r->j->n - r->at)
        png_error(png, "the file ends early");
    memcpy(to, r->j->p + r->at, n);
    r->at += n;
}

static _Noreturn void on_error(png_structp png, png_const_charp what)
{
    struct reader *r = png_get_error_ptr(png);

    r->fault = strstr(what, "ut of memory") ? PICTURE_MEMORY : PICTURE_BROKEN;
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp what)
{
    (void)png, (void)what;
}

/* RGBA, 8 bits, whatever it was. */
static void transform(struct reader *r)
{
    png_set_expand(r->png);
    png_set_scale_16(r->png);
    png_set_gray_to_rgb(r->png);
    png_set_add_alpha(r->png, 0xff, PNG_FILLER_AFTER);
    png_set_interlace_handling(r->png);
    png_read_update_info(r->png, r->info);
}

/* Transparent is white, as on paper. Works in place: the result is the shorter. */
static const uint8_t *on_white(uint8_t *row, uint32_t w)
{
    const uint8_t *from = row;
    uint8_t *to = row;

    for (uint32_t x = 0; x < w; x++, from += 4) {
        uint32_t a = from[3], white = 255 * (255 - a) + 127;
        for (int c = 0; c < 3; c++)
            *to++ = (uint8_t)((from[c] * a + white) / 255);
    }
    return row;
}

static void find_exif(struct reader *r)
{
    static const char mark[6] = "Exif\0";
    png_bytep exif;
    png_uint_32 n;
    uint8_t *whole;

    if (!png_get_eXIf_1(r->png, r->info, &n, &exif) || !n || n > (1 << 20) || !(whole = malloc(n + sizeof(mark))))
        return;
    memcpy(whole, mark, sizeof(mark));
    memcpy(whole + sizeof(mark), exif, n);
    picture_exif(whole, n + sizeof(mark), &r->j->exif);
    free(whole);
}

static enum picture_fault read_whole(struct reader *r, uint32_t w, uint32_t h)
{
    size_t stride = (size_t)w * 4;

    r->raster = malloc(stride * h);
    r->rows = malloc(h * sizeof(*r->rows));
    if (!r->raster || !r->rows)
        return PICTURE_MEMORY;
    for (uint32_t y = 0; y < h; y++)
        r->rows[y] = r->raster + stride * y;
    png_read_image(r->png, r->rows);
    for (uint32_t y = 0; y < h; y++)
        picture_row(r->j, on_white(r->rows[y], w));
    return PICTURE_OK;
}

static enum picture_fault read_rows(struct reader *r, uint32_t w, uint32_t h)
{
    r->raster = malloc((size_t)w * 4);
    if (!r->raster)
        return PICTURE_MEMORY;
    for (uint32_t y = 0; y < h; y++) {
        png_read_row(r->png, r->raster, NULL);
        picture_row(r->j, on_white(r->raster, w));
    }
    return PICTURE_OK;
}

/* Each chunk lies within the file: the library would believe a length of gigabytes and ask for them. */
static bool chunks_fit(const struct picture_job *j)
{
    size_t at = 8;

    while (j->n - at >= 12) {
        size_t n = png_get_uint_32(j->p + at);
        if (n > j->n - at - 12)
            return false;
        at += 12 + n;
    }
    return true;
}

static enum picture_fault read_all(struct reader *r)
{
    enum picture_fault f;
    uint32_t w, h;

    if (!chunks_fit(r->j))
        return PICTURE_BROKEN;
    png_set_user_limits(r->png, PICTURE_MAX_PIXELS, PICTURE_MAX_PIXELS); /* ours is on the product: picture_size */
    png_set_chunk_malloc_max(r->png, 8 << 20);
    png_set_chunk_cache_max(r->png, 128);
    png_set_read_fn(r->png, r, on_read);
    png_read_info(r->png, r->info);
    w = png_get_image_width(r->png, r->info);
    h = png_get_image_height(r->png, r->info);
    f = picture_size(r->j, w, h);
    if (!f)
        f = picture_raster(r->j, w, h);
    if (f)
        return f;
    transform(r);
    if (png_get_rowbytes(r->png, r->info) != (size_t)w * 4)
        return PICTURE_BROKEN;
    f = png_get_interlace_type(r->png, r->info) == PNG_INTERLACE_NONE ? read_rows(r, w, h) : read_whole(r, w, h);
    if (!f) {
        png_read_end(r->png, r->info); /* eXIf may stand behind the picture */
        find_exif(r);
    }
    return f;
}

enum picture_fault picture_png(struct picture_job *j)
{
    struct reader *r = calloc(1, sizeof(*r));
    enum picture_fault f = PICTURE_MEMORY;

    if (!r)
        return PICTURE_MEMORY;
    r->j = j;
    r->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, r, on_error, on_warning);
    r->info = r->png ? png_create_info_struct(r->png) : NULL;
    if (r->info) {
        if (setjmp(png_jmpbuf(r->png)))
            f = r->fault;
        else
            f = read_all(r);
    }
    png_destroy_read_struct(&r->png, &r->info, NULL);
    free(r->raster);
    free(r->rows);
    free(r);
    return f;
}
