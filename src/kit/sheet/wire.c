/* Frames: see wire.h. */
#include "kit/sheet/wire.h"

#include "kit/sheet/words.h"

void wire_u8(struct out *o, unsigned n)
{
    out_char(o, (char)n);
}

void wire_u16(struct out *o, unsigned n)
{
    char b[2] = {(char)n, (char)(n >> 8)};

    out_put(o, b, 2);
}

void wire_u32(struct out *o, uint32_t n)
{
    char b[4] = {(char)n, (char)(n >> 8), (char)(n >> 16), (char)(n >> 24)};

    out_put(o, b, 4);
}

void wire_u64(struct out *o, uint64_t n)
{
    wire_u32(o, (uint32_t)n);
    wire_u32(o, (uint32_t)(n >> 32));
}

void wire_frame(struct out *o, enum wire_kind kind, text payload)
{
    wire_u8(o, kind);
    wire_u32(o, (uint32_t)payload.n);
    out_raw(o, payload);
}

static uint32_t clamp(int64_t n)
{
    return n < 0 ? 0 : n > INT32_MAX ? INT32_MAX : (uint32_t)n;
}

void wire_sheet(struct out *o, text name, bool hidden, int64_t rows, int64_t columns)
{
    CLEAN(out_free) struct out f = {0};

    out_init(&f, SHEET_CELL_MAX, LANG_ZH);
    wire_u8(&f, hidden);
    wire_u32(&f, clamp(rows));
    wire_u32(&f, clamp(columns));
    out_raw(&f, name);
    wire_frame(o, WIRE_SHEET, out_text(&f));
}

static uint32_t word_number(const struct word *w)
{
    for (uint32_t i = 0; i < SHEET_WORDS; i++)
        if (sheet_words[i] == w)
            return i;
    return SHEET_WORD_sheet_broken;
}

/* At most 2 KB, ending between characters. */
static text clip(text t)
{
    size_t n = t.n < 2000 ? t.n : 2000;

    while (n && n < t.n && ((unsigned char)t.p[n] & 0xc0) == 0x80)
        n--;
    return text_sub(t, 0, n);
}

static void put_figure(struct out *f, const struct arg *a)
{
    text t = clip(a->t);

    wire_u8(f, a->kind);
    wire_u8(f, (unsigned)strlen(a->name));
    out_raw(f, text_of(a->name));
    if (a->kind == ARG_INT_) {
        wire_u64(f, (uint64_t)a->n);
    } else if (a->kind == ARG_WORD_) {
        wire_u64(f, word_number(a->word));
    } else {
        wire_u32(f, (uint32_t)t.n);
        out_raw(f, t);
    }
}

void wire_fault(struct out *o, err e)
{
    CLEAN(out_free) struct out f = {0};

    out_init(&f, SHEET_CELL_MAX, LANG_ZH);
    wire_u32(&f, word_number(e->word));
    wire_u32(&f, clamp(e->row));
    for (size_t i = 0; i < ERROR_ARGS && e->args[i].name; i++)
        put_figure(&f, &e->args[i]);
    wire_frame(o, WIRE_FAULT, out_text(&f));
}

static const unsigned char *take(struct wire_in *in, size_t n)
{
    const unsigned char *p = in->p;

    if (in->bad || in->n < n) {
        in->bad = true;
        return NULL;
    }
    in->p += n;
    in->n -= n;
    return p;
}

uint32_t wire_take_u8(struct wire_in *in)
{
    const unsigned char *p = take(in, 1);

    return p ? p[0] : 0;
}

uint32_t wire_take_u16(struct wire_in *in)
{
    const unsigned char *p = take(in, 2);

    return p ? p[0] | (uint32_t)p[1] << 8 : 0;
}

uint32_t wire_take_u32(struct wire_in *in)
{
    const unsigned char *p = take(in, 4);

    return p ? p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24 : 0;
}

uint64_t wire_take_u64(struct wire_in *in)
{
    uint64_t low = wire_take_u32(in);

    return low | (uint64_t)wire_take_u32(in) << 32;
}

/* text_valid by a short cut over plain ASCII, of which most cells are made. */
static bool sound(text t)
{
    size_t i = 0;

    while (i < t.n && t.p[i] > 0)
        i++;
    return i == t.n || text_valid(text_sub(t, i, t.n - i));
}

text wire_take_text(struct wire_in *in, size_t n)
{
    const unsigned char *p = take(in, n);
    text t = {(const char *)p, p ? n : 0};

    if (p && !sound(t))
        in->bad = true;
    return t;
}

static bool take_figure(struct wire_in *in, struct arena *a, struct arg *ret)
{
    uint32_t kind = wire_take_u8(in);

    ret->name = text_z(a, wire_take_text(in, wire_take_u8(in)));
    if (kind == ARG_INT_) {
        ret->kind = ARG_INT_;
        ret->n = (int64_t)wire_take_u64(in);
    } else if (kind == ARG_WORD_) {
        uint64_t word = wire_take_u64(in);
        ret->kind = ARG_WORD_;
        ret->word = sheet_words[word < SHEET_WORDS ? word : SHEET_WORD_sheet_is_binary];
    } else if (kind == ARG_TEXT_) {
        ret->kind = ARG_TEXT_;
        ret->t = text_copy(a, wire_take_text(in, wire_take_u32(in)));
    } else {
        in->bad = true;
    }
    return !in->bad;
}

err wire_take_fault(struct wire_in *in, struct arena *a)
{
    uint32_t word = wire_take_u32(in), row = wire_take_u32(in);
    struct error e = {.code = E_INPUT, .row = row, .file = __FILE__, .line = __LINE__};

    if (in->bad || word >= SHEET_WORDS)
        return NULL;
    e.word = sheet_words[word];
    for (size_t i = 0; i < ERROR_ARGS && in->n; i++)
        if (!take_figure(in, a, &e.args[i]))
            return NULL;
    return error_new(a, &e);
}
