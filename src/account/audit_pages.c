/* The audit log as the auditor reads it: filtered, with the labels of the fields, exported, its chain checked. */
#include "account/pages.h"

#include "account/audit.tpl.h"
#include "account/words.h"
#include "base/format.h"
#include "kit/export.h"
#include "kit/json.h"
#include "kit/sheet/sheet_write.h"
#include "kit/words.h"

enum { PAGE = 100, EXPORT_MOST = 200000 };

text audit_result_label(text result, enum lang lang)
{
    static const struct {
        const char *name;
        const struct word *label;
    } results[] = {{"ok", &w_audit_ok},
                   {"denied", &w_audit_denied},
                   {"wrong", &w_audit_wrong},
                   {"locked", &w_audit_locked},
                   {"unknown", &w_audit_unknown}};

    for (size_t i = 0; i < COUNT(results); i++)
        if (text_eqz(result, results[i].name))
            return text_of(results[i].label->in[lang]);
    return result;
}

/* --- before and after --------------------------------------------------------------------------------------------------------- */

static text plain_of(struct arena *a, const struct json *j)
{
    text got = NO_TEXT, parts[64];
    size_t n = json_kind(j) == JSON_IS_ARRAY ? json_count(j) : 0;

    if (!n)
        return json_plain(a, j, &got) ? got : NO_TEXT;
    n = n < COUNT(parts) ? n : COUNT(parts);
    for (size_t i = 0; i < n; i++)
        if (!json_plain(a, json_item(j, i), &parts[i]))
            parts[i] = T("…");
    return text_join(a, parts, n, T(","));
}

/* A value of the log as its field shows it; what no field knows, or no longer holds, as it was written. */
static text shown(struct call *c, const struct record *t, const struct field *f, const struct json *j)
{
    text plain = j ? plain_of(c->arena, j) : NO_TEXT, title = NO_TEXT;
    id key = {0};
    void *r;

    if (!f || !plain.n)
        return plain;
    if (f->kind == KIND_ref)
        return text_int(plain, &key.n) && !record_titles(c, record_by_name(text_of(f->to)), &key, 1, &title) && title.p ? title : plain;
    r = record_new(c->arena, t);
    return field_parse(c->arena, f, plain, PLAIN, r) ? plain : view_shown(c, f, r);
}

static const struct json *object_of(struct call *c, text t)
{
    const struct json *j = NULL;

    if (!t.n || json_parse(c->arena, t, NULL, &j) || json_kind(j) != JSON_IS_OBJECT)
        return NULL;
    return j;
}

static void add_changes(struct call *c, const struct audit_entry *e, struct audit_row *row)
{
    const struct record *t = record_by_name(e->record);
    const struct json *before = object_of(c, e->before), *after = object_of(c, e->after), *value;
    void *at = NULL;
    text key;

    while (after && json_each(after, &at, &key, &value)) {
        const struct field *f = t ? record_field(t, key) : NULL;
        const struct json *was = before ? json_get(before, text_z(c->arena, key)) : NULL;
        if (f && f->derived)
            continue;
        list_push(&row->changes, c->arena) = (struct audit_change){
            f ? text_of(f->label.in[c->lang]) : key, was ? shown(c, t, f, was) : NO_TEXT, shown(c, t, f, value)};
    }
}

static struct audit_row row_of(struct call *c, const struct audit_entry *e)
{
    const struct record *t = record_by_name(e->record);
    struct audit_row row = {.entry = e,
                            .act = act_label(c, e->act),
                            .result = audit_result_label(e->result, c->lang),
                            .record = t ? text_of(t->label.in[c->lang]) : e->record,
                            .bad = !text_eqz(e->result, "ok")};

    add_changes(c, e, &row);
    return row;
}

/* --- the page ------------------------------------------------------------------------------------------------------------------- */

static bool read_day(text typed, int64_t more, moment *ret)
{
    moment at;

    if (!typed.n)
        return true;
    if (!moment_parse(typed, &at))
        return false;
    ret->ms = at.ms + (typed.n == 10 ? more : 0);
    return true;
}

static err read_filter(struct req *q, struct audit_view *v, struct audit_filter *f)
{
    struct arena *a = q->call.arena;
    int64_t n = 0;

    v->account = text_trim(params_get(&q->query, T("account")));
    v->act = params_get(&q->query, T("act"));
    v->record = params_get(&q->query, T("record"));
    v->source = text_trim(params_get(&q->query, T("source")));
    v->result = params_get(&q->query, T("result"));
    v->from = text_trim(params_get(&q->query, T("from")));
    v->until = text_trim(params_get(&q->query, T("until")));
    v->target = text_trim(params_get(&q->query, T("target")));
    *f = (struct audit_filter){.account = v->account,
                               .act = v->act,
                               .record = v->record,
                               .source = v->source,
                               .result = v->result,
                               .from = NO_MOMENT,
                               .until = NO_MOMENT,
                               .limit = PAGE};
    if (!read_day(v->from, 0, &f->from))
        return FAIL(a, E_INPUT, w_audit_want_day, .field = "from", .args = {ARG_TEXT("value", v->from)});
    if (!read_day(v->until, 86400000, &f->until))
        return FAIL(a, E_INPUT, w_audit_want_day, .field = "until", .args = {ARG_TEXT("value", v->until)});
    if (v->target.n && (!text_int(v->target, &n) || n <= 0))
        return FAIL(a, E_INPUT, w_audit_want_number, .field = "target", .args = {ARG_TEXT("value", v->target)});
    f->target.n = n;
    n = 0;
    text_int(params_get(&q->query, T("before")), &n);
    f->before.n = n > 0 ? n : 0;
    return NULL;
}

static text query_of(struct req *q, const struct audit_view *v)
{
    CLEAN(out_free) struct out o = {0};
    const struct {
        const char *name;
        text value;
    } parts[] = {{"account", v->account}, {"act", v->act},       {"record", v->record}, {"target", v->target},
                 {"source", v->source},   {"result", v->result}, {"from", v->from},     {"until", v->until}};

    out_init(&o, 16384, LANG_EN);
    for (size_t i = 0; i < COUNT(parts); i++)
        if (parts[i].value.n) {
            out_fmt(&o, "%s%s=", o.n ? "&" : "", parts[i].name);
            out_escape_url(&o, parts[i].value);
        }
    return text_copy(q->call.arena, out_text(&o));
}

static void add_choices(struct req *q, struct audit_view *v)
{
    enum lang lang = q->call.lang;
    size_t n;
    const struct act *const *acts = act_all(&n);
    const struct record *const *records;
    const struct act_note *note;

    for (size_t at = 0; act_note_each(&at, &note);)
        list_push(&v->acts, q->call.arena) = (struct option_view){
            text_of(note->name), text_of(note->label.in[lang]), text_eqz(v->act, note->name)};
    for (size_t i = 0; i < n; i++)
        list_push(&v->acts, q->call.arena) = (struct option_view){
            text_of(acts[i]->name), text_of(acts[i]->label.in[lang]), text_eqz(v->act, acts[i]->name)};
    records = record_all(&n);
    for (size_t i = 0; i < n; i++)
        list_push(&v->records, q->call.arena) = (struct option_view){
            text_of(records[i]->name), text_of(records[i]->label.in[lang]), text_eqz(v->record, records[i]->name)};
}

/* What the last check of the chain found is itself a line of the log. */
static err last_check(struct call *c, struct audit_view *v)
{
    audit_list found = {0};
    const struct json *j;
    struct audit_filter f = {.act = T("audit.verify"), .from = NO_MOMENT, .until = NO_MOMENT, .limit = 1};

    v->checked_at = NO_MOMENT;
    TRY(audit_read(c, &f, &found));
    if (!found.n)
        return NULL;
    v->checked_at = found.v[0].at;
    v->sound = text_eqz(found.v[0].result, "ok");
    j = object_of(c, found.v[0].after);
    if (j) {
        json_int(json_get(j, "lines"), &v->checked_lines);
        json_int(json_get(j, "bad_line"), &v->bad_line);
    }
    return NULL;
}

/* GET /audit */
err page_audit(struct req *q, struct out *o)
{
    struct audit_view v = {.csrf = q->session.csrf};
    struct audit_filter f;
    audit_list lines = {0};
    text query;

    TRY(read_filter(q, &v, &f));
    TRY(audit_read(&q->call, &f, &lines));
    for (size_t i = 0; i < lines.n; i++)
        list_push(&v.rows, q->call.arena) = row_of(&q->call, &lines.v[i]);
    query = query_of(q, &v);
    v.export = text_fmt(q->call.arena, "/audit/export?%.*s", TEXT_ARG(query));
    if (f.before.n)
        v.first = text_fmt(q->call.arena, "/audit?%.*s", TEXT_ARG(query));
    if (lines.n == PAGE)
        v.next = text_fmt(q->call.arena, "/audit?before=%lld&%.*s", (long long)lines.v[PAGE - 1].id.n, TEXT_ARG(query));
    add_choices(q, &v);
    TRY(last_check(&q->call, &v));
    web_page_titled(q, o, text_of(w_audit_title.in[o->lang]), true,
                    SLOT(audit_page, (&(struct tpl_audit_page){.v = &v})));
    return NULL;
}

/* POST /audit/verify */
err post_audit_verify(struct req *q, struct out *o)
{
    struct conn *w CLEAN(conn_clean) = NULL;
    struct call c = q->call;
    struct audit_check got;

    (void)o;
    TRY(db_lease(q->web->db, DB_WRITE, c.arena, &w));
    c.conn = w;
    TRY(audit_check_now(&c, &got));
    return web_go(q, "/audit");
}

/* --- export ----------------------------------------------------------------------------------------------------------------------- */

static text at_text(struct call *c, moment at)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 256, LANG_EN);
    fmt_time_iso(&o, at);
    return text_copy(c->arena, out_text(&o));
}

static err write_row(struct call *c, struct sheet_writer *w, const struct audit_entry *e)
{
    sheet_write_number(w, (number){e->number});
    sheet_write_text(w, at_text(c, e->at));
    sheet_write_text(w, e->account);
    sheet_write_text(w, e->source);
    sheet_write_text(w, act_label(c, e->act));
    sheet_write_text(w, e->record);
    sheet_write_text(w, e->target.n ? text_fmt(c->arena, "%lld", (long long)e->target.n) : NO_TEXT);
    sheet_write_text(w, audit_result_label(e->result, c->lang));
    sheet_write_text(w, e->reason);
    sheet_write_text(w, e->before);
    sheet_write_text(w, e->after);
    return sheet_write_row(w);
}

/* A page of lines in memory of its own; *at is the oldest line written. */
static err write_some(const struct call *of, const struct audit_filter *with, struct sheet_writer *w, id *at,
                      size_t *ret_n)
{
    struct call c = *of;
    struct audit_filter f = *with;
    audit_list lines = {0};
    err e;

    c.arena = arena_new(256 << 20);
    f.before = at->n ? *at : f.before;
    f.limit = 1000;
    e = audit_read(&c, &f, &lines);
    for (size_t i = 0; !e && i < lines.n; i++)
        e = write_row(&c, w, &lines.v[i]);
    if (lines.n)
        *at = lines.v[lines.n - 1].id;
    *ret_n = lines.n;
    e = e ? error_new(of->arena, e) : NULL;
    arena_free(c.arena);
    return e;
}

static err write_all(struct call *c, const void *filter, int fd)
{
    const struct audit_filter *f = filter;
    const struct word *const heads[] = {&w_audit_number, &w_audit_at,     &w_account_login, &w_audit_source,
                                        &w_audit_act,    &w_audit_record, &w_audit_target,  &w_audit_result,
                                        &w_form_reason,  &w_audit_before, &w_audit_after};
    struct sheet_write_column columns[COUNT(heads)];
    struct sheet_write_options with = {.csv = true, .columns = columns, .n = COUNT(heads)};
    struct sheet_writer *w;
    size_t n = 1, total = 0;
    id at = {0};

    for (size_t i = 0; i < COUNT(heads); i++)
        columns[i] = (struct sheet_write_column){text_of(heads[i]->in[c->lang]), i ? WRITE_TEXT : WRITE_INTEGER, 0};
    TRY(sheet_write_open(c->arena, sheet_write_path(c->arena, fd), &with, &w));
    for (; n && total < EXPORT_MOST; total += n)
        TRY(write_some(c, f, w, &at, &n));
    return sheet_write_close(w);
}

/* GET /audit/export: the lines of the filter as CSV, the newest 200 000 at most. */
err page_audit_export(struct req *q, struct out *o)
{
    struct audit_view v = {0};
    struct audit_filter f;

    (void)o;
    TRY(read_filter(q, &v, &f));
    return export_send(q, T("text/csv; charset=utf-8"),
                       text_fmt(q->call.arena, "%s.csv", w_audit_title.in[q->call.lang]), &w_audit_no_room, write_all, &f);
}
