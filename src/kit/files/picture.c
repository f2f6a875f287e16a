/* The parent's side of picture.h. The child has handled hostile bytes: nothing that it says is taken unchecked. */
#include "kit/files/picture.h"

#include "kit/confine.h"
#include "kit/files/picture_job.h"
#include "kit/files/words.h"

_Static_assert(PICTURE_MAX_PIXELS == 100000000, "w_picture_pixels says so");

enum { COPY_MAX = 2 << 20, NAME_MAX_ = 63 };

static err fault(struct arena *a, const struct picture_head *h)
{
    switch (h->fault) {
    case PICTURE_PIXELS:
        return FAIL(a, E_INPUT, w_picture_pixels, .args = {ARG_INT("width", h->width), ARG_INT("height", h->height)});
    case PICTURE_MEMORY: return FAIL(a, E_INPUT, w_picture_memory);
    default: return FAIL(a, E_INPUT, w_picture_broken);
    }
}

static bool within(int64_t n, int64_t min, int64_t max)
{
    return n >= min && n <= max;
}

static bool head_holds(const struct picture_head *h)
{
    bool placed = h->lat != ABSENT || h->lon != ABSENT;

    return within(h->width, 1, PICTURE_MAX_PIXELS) && within(h->height, 1, PICTURE_MAX_PIXELS) &&
           (h->taken_on == ABSENT || within(h->taken_on, 0, 200 * 366)) && within(h->taken_s, -1, 86399) &&
           (!placed || (within(h->lat, -90000000, 90000000) && within(h->lon, -180000000, 180000000))) &&
           h->make_n <= NAME_MAX_ && h->model_n <= NAME_MAX_ && within(h->small_n, 4, COPY_MAX) &&
           within(h->medium_n, 4, COPY_MAX);
}

static bool read_text(struct confine *c, struct arena *a, size_t n, text *ret)
{
    char *p = arena_alloc(a, n + 1);

    if (!confine_read_all(c, p, n))
        return false;
    *ret = (text){p, n};
    return true;
}

static bool is_jpeg(text t)
{
    return text_starts(t, T("\xff\xd8\xff"));
}

static bool name_holds(text *name)
{
    if (!name->n)
        *name = NO_TEXT;
    return text_valid(*name);
}

static bool read_parts(struct confine *c, struct arena *a, const struct picture_head *h, struct picture *ret)
{
    *ret = (struct picture){.width = h->width,
                            .height = h->height,
                            .taken_on = {h->taken_on},
                            .taken_s = (int)h->taken_s,
                            .lat = {h->lat},
                            .lon = {h->lon},
                            .fingerprint = h->fingerprint};
    return read_text(c, a, h->make_n, &ret->make) && read_text(c, a, h->model_n, &ret->model) &&
           read_text(c, a, h->small_n, &ret->small) && read_text(c, a, h->medium_n, &ret->medium) &&
           name_holds(&ret->make) && name_holds(&ret->model) && is_jpeg(ret->small) && is_jpeg(ret->medium);
}

err picture_read(struct arena *a, int fd, struct picture *ret)
{
    static const struct confine_limits limits = {.memory = (size_t)768 << 20, .cpu_s = 20, .wait_s = 60};
    struct picture_head h = {0};
    struct picture found;
    struct confine *c;
    bool got, whole;

    TRY(confine_start(a, &limits, "picture", NULL, fd, &c));
    got = confine_read_all(c, &h, sizeof(h)) && h.magic == PICTURE_MAGIC;
    whole = got && !h.fault && head_holds(&h) && read_parts(c, a, &h, &found);
    TRY(confine_end(c));
    if (!got || h.fault)
        return fault(a, &h);
    if (!whole)
        return FAIL(a, E_INPUT, w_picture_broken);
    *ret = found;
    return NULL;
}

int picture_distance(uint64_t a, uint64_t b)
{
    return __builtin_popcountll(a ^ b);
}
