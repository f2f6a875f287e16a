/* /targets as a page and as JSON. See pages.h. */
#include "pages.h"

#include "kit/json.h"
#include "target/target.tpl.h"
#include "target/words.h"

/* GET /targets?year=&unit= */
static err page_targets(struct req *q, struct out *o)
{
    struct targets_view v;

    TRY(targets_view(q, &v));
    web_page(q, o, &w_target_title, SLOT(targets_page, (&(struct tpl_targets_page){.v = &v})));
    return NULL;
}

static void put_line(struct json_out *w, const struct target_line *l)
{
    json_open(w, '{');
    json_put(w, "key", l->key);
    json_put(w, "name", l->label);
    json_put(w, "target", l->target);
    json_put(w, "planned", l->planned);
    json_put(w, "gap", target_gap(l));
    json_put(w, "done", l->done);
    json_put(w, "starts_target", l->starts_target);
    json_put(w, "starts_planned", l->starts_planned);
    json_put(w, "starts_gap", target_starts_gap(l));
    json_put(w, "starts", l->starts);
    json_close(w);
}

static void put_lines(struct json_out *w, const char *name, const target_line_list *l)
{
    json_key(w, name);
    json_open(w, '[');
    for (size_t i = 0; i < l->n; i++)
        put_line(w, &l->v[i]);
    json_close(w);
}

/* GET /api/v1/targets?year=&unit= */
static err api_targets(struct req *q, struct out *o)
{
    struct targets_view v;
    struct json_out w;

    TRY(targets_view(q, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "year", v.year);
    json_key(&w, "all");
    put_line(&w, &v.all);
    put_lines(&w, "places", &v.places);
    put_lines(&w, "works", &v.by_works);
    json_key(&w, "months");
    json_open(&w, '[');
    for (size_t i = 0; i < v.months.n; i++) {
        json_open(&w, '{');
        json_put(&w, "month", v.months.v[i].month);
        json_put(&w, "planned", v.months.v[i].planned);
        json_put(&w, "done", v.months.v[i].done);
        json_close(&w);
    }
    json_close(&w);
    json_close(&w);
    json_end(&w);
    return NULL;
}

const struct route target_routes[] = {
    {GET, "/targets", page_targets, .roles = WHO_OFFICE & ~ROLE_SYSTEM, .nav = &w_target_title, .place = 9},
    {GET, "/api/v1/targets", api_targets, .roles = WHO_OFFICE, .flags = ROUTE_API},
    {0},
};
