/* Where the sample's projects lie: units of government with config/sample_places.csv. */
#include "making.h"

#include "kit/data.h"
#include "kit/lists.h"
#include "kit/table.h"
#include "sample/words.h"

/* Out of a hundred projects, by city: after the joint start of spring 2025 (province's press of 17 March 2025). */
static const struct {
    const char *unit;
    unsigned weight;
} shares[] = {
    {"2101", 294}, {"2102", 242}, {"2103", 72}, {"2104", 87}, {"2105", 67}, {"2106", 55}, {"2107", 79}, {"2108", 64},
    {"2109", 62},  {"2110", 64},  {"2111", 62}, {"2112", 52}, {"2113", 82}, {"2114", 61}, {"21S1", 16},
};

static const struct {
    const char *name;
    unsigned mark;
} mark_names[] = {
    {"city", M_CITY}, {"metro", M_METRO}, {"farm", M_FARM}, {"coast", M_COAST}, {"port", M_PORT}, {"hills", M_HILLS}, {"wind", M_WIND},
    {"coal", M_COAL}, {"metal", M_METAL}, {"magnesite", M_MAGNESITE}, {"chem", M_CHEM}, {"car", M_CAR}, {"plane", M_PLANE},
    {"ship", M_SHIP}, {"lab", M_LAB},
};

struct unit_of *unit_at(struct making *m, text unit)
{
    for (size_t i = 0; i < m->n_units; i++)
        if (text_eq(m->units[i].division->unit, unit))
            return &m->units[i];
    return NULL;
}

/* 市, 区, 县, 满族自治县 and the like off the end. */
static text bare(text name)
{
    static const char *const ends[] = {"满族自治县", "蒙古族自治县", "左翼蒙古族自治县", "改革创新示范区", "新区", "市", "区", "县"};

    for (size_t i = 0; i < COUNT(ends); i++)
        if (text_ends(name, text_of(ends[i])) && name.n > strlen(ends[i]) + 3)
            return text_sub(name, 0, name.n - strlen(ends[i]));
    return text_chars(name) > 2 && (text_ends(name, T("县")) || text_ends(name, T("区"))) ? text_sub(name, 0, name.n - 3) : name;
}

/* A district stands behind its city's name, a county and a county-level city on their own. */
static void name_unit(struct making *m, struct unit_of *u)
{
    text own = bare(u->division->name), first = text_sub(own, 0, 3);

    u->full = u->division->name;
    u->shorter = own;
    u->initial = first;
    if (u->division->level != LEVEL_COUNTY || !u->up || text_eq(u->up->division->name, u->division->name))
        return;
    u->initial = text_fmt(m->keep, "%.*s%.*s", TEXT_ARG(u->up->initial), TEXT_ARG(first));
    if (!text_ends(u->division->name, T("区")))
        return;
    u->full = text_fmt(m->keep, "%.*s%.*s", TEXT_ARG(u->up->full), TEXT_ARG(u->division->name));
    u->shorter = text_fmt(m->keep, "%.*s%.*s", TEXT_ARG(u->up->shorter), TEXT_ARG(own));
}

static void units_list(struct making *m)
{
    m->units = ARENA_ARRAY(m->keep, struct unit_of, all_divisions.n);
    for (size_t i = 0; i < all_divisions.n; i++) {
        const struct division *d = &all_divisions.v[i];
        struct unit_of *u = &m->units[m->n_units];
        if (!is_absent(d->valid_to.days))
            continue;
        *u = (struct unit_of){.division = d, .up = d->parent.p ? unit_at(m, d->parent) : NULL, .lon = NO_DEGREE, .lat = NO_DEGREE};
        m->n_units++;
        name_unit(m, u);
        if (d->level == LEVEL_PROVINCE)
            m->province = u;
        else if (d->level == LEVEL_CITY && m->n_cities < CITIES_MOST)
            m->city[m->n_cities++] = u;
    }
    for (size_t i = 0; i < COUNT(shares); i++) {
        struct unit_of *u = unit_at(m, text_of(shares[i].unit));
        if (u)
            u->share = shares[i].weight;
    }
}

/* 123.42 → 123420000 */
static bool micro(text t, degree *ret)
{
    text behind, whole = text_cut(t, '.', &behind);
    int64_t n, part;

    if (!text_int(whole, &n) || behind.n != 2 || !text_int(behind, &part))
        return false;
    ret->micro = n * 1000000 + part * 10000;
    return true;
}

static unsigned marks_read(text t)
{
    unsigned marks = 0;
    text part;

    for (text rest = t; text_each(&rest, ' ', &part);)
        for (size_t i = 0; i < COUNT(mark_names); i++)
            if (text_eqz(part, mark_names[i].name))
                marks |= mark_names[i].mark;
    return marks;
}

err places_read(struct making *m)
{
    struct table t;

    units_list(m);
    TRY(table_read(m->keep, data_file("sample_places.csv"), &t));
    for (size_t i = 0; i < t.rows; i++) {
        struct unit_of *u = unit_at(m, table_at(&t, i, "unit"));
        int64_t km = 0, share = 0;
        if (!u || !micro(table_at(&t, i, "lon"), &u->lon) || !micro(table_at(&t, i, "lat"), &u->lat) ||
            !text_int(table_at(&t, i, "km"), &km) || !text_int(table_at(&t, i, "share"), &share))
            return FAIL(m->keep, E_SYSTEM, w_sample_data, .args = {ARG_TEXT("what", table_at(&t, i, "unit"))});
        u->metres = (unsigned)km * 1000;
        u->share = (unsigned)share;
        u->marks = marks_read(table_at(&t, i, "marks"));
    }
    for (size_t i = 0; i < m->n_units; i++)
        if (!m->units[i].share && m->units[i].division->level != LEVEL_PROVINCE)
            return FAIL(m->keep, E_SYSTEM, w_sample_data, .args = {ARG_TEXT("what", m->units[i].full)});
    return NULL;
}

struct unit_of *county_draw(struct making *m)
{
    enum { COUNTIES_MOST = 30 };
    unsigned weights[COUNTIES_MOST] = {0};
    const struct unit_of *city;
    size_t n = 0, first = 0;

    for (size_t i = 0; i < m->n_cities; i++)
        weights[i] = m->city[i]->share;
    city = m->city[random_weighted(&m->r, weights, m->n_cities)];
    for (size_t i = 0; i < m->n_units; i++) {
        if (m->units[i].up != city || n == COUNTIES_MOST)
            continue;
        if (!n)
            first = i;
        weights[n++] = m->units[i].share;
    }
    return &m->units[first + random_weighted(&m->r, weights, n)];
}

/* Metres into millionths of a degree at 41° north: a degree is 84.0 km from west to east, 111.2 km from south to north. */
void point_draw(struct making *m, const struct unit_of *u, degree *ret_lon, degree *ret_lat)
{
    int64_t reach = u->metres, x, y;

    do {
        x = random_between(&m->r, -reach, reach);
        y = random_between(&m->r, -reach, reach);
    } while (x * x + y * y > reach * reach);
    ret_lon->micro = u->lon.micro + x * 1000 / 84;
    ret_lat->micro = u->lat.micro + y * 10000 / 1112;
}
