/* Errors and the filling in of messages: see error.h. */
#include "error.h"

#include "format.h"

err error_new(struct arena *a, const struct error *e)
{
    struct error *r = ARENA_NEW(a, struct error);

    *r = *e;
    r->detail = text_copy(a, r->detail);
    for (size_t i = 0; i < ERROR_ARGS; i++)
        if (r->args[i].kind == ARG_TEXT_)
            r->args[i].t = text_copy(a, r->args[i].t);
    if (e->next)
        r->next = error_new(a, e->next);
    return r;
}

err error_also(struct arena *a, err first, err more)
{
    struct error *r;

    if (!first || !more)
        return first ? first : more;
    r = ARENA_NEW(a, struct error);
    *r = *first;
    r->next = error_also(a, first->next, more);
    return r;
}

err error_at(struct arena *a, err e, const char *field, int64_t row)
{
    struct error *r;

    if (!e)
        return NULL;
    r = ARENA_NEW(a, struct error);
    *r = *e;
    if (field)
        r->field = field;
    if (row)
        r->row = row;
    r->next = error_at(a, e->next, field, row);
    return r;
}

err error_of(err faults, const char *field)
{
    for (; faults; faults = faults->next)
        if (faults->field && !strcmp(faults->field, field))
            return faults;
    return NULL;
}

static void put_arg(struct out *o, const struct arg *arg)
{
    switch (arg->kind) {
    case ARG_TEXT_: out_raw(o, arg->t); break;
    case ARG_INT_: fmt_grouped(o, arg->n); break;
    case ARG_MONEY_: fmt_money(o, (money){arg->n}); break;
    case ARG_DATE_: fmt_date(o, (date){arg->n}); break;
    case ARG_MONTH_: fmt_month(o, (month){arg->n}); break;
    case ARG_WORD_: out_raw(o, text_of(arg->word->in[o->lang])); break;
    case ARG_NONE: break;
    }
}

void word_fill(struct out *o, const struct word *w, const struct arg *args, size_t n)
{
    const char *p = w->in[o->lang];

    for (const char *open; (open = strchr(p, '{')); ) {
        const char *close = strchr(open, '}');
        size_t i;
        if (!close)
            break;
        out_put(o, p, (size_t)(open - p));
        for (i = 0; i < n; i++)
            if (args[i].name && text_eqz((text){open + 1, (size_t)(close - open - 1)}, args[i].name))
                break;
        if (i < n)
            put_arg(o, &args[i]);
        else
            out_put(o, open, (size_t)(close - open + 1));
        p = close + 1;
    }
    out_raw(o, text_of(p));
}

text word_filled(struct arena *a, enum lang lang, const struct word *w, const struct arg *args, size_t n)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 16 * 1024, lang);
    word_fill(&o, w, args, n);
    return text_copy(a, out_text(&o));
}

void error_message(struct out *o, err e)
{
    word_fill(o, e->word, e->args, ERROR_ARGS);
}

text error_text(struct arena *a, err e, enum lang lang)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64 * 1024, lang);
    error_message(&o, e);
    return text_copy(a, out_text(&o));
}

text error_whole(struct arena *a, err e, enum lang lang)
{
    text said = error_text(a, e, lang);

    return e->detail.n ? text_fmt(a, "%.*s [%.*s]", TEXT_ARG(said), TEXT_ARG(e->detail)) : said;
}

text error_said_at(struct arena *a, err faults, const char *field, enum lang lang)
{
    err e = error_of(faults, field);

    return e ? error_text(a, e, lang) : NO_TEXT;
}
