/* Places: the units of config/divisions.csv. A unit's key is hierarchical by prefix: 21 province, 2101 city, 210181 county,
 * 21S1 the Shenfu zone and 21S100 its one "county". The GB/T 2260 code is the key filled up to six digits; the zone has none.
 */
#ifndef DIAODU_KIT_DIVISION_H
#define DIAODU_KIT_DIVISION_H

#include "base/error.h"

enum division_level { LEVEL_PROVINCE, LEVEL_CITY, LEVEL_COUNTY };

struct division {
    text unit;
    text code; /* GB/T 2260, absent for the Shenfu zone */
    text name, name_en;
    text pinyin; /* "diao bing shan shi": a syllable a character */
    enum division_level level;
    text parent;   /* unit; absent for the province */
    date valid_to; /* absent: still valid */
};

struct divisions {
    const struct division *v; /* sorted by unit, so that a city's counties follow it */
    size_t n;
};

/* Reads the table (data_file("divisions.csv")). Refuses an unknown parent, level, or order. */
err divisions_read(struct arena *a, text csv, struct divisions *ret);

/* By unit key; NULL when unknown. Also finds those no longer valid. */
const struct division *division_by_unit(const struct divisions *d, text unit);

/* By what people type: unit, GB/T 2260 code, or name with or without 市/县/区/自治县. A name that two counties share
 * (铁西区, 朝阳县's 朝阳) needs `within`, the unit of the city (absent: anywhere). "沈阳市铁西区", "辽宁省沈阳市铁西区" and
 * "沈阳铁西" work by themselves. NULL when unknown or not unique. Places no longer valid are found by code only. */
const struct division *division_find(const struct divisions *d, text typed, text within);

/* True when `unit` is `scope` or lies in it. */
bool division_within(text unit, text scope);

/* 沈阳市 → 沈阳, 桓仁满族自治县 → 桓仁; 义县 as it is, since one character is no name. Points into the name. */
text division_short(text name);

/* Its name in a language. */
text division_name(const struct division *d, enum lang lang);

/* "沈阳市铁西区": city and county together; for a city or the province its name alone. */
text division_full_name(struct arena *a, const struct divisions *d, const struct division *of, enum lang lang);

#endif
