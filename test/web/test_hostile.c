/* Hostile input against the whole program: each attack is answered with a page that a person understands, and somebody else, who is
 * signed in and works, is served all the while.
 */
#include "../kit/http_client.h"
#include "../kit/sheet/make.h"
#include "capabilities.h"
#include "kit/confine.h"
#include "kit/files/picture.h"
#include "kit/pages.h"
#include "kit/words.h"
#include "world.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

struct scene {
    struct world *w;
    struct web web;
    struct http_server *server;
    struct session session;
    pthread_t witness;
    _Atomic int served, refused;
    _Atomic bool end;
};

static text session_cookie_of(const struct scene *s, struct arena *a)
{
    return text_fmt(a, "dd_session=%.*s", TEXT_ARG(s->session.secret));
}

/* Somebody who looks at the list of projects, over and over. */
static void *work(void *data)
{
    struct scene *s = data;

    while (!s->end) {
        struct arena *a = arena_new(64 << 20);
        struct client c;
        client_open(&c, http_port(s->server), a);
        c.cookies = session_cookie_of(s, a);
        for (int i = 0; i < 20 && !s->end; i++) {
            struct answer r = client_get(&c, "/projects");
            if (r.status == 200 && text_has(r.body, T("见证项目")))
                s->served++;
            else
                s->refused++;
        }
        client_close(&c);
        arena_free(a);
    }
    return NULL;
}

static void sign_in(struct scene *s)
{
    struct world *w = s->w;
    struct call visitor = w->system;
    id made;

    assert_ok(world_make(&w->system, "account.create", &made, "login=witness", "role=drc",
                         text_fmt(w->a, "body=%lld", (long long)w->drc.n).p, "name=某人", "state=active", NULL));
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(password_set(&w->system, (ref){made.n}, T("Sees-2026-all-works"), false));
    assert_ok(conn_commit(w->conn, w->a));
    visitor.actor = (struct actor){.source = T("127.0.0.1")};
    assert_ok(session_start(&visitor, T("witness"), T("Sees-2026-all-works"), &s->session));
}

static int set_up(void **state)
{
    static const struct http_options options = {.listen = "127.0.0.1:0", .head_timeout_s = 2, .max_connections = 400};
    struct world *w;
    struct scene *s;
    const struct route **tables;
    id project;

    if (world_set_up((void **)&w))
        return -1;
    s = ARENA_NEW(w->a, struct scene);
    s->w = w;
    assert_ok(world_make(&w->system, "project.create", &project, "name=见证项目", "division=210102", "content=x",
                         "total_invest=1", "stage=planned", NULL));
    sign_in(s);
    conn_release(w->conn);
    w->conn = NULL;
    tables = ARENA_ARRAY(w->a, const struct route *, 50);
    s->web = (struct web){.db = w->db, .session_load = session_load, .token_load = token_load, .tables = tables};
    for (size_t i = 0; capabilities[i]; i++)
        if (capabilities[i]->routes)
            tables[s->web.n_tables++] = capabilities[i]->routes;
    tables[s->web.n_tables++] = pages_routes(w->a);
    assert_ok(web_start(&s->web, &options, w->a, &s->server));
    assert_int_equal(pthread_create(&s->witness, NULL, work, s), 0);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    void *w = s->w;

    s->end = true;
    pthread_join(s->witness, NULL);
    http_stop(s->server, 5);
    return world_tear_down(&w);
}

/* After an attack: the witness was served meanwhile, is served still, and was never refused. */
static void everybody_else_works_on(struct scene *s)
{
    int before = s->served;

    for (int i = 0; i < 1000 && s->served < before + 2; i++)
        usleep(10000);
    assert_true(s->served >= before + 2);
    assert_int_equal(s->refused, 0);
}

static text repeat(struct arena *a, const char *z, size_t times)
{
    text one = text_of(z);
    char *p = arena_alloc(a, one.n * times + 1);

    for (size_t i = 0; i < times; i++)
        memcpy(p + i * one.n, one.p, one.n);
    return (text){p, one.n * times};
}

/* One request on a connection of its own, signed in. */
static struct answer attack(struct scene *s, const char *method, const char *target, text headers, text body)
{
    struct client c;
    struct answer r;

    client_open(&c, http_port(s->server), s->w->a);
    c.cookies = session_cookie_of(s, s->w->a);
    r = client_call(&c, method, target, headers, body);
    client_close(&c);
    return r;
}

static void paths_lead_nowhere_but_to_pages(void **state)
{
    static const char *const targets[] = {
        "/static/../../../../etc/passwd",
        "/static/..%2f..%2f..%2fetc%2fpasswd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/../../etc/passwd",
        "/projects/../../etc/passwd",
        "/projects/%2e%2e",
        "/projects/..%5c..%5cetc",
        "/static//etc/passwd",
        "/projects/99999999999999999999999",
        "/projects/-1",
        "/projects/0x10",
        "/projects/1%27%20OR%201=1--",
    };
    struct scene *s = *state;

    for (size_t i = 0; i < COUNT(targets); i++) {
        struct answer r = attack(s, "GET", targets[i], NO_TEXT, NO_TEXT);
        if ((r.status != 404 && r.status != 400) || text_has(r.body, T("root:")))
            fail_msg("%s: %d %.*s", targets[i], r.status, TEXT_ARG(text_sub(r.body, 0, 200)));
    }
    everybody_else_works_on(s);
}

static void bad_text_is_refused_in_words(void **state)
{
    static const struct {
        const char *target, *body;
    } forms[] = {
        {"/sign-in", "login=%ff%fe&password=x"},
        {"/sign-in", "login=%zz&password=x"},
        {"/sign-in", "login=%"},
        {"/projects?name.has=%c3%28", NULL},
        {"/projects?name.has=%00", NULL},
        {"/search?q=%ed%a0%80", NULL},
        {"/projects?sort=nothing", NULL},
        {"/projects?after=rubbish", NULL},
        {"/projects?limit=-5", NULL},
        {"/projects?%", NULL},
        {"/projects?total_invest.min=1e999", NULL},
        {"/projects?stage=%27%3B%20DROP%20TABLE%20project", NULL},
    };
    struct scene *s = *state;

    for (size_t i = 0; i < COUNT(forms); i++) {
        struct answer r = forms[i].body
                              ? attack(s, "POST", forms[i].target,
                                       T("Content-Type: application/x-www-form-urlencoded\r\n"), text_of(forms[i].body))
                              : attack(s, "GET", forms[i].target, NO_TEXT, NO_TEXT);
        if (r.status < 200 || r.status >= 500)
            fail_msg("%s: %d", forms[i].target, r.status);
    }
    everybody_else_works_on(s);
}

static void scripts_in_names_stay_text(void **state)
{
    struct scene *s = *state;
    struct answer r = attack(s, "GET", "/projects?q=%3Cscript%3Ealert(1)%3C/script%3E", NO_TEXT, NO_TEXT);

    assert_int_equal(r.status, 200);
    assert_false(text_has(r.body, T("<script>alert")));
    r = attack(s, "GET", "/sign-in?next=//evil.example/%22%3E%3Cscript%3E", NO_TEXT, NO_TEXT);
    assert_false(text_has(r.body, T("\"><script>")));
}

/* A session that ended: a form is told so and leads back to its page, a part of a page is refused where it stands. */
/* The steps are offered on the file's own page. */
static void an_address_without_its_step_leads_to_the_file(void **state)
{
    static const char sql_one[] = "SELECT MIN(id) FROM project WHERE region = $1";
    struct scene *s = *state;
    struct world *w = s->w;
    struct conn *conn CLEAN(conn_clean) = NULL;
    struct answer r;
    id key;

    assert_ok(db_lease(w->db, DB_READ, w->a, &conn));
    assert_ok(conn_one(conn, w->a, sql_one, BIND(V(w->system.region)), INTO(TO(&key)), NULL));
    r = attack(s, "GET", text_fmt(w->a, "/projects/%lld/move", (long long)key.n).p, NO_TEXT, NO_TEXT);
    assert_int_equal(r.status, 303);
    assert_true(text_eq(answer_header(&r, "Location"), text_fmt(w->a, "/projects/%lld", (long long)key.n)));
    r = attack(s, "GET", text_fmt(w->a, "/projects/%lld/move?to=nowhere", (long long)key.n).p, NO_TEXT, NO_TEXT);
    assert_int_equal(r.status, 409);
}

static void what_is_sent_after_the_session_ended_leads_back(void **state)
{
    static const struct {
        const char *headers, *to;
    } cases[] = {
        {"Referer: http://localhost/projects/new\r\n", "/sign-in?unsaved&next=%2Fprojects%2Fnew"},
        {"Referer: http://elsewhere.example/projects/new\r\n", "/sign-in?unsaved&next=%2F"},
        {"", "/sign-in?unsaved&next=%2F"},
    };
    struct scene *s = *state;
    struct client c;
    struct answer r;

    client_open(&c, http_port(s->server), s->w->a);
    for (size_t i = 0; i < COUNT(cases); i++) {
        text form = text_fmt(s->w->a, "Content-Type: application/x-www-form-urlencoded\r\n%s", cases[i].headers);
        r = client_call(&c, "POST", "/projects/new", form, T("name=x"));
        assert_int_equal(r.status, 303);
        if (!text_eqz(answer_header(&r, "Location"), cases[i].to))
            fail_msg("%.*s", TEXT_ARG(answer_header(&r, "Location")));
    }
    r = client_call(&c, "POST", "/projects/new", T("Content-Type: application/x-www-form-urlencoded\r\nHX-Request: true\r\n"), T("name=x"));
    assert_int_equal(r.status, 401);
    r = client_call(&c, "GET", "/sign-in?unsaved&next=%2Fprojects%2Fnew", NO_TEXT, NO_TEXT);
    assert_true(text_has(r.body, T("刚才提交的内容没有保存")));
    client_close(&c);
}

static void too_much_is_refused_with_a_page(void **state)
{
    struct scene *s = *state;
    struct arena *a = s->w->a;
    text form = T("Content-Type: application/x-www-form-urlencoded\r\n"),
         csrf = text_fmt(a, "csrf=%.*s&name=", TEXT_ARG(s->session.csrf));
    text many = text_join(a, (text[]){csrf, repeat(a, "&a=1", 50000)}, 2, T(""));
    text large = text_join(a, (text[]){csrf, repeat(a, "x", 3 << 20)}, 2, T(""));
    struct answer r;

    r = attack(s, "POST", "/projects/new", form, large);
    assert_int_equal(r.status, 413);
    assert_true(text_has(r.body, text_of(w_http_too_large.in[LANG_ZH])));
    r = attack(s, "POST", "/projects/new", form, many);
    assert_int_equal(r.status, 413);
    r = attack(s, "GET", text_fmt(a, "/projects?%.*s", TEXT_ARG(repeat(a, "a=1&", 3000))).p, NO_TEXT, NO_TEXT);
    if (r.status < 400 || r.status >= 500 || !text_has(r.body, T("<main")))
        fail_msg("a query of 3000 values: %d", r.status);
    r = attack(s, "GET", "/projects", text_fmt(a, "X-Long: %.*s\r\n", TEXT_ARG(repeat(a, "h", 200 << 10))), NO_TEXT);
    assert_true(r.status == 0 || (r.status >= 400 && r.status < 500)); /* refused, or hung up on */
    r = attack(s, "GET", "/projects", repeat(a, "X-One: 1\r\n", 5000), NO_TEXT);
    assert_true(r.status == 0 || (r.status >= 400 && r.status < 500));
    for (int i = 0; i < 5; i++) { /* nor does it leave anything behind, which AddressSanitizer sees */
        r = attack(s, "GET", "/projects", text_fmt(a, "Cookie: %.*s\r\n", TEXT_ARG(repeat(a, "a=1; ", 2000))), NO_TEXT);
        assert_true(r.status == 0 || (r.status >= 400 && r.status < 500));
    }
    everybody_else_works_on(s);
}

static void thousands_of_parts_are_too_many(void **state)
{
    struct scene *s = *state;
    struct arena *a = s->w->a;
    text head = T("Content-Type: multipart/form-data; boundary=XX\r\n");
    text body = text_join(
        a,
        (text[]){repeat(a, "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", 12000), T("--XX--\r\n")},
        2, T(""));
    struct answer r = attack(s, "POST", "/projects/new", head, body);

    assert_int_equal(r.status, 413);
    r = attack(s, "POST", "/projects/new", head,
               T("--XX\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a.exe\"\r\n\r\nMZ\r\n--XX--\r\n"));
    assert_int_equal(r.status, 415);
    r = attack(s, "POST", "/projects/new", head, T("--XX\r\nthis is no part"));
    assert_int_equal(r.status, 400);
    everybody_else_works_on(s);
}

/* Three hundred connections that never end what they begin. */
static void slow_clients_keep_nobody_waiting(void **state)
{
    enum { SLOW = 300 };
    static struct client slow[SLOW];
    struct scene *s = *state;

    for (int i = 0; i < SLOW; i++) {
        client_open(&slow[i], http_port(s->server), s->w->a);
        client_send(&slow[i], i % 3 == 0   ? T("GET /projects HT")
                              : i % 3 == 1 ? T("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
                                           : T("POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: "
                                               "application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na"));
    }
    everybody_else_works_on(s);
    for (int i = 0; i < 20; i++) /* a letter now and then does not keep a head alive */
        client_send(&slow[i], T("x"));
    everybody_else_works_on(s);
    for (int i = 0; i < 3; i++) {
        char c;
        ssize_t n = recv(slow[i * 3].fd, &c, 1,
                         0); /* the head's time is over: an answer or the end, no waiting for ever */
        assert_true(n >= 0);
    }
    for (int i = 0; i < SLOW; i++)
        client_close(&slow[i]);
    everybody_else_works_on(s);
}

/* The head of a picture of 60 000 by 60 000 points, and nothing behind it. */
static int picture_of_claims(void)
{
    static const unsigned char head[] = {0x89, 'P', 'N', 'G',  '\r', '\n', 0x1a, '\n', 0,    0, 0, 13, 'I', 'H', 'D',
                                         'R',  0,   0,   0xea, 0x60, 0,    0,    0xea, 0x60, 1, 0, 0,  0,   0};
    unsigned char all[sizeof(head) + 4];
    uint32_t crc = (uint32_t)crc32(0, head + 12, 17);

    memcpy(all, head, sizeof(head));
    for (int i = 0; i < 4; i++)
        all[sizeof(head) + (size_t)i] = (unsigned char)(crc >> (24 - 8 * i));
    return make_file(all, sizeof(all));
}

/* Parsed in a confined child; the others do not notice. */
static void hostile_workbooks_and_pictures_are_refused_in_words(void **state)
{
    static const char entity_bomb[] =
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaa\"><!ENTITY b "
        "\"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
        "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&b;&b;</t></is></c></row></sheetData></worksheet>";
    struct scene *s = *state;
    struct arena *a = s->w->a;
    const struct sheet_options options = {0};
    const struct make_book entities = {.sheet = entity_bomb};
    text zeros = repeat(a, "00000000000000000000000000000000", 4 << 20 >> 1);
    const struct make_part bomb[] = {{"[Content_Types].xml", "<Types/>", 0}, {"xl/workbook.xml", zeros.p, zeros.n}};
    int files[] = {make_book(&entities), make_zip(bomb, COUNT(bomb)), make_ole("EncryptedPackage", "xxxxxxxx", 8),
                   make_text("PK\003\004 cut off"), make_file("", 0)};
    struct picture got;
    text said;
    int fd = picture_of_claims();
    err e;

    for (size_t i = 0; i < COUNT(files); i++) {
        e = read_csv(a, files[i], &options, &said);
        assert_non_null(e);
        assert_true(e->code == E_INPUT || e->code == E_TOO_LARGE);
        assert_true(error_text(a, e, LANG_ZH).n > 12 && error_text(a, e, LANG_EN).n > 12);
        close(files[i]);
    }
    e = picture_read(a, fd, &got);
    assert_non_null(e);
    assert_true(e->code == E_INPUT || e->code == E_TOO_LARGE);
    close(fd);
    everybody_else_works_on(s);
}

#define ON_STAGE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ON_STAGE(paths_lead_nowhere_but_to_pages),
        ON_STAGE(bad_text_is_refused_in_words),
        ON_STAGE(scripts_in_names_stay_text),
        ON_STAGE(an_address_without_its_step_leads_to_the_file),
        ON_STAGE(what_is_sent_after_the_session_ended_leads_back),
        ON_STAGE(too_much_is_refused_with_a_page),
        ON_STAGE(thousands_of_parts_are_too_many),
        ON_STAGE(slow_clients_keep_nobody_waiting),
        ON_STAGE(hostile_workbooks_and_pictures_are_refused_in_words),
    };
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
