/* Figures of a calculation: see figure.h. */
#include "figure.h"

#include "date.h"
#include "format.h"

#include <string.h>

void figure_add(struct figures *f, struct figure one)
{
    if (f->n < FIGURES_MOST)
        f->v[f->n++] = one;
}

const struct figure *figure_called(const struct figures *f, const char *key)
{
    for (size_t i = 0; i < f->n; i++)
        if (!strcmp(f->v[i].key, key))
            return &f->v[i];
    return NULL;
}

/* Hundredths with two decimals at most: 25.5 */
static void put_hundredths(struct out *o, int64_t n)
{
    uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

    if (n < 0)
        LIT(o, "\xe2\x88\x92");
    fmt_grouped(o, (int64_t)(u / 100));
    if (u % 100)
        out_fmt(o, u % 10 ? ".%02d" : ".%d", (int)(u % 10 ? u % 100 : u % 100 / 10));
}

static const char *unit_of(const struct figure *f, enum lang lang)
{
    bool one = f->n == 1 || f->n == -1;

    switch (f->kind) {
    case FIG_PERCENT: return "%";
    case FIG_POINTS: return lang == LANG_ZH ? "个百分点" : f->n == 100 ? " point" : " points";
    case FIG_DAYS: return lang == LANG_ZH ? "天" : one ? " day" : " days";
    case FIG_MONTHS: return lang == LANG_ZH ? "个月" : one ? " month" : " months";
    default: return "";
    }
}

static void put_flag(struct out *o, int64_t n)
{
    static const char *const said[LANG_COUNT][2] = {{"否", "是"}, {"no", "yes"}};

    out_raw(o, text_of(said[o->lang][n != 0]));
}

void fmt_figure(struct out *o, const struct figure *f)
{
    if (f->kind == FIG_TEXT ? !f->t.n : f->kind == FIG_WORD ? !f->word : f->kind == FIG_NONE || is_absent(f->n)) {
        fmt_number(o, NO_NUMBER);
        return;
    }
    switch (f->kind) {
    case FIG_MONEY: fmt_money(o, (money){f->n}); break;
    case FIG_PERCENT:
    case FIG_POINTS: put_hundredths(o, f->n); break;
    case FIG_DATE: fmt_date(o, (date){f->n}); break;
    case FIG_MONTH: fmt_month(o, (month){f->n}); break;
    case FIG_TEXT: out_raw(o, f->t); break;
    case FIG_WORD: out_raw(o, text_of(f->word->in[o->lang])); break;
    case FIG_FLAG: put_flag(o, f->n); break;
    default: fmt_grouped(o, f->n); break;
    }
    out_raw(o, text_of(unit_of(f, o->lang)));
}

void figure_fill(struct out *o, const struct word *w, const struct figures *f)
{
    text rest = text_of(w->in[o->lang]);

    for (ptrdiff_t open; (open = text_find(rest, T("{"))) >= 0;) {
        ptrdiff_t close = text_find(rest, T("}"));
        const struct figure *found = NULL;
        if (close < open)
            break;
        for (size_t i = 0; i < f->n && !found; i++)
            if (text_eqz(text_sub(rest, (size_t)open + 1, (size_t)(close - open - 1)), f->v[i].key))
                found = &f->v[i];
        out_raw(o, text_sub(rest, 0, (size_t)open));
        if (found)
            fmt_figure(o, found);
        else
            out_raw(o, text_sub(rest, (size_t)open, (size_t)(close - open + 1)));
        rest = text_sub(rest, (size_t)close + 1, rest.n);
    }
    out_raw(o, rest);
}
