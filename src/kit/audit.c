/* The audit chain: see audit.h. A line's own hash covers all that it says; the chain's hash covers the one before and it. */
#include "audit.h"

#include "base/format.h"
#include "kit/words.h"

#include <sodium.h>

enum { LOCK_SEAL = 55, SEAL_AT_ONCE = 5000, HASH = 32 };

struct line {
    id id;
    moment at;
    ref account;
    text login, source, agent, act, record, before, after, result, reason;
    id target;
    int64_t region;
};

static void put(crypto_hash_sha256_state *h, text t)
{
    unsigned char n[8];
    uint64_t size = t.p ? t.n : UINT64_MAX; /* absent and empty differ */

    for (int i = 0; i < 8; i++)
        n[i] = (unsigned char)(size >> (8 * i));
    crypto_hash_sha256_update(h, n, sizeof(n));
    if (t.n)
        crypto_hash_sha256_update(h, (const unsigned char *)t.p, t.n);
}

static text hex(struct arena *a, const unsigned char hash[HASH])
{
    char *p = arena_alloc(a, 2 * HASH + 1);

    sodium_bin2hex(p, 2 * HASH + 1, hash, HASH);
    return (text){p, 2 * HASH};
}

static text line_hash(struct arena *a, const struct line *l)
{
    crypto_hash_sha256_state h;
    unsigned char hash[HASH];

    crypto_hash_sha256_init(&h);
    put(&h, text_fmt(a, "%lld %lld %lld %lld", (long long)l->id.n, (long long)l->at.ms, (long long)l->account.n,
                     (long long)l->target.n));
    put(&h, l->login);
    put(&h, l->source);
    put(&h, l->agent);
    put(&h, l->act);
    put(&h, l->record);
    put(&h, l->before);
    put(&h, l->after);
    put(&h, l->result);
    if (l->reason.n) /* lines of before there were reasons keep their hash */
        put(&h, l->reason);
    crypto_hash_sha256_final(&h, hash);
    return hex(a, hash);
}

static text chain_hash(struct arena *a, int64_t place, text before, text hash)
{
    crypto_hash_sha256_state h;
    unsigned char got[HASH];

    crypto_hash_sha256_init(&h);
    put(&h, text_fmt(a, "%lld", (long long)place));
    put(&h, before);
    put(&h, hash);
    crypto_hash_sha256_final(&h, got);
    return hex(a, got);
}

static err last_link(struct conn *c, struct arena *a, int64_t *ret_place, text *ret_chain)
{
    static const char sql_last[] =
        "SELECT number, chain FROM audit WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1";
    bool found;

    *ret_place = 0;
    *ret_chain = T("");
    return conn_one(c, a, sql_last, NO_VALUES, INTO(TO(ret_place), TO(ret_chain)), &found);
}

static err insert_line(struct call *c, const struct line *l, int64_t place, text chain, text hash)
{
    static const char sql_add[] =
        "INSERT INTO audit (region, id, at, account, login, source, agent, act, record, target, before, after, result, "
        "hash,"
        " number, chain, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

    return conn_run(c->conn, c->arena, sql_add,
                    BIND(V(c->region), V(l->id), V(l->at), V(l->account), V(l->login), V(l->source), V(l->agent),
                         V(l->act), V(l->record), V(l->target), V(l->before), V(l->after), V(l->result), V(hash),
                         value_int(place), V(chain), V(l->reason)),
                    NULL);
}

/* Where the chain ends for a long act that alone writes. */
struct audit_link {
    int64_t place;
    char chain[2 * HASH + 1];
    bool known;
};

void audit_chain_begin(struct call *c)
{
    c->link = ARENA_NEW(c->arena, struct audit_link);
}

/* SQLite has one writer, so the end of the chain is read once and then known. */
static err next_link(struct call *c, text hash, int64_t *ret_place, text *ret_chain)
{
    struct audit_link *l = c->link;

    if (l && l->known) {
        *ret_place = l->place;
        *ret_chain = text_of(l->chain);
    } else {
        TRY(last_link(c->conn, c->arena, ret_place, ret_chain));
    }
    ++*ret_place;
    *ret_chain = chain_hash(c->arena, *ret_place, *ret_chain, hash);
    if (l) {
        l->known = true;
        l->place = *ret_place;
        snprintf(l->chain, sizeof(l->chain), "%.*s", TEXT_ARG(*ret_chain));
    }
    return NULL;
}

err audit_line(struct call *c, const char *record, id target, text before, text after, text result)
{
    struct line l = {
        .id = db_new_id(),
        .at = c->clock.ms ? c->clock : c->now,
        .account = c->actor.account,
        .login = c->actor.login,
        .source = c->actor.source,
        .agent = c->actor.agent,
        .act = c->act_name,
        .record = text_of(record),
        .target = target,
        .before = before,
        .after = after,
        .result = result,
        .reason = c->reason,
    };
    int64_t place = ABSENT;
    text hash = line_hash(c->arena, &l), chain = NO_TEXT;

    if (conn_engine(c->conn) == DB_SQLITE)
        TRY(next_link(c, hash, &place, &chain));
    return insert_line(c, &l, place, chain, hash);
}

err audit_note(struct call *c, const char *what, text detail, text result)
{
    c->act_name = text_of(what);
    return audit_line(c, "", (id){0}, NO_TEXT, detail, result);
}

/* One batch; *ret_n tells how many lines were chained. */
static err seal_some(struct conn *c, struct arena *a, int64_t *ret_n)
{
    static const char sql_new[] = "SELECT region, id, hash FROM audit WHERE number IS NULL ORDER BY id LIMIT 5000";
    static const char sql_seal[] = "UPDATE audit SET number = $3, chain = $4 WHERE region = $1 AND id = $2";
    CLEAN(query_close) struct query q = {0};
    struct fresh {
        int64_t region;
        id id;
        text hash;
    } f;
    LIST(struct fresh) fresh = {0};
    int64_t place;
    text chain;

    TRY(conn_begin(c, a));
    TRY(conn_lock(c, a, LOCK_SEAL));
    TRY(last_link(c, a, &place, &chain));
    TRY(query_open(&q, c, a, sql_new, NO_VALUES));
    while (query_row(&q, INTO(TO(&f.region), TO(&f.id), TO(&f.hash))))
        list_push(&fresh, a) = f;
    TRY(query_end(&q));
    for (size_t i = 0; i < fresh.n; i++) {
        place++;
        chain = chain_hash(a, place, chain, fresh.v[i].hash);
        TRY(conn_run(c, a, sql_seal, BIND(V(fresh.v[i].region), V(fresh.v[i].id), V(place), V(chain)), NULL));
    }
    *ret_n = (int64_t)fresh.n;
    return conn_commit(c, a);
}

err audit_seal(struct conn *c, struct arena *a)
{
    int64_t n = SEAL_AT_ONCE;

    while (n == SEAL_AT_ONCE) {
        struct arena *batch = arena_new(64 << 20);
        err e = seal_some(c, batch, &n);
        e = e ? error_new(a, e) : NULL;
        arena_free(batch);
        TRY(e);
    }
    return NULL;
}

static void read_line(struct query *q, struct line *l, text *ret_hash, int64_t *ret_place, text *ret_chain)
{
    int64_t account = query_int(q, 2), target = query_int(q, 8);

    l->id.n = query_int(q, 0);
    l->at.ms = query_int(q, 1);
    l->account.n = account == ABSENT ? 0 : account;
    l->login = query_text(q, 3);
    l->source = query_text(q, 4);
    l->agent = query_text(q, 5);
    l->act = query_text(q, 6);
    l->record = query_text(q, 7);
    l->target.n = target == ABSENT ? 0 : target;
    l->before = query_text(q, 9);
    l->after = query_text(q, 10);
    l->result = query_text(q, 11);
    *ret_hash = query_text(q, 12);
    *ret_place = query_int(q, 13);
    *ret_chain = query_text(q, 14);
    l->reason = query_text(q, 15);
    l->region = query_int(q, 16);
}

#define LINE_COLUMNS                                                                                                   \
    "id, at, account, login, source, agent, act, record, target, before, after, result, hash, number, chain, reason, region"

static const char *fault_of(struct arena *a, const struct line *l, text hash, int64_t place, text chain, int64_t last,
                            text before)
{
    if (place != last + 1)
        return "a line is missing";
    if (l->region != REGION_LIAONING) /* not in the hash: such a line would only be shown to nobody */
        return "the line was put out of sight";
    if (!text_eq(line_hash(a, l), hash))
        return "the line was altered";
    return text_eq(chain_hash(a, place, before, hash), chain) ? NULL : "the chain does not fit";
}

err audit_verify(struct conn *c, struct arena *a, struct audit_check *ret)
{
    static const char sql_open[] = "SELECT COUNT(*) FROM audit WHERE number IS NULL";
    static const char sql_walk[] = "SELECT " LINE_COLUMNS " FROM audit WHERE number > $1 ORDER BY number LIMIT 1000";
    struct audit_check got = {0};
    char before[2 * HASH + 1] = "";
    bool more = true;

    TRY(conn_one(c, a, sql_open, NO_VALUES, INTO(TO(&got.unsealed)), NULL));
    while (more && !got.bad_line) {
        struct arena *batch = arena_new(256 << 20);
        CLEAN(query_close) struct query q = {0};
        err e = query_open(&q, c, batch, sql_walk, BIND(V(got.lines)));
        more = false;
        while (!e && !got.bad_line && query_step(&q)) {
            struct line l;
            text hash, chain;
            int64_t place;
            const char *fault;
            read_line(&q, &l, &hash, &place, &chain);
            fault = fault_of(batch, &l, hash, place, chain, got.lines, text_of(before));
            if (fault) {
                got.bad_line = got.lines + 1;
                got.fault = text_of(fault);
            }
            got.lines++;
            snprintf(before, sizeof(before), "%.*s", TEXT_ARG(chain));
            more = true;
        }
        e = e ? e : query_end(&q);
        e = e ? error_new(a, e) : NULL;
        query_close(&q);
        arena_free(batch);
        TRY(e);
    }
    *ret = got;
    return NULL;
}

err audit_check_now(struct call *c, struct audit_check *ret)
{
    text detail;

    TRY(audit_seal(c->conn, c->arena));
    TRY(audit_verify(c->conn, c->arena, ret));
    detail = text_fmt(c->arena, "{\"lines\":%lld,\"bad_line\":%lld}", (long long)ret->lines, (long long)ret->bad_line);
    TRY(conn_begin(c->conn, c->arena));
    TRY(audit_note(c, "audit.verify", detail, ret->bad_line ? T("broken") : T("ok")));
    return conn_commit(c->conn, c->arena);
}

err audit_read(struct call *c, const struct audit_filter *f, audit_list *ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};

    out_init(&o, 4096, LANG_EN);
    list_push(&bind, c->arena) = V(c->region);
    LIT(&o, "SELECT " LINE_COLUMNS " FROM audit WHERE region = $1");
#define WHERE(given, column, op, value)                                                                                \
    if (given) {                                                                                                       \
        list_push(&bind, c->arena) = (value);                                                                          \
        out_fmt(&o, " AND " column " " op " $%zu", bind.n);                                                            \
    }
    WHERE(f->account.n, "login", "=", V(f->account))
    WHERE(f->act.n, "act", "=", V(f->act))
    WHERE(f->record.n, "record", "=", V(f->record))
    WHERE(f->source.n, "source", "=", V(f->source))
    WHERE(f->result.n, "result", "=", V(f->result))
    WHERE(f->target.n, "target", "=", V(f->target))
    WHERE(!is_absent(f->from.ms) && f->from.ms, "at", ">=", V(f->from))
    WHERE(!is_absent(f->until.ms) && f->until.ms, "at", "<", V(f->until))
    WHERE(f->before.n, "id", "<", V(f->before))
#undef WHERE
    out_fmt(&o, " ORDER BY id DESC LIMIT %d", f->limit > 0 && f->limit <= 1000 ? f->limit : 50);
    TRY(query_open(&q, c->conn, c->arena, text_copy(c->arena, out_text(&o)).p, (struct values){bind.v, bind.n}));
    while (query_step(&q)) {
        struct line l;
        struct audit_entry e;
        text hash, chain;
        read_line(&q, &l, &hash, &e.number, &chain);
        e = (struct audit_entry){.number = e.number,
                                 .id = l.id,
                                 .at = l.at,
                                 .account = l.login,
                                 .source = l.source,
                                 .act = l.act,
                                 .record = l.record,
                                 .result = l.result,
                                 .before = l.before,
                                 .after = l.after,
                                 .target = l.target,
                                 .reason = l.reason};
        list_push(ret, c->arena) = e;
    }
    return query_end(&q);
}
