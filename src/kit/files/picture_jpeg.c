/* JPEG in and out through libjpeg-turbo. Its errors come back by longjmp; nothing of ours lives across one but the
 * job. */
#include <setjmp.h>
#include <stdio.h>

/* Before ours: its macros name a function that base/banned.h poisons. */
#include <jpeglib.h>

#include <jerror.h>

#include "kit/files/picture_job.h"

enum { MAX_SCANS = 256 }; /* a progressive file of 8 scans is usual; thousands are an attack on the processor */

struct reader {
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf gone;
    enum picture_fault fault;
};

static void on_error(j_common_ptr c)
{
    struct reader *r = (struct reader *)(void *)c->err;

    r->fault = c->err->msg_code == JERR_OUT_OF_MEMORY ? PICTURE_MEMORY : PICTURE_BROKEN;
    longjmp(r->gone, 1);
}

/* Warnings that mean missing or damaged image data end it; stray bytes between markers, as cameras write them, do
 * not. */
static void on_message(j_common_ptr c, int level)
{
    if (level < 0 && (c->err->msg_code == JWRN_JPEG_EOF || c->err->msg_code == JWRN_HIT_MARKER ||
                      c->err->msg_code == JWRN_HUFF_BAD_CODE || c->err->msg_code == JWRN_ARITH_BAD_CODE))
        on_error(c);
}

static void on_progress(j_common_ptr c)
{
    if (c->is_decompressor && ((j_decompress_ptr)c)->input_scan_number > MAX_SCANS)
        on_error(c);
}

static struct jpeg_error_mgr *errors_to(struct reader *r)
{
    jpeg_std_error(&r->errors);
    r->errors.error_exit = on_error;
    r->errors.emit_message = on_message;
    r->progress.progress_monitor = on_progress;
    return &r->errors;
}

static void find_exif(struct jpeg_decompress_struct *d, struct picture_job *j)
{
    for (jpeg_saved_marker_ptr m = d->marker_list; m; m = m->next)
        if (m->marker == JPEG_APP0 + 1 && m->data_length > 6 && !memcmp(m->data, "Exif\0\0", 6)) {
            picture_exif(m->data, m->data_length, &j->exif);
            return;
        }
}

/* Lets the decoder itself reduce to a half, a quarter or an eighth as long as the result stays large enough. */
static void reduce(struct jpeg_decompress_struct *d)
{
    uint32_t side = d->image_width > d->image_height ? d->image_width : d->image_height;

    d->scale_num = 1;
    d->scale_denom = 1;
    while (d->scale_denom < 8 && side / (d->scale_denom * 2) >= PICTURE_MEDIUM)
        d->scale_denom *= 2;
}

/* Adobe's CMYK is stored inverted: 255 is no ink. */
static void cmyk_to_rgb(uint8_t *row, uint32_t w)
{
    const uint8_t *from = row;

    for (uint32_t x = 0; x < w; x++, from += 4) {
        uint8_t k = from[3], c = from[0], m = from[1], y = from[2];
        row[3 * x] = (uint8_t)(c * k / 255);
        row[3 * x + 1] = (uint8_t)(m * k / 255);
        row[3 * x + 2] = (uint8_t)(y * k / 255);
    }
}

static enum picture_fault read_rows(struct jpeg_decompress_struct *d, struct picture_job *j)
{
    bool cmyk = d->jpeg_color_space == JCS_CMYK || d->jpeg_color_space == JCS_YCCK;
    enum picture_fault f;
    JSAMPARRAY row;

    d->out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
    reduce(d);
    jpeg_start_decompress(d);
    f = picture_raster(j, d->output_width, d->output_height);
    if (f)
        return f;
    row = d->mem->alloc_sarray((j_common_ptr)d, JPOOL_IMAGE, d->output_width * (JDIMENSION)d->output_components, 1);
    while (d->output_scanline < d->output_height) {
        jpeg_read_scanlines(d, row, 1);
        if (cmyk)
            cmyk_to_rgb(row[0], d->output_width);
        picture_row(j, row[0]);
    }
    jpeg_finish_decompress(d);
    return PICTURE_OK;
}

enum picture_fault picture_jpeg(struct picture_job *j)
{
    struct jpeg_decompress_struct d = {0};
    struct reader r = {0};
    enum picture_fault f;

    d.err = errors_to(&r);
    if (setjmp(r.gone)) {
        if (r.errors.msg_code == JERR_IMAGE_TOO_BIG) /* the library's own limit, 65 500 a side, comes before ours */
            r.fault = picture_size(j, d.image_width, d.image_height) ? PICTURE_PIXELS : PICTURE_BROKEN;
        jpeg_destroy_decompress(&d);
        return r.fault;
    }
    jpeg_create_decompress(&d);
    d.progress = &r.progress;
    jpeg_mem_src(&d, j->p, j->n);
    jpeg_save_markers(&d, JPEG_APP0 + 1, 0xffff);
    jpeg_read_header(&d, TRUE);
    f = picture_size(j, d.image_width, d.image_height);
    if (!f) {
        find_exif(&d, j);
        f = read_rows(&d, j);
    }
    jpeg_destroy_decompress(&d);
    return f;
}

bool image_jpeg(const struct image *i, int quality, struct out *o)
{
    struct jpeg_compress_struct c = {0};
    struct reader r = {0};
    unsigned char *bytes = NULL;
    unsigned long n = 0;

    c.err = errors_to(&r);
    if (setjmp(r.gone)) {
        jpeg_destroy_compress(&c);
        free(bytes);
        return false;
    }
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &bytes, &n);
    c.image_width = i->w;
    c.image_height = i->h;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, quality, TRUE);
    c.optimize_coding = TRUE;
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < c.image_height) {
        JSAMPROW row = i->rgb + (size_t)c.next_scanline * i->w * 3;
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    out_put(o, (const char *)bytes, n);
    free(bytes);
    return !out_failed(o);
}
