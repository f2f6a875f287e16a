/* The multipart reader: the same parts come out however the body is cut into pieces, and file names are always safe. The first
 * byte says where to cut.
 */
#include "base/out.h"
#include "kit/http_multipart.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct seen {
    struct out o;
};

static bool on_part(void *data, const struct multipart_part *p)
{
    struct seen *s = data;

    if (p->file && p->file_name.n) {
        assert(text_valid(p->file_name));
        assert(!memchr(p->file_name.p, '/', p->file_name.n) && !memchr(p->file_name.p, '\\', p->file_name.n));
        assert(!text_eq(p->file_name, T("..")) && p->file_name.n <= 200);
    }
    out_fmt(&s->o, "<%.*s|%d|%.*s|%.*s>", TEXT_ARG(p->name), p->file, TEXT_ARG(p->file_name), TEXT_ARG(p->type));
    return true;
}

static bool on_bytes(void *data, const char *p, size_t n)
{
    struct seen *s = data;

    assert(n > 0);
    out_put(&s->o, p, n);
    return true;
}

static bool on_end(void *data)
{
    struct seen *s = data;

    LIT(&s->o, "</>");
    return true;
}

static bool read_in_pieces(struct arena *a, struct seen *s, text boundary, text body, size_t piece)
{
    static const struct multipart_calls calls = {on_part, on_bytes, on_end};
    struct multipart *m = multipart_new(a, boundary, &calls, s);
    bool good = true;

    out_init(&s->o, 64 << 20, LANG_ZH);
    for (size_t i = 0; i < body.n && good; i += piece)
        good = multipart_add(m, body.p + i, body.n - i < piece ? body.n - i : piece);
    return good && multipart_end(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(64 << 20);
    struct seen whole, cut;
    text t = {(const char *)p, n}, boundary;
    size_t piece;
    bool good;

    if (n < 2) {
        arena_free(a);
        return 0;
    }
    piece = (size_t)p[0] % 40 + 1;
    t = text_sub(t, 1, n - 1);
    boundary = multipart_boundary(a, t);
    (void)multipart_file_name(a, t);
    good = read_in_pieces(a, &whole, boundary.p ? boundary : T("b"), t, t.n);
    assert(read_in_pieces(a, &cut, boundary.p ? boundary : T("b"), t, piece) == good);
    if (good)
        assert(text_eq(out_text(&whole.o), out_text(&cut.o)));
    out_free(&whole.o);
    out_free(&cut.o);
    arena_free(a);
    return 0;
}
