/* The pages of the reserve library; the overview and a project's maturity as JSON. See own.h. */
#include "own.h"

#include "kit/json.h"
#include "reserve/reserve.tpl.h"
#include "reserve/words.h"

/* GET /reserve?unit= */
static err page_reserve(struct req *q, struct out *o)
{
    struct reserve_view v;

    TRY(reserve_view(q, &v));
    web_page(q, o, &w_reserve_title, SLOT(reserve_page, (&(struct tpl_reserve_page){.v = &v})));
    return NULL;
}

/* GET /projects/{id}/maturity */
static err page_maturity(struct req *q, struct out *o)
{
    struct maturity_tab v;

    TRY(maturity_tab(q, &v));
    web_page_titled(q, o, v.top.title, false, SLOT(maturity_page, (&(struct tpl_maturity_page){.v = &v})));
    return NULL;
}

static void put_line(struct json_out *w, const struct reserve_line *l, int64_t year)
{
    json_open(w, '{');
    json_put(w, "key", l->key);
    json_put(w, "name", l->label);
    for (int b = 0; b < BANDS; b++) {
        json_key(w, reserve_band_keys[b]);
        json_open(w, '{');
        json_put(w, "projects", l->projects[b]);
        json_put(w, "total_invest", l->total[b]);
        json_close(w);
    }
    json_key(w, "rolling");
    json_open(w, '[');
    for (int i = 0; i < ROLLING_YEARS; i++) {
        json_open(w, '{');
        json_put(w, "year", year + i);
        json_put(w, "invest", l->rolling[i]);
        json_close(w);
    }
    json_close(w);
    json_close(w);
}

/* GET /api/v1/reserve?unit= */
static err api_reserve(struct req *q, struct out *o)
{
    struct reserve_view v;
    struct json_out w;

    TRY(reserve_view(q, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_key(&w, "all");
    put_line(&w, &v.all, v.year);
    json_key(&w, "places");
    json_open(&w, '[');
    for (size_t i = 0; i < v.lines.n; i++)
        put_line(&w, &v.lines.v[i], v.year);
    json_close(&w);
    json_close(&w);
    json_end(&w);
    return NULL;
}

/* GET /api/v1/projects/{id}/maturity */
static err api_maturity(struct req *q, struct out *o)
{
    struct maturity_tab v;
    struct json_out w;

    TRY(maturity_tab(q, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "score", v.asked ? (number){v.score} : NO_NUMBER);
    json_key(&w, "items");
    json_open(&w, '[');
    for (size_t i = 0; i < v.items.n; i++) {
        json_open(&w, '{');
        json_put(&w, "name", v.items.v[i].name);
        json_put(&w, "points", v.items.v[i].points);
        json_put(&w, "met", v.items.v[i].met);
        json_close(&w);
    }
    json_close(&w);
    json_close(&w);
    json_end(&w);
    return NULL;
}

enum { READERS = WHO_BUSINESS & ~ROLE_SYSTEM };

const struct route reserve_routes[] = {
    {GET, "/reserve", page_reserve, .roles = READERS, .nav = &w_reserve_title, .place = 9},
    {GET, "/projects/{id}/maturity", page_maturity, .roles = READERS, .record = &project_record, .tab = &w_maturity_tab},
    {GET, "/api/v1/reserve", api_reserve, .roles = WHO_BUSINESS, .flags = ROUTE_API},
    {GET, "/api/v1/projects/{id}/maturity", api_maturity, .roles = WHO_BUSINESS, .flags = ROUTE_API, .record = &project_record},
    {0},
};
