/* Industries: see industry.h. */
#include "industry.h"

#include "kit/scan.h"
#include "kit/table.h"
#include "words.h"

const struct industry *industry_by_code(const struct industries *all, text code)
{
    size_t low = 0, high = all->n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int c = text_cmp(all->v[middle].code, code);
        if (!c)
            return &all->v[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static err read_row(struct arena *a, const struct table *t, size_t row, const struct industries *before,
                    struct industry *ret)
{
    text section = table_at(t, row, "section");
    struct industry r = {table_at(t, row, "code"), 0, table_at(t, row, "name"), table_at(t, row, "name_en")};
    bool top = text_eq(r.code, section);

    if (section.n != 1 || section.p[0] < 'A' || section.p[0] > 'T' || !r.name.n || r.code.n > 4 ||
        (!top && r.code.n < 2) || (before->n && text_cmp(before->v[before->n - 1].code, r.code) >= 0) ||
        (r.code.n > 2 && !industry_by_code(before, text_sub(r.code, 0, r.code.n - 1))))
        return FAIL(a, E_INPUT, w_industry_row, .args = {ARG_TEXT("code", r.code)});
    r.section = section.p[0];
    *ret = r;
    return NULL;
}

err industries_read(struct arena *a, text csv, struct industries *ret)
{
    struct table t;
    struct industry *v;
    struct industries got;

    TRY(table_read(a, csv, &t));
    v = ARENA_ARRAY(a, struct industry, t.rows);
    got = (struct industries){v, 0};
    for (; got.n < t.rows; got.n++)
        TRY(read_row(a, &t, got.n, &got, &v[got.n]));
    *ret = got;
    return NULL;
}

/* The narrowest industry with this name; NULL when none, or when two that are not one inside the other have it. */
static const struct industry *by_name(const struct industries *all, text name)
{
    const struct industry *found = NULL;

    for (size_t i = 0; i < all->n; i++) {
        const struct industry *at = &all->v[i];
        if (!scan_same(at->name, name) && !(at->name_en.n && scan_same(at->name_en, name)))
            continue;
        if (found && !text_starts(at->code, found->code))
            return NULL;
        found = at;
    }
    return found;
}

/* A letter and digits off the front. What follows may only be a name (not checked: names differ by edition). */
static bool read_form(text *t, char *letter, char digits[8], size_t *n)
{
    text rest;
    uint32_t c = scan_peek(*t, &rest);

    *letter = 0;
    if (c >= 'a' && c <= 'z') {
        *letter = (char)(c - 32);
        *t = rest;
        scan_blanks(t);
    }
    for (*n = 0; (c = scan_peek(*t, &rest)) >= '0' && c <= '9' && *n < 7; *t = rest)
        digits[(*n)++] = (char)c;
    return *n > 1 ? *n <= 4 : *n == 0 && *letter;
}

err industry_read(struct arena *a, text typed, const struct industries *all, const struct industry **ret)
{
    const struct industry *found = by_name(all, typed);
    char letter, digits[8];
    size_t n;
    text t = typed, code;
    uint32_t next;

    *ret = NULL;
    scan_blanks(&t);
    if (!t.n)
        return NULL;
    if (found) {
        *ret = found;
        return NULL;
    }
    if (!read_form(&t, &letter, digits, &n) || ((next = scan_peek(t, NULL)) >= '0' && next <= 'z'))
        return FAIL(a, E_INPUT, w_industry_form, .args = {ARG_TEXT("found", text_trim(typed))});
    code = n ? (text){digits, n} : (text){&letter, 1};
    if (n == 4 && digits[3] == '0' && !industry_by_code(all, code))
        code.n--; /* 4-digit columns fill a group up with 0; where the class exists (7810) it was found */
    found = industry_by_code(all, code);
    if (!found)
        return FAIL(a, E_INPUT, w_industry_unknown, .args = {ARG_TEXT("found", code)});
    if (letter && letter != found->section)
        return FAIL(a, E_INPUT, w_industry_section,
                    .args = {ARG_TEXT("found", code), ARG_TEXT("expected", ((text){&found->section, 1})),
                             ARG_TEXT("letter", ((text){&letter, 1}))});
    *ret = found;
    return NULL;
}

text industry_written(struct arena *a, const struct industry *i)
{
    return i->code.p[0] >= 'A' ? i->code : text_fmt(a, "%c%.*s", i->section, TEXT_ARG(i->code));
}
