/* Schemas of the API's description, out of the records' fields and code lists. See api.h.
 *
 * Of each record type three: NAME as it is read (what only the program sets is readOnly, and what may be empty may be null),
 * NAME_new as it is made, NAME_change as it is changed, with the version it is based on.
 */
#include "api.h"

#include "kit/json.h"
#include "kit/words.h"

enum { LABELS_MOST = 60 };

static const char *unit_of(const struct field *f, enum lang lang)
{
    return f->unit == U_YUAN || f->kind == KIND_money ? w_api_yuan.in[lang] : unit_words[f->unit].in[lang];
}

/* From which state on the field must be filled in; NULL: never or always. */
static const struct state *needed_from(const struct record *t, const struct field *f)
{
    if (!f->required || f->required == ALWAYS || !t->workflow)
        return NULL;
    for (unsigned i = 0; i < t->workflow->n_states; i++)
        if (f->required & 1u << i)
            return &t->workflow->states[i];
    return NULL;
}

void api_about(struct out *o, const struct record *t, const struct field *f)
{
    const struct state *from = needed_from(t, f);
    const char *unit = unit_of(f, o->lang), *between = "";

    if (unit && *unit) {
        word_fill(o, &w_api_unit, (const struct arg[]){ARG_TEXT("unit", text_of(unit))}, 1);
        between = o->lang == LANG_ZH ? "。" : ". ";
    }
    if (f->hint) {
        out_fmt(o, "%s%s", between, f->hint->in[o->lang]);
        between = o->lang == LANG_ZH ? "。" : ". ";
    }
    if (f->to) {
        out_fmt(o, "%s", between);
        word_fill(o, &w_api_ref,
                  (const struct arg[]){ARG_TEXT("path", text_of(record_by_name(text_of(f->to))->plural))}, 1);
        between = o->lang == LANG_ZH ? "。" : ". ";
    }
    if (from) {
        out_fmt(o, "%s", between);
        word_fill(o, &w_api_needed, (const struct arg[]){ARG_WORD("state", &from->label)}, 1);
    }
}

static void put_about(struct json_out *w, const struct record *t, const struct field *f)
{
    struct out side = markup_side(w->o);

    api_about(&side, t, f);
    json_put(w, "title", &f->label);
    if (side.n)
        json_put(w, "description", out_text(&side));
    out_free(&side);
}

static void put_types(struct json_out *w, const char *type, bool nullable)
{
    json_key(w, "type");
    if (nullable)
        json_open(w, '[');
    json_item_put(w, type);
    if (!nullable)
        return;
    json_item_put(w, "null");
    json_close(w);
}

static void put_ref(struct json_out *w, const char *name)
{
    struct out side = markup_side(w->o);

    out_fmt(&side, "#/components/schemas/%s", name);
    json_put(w, "$ref", out_text(&side));
    out_free(&side);
}

/* A code list stands once, under the record and the field that come first with it: list names repeat ("kind"). */
static void list_name(struct out *o, const struct codelist *l)
{
    size_t n;
    const struct record *const *all = record_all(&n);

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < all[i]->n_fields; k++)
            if (all[i]->fields[k].list == l) {
                out_fmt(o, "list_%s_%s", all[i]->name, all[i]->fields[k].name);
                return;
            }
}

static void put_list_ref(struct json_out *w, const struct field *f)
{
    struct out side = markup_side(w->o);

    list_name(&side, f->list);
    out_char(&side, 0);
    put_ref(w, side.p);
    out_free(&side);
}

static void put_code(struct json_out *w, const struct field *f, bool nullable)
{
    if (!f->list) {
        put_types(w, "string", nullable);
        return;
    }
    if (!nullable) {
        put_list_ref(w, f);
        return;
    }
    json_key(w, "anyOf");
    json_open(w, '[');
    json_open(w, '{');
    put_list_ref(w, f);
    json_close(w);
    json_open(w, '{');
    json_put(w, "type", "null");
    json_close(w);
    json_close(w);
}

static void put_codes(struct json_out *w, const struct field *f, bool nullable)
{
    put_types(w, "array", nullable);
    json_key(w, "items");
    json_open(w, '{');
    if (f->list)
        put_list_ref(w, f);
    else
        json_put(w, "type", "string");
    json_close(w);
}

/* Degrees are kept in millionths, other figures with the decimals of their field. */
static void put_limit(struct json_out *w, const char *key, const struct field *f, int64_t n)
{
    json_key(w, key);
    fmt_decimal(json_value(w), n, f->kind == KIND_degree ? 6 : f->decimals);
}

static void put_figure(struct json_out *w, const struct field *f, bool nullable)
{
    put_types(w, f->kind == KIND_degree || f->decimals ? "number" : "integer", nullable);
    if (f->least >= f->most)
        return;
    put_limit(w, "minimum", f, f->least);
    put_limit(w, "maximum", f, f->most);
}

/* Type, format and limits of a field's value. */
static void put_value(struct json_out *w, const struct field *f, bool nullable)
{
    enum { TEXT_MAX = 200 };

    switch (f->kind) {
    case KIND_code: put_code(w, f, nullable); return;
    case KIND_codes: put_codes(w, f, nullable); return;
    case KIND_money:
    case KIND_number:
    case KIND_degree: put_figure(w, f, nullable); return;
    case KIND_flag: put_types(w, "boolean", nullable); return;
    default: put_types(w, "string", nullable);
    }
    switch (f->kind) {
    case KIND_text: json_put(w, "maxLength", f->max ? f->max : TEXT_MAX); break;
    case KIND_date: json_put(w, "format", "date"); break;
    case KIND_moment: json_put(w, "format", "date-time"); break;
    case KIND_month: json_put(w, "pattern", "^[0-9]{4}-(0[1-9]|1[0-2])$"); break;
    case KIND_ref: json_put(w, "pattern", "^[0-9]+$"); break;
    default: break;
    }
}

static bool asked(const struct field *f)
{
    return !f->derived && !(f->change & WHO_NEVER);
}

/* What only the program itself sees is nothing for the description. */
static bool shown(const struct field *f)
{
    return (f->see & ~(unsigned)ROLE_SYSTEM) != 0;
}

static void put_field(struct json_out *w, const struct record *t, const struct field *f, bool nullable)
{
    json_key(w, f->name);
    json_open(w, '{');
    put_about(w, t, f);
    put_value(w, f, nullable);
    if (!asked(f))
        json_put(w, "readOnly", (bool)true);
    json_close(w);
}

static void put_head(struct json_out *w)
{
    static const struct {
        const char *name, *type, *rule, *value;
        const struct word *about;
    } head[] = {{"id", "string", "pattern", "^[0-9]+$", &w_api_id},
                {"version", "integer", NULL, NULL, &w_api_version},
                {"changed_at", "string", "format", "date-time", &w_api_changed_at}};

    for (size_t i = 0; i < COUNT(head); i++) {
        json_key(w, head[i].name);
        json_open(w, '{');
        json_put(w, "type", head[i].type);
        if (head[i].rule)
            json_put(w, head[i].rule, head[i].value);
        json_put(w, "description", head[i].about);
        json_put(w, "readOnly", (bool)true);
        json_close(w);
    }
}

static void open_schema(struct json_out *w, const char *name, const char *tail, const struct word *title)
{
    struct out side = markup_side(w->o);

    out_fmt(&side, "%s%s", name, tail);
    json_key_text(w, out_text(&side));
    out_free(&side);
    json_open(w, '{');
    json_put(w, "type", "object");
    json_put(w, "title", title);
    json_put(w, "additionalProperties", (bool)false);
}

static void put_record(struct json_out *w, const struct record *t)
{
    static const char *const always[] = {"id", "version", "changed_at"};

    open_schema(w, t->name, "", &t->label);
    json_key(w, "required");
    json_open(w, '[');
    for (size_t i = 0; i < COUNT(always); i++)
        json_item_put(w, always[i]);
    json_close(w);
    json_key(w, "properties");
    json_open(w, '{');
    put_head(w);
    for (size_t i = 0; i < t->n_fields; i++)
        if (shown(&t->fields[i]))
            put_field(w, t, &t->fields[i], true);
    json_close(w);
    json_close(w);
}

static void put_required(struct json_out *w, const struct record *t)
{
    json_key(w, "required");
    json_open(w, '[');
    for (size_t i = 0; i < t->n_fields; i++)
        if (asked(&t->fields[i]) && t->fields[i].required == ALWAYS)
            json_item_put(w, t->fields[i].name);
    json_close(w);
}

static void put_plain(struct json_out *w, const char *name, const char *type, const struct word *about)
{
    json_key(w, name);
    json_open(w, '{');
    json_put(w, "type", type);
    json_put(w, "description", about);
    json_close(w);
}

static void put_distinct(struct json_out *w)
{
    json_key(w, "distinct_from");
    json_open(w, '{');
    json_put(w, "type", "array");
    json_put(w, "description", &w_api_distinct);
    json_key(w, "items");
    json_open(w, '{');
    json_put(w, "type", "string");
    json_close(w);
    json_close(w);
}

/* What may be sent: to make one, or to change one. */
static void put_sent(struct json_out *w, const struct record *t, bool change)
{
    open_schema(w, t->name, change ? "_change" : "_new", &t->label);
    if (!change)
        put_required(w, t);
    json_key(w, "properties");
    json_open(w, '{');
    if (change) {
        put_plain(w, "version", "integer", &w_api_based_on);
        put_plain(w, "reason", "string", &w_api_reason);
        put_plain(w, "to", "string", &w_api_to);
        put_plain(w, "id", "string", &w_api_id);
        put_plain(w, "changed_at", "string", &w_api_changed_at);
    }
    if (!change && t->code) { /* what has a code may be there twice */
        put_distinct(w);
        put_plain(w, "reason", "string", &w_api_reason);
    }
    for (size_t i = 0; i < t->n_fields; i++)
        if (asked(&t->fields[i]) &&
            !(change && (!strcmp(t->fields[i].name, "reason") || !strcmp(t->fields[i].name, "to"))))
            put_field(w, t, &t->fields[i], change || t->fields[i].required != ALWAYS);
    json_close(w);
    json_close(w);
}

/* --- code lists: once each, under the name that fields point to ---------------------------------------------------------- */

static void put_list(struct json_out *w, const struct codelist *l)
{
    struct out side = markup_side(w->o);

    list_name(&side, l);
    json_key_text(w, out_text(&side));
    side.n = 0;
    json_open(w, '{');
    json_put(w, "type", "string");
    json_key(w, "enum");
    json_open(w, '[');
    for (size_t i = 0; i < l->n; i++)
        json_item_put(w, l->items[i].key);
    json_close(w);
    for (size_t i = 0; i < l->n && l->n <= LABELS_MOST; i++)
        out_fmt(&side, "%s%s: %s", i ? "; " : "", l->items[i].key, l->items[i].in[w->o->lang]);
    if (side.n)
        json_put(w, "description", out_text(&side));
    json_close(w);
    out_free(&side);
}

/* Has a field before this one the same list? */
static bool listed(const struct record *const *all, size_t record, size_t field)
{
    const struct codelist *l = all[record]->fields[field].list;

    for (size_t i = 0; i <= record; i++)
        for (size_t k = 0; k < (i == record ? field : all[i]->n_fields); k++)
            if (all[i]->fields[k].list == l)
                return true;
    return false;
}

void api_schemas(struct json_out *w)
{
    size_t n;
    const struct record *const *all = record_all(&n);

    for (size_t i = 0; i < n; i++) {
        put_record(w, all[i]);
        put_sent(w, all[i], false);
        put_sent(w, all[i], true);
        for (size_t k = 0; k < all[i]->n_fields; k++)
            if (all[i]->fields[k].list && !listed(all, i, k))
                put_list(w, all[i]->fields[k].list);
    }
}

/* --- parameters of lists ------------------------------------------------------------------------------------------------- */

static void put_parameter(struct json_out *w, const char *name, const char *tail, const struct word *about)
{
    struct out side = markup_side(w->o);

    json_open(w, '{');
    out_fmt(&side, "%s%s", name, tail);
    json_put(w, "name", out_text(&side));
    out_free(&side);
    json_put(w, "in", "query");
    json_put(w, "description", about);
    json_key(w, "schema");
    json_open(w, '{');
}

static void end_parameter(struct json_out *w)
{
    json_close(w);
    json_close(w);
}

static bool has_order(const struct field *f)
{
    return f->kind != KIND_text && f->kind != KIND_code && f->kind != KIND_codes && f->kind != KIND_flag &&
           f->kind != KIND_ref;
}

static void put_filters(struct json_out *w, const struct field *f)
{
    put_parameter(w, f->name, "", &f->label);
    json_put(w, "type", "array");
    json_key(w, "items");
    json_open(w, '{');
    put_value(w, f, false);
    json_close(w);
    json_close(w);
    json_put(w, "style", "form");
    json_put(w, "explode", (bool)false);
    json_close(w);
    for (int i = 0; has_order(f) && i < 2; i++) {
        put_parameter(w, f->name, i ? ".max" : ".min", i ? &w_api_max : &w_api_min);
        put_value(w, f, false);
        end_parameter(w);
    }
    if (f->kind == KIND_text) {
        put_parameter(w, f->name, ".has", &w_api_has);
        json_put(w, "type", "string");
        end_parameter(w);
    }
    put_parameter(w, f->name, ".empty", &w_api_empty);
    json_key(w, "enum");
    json_open(w, '[');
    json_item_put(w, "0");
    json_item_put(w, "1");
    json_close(w);
    end_parameter(w);
}

void api_filter_parameters(struct json_out *w, const struct record *t)
{
    static const struct {
        const char *name, *type;
        const struct word *about;
    } common[] = {{"q", "string", &w_api_q},
                  {"sort", "string", &w_api_sort},
                  {"after", "string", &w_api_after},
                  {"limit", "integer", &w_api_limit},
                  {"exact", "boolean", &w_api_exact}};

    for (size_t i = 0; i < COUNT(common); i++) {
        put_parameter(w, common[i].name, "", common[i].about);
        json_put(w, "type", common[i].type);
        if (!strcmp(common[i].name, "limit")) {
            json_put(w, "minimum", 1);
            json_put(w, "maximum", LIMIT_MOST);
            json_put(w, "default", LIMIT_DEFAULT);
        }
        end_parameter(w);
    }
    for (size_t i = 0; i < t->n_fields; i++)
        if (shown(&t->fields[i]))
            put_filters(w, &t->fields[i]);
}
