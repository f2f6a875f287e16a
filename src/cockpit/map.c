/* The map of the province with its cities coloured by the chosen measure: the drawing that ships (ui/liaoning.mjs), a path a city. */
#include "own.h"

#include "cockpit/words.h"
#include "kit/asset.h"
#include "kit/division.h"
#include "kit/geo_map.h"

#include <stdlib.h>

static const struct place_line *line_of(const struct cockpit *v, text division)
{
    for (size_t i = 0; i < v->places.n; i++)
        if (v->places.v[i].key.n == 4 && text_starts(division, v->places.v[i].key))
            return &v->places.v[i];
    return v->whole.key.n && text_starts(division, v->whole.key) ? &v->whole : NULL;
}

/* The least and the greatest of the places; the least above the greatest when none is known. */
struct span {
    int64_t least, most;
};

static struct span span_of(const struct cockpit *v)
{
    struct span s = {INT64_MAX, INT64_MIN};

    for (size_t i = 0; i < v->places.n; i++) {
        int64_t x = v->places.v[i].value;
        if (is_absent(x))
            continue;
        s.least = x < s.least ? x : s.least;
        s.most = x > s.most ? x : s.most;
    }
    return s;
}

/* Six steps between the least and the greatest. */
static int step_of(const struct cockpit *v, int64_t value)
{
    struct span s = span_of(v);

    return is_absent(value) ? 0 : s.most == s.least ? 3 : (int)((value - s.least) * 5 / (s.most - s.least));
}

/* The middle of a city's largest outline, by its area: M x y, then steps l dx dy. */
struct outline {
    __int128 area, x, y; /* twice the area; the moments of it */
    int64_t first_x, first_y, at_x, at_y;
};

static void add_edge(struct outline *o, int64_t x, int64_t y)
{
    __int128 cross = (__int128)o->at_x * y - (__int128)x * o->at_y;

    o->area += cross;
    o->x += (o->at_x + x) * cross;
    o->y += (o->at_y + y) * cross;
    o->at_x = x;
    o->at_y = y;
}

static void keep_larger(struct outline *best, struct outline *o)
{
    add_edge(o, o->first_x, o->first_y);
    if ((o->area < 0 ? -o->area : o->area) > (best->area < 0 ? -best->area : best->area))
        *best = *o;
}

static bool next_number(const char **at, const char *end, int64_t *ret)
{
    char *next;

    while (*at < end && (**at == ' ' || **at == ',' || **at == 'l'))
        (*at)++;
    if (*at >= end)
        return false;
    *ret = strtoll(*at, &next, 10);
    if (next == *at)
        return false;
    *at = next;
    return true;
}

static void middle_of(text d, int64_t *ret_x, int64_t *ret_y)
{
    struct outline best = {0};
    const char *end = d.p + d.n;

    for (const char *at = d.p; (at = memchr(at, 'M', (size_t)(end - at))) != NULL;) {
        struct outline o = {0};
        int64_t x, y;
        at++;
        if (!next_number(&at, end, &o.first_x) || !next_number(&at, end, &o.first_y))
            break;
        o.at_x = o.first_x;
        o.at_y = o.first_y;
        while (next_number(&at, end, &x) && next_number(&at, end, &y))
            add_edge(&o, o.at_x + x, o.at_y + y);
        keep_larger(&best, &o);
    }
    *ret_x = best.area ? (int64_t)(best.x / (3 * best.area)) : 0;
    *ret_y = best.area ? (int64_t)(best.y / (3 * best.area)) : 0;
}

static text percent(struct arena *a, int64_t hundredths)
{
    int64_t n;

    if (is_absent(hundredths))
        return T("–");
    n = hundredths < 0 ? -hundredths : hundredths;
    return text_fmt(a, "%s%lld.%lld", hundredths < 0 ? "−" : "", (long long)(n / 100), (long long)(n / 10 % 10));
}

static void put_city(struct out *o, struct arena *a, const struct cockpit *v, text division, text d)
{
    const struct place_line *p = line_of(v, division);

    LIT(o, "<path class=\"h");
    out_int(o, p ? step_of(v, p->value) : 0);
    LIT(o, "\" d=\"");
    out_attr(o, d);
    LIT(o, "\">");
    if (p) {
        LIT(o, "<title>");
        out_html(o, p->name);
        LIT(o, " ");
        out_html(o, percent(a, p->value));
        LIT(o, " %</title>");
    }
    LIT(o, "</path>");
}

/* Without its rank, in either language: names stand close on the map. */
static text short_name(text name)
{
    static const char rank[] = " City";

    return text_ends(name, text_of(rank)) ? text_sub(name, 0, name.n - (sizeof(rank) - 1)) : division_short(name);
}

static void put_label(struct out *o, struct arena *a, const struct cockpit *v, text division, text d)
{
    const struct place_line *p = line_of(v, division);
    int64_t x, y;

    if (!p)
        return;
    middle_of(d, &x, &y);
    out_fmt(o, "<text x=\"%lld\" y=\"%lld\">", (long long)x, (long long)y - 60);
    out_html(o, short_name(p->name));
    out_fmt(o, "<tspan x=\"%lld\" dy=\"1.05em\">", (long long)x);
    out_html(o, percent(a, p->value));
    LIT(o, "</tspan></text>"); /* no link: an image; the ranking beside it opens the same lists */
}

/* What the colours say, in the sea to the south-east: the six steps with the least and the greatest. */
static void put_scale(struct out *o, struct arena *a, const struct cockpit *v, int64_t right, int64_t foot)
{
    enum { STEPS = 6, WIDE = 200, HIGH = 110 };
    struct span s = span_of(v);
    int64_t x = right - STEPS * WIDE - 200, y = foot - 500;

    if (s.least >= s.most)
        return;
    for (int i = 0; i < STEPS; i++)
        out_fmt(o, "<rect class=\"h%d\" x=\"%lld\" y=\"%lld\" width=\"%d\" height=\"%d\"/>", i, (long long)x + i * WIDE, (long long)y, WIDE, HIGH);
    out_fmt(o, "<text class=\"is-scale\" x=\"%lld\" y=\"%lld\">", (long long)x + WIDE / 2, (long long)y + 290);
    out_html(o, percent(a, s.least));
    out_fmt(o, "</text><text class=\"is-scale\" x=\"%lld\" y=\"%lld\">", (long long)x + STEPS * WIDE - WIDE / 2, (long long)y + 290);
    out_html(o, percent(a, s.most));
    LIT(o, "</text>");
}

/* Every path of the drawing, in its order. */
static void each_city(struct out *o, struct arena *a, const struct cockpit *v,
                      void (*put)(struct out *, struct arena *, const struct cockpit *, text, text))
{
    text svg = asset_text("liaoning.svg");

    for (const char *at = svg.p; (at = strstr(at, "data-division=\"")) != NULL;) {
        const char *key = at + strlen("data-division=\""), *d = strstr(key, " d=\""), *end = d ? strchr(d + 4, '"') : NULL;
        if (!end)
            return;
        put(o, a, v, (text){key, 6}, (text){d + 4, (size_t)(end - d - 4)});
        at = end;
    }
}

void cockpit_map(struct out *o, const void *cockpit)
{
    const struct cockpit *v = cockpit;
    struct arena *a = arena_new(1 << 20);
    int64_t width, height;

    map_size(&width, &height);
    out_fmt(o, "<svg class=\"dd-map ck-map\" viewBox=\"0 0 %lld %lld\" role=\"img\" aria-label=\"", (long long)width, (long long)height);
    out_attr(o, w_ck_map.in[o->lang]);
    LIT(o, "\"><g transform=\"scale(.1)\">");
    each_city(o, a, v, put_city);
    each_city(o, a, v, put_label);
    put_scale(o, a, v, width * 10, height * 10);
    LIT(o, "</g></svg>");
    arena_free(a);
}
