/* GET /api: the API for people who will write a program against it. Out of the same tables as the machine's description. */
#include "api.h"

#include "kit/api.tpl.h"
#include "kit/words.h"

static const struct word *type_word(const struct field *f)
{
    switch (f->kind) {
    case KIND_codes: return &w_api_kind_codes;
    case KIND_code: return &w_api_kind_code;
    case KIND_money: return &w_api_kind_money;
    case KIND_number: return &w_api_kind_number;
    case KIND_degree: return &w_api_kind_degree;
    case KIND_date: return &w_api_kind_date;
    case KIND_month: return &w_api_kind_month;
    case KIND_moment: return &w_api_kind_moment;
    case KIND_flag: return &w_api_is_flag;
    case KIND_ref: return &w_api_kind_ref;
    default: return &w_api_is_text;
    }
}

static text about(struct req *q, const struct record *t, const struct field *f)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 16 * 1024, q->call.lang);
    api_about(&o, t, f);
    return text_copy(q->call.arena, out_text(&o));
}

static void add_fields(struct req *q, struct api_record_view *v)
{
    for (size_t i = 0; i < v->record->n_fields; i++) {
        const struct field *f = &v->record->fields[i];
        if (!(f->see & ~(unsigned)ROLE_SYSTEM))
            continue; /* the program's own */
        list_push(&v->fields, q->call.arena) = (struct api_field_view){
            f, type_word(f), about(q, v->record, f), f->required == ALWAYS && !f->derived && !(f->change & WHO_NEVER),
            f->derived || f->change & WHO_NEVER};
    }
}

static text roles_of(struct req *q, unsigned roles)
{
    LIST(text) names = {0};

    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (roles & role_names[i].role && role_names[i].role != ROLE_SYSTEM)
            list_push(&names, q->call.arena) = text_of(role_names[i].label.in[q->call.lang]);
    return text_join(q->call.arena, names.v, names.n, q->call.lang == LANG_ZH ? T("、") : T(", "));
}

static void add_operations(struct req *q, struct api_record_view *v)
{
    static const char *const methods[] = {
        [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE"};
    size_t n;
    const struct route *const *all = web_routes(q->web, q->call.arena, &n);

    for (size_t i = 0; i < n; i++)
        if (all[i]->record == v->record && api_operation_of(all[i]))
            list_push(&v->operations, q->call.arena) = (struct api_operation_view){
                text_of(methods[all[i]->method]), text_of(all[i]->path), api_summary(all[i], q->call.lang),
                roles_of(q, all[i]->roles)};
}

/* GET /api */
err api_page(struct req *q, struct out *o)
{
    api_record_list records = {0};
    size_t n;
    const struct record *const *all = record_all(&n);

    for (size_t i = n; i-- > 0;) { /* what the province is about before its directory */
        struct api_record_view v = {.record = all[i]};
        add_fields(q, &v);
        add_operations(q, &v);
        list_push(&records, q->call.arena) = v;
    }
    web_page(q, o, &w_api_title, SLOT(api, (&(struct tpl_api){.records = &records, .signed_in = q->signed_in})));
    return NULL;
}
