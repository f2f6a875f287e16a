/* Files that the tests make themselves: pictures with hand-made EXIF, zip lists, OLE directories. All results are in
 * the arena. */
#ifndef DIAODU_TEST_FILES_MAKE_H
#define DIAODU_TEST_FILES_MAKE_H

#include "base/error.h"

/* What the EXIF block shall say; 0 and NULL leave a tag out. */
struct exif_wish {
    bool big_endian;
    uint16_t orientation;
    const char *make, *model, *taken;
    const char *lat_ref, *lon_ref, *status;
    uint32_t lat[6], lon[6]; /* numerator, denominator × degrees, minutes, seconds */
};

/* "Exif\0\0" and a TIFF of IFD 0, EXIF and GPS. */
text make_exif(struct arena *a, const struct exif_wish *wish);

/* The picture: its left upper quarter is red, the right upper green, the left lower blue, the right lower white. */
text make_jpeg(struct arena *a, uint32_t w, uint32_t h, text exif, bool progressive);
text make_jpeg_cmyk(struct arena *a, uint32_t w, uint32_t h);
text make_png(struct arena *a, uint32_t w, uint32_t h, text exif, bool interlaced);
text make_png_bomb(struct arena *a, uint32_t w, uint32_t h); /* one bit per pixel, all the same: a few kilobytes */
text make_png_text_bomb(struct arena *a);                    /* a compressed comment of 64 MB */
text make_heic(struct arena *a, int w, int h, text exif);

/* A zip file of empty members with these names (NULL ends). */
text make_zip(struct arena *a, const char *const names[]);

/* An OLE file whose directory holds these streams (NULL ends). */
text make_ole(struct arena *a, const char *const streams[]);

/* An open unlinked file with that content. */
int make_file(text content);

/* test/kit/files/make.c: an arena that ends with its block. */
void make_end(struct arena **a);
#define WITH_ARENA(a) CLEAN(make_end) struct arena *a = arena_new((size_t)64 << 20)

#endif
