/* Search index: see search.h. On SQLite an FTS5 table without content: a removal names the words that were put in, which are
 * those of the version before. On PostgreSQL a vector beside the key. The words "s…" are scopes, "r…" record types.
 */
#include "search.h"

#include "db/bulk.h"
#include "kit/search_token.h"
#include "kit/search_wait.h"
#include "kit/store.h"

enum { WORDS_MOST = 256 * 1024, NEWEST = 1000 };

/* The word of a record type: one word for both engines, so without the underscore of a name. */
static text type_word(struct arena *a, const struct record *t)
{
    return text_fmt(a, "r%.*s", TEXT_ARG(text_replace(a, text_of(t->name), T("_"), T(""))));
}

/* The places and bodies within whose scope it is: s0210100, s2491288085846534. */
static void add_scopes(struct call *c, const struct record *t, const void *r, search_words *ret)
{
    CLEAN(out_free) struct out o = {0};
    const char *const scope[] = {t->scope.city, t->scope.county, t->scope.lead, t->scope.owner};

    out_init(&o, 4096, LANG_ZH);
    for (size_t i = 0; i < COUNT(scope); i++) {
        const struct field *f = scope[i] ? record_field(t, text_of(scope[i])) : NULL;
        if (!f || field_absent(f, r))
            continue;
        o.n = 0;
        out_fmt(&o, "s%zu", i);
        field_write(&o, f, r, PLAIN);
        list_push(ret, c->arena) = text_lower(c->arena, out_text(&o));
    }
}

/* The record type, its scopes and the fields' words, each once and sorted: PostgreSQL refuses an empty one, and a removal must name the same as
 * was put in. */
static text words_of(struct call *c, const struct record *t, const void *r)
{
    search_words v = {0};

    list_push(&v, c->arena) = type_word(c->arena, t);
    add_scopes(c, t, r, &v);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        if (f->search && !field_absent(f, r))
            search_add_tokens(c->arena, *(const text *)field_in(f, r), t->code && !strcmp(f->name, t->code) ? SEARCH_CODE : SEARCH_NAME, &v);
    }
    return search_join(c->arena, &v);
}

static bool has_search(const struct record *t)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].search)
            return true;
    return false;
}

static err put_sqlite(struct call *c, id key, text words, text before)
{
    static const char sql_out[] = "INSERT INTO search (search, rowid, words) VALUES ('delete', $1, $2)";
    static const char sql_in[] = "INSERT INTO search (rowid, words) VALUES ($1, $2)";

    if (before.p)
        TRY(conn_run(c->conn, c->arena, sql_out, BIND(V(key), V(before)), NULL));
    return words.p ? conn_run(c->conn, c->arena, sql_in, BIND(V(key), V(words)), NULL) : NULL;
}

static err put_postgres(struct call *c, id key, text words)
{
    static const char sql_out[] = "DELETE FROM search WHERE id = $1";
    static const char sql_in[] =
        "INSERT INTO search (id, words) VALUES ($1, array_to_tsvector(string_to_array($2, ' ')))"
        " ON CONFLICT (id) DO UPDATE SET words = excluded.words";

    if (!words.p)
        return conn_run(c->conn, c->arena, sql_out, BIND(V(key)), NULL);
    return conn_run(c->conn, c->arena, sql_in, BIND(V(key), V(words)), NULL);
}

err search_update(struct call *c, const struct record *t, const void *r, const void *old)
{
    bool gone = record_head_of(r)->removed.v == 1, was = old && record_head_of(old)->removed.v != 1;
    text words, before;

    if (!has_search(t))
        return NULL;
    words = gone ? NO_TEXT : words_of(c, t, r);
    before = was ? words_of(c, t, old) : NO_TEXT;
    if (words.p && before.p && text_eq(words, before))
        return NULL;
    if (c->waiting)
        return search_wait(c, record_head_of(r)->id, words, before);
    if (conn_engine(c->conn) == DB_SQLITE)
        return put_sqlite(c, record_head_of(r)->id, words, before);
    return put_postgres(c, record_head_of(r)->id, words);
}

/* PostgreSQL enters each word of each row into its index at once, so that whoever searches need not look through what waits. While very many
 * rows are written they wait, and are entered sorted, a third of the work; whoever searches looks through 4 MB at most. One transaction at a time
 * may have it so: another goes the long way. */
static err let_wait(struct call *c)
{
    static const char sql_wait[] = "SAVEPOINT words_wait; SET LOCAL lock_timeout = '200ms';"
                                   "ALTER INDEX search_words SET (fastupdate = on, gin_pending_list_limit = 4096);"
                                   "SET LOCAL lock_timeout = '30s'; RELEASE words_wait";

    if (conn_script(c->conn, c->arena, sql_wait))
        return conn_script(c->conn, c->arena, "ROLLBACK TO words_wait");
    return NULL;
}

/* Only the transaction that let them wait sees that they do. */
static err words_wait(struct call *c, bool *ret)
{
    static const char sql_waits[] = "SELECT COUNT(*) FROM pg_class WHERE relname = 'search_words' AND relnamespace = current_schema()::regnamespace"
                                    " AND 'fastupdate=on' = ANY (reloptions)";
    int64_t n;

    TRY(conn_one(c->conn, c->arena, sql_waits, NO_VALUES, INTO(TO(&n)), NULL));
    *ret = n > 0;
    return NULL;
}

static err enter_all(struct call *c)
{
    bool waiting;

    TRY(words_wait(c, &waiting));
    if (waiting)
        TRY(conn_script(c->conn, c->arena, "ALTER INDEX search_words RESET (gin_pending_list_limit); ALTER INDEX search_words SET (fastupdate = off);"
                                           "SELECT gin_clean_pending_list('search_words')"));
    return bulk_measure(c->conn, c->arena, "search");
}

/* SQLite's words wait in a hash of FTS5's own until it is full. A larger one saves merging, but its chains grow long: 32 MB took more time than 4. What was
 * written is not merged by fours on the way, but all of it once at the end. Of its 2000 segments no more than these may be in use. */
static err merge_later(struct call *c, bool later)
{
    static const char sql_set[] = "INSERT INTO search (search, rank) VALUES ($1, $2)";
    const struct {
        const char *what;
        int much, little;
    } v[] = {{"hashsize", 4 << 20, 1 << 20}, {"automerge", 0, 4}, {"crisismerge", 512, 16}};
    enum { PAGES = 1 << 24 };

    for (size_t i = 0; i < COUNT(v); i++)
        TRY(conn_run(c->conn, c->arena, sql_set, BIND(V(v[i].what), V(later ? v[i].much : v[i].little)), NULL));
    return later ? NULL : conn_run(c->conn, c->arena, sql_set, BIND(V("merge"), V(PAGES)), NULL);
}

err search_expect_much(struct call *c, bool much)
{
    if (conn_engine(c->conn) == DB_SQLITE)
        return merge_later(c, much);
    return much ? let_wait(c) : enter_all(c);
}

/* What waited when it was undone waits on, for nothing, until somebody enters it. */
void search_undone(struct call *c)
{
    if (conn_engine(c->conn) == DB_POSTGRES)
        (void)conn_script(c->conn, c->arena, "SELECT gin_clean_pending_list('search_words')");
}

/* --- asking ---------------------------------------------------------------------------------------------------------------- */

static void add_term(struct out *o, enum db_engine engine, text token, bool prefix)
{
    if (o->n)
        out_raw(o, engine == DB_SQLITE ? T(" AND ") : T(" & "));
    out_fmt(o, engine == DB_SQLITE ? "\"%.*s\"%s" : "'%.*s'%s", TEXT_ARG(token),
            !prefix               ? ""
            : engine == DB_SQLITE ? " *"
                                  : ":*");
}

static text scope_word(struct call *c, const struct record *t)
{
    const struct actor *who = &c->actor;

    if (t->scope.open)
        return NO_TEXT;
    switch (who->scope) {
    case SCOPE_CITY: return text_lower(c->arena, text_fmt(c->arena, "s0%.*s", TEXT_ARG(who->unit)));
    case SCOPE_COUNTY: return text_lower(c->arena, text_fmt(c->arena, "s1%.*s", TEXT_ARG(who->unit)));
    case SCOPE_WORKS: return text_fmt(c->arena, "s2%lld", (long long)who->body.n);
    case SCOPE_OWNER: return text_fmt(c->arena, "s3%lld", (long long)who->body.n);
    default: return NO_TEXT;
    }
}

/* The whole question for the engine's index; absent when nothing can be found by what was typed. */
static text question(struct call *c, const struct record *t, text typed)
{
    CLEAN(out_free) struct out o = {0};
    search_terms terms = {0};
    enum db_engine engine = conn_engine(c->conn);
    text scope = scope_word(c, t);

    if (!search_query(c->arena, typed, &terms))
        return NO_TEXT;
    out_init(&o, WORDS_MOST, LANG_ZH);
    add_term(&o, engine, type_word(c->arena, t), false);
    if (scope.n)
        add_term(&o, engine, scope, false);
    for (size_t i = 0; i < terms.n; i++)
        add_term(&o, engine, terms.v[i].token, terms.v[i].prefix);
    return text_copy(c->arena, out_text(&o));
}

/* Whether so many match that a list in any order comes upon its page's rows sooner by walking that order and looking each up among the matches
 * than by looking up all matches and sorting them: 4 s of a million files, 0.2 s so. SQLite does not know by itself; PostgreSQL guesses. */
static bool is_common(struct call *c, text asked)
{
    enum { MANY = 2000 };
    static const char sql_some[] = "SELECT COUNT(*) FROM (SELECT 1 FROM search WHERE search MATCH $1 LIMIT $2) x";
    int64_t n = 0;

    return conn_engine(c->conn) == DB_SQLITE && !conn_one(c->conn, c->arena, sql_some, BIND(V(asked), V(MANY)), INTO(TO(&n)), NULL) && n == MANY;
}

bool search_clause(struct call *c, const struct record *t, text typed, const char *alias, struct out *sql,
                   value_list *bind)
{
    text asked = question(c, t, typed);

    if (!asked.p)
        return false;
    list_push(bind, c->arena) = V(asked);
    if (conn_engine(c->conn) == DB_SQLITE)
        out_fmt(sql, " AND %s%s.id IN (SELECT rowid FROM search WHERE search MATCH $%zu)", is_common(c, asked) ? "+" : "", alias, bind->n);
    else
        out_fmt(sql, " AND %s.id IN (SELECT id FROM search WHERE words @@ CAST($%zu AS tsquery))", alias, bind->n);
    return true;
}

/* A county or an owner has few of all: their own newest are looked through. Of a wider scope enough are among everybody's. */
static void put_newest_of(struct call *c, const struct record *t, struct out *o, value_list *bind)
{
    bool small = (c->actor.scope == SCOPE_COUNTY && t->scope.county) || (c->actor.scope == SCOPE_OWNER && t->scope.owner);

    out_fmt(o, "SELECT n.id FROM %s n WHERE ", t->name);
    if (small)
        record_scope(c, t, "n", o, bind);
    else
        out_fmt(o, "n.region = %lld", (long long)c->region);
    out_fmt(o, " AND n.removed = 0 ORDER BY n.id DESC LIMIT %d", NEWEST);
}

/* The newest ids that match, at most `limit`, straight out of the index. On PostgreSQL the newest thousand of the type are looked through
 * first, and only when they hold too few, and are not all there are, the index of words is asked for all that match: a word that many records have is
 * found among the newest, one that few have is cheap to gather. Which way is taken must not hang on statistics, hence "+ 0" and the subquery for
 * one row's words. */
static void put_newest(struct call *c, const struct record *t, int limit, struct out *o, value_list *bind)
{
    if (conn_engine(c->conn) == DB_SQLITE) {
        out_fmt(o, "(SELECT rowid AS id FROM search WHERE search MATCH $1 ORDER BY rowid DESC LIMIT %d) s", limit);
        return;
    }
    LIT(o, "(WITH newest AS MATERIALIZED (");
    put_newest_of(c, t, o, bind);
    out_fmt(o,
            ") SELECT id FROM (SELECT id FROM (SELECT n.id, (SELECT words FROM search x WHERE x.id = n.id) AS words FROM newest n) w"
            " WHERE words @@ CAST($1 AS tsquery) LIMIT %d) a",
            limit);
    out_fmt(o,
            " UNION ALL SELECT id FROM (SELECT id FROM search WHERE words @@ CAST($1 AS tsquery) AND id + 0 < (SELECT MIN(id) FROM newest)"
            " AND (SELECT COUNT(*) FROM newest) = %d ORDER BY id + 0 DESC LIMIT %d) b LIMIT %d) s",
            NEWEST, limit, limit);
}

static err find_in(struct call *c, const struct record *t, text typed, int limit, hit_list *ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};
    text asked = question(c, t, typed);
    struct hit h = {.record = t};

    if (!asked.p || !(t->see & c->actor.role))
        return NULL;
    out_init(&o, 64 * 1024, LANG_EN);
    list_push(&bind, c->arena) = V(asked);
    out_fmt(&o, "SELECT r.id, r.%s, %s%s FROM ", t->title, t->code ? "r." : "CAST(NULL AS TEXT)",
            t->code ? t->code : "");
    put_newest(c, t, limit, &o, &bind);
    out_fmt(&o, " JOIN %s r ON r.id = s.id WHERE ", t->name);
    record_scope(c, t, "r", &o, &bind);
    LIT(&o, " ORDER BY r.id DESC");
    TRY(record_query(&q, c, c->arena, &o, &bind));
    while (query_row(&q, INTO(TO(&h.id), TO(&h.title), TO(&h.code))))
        list_push(ret, c->arena) = h;
    return query_end(&q);
}

/* A warning or an entry of a list bears its project's name and no other: the project is found, and leads to them. */
static bool has_anothers_name(const struct record *t)
{
    return !t->parent && record_field(t, T("project"));
}

err search_find(struct call *c, const struct record *t, text typed, int limit, hit_list *ret)
{
    size_t n;
    const struct record *const *all = record_all(&n);

    if (t)
        return find_in(c, t, typed, limit, ret);
    for (int behind = 0; behind <= 1; behind++) /* what has a place in the navigation first: projects before documents, bodies and people */
        for (size_t i = n; i-- > 0;)
            if ((all[i]->place == 0) == behind && has_search(all[i]) && !has_anothers_name(all[i]))
                TRY(find_in(c, all[i], typed, limit, ret));
    return NULL;
}
