/* HTTP: a real server on a free loopback port, a real client. */
#include "test.h"

#include "http_client.h"
#include "kit/http_multipart.h"
#include "kit/http.h"
#include "kit/words.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

enum { PAGE_ECHO, PAGE_PARAM, PAGE_SLOW, PAGE_BIG, PAGE_EAT, PAGE_STREAM, PAGE_LIVE, PAGE_FILE, PAGE_PARTS, PAGE_COOKIE, PAGE_ETAG,
       PAGE_CUT, PAGE_HUGE, PAGE_INLINE, PAGE_REDIRECT, PAGE_BUSY };
static const int page[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

static const struct http_route routes[] = {
    {GET, "/", &page[PAGE_ECHO], 0},
    {GET, "/projects/new", &page[PAGE_ECHO], 0},
    {GET, "/projects/{id}", &page[PAGE_PARAM], 0},
    {POST, "/projects/{id}", &page[PAGE_ECHO], 0},
    {GET, "/projects/{id}/files/{hash}", &page[PAGE_PARAM], 0},
    {GET, "/projects/new/files", &page[PAGE_ECHO], 0},
    {PUT, "/picture", &page[PAGE_PARTS], HTTP_UPLOAD},
    {GET, "/slow", &page[PAGE_SLOW], 0},
    {GET, "/abandon", &page[PAGE_SLOW], HTTP_LONG},
    {GET, "/big", &page[PAGE_BIG], 0},
    {GET, "/eat", &page[PAGE_EAT], 0},
    {GET, "/stream", &page[PAGE_STREAM], HTTP_LONG},
    {GET, "/cut", &page[PAGE_CUT], HTTP_LONG},
    {GET, "/live", &page[PAGE_LIVE], 0},
    {GET, "/file", &page[PAGE_FILE], 0},
    {POST, "/parts", &page[PAGE_PARTS], HTTP_UPLOAD},
    {POST, "/form", &page[PAGE_PARTS], 0},
    {GET, "/cookie", &page[PAGE_COOKIE], 0},
    {GET, "/etag", &page[PAGE_ETAG], 0},
    {GET, "/huge", &page[PAGE_HUGE], 0},
    {GET, "/inline", &page[PAGE_INLINE], HTTP_INLINE},
    {GET, "/redirect", &page[PAGE_REDIRECT], 0},
};
static const struct http_table table = {routes, COUNT(routes)};

enum { STREAM_ROWS = 60000, ROW_BYTES = 1026 };

struct app {
    struct http_server *server;
    struct arena *a;
    _Atomic int ended, gone, at_once, at_once_max;
    _Atomic bool let_go;
    _Atomic int64_t streamed;
    _Atomic(struct http_live *) live;
};

static void count_end(void *app)
{
    ((struct app *)app)->ended++;
}

static void nap(int ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

/* Waits up to 10 s for something that another thread does. */
#define wait_for(condition)                                                                                            \
    do {                                                                                                               \
        for (int i_ = 0; i_ < 1000 && !(condition); i_++)                                                              \
            nap(10);                                                                                                   \
        assert_true(condition);                                                                                        \
    } while (0)

/* ---- the pages ---- */

static void show_parts(struct http_request *r, struct out *o)
{
    for (size_t i = 0; i < http_field_count(r); i++)
        out_fmt(o, "[%.*s=%.*s]", TEXT_ARG(http_field_at(r, i)->name), TEXT_ARG(http_field_at(r, i)->value));
    for (size_t i = 0; i < http_file_count(r); i++) {
        const struct http_file *f = http_file_at(r, i);
        unsigned char block[4096];
        uint32_t crc = 0;
        ssize_t n;
        while ((n = read(f->fd, block, sizeof(block))) > 0)
            crc = (uint32_t)crc32(crc, block, (unsigned)n);
        out_fmt(o, "{%.*s|%.*s|%.*s|%lld|%08x}", TEXT_ARG(f->field), TEXT_ARG(f->name), TEXT_ARG(f->type), (long long)f->size, crc);
    }
}

static void page_slow(struct http_request *r, struct app *app)
{
    int now = ++app->at_once;

    if (now > app->at_once_max)
        app->at_once_max = now;
    for (int i = 0; i < 1000 && !app->let_go; i++) {
        if (http_gone(r)) {
            app->gone++;
            break;
        }
        nap(10);
    }
    app->at_once--;
    LIT(http_out(r), "done");
}

static void page_stream(struct http_request *r, struct app *app)
{
    struct out *o;

    http_set_type(r, "text/csv; charset=utf-8");
    http_set_download(r, T("项目清单.csv"));
    o = http_stream(r);
    for (int i = 0; i < STREAM_ROWS && !out_failed(o); i++) {
        out_fmt(o, "row %06d of a long list%01000d\n", i, 0);
        app->streamed++;
    }
    app->gone += out_failed(o);
}

static void page_big(struct http_request *r)
{
    for (int i = 0; i < 1000; i++)
        LIT(http_out(r), "<p>沈阳</p>");
}

static void page_file(struct http_request *r)
{
    int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);

    assert_true(write(fd, "0123456789", 10) == 10);
    http_send_fd(r, fd, 10, T("application/pdf"), T("进度 \"报告\".pdf"));
}

static void eat(struct http_request *r, struct app *app)
{
    arena_on_end(http_arena(r), count_end, app);
    LIT(http_out(r), "half a page");
    http_set_header(r, "X-Half", T("1"));
    for (;;)
        memset(arena_alloc(http_arena(r), 1000), 1, 1000);
}

static void run(struct http_request *r, struct app *app, int which)
{
    struct out *o = http_out(r);

    switch (which) {
    case PAGE_ECHO:
        out_fmt(o, "%.*s|%.*s|%.*s", TEXT_ARG(http_method_name(r)), TEXT_ARG(http_path(r)), TEXT_ARG(http_query(r)));
        out_fmt(o, "|%.*s|%.*s", TEXT_ARG(http_body(r)), TEXT_ARG(http_client(r)));
        break;
    case PAGE_PARAM: out_fmt(o, "id=%.*s hash=%.*s", TEXT_ARG(http_param(r, "id")), TEXT_ARG(http_param(r, "hash"))); break;
    case PAGE_SLOW: page_slow(r, app); break;
    case PAGE_BIG: page_big(r); break;
    case PAGE_EAT: eat(r, app); break;
    case PAGE_STREAM: page_stream(r, app); break;
    case PAGE_CUT:
        LIT(http_stream(r), "only the first half");
        http_stream_break(r);
        break;
    case PAGE_LIVE: app->live = http_live(r); break;
    case PAGE_FILE: page_file(r); break;
    case PAGE_PARTS: show_parts(r, o); break;
    case PAGE_COOKIE:
        out_fmt(o, "%.*s", TEXT_ARG(http_cookie(r, "sid")));
        http_set_cookie(r, "sid", T("abc"), 60, 0);
        http_set_cookie(r, "lang", T("zh"), -1, HTTP_COOKIE_SCRIPT | HTTP_COOKIE_STRICT);
        http_set_cookie(r, "bad", T("x\r\nSet-Cookie: y"), -1, 0);
        break;
    case PAGE_ETAG:
        if (!http_not_modified(r, T("v1")))
            LIT(o, "fresh");
        break;
    case PAGE_HUGE:
        for (int i = 0; i < 100000; i++)
            LIT(o, "0123456789012345678901234567890123456789");
        break;
    case PAGE_INLINE: LIT(o, "inline"); break;
    case PAGE_REDIRECT: http_redirect(r, 303, T("/projects/1?saved=1")); break;
    }
}

static void handle(struct http_request *r, const struct http_route *route, void *app)
{
    if (!route) {
        http_set_type(r, "text/plain; charset=utf-8");
        out_fmt(http_out(r), "refused %d %s", http_refused(r), http_reason(r)->key);
        return;
    }
    run(r, app, *(const int *)route->page);
}

/* ---- assets ---- */

static const struct asset style = {
    "app.css", "app.1234.css", "/static/app.1234.css", "text/css", "\"1234\"",
    {(const unsigned char *)"plain body", 10}, {(const unsigned char *)"gz", 2}, {(const unsigned char *)"b", 1}};

static const struct asset *find_style(text hashed)
{
    return text_eq(hashed, T("app.1234.css")) ? &style : NULL;
}

/* ---- set-up ---- */

static const char *const proxies[] = {"127.0.0.0/8", "10.0.0.0/8"};

static int start(void **state)
{
    struct app *app = calloc(1, sizeof(*app));
    struct http_options o = {.listen = "127.0.0.1:0", .tables = &table, .table_count = 1, .handle = handle, .app = app,
                             .asset = find_style, .arena_max = 2 << 20, .answer_max = 1 << 20, .form_max = 64 << 10,
                             .json_max = 128 << 10, .file_max = 4 << 20, .short_queue = 8, .proxies = proxies,
                             .proxy_count = 2};

    app->a = arena_new(256 << 20);
    assert_ok(http_start(&o, app->a, &app->server));
    *state = app;
    return 0;
}

static int stop(void **state)
{
    struct app *app = *state;

    app->let_go = true;
    assert_true(http_stop(app->server, 5));
    arena_free(app->a);
    free(app);
    return 0;
}

#define CLIENT(c, app)                                                                                                 \
    CLEAN(client_close) struct client c;                                                                               \
    client_open(&c, http_port((app)->server), (app)->a)

/* ---- routing ---- */

static void requests_reach_their_route_with_parameters(void **state)
{
    static const struct {
        const char *method, *target;
        int status;
        const char *body;
    } cases[] = {
        {"GET", "/", 200, "GET|/|||127.0.0.1"},
        {"GET", "/?a=1&b=%20", 200, "GET|/|a=1&b=%20||127.0.0.1"},
        {"GET", "/projects/new", 200, "GET|/projects/new|||127.0.0.1"},
        {"GET", "/projects/42", 200, "id=42 hash="},
        {"GET", "/projects/42/files/ab%2Fcd", 200, "id=42 hash=ab/cd"},
        {"GET", "/projects/%E6%B2%88%E9%98%B3", 200, "id=沈阳 hash="},
        {"GET", "/projects/new/files/x", 200, "id=new hash=x"},
        {"GET", "/projects/", 404, "refused 404 http_not_found"},
        {"GET", "/projects/1/", 404, "refused 404 http_not_found"},
        {"GET", "/nothing", 404, "refused 404 http_not_found"},
        {"GET", "/projects/%zz", 400, "refused 400 http_malformed"},
        {"GET", "/projects/%00", 400, "refused 400 http_malformed"},
        {"GET", "/projects/%ff", 400, "refused 400 http_malformed"},
        {"DELETE", "/projects/1", 405, "refused 405 http_method"},
        {"OPTIONS", "/projects/1", 405, "refused 405 http_method"},
        {"OPTIONS", "/nothing", 404, "refused 404 http_not_found"},
        {"GET", "/inline", 200, "inline"},
    };
    struct app *app = *state;
    CLIENT(c, app);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct answer r = client_call(&c, cases[i].method, cases[i].target, NO_TEXT, NO_TEXT);
        if (r.status != cases[i].status || !text_eqz(r.body, cases[i].body))
            fail_msg("%s %s: %d %.*s", cases[i].method, cases[i].target, r.status, TEXT_ARG(r.body));
    }
}

static void wrong_method_is_told_the_right_ones(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    struct answer r = client_call(&c, "DELETE", "/projects/1", NO_TEXT, NO_TEXT);

    assert_text(answer_header(&r, "Allow"), "GET, HEAD, POST");
}

static void clashing_and_malformed_routes_refuse_to_start(void **state)
{
    static const struct http_route twice[] = {{GET, "/a/{id}", NULL, 0}, {GET, "/a/{name}", NULL, 0}};
    static const struct http_route relative[] = {{GET, "a", NULL, 0}};
    static const struct http_route half[] = {{GET, "/a/x{id}", NULL, 0}};
    struct http_table t[] = {{twice, 2}, {relative, 1}, {half, 1}};
    struct http_server *s = NULL;
    struct app *app = *state;

    for (int i = 0; i < 3; i++) {
        struct http_options o = {.listen = "127.0.0.1:0", .tables = &t[i], .table_count = 1, .handle = handle};
        assert_refused(http_start(&o, app->a, &s), *(i ? &w_http_route_malformed : &w_http_route_twice));
    }
}

static void a_port_in_use_is_named(void **state)
{
    struct app *app = *state;
    struct http_server *s = NULL;
    struct http_options o = {.handle = handle};
    err e;

    o.listen = text_fmt(app->a, "127.0.0.1:%d", http_port(app->server)).p;
    e = http_start(&o, app->a, &s);
    assert_refused(e, w_http_listen);
    assert_true(text_has(error_text(app->a, e, LANG_EN), T("Address already in use")));
    o.listen = "nonsense";
    assert_refused(http_start(&o, app->a, &s), w_http_listen);
}

static void head_is_get_without_body(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    struct answer h = client_call(&c, "HEAD", "/big", NO_TEXT, NO_TEXT), g = client_get(&c, "/big");

    assert_int_equal(h.status, 200);
    assert_true(text_eq(answer_header(&h, "Content-Length"), answer_header(&g, "Content-Length")));
    assert_int_equal(h.body.n, 0);
    assert_int_equal(g.body.n, 1000 * strlen("<p>沈阳</p>"));
    h = client_call(&c, "HEAD", "/stream", NO_TEXT, NO_TEXT);
    assert_int_equal(h.status, 200);
    assert_int_equal(client_get(&c, "/").status, 200);
}

static void one_connection_serves_many_requests(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);

    for (int i = 0; i < 50; i++) {
        text target = text_fmt(app->a, "/projects/%d", i);
        struct answer r = client_get(&c, target.p);
        assert_false(r.close);
        assert_true(text_eq(r.body, text_fmt(app->a, "id=%d hash=", i)));
    }
    client_send(&c, T("GET /projects/1 HTTP/1.1\r\nHost: x\r\n\r\nGET /projects/2 HTTP/1.1\r\nHost: x\r\n\r\n"));
    assert_text(client_read(&c, false).body, "id=1 hash=");
    assert_text(client_read(&c, false).body, "id=2 hash=");
}

/* ---- headers ---- */

static void every_answer_carries_the_security_headers(void **state)
{
    static const char *const targets[] = {"/", "/nothing", "/static/app.1234.css", "/inline", "/file", "/eat", "/huge"};
    struct app *app = *state;
    CLIENT(c, app);

    for (size_t i = 0; i < COUNT(targets); i++) {
        struct answer r = client_get(&c, targets[i]);
        assert_true(text_starts(answer_header(&r, "Content-Security-Policy"), T("default-src 'self'")));
        assert_text(answer_header(&r, "X-Content-Type-Options"), "nosniff");
        assert_text(answer_header(&r, "Referrer-Policy"), "same-origin");
        assert_non_null(answer_header(&r, "Permissions-Policy").p);
        assert_non_null(answer_header(&r, "Cross-Origin-Opener-Policy").p);
        assert_non_null(answer_header(&r, "Cache-Control").p);
    }
}

static void cookies_go_both_ways_and_cannot_split_headers(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    struct answer r;

    c.cookies = T("a=1; sid=x y; sidd=2");
    r = client_get(&c, "/cookie");
    assert_text(r.body, "x y");
    assert_true(text_has(r.head, T("Set-Cookie: sid=abc; Path=/; SameSite=Lax; Max-Age=60; HttpOnly\r\n")));
    assert_true(text_has(r.head, T("Set-Cookie: lang=zh; Path=/; SameSite=Strict\r\n")));
    assert_false(text_has(r.head, T("Set-Cookie: y")));
    c.cookies = NO_TEXT;
    r = client_call(&c, "GET", "/cookie", T("X-Forwarded-Proto: https\r\n"), NO_TEXT);
    assert_true(text_has(r.head, T("HttpOnly; Secure\r\n")));
}

static void forwarded_address_is_believed_only_from_proxies(void **state)
{
    static const struct {
        const char *header, *want;
    } cases[] = {
        {"X-Forwarded-For: 59.46.1.2\r\n", "59.46.1.2"},
        {"X-Forwarded-For: 6.6.6.6, 59.46.1.2, 10.1.1.1\r\n", "59.46.1.2"},
        {"X-Forwarded-For: rubbish\r\n", "127.0.0.1"},
        {"X-Forwarded-For: 1.1.1.1, rubbish, 10.9.9.9\r\n", "10.9.9.9"},
        {"X-Forwarded-For: 2409:8a00::1\r\n", "2409:8a00::1"},
    };
    struct app *app = *state;
    CLIENT(c, app);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct answer r = client_call(&c, "GET", "/", text_of(cases[i].header), NO_TEXT);
        if (!text_ends(r.body, text_fmt(app->a, "|%s", cases[i].want)))
            fail_msg("%s: %.*s", cases[i].header, TEXT_ARG(r.body));
    }
}

static void known_etag_gives_304(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    struct answer r = client_get(&c, "/etag");

    assert_text(r.body, "fresh");
    assert_text(answer_header(&r, "ETag"), "W/\"v1\"");
    assert_int_equal(client_call(&c, "GET", "/etag", T("If-None-Match: \"a\", W/\"v1\"\r\n"), NO_TEXT).status, 304);
    assert_int_equal(client_call(&c, "GET", "/etag", T("If-None-Match: W/\"v2\"\r\n"), NO_TEXT).status, 200);
}

static void redirects_and_downloads_say_where_and_how(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    struct answer r = client_get(&c, "/redirect");

    assert_int_equal(r.status, 303);
    assert_text(answer_header(&r, "Location"), "/projects/1?saved=1");
    r = client_get(&c, "/file");
    assert_text(r.body, "0123456789");
    assert_text(answer_header(&r, "Content-Type"), "application/pdf");
    assert_text(answer_header(&r, "Content-Disposition"),
                "attachment; filename=\"__ ____.pdf\"; filename*=UTF-8''%E8%BF%9B%E5%BA%A6%20%22%E6%8A%A5%E5%91%8A%22.pdf");
    assert_true(http_is_local(T("/a?b=1")));
    assert_false(http_is_local(T("//evil")));
    assert_false(http_is_local(T("/\\evil")));
    assert_false(http_is_local(T("https://evil")));
}

static void assets_are_served_in_the_form_the_browser_takes(void **state)
{
    static const struct {
        const char *header, *coding;
        int status;
        const char *body;
    } cases[] = {
        {"", NULL, 200, "plain body"},
        {"Accept-Encoding: gzip, br\r\n", "br", 200, "b"},
        {"Accept-Encoding: gzip\r\n", "gzip", 200, "gz"},
        {"Accept-Encoding: gzip;q=0, br;q=0.0\r\n", NULL, 200, "plain body"},
        {"If-None-Match: \"1234\"\r\n", NULL, 304, ""},
    };
    struct app *app = *state;
    CLIENT(c, app);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct answer r = client_call(&c, "GET", "/static/app.1234.css", text_of(cases[i].header), NO_TEXT);
        assert_int_equal(r.status, cases[i].status);
        assert_true(text_eqz(r.body, cases[i].body));
        assert_true(text_eq(answer_header(&r, "Content-Encoding"), text_of(cases[i].coding)));
        assert_text(answer_header(&r, "Cache-Control"), "public, max-age=31536000, immutable");
    }
    assert_int_equal(client_get(&c, "/static/app.9999.css").status, 404);
}

static void large_pages_are_gzipped_when_asked(void **state)
{
    unsigned char plain[20000];
    struct app *app = *state;
    CLIENT(c, app);
    struct answer r = client_call(&c, "GET", "/big", T("Accept-Encoding: gzip\r\n"), NO_TEXT);
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)r.body.p, .avail_in = (unsigned)r.body.n, .next_out = plain,
                  .avail_out = sizeof(plain)};

    assert_text(answer_header(&r, "Content-Encoding"), "gzip");
    assert_true(r.body.n < 1000);
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, 1000 * strlen("<p>沈阳</p>"));
    inflateEnd(&z);
    r = client_call(&c, "GET", "/", T("Accept-Encoding: gzip\r\n"), NO_TEXT);
    assert_null(answer_header(&r, "Content-Encoding").p);
}

/* ---- bodies ---- */

static text repeat(struct arena *a, char c, size_t n)
{
    char *p = arena_alloc(a, n + 1);

    memset(p, c, n);
    return (text){p, n};
}

static void form_and_json_bodies_are_given_raw(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    struct answer r = client_post(&c, "/projects/7", T("name=%E6%B2%88&n=1"));

    assert_text(r.body, "POST|/projects/7||name=%E6%B2%88&n=1|127.0.0.1");
    r = client_call(&c, "POST", "/projects/7", T("Content-Type: application/json; charset=utf-8\r\n"), T("{\"a\":1}"));
    assert_text(r.body, "POST|/projects/7||{\"a\":1}|127.0.0.1");
    client_send(&c, T("POST /projects/8 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "3\r\n[1,\r\n3\r\n2,3\r\n1\r\n]\r\n0\r\n\r\n"));
    assert_text(client_read(&c, false).body, "POST|/projects/8||[1,2,3]|127.0.0.1");
}

static void too_large_or_unknown_bodies_are_refused_with_a_page(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    text header = T("Content-Type: application/json\r\n");
    struct answer r;

    assert_int_equal(client_post(&c, "/projects/7", repeat(app->a, 'a', 64 << 10)).status, 200);
    r = client_post(&c, "/projects/7", repeat(app->a, 'a', (64 << 10) + 1));
    assert_text(r.body, "refused 413 http_too_large");
    assert_false(r.close);
    assert_text(client_call(&c, "POST", "/projects/7", header, repeat(app->a, '1', 200 << 10)).body, "refused 413 http_too_large");
    assert_text(client_call(&c, "POST", "/projects/7", T("Content-Type: text/plain\r\n"), T("x")).body, "refused 415 http_type");
    assert_text(client_post(&c, "/nothing", repeat(app->a, 'a', 1 << 20)).body, "refused 404 http_not_found");
}

static void a_hopeless_body_is_refused_before_it_comes(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    struct answer r;

    client_send(&c, T("POST /projects/7 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n"));
    r = client_read(&c, false);
    assert_int_equal(r.status, 413);
    assert_true(r.close);
    client_close(&c);
    client_open(&c, http_port(app->server), app->a);
    client_send(&c, T("PUT /nothing HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"));
    assert_int_equal(client_read(&c, false).status, 404);
}

static const char parts_head[] = "Content-Type: multipart/form-data; boundary=\"--x y\"\r\n";

static void multipart_brings_fields_and_binary_files(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    CLEAN(out_free) struct out o;
    char binary[3000];
    struct answer r;

    for (size_t i = 0; i < sizeof(binary); i++)
        binary[i] = (char)(i * 7 + i / 256);
    memcpy(binary + 100, "\r\n----x z\r\n--", 13);
    out_init(&o, 1 << 20, LANG_ZH);
    LIT(&o, "----x y\r\nContent-Disposition: form-data; name=\"名称\"\r\n\r\n沈抚\r\n新区\r\n");
    LIT(&o, "----x y\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n");
    LIT(&o, "----x y\r\ncontent-disposition: form-data; name=photo; filename=\"C:\\tmp\\..\\现场 %22一%22;照\u202e片.jpg\"\r\n"
            "Content-Type: image/jpeg\r\n\r\n");
    out_put(&o, binary, sizeof(binary));
    LIT(&o, "\r\n----x y\r\nContent-Disposition: form-data; name=\"none\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n");
    LIT(&o, "\r\n----x y\r\nContent-Disposition: form-data; name=\"b\"; filename=\"x\"; filename*=UTF-8''%E8%A1%A8.xlsx\r\n\r\nab");
    LIT(&o, "\r\n----x y--\r\n");
    r = client_call(&c, "POST", "/parts", text_of(parts_head), out_text(&o));
    assert_int_equal(r.status, 200);
    assert_true(text_eq(r.body, text_fmt(app->a, "[名称=沈抚\r\n新区][empty=]{photo|现场 \"一\";照片.jpg|image/jpeg|3000|%08x}{b|表.xlsx||2|%08x}",
                                         (unsigned)crc32(0, (unsigned char *)binary, sizeof(binary)),
                                         (unsigned)crc32(0, (const unsigned char *)"ab", 2))));
    wait_for(http_figures(app->server).file_bytes == 0);
}

/* Documents are called by their whole subject: such a name is cut before its ending, by which the kind is known. */
static void long_file_names_keep_their_ending(void **state)
{
    struct arena *a = arena_new(1 << 20);
    text subject = T(""), got;

    (void)state;
    for (int i = 0; i < 70; i++)
        subject = text_fmt(a, "%.*s批", TEXT_ARG(subject));
    got = multipart_file_name(a, text_fmt(a, "%.*s.docx", TEXT_ARG(subject)));
    assert_true(text_chars(got) == 75 && text_ends(got, T("批.docx")));
    got = multipart_file_name(a, text_fmt(a, "%.*s%.*s%.*s.pdf", TEXT_ARG(subject), TEXT_ARG(subject), TEXT_ARG(subject)));
    assert_true(text_chars(got) == 200 && text_ends(got, T("批.pdf")));
    got = multipart_file_name(a, text_fmt(a, "%.*s%.*s%.*s", TEXT_ARG(subject), TEXT_ARG(subject), TEXT_ARG(subject)));
    assert_int_equal(text_chars(got), 200);
    assert_true(text_eq(multipart_file_name(a, T("a/..")), T("file")) && text_eq(multipart_file_name(a, T(".txt")), T(".txt")));
    arena_free(a);
}

static void multipart_arriving_byte_by_byte_is_the_same(void **state)
{
    static const char body[] = "----x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\r\n-\r\n--\r\n----x \r\n----x y--";
    struct app *app = *state;
    CLIENT(c, app);

    client_send(&c, text_fmt(app->a, "POST /form HTTP/1.1\r\nHost: x\r\n%sContent-Length: %zu\r\n\r\n", parts_head, strlen(body)));
    for (size_t i = 0; i < strlen(body); i++) {
        client_send(&c, (text){body + i, 1});
        if (i % 16 == 0)
            nap(1);
    }
    assert_text(client_read(&c, false).body, "[a=\r\r\n-\r\n--\r\n----x ]");
}

static void broken_or_unwanted_multipart_is_refused(void **state)
{
    static const struct {
        const char *target, *head, *body;
        const char *want;
    } cases[] = {
        {"/parts", parts_head, "----x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf", "refused 400 http_malformed"},
        {"/parts", parts_head, "----x y\r\nContent-Disposition: form-data\r\n\r\nx\r\n----x y--", "refused 400 http_malformed"},
        {"/parts", parts_head, "no boundary at all", "refused 400 http_malformed"},
        {"/parts", parts_head, "----x yX", "refused 400 http_malformed"},
        {"/parts", "Content-Type: multipart/form-data\r\n", "x", "refused 400 http_malformed"},
        {"/form", parts_head, "----x y\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\nx\r\n----x y--",
         "refused 415 http_no_files"},
    };
    struct app *app = *state;
    CLIENT(c, app);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct answer r = client_call(&c, "POST", cases[i].target, text_of(cases[i].head), text_of(cases[i].body));
        if (!text_eqz(r.body, cases[i].want))
            fail_msg("case %zu: %d %.*s", i, r.status, TEXT_ARG(r.body));
    }
}

static void files_are_limited_and_any_body_may_be_one(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    text type = T("Content-Type: image/png\r\n"), content = repeat(app->a, 'p', 4 << 20);
    struct answer r = client_call(&c, "PUT", "/picture", type, content);

    assert_true(text_eq(r.body, text_fmt(app->a, "{||image/png|%d|%08x}", 4 << 20,
                                         (unsigned)crc32(0, (const unsigned char *)content.p, (unsigned)content.n))));
    r = client_call(&c, "PUT", "/picture", type, repeat(app->a, 'p', (4 << 20) + 1));
    assert_text(r.body, "refused 413 http_too_large");
    wait_for(http_figures(app->server).file_bytes == 0);
}

static void malformed_requests_do_not_disturb_the_server(void **state)
{
    static const char *const raw[] = {
        "rubbish\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        "GET http://other/ HTTP/1.1\r\nHost: x\r\n\r\n",
    };
    struct app *app = *state;

    for (size_t i = 0; i < COUNT(raw); i++) {
        CLIENT(c, app);
        struct answer r;
        client_send(&c, text_of(raw[i]));
        shutdown(c.fd, SHUT_WR);
        r = client_read(&c, false);
        if (r.status && (r.status < 400 || r.status > 505))
            fail_msg("%s: %d", raw[i], r.status);
    }
    CLIENT(c, app);
    client_send(&c, T("GET / HTTP/1.1\r\nHost: x\r\nX: "));
    client_send(&c, repeat(app->a, 'x', 100000));
    assert_true(client_read(&c, false).status != 200);
    client_close(&c);
    client_open(&c, http_port(app->server), app->a);
    assert_int_equal(client_get(&c, "/").status, 200);
}

/* What a proxy and this server could read differently is refused, and the line is closed: nothing behind it is taken for a request. */
static void what_can_be_read_in_two_ways_is_refused(void **state)
{
    static const char *const raw[] = {
        "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\na=b",
        "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\na=b",
        "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length : 3\r\n\r\na=b",
        "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\na=b",
        "POST /form HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: a\rContent-Length: 3\r\n\r\n",
    };
    struct app *app = *state;

    for (size_t i = 0; i < COUNT(raw); i++) {
        CLIENT(c, app);
        struct answer r;
        client_send(&c, text_fmt(app->a, "%sGET / HTTP/1.1\r\nHost: x\r\n\r\n", raw[i]));
        r = client_read(&c, false);
        if (r.status != 400)
            fail_msg("%s: %d", raw[i], r.status);
        r = client_read(&c, false);
        if (r.status == 200)
            fail_msg("%s: what stands behind it is answered", raw[i]);
    }
}

/* ---- memory ---- */

static void exhausted_arena_gives_a_page_and_the_server_lives(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    struct answer r = client_get(&c, "/eat");

    assert_int_equal(r.status, 503);
    assert_text(r.body, "refused 503 http_memory");
    assert_null(answer_header(&r, "X-Half").p);
    assert_non_null(answer_header(&r, "Retry-After").p);
    assert_int_equal(app->ended, 1);
    r = client_get(&c, "/huge");
    assert_int_equal(r.status, 500);
    assert_int_equal(client_get(&c, "/").status, 200);
}

/* ---- streams ---- */

static void a_stream_waits_for_a_slow_reader(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    struct answer r;

    client_send(&c, T("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"));
    nap(300);
    assert_true(app->streamed > 1000);
    assert_true(app->streamed < STREAM_ROWS - 1000); /* the rest waits for us; the kernel holds a few MB */
    r = client_read(&c, false);
    assert_int_equal(r.status, 200);
    assert_false(r.cut);
    assert_int_equal(r.body.n, STREAM_ROWS * ROW_BYTES);
    assert_true(text_starts(text_sub(r.body, (STREAM_ROWS - 1) * ROW_BYTES, ROW_BYTES), T("row 059999 of a long list")));
    assert_text(answer_header(&r, "Content-Type"), "text/csv; charset=utf-8");
    assert_int_equal(client_get(&c, "/").status, 200);
}

static void a_broken_stream_is_seen_as_cut(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    struct answer r = client_get(&c, "/cut");

    assert_int_equal(r.status, 200);
    assert_true(r.cut);
}

static void a_stream_ends_when_its_reader_leaves(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);

    client_send(&c, T("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"));
    wait_for(app->streamed > 0);
    client_close(&c);
    wait_for(app->gone == 1);
    assert_true(app->streamed < STREAM_ROWS);
}

static void a_handler_can_see_that_its_client_left(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);

    client_send(&c, T("GET /abandon HTTP/1.1\r\nHost: x\r\n\r\n"));
    wait_for(app->at_once == 1);
    client_close(&c);
    wait_for(app->gone == 1);
}

static void a_live_answer_is_written_to_from_elsewhere(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    CLIENT(other, app);
    text t;

    client_send(&c, T("GET /live HTTP/1.1\r\nHost: x\r\n\r\n"));
    wait_for(app->live);
    assert_true(http_live_event(app->live, "progress", T("10\n20")));
    while (!text_has(t = client_read_some(&c, 65536), T("progress")))
        assert_non_null(t.p);
    assert_true(text_has(t, T("event: progress\ndata: 10\ndata: 20\n\n")));
    assert_int_equal(client_get(&other, "/").status, 200);
    assert_int_equal(http_figures(app->server).live, 1);
    assert_true(http_live_send(app->live, T(": x\n\n")));
    http_live_close(app->live);
    while ((t = client_read_some(&c, 65536)).p && !text_has(t, T("0\r\n\r\n")))
        ;
    assert_non_null(t.p);
    assert_int_equal(client_get(&c, "/").status, 200);
    wait_for(http_figures(app->server).live == 0);
}

static void a_live_client_that_left_or_lags_is_let_go(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    text block = repeat(app->a, 'x', 100000);

    client_send(&c, T("GET /live HTTP/1.1\r\nHost: x\r\n\r\n"));
    wait_for(app->live);
    client_close(&c);
    wait_for((nap(5), !http_live_send(app->live, T("x"))));
    http_live_close(app->live);
    app->live = NULL;
    client_open(&c, http_port(app->server), app->a);
    client_send(&c, T("GET /live HTTP/1.1\r\nHost: x\r\n\r\n"));
    wait_for(app->live);
    wait_for(!http_live_send(app->live, block));
    http_live_close(app->live);
    wait_for(http_figures(app->server).live == 0);
}

/* ---- many at once ---- */

static void *call_many(void *data)
{
    struct app *app = data;
    struct arena *a = arena_new(64 << 20);
    struct client c;
    intptr_t bad = 0;

    client_open(&c, http_port(app->server), a);
    for (int i = 0; i < 200; i++) {
        text target = text_fmt(a, "/projects/%p-%d", (void *)&c, i);
        struct answer r = client_get(&c, target.p);
        bad += r.status != 200 || !text_eq(r.body, text_fmt(a, "id=%p-%d hash=", (void *)&c, i));
    }
    client_close(&c);
    arena_free(a);
    return (void *)bad;
}

static void eight_clients_at_once_get_their_own_answers(void **state)
{
    pthread_t t[8];

    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&t[i], NULL, call_many, *state), 0);
    for (int i = 0; i < 8; i++) {
        void *bad;
        pthread_join(t[i], &bad);
        assert_null(bad);
    }
}

static void a_full_lane_says_so_and_the_long_lane_does_not_block_the_short(void **state)
{
    struct app *app = *state;
    struct client c[18];
    CLIENT(extra, app);
    struct answer r;

    for (int i = 0; i < 2; i++) { /* both long workers */
        client_open(&c[i], http_port(app->server), app->a);
        client_send(&c[i], T("GET /abandon HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    wait_for(app->at_once == 2);
    assert_int_equal(client_get(&extra, "/").status, 200);
    for (int i = 2; i < 18; i++) { /* eight short workers, then eight waiting */
        if (i == 10)
            wait_for(app->at_once == 10);
        client_open(&c[i], http_port(app->server), app->a);
        client_send(&c[i], T("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    wait_for(http_figures(app->server).waiting == 8);
    r = client_get(&extra, "/");
    assert_int_equal(r.status, 503);
    assert_text(answer_header(&r, "Retry-After"), "2");
    assert_int_equal(client_get(&extra, "/inline").status, 200);
    app->let_go = true;
    for (int i = 0; i < 18; i++) {
        assert_text(client_read(&c[i], false).body, "done");
        client_close(&c[i]);
    }
    assert_int_equal(app->at_once_max, 10);
    assert_int_equal(http_figures(app->server).refused_busy, 1);
}

/* ---- the end ---- */

static void *stop_soon(void *data)
{
    struct app *app = data;

    return (void *)(intptr_t)http_stop(app->server, 5);
}

static void stopping_lets_the_running_finish_and_takes_no_more(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    CLIENT(live, app);
    CLIENT(late, app);
    pthread_t t;
    void *stopped;
    struct answer r;

    client_send(&live, T("GET /live HTTP/1.1\r\nHost: x\r\n\r\n"));
    wait_for(app->live);
    client_send(&c, T("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
    wait_for(app->at_once == 1);
    assert_int_equal(pthread_create(&t, NULL, stop_soon, app), 0);
    wait_for(!http_live_send(app->live, T("x")));
    http_live_close(app->live);
    client_close(&late);
    client_open(&late, http_port(app->server), app->a);
    assert_int_equal(late.fd, -1);
    app->let_go = true;
    r = client_read(&c, false);
    assert_text(r.body, "done");
    assert_true(r.close);
    pthread_join(t, &stopped);
    assert_non_null(stopped);
    app->server = NULL;
}

static void stopping_is_bounded_in_time(void **state)
{
    struct app *app = *state;
    CLIENT(c, app);
    CLIENT(stream, app);

    client_send(&c, T("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")); /* would take 10 s; notices http_gone */
    client_send(&stream, T("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"));
    wait_for(app->at_once == 1 && app->streamed > 0);
    assert_true(http_stop(app->server, 0));
    app->server = NULL;
    assert_int_equal(app->gone, 2);
}

#define T_(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_(requests_reach_their_route_with_parameters), T_(wrong_method_is_told_the_right_ones),
        T_(clashing_and_malformed_routes_refuse_to_start), T_(a_port_in_use_is_named), T_(head_is_get_without_body),
        T_(one_connection_serves_many_requests), T_(every_answer_carries_the_security_headers),
        T_(cookies_go_both_ways_and_cannot_split_headers), T_(forwarded_address_is_believed_only_from_proxies),
        T_(known_etag_gives_304), T_(redirects_and_downloads_say_where_and_how),
        T_(assets_are_served_in_the_form_the_browser_takes), T_(large_pages_are_gzipped_when_asked),
        T_(form_and_json_bodies_are_given_raw), T_(too_large_or_unknown_bodies_are_refused_with_a_page),
        T_(a_hopeless_body_is_refused_before_it_comes), T_(multipart_brings_fields_and_binary_files),
        T_(multipart_arriving_byte_by_byte_is_the_same), T_(long_file_names_keep_their_ending), T_(broken_or_unwanted_multipart_is_refused),
        T_(files_are_limited_and_any_body_may_be_one), T_(malformed_requests_do_not_disturb_the_server), T_(what_can_be_read_in_two_ways_is_refused),
        T_(exhausted_arena_gives_a_page_and_the_server_lives), T_(a_stream_waits_for_a_slow_reader),
        T_(a_broken_stream_is_seen_as_cut), T_(a_stream_ends_when_its_reader_leaves),
        T_(a_handler_can_see_that_its_client_left), T_(a_live_answer_is_written_to_from_elsewhere),
        T_(a_live_client_that_left_or_lags_is_let_go), T_(eight_clients_at_once_get_their_own_answers),
        T_(a_full_lane_says_so_and_the_long_lane_does_not_block_the_short),
        T_(stopping_lets_the_running_finish_and_takes_no_more), T_(stopping_is_bounded_in_time),
    };

    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
