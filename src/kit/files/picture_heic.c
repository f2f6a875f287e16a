/* HEIC through libheif, which turns the picture upright by itself (irot, imir). */
#include "kit/files/picture_job.h"

#include <libheif/heif.h>

static enum picture_fault fault_of(struct heif_error e)
{
    if (e.code == heif_error_Ok)
        return PICTURE_OK;
    return e.code == heif_error_Memory_allocation_error && e.subcode != heif_suberror_Security_limit_exceeded
               ? PICTURE_MEMORY
               : PICTURE_BROKEN;
}

/* The first four bytes say how far it is to the TIFF header; "Exif\0\0" stands before it, or not. */
static void find_exif(const struct heif_image_handle *h, struct picture_job *j)
{
    static const char mark[6] = "Exif\0";
    heif_item_id item;
    size_t n, at;
    uint8_t *p;

    if (heif_image_handle_get_list_of_metadata_block_IDs(h, "Exif", &item, 1) != 1)
        return;
    n = heif_image_handle_get_metadata_size(h, item);
    if (n < 4 || n > (1 << 20) || !(p = malloc(n + sizeof(mark))))
        return;
    if (!fault_of(heif_image_handle_get_metadata(h, item, p + sizeof(mark)))) {
        const uint8_t *b = p + sizeof(mark);
        at = ((size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3]) + 4;
        if (at < n) { /* the mark is written over the four bytes or what lies between */
            memmove(p + at, mark, sizeof(mark));
            picture_exif(p + at, n + sizeof(mark) - at, &j->exif);
        }
    }
    free(p);
}

static enum picture_fault read_rows(const struct heif_image *i, struct picture_job *j)
{
    int w = heif_image_get_width(i, heif_channel_interleaved), h = heif_image_get_height(i, heif_channel_interleaved),
        stride;
    const uint8_t *p = heif_image_get_plane_readonly(i, heif_channel_interleaved, &stride);
    enum picture_fault f;

    if (!p || w <= 0 || h <= 0 || stride < 3 * w)
        return PICTURE_BROKEN;
    j->width = (uint32_t)w; /* upright */
    j->height = (uint32_t)h;
    f = picture_raster(j, (uint32_t)w, (uint32_t)h);
    for (int y = 0; !f && y < h; y++)
        picture_row(j, p + (size_t)y * (size_t)stride);
    return f;
}

static enum picture_fault read_handle(const struct heif_image_handle *h, struct picture_job *j)
{
    int w = heif_image_handle_get_width(h), height = heif_image_handle_get_height(h);
    struct heif_decoding_options *options;
    struct heif_image *image = NULL;
    enum picture_fault f;

    f = w > 0 && height > 0 ? picture_size(j, (uint32_t)w, (uint32_t)height) : PICTURE_BROKEN;
    if (f)
        return f;
    find_exif(h, j);
    options = heif_decoding_options_alloc();
    if (!options)
        return PICTURE_MEMORY;
    options->convert_hdr_to_8bit = 1;
    options->strict_decoding = 1;
    f = fault_of(heif_decode_image(h, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGB, options));
    heif_decoding_options_free(options);
    if (!f)
        f = read_rows(image, j);
    heif_image_release(image);
    return f;
}

enum picture_fault picture_heic(struct picture_job *j)
{
    struct heif_context *c = heif_context_alloc();
    struct heif_image_handle *h = NULL;
    enum picture_fault f;

    if (!c)
        return PICTURE_MEMORY;
    j->upright = true;
    heif_context_set_max_decoding_threads(c, 0);
    f = fault_of(heif_context_read_from_memory_without_copy(c, j->p, j->n, NULL));
    if (!f)
        f = fault_of(heif_context_get_primary_image_handle(c, &h));
    if (!f)
        f = read_handle(h, j);
    heif_image_handle_release(h);
    heif_context_free(c);
    return f;
}

void picture_prepare(void)
{
    heif_init(NULL); /* loads plugins */
}
