/* The rolling plan's years as rows of a project file, and the sums over places. See reserve.h. */
#include "own.h"

#include "kit/check.h"
#include "kit/children.h"
#include "kit/lists.h"
#include "reserve/words.h"

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct rolling_year, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "reserve/rolling_year.def"
};
#undef FIELD

const char *const reserve_band_keys[BANDS] = {"ready", "near", "early"};

enum reserve_band reserve_band_of(const struct project *p)
{
    if (!p || p->head.removed.v == 1 || p->parent_id.n || !maturity_asked(p))
        return BANDS;
    if (!is_absent(p->maturity.n) && p->maturity.n >= READY_FROM)
        return BAND_READY;
    return !is_absent(p->maturity.n) && p->maturity.n >= NEAR_FROM ? BAND_NEAR : BAND_EARLY;
}

/* --- the rolling plan ------------------------------------------------------------------------------------------------------------------ */

static err year_derive(struct call *c, void *r, const void *old)
{
    struct rolling_year *y = r;
    void *of;

    (void)old;
    y->name = is_absent(y->year.n) ? NO_TEXT : text_fmt(c->arena, "%lld", (long long)y->year.n);
    if (c->bulk || !y->project.n)
        return NULL;
    TRY(record_load(c, &project_record, (id){y->project.n}, &of));
    project_place(of, &rolling_year_record, y);
    return NULL;
}

static err year_check(struct call *c, const void *r, const void *old)
{
    static const char sql_same[] = "SELECT COUNT(*) FROM rolling_year WHERE region = $1 AND project = $2 AND year = $3 AND id <> $4 AND removed = 0";
    const struct rolling_year *y = r;
    int64_t same = 0;

    (void)old;
    if (c->bulk || is_absent(y->year.n))
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_same, BIND(V(c->region), V(y->project), V(y->year), V(y->head.id.n)), INTO(TO(&same)), NULL));
    return same ? FAIL(c->arena, E_INPUT, w_rolling_twice, .field = "year", .args = {ARG_TEXT("year", text_fmt(c->arena, "%lld", (long long)y->year.n))}) : NULL;
}

/* The rule of the reserve library: done before + the years planned from this one on ≤ total investment. */
static err year_whole(struct call *c, const void *parent, const child_list *all, struct whole *ret)
{
    const struct project *p = parent;
    int64_t now = month_year(month_of(c->today)), sum = is_absent(p->before_year.yuan) ? 0 : p->before_year.yuan;

    for (size_t i = 0; i < all->n; i++) {
        const struct rolling_year *y = all->v[i];
        sum += y->year.n >= now ? y->invest.yuan : 0;
    }
    if (!all->n)
        return NULL;
    ret->said = word_filled(c->arena, c->lang, &w_rolling_said, (const struct arg[]){ARG_MONEY("sum", (money){sum}), ARG_MONEY("total", p->total_invest)}, 2);
    if (!is_absent(p->total_invest.yuan) && sum > p->total_invest.yuan)
        ret->fault = FAIL(c->arena, E_INPUT, w_rolling_beyond, .field = "rolling_years",
                          .args = {ARG_MONEY("sum", (money){sum}), ARG_MONEY("total", p->total_invest), ARG_MONEY("over", (money){sum - p->total_invest.yuan})});
    return NULL;
}

/* --- sums -------------------------------------------------------------------------------------------------------------------------------- */

static const struct ripple_table reserve_sum = {.name = "reserve_sum", .keys = {"unit", "band"}, .sums = {"projects", "total_invest"}};
static const struct ripple_table rolling_sum = {.name = "rolling_sum", .keys = {"unit", "year"}, .integer_keys = 1u << 1, .sums = {"projects", "invest"}};

static void ripple_units(struct call *c, const struct ripple_table *t, text city, text county, text second, const int64_t sums[])
{
    text units[UNITS_MOST];
    size_t n = units_of(city, county, units);

    for (size_t i = 0; i < n; i++)
        ripple_add(c, t, (const text[]){units[i], second}, sums);
}

static void project_ripple(struct call *c, const struct project *p, int sign)
{
    enum reserve_band band = reserve_band_of(p);
    int64_t sums[RIPPLE_SUMS] = {sign, 0};

    if (band == BANDS)
        return;
    sums[1] = sign * (is_absent(p->total_invest.yuan) ? 0 : p->total_invest.yuan);
    ripple_units(c, &reserve_sum, p->city.t, p->county.t, text_of(reserve_band_keys[band]), sums);
}

void rolling_ripple(struct call *c, const struct rolling_year *y, int sign)
{
    int64_t sums[RIPPLE_SUMS] = {sign, sign * y->invest.yuan};

    if (y->head.removed.v != 1)
        ripple_units(c, &rolling_sum, y->city.t, y->county.t, text_fmt(c->arena, "%lld", (long long)y->year.n), sums);
}

static err year_saved(struct call *c, const void *r, const void *old)
{
    if (old)
        rolling_ripple(c, old, -1);
    rolling_ripple(c, r, 1);
    return NULL;
}

/* A project that moves takes the years of its plan with it. */
static err move_years(struct call *c, const struct project *p, const struct project *before)
{
    static const char sql_years[] = "SELECT year, invest FROM rolling_year WHERE region = $1 AND project = $2 AND removed = 0";
    CLEAN(query_close) struct query q = {0};
    struct rolling_year was = {.city = before->city, .county = before->county}, now = {.city = p->city, .county = p->county};

    TRY(query_open(&q, c->conn, c->arena, sql_years, BIND(V(c->region), V(p->head.id))));
    while (query_row(&q, INTO(TO(&was.year), TO(&was.invest)))) {
        now.year = was.year;
        now.invest = was.invest;
        rolling_ripple(c, &was, -1);
        rolling_ripple(c, &now, 1);
    }
    TRY(query_end(&q));
    return project_place_write(c, p, &rolling_year_record);
}

static err project_saved(struct call *c, const void *r, const void *old)
{
    const struct project *p = r, *before = old;

    project_ripple(c, before, -1);
    project_ripple(c, p, 1);
    if (!before)
        return NULL;
    TRY(admission_follow(c, p, before));
    return project_place_same(p, before) ? NULL : move_years(c, p, before);
}

const struct follower reserve_followers[] = {{&project_record, project_saved}, {&rolling_year_record, year_saved}, {0}};

static err add_reserve(struct call *c, const found_records *files, bool check, struct recompute_result *ret)
{
    (void)check;
    (void)ret;
    for (size_t i = 0; i < files->n; i++)
        project_ripple(c, files->v[i], 1);
    return NULL;
}

static err gather_rolling(struct call *c)
{
    static const char sql_all[] = "SELECT year, invest, city, county FROM rolling_year WHERE region = $1 AND removed = 0";
    CLEAN(query_close) struct query q = {0};
    struct rolling_year y = {0};

    TRY(query_open(&q, c->conn, c->arena, sql_all, BIND(V(c->region))));
    while (query_row(&q, INTO(TO(&y.year), TO(&y.invest), TO(&y.city), TO(&y.county))))
        rolling_ripple(c, &y, 1);
    return query_end(&q);
}

const struct recompute reserve_recomputes[] = {
    {.name = "reserve_sum", .label = L("储备项目合计", "Sums of the reserve"), .tables = {&reserve_sum}, .of = &project_record, .part = add_reserve},
    {.name = "rolling_sum", .label = L("滚动计划合计", "Sums of the rolling plan"), .tables = {&rolling_sum}, .gather = gather_rolling},
    {0},
};

/* --- the record ---------------------------------------------------------------------------------------------------------------------------- */

const struct record rolling_year_record = {
    .name = "rolling_year", .plural = "rolling_years", .path = "/rolling_years", .label = L("滚动计划年度", "Year of the rolling plan"),
    .labels = L("三年滚动计划", "Rolling plan"), .fields = fields, .n_fields = COUNT(fields), .size = sizeof(struct rolling_year), .parent = "project",
    .title = "name", .sort = "year", .match = "project+year", .see = WHO_BUSINESS, .create = WHO_EDITOR, .change = WHO_EDITOR, .remove = WHO_EDITOR,
    .history = true, .parent_fits = FROM_STAGE(ST_RESERVE), .hint = &w_rolling_hint, .derive = year_derive, .check = year_check, .whole = year_whole,
};

static const struct record *const records[] = {&rolling_year_record, &admission_record, NULL};

static const struct act
    act_year_create = {.name = "rolling_year.create", .target = &rolling_year_record, .label = L("编入滚动计划", "Put into the rolling plan"), .roles = WHO_EDITOR,
                       .creates = true, .run = act_create},
    act_year_change = {.name = "rolling_year.change", .target = &rolling_year_record, .label = L("修改滚动计划", "Change the rolling plan"), .roles = WHO_EDITOR,
                       .run = act_change},
    act_year_remove = {.name = "rolling_year.remove", .target = &rolling_year_record, .label = L("移出滚动计划", "Take out of the rolling plan"),
                       .roles = WHO_EDITOR, .run = act_remove},
    act_year_import = {.name = "rolling_year.import", .target = &rolling_year_record, .label = L("导入滚动计划", "Rolling plan by import"), .roles = WHO_EDITOR,
                       .creates = true, .run = act_create},
    act_year_import_change = {.name = "rolling_year.import_change", .target = &rolling_year_record, .label = L("导入修改滚动计划", "Change by import"),
                              .roles = WHO_EDITOR, .run = act_change};

static const struct act *const acts[] = {&act_year_create, &act_year_change, &act_year_remove, &act_year_import, &act_year_import_change,
                                         &admission_create, &admission_change, &admission_move, NULL};

const struct capability reserve_capability = {.name = "reserve", .records = records, .acts = acts, .routes = reserve_routes, .heads = reserve_heads, .waiting = reserve_waiting,
                                              .followers = reserve_followers, .recomputes = reserve_recomputes};
