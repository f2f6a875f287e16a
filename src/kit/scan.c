/* Reading typed text: see scan.h. */
#include "scan.h"

static uint32_t fold(uint32_t c)
{
    if (c >= 0x4e00 && c < 0xa000)
        return c;
    if (c >= 0xff01 && c <= 0xff5e)
        c -= 0xfee0;
    if (c >= 'A' && c <= 'Z')
        return c + 32;
    switch (c) {
    case '\t':
    case '\n':
    case '\r':
    case '\v':
    case '\f':
    case 0xa0:
    case 0x3000:
    case 0x200b:
    case 0xfeff:
    case 0x2002:
    case 0x2003:
    case 0x2009:
    case 0x202f: return ' ';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
    case 0x2500:
    case 0xfe63: return '-'; /* hyphens, dashes, minus, and the line 制表符 ─ that input methods offer for a dash */
    default: return c;
    }
}

uint32_t scan_peek(text t, text *rest)
{
    uint32_t c = 0;

    if (t.n && (unsigned char)*t.p < 0x80) {
        c = fold((unsigned char)*t.p);
        t = (text){t.p + 1, t.n - 1};
    } else if (t.n) {
        c = fold(text_next(&t));
    }
    if (rest)
        *rest = t;
    return c;
}

void scan_blanks(text *t)
{
    text rest;

    while (scan_peek(*t, &rest) == ' ')
        *t = rest;
}

bool scan_eat(text *t, const char *word)
{
    text want, at = *t;

    /* nearly all texts begin with another character; what is folded becomes ASCII, so that all others are the same byte for byte */
    if (*word > 0 ? scan_peek(at, NULL) != (uint32_t)*word : *word && (!at.n || *at.p != *word))
        return false;
    for (want = text_of(word); want.n;) {
        uint32_t c = scan_peek(at, &at);
        if (!c || c != text_next(&want))
            return false;
    }
    *t = at;
    return true;
}

bool scan_digits(text *t, int64_t *ret, int *ret_digits)
{
    text rest, at = *t;
    int64_t r = 0;
    int n = 0;
    uint32_t c;

    while ((c = scan_peek(at, &rest)) >= '0' && c <= '9') {
        if (++n > 18)
            return false;
        r = r * 10 + (c - '0');
        at = rest;
    }
    if (!n)
        return false;
    *t = at;
    *ret = r;
    *ret_digits = n;
    return true;
}

bool scan_done(text t)
{
    scan_blanks(&t);
    return t.n == 0;
}

/* The next character that counts for scan_same; 0 at the end. */
static uint32_t next_that_counts(text *t)
{
    uint32_t c;

    while ((c = scan_peek(*t, t))) {
        switch (c) {
        case ' ':
        case '"':
        case '\'':
        case '(':
        case ')':
        case '[':
        case ']':
        case ',':
        case '.':
        case '-':
        case '_':
        case '/':
        case 0x3001:
        case 0x3002:
        case 0xb7:
        case 0x201c:
        case 0x201d:
        case 0x2018:
        case 0x2019:
        case 0x300a:
        case 0x300b:
        case 0x3010:
        case 0x3011:
        case 0x3014:
        case 0x3015: continue;
        default: return c;
        }
    }
    return 0;
}

bool scan_same(text a, text b)
{
    uint32_t x, y;

    do {
        x = next_that_counts(&a);
        y = next_that_counts(&b);
        if (x != y)
            return false;
    } while (x);
    return true;
}
