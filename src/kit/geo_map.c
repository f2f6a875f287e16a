/* Places on the map of the province: see geo_map.h. The drawing is read as ui/liaoning.mjs writes it: the frame in attributes of
 * <svg>, each city a path of rings, a ring an absolute point and steps relative to the one before, in tenths of a unit.
 */
#include "geo_map.h"

#include "kit/asset.h"
#include "base/text.h"

enum { NEAR = 35 }; /* tenths: four kilometres */

struct frame {
    int64_t width, height, west, north, per_lon, per_lat; /* micro degrees; hundredths of a unit per degree */
};

/* The figure behind `name="` with `places` decimals, as a whole number. */
static int64_t figure(text svg, const char *name, int places)
{
    ptrdiff_t at = text_find(svg, text_of(name));
    int64_t n = 0;
    bool point = false;

    if (at < 0)
        return 0;
    for (size_t i = (size_t)at + strlen(name); i < svg.n && svg.p[i] != '"' && svg.p[i] != ' '; i++) {
        if (svg.p[i] == '.') {
            point = true;
            continue;
        }
        if (point && places == 0)
            break;
        n = n * 10 + (svg.p[i] - '0');
        places -= point;
    }
    while (places-- > 0)
        n *= 10;
    return n;
}

static struct frame frame_of(text svg)
{
    text head = text_sub(svg, 0, svg.n < 400 ? svg.n : 400), box;
    ptrdiff_t at = text_find(head, T("viewBox=\"0 0 "));
    struct frame f = {.west = figure(head, "data-west=\"", 6), .north = figure(head, "data-north=\"", 6),
                      .per_lon = figure(head, "data-per-lon=\"", 2), .per_lat = figure(head, "data-per-lat=\"", 2)};

    box = at < 0 ? NO_TEXT : text_sub(head, (size_t)at, head.n);
    f.width = figure(box, "viewBox=\"0 0 ", 0);
    at = text_find(box, text_of("0 0 "));
    for (size_t i = at < 0 ? 0 : (size_t)at + 4; i < box.n; i++)
        if (box.p[i] == ' ') {
            f.height = figure(text_sub(box, i, box.n), " ", 0);
            break;
        }
    return f;
}

void map_size(int64_t *ret_width, int64_t *ret_height)
{
    struct frame f = frame_of(asset_text("liaoning.svg"));

    *ret_width = f.width;
    *ret_height = f.height;
}

bool map_point(struct place p, struct map_point *ret)
{
    struct frame f = frame_of(asset_text("liaoning.svg"));
    struct map_point at;

    if (!place_known(p) || !f.per_lon)
        return false;
    at.x = (p.lon.micro - f.west) * f.per_lon / 10000000;
    at.y = (f.north - p.lat.micro) * f.per_lat / 10000000;
    if (at.x < 0 || at.y < 0 || at.x > f.width * 10 || at.y > f.height * 10)
        return false;
    *ret = at;
    return true;
}

/* --- outlines ---------------------------------------------------------------------------------------------------------------- */

static bool read_number(text *rest, int64_t *ret)
{
    bool minus;

    while (rest->n && *rest->p == ' ')
        *rest = text_sub(*rest, 1, rest->n);
    minus = rest->n && *rest->p == '-';
    if (minus)
        *rest = text_sub(*rest, 1, rest->n);
    if (!rest->n || *rest->p < '0' || *rest->p > '9')
        return false;
    for (*ret = 0; rest->n && *rest->p >= '0' && *rest->p <= '9'; *rest = text_sub(*rest, 1, rest->n))
        *ret = *ret * 10 + (*rest->p - '0');
    if (minus)
        *ret = -*ret;
    return true;
}

/* The square of the distance from p to the stretch a–b, or more than NEAR² when it is farther along. */
static int64_t distance2(struct map_point p, struct map_point a, struct map_point b)
{
    int64_t dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
    int64_t along = (p.x - a.x) * dx + (p.y - a.y) * dy, off = (p.x - a.x) * dy - (p.y - a.y) * dx;

    if (along <= 0 || !length2)
        return (p.x - a.x) * (p.x - a.x) + (p.y - a.y) * (p.y - a.y);
    if (along >= length2)
        return (p.x - b.x) * (p.x - b.x) + (p.y - b.y) * (p.y - b.y);
    return off * off / length2;
}

struct outline {
    bool inside;
    int64_t near2;
};

/* An even number of borders to the left: outside. */
static void cross(struct outline *o, struct map_point p, struct map_point a, struct map_point b)
{
    int64_t d = distance2(p, a, b);

    if (d < o->near2)
        o->near2 = d;
    if ((a.y > p.y) != (b.y > p.y) && (p.x - a.x) * (b.y - a.y) * (b.y > a.y ? 1 : -1) < (b.x - a.x) * (p.y - a.y) * (b.y > a.y ? 1 : -1))
        o->inside = !o->inside;
}

static struct outline outline_at(text path, struct map_point p)
{
    struct outline o = {.near2 = INT64_MAX};
    struct map_point first = {0}, at = {0}, next;
    int64_t x, y;

    while (path.n) {
        char c = *path.p;
        if (c == 'M' || c == 'l' || c == 'z')
            path = text_sub(path, 1, path.n);
        if (c == 'z') {
            cross(&o, p, at, first);
            continue;
        }
        if (!read_number(&path, &x) || !read_number(&path, &y))
            continue;
        if (c == 'M') {
            first = at = (struct map_point){x, y};
            continue;
        }
        next = (struct map_point){at.x + x, at.y + y};
        cross(&o, p, at, next);
        at = next;
    }
    return o;
}

enum map_fit map_check(struct place p, text division, text *ret_city)
{
    static const char mark[] = "data-division=\"";
    text svg = asset_text("liaoning.svg"), other = NO_TEXT;
    struct map_point at;
    bool drawn = false, zone = text_starts(division, T("21S1"));

    if (!map_point(p, &at) || division.n < 4)
        return place_known(p) && division.n >= 4 ? MAP_OUTSIDE : MAP_UNKNOWN;
    for (ptrdiff_t i; (i = text_find(svg, text_of(mark))) >= 0;) {
        text rest = text_sub(svg, (size_t)i + strlen(mark), svg.n), code = text_sub(rest, 0, 6), path, tail;
        ptrdiff_t d = text_find(rest, T(" d=\""));
        struct outline o;
        path = text_cut(text_sub(rest, (size_t)d + 4, rest.n), '"', &tail);
        o = outline_at(path, at);
        /* the Shenfu zone lies in Shenyang and Fushun */
        if (zone ? text_eqz(code, "210100") || text_eqz(code, "210400") : text_eq(text_sub(code, 0, 4), text_sub(division, 0, 4))) {
            drawn = true;
            if (o.inside || o.near2 <= NEAR * NEAR)
                return MAP_FITS;
        } else if (o.inside) {
            other = code;
        }
        svg = tail;
    }
    if (!drawn)
        return MAP_UNKNOWN;
    if (!other.n)
        return MAP_OUTSIDE;
    *ret_city = other;
    return MAP_OTHER;
}
