/* Live pages: see live.h. One thread waits for commits, renders each group of equal readers once and sends what changed. */
#include "live.h"

#include "base/log.h"
#include "kit/words.h"

#include <pthread.h>

enum {
    TABLES_MOST = 50,
    PANELS_MOST = 40,
    GROUP_MEMORY = 64 << 10, /* key, actor */
    RENDER_MEMORY = 64 << 20,
    PANEL_MOST = 4 << 20,
    CHECK_MS = 3000, /* how long a session that is over goes on being served */
    CHECK_MEMORY = 8 << 20,
    WAIT_MS = 1000,
    OVERLAP_MS = 10000, /* another process may commit an event with an earlier key */
};

struct watcher {
    struct watcher *next;
    struct http_live *live;
    char *secret; /* of the session */
    bool fresh; /* has got nothing yet */
    bool over;  /* its session is */
};

/* Readers who see the same: same topic, scope, language, query. */
struct group {
    struct group *next;
    struct arena *a;
    text key;
    const struct live_topic *topic;
    struct actor actor;
    enum lang lang;
    struct params query;
    struct watcher *watchers;
    size_t n_panels;
    struct {
        const char *element;
        char *html; /* malloc'ed */
        size_t n;
    } panels[PANELS_MOST];
};

struct live_panels {
    struct group *group;
    bool changed[PANELS_MOST];
    enum lang lang;
};

static const struct live_topic *tables[TABLES_MOST];
static size_t n_tables;

static struct hub {
    pthread_mutex_t lock; /* groups, watchers, figures */
    struct group *groups;
    struct db *db;
    struct listener *listener;
    pthread_t thread;
    bool running, stopping;
    err (*session_load)(struct call *c, text secret, struct session *ret);
    int64_t checked_ms; /* when the watchers' sessions were looked at */
    int64_t last_event, recent; /* the newest event seen, and how many stood within OVERLAP_MS of it */
    struct live_figures figures;
} hub = {.lock = PTHREAD_MUTEX_INITIALIZER};

void live_register(const struct live_topic *table)
{
    if (table && n_tables < TABLES_MOST)
        tables[n_tables++] = table;
}

static const struct live_topic *topic_of(text name)
{
    for (size_t i = 0; i < n_tables; i++)
        for (const struct live_topic *t = tables[i]; t->name; t++)
            if (text_eqz(name, t->name))
                return t;
    return NULL;
}

struct live_figures live_figures(void)
{
    struct live_figures f;

    pthread_mutex_lock(&hub.lock);
    f = hub.figures;
    pthread_mutex_unlock(&hub.lock);
    return f;
}

/* --- panels -------------------------------------------------------------------------------------------------------------- */

static size_t panel_of(struct group *g, const char *element)
{
    size_t i = 0;

    while (i < g->n_panels && strcmp(g->panels[i].element, element) != 0)
        i++;
    if (i == g->n_panels && i < PANELS_MOST) {
        g->panels[i].element = text_copy(g->a, text_of(element)).p;
        g->n_panels++;
    }
    return i;
}

void live_panel(struct live_panels *p, const char *element, struct slot body)
{
    struct out o;
    size_t i = panel_of(p->group, element), n;
    char *html;

    if (i == PANELS_MOST)
        return;
    out_init(&o, PANEL_MOST, p->lang);
    slot_write(&o, body);
    html = out_take(&o, &n);
    out_free(&o);
    if (n == p->group->panels[i].n && (!n || !memcmp(html, p->group->panels[i].html, n))) {
        free(html);
        return;
    }
    free(p->group->panels[i].html);
    p->group->panels[i].html = html;
    p->group->panels[i].n = n;
    p->changed[i] = true;
}

/* {"panels":{"totals":"<dl>…"}} of those that changed, or of all. */
static text message(struct arena *a, const struct group *g, const struct live_panels *p, bool all)
{
    CLEAN(out_free) struct out o = {0};
    bool any = false;

    out_init(&o, RENDER_MEMORY, LANG_ZH);
    LIT(&o, "{\"panels\":{");
    for (size_t i = 0; i < g->n_panels; i++) {
        if (!all && !p->changed[i])
            continue;
        out_fmt(&o, "%s\"%s\":\"", any ? "," : "", g->panels[i].element);
        out_escape_json(&o, (text){g->panels[i].html, g->panels[i].n});
        LIT(&o, "\"");
        any = true;
    }
    LIT(&o, "}}");
    return any ? text_copy(a, out_text(&o)) : NO_TEXT;
}

/* --- groups -------------------------------------------------------------------------------------------------------------- */

static void close_watcher(struct watcher *w)
{
    http_live_close(w->live);
    free(w->secret);
    free(w);
    hub.figures.pages--;
}

static void free_group(struct group *g)
{
    for (size_t i = 0; i < g->n_panels; i++)
        free(g->panels[i].html);
    arena_free(g->a);
    hub.figures.groups--;
}

static text key_of(struct arena *a, const struct live_topic *t, const struct req *q)
{
    const struct actor *who = &q->call.actor;

    return text_fmt(a, "%s|%u|%d|%.*s|%lld|%d|%.*s", t->name, who->role, who->scope, TEXT_ARG(who->unit), (long long)who->body.n, q->call.lang,
                    TEXT_ARG(http_query(q->http)));
}

/* The group's copy of what its renders need; nothing of the request is kept. */
static err make_group(const struct live_topic *t, const struct req *q, struct group **ret)
{
    struct arena *a = arena_new(GROUP_MEMORY);
    struct group *g = ARENA_NEW(a, struct group);
    const struct actor *who = &q->call.actor;
    err e = params_parse(a, text_copy(a, http_query(q->http)), PARAMS_QUERY, &g->query);

    if (e) {
        e = error_new(q->call.arena, e);
        arena_free(a);
        return e;
    }
    g->a = a;
    g->key = key_of(a, t, q);
    g->topic = t;
    g->lang = q->call.lang;
    g->actor = (struct actor){.body = who->body, .role = who->role, .scope = who->scope, .unit = text_copy(a, who->unit),
                              .body_name = text_copy(a, who->body_name), .source = T("live")};
    *ret = g;
    return NULL;
}

static struct watcher *new_watcher(const struct req *q)
{
    text secret = http_cookie(q->http, session_cookie);
    struct watcher *w = calloc(1, sizeof(*w));

    if (!w)
        return NULL;
    w->fresh = true;
    w->secret = strndup(secret.p ? secret.p : "", secret.n);
    if (!w->secret) {
        free(w);
        return NULL;
    }
    return w;
}

static err join(const struct live_topic *t, const struct req *q)
{
    struct group *g, *made = NULL;
    struct watcher *w;

    TRY(make_group(t, q, &made));
    w = made ? new_watcher(q) : NULL;
    if (!w) {
        if (made)
            arena_free(made->a);
        return FAIL(q->call.arena, E_BUSY, w_web_busy);
    }
    w->live = http_live(q->http);
    pthread_mutex_lock(&hub.lock);
    hub.session_load = q->web->session_load;
    for (g = hub.groups; g && !text_eq(g->key, made->key); g = g->next)
        ;
    if (!g) {
        g = made;
        g->next = hub.groups;
        hub.groups = g;
        hub.figures.groups++;
        made = NULL;
    }
    w->next = g->watchers;
    g->watchers = w;
    hub.figures.pages++;
    pthread_mutex_unlock(&hub.lock);
    if (made)
        arena_free(made->a);
    db_wake(hub.db);
    return NULL;
}

/* --- rendering and sending ---------------------------------------------------------------------------------------------- */

static err render(struct group *g, struct arena *a, struct live_panels *p)
{
    struct conn *conn CLEAN(conn_clean) = NULL;
    moment now = clock_now();
    struct call c = {.arena = a, .actor = g->actor, .region = REGION_LIAONING, .now = now, .today = date_of(now), .lang = g->lang};

    TRY(db_lease(hub.db, DB_READ, a, &conn));
    c.conn = conn;
    return g->topic->render(&c, &g->query, p);
}

/* Under the hub's lock. A watcher that has gone or is behind is closed; its page asks again. */
static void send_all(struct group *g, text changed, text all)
{
    for (struct watcher **at = &g->watchers; *at;) {
        struct watcher *w = *at;
        text t = w->fresh ? all : changed;
        if (t.p && !http_live_event(w->live, "panels", t)) {
            *at = w->next;
            close_watcher(w);
            continue;
        }
        w->fresh = false;
        at = &w->next;
    }
}

static void serve_group(struct group *g)
{
    struct arena *a = arena_new(RENDER_MEMORY);
    struct live_panels p = {.group = g, .lang = g->lang};
    err e = render(g, a, &p);

    if (e)
        log_error("live page %s: %.*s", g->topic->name, TEXT_ARG(error_whole(a, e, LANG_EN)));
    pthread_mutex_lock(&hub.lock);
    if (!e)
        send_all(g, message(a, g, &p, false), message(a, g, &p, true));
    hub.figures.renders++;
    pthread_mutex_unlock(&hub.lock);
    arena_free(a);
}

/* The places of what has happened since the last look; "all" when something had no place. */
struct touched {
    bool all, any;
    LIST(text) cities;
};

static int64_t overlap_before(int64_t event)
{
    return event - ((int64_t)OVERLAP_MS << 13); /* 13: see db_new_id */
}

static err look(struct arena *a, struct touched *ret)
{
    static const char sql_newest[] = "SELECT COALESCE(MAX(id), 0) FROM event WHERE region = $1";
    static const char sql_recent[] = "SELECT COUNT(*) FROM event WHERE region = $1 AND id > $2";
    static const char sql_since[] = "SELECT DISTINCT COALESCE(city, '') FROM event WHERE region = $1 AND id > $2";
    struct conn *conn CLEAN(conn_clean) = NULL;
    CLEAN(query_close) struct query q = {0};
    int64_t newest, recent, from = overlap_before(hub.last_event);
    text city;

    TRY(db_lease(hub.db, DB_READ, a, &conn));
    TRY(conn_one(conn, a, sql_newest, BIND(V((int64_t)REGION_LIAONING)), INTO(TO(&newest)), NULL));
    TRY(conn_one(conn, a, sql_recent, BIND(V((int64_t)REGION_LIAONING), V(overlap_before(newest))), INTO(TO(&recent)), NULL));
    ret->any = newest != hub.last_event || recent != hub.recent;
    TRY(query_open(&q, conn, a, sql_since, BIND(V((int64_t)REGION_LIAONING), V(from))));
    while (query_row(&q, INTO(TO(&city)))) {
        ret->all |= !city.n;
        list_push(&ret->cities, a) = city;
    }
    hub.last_event = newest;
    hub.recent = recent;
    return query_end(&q);
}

static bool is_touched(const struct group *g, const struct touched *t)
{
    text city = text_sub(g->actor.unit, 0, 4);

    for (const struct watcher *w = g->watchers; w; w = w->next)
        if (w->fresh)
            return true;
    if (!t->any)
        return false;
    if (t->all || (g->actor.scope != SCOPE_CITY && g->actor.scope != SCOPE_COUNTY))
        return true;
    for (size_t i = 0; i < t->cities.n; i++)
        if (text_eq(t->cities.v[i], city))
            return true;
    return false;
}

/* --- who may still watch ------------------------------------------------------------------------------------------------ */

static bool as_before(const struct actor *before, const struct actor *now)
{
    return now->role == before->role && now->scope == before->scope && now->body.n == before->body.n && text_eq(now->unit, before->unit);
}

/* False when the session is over or sees something else than the group does. What cannot be told now is looked at again. */
static bool may_watch(struct call *c, const struct group *g, const struct watcher *w)
{
    struct session s = {0};
    err e = hub.session_load(c, text_of(w->secret), &s);

    if (e && e->code != E_SIGN_IN)
        log_error("live page %s: %.*s", g->topic->name, TEXT_ARG(error_whole(c->arena, e, LANG_EN)));
    return e ? e->code != E_SIGN_IN : !s.must_change && as_before(&g->actor, &s.actor);
}

/* Watchers are added at the head and only taken out by this thread: a chain once read stays good while the lock is open. */
static void check_group(struct call *c, struct group *g)
{
    struct arena_mark start = arena_mark(c->arena);
    struct watcher *first;

    pthread_mutex_lock(&hub.lock);
    first = g->watchers;
    pthread_mutex_unlock(&hub.lock);
    c->unattended = !g->topic->stands;
    for (struct watcher *w = first; w; w = w->next) {
        w->over = !may_watch(c, g, w);
        arena_reset(c->arena, start);
    }
    pthread_mutex_lock(&hub.lock);
    for (struct watcher **at = &g->watchers; *at;) {
        struct watcher *w = *at;
        if (!w->over) {
            at = &w->next;
            continue;
        }
        *at = w->next;
        close_watcher(w);
    }
    pthread_mutex_unlock(&hub.lock);
}

/* Whether it is time to look again; not by the clock, which may be set. */
static bool check_due(void)
{
    struct timespec t;
    int64_t ms;

    clock_gettime(CLOCK_MONOTONIC, &t);
    ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
    if (hub.checked_ms && ms - hub.checked_ms < CHECK_MS)
        return false;
    hub.checked_ms = ms;
    return true;
}

static void check_all(struct arena *a)
{
    moment now = clock_now();
    struct call c = {.arena = a, .region = REGION_LIAONING, .now = now, .today = date_of(now), .actor = {.source = T("live")}};
    struct group *g;
    err e;

    if (!check_due())
        return;
    e = db_lease(hub.db, DB_READ, a, &c.conn);
    if (e) {
        log_error("live pages: %.*s", TEXT_ARG(error_whole(a, e, LANG_EN)));
        return;
    }
    pthread_mutex_lock(&hub.lock);
    g = hub.groups;
    pthread_mutex_unlock(&hub.lock);
    for (; g; g = g->next)
        check_group(&c, g);
    conn_release(c.conn);
}

/* Groups are only taken out by this thread, so a pointer stays good while the lock is open. */
static void drop_empty(void)
{
    pthread_mutex_lock(&hub.lock);
    for (struct group **at = &hub.groups; *at;) {
        struct group *g = *at;
        if (g->watchers) {
            at = &g->next;
            continue;
        }
        *at = g->next;
        free_group(g);
    }
    pthread_mutex_unlock(&hub.lock);
}

static void serve_all(void)
{
    struct arena *a = arena_new(CHECK_MEMORY);
    struct touched touched = {0};
    err e;

    check_all(a);
    e = look(a, &touched);
    if (e) {
        log_error("live pages: %.*s", TEXT_ARG(error_whole(a, e, LANG_EN)));
        touched.all = touched.any = true;
    }
    pthread_mutex_lock(&hub.lock);
    for (struct group *g = hub.groups; g; g = g->next) {
        bool due = is_touched(g, &touched);
        pthread_mutex_unlock(&hub.lock);
        if (due)
            serve_group(g);
        pthread_mutex_lock(&hub.lock);
        if (!due)
            send_all(g, NO_TEXT, NO_TEXT);
    }
    pthread_mutex_unlock(&hub.lock);
    drop_empty();
    arena_free(a);
}

/* False when the thread is to end. */
static bool look_whether_watched(bool *ret)
{
    bool stopping;

    pthread_mutex_lock(&hub.lock);
    stopping = hub.stopping;
    *ret = hub.groups != NULL;
    pthread_mutex_unlock(&hub.lock);
    return !stopping;
}

static void *watch(void *data)
{
    bool watched;

    (void)data;
    while (look_whether_watched(&watched)) {
        listener_wait(hub.listener, WAIT_MS);
        if (look_whether_watched(&watched) && watched)
            serve_all();
    }
    return NULL;
}

/* --- start, stop, route ----------------------------------------------------------------------------------------------------- */

err live_start(struct db *db, struct arena *a)
{
    hub.db = db;
    hub.stopping = false;
    TRY(db_listen(db, a, &hub.listener));
    if (pthread_create(&hub.thread, NULL, watch, NULL)) {
        listener_close(hub.listener);
        return FAIL(a, E_SYSTEM, w_web_busy);
    }
    hub.running = true;
    return NULL;
}

void live_stop(void)
{
    if (!hub.running)
        return;
    pthread_mutex_lock(&hub.lock);
    hub.stopping = true;
    pthread_mutex_unlock(&hub.lock);
    db_wake(hub.db);
    pthread_join(hub.thread, NULL);
    hub.running = false;
    pthread_mutex_lock(&hub.lock);
    for (struct group *g = hub.groups; g; g = g->next)
        while (g->watchers) {
            struct watcher *w = g->watchers;
            g->watchers = w->next;
            close_watcher(w);
        }
    pthread_mutex_unlock(&hub.lock);
    drop_empty();
    listener_close(hub.listener);
}

/* GET /live/{topic} */
static err page_live(struct req *q, struct out *o)
{
    const struct live_topic *t = topic_of(http_param(q->http, "topic"));

    (void)o;
    if (!t || !hub.running)
        return FAIL(q->call.arena, E_GONE, w_web_no_page);
    if (!(t->roles & q->call.actor.role))
        return FAIL(q->call.arena, E_DENIED, w_web_denied,
                    .args = {ARG_WORD("role", &role_of(q->call.actor.role)->label), ARG_TEXT("body", q->call.actor.body_name)});
    return join(t, q);
}

const struct route live_routes[] = {
    {GET, "/live/{topic}", page_live, .roles = WHO_ALL, .flags = ROUTE_UNATTENDED},
    {0},
};
