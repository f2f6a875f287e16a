/* Code lists from config/: see lists.h. */
#include "lists.h"

#include "base/log.h"
#include "kit/data.h"
#include "kit/division.h"
#include "kit/table.h"

struct codelist list_division, list_unit, list_works, list_industry;
struct divisions all_divisions;

static struct arena *forever; /* lives as long as the program */

static void must(const char *file, err e)
{
    if (!e)
        return;
    log_error("config/%s: %.*s", file, TEXT_ARG(error_text(forever, e, LANG_EN)));
    abort();
}

static struct codelist simple_list(const char *file, const char *name, const char *key)
{
    struct table t;
    struct codeitem *v;

    must(file, table_read(forever, data_file(file), &t));
    v = ARENA_ARRAY(forever, struct codeitem, t.rows + 1);
    for (size_t i = 0; i < t.rows; i++)
        v[i] = (struct codeitem){text_z(forever, table_at(&t, i, key)),
                                 {text_z(forever, table_at(&t, i, "name")), text_z(forever, table_at(&t, i, "name_en"))},
                                 NULL};
    return (struct codelist){name, v, t.rows};
}

/* 沈阳市 → 沈阳 */
static text short_city(text name)
{
    return text_ends(name, T("市")) ? text_sub(name, 0, name.n - 3) : name;
}

static struct codeitem place_item(const struct division *d, const struct division *city)
{
    struct codeitem item = {text_z(forever, d->unit), {text_z(forever, d->name), text_z(forever, d->name_en)}, NULL};

    if (d->level != LEVEL_COUNTY || !city || text_eq(d->name, city->name))
        return item;
    item.in[LANG_ZH] = text_fmt(forever, "%.*s·%.*s", TEXT_ARG(short_city(city->name)), TEXT_ARG(d->name)).p;
    item.aliases = text_fmt(forever, "%.*s%.*s|%.*s", TEXT_ARG(city->name), TEXT_ARG(d->name), TEXT_ARG(d->name)).p;
    return item;
}

/* A county is shown with its city: 沈阳·和平区; typed, 沈阳市和平区 and (where only one has it) 和平区 are known too. A
 * project of a whole city is at the city's own code, 210100.
 */
static void places(void)
{
    struct divisions *d = &all_divisions;
    struct codeitem *division, *unit;
    const struct division *city = NULL;
    size_t n = 0;

    must("divisions.csv", divisions_read(forever, data_file("divisions.csv"), d));
    division = ARENA_ARRAY(forever, struct codeitem, d->n);
    unit = ARENA_ARRAY(forever, struct codeitem, d->n);
    for (size_t i = 0; i < d->n; i++) {
        const struct division *one = &d->v[i];
        if (one->level == LEVEL_CITY)
            city = one;
        unit[i] = place_item(one, city);
        if (one->level == LEVEL_PROVINCE || (one->level == LEVEL_CITY && !one->code.p))
            continue;
        division[n] = unit[i];
        if (one->level == LEVEL_CITY)
            division[n].key = text_z(forever, one->code);
        n++;
    }
    list_division = (struct codelist){"division", division, n};
    list_unit = (struct codelist){"unit", unit, d->n};
}

void lists_start(void)
{
    if (forever)
        return;
    forever = arena_new(32 << 20);
    places();
    list_works = simple_list("works.csv", "works", "key");
    if (data_file("industries.csv").p)
        list_industry = simple_list("industries.csv", "industry", "code");
}
