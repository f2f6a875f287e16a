/* Encodings of text files: see charset.h. */
#include "kit/sheet/charset.h"

#include <errno.h>

static const struct { const char *name, *iconv; } names[CHARSETS] = {
    [CHARSET_UTF8] = {"UTF-8", "UTF-8"},          [CHARSET_GB18030] = {"GB18030", "GB18030"},
    [CHARSET_UTF16LE] = {"UTF-16LE", "UTF-16LE"}, [CHARSET_UTF16BE] = {"UTF-16BE", "UTF-16BE"},
    [CHARSET_BIG5] = {"BIG5", "BIG5-HKSCS"},      [CHARSET_1252] = {"WINDOWS-1252", "WINDOWS-1252"},
};

text charset_name(enum charset c)
{
    return text_of(names[c].name);
}

enum charset charset_find(text name)
{
    static const struct { const char *name; enum charset c; } also[] = {
        {"utf8", CHARSET_UTF8}, {"gbk", CHARSET_GB18030}, {"gb2312", CHARSET_GB18030}, {"cp936", CHARSET_GB18030},
        {"utf-16", CHARSET_UTF16LE}, {"latin1", CHARSET_1252}, {"iso-8859-1", CHARSET_1252}, {"cp1252", CHARSET_1252},
    };

    for (int c = CHARSET_UTF8; c < CHARSETS; c++)
        if (text_ieq(name, charset_name((enum charset)c)))
            return (enum charset)c;
    for (size_t i = 0; i < COUNT(also); i++)
        if (text_ieq(name, text_of(also[i].name)))
            return also[i].c;
    return CHARSET_NONE;
}

void charset_prepare(void)
{
    for (int c = CHARSET_UTF8; c < CHARSETS; c++)
        (void)iconv_open("UTF-8", names[c].iconv); /* never closed: that keeps the converter loaded until the child ends */
}

bool charset_convert(enum charset c, text bytes, struct out *o)
{
    iconv_t convert = iconv_open("UTF-8", names[c].iconv);
    char *from = (char *)(uintptr_t)bytes.p, into[1024];
    size_t left = bytes.n;
    bool ok = convert != (iconv_t)-1;

    while (ok && left) {
        char *to = into;
        size_t room = sizeof(into);
        ok = iconv(convert, &from, &left, &to, &room) != (size_t)-1 || errno == E2BIG;
        out_put(o, into, (size_t)(to - into));
    }
    if (convert != (iconv_t)-1)
        iconv_close(convert);
    return ok;
}

/* ---- guessing ---- */

/* Where a multi-byte character stands. GB18030: one byte below 0x80; two bytes 81–FE, 40–7E or 80–FE; four bytes 81–FE, 30–39,
 * 81–FE, 30–39. */
struct state {
    bool utf8, gb;
    int utf8_left, utf8_seen, gb_at;
    uint32_t utf8_char;
    int64_t zeros_even, zeros_odd, control, bytes, lines, bad_utf8_line, bad_gb_line;
};

static void see_utf8(struct state *s, unsigned char c)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};

    if (s->utf8_left) {
        s->utf8_char = s->utf8_char << 6 | (c & 0x3f);
        s->utf8 &= (c & 0xc0) == 0x80;
        if (--s->utf8_left == 0)
            s->utf8 &= s->utf8_char >= least[s->utf8_seen] && s->utf8_char < 0x110000 && (s->utf8_char < 0xd800 || s->utf8_char > 0xdfff);
    } else if (c >= 0x80) {
        s->utf8_left = s->utf8_seen = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
        s->utf8_char = c & (0x3f >> s->utf8_left);
        s->utf8 &= c >= 0xc2 && c <= 0xf4;
    }
    if (!s->utf8 && !s->bad_utf8_line)
        s->bad_utf8_line = s->lines + 1;
}

static void see_gb(struct state *s, unsigned char c)
{
    switch (s->gb_at) {
    case 0:
        s->gb_at = c > 0x80;
        s->gb &= c != 0x80 && c != 0xff;
        break;
    case 1:
        s->gb_at = c >= 0x30 && c <= 0x39 ? 2 : 0;
        s->gb &= c >= 0x30 && c != 0x7f && c != 0xff && (c >= 0x40 || c <= 0x39);
        break;
    case 2:
        s->gb_at = 3;
        s->gb &= c > 0x80 && c != 0xff;
        break;
    default:
        s->gb_at = 0;
        s->gb &= c >= 0x30 && c <= 0x39;
    }
    if (!s->gb && !s->bad_gb_line)
        s->bad_gb_line = s->lines + 1;
}

static void see(struct state *s, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = p[i];
        if (!c)
            ++*((s->bytes + (int64_t)i) % 2 ? &s->zeros_odd : &s->zeros_even);
        if (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1a)
            s->control++;
        if (s->utf8 && (c >= 0x80 || s->utf8_left))
            see_utf8(s, c);
        if (s->gb && (c >= 0x80 || s->gb_at))
            see_gb(s, c);
        if (c == '\n')
            s->lines++;
    }
    s->bytes += (int64_t)n;
}

static err guess_by_content(struct parse *p, const struct state *s, struct charset_guess *ret)
{
    if (s->zeros_odd * 8 > s->bytes && s->zeros_even * 64 < s->bytes)
        ret->charset = CHARSET_UTF16LE;
    else if (s->zeros_even * 8 > s->bytes && s->zeros_odd * 64 < s->bytes)
        ret->charset = CHARSET_UTF16BE;
    else if (s->zeros_even || s->zeros_odd || s->control * 100 > s->bytes)
        return FAIL(p->a, E_INPUT, w_sheet_not_a_workbook, .args = {ARG_WORD("what", &w_sheet_is_binary)});
    else if (s->utf8 && !s->utf8_left)
        ret->charset = CHARSET_UTF8;
    else if (s->gb && !s->gb_at)
        ret->charset = CHARSET_GB18030;
    else /* the one that held out longer is what it was meant to be */
        return FAIL(p->a, E_INPUT, w_sheet_bad_encoding,
                    .args = {ARG_INT("row", s->bad_gb_line > s->bad_utf8_line ? s->bad_gb_line : s->bad_utf8_line),
                             ARG_TEXT("encoding", charset_name(s->bad_gb_line > s->bad_utf8_line ? CHARSET_GB18030 : CHARSET_UTF8))});
    return NULL;
}

static bool by_mark(const unsigned char *p, size_t n, struct charset_guess *ret)
{
    if (n >= 3 && !memcmp(p, "\xef\xbb\xbf", 3))
        *ret = (struct charset_guess){CHARSET_UTF8, 3, 0};
    else if (n >= 2 && !memcmp(p, "\xff\xfe", 2))
        *ret = (struct charset_guess){CHARSET_UTF16LE, 2, 0};
    else if (n >= 2 && !memcmp(p, "\xfe\xff", 2))
        *ret = (struct charset_guess){CHARSET_UTF16BE, 2, 0};
    else
        return false;
    return true;
}

err charset_guess(struct parse *p, struct charset_guess *ret)
{
    struct state s = {.utf8 = true, .gb = true};
    struct charset_guess g = {0};
    unsigned char bytes[16 * 1024];
    bool marked = false;
    size_t n;

    while ((n = parse_pread(p, bytes, sizeof(bytes), s.bytes))) {
        if (!s.bytes)
            marked = by_mark(bytes, n, &g);
        see(&s, bytes, n);
    }
    if (!text_empty(p->options->encoding)) {
        g.charset = charset_find(p->options->encoding);
        if (!g.charset)
            return FAIL(p->a, E_INPUT, w_sheet_no_such_encoding, .args = {ARG_TEXT("name", p->options->encoding)});
    } else if (!marked) {
        TRY(guess_by_content(p, &s, &g));
    }
    g.lines = s.lines;
    *ret = g;
    return NULL;
}

/* ---- reading ---- */

err reader_open(struct reader *r, struct parse *p, enum charset c, int64_t at)
{
    *r = (struct reader){.p = p, .charset = c, .at = at};
    r->convert = iconv_open("UTF-8", names[c].iconv);
    r->opened = r->convert != (iconv_t)-1;
    return r->opened ? NULL : FAIL(p->a, E_INPUT, w_sheet_no_such_encoding, .args = {ARG_TEXT("name", charset_name(c))});
}

void reader_close(struct reader *r)
{
    if (r->opened)
        iconv_close(r->convert);
    r->opened = false;
}

static err bad_bytes(struct reader *r)
{
    return FAIL(r->p->a, E_INPUT, w_sheet_bad_encoding,
                .args = {ARG_INT("row", r->lines + 1), ARG_TEXT("encoding", charset_name(r->charset))});
}

static void count_lines(struct reader *r, const char *p, size_t n)
{
    for (const char *end = p + n; (p = memchr(p, '\n', (size_t)(end - p))); p++)
        r->lines++;
}

err reader_read(struct reader *r, char *into, size_t n, size_t *ret_n)
{
    char *from = r->raw, *to = into;
    size_t got = parse_pread(r->p, r->raw + r->raw_n, sizeof(r->raw) - r->raw_n, r->at), left, room = n;

    r->at += (int64_t)got;
    left = r->raw_n += got;
    if (!left) {
        *ret_n = 0;
        return NULL;
    }
    if (iconv(r->convert, &from, &left, &to, &room) == (size_t)-1 && (errno == EILSEQ || (errno == EINVAL && !got))) {
        count_lines(r, into, (size_t)(to - into));
        return bad_bytes(r);
    }
    memmove(r->raw, from, left);
    r->raw_n = left;
    *ret_n = (size_t)(to - into);
    count_lines(r, into, *ret_n);
    if (!*ret_n) /* one character lies across the end of what was read */
        return got ? reader_read(r, into, n, ret_n) : bad_bytes(r);
    return NULL;
}
