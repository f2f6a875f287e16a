/* Guessing what each column of a file is, from its head: labels in both languages, the further heads that a field's
 * description lists, and likeness. Each guess says how sure it is and why; a person confirms. See mapping.h.
 */
#include "kit/import/in.h"
#include "kit/import/words.h"

#include "kit/scan.h"

enum { SAME = 98 }; /* percent: the name itself, not only like it */

struct offer {
    int score;
    size_t name; /* which of the field's names it was, its labels first */
    bool whole; /* the title is the name to its last bracket: 项目单位(机构) is not 项目单位 with a remark behind it */
    const struct word *why;
};

/* How well one name of a field fits a title. Of several head rows the last part counts for itself: 投资情况 / 总投资(万元). */
static struct offer compare(text name, text title)
{
    text bracket, bare = import_bare_title(title, &bracket), last = bare;
    ptrdiff_t at;
    int likeness;

    if (scan_same(name, title) || scan_same(name, bare))
        return (struct offer){.score = 100, .whole = scan_same(name, title), .why = &w_mapping_guess_same};
    while ((at = text_find(last, T(" / "))) >= 0) {
        last = text_sub(last, (size_t)at + 3, last.n);
        if (scan_same(name, last))
            return (struct offer){.score = 96, .why = &w_mapping_guess_same};
    }
    likeness = text_likeness(name, bare);
    if (text_chars(name) >= 3 && mapping_head_fits(name, bare)) /* 项目名称及编号 begins with 项目名称 */
        return (struct offer){.score = likeness > 70 ? likeness : 70, .why = &w_mapping_guess_part};
    if (text_chars(name) >= 3 && text_has(bare, name))
        return (struct offer){.score = likeness > 60 ? likeness : 60, .why = &w_mapping_guess_part};
    return (struct offer){.score = likeness, .why = &w_mapping_guess_alike};
}

static struct offer offer_of(const struct field *f, text title)
{
    struct offer best = {.why = &w_mapping_guess_unlike};
    text name = NO_TEXT;
    size_t n = 0;

    for (text rest = text_of(f->heads); n < LANG_COUNT || text_each(&rest, '|', &name); n++) {
        struct offer o;
        if (n < LANG_COUNT)
            name = text_of(f->label.in[n]);
        o = compare(name, title);
        o.name = n;
        if (n >= LANG_COUNT && o.score == 100) /* a field's own label goes before another's further head */
            o.score = SAME;
        if (o.score > best.score || (o.score == best.score && o.whole))
            best = o;
    }
    return best;
}

/* 序号 counts the rows of this table, and says nothing of the project; 序列号 would be like it. */
static bool counts_rows(text title)
{
    static const char *const names[] = {"序号", "行号", "No", "No.", "#"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (scan_same(text_of(names[i]), title))
            return true;
    return false;
}

/* How surely a name is meant: 2 the title to its last bracket, 1 but for a unit or remark in brackets, 0 in part or by likeness. */
static int sureness(int score, bool whole)
{
    return whole ? 2 : score >= SAME ? 1 : 0;
}

static struct guess guess_column(struct call *c, const struct record *t, const struct head *h, size_t column)
{
    struct guess g = {.column = (int)column, .title = h->titles[column], .why = &w_mapping_guess_unlike};
    struct cell_unit unit;
    bool whole = false;
    int others = 0; /* how surely it is an export's column that nobody may write */

    for (size_t i = 0; i < t->n_fields && !counts_rows(g.title); i++) {
        struct offer o = offer_of(&t->fields[i], g.title);
        if (!import_may_read(c, t, &t->fields[i])) {
            int sure = sureness(o.score, o.whole);
            others = sure > others ? sure : others;
            continue;
        }
        if (o.score < GUESS_SHOWN || o.score < g.score || (o.score == g.score && (whole || !o.whole)))
            continue;
        g.field = &t->fields[i];
        g.score = o.score;
        g.why = o.why;
        g.name = o.name;
        whole = o.whole;
    }
    if (others > sureness(g.score, whole)) {
        g.field = NULL;
        g.score = 0;
        g.why = &w_mapping_guess_unlike;
    }
    if (g.field && (g.field->kind == KIND_money || g.field->kind == KIND_number) &&
        !import_column_unit(g.field, NO_TEXT, g.title, h->unit, &unit, &g.unit))
        g.unit = NO_TEXT;
    return g;
}

/* Of two that fit alike the one whose name stands first in the field's description (a project by its code, then by its name), then the first. */
static bool goes_before(const struct guess *a, const struct guess *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    return a->name != b->name ? a->name < b->name : a->column < b->column;
}

/* Of two columns that want the same field the better one gets it. */
static void settle_rivals(guess_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; k < l->n; k++)
            if (i != k && l->v[i].field && l->v[i].field == l->v[k].field && goes_before(&l->v[i], &l->v[k])) {
                l->v[k].score = GUESS_SHOWN;
                l->v[k].why = &w_mapping_guess_taken;
            }
}

static size_t same_titles(const struct head *h, text title)
{
    size_t n = 0;

    for (size_t i = 0; i < h->n; i++)
        n += scan_same(h->titles[i], title);
    return n;
}

void mapping_guess(struct call *c, const struct record *t, const struct head *h, guess_list *ret_guesses, struct mapping **ret)
{
    struct mapping *m = mapping_new(c->arena, t, NO_TEXT);

    for (size_t i = 0; i < h->n; i++)
        list_push(ret_guesses, c->arena) =
            h->titles[i].n ? guess_column(c, t, h, i) : (struct guess){.column = (int)i, .title = T(""), .why = &w_mapping_guess_unlike};
    settle_rivals(ret_guesses);
    for (size_t i = 0; i < ret_guesses->n; i++) {
        const struct guess *g = &ret_guesses->v[i];
        struct mapping_source s = {.column = -1};
        struct mapping_part p = {0};
        if (!g->field || g->score < GUESS_TAKEN)
            continue;
        if (same_titles(h, g->title) > 1)
            s.column = g->column;
        else
            list_push(&s.heads, c->arena) = g->title;
        list_push(&p.sources, c->arena) = s;
        list_push(&mapping_field(c->arena, m, g->field)->parts, c->arena) = p;
    }
    *ret = m;
}
