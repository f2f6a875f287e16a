/* The sample province against the program's own rules. */
#include "world.h"

#include "capabilities.h"
#include "kit/filter.h"
#include "kit/schema.h"
#include "sample/sample.h"
#include "warning/warning.h"

struct seen {
    const struct record *record;
    int64_t n;
};

static err check_one(void *data, struct arena *row, const void *r)
{
    struct seen *s = data;

    for (size_t i = 0; i < s->record->n_fields; i++) {
        const struct field *f = &s->record->fields[i];
        if (field_absent(f, r))
            continue;
        err e = field_check(row, f, r);
        if (e)
            fail_msg("%s of %lld: %.*s", f->name, (long long)record_head_of(r)->id.n, TEXT_ARG(error_text(row, e, LANG_EN)));
    }
    s->n++;
    return NULL;
}

static int set_up(void **state)
{
    struct arena *a = arena_new(512 << 20);
    struct world *w = ARENA_NEW(a, struct world);

    capabilities_start();
    w->a = a;
    w->db = fixture_migrated_db(a, schema_migrations, schema_migration_count);
    assert_ok(db_lease(w->db, DB_WRITE, a, &w->conn));
    w->system = call_system(a, w->conn, "test");
    *state = w;
    return 0;
}

/* Rows of lists that call their project by a name that it had once. */
static int64_t other_names(struct world *w)
{
    static const char sql_others[] =
        "SELECT (SELECT COUNT(*) FROM list_entry r JOIN project p ON p.region = r.region AND p.id = r.project WHERE r.name <> p.name OR r.total_invest <> p.total_invest)"
        " + (SELECT COUNT(*) FROM plan r JOIN project p ON p.region = r.region AND p.id = r.project WHERE r.name <> p.name)"
        " + (SELECT COUNT(*) FROM report r JOIN project p ON p.region = r.region AND p.id = r.project WHERE r.name <> p.name)";
    int64_t n = -1;

    assert_ok(conn_one(w->conn, w->a, sql_others, NO_VALUES, INTO(TO(&n)), NULL));
    return n;
}

/* Whoever sent the same words as a month before has said why: by a ready answer, and now and then in words. */
static void doubts_are_answered(struct world *w)
{
    static const char sql_same[] =
        "SELECT COUNT(*), COUNT(r.answers), COUNT(CASE WHEN LENGTH(r.answers) > 30 THEN 1 END), COUNT(CASE WHEN r.answers NOT LIKE 'same_text: nothing_changed;%' THEN 1 END)"
        " FROM report r JOIN report b ON b.region = r.region AND b.project = r.project AND b.month = r.month - 1 AND b.progress_text = r.progress_text"
        " WHERE r.state = 'accepted' AND r.seq = 1 AND b.seq = 1";
    int64_t same, answered, in_words, otherwise;

    assert_ok(conn_one(w->conn, w->a, sql_same, NO_VALUES, INTO(TO(&same), TO(&answered), TO(&in_words), TO(&otherwise)), NULL));
    assert_true(same > 20);
    assert_int_equal(answered, same);
    assert_true(in_words > 0 && in_words < same);
    assert_int_equal(otherwise, 0);
}

static void no_record_holds_what_a_form_would_refuse(void **state)
{
    struct world *w = *state;
    struct sample_result got = {0};
    size_t n;
    const struct record *const *all = record_all(&n);

    assert_ok(sample_make(&w->system, &(struct sample_options){.projects = 600}, NULL, NULL, &got));
    assert_int_equal(got.projects, 600);
    for (size_t i = 0; i < n; i++) {
        struct filter f;
        struct seen s = {all[i], 0};
        assert_ok(filter_init(&f, all[i]));
        assert_ok(record_each(&w->system, &f, check_one, &s));
        if (text_eqz(text_of(all[i]->name), "project"))
            assert_int_equal(s.n, 600);
    }
    assert_int_equal(other_names(w), 0);
    doubts_are_answered(w);
}

static void a_database_in_use_is_refused(void **state)
{
    struct world *w = *state;
    struct sample_result got = {0};
    err e;

    assert_ok(sample_make(&w->system, &(struct sample_options){.projects = 200, .months = 3 /* which begin in this year */}, NULL, NULL, &got));
    e = sample_make(&w->system, &(struct sample_options){.projects = 200}, NULL, NULL, &got);
    assert_non_null(e);
    assert_int_equal(e->code, E_STATE);
}

static int64_t count(struct world *w, const char *sql, moment at)
{
    int64_t n = -1;

    assert_ok(conn_one(w->conn, w->a, sql, BIND(V(at)), INTO(TO(&n)), NULL));
    return n;
}

/* What stood of a project's warnings at a moment, as "rule level" in the order of rules. */
static text stood(struct world *w, id project, moment at)
{
    static const char sql_then[] =
        "SELECT v.rule, v.level FROM warning r JOIN warning_version v ON v.region = r.region AND v.id = r.id AND v.version = (SELECT MAX(x.version)"
        " FROM warning_version x WHERE x.region = r.region AND x.id = r.id AND x.changed_at <= $2) WHERE r.region = 21 AND r.project = $1"
        " AND v.state <> 'cleared' ORDER BY v.rule";
    CLEAN(query_close) struct query q = {0};
    text all = T(""), rule, level;

    assert_ok(query_open(&q, w->conn, w->a, sql_then, BIND(V(project), V(at))));
    while (query_row(&q, INTO(TO(&rule), TO(&level))))
        all = text_fmt(w->a, "%.*s%.*s %.*s\n", TEXT_ARG(all), TEXT_ARG(rule), TEXT_ARG(level));
    assert_ok(query_end(&q));
    return all;
}

/* What the rules say of that day by what was known on it. */
static text judged(struct world *w, id project, date day)
{
    struct warning_verdict v[VERDICTS_MOST];
    const struct warning_pack *pack;
    struct warning_facts facts;
    struct project *p;
    text all = T("");
    size_t n;
    err e = warning_facts_of(&w->system, project, day, &p, &facts);

    if (e && e->code == E_GONE)
        return all;
    assert_ok(e);
    assert_ok(warning_pack_now(&w->system, &pack));
    n = warning_verdicts(&facts, pack, day, v);
    for (const char *before = "";;) { /* in the order of rules */
        const struct warning_verdict *next = NULL;
        for (size_t i = 0; i < n; i++)
            if (v[i].level && text_cmp(v[i].rule->key, text_of(before)) > 0 && (!next || text_cmp(v[i].rule->key, next->rule->key) < 0))
                next = &v[i];
        if (!next)
            return all;
        before = text_z(w->a, next->rule->key);
        all = text_fmt(w->a, "%.*s%s %s\n", TEXT_ARG(all), before, warning_level_keys[next->level]);
    }
}

static void a_past_night_had_the_warnings_that_its_own_facts_come_to(void **state)
{
    static const char sql_night[] = "SELECT MAX(raised_at) FROM warning WHERE raised_at < $1", sql_lit[] = "SELECT COUNT(*) FROM warning WHERE state = 'new' AND raised_at <= $1",
                      sql_cleared[] = "SELECT COUNT(*) FROM warning WHERE state = 'cleared' AND cleared_at <= $1",
                      sql_answered[] = "SELECT COUNT(*) FROM warning WHERE handled_at > acknowledged_at AND acknowledged_at > raised_at AND explanation IS NOT NULL AND handled_at <= $1";
    struct world *w = *state;
    struct sample_result got = {0};
    CLEAN(query_close) struct query q = {0};
    moment night = w->system.now;
    int64_t lit = 0, said = 0;
    id project;

    assert_ok(sample_make(&w->system, &(struct sample_options){.projects = 300}, NULL, NULL, &got));
    assert_ok(sample_extras(&w->system, NULL, got.projects, 0));
    assert_true(count(w, sql_lit, w->system.now) > 0 && count(w, sql_cleared, w->system.now) > 0 && count(w, sql_answered, w->system.now) > 0);
    for (int back = 0; back < 6; back++)
        night.ms = count(w, sql_night, (moment){night.ms - INT64_C(86400000)});
    assert_ok(query_open(&q, w->conn, w->a, "SELECT id FROM project WHERE region = $1", BIND(V((int64_t)21))));
    while (query_row(&q, INTO(TO(&project)))) {
        text then = stood(w, project, night), now = judged(w, project, date_of(night));
        if (!text_eq(then, now))
            fail_msg("project %lld: stood %.*s, judged %.*s", (long long)project.n, TEXT_ARG(then), TEXT_ARG(now));
        lit += then.n > 0;
        said++;
    }
    assert_ok(query_end(&q));
    assert_true(said > 250 && lit > 10);
}

static int tear_down(void **state)
{
    return world_tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_record_holds_what_a_form_would_refuse, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_database_in_use_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_past_night_had_the_warnings_that_its_own_facts_come_to, set_up, tear_down),
    };

    fixture_need_engine();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
