/* Values into markup: see markup.h. */
#include "kit/markup.h"

#include "kit/words.h"

enum { SIDE_MAX = 1 << 20 }; /* bytes of one formatted value */

struct markup markup_trusted(text t)
{
    return (struct markup){t};
}

void slot_write(struct out *o, struct slot s)
{
    if (s.write)
        s.write(o, s.values);
}

static text word_text(const struct out *o, const struct word *w)
{
    return w ? text_of(w->in[o->lang]) : NO_TEXT;
}

/* ---- as a person reads it ---------------------------------------------------------------------------------------- */

static void put_flag(struct out *o, int64_t v)
{
    if (v == ABSENT)
        out_raw(o, T("–"));
    else
        out_raw(o, word_text(o, v ? &w_yes : &w_no));
}

static void put_html(struct out *o, struct piece p)
{
    switch (p.kind) {
    case PIECE_TEXT: out_escape_html(o, p.t); break;
    case PIECE_MARKUP: out_raw(o, p.t); break;
    case PIECE_INT: out_int(o, p.n); break;
    case PIECE_UINT: out_fmt(o, "%llu", (unsigned long long)p.n); break;
    case PIECE_ID:
        if (p.n)
            out_int(o, p.n);
        break;
    case PIECE_MONEY: fmt_money(o, (money){p.n}); break;
    case PIECE_NUMBER: fmt_number(o, (number){p.n}); break;
    case PIECE_DEGREE: fmt_degree(o, (degree){p.n}); break;
    case PIECE_DATE: fmt_date(o, (date){p.n}); break;
    case PIECE_MONTH: fmt_month(o, (month){p.n}); break;
    case PIECE_MOMENT: fmt_time(o, (moment){p.n}); break;
    case PIECE_FLAG: put_flag(o, p.n); break;
    case PIECE_WORD: out_escape_html(o, word_text(o, p.word)); break;
    }
}

/* ---- as a machine reads it --------------------------------------------------------------------------------------- */

static bool is_nothing(struct piece p)
{
    switch (p.kind) {
    case PIECE_TEXT:
    case PIECE_MARKUP: return !p.t.p;
    case PIECE_ID: return p.n == 0;
    case PIECE_INT:
    case PIECE_UINT: return false;
    case PIECE_WORD: return !p.word;
    default: return p.n == ABSENT;
    }
}

/* Not escaped; only text and words hold characters that matter. */
static void put_machine(struct out *o, struct piece p)
{
    if (is_nothing(p))
        return;
    switch (p.kind) {
    case PIECE_TEXT:
    case PIECE_MARKUP: out_raw(o, p.t); break;
    case PIECE_UINT: out_fmt(o, "%llu", (unsigned long long)p.n); break;
    case PIECE_INT:
    case PIECE_ID:
    case PIECE_MONEY:
    case PIECE_NUMBER: out_int(o, p.n); break;
    case PIECE_DEGREE: fmt_decimal(o, p.n, 6); break;
    case PIECE_DATE: fmt_date(o, (date){p.n}); break;
    case PIECE_MONTH: fmt_month_iso(o, (month){p.n}); break;
    case PIECE_MOMENT: fmt_time_iso(o, (moment){p.n}); break;
    case PIECE_FLAG: out_raw(o, p.n ? T("true") : T("false")); break;
    case PIECE_WORD: out_raw(o, word_text(o, p.word)); break;
    }
}

static bool is_textual(struct piece p)
{
    return p.kind == PIECE_TEXT || p.kind == PIECE_MARKUP || p.kind == PIECE_WORD;
}

static text textual(const struct out *o, struct piece p)
{
    return p.kind == PIECE_WORD ? word_text(o, p.word) : p.t;
}

static void put_quoted(struct out *o, text t)
{
    out_char(o, '"');
    out_escape_json(o, t);
    out_char(o, '"');
}

static void put_json(struct out *o, struct piece p)
{
    bool quotes = p.kind == PIECE_DATE || p.kind == PIECE_MONTH || p.kind == PIECE_MOMENT;

    if (is_nothing(p)) {
        LIT(o, "null");
    } else if (is_textual(p)) {
        put_quoted(o, textual(o, p));
    } else {
        if (quotes)
            out_char(o, '"');
        put_machine(o, p);
        if (quotes)
            out_char(o, '"');
    }
}

void markup_put(struct out *o, enum markup_context context, struct piece p)
{
    struct out side;

    switch (context) {
    case MARKUP_HTML: put_html(o, p); break;
    case MARKUP_ATTR:
        if (is_textual(p))
            out_escape_html(o, textual(o, p));
        else
            put_machine(o, p);
        break;
    case MARKUP_URL:
        if (is_textual(p)) {
            out_escape_url(o, textual(o, p));
        } else {
            side = markup_side(o);
            put_machine(&side, p);
            markup_join(o, &side, MARKUP_URL);
        }
        break;
    case MARKUP_JSON: put_json(o, p); break;
    case MARKUP_JSON_ATTR:
        side = markup_side(o);
        put_json(&side, p);
        markup_join(o, &side, MARKUP_ATTR);
        break;
    }
}

/* ---- words with arguments, formatted values ---------------------------------------------------------------------- */

struct out markup_side(const struct out *o)
{
    struct out side;

    out_init(&side, SIDE_MAX, o->lang);
    return side;
}

void markup_join(struct out *o, struct out *side, enum markup_context context)
{
    struct piece p = piece_text(out_text(side));

    if (out_failed(side))
        o->failed = true;
    markup_put(o, context, p);
    out_free(side);
}

struct arg markup_arg(const char *name, struct piece p)
{
    switch (p.kind) {
    case PIECE_MONEY: return (struct arg)ARG_MONEY(name, ((money){p.n}));
    case PIECE_DATE: return (struct arg)ARG_DATE(name, ((date){p.n}));
    case PIECE_MONTH: return (struct arg)ARG_MONTH(name, ((month){p.n}));
    case PIECE_MOMENT: return (struct arg)ARG_DATE(name, date_of((moment){p.n}));
    case PIECE_WORD: return (struct arg)ARG_WORD(name, p.word);
    case PIECE_FLAG:
        return p.n == ABSENT ? (struct arg)ARG_TEXT(name, T("–")) : (struct arg)ARG_WORD(name, p.n ? &w_yes : &w_no);
    case PIECE_TEXT:
    case PIECE_MARKUP: return (struct arg)ARG_TEXT(name, p.t);
    default: return p.n == ABSENT ? (struct arg)ARG_TEXT(name, T("–")) : (struct arg)ARG_INT(name, p.n);
    }
}

void markup_fill(struct out *o, enum markup_context context, const struct word *w, const struct arg *args, size_t n)
{
    struct out side = markup_side(o);

    word_fill(&side, w, args, n);
    markup_join(o, &side, context);
}
