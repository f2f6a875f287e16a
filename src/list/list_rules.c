/* The judgement of list rules: see list_rules.h. */
#include "list_rules.h"

bool rule_op_fits(enum rule_kind kind, enum rule_op op)
{
    if (op == RULE_FILLED || op == RULE_EMPTY || op == RULE_IS || op == RULE_IS_NOT)
        return true;
    if (op == RULE_HAS_ALL)
        return kind == RULE_SET;
    return kind == RULE_FIGURE;
}

static bool absent(const struct rule_condition *c, const struct rule_value *v)
{
    return c->kind == RULE_FIGURE ? v->n == ABSENT : v->t.n == 0;
}

static bool set_holds(text set, text word)
{
    text part;

    while (text_each(&set, ',', &part))
        if (text_eq(part, word))
            return true;
    return false;
}

static bool any_word(const struct rule_condition *c, const struct rule_value *v)
{
    for (size_t i = 0; i < c->n_words; i++)
        if (c->kind == RULE_SET ? set_holds(v->t, c->words[i]) : text_eq(v->t, c->words[i]))
            return true;
    return false;
}

static bool all_words(const struct rule_condition *c, const struct rule_value *v)
{
    for (size_t i = 0; i < c->n_words; i++)
        if (!set_holds(v->t, c->words[i]))
            return false;
    return true;
}

static bool holds(const struct rule_condition *c, const struct rule_value *v, bool strategic)
{
    int64_t limit = strategic && c->strategic_n != ABSENT ? c->strategic_n : c->n;

    if (absent(c, v))
        return c->op == RULE_EMPTY || c->op == RULE_IS_NOT;
    switch (c->op) {
    case RULE_FILLED: return true;
    case RULE_EMPTY: return false;
    case RULE_IS: return c->kind == RULE_FIGURE ? v->n == limit : any_word(c, v);
    case RULE_IS_NOT: return !(c->kind == RULE_FIGURE ? v->n == limit : any_word(c, v));
    case RULE_LEAST: return v->n >= limit;
    case RULE_MOST: return v->n <= limit;
    case RULE_HAS_ALL: return all_words(c, v);
    default: return false;
    }
}

/* How many conditions of an alternative fail. */
static size_t failing(const struct list_rules *r, uint64_t held, int64_t alternative)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n; i++)
        n += r->v[i].alternative == alternative && !(held >> i & 1);
    return n;
}

static bool seen_before(const struct list_rules *r, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (r->v[i].alternative == r->v[at].alternative)
            return true;
    return false;
}

struct rule_verdict list_rules_judge(const struct list_rules *r, const struct rule_value *facts)
{
    struct rule_verdict v = {.strategic = r->strategic != SIZE_MAX && facts[r->strategic].t.n > 0};
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < r->n; i++)
        if (holds(&r->v[i], &facts[r->v[i].fact], v.strategic))
            v.held |= UINT64_C(1) << i;
    for (size_t i = 0; i < r->n && best; i++) {
        size_t n;
        if (!r->v[i].alternative || seen_before(r, i))
            continue;
        n = failing(r, v.held, r->v[i].alternative);
        if (n < best) {
            best = n;
            v.alternative = r->v[i].alternative;
        }
    }
    v.in = r->n && !failing(r, v.held, 0) && (best == 0 || best == SIZE_MAX);
    return v;
}
