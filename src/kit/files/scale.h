/* Small rasters: scaling by area, turning, writing as JPEG, fingerprint. 8-bit RGB, rows without padding. */
#ifndef DIAODU_KIT_FILES_SCALE_H
#define DIAODU_KIT_FILES_SCALE_H

#include "base/out.h"

struct image {
    uint32_t w, h;
    uint8_t *rgb; /* malloc'ed */
};

/* Scales rows as they come. Every pixel of the result is the exact mean of the area that it covers (integer
 * arithmetic). */
struct scaler {
    uint32_t w, h, to_w, to_h;
    uint32_t y;     /* rows taken */
    uint64_t *line; /* one source row, gathered by column of the result */
    uint64_t *sum;  /* the rows of the result in the making */
    struct image to;
};

/* The size of w × h when its long side is brought down to `side`; never up, never 0. */
void scale_fit(uint32_t w, uint32_t h, uint32_t side, uint32_t *ret_w, uint32_t *ret_h);

/* False when memory runs out. w, h, to_w, to_h > 0 and w × h < 2³². */
bool scaler_start(struct scaler *s, uint32_t w, uint32_t h, uint32_t to_w, uint32_t to_h);
void scaler_row(struct scaler *s, const uint8_t *rgb);
bool scaler_done(const struct scaler *s);   /* all rows have come */
struct image scaler_take(struct scaler *s); /* hands the result over */
void scaler_free(struct scaler *s);         /* twice is harmless */

/* *ret is the caller's: image_free. False when memory runs out. */
bool image_scale(const struct image *i, uint32_t to_w, uint32_t to_h, struct image *ret);
bool image_turn(struct image *i, int orientation); /* EXIF 1 … 8: afterwards upright */
void image_free(struct image *i);

/* JPEG, no metadata. False when it cannot be written. */
bool image_jpeg(const struct image *i, int quality, struct out *o);

/* dHash: 9 × 8 grey, bit = brighter than its right neighbour, row by row, highest bit first. False when memory runs
 * out. */
bool image_fingerprint(const struct image *i, uint64_t *ret);

#endif
