/* Double codes and likely duplicates: the list of pairs, and one pair side by side to be settled. */
#include "pages.h"

#include "twin/twin.tpl.h"
#include "twin/words.h"

enum { LISTED_MOST = 300 };

/* GET /twins, /twins?settled=1 */
static err page_list(struct req *q, struct out *o)
{
    static const char sql_pairs[] =
        "SELECT t.id, t.first, t.second, a.name, b.name, t.kind, t.state, t.score FROM twin t"
        " JOIN project a ON a.region = t.region AND a.id = t.first JOIN project b ON b.region = t.region AND b.id = "
        "t.second"
        " WHERE {scope:t} AND t.removed = 0 AND {which} DESC, t.id DESC LIMIT $1";
    static const char open_ones[] = "t.state = 'open' AND t.kind <> 'possible' ORDER BY t.score",
                      possible_ones[] = "t.state = 'open' AND t.kind = 'possible' ORDER BY t.score",
                      settled_ones[] = "t.state <> 'open' ORDER BY t.changed_at";
    struct twin_list_view v = {.record = &twin_record,
                               .settled = params_has(&q->query, T("settled")),
                               .possible = params_has(&q->query, T("possible"))};
    CLEAN(query_close) struct query rows = {0};
    struct twin_row r = {0};
    text kind, state, sql;

    sql = text_replace(q->call.arena, text_of(sql_pairs), T("{which}"),
                       text_of(v.settled    ? settled_ones
                               : v.possible ? possible_ones
                                            : open_ones));
    TRY(query_scoped(&rows, &q->call, &twin_record.scope, sql.p, BIND(V(LISTED_MOST))));
    while (query_row(&rows, INTO(TO(&r.id), TO(&r.first), TO(&r.second), TO(&r.first_name), TO(&r.second_name),
                                 TO(&kind), TO(&state), TO(&r.score)))) {
        r.kind = codelist_label(&list_twin_kind, (code){kind}, q->call.lang);
        r.state = codelist_label(&list_twin_state, (code){state}, q->call.lang);
        r.urgent = !text_eqz(kind, "possible");
        list_push(&v.rows, q->call.arena) = r;
    }
    TRY(query_end(&rows));
    web_page_titled(q, o, text_of(twin_record.labels.in[o->lang]), true,
                    SLOT(twin_list, (&(struct tpl_twin_list){.v = &v})));
    return NULL;
}

/* Every field that either file has. */
static void compare(struct call *c, const void *a, const void *b, struct twin_page_view *v)
{
    for (size_t i = 0; i < project_record.n_fields; i++) {
        const struct field *f = &project_record.fields[i];
        if (!field_visible(c, f) || f->derived || f->kind == KIND_ref || (field_absent(f, a) && field_absent(f, b)))
            continue;
        list_push(&v->lines, c->arena) = (struct twin_line){f, view_shown(c, f, a), view_shown(c, f, b),
                                                            !field_same(f, a, b)};
    }
}

static err show(struct req *q, struct out *o, const struct twin *t, text fault)
{
    struct twin_page_view v = {.record = &twin_record,
                               .id = t->head.id,
                               .first = {t->first.n},
                               .second = {t->second.n},
                               .csrf = q->session.csrf,
                               .score = t->score.n,
                               .version = t->head.version,
                               .fault = fault,
                               .typed = params_get(&q->form, T("reason"))};
    struct twin_side x, y;
    struct twin_verdict verdict;
    void *a, *b;

    TRY(record_load(&q->call, &project_record, v.first, &a)); /* both, or there is no such pair for this reader */
    TRY(record_load(&q->call, &project_record, v.second, &b));
    x = twin_side_of(a);
    y = twin_side_of(b);
    verdict = twin_judge(&x.facts, &y.facts);
    for (size_t i = 0; i < verdict.reason_count; i++)
        list_push(&v.reasons, q->call.arena) = verdict.reasons[i];
    compare(&q->call, a, b, &v);
    v.kind = codelist_label(&list_twin_kind, t->kind, q->call.lang);
    if (!text_eqz(t->state.t, "open")) {
        v.how = codelist_label(&list_twin_state, t->state, q->call.lang);
        v.why = t->reason;
    }
    if (!v.how.n)
        TRY(twin_in_both(&q->call, v.first, v.second, &v.both));
    v.may_settle = req_may(q, "twin.settle");
    web_page_titled(q, o, v.kind, false, SLOT(twin_page, (&(struct tpl_twin_page){.v = &v})));
    return NULL;
}

/* GET /twins/{id} */
static err page_one(struct req *q, struct out *o)
{
    void *t;

    TRY(record_load(&q->call, &twin_record, req_id(q, "id"), &t));
    return show(q, o, t, NO_TEXT);
}

/* how: same1, same2, phases1, phases2 (which file), different */
static void read_how(text how, const struct twin *t, struct twin *said)
{
    bool second = text_ends(how, T("2"));

    if (text_starts(how, T("same")))
        said->state.t = T("same");
    else if (text_starts(how, T("phases")))
        said->state.t = T("phases");
    else
        said->state.t = how;
    said->kept.n = text_eqz(how, "different") ? 0 : second ? t->second.n : t->first.n;
}

/* POST /twins/{id}/settle */
static err post_settle(struct req *q, struct out *o)
{
    struct input in = {.values = record_new(q->call.arena, &twin_record), .reason = params_get(&q->form, T("reason"))};
    struct twin *t;
    void *r;
    err e;

    TRY(record_load(&q->call, &twin_record, req_id(q, "id"), &r));
    t = r;
    read_how(params_get(&q->form, T("how")), t, in.values);
    ((struct twin *)in.values)->twice.t = params_get(&q->form, T("twice"));
    text_int(params_get(&q->form, T("version")), &in.version);
    e = act_run(&q->call, act_by_name(T("twin.settle")), t->head.id, &in, NULL);
    if (!e)
        return web_go(q, "/twins");
    if (e->code != E_INPUT && e->code != E_STATE && e->code != E_CLASH)
        return e;
    http_status(q->http, web_status_of(e->code));
    TRY(record_load(&q->call, &twin_record, t->head.id, &r));
    return show(q, o, r, error_text(q->call.arena, e, q->call.lang));
}

const struct route twin_routes[] = {
    {GET, "/twins", page_list, .roles = WHO_OFFICE, .record = &twin_record},
    {GET, "/twins/{id}", page_one, .roles = WHO_OFFICE, .record = &twin_record},
    {POST, "/twins/{id}/settle", post_settle, .roles = WHO_MANAGER, .act = "twin.settle", .record = &twin_record},
    {0},
};
