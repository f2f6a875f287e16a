/* Places: see division.h. */
#include "division.h"

#include "base/date.h"
#include "scan.h"
#include "table.h"
#include "words.h"

static bool read_level(text t, enum division_level *ret)
{
    static const char *const names[] = {"province", "city", "county"};

    for (int i = 0; i < 3; i++)
        if (text_eqz(t, names[i])) {
            *ret = (enum division_level)i;
            return true;
        }
    return false;
}

static size_t words_in(text t)
{
    text part;
    size_t n = 0;

    while (text_each(&t, ' ', &part))
        n += part.n > 0;
    return n;
}

static err read_row(struct arena *a, const struct table *t, size_t row, struct division *ret)
{
    struct division d = {
        .unit = table_at(t, row, "unit"),
        .code = table_at(t, row, "code"),
        .name = table_at(t, row, "name"),
        .name_en = table_at(t, row, "name_en"),
        .pinyin = table_at(t, row, "pinyin"),
        .parent = table_at(t, row, "parent"),
        .valid_to = NO_DATE,
    };
    text until = table_at(t, row, "valid_to");

    if (!d.unit.n || !d.name.n || !read_level(table_at(t, row, "level"), &d.level) ||
        (until.n && !date_parse(until, &d.valid_to)) || (d.level != LEVEL_PROVINCE && !d.parent.n) ||
        (d.pinyin.n && words_in(d.pinyin) != text_chars(d.name)))
        return FAIL(a, E_INPUT, w_division_row, .args = {ARG_TEXT("unit", d.unit)});
    *ret = d;
    return NULL;
}

err divisions_read(struct arena *a, text csv, struct divisions *ret)
{
    struct table t;
    struct division *v;
    struct divisions got;

    TRY(table_read(a, csv, &t));
    v = ARENA_ARRAY(a, struct division, t.rows);
    got = (struct divisions){v, 0};
    for (; got.n < t.rows; got.n++) {
        struct division *d = &v[got.n];
        TRY(read_row(a, &t, got.n, d));
        if ((got.n && text_cmp(v[got.n - 1].unit, d->unit) >= 0) ||
            (d->parent.n && (!division_by_unit(&got, d->parent) || !text_starts(d->unit, d->parent))))
            return FAIL(a, E_INPUT, w_division_row, .args = {ARG_TEXT("unit", d->unit)});
    }
    *ret = got;
    return NULL;
}

const struct division *division_by_unit(const struct divisions *d, text unit)
{
    size_t low = 0, high = d->n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int c = text_cmp(d->v[middle].unit, unit);
        if (!c)
            return &d->v[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool division_within(text unit, text scope)
{
    return text_starts(unit, scope);
}

/* The name without the word for its rank, when something of two characters or more is left: 沈阳, 喀喇沁左翼, but 义县. */
text division_short(text name)
{
    static const char *const ranks[] = {"满族自治县", "蒙古族自治县", "自治县", "改革创新示范区", "示范区", "省",
                                        "市",         "县",           "区"};

    for (size_t i = 0; i < COUNT(ranks); i++)
        if (text_ends(name, text_of(ranks[i]))) {
            text left = text_sub(name, 0, name.n - strlen(ranks[i]));
            if (text_chars(left) >= 2)
                return left;
        }
    return name;
}

static bool named(const struct division *d, text typed)
{
    if (!d->code.n && text_ends(typed, T("示范区"))) /* 沈抚示范区, as the zone is called */
        typed = division_short(typed);
    return scan_same(d->name, typed) || scan_same(division_short(d->name), typed) ||
           (d->name_en.n && scan_same(d->name_en, typed));
}

/* The one valid place of a level range with this name inside `within`; NULL when none or several. */
static const struct division *only_named(const struct divisions *d, text typed, text within, bool deepest)
{
    const struct division *found = NULL;

    for (size_t i = 0; i < d->n; i++) {
        const struct division *at = &d->v[i];
        if (!is_absent(at->valid_to.days) || (within.n && !division_within(at->unit, within)) || !named(at, typed))
            continue;
        if (found && division_within(at->unit, found->unit) && !deepest)
            continue; /* 朝阳 is the city rather than its county; the zone rather than its one county */
        if (found && !(deepest && division_within(at->unit, found->unit)))
            return NULL;
        found = at;
    }
    return found;
}

/* The longest name or bare name of a place that the text begins with; *rest follows it. */
static const struct division *front(const struct divisions *d, text typed, enum division_level level, text *rest)
{
    const struct division *found = NULL;
    size_t longest = 0;

    for (size_t i = 0; i < d->n; i++) {
        const struct division *at = &d->v[i];
        text names[2] = {at->name, division_short(at->name)};
        for (int k = 0; k < 2 && at->level == level; k++)
            if (names[k].n > longest && text_starts(typed, names[k])) {
                longest = names[k].n;
                found = at;
            }
    }
    *rest = text_sub(typed, longest, typed.n);
    return found;
}

static const struct division *by_code(const struct divisions *d, text typed)
{
    for (size_t i = 0; i < d->n; i++)
        if (text_ieq(d->v[i].unit, typed) || (d->v[i].code.n && text_eq(d->v[i].code, typed)))
            return &d->v[i];
    return NULL;
}

const struct division *division_find(const struct divisions *d, text typed, text within)
{
    const struct division *found = by_code(d, text_trim(typed)), *city;
    text rest;

    typed = text_trim(typed);
    if (found || !typed.n)
        return found;
    if ((found = only_named(d, typed, within, false)))
        return found;
    if (front(d, typed, LEVEL_PROVINCE, &rest) && rest.n) {
        rest = text_trim(rest);
        if ((found = only_named(d, rest, within, false)))
            return found;
        typed = rest;
    }
    city = front(d, typed, LEVEL_CITY, &rest);
    return city && rest.n ? only_named(d, text_trim(rest), city->unit, true) : NULL;
}

text division_name(const struct division *d, enum lang lang)
{
    return lang == LANG_EN && d->name_en.n ? d->name_en : d->name;
}

text division_full_name(struct arena *a, const struct divisions *d, const struct division *of, enum lang lang)
{
    const struct division *city = of->level == LEVEL_COUNTY ? division_by_unit(d, of->parent) : NULL;

    if (!city || text_eq(city->name, of->name))
        return division_name(of, lang);
    if (lang == LANG_EN)
        return text_fmt(a, "%.*s, %.*s", TEXT_ARG(division_name(of, lang)), TEXT_ARG(division_name(city, lang)));
    return text_fmt(a, "%.*s%.*s", TEXT_ARG(city->name), TEXT_ARG(of->name));
}
