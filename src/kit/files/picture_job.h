/* Within the confined child: one picture from bytes to what is sent to the parent. Only for picture*.c and the
 * fuzzer. */
#ifndef DIAODU_KIT_FILES_PICTURE_JOB_H
#define DIAODU_KIT_FILES_PICTURE_JOB_H

#include "kit/files/picture.h"
#include "kit/files/scale.h"

enum picture_fault { PICTURE_OK, PICTURE_BROKEN, PICTURE_PIXELS, PICTURE_MEMORY };

struct picture_exif {
    int orientation; /* 1 … 8, TIFF 6.0 */
    date taken_on;
    int taken_s;
    degree lat, lon;
    char make[64], model[64]; /* terminated; "" when not known */
};

struct picture_job {
    const uint8_t *p; /* the file */
    size_t n;
    int64_t max_pixels;
    uint32_t width, height; /* as stored; also when there are too many pixels */
    bool upright;           /* the decoder has turned it already: EXIF orientation does not count */
    struct picture_exif exif;
    struct scaler scaler;
    struct image medium; /* long side ≤ PICTURE_MEDIUM, upright once picture_examine is done */
};

/* What the child sends: this, then make, model, small, medium. */
struct picture_head {
    uint64_t magic;
    int64_t width, height, taken_on, taken_s, lat, lon;
    uint64_t fingerprint;
    uint32_t fault; /* enum picture_fault */
    uint32_t make_n, model_n, small_n, medium_n;
};
#define PICTURE_MAGIC UINT64_C(0x6469616f64750001)

/* Decoders: read the header, call picture_size, hand every row to picture_row, note EXIF. */
enum picture_fault picture_jpeg(struct picture_job *j);
enum picture_fault picture_png(struct picture_job *j);
enum picture_fault picture_heic(struct picture_job *j);

/* Checks the stated size and gets ready for rows of a width × height raster (which may be a reduction of the stated
 * size). */
enum picture_fault picture_size(struct picture_job *j, uint32_t stated_w, uint32_t stated_h);
enum picture_fault picture_raster(struct picture_job *j, uint32_t w, uint32_t h);

/* The next row, top to bottom: RGB, 8 bits. */
void picture_row(struct picture_job *j, const uint8_t *rgb);

/* Reads "Exif\0\0" and what follows. Never fails: what is not well formed is not known. */
void picture_exif(const uint8_t *p, size_t n, struct picture_exif *ret);

/* All of it: decodes p, n and writes head and parts to o. */
void picture_examine(const uint8_t *p, size_t n, int64_t max_pixels, struct out *o);

/* Before the filter is on; and the row's function. */
void picture_prepare(void);
int picture_run(int in_fd, struct out *o, int argc, char **argv);

#endif
