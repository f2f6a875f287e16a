/* Scaling by area, turning, fingerprint: see scale.h. */
#include "kit/files/scale.h"

void scale_fit(uint32_t w, uint32_t h, uint32_t side, uint32_t *ret_w, uint32_t *ret_h)
{
    uint32_t l = w > h ? w : h;

    *ret_w = l <= side ? w : (uint32_t)((uint64_t)w * side / l);
    *ret_h = l <= side ? h : (uint32_t)((uint64_t)h * side / l);
    if (!*ret_w)
        *ret_w = 1;
    if (!*ret_h)
        *ret_h = 1;
}

bool scaler_start(struct scaler *s, uint32_t w, uint32_t h, uint32_t to_w, uint32_t to_h)
{
    *s = (struct scaler){.w = w, .h = h, .to_w = to_w, .to_h = to_h, .to = {.w = to_w, .h = to_h}};
    s->line = calloc((size_t)to_w * 3, sizeof(*s->line));
    s->sum = calloc((size_t)to_w * 3, sizeof(*s->sum));
    s->to.rgb = calloc((size_t)to_w * to_h, 3);
    if (s->line && s->sum && s->to.rgb)
        return true;
    scaler_free(s);
    return false;
}

void scaler_free(struct scaler *s)
{
    free(s->line);
    free(s->sum);
    image_free(&s->to);
    s->line = s->sum = NULL;
}

bool scaler_done(const struct scaler *s)
{
    return s->y == s->h;
}

struct image scaler_take(struct scaler *s)
{
    struct image i = s->to;

    s->to = (struct image){0};
    scaler_free(s);
    return i;
}

/* Across: the row is w·to_w units long; a source pixel covers to_w of them, a pixel of the result w. */
static void gather(struct scaler *s, const uint8_t *rgb)
{
    uint64_t *at = s->line;
    uint64_t left = s->w; /* units still missing in the pixel of the result */

    memset(s->line, 0, (size_t)s->to_w * 3 * sizeof(*s->line));
    for (uint32_t x = 0; x < s->w; x++, rgb += 3) {
        for (uint64_t have = s->to_w; have;) {
            uint64_t part = have < left ? have : left;
            at[0] += part * rgb[0];
            at[1] += part * rgb[1];
            at[2] += part * rgb[2];
            have -= part;
            left -= part;
            if (!left) {
                at += 3;
                left = s->w;
            }
        }
    }
}

static void emit(struct scaler *s, uint32_t y)
{
    uint64_t area = (uint64_t)s->w * s->h;
    uint8_t *to = s->to.rgb + (size_t)y * s->to_w * 3;

    for (size_t i = 0; i < (size_t)s->to_w * 3; i++) {
        to[i] = (uint8_t)((s->sum[i] + area / 2) / area);
        s->sum[i] = 0;
    }
}

/* Down: the column is h·to_h units long; this row covers to_h of them, a row of the result h. */
void scaler_row(struct scaler *s, const uint8_t *rgb)
{
    uint64_t from = (uint64_t)s->y * s->to_h, end = from + s->to_h;

    if (s->y >= s->h)
        return;
    gather(s, rgb);
    s->y++;
    while (from < end) {
        uint32_t y = (uint32_t)(from / s->h);
        uint64_t full = ((uint64_t)y + 1) * s->h, stop = end < full ? end : full;
        for (size_t i = 0; i < (size_t)s->to_w * 3; i++)
            s->sum[i] += (stop - from) * s->line[i];
        if (stop == full)
            emit(s, y);
        from = stop;
    }
}

void image_free(struct image *i)
{
    free(i->rgb);
    i->rgb = NULL;
}

bool image_scale(const struct image *i, uint32_t to_w, uint32_t to_h, struct image *ret)
{
    struct scaler s;

    if (!scaler_start(&s, i->w, i->h, to_w, to_h))
        return false;
    for (uint32_t y = 0; y < i->h; y++)
        scaler_row(&s, i->rgb + (size_t)y * i->w * 3);
    *ret = scaler_take(&s);
    return true;
}

/* Where the pixel x, y of the upright picture lies in the stored one. */
static size_t stored_at(const struct image *i, int orientation, uint32_t x, uint32_t y)
{
    uint32_t right = i->w - 1, bottom = i->h - 1, sx, sy;

    switch (orientation) {
    case 2: sx = right - x, sy = y; break;
    case 3: sx = right - x, sy = bottom - y; break;
    case 4: sx = x, sy = bottom - y; break;
    case 5: sx = y, sy = x; break;
    case 6: sx = y, sy = bottom - x; break;
    case 7: sx = right - y, sy = bottom - x; break;
    case 8: sx = right - y, sy = x; break;
    default: sx = x, sy = y; break;
    }
    return ((size_t)sy * i->w + sx) * 3;
}

bool image_turn(struct image *i, int orientation)
{
    bool sideways = orientation >= 5 && orientation <= 8;
    struct image to = {.w = sideways ? i->h : i->w, .h = sideways ? i->w : i->h};
    uint8_t *p;

    if (orientation < 2 || orientation > 8)
        return true;
    p = to.rgb = malloc((size_t)to.w * to.h * 3);
    if (!p)
        return false;
    for (uint32_t y = 0; y < to.h; y++)
        for (uint32_t x = 0; x < to.w; x++, p += 3)
            memcpy(p, i->rgb + stored_at(i, orientation, x, y), 3);
    image_free(i);
    *i = to;
    return true;
}

/* ITU-R BT.601 luma, in thousandths. */
static uint32_t grey(const uint8_t *rgb)
{
    return 299u * rgb[0] + 587u * rgb[1] + 114u * rgb[2];
}

bool image_fingerprint(const struct image *i, uint64_t *ret)
{
    struct image s;
    uint64_t bits = 0;

    if (!image_scale(i, 9, 8, &s))
        return false;
    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 8; x++) {
            const uint8_t *p = s.rgb + (y * 9 + x) * 3;
            bits = bits << 1 | (grey(p) > grey(p + 3));
        }
    image_free(&s);
    *ret = bits;
    return true;
}
