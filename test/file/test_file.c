/* Attachments over HTTP as each role, on both engines: what is kept and told of a file, who gets at it, what is refused and how. */
#include "../kit/files/make.h"
#include "../kit/http_client.h"
#include "capabilities.h"
#include "file/file.h"
#include "file/words.h"
#include "kit/audit.h"
#include "kit/confine.h"
#include "kit/pages.h"
#include "world.h"

#include <ftw.h>
#include <unistd.h>

static const struct exif_wish at_the_site = {.orientation = 1,
                                             .make = "HUAWEI",
                                             .model = "Mate 60",
                                             .taken = "2026:10:24 08:30:05",
                                             .lat_ref = "N",
                                             .lon_ref = "E",
                                             .lat = {41, 1, 48, 1, 126, 10},
                                             .lon = {123, 1, 25, 1, 30, 1}};

struct site {
    struct world *w;
    struct http_server *server;
    struct client client;
    text folder;
    id project;
};

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *f)
{
    (void)s;
    (void)kind;
    (void)f;
    return remove(path);
}

/* Signs an account of that role in and lets the client go by its cookie; gives its form token. */
static text enter(struct site *s, const char *role, ref body)
{
    struct world *w = s->w;
    struct conn *conn CLEAN(conn_clean) = NULL;
    struct call system, visitor;
    struct session session;
    static int n;
    char login[40], as[40], at[40];
    id made;

    assert_ok(db_lease(w->db, DB_WRITE, w->a, &conn));
    system = call_system(w->a, conn, "test");
    snprintf(login, sizeof(login), "login=p%d", ++n);
    snprintf(as, sizeof(as), "role=%s", role);
    snprintf(at, sizeof(at), "body=%lld", (long long)body.n);
    assert_ok(world_make(&system, "account.create", &made, login, as, at, "name=某人", "state=active", NULL));
    assert_ok(conn_begin(conn, w->a));
    assert_ok(password_set(&system, (ref){made.n}, T("Walk-2026-all-doors"), false));
    assert_ok(conn_commit(conn, w->a));
    visitor = system;
    visitor.actor = (struct actor){.source = T("127.0.0.1")};
    assert_ok(session_start(&visitor, text_of(login + 6), T("Walk-2026-all-doors"), &session));
    s->client.cookies = text_fmt(w->a, "dd_session=%.*s", TEXT_ARG(session.secret));
    return session.csrf;
}

static struct site *open_site(struct world *w)
{
    static struct web web;
    struct http_options options = {.listen = "127.0.0.1:0"};
    struct site *s = ARENA_NEW(w->a, struct site);
    const struct route **tables = ARENA_ARRAY(w->a, const struct route *, 20);
    char folder[] = "/tmp/diaodu-file-XXXXXX";

    *s = (struct site){.w = w};
    assert_non_null(mkdtemp(folder));
    s->folder = text_copy(w->a, text_of(folder));
    web = (struct web){
        .db = w->db, .session_load = session_load, .token_load = token_load, .tables = tables, .data_dir = s->folder.p};
    for (size_t i = 0; capabilities[i]; i++)
        if (capabilities[i]->routes)
            tables[web.n_tables++] = capabilities[i]->routes;
    tables[web.n_tables++] = pages_routes(w->a);
    assert_ok(world_make(&w->system, "project.create", &s->project, "name=和平区热电联产", "division=210102",
                         "content=x", "total_invest=100000000", "stage=planned", "owner_name=辽宁示例能源有限公司",
                         "works=energy", "lon=123.425", "lat=41.8", NULL));
    conn_release(w->conn);
    w->conn = NULL;
    assert_ok(web_start(&web, &options, w->a, &s->server));
    client_open(&s->client, http_port(s->server), w->a);
    return s;
}

static void close_site(struct site *s)
{
    client_close(&s->client);
    assert_true(http_stop(s->server, 5));
    nftw(s->folder.p, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

struct sent {
    const char *name;
    text content;
};

/* A multipart body with these files and the fields "a=b&c=d". */
static struct answer upload_to(struct site *s, const char *path, text csrf, const char *title, const struct sent *files,
                               size_t n)
{
    CLEAN(out_free) struct out o;

    out_init(&o, (size_t)128 << 20, LANG_ZH);
    out_fmt(&o, "--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%.*s\r\n", TEXT_ARG(csrf));
    out_fmt(&o, "--xyz\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n%s\r\n", title);
    for (size_t i = 0; i < n; i++) {
        out_fmt(&o,
                "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: "
                "text/html\r\n\r\n",
                files[i].name);
        out_raw(&o, files[i].content);
        LIT(&o, "\r\n");
    }
    LIT(&o, "--xyz--\r\n");
    return client_call(&s->client, "POST", path, T("Content-Type: multipart/form-data; boundary=xyz\r\n"),
                       out_text(&o));
}

/* One photograph with these fields before it. */
static struct answer upload_about(struct site *s, text csrf, text content, text fields)
{
    CLEAN(out_free) struct out o;
    text one, value;

    out_init(&o, (size_t)128 << 20, LANG_ZH);
    out_fmt(&o, "--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%.*s\r\n", TEXT_ARG(csrf));
    while (fields.n && text_each(&fields, '&', &one)) {
        text name = text_cut(one, '=', &value);
        out_fmt(&o, "--xyz\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n", TEXT_ARG(name), TEXT_ARG(value));
    }
    LIT(&o, "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n");
    out_raw(&o, content);
    LIT(&o, "\r\n--xyz--\r\n");
    return client_call(&s->client, "POST", text_fmt(s->w->a, "/projects/%lld/files", (long long)s->project.n).p,
                       T("Content-Type: multipart/form-data; boundary=xyz\r\n"), out_text(&o));
}

static struct answer upload(struct site *s, text csrf, const char *title, const struct sent *files, size_t n)
{
    return upload_to(s, text_fmt(s->w->a, "/projects/%lld/files", (long long)s->project.n).p, csrf, title, files, n);
}

static struct answer get(struct site *s, const char *format, id key)
{
    text path = text_replace(s->w->a, text_of(format), T("{id}"), text_fmt(s->w->a, "%lld", (long long)key.n));

    return client_get(&s->client, path.p);
}

static struct attachment *newest(struct site *s)
{
    struct conn *conn CLEAN(conn_clean) = NULL;
    struct call c;
    void *r;
    id key;

    assert_ok(db_lease(s->w->db, DB_READ, s->w->a, &conn));
    c = call_system(s->w->a, conn, "test");
    assert_ok(conn_one(conn, s->w->a, "SELECT MAX(id) FROM attachment", NO_VALUES, INTO(TO(&key)), NULL));
    assert_ok(record_load(&c, &attachment_record, key, &r));
    return r;
}

static int64_t kept(struct site *s)
{
    struct conn *conn CLEAN(conn_clean) = NULL;
    int64_t n;

    assert_ok(db_lease(s->w->db, DB_READ, s->w->a, &conn));
    assert_ok(conn_one(conn, s->w->a, "SELECT COUNT(*) FROM attachment", NO_VALUES, INTO(TO(&n)), NULL));
    return n;
}

static void milestone_of(struct site *s, id project, id *ret)
{
    struct conn *conn CLEAN(conn_clean) = NULL;
    struct call c;

    assert_ok(db_lease(s->w->db, DB_WRITE, s->w->a, &conn));
    c = call_system(s->w->a, conn, "test");
    assert_ok(world_make(&c, "milestone.create", ret, text_fmt(s->w->a, "project=%lld", (long long)project.n).p, "name=基础完成", "planned=2026-12-01", NULL));
}

static text photo(struct site *s, uint32_t w)
{
    return make_jpeg(s->w->a, w, 300, make_exif(s->w->a, &at_the_site), false);
}

/* --- what is kept and told ----------------------------------------------------------------------------------------------------- */

static void a_time_still_to_come_is_not_taken_from_a_camera(void **state)
{
    struct exif_wish ahead = at_the_site;
    struct site *s = open_site(*state);
    text csrf = enter(s, "county", s->w->heping);
    struct attachment *x;

    ahead.taken = "2046:01:01 08:30:05";
    upload(s, csrf, "时钟快了", &(struct sent){"IMG_2.jpg", make_jpeg(s->w->a, 400, 300, make_exif(s->w->a, &ahead), false)}, 1);
    x = newest(s);
    assert_text(x->title, "时钟快了");
    assert_true(is_absent(x->taken_on.days) && !x->taken_at.n && x->lat.micro == 41803500);
    close_site(s);
}

static void a_photograph_tells_its_time_its_place_and_its_distance(void **state)
{
    struct site *s = open_site(*state);
    text csrf = enter(s, "county", s->w->heping);
    struct answer got = upload(s, csrf, "基础完工", &(struct sent){"IMG_1.jpg", photo(s, 400)}, 1);
    struct attachment *x;

    assert_int_equal(got.status, 303);
    x = newest(s);
    assert_text(x->title, "基础完工");
    assert_text(x->kind.t, "photo");
    assert_text(x->taken_at, "08:30:05");
    assert_text(x->camera, "HUAWEI Mate 60");
    assert_int_equal(x->width.n, 400);
    assert_int_equal(x->lat.micro, 41803500);
    assert_true(x->small.n == 64 && x->medium.n == 64 && text_eqz(x->uploaded_by, "某人"));
    assert_int_equal(x->taken_on.days, date_of(((struct world *)*state)->system.now).days - 31);
    got = get(s, "/projects/{id}/files", s->project);
    assert_int_equal(got.status, 200);
    assert_true(text_has(got.body, T("2026年10月")) && text_has(got.body, T("基础完工")));
    got = get(s, "/attachments/{id}", x->head.id);
    assert_true(text_has(got.body, T("389 米"))); /* 0.0035° of latitude */
    got = get(s, "/attachments/{id}/small", x->head.id);
    assert_int_equal(got.status, 200);
    assert_text(answer_header(&got, "Content-Type"), "image/jpeg");
    assert_text(answer_header(&got, "Cache-Control"), "private, max-age=31536000, immutable");
    close_site(s);
}

/* For what it was taken, and what it is about: of the same project, else it is not kept. */
static void a_photograph_says_for_what_it_was_taken(void **state)
{
    struct world *w = *state;
    id problem, elsewhere, other;
    struct site *s;
    struct answer got;
    text csrf;

    assert_ok(world_make(&w->system, "project.create", &other, "name=大连港区道路", "division=210202", "content=x", "total_invest=100000000", "stage=planned",
                         "owner_name=辽宁示例能源有限公司", "works=energy", NULL));
    s = open_site(w);
    csrf = enter(s, "city", s->w->shenyang);
    got = upload_about(s, csrf, photo(s, 400), T("occasion=start&title=打桩"));
    assert_int_equal(got.status, 303);
    assert_text(newest(s)->occasion.t, "start");
    got = get(s, "/projects/{id}/files", s->project);
    assert_true(text_has(got.body, T("<span class=\"dd-tag\">开工</span>")));
    assert_int_equal(upload_about(s, csrf, photo(s, 401), T("occasion=daily")).status, 422); /* a trace of every day is no occasion */
    milestone_of(s, s->project, &problem);
    milestone_of(s, other, &elsewhere);
    got = upload_about(s, csrf, photo(s, 402), text_fmt(s->w->a, "occasion=rectification&about_record=milestone&about_id=%lld", (long long)elsewhere.n));
    assert_int_equal(got.status, 422);
    got = upload_about(s, csrf, photo(s, 402), T("about_record=account&about_id=1"));
    assert_int_equal(got.status, 422);
    got = upload_about(s, csrf, photo(s, 402), T("about_id=1"));
    assert_int_equal(got.status, 422);
    assert_int_equal(kept(s), 1);
    got = upload_about(s, csrf, photo(s, 402), text_fmt(s->w->a, "occasion=rectification&about_record=milestone&about_id=%lld", (long long)problem.n));
    assert_int_equal(got.status, 303);
    assert_int_equal(newest(s)->about_id.n, problem.n);
    got = get(s, "/attachments/{id}", newest(s)->head.id);
    assert_true(text_has(got.body, T("整改后")) && text_has(got.body, T("基础完成")));
    close_site(s);
}

static void a_photograph_from_far_away_is_marked(void **state)
{
    struct site *s = open_site(*state);
    text csrf = enter(s, "county", s->w->heping);
    struct exif_wish elsewhere = at_the_site;
    text jpeg;

    elsewhere.lat[0] = 40;
    jpeg = make_jpeg(s->w->a, 410, 300, make_exif(s->w->a, &elsewhere), false);
    assert_int_equal(upload(s, csrf, "", &(struct sent){"远.jpg", jpeg}, 1).status, 303);
    assert_true(text_has(get(s, "/projects/{id}/files", s->project).body, T("距离远")));
    assert_true(text_has(get(s, "/attachments/{id}", newest(s)->head.id).body, T("超过 2 公里")));
    close_site(s);
}

static void a_document_comes_back_whole_in_parts_and_never_as_a_page(void **state)
{
    struct site *s = open_site(*state);
    text csrf = enter(s, "owner", s->w->owner),
         pdf = T("%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n<script>alert(1)</script>");
    struct answer got = upload(s, csrf, "", &(struct sent){"立项批复.pdf", pdf}, 1);
    text path;

    assert_int_equal(got.status, 303);
    got = get(s, "/attachments/{id}/content", newest(s)->head.id);
    assert_int_equal(got.status, 200);
    assert_true(text_eq(got.body, pdf));
    assert_text(answer_header(&got, "Content-Type"), "application/pdf");
    assert_text(answer_header(&got, "X-Content-Type-Options"), "nosniff");
    assert_true(text_starts(answer_header(&got, "Content-Disposition"), T("attachment; ")));
    assert_true(text_has(answer_header(&got, "Content-Disposition"), T("%E7%AB%8B%E9%A1%B9")));
    path = text_fmt(s->w->a, "/attachments/%lld/content", (long long)newest(s)->head.id.n);
    got = client_call(&s->client, "GET", path.p, T("Range: bytes=0-7\r\n"), NO_TEXT);
    assert_int_equal(got.status, 206);
    assert_text(got.body, "%PDF-1.7");
    assert_true(text_starts(answer_header(&got, "Content-Range"), T("bytes 0-7/")));
    got = client_call(&s->client, "GET", path.p, T("Range: bytes=-9\r\n"), NO_TEXT);
    assert_text(got.body, "</script>");
    got = client_call(&s->client, "GET", path.p, T("Range: bytes=9999-\r\n"), NO_TEXT);
    assert_int_equal(got.status, 416);
    got = client_call(&s->client, "GET", path.p, T("Range: bytes=5-2\r\n"), NO_TEXT);
    assert_int_equal(got.status, 200); /* no range at all */
    close_site(s);
}

static void the_same_content_twice_is_kept_once_and_said(void **state)
{
    struct site *s = open_site(*state);
    text csrf = enter(s, "drc", s->w->drc);
    const struct sent twice[] = {{"a.txt", T("同样的内容")}, {"b.txt", T("同样的内容")}};
    struct answer got = upload(s, csrf, "", twice, 2);

    assert_int_equal(got.status, 422);
    assert_true(text_has(got.body, T("存入 1 个，1 个没有存入")) && text_has(got.body, T("内容相同")));
    assert_int_equal(kept(s), 1);
    close_site(s);
}

static void the_api_takes_files_and_gives_them_back(void **state)
{
    struct site *s = open_site(*state);
    text csrf = enter(s, "city", s->w->shenyang);
    text path = text_fmt(s->w->a, "/api/v1/projects/%lld/attachments", (long long)s->project.n);
    struct answer got = upload_to(s, path.p, csrf, "",
                                  (const struct sent[]){{"a.txt", T("甲")}, {"b.exe", T("MZ\x90")}}, 2);

    assert_int_equal(got.status, 422);
    assert_true(text_has(got.body, T("\"title\":\"a\"")) && text_has(got.body, T("\"name\":\"b.exe\"")));
    assert_false(text_has(got.body, newest(s)->hash));
    got = get(s, "/api/v1/attachments/{id}/content", newest(s)->head.id);
    assert_text(got.body, "甲");
    close_site(s);
}

/* --- who ------------------------------------------------------------------------------------------------------------------------ */

static void only_who_sees_the_project_sees_its_files(void **state)
{
    struct site *s = open_site(*state);
    struct world *w = s->w;
    const struct {
        const char *role;
        ref body;
        bool sees, adds;
    } cases[] = {
        {"leader", w->province, true, false},    {"drc", w->drc, true, true},
        {"lead", w->energy, true, true},         {"city", w->shenyang, true, true},
        {"county", w->heping, true, true},       {"owner", w->owner, true, true},
        {"inspector", w->drc, true, false},      {"city", w->dalian, false, false},
        {"owner", w->other_owner, false, false}, {"admin", w->drc, false, false},
        {"auditor", w->drc, false, false},
    };
    static const char *const pages[] = {"/attachments/{id}",         "/attachments/{id}/content",
                                        "/attachments/{id}/small",   "/attachments/{id}/medium",
                                        "/attachments/{id}/history", "/api/v1/attachments/{id}/content"};
    text csrf = enter(s, "county", w->heping);
    struct attachment *x;

    assert_int_equal(upload(s, csrf, "现场", &(struct sent){"p.jpg", photo(s, 420)}, 1).status, 303);
    x = newest(s);
    for (size_t i = 0; i < COUNT(cases); i++) {
        text content = text_fmt(w->a, "第%zu份", i);
        csrf = enter(s, cases[i].role, cases[i].body);
        for (size_t k = 0; k < COUNT(pages); k++) {
            int status = get(s, pages[k], x->head.id).status;
            if ((status == 200) != cases[i].sees || (status != 200 && status != 403 && status != 404))
                fail_msg("%s as %s: %d", pages[k], cases[i].role, status);
        }
        assert_int_equal(get(s, "/projects/{id}/files", s->project).status == 200, cases[i].sees);
        assert_int_equal(upload(s, csrf, "", &(struct sent){"n.txt", content}, 1).status == 303, cases[i].adds);
        assert_false(text_has(client_get(&s->client, "/attachments").body, T("现场")) && !cases[i].sees);
    }
    close_site(s);
}

static void knowing_a_hash_gives_nothing(void **state)
{
    struct site *s = open_site(*state);
    text csrf = enter(s, "county", s->w->heping), path;

    assert_int_equal(upload(s, csrf, "", &(struct sent){"a.txt", T("内部")}, 1).status, 303);
    enter(s, "city", s->w->dalian);
    path = text_fmt(s->w->a, "/attachments/%.*s/content", TEXT_ARG(newest(s)->hash));
    assert_int_equal(client_get(&s->client, path.p).status, 404);
    path = text_fmt(s->w->a, "/files/%.*s", TEXT_ARG(newest(s)->hash));
    assert_int_equal(client_get(&s->client, path.p).status, 404);
    close_site(s);
}

/* A record that names bytes of the store which its writer never had is not made: the hash is nobody's to give. */
static void a_hash_cannot_be_given_by_hand(void **state)
{
    struct world *w = *state;
    struct call heping = world_call(w, ROLE_COUNTY, w->heping, "210102");
    id made;

    assert_ok(world_make(&w->system, "project.create", &made, "name=项目甲", "division=210102", "content=x",
                         "total_invest=1", "stage=planned", NULL));
    for (size_t i = 0; i < attachment_record.n_fields; i++) {
        const struct field *f = &attachment_record.fields[i];
        if (!strcmp(f->name, "hash") || !strcmp(f->name, "small") || !strcmp(f->name, "project"))
            assert_false(field_changeable(&heping, &attachment_record, f, NULL));
    }
    assert_refused(world_make(&heping, "attachment.add", NULL, "title=x", NULL), w_attachment_no_file);
}

static void what_is_removed_is_gone_but_stays_in_the_history(void **state)
{
    struct site *s = open_site(*state);
    text csrf = enter(s, "county", s->w->heping), path, form;
    struct attachment *x;

    assert_int_equal(upload(s, csrf, "误传", &(struct sent){"a.txt", T("误传的")}, 1).status, 303);
    x = newest(s);
    path = text_fmt(s->w->a, "/attachments/%lld/remove", (long long)x->head.id.n);
    form = text_fmt(s->w->a, "csrf=%.*s", TEXT_ARG(csrf));
    assert_int_equal(client_post(&s->client, path.p, form).status, 422); /* no reason */
    form = text_fmt(s->w->a, "csrf=%.*s&reason=%%E8%%AF%%AF%%E4%%BC%%A0", TEXT_ARG(csrf));
    assert_int_equal(client_post(&s->client, path.p, form).status, 303);
    assert_int_equal(get(s, "/attachments/{id}/content", x->head.id).status, 404);
    assert_false(text_has(get(s, "/projects/{id}/files", s->project).body, T("a.txt")));
    assert_true(text_has(get(s, "/attachments/{id}", x->head.id).body, T("删除原因：误传")));
    /* the same content may come again */
    assert_int_equal(upload(s, csrf, "", &(struct sent){"a.txt", T("误传的")}, 1).status, 303);
    close_site(s);
}

/* --- hostile -------------------------------------------------------------------------------------------------------------------- */

static text joined(struct arena *a, text x, text y)
{
    char *p = arena_alloc(a, x.n + y.n);

    memcpy(p, x.p, x.n);
    memcpy(p + x.n, y.p, y.n);
    return (text){p, x.n + y.n};
}

static void hostile_files_are_answered_with_a_message_each(void **state)
{
    struct site *s = open_site(*state);
    struct arena *a = s->w->a;
    text csrf = enter(s, "county", s->w->heping), jpeg = photo(s, 430), both;
    const struct {
        struct sent sent;
        const char *said;
    } cases[] = {
        {{"空.jpg", T("")}, "是空文件"},
        {{"程序.exe", T("MZ\x90\x00\x03")}, "是程序"},
        {{"页.svg", T("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")}, "SVG"},
        {{"页.jpg", T("<!doctype html><script>alert(1)</script>")}, "网页"},
        {{"照片.pdf", jpeg}, "扩展名是.pdf"},
        {{"断.jpg", text_sub(jpeg, 0, jpeg.n / 4)}, "图片已损坏"},
        {{"炸弹.png", make_png_bomb(a, 60000, 60000)}, "1亿像素"},
        {{"宏.docm",
          make_zip(a, (const char *const[]){"[Content_Types].xml", "word/document.xml", "word/vbaProject.bin", NULL})},
         "含有宏"},
        {{"机密会议纪要.txt", T("x")}, "密"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct answer got = upload(s, csrf, "", &cases[i].sent, 1);
        if (got.status != 422 || !text_has(got.body, text_of(cases[i].said)))
            fail_msg("%s: %d, not told “%s”", cases[i].sent.name, got.status, cases[i].said);
    }
    assert_int_equal(kept(s), 0);
    /* a zip behind a picture: taken as the picture that it is; what pages show are copies without what was behind */
    both = joined(a, jpeg, make_zip(a, (const char *const[]){"evil.js", NULL}));
    assert_int_equal(upload(s, csrf, "", &(struct sent){"两面.jpg", both}, 1).status, 303);
    assert_text(newest(s)->file_type.t, "jpeg");
    assert_false(text_has(get(s, "/attachments/{id}/medium", newest(s)->head.id).body, T("evil.js")));
    assert_int_equal(
        upload(s, csrf, "", (const struct sent[]){{"好.jpg", photo(s, 440)}, {"坏.jpg", T("\xff\xd8\xff junk")}}, 2)
            .status,
        422);
    assert_int_equal(kept(s), 2);
    close_site(s);
}

static void a_form_without_a_file_says_so(void **state)
{
    struct site *s = open_site(*state);
    text csrf = enter(s, "county", s->w->heping);
    struct answer got = upload(s, csrf, "", NULL, 0);

    assert_int_equal(got.status, 422);
    assert_true(text_has(got.body, T("没有选择文件")));
    close_site(s);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_photograph_tells_its_time_its_place_and_its_distance),
        IN_WORLD(a_photograph_says_for_what_it_was_taken),
        IN_WORLD(a_time_still_to_come_is_not_taken_from_a_camera),
        IN_WORLD(a_photograph_from_far_away_is_marked),
        IN_WORLD(a_document_comes_back_whole_in_parts_and_never_as_a_page),
        IN_WORLD(the_same_content_twice_is_kept_once_and_said),
        IN_WORLD(the_api_takes_files_and_gives_them_back),
        IN_WORLD(only_who_sees_the_project_sees_its_files),
        IN_WORLD(knowing_a_hash_gives_nothing),
        IN_WORLD(a_hash_cannot_be_given_by_hand),
        IN_WORLD(what_is_removed_is_gone_but_stays_in_the_history),
        IN_WORLD(hostile_files_are_answered_with_a_message_each),
        IN_WORLD(a_form_without_a_file_says_so),
    };
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
