/* Whole connections: bytes as a client sends them, to a real server on loopback. Whatever comes, the next client is answered. */
#include "kit/http.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

static struct http_server *server;

/* Asks the request everything that a handler may ask. */
static void handle(struct http_request *r, const struct http_route *route, void *app)
{
    struct out *o = http_out(r);

    (void)app;
    out_fmt(o, "%d %.*s", route ? 1 : 0, TEXT_ARG(http_path(r)));
    out_raw(o, http_cookie(r, "dd_session"));
    out_raw(o, http_header(r, "Accept-Language"));
    out_raw(o, http_client(r));
    out_raw(o, http_body(r));
    out_raw(o, http_param(r, "id"));
    for (size_t i = 0; i < http_field_count(r); i++)
        out_raw(o, http_field_at(r, i)->value);
    http_set_cookie(r, "back", http_query(r), -1, 0);
    http_set_download(r, http_path(r));
    if (http_is_local(http_query(r)))
        http_redirect(r, 303, http_query(r));
    (void)http_not_modified(r, T("v1"));
}

static const struct http_route routes[] = {{GET, "/", NULL, 0}, {GET, "/projects/{id}", NULL, 0}, {POST, "/projects/{id}", NULL, 0},
                                           {POST, "/files", NULL, HTTP_UPLOAD}};
static const struct http_table table = {routes, COUNT(routes)};
static const char *const proxies[] = {"127.0.0.0/8"};

static int dial(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(server)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct linger now = {1, 0}; /* no port is left waiting: there are thousands of connections */
    struct timeval wait = {5, 0};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)))
        abort();
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    return fd;
}

static void send_bytes(int fd, const char *p, size_t n)
{
    ssize_t did = send(fd, p, n, MSG_NOSIGNAL);

    (void)did; /* the server may have hung up */
}

/* The rest is read until the server closes: the request ends what it began. */
static void provoke(const uint8_t *p, size_t n)
{
    char answer[4096];
    int fd = dial();

    send_bytes(fd, (const char *)p, n);
    shutdown(fd, SHUT_WR);
    while (recv(fd, answer, sizeof(answer), 0) > 0)
        ;
    close(fd);
}

static void next_client(void)
{
    static const char get[] = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    char answer[64] = "";
    int fd = dial();

    send_bytes(fd, get, sizeof(get) - 1);
    if (recv(fd, answer, sizeof(answer) - 1, MSG_WAITALL) < 12 || strncmp(answer, "HTTP/1.1 200", 12))
        abort();
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    if (!server) {
        static struct arena *forever;
        struct http_options o = {.listen = "127.0.0.1:0", .tables = &table, .table_count = 1, .handle = handle, .event_threads = 1,
                                 .short_workers = 1, .long_workers = 1, .proxies = proxies, .proxy_count = 1};
        forever = arena_new(1 << 24);
        if (http_start(&o, forever, &server))
            abort();
    }
    provoke(p, n);
    next_client();
    return 0;
}
