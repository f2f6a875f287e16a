/* Confirmed editions: every row is frozen as the official table shows it, and never changed (a trigger of the database refuses it).
 * See list.h.
 */
#include "own.h"

#include "account/account.h"
#include "base/format.h"
#include "kit/check.h"
#include "kit/lists.h"
#include "plan/plan.h"

#include <sodium.h>

enum { LOCK_EDITION = 420 };

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct list_edition, name_), __VA_ARGS__},
static const struct field edition_fields[] = {
#include "list/edition.def"
};
#undef FIELD
#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct list_row, name_), __VA_ARGS__},
static const struct field row_fields[] = {
#include "list/row.def"
};
#undef FIELD

const struct record list_edition_record = {
    .name = "list_edition", .plural = "list_editions", .path = "/list_editions", .label = L("清单版本", "List edition"), .labels = L("清单版本", "List editions"),
    .fields = edition_fields, .n_fields = COUNT(edition_fields), .size = sizeof(struct list_edition),
    .title = "name", .scope = {.open = true}, .see = WHO_OFFICE, .create = ROLE_DRC | ROLE_SYSTEM, .history = true, .aside = true, .sort = "-year",
};

const struct record list_row_record = {
    .name = "list_row", .plural = "list_rows", .path = "/list_rows", .label = L("清单版本的项目", "Project in an edition"), .labels = L("清单版本的项目", "Projects in editions"),
    .fields = row_fields, .n_fields = COUNT(row_fields), .size = sizeof(struct list_row), .title = "name",
    .scope = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"},
    .see = WHO_BUSINESS, .history = true, .aside = true, .sort = "-year",
};

err list_last_seq(const struct call *c, text list, int64_t year, int64_t *ret_seq, id *ret_edition)
{
    static const char sql_last[] = "SELECT seq, id FROM list_edition WHERE region = $1 AND list = $2 AND year = $3 ORDER BY seq DESC LIMIT 1";
    int64_t seq = 0;
    id edition = {0};
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_last, BIND(V(c->region), V(list), V(year)), INTO(TO(&seq), TO(&edition)), &found));
    *ret_seq = found ? seq : 0;
    if (ret_edition)
        *ret_edition = edition;
    return NULL;
}

/* --- rows ------------------------------------------------------------------------------------------------------------------------- */

typedef LIST(struct list_row *) frozen_list;

struct joined {
    code division, stage;
    month start_plan, finish_plan;
    date start_actual, finish_actual;
    text leader, post;
};

static text span_of(struct arena *a, const struct joined *j)
{
    CLEAN(out_free) struct out o = {0};
    month from = is_absent(j->start_actual.days) ? j->start_plan : month_of(j->start_actual);
    month until = is_absent(j->finish_actual.days) ? j->finish_plan : month_of(j->finish_actual);

    out_init(&o, 256, LANG_ZH);
    if (!is_absent(from.n))
        fmt_month_iso(&o, from);
    LIT(&o, "—");
    if (!is_absent(until.n))
        fmt_month_iso(&o, until);
    return text_copy(a, out_text(&o));
}

/* What the table shows of every project on the list, as it is now. */
static err gather(struct call *c, const struct list_edition *e, frozen_list *ret)
{
    static const char sql_rows[] =
        "SELECT p.id, e.why, p.name, p.division, p.owner_name, p.content, p.start_plan, p.start_actual, p.finish_plan, p.finish_actual, p.stage,"
        " p.total_invest, p.before_year, pl.id, pl.total, COALESCE(pl.goal, p.year_goal), b.name, pe.name, COALESCE(pe.phone, pe.mobile), le.name, le.post,"
        " COALESCE(d.short_name, d.name), p.works, p.city, p.county, p.lead_department, p.owner"
        " FROM list_entry e JOIN project p ON p.region = e.region AND p.id = e.project"
        " JOIN plan pl ON pl.region = p.region AND pl.project = p.id AND pl.year = e.year AND pl.state = 'confirmed' AND pl.removed = 0"
        " LEFT JOIN body b ON b.region = p.region AND b.id = COALESCE(pl.responsible_body, p.responsible_body)"
        " LEFT JOIN person pe ON pe.region = p.region AND pe.id = COALESCE(pl.responsible_person, p.responsible_person)"
        " LEFT JOIN person le ON le.region = p.region AND le.id = COALESCE(pl.leader_in_charge, p.leader_in_charge)"
        " LEFT JOIN body d ON d.region = p.region AND d.id = p.lead_department"
        " WHERE e.region = $1 AND e.list = $2 AND e.year = $3 AND e.state = 'on_list' AND e.removed = 0";
    CLEAN(query_close) struct query q = {0};
    bool more = true;

    TRY(query_open(&q, c->conn, c->arena, sql_rows, BIND(V(c->region), V(e->list), V(e->year))));
    while (more) {
        struct list_row *r = record_new(c->arena, &list_row_record);
        struct joined j;
        more = query_row(&q, INTO(TO(&r->project), TO(&r->basis), TO(&r->name), TO(&j.division), TO(&r->owner_name), TO(&r->content), TO(&j.start_plan),
                                  TO(&j.start_actual), TO(&j.finish_plan), TO(&j.finish_actual), TO(&j.stage), TO(&r->total_invest), TO(&r->before_year),
                                  TO(&r->plan), TO(&r->year_plan), TO(&r->year_goal), TO(&r->body_name), TO(&r->person_name), TO(&r->phone), TO(&j.leader),
                                  TO(&j.post), TO(&r->lead_name), TO(&r->works), TO(&r->city), TO(&r->county), TO(&r->lead_department), TO(&r->owner)));
        if (!more)
            break;
        r->place = codelist_label(&list_division, j.division, LANG_ZH);
        r->stage = codelist_label(record_field(&project_record, T("stage"))->list, j.stage, LANG_ZH);
        r->span = span_of(c->arena, &j);
        r->leader_name = j.post.n ? text_fmt(c->arena, "%.*s %.*s", TEXT_ARG(j.leader), TEXT_ARG(j.post)) : j.leader;
        list_push(ret, c->arena) = r;
    }
    return query_end(&q);
}

static size_t group_order(const struct field *groups, const struct list_row *r)
{
    const struct codeitem *item = codelist_item(groups->list, *(const text *)field_in(groups, r));

    return item ? (size_t)(item - groups->list->items) : SIZE_MAX;
}

static int in_table_order(const void *a, const void *b, void *groups)
{
    const struct list_row *x = *(struct list_row *const *)a, *y = *(struct list_row *const *)b;
    size_t gx = group_order(groups, x), gy = group_order(groups, y);

    if (gx != gy)
        return gx < gy ? -1 : 1;
    if (x->total_invest.yuan != y->total_invest.yuan)
        return x->total_invest.yuan > y->total_invest.yuan ? -1 : 1;
    return x->project.n < y->project.n ? -1 : 1;
}

/* A hash over all that the rows say, so that whoever doubts a table can compare. */
static text digest_of(struct call *c, const frozen_list *rows)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[sizeof(hash) * 2 + 1];
    crypto_hash_sha256_state state;
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 1 << 20, LANG_ZH);
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < rows->n; i++) {
        o.n = 0;
        for (size_t k = 0; k < list_row_record.n_fields; k++) {
            if (!strcmp(list_row_record.fields[k].name, "edition"))
                continue; /* its own key */
            field_write(&o, &list_row_record.fields[k], rows->v[i], PLAIN);
            LIT(&o, "\n");
        }
        crypto_hash_sha256_update(&state, (const unsigned char *)o.p, o.n);
    }
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
    return text_copy(c->arena, text_of(hex));
}

static int64_t or_zero(money m)
{
    return is_absent(m.yuan) ? 0 : m.yuan;
}

static void sum_up(struct list_edition *e, const frozen_list *rows)
{
    e->projects.n = (int64_t)rows->n;
    e->total_invest.yuan = e->year_plan.yuan = 0;
    for (size_t i = 0; i < rows->n; i++) {
        e->total_invest.yuan += or_zero(rows->v[i]->total_invest);
        e->year_plan.yuan += or_zero(rows->v[i]->year_plan);
    }
}

/* Against the edition before it in the year. */
static err count_changes(struct call *c, id before, struct list_edition *e, const frozen_list *rows)
{
    static const char sql_before[] = "SELECT COUNT(*), COALESCE(SUM(CASE WHEN e.id IS NULL THEN 1 ELSE 0 END), 0) FROM list_row r LEFT JOIN list_entry e"
                                     " ON e.region = r.region AND e.project = r.project AND e.year = r.year AND e.list = r.list AND e.state = 'on_list'"
                                     " AND e.removed = 0 WHERE r.region = $1 AND r.edition = $2";
    int64_t all = 0, gone = 0;

    if (before.n)
        TRY(conn_one(c->conn, c->arena, sql_before, BIND(V(c->region), V(before)), INTO(TO(&all), TO(&gone)), NULL));
    e->removed_n.n = gone;
    e->added.n = (int64_t)rows->n - (all - gone);
    return NULL;
}

static err write_rows(struct call *c, const struct list_edition *e, frozen_list *rows)
{
    struct call quiet = *c;

    quiet.bulk = true; /* the edition's own line in the log holds the digest of all its rows */
    for (size_t i = 0; i < rows->n; i++) {
        rows->v[i]->edition.n = e->head.id.n;
        TRY(record_save(&quiet, &list_row_record, rows->v[i], NULL));
    }
    return NULL;
}

/* --- the act ---------------------------------------------------------------------------------------------------------------------- */

static err refuse_lacking(struct call *c, const struct list_edition *e)
{
    list_lacks lacking = {0};
    err faults = NULL;

    TRY(list_lacks_of(c, e->list.t, e->year.n, 1u << ENTRY_ON, true, &lacking));
    for (size_t i = 0; i < lacking.n; i++)
        faults = error_also(c->arena, faults, list_lack_faults(c, &lacking.v[i], e->year.n));
    return faults;
}

static err check_open(struct call *c, const struct list_edition *e)
{
    TRY(list_province_only(c));
    if (!list_kind_called(e->list.t))
        return FAIL(c->arena, E_INPUT, w_lists_no_kind, .field = "list");
    if (is_absent(e->year.n) || e->year.n > month_year(month_of(c->today)))
        return FAIL(c->arena, E_INPUT, w_lists_year_ahead, .field = "year", .args = {ARG_TEXT("year", list_year_text(c->arena, e->year.n))});
    return refuse_lacking(c, e);
}

static text title_of(struct call *c, const struct list_edition *e)
{
    return word_filled(c->arena, LANG_ZH, &w_lists_edition_name,
                       (const struct arg[]){ARG_TEXT("year", list_year_text(c->arena, e->year.n)), ARG_TEXT("list", list_kind_called(e->list.t)->name[LANG_ZH]),
                                            ARG_INT("seq", e->seq.n)}, 3);
}

/* list_edition.create: confirms what stands on the list now as its next edition. */
static err run_create(struct call *c, const struct input *in)
{
    const struct list_edition *asked = in->values;
    struct list_edition *e = record_new(c->arena, &list_edition_record);
    const struct list_kind *kind;
    frozen_list rows = {0};
    int64_t seq;
    id before;

    e->list = asked->list;
    e->year = asked->year;
    e->document = asked->document;
    e->note = asked->note;
    TRY(check_open(c, e));
    kind = list_kind_called(e->list.t);
    TRY(conn_lock(c->conn, c->arena, LOCK_EDITION));
    TRY(list_last_seq(c, e->list.t, e->year.n, &seq, &before));
    TRY(gather(c, e, &rows));
    if (!rows.n)
        return FAIL(c->arena, E_INPUT, w_lists_nothing_on, .field = "list", .args = {ARG_TEXT("list", kind->name[c->lang]), ARG_TEXT("year", list_year_text(c->arena, e->year.n))});
    qsort_r(rows.v, rows.n, sizeof(*rows.v), in_table_order, (void *)(uintptr_t)kind->groups);
    e->seq.n = seq + 1;
    e->name = title_of(c, e);
    e->confirmed_on = c->today;
    e->confirmed_by = c->actor.name;
    for (size_t i = 0; i < rows.n; i++) {
        rows.v[i]->list = e->list;
        rows.v[i]->year = e->year;
        rows.v[i]->seq = e->seq;
        rows.v[i]->row_no.n = (int64_t)i + 1;
    }
    sum_up(e, &rows);
    TRY(count_changes(c, before, e, &rows));
    e->digest = digest_of(c, &rows);
    e->head.id = db_new_id();
    TRY(write_rows(c, e, &rows));
    TRY(record_save(c, &list_edition_record, e, NULL));
    c->target = e;
    return NULL;
}

const struct act list_edition_create = {.name = "list_edition.create", .target = &list_edition_record, .label = L("确认清单版本", "Confirm an edition"),
                                        .roles = ROLE_DRC | ROLE_SYSTEM, .creates = true, .run = run_create};
