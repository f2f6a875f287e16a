/* Imports into every record type: what is exported comes back unchanged, rows find their record by code, number or a chosen key, what
 * can't be told is a conflict for a person, and a stop leaves nothing.
 */
#include "load.h"

#include "kit/apart.h"
#include "kit/audit.h"
#include "kit/confine.h"
#include "kit/export.h"
#include "kit/import/words.h"
#include "kit/memo.h"
#include "kit/search.h"
#include "list/list.h"
#include "plan/plan.h"
#include "report/report.h"

#include <sys/mman.h>
#include <unistd.h>

/* --- out and in again ------------------------------------------------------------------------------------------------------------------ */

static void all_columns(struct call *c, const struct record *t, field_list *ret)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (field_visible(c, &t->fields[i]))
            list_push(ret, c->arena) = &t->fields[i];
}

static void these_come_back_unchanged(struct world *w, const struct record *t, enum export_format format, int64_t least,
                                      void (*choose)(struct call *c, const struct record *t, field_list *ret))
{
    struct call *c = &w->system;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    struct import_options o = {.file_name = T("back")};
    int fd = memfd_create("export", 0);
    guess_list guesses = {0};
    field_list columns = {0};
    struct mapping *m;
    struct filter f;
    struct sheet *s;
    struct head h;

    choose(c, t, &columns);
    assert_ok(filter_init(&f, t));
    assert_ok(export_records(c, &f, &columns, format, fd));
    assert_ok(sheet_open(w->a, fd, NULL, &s));
    assert_ok(head_of_sheet(w->a, s, 0, 0, &h));
    mapping_guess(c, t, &h, &guesses, &m);
    m->name = T("back");
    o.mapping = m;
    assert_ok(load(c, fd, &o, l));
    for (size_t i = 0; i < l->n; i++) {
        for (size_t k = 0; k < l->rows[i].cells.n; k++)
            print_error("row %d %s “%s”: %s\n", (int)l->rows[i].number, text_z(w->a, l->rows[i].cells.v[k].head),
                        text_z(w->a, l->rows[i].cells.v[k].text),
                        text_z(w->a, error_text(w->a, l->rows[i].cells.v[k].why, LANG_EN)));
        for (size_t k = 0; k < l->rows[i].changes.n; k++)
            print_error("row %d changes %s\n", (int)l->rows[i].number, l->rows[i].changes.v[k].field->name);
    }
    assert_true(l->result->rows >= least);
    assert_int_equal(l->result->unchanged, l->result->rows);
    assert_int_equal(l->result->cells_in_doubt, 0);
    close(fd);
}

static void comes_back_unchanged(struct world *w, const struct record *t, enum export_format format, int64_t least)
{
    these_come_back_unchanged(w, t, format, least, all_columns);
}

static void as_listed(struct call *c, const struct record *t, field_list *ret)
{
    list_columns(c, t, NO_TEXT, ret);
}

static id make_project(struct world *w)
{
    id first, second;
    char body[40];

    snprintf(body, sizeof(body), "responsible_body=%lld", (long long)w->shenyang.n);
    assert_ok(world_make(&w->system, "project.create", &first, "name=辽东湾石化基地", "division=210102",
                         "content==1+1 不是公式", "stage=planned", "total_invest=83700000000",
                         "project_code=2207-210102-04-01-123456", "start_plan=2026-03", "finish_plan=2029-12",
                         "lon=123.456789", "lat=41.812345", "divisions=210103,210104",
                         "benefit=第一行\n第二行 \"引号\", 逗号;分号", "year_plan=12345678", "standard_land=true",
                         "land_need=120000", "contact_phone=024-86893456", "doc_date=2025-11-24",
                         "source_system=审批平台", "source_number=0012", "address=-不是负数", body, NULL));
    assert_ok(world_make(&w->system, "project.create", &second, "name=@二号泵站", "division=210200", "content=+86",
                         "stage=planned", "total_invest=1", NULL));
    return first;
}

static void projects_come_back_unchanged(void **state)
{
    struct world *w = *state;

    make_project(w);
    comes_back_unchanged(w, &project_record, EXPORT_XLSX, 2);
    comes_back_unchanged(w, &project_record, EXPORT_CSV, 2);
    w->system.lang = LANG_EN;
    comes_back_unchanged(w, &project_record, EXPORT_XLSX, 2);
}

static void bodies_come_back_unchanged(void **state)
{
    struct world *w = *state;
    id made;

    assert_ok(world_make(&w->system, "body.create", &made, "name=本溪高新区投资公司", "kind=owner", "unit=2105",
                         "address==沈溪大道 1 号", "phone=024-86893456", NULL));
    comes_back_unchanged(w, &body_record, EXPORT_XLSX, 3);
    comes_back_unchanged(w, &body_record, EXPORT_CSV, 3);
}

static void people_come_back_unchanged(void **state)
{
    struct world *w = *state;
    char body[40];
    id made;

    snprintf(body, sizeof(body), "body=%lld", (long long)w->shenyang.n);
    assert_ok(world_make(&w->system, "person.create", &made, "name=王某", body, "post=主任", "mobile=13800138000",
                         "email=wang@example.cn", NULL));
    comes_back_unchanged(w, &person_record, EXPORT_XLSX, 1);
    comes_back_unchanged(w, &person_record, EXPORT_CSV, 1);
}

/* Two projects of one name, one of them without a code: rows are told apart by the code, else by the number. */
static void rows_of_a_file_come_back_unchanged(void **state)
{
    static const struct record *const types[] = {&capacity_record, &fund_source_record, &milestone_record,
                                                 &permit_record, &project_share_record};
    struct world *w = *state;
    id projects[2], before;

    for (int i = 0; i < 2; i++) {
        const char *of;
        assert_ok(world_make(&w->system, "project.create", &projects[i], "name=同名项目", "division=210102",
                             "content=x", "stage=planned", "total_invest=100000000",
                             i ? "project_code=2207-210102-04-01-123456" : "project_code=", NULL));
        of = text_fmt(w->a, "project=%lld", (long long)projects[i].n).p;
        assert_ok(
            world_make(&w->system, "capacity.create", NULL, of, "name=装机容量", "amount=180.5", "unit=万千瓦", NULL));
        assert_ok(world_make(&w->system, "fund_source.create", NULL, of, "kind=loan", "name=国开行", "amount=60000000",
                             NULL));
        assert_ok(world_make(&w->system, "fund_source.create", NULL, of, "kind=own", "amount=40000000", NULL));
        assert_ok(world_make(&w->system, "milestone.create", &before, of, "name=主体封顶", "planned=2026-09-30", NULL));
        assert_ok(world_make(&w->system, "milestone.create", NULL, of, "name=并网发电", "planned=2027-06-30",
                             text_fmt(w->a, "follows=%lld", (long long)before.n).p, NULL));
        assert_ok(world_make(&w->system, "permit.create", NULL, of, "item=construct_permit", "state=applied",
                             "doc_date=2026-01-05", NULL));
        assert_ok(world_make(&w->system, "project_share.create", NULL, of, "division=210102", "share=60", NULL));
        assert_ok(world_make(&w->system, "project_share.create", NULL, of, "division=210104", "share=40", NULL));
    }
    for (size_t i = 0; i < COUNT(types); i++) {
        comes_back_unchanged(w, types[i], EXPORT_XLSX, 2);
        comes_back_unchanged(w, types[i], EXPORT_CSV, 2);
    }
    w->system.lang = LANG_EN;
    for (size_t i = 0; i < COUNT(types); i++)
        comes_back_unchanged(w, types[i], EXPORT_XLSX, 2);
}

/* A list of plans or entries shows its projects by name only, and people have none but their names: what two share gets its code or number. */
static void rows_named_by_shared_names_come_back_unchanged(void **state)
{
    static const struct record *const types[] = {&plan_record, &list_entry_record};
    struct world *w = *state;
    id projects[3], people[2];

    for (int i = 0; i < 2; i++)
        assert_ok(world_make(&w->system, "person.create", &people[i], "name=张伟", "post=主任",
                             text_fmt(w->a, "body=%lld", (long long)(i ? w->shenyang : w->dalian).n).p, NULL));
    for (int i = 0; i < 3; i++) {
        const char *of, *by = text_fmt(w->a, "responsible_person=%lld", (long long)people[i % 2].n).p;
        assert_ok(world_make(&w->system, "project.create", &projects[i], i == 2 ? "name=独名项目（二期）" : "name=同名项目（一期）", "division=210102",
                             "content=x", "stage=planned", "total_invest=100000000",
                             i ? text_fmt(w->a, "project_code=2207-210102-04-01-12345%d", i).p : "project_code=", NULL));
        of = text_fmt(w->a, "project=%lld", (long long)projects[i].n).p;
        assert_ok(world_make(&w->system, "plan.create", NULL, of, "year=2026", "m03=50000000", "goal=x", by, NULL));
        assert_ok(world_make(&w->system, "list_entry.create", NULL, of, "year=2026", "list=major", "why=x", NULL));
    }
    for (size_t i = 0; i < COUNT(types); i++)
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            w->system.lang = (enum lang)lang;
            these_come_back_unchanged(w, types[i], EXPORT_XLSX, 3, as_listed);
            these_come_back_unchanged(w, types[i], EXPORT_CSV, 3, as_listed);
            comes_back_unchanged(w, types[i], EXPORT_CSV, 3);
        }
}

static void a_name_with_its_code_is_taken_apart(void **state)
{
    static const struct {
        const char *typed, *name, *code;
    } v[] = {
        {"和平路改造（2101-1）", "和平路改造", "2101-1"}, {"路 (12)", "路", "12"},
        {"泵站（二期）（2207-210102-04-01-123456）", "泵站（二期）", "2207-210102-04-01-123456"},
        {"泵站", NULL, NULL}, {"（12）", NULL, NULL}, {"泵站（）", NULL, NULL}, {"泵站（一）二", NULL, NULL}, {")", NULL, NULL}, {"", NULL, NULL},
    };
    text name, code;

    (void)state;
    for (size_t i = 0; i < COUNT(v); i++) {
        assert_int_equal(name_with_code(text_of(v[i].typed), &name, &code), v[i].name != NULL);
        if (v[i].name)
            assert_true(text_eqz(name, v[i].name) && text_eqz(code, v[i].code));
    }
}

/* --- which record a row is ---------------------------------------------------------------------------------------------------------------- */

#define PLATFORM                                                                                                               \
    "{'name': '审批平台', 'record': 'project', 'fields': {'project_code': {'column': '项目代码'}, 'name': {'column': " \
    "'项目名称'},"                                                                                                         \
    " 'owner_name': {'column': '项目单位'}, 'total_invest': {'column': '总投资'}, 'division': {'column': "              \
    "'建设地点'}}}"

static void an_export_of_the_approval_platform_is_matched_by_code(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    struct project *p;
    id first = make_project(w);
    void *r;

    load_csv(&w->system, &project_record, PLATFORM,
             "项目代码,项目名称,项目单位,总投资(万元),建设地点\n2207-210102-04-01-123456,辽东湾石化基地,某公司,8370001,"
             "和平区\n"
             "2015-210102-77-03-012345,老代码项目,某公司,500,和平区\n",
             false, l);
    assert_int_equal(l->result->updated, 1);
    assert_int_equal(l->result->created, 1);
    assert_int_equal(l->rows[0].id.n, first.n);
    assert_ok(record_load(&w->system, &project_record, first, &r));
    p = r;
    assert_int_equal(p->total_invest.yuan, INT64_C(83700010000));
    load_csv(
        &w->system, &project_record, PLATFORM,
        "项目代码,项目名称,项目单位,总投资(万元),建设地点\n2015-210102-77-03-012345,老代码项目,某公司,500,和平区\n",
        false, l);
    assert_int_equal(l->result->unchanged, 1); /* the old form of a code identifies as the new one does */
}

static void a_number_in_another_system_matches(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    id first = make_project(w);

    load_csv(&w->system, &project_record,
             "{'name': 'n', 'record': 'project', 'match': ['source_system+source_number'], 'fields': {'source_system': "
             "{'constant': '审批平台'},"
             " 'source_number': {'column': '编号'}, 'name': {'column': '名称'}}}",
             "编号,名称\n0012,辽东湾石化基地(一期)\n", false, l);
    assert_int_equal(l->result->updated, 1);
    assert_int_equal(l->rows[0].id.n, first.n);
}

static void one_code_with_two_projects_is_a_conflict_until_settled(void **state)
{
    static const char csv[] = "项目代码,项目名称,项目单位,总投资(万元),建设地点\n2207-210102-04-01-123456,"
                              "桓仁抽水蓄能电站,某公司,100,和平区\n";
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    struct import_choice choice = {.row = 2, .how = CHOOSE_NEW, .reason = T("代码抄错，向填报单位核实过")};
    struct import_options o = {.mapping = load_mapping(&w->system, &project_record, PLATFORM), .file_name = T("t.csv")};
    id first = make_project(w);

    load_csv(&w->system, &project_record, PLATFORM, csv, true, l);
    assert_int_equal(l->result->refused, 1);
    assert_int_equal(l->result->conflicts.n, 1);
    assert_int_equal(l->result->conflicts.v[0].first.n, first.n);
    assert_true(text_has(l->result->conflicts.v[0].said[LANG_ZH], T("一码多项")));
    assert_true(text_has(l->result->conflicts.v[0].fields, T("\"field\":\"project_code\"")));
    o.choices = &choice;
    o.n_choices = 1;
    assert_ok(load(&w->system, load_file(w->a, text_of(csv)), &o, l));
    assert_int_equal(l->result->created, 1);
    assert_int_equal(count_of(&w->system, &project_record), 3);
}

static void one_project_with_two_codes_is_a_conflict(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);

    make_project(w);
    load_csv(&w->system, &project_record, PLATFORM,
             "项目代码,项目名称,项目单位,总投资(万元),建设地点\n2301-210102-04-01-654321,辽东湾石化基地,某公司,8370000,"
             "和平区\n",
             true, l);
    assert_int_equal(l->result->conflicts.n, 1);
    assert_true(text_has(l->result->conflicts.v[0].said[LANG_ZH], T("一项多码")));
}

static void the_same_key_twice_with_other_contents_is_a_conflict(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);

    load_csv(&w->system, &project_record, PLATFORM,
             "项目代码,项目名称,项目单位,总投资(万元),建设地点\n2301-210102-04-01-654321,甲项目,某公司,1,和平区\n"
             "2301-210102-04-01-654321,甲项目,某公司,2,和平区\n2301-210102-04-01-654321,甲项目,某公司,1,和平区\n",
             true, l);
    assert_int_equal(l->result->created, 1);
    assert_int_equal(l->result->refused, 1);
    assert_int_equal(l->rows[1].same_row, 2);
    assert_int_equal(l->result->repeated, 1);
    for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
        CLEAN(out_free) struct out o = {0};
        out_init(&o, 64 * 1024, lang);
        import_text(&o, l->result, &(struct mapping){.name = T("platform")});
        assert_false(text_has(out_text(&o), T("{")));
        assert_true(text_has(out_text(&o), lang == LANG_ZH ? T("与第2行是同一条（项目统一代码相同）") : T("as row 2, with other contents")));
    }
}

/* An accepted report is corrected by a new edition, never written over: its row is refused by name, the others come in; a dry run says the same. */
static void a_row_for_what_was_accepted_is_refused_and_the_others_come_in(void **state)
{
    static const char by[] = "{'name': '月报', 'record': 'report', 'match': ['project+month'], 'fields': {'project': {'column': '项目'}, 'month': {'column': '月份'},"
                             " 'month_invest': {'column': '本月完成', 'unit': '万元'}}}";
    static const char csv[] = "项目,月份,本月完成(万元)\n在建一,2026-09,7\n在建一,2026-10,8\n在建二,2026-10,9\n";
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    struct call import = w->system;
    id projects[2], report;
    void *r;

    import.lenient = true;
    for (int i = 0; i < 2; i++)
        assert_ok(world_make(&import, "project.create", &projects[i], i ? "name=在建二" : "name=在建一", "division=210102", "content=x", "total_invest=1000000000",
                             "stage=continued", NULL));
    assert_ok(world_make(&import, "report.create", &report, text_fmt(w->a, "project=%lld", (long long)projects[0].n).p, "month=2026-09", "month_invest=50000",
                         "state=accepted", NULL));
    for (int dry = 1; dry >= 0; dry--) {
        load_csv(&w->system, &report_record, by, csv, dry, l);
        assert_int_equal(l->result->created, 2);
        assert_int_equal(l->result->updated, 0);
        assert_int_equal(l->result->refused, 1);
        assert_int_equal(l->rows[0].outcome, ROW_REFUSED);
    }
    assert_ok(record_load(&w->system, &report_record, report, &r));
    assert_int_equal(((struct report *)r)->month_invest.yuan, 50000);
}

/* --- what can't be read ---------------------------------------------------------------------------------------------------------------------- */

static void prose_is_no_figure_and_unknown_names_are_listed_once(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    struct project *p;
    void *r;

    load_csv(
        &w->system, &project_record, PLATFORM,
        "项目代码,项目名称,项目单位,总投资(万元),建设地点\n,甲,某公司,约三亿元左右,火星区\n,乙,某公司,200,火星区\n",
        false, l);
    assert_int_equal(l->result->created, 2);
    assert_int_equal(l->result->cells_in_doubt, 3);
    assert_int_equal(l->result->unknown.n, 1);
    assert_int_equal(l->result->unknown.v[0].count, 2);
    assert_ok(record_load(&w->system, &project_record, l->rows[0].id, &r));
    p = r;
    assert_true(is_absent(p->total_invest.yuan));
    assert_true(text_has(p->cell_notes, T("约三亿元左右")));
}

static void money_without_a_unit_is_refused_not_guessed(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    struct import_options o = {.mapping = load_mapping(&w->system, &project_record, PLATFORM), .file_name = T("t.csv")};

    assert_refused(load(&w->system,
                        load_file(w->a, T("项目代码,项目名称,项目单位,总投资,建设地点\n,甲,某公司,3,和平区\n")), &o, l),
                   w_mapping_no_unit);
    assert_int_equal(count_of(&w->system, &project_record), 0);
}

static void a_stop_leaves_nothing(void **state)
{
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    struct import_options o = {.mapping = load_mapping(&w->system, &project_record, PLATFORM), .file_name = T("t.csv")};
    CLEAN(out_free) struct out csv = {0};

    out_init(&csv, 1 << 20, LANG_ZH);
    LIT(&csv, "项目代码,项目名称,项目单位,总投资(万元),建设地点\n");
    for (int i = 0; i < 1500; i++)
        out_fmt(&csv, ",项目%d号,某公司,%d,和平区\n", i, i + 1);
    l->stop_after = 512;
    assert_refused(load(&w->system, load_file(w->a, out_text(&csv)), &o, l), w_import_stopped);
    assert_int_equal(count_of(&w->system, &project_record), 0);
}

/* More than MUCH rows: the way of large imports, with memos, a large index and the chain's end kept. */
static text many_rows(struct arena *a, int n)
{
    CLEAN(out_free) struct out csv = {0};

    out_init(&csv, 4 << 20, LANG_ZH);
    LIT(&csv, "项目代码,项目名称,项目单位,总投资(万元),建设地点\n");
    for (int i = 0; i < n; i++)
        out_fmt(&csv, ",大宗项目%d号,业主%d公司,%d,和平区\n", i, i % 7, i + 1);
    return text_copy(a, out_text(&csv));
}

static int64_t rows_in(struct world *w, const char *sql)
{
    int64_t n;

    assert_ok(conn_one(w->conn, w->a, sql, NO_VALUES, INTO(TO(&n)), NULL));
    return n;
}

static void chain_is_whole(struct world *w)
{
    struct audit_check got;

    assert_ok(audit_seal(w->conn, w->a));
    assert_ok(audit_verify(w->conn, w->a, &got));
    assert_int_equal(got.bad_line, 0);
}

/* How many indexes the table of projects has: a large import sets some aside. */
static int64_t indexes(struct world *w)
{
    return rows_in(w, conn_engine(w->conn) == DB_SQLITE ? "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'project'"
                                                        : "SELECT COUNT(*) FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'project'");
}

static void a_large_import_is_stopped_whole_and_comes_in_whole(void **state)
{
    enum { ROWS = 2200 };
    struct world *w = *state;
    struct loaded *l = ARENA_NEW(w->a, struct loaded);
    struct import_options o = {.mapping = load_mapping(&w->system, &project_record, PLATFORM), .file_name = T("t.csv")};
    text csv = many_rows(w->a, ROWS);
    int64_t lines = rows_in(w, "SELECT COUNT(*) FROM audit"), all = indexes(w);
    hit_list hits = {0};

    l->stop_after = 1500;
    assert_refused(load(&w->system, load_file(w->a, csv), &o, l), w_import_stopped);
    assert_int_equal(rows_in(w, "SELECT COUNT(*) FROM project"), 0);
    assert_int_equal(rows_in(w, "SELECT COUNT(*) FROM project_version"), 0);
    assert_int_equal(rows_in(w, "SELECT COUNT(*) FROM audit"), lines);
    assert_ok(search_find(&w->system, &project_record, T("大宗项目"), 5, &hits));
    assert_int_equal(hits.n, 0);
    assert_int_equal(indexes(w), all);
    l->stop_after = 0;
    assert_ok(load(&w->system, load_file(w->a, csv), &o, l));
    assert_int_equal(l->result->created, ROWS);
    assert_int_equal(indexes(w), all);
    if (conn_engine(w->conn) == DB_POSTGRES)
        assert_int_equal(rows_in(w, "SELECT COUNT(*) FROM pg_class WHERE relname = 'search_words' AND reloptions = ARRAY['fastupdate=off']"), 1);
    else {
        assert_int_equal(rows_in(w, "SELECT COUNT(*) FROM project INDEXED BY project_total_invest WHERE region = 21 AND removed = 0"), ROWS);
        assert_int_equal(rows_in(w, "SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'project'"), all);
    }
    assert_int_equal(rows_in(w, "SELECT COUNT(*) FROM audit WHERE act = 'project.import' AND record = 'project'"),
                     ROWS);
    assert_int_equal(rows_in(w, "SELECT SUM(projects) FROM project_total WHERE unit = '21' AND kind = 'stage'"), ROWS);
    assert_ok(search_find(&w->system, &project_record, T("大宗项目2199号"), 5, &hits));
    assert_true(hits.n >= 1);
    chain_is_whole(w);
}

/* What was found out about bodies during an import is forgotten when one is saved. */
static void memos_are_kept_only_when_asked_and_end_with_a_save(void **state)
{
    struct world *w = *state;
    struct call c = w->system;
    ref found = {0};
    id made;

    assert_ok(body_find(&c, NO_TEXT, T("新业主公司"), &found));
    assert_int_equal(found.n, 0);
    memo_begin(&c);
    assert_ok(body_find(&c, NO_TEXT, T("新业主公司"), &found));
    assert_true(memo_get(&c, "body", T("\n新业主公司"), &found));
    assert_false(memo_get(&c, "person", T("\n新业主公司"), &found));
    assert_int_equal(found.n, 0);
    assert_ok(world_make(&c, "body.create", &made, "name=新业主公司", "kind=owner", "unit=210102", NULL));
    assert_false(memo_get(&c, "body", T("\n新业主公司"), &found));
    assert_ok(body_find(&c, NO_TEXT, T("新业主公司"), &found));
    assert_int_equal(found.n, made.n);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(projects_come_back_unchanged),
        IN_WORLD(bodies_come_back_unchanged),
        IN_WORLD(people_come_back_unchanged),
        IN_WORLD(rows_of_a_file_come_back_unchanged),
        IN_WORLD(rows_named_by_shared_names_come_back_unchanged),
        cmocka_unit_test(a_name_with_its_code_is_taken_apart),
        IN_WORLD(an_export_of_the_approval_platform_is_matched_by_code),
        IN_WORLD(a_number_in_another_system_matches),
        IN_WORLD(one_code_with_two_projects_is_a_conflict_until_settled),
        IN_WORLD(one_project_with_two_codes_is_a_conflict),
        IN_WORLD(the_same_key_twice_with_other_contents_is_a_conflict),
        IN_WORLD(a_row_for_what_was_accepted_is_refused_and_the_others_come_in),
        IN_WORLD(prose_is_no_figure_and_unknown_names_are_listed_once),
        IN_WORLD(money_without_a_unit_is_refused_not_guessed),
        IN_WORLD(a_stop_leaves_nothing),
        IN_WORLD(a_large_import_is_stopped_whole_and_comes_in_whole),
        IN_WORLD(memos_are_kept_only_when_asked_and_end_with_a_save),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    fixture_need_engine();
    return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
