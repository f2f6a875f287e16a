/* Every act, as every role, on a record of its own region and on one beside it, against the matrix in acts.txt: allowed (+),
 * refused (-), not found (0). An act or a record type without its line fails, so that nobody adds one without saying who may.
 * What is asked here is authorisation only: an act that goes on to complain of its input was let in.
 */
#include "world.h"

enum { ROLES = 10 };

/* In their order the columns of acts.txt. `unit` is where the role stands; the region beside it is Dalian for all. */
static const struct {
    unsigned role;
    const char *unit;
} roles[ROLES] = {
    {ROLE_LEADER, "2101"}, {ROLE_DRC, "2101"},       {ROLE_LEAD, "energy"}, {ROLE_CITY, "2101"},     {ROLE_COUNTY, "210102"},
    {ROLE_OWNER, "owner"}, {ROLE_INSPECTOR, "2101"}, {ROLE_ADMIN, "2101"},  {ROLE_SECURITY, "2101"}, {ROLE_AUDITOR, "21"},
};

/* Values that a record of the type needs, in the own region and beside it. %O: the project there, %R: a new one under way, %B: the body,
 * %D: a new document that issued funds to %O, %L: a list rule in draft, %N: a new planned project, %P: a number, %Y: a year. */
static const struct {
    const char *record, *own, *beside;
} samples[] = {
    {"body", "name=和平一局%P|kind=other|unit=210102", "name=大连一局%P|kind=other|unit=210202"},
    {"person", "name=张三%P|body=%B", "name=李四%P|body=%B"},
    {"account", "login=acct%P|name=某人|body=%B", "login=acct%P|name=某人|body=%B"},
    {"plan", "project=%R|year=2026|m01=1", "project=%R|year=2026|m01=1"},
    {"report", "project=%R|month=2026-10", "project=%R|month=2026-10"},
    {"late_grant", "project=%O|month=2026-10|step=owner|last_day=2027-01-05|why=汛期道路中断", "project=%O|month=2026-10|step=owner|last_day=2027-01-05|why=汛期道路中断"},
    {"project", "name=和平项目%P|division=210102|content=x|total_invest=100000000|stage=planned|works=energy|owner_name=辽宁示例能源有限公司",
     "name=大连项目%P|division=210202|content=x|total_invest=100000000|stage=planned|works=digital|owner_name=大连示例化工有限公司"},
    {"attachment", "title=甲%P|kind=other|project=%O|file_name=a.txt|file_type=txt|size=3|hash=own%P",
     "title=乙%P|kind=other|project=%O|file_name=a.txt|file_type=txt|size=3|hash=beside%P"},
    {"capacity", "project=%O|name=能力%P|amount=1.5|unit=万吨", "project=%O|name=能力%P|amount=1.5|unit=万吨"},
    {"fund_source", "project=%O|kind=loan|amount=100", "project=%O|kind=loan|amount=100"},
    {"fund_batch", "name=甲%P|doc_no=号%P|kind=loan|issued_on=2026-03-02|total=100", "name=乙%P|doc_no=号%P|kind=loan|issued_on=2026-03-02|total=100"},
    {"fund_entry", "project=%O|batch=%D|step=arrived|amount=100|day=2026-03-02", "project=%O|batch=%D|step=arrived|amount=100|day=2026-03-02"},
    {"target", "year=%Y|unit=210102|invest=100", "year=%Y|unit=210202|invest=100"},
    {"rolling_year", "project=%R|year=2026|invest=1", "project=%R|year=2026|invest=1"},
    {"milestone", "project=%O|name=节点%P|planned=2027-01-01", "project=%O|name=节点%P|planned=2027-01-01"},
    {"project_share", "project=%O|division=210102|share=10", "project=%O|division=210202|share=10"},
    {"permit", "project=%O|item=eia|state=open", "project=%O|item=eia|state=open"},
    {"classified_count", "unit=210102|year=2026|projects=1", "unit=210202|year=2026|projects=1"},
    {"twin", "label=甲%P|kind=likely|score=80|state=open|first=%O|second=%O|city=2101|county=210102",
     "label=乙%P|kind=likely|score=80|state=open|first=%O|second=%O|city=2102|county=210202"},
    {"list_entry", "project=%R|year=2026|list=major|why=骨干工程", "project=%R|year=2026|list=major|why=骨干工程"},
    {"list_edition", "list=major|year=2026", "list=major|year=2026"},
    {"list_rule", "name=规则%P|list=big|since=2026-01-01", "name=规则%P|list=big|since=2026-01-01"},
    {"list_condition", "rule=%L|alternative=4|field=sector|op=is|value=energy", "rule=%L|alternative=4|field=sector|op=is|value=energy"},
    {"list_request", "kind=add|list=major|year=2025|project=%R|why=补充", "kind=add|list=major|year=2025|project=%R|why=补充"},
    {"admission", "project=%N|why=补短板", "project=%N|why=补短板"},
    {"warning", "name=甲%P|project=%O|level=red|rule=plan|state=new|city=2101|county=210102",
     "name=乙%P|project=%O|level=red|rule=plan|state=new|city=2102|county=210202"},
};

struct side {
    ref body, project;
};

struct ground {
    struct world *w;
    struct side own, beside;
    int n;
};

/* A project under way, of which plans and reports are made; a new one for each, as a month is reported once. */
static id running(struct ground *g, bool own)
{
    struct call import = g->w->system;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, text_fmt(g->w->a, "name=在建%d", ++g->n).p, own ? "division=210102" : "division=210202",
                         "content=x", "total_invest=100000000", "stage=continued", "start_actual=2025-05-01", own ? "works=energy" : "works=digital",
                         own ? "owner_name=辽宁示例能源有限公司" : "owner_name=大连示例化工有限公司", NULL));
    return made;
}

static id issued(struct ground *g, const struct side *s)
{
    struct call *c = &g->w->system;
    struct arena *a = g->w->a;
    id document, entry;

    assert_ok(world_make(c, "fund_batch.create", &document, "name=资金计划", text_fmt(a, "doc_no=文%d", ++g->n).p, "kind=loan", "issued_on=2026-03-02", "total=1000",
                         NULL));
    assert_ok(world_make(c, "fund_entry.create", &entry, text_fmt(a, "project=%lld", (long long)s->project.n).p,
                         text_fmt(a, "batch=%lld", (long long)document.n).p, "step=issued", "amount=1000", "day=2026-03-02", NULL));
    return document;
}

/* A project that may apply to the reserve. */
static id planned(struct ground *g, bool own)
{
    id made;

    assert_ok(world_make(&g->w->system, "project.create", &made, text_fmt(g->w->a, "name=谋划%d", ++g->n).p, own ? "division=210102" : "division=210202", "content=x",
                         "total_invest=100000000", "stage=planned", own ? "works=energy" : "works=digital",
                         own ? "owner_name=辽宁示例能源有限公司" : "owner_name=大连示例化工有限公司", NULL));
    return made;
}

/* A rule whose conditions may still be changed. */
static id drafted(struct ground *g)
{
    id made;

    assert_ok(world_make(&g->w->system, "list_rule.create", &made, text_fmt(g->w->a, "name=规则%d", ++g->n).p, "list=big", "since=2026-01-01", NULL));
    return made;
}

static text filled(struct ground *g, const char *pattern, const struct side *s)
{
    struct arena *a = g->w->a;
    text t = text_replace(a, text_of(pattern), T("%B"), text_fmt(a, "%lld", (long long)s->body.n));

    if (text_has(t, T("%R")))
        t = text_replace(a, t, T("%R"), text_fmt(a, "%lld", (long long)running(g, s == &g->own).n));
    if (text_has(t, T("%D")))
        t = text_replace(a, t, T("%D"), text_fmt(a, "%lld", (long long)issued(g, s).n));
    if (text_has(t, T("%L")))
        t = text_replace(a, t, T("%L"), text_fmt(a, "%lld", (long long)drafted(g).n));
    if (text_has(t, T("%N")))
        t = text_replace(a, t, T("%N"), text_fmt(a, "%lld", (long long)planned(g, s == &g->own).n));
    t = text_replace(a, t, T("%O"), text_fmt(a, "%lld", (long long)s->project.n));
    if (text_has(t, T("%Y")))
        t = text_replace(a, t, T("%Y"), text_fmt(a, "%d", 2000 + ++g->n % 100));
    return text_replace(a, t, T("%P"), text_fmt(a, "%d", ++g->n));
}

static const char *pattern_of(const struct record *t, bool own)
{
    for (size_t i = 0; i < COUNT(samples); i++)
        if (!strcmp(samples[i].record, t->name))
            return own ? samples[i].own : samples[i].beside;
    fail_msg("test_acts.c has no sample of the record type %s", t->name);
    return NULL;
}

/* As a form does: only what this caller may change. */
static void fill(struct ground *g, const struct call *c, const struct record *t, bool own, struct input *in)
{
    text part;

    in->values = record_new(g->w->a, t);
    for (text rest = filled(g, pattern_of(t, own), own ? &g->own : &g->beside); text_each(&rest, '|', &part);) {
        text value, name = text_cut(part, '=', &value);
        const struct field *f = record_field(t, name);
        if (!f)
            fail_msg("%s has no field %.*s", t->name, TEXT_ARG(name));
        if (!field_changeable(c, t, f, NULL) && strcmp(t->name, "attachment") != 0 && strcmp(t->name, "twin") != 0 && strcmp(t->name, "warning") != 0) /* the program gives these all by itself */
            continue;
        assert_ok(field_parse(g->w->a, f, value, PLAIN, in->values));
        fieldset_add(&in->set, record_index(t, f));
    }
}

/* By the first act that creates it, as the program itself. */
static id make(struct ground *g, const struct record *t, bool own)
{
    struct input in = {0};
    size_t n;
    const struct act *const *all = act_all(&n);
    id made = {0};

    fill(g, &g->w->system, t, own, &in);
    for (size_t i = 0; i < n && !made.n; i++)
        if (all[i]->target == t && all[i]->creates)
            assert_ok(act_run(&g->w->system, all[i], (id){0}, &in, &made));
    assert_true(made.n != 0);
    if (!strcmp(t->name, "admission")) /* as if its owner had asked: what the program asks stands above all */
        assert_ok(conn_run(g->w->conn, g->w->a, "UPDATE admission SET level = 'owner' WHERE id = $1", BIND(V(made)), NULL));
    return made;
}

static struct call call_of(struct world *w, size_t role)
{
    const char *unit = roles[role].unit;
    ref body = !strcmp(unit, "energy") ? w->energy : !strcmp(unit, "owner") ? w->owner : !strcmp(unit, "210102") ? w->heping
               : !strcmp(unit, "2101") ? w->shenyang : w->drc;
    const char *at = !strcmp(unit, "energy") ? "21" : !strcmp(unit, "owner") ? "210102" : unit;

    return world_call(w, roles[role].role, body, at);
}

static char outcome(const struct act *act, err e)
{
    const struct field *up = act->target && act->target->parent ? record_field(act->target, text_of(act->target->parent)) : NULL;

    if (!e)
        return '+';
    if (e->code == E_DENIED)
        return '-';
    for (err one = e; up && one; one = one->next) /* a parent beside the region is none */
        if (one->field && !strcmp(one->field, up->name))
            return '0';
    return e->code == E_GONE ? '0' : '+';
}

/* What happens when that role does it; nothing of it stays. */
static char attempt(struct ground *g, const struct act *act, size_t role, bool own, id target)
{
    struct call c = call_of(g->w, role);
    struct input in = {.reason = T("试")};
    void *r;
    err e;

    if (act->creates) {
        fill(g, &c, act->target, own, &in);
    } else {
        assert_ok(record_load(&g->w->system, act->target, target, &r));
        in.values = record_new(g->w->a, act->target);
        in.version = record_head_of(r)->version;
    }
    assert_ok(conn_begin(g->w->conn, g->w->a));
    e = act_run_inside(&c, act, target, &in, NULL);
    conn_rollback(g->w->conn);
    return outcome(act, e);
}

static text line_of(struct ground *g, const struct act *act)
{
    CLEAN(out_free) struct out o = {0};
    id own = {0}, beside = {0};

    if (!act->creates) {
        own = make(g, act->target, true);
        beside = make(g, act->target, false);
    }
    out_init(&o, 4096, LANG_EN);
    out_fmt(&o, "%-24s", act->name);
    for (size_t i = 0; i < ROLES; i++)
        out_fmt(&o, " %c%c", attempt(g, act, i, true, own), attempt(g, act, i, false, beside));
    return text_copy(g->w->a, out_text(&o));
}

static text read_table(struct arena *a)
{
    char *p = arena_alloc(a, 1 << 20);
    FILE *f = fopen(DIAODU_ACTS, "r");

    assert_non_null(f);
    return (text){p, fread(p, 1, (1 << 20) - 1, f) + (size_t)fclose(f)};
}

static text expected(text table, const char *name)
{
    text line, word, rest;

    for (text all = table; text_each(&all, '\n', &line);) {
        word = text_cut(line, ' ', &rest);
        if (text_eqz(word, name))
            return line;
    }
    return NO_TEXT;
}

static void every_act_is_open_to_whom_the_matrix_names(void **state)
{
    struct world *w = *state;
    struct ground g = {.w = w, .own = {.body = w->heping}, .beside = {.body = w->dalian}};
    text table = read_table(w->a), line, rest;
    size_t n, wrong = 0;
    const struct act *const *all = act_all(&n);
    id zhongshan;

    /* a list with an edition changes by requests */
    assert_ok(conn_run(w->conn, w->a, "INSERT INTO list_edition (region, id, version, changed_at, removed, list, year, seq, confirmed_on)"
                                      " VALUES (21, 1, 1, 0, 0, 'major', 2025, 1, 20000)", NO_VALUES, NULL));
    assert_ok(world_make(&w->system, "body.create", &zhongshan, "name=大连市中山区人民政府", "kind=government", "unit=210202", NULL));
    g.beside.body.n = zhongshan.n;
    g.own.project.n = make(&g, &project_record, true).n;
    g.beside.project.n = make(&g, &project_record, false).n;
    for (size_t i = 0; i < n; i++) {
        text got = line_of(&g, all[i]), want = expected(table, all[i]->name);
        if (text_eq(got, want))
            continue;
        print_error("is:      %.*s\nacts.txt: %.*s\n", TEXT_ARG(got), TEXT_ARG(want.p ? want : T("no line")));
        wrong++;
    }
    for (text rows = table; text_each(&rows, '\n', &line);) {
        text name = text_cut(line, ' ', &rest);
        if (name.n && name.p[0] != '#' && !act_by_name(name)) {
            print_error("acts.txt names %.*s, which is no act\n", TEXT_ARG(name));
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* What the log and the histories hold is said in words in both languages, whoever or whatever wrote it. */
static void every_name_in_the_log_has_words(void **state)
{
    static const char *const written[] = {"project.change", "warning.raise", "warning.change", "warning.clear", "account.sign_in", "job.stop",
                                          "project.export", "plan.import_upload", "mapping.save", "import.settle"};
    struct world *w = *state;
    const struct act_note *note;
    struct call c = w->system;

    for (c.lang = 0; c.lang < LANG_COUNT; c.lang++) {
        for (size_t i = 0; i < COUNT(written); i++)
            assert_false(text_has(act_label(&c, text_of(written[i])), T(".")));
        for (size_t at = 0; act_note_each(&at, &note);)
            assert_null(act_by_name(text_of(note->name)));
    }
    c.lang = LANG_ZH;
    assert_text(act_label(&c, T("warning.clear")), "预警消除");
    assert_text(act_label(&c, T("project.export")), "导出项目");
    assert_text(act_label(&c, T("castle.export")), "castle.export");
    assert_text(act_label(&c, T("project.storm")), "project.storm");
}

int main(void)
{
    const struct CMUnitTest tests[] = {IN_WORLD(every_act_is_open_to_whom_the_matrix_names), IN_WORLD(every_name_in_the_log_has_words)};

    fixture_need_engine();
    return cmocka_run_group_tests_name("acts", tests, NULL, NULL);
}
