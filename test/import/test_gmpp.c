/* The UK Government Major Projects Portfolio of two years, as published, end to end: test/data/gmpp/README.md says what is
 * hostile in it and what must come out.
 */
#include "load.h"

#include "kit/confine.h"
#include "kit/filter.h"
#include "kit/recompute.h"
#include "plan/plan.h"
#include "progress/progress.h"
#include "report/report.h"

#define FILE_2022 TEST_DATA "/gmpp/GMPP_Government_Major_Projects_Portfolio_AR_Data_March_2022.csv"
#define FILE_2023 TEST_DATA "/gmpp/GMPP_Government_Major_Projects_Portofolio_AR_Data_March_2023.csv"

static void import_year(struct world *w, const char *path, bool dry, struct loaded *ret)
{
    struct call *c = &w->system;
    struct import_options o = {.dry_run = dry, .file_name = text_of(path)};
    struct mapping *m;

    assert_ok(mapping_load(c, &project_record, T("gmpp"), &m));
    o.mapping = m;
    assert_ok(load(c, load_path(w->a, path), &o, ret));
}

static struct project *find(struct world *w, const char *key)
{
    void *r;

    assert_ok(record_find(&w->system, &project_record, "source_number", V(key), &r));
    assert_non_null(r);
    return r;
}

static int64_t absent(struct world *w, const char *field)
{
    struct call *c = &w->system;
    struct filter f;
    int64_t n;
    bool more;

    assert_ok(filter_init(&f, &project_record));
    assert_ok(filter_add(c->arena, &f, text_fmt(c->arena, "%s.empty", field), T("1"), c));
    assert_ok(record_count(c, &f, true, &n, &more));
    return n;
}

static void import_months(struct world *w, const struct record *t, const char *path, const char *mapping, int64_t rows)
{
    struct call *c = &w->system;
    struct import_options o = {.file_name = text_of(path)};
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    struct mapping *m;

    assert_ok(mapping_load(c, t, text_of(mapping), &m));
    o.mapping = m;
    assert_ok(load(c, load_path(w->a, path), &o, l));
    assert_int_equal(l->result->created, rows);
    assert_int_equal(l->result->refused, 0);
}

/* What was known at the end of a day: the history carries it. */
static void set_back(struct world *w, const char *day)
{
    struct call *c = &w->system;

    if (!c->clock.ms)
        c->clock = c->now;
    assert_true(date_parse(text_of(day), &c->today));
    c->now = (moment){date_start((date){c->today.days + 1}).ms - 1};
}

/* Of the 206 that stand in both years: counted apart from the program, from the two columns of the published files (later: the end date's
 * month; dearer: numeric cells at 8.7998, rounded to the yuan). */
static void what_slipped_between_the_years_is_known_as_of_march_2023(void **state)
{
    struct world *w = *state;
    struct measure_of all = {.unit = T("21")};
    struct slip_sums sums = {0}, before = {0};
    struct call now = w->system;
    slip_list worst = {0}, none = {0};
    struct recompute_result got;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    moment summer;
    struct slip one;
    bool found;
    void *then;

    set_back(w, "2022-03-31");
    import_year(w, FILE_2022, false, l);
    set_back(w, "2023-03-31");
    import_year(w, FILE_2023, false, l);
    assert_int_equal(l->result->updated, 206);

    now.today = (date){w->system.today.days + 1};
    now.now = (moment){w->system.now.ms + 1};
    assert_ok(slips_over(&now, &all, NO_MOMENT, 3, &worst, &sums));
    assert_int_equal(sums.later, 50);
    assert_int_equal(sums.months, 1708);
    assert_int_equal(sums.dearer, 69);
    assert_int_equal(sums.growth.yuan, INT64_C(226542051200));
    assert_int_equal(worst.n, 3);
    assert_text(worst.v[0].name, "Lightning Programme");
    assert_int_equal(worst.v[0].months, 252);
    assert_true(text_find(slip_said(&now, &worst.v[0]), T("252")) >= 0);

    /* in the summer before, nobody knew */
    assert_true(moment_parse(T("2022-06-30T12:00:00+08:00"), &summer));
    assert_ok(slips_over(&now, &all, summer, 3, &none, &before));
    assert_int_equal(before.later + before.dearer + (int64_t)none.n, 0);
    assert_ok(slip_of(&now, worst.v[0].project, summer, &one, &found));
    assert_false(found);
    assert_ok(record_as_of(&w->system, &project_record, worst.v[0].project, summer, &then));
    assert_int_equal(((struct project *)then)->finish_plan.n, worst.v[0].finish_first.n);

    for (const struct recompute *x = progress_capability.recomputes; x->name; x++)
        if (!strcmp(x->name, "slip")) {
            assert_ok(recompute_run(&w->system, x, true, &got));
            assert_true(got.rows > 50 && got.wrong == 0);
            assert_ok(conn_script(w->conn, w->a, "UPDATE slip SET months = months + 1"));
            assert_ok(recompute_run(&w->system, x, true, &got));
            assert_true(got.wrong > 50);
            assert_ok(recompute_run(&w->system, x, false, &got));
            assert_ok(recompute_run(&w->system, x, true, &got));
            assert_int_equal(got.wrong, 0);
        }

    /* what was known earlier can't be written behind what was known later */
    set_back(w, "2022-12-31");
    import_year(w, FILE_2022, false, l);
    assert_true(l->result->refused >= 206);
}

/* Sums worked out apart from the program: every cell of the two columns that is a number, at 8.7998, rounded to the yuan. */
static void the_financial_years_come_in_as_plan_and_report(void **state)
{
    static const struct {
        const char *file, *plans, *reports;
        int64_t rows, planned, done;
        month march;
    } years[] = {{FILE_2022, "gmpp-plans-2022", "gmpp-reports-2022", 235, INT64_C(379525518224), INT64_C(348067465196), {2022 * 12 + 2}},
                 {FILE_2023, "gmpp-plans-2023", "gmpp-reports-2023", 244, INT64_C(418055354526), INT64_C(365261482414), {2023 * 12 + 2}}};
    struct world *w = *state;
    struct measure_of all = {.unit = T("21")};
    struct measures sums;

    for (size_t i = 0; i < COUNT(years); i++) {
        struct loaded *l = ARENA_NEW(w->a, struct loaded);
        import_year(w, years[i].file, false, l);
        import_months(w, &plan_record, years[i].file, years[i].plans, years[i].rows);
        import_months(w, &report_record, years[i].file, years[i].reports, years[i].rows);
    }
    for (size_t i = 0; i < COUNT(years); i++) {
        assert_ok(measures_by_month(&w->system, &all, years[i].march, years[i].march, &sums));
        assert_int_equal(sums.n[M_PLANNED], years[i].planned);
        assert_int_equal(sums.n[M_BASELINE], years[i].planned);
        assert_int_equal(sums.n[M_REPORTED], years[i].done);
        assert_int_equal(sums.n[M_ACCEPTED], years[i].done);
    }
}

/* Nobody but the program says that something was accepted elsewhere. */
static void who_imports_by_the_browser_cannot_call_a_report_accepted(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    struct call c = world_call(w, ROLE_DRC, w->drc, "21");
    struct import_options o = {.file_name = T("x.csv")};
    struct mapping *m;
    err refused;

    import_year(w, FILE_2022, false, l);
    assert_ok(mapping_load(&c, &report_record, T("gmpp-reports-2022"), &m));
    o.mapping = m;
    refused = load(&c, load_path(w->a, FILE_2022), &o, l);
    if (!refused)
        assert_int_equal(l->result->created, 0);
    assert_int_equal(count_of(&w->system, &report_record), 0);
}

static void both_years_come_in_and_206_of_273_are_updated(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);

    import_year(w, FILE_2022, false, l);
    assert_int_equal(l->result->rows, 235);
    assert_int_equal(l->result->created, 235);
    assert_int_equal(l->result->refused, 0);
    assert_int_equal(absent(w, "finish_plan"), 17);
    assert_int_equal(absent(w, "total_invest"), 44);
    import_year(w, FILE_2023, false, l);
    assert_int_equal(l->result->rows, 244);
    assert_int_equal(l->result->created, 38);
    assert_int_equal(l->result->updated, 206);
    assert_int_equal(l->result->refused, 0);
    assert_int_equal(count_of(&w->system, &project_record), 273);
}

static void a_dry_run_says_the_same_and_writes_nothing(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    int64_t doubts;

    import_year(w, FILE_2022, true, l);
    doubts = l->result->cells_in_doubt;
    assert_int_equal(l->result->created, 235);
    assert_int_equal(l->n, 235);
    assert_int_equal(count_of(&w->system, &project_record), 0);
    import_year(w, FILE_2022, false, l);
    assert_int_equal(l->result->cells_in_doubt, doubts);
    import_year(w, FILE_2022, false, l);
    assert_int_equal(l->result->unchanged, 235);
    import_year(w, FILE_2023, true, l);
    assert_int_equal(l->result->updated, 206);
    assert_int_equal(count_of(&w->system, &project_record), 235);
}

static void section_43_is_never_43_million(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    struct project *p;
    size_t prose = 0;

    import_year(w, FILE_2022, false, l);
    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; k < l->rows[i].cells.n; k++)
            prose += text_has(l->rows[i].cells.v[k].text, T("Section 43"));
    assert_true(prose > 20);
    for (size_t i = 0; i < l->n; i++) {
        void *r;
        assert_ok(record_load(&w->system, &project_record, l->rows[i].id, &r));
        p = r;
        assert_true(is_absent(p->total_invest.yuan) || p->total_invest.yuan != INT64_C(43) * 8799800);
        if (is_absent(p->total_invest.yuan) && text_has(p->cell_notes, T("总投资：")))
            prose = 0;
    }
    assert_int_equal(prose, 0); /* at least one keeps its text beside the empty field */
}

static void every_doubt_names_its_place_and_none_is_guessed(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    size_t costs = 0, ends = 0;

    import_year(w, FILE_2022, true, l);
    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; k < l->rows[i].cells.n; k++) {
            const struct cell_fault *f = &l->rows[i].cells.v[k];
            assert_true(f->column >= 0);
            assert_true(f->head.n && f->text.n && f->why);
            costs += !strcmp(f->field->name, "total_invest");
            ends += !strcmp(f->field->name, "finish_plan");
        }
    assert_int_equal(costs, 42); /* and two cells are empty */
    assert_int_equal(ends, 17);
}

static void the_slip_of_a_year_stands_in_the_history(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    history_list h = {0};
    struct project *p, *before;
    size_t slipped = 0;

    import_year(w, FILE_2022, false, l);
    w->system.now.ms += INT64_C(31536000000);
    import_year(w, FILE_2023, false, l);
    for (size_t i = 0; i < l->n; i++) {
        if (l->rows[i].outcome != ROW_UPDATED)
            continue;
        for (size_t k = 0; k < l->rows[i].changes.n; k++)
            slipped += !strcmp(l->rows[i].changes.v[k].field->name, "finish_plan");
    }
    assert_in_range(slipped, 40, 90);
    p = find(w, "MOJ_0050_2021-Q1");
    assert_ok(record_history(&w->system, &project_record, p->head.id, &h));
    assert_int_equal(h.n, 2);
    assert_text(h.v[0].act, "project.import_change");
    assert_text(h.v[1].act, "project.import");
    before = h.v[1].record;
    assert_int_equal(before->total_invest.yuan, INT64_C(32614) * 8799800); /* £32,614 million */
    assert_int_equal(month_year(before->finish_plan), 2027);
    assert_text(p->origin.t, "real");
    assert_true(text_has(p->progress_note, T("交付信心评级: ")));
}

static bool changed(const struct history_entry *e, const char *field)
{
    for (size_t i = 0; i < e->changes.n; i++)
        if (!strcmp(e->changes.v[i].field->name, field))
            return true;
    return false;
}

/* The Natural History Museum: the end from December 2026 to September 2031, the cost from 182 to 229 million pounds. */
static void one_project_s_end_and_cost_stand_before_and_after_in_its_history(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    const struct project *before, *after;
    history_list h = {0};

    import_year(w, FILE_2022, false, l);
    w->system.now.ms += INT64_C(31536000000);
    import_year(w, FILE_2023, false, l);
    after = find(w, "DCMS_0018_2021-Q3");
    assert_text(after->name, "Natural History Museum Unlocked");
    assert_ok(record_history(&w->system, &project_record, after->head.id, &h));
    assert_int_equal(h.n, 2);
    assert_true(changed(&h.v[0], "finish_plan") && changed(&h.v[0], "total_invest"));
    before = h.v[1].record;
    assert_int_equal(before->finish_plan.n, 2026 * 12 + 11); /* kept as a month */
    assert_int_equal(after->finish_plan.n, 2031 * 12 + 8);
    assert_int_equal(before->total_invest.yuan, INT64_C(182) * 8799800);
    assert_int_equal(after->total_invest.yuan, INT64_C(229) * 8799800);
    import_year(w, FILE_2023, false, l); /* the mapping that ships repeats it: nothing is left to change */
    assert_int_equal(l->result->unchanged, 244);
    assert_int_equal(count_of(&w->system, &project_record), 273);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(what_slipped_between_the_years_is_known_as_of_march_2023),
        IN_WORLD(both_years_come_in_and_206_of_273_are_updated),
        IN_WORLD(a_dry_run_says_the_same_and_writes_nothing),
        IN_WORLD(section_43_is_never_43_million),
        IN_WORLD(every_doubt_names_its_place_and_none_is_guessed),
        IN_WORLD(the_slip_of_a_year_stands_in_the_history),
        IN_WORLD(one_project_s_end_and_cost_stand_before_and_after_in_its_history),
        IN_WORLD(the_financial_years_come_in_as_plan_and_report),
        IN_WORLD(who_imports_by_the_browser_cannot_call_a_report_accepted),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    fixture_need_engine();
    return cmocka_run_group_tests_name("import gmpp", tests, NULL, NULL);
}
