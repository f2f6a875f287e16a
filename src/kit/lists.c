/* Code lists from config/: see lists.h. */
#include "lists.h"

#include "base/date.h"
#include "base/log.h"
#include "kit/call.h"
#include "kit/data.h"
#include "kit/division.h"
#include "kit/table.h"

static const struct codeitem rungs[RUNGS] = {
    {"owner", {"项目单位", "Owner"}, NULL},           {"county", {"县（市、区）", "County"}, NULL}, {"city", {"市", "City"}, NULL},
    {"department", {"省直部门", "Department"}, NULL}, {"province", {"省", "Province"}, NULL},
};
const struct codelist list_rung = CODELIST("rung", rungs);

struct codelist list_division, list_unit, list_city, list_works, list_industry, list_lists, list_fund_kind;
struct divisions all_divisions;

static struct arena *forever; /* lives as long as the program */

static void must(const char *file, err e)
{
    if (!e)
        return;
    log_error("config/%s: %.*s", file, TEXT_ARG(error_whole(forever, e, LANG_EN)));
    abort();
}

static struct codelist simple_list(const char *file, const char *name, const char *key)
{
    struct table t;
    struct codeitem *v;

    must(file, table_read(forever, data_file(file), &t));
    v = ARENA_ARRAY(forever, struct codeitem, t.rows + 1);
    for (size_t i = 0; i < t.rows; i++)
        v[i] = (struct codeitem){
            text_z(forever, table_at(&t, i, key)),
            {text_z(forever, table_at(&t, i, "name")), text_z(forever, table_at(&t, i, "name_en"))},
            table_at(&t, i, "aliases").n ? text_z(forever, table_at(&t, i, "aliases")) : NULL};
    return (struct codelist){name, v, t.rows, NULL};
}

static uint64_t central_kinds; /* bits, by their place in list_fund_kind */

static void fund_kinds(void)
{
    struct table t;

    list_fund_kind = simple_list("fund_kinds.csv", "fund_kind", "key");
    must("fund_kinds.csv", table_read(forever, data_file("fund_kinds.csv"), &t));
    for (size_t i = 0; i < t.rows && i < 64; i++)
        if (text_eqz(table_at(&t, i, "central"), "yes"))
            central_kinds |= UINT64_C(1) << i;
}

bool fund_is_central(code kind)
{
    const struct codeitem *item = codelist_item(&list_fund_kind, kind.t);

    return item && central_kinds >> (item - list_fund_kind.items) & 1;
}

/* An industry is also typed with its section's letter: C3217. */
static struct codelist industries(void)
{
    struct codelist l = simple_list("industries.csv", "industry", "code");
    struct codeitem *v = ARENA_ARRAY(forever, struct codeitem, l.n + 1);
    struct table t;

    must("industries.csv", table_read(forever, data_file("industries.csv"), &t));
    for (size_t i = 0; i < l.n; i++) {
        v[i] = l.items[i];
        v[i].aliases = text_fmt(forever, "%.*s%s", TEXT_ARG(table_at(&t, i, "section")), v[i].key).p;
    }
    l.items = v;
    codelist_sort(forever, &l);
    return l;
}

static struct codeitem place_item(const struct division *d, const struct division *city)
{
    struct codeitem item = {text_z(forever, d->unit), {text_z(forever, d->name), text_z(forever, d->name_en)}, NULL};
    text brief = division_short(d->name), city_brief;

    if (d->level != LEVEL_COUNTY || !city || text_eq(d->name, city->name)) {
        item.aliases = text_fmt(forever, "%.*s%s%.*s%s", TEXT_ARG(brief), d->code.n ? "" : "|",
                                d->code.n ? 0 : (int)brief.n, brief.p, d->code.n ? "" : "示范区")
                           .p; /* 沈抚示范区, as the zone is called */
        return item;
    }
    city_brief = division_short(city->name);
    item.in[LANG_ZH] = text_fmt(forever, "%.*s·%.*s", TEXT_ARG(city_brief), TEXT_ARG(d->name)).p;
    item.aliases = text_fmt(forever, "%.*s%.*s|%.*s|辽宁省%.*s%.*s|%.*s%.*s%s%.*s", TEXT_ARG(city->name),
                            TEXT_ARG(d->name), TEXT_ARG(d->name), TEXT_ARG(city->name), TEXT_ARG(d->name),
                            TEXT_ARG(city_brief), TEXT_ARG(brief),
                            text_eq(brief, city_brief) ? "" : "|", /* 朝阳 alone is the city */
                            TEXT_ARG(text_eq(brief, city_brief) ? T("") : brief))
                       .p;
    return item;
}

/* A county is shown with its city: 沈阳·和平区; typed, 沈阳市和平区 and (where only one has it) 和平区 are known too. A
 * project of a whole city is at the city's own code, 210100.
 */
static void places(void)
{
    struct divisions *d = &all_divisions;
    struct codeitem *division, *unit, *cities;
    const struct division *city = NULL;
    size_t n = 0, units = 0, n_cities = 0;

    must("divisions.csv", divisions_read(forever, data_file("divisions.csv"), d));
    division = ARENA_ARRAY(forever, struct codeitem, d->n);
    unit = ARENA_ARRAY(forever, struct codeitem, d->n);
    cities = ARENA_ARRAY(forever, struct codeitem, d->n);
    for (size_t i = 0; i < d->n; i++) {
        const struct division *one = &d->v[i];
        if (!is_absent(one->valid_to.days)) /* known to project codes, but nothing is there any more */
            continue;
        if (one->level == LEVEL_CITY)
            city = one;
        unit[units++] = place_item(one, city);
        if (one->level == LEVEL_CITY)
            cities[n_cities++] = unit[units - 1];
        if (one->level == LEVEL_PROVINCE || (one->level == LEVEL_CITY && !one->code.p))
            continue;
        division[n] = unit[units - 1];
        if (one->level == LEVEL_CITY)
            division[n].key = text_z(forever, one->code);
        n++;
    }
    list_division = (struct codelist){"division", division, n, NULL};
    list_unit = (struct codelist){"unit", unit, units, NULL};
    list_city = (struct codelist){"city", cities, n_cities, NULL};
    codelist_sort(forever, &list_division);
    codelist_sort(forever, &list_unit);
}

void lists_start(void)
{
    if (forever)
        return;
    forever = arena_forever(32 << 20);
    places();
    list_works = simple_list("works.csv", "works", "key");
    list_industry = industries();
    list_lists = simple_list("list_kinds.csv", "lists", "key");
    fund_kinds();
}
