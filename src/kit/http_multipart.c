/* Multipart reader: see http_multipart.h. The delimiter is CRLF "--" boundary; the only CR in it is its first byte, so after a
 * mismatch the search begins anew at the byte that did not match.
 */
#include "kit/http_multipart.h"

enum { BOUNDARY_MAX = 70, HEADERS_MAX = 8 * 1024, NAME_CHARS = 200, ENDING_MAX = 8 };

enum state { PREAMBLE, AFTER_DELIMITER, HEADERS, BODY, EPILOGUE, BROKEN };

struct multipart {
    struct arena *a;
    const struct multipart_calls *calls;
    void *data;
    enum state state;
    text delimiter;  /* with CRLF and "--" before */
    size_t matched;  /* bytes of the delimiter seen */
    char line[HEADERS_MAX];
    size_t line_n;
};

text multipart_boundary(struct arena *a, text content_type)
{
    text rest, part;

    text_cut(content_type, ';', &rest);
    while (!text_empty(rest)) {
        text value;
        part = text_trim(text_cut(rest, ';', &rest));
        if (!text_ieq(text_trim(text_cut(part, '=', &value)), T("boundary")))
            continue;
        value = text_trim(value);
        if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
            value = text_sub(value, 1, value.n - 2);
        if (value.n < 1 || value.n > BOUNDARY_MAX || memchr(value.p, '\r', value.n) || memchr(value.p, '\n', value.n))
            return NO_TEXT;
        return text_copy(a, value);
    }
    return NO_TEXT;
}

struct multipart *multipart_new(struct arena *a, text boundary, const struct multipart_calls *calls, void *data)
{
    struct multipart *m = ARENA_NEW(a, struct multipart);

    m->a = a;
    m->calls = calls;
    m->data = data;
    m->delimiter = text_fmt(a, "\r\n--%.*s", TEXT_ARG(boundary));
    m->matched = 2; /* the first delimiter may stand at the very beginning, without its CRLF */
    return m;
}

/* ---- a part's headers ---- */

static bool is_unseen(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* .pdf of a name; what stands behind a dot far from the end is none. */
static text ending_of(text t)
{
    for (size_t i = t.n; i > 0 && t.n - i < ENDING_MAX; i--)
        if (t.p[i - 1] == '.')
            return text_sub(t, i - 1, t.n);
    return NO_TEXT;
}

/* Copies what may be seen of a name, `most` characters at the most, to the end of *r. */
static void put_name(text *r, char *p, text t, size_t most)
{
    for (size_t chars = 0; t.n && chars < most;) {
        uint32_t c = text_next(&t);
        if (is_unseen(c))
            continue;
        r->n += text_put_char(p + r->n, c);
        chars++;
    }
    r->p = p;
}

text multipart_file_name(struct arena *a, text t)
{
    text r = {NULL, 0}, ending;
    size_t from = 0;
    char *p;

    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] == '/' || t.p[i] == '\\')
            from = i + 1;
    t = text_sub(t, from, t.n - from);
    ending = ending_of(t);
    p = arena_alloc(a, (size_t)4 * (NAME_CHARS + ENDING_MAX));
    put_name(&r, p, text_sub(t, 0, t.n - ending.n), NAME_CHARS - ending.n); /* a name that is too long keeps its ending */
    put_name(&r, p, ending, ending.n);
    r = text_trim(r);
    return text_empty(r) || text_eq(r, T(".")) || text_eq(r, T("..")) ? T("file") : r;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Browsers write a quote as %22 and leave every other percent sign alone; others write \" and \\. */
static text unquote(struct arena *a, text t)
{
    char *p = arena_alloc(a, t.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '\\' && i + 1 < t.n && (t.p[i + 1] == '"' || t.p[i + 1] == '\\'))
            i++;
        else if (i + 2 < t.n && t.p[i] == '%' && t.p[i + 1] == '2' && t.p[i + 2] == '2') {
            p[n++] = '"';
            i += 2;
            continue;
        }
        p[n++] = t.p[i];
    }
    return (text){p, n};
}

/* The value of filename*=UTF-8''%E6%B2%88 */
static text extended(struct arena *a, text t)
{
    char *p;
    size_t n = 0;
    text language, coded;

    if (!text_ieq(text_cut(t, '\'', &language), T("utf-8")) || text_empty(language))
        return NO_TEXT;
    text_cut(language, '\'', &coded);
    p = arena_alloc(a, coded.n + 1);
    for (size_t i = 0; i < coded.n; i++) {
        if (coded.p[i] == '%' && i + 2 < coded.n && hex(coded.p[i + 1]) >= 0 && hex(coded.p[i + 2]) >= 0) {
            p[n++] = (char)(hex(coded.p[i + 1]) * 16 + hex(coded.p[i + 2]));
            i += 2;
        } else {
            p[n++] = coded.p[i];
        }
    }
    return (text){p, n};
}

/* One "; key=value" of a header; a quoted value may hold semicolons. False at the end. */
static bool next_parameter(struct arena *a, text *rest, text *ret_key, text *ret_value)
{
    size_t i = 0, from;

    *rest = text_trim(*rest);
    while (rest->n && (rest->p[0] == ';' || rest->p[0] == ' '))
        *rest = text_sub(*rest, 1, rest->n - 1);
    if (!rest->n)
        return false;
    while (i < rest->n && rest->p[i] != '=' && rest->p[i] != ';')
        i++;
    *ret_key = text_trim(text_sub(*rest, 0, i));
    *ret_value = NO_TEXT;
    if (i < rest->n && rest->p[i] == '=') {
        for (i++; i < rest->n && rest->p[i] == ' ';)
            i++;
        from = i;
        if (i < rest->n && rest->p[i] == '"') {
            for (i++; i < rest->n && rest->p[i] != '"'; i++)
                if (rest->p[i] == '\\' && i + 1 < rest->n && (rest->p[i + 1] == '"' || rest->p[i + 1] == '\\'))
                    i++;
            *ret_value = unquote(a, text_sub(*rest, from + 1, i - from - 1));
            while (i < rest->n && rest->p[i] != ';')
                i++;
        } else {
            while (i < rest->n && rest->p[i] != ';')
                i++;
            *ret_value = text_copy(a, text_trim(text_sub(*rest, from, i - from)));
        }
    }
    *rest = text_sub(*rest, i, rest->n - i);
    return true;
}

static void read_disposition(struct arena *a, text value, struct multipart_part *ret)
{
    text rest, key, v, file = NO_TEXT, better = NO_TEXT;

    text_cut(value, ';', &rest);
    while (next_parameter(a, &rest, &key, &v)) {
        if (text_ieq(key, T("name")) && !ret->name.p)
            ret->name = v.p ? v : T("");
        else if (text_ieq(key, T("filename")) && !file.p)
            file = v.p ? v : T("");
        else if (text_ieq(key, T("filename*")))
            better = extended(a, v);
    }
    ret->file = file.p || better.p;
    if (ret->file && text_empty(file) && text_empty(better))
        ret->file_name = T("");
    else if (ret->file)
        ret->file_name = multipart_file_name(a, better.p ? better : file);
}

/* The gathered header lines of a part, each with its CRLF. */
static bool begin_part(struct multipart *m)
{
    struct multipart_part part = {0};
    text rest = {m->line, m->line_n};

    while (rest.n) {
        text value, line = text_cut(rest, '\n', &rest);
        text name = text_trim(text_cut(line, ':', &value));
        if (text_ieq(name, T("content-disposition")))
            read_disposition(m->a, text_trim(value), &part);
        else if (text_ieq(name, T("content-type")))
            part.type = text_trim(value);
    }
    m->line_n = 0;
    return part.name.p && m->calls->part(m->data, &part);
}

/* ---- the bytes ---- */

static bool give(struct multipart *m, const char *p, size_t n)
{
    return m->state != BODY || !n || m->calls->bytes(m->data, p, n);
}

/* One byte against the delimiter. What had matched and turns out to be content is given on. */
static bool match(struct multipart *m, char c)
{
    size_t held = m->matched;

    if (c == m->delimiter.p[m->matched]) {
        if (++m->matched < m->delimiter.n)
            return true;
        m->matched = 0;
        if (m->state == BODY && !m->calls->end(m->data))
            return false;
        m->state = AFTER_DELIMITER;
        m->line_n = 0;
        return true;
    }
    m->matched = c == '\r' ? 1 : 0;
    if (!give(m, m->delimiter.p, held))
        return false;
    return m->matched || give(m, &c, 1);
}

/* Content up to the next delimiter or the end of what came. Returns the bytes taken; 0: stop. */
static size_t read_body(struct multipart *m, const char *p, size_t n)
{
    size_t i = 0;

    while (i < n && (m->state == BODY || m->state == PREAMBLE)) {
        if (!m->matched) {
            const char *cr = memchr(p + i, '\r', n - i);
            size_t plain = cr ? (size_t)(cr - p) - i : n - i;
            if (!give(m, p + i, plain))
                return 0;
            i += plain;
            if (i == n)
                break;
        }
        if (!match(m, p[i++]))
            return 0;
    }
    return i;
}

/* After a delimiter: "--" ends all, else blanks and CRLF begin the headers. */
static bool read_after(struct multipart *m, char c)
{
    if (m->line_n == 0 && (c == ' ' || c == '\t'))
        return true;
    m->line[m->line_n++] = c;
    if (m->line_n < 2)
        return c == '-' || c == '\r';
    if (m->line[0] == '-' && c == '-')
        m->state = EPILOGUE;
    else if (m->line[0] == '\r' && c == '\n')
        m->state = HEADERS;
    else
        return false;
    m->line_n = 0;
    return true;
}

static bool read_header(struct multipart *m, char c)
{
    if (m->line_n == sizeof(m->line))
        return false;
    m->line[m->line_n++] = c;
    if (c != '\n')
        return true;
    if (m->line_n == 2 ? m->line[0] == '\r' : m->line_n >= 4 && !memcmp(m->line + m->line_n - 4, "\r\n\r\n", 4)) {
        m->line_n -= 2;
        if (!begin_part(m))
            return false;
        m->state = BODY;
        m->matched = 0;
    }
    return true;
}

bool multipart_add(struct multipart *m, const char *p, size_t n)
{
    size_t i = 0;

    while (i < n && m->state != BROKEN && m->state != EPILOGUE) {
        bool good = true;
        if (m->state == PREAMBLE || m->state == BODY) {
            size_t taken = read_body(m, p + i, n - i);
            i += taken;
            good = taken > 0;
        } else if (m->state == AFTER_DELIMITER) {
            good = read_after(m, p[i++]);
        } else {
            good = read_header(m, p[i++]);
        }
        if (!good)
            m->state = BROKEN;
    }
    return m->state != BROKEN;
}

bool multipart_end(const struct multipart *m)
{
    return m->state == EPILOGUE;
}
