/* The sample province against the program's own rules. */
#include "world.h"

#include "capabilities.h"
#include "kit/filter.h"
#include "kit/schema.h"
#include "sample/sample.h"

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

static int tear_down(void **state)
{
    return world_tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_record_holds_what_a_form_would_refuse, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_database_in_use_is_refused, set_up, tear_down),
    };

    fixture_need_engine();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
