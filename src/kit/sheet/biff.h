/* The records of an old .xls (BIFF5 and BIFF8) one after the other, and the strings in them, which may run over into
 * CONTINUE records. Layout: [MS-XLS].
 */
#ifndef DIAODU_KIT_SHEET_BIFF_H
#define DIAODU_KIT_SHEET_BIFF_H

#include "kit/sheet/cfb.h"
#include "kit/sheet/charset.h"

enum biff_record {
    BIFF_FORMULA = 0x06, BIFF_EOF = 0x0a, BIFF_DATEMODE = 0x22, BIFF_FILEPASS = 0x2f, BIFF_CONTINUE = 0x3c, BIFF_CODEPAGE = 0x42,
    BIFF_COLINFO = 0x7d, BIFF_BOUNDSHEET = 0x85, BIFF_MULRK = 0xbd, BIFF_RSTRING = 0xd6, BIFF_XF = 0xe0, BIFF_MERGED = 0xe5,
    BIFF_SST = 0xfc, BIFF_LABELSST = 0xfd, BIFF_DIMENSIONS = 0x200, BIFF_NUMBER = 0x203, BIFF_LABEL = 0x204, BIFF_BOOLERR = 0x205, BIFF_STRING = 0x207,
    BIFF_ROW = 0x208, BIFF_RK = 0x27e, BIFF_FORMAT = 0x41e, BIFF_BOF = 0x809,
};

struct biff {
    struct cfb_stream *s;
    bool wide; /* BIFF8: strings are UTF-16 or Latin-1, else in the code page */
    enum charset charset;
    uint64_t at; /* of the next record */
    uint32_t id;
    size_t n, used; /* of the record at hand */
    unsigned char data[65536];
    unsigned char window[65536]; /* what is read ahead */
    uint64_t window_at;
    size_t window_n;
};

void biff_seek(struct biff *b, uint64_t at);
bool biff_next(struct biff *b);                   /* false at the end of the stream, or where it is cut off */
uint32_t biff_u8(const struct biff *b, size_t at); /* of the record at hand; 0 beyond its end */
uint32_t biff_u16(const struct biff *b, size_t at);
uint32_t biff_u32(const struct biff *b, size_t at);
double biff_double(const struct biff *b, size_t at);

/* A string at b->used, moving past it: length of `length_bytes` (1 or 2), in BIFF8 flags, formatting and phonetic parts
 * that are skipped. `o` is emptied first. False when it is cut off. */
bool biff_string(struct biff *b, size_t length_bytes, struct out *o);

#endif
