/* Rules of lists: records, versions, and their conditions made ready to judge. See rule.h, list_rules.h. */
#include "rule.h"

#include "base/format.h"
#include "kit/check.h"
#include "kit/children.h"
#include "kit/data.h"
#include "kit/lists.h"
#include "kit/table.h"
#include "kit/workflow.h"

#define THIS_YEAR "本年"
#define MONTH_MARK "月"

static const struct codeitem rule_states[] = {{"draft", {"草稿", "Draft"}, NULL}, {"adopted", {"已发布", "Adopted"}, NULL}};
const struct codelist list_rule_states = CODELIST("list_rule_state", rule_states);

/* In the order of enum rule_op. */
static const struct codeitem ops[] = {
    {"is", {"是", "is one of"}, "等于|=|是其中之一"}, {"is_not", {"不是", "is not"}, "不等于|≠"}, {"least", {"不少于", "at least"}, "≥|>="},
    {"most", {"不多于", "at most"}, "≤|<="},         {"has_all", {"全部具备", "has all of"}, NULL}, {"filled", {"已填写", "is filled in"}, NULL},
    {"empty", {"未填写", "is empty"}, NULL},
};
const struct codelist list_rule_ops = CODELIST("op", ops);
struct codelist list_rule_fields = {.name = "field"};

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct list_rule, name_), __VA_ARGS__},
static const struct field rule_fields[] = {
#include "list/rule.def"
};
#undef FIELD
#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct list_condition, name_), __VA_ARGS__},
static const struct field condition_fields[] = {
#include "list/condition.def"
};
#undef FIELD

/* What a condition may ask of: every field of the file but persons' data, references (but to the whole that it is a part of) and the lists. */
void list_rules_start(void)
{
    static struct codeitem items[FIELDS_MAX];

    if (list_rule_fields.items)
        return;
    for (size_t i = 0; i < project_record.n_fields; i++) {
        const struct field *f = &project_record.fields[i];
        if (f->personal || (f->kind == KIND_ref && strcmp(f->name, "parent_id") != 0) || !strcmp(f->name, "lists"))
            continue;
        items[list_rule_fields.n++] = (struct codeitem){f->name, {f->label.in[LANG_ZH], f->label.in[LANG_EN]}, NULL};
    }
    list_rule_fields.items = items;
}

/* --- conditions made ready --------------------------------------------------------------------------------------------------------- */

static enum rule_kind kind_of(const struct field *f)
{
    return f->kind == KIND_codes ? RULE_SET : f->kind == KIND_code || f->kind == KIND_text ? RULE_WORD : RULE_FIGURE;
}

static err refuse_value(struct call *c, const struct field *f, const char *at, text typed)
{
    return FAIL(c->arena, E_INPUT, w_lists_value_unread, .field = at, .args = {ARG_WORD("field", &f->label), ARG_TEXT("value", typed)});
}

static err one_word(struct call *c, const struct field *f, text typed, text *ret)
{
    const struct codeitem *item = f->list ? codelist_match(f->list, typed) : NULL;

    if (f->list && !item)
        return refuse_value(c, f, "value", typed);
    *ret = item ? text_of(item->key) : text_copy(c->arena, typed);
    return NULL;
}

static err read_words(struct call *c, const struct field *f, text typed, struct rule_condition *k)
{
    LIST(text) words = {0};
    text part, word;

    typed = text_replace(c->arena, text_replace(c->arena, typed, T("，"), T(",")), T("、"), T(","));
    while (text_each(&typed, ',', &part)) {
        part = text_trim(part);
        if (!part.n)
            continue;
        TRY(one_word(c, f, part, &word));
        list_push(&words, c->arena) = word;
    }
    if (!words.n)
        return refuse_value(c, f, "value", T(""));
    k->words = words.v;
    k->n_words = words.n;
    return NULL;
}

/* 本年1月 of a list's year as the field reads it, 2026-01; {year}-01 is how conditions said it before. */
static text in_year(struct arena *a, text typed, int64_t year)
{
    text said = list_year_text(a, year);
    int64_t of;

    typed = text_replace(a, text_trim(typed), T("{year}"), said);
    if (!text_starts(typed, text_of(THIS_YEAR)))
        return typed;
    typed = text_sub(typed, strlen(THIS_YEAR), typed.n);
    if (!text_ends(typed, text_of(MONTH_MARK)) || !text_int(text_trim(text_sub(typed, 0, typed.n - strlen(MONTH_MARK))), &of) || of < 1 || of > 12)
        return typed;
    return text_fmt(a, "%.*s-%02d", TEXT_ARG(said), (int)of);
}

static err read_figure(struct call *c, const struct field *f, const char *at, text typed, int64_t year, int64_t *ret)
{
    struct project *scratch = record_new(c->arena, &project_record);

    typed = in_year(c->arena, typed, year);
    if (text_empty(typed) || field_parse(c->arena, f, typed, FORM, scratch) || field_absent(f, scratch))
        return refuse_value(c, f, at, typed);
    *ret = *(const int64_t *)field_in(f, scratch);
    return NULL;
}

static size_t place_of_fact(struct ready_rule *r, const struct field *f)
{
    size_t i = 0;

    while (i < r->n_facts && r->facts[i] != f)
        i++;
    if (i == r->n_facts)
        r->facts[r->n_facts++] = f;
    return i;
}

static enum rule_op op_of(code op)
{
    const struct codeitem *item = codelist_item(&list_rule_ops, op.t);

    return item ? (enum rule_op)(item - list_rule_ops.items) : RULE_OPS;
}

static err read_condition(struct call *c, const struct list_condition *x, int64_t year, struct ready_rule *r, struct rule_condition *k)
{
    const struct field *f = record_field(&project_record, x->field.t);

    *k = (struct rule_condition){.alternative = is_absent(x->alternative.n) ? 0 : x->alternative.n, .op = op_of(x->op), .n = ABSENT, .strategic_n = ABSENT};
    if (!f || !codelist_item(&list_rule_fields, x->field.t) || k->op == RULE_OPS)
        return FAIL(c->arena, E_INPUT, w_lists_no_field, .field = "field", .args = {ARG_TEXT("field", x->field.t)});
    k->kind = kind_of(f);
    k->fact = place_of_fact(r, f);
    if (!rule_op_fits(k->kind, k->op))
        return FAIL(c->arena, E_INPUT, w_lists_op_unfit, .field = "op", .args = {ARG_WORD("field", &f->label), ARG_TEXT("op", codelist_label(&list_rule_ops, x->op, c->lang))});
    if (k->op == RULE_FILLED || k->op == RULE_EMPTY)
        return NULL;
    if (k->kind != RULE_FIGURE)
        return read_words(c, f, x->value, k);
    TRY(read_figure(c, f, "value", x->value, year, &k->n));
    return x->strategic.n ? read_figure(c, f, "strategic", x->strategic, year, &k->strategic_n) : NULL;
}

err list_rule_ready(struct call *c, const child_list *conditions, int64_t year, struct ready_rule *ret)
{
    struct rule_condition *v = ARENA_ARRAY(c->arena, struct rule_condition, conditions->n + 1);
    struct ready_rule r = {.year = year};

    if (conditions->n > RULE_CONDITIONS_MOST)
        return FAIL(c->arena, E_INPUT, w_lists_too_many_conditions, .args = {ARG_INT("most", RULE_CONDITIONS_MOST)});
    for (size_t i = 0; i < conditions->n; i++) {
        r.said[i] = conditions->v[i];
        TRY(read_condition(c, conditions->v[i], year, &r, &v[i]));
    }
    r.rules = (struct list_rules){v, conditions->n, place_of_fact(&r, record_field(&project_record, T("strategic")))};
    *ret = r;
    return NULL;
}

void list_rule_facts(const struct ready_rule *r, const struct project *p, struct rule_value *facts)
{
    for (size_t i = 0; i < r->n_facts; i++) {
        const struct field *f = r->facts[i];
        facts[i] = (struct rule_value){ABSENT, NO_TEXT};
        if (field_absent(f, p))
            continue;
        if (kind_of(f) == RULE_FIGURE)
            facts[i].n = *(const int64_t *)field_in(f, p);
        else
            facts[i].t = *(const text *)field_in(f, p);
    }
}

/* --- in words ---------------------------------------------------------------------------------------------------------------------- */

text list_fact_said(struct arena *a, const struct field *f, struct rule_value v, enum lang lang)
{
    struct project *scratch = record_new(a, &project_record);
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 1 << 16, lang);
    if (kind_of(f) != RULE_FIGURE)
        *(text *)field_at(f, scratch) = v.t.n ? v.t : NO_TEXT;
    else if (v.n != ABSENT)
        *(int64_t *)field_at(f, scratch) = v.n;
    if (f->kind == KIND_money)
        fmt_money(&o, *(const money *)field_in(f, scratch));
    else if (field_absent(f, scratch))
        LIT(&o, "–");
    else if (f->kind == KIND_ref)
        out_raw(&o, text_of(w_lists_is_there.in[lang]));
    else
        field_show(&o, f, scratch);
    return text_copy(a, out_text(&o));
}

static text label_of(const struct field *f, enum lang lang)
{
    return text_of(f->label.in[lang]);
}

text list_condition_said(struct arena *a, const struct ready_rule *r, size_t at, bool strategic, enum lang lang)
{
    const struct rule_condition *k = &r->rules.v[at];
    const struct field *f = r->facts[k->fact];
    bool dated = f->kind == KIND_date || f->kind == KIND_month || f->kind == KIND_moment;
    text op = codelist_label(&list_rule_ops, r->said[at]->op, lang), limit = NO_TEXT;

    if (dated && (k->op == RULE_LEAST || k->op == RULE_MOST))
        op = text_of((k->op == RULE_LEAST ? w_lists_not_before : w_lists_not_after).in[lang]);

    if (k->kind == RULE_FIGURE && k->n != ABSENT)
        limit = list_fact_said(a, f, (struct rule_value){strategic && k->strategic_n != ABSENT ? k->strategic_n : k->n, NO_TEXT}, lang);
    for (size_t i = 0; i < k->n_words; i++) {
        text one = f->list ? codelist_label(f->list, (code){k->words[i]}, lang) : k->words[i];
        limit = limit.n ? text_fmt(a, "%.*s%s%.*s", TEXT_ARG(limit), lang == LANG_ZH ? "、" : ", ", TEXT_ARG(one)) : one;
    }
    return text_fmt(a, lang == LANG_ZH ? "%.*s%.*s%s%.*s" : "%.*s %.*s%s%.*s", TEXT_ARG(label_of(f, lang)), TEXT_ARG(op), limit.n ? " " : "", TEXT_ARG(limit));
}

static text title_of(const struct ready_rule *r, int64_t alternative)
{
    for (size_t i = 0; i < r->rules.n; i++)
        if (r->rules.v[i].alternative == alternative && r->said[i]->title.n)
            return r->said[i]->title;
    return NO_TEXT;
}

text list_verdict_said(struct arena *a, const struct ready_rule *r, const struct rule_verdict *v, const struct rule_value *facts, enum lang lang)
{
    text all = v->in ? title_of(r, v->alternative) : NO_TEXT;

    for (size_t i = 0; i < r->rules.n; i++) {
        const struct rule_condition *k = &r->rules.v[i];
        bool held = v->held >> i & 1;
        text one;
        if ((k->alternative && k->alternative != v->alternative) || held != v->in || (v->in && k->op == RULE_EMPTY))
            continue;
        one = list_condition_said(a, r, i, v->strategic, lang);
        if (!v->in || k->kind == RULE_FIGURE)
            one = text_fmt(a, lang == LANG_ZH ? "%.*s（项目为 %.*s）" : "%.*s (it is %.*s)", TEXT_ARG(one), TEXT_ARG(list_fact_said(a, r->facts[k->fact], facts[k->fact], lang)));
        all = all.n ? text_fmt(a, "%.*s%s%.*s", TEXT_ARG(all), lang == LANG_ZH ? "；" : "; ", TEXT_ARG(one)) : one;
    }
    return all;
}

/* --- the rule ---------------------------------------------------------------------------------------------------------------------- */

err list_rule_conditions(struct call *c, id rule, child_list *ret)
{
    return children_load(c, &list_condition_record, rule, NO_MOMENT, ret);
}

err list_rule_in_force(struct call *c, text list, date day, struct list_rule **ret)
{
    static const char sql_in_force[] = "SELECT id FROM list_rule WHERE region = $1 AND list = $2 AND state = 'adopted' AND removed = 0 AND since <= $3"
                                       " ORDER BY since DESC, seq DESC LIMIT 1";
    struct call own = call_as_program(c);
    void *r = NULL;
    bool found;
    id key;

    TRY(conn_one(c->conn, c->arena, sql_in_force, BIND(V(c->region), V(list), V(day)), INTO(TO(&key)), &found));
    if (found)
        TRY(record_load(&own, &list_rule_record, key, &r));
    *ret = r;
    return NULL;
}

static err rule_derive(struct call *c, void *r, const void *old)
{
    static const char sql_last[] = "SELECT COALESCE(MAX(seq), 0) FROM list_rule WHERE region = $1 AND list = $2";
    struct list_rule *x = r;

    if (old)
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_last, BIND(V(c->region), V(x->list)), INTO(TO(&x->seq)), NULL));
    x->seq.n++;
    return NULL;
}

static err rule_check(struct call *c, const void *r, const void *old)
{
    const struct list_rule *x = r;
    const struct list_kind *k = list_kind_called(x->list.t);

    (void)old;
    TRY(list_province_only(c));
    if (k && k->form != LIST_BY_RULE)
        return FAIL(c->arena, E_INPUT, w_lists_not_by_rule, .field = "list", .args = {ARG_TEXT("list", k->name[c->lang])});
    return NULL;
}

static err add_condition(struct call *c, id rule, const struct list_condition *like)
{
    struct list_condition *x = record_copy(c->arena, &list_condition_record, like);

    x->head = (struct record_head){.removed = NO};
    x->rule.n = rule.n;
    return record_save(c, &list_condition_record, x, NULL);
}

static err add_shipped(struct call *c, const struct list_rule *r)
{
    struct table t;

    TRY(table_read(c->arena, data_file("list_rules.csv"), &t));
    for (size_t i = 0; i < t.rows; i++) {
        struct list_condition *x = record_new(c->arena, &list_condition_record);
        if (!text_eq(table_at(&t, i, "list"), r->list.t))
            continue;
        text_int(table_at(&t, i, "alternative"), &x->alternative.n);
        x->title = table_at(&t, i, "title");
        x->field.t = table_at(&t, i, "field");
        x->op.t = table_at(&t, i, "op");
        x->value = table_at(&t, i, "value");
        x->strategic = table_at(&t, i, "strategic");
        TRY(add_condition(c, r->head.id, x));
    }
    return NULL;
}

/* A new version begins as the one before, the first as the rule that ships. */
static err rule_saved(struct call *c, const void *r, const void *old)
{
    static const char sql_before[] = "SELECT id FROM list_rule WHERE region = $1 AND list = $2 AND seq < $3 AND removed = 0 ORDER BY seq DESC LIMIT 1";
    const struct list_rule *x = r;
    child_list all = {0};
    bool found;
    id before;

    if (old)
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_before, BIND(V(c->region), V(x->list), V(x->seq)), INTO(TO(&before)), &found));
    if (!found)
        return add_shipped(c, x);
    TRY(list_rule_conditions(c, before, &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(add_condition(c, x->head.id, all.v[i]));
    return NULL;
}

static const struct state states[] = {[RULE_DRAFT] = {"draft", L("草稿", "Draft"), false}, [RULE_ADOPTED] = {"adopted", L("已发布", "Adopted"), true}};
static const struct transition transitions[] = {{1u << RULE_DRAFT, RULE_ADOPTED, NULL, ROLE_DRC | ROLE_SYSTEM, L("发布", "Adopt"), false, NULL}};

static err province_alone(const struct call *c, const void *r)
{
    (void)r;
    return list_province_only(c);
}

static err open_to(const struct call *c, const void *r, const struct transition *way)
{
    (void)way;
    return province_alone(c, r);
}

static err moved(struct call *c, void *r, const struct input *in, unsigned from, unsigned to)
{
    (void)in;
    (void)from;
    (void)to;
    ((struct list_rule *)r)->adopted_at = c->now;
    return NULL;
}
static const struct workflow workflow = {states, COUNT(states), transitions, COUNT(transitions), .moved = moved, .open = open_to};

const struct record list_rule_record = {
    .name = "list_rule", .plural = "list_rules", .path = "/list_rules", .label = L("清单规则", "List rule"), .labels = L("清单规则", "List rules"),
    .fields = rule_fields, .n_fields = COUNT(rule_fields), .size = sizeof(struct list_rule), .title = "name", .state = "state", .workflow = &workflow,
    .scope = {.open = true}, .see = WHO_OFFICE, .create = ROLE_DRC | ROLE_SYSTEM, .change = ROLE_DRC | ROLE_SYSTEM, .history = true, .aside = true,
    .derive = rule_derive, .check = rule_check, .saved = rule_saved,
};

/* --- the condition ----------------------------------------------------------------------------------------------------------------- */

/* As a person would write it, however it was typed: 本年1月, 前期、新开工. */
static text as_written(struct arena *a, const struct field *f, text typed)
{
    text rest = typed;
    int64_t of;

    if (kind_of(f) != RULE_FIGURE)
        return text_replace(a, text_replace(a, typed, T("，"), T("、")), T(","), T("、"));
    if (text_starts(rest, T("{year}-")) && text_int(text_sub(rest, strlen("{year}-"), rest.n), &of))
        return text_fmt(a, THIS_YEAR "%lld" MONTH_MARK, (long long)of);
    return typed;
}

static err condition_derive(struct call *c, void *r, const void *old)
{
    struct list_condition *x = r;
    const struct field *f = record_field(&project_record, x->field.t);

    (void)old;
    if (f && x->value.n)
        x->value = as_written(c->arena, f, x->value);
    x->name = text_fmt(c->arena, "%.*s %.*s %.*s", TEXT_ARG(codelist_label(&list_rule_fields, x->field, LANG_ZH)), TEXT_ARG(codelist_label(&list_rule_ops, x->op, LANG_ZH)),
                       TEXT_ARG(x->value));
    return NULL;
}

static err condition_check(struct call *c, const void *r, const void *old)
{
    const struct list_condition *x = r;
    child_list one = {0};
    struct ready_rule ready;
    void *rule;

    (void)old;
    TRY(list_province_only(c));
    TRY(record_load(c, &list_rule_record, (id){x->rule.n}, &rule));
    if (workflow_state(&list_rule_record, rule) != RULE_DRAFT)
        return FAIL(c->arena, E_STATE, w_lists_rule_adopted, .args = {ARG_TEXT("name", record_title(&list_rule_record, rule))});
    list_push(&one, c->arena) = record_copy(c->arena, &list_condition_record, x);
    return list_rule_ready(c, &one, month_year(month_of(c->today)), &ready);
}

const struct record list_condition_record = {
    .name = "list_condition", .plural = "list_conditions", .path = "/list_conditions", .label = L("条件", "Condition"), .labels = L("条件", "Conditions"),
    .fields = condition_fields, .n_fields = COUNT(condition_fields), .size = sizeof(struct list_condition), .title = "name", .parent = "rule", .see = WHO_OFFICE,
    .create = ROLE_DRC | ROLE_SYSTEM, .change = ROLE_DRC | ROLE_SYSTEM, .remove = ROLE_DRC | ROLE_SYSTEM, .history = true, .aside = true, .sort = "alternative",
    .parent_needs = 1u << RULE_ADOPTED, .hint = &w_lists_hint_conditions, .derive = condition_derive, .check = condition_check,
};

/* --- picking ------------------------------------------------------------------------------------------------------------------------ */

struct picking {
    text list;
    int64_t year, n;
};

static err pick_one(struct call *c, id project, text why, void *data)
{
    struct picking *p = data;
    struct list_entry *there;

    TRY(list_entry_find(c, p->list, p->year, project, &there));
    if (there)
        return NULL;
    p->n++;
    return list_entry_put(c, p->list, p->year, project, "rule", text_sub(why, 0, 1400), ENTRY_CANDIDATE);
}

/* list_rule.pick: what the adopted rule takes in and does not stand there yet becomes a candidate of this year. */
static err run_pick(struct call *c, const struct input *in)
{
    const struct list_rule *r = c->target;
    struct picking p = {.list = r->list.t, .year = month_year(month_of(c->today))};
    child_list conditions = {0};
    struct ready_rule ready;
    int64_t seq;

    (void)in;
    TRY(list_province_only(c));
    TRY(list_last_seq(c, p.list, p.year, &seq, NULL));
    if (seq)
        return FAIL(c->arena, E_STATE, w_lists_add_by_request, .args = {ARG_TEXT("year", list_year_text(c->arena, p.year)), ARG_INT("seq", seq)});
    TRY(list_rule_conditions(c, r->head.id, &conditions));
    TRY(list_rule_ready(c, &conditions, p.year, &ready));
    return list_rule_each(c, &ready, pick_one, &p);
}

#define WHO_RULES (ROLE_DRC | ROLE_SYSTEM)
const struct act
    list_rule_create = {.name = "list_rule.create", .target = &list_rule_record, .label = L("起草清单规则", "Draft a list rule"), .roles = WHO_RULES, .creates = true, .run = act_create},
    list_rule_change = {.name = "list_rule.change", .target = &list_rule_record, .label = L("修改清单规则", "Change a list rule"), .roles = WHO_RULES, .from = 1u << RULE_DRAFT,
                       .open = province_alone,
                       .run = act_change},
    list_rule_move = {.name = "list_rule.move", .target = &list_rule_record, .label = L("发布清单规则", "Adopt a list rule"), .roles = WHO_RULES, .run = workflow_move},
    list_rule_pick = {.name = "list_rule.pick", .target = &list_rule_record, .label = L("按规则选取", "Pick by the rule"), .roles = WHO_RULES, .from = 1u << RULE_ADOPTED, .run = run_pick},
    list_condition_create = {.name = "list_condition.create", .target = &list_condition_record, .label = L("增加条件", "Add a condition"), .roles = WHO_RULES, .creates = true,
                            .run = act_create},
    list_condition_change = {.name = "list_condition.change", .target = &list_condition_record, .label = L("修改条件", "Change a condition"), .roles = WHO_RULES, .run = act_change},
    list_condition_remove = {.name = "list_condition.remove", .target = &list_condition_record, .label = L("删除条件", "Remove a condition"), .roles = WHO_RULES, .run = act_remove};
