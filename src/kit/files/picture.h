/* Photographs: what they show of themselves (size, time, place, camera), two small copies and a fingerprint. JPEG,
 * PNG and HEIC are decoded in a confined child (kit/confine.h); a broken or hostile picture gives a message and
 * nothing else.
 */
#ifndef DIAODU_KIT_FILES_PICTURE_H
#define DIAODU_KIT_FILES_PICTURE_H

#include "base/error.h"

enum {
    PICTURE_SMALL = 320,               /* long side of the thumbnail, pixels */
    PICTURE_MEDIUM = 1280,             /* long side of the copy for reading on a screen */
    PICTURE_MAX_PIXELS = 100 * 1000000 /* checked before anything is decoded */
};

struct picture {
    int64_t width, height; /* as a person sees it: EXIF orientation applied */
    date taken_on;         /* DateTimeOriginal, civil time where it was taken; absent when not known */
    int taken_s;           /* seconds since midnight of that day, −1 when not known */
    degree lat, lon;       /* WGS 84 as the camera wrote it (CGCS2000 to within a metre); both or neither */
    text make, model;      /* of the camera, UTF-8; absent when not known */
    text small, medium;    /* JPEG without metadata, upright, never enlarged; in the arena, ≤ 2 MB together */
    uint64_t fingerprint;  /* 64-bit dHash: see picture_distance */
};

/* Reads a picture (file_kind.is_picture) from a file opened by the caller. E_INPUT with a message for the person
 * when it cannot be read, has too many pixels or takes too long. */
err picture_read(struct arena *a, int fd, struct picture *ret);

/* In how many of 64 bits two fingerprints differ: 0 the same picture (also at another size or quality), ≤ 10 very
 * likely. */
int picture_distance(uint64_t a, uint64_t b);

#endif
