/* The compound file ("OLE") around an old .xls: a small file system of sectors. Every chain is bounded by the file's size,
 * so a loop in it ends.
 */
#ifndef DIAODU_KIT_SHEET_CFB_H
#define DIAODU_KIT_SHEET_CFB_H

#include "kit/sheet/parse.h"

struct cfb_stream {
    struct parse *p;
    int64_t *blocks; /* where each block lies in the file */
    size_t n, block_size;
    uint64_t size;
};

struct cfb {
    struct parse *p;
    size_t sector_size;
    uint32_t *fat;
    size_t n_fat;
    uint32_t *mini_fat;
    size_t n_mini_fat;
    struct cfb_stream directory, mini;
};

err cfb_open(struct parse *p, struct cfb *ret);

/* The stream of that name; *ret_found false when there is none. */
err cfb_find(struct cfb *c, const char *name, bool *ret_found, struct cfb_stream *ret);

/* Bytes of the stream from `at` on; fewer than n only at its end. */
size_t cfb_read(const struct cfb_stream *s, void *into, size_t n, uint64_t at);

#endif
