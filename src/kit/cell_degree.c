/* Cells that hold a longitude or latitude, decimal or in degrees, minutes and seconds. See cell.h. */
#include "cell_in.h"
#include "scan.h"

/* A hemisphere's letter or words. *axis and *minus are set; false when there is none. */
static bool eat_hemisphere(text *t, enum cell_axis *axis, bool *minus)
{
    static const struct {
        const char *word;
        enum cell_axis axis;
        bool minus;
    } words[] = {
        {"东经", AXIS_LONGITUDE, false}, {"西经", AXIS_LONGITUDE, true},  {"北纬", AXIS_LATITUDE, false},
        {"南纬", AXIS_LATITUDE, true},   {"经度", AXIS_LONGITUDE, false}, {"纬度", AXIS_LATITUDE, false},
        {"e", AXIS_LONGITUDE, false},    {"w", AXIS_LONGITUDE, true},     {"n", AXIS_LATITUDE, false},
        {"s", AXIS_LATITUDE, true},
    };

    scan_blanks(t);
    for (size_t i = 0; i < COUNT(words); i++)
        if (scan_eat(t, words[i].word)) {
            *axis = words[i].axis;
            *minus = words[i].minus;
            scan_blanks(t);
            scan_eat(t, ":");
            scan_blanks(t);
            return true;
        }
    return false;
}

static bool eat_one_of(text *t, const char *const *marks, size_t n)
{
    scan_blanks(t);
    for (size_t i = 0; i < n; i++)
        if (scan_eat(t, marks[i]))
            return true;
    return false;
}

/* degrees [minutes [seconds]] in millionths of a degree */
static bool read_angle(text *t, int64_t *ret)
{
    static const char *const degrees[] = {"°", "度", "º"}, *const minutes[] = {"′", "'", "分", "’", "‘"},
                             *const seconds[] = {"″", "''", "\"", "秒", "”", "“", "′′"};
    struct decimal d, m, s;
    int64_t part, seconds_part;

    if (!decimal_read(t, &d) || d.odd_grouping || d.blanks || !decimal_scale(&d, 1000000, 1, ret))
        return false;
    if (!eat_one_of(t, degrees, COUNT(degrees)) || d.places > 0)
        return true;
    scan_blanks(t);
    if (!decimal_read(t, &m))
        return true;
    if (m.blanks || !eat_one_of(t, minutes, COUNT(minutes)) || !decimal_scale(&m, 1000000, 60, &part) || part >= 1000000)
        return false;
    scan_blanks(t);
    if (!decimal_read(t, &s)) {
        *ret += part;
        return true;
    }
    if (m.places || s.blanks || !eat_one_of(t, seconds, COUNT(seconds)) || s.places < 0 ||
        !decimal_scale(&s, 1000000, 60, &seconds_part) || seconds_part >= 1000000)
        return false;
    /* minutes and seconds in one division, so that they are rounded once */
    for (int i = 0; i < s.places; i++)
        m.m *= 10;
    s.m += m.m * 60;
    if (!decimal_scale(&s, 1000000, 3600, &part) || part >= 1000000)
        return false;
    *ret += part;
    return true;
}

struct reading cell_degree(struct cell c, enum cell_axis axis, degree *ret)
{
    enum cell_axis said = axis;
    text t = c.t;
    bool minus = false, named;
    int64_t micro, most = axis == AXIS_LONGITUDE ? 180000000 : 90000000;

    ret->micro = ABSENT;
    if (cell_empty(t))
        return READING_EMPTY;
    if (c.kind == CELL_ERROR)
        return reading_doubt(&w_cell_error);
    named = eat_hemisphere(&t, &said, &minus);
    if (!named)
        minus = scan_eat(&t, "-");
    if (!read_angle(&t, &micro))
        return reading_doubt(&w_cell_not_degree);
    if (!named)
        eat_hemisphere(&t, &said, &minus);
    if (!scan_done(t))
        return reading_doubt(&w_cell_not_degree);
    if (said != axis)
        return reading_doubt(&w_cell_axis);
    if (micro > most)
        return reading_doubt(axis == AXIS_LATITUDE && micro <= 180000000 ? &w_cell_axis : &w_cell_not_degree);
    ret->micro = minus ? -micro : micro;
    return READING_VALUE;
}
