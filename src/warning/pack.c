/* Rule packs: see pack.h. */
#include "pack.h"

#include "kit/data.h"
#include "kit/table.h"

#include "words.h"

const char *const warning_level_keys[LEVEL_COUNT] = {"", "blue", "yellow", "red"};
static const char *const act_column[LEVEL_COUNT] = {"", "blue_act", "yellow_act", "red_act"};
static const char *const stage_names[WST_COUNT] = {"planned",   "reserve",   "preliminary",   "new_start",
                                                   "continued", "completed", "in_production", "full_production",
                                                   "suspended", "withdrawn"};
const char *const warning_actor_keys[ACTOR_PROVINCE + 1] = {"", "owner", "county", "city", "department", "province"};

/* One row being read: what every fault names. */
struct row {
    struct arena *a;
    const struct table *t;
    size_t at;
    text key;
};

static text cell(const struct row *r, const char *column)
{
    return table_at(r->t, r->at, column);
}

static err missing(const struct row *r, const char *column)
{
    return FAIL(r->a, E_INPUT, w_pack_missing, .row = (int64_t)r->at + 1,
                .args = {ARG_TEXT("rule", r->key), ARG_TEXT("column", text_of(column))});
}

static err unknown(const struct row *r, const char *column, text found, text known)
{
    return FAIL(r->a, E_INPUT, w_pack_column, .row = (int64_t)r->at + 1,
                .args = {ARG_TEXT("rule", r->key), ARG_TEXT("column", text_of(column)), ARG_TEXT("found", found),
                         ARG_TEXT("known", known)});
}

static text names_joined(struct arena *a, const char *const *names, size_t n)
{
    text *v = ARENA_ARRAY(a, text, n);
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        if (names[i][0])
            v[count++] = text_of(names[i]);
    return text_join(a, v, count, T(" "));
}

/* The place of a name in a list; −1 when it has none. */
static int place_of(text name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (names[i][0] && text_eqz(name, names[i]))
            return (int)i;
    return -1;
}

static err read_threshold(const struct row *r, const char *column, bool falls, struct threshold *ret)
{
    text found = cell(r, column), rest;
    bool less = text_starts(found, T("<")), more = text_starts(found, T(">")), equal;
    struct threshold got = {NEVER, 0};

    if (!found.n) {
        *ret = got;
        return NULL;
    }
    rest = text_sub(found, 1, found.n);
    equal = text_starts(rest, T("="));
    rest = equal ? text_sub(rest, 1, rest.n) : rest;
    if ((!less && !more) || !text_hundredths(text_trim(rest), &got.n))
        return FAIL(r->a, E_INPUT, w_pack_threshold, .row = (int64_t)r->at + 1,
                    .args = {ARG_TEXT("rule", r->key), ARG_TEXT("column", text_of(column)), ARG_TEXT("found", found)});
    if (less != falls)
        return FAIL(r->a, E_INPUT, w_pack_direction, .row = (int64_t)r->at + 1,
                    .args = {ARG_TEXT("rule", r->key), ARG_TEXT("column", text_of(column)),
                             ARG_WORD("direction", falls ? &w_pack_smaller_is_worse : &w_pack_greater_is_worse)});
    got.how = less ? equal ? AT_MOST : LESS_THAN : equal ? AT_LEAST : MORE_THAN;
    *ret = got;
    return NULL;
}

/* Whether `worse` is passed by fewer values than `milder`. */
static bool is_stricter(struct threshold worse, struct threshold milder, bool falls)
{
    if (worse.n != milder.n)
        return falls ? worse.n < milder.n : worse.n > milder.n;
    return (milder.how == AT_LEAST || milder.how == AT_MOST) && (worse.how == MORE_THAN || worse.how == LESS_THAN);
}

static err read_thresholds(const struct row *r, struct warning_rule *ret)
{
    struct threshold milder = {NEVER, 0};

    for (int level = LEVEL_BLUE; level < LEVEL_COUNT; level++) {
        struct threshold *t = &ret->at[level];
        TRY(read_threshold(r, warning_level_keys[level], warning_measure_falls(ret->measure), t));
        if (t->how != NEVER && milder.how != NEVER && !is_stricter(*t, milder, warning_measure_falls(ret->measure)))
            return FAIL(r->a, E_INPUT, w_pack_order, .row = (int64_t)r->at + 1,
                        .args = {ARG_TEXT("rule", r->key), ARG_INT("version", ret->version)});
        milder = t->how != NEVER ? *t : milder;
    }
    if (milder.how == NEVER)
        return FAIL(r->a, E_INPUT, w_pack_no_threshold, .row = (int64_t)r->at + 1,
                    .args = {ARG_TEXT("rule", r->key), ARG_INT("version", ret->version)});
    return read_threshold(r, "bulletin", warning_measure_falls(ret->measure), &ret->bulletin);
}

/* "city 5": who must act, and within how many working days; needed exactly where the level has a threshold. */
static err read_act(const struct row *r, struct warning_rule *ret, int level)
{
    text found = cell(r, act_column[level]), days, actor = text_cut(found, ' ', &days);
    int64_t n;
    int who = place_of(actor, warning_actor_keys, COUNT(warning_actor_keys));

    if (ret->at[level].how == NEVER && !found.n)
        return NULL;
    if (!found.n || !text_int(text_trim(days), &n) || n < 0 || n > 250)
        return FAIL(r->a, E_INPUT, w_pack_nobody, .row = (int64_t)r->at + 1,
                    .args = {ARG_TEXT("rule", r->key), ARG_INT("version", ret->version),
                             ARG_TEXT("column", text_of(act_column[level]))});
    if (who < 0)
        return unknown(r, act_column[level], actor, names_joined(r->a, warning_actor_keys, COUNT(warning_actor_keys)));
    ret->act[level].actor = (enum warning_actor)who;
    ret->act[level].workdays = (int)n;
    return NULL;
}

static err read_stages(const struct row *r, struct warning_rule *ret)
{
    for (text rest = cell(r, "stages"), name; text_each(&rest, ' ', &name);) {
        int at = place_of(name, stage_names, WST_COUNT);
        if (!name.n)
            continue;
        if (at < 0)
            return unknown(r, "stages", name, names_joined(r->a, stage_names, WST_COUNT));
        ret->stages |= 1u << at;
    }
    return NULL;
}

static err read_number(const struct row *r, const char *column, int64_t least, int64_t most, int64_t blank,
                       int64_t *ret)
{
    text found = cell(r, column);
    int64_t n = blank;

    if (found.n && (!text_int(found, &n) || n < least || n > most))
        return FAIL(r->a, E_INPUT, w_pack_number, .row = (int64_t)r->at + 1,
                    .args = {ARG_TEXT("rule", r->key), ARG_TEXT("column", text_of(column)), ARG_TEXT("found", found)});
    *ret = n;
    return NULL;
}

/* One of two words; blank is the first. */
static err read_choice(const struct row *r, const char *column, const char *first, const char *second, bool *ret_second)
{
    text found = cell(r, column);

    if (found.n && !text_eqz(found, first) && !text_eqz(found, second))
        return unknown(r, column, found, text_fmt(r->a, "%s %s", first, second));
    *ret_second = text_eqz(found, second);
    return NULL;
}

static err read_dates(const struct row *r, struct warning_rule *ret)
{
    text from = cell(r, "from"), until = cell(r, "until");

    ret->from = ret->until = NO_DATE;
    if ((from.n && !date_parse(from, &ret->from)) || (until.n && !date_parse(until, &ret->until)) ||
        (from.n && until.n && ret->until.days < ret->from.days))
        return FAIL(r->a, E_INPUT, w_pack_dates, .row = (int64_t)r->at + 1, .args = {ARG_TEXT("rule", r->key)});
    return NULL;
}

static err read_texts(const struct row *r, struct warning_rule *ret)
{
    static const char *const needed[] = {"key", "title_zh", "title_en", "source", "mark"};
    text mark = cell(r, "mark");

    for (size_t i = 0; i < COUNT(needed); i++)
        if (!cell(r, needed[i]).n)
            return missing(r, needed[i]);
    if (mark.n != 1 || (mark.p[0] != 'S' && mark.p[0] != 'K' && mark.p[0] != 'D'))
        return unknown(r, "mark", mark, T("S K D"));
    ret->mark = mark.p[0];
    ret->title[LANG_ZH] = cell(r, "title_zh");
    ret->title[LANG_EN] = cell(r, "title_en");
    ret->source = cell(r, "source");
    ret->funds = cell(r, "funds");
    return NULL;
}

static text measures_joined(struct arena *a)
{
    LIST(text) all = {0};

    for (size_t i = 0; warning_measure_at(i); i++)
        list_push(&all, a) = text_of(warning_measure_key(warning_measure_at(i)));
    return text_join(a, all.v, all.n, T(" "));
}

static err read_limits(const struct row *r, struct warning_rule *ret)
{
    int64_t hold, share;

    TRY(read_number(r, "version", 1, 1000000, 1, &ret->version));
    TRY(read_number(r, "period", 1, 120, 0, &ret->period));
    TRY(read_number(r, "share", 0, 1000, 0, &share));
    TRY(read_number(r, "hold", 0, 12, 0, &hold));
    TRY(read_number(r, "least_total", 0, INT64_C(1000000000000000), ABSENT, &ret->least_total.yuan));
    TRY(read_choice(r, "against", "plan", "baseline", &ret->against_baseline));
    TRY(read_choice(r, "figures", "reported", "accepted", &ret->accepted_only));
    ret->share = share * 100;
    ret->hold = (int)hold;
    return NULL;
}

static err read_rule(const struct row *r, text pack, struct warning_rule *ret)
{
    struct warning_rule got = {.pack = pack, .key = r->key};

    TRY(read_texts(r, &got));
    got.measure = warning_measure_called(cell(r, "measure"));
    if (!got.measure)
        return unknown(r, "measure", cell(r, "measure"), measures_joined(r->a));
    TRY(read_limits(r, &got));
    TRY(read_thresholds(r, &got));
    for (int level = LEVEL_BLUE; level < LEVEL_COUNT; level++)
        TRY(read_act(r, &got, level));
    TRY(read_stages(r, &got));
    TRY(read_dates(r, &got));
    *ret = got;
    return NULL;
}

/* The first day on which both are in force; NO_DATE when there is none. */
static date first_common_day(const struct warning_rule *a, const struct warning_rule *b)
{
    date first = a->from.days > b->from.days ? a->from : b->from; /* absent is the smallest */

    first.days = is_absent(first.days) ? 0 : first.days;
    if ((!is_absent(a->until.days) && a->until.days < first.days) ||
        (!is_absent(b->until.days) && b->until.days < first.days))
        return NO_DATE;
    return first;
}

/* Against the versions of the same rule that were read before. */
static err check_versions(const struct row *r, const struct warning_rule *before, size_t n,
                          const struct warning_rule *one)
{
    for (size_t i = 0; i < n; i++) {
        date common;
        if (!text_eq(before[i].key, one->key))
            continue;
        if (before[i].version == one->version)
            return FAIL(r->a, E_INPUT, w_pack_twice, .row = (int64_t)r->at + 1,
                        .args = {ARG_TEXT("rule", r->key), ARG_INT("version", one->version)});
        common = first_common_day(&before[i], one);
        if (!is_absent(common.days))
            return FAIL(r->a, E_INPUT, w_pack_overlap, .row = (int64_t)r->at + 1,
                        .args = {ARG_TEXT("rule", r->key), ARG_DATE("day", common)});
    }
    return NULL;
}

err warning_pack_read(struct arena *a, text key, text csv, struct warning_pack *ret)
{
    struct table t;
    struct warning_rule *v;
    struct warning_pack got = {.key = key};

    TRY(table_read(a, csv, &t));
    v = ARENA_ARRAY(a, struct warning_rule, t.rows + 1);
    for (; got.n < t.rows; got.n++) {
        struct row r = {a, &t, got.n, table_at(&t, got.n, "key")};
        TRY(read_rule(&r, key, &v[got.n]));
        TRY(check_versions(&r, v, got.n, &v[got.n]));
    }
    got.v = v;
    *ret = got;
    return NULL;
}

err warning_packs_shipped(struct arena *a, struct warning_packs *ret)
{
    struct table t;
    struct warning_pack *v;
    size_t n = 0;

    TRY(table_read(a, data_file("packs/packs.csv"), &t));
    v = ARENA_ARRAY(a, struct warning_pack, t.rows + 1);
    for (; n < t.rows; n++) {
        text key = table_at(&t, n, "key"), file = text_fmt(a, "packs/%.*s.csv", TEXT_ARG(key));
        TRY(warning_pack_read(a, key, data_file(file.p), &v[n]));
        v[n].title[LANG_ZH] = table_at(&t, n, "title_zh");
        v[n].title[LANG_EN] = table_at(&t, n, "title_en");
    }
    *ret = (struct warning_packs){v, n};
    return NULL;
}

err warning_pack_called(struct arena *a, const struct warning_packs *all, text key, const struct warning_pack **ret)
{
    LIST(text) known = {0};

    for (size_t i = 0; i < all->n; i++) {
        if (text_eq(all->v[i].key, key)) {
            *ret = &all->v[i];
            return NULL;
        }
        list_push(&known, a) = all->v[i].key;
    }
    return FAIL(a, E_INPUT, w_pack_unknown,
                .args = {ARG_TEXT("key", key), ARG_TEXT("known", text_join(a, known.v, known.n, T(" ")))});
}
