/* The confined child's side of picture.h: bytes in, head and small copies out. */
#include "kit/files/picture_job.h"

#include "base/date.h"
#include "kit/confine.h"

#include <unistd.h>

enum { SMALL_MAX = 256 << 10, MEDIUM_MAX = 2 << 20, FILE_LIMIT = 64 << 20 };

enum picture_fault picture_size(struct picture_job *j, uint32_t stated_w, uint32_t stated_h)
{
    j->width = stated_w;
    j->height = stated_h;
    if (!stated_w || !stated_h)
        return PICTURE_BROKEN;
    return (int64_t)stated_w * stated_h > j->max_pixels ? PICTURE_PIXELS : PICTURE_OK;
}

enum picture_fault picture_raster(struct picture_job *j, uint32_t w, uint32_t h)
{
    uint32_t to_w, to_h;

    if (!w || !h || (int64_t)w * h > j->max_pixels)
        return PICTURE_BROKEN;
    scale_fit(w, h, PICTURE_MEDIUM, &to_w, &to_h);
    return scaler_start(&j->scaler, w, h, to_w, to_h) ? PICTURE_OK : PICTURE_MEMORY;
}

void picture_row(struct picture_job *j, const uint8_t *rgb)
{
    scaler_row(&j->scaler, rgb);
}

static enum picture_fault decode(struct picture_job *j)
{
    enum picture_fault f;

    if (j->n > 3 && !memcmp(j->p, "\xff\xd8\xff", 3))
        f = picture_jpeg(j);
    else if (j->n > 8 && !memcmp(j->p, "\x89PNG\r\n\x1a\n", 8))
        f = picture_png(j);
    else
        f = picture_heic(j);
    if (!f && !scaler_done(&j->scaler))
        f = PICTURE_BROKEN;
    if (!f)
        j->medium = scaler_take(&j->scaler);
    return f;
}

/* Upright, the two copies, the fingerprint. */
static enum picture_fault finish(struct picture_job *j, struct picture_head *h, struct out *small, struct out *medium)
{
    int orientation = j->upright ? 1 : j->exif.orientation;
    struct image thumb;
    uint32_t w, height;
    bool ok;

    if (!image_turn(&j->medium, orientation))
        return PICTURE_MEMORY;
    h->width = orientation >= 5 ? j->height : j->width;
    h->height = orientation >= 5 ? j->width : j->height;
    scale_fit(j->medium.w, j->medium.h, PICTURE_SMALL, &w, &height);
    if (!image_scale(&j->medium, w, height, &thumb))
        return PICTURE_MEMORY;
    ok = image_fingerprint(&thumb, &h->fingerprint) && image_jpeg(&thumb, 78, small) &&
         image_jpeg(&j->medium, 80, medium);
    image_free(&thumb);
    return ok ? PICTURE_OK : PICTURE_MEMORY;
}

static void fill(struct picture_head *h, const struct picture_job *j, const struct out *small, const struct out *medium)
{
    h->taken_on = j->exif.taken_on.days;
    h->taken_s = j->exif.taken_s;
    h->lat = j->exif.lat.micro;
    h->lon = j->exif.lon.micro;
    h->make_n = (uint32_t)strlen(j->exif.make);
    h->model_n = (uint32_t)strlen(j->exif.model);
    h->small_n = (uint32_t)small->n;
    h->medium_n = (uint32_t)medium->n;
}

void picture_examine(const uint8_t *p, size_t n, int64_t max_pixels, struct out *o)
{
    struct picture_job j = {
        .p = p,
        .n = n,
        .max_pixels = max_pixels,
        .exif = {.orientation = 1, .taken_on = NO_DATE, .taken_s = -1, .lat = NO_DEGREE, .lon = NO_DEGREE}};
    struct picture_head h = {.magic = PICTURE_MAGIC};
    struct out small, medium;

    out_init(&small, SMALL_MAX, o->lang);
    out_init(&medium, MEDIUM_MAX, o->lang);
    h.fault = decode(&j);
    h.width = j.width;
    h.height = j.height;
    if (!h.fault)
        h.fault = finish(&j, &h, &small, &medium);
    if (!h.fault)
        fill(&h, &j, &small, &medium);
    out_put(o, (const char *)&h, sizeof(h));
    if (!h.fault) {
        out_put(o, j.exif.make, h.make_n);
        out_put(o, j.exif.model, h.model_n);
        out_raw(o, out_text(&small));
        out_raw(o, out_text(&medium));
    }
    scaler_free(&j.scaler);
    image_free(&j.medium);
    out_free(&small);
    out_free(&medium);
}

int picture_run(int in_fd, struct out *o, int argc, char **argv)
{
    char part[16 * 1024];
    struct out file;
    ssize_t n;

    (void)argc, (void)argv;
    out_init(&file, FILE_LIMIT, LANG_ZH);
    while ((n = read(in_fd, part, sizeof(part))) > 0)
        out_put(&file, part, (size_t)n);
    if (out_failed(&file))
        return CONFINE_MEMORY;
    if (n < 0)
        return CONFINE_SYSTEM;
    picture_examine((const uint8_t *)out_text(&file).p, out_text(&file).n, PICTURE_MAX_PIXELS, o);
    out_free(&file);
    return CONFINE_OK;
}
