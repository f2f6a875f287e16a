/* Pages and API of attachments: a project's documents and photographs, one of them large with its data, the bytes. */
#include "own.h"

#include "base/format.h"
#include "file/file.tpl.h"
#include "file/words.h"
#include "kit/files/filetype.h"
#include "kit/geo.h"
#include "kit/json.h"
#include "project/project.h"

#include <unistd.h>

enum { SHOWN_MOST = 400, FAR_METRES = 2000 };

/* --- what a project has ------------------------------------------------------------------------------------------------------ */

static void finish_row(struct call *c, const struct project *p, struct place at, struct file_row *row)
{
    const struct file_kind *k = file_kind_of(row->file_type);

    row->picture = k->is_picture;
    row->label = codelist_label(&list_attachment_kind, (code){row->kind}, c->lang);
    row->occasion_label = row->occasion.n ? codelist_label(&list_attachment_occasion, (code){row->occasion}, c->lang) : NO_TEXT;
    row->type_label = codelist_label(record_field(&attachment_record, T("file_type"))->list, (code){row->file_type},
                                     c->lang);
    row->on = is_absent(row->taken_on.days) ? date_of(row->uploaded_at) : row->taken_on;
    row->metres = place_metres((struct place){p->lon, p->lat}, at);
    row->far = !is_absent(row->metres) && row->metres > FAR_METRES;
}

err files_of(struct call *c, const struct project *p, file_list *ret)
{
    static const char sql_files[] = "SELECT t.id, t.title, t.kind, t.doc_no, t.note, t.file_name, t.file_type, "
                                    "t.taken_at, t.doc_date, t.taken_on, t.uploaded_at, t.size,"
                                    " t.width, t.height, t.lon, t.lat, t.uploaded_by, t.occasion FROM attachment t JOIN "
                                    "project p ON p.region = t.region AND p.id = t.project"
                                    " WHERE "
                                    "{scope:p} AND t.project = $1 AND t.removed = 0"
                                    " ORDER BY t.taken_on DESC, t.id DESC LIMIT $2";
    CLEAN(query_close) struct query q = {0};
    struct file_row row = {0};
    struct place at;

    TRY(query_scoped(&q, c, &project_record.scope, sql_files, BIND(V(p->head.id), V(SHOWN_MOST))));
    while (query_row(&q, INTO(TO(&row.id), TO(&row.title), TO(&row.kind), TO(&row.doc_no), TO(&row.note),
                              TO(&row.file_name), TO(&row.file_type), TO(&row.taken_at), TO(&row.doc_date),
                              TO(&row.taken_on), TO(&row.uploaded_at), TO(&row.size), TO(&row.width), TO(&row.height),
                              TO(&at.lon), TO(&at.lat), TO(&row.by), TO(&row.occasion)))) {
        finish_row(c, p, at, &row);
        list_push(ret, c->arena) = row;
    }
    return query_end(&q);
}

static const char sql_count_files[] =
    "SELECT COUNT(*) FROM attachment WHERE region = $1 AND project = $2 AND removed = 0";

static int newest_first(const void *a, const void *b)
{
    const struct file_row *x = *(const struct file_row *const *)a, *y = *(const struct file_row *const *)b;

    if (x->on.days != y->on.days)
        return x->on.days < y->on.days ? 1 : -1;
    if (text_cmp(x->taken_at, y->taken_at))
        return text_cmp(y->taken_at, x->taken_at);
    return x->id.n < y->id.n ? 1 : -1;
}

/* The photographs in the order of the timeline: by when they were taken, else by when they came. */
typedef LIST(const struct file_row *) photo_list;
static photo_list photos_in(struct arena *a, const file_list *all)
{
    photo_list photos = {0};

    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].picture)
            list_push(&photos, a) = &all->v[i];
    if (photos.n)
        qsort(photos.v, photos.n, sizeof(*photos.v), newest_first);
    return photos;
}

/* What a file is about, in words and with its page; nothing when the caller does not see it. */
static err about_of(struct call *c, text name, number key, struct about_view *ret)
{
    const struct record *t = name.n ? record_by_name(name) : NULL;
    void *r;
    err e;

    *ret = (struct about_view){0};
    if (!t || !t->path || is_absent(key.n))
        return NULL;
    e = record_load(c, t, (id){key.n}, &r);
    if (e)
        return e->code == E_GONE ? NULL : e;
    *ret = (struct about_view){text_of(t->name), text_fmt(c->arena, "%lld", (long long)key.n), text_of(t->label.in[c->lang]), record_title(t, r),
                               text_fmt(c->arena, "%s/%lld", t->path, (long long)key.n)};
    return NULL;
}

/* ?occasion=, ?about_record= and ?about_id=: one was asked for just this. */
static err asked_for(struct req *q, struct files_view *v)
{
    text occasion = params_get(&q->query, T("occasion"));
    number about = NO_NUMBER;

    text_int(params_get(&q->query, T("about_id")), &about.n);
    for (size_t i = 0; i < list_attachment_occasion.n; i++) {
        const struct codeitem *item = &list_attachment_occasion.items[i];
        list_push(&v->occasions, q->call.arena) = (struct option_view){text_of(item->key), text_of(item->in[q->call.lang]), text_eqz(occasion, item->key)};
    }
    v->asked = occasion.n > 0;
    return about_of(&q->call, params_get(&q->query, T("about_record")), about, &v->about);
}

static err files_view(struct req *q, const struct project *p, struct files_view *v)
{
    file_list *all = ARENA_NEW(q->call.arena, file_list);
    photo_list photos;

    TRY(files_of(&q->call, p, all));
    photos = photos_in(q->call.arena, all);
    for (size_t i = 0; i < photos.n; i++) {
        month m = month_of(photos.v[i]->on);
        if (!v->months.n || v->months.v[v->months.n - 1].month.n != m.n)
            list_push(&v->months, q->call.arena) = (struct photo_month){.month = m};
        list_push(&v->months.v[v->months.n - 1].photos, q->call.arena) = photos.v[i];
    }
    for (size_t i = 0; i < all->n; i++)
        if (!all->v[i].picture)
            list_push(&v->documents, q->call.arena) = &all->v[i];
    for (size_t i = 0; i < list_attachment_kind.n; i++)
        list_push(&v->kinds, q->call.arena) = (struct option_view){
            text_of(list_attachment_kind.items[i].key), text_of(list_attachment_kind.items[i].in[q->call.lang]), false};
    v->n_photos = photos.n;
    v->n_documents = v->documents.n;
    v->project = p;
    v->csrf = q->session.csrf;
    v->may_add = req_may(q, "attachment.add") && p->head.removed.v != 1;
    return asked_for(q, v);
}

static err show_files(struct req *q, struct out *o, const received_list *received, size_t refused, text fault)
{
    struct files_view v = {.received = received, .refused = refused, .kept = received ? received->n - refused : 0};
    struct head_view head;
    void *p;

    TRY(pages_open(q, &project_record, &p, &head));
    TRY(files_view(q, p, &v));
    web_page_titled(q, o, head.title, false,
                    SLOT(project_files, (&(struct tpl_project_files){.head = &head, .v = &v, .fault = fault})));
    return NULL;
}

/* GET /projects/{id}/files */
static err page_files(struct req *q, struct out *o)
{
    return show_files(q, o, NULL, 0, NO_TEXT);
}

/* POST /projects/{id}/files: what is refused is said file by file, beside what was kept. */
static err post_files(struct req *q, struct out *o)
{
    received_list received = {0};
    id project = req_id(q, "id");
    size_t refused = 0;
    err e = upload_all(q, project, &received, &refused);

    if (e && (e->code != E_INPUT || !q->call.conn))
        return e;
    if (e) {
        http_status(q->http, 422);
        return show_files(q, o, NULL, 0, error_text(q->call.arena, e, q->call.lang));
    }
    if (!refused)
        return web_go(q, "/projects/%lld/files", (long long)project.n);
    http_status(q->http, 422);
    return show_files(q, o, &received, refused, NO_TEXT);
}

/* --- one ---------------------------------------------------------------------------------------------------------------------- */

static err open_one(struct req *q, struct attachment **ret, struct project **ret_project)
{
    void *r, *p;

    TRY(record_load(&q->call, &attachment_record, req_id(q, "id"), &r));
    *ret = r;
    if (!ret_project)
        return NULL;
    TRY(record_load(&q->call, &project_record, (id){(*ret)->project.n}, &p));
    *ret_project = p;
    return NULL;
}

static void row_alone(struct call *c, const struct project *p, const struct attachment *x, struct file_row *row)
{
    *row = (struct file_row){.id = x->head.id,
                             .title = x->title,
                             .kind = x->kind.t,
                             .doc_no = x->doc_no,
                             .note = x->note,
                             .file_name = x->file_name,
                             .file_type = x->file_type.t,
                             .taken_at = x->taken_at,
                             .doc_date = x->doc_date,
                             .occasion = x->occasion.t,
                             .taken_on = x->taken_on,
                             .uploaded_at = x->uploaded_at,
                             .size = x->size.n,
                             .width = x->width.n,
                             .height = x->height.n,
                             .by = x->uploaded_by};
    finish_row(c, p, (struct place){x->lon, x->lat}, row);
}

/* Its neighbours on the timeline. */
static void place_among(const photo_list *photos, id key, struct photo_view *v)
{
    v->of = photos->n;
    for (size_t i = 0; i < photos->n; i++)
        if (photos->v[i]->id.n == key.n) {
            v->at = i + 1;
            v->after = i ? photos->v[i - 1] : NULL;
            v->before = i + 1 < photos->n ? photos->v[i + 1] : NULL;
        }
}

/* GET /attachments/{id} */
static err page_one(struct req *q, struct out *o)
{
    struct photo_view v = {.csrf = q->session.csrf};
    struct file_row row;
    struct attachment *x;
    struct project *p;
    file_list all = {0};
    photo_list photos;

    TRY(open_one(q, &x, &p));
    row_alone(&q->call, p, x, &row);
    if (row.picture) {
        TRY(files_of(&q->call, p, &all));
        photos = photos_in(q->call.arena, &all);
        place_among(&photos, x->head.id, &v);
    }
    TRY(about_of(&q->call, x->about_record, x->about_id, &v.about));
    v.project = p;
    v.row = &row;
    v.r = x;
    v.removed = x->head.removed.v == 1;
    v.may_change = pages_may_on(q, &attachment_record, "change", x);
    v.may_show = file_kind_of(x->file_type.t)->may_show;
    web_page_titled(q, o, x->title, false, SLOT(attachment_page, (&(struct tpl_attachment_page){.v = &v})));
    return NULL;
}

/* POST /attachments/{id}/remove: marked as removed, with the reason; the bytes stay. */
static err post_remove(struct req *q, struct out *o)
{
    struct input in = {.reason = params_get(&q->form, T("reason"))};
    struct attachment *x;

    (void)o;
    TRY(open_one(q, &x, NULL));
    TRY(act_run(&q->call, act_by_name(T("attachment.remove")), x->head.id, &in, NULL));
    return web_go(q, "/projects/%lld/files", (long long)x->project.n);
}

/* --- the bytes ------------------------------------------------------------------------------------------------------------------ */

static err send(struct req *q, text hash, text type, text name)
{
    int64_t size;
    int fd;

    if (!q->web->files)
        return FAIL(q->call.arena, E_SYSTEM, w_attachment_no_store);
    if (http_not_modified(q->http, text_sub(hash, 0, 32)))
        return NULL;
    TRY(file_store_get(q->call.arena, q->web->files, hash, &fd, &size));
    http_send_fd(q->http, fd, size, type, name);
    return NULL;
}

/* GET /attachments/{id}/content: a download; with show=1 what a browser may show is shown. What was removed is gone for pages. */
static err page_content(struct req *q, struct out *o)
{
    const struct file_kind *k;
    struct attachment *x;
    bool show;

    (void)o;
    TRY(open_one(q, &x, NULL));
    if (x->head.removed.v == 1)
        return FAIL(q->call.arena, E_GONE, w_attachment_removed);
    k = file_kind_of(x->file_type.t);
    show = k->may_show && params_has(&q->query, T("show"));
    return send(q, x->hash, text_of(k->mime ? k->mime : "application/octet-stream"), show ? NO_TEXT : x->file_name);
}

/* The copies never change: a browser keeps them for itself, for ever. */
static err send_copy(struct req *q, text (*of)(const struct attachment *))
{
    struct attachment *x;

    TRY(open_one(q, &x, NULL));
    if (!of(x).n || x->head.removed.v == 1)
        return FAIL(q->call.arena, E_GONE, w_attachment_removed);
    TRY(send(q, of(x), T("image/jpeg"), NO_TEXT));
    http_set_header(q->http, "Cache-Control", T("private, max-age=31536000, immutable"));
    return NULL;
}

static text small_of(const struct attachment *x)
{
    return x->small;
}

static text medium_of(const struct attachment *x)
{
    return x->medium;
}

/* GET /attachments/{id}/small, /medium */
static err page_small(struct req *q, struct out *o)
{
    (void)o;
    return send_copy(q, small_of);
}

static err page_medium(struct req *q, struct out *o)
{
    (void)o;
    return send_copy(q, medium_of);
}

/* --- API ------------------------------------------------------------------------------------------------------------------------- */

static err put_record(struct req *q, struct out *o, id key)
{
    void *r;

    TRY(record_load(&q->call, &attachment_record, key, &r));
    return record_json(&q->call, o, &attachment_record, r);
}

/* POST /api/v1/projects/{id}/attachments: {"items":[…],"refused":[{"name":…,"message":…}]}; 201, or 422 when one was refused. */
static err api_upload(struct req *q, struct out *o)
{
    received_list got = {0};
    size_t refused = 0, kept = 0;

    TRY(upload_all(q, req_id(q, "id"), &got, &refused));
    http_set_type(q->http, "application/json; charset=utf-8");
    http_status(q->http, refused ? 422 : 201);
    LIT(o, "{\"items\":[");
    for (size_t i = 0; i < got.n; i++)
        if (got.v[i].id.n) {
            out_raw(o, kept++ ? T(",") : T(""));
            TRY(put_record(q, o, got.v[i].id));
        }
    LIT(o, "],\"refused\":[");
    for (size_t i = 0, n = 0; i < got.n; i++)
        if (!got.v[i].id.n) {
            out_raw(o, n++ ? T(",{\"name\":") : T("{\"name\":"));
            out_json(o, got.v[i].name);
            LIT(o, ",\"message\":");
            out_json(o, got.v[i].fault);
            LIT(o, "}");
        }
    LIT(o, "]}");
    return NULL;
}

enum { UPLOAD = HTTP_UPLOAD | HTTP_LONG };
const struct route file_routes[] = {
    {GET, "/projects/{id}/files", page_files, .roles = WHO_BUSINESS, .record = &project_record,
     .tab = &w_attachment_tab, .tab_count = sql_count_files},
    {POST, "/projects/{id}/files", post_files, .roles = WHO_EDITOR, .act = "attachment.add",
     .flags = UPLOAD | ROUTE_NO_LEASE},
    {GET, "/attachments/{id}", page_one, .roles = WHO_BUSINESS, .record = &attachment_record},
    {POST, "/attachments/{id}/remove", post_remove, .roles = WHO_EDITOR, .act = "attachment.remove",
     .record = &attachment_record},
    {GET, "/attachments/{id}/content", page_content, .roles = WHO_BUSINESS},
    {GET, "/attachments/{id}/small", page_small, .roles = WHO_BUSINESS},
    {GET, "/attachments/{id}/medium", page_medium, .roles = WHO_BUSINESS},
    {POST, "/api/v1/projects/{id}/attachments", api_upload, .roles = WHO_EDITOR, .act = "attachment.add",
     .flags = UPLOAD | ROUTE_NO_LEASE | ROUTE_API},
    {GET, "/api/v1/attachments/{id}/content", page_content, .roles = WHO_BUSINESS, .flags = ROUTE_API},
    {0},
};
