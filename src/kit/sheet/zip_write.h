/* Writes a zip as a stream: parts packed here, or copied from another zip as they lie there. Below 4 GB.
 *
 * Life cycle:  zip_write_begin → zip_write_part … put … zip_write_part_end, zip_write_copy → zip_write_end.
 */
#ifndef DIAODU_KIT_SHEET_ZIP_WRITE_H
#define DIAODU_KIT_SHEET_ZIP_WRITE_H

#include <zlib.h>

#include "kit/sheet/zip.h"

struct zip_write {
    struct arena *a;
    struct out *o;
    uint64_t at; /* bytes written */
    struct zip_entry {
        text name;
        uint64_t at, packed, unpacked;
        uint32_t crc;
        bool deflated, streamed;
    } entry; /* the part at hand */
    LIST(struct zip_entry) done;
    z_stream z;
    bool open, failed;
};

void zip_write_begin(struct zip_write *w, struct arena *a, struct out *o);
void zip_write_part(struct zip_write *w, text name);
void zip_write_put(struct zip_write *w, text t);
void zip_write_part_end(struct zip_write *w);

/* The i-th part of the book, without unpacking it. */
err zip_write_copy(struct zip_write *w, struct book *b, uint64_t i);

/* The directory. False when anything failed or the whole is too large. */
bool zip_write_end(struct zip_write *w);
void zip_write_free(struct zip_write *w);

#endif
