/* The conditions of a list as chips that open into a small form and can be taken away: see list_page.h. */
#include "list_page.h"

#include "base/format.h"
#include "kit/words.h"

enum { OPTIONS_MOST = 24, QUICK_MOST = 4, SAID_MOST = 2 };

static text plain_or_form(struct req *q, const struct record *t, const struct field *f, text typed)
{
    void *box = record_new(q->call.arena, t);

    if (field_parse(q->call.arena, f, typed, PLAIN, box))
        return typed;
    return field_written(q->call.arena, f, box, FORM, LANG_ZH);
}

static bool chosen(text keys, const char *key)
{
    text part;

    for (text rest = keys; text_each(&rest, ',', &part);)
        if (text_eqz(part, key))
            return true;
    return false;
}

static err titles_of(struct req *q, const struct field *f, text typed, text *ret)
{
    struct arena *a = q->call.arena;
    LIST(id) ids = {0};
    text part, *titles;
    int64_t n;

    for (text rest = typed; text_each(&rest, ',', &part);)
        if (text_int(part, &n))
            list_push(&ids, a) = (id){n};
    titles = ARENA_ARRAY(a, text, ids.n + 1);
    TRY(record_titles(&q->call, record_by_name(text_of(f->to)), ids.v, ids.n, titles));
    *ret = text_join(a, titles, ids.n, q->call.lang == LANG_ZH ? T("、") : T(", "));
    return NULL;
}

static text labels_of(struct req *q, const struct field *f, text keys)
{
    LIST(text) v = {0};
    text part;

    for (text rest = keys; text_each(&rest, ',', &part);)
        list_push(&v, q->call.arena) = codelist_label(f->list, (code){part}, q->call.lang);
    return text_join(q->call.arena, v.v, v.n, T("、"));
}

/* "续建、新开工", and beyond that "续建、新开工 等 5 项". */
static text shortened(struct req *q, text said)
{
    text zh = T("、"), en = T(", "), between = text_has(said, zh) ? zh : en;
    size_t parts = 1, cut = 0;

    for (size_t at = 0; at < said.n;) {
        ptrdiff_t i = text_find(text_sub(said, at, said.n), between);
        if (i < 0)
            break;
        if (parts == SAID_MOST)
            cut = at + (size_t)i;
        parts++;
        at += (size_t)i + between.n;
    }
    if (parts <= SAID_MOST + 1)
        return said;
    return text_fmt(q->call.arena, q->call.lang == LANG_ZH ? "%.*s 等 %zu 项" : "%.*s and others, %zu", (int)cut,
                    said.p, parts);
}

static err say(struct req *q, const struct condition *c, text *ret)
{
    CLEAN(out_free) struct out o = {0};

    if (c->field->kind == KIND_ref && c->op == OP_IN)
        return titles_of(q, c->field, c->typed, ret);
    out_init(&o, 64 * 1024, q->call.lang);
    condition_show(&o, c);
    *ret = c->op == OP_IN ? shortened(q, text_copy(q->call.arena, out_text(&o)))
                          : text_copy(q->call.arena, out_text(&o));
    return NULL;
}

static err take_condition(struct req *q, const struct record *t, const struct condition *c, struct chip_view *v)
{
    struct arena *a = q->call.arena;
    text said;

    TRY(say(q, c, &said));
    v->set = true;
    v->shown = v->shown.n ? text_fmt(a, "%.*s %.*s", TEXT_ARG(v->shown), TEXT_ARG(said)) : said;
    switch (c->op) {
    case OP_IN: v->chosen = c->typed; break;
    case OP_MIN: v->least = plain_or_form(q, t, c->field, c->typed); break;
    case OP_MAX: v->most = plain_or_form(q, t, c->field, c->typed); break;
    case OP_HAS: v->part = c->typed; break;
    case OP_EMPTY: v->empty = c->typed; break;
    default: break;
    }
    return NULL;
}

static int widget_of(const struct field *f)
{
    switch (f->kind) {
    case KIND_money: return CHIP_MONEY;
    case KIND_number:
    case KIND_degree: return CHIP_RANGE;
    case KIND_date:
    case KIND_moment: return CHIP_DATE;
    case KIND_month: return CHIP_MONTH;
    case KIND_ref: return CHIP_REF;
    case KIND_flag: return CHIP_FLAG;
    case KIND_code:
    case KIND_codes: return f->list->n <= OPTIONS_MOST ? CHIP_BOXES : CHIP_NAMES;
    default: return CHIP_PART;
    }
}

/* What stands in the form of an open chip: a closed one asks for it. */
static err fill(struct req *q, const struct list_query *l, struct chip_view *v)
{
    struct arena *a = q->call.arena;
    const struct field *f = v->field;
    struct params keep = params_copy(a, &l->params);
    const char *const *own = list_field_params(a, f);

    v->widget = widget_of(f);
    for (size_t i = 0; own[i]; i++)
        params_remove(&keep, text_of(own[i]));
    params_remove(&keep, T("after"));
    params_remove(&keep, T("before"));
    params_remove(&keep, T("from"));
    params_remove(&keep, T("add"));
    for (size_t i = 0; i < keep.list.n; i++)
        list_push(&v->keep, a) = keep.list.v[i];
    for (size_t i = 0; v->widget == CHIP_BOXES && i < f->list->n; i++)
        list_push(&v->options, a) = (struct option_view){
            text_of(f->list->items[i].key), codelist_label(f->list, code_of(&f->list->items[i]), q->call.lang),
            chosen(v->chosen, f->list->items[i].key)};
    for (size_t i = 0; v->widget == CHIP_NAMES && i < f->list->n && f->list->n <= 200; i++)
        list_push(&v->options, a) = (struct option_view){
            text_of(f->list->items[i].key), codelist_label(f->list, code_of(&f->list->items[i]), q->call.lang), false};
    if (v->widget == CHIP_NAMES)
        v->named = labels_of(q, f, v->chosen);
    if (v->widget == CHIP_REF)
        TRY(titles_of(q, f, v->chosen, &v->named));
    for (size_t i = 0; i < l->faults.n; i++)
        if (l->faults.v[i].field == f) {
            v->open = true;
            v->error = l->faults.v[i].message;
            v->least = params_get(&q->query, text_fmt(a, "%s.least", f->name));
            v->most = params_get(&q->query, text_fmt(a, "%s.most", f->name));
            v->named = params_get(&q->query, text_fmt(a, "%s.named", f->name));
        }
    return NULL;
}

static struct chip_view *chip_for(struct arena *a, struct list_view *v, const struct field *f)
{
    for (size_t i = 0; i < v->chips.n; i++)
        if (v->chips.v[i].field == f)
            return &v->chips.v[i];
    list_push(&v->chips, a) = (struct chip_view){.field = f};
    return &v->chips.v[v->chips.n - 1];
}

/* The code fields that the list itself shows are asked for most: they stand ready. */
static void quick(struct req *q, const struct record *t, struct list_view *v)
{
    for (size_t i = 0; i < t->n_fields && v->chips.n < QUICK_MOST; i++) {
        const struct field *f = &t->fields[i];
        if (f->kind == KIND_code && f->list && f->list->n <= OPTIONS_MOST && (f->in_list || f->quick) &&
            field_visible(&q->call, f))
            list_push(&v->chips, q->call.arena) = (struct chip_view){.field = f};
    }
}

err list_chips(struct req *q, const struct list_query *l, const struct filter *f, struct list_view *v)
{
    struct arena *a = q->call.arena;
    const struct field *asked = record_field(l->record, params_get(&q->query, T("add")));

    quick(q, l->record, v);
    for (size_t i = 0; i < f->conditions.n; i++)
        TRY(take_condition(q, l->record, &f->conditions.v[i], chip_for(a, v, f->conditions.v[i].field)));
    for (size_t i = 0; i < l->faults.n; i++)
        chip_for(a, v, l->faults.v[i].field)->open = true;
    if (asked && field_visible(&q->call, asked))
        chip_for(a, v, asked)->open = true;
    for (size_t i = 0; i < v->chips.n; i++) {
        struct chip_view *chip = &v->chips.v[i];
        chip->without = list_link(q, l, "", list_field_params(a, chip->field), NULL, NO_TEXT);
        chip->form = list_link(q, l, "/conditions", NULL, "add", text_of(chip->field->name));
        chip->plain = list_link(q, l, "", NULL, "add", text_of(chip->field->name));
        if (chip->open)
            TRY(fill(q, l, chip));
    }
    return NULL;
}

void list_addable(struct req *q, const struct list_query *l, struct list_view *v)
{
    struct arena *a = q->call.arena;

    for (size_t i = 0; i < l->record->n_fields; i++) {
        const struct field *one = &l->record->fields[i];
        bool there = !field_visible(&q->call, one);
        for (size_t k = 0; k < v->chips.n; k++)
            there |= v->chips.v[k].field == one;
        if (!there)
            list_push(&v->addable, a) = (struct choice_view){one, false,
                                                             list_link(q, l, "", NULL, "add", text_of(one->name))};
    }
}
