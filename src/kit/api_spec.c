/* GET /api/v1/openapi.json: the API described as OpenAPI 3.1, out of the routes that are served, in the language asked for. See
 * api.h. Nothing in it is secret: it shows what fields there are, and no record.
 */
#include "api.h"

#include "kit/data.h"
#include "kit/json.h"
#include "kit/words.h"

static const struct {
    const char *name;
    int status;
    const struct word *about;
} refusals[] = {
    {"unauthorized", 401, &w_api_401}, {"denied", 403, &w_api_403},    {"gone", 404, &w_api_404},
    {"clash", 409, &w_api_409},        {"too_large", 413, &w_api_413}, {"media_type", 415, &w_api_415},
    {"invalid", 422, &w_api_422},      {"busy", 503, &w_api_503},
};

static void put_ref(struct json_out *w, const char *kind, const char *name, const char *tail)
{
    struct out side = markup_side(w->o);

    out_fmt(&side, "#/components/%s/%s%s", kind, name, tail);
    json_open(w, '{');
    json_put(w, "$ref", out_text(&side));
    json_close(w);
    out_free(&side);
}

static void put_content(struct json_out *w, const char *name, const char *tail)
{
    json_key(w, "content");
    json_open(w, '{');
    json_key(w, "application/json");
    json_open(w, '{');
    json_key(w, "schema");
    put_ref(w, "schemas", name, tail);
    json_close(w);
    json_close(w);
}

/* --- operations ------------------------------------------------------------------------------------------------------------ */

static const char *method_of(const struct route *r)
{
    static const char *const names[] = {
        [GET] = "get", [POST] = "post", [PUT] = "put", [PATCH] = "patch", [DELETE] = "delete"};

    return names[r->method];
}

static bool has_id(const struct route *r)
{
    return text_find(text_of(r->path), T("{id}")) >= 0;
}

static void put_header(struct json_out *w, const char *name, const struct word *about)
{
    json_open(w, '{');
    json_put(w, "name", name);
    json_put(w, "in", "header");
    json_put(w, "description", about);
    json_key(w, "schema");
    json_open(w, '{');
    json_put(w, "type", "string");
    json_close(w);
    json_close(w);
}

static void put_parameters(struct json_out *w, const struct route *r, const struct api_operation *op)
{
    json_key(w, "parameters");
    json_open(w, '[');
    if (has_id(r))
        put_ref(w, "parameters", "id", "");
    if (op->page == api_one)
        put_ref(w, "parameters", "at", "");
    if (op->finds)
        api_filter_parameters(w, r->record);
    if (op->takes & API_VERSION)
        put_header(w, "If-Match", &w_api_if_match_about);
    if (op->takes)
        put_header(w, "Idempotency-Key", &w_api_key_about);
    json_close(w);
}

static void put_request(struct json_out *w, const struct route *r, const struct api_operation *op)
{
    if (op->page != api_bulk && !op->takes)
        return;
    json_key(w, "requestBody");
    json_open(w, '{');
    json_put(w, "required", (bool)(op->page == api_create || op->page == api_bulk || op->page == api_change));
    if (op->page == api_bulk)
        put_content(w, r->record->name, "_bulk");
    else if (op->page == api_remove)
        put_content(w, "removal", "");
    else
        put_content(w, r->record->name, op->page == api_create ? "_new" : "_change");
    json_close(w);
}

static void put_refusals_of(struct json_out *w)
{
    for (size_t i = 0; i < COUNT(refusals); i++) {
        char status[8];
        snprintf(status, sizeof(status), "%d", refusals[i].status);
        json_key(w, status);
        put_ref(w, "responses", refusals[i].name, "");
    }
}

static void put_responses(struct json_out *w, const struct route *r, const struct api_operation *op)
{
    char status[8];

    snprintf(status, sizeof(status), "%d", op->status);
    json_key(w, "responses");
    json_open(w, '{');
    json_key(w, status);
    json_open(w, '{');
    json_put(w, "description", op->status == 204 ? &w_api_204 : op->status == 201 ? &w_api_201 : &w_api_200);
    if (op->page == api_bulk)
        put_content(w, "bulk_result", "");
    else if (op->page == api_history)
        put_content(w, "history", "");
    else if (op->status != 204)
        put_content(w, r->record->name, op->finds ? "_list" : "");
    json_close(w);
    put_refusals_of(w);
    json_close(w);
}

static void put_roles(struct json_out *w, unsigned roles)
{
    json_key(w, "x-roles");
    json_open(w, '[');
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (roles & role_names[i].role && role_names[i].role != ROLE_SYSTEM)
            json_item_put(w, role_names[i].key);
    json_close(w);
}

static void put_operation(struct json_out *w, const struct route *r, const struct api_operation *op)
{
    struct out side = markup_side(w->o);

    json_key(w, method_of(r));
    json_open(w, '{');
    if (op->name)
        out_fmt(&side, "%s_%s", op->name, op->finds || op->page == api_bulk ? r->record->plural : r->record->name);
    else
        out_fmt(&side, "%.*s_%s", TEXT_ARG(api_verb(act_by_name(text_of(r->act)))), r->record->name);
    json_put(w, "operationId", out_text(&side));
    out_free(&side);
    json_put(w, "summary", api_summary(r, w->o->lang));
    json_key(w, "tags");
    json_open(w, '[');
    json_item_put(w, r->record->plural);
    json_close(w);
    put_roles(w, r->roles);
    put_parameters(w, r, op);
    put_request(w, r, op);
    put_responses(w, r, op);
    json_close(w);
}

/* A route that a capability brought itself: what can be said of it is its address, its act and who may. */
static void put_other(struct json_out *w, const struct route *r)
{
    struct out side = markup_side(w->o);
    text path = text_sub(text_of(r->path), sizeof(API_ROOT), strlen(r->path)), tail, act = api_summary(r, w->o->lang);

    json_key(w, method_of(r));
    json_open(w, '{');
    out_fmt(&side, "%s_", method_of(r));
    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] != '{' && path.p[i] != '}')
            out_char(&side, path.p[i] == '/' ? '_' : path.p[i]);
    json_put(w, "operationId", out_text(&side));
    out_free(&side);
    json_put(w, "summary", act.n ? act : path);
    json_key(w, "tags");
    json_open(w, '[');
    json_item_put(w, text_cut(path, '/', &tail));
    json_close(w);
    put_roles(w, r->roles);
    json_key(w, "parameters");
    json_open(w, '[');
    if (has_id(r))
        put_ref(w, "parameters", "id", "");
    json_close(w);
    if (r->flags & HTTP_UPLOAD) {
        json_key(w, "requestBody");
        LIT(json_value(w), "{\"content\":{\"multipart/form-data\":{\"schema\":{\"type\":\"object\"}}}}");
    }
    json_key(w, "responses");
    json_open(w, '{');
    json_key(w, r->flags & HTTP_UPLOAD ? "201" : "200");
    json_open(w, '{');
    json_put(w, "description", r->flags & HTTP_UPLOAD ? &w_api_201 : &w_api_200);
    json_key(w, "content");
    if (text_ends(path, T("/content"))) /* a file of the kind that it is */
        LIT(json_value(w), "{\"*/*\":{}}");
    else
        LIT(json_value(w), "{\"application/json\":{\"schema\":{\"type\":\"object\"}}}");
    json_close(w);
    put_refusals_of(w);
    json_close(w);
    json_close(w);
}

static bool is_described(const struct route *r)
{
    return text_starts(text_of(r->path), T(API_ROOT "/")) && r->page != api_spec;
}

/* The routes of one address stand together in their table. */
static void put_paths(struct req *q, struct json_out *w)
{
    size_t n;
    const struct route *const *v = web_routes(q->web, q->call.arena, &n);
    const char *open = NULL;

    json_key(w, "paths");
    json_open(w, '{');
    for (size_t i = 0; i < n; i++) {
        const struct api_operation *op = api_operation_of(v[i]);
        if (!is_described(v[i]))
            continue;
        if (!open || strcmp(open, v[i]->path)) {
            if (open)
                json_close(w);
            open = v[i]->path;
            json_key(w, open);
            json_open(w, '{');
        }
        if (op)
            put_operation(w, v[i], op);
        else
            put_other(w, v[i]);
    }
    if (open)
        json_close(w);
    json_close(w);
}

/* --- components ------------------------------------------------------------------------------------------------------------ */

/* Schemas that no field describes: errors, clashes, histories. The file is an object; its members are put in. */
static void put_shapes(struct json_out *w)
{
    text t = text_trim(data_file("api_shapes.json"));

    LIT(w->o, ",");
    out_raw(w->o, text_sub(t, 1, t.n - 2));
}

static void put_list_shape(struct json_out *w, const struct record *t)
{
    struct out side = markup_side(w->o);

    out_fmt(&side, "%s_list", t->name);
    json_key_text(w, out_text(&side));
    out_fmt(json_value(w), "{\"type\":\"object\",\"required\":[\"total\",\"items\",\"next\"],\"additionalProperties\":"
                           "false,\"properties\":{\"total\":{\"type\":\"integer\",\"description\":");
    out_json(w->o, &w_api_total);
    out_fmt(w->o,
            "},\"total_is\":{\"const\":\"at_least\"},\"items\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/"
            "schemas/%s\"}},\"next\":{\"type\":[\"string\",\"null\"],\"description\":",
            t->name);
    out_json(w->o, &w_api_next);
    LIT(w->o, "}}}");
    side.n = 0;
    out_fmt(&side, "%s_bulk", t->name);
    json_key_text(w, out_text(&side));
    out_fmt(json_value(w),
            "{\"type\":\"object\",\"required\":[\"ids\",\"values\"],\"additionalProperties\":false,\"properties\":{"
            "\"ids\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":%d,"
            "\"items\":{\"type\":\"string\",\"pattern\":\"^[0-9]+$\"}},\"values\":{\"$ref\":\"#/components/schemas/"
            "%s_change\"}}}",
            API_BULK_MOST, t->name);
    out_free(&side);
}

static void put_refusals(struct json_out *w)
{
    json_key(w, "responses");
    json_open(w, '{');
    for (size_t i = 0; i < COUNT(refusals); i++) {
        json_key(w, refusals[i].name);
        json_open(w, '{');
        json_put(w, "description", refusals[i].about);
        put_content(w, "error", "");
        json_close(w);
    }
    json_close(w);
}

static void put_shared_parameters(struct json_out *w)
{
    json_key(w, "parameters");
    out_fmt(json_value(w), "{\"id\":{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"description\":");
    out_json(w->o, &w_api_id);
    LIT(w->o, ",\"schema\":{\"type\":\"string\",\"pattern\":\"^[0-9]+$\"}},\"at\":{\"name\":\"at\",\"in\":\"query\","
              "\"description\":");
    out_json(w->o, &w_api_at);
    LIT(w->o, ",\"schema\":{\"anyOf\":[{\"type\":\"string\",\"format\":\"date\"},{\"type\":\"string\",\"format\":"
              "\"date-time\"}]}}}");
}

static void put_security(struct json_out *w)
{
    json_key(w, "securitySchemes");
    LIT(json_value(w), "{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":");
    out_json(w->o, &w_api_token);
    LIT(w->o, "},\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"dd_session\",\"description\":");
    out_json(w->o, &w_api_session);
    LIT(w->o, "},\"csrf\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"X-CSRF-Token\",\"description\":");
    out_json(w->o, &w_api_csrf);
    LIT(w->o, "}}");
}

static void put_components(struct json_out *w)
{
    size_t n;
    const struct record *const *all = record_all(&n);

    json_key(w, "components");
    json_open(w, '{');
    json_key(w, "schemas");
    json_open(w, '{');
    api_schemas(w);
    for (size_t i = 0; i < n; i++)
        put_list_shape(w, all[i]);
    put_shapes(w);
    json_close(w);
    put_shared_parameters(w);
    put_refusals(w);
    put_security(w);
    json_close(w);
}

static void put_info(struct json_out *w)
{
    json_key(w, "info");
    json_open(w, '{');
    json_put(w, "title", &w_api_title);
    json_put(w, "version", "1");
    json_put(w, "description", &w_api_info);
    json_close(w);
    json_key(w, "servers");
    LIT(json_value(w), "[{\"url\":\"/\"}]");
    json_key(w, "security");
    LIT(json_value(w), "[{\"token\":[]},{\"session\":[],\"csrf\":[]}]");
}

static void put_tags(struct json_out *w)
{
    size_t n;
    const struct record *const *all = record_all(&n);

    json_key(w, "tags");
    json_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(w, '{');
        json_put(w, "name", all[i]->plural);
        json_put(w, "description", &all[i]->labels);
        json_close(w);
    }
    json_close(w);
}

/* GET /api/v1/openapi.json */
err api_spec(struct req *q, struct out *o)
{
    struct json_out w = web_json(q, o);

    json_open(&w, '{');
    json_put(&w, "openapi", "3.1.0");
    put_info(&w);
    put_tags(&w);
    put_paths(q, &w);
    put_components(&w);
    json_close(&w);
    json_end(&w);
    return NULL;
}
