/* Local heads, data, directory: see zip_write.h. Layout: APPNOTE 6.3. */
#include "kit/sheet/zip_write.h"

#include "kit/sheet/wire.h"

enum { CHUNK = 64 * 1024, VERSION = 20, SIZES_FOLLOW = 8, UTF8_NAME = 0x800, DEFLATED = 8, YEAR_1980 = 0x21 };

void zip_write_begin(struct zip_write *w, struct arena *a, struct out *o)
{
    *w = (struct zip_write){.a = a, .o = o};
}

void zip_write_free(struct zip_write *w)
{
    if (w->open)
        deflateEnd(&w->z);
    w->open = false;
}

static void raw(struct zip_write *w, const void *p, size_t n)
{
    out_put(w->o, p, n);
    w->at += n;
}

/* The fields that a part's own head and its line in the directory have in common. */
static void put_fields(struct out *h, const struct zip_entry *e, bool known)
{
    wire_u16(h, VERSION);
    wire_u16(h, (e->streamed ? SIZES_FOLLOW : 0) | UTF8_NAME);
    wire_u16(h, e->deflated ? DEFLATED : 0);
    wire_u16(h, 0);
    wire_u16(h, YEAR_1980);
    wire_u32(h, known ? e->crc : 0);
    wire_u32(h, known ? (uint32_t)e->packed : 0);
    wire_u32(h, known ? (uint32_t)e->unpacked : 0);
    wire_u16(h, (unsigned)e->name.n);
    wire_u16(h, 0);
}

static void local_head(struct zip_write *w)
{
    struct out h;

    out_init(&h, 4096, LANG_ZH);
    LIT(&h, "PK\3\4");
    put_fields(&h, &w->entry, !w->entry.streamed);
    out_raw(&h, w->entry.name);
    w->failed |= out_failed(&h);
    raw(w, h.p, h.n);
    out_free(&h);
}

void zip_write_part(struct zip_write *w, text name)
{
    w->entry = (struct zip_entry){.name = text_copy(w->a, name), .at = w->at, .deflated = true, .streamed = true};
    w->z = (z_stream){0};
    if (deflateInit2(&w->z, Z_BEST_SPEED, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        w->failed = true;
        return;
    }
    w->open = true;
    local_head(w);
}

static void pump(struct zip_write *w, int flush)
{
    unsigned char packed[16 * 1024];

    do {
        w->z.next_out = packed;
        w->z.avail_out = sizeof(packed);
        w->failed |= deflate(&w->z, flush) == Z_STREAM_ERROR;
        raw(w, packed, sizeof(packed) - w->z.avail_out);
        w->entry.packed += sizeof(packed) - w->z.avail_out;
    } while (w->z.avail_out == 0 && !w->failed);
}

void zip_write_put(struct zip_write *w, text t)
{
    if (!w->open || !t.n)
        return;
    w->entry.crc = (uint32_t)crc32(w->entry.crc, (const unsigned char *)t.p, (unsigned)t.n);
    w->entry.unpacked += t.n;
    w->z.next_in = (unsigned char *)(uintptr_t)t.p;
    w->z.avail_in = (unsigned)t.n;
    pump(w, Z_NO_FLUSH);
}

void zip_write_part_end(struct zip_write *w)
{
    struct out h;

    if (!w->open)
        return;
    pump(w, Z_FINISH);
    zip_write_free(w);
    out_init(&h, 64, LANG_ZH);
    LIT(&h, "PK\7\10");
    wire_u32(&h, w->entry.crc);
    wire_u32(&h, (uint32_t)w->entry.packed);
    wire_u32(&h, (uint32_t)w->entry.unpacked);
    raw(w, h.p, h.n);
    out_free(&h);
    list_push(&w->done, w->a) = w->entry;
}

err zip_write_copy(struct zip_write *w, struct book *b, uint64_t i)
{
    zip_stat_t st;
    zip_file_t *f;
    char *bytes = arena_alloc(w->a, CHUNK);
    zip_int64_t n;

    if (zip_stat_index(b->z, i, 0, &st) || st.encryption_method != ZIP_EM_NONE ||
        (st.comp_method != ZIP_CM_STORE && st.comp_method != ZIP_CM_DEFLATE))
        return parse_broken(b->p, "zip");
    w->entry = (struct zip_entry){.name = text_copy(w->a, text_of(st.name)), .at = w->at, .packed = st.comp_size, .unpacked = st.size,
                                  .crc = st.crc, .deflated = st.comp_method == ZIP_CM_DEFLATE};
    f = zip_fopen_index(b->z, i, ZIP_FL_COMPRESSED);
    if (!f)
        return parse_broken(b->p, "zip");
    local_head(w);
    while ((n = zip_fread(f, bytes, CHUNK)) > 0)
        raw(w, bytes, (size_t)n);
    zip_fclose(f);
    list_push(&w->done, w->a) = w->entry;
    return n < 0 || out_failed(w->o) ? parse_broken(b->p, "zip") : NULL;
}

bool zip_write_end(struct zip_write *w)
{
    uint64_t from = w->at, size;
    struct out h;

    for (size_t i = 0; i < w->done.n; i++) {
        const struct zip_entry *e = &w->done.v[i];
        out_init(&h, 4096, LANG_ZH);
        LIT(&h, "PK\1\2");
        wire_u16(&h, VERSION);
        put_fields(&h, e, true);
        wire_u16(&h, 0); /* comment, disk, attributes */
        wire_u16(&h, 0);
        wire_u16(&h, 0);
        wire_u32(&h, 0);
        wire_u32(&h, (uint32_t)e->at);
        out_raw(&h, e->name);
        w->failed |= out_failed(&h) || e->unpacked > UINT32_MAX || e->packed > UINT32_MAX;
        raw(w, h.p, h.n);
        out_free(&h);
    }
    size = w->at - from;
    out_init(&h, 64, LANG_ZH);
    LIT(&h, "PK\5\6");
    wire_u32(&h, 0);
    wire_u16(&h, (unsigned)w->done.n);
    wire_u16(&h, (unsigned)w->done.n);
    wire_u32(&h, (uint32_t)size);
    wire_u32(&h, (uint32_t)from);
    wire_u16(&h, 0);
    raw(w, h.p, h.n);
    out_free(&h);
    return !w->failed && w->at < UINT32_MAX && w->done.n < UINT16_MAX && !out_failed(w->o);
}
