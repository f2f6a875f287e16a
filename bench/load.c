/* Sends HTTP requests over a few kept-open connections and says how fast they were answered.
 *
 *     load HOST:PORT REQUESTS CONNECTIONS SECONDS|once [RATE]
 *
 * REQUESTS is a file of whole requests, each ended by a NUL; they are sent in turn, each connection beginning elsewhere, until
 * the time is over or (`once`) each was sent once. With a RATE, so many a second are sent at their appointed times, and an answer's time
 * counts from there: whoever waits for a connection waits too. Prints one JSON object. Every answer is read whole; whatever is not
 * 200…399 counts as failed, so that a page that refuses is not taken for a fast one. A tool: it dies on the first fault.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_REQUESTS = 100000, MOST_TIMES = 4000000, BUFFER = 1 << 16 };

static struct {
    const char *p;
    size_t n;
} requests[MOST_REQUESTS];
static size_t request_count;
static struct sockaddr_in address;
static double end_at;         /* 0: each once */
static double rate, begun_at; /* rate 0: as fast as they are answered */
static atomic_size_t next_once, failed, bytes;
static atomic_size_t time_count;
static float times_ms[MOST_TIMES];

static __attribute__((noreturn)) void die(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- One connection ---- */

struct connection {
    int fd;
    char buffer[BUFFER];
    size_t from, upto; /* what is read and not yet used */
};

static void connect_it(struct connection *c)
{
    int one = 1;

    c->from = c->upto = 0;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof(address)))
        die("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

static void send_all(struct connection *c, const char *p, size_t n)
{
    while (n) {
        ssize_t done = send(c->fd, p, n, MSG_NOSIGNAL);
        if (done <= 0)
            die("send");
        p += done;
        n -= (size_t)done;
    }
}

static bool fill(struct connection *c)
{
    ssize_t got;

    if (c->from == c->upto)
        c->from = c->upto = 0;
    got = recv(c->fd, c->buffer + c->upto, BUFFER - c->upto, 0);
    if (got < 0)
        die("recv");
    c->upto += (size_t)got;
    return got > 0;
}

/* One line without its end; lines of heads are short. */
static void read_line(struct connection *c, char *line, size_t size)
{
    size_t n = 0;

    for (;;) {
        if (c->from == c->upto && !fill(c))
            die("the answer ends within its head");
        char ch = c->buffer[c->from++];
        if (ch == '\n')
            break;
        if (ch != '\r' && n + 1 < size)
            line[n++] = ch;
    }
    line[n] = 0;
}

static void skip(struct connection *c, size_t n)
{
    while (n) {
        size_t here = c->upto - c->from;
        if (!here) {
            if (!fill(c))
                die("the answer is cut off");
            continue;
        }
        if (here > n)
            here = n;
        c->from += here;
        n -= here;
        atomic_fetch_add(&bytes, here);
    }
}

static void skip_chunks(struct connection *c)
{
    char line[64];
    size_t n;

    do {
        read_line(c, line, sizeof(line));
        n = strtoul(line, NULL, 16);
        skip(c, n);
        read_line(c, line, sizeof(line));
    } while (n);
}

/* Reads one answer. *close: the server will close. Returns the status. */
static int read_answer(struct connection *c, bool *close_it)
{
    char line[4096];
    size_t length = 0;
    bool chunked = false;
    int status;

    read_line(c, line, sizeof(line));
    status = (int)strtol(line + 9, NULL, 10);
    for (;;) {
        read_line(c, line, sizeof(line));
        if (!line[0])
            break;
        if (!strncasecmp(line, "Content-Length:", 15))
            length = strtoul(line + 15, NULL, 10);
        else if (!strncasecmp(line, "Transfer-Encoding: chunked", 26))
            chunked = true;
        else if (!strncasecmp(line, "Connection: close", 17))
            *close_it = true;
    }
    if (chunked)
        skip_chunks(c);
    else if (status != 304 && status != 204)
        skip(c, length);
    return status;
}

/* The next request of a paced run: when it is to be sent. */
static double appointed(size_t which)
{
    double at = begun_at + (double)which / rate, wait = at - now();

    if (wait > 0)
        nanosleep(&(struct timespec){(time_t)wait, (long)((wait - (double)(time_t)wait) * 1e9)}, NULL);
    return at;
}

static void *work(void *arg)
{
    static __thread struct connection c;
    size_t i = (size_t)arg * 7919;

    connect_it(&c);
    for (;; i++) {
        size_t turn = end_at > 0 && rate <= 0 ? i : atomic_fetch_add(&next_once, 1),
               which = end_at > 0 ? turn % request_count : turn;
        bool close_it = false;
        double start = rate > 0 && which < request_count ? appointed(turn) : now();
        int status;
        size_t at;

        if (which >= request_count || (end_at > 0 && start >= end_at))
            break;
        send_all(&c, requests[which].p, requests[which].n);
        status = read_answer(&c, &close_it);
        at = atomic_fetch_add(&time_count, 1);
        if (at < MOST_TIMES)
            times_ms[at] = (float)((now() - start) * 1000);
        if (status < 200 || status >= 400)
            atomic_fetch_add(&failed, 1);
        if (close_it) {
            close(c.fd);
            connect_it(&c);
        }
    }
    close(c.fd);
    return NULL;
}

/* ---- Setting up and telling ---- */

static void read_requests(const char *path)
{
    FILE *f = fopen(path, "rb");
    static char *all;
    size_t n = 0, got;

    if (!f)
        die(path);
    do {
        all = realloc(all, n + BUFFER);
        if (!all)
            die("memory");
        got = fread(all + n, 1, BUFFER, f);
        n += got;
    } while (got);
    fclose(f);
    for (char *p = all, *end; p < all + n && request_count < MOST_REQUESTS; p = end + 1) {
        end = memchr(p, 0, (size_t)(all + n - p));
        if (!end)
            end = all + n;
        requests[request_count].p = p;
        requests[request_count++].n = (size_t)(end - p);
    }
    if (!request_count)
        die("no requests");
}

static int by_time(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return x < y ? -1 : x > y;
}

static void tell(double seconds)
{
    size_t n = time_count < MOST_TIMES ? time_count : MOST_TIMES;

    qsort(times_ms, n, sizeof(times_ms[0]), by_time);
    printf("{\"requests\": %zu, \"failed\": %zu, \"seconds\": %.3f, \"per_second\": %.1f, \"p50_ms\": %.3f, "
           "\"p99_ms\": %.3f, "
           "\"bytes\": %zu}\n",
           (size_t)time_count, (size_t)failed, seconds, (double)time_count / seconds, n ? (double)times_ms[n / 2] : 0,
           n ? (double)times_ms[n * 99 / 100] : 0, n ? (size_t)bytes / n : 0);
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    size_t connections;
    double start;
    char *colon;

    if (argc < 5 || argc > 6 || !(colon = strchr(argv[1], ':'))) {
        fputs("usage: load HOST:PORT REQUESTS CONNECTIONS SECONDS|once [RATE]\n", stderr);
        return 2;
    }
    *colon = 0;
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
    if (inet_pton(AF_INET, argv[1], &address.sin_addr) != 1)
        die("an address is four numbers");
    read_requests(argv[2]);
    connections = strtoul(argv[3], NULL, 10);
    if (connections < 1 || connections > 64)
        connections = 1;
    start = begun_at = now();
    rate = argc == 6 ? strtod(argv[5], NULL) : 0;
    end_at = strcmp(argv[4], "once") ? start + strtod(argv[4], NULL) : 0;
    for (size_t i = 0; i < connections; i++)
        if (pthread_create(&threads[i], NULL, work, (void *)i))
            die("thread");
    for (size_t i = 0; i < connections; i++)
        pthread_join(threads[i], NULL);
    tell(now() - start);
    return 0;
}
