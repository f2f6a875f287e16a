/* The template compiler: HTML with typed parameters becomes C, escaped for where each value stands.
 *
 *     tpl FILE.html FOLDER      writes FOLDER/FILE.tpl.h and FOLDER/FILE.tpl.c
 *
 * The language is described in docs/templates.md. This program knows HTML's states and the directives' shape; names and
 * types are left to the C compiler, which is sent back to the .html by #line. On a fault: one line, file:line: what, and 1.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tpl_html.h"

enum { DEEP = 32, PARAMS = 32, TEMPLATES = 64, WORD_SIZE = 64 };

struct span {
    const char *p;
    size_t n;
};

struct block {
    bool loop, has_else, has_end;
    int line, number;
    struct html start, end; /* where its branches began, and where those that are done have ended */
};

struct made {
    char name[WORD_SIZE];
    int params;
};

struct tpl {
    const char *path, *name; /* name: the file's without folder and ending */
    const char *p, *at, *end; /* the source, and how far it is read */
    int line;
    FILE *h, *c;
    bool open;               /* within a template */
    struct html html;
    struct block blocks[DEEP];
    int depth, numbers;
    struct made made[TEMPLATES];
    int n_made;
    char *lit;               /* literal text not yet written; room for the whole source */
    size_t n_lit;
    int lit_line;
    bool blank, newline;     /* white space is due, and whether as a line break */
    char last;               /* the last literal character written, 0 after a value */
};

/* ---- faults ------------------------------------------------------------------------------------------------------ */

static void die_at(const struct tpl *t, int line, const char *format, ...) __attribute__((noreturn, format(printf, 3, 4)));
static void die_at(const struct tpl *t, int line, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "%s:%d: ", t->path, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}
#define die(t, ...) die_at((t), (t)->line, __VA_ARGS__)

/* ---- pieces of C ------------------------------------------------------------------------------------------------- */

#define SPAN(s) (int)(s).n, (s).p

static struct span trim(struct span s)
{
    while (s.n && isspace((unsigned char)s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && isspace((unsigned char)s.p[s.n - 1]))
        s.n--;
    return s;
}

static bool name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static size_t name_length(struct span s)
{
    size_t n = 0;

    if (s.n && isdigit((unsigned char)s.p[0]))
        return 0;
    while (n < s.n && name_char(s.p[n]))
        n++;
    return n;
}

static struct span after(struct span s, size_t n)
{
    return trim((struct span){s.p + n, s.n - n});
}

static bool is(struct span s, const char *z)
{
    return s.n == strlen(z) && !memcmp(s.p, z, s.n);
}

/* The length of the string or character literal at p, 1 when there is none. */
static size_t quoted(const char *p, const char *end)
{
    const char *q = p + 1;

    if (*p != '"' && *p != '\'')
        return 1;
    while (q < end && *q != *p && *q != '\n')
        q += *q == '\\' && q + 1 < end ? 2 : 1;
    return (size_t)((q < end ? q + 1 : end) - p);
}

/* Where `what` stands outside brackets and quotes; s.n when nowhere. A | is taken only alone, a = only as assignment. */
static size_t find(struct span s, char what, size_t from)
{
    int depth = 0;

    for (size_t i = from; i < s.n; i += quoted(s.p + i, s.p + s.n)) {
        char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : ' ', before = i ? s.p[i - 1] : ' ';
        if (depth == 0 && c == what && !((c == '|' || c == '=') && (next == c || next == '=' || before == c)) &&
            !(c == '=' && strchr("<>!+-*/%&|^", before)))
            return i;
        if (strchr("([{", c))
            depth++;
        if (strchr(")]}", c))
            depth--;
    }
    return s.n;
}

static int count_parts(struct span s)
{
    int n = 1;

    s = trim(s);
    if (!s.n)
        return 0;
    for (size_t i = 0; (i = find(s, ',', i)) < s.n; i++)
        n++;
    return n;
}

static void put_z(FILE *f, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\n' && i + 1 < n)
            fputs("\\n\"\n        \"", f);
        else if (p[i] == '\n')
            fputs("\\n", f);
        else if (p[i] == '"' || p[i] == '\\')
            fprintf(f, "\\%c", p[i]);
        else if ((unsigned char)p[i] < ' ')
            fprintf(f, "\\%03o", (unsigned char)p[i]);
        else
            fputc(p[i], f);
    }
}

static void put_line(struct tpl *t, int line)
{
    fprintf(t->c, "#line %d \"", line);
    put_z(t->c, t->path, strlen(t->path));
    fputs("\"\n", t->c);
}

/* ---- literal text ------------------------------------------------------------------------------------------------ */

static void lit_char(struct tpl *t, char c)
{
    if (!t->n_lit)
        t->lit_line = t->line;
    t->lit[t->n_lit++] = c;
    t->last = c;
}

static void lit_blank(struct tpl *t)
{
    if (t->blank && !(t->newline && t->last == '\n'))
        lit_char(t, t->newline && t->html.state == AT_TEXT ? '\n' : ' ');
    t->blank = t->newline = false;
}

/* Writes what has gathered. `keep_blank`: white space at the end counts. */
static void lit_flush(struct tpl *t, bool keep_blank)
{
    if (keep_blank)
        lit_blank(t);
    t->blank = t->newline = false;
    if (t->n_lit) {
        put_line(t, t->lit_line);
        fputs("    LIT(o_, \"", t->c);
        put_z(t->c, t->lit, t->n_lit);
        fputs("\");\n", t->c);
    }
    t->n_lit = 0;
}

static bool collapses(const struct tpl *t)
{
    return (t->html.state == AT_TEXT && !t->html.pre) || t->html.state == AT_TAG_LOOSE ||
           t->html.state == AT_TAG_TIGHT || t->html.state == AT_TAG_NAME || t->html.state == AT_NAME;
}

static void source_char(struct tpl *t)
{
    char c = *t->at;
    const char *why;

    if (isspace((unsigned char)c) && collapses(t)) {
        t->blank = true;
        t->newline |= c == '\n';
        why = html_step(&t->html, c);
    } else {
        lit_blank(t);
        lit_char(t, c);
        why = html_step(&t->html, c);
    }
    if (why)
        die(t, "%s", why);
    t->line += c == '\n';
    t->at++;
}

static void skip_blank(struct tpl *t)
{
    for (; t->at < t->end && isspace((unsigned char)*t->at); t->at++)
        t->line += *t->at == '\n';
}

static void skip_comment(struct tpl *t)
{
    for (int line = t->line;; t->at++) {
        if (t->end - t->at < 3)
            die_at(t, line, "this <!-- has no -->");
        t->line += *t->at == '\n';
        if (!strncmp(t->at, "-->", 3))
            break;
    }
    t->at += 3;
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

static const char *const writers[] = {
    [PLACE_HTML] = "out_html", [PLACE_ATTR] = "out_attr", [PLACE_URL] = "out_url",
    [PLACE_URL_WHOLE] = "out_url_whole", [PLACE_JSON] = "out_json", [PLACE_JSON_ATTR] = "out_json_attr"};
static const char *const contexts[] = {
    [PLACE_HTML] = "MARKUP_HTML", [PLACE_ATTR] = "MARKUP_ATTR", [PLACE_URL] = "MARKUP_URL",
    [PLACE_URL_WHOLE] = "MARKUP_URL", [PLACE_JSON] = "MARKUP_JSON", [PLACE_JSON_ATTR] = "MARKUP_JSON_ATTR"};

/* Where a value stands now; begins its line of C. */
static enum place begin_value(struct tpl *t, int line)
{
    const char *why = NULL;
    enum place place = html_value(&t->html, &why);

    if (place == PLACE_NONE)
        die_at(t, line, "%s", why);
    lit_flush(t, true);
    t->last = 0;
    put_line(t, line);
    return place;
}

/* Figures, dates and money: format.h promises no character that HTML minds. */
static bool is_figure(struct span name)
{
    static const char *const figures[] = {"grouped", "number", "wan", "yi", "yuan", "money", "date", "date_long", "month",
                                          "month_iso", "time", "time_iso", "degree", "decimal", "bytes"};

    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
        if (is(name, figures[i]))
            return true;
    return false;
}

static void formatted(struct tpl *t, struct span value, struct span how, int line)
{
    size_t n = name_length(how);
    struct span name = {how.p, n}, args = after(how, n);
    bool more = args.n > 2 && args.p[0] == '(' && args.p[args.n - 1] == ')';
    enum place place;

    if (!n || (args.n && !more))
        die_at(t, line, "after | comes a formatter, as in {{x | wan}} or {{x | field(f)}}; put a bitwise or in ()");
    if (more)
        args = (struct span){args.p + 1, args.n - 2};
    place = begin_value(t, line);
    if (place == PLACE_URL_WHOLE)
        die_at(t, line, "a URL doesn't begin with a formatted value: give the whole URL as a struct url");
    if (is_figure(name) && (place == PLACE_HTML || place == PLACE_ATTR))
        fprintf(t->c, "    fmt_%.*s(o_, %.*s%s%.*s);\n", SPAN(name), SPAN(value), more ? ", " : "", SPAN(args));
    else
        fprintf(t->c, "    { struct out side_ = markup_side(o_); fmt_%.*s(&side_, %.*s%s%.*s); markup_join(o_, &side_, %s); }\n",
                SPAN(name), SPAN(value), more ? ", " : "", SPAN(args), contexts[place]);
}

static bool strange_words(struct span s)
{
    size_t n = name_length(s);
    struct span rest = after(s, n);

    return n && rest.p > s.p + n && name_length(rest) && !is((struct span){s.p, n}, "sizeof");
}

static void directive_value(struct tpl *t, struct span s, int line)
{
    size_t bar = s.n;
    enum place place;

    if (!s.n)
        die_at(t, line, "nothing stands within {{ }}");
    if (strange_words(s))
        die_at(t, line, "{{%.*s}}: there is no directive of that name", SPAN(s));
    for (size_t i = 0; (i = find(s, '|', i)) < s.n; i++)
        bar = i;
    if (bar < s.n) {
        formatted(t, trim((struct span){s.p, bar}), after(s, bar + 1), line);
        return;
    }
    place = begin_value(t, line);
    fprintf(t->c, "    %s(o_, %.*s);\n", writers[place], SPAN(s));
}

/* Where the next ` name=` begins, outside brackets; s.n when there is none. */
static size_t next_argument(struct span s)
{
    size_t eq = find(s, '=', 0), i = eq;

    if (eq == s.n)
        return s.n;
    while (i && name_char(s.p[i - 1]))
        i--;
    return i && i < eq && isspace((unsigned char)s.p[i - 1]) ? i : s.n;
}

/* {{t key}}, {{t *expression}}, each with name=expression … */
static void directive_word(struct tpl *t, struct span s, int line)
{
    size_t n = next_argument(s);
    struct span what = trim((struct span){s.p, n}), rest = after(s, n);
    enum place place;
    bool key = what.n && what.p[0] != '*';

    if (!key)
        what = after(what, what.n ? 1 : 0);
    if (!what.n || (key && name_length(what) != what.n))
        die_at(t, line, "{{t key}} or {{t *expression}}, then name=value …");
    place = begin_value(t, line);
    if (place == PLACE_URL_WHOLE)
        die_at(t, line, "a URL doesn't begin with a word");
    if (!rest.n) {
        fprintf(t->c, "    %s(o_, %s%.*s);\n", writers[place], key ? "&w_" : "", SPAN(what));
        return;
    }
    fprintf(t->c, "    markup_fill(o_, %s, %s%.*s, (const struct arg[]){", contexts[place], key ? "&w_" : "", SPAN(what));
    for (int i = 0; rest.n; i++) {
        size_t eq = find(rest, '=', 0);
        struct span name = trim((struct span){rest.p, eq}), value = after(rest, eq + 1);
        size_t end = next_argument(value);
        if (i == 6)
            die_at(t, line, "a word takes at most 6 arguments");
        fprintf(t->c, "%sMARKUP_ARG(\"%.*s\", (%.*s))", i ? ", " : "", SPAN(name), SPAN(trim((struct span){value.p, end})));
        rest = after(value, end);
        if (!rest.n)
            fprintf(t->c, "}, %d);\n", i + 1);
    }
}

/* ---- blocks ------------------------------------------------------------------------------------------------------ */

static struct block *push(struct tpl *t, bool loop, int line)
{
    struct block *b = &t->blocks[t->depth];

    if (t->depth + 1 == DEEP)
        die_at(t, line, "blocks are nested too deep");
    t->depth++;
    lit_flush(t, true);
    t->last = 0;
    html_settle(&t->html);
    *b = (struct block){.loop = loop, .line = line, .number = ++t->numbers, .start = t->html};
    return b;
}

static struct block *top(struct tpl *t, const char *what, int line)
{
    if (!t->depth)
        die_at(t, line, "{{%s}} without {{if}} or {{for}}", what);
    return &t->blocks[t->depth - 1];
}

static void mismatch(struct tpl *t, const struct block *b, int line)
{
    die_at(t, line, "the branches of the {{%s}} of line %d end in different places of the page (here: %s)",
           b->loop ? "for" : "if", b->line, html_where(&t->html));
}

/* A branch ends here. */
static void close_branch(struct tpl *t, struct block *b, int line)
{
    lit_flush(t, true);
    t->last = 0;
    html_settle(&t->html);
    if (b->loop && !html_same(&t->html, &b->start))
        mismatch(t, b, line);
    if (!b->has_end)
        b->end = t->html;
    else if (!html_join(&b->end, &t->html))
        mismatch(t, b, line);
    b->has_end = true;
    t->html = b->start;
}

static void directive_if(struct tpl *t, struct span s, int line)
{
    if (!s.n)
        die_at(t, line, "{{if}} without a condition");
    push(t, false, line);
    put_line(t, line);
    fprintf(t->c, "    if (%.*s) {\n", SPAN(s));
}

static void directive_for(struct tpl *t, struct span s, int line)
{
    struct span x = {s.p, name_length(s)}, rest = after(s, x.n), i = {"", 0};
    struct block *b;

    if (rest.n && rest.p[0] == ',') {
        rest = after(rest, 1);
        i = (struct span){rest.p, name_length(rest)};
        rest = after(rest, i.n);
        if (!i.n)
            x.n = 0;
    }
    if (!x.n || name_length(rest) != 2 || memcmp(rest.p, "in", 2) || !after(rest, 2).n)
        die_at(t, line, "{{for x in list}} or {{for x, i in list}}");
    rest = after(rest, 2);
    b = push(t, true, line);
    put_line(t, line);
    fprintf(t->c, "    { __auto_type list_%d_ = &(%.*s);\n", b->number, SPAN(rest));
    fprintf(t->c, "    for (size_t i_%d_ = 0; i_%d_ < list_%d_->n; i_%d_++) { __auto_type %.*s = &list_%d_->v[i_%d_]; (void)%.*s;",
            b->number, b->number, b->number, b->number, SPAN(x), b->number, b->number, SPAN(x));
    if (i.n)
        fprintf(t->c, " const size_t %.*s = i_%d_; (void)%.*s;", SPAN(i), b->number, SPAN(i));
    fputc('\n', t->c);
}

static void directive_else(struct tpl *t, struct span s, int line)
{
    struct block *b = top(t, "else", line);
    bool again = name_length(s) == 2 && !memcmp(s.p, "if", 2);
    struct span condition = again ? after(s, 2) : s;

    if (b->has_else)
        die_at(t, line, "the {{%s}} of line %d already has its {{else}}", b->loop ? "for" : "if", b->line);
    if (s.n && (!again || b->loop || !condition.n))
        die_at(t, line, "{{else}} or, within {{if}}, {{else if condition}}");
    close_branch(t, b, line);
    put_line(t, line);
    if (b->loop)
        fprintf(t->c, "    } if (list_%d_->n == 0) {\n", b->number);
    else if (again)
        fprintf(t->c, "    } else if (%.*s) {\n", SPAN(condition));
    else
        fputs("    } else {\n", t->c);
    b->has_else = !again;
}

static void directive_end(struct tpl *t, int line)
{
    struct block *b = top(t, "end", line);

    close_branch(t, b, line);
    if (!b->has_else && !b->loop && !html_join(&b->end, &b->start))
        mismatch(t, b, line);
    t->html = b->end;
    t->depth--;
    fputs(b->loop ? "    } }\n" : "    }\n", t->c);
}

static void directive_let(struct tpl *t, struct span s, int line)
{
    size_t n = name_length(s);
    struct span rest = after(s, n);

    if (!n || rest.n < 2 || rest.p[0] != '=' || rest.p[1] == '=')
        die_at(t, line, "{{let name = expression}}");
    lit_flush(t, true);
    put_line(t, line);
    fprintf(t->c, "    __auto_type %.*s %.*s; (void)%.*s;\n", (int)n, s.p, SPAN(rest), (int)n, s.p);
}

/* ---- templates --------------------------------------------------------------------------------------------------- */

static void at_text(struct tpl *t, const char *what, int line)
{
    if (t->html.state != AT_TEXT)
        die_at(t, line, "{{%s}} may stand between tags only, not %s", what, html_where(&t->html));
    lit_flush(t, true);
    t->last = 0;
    put_line(t, line);
}

static void directive_call(struct tpl *t, struct span s, int line)
{
    struct span name = {s.p, name_length(s)}, args = after(s, name.n);

    if (!name.n || args.n < 2 || args.p[0] != '(' || args.p[args.n - 1] != ')')
        die_at(t, line, "{{call template(arguments)}}");
    args = trim((struct span){args.p + 1, args.n - 2});
    at_text(t, "call", line);
    if (!args.n || args.p[0] != '.')
        fprintf(t->c, "    _Static_assert(TPL_PARAMS_%.*s == %d, \"arguments of {{call %.*s}}: \" "
                "\"as many as its parameters\");\n", SPAN(name), count_parts(args), SPAN(name));
    if (args.n)
        fprintf(t->c, "    tpl_%.*s(o_, &(struct tpl_%.*s){%.*s});\n", SPAN(name), SPAN(name), SPAN(args));
    else
        fprintf(t->c, "    tpl_%.*s(o_, &(struct tpl_%.*s){0});\n", SPAN(name), SPAN(name));
}

static void directive_slot(struct tpl *t, struct span s, int line)
{
    if (!s.n)
        die_at(t, line, "{{slot name}}, of a parameter of type struct slot");
    at_text(t, "slot", line);
    fprintf(t->c, "    slot_write(o_, %.*s);\n", SPAN(s));
}

static void close_template(struct tpl *t)
{
    if (!t->open)
        return;
    if (t->depth)
        die_at(t, t->blocks[t->depth - 1].line, "this {{%s}} has no {{end}}", t->blocks[t->depth - 1].loop ? "for" : "if");
    if (t->html.state != AT_TEXT)
        die(t, "the template ends %s", html_where(&t->html));
    lit_flush(t, false);
    fputs("}\n", t->c);
    t->open = false;
}

/* One parameter, `name: type`: a member of the struct and a local variable. */
static void parameter(struct tpl *t, struct span s, bool *has_lang, int line)
{
    struct span name = {s.p, name_length(s)}, rest = after(s, name.n), type;

    if (!name.n || !rest.n || rest.p[0] != ':' || !(type = after(rest, 1)).n)
        die_at(t, line, "a parameter is written name: type, not “%.*s”", SPAN(s));
    *has_lang |= is(name, "lang");
    if (memchr(type.p, '(', type.n) || memchr(type.p, '[', type.n))
        fprintf(t->h, "    __typeof__(%.*s) %.*s;\n", SPAN(type), SPAN(name));
    else
        fprintf(t->h, "    %.*s%s%.*s;\n", SPAN(type), type.p[type.n - 1] == '*' ? "" : " ", SPAN(name));
    fprintf(t->c, "    __auto_type %.*s = p_->%.*s; (void)%.*s;\n", SPAN(name), SPAN(name), SPAN(name));
}

static struct made *new_template(struct tpl *t, struct span name, int line)
{
    struct made *m = &t->made[t->n_made];

    if (name.n >= WORD_SIZE || t->n_made == TEMPLATES)
        die_at(t, line, "too long a name, or too many templates in one file");
    for (int i = 0; i < t->n_made; i++)
        if (is(name, t->made[i].name))
            die_at(t, line, "the template %.*s stands twice in this file", SPAN(name));
    snprintf(m->name, sizeof(m->name), "%.*s", SPAN(name));
    t->n_made++;
    return m;
}

static void directive_template(struct tpl *t, struct span s, int line)
{
    struct span name = {s.p, name_length(s)}, params = after(s, name.n);
    bool has_lang = false;
    struct made *m;

    if (!name.n || params.n < 2 || params.p[0] != '(' || params.p[params.n - 1] != ')')
        die_at(t, line, "{{template name(parameter: type, …)}}");
    close_template(t);
    params = trim((struct span){params.p + 1, params.n - 2});
    m = new_template(t, name, line);
    m->params = count_parts(params);
    fprintf(t->h, "\nstruct tpl_%s {\n", m->name);
    fprintf(t->c, "\nvoid tpl_%s_slot(struct out *o, const void *p)\n{\n    tpl_%s(o, p);\n}\n\n", m->name, m->name);
    put_line(t, line);
    fprintf(t->c, "void tpl_%s(struct out *o_, const struct tpl_%s *p_)\n{\n", m->name, m->name);
    for (struct span rest = params; rest.n;) {
        size_t n = find(rest, ',', 0);
        parameter(t, trim((struct span){rest.p, n}), &has_lang, line);
        rest = n < rest.n ? after(rest, n + 1) : (struct span){rest.p, 0};
    }
    if (!m->params) {
        fputs("    char none; /* C wants a member */\n", t->h);
        fputs("    (void)p_;\n", t->c);
    }
    if (!has_lang)
        fputs("    const enum lang lang = o_->lang; (void)lang;\n", t->c);
    fprintf(t->h, "};\nenum { TPL_PARAMS_%s = %d };\nvoid tpl_%s(struct out *o, const struct tpl_%s *p);\n"
            "void tpl_%s_slot(struct out *o, const void *p); /* for SLOT(%s, …) */\n",
            m->name, m->params, m->name, m->name, m->name, m->name);
    t->html = (struct html){.state = AT_TEXT};
    t->open = true;
    t->blank = t->newline = false;
    t->last = 0;
    skip_blank(t);
}

static void directive_include(struct tpl *t, FILE *into, struct span s, int line)
{
    if (t->n_made)
        die_at(t, line, "{{include}} and {{use}} stand before the first template");
    if (s.n < 3 || s.p[0] != '"' || s.p[s.n - 1] != '"')
        die_at(t, line, "{{include \"folder/file.h\"}}");
    fprintf(into, "#include %.*s\n", SPAN(s));
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* The inside of the {{…}} at t->at, which moves behind it. */
static struct span directive(struct tpl *t)
{
    const char *from = t->at + 2, *p = from;
    int depth = 0, line = t->line;

    if (t->end - from >= 2 && !strncmp(from, "--", 2)) {
        while (t->end - p >= 4 && strncmp(p, "--}}", 4))
            t->line += *p++ == '\n';
        if (t->end - p < 4)
            die_at(t, line, "this {{-- has no --}}");
        t->at = p + 4;
        return (struct span){"--", 2};
    }
    while (p < t->end && !(depth == 0 && p[0] == '}' && p + 1 < t->end && p[1] == '}')) {
        size_t n = quoted(p, t->end);
        depth += (*p == '{') - (*p == '}');
        t->line += *p == '\n';
        p += n;
    }
    if (p >= t->end || depth)
        die_at(t, line, "this {{ has no }}");
    t->at = p + 2;
    return trim((struct span){from, (size_t)(p - from)});
}

static bool keyword(struct span s, const char *word, struct span *ret_rest)
{
    size_t n = strlen(word);

    if (name_length(s) != n || memcmp(s.p, word, n))
        return false;
    *ret_rest = after(s, n);
    return true;
}

/* A directive that writes nothing and has its line for itself takes the line with it. */
static void drop_line(struct tpl *t, const char *open)
{
    const char *before = open, *behind = t->at;

    while (before > t->p && (before[-1] == ' ' || before[-1] == '\t'))
        before--;
    while (behind < t->end && (*behind == ' ' || *behind == '\t' || *behind == '\r'))
        behind++;
    if ((before > t->p && before[-1] != '\n') || (behind < t->end && *behind != '\n'))
        return;
    if (!t->blank)
        while (t->n_lit && (t->lit[t->n_lit - 1] == ' ' || t->lit[t->n_lit - 1] == '\t'))
            t->n_lit--;
    t->line += behind < t->end;
    t->at = behind < t->end ? behind + 1 : behind;
    if (collapses(t))
        skip_blank(t);
}

/* Directives that write nothing; true when it was one. */
static bool silent(struct tpl *t, struct span s, int line)
{
    struct span rest;

    if (keyword(s, "if", &rest))
        directive_if(t, rest, line);
    else if (keyword(s, "else", &rest))
        directive_else(t, rest, line);
    else if (keyword(s, "for", &rest))
        directive_for(t, rest, line);
    else if (keyword(s, "let", &rest))
        directive_let(t, rest, line);
    else if (is(s, "end"))
        directive_end(t, line);
    else
        return is(s, "--");
    return true;
}

static void read_directive(struct tpl *t)
{
    const char *open = t->at;
    int line = t->line;
    struct span s = directive(t), rest;

    if (keyword(s, "template", &rest)) {
        directive_template(t, rest, line);
        return;
    }
    if (keyword(s, "include", &rest) || keyword(s, "use", &rest)) {
        directive_include(t, s.p[0] == 'i' ? t->h : t->c, rest, line);
        return;
    }
    if (is(s, "--") && !t->open)
        return;
    if (!t->open)
        die_at(t, line, "{{%.*s}} before the first {{template}}", SPAN(s));
    if (keyword(s, "if", &rest) || keyword(s, "else", &rest) || keyword(s, "for", &rest) || keyword(s, "let", &rest) ||
        is(s, "end") || is(s, "--")) {
        drop_line(t, open);
        silent(t, s, line);
    } else if (keyword(s, "t", &rest) && rest.n && rest.p > s.p + 1 && (name_length(rest) || rest.p[0] == '*')) {
        directive_word(t, rest, line);
    } else if (keyword(s, "call", &rest) && name_length(rest)) {
        directive_call(t, rest, line);
    } else if (keyword(s, "slot", &rest) && name_length(rest)) {
        directive_slot(t, rest, line);
    } else {
        directive_value(t, s, line);
    }
}

static void compile(struct tpl *t)
{
    while (t->at < t->end) {
        if (!strncmp(t->at, "{{", 2))
            read_directive(t);
        else if (!strncmp(t->at, "<!--", 4) && t->html.state == AT_TEXT)
            skip_comment(t);
        else if (t->open)
            source_char(t);
        else if (isspace((unsigned char)*t->at))
            t->line += *t->at++ == '\n';
        else
            die(t, "text before the first {{template}}");
    }
    if (!t->n_made)
        die(t, "no {{template}} in this file");
    close_template(t);
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

/* The whole file, terminated. */
static char *read_file(const char *path, size_t *ret_n)
{
    FILE *f = fopen(path, "rb");
    char *p = NULL;
    long n = -1;

    if (f && !fseek(f, 0, SEEK_END) && (n = ftell(f)) >= 0 && !fseek(f, 0, SEEK_SET) && (p = malloc((size_t)n + 1)) &&
        fread(p, 1, (size_t)n, f) == (size_t)n) {
        fclose(f);
        p[n] = '\0';
        *ret_n = (size_t)n;
        return p;
    }
    fprintf(stderr, "tpl: %s can't be read\n", path);
    exit(1);
}

static void write_file(const char *folder, const char *name, const char *ending, const char *text)
{
    char path[4096];
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s%s", folder, name, ending);
    f = fopen(path, "wb");
    if (!f || fputs(text, f) < 0 || fclose(f)) {
        fprintf(stderr, "tpl: %s can't be written\n", path);
        exit(1);
    }
}

static void base_name(const char *path, char *into, size_t size)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');

    snprintf(into, size, "%.*s", (int)(dot ? (size_t)(dot - name) : strlen(name)), name);
}

int main(int argc, char **argv)
{
    char name[256], *h = NULL, *c = NULL, *source;
    size_t n, n_h, n_c;

    if (argc != 3) {
        fputs("usage: tpl FILE.html FOLDER\n", stderr);
        return 2;
    }
    source = read_file(argv[1], &n);
    base_name(argv[1], name, sizeof(name));
    struct tpl t = {.path = argv[1], .name = name, .p = source, .at = source, .end = source + n, .line = 1,
                    .h = open_memstream(&h, &n_h), .c = open_memstream(&c, &n_c), .lit = malloc(n + 2)};
    if (!t.h || !t.c || !t.lit)
        return 1;
    fprintf(t.h, "/* Made from %s.html by tool/tpl.c. */\n#pragma once\n\n#include \"kit/markup.h\"\n", name);
    fprintf(t.c, "/* Made from %s.html by tool/tpl.c. */\n#include \"%s.tpl.h\"\n#include \"kit/words.h\"\n", name, name);
    compile(&t);
    fclose(t.h);
    fclose(t.c);
    write_file(argv[2], name, ".tpl.h", h);
    write_file(argv[2], name, ".tpl.c", c);
    free(h);
    free(c);
    free(t.lit);
    free(source);
    return 0;
}
