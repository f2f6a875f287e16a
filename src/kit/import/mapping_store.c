/* Kept mappings: those of config/mappings/ and those of the table. See mapping.h. */
#include "kit/import/in.h"
#include "kit/import/words.h"

#include "kit/audit.h"
#include "kit/data.h"

#define SHIPPED "mappings/"

/* mappings/gmpp.json → gmpp; absent for other files. */
static text shipped_name(const struct data_file *f)
{
    text name = text_of(f->name);

    if (!text_starts(name, T(SHIPPED)) || !text_ends(name, T(".json")))
        return NO_TEXT;
    return text_sub(name, sizeof(SHIPPED) - 1, name.n - sizeof(SHIPPED) + 1 - 5);
}

static bool listed(const mapping_list *l, text name)
{
    for (size_t i = 0; i < l->n; i++)
        if (text_eq(l->v[i].name, name))
            return true;
    return false;
}

static int by_name(const void *a, const void *b)
{
    return text_cmp(((const struct mapping_entry *)a)->name, ((const struct mapping_entry *)b)->name);
}

err mapping_entries(struct call *c, const struct record *t, mapping_list *ret)
{
    static const char sql_entries[] =
        "SELECT id, name, record, changed_at FROM mapping WHERE region = $1 AND (record = $2 OR $2 = '') ORDER BY name LIMIT 1000";
    CLEAN(query_close) struct query q = {0};
    struct mapping_entry e;
    struct mapping *m;

    TRY(query_open(&q, c->conn, c->arena, sql_entries, BIND(V(c->region), V(t ? t->name : ""))));
    while (query_row(&q, INTO(TO(&e.id), TO(&e.name), TO(&e.record), TO(&e.changed_at))))
        list_push(ret, c->arena) = e;
    TRY(query_end(&q));
    for (size_t i = 0; i < data_file_count; i++) {
        text name = shipped_name(&data_files[i]);
        if (!name.p || listed(ret, name))
            continue;
        TRY(mapping_read(c->arena, data_files[i].body, NULL, &m));
        if (!t || m->record == t)
            list_push(ret, c->arena) = (struct mapping_entry){{0}, name, text_of(m->record->name), NO_MOMENT};
    }
    qsort(ret->v, ret->n, sizeof(*ret->v), by_name);
    return NULL;
}

err mapping_load(struct call *c, const struct record *t, text name, struct mapping **ret)
{
    static const char sql_load[] = "SELECT body FROM mapping WHERE region = $1 AND record = $2 AND name = $3";
    text body = NO_TEXT;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_load, BIND(V(c->region), V(t->name), V(name)), INTO(TO(&body)), &found));
    for (size_t i = 0; !found && i < data_file_count; i++)
        if (text_eq(shipped_name(&data_files[i]), name)) {
            body = data_files[i].body;
            found = true;
        }
    if (!found)
        return FAIL(c->arena, E_GONE, w_mapping_gone, .field = "mapping", .args = {ARG_TEXT("name", name)});
    return mapping_read(c->arena, body, t, ret);
}

static text body_of(struct arena *a, const struct mapping *m)
{
    CLEAN(out_free) struct out o;

    out_init(&o, 1 << 20, LANG_EN);
    mapping_write(&o, m);
    return text_copy(a, out_text(&o));
}

err mapping_save(struct call *c, const struct mapping *m)
{
    static const char sql_save[] =
        "INSERT INTO mapping (region, id, record, name, body, changed_at, account) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (region, record, name) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at, account = excluded.account";
    text body;

    TRY(mapping_check(c->arena, m));
    body = body_of(c->arena, m);
    TRY(conn_run(c->conn, c->arena, sql_save,
                 BIND(V(c->region), V(db_new_id()), V(m->record->name), V(m->name), V(body), V(c->now), V(c->actor.account)), NULL));
    return audit_note(c, "mapping.save", body, T("ok"));
}

err mapping_remove(struct call *c, id key)
{
    static const char sql_find[] = "SELECT name FROM mapping WHERE region = $1 AND id = $2";
    static const char sql_remove[] = "DELETE FROM mapping WHERE region = $1 AND id = $2";
    text name = NO_TEXT;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_find, BIND(V(c->region), V(key)), INTO(TO(&name)), &found));
    if (!found)
        return FAIL(c->arena, E_GONE, w_mapping_gone, .args = {ARG_TEXT("name", text_fmt(c->arena, "%lld", (long long)key.n))});
    TRY(conn_run(c->conn, c->arena, sql_remove, BIND(V(c->region), V(key)), NULL));
    return audit_note(c, "mapping.remove", name, T("ok"));
}
