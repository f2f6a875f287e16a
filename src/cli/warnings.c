/* diaodu warnings: all rules over all projects, now (kept) or as it was known on a past day (printed). */
#include "command.h"

#include "cli/words.h"
#include "kit/json.h"
#include "kit/words.h"
#include "warning/warning.h"

#include <getopt.h>

struct asked {
    const struct warning_pack *pack, *other; /* other: compared with it; NULL: not compared */
    date day;
    bool json, keep;
};

struct printing {
    struct program *p;
    const struct asked *asked;
    struct json_out *w;
    int64_t projects, n;
    struct pack_matrix sums;
};

static void print_json(struct printing *x, struct call *c, const struct project *p, const struct warning_verdict *v)
{
    struct json_out *w = x->w;

    json_open(w, '{');
    json_put(w, "project", p->head.id);
    json_put(w, "name", p->name);
    json_put(w, "project_code", p->project_code);
    json_put(w, "rule", v->rule->key);
    json_put(w, "rule_version", v->rule->version);
    json_put(w, "level", text_of(warning_level_keys[v->level]));
    json_put(w, "since", v->since);
    json_put(w, "level_since", v->level_since);
    json_put(w, "act_by", v->act_by);
    json_put(w, "reason_zh", warning_said(c->arena, v, LANG_ZH));
    json_put(w, "reason_en", warning_said(c->arena, v, LANG_EN));
    json_close(w);
}

static void print_line(struct printing *x, struct call *c, const struct project *p, const struct warning_verdict *v)
{
    text said = warning_said(c->arena, v, x->p->lang), title = v->rule->title[x->p->lang];

    printf("%-6s  %.*s  %.*s  %.*s\n", warning_level_keys[v->level], TEXT_ARG(p->name), TEXT_ARG(title), TEXT_ARG(said));
}

static err print_verdicts(struct printing *x, struct call *c, id key)
{
    struct warning_verdict v[VERDICTS_MOST];
    struct warning_facts facts;
    struct project *p;
    date day = is_absent(x->asked->day.days) ? c->today : x->asked->day;
    err e = warning_facts_of(c, key, x->asked->day, &p, &facts);
    size_t n;

    if (e && e->code == E_GONE)
        return NULL; /* not there yet on that day, or removed */
    TRY(e);
    x->projects++;
    n = warning_verdicts(&facts, x->asked->pack, day, v);
    for (size_t i = 0; i < n; i++) {
        if (!v[i].level)
            continue;
        x->n++;
        if (x->asked->json)
            print_json(x, c, p, &v[i]);
        else
            print_line(x, c, p, &v[i]);
    }
    return NULL;
}

static void print_families(struct printing *x, const struct pack_compared *one)
{
    json_key(x->w, "families");
    json_open(x->w, '[');
    for (size_t i = 0; i < one->n; i++) {
        json_open(x->w, '{');
        json_put(x->w, "family", text_of(one->v[i].family));
        json_put(x->w, "a", text_of(warning_level_keys[one->v[i].a]));
        json_put(x->w, "b", text_of(warning_level_keys[one->v[i].b]));
        json_close(x->w);
    }
    json_close(x->w);
}

/* One project of which the packs say different things. */
static err print_compared(struct printing *x, struct call *c, id key)
{
    struct pack_compared one;
    err e = warning_compare_project(c, key, NULL, x->asked->pack, x->asked->other, x->asked->day, &one);

    if (e && e->code == E_GONE)
        return NULL;
    TRY(e);
    pack_matrix_add(&x->sums, &one);
    if (!one.n)
        return NULL;
    if (x->asked->json) {
        json_open(x->w, '{');
        json_put(x->w, "project", one.project);
        json_put(x->w, "name", one.name);
        json_put(x->w, "a", text_of(warning_level_keys[one.a]));
        json_put(x->w, "b", text_of(warning_level_keys[one.b]));
        print_families(x, &one);
        json_close(x->w);
        return NULL;
    }
    printf("%-6s  %-6s  %.*s ", one.a ? warning_level_keys[one.a] : "-", one.b ? warning_level_keys[one.b] : "-", TEXT_ARG(one.name));
    for (size_t i = 0; i < one.n; i++)
        printf(" %s:%s/%s", one.v[i].family, one.v[i].a ? warning_level_keys[one.v[i].a] : "-", one.v[i].b ? warning_level_keys[one.v[i].b] : "-");
    printf("\n");
    return NULL;
}

static err print_one(struct printing *x, struct call *c, id key)
{
    if (x->asked->other)
        return print_compared(x, c, key);
    return print_verdicts(x, c, key);
}

enum { A_BATCH = 500, BATCH_MEMORY = 128 << 20 };

static err next_ids(struct call *c, id after, id *ret, size_t *ret_n)
{
    static const char sql_ids[] = "SELECT id FROM project WHERE region = $1 AND id > $2 ORDER BY id LIMIT 500";
    CLEAN(query_close) struct query q = {0};
    id key;

    *ret_n = 0;
    TRY(query_open(&q, c->conn, c->arena, sql_ids, BIND(V(c->region), V(after.n))));
    while (query_row(&q, INTO(TO(&key))))
        ret[(*ret_n)++] = key;
    return query_end(&q);
}

struct printing_from {
    struct printing *x;
    id after;
    size_t n;
};

static err print_some(struct call *c, void *data)
{
    struct printing_from *from = data;
    id ids[A_BATCH];

    from->n = 0;
    TRY(next_ids(c, from->after, ids, &from->n));
    for (size_t i = 0; i < from->n; i++)
        TRY(print_one(from->x, c, ids[i]));
    from->after = from->n ? ids[from->n - 1] : from->after;
    return NULL;
}

static err print_all(struct printing *x, struct call *c)
{
    struct printing_from from = {.x = x, .n = A_BATCH};

    while (from.n == A_BATCH)
        TRY(call_apart(c, BATCH_MEMORY, print_some, &from));
    return NULL;
}

static bool to_stdout(void *data, const char *p, size_t n)
{
    (void)data;
    return fwrite(p, 1, n, stdout) == n;
}

static err print_json_all(struct printing *x, struct call *c)
{
    CLEAN(out_free) struct out o = {0};
    struct json_out w;
    err e;

    out_to(&o, to_stdout, NULL, LANG_EN);
    w = json_begin(&o);
    x->w = &w;
    json_open(&w, '[');
    e = print_all(x, c);
    json_close(&w);
    json_end(&w);
    LIT(&o, "\n");
    out_end(&o);
    x->w = NULL;
    return e;
}

static void say(struct program *p, const struct word *w, const struct arg *args, size_t n)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 4096, p->lang);
    word_fill(&o, w, args, n);
    fprintf(stderr, "%.*s\n", TEXT_ARG(out_text(&o)));
}

static err keep_all(struct program *p, struct call *c)
{
    struct warning_tally t;

    TRY(warnings_all(c, false, &t));
    say(p, &w_cli_warnings_kept,
        (const struct arg[]){ARG_INT("projects", t.projects), ARG_INT("open", t.open), ARG_INT("raised", t.raised), ARG_INT("cleared", t.cleared)}, 4);
    return NULL;
}

static err show_all(struct program *p, struct call *c, const struct asked *asked)
{
    struct printing x = {.p = p, .asked = asked};

    TRY(asked->json ? print_json_all(&x, c) : print_all(&x, c));
    if (asked->other) {
        const struct pack_matrix *m = &x.sums;
        say(p, &w_cli_warnings_compared, (const struct arg[]){ARG_INT("projects", m->projects), ARG_INT("differ", m->differ)}, 2);
        for (int a = LEVEL_RED; a >= LEVEL_NONE; a--)
            for (int b = LEVEL_RED; b >= LEVEL_NONE; b--)
                if (m->n[a][b])
                    fprintf(stderr, "%-6s  %-6s  %lld\n", a ? warning_level_keys[a] : "-", b ? warning_level_keys[b] : "-", (long long)m->n[a][b]);
        return NULL;
    }
    say(p, &w_cli_warnings_shown, (const struct arg[]){ARG_DATE("day", is_absent(asked->day.days) ? c->today : asked->day), ARG_INT("projects", x.projects), ARG_INT("n", x.n)}, 3);
    return NULL;
}

static err work(struct program *p, struct call *c, struct asked *asked, const char *pack, const char *other, const char *use)
{
    if (use) {
        TRY(warning_pack_use(c, text_of(use)));
        return keep_all(p, c);
    }
    if (asked->keep)
        return keep_all(p, c);
    if (!is_absent(asked->day.days) && asked->day.days > c->today.days)
        return FAIL(c->arena, E_INPUT, w_file_as_of_future, .args = {ARG_DATE("day", asked->day)});
    TRY(pack ? warning_pack_called(c->arena, warning_packs(), text_of(pack), &asked->pack) : warning_pack_now(c, &asked->pack));
    if (other)
        TRY(warning_pack_called(c->arena, warning_packs(), text_of(other), &asked->other));
    return show_all(p, c, asked);
}

int command_warnings(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {{"as-of", 1, 0, 'd'}, {"pack", 1, 0, 'p'}, {"compare", 1, 0, 'c'}, {"use", 1, 0, 'u'}, {"json", 0, 0, 'j'}, {0, 0, 0, 0}};
    struct asked asked = {.day = NO_DATE, .keep = argc == 1};
    const char *pack = NULL, *other = NULL, *use = NULL;
    struct call c = {0};
    err e;
    int o;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o == '?' || (o == 'd' && !date_parse(text_of(optarg), &asked.day)))
            return command_usage(p, "warnings");
        pack = o == 'p' ? optarg : pack;
        other = o == 'c' ? optarg : other;
        use = o == 'u' ? optarg : use;
        asked.json |= o == 'j';
    }
    if (optind < argc)
        return command_usage(p, "warnings");
    e = command_call(p, &c);
    if (!e)
        e = work(p, &c, &asked, pack, other, use);
    conn_release(c.conn);
    return e ? command_fail(p, e) : EXIT_DONE;
}
