/* Sectors, chains, directory: see cfb.h. Layout: [MS-CFB]. */
#include "kit/sheet/cfb.h"

enum { HEADER = 512, ENTRY = 128, IN_HEADER = 109, MINI = 64, MINI_BELOW = 4096, DIRECTORY_MAX = 20000 };
#define CHAIN_END 0xfffffffau /* and above: ends, free sectors, and other marks */

static uint32_t u16(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32(const unsigned char *p)
{
    return u16(p) | u16(p + 2) << 16;
}

static int64_t sector_at(const struct cfb *c, uint32_t sector)
{
    return ((int64_t)sector + 1) * (int64_t)c->sector_size;
}

/* Follows a chain through a table of successors and notes where each block lies. */
static err chain(struct cfb *c, const uint32_t *next, size_t n_next, uint32_t from, struct cfb_stream *ret)
{
    LIST(int64_t) blocks = {0};

    for (uint32_t at = from; at < CHAIN_END; at = next[at]) {
        if (at >= n_next || blocks.n > n_next)
            return parse_broken(c->p, "OLE");
        list_push(&blocks, c->p->a) = sector_at(c, at);
    }
    *ret = (struct cfb_stream){.p = c->p, .blocks = blocks.v, .n = blocks.n, .block_size = c->sector_size,
                               .size = (uint64_t)blocks.n * c->sector_size};
    return NULL;
}

size_t cfb_read(const struct cfb_stream *s, void *into, size_t n, uint64_t at)
{
    size_t got = 0;

    if (at >= s->size)
        return 0;
    if (n > s->size - at)
        n = (size_t)(s->size - at);
    while (got < n) {
        size_t block = (size_t)((at + got) / s->block_size), within = (size_t)((at + got) % s->block_size);
        size_t want = s->block_size - within < n - got ? s->block_size - within : n - got, r;
        while (block + 1 < s->n && s->blocks[block] + (int64_t)s->block_size == s->blocks[block + 1] && want < n - got) {
            want += s->block_size; /* neighbours in the file are read together */
            block++;
        }
        if (want > n - got)
            want = n - got;
        block = (size_t)((at + got) / s->block_size);
        if (block >= s->n)
            break;
        r = parse_pread(s->p, (char *)into + got, want, s->blocks[block] + (int64_t)within);
        got += r;
        if (r < want)
            break;
    }
    return got;
}

/* The table of sectors is itself spread over sectors, listed in the header and from there in a chain of lists. */
static err read_fat(struct cfb *c, const unsigned char *header)
{
    size_t per = c->sector_size / 4, sectors = (size_t)(c->p->size / (int64_t)c->sector_size) + 1, n = u32(header + 44), at = 0;
    unsigned char *list = arena_alloc(c->p->a, c->sector_size), *bytes = arena_alloc(c->p->a, c->sector_size);
    uint32_t more = u32(header + 68);

    if (!n || n > sectors)
        return parse_broken(c->p, "OLE");
    c->fat = ARENA_ARRAY(c->p->a, uint32_t, n * per);
    for (size_t i = 0; i < n; i++) {
        uint32_t sector;
        if (i < IN_HEADER) {
            sector = u32(header + 76 + 4 * i);
        } else {
            at = (i - IN_HEADER) % (per - 1);
            if (at == 0 && parse_pread(c->p, list, c->sector_size, sector_at(c, more)) < c->sector_size)
                return parse_broken(c->p, "OLE");
            if (at == 0)
                more = u32(list + 4 * (per - 1));
            sector = u32(list + 4 * at);
        }
        if (sector >= CHAIN_END || parse_pread(c->p, bytes, c->sector_size, sector_at(c, sector)) < c->sector_size)
            break;
        for (size_t k = 0; k < per; k++)
            c->fat[c->n_fat++] = u32(bytes + 4 * k);
    }
    return c->n_fat ? NULL : parse_broken(c->p, "OLE");
}

static err read_mini(struct cfb *c, const unsigned char *header)
{
    unsigned char root[ENTRY], four[4];
    struct cfb_stream table;

    if (cfb_read(&c->directory, root, ENTRY, 0) < ENTRY || root[66] != 5)
        return parse_broken(c->p, "OLE");
    TRY(chain(c, c->fat, c->n_fat, u32(root + 116), &c->mini));
    TRY(chain(c, c->fat, c->n_fat, u32(header + 60), &table));
    c->n_mini_fat = (size_t)table.size / 4;
    c->mini_fat = ARENA_ARRAY(c->p->a, uint32_t, c->n_mini_fat);
    for (size_t i = 0; i < c->n_mini_fat; i++) {
        if (cfb_read(&table, four, 4, i * 4) < 4)
            return parse_broken(c->p, "OLE");
        c->mini_fat[i] = u32(four);
    }
    return NULL;
}

err cfb_open(struct parse *p, struct cfb *ret)
{
    unsigned char header[HEADER];
    struct cfb c = {.p = p};

    if (parse_pread(p, header, HEADER, 0) < HEADER || (u16(header + 30) != 9 && u16(header + 30) != 12))
        return parse_broken(p, "OLE");
    c.sector_size = (size_t)1 << u16(header + 30);
    TRY(read_fat(&c, header));
    TRY(chain(&c, c.fat, c.n_fat, u32(header + 48), &c.directory));
    TRY(read_mini(&c, header));
    *ret = c;
    return NULL;
}

static bool has_name(const unsigned char *entry, const char *name)
{
    size_t n = strlen(name);

    if (u16(entry + 64) != 2 * (n + 1) || n > 31)
        return false;
    for (size_t i = 0; i < n; i++)
        if (u16(entry + 2 * i) != (unsigned char)name[i])
            return false;
    return true;
}

/* A short stream lies in blocks of 64 bytes inside the root's stream. */
static err mini_stream(struct cfb *c, uint32_t from, uint64_t size, struct cfb_stream *ret)
{
    size_t n = (size_t)(size + MINI - 1) / MINI, i = 0;
    int64_t *blocks = ARENA_ARRAY(c->p->a, int64_t, n);

    for (uint32_t at = from; i < n; at = c->mini_fat[at]) {
        size_t block = (size_t)at * MINI / c->sector_size;
        if (at >= c->n_mini_fat || block >= c->mini.n)
            return parse_broken(c->p, "OLE");
        blocks[i++] = c->mini.blocks[block] + (int64_t)((size_t)at * MINI % c->sector_size);
    }
    *ret = (struct cfb_stream){.p = c->p, .blocks = blocks, .n = n, .block_size = MINI, .size = size};
    return NULL;
}

err cfb_find(struct cfb *c, const char *name, bool *ret_found, struct cfb_stream *ret)
{
    unsigned char entry[ENTRY];

    *ret_found = false;
    for (size_t i = 0; i < DIRECTORY_MAX && cfb_read(&c->directory, entry, ENTRY, (uint64_t)i * ENTRY) == ENTRY; i++) {
        uint64_t size = u32(entry + 120);
        if (entry[66] != 2 || !has_name(entry, name))
            continue;
        *ret_found = true;
        if (size < MINI_BELOW)
            return mini_stream(c, u32(entry + 116), size, ret);
        TRY(chain(c, c->fat, c->n_fat, u32(entry + 116), ret));
        if (ret->size < size)
            return parse_broken(c->p, "OLE");
        ret->size = size;
        return NULL;
    }
    return NULL;
}
