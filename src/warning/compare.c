/* Two rule packs over the same projects and the same year, compared. A page looks at some hundred projects and leads on to the next;
 * the command line goes over all, one at a time. See warning.h, pages.h.
 */
#include "pages.h"

#include "base/format.h"
#include "kit/filter.h"
#include "words.h"

enum { LOOKED_AT = 200, YEARS_BACK = 3 };

err warning_compare_project(struct call *c, id project, const struct project *now, const struct warning_pack *a, const struct warning_pack *b, date day,
                            struct pack_compared *ret)
{
    struct warning_verdict *of_a = ARENA_ARRAY(c->arena, struct warning_verdict, VERDICTS_MOST), *of_b = ARENA_ARRAY(c->arena, struct warning_verdict, VERDICTS_MOST);
    struct warning_difference all[FAMILIES_MOST];
    struct pack_compared got = {.project = project};
    struct warning_facts f;
    struct project *read;
    date on = is_absent(day.days) ? c->today : day;
    size_t n_a, n_b, n;

    if (now && is_absent(day.days)) {
        TRY(warning_facts_for(c, now, day, &f));
        got.name = now->name;
    } else {
        TRY(warning_facts_of(c, project, day, &read, &f));
        got.name = read->name;
    }
    n_a = warning_verdicts(&f, a, on, of_a);
    n_b = warning_verdicts(&f, b, on, of_b);
    got.a = warning_light(of_a, n_a);
    got.b = warning_light(of_b, n_b);
    n = warning_compare(of_a, n_a, of_b, n_b, all, FAMILIES_MOST);
    for (size_t i = 0; i < n; i++)
        if (all[i].a != all[i].b)
            got.v[got.n++] = all[i];
    *ret = got;
    return NULL;
}

void pack_matrix_add(struct pack_matrix *m, const struct pack_compared *one)
{
    m->projects++;
    m->differ += one->n > 0;
    m->n[one->a][one->b]++;
}

/* --- the page ---------------------------------------------------------------------------------------------------------------------- */

static const struct warning_pack *pack_or(const struct warning_packs *all, text key, size_t otherwise)
{
    for (size_t i = 0; i < all->n; i++)
        if (text_eq(all->v[i].key, key))
            return &all->v[i];
    return &all->v[otherwise < all->n ? otherwise : 0];
}

/* The sentences of what one pack says worse than the other. */
static text said_by(struct call *c, const struct pack_compared *one, bool first)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 1 << 16, c->lang);
    for (size_t i = 0; i < one->n; i++) {
        const struct warning_difference *d = &one->v[i];
        const struct warning_verdict *v = first ? d->of_a : d->of_b;
        if (!v || (first ? d->a < d->b : d->b < d->a))
            continue;
        if (o.n)
            LIT(&o, " ");
        figure_fill(&o, v->reason, &v->figures);
    }
    return text_copy(c->arena, out_text(&o));
}

static err add_projects(struct req *q, const struct warning_pack *a, const struct warning_pack *b, date day, struct compare_view *v)
{
    struct call *c = &q->call;
    text after = params_get(&q->query, T("after"));
    struct page page = {0};
    struct filter f;

    TRY(filter_init(&f, &project_record));
    if (after.n)
        TRY(filter_add(c->arena, &f, T("after"), after, c));
    f.sort = NULL;
    f.limit = LOOKED_AT;
    TRY(record_list(c, &f, &page));
    for (size_t i = 0; i < page.items.n; i++) {
        const struct project *p = page.items.v[i];
        struct pack_compared one;
        err e = warning_compare_project(c, p->head.id, p, a, b, day, &one);
        if (e && e->code == E_GONE)
            continue; /* not there yet on that day */
        TRY(e);
        pack_matrix_add(&v->sums, &one);
        if (one.n)
            list_push(&v->rows, c->arena) = (struct compare_row){one.project, one.name, text_of(warning_level_keys[one.a]), text_of(warning_level_keys[one.b]),
                                                                 said_by(c, &one, true), said_by(c, &one, false)};
    }
    if (page.next.n)
        v->next = text_fmt(c->arena, "/warnings/compare?a=%.*s&b=%.*s&year=%lld&after=%.*s", TEXT_ARG(v->a), TEXT_ARG(v->b), (long long)v->year, TEXT_ARG(page.next));
    return NULL;
}

static void add_lines(struct call *c, struct compare_view *v)
{
    for (int a = LEVEL_RED; a >= LEVEL_NONE; a--) {
        struct compare_line line = {.level = warning_level_keys[a]};
        for (int b = LEVEL_RED; b >= LEVEL_NONE; b--)
            list_push(&line.cells, c->arena) = (struct compare_cell){v->sums.n[a][b], a == b};
        list_push(&v->lines, c->arena) = line;
    }
}

err warning_compare_view(struct req *q, struct compare_view *ret)
{
    struct call *c = &q->call;
    const struct warning_packs *all = warning_packs();
    const struct warning_pack *a = pack_or(all, params_get(&q->query, T("a")), 0), *b = pack_or(all, params_get(&q->query, T("b")), 1);
    int64_t now = month_year(month_of(c->today)), year;
    struct compare_view v = {.a = a->key, .b = b->key, .a_name = a->title[c->lang], .b_name = b->title[c->lang], .year = now};
    bool past;

    if (text_int(params_get(&q->query, T("year")), &year) && year <= now && year > now - YEARS_BACK)
        v.year = year;
    past = v.year < now;
    v.year_text = text_fmt(c->arena, "%lld", (long long)v.year);
    v.day = past ? month_last((month){v.year * 12 + 11}) : c->today;
    for (size_t i = 0; i < all->n; i++)
        list_push(&v.packs, c->arena) = (struct compare_choice){all->v[i].key, all->v[i].title[c->lang], &all->v[i] == a, &all->v[i] == b};
    for (year = now; year > now - YEARS_BACK; year--)
        list_push(&v.years, c->arena) = (struct compare_year){year, text_fmt(c->arena, "%lld", (long long)year), year == v.year};
    TRY(add_projects(q, a, b, past ? v.day : NO_DATE, &v));
    add_lines(c, &v);
    *ret = v;
    return NULL;
}
