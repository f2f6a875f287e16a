/* The project file through its acts, on both engines: who may, what is refused, what is kept, what adds up. */
#include "world.h"

#include "account/words.h"
#include "db/words.h"
#include "kit/audit.h"
#include "kit/filter.h"
#include "kit/search.h"
#include "kit/words.h"
#include "project/words.h"

#define PLANNED_IN_HEPING "division=210102", "content=建设 2 台机组", "total_invest=100000000", "stage=planned"

static id make(struct call *c, const char *name)
{
    id made;

    assert_ok(world_make(c, "project.create", &made, name, PLANNED_IN_HEPING, NULL));
    return made;
}

static struct project *load(struct call *c, id key)
{
    void *r;

    assert_ok(record_load(c, &project_record, key, &r));
    return r;
}

static void a_project_is_opened_and_read_again(void **state)
{
    struct world *w = *state;
    struct project *p = load(&w->system, make(&w->system, "name=和平区热电联产"));

    assert_text(p->name, "和平区热电联产");
    assert_true(p->total_invest.yuan == 100000000);
    assert_text(p->city.t, "2101");
    assert_text(p->county.t, "210102");
    assert_true(is_absent(p->year_plan.yuan));
    assert_true(p->head.version == 1);
}

static void what_is_missing_or_wrong_is_told_field_by_field(void **state)
{
    struct world *w = *state;
    err e = world_make(&w->system, "project.create", NULL, "name=x", "total_invest=-5", "lon=1.5", NULL);
    int n = 0;

    assert_non_null(e);
    for (; e; e = e->next) {
        assert_int_equal(e->code, E_INPUT);
        assert_non_null(e->field);
        n++;
    }
    assert_int_equal(n, 4); /* place, content, total, longitude */
}

static void everyone_sees_only_their_own_scope(void **state)
{
    struct world *w = *state;
    struct call drc = world_call(w, ROLE_DRC, w->drc, "21"), dalian = world_call(w, ROLE_CITY, w->dalian, "2102"),
                heping = world_call(w, ROLE_COUNTY, w->heping, "210102"), admin = world_call(w, ROLE_ADMIN, w->province, "21"),
                energy = world_call(w, ROLE_LEAD, w->energy, "21"), owner = world_call(w, ROLE_OWNER, w->owner, "210102");
    struct call *seeing[] = {&drc, &heping, &energy, &owner}, *blind[] = {&dalian, &admin};
    void *r;
    id made;

    assert_ok(world_make(&w->system, "project.create", &made, "name=能源项目", PLANNED_IN_HEPING, "works=energy",
                         "owner_name=辽宁示例能源有限公司", NULL));
    for (size_t i = 0; i < COUNT(seeing); i++)
        assert_ok(record_load(seeing[i], &project_record, made, &r));
    for (size_t i = 0; i < COUNT(blind); i++)
        assert_refused(record_load(blind[i], &project_record, made, &r), w_record_gone);
}

static void nobody_enters_a_project_elsewhere(void **state)
{
    struct world *w = *state;
    struct call dalian = world_call(w, ROLE_CITY, w->dalian, "2102"), owner = world_call(w, ROLE_OWNER, w->other_owner, "210202"),
                leader = world_call(w, ROLE_LEADER, w->province, "21");

    assert_refused(world_make(&dalian, "project.create", NULL, "name=外地项目", PLANNED_IN_HEPING, NULL), w_project_outside);
    assert_refused(world_make(&owner, "project.create", NULL, "name=别人的", PLANNED_IN_HEPING, "owner_name=辽宁示例能源有限公司", NULL),
                   w_project_other_owner);
    assert_refused(world_make(&leader, "project.create", NULL, "name=领导", PLANNED_IN_HEPING, NULL), w_act_denied);
}

static void the_second_of_two_editors_is_told_what_changed(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system, heping = world_call(w, ROLE_COUNTY, w->heping, "210102");
    struct input in = {.version = 1};
    clash_list clashes = {0};
    void *now;
    id made = make(c, "name=两人改");

    assert_ok(world_change(c, "project.change", made, 1, "total_invest=200000000", "address=北街", NULL));
    assert_refused(world_change(&heping, "project.change", made, 1, "total_invest=300000000", NULL), w_record_changed);
    in.values = record_new(c->arena, &project_record);
    ((struct project *)in.values)->total_invest.yuan = 300000000;
    fieldset_add(&in.set, record_index(&project_record, record_field(&project_record, T("total_invest"))));
    assert_ok(act_clashes(&heping, &project_record, made, &in, &clashes, &now));
    assert_int_equal(clashes.n, 2);
    for (size_t i = 0; i < clashes.n; i++)
        assert_true(clashes.v[i].both == !strcmp(clashes.v[i].field->name, "total_invest"));
    assert_ok(world_change(&heping, "project.change", made, 2, "total_invest=300000000", NULL));
    assert_text(load(c, made)->address, "北街");
}

static void every_change_stands_in_the_history_and_the_past_can_be_read(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    history_list history = {0};
    moment before = c->now;
    void *then;
    id made = make(c, "name=有历史");

    c->now.ms += 86400000;
    assert_ok(world_change(c, "project.change", made, 1, "total_invest=150000000", "park=开发区", NULL));
    assert_ok(world_change(c, "project.change", made, 2, "park=开发区", NULL)); /* nothing changed: no version */
    assert_ok(record_history(c, &project_record, made, &history));
    assert_int_equal(history.n, 2);
    assert_int_equal(history.v[0].changes.n, 2);
    assert_ok(record_as_of(c, &project_record, made, (moment){before.ms + 1000}, &then));
    assert_true(((struct project *)then)->total_invest.yuan == 100000000);
    assert_refused(record_as_of(c, &project_record, made, (moment){before.ms - 1}, &then), w_record_gone);
}

static void a_stage_asks_for_what_it_needs_and_no_earlier(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    id made = make(c, "name=走阶段");
    err e = world_change(c, "project.move", made, 1, "to=reserve", NULL);
    int n = 0;

    for (; e; e = e->next) {
        assert_string_equal(e->word->key, "state_needs");
        n++;
    }
    assert_true(n > 8);
    assert_refused(world_change(c, "project.move", made, 1, "to=completed", NULL), w_state_no_way);
    assert_refused(world_change(c, "project.move", made, 1, "to=withdrawn", "reason=不建了", NULL), w_state_needs);
    assert_ok(world_change(c, "project.move", made, 1, "to=withdrawn", "reason=不建了", "withdraw_reason=企业撤资,沈发改〔2026〕8号", NULL));
}

static void lists_page_by_key_in_any_order_and_never_lose_or_repeat(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    const char *sorts[] = {"-total_invest", "total_invest", "-year_plan", "year_plan", "name", "id", "-finish_plan"};

    for (int i = 0; i < 23; i++) {
        char name[40], total[40], plan[40];
        snprintf(name, sizeof(name), "name=项目%02d", i);
        snprintf(total, sizeof(total), "total_invest=%d", 1000 * (i % 5 + 1));
        snprintf(plan, sizeof(plan), i % 3 ? "year_plan=%d" : "year_plan=", i % 4);
        assert_ok(world_make(c, "project.create", NULL, name, "division=210102", "content=x", "stage=planned", total, plan, NULL));
    }
    for (size_t s = 0; s < COUNT(sorts); s++) {
        struct filter f;
        struct page page = {0};
        int64_t seen[64], n = 0;
        assert_ok(filter_init(&f, &project_record));
        assert_ok(filter_add(c->arena, &f, T("sort"), text_of(sorts[s]), c));
        assert_ok(filter_add(c->arena, &f, T("limit"), T("4"), c));
        do {
            f.after = page.next;
            assert_ok(record_list(c, &f, &page));
            for (size_t i = 0; i < page.items.n; i++) {
                for (int64_t k = 0; k < n; k++)
                    assert_true(seen[k] != record_head_of(page.items.v[i])->id.n);
                seen[n++] = record_head_of(page.items.v[i])->id.n;
            }
        } while (page.next.p);
        assert_int_equal(n, 23);
    }
}

static int64_t count(struct call *c, const char *name, const char *value)
{
    struct filter f;
    int64_t n;
    bool more;

    assert_ok(filter_init(&f, &project_record));
    assert_ok(filter_add(c->arena, &f, text_of(name), text_of(value), c));
    assert_ok(record_count(c, &f, true, &n, &more));
    return n;
}

static void filters_find_what_they_say(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    struct filter f;

    c->lenient = true; /* as an import: a reserve project without all that its stage needs */
    assert_ok(world_make(c, "project.create", NULL, "name=甲100%", PLANNED_IN_HEPING, "flags=ppp,private_invest", "start_plan=2026-03", NULL));
    assert_ok(world_make(c, "project.create", NULL, "name=乙", "division=210202", "content=x", "total_invest=5", "stage=reserve",
                         "flags=private_invest", NULL));
    assert_int_equal(count(c, "stage", "reserve"), 1);
    assert_int_equal(count(c, "stage", "reserve,planned"), 2);
    assert_int_equal(count(c, "total_invest.min", "5"), 2);
    assert_int_equal(count(c, "total_invest.min", "6"), 1);
    assert_int_equal(count(c, "total_invest.max", "5"), 1);
    assert_int_equal(count(c, "flags", "ppp"), 1);
    assert_int_equal(count(c, "flags", "private_invest"), 2);
    assert_int_equal(count(c, "name.has", "0%"), 1);
    assert_int_equal(count(c, "name.has", "_"), 0);
    assert_int_equal(count(c, "start_plan.empty", "1"), 1);
    assert_int_equal(count(c, "city", "2102"), 1);
    assert_ok(filter_init(&f, &project_record));
    assert_refused(filter_add(c->arena, &f, T("nonsense"), T("1"), c), w_filter_unknown);
    assert_refused(filter_add(c->arena, &f, T("stage"), T("nonsense"), c), w_field_unknown_code);
    assert_refused(filter_add(c->arena, &f, T("limit"), T("100000"), c), w_filter_limit);
    assert_ok(filter_add(c->arena, &f, T("after"), T("garbage"), c));
    assert_non_null(record_list(c, &f, &(struct page){0}));
}

static void totals_are_those_of_the_files_and_count_no_part_twice(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    total_list lines = {0};
    struct project_total all;
    char parent[40];
    id mother = make(c, "name=母项目"), child;

    snprintf(parent, sizeof(parent), "parent_id=%lld", (long long)mother.n);
    assert_ok(world_make(c, "project.create", &child, "name=一期", PLANNED_IN_HEPING, parent, NULL));
    assert_ok(project_totals_by(c, BY_CITY, &lines, &all));
    assert_true(all.count == 1 && all.total_invest.yuan == 100000000);
    assert_ok(world_change(c, "project.change", mother, 1, "division=210202", "total_invest=7", NULL));
    lines.n = 0;
    assert_ok(project_totals_by(c, BY_CITY, &lines, &all));
    assert_true(all.count == 1 && all.total_invest.yuan == 7 && lines.n == 1);
    assert_text(lines.v[0].key, "2102");
    assert_refused(world_change(c, "project.change", mother, 2, text_fmt(c->arena, "parent_id=%lld", (long long)child.n).p, NULL), w_parent_deep);
}

static void the_audit_chain_holds_and_shows_a_changed_line(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system, leader = world_call(w, ROLE_LEADER, w->province, "21");
    struct audit_check got;

    make(c, "name=审计");
    assert_refused(world_make(&leader, "project.create", NULL, "name=领导", NULL), w_act_denied);
    assert_ok(audit_seal(w->conn, c->arena));
    assert_ok(audit_verify(w->conn, c->arena, &got));
    assert_true(got.lines >= 10 && got.unsealed == 0 && got.bad_line == 0);
    assert_ok(conn_run(w->conn, c->arena, "UPDATE audit SET login = 'x' WHERE number = 3", NO_VALUES, NULL));
    assert_ok(audit_verify(w->conn, c->arena, &got));
    assert_true(got.bad_line == 3);
    assert_ok(conn_run(w->conn, c->arena, "DELETE FROM audit WHERE number = 2", NO_VALUES, NULL));
    assert_ok(audit_verify(w->conn, c->arena, &got));
    assert_true(got.bad_line == 2);
}

static void the_same_key_gives_the_same_answer_and_one_record(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    struct input in = {.key = T("phone-1")};
    struct body *b = record_new(c->arena, &body_record);
    id first, second;

    b->name = T("只建一次");
    b->kind.t = T("other");
    b->unit.t = T("21");
    in.values = b;
    for (size_t i = 0; i < body_record.n_fields; i++)
        if (!field_absent(&body_record.fields[i], b))
            fieldset_add(&in.set, i);
    assert_ok(act_run(c, act_by_name(T("body.create")), (id){0}, &in, &first));
    assert_ok(act_run(c, act_by_name(T("body.create")), (id){0}, &in, &second));
    assert_true(first.n == second.n);
    in.key = NO_TEXT;
    assert_refused(act_run(c, act_by_name(T("body.create")), (id){0}, &in, NULL), w_field_taken);
}

static size_t hits(struct call *c, const char *typed)
{
    hit_list found = {0};

    assert_ok(search_find(c, &project_record, text_of(typed), 20, &found));
    return found.n;
}

static void search_finds_by_words_initials_and_code_within_the_scope(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system, dalian = world_call(w, ROLE_CITY, w->dalian, "2102"), heping = world_call(w, ROLE_COUNTY, w->heping, "210102");
    id made;

    assert_ok(world_make(c, "project.create", &made, "name=大雅河抽水蓄能电站", PLANNED_IN_HEPING, "project_code=2207-210522-04-01-613458", NULL));
    assert_ok(world_make(c, "project.create", NULL, "name=长海县跨海大桥", "division=210224", "content=x", "total_invest=1", "stage=planned", NULL));
    assert_int_equal(hits(c, "大雅河"), 1);
    assert_int_equal(hits(c, "dyh"), 1);
    assert_int_equal(hits(c, "csxn"), 1);
    assert_int_equal(hits(c, "chx"), 1);
    assert_int_equal(hits(c, "2207-210522"), 1);
    assert_int_equal(hits(c, "不存在"), 0);
    assert_int_equal(hits(&heping, "dyh"), 1);
    assert_int_equal(hits(&dalian, "dyh"), 0);
    assert_int_equal(count(c, "q", "抽水"), 1);
    assert_ok(world_change(c, "project.change", made, 1, "name=改名后的电站", NULL));
    assert_int_equal(hits(c, "大雅河"), 0);
    assert_int_equal(hits(c, "gmh"), 1);
}

static void passwords_sessions_and_locks(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    struct call visitor = *c;
    struct session s, again;
    char body[40];
    id account;

    visitor.actor = (struct actor){.source = T("10.0.0.9")};
    snprintf(body, sizeof(body), "body=%lld", (long long)w->drc.n);
    assert_ok(world_make(c, "account.create", &account, "login=liming", "name=李明", "role=drc", "state=active", body, NULL));
    assert_ok(conn_begin(w->conn, c->arena));
    assert_refused(password_set(c, (ref){account.n}, T("short"), false), w_password_weak);
    assert_ok(password_set(c, (ref){account.n}, T("Diaodu-2026-x"), false));
    assert_ok(conn_commit(w->conn, c->arena));
    assert_refused(session_start(&visitor, T("nobody"), T("x"), &s), w_sign_in_wrong);
    assert_ok(session_start(&visitor, T("liming"), T("Diaodu-2026-x"), &s));
    assert_true(s.actor.role == ROLE_DRC && s.actor.scope == SCOPE_REGION);
    assert_ok(session_load(&visitor, s.secret, &again));
    assert_refused(session_load(&visitor, T("forged"), &again), w_sign_in_over);
    visitor.now.ms += 31 * 60000;
    assert_refused(session_load(&visitor, s.secret, &again), w_sign_in_over);
    for (int i = 0; i < 5; i++)
        assert_refused(session_start(&visitor, T("liming"), T("wrong"), &s), w_sign_in_wrong);
    assert_refused(session_start(&visitor, T("liming"), T("Diaodu-2026-x"), &s), w_sign_in_wrong); /* locked: told alike */
    visitor.now.ms += 16 * 60000;
    assert_ok(session_start(&visitor, T("liming"), T("Diaodu-2026-x"), &s));
}

/* An act that asks for a reason leaves it where the change is shown, and the chain covers it. */
static void a_reason_stands_with_the_change_and_in_the_chain(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    history_list history = {0};
    struct audit_check got;
    id made;

    assert_ok(world_make(c, "project.create", &made, "name=误建项目", "division=210102", "content=x", "total_invest=1", "stage=planned", NULL));
    assert_ok(world_change(c, "project.remove", made, 1, "reason=重复登记", NULL));
    assert_ok(record_history(c, &project_record, made, &history));
    assert_text(history.v[0].reason, "重复登记");
    assert_null(history.v[1].reason.p);
    assert_ok(audit_seal(w->conn, c->arena));
    assert_ok(audit_verify(w->conn, c->arena, &got));
    assert_int_equal(got.bad_line, 0);
    assert_ok(conn_run(w->conn, c->arena, "UPDATE audit SET reason = 'x' WHERE reason IS NOT NULL", NO_VALUES, NULL));
    assert_ok(audit_verify(w->conn, c->arena, &got));
    assert_true(got.bad_line > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_reason_stands_with_the_change_and_in_the_chain),
        IN_WORLD(a_project_is_opened_and_read_again),
        IN_WORLD(what_is_missing_or_wrong_is_told_field_by_field),
        IN_WORLD(everyone_sees_only_their_own_scope),
        IN_WORLD(nobody_enters_a_project_elsewhere),
        IN_WORLD(the_second_of_two_editors_is_told_what_changed),
        IN_WORLD(every_change_stands_in_the_history_and_the_past_can_be_read),
        IN_WORLD(a_stage_asks_for_what_it_needs_and_no_earlier),
        IN_WORLD(lists_page_by_key_in_any_order_and_never_lose_or_repeat),
        IN_WORLD(filters_find_what_they_say),
        IN_WORLD(totals_are_those_of_the_files_and_count_no_part_twice),
        IN_WORLD(the_audit_chain_holds_and_shows_a_changed_line),
        IN_WORLD(the_same_key_gives_the_same_answer_and_one_record),
        IN_WORLD(search_finds_by_words_initials_and_code_within_the_scope),
        IN_WORLD(passwords_sessions_and_locks),
    };
    fixture_need_engine();
    return cmocka_run_group_tests_name("project", tests, NULL, NULL);
}
