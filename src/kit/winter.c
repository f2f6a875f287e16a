/* The winter break: see winter.h. */
#include "winter.h"

#include "table.h"
#include "words.h"

static const char *const kinds[] = {"outdoor", "indoor", "equipment", "nuclear", "tunnel"};

static bool is_kind(text t)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (text_eqz(t, kinds[i]))
            return true;
    return false;
}

/* "11-15"; a day that a leap year has. Blank leaves month 0. */
static bool read_year_day(text t, struct year_day *ret)
{
    text day, mon = text_cut(t, '-', &day);
    int64_t m, d;
    date any;

    if (!t.n)
        return true;
    if (!text_int(mon, &m) || !text_int(day, &d) || !date_make(2024, m, d, &any))
        return false;
    *ret = (struct year_day){(int)m, (int)d};
    return true;
}

static bool read_in_force(const struct table *t, size_t row, struct winter *w)
{
    text from = table_at(t, row, "valid_from"), until = table_at(t, row, "valid_until");

    w->from = w->until = NO_DATE;
    return (!from.n || date_parse(from, &w->from)) && (!until.n || date_parse(until, &w->until)) &&
           (!from.n || !until.n || w->from.days <= w->until.days);
}

static err read_winter(struct arena *a, const struct table *t, size_t row, struct winter *ret)
{
    struct winter w = {
        .city = table_at(t, row, "city"), .kind = table_at(t, row, "kind"), .source = table_at(t, row, "source")};
    text mark = table_at(t, row, "mark");
    int64_t percent;

    if (!is_kind(w.kind) || !read_year_day(table_at(t, row, "from"), &w.pause.from) ||
        !read_year_day(table_at(t, row, "to"), &w.pause.to) ||
        !read_year_day(table_at(t, row, "resume_by"), &w.resume_by) || !w.pause.from.month != !w.pause.to.month ||
        !text_int(table_at(t, row, "work_percent"), &percent) || percent < 0 || percent > 100 ||
        !read_in_force(t, row, &w) || !w.source.n || mark.n != 1)
        return FAIL(a, E_INPUT, w_winter_row, .row = (int64_t)row + 1,
                    .args = {ARG_INT("row", (int64_t)row + 1), ARG_TEXT("city", w.city), ARG_TEXT("kind", w.kind)});
    w.work_percent = (int)percent;
    w.mark = mark.p[0];
    *ret = w;
    return NULL;
}

static bool in_force(const struct winter *w, date day)
{
    return (is_absent(w->from.days) || w->from.days <= day.days) &&
           (is_absent(w->until.days) || day.days <= w->until.days);
}

static err check_one_at_a_time(struct arena *a, const struct winter *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            bool apart = (!is_absent(v[i].until.days) && !is_absent(v[k].from.days) &&
                          v[i].until.days < v[k].from.days) ||
                         (!is_absent(v[k].until.days) && !is_absent(v[i].from.days) &&
                          v[k].until.days < v[i].from.days);
            if (!apart && text_eq(v[i].city, v[k].city) && text_eq(v[i].kind, v[k].kind))
                return FAIL(
                    a, E_INPUT, w_winter_twice, .row = (int64_t)k + 1,
                    .args = {ARG_INT("row", (int64_t)k + 1), ARG_TEXT("city", v[k].city), ARG_TEXT("kind", v[k].kind)});
        }
    return NULL;
}

static err read_kinds(struct arena *a, text csv, struct winters *ret)
{
    struct table t;
    struct work_kind *v;

    TRY(table_read(a, csv, &t));
    v = ARENA_ARRAY(a, struct work_kind, t.rows + 1);
    for (size_t i = 0; i < t.rows; i++) {
        v[i] = (struct work_kind){table_at(&t, i, "field"), table_at(&t, i, "starts"), table_at(&t, i, "kind")};
        if (!v[i].field.n || !v[i].starts.n || !is_kind(v[i].kind))
            return FAIL(a, E_INPUT, w_winter_kind, .row = (int64_t)i + 1,
                        .args = {ARG_INT("row", (int64_t)i + 1), ARG_TEXT("kind", v[i].kind)});
    }
    ret->kinds = v;
    ret->kind_count = t.rows;
    return NULL;
}

err winters_read(struct arena *a, text winter_csv, text kinds_csv, struct winters *ret)
{
    struct table t;
    struct winter *v;
    struct winters got = {0};
    bool everywhere = false;

    TRY(table_read(a, winter_csv, &t));
    v = ARENA_ARRAY(a, struct winter, t.rows + 1);
    for (; got.n < t.rows; got.n++) {
        TRY(read_winter(a, &t, got.n, &v[got.n]));
        everywhere |= !v[got.n].city.n && text_eqz(v[got.n].kind, "outdoor");
    }
    if (!everywhere)
        return FAIL(a, E_INPUT, w_winter_everywhere);
    TRY(check_one_at_a_time(a, v, got.n));
    TRY(read_kinds(a, kinds_csv, &got));
    got.v = v;
    *ret = got;
    return NULL;
}

text work_kind_of(const struct winters *w, text (*field_of)(const void *data, const char *field), const void *data)
{
    for (size_t i = 0; i < w->kind_count; i++) {
        char name[64];
        size_t n = w->kinds[i].field.n < sizeof(name) ? w->kinds[i].field.n : sizeof(name) - 1;
        for (size_t k = 0; k < n; k++)
            name[k] = w->kinds[i].field.p[k];
        name[n] = 0;
        if (text_starts(field_of(data, name), w->kinds[i].starts))
            return w->kinds[i].kind;
    }
    return T("outdoor");
}

const struct winter *winter_for(const struct winters *w, text city, text kind, date day)
{
    static const struct winter exempt = {.work_percent = 100, .from = {ABSENT}, .until = {ABSENT}, .mark = 'D'};
    const struct winter *found = NULL;

    for (size_t i = 0; i < w->n; i++) {
        const struct winter *at = &w->v[i];
        if (text_eq(at->kind, kind) && in_force(at, day) && (!at->city.n || (text_eq(at->city, city) && at->city.n)))
            if (!found || at->city.n)
                found = at;
    }
    return found ? found : &exempt;
}
