/* GET /api/v1/cockpit: the figures of the page, asked for in the same words (year, month, list, works, region, known=now). Money in yuan, rates in
 * percent.
 */
#include "own.h"

#include "base/format.h"

static void put_rate(struct json_out *w, const char *key, int64_t hundredths)
{
    json_key(w, key);
    if (is_absent(hundredths))
        json_put_null(w);
    else
        fmt_decimal(json_value(w), hundredths, 2);
}

static void put_total(struct json_out *w, const struct total *t)
{
    json_put(w, "planned", t->plan);
    json_put(w, "due", t->due);
    json_put(w, "done", t->done);
    put_rate(w, "rate", t->rate);
    put_rate(w, "due_rate", t->tick);
    put_rate(w, "gap", t->gap);
}

static void put_named(struct json_out *w, const char *key, text name, const struct total *t)
{
    json_open(w, '{');
    json_put(w, key, name);
    put_total(w, t);
    json_close(w);
}

static void put_lists_and_works(struct json_out *w, const struct cockpit *v)
{
    json_key(w, "lists");
    json_open(w, '[');
    for (size_t i = 0; i < v->lists.n; i++)
        put_named(w, "list", v->lists.v[i].key, &v->lists.v[i].t);
    json_close(w);
    json_key(w, "works");
    json_open(w, '[');
    for (size_t i = 0; i < v->work.n; i++)
        put_named(w, "name", v->work.v[i].name, &v->work.v[i].t);
    json_close(w);
}

static void put_places(struct json_out *w, const struct cockpit *v)
{
    json_key(w, "places");
    json_open(w, '[');
    for (size_t i = 0; i < v->places.n; i++) {
        const struct place_line *p = &v->places.v[i];
        json_open(w, '{');
        json_put(w, "unit", p->key);
        json_put(w, "name", p->name);
        json_put(w, "rank", p->rank);
        json_put(w, "red", p->red);
        put_total(w, &p->t);
        json_close(w);
    }
    json_close(w);
}

err cockpit_api(struct req *q, struct out *o)
{
    struct cockpit v;
    struct json_out w;

    TRY(cockpit_read(&q->call, &q->query, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "year", v.year);
    json_put(&w, "month", v.month);
    json_put(&w, "region", v.unit);
    json_put(&w, "known_at", v.at);
    put_total(&w, &v.all);
    json_put(&w, "red", v.red);
    json_put(&w, "yellow", v.yellow);
    json_put(&w, "reports_owed", v.owed);
    json_put(&w, "reports_sent", v.sent);
    curve_put_months(&w, &v.curve);
    put_lists_and_works(&w, &v);
    put_places(&w, &v);
    json_close(&w);
    json_end(&w);
    return NULL;
}
