/* The table of checks: see check_table.h. */
#include "check_table.h"

#include "kit/table.h"
#include "words.h"

struct row {
    struct arena *a;
    const struct table *t;
    size_t at;
    text key;
};

static text cell(const struct row *r, const char *column)
{
    return table_at(r->t, r->at, column);
}

static err fault(const struct row *r, const struct word *w, const char *column, text found)
{
    return FAIL(r->a, E_INPUT, *w, .row = (int64_t)r->at + 1,
                .args = {ARG_INT("row", (int64_t)r->at + 1), ARG_TEXT("check", r->key),
                         ARG_TEXT("column", text_of(column)), ARG_TEXT("found", found)});
}

static err read_texts(const struct row *r, struct check_rule *ret)
{
    static const char *const needed[] = {"key", "title_zh", "title_en", "source", "mark"};
    text mark = cell(r, "mark");

    for (size_t i = 0; i < COUNT(needed); i++)
        if (!cell(r, needed[i]).n)
            return fault(r, &w_checks_missing, needed[i], NO_TEXT);
    if (mark.n != 1 || (mark.p[0] != 'S' && mark.p[0] != 'K' && mark.p[0] != 'D'))
        return fault(r, &w_checks_column, "mark", mark);
    ret->mark = mark.p[0];
    ret->title[LANG_ZH] = cell(r, "title_zh");
    ret->title[LANG_EN] = cell(r, "title_en");
    ret->source = cell(r, "source");
    return NULL;
}

static err read_kind(const struct row *r, struct check_rule *ret)
{
    text severity = cell(r, "severity");

    ret->kind = check_kind_called(cell(r, "kind"));
    if (!ret->kind)
        return fault(r, &w_checks_column, "kind", cell(r, "kind"));
    if (!text_eqz(severity, "question") && !text_eqz(severity, "refuse"))
        return fault(r, &w_checks_column, "severity", severity);
    ret->severity = text_eqz(severity, "refuse") ? CHECK_REFUSE : CHECK_QUESTION;
    ret->answers = cell(r, "answers");
    for (text rest = ret->answers, one; text_each(&rest, ' ', &one);)
        if (one.n && !check_answer_called(one))
            return fault(r, &w_checks_column, "answers", one);
    return NULL;
}

/* A whole number in bounds, or what stands for a blank. */
static err read_number(const struct row *r, const char *column, int64_t least, int64_t most, int64_t blank,
                       int64_t *ret)
{
    text found = cell(r, column);
    int64_t n = blank;

    if (found.n && (!text_int(found, &n) || n < least || n > most))
        return fault(r, &w_checks_number, column, found);
    *ret = n;
    return NULL;
}

static err read_limits(const struct row *r, struct check_rule *ret)
{
    text limit = cell(r, "limit");

    if (limit.n && (!text_hundredths(limit, &ret->limit) || ret->limit < 0 || ret->limit > INT64_C(1000000000)))
        return fault(r, &w_checks_number, "limit", limit);
    TRY(read_number(r, "months", 1, 24, 0, &ret->months));
    TRY(read_number(r, "version", 1, 1000000, 1, &ret->version));
    return read_number(r, "least", 0, INT64_C(1000000000000000), ABSENT, &ret->least.yuan);
}

static err read_dates(const struct row *r, struct check_rule *ret)
{
    text from = cell(r, "from"), until = cell(r, "until");

    ret->from = ret->until = NO_DATE;
    if ((from.n && !date_parse(from, &ret->from)) || (until.n && !date_parse(until, &ret->until)) ||
        (from.n && until.n && ret->until.days < ret->from.days))
        return fault(r, &w_checks_dates, "from", from);
    return NULL;
}

static bool apart(const struct check_rule *a, const struct check_rule *b)
{
    return (!is_absent(a->until.days) && a->until.days < b->from.days) ||
           (!is_absent(b->until.days) && b->until.days < a->from.days);
}

err checks_read(struct arena *a, text csv, struct check_rules *ret)
{
    struct table t;
    struct check_rule *v;
    struct check_rules got = {0};

    TRY(table_read(a, csv, &t));
    v = ARENA_ARRAY(a, struct check_rule, t.rows + 1);
    for (; got.n < t.rows; got.n++) {
        struct row r = {a, &t, got.n, table_at(&t, got.n, "key")};
        struct check_rule *one = &v[got.n];
        one->key = r.key;
        TRY(read_texts(&r, one));
        TRY(read_kind(&r, one));
        TRY(read_limits(&r, one));
        TRY(read_dates(&r, one));
        for (size_t i = 0; i < got.n; i++)
            if (text_eq(v[i].key, one->key) && (v[i].version == one->version || !apart(&v[i], one)))
                return fault(&r, &w_checks_overlap, "key", one->key);
    }
    got.v = v;
    *ret = got;
    return NULL;
}
