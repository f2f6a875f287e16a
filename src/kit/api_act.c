/* Acts through the API: each is act_run with what the body says. See api.h. */
#include "api.h"

#include "base/format.h"
#include "kit/json.h"
#include "kit/words.h"

static const struct act *act_of(const struct req *q)
{
    return act_by_name(text_of(q->route->act));
}

/* The record as it is after the act. One that the caller no longer sees by it is told without a body. */
static err answer_record(struct req *q, struct out *o, id key, int status)
{
    const struct record *t = q->route->record;
    void *r;
    err e = record_load(&q->call, t, key, &r);

    if (e && e->code == E_GONE) {
        http_status(q->http, 204);
        return NULL;
    }
    TRY(e);
    http_status(q->http, status);
    http_set_type(q->http, "application/json; charset=utf-8");
    http_set_header(q->http, "ETag", text_fmt(q->call.arena, "W/\"%lld\"", (long long)record_head_of(r)->version));
    return record_json(&q->call, o, t, r);
}

/* POST /api/v1/{plural} */
err api_create(struct req *q, struct out *o)
{
    struct input in;
    id made;

    TRY(api_read(q, q->route->record, API_FIELDS | API_DISTINCT | API_REASON, &in));
    TRY(act_run(&q->call, act_of(q), (id){0}, &in, &made));
    http_set_header(q->http, "Location",
                    text_fmt(q->call.arena, API_ROOT "/%s/%lld", q->route->record->plural, (long long)made.n));
    return answer_record(q, o, made, 201);
}

/* --- clashes: what somebody else changed meanwhile ------------------------------------------------------------------------ */

static err who_changed(struct call *c, ref account, text *ret)
{
    static const char sql_name[] = "SELECT COALESCE(name, login) FROM account WHERE region = $1 AND id = $2";
    bool found;

    return conn_one(c->conn, c->arena, sql_name, BIND(V(c->region), V(account)), INTO(TO(ret)), &found);
}

static void put_clash(struct call *c, struct json_out *w, const struct clash *x)
{
    json_open(w, '{');
    json_put(w, "field", x->field->name);
    json_key(w, "seen");
    record_field_json(c, json_value(w), x->field, x->seen);
    json_key(w, "theirs");
    record_field_json(c, json_value(w), x->field, x->theirs);
    json_key(w, "mine");
    record_field_json(c, json_value(w), x->field, x->both ? x->mine : NULL);
    json_put(w, "both", x->both);
    json_close(w);
}

/* A version that never was has no differences to show. */
static err find_clashes(struct req *q, id key, const struct input *in, clash_list *ret, void **ret_now)
{
    const struct record *t = q->route->record;

    TRY(record_load(&q->call, t, key, ret_now));
    if (!t->history || in->version >= record_head_of(*ret_now)->version)
        return NULL;
    return act_clashes(&q->call, t, key, in, ret, ret_now);
}

static err answer_clash(struct req *q, struct out *o, id key, const struct input *in, err e)
{
    struct call *c = &q->call;
    CLEAN(out_free) struct out side = {0};
    struct json_out w;
    clash_list clashes = {0};
    text name = NO_TEXT;
    void *now;

    TRY(find_clashes(q, key, in, &clashes, &now));
    TRY(who_changed(c, record_head_of(now)->changed_by, &name));
    out_init(&side, 4 << 20, o->lang);
    w = json_begin(&side);
    json_open(&w, '{');
    json_put(&w, "version", record_head_of(now)->version);
    json_key(&w, "changed_at");
    out_char(json_value(&w), '"');
    fmt_time_iso(&side, record_head_of(now)->changed_at);
    out_char(&side, '"');
    json_put(&w, "changed_by", name);
    json_key(&w, "fields");
    json_open(&w, '[');
    for (size_t i = 0; i < clashes.n; i++)
        if (field_visible(c, clashes.v[i].field))
            put_clash(c, &w, &clashes.v[i]);
    json_close(&w);
    json_close(&w);
    http_status(q->http, web_status_of(e->code));
    http_set_type(q->http, "application/json; charset=utf-8");
    web_json_error(o, e, out_text(&side));
    return NULL;
}

/* Runs the act on the record of the address. *ret_done is false when the answer, a clash, is written already. */
static err run_on_record(struct req *q, struct out *o, unsigned takes, bool *ret_done)
{
    id key = req_id(q, "id");
    struct input in;
    err e;

    *ret_done = false;
    TRY(api_read(q, q->route->record, takes, &in));
    if (!(takes & API_FIELDS) && !in.version)
        in.values = NULL; /* taking away without saying a version is allowed, as on the page */
    if (text_empty(in.reason))
        in.reason = params_get(&q->query, T("reason"));
    e = act_run(&q->call, act_of(q), key, &in, NULL);
    *ret_done = !e;
    return e && e->code == E_CLASH ? answer_clash(q, o, key, &in, e) : e;
}

/* PATCH /api/v1/{plural}/{id} */
err api_change(struct req *q, struct out *o)
{
    bool done;

    TRY(run_on_record(q, o, API_FIELDS | API_VERSION | API_REASON, &done));
    return done ? answer_record(q, o, req_id(q, "id"), 200) : NULL;
}

/* POST /api/v1/{plural}/{id}/{verb} */
err api_act(struct req *q, struct out *o)
{
    bool done;

    TRY(run_on_record(q, o, API_FIELDS | API_VERSION | API_REASON | API_TO, &done));
    return done ? answer_record(q, o, req_id(q, "id"), 200) : NULL;
}

/* DELETE /api/v1/{plural}/{id} */
err api_remove(struct req *q, struct out *o)
{
    bool done;

    TRY(run_on_record(q, o, API_VERSION | API_REASON, &done));
    if (done)
        http_status(q->http, 204);
    return NULL;
}

/* --- many at once ------------------------------------------------------------------------------------------------------------ */

static err read_ids(struct req *q, const struct json *j, id *ret, size_t *ret_n)
{
    struct arena *a = q->call.arena;
    size_t n = json_count(j);

    if (!j || json_kind(j) != JSON_IS_ARRAY || !n || n > API_BULK_MOST)
        return FAIL(a, E_INPUT, w_api_ids, .field = "ids", .args = {ARG_INT("most", API_BULK_MOST)});
    for (size_t i = 0; i < n; i++) {
        text one;
        if (!json_text(json_item(j, i), &one) || !text_int(one, &ret[i].n) || ret[i].n < 1)
            return FAIL(a, E_INPUT, w_api_ids, .field = "ids", .row = (int64_t)i + 1,
                        .args = {ARG_INT("most", API_BULK_MOST)});
    }
    *ret_n = n;
    return NULL;
}

static err read_bulk(struct req *q, struct input *in, id *ids, size_t *ret_n)
{
    struct call *c = &q->call;
    const struct record *t = q->route->record;
    const struct json *j, *v, *values = NULL;
    void *at = NULL;
    text key;

    TRY(api_body(q, &j));
    while (j && json_each(j, &at, &key, &v))
        if (!text_eqz(key, "ids") && !text_eqz(key, "values"))
            return FAIL(c->arena, E_INPUT, w_api_unknown, .field = text_z(c->arena, key),
                        .args = {ARG_TEXT("name", key), ARG_WORD("record", &t->label)});
    values = j ? json_get(j, "values") : NULL;
    TRY(read_ids(q, j ? json_get(j, "ids") : NULL, ids, ret_n));
    if (!values || json_kind(values) != JSON_IS_OBJECT || !json_count(values))
        return FAIL(c->arena, E_INPUT, w_api_values, .field = "values");
    in->values = record_new(c->arena, t);
    return api_fields(q, t, values, in);
}

/* POST /api/v1/{plural}/bulk: {"ids":[…],"values":{…}}, all or none */
err api_bulk(struct req *q, struct out *o)
{
    id *ids = ARENA_ARRAY(q->call.arena, id, API_BULK_MOST);
    struct input in = {0};
    size_t n;

    TRY(read_bulk(q, &in, ids, &n));
    TRY(act_run_each(&q->call, act_of(q), ids, n, &in));
    http_set_type(q->http, "application/json; charset=utf-8");
    out_fmt(o, "{\"changed\":%zu}", n);
    return NULL;
}
