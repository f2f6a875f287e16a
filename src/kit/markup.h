/* What compiled templates call: a value of any type of the platform, written for the place where it stands.
 *
 *   out_html   between tags: as a person reads it, in the buffer's language (837亿元, 2026年11月, 是)
 *   out_attr   in a quoted attribute: as a machine reads it (83700000000, 2026-11, true), so that forms can be filled
 *   out_url    a piece of a URL: as out_attr, percent-encoded
 *   out_url_whole  a whole URL: only a struct url, which url_of() has checked
 *   out_json   a JSON value, with its quotes; absent is null
 *
 * A type that isn't in the list doesn't compile. Absent text is written as nothing; absent figures as – for a person.
 * The language of templates: docs/templates.md.
 */
#ifndef DIAODU_KIT_MARKUP_H
#define DIAODU_KIT_MARKUP_H

#include "base/date.h"
#include "base/error.h"
#include "base/format.h"
#include "kit/url.h"

/* Markup that is trusted to be whole and harmless. Made only in src/kit, from parts that were escaped; it can stand
 * between tags only. */
struct markup {
    text t;
};
struct markup markup_trusted(text t);

/* A piece of a page that a template leaves to its caller: {{template layout(title: text, body: struct slot)}} …
 * {{slot body}}. SLOT(late, &v) is template `late` with its values v, a struct tpl_late. The values must live until the
 * page is written. An empty slot, (struct slot){0}, writes nothing. */
struct slot {
    void (*write)(struct out *o, const void *values);
    const void *values;
};
#define SLOT(name, v) ((struct slot){tpl_##name##_slot, (1 ? (v) : (const struct tpl_##name *)NULL)})
void slot_write(struct out *o, struct slot s);

/* A value with its type, made by PIECE. */
struct piece {
    enum piece_kind {
        PIECE_TEXT, PIECE_MARKUP, PIECE_INT, PIECE_UINT, PIECE_ID, PIECE_MONEY, PIECE_NUMBER, PIECE_DEGREE, PIECE_DATE,
        PIECE_MONTH, PIECE_MOMENT, PIECE_FLAG, PIECE_WORD
    } kind;
    text t;
    int64_t n;
    const struct word *word;
};
/* In place and not called: a page is some thousand of them, and a piece that a call hands back is copied before it can be read. */
#define PIECE_MAKER(name, type, ...)                                                                                   \
    static inline struct piece piece_##name(type v)                                                                    \
    {                                                                                                                  \
        return (struct piece){__VA_ARGS__};                                                                            \
    }
PIECE_MAKER(text, text, .kind = PIECE_TEXT, .t = v)
PIECE_MAKER(z, const char *, .kind = PIECE_TEXT, .t = text_of(v))
PIECE_MAKER(code, code, .kind = PIECE_TEXT, .t = v.t)
PIECE_MAKER(codes, codes, .kind = PIECE_TEXT, .t = v.t)
PIECE_MAKER(url, struct url, .kind = PIECE_TEXT, .t = v.t)
PIECE_MAKER(markup, struct markup, .kind = PIECE_MARKUP, .t = v.t)
PIECE_MAKER(int, int64_t, .kind = PIECE_INT, .n = v)
PIECE_MAKER(uint, uint64_t, .kind = PIECE_UINT, .n = (int64_t)v)
PIECE_MAKER(bool, bool, .kind = PIECE_FLAG, .n = v)
PIECE_MAKER(id, id, .kind = PIECE_ID, .n = v.n)
PIECE_MAKER(ref, ref, .kind = PIECE_ID, .n = v.n)
PIECE_MAKER(money, money, .kind = PIECE_MONEY, .n = v.yuan)
PIECE_MAKER(number, number, .kind = PIECE_NUMBER, .n = v.n)
PIECE_MAKER(degree, degree, .kind = PIECE_DEGREE, .n = v.micro)
PIECE_MAKER(date, date, .kind = PIECE_DATE, .n = v.days)
PIECE_MAKER(month, month, .kind = PIECE_MONTH, .n = v.n)
PIECE_MAKER(moment, moment, .kind = PIECE_MOMENT, .n = v.ms)
PIECE_MAKER(flag, flag, .kind = PIECE_FLAG, .n = v.v)
PIECE_MAKER(word, const struct word *, .kind = PIECE_WORD, .word = v)

#define PIECE_TYPES                                                                                                    \
    text: piece_text, const char *: piece_z, char *: piece_z, code: piece_code, codes: piece_codes,                    \
    struct url: piece_url, bool: piece_bool, short: piece_int, int: piece_int, long: piece_int, long long: piece_int,  \
    unsigned short: piece_uint, unsigned: piece_uint, unsigned long: piece_uint, unsigned long long: piece_uint,       \
    id: piece_id, ref: piece_ref, money: piece_money, number: piece_number, degree: piece_degree, date: piece_date,    \
    month: piece_month, moment: piece_moment, flag: piece_flag, const struct word *: piece_word
#define PIECE(v) _Generic((v), PIECE_TYPES)(v)
#define PIECE_URL(v) _Generic((v), struct url: piece_url)(v)

#define out_html(o, v) markup_put((o), MARKUP_HTML, _Generic((v), struct markup: piece_markup, PIECE_TYPES)(v))
#define out_attr(o, v) markup_put((o), MARKUP_ATTR, PIECE(v))
#define out_url(o, v) markup_put((o), MARKUP_URL, PIECE(v))
#define out_url_whole(o, v) markup_put((o), MARKUP_ATTR, PIECE_URL(v))
#define out_json(o, v) markup_put((o), MARKUP_JSON, PIECE(v))
#define out_json_attr(o, v) markup_put((o), MARKUP_JSON_ATTR, PIECE(v))

/* Whether there is anything: text that isn't empty, a figure that isn't absent, an id that isn't 0. For {{if has(x)}}. */
#define has(v) piece_has(PIECE(v))
static inline bool piece_has(struct piece p)
{
    switch (p.kind) {
    case PIECE_TEXT:
    case PIECE_MARKUP: return p.t.n > 0;
    case PIECE_ID:
    case PIECE_INT:
    case PIECE_UINT: return p.n != 0;
    case PIECE_FLAG: return p.n == 1;
    case PIECE_WORD: return p.word != NULL;
    default: return p.n != ABSENT;
    }
}

enum markup_context { MARKUP_HTML, MARKUP_ATTR, MARKUP_URL, MARKUP_JSON, MARKUP_JSON_ATTR };

void markup_put(struct out *o, enum markup_context context, struct piece p);

/* A word with its arguments, escaped as one. */
void markup_fill(struct out *o, enum markup_context context, const struct word *w, const struct arg *args, size_t n);
struct arg markup_arg(const char *name, struct piece p);
#define MARKUP_ARG(name, v) markup_arg((name), PIECE(v))

/* A buffer beside `o`, for what is escaped afterwards; markup_join escapes it into `o` and frees it. */
struct out markup_side(const struct out *o);
void markup_join(struct out *o, struct out *side, enum markup_context context);

#endif
