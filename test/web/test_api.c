/* The API over HTTP: lists, records, acts, refusals; as those who may and those who may not; of projects, bodies and people. */
#include "api_site.h"

#include "kit/api.h"
#include "kit/confine.h"

#define P "/api/v1/projects"

static text make(struct site *s, int guest, const char *name, const char *division, const char *more)
{
    const struct json *j = site_json(s, guest, "POST", P,
                                     text_fmt(s->a,
                                              "{\"name\":\"%s\",\"division\":\"%s\",\"stage\":\"planned\",\"content\":"
                                              "\"内容\",\"total_invest\":100000000%s}",
                                              name, division, more)
                                         .p,
                                     201);

    return text_at(s->a, j, "id");
}

static const char *path_of(struct site *s, text id, const char *tail)
{
    return text_fmt(s->a, P "/%.*s%s", TEXT_ARG(id), tail).p;
}

/* --- lists ------------------------------------------------------------------------------------------------------------------- */

static void a_list_is_total_items_and_next(void **state)
{
    struct site *s = *state;
    const struct json *j;
    char name[40];
    text after = NO_TEXT;
    int64_t last = INT64_MAX;
    size_t seen = 0;

    for (int i = 0; i < 7; i++) {
        snprintf(name, sizeof(name), "风电项目%d", i);
        make(s, GUEST_DRC, name, i % 2 ? "210102" : "210202", text_fmt(s->a, ",\"year_plan\":%d0000", i + 1).p);
    }
    do {
        j = site_json(s, GUEST_DRC, "GET", text_fmt(s->a, P "?limit=3&sort=-year_plan&after=%.*s", TEXT_ARG(after)).p,
                      NULL, 200);
        assert_int_equal(json_count(j), 3);
        assert_int_equal(int_at(s->a, j, "total"), 7);
        for (size_t i = 0; i < json_count(json_get(j, "items")); i++, seen++) {
            int64_t n = int_at(s->a, json_item(json_get(j, "items"), i), "year_plan");
            assert_true(n < last);
            last = n;
        }
        after = text_at(s->a, j, "next");
    } while (after.n);
    assert_int_equal(seen, 7);
    assert_int_equal(json_kind(json_get(j, "next")), JSON_IS_NULL);
}

static void filters_are_those_of_the_pages(void **state)
{
    static const struct {
        const char *query;
        int total;
    } cases[] = {
        {"", 3},
        {"?division=210102", 2},
        {"?division=210102,210202", 3},
        {"?year_plan.min=200", 2},
        {"?year_plan.max=199", 1},
        {"?name.has=%E5%85%89", 1},
        {"?start_plan.empty=1", 3},
        {"?start_plan.empty=0", 0},
        {"?q=gf", 1},
        {"?stage=planned&division=210202", 1},
        {"?stage=reserve", 0},
        {"?flags=ppp", 1},
        {"?exact=1", 3},
    };
    struct site *s = *state;

    make(s, GUEST_DRC, "光伏", "210102", ",\"year_plan\":100");
    make(s, GUEST_DRC, "风电", "210102", ",\"year_plan\":200,\"flags\":[\"ppp\"]");
    make(s, GUEST_DRC, "石化", "210202", ",\"year_plan\":300");
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct json *j = site_json(s, GUEST_DRC, "GET", text_fmt(s->a, P "%s", cases[i].query).p, NULL, 200);
        if (int_at(s->a, j, "total") != cases[i].total || json_count(json_get(j, "items")) != (size_t)cases[i].total)
            fail_msg("%s: %lld", cases[i].query, (long long)int_at(s->a, j, "total"));
    }
}

static void a_wrong_filter_is_told_by_name(void **state)
{
    static const struct {
        const char *query, *field;
    } cases[] = {
        {"?stagee=planned", "stagee"},
        {"?stage=nonsense", "stage"},
        {"?total_invest.min=viel", "total_invest"},
        {"?total_invest.about=1", "total_invest.about"},
        {"?limit=0", "limit"},
        {"?limit=501", "limit"},
        {"?limit=x", "limit"},
        {"?sort=-nothing", "sort"},
        {"?after=rubbish", "after"},
        {"?columns=name", "columns"},
    };
    struct site *s = *state;

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_true(
            text_eqz(text_at(s->a, site_json(s, GUEST_DRC, "GET", text_fmt(s->a, P "%s", cases[i].query).p, NULL, 422),
                             "error.fields.0.field"),
                     cases[i].field));
}

static void nobody_sees_or_counts_beyond_their_scope(void **state)
{
    struct site *s = *state;
    text here = make(s, GUEST_DRC, "和平项目", "210102", ""), there = make(s, GUEST_DRC, "大连项目", "210202", "");
    static const struct {
        int guest, total;
    } cases[] = {{GUEST_LEADER, 2}, {GUEST_DRC, 2},    {GUEST_INSPECTOR, 2}, {GUEST_CITY, 1},
                 {GUEST_COUNTY, 1}, {GUEST_DALIAN, 1}, {GUEST_OWNER, 0},     {GUEST_LEAD, 0}};

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct json *j = site_json(s, cases[i].guest, "GET", P "?exact=1", NULL, 200);
        assert_int_equal(int_at(s->a, j, "total"), cases[i].total);
        assert_int_equal(json_count(json_get(j, "items")), cases[i].total);
    }
    assert_int_equal(int_at(s->a, site_json(s, GUEST_COUNTY, "GET", P "?division=210202", NULL, 200), "total"), 0);
    assert_int_equal(int_at(s->a, site_json(s, GUEST_COUNTY, "GET", P "?q=dl", NULL, 200), "total"), 0);
    site_json(s, GUEST_COUNTY, "GET", path_of(s, here, ""), NULL, 200);
    site_json(s, GUEST_COUNTY, "GET", path_of(s, there, ""), NULL, 404);
    site_json(s, GUEST_COUNTY, "GET", path_of(s, there, "/history"), NULL, 404);
    site_json(s, GUEST_COUNTY, "PATCH", path_of(s, there, ""), "{\"version\":1,\"address\":\"x\"}", 404);
    site_json(s, GUEST_CITY, "POST", P "/bulk",
              text_fmt(s->a, "{\"ids\":[\"%.*s\",\"%.*s\"],\"values\":{\"sector\":\"energy\"}}", TEXT_ARG(here),
                       TEXT_ARG(there))
                  .p,
              404);
    assert_int_equal(int_at(s->a, site_json(s, GUEST_DRC, "GET", path_of(s, here, ""), NULL, 200), "version"),
                     1); /* all or none */
}

/* --- one record -------------------------------------------------------------------------------------------------------------- */

static void a_record_is_made_read_changed_and_taken_away(void **state)
{
    struct site *s = *state;
    struct answer got = site_ask(
        s, GUEST_COUNTY, "POST", P, NULL,
        "{\"name\":\"抽水蓄能\",\"division\":\"210102\",\"stage\":\"planned\",\"content\":\"x\",\"total_invest\":"
        "83700000000,"
        "\"flags\":[\"ppp\"],\"start_plan\":\"2026-03\",\"lon\":123.456789,\"in_stats\":true}");
    const struct json *j;
    text id, where;

    assert_int_equal(got.status, 201);
    assert_ok(json_parse(s->a, got.body, NULL, &j));
    id = text_at(s->a, j, "id");
    where = answer_header(&got, "Location");
    assert_true(text_eqz(where, path_of(s, id, "")));
    j = site_json(s, GUEST_COUNTY, "GET", text_z(s->a, where), NULL, 200);
    assert_int_equal(int_at(s->a, j, "total_invest"), INT64_C(83700000000));
    assert_text(text_at(s->a, j, "start_plan"), "2026-03");
    assert_text(text_at(s->a, j, "flags.0"), "ppp");
    assert_text(text_at(s->a, j, "county"), "210102");
    j = site_json(s, GUEST_COUNTY, "PATCH", text_z(s->a, where),
                  "{\"version\":1,\"total_invest\":90000000000,\"start_plan\":null,\"flags\":[]}", 200);
    assert_int_equal(int_at(s->a, j, "version"), 2);
    assert_int_equal(json_kind(json_get(j, "start_plan")), JSON_IS_NULL);
    j = site_json(s, GUEST_COUNTY, "GET", path_of(s, id, "/history"), NULL, 200);
    assert_int_equal(json_count(json_get(j, "items")), 2);
    assert_text(text_at(s->a, j, "items.0.by.name"), "county某");
    assert_int_equal(int_at(s->a, j, "items.0.changes.1.before"), INT64_C(83700000000));
    site_json(s, GUEST_COUNTY, "DELETE", text_z(s->a, where), NULL, 403);
    j = site_json(s, GUEST_DRC, "DELETE", text_z(s->a, where), NULL, 422);
    assert_text(text_at(s->a, j, "error.fields.0.field"), "reason");
    assert_int_equal(
        site_ask(s, GUEST_DRC, "DELETE", text_z(s->a, where), NULL, "{\"reason\":\"重复\",\"version\":2}").status, 204);
    site_json(s, GUEST_DRC, "GET", text_z(s->a, where), NULL, 404);
    site_json(s, GUEST_DRC, "PATCH", text_z(s->a, where), "{\"version\":3,\"address\":\"x\"}", 409);
    assert_int_equal(int_at(s->a, site_json(s, GUEST_DRC, "GET", P, NULL, 200), "total"), 0);
}

static void it_is_shown_as_of_a_day(void **state)
{
    struct site *s = *state;
    text id = make(s, GUEST_DRC, "昨日", "210102", "");

    clock_set((moment){INT64_C(1795478400000) + 86400000});
    site_json(s, GUEST_DRC, "PATCH", path_of(s, id, ""), "{\"version\":1,\"name\":\"今日\"}", 200);
    assert_text(text_at(s->a, site_json(s, GUEST_DRC, "GET", path_of(s, id, "?at=2026-11-24"), NULL, 200), "name"),
                "昨日");
    assert_text(text_at(s->a, site_json(s, GUEST_DRC, "GET", path_of(s, id, ""), NULL, 200), "name"), "今日");
    site_json(s, GUEST_DRC, "GET", path_of(s, id, "?at=2020-01-01"), NULL, 404);
    site_json(s, GUEST_DRC, "GET", path_of(s, id, "?at=gestern"), NULL, 422);
    site_json(s, GUEST_DRC, "GET", path_of(s, id, "?at=2099-01-01"), NULL, 422); /* nobody knows yet */
    clock_set((moment){INT64_C(1795478400000)});
}

static void a_clash_says_who_changed_what(void **state)
{
    struct site *s = *state;
    text id = make(s, GUEST_DRC, "冲突", "210102", "");
    struct answer got;
    const struct json *j;

    site_json(s, GUEST_CITY, "PATCH", path_of(s, id, ""), "{\"version\":1,\"total_invest\":200,\"address\":\"甲\"}",
              200);
    j = site_json(s, GUEST_DRC, "PATCH", path_of(s, id, ""), "{\"version\":1,\"total_invest\":300,\"park\":\"乙\"}",
                  409);
    assert_text(text_at(s->a, j, "error.code"), "clash");
    assert_int_equal(int_at(s->a, j, "error.clash.version"), 2);
    assert_text(text_at(s->a, j, "error.clash.changed_by"), "city某");
    assert_int_equal(json_count(json_at(s->a, j, "error.clash.fields")), 2);
    assert_text(text_at(s->a, j, "error.clash.fields.0.field"), "address");
    assert_text(text_at(s->a, j, "error.clash.fields.1.field"), "total_invest");
    assert_int_equal(int_at(s->a, j, "error.clash.fields.1.seen"), 100000000);
    assert_int_equal(int_at(s->a, j, "error.clash.fields.1.theirs"), 200);
    assert_int_equal(int_at(s->a, j, "error.clash.fields.1.mine"), 300);
    site_json(s, GUEST_DRC, "PATCH", path_of(s, id, ""), "{\"version\":99,\"park\":\"乙\"}", 409);
    j = site_json(s, GUEST_DRC, "PATCH", path_of(s, id, ""), "{\"park\":\"乙\"}", 422);
    assert_text(text_at(s->a, j, "error.fields.0.field"), "version");
    assert_int_equal(
        site_ask(s, GUEST_DRC, "PATCH", path_of(s, id, ""), "If-Match: W/\"1\"\r\n", "{\"park\":\"乙\"}").status, 409);
    got = site_ask(s, GUEST_DRC, "PATCH", path_of(s, id, ""), "If-Match: \"2\"\r\n", "{\"park\":\"乙\"}");
    assert_int_equal(got.status, 200);
    assert_text(answer_header(&got, "ETag"), "W/\"3\"");
    assert_int_equal(
        site_ask(s, GUEST_DRC, "PATCH", path_of(s, id, ""), "If-Match: \"2\"\r\n", "{\"version\":3,\"park\":\"丙\"}")
            .status,
        422);
    assert_int_equal(site_ask(s, GUEST_DRC, "GET", path_of(s, id, ""), "If-None-Match: W/\"3\"\r\n", NULL).status, 304);
    assert_int_equal(site_ask(s, GUEST_DRC, "GET", path_of(s, id, ""), "If-None-Match: W/\"2\"\r\n", NULL).status, 200);
}

static void what_was_read_can_be_sent_back(void **state)
{
    struct site *s = *state;
    text id = make(s, GUEST_DRC, "往返", "210102", ",\"year_plan\":5,\"flags\":[\"ppp\"],\"start_plan\":\"2026-05\"");
    struct answer got = site_ask(s, GUEST_DRC, "GET", path_of(s, id, ""), NULL, NULL);
    const struct json *j = site_json(s, GUEST_DRC, "PATCH", path_of(s, id, ""), text_z(s->a, got.body), 200);

    assert_int_equal(int_at(s->a, j, "version"), 1); /* nothing was changed */
}

/* As the form does: which file it may be is told by name, and the answer needs its number and a reason. */
static const struct json *make_twin(struct site *s, const char *name, const char *more, int status)
{
    return site_json(s, GUEST_CITY, "POST", P,
                     text_fmt(s->a,
                              "{\"name\":\"%s\",\"division\":\"210102\",\"content\":\"建设 2 台机组\",\"total_invest\":100000000,"
                              "\"stage\":\"planned\",\"owner_name\":\"辽宁示例能源有限公司\"%s}",
                              name, more)
                         .p,
                     status);
}

static void a_likely_duplicate_is_asked_about_before_it_is_saved(void **state)
{
    struct site *s = *state;
    text first = text_at(s->a, make_twin(s, "和平区热电联产工程", "", 201), "id");
    const char *named = text_fmt(s->a, ",\"distinct_from\":[\"%.*s\"]", TEXT_ARG(first)).p;
    const char *const refused[] = {"", named, ",\"distinct_from\":\"17\",\"reason\":\"机组不同\"", ",\"distinct_from\":[\"17\"],\"reason\":\"机组不同\""};
    const struct json *j = NULL;

    for (size_t i = 0; i < COUNT(refused); i++) {
        j = make_twin(s, "和平区热电联产项目", refused[i], 422);
        assert_text(text_at(s->a, j, "error.fields.0.field"), "distinct_from");
    }
    assert_true(text_has(text_at(s->a, j, "error.fields.0.message"), T("和平区热电联产工程")));
    assert_int_equal(int_at(s->a, site_json(s, GUEST_CITY, "GET", P, NULL, 200), "total"), 1); /* nothing of it was saved */
    make_twin(s, "和平区热电联产项目", text_fmt(s->a, "%s,\"reason\":\"机组不同\"", named).p, 201);
    assert_int_equal(int_at(s->a, site_json(s, GUEST_CITY, "GET", P, NULL, 200), "total"), 2);
}

static void a_request_sent_twice_is_carried_out_once(void **state)
{
    static const char body[] =
        "{\"name\":\"重发\",\"division\":\"210102\",\"stage\":\"planned\",\"content\":\"x\",\"total_invest\":1}";
    struct site *s = *state;
    struct answer first = site_ask(s, GUEST_DRC, "POST", P, "Idempotency-Key: k1\r\n", body),
                  second = site_ask(s, GUEST_DRC, "POST", P, "Idempotency-Key: k1\r\n", body);

    assert_int_equal(first.status, 201);
    assert_int_equal(second.status, 201);
    assert_true(text_eq(first.body, second.body));
    assert_int_equal(int_at(s->a, site_json(s, GUEST_DRC, "GET", P, NULL, 200), "total"), 1);
    assert_int_equal(
        site_ask(
            s, GUEST_DRC, "POST", P, "Idempotency-Key: k1\r\n",
            "{\"name\":\"另一个\",\"division\":\"210102\",\"stage\":\"planned\",\"content\":\"x\",\"total_invest\":1}")
            .status,
        422);
    assert_int_equal(
        site_ask(
            s, GUEST_CITY, "POST", P, "Idempotency-Key: k1\r\n",
            "{\"name\":\"他人的\",\"division\":\"210102\",\"stage\":\"planned\",\"content\":\"x\",\"total_invest\":1}")
            .status,
        201);
    assert_int_equal(site_ask(s, GUEST_DRC, "POST", P, "Idempotency-Key:  \r\n", body).status, 422);
    assert_int_equal(int_at(s->a, site_json(s, GUEST_DRC, "GET", P, NULL, 200), "total"), 2);
}

/* --- acts -------------------------------------------------------------------------------------------------------------------- */

/* A row of a record type that belongs to the project: it has the API like any other. */
static void belongs(struct site *s, text project, const char *plural, const char *members)
{
    const struct json *j = site_json(s, GUEST_CITY, "POST", text_fmt(s->a, "/api/v1/%s", plural).p,
                                     text_fmt(s->a, "{\"project\":\"%.*s\",%s}", TEXT_ARG(project), members).p, 201);
    const char *of_project = text_fmt(s->a, "/api/v1/%s?project=%.*s", plural, TEXT_ARG(project)).p;

    assert_true(text_eq(text_at(s->a, j, "project"), project));
    assert_int_equal(int_at(s->a, site_json(s, GUEST_CITY, "GET", of_project, NULL, 200), "total"), 1);
    assert_int_equal(int_at(s->a, site_json(s, GUEST_DALIAN, "GET", of_project, NULL, 200), "total"), 0);
}

static const char *applies(struct site *s, text id)
{
    return text_fmt(s->a, "{\"project\":\"%.*s\",\"why\":\"补短板\"}", TEXT_ARG(id)).p;
}

static const char *step_of(struct site *s, text application)
{
    return text_fmt(s->a, "/api/v1/admissions/%.*s/move", TEXT_ARG(application)).p;
}

static void acts_are_for_those_whose_acts_they_are(void **state)
{
    struct site *s = *state;
    text id = make(
        s, GUEST_DRC, "走流程", "210102",
        ",\"owner_name\":\"辽宁示例能源有限公司\",\"owner_kind\":\"private\",\"works\":\"energy\",\"industry\":"
        "\"4411\",\"sector\":\"energy\",\"build_kind\":\"new\",\"invest_kind\":\"enterprise\",\"address\":\"街\"");
    static const int may_not[] = {GUEST_LEADER, GUEST_INSPECTOR, GUEST_ADMIN, GUEST_AUDITOR};
    const struct json *j;
    text person, application;

    for (size_t i = 0; i < COUNT(may_not); i++)
        site_json(s, may_not[i], "POST", path_of(s, id, "/move"), "{\"version\":1,\"to\":\"reserve\"}", 403);
    site_json(s, GUEST_DALIAN, "POST", path_of(s, id, "/move"), "{\"version\":1,\"to\":\"reserve\"}", 404);
    site_json(s, GUEST_OWNER, "POST", path_of(s, id, "/move"), "{\"version\":1,\"to\":\"reserve\"}",
              409); /* sees it, has no such way */
    j = site_json(s, GUEST_CITY, "POST", path_of(s, id, "/move"), "{\"version\":1,\"to\":\"completed\"}", 409);
    assert_text(text_at(s->a, j, "error.code"), "state");
    j = site_json(s, GUEST_CITY, "POST", path_of(s, id, "/move"), "{\"version\":1,\"to\":7}", 422);
    assert_text(text_at(s->a, j, "error.fields.0.field"), "to");
    j = site_json(s, GUEST_CITY, "POST", path_of(s, id, "/move"), "{\"to\":\"reserve\"}", 422);
    assert_text(text_at(s->a, j, "error.fields.0.field"), "version");
    j = site_json(s, GUEST_CITY, "POST", path_of(s, id, "/move"), "{\"version\":1,\"to\":\"withdrawn\"}", 422);
    assert_text(text_at(s->a, j, "error.fields.0.field"), "reason");
    belongs(s, id, "fund_sources", "\"kind\":\"special_bond\",\"amount\":100000000");
    belongs(s, id, "capacities", "\"name\":\"装机容量\",\"amount\":1200.5,\"unit\":\"兆瓦\"");
    belongs(s, id, "milestones", "\"name\":\"开工\",\"planned\":\"2027-03-15\"");
    person = text_at(s->a,
                     site_json(s, GUEST_DRC, "POST", "/api/v1/people",
                               text_fmt(s->a, "{\"name\":\"李四\",\"body\":\"%lld\"}", (long long)s->w->heping.n).p,
                               201),
                     "id");
    /* into the reserve by an application */
    j = site_json(s, GUEST_CITY, "POST", path_of(s, id, "/move"), "{\"version\":1,\"to\":\"reserve\"}", 409);
    assert_text(text_at(s->a, j, "error.code"), "state");
    site_json(s, GUEST_LEADER, "POST", "/api/v1/admissions", applies(s, id), 403);
    site_json(s, GUEST_DALIAN, "POST", "/api/v1/admissions", applies(s, id), 404); /* no project of theirs */
    j = site_json(s, GUEST_CITY, "POST", "/api/v1/admissions", applies(s, id), 201);
    application = text_at(s->a, j, "id");
    assert_text(text_at(s->a, j, "turn"), "department");
    site_json(s, GUEST_CITY, "POST", step_of(s, application), "{\"version\":1,\"to\":\"checked\",\"opinion\":\"x\"}", 403);
    site_json(s, GUEST_DRC, "POST", step_of(s, application), "{\"version\":1,\"to\":\"checked\",\"opinion\":\"同意\"}", 200);
    j = site_json(s, GUEST_DRC, "POST", step_of(s, application), "{\"version\":2,\"to\":\"admitted\"}", 422);
    assert_true(text_has(text_at(s->a, j, "error.fields.0.message"), T("详细地址")) || text_has(text_at(s->a, j, "error.fields.0.message"), T("年度计划投资")));
    j = site_json(s, GUEST_CITY, "PATCH", path_of(s, id, ""),
                  text_fmt(s->a,
                           "{\"version\":1,\"address\":\"某街1号\",\"year_plan\":1,\"start_plan\":"
                           "\"2027-03\",\"finish_plan\":\"2028-03\",\"contact\":\"王五\","
                           "\"contact_phone\":\"024-23456789\",\"responsible_body\":\"%lld\",\"leader_in_charge\":\"%.*"
                           "s\",\"responsible_person\":\"%.*s\"}",
                           (long long)s->w->heping.n, TEXT_ARG(person), TEXT_ARG(person))
                      .p,
                  200);
    assert_text(text_at(s->a, j, "stage"), "planned");
    site_json(s, GUEST_DRC, "POST", step_of(s, application), "{\"version\":2,\"to\":\"admitted\"}", 200);
    j = site_json(s, GUEST_CITY, "GET", path_of(s, id, ""), NULL, 200);
    assert_text(text_at(s->a, j, "stage"), "reserve");
    assert_text(text_at(s->a, j, "address"), "某街1号");
    assert_text(text_at(s->a, site_json(s, GUEST_CITY, "GET", path_of(s, id, "/history"), NULL, 200), "items.0.act"),
                "admission.move");
    site_json(s, GUEST_CITY, "POST", path_of(s, id, "/dance"), "{}", 404);
    site_json(s, GUEST_CITY, "POST", path_of(s, id, "/import"), "{}", 404); /* the import's own acts are no verbs */
}

static void many_are_changed_at_once_or_none(void **state)
{
    struct site *s = *state;
    text a = make(s, GUEST_DRC, "甲", "210102", ""), b = make(s, GUEST_DRC, "乙", "210102", "");
    const struct json *j = site_json(
        s, GUEST_DRC, "POST", P "/bulk",
        text_fmt(s->a, "{\"ids\":[\"%.*s\",\"%.*s\"],\"values\":{\"works\":\"energy\"}}", TEXT_ARG(a), TEXT_ARG(b)).p,
        200);

    assert_int_equal(int_at(s->a, j, "changed"), 2);
    assert_int_equal(int_at(s->a, site_json(s, GUEST_DRC, "GET", P "?works=energy", NULL, 200), "total"), 2);
    j = site_json(s, GUEST_DRC, "POST", P "/bulk",
                  text_fmt(s->a, "{\"ids\":[\"%.*s\",\"1\"],\"values\":{\"works\":null}}", TEXT_ARG(a)).p, 404);
    assert_int_equal(int_at(s->a, j, "error.fields.0.row"), 2);
    assert_int_equal(int_at(s->a, site_json(s, GUEST_DRC, "GET", P "?works=energy", NULL, 200), "total"), 2);
    site_json(s, GUEST_DRC, "POST", P "/bulk", "{\"ids\":[],\"values\":{\"works\":null}}", 422);
    site_json(s, GUEST_DRC, "POST", P "/bulk", "{\"ids\":[17],\"values\":{\"works\":null}}", 422);
    site_json(s, GUEST_DRC, "POST", P "/bulk", text_fmt(s->a, "{\"ids\":[\"%.*s\"],\"values\":{}}", TEXT_ARG(a)).p,
              422);
    site_json(s, GUEST_DRC, "POST", P "/bulk",
              text_fmt(s->a, "{\"ids\":[\"%.*s\"],\"values\":{\"nothing\":1}}", TEXT_ARG(a)).p, 422);
    site_json(s, GUEST_LEADER, "POST", P "/bulk", "{}", 403);
}

/* --- what is refused ----------------------------------------------------------------------------------------------------------- */

static void a_bad_body_is_told_field_by_field(void **state)
{
    static const struct {
        const char *body, *field; /* field: of the first fault; "": of none */
    } cases[] = {
        {"", "name"},
        {"{", ""},
        {"{\"name\":", ""},
        {"[]", ""},
        {"7", ""},
        {"null", ""},
        {"\"text\"", ""},
        {"{\"name\":\"a\",\"name\":\"b\"}", ""},
        {"{\"name\":\"\xff\"}", ""},
        {"{\"name\":\"a\\u0000b\"}", ""},
        {"{\"total_invest\":99999999999999999999}", ""},
        {"{\"nmae\":\"a\"}", "nmae"},
        {"{\"version\":1}", "version"},
        {"{\"id\":\"5\"}", "id"},
        {"{\"name\":7}", "name"},
        {"{\"name\":[\"a\"]}", "name"},
        {"{\"name\":{}}", "name"},
        {"{\"name\":true}", "name"},
        {"{\"total_invest\":\"100\"}", "total_invest"},
        {"{\"total_invest\":1.5}", "total_invest"},
        {"{\"total_invest\":true}", "total_invest"},
        {"{\"flags\":\"ppp\"}", "flags"},
        {"{\"flags\":[1]}", "flags"},
        {"{\"flags\":[\"ppp,reits\"]}", "flags"},
        {"{\"flags\":[\"nonsense\"]}", "flags"},
        {"{\"stage\":\"nonsense\"}", "stage"},
        {"{\"start_plan\":\"2026-13\"}", "start_plan"},
        {"{\"start_plan\":202603}", "start_plan"},
        {"{\"start_actual\":\"2026-02-30\"}", "start_actual"},
        {"{\"start_actual\":\"2026年2月\"}", "start_actual"},
        {"{\"in_stats\":\"yes\"}", "in_stats"},
        {"{\"in_stats\":1}", "in_stats"},
        {"{\"lon\":\"east\"}", "lon"},
        {"{\"parent_id\":17}", "parent_id"},
        {"{\"parent_id\":\"x\"}", "parent_id"},
    };
    struct site *s = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct json *j = site_json(s, GUEST_DRC, "POST", P, cases[i].body, 422);
        text field = text_at(s->a, j, "error.fields.0.field");
        if (!text_eqz(field, cases[i].field) || !text_at(s->a, j, "error.message").n)
            fail_msg("%s: %.*s %.*s", cases[i].body, TEXT_ARG(field), TEXT_ARG(text_at(s->a, j, "error.message")));
    }
    assert_int_equal(int_at(s->a, site_json(s, GUEST_DRC, "GET", P, NULL, 200), "total"), 0);
}

static void every_fault_of_a_body_is_told_at_once(void **state)
{
    struct site *s = *state;
    const struct json *j = site_json(s, GUEST_DRC, "POST", P, "{\"name\":7,\"nmae\":1,\"flags\":\"ppp\"}", 422);

    assert_int_equal(json_count(json_at(s->a, j, "error.fields")), 3);
    j = site_json(s, GUEST_DRC, "POST", P, "{\"stage\":\"planned\"}", 422);
    assert_true(json_count(json_at(s->a, j, "error.fields")) >= 3); /* name, place, content */
}

static void fields_of_others_are_refused(void **state)
{
    struct site *s = *state;
    text id = make(s, GUEST_DRC, "字段", "210102", ",\"owner_name\":\"辽宁示例能源有限公司\"");
    const struct json *j = site_json(s, GUEST_OWNER, "PATCH", path_of(s, id, ""),
                                     "{\"version\":1,\"works\":\"energy\"}", 403);

    assert_text(text_at(s->a, j, "error.fields.0.field"), "works");
    j = site_json(s, GUEST_DRC, "PATCH", path_of(s, id, ""), "{\"version\":1,\"city\":\"2102\"}", 403);
    assert_text(text_at(s->a, j, "error.fields.0.field"), "city");
    j = site_json(s, GUEST_DRC, "PATCH", path_of(s, id, ""), "{\"version\":1,\"stage\":\"completed\"}", 403);
    assert_text(text_at(s->a, j, "error.fields.0.field"), "stage"); /* a state is moved by its act */
    site_json(s, GUEST_COUNTY, "POST", P,
              "{\"name\":\"越界\",\"division\":\"210202\",\"stage\":\"planned\",\"content\":\"x\",\"total_invest\":1}",
              403);
}

static void every_refusal_is_json_in_the_callers_language(void **state)
{
    struct site *s = *state;
    static const struct {
        int guest;
        const char *method, *path, *headers, *body;
        int status;
        const char *code;
    } cases[] = {
        {-1, "GET", P, "", NULL, 401, "sign_in"},
        {-1, "POST", P, "", "{}", 401, "sign_in"},
        {-1, "GET", P, "Authorization: Bearer dd_wrong\r\n", NULL, 401, "sign_in"},
        {GUEST_ADMIN, "GET", P, "", NULL, 403, "denied"},
        {GUEST_LEADER, "POST", P, "", "{}", 403, "denied"},
        {GUEST_DRC, "GET", "/api/v1/nothing", "", NULL, 404, "gone"},
        {GUEST_DRC, "GET", P "/12345", "", NULL, 404, "gone"},
        {GUEST_DRC, "GET", P "/abc", "", NULL, 404, "gone"},
        {GUEST_DRC, "PUT", P, "", "{}", 405, "method"},
        {GUEST_DRC, "DELETE", P, "", NULL, 405, "method"},
        {GUEST_DRC, "POST", P, "Content-Type: application/x-www-form-urlencoded\r\n", "name=a", 415, "media_type"},
        {GUEST_DRC, "POST", P, "Content-Type: text/plain\r\n", "{}", 415, "media_type"},
        {GUEST_DRC, "POST", P, "Content-Type: multipart/form-data; boundary=x\r\n",
         "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na\r\n--x--\r\n", 415, "media_type"},
        {GUEST_DRC, "GET", P "?name=%zz", "", NULL, 422, "input"},
    };

    for (size_t i = 0; i < COUNT(cases) * 2; i++) {
        bool english = i % 2;
        const char *headers =
            text_fmt(s->a, "%sAccept-Language: %s\r\n", cases[i / 2].headers, english ? "en-GB,en;q=0.9" : "zh-CN").p;
        struct answer got = site_ask(s, cases[i / 2].guest, cases[i / 2].method, cases[i / 2].path, headers,
                                     cases[i / 2].body);
        const struct json *j = NULL;
        text said;
        uint32_t c;

        if (got.status != cases[i / 2].status)
            fail_msg("%s %s: %d, not %d", cases[i / 2].method, cases[i / 2].path, got.status, cases[i / 2].status);
        assert_text(answer_header(&got, "Content-Type"), "application/json; charset=utf-8");
        assert_ok(json_parse(s->a, got.body, NULL, &j));
        assert_true(text_eqz(text_at(s->a, j, "error.code"), cases[i / 2].code));
        said = text_at(s->a, j, "error.message");
        c = text_next(&said);
        if (char_is_han(c) == english)
            fail_msg("%s %s: wrong language: %.*s", cases[i / 2].method, cases[i / 2].path,
                     TEXT_ARG(text_at(s->a, j, "error.message")));
        if (got.status == 401)
            assert_text(answer_header(&got, "WWW-Authenticate"), "Bearer");
    }
}

static void a_body_too_large_is_refused(void **state)
{
    struct site *s = *state;
    char *big = arena_alloc(s->a, 80 * 1024 + 1);
    struct answer got;

    memset(big, 'x', 80 * 1024);
    got = site_ask(s, GUEST_DRC, "POST", P, NULL, big);
    assert_int_equal(got.status, 413);
    assert_true(text_has(got.body, T("\"too_large\"")));
}

static void the_session_of_the_browser_works_with_its_token(void **state)
{
    static const char body[] =
        "{\"name\":\"会话\",\"division\":\"210102\",\"stage\":\"planned\",\"content\":\"x\",\"total_invest\":1}";
    struct site *s = *state;
    struct guest *g = &s->guests[GUEST_COUNTY];
    const char *cookie = text_z(s->a, g->cookie),
               *with = text_fmt(s->a, "%.*sX-CSRF-Token: %.*s\r\n", TEXT_ARG(g->cookie), TEXT_ARG(g->csrf)).p;

    assert_int_equal(site_ask(s, -1, "GET", P, cookie, NULL).status, 200);
    assert_int_equal(site_ask(s, -1, "POST", P, cookie, body).status, 403);
    assert_int_equal(site_ask(s, -1, "POST", P, text_fmt(s->a, "%sX-CSRF-Token: guess\r\n", cookie).p, body).status,
                     403);
    assert_int_equal(
        site_ask(s, -1, "POST", P, text_fmt(s->a, "%sSec-Fetch-Site: cross-site\r\n", with).p, body).status, 403);
    assert_int_equal(site_ask(s, -1, "POST", P, with, body).status, 201);
}

static void a_first_password_opens_nothing_by_session(void **state)
{
    struct site *s = *state;
    struct guest *g = &s->guests[GUEST_COUNTY];
    struct call c = site_call(s);
    ref account;

    assert_ok(
        conn_one(c.conn, s->a, "SELECT id FROM account WHERE login = 'county'", NO_VALUES, INTO(TO(&account)), NULL));
    assert_ok(
        conn_run(c.conn, s->a, "UPDATE credential SET must_change = 1 WHERE account = $1", BIND(V(account)), NULL));
    site_done(&c);
    assert_int_equal(site_ask(s, -1, "GET", P, text_z(s->a, g->cookie), NULL).status, 403);
}

/* --- other records ------------------------------------------------------------------------------------------------------------- */

static void bodies_and_people_have_it_too(void **state)
{
    struct site *s = *state;
    const struct json *j = site_json(s, GUEST_ADMIN, "POST", "/api/v1/bodies",
                                     "{\"name\":\"沈阳示例公司\",\"kind\":\"owner\",\"unit\":\"210102\"}", 201);
    const char *body = text_fmt(s->a, "/api/v1/bodies/%.*s", TEXT_ARG(text_at(s->a, j, "id"))).p, *person;

    j = site_json(s, GUEST_ADMIN, "PATCH", body, "{\"version\":1,\"short_name\":\"示例\",\"works\":[\"energy\"]}", 200);
    assert_text(text_at(s->a, j, "works.0"), "energy");
    assert_int_equal(
        int_at(s->a, site_json(s, GUEST_AUDITOR, "GET", "/api/v1/bodies?q=%E6%B2%88%E9%98%B3&kind=owner", NULL, 200),
               "total"),
        1);
    j = site_json(
        s, GUEST_CITY, "POST", "/api/v1/people",
        text_fmt(s->a, "{\"name\":\"张三\",\"body\":\"%lld\",\"mobile\":\"13900001234\"}", (long long)s->w->heping.n).p,
        201);
    person = text_fmt(s->a, "/api/v1/people/%.*s", TEXT_ARG(text_at(s->a, j, "id"))).p;
    assert_text(text_at(s->a, site_json(s, GUEST_COUNTY, "GET", person, NULL, 200), "mobile"), "13900001234");
    assert_text(text_at(s->a, site_json(s, GUEST_LEADER, "GET", person, NULL, 200), "mobile"),
                "139****1234"); /* masked */
    j = site_json(s, GUEST_LEADER, "GET", text_fmt(s->a, "%s/history", person).p, NULL, 200);
    assert_false(text_has(site_ask(s, GUEST_LEADER, "GET", text_fmt(s->a, "%s/history", person).p, NULL, NULL).body,
                          T("13900001234")));
    site_json(s, GUEST_DALIAN, "PATCH", person, "{\"version\":1,\"post\":\"科长\"}", 403);
    site_json(s, GUEST_LEADER, "POST", "/api/v1/people", "{}", 403);
    assert_int_equal(site_ask(s, GUEST_CITY, "DELETE", person, NULL, NULL).status, 204);
    assert_int_equal(site_ask(s, GUEST_ADMIN, "DELETE", body, NULL, NULL).status, 204);
    site_json(s, GUEST_COUNTY, "GET", "/api/v1/accounts", NULL, 403);
    j = site_json(s, GUEST_ADMIN, "GET", "/api/v1/accounts?role=drc", NULL, 200);
    assert_text(text_at(s->a, j, "items.0.login"), "drc");
}

static void every_record_type_has_every_route(void **state)
{
    struct site *s = *state;
    size_t n, routes;
    const struct record *const *all = record_all(&n);
    const struct route *const *v = web_routes(&s->web, s->a, &routes);

    for (size_t i = 0; i < n; i++) {
        static const char *const tails[] = {"", "/{id}"};
        for (size_t k = 0; k < COUNT(tails); k++) {
            text wanted = text_fmt(s->a, "/api/v1/%s%s", all[i]->plural, tails[k]);
            size_t at = 0;
            while (at < routes && !(v[at]->method == GET && text_eqz(wanted, v[at]->path)))
                at++;
            assert_true(at < routes);
        }
    }
}

static void the_description_and_the_page_are_for_everybody(void **state)
{
    struct site *s = *state;
    const struct json *j = site_json(s, -1, "GET", "/api/v1/openapi.json", NULL, 200);
    struct answer page = site_ask(s, -1, "GET", "/api", "Accept-Language: en\r\n", NULL);

    assert_text(text_at(s->a, j, "openapi"), "3.1.0");
    assert_non_null(json_get(json_get(j, "paths"), "/api/v1/projects/{id}/move"));
    assert_int_equal(page.status, 200);
    assert_true(text_has(page.body, T("/api/v1/projects/{id}/move")));
    assert_true(text_has(page.body, T("total_invest")));
    assert_true(text_has(page.body, T("Total investment")));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ON_SITE(a_list_is_total_items_and_next),
        ON_SITE(filters_are_those_of_the_pages),
        ON_SITE(a_wrong_filter_is_told_by_name),
        ON_SITE(nobody_sees_or_counts_beyond_their_scope),
        ON_SITE(a_record_is_made_read_changed_and_taken_away),
        ON_SITE(it_is_shown_as_of_a_day),
        ON_SITE(a_clash_says_who_changed_what),
        ON_SITE(what_was_read_can_be_sent_back),
        ON_SITE(a_likely_duplicate_is_asked_about_before_it_is_saved),
        ON_SITE(a_request_sent_twice_is_carried_out_once),
        ON_SITE(acts_are_for_those_whose_acts_they_are),
        ON_SITE(many_are_changed_at_once_or_none),
        ON_SITE(a_bad_body_is_told_field_by_field),
        ON_SITE(every_fault_of_a_body_is_told_at_once),
        ON_SITE(fields_of_others_are_refused),
        ON_SITE(every_refusal_is_json_in_the_callers_language),
        ON_SITE(a_body_too_large_is_refused),
        ON_SITE(the_session_of_the_browser_works_with_its_token),
        ON_SITE(a_first_password_opens_nothing_by_session),
        ON_SITE(bodies_and_people_have_it_too),
        ON_SITE(every_record_type_has_every_route),
        ON_SITE(the_description_and_the_page_are_for_everybody),
    };
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("api", tests, NULL, NULL);
}
