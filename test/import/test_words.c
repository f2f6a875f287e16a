/* Words of search that wait and are entered together are found as if each record had been entered by itself: whatever the order in which records were
 * saved, saved twice or removed meanwhile.
 */
#include "load.h"

#include "kit/confine.h"
#include "kit/search.h"
#include "kit/search_token.h"

enum { PROJECTS = 1300, KEY = 1000000 };

/* Names that share much and differ in places, with characters of several readings and codes. */
static struct project *project_of(struct world *w, int i)
{
    static const char *const places[] = {"长海县", "调兵山市", "沈阳市铁西区", "大连长兴岛", "朝阳市重型"};
    static const char *const things[] = {"大雅河抽水蓄能电站", "地铁4号线", "污水处理厂（二期）", "重组竹生产线", "5G基站", "乐器行业园区"};
    struct project *p = record_new(w->a, &project_record);

    p->head.id.n = KEY + i;
    p->head.removed = NO;
    p->name = text_fmt(w->a, "%s%s%d号", places[i % (int)COUNT(places)], things[i / 7 % (int)COUNT(things)], i % 97);
    p->project_code = text_fmt(w->a, "2207-2105%02d-04-01-%06d", i % 20, i);
    p->owner_name = text_fmt(w->a, "辽宁%s建设%d公司", places[i % 3], i % 50);
    p->city.t = i % 2 ? T("2101") : T("2102");
    return p;
}

/* What a question finds in the index: how many, and which, as the sum of their keys. */
static void ask(struct world *w, text token, bool prefix, int64_t found[2])
{
    static const char sql_lite[] = "SELECT COUNT(*), COALESCE(SUM(rowid), 0) FROM search WHERE search MATCH $1 AND rowid BETWEEN $2 AND $3";
    static const char sql_pg[] = "SELECT COUNT(*), CAST(COALESCE(SUM(id), 0) AS BIGINT) FROM search WHERE words @@ CAST($1 AS tsquery) AND id BETWEEN $2 AND $3";
    bool lite = conn_engine(w->conn) == DB_SQLITE;
    text asked = text_fmt(w->a, lite ? "\"%.*s\"%s" : "'%.*s'%s", TEXT_ARG(token), !prefix ? "" : lite ? " *" : ":*");

    assert_ok(conn_one(w->conn, w->a, lite ? sql_lite : sql_pg, BIND(V(asked), V(KEY), V(KEY + PROJECTS)), INTO(TO(&found[0]), TO(&found[1])), NULL));
}

typedef LIST(int64_t) finds;

/* Every word of some names, whole and by each of its heads; what is found is kept, or compared with what was kept. */
static void ask_all(struct world *w, finds *kept, bool compare)
{
    size_t n = 0;

    for (int i = 0; i < PROJECTS; i += 211) {
        text words = search_tokens(w->a, project_of(w, i)->name, SEARCH_NAME), word;
        while (text_each(&words, ' ', &word))
            for (size_t k = 2; k <= word.n; k++) {
                int64_t found[2];
                ask(w, text_sub(word, 0, k), k < word.n, found);
                for (int j = 0; j < 2 && !compare; j++)
                    list_push(kept, w->a) = found[j];
                for (int j = 0; j < 2 && compare; j++)
                    assert_int_equal(kept->v[n++], found[j]);
            }
    }
    assert_true(kept->n > 200);
}

static bool is_removed(int i)
{
    return i % 10 == 3;
}

/* One after another, each as it is in the end. */
static void enter_each(struct world *w)
{
    for (int i = 0; i < PROJECTS; i++)
        if (!is_removed(i))
            assert_ok(search_update(&w->system, &project_record, project_of(w, i), NULL));
}

/* In another order; every fifth saved twice, some removed again. */
static void enter_together(struct world *w, struct call *c)
{
    for (int k = 0; k < PROJECTS; k++) {
        int i = k * 7 % PROJECTS;
        struct project *p = project_of(w, i), *first = project_of(w, i);
        first->name = T("从前的名字");
        if (i % 5 && !is_removed(i)) {
            assert_ok(search_update(c, &project_record, p, NULL));
            continue;
        }
        assert_ok(search_update(c, &project_record, first, NULL));
        p->head.removed = is_removed(i) ? YES : NO;
        assert_ok(search_update(c, &project_record, p, first));
    }
    assert_ok(search_enter(c));
}

static void words_that_wait_are_found_as_those_that_do_not(void **state)
{
    struct world *w = *state;
    struct call c = w->system;
    finds kept = {0};
    int64_t found[2];

    assert_ok(conn_begin(w->conn, w->a));
    enter_each(w);
    ask_all(w, &kept, false);
    conn_rollback(w->conn);

    search_gather(&c);
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(search_expect_much(&c, true));
    enter_together(w, &c);
    assert_ok(search_expect_much(&c, false));
    assert_ok(conn_commit(w->conn, w->a));
    ask_all(w, &kept, true);
    ask(w, T("hcdf6hajh"), true, found);
    assert_int_equal(found[0], 0);
}

/* Whoever changes such a record later takes out what was put in. */
static void what_was_entered_together_is_taken_out_alone(void **state)
{
    struct world *w = *state;
    struct call c = w->system;
    int64_t before[2], after[2];

    search_gather(&c);
    assert_ok(conn_begin(w->conn, w->a));
    enter_together(w, &c);
    assert_ok(conn_commit(w->conn, w->a));
    ask(w, T("w"), true, before);
    assert_int_equal(before[0], PROJECTS * 9 / 10);
    for (int i = 0; i < PROJECTS; i++) {
        struct project *p = project_of(w, i);
        p->head.removed = YES;
        if (!is_removed(i))
            assert_ok(search_update(&w->system, &project_record, p, project_of(w, i)));
    }
    ask(w, T("w"), true, after);
    assert_int_equal(after[0], 0);
    ask(w, T("h"), true, after);
    assert_int_equal(after[0], 0);
}

/* What waits when its transaction ends otherwise is gone with it. */
static void what_waits_is_not_found_before_it_is_entered(void **state)
{
    struct world *w = *state;
    struct call c = w->system;
    int64_t found[2];

    search_gather(&c);
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(search_update(&c, &project_record, project_of(w, 1), NULL));
    ask(w, T("w"), true, found);
    assert_int_equal(found[0], 0);
    assert_ok(search_enter(&c));
    ask(w, T("w"), true, found);
    assert_int_equal(found[0], 1);
    assert_ok(search_enter(&c));
    ask(w, T("w"), true, found);
    assert_int_equal(found[0], 1);
    conn_rollback(w->conn);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(words_that_wait_are_found_as_those_that_do_not),
        IN_WORLD(what_was_entered_together_is_taken_out_alone),
        IN_WORLD(what_waits_is_not_found_before_it_is_entered),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    fixture_need_engine();
    return cmocka_run_group_tests_name("words that wait", tests, NULL, NULL);
}
