/* diaodu recompute [--check]: the sums that pages read, computed anew from the records. */
#include "command.h"

#include "capabilities.h"
#include "cli/words.h"
#include "kit/recompute.h"

#include <getopt.h>

static void say(struct program *p, const struct recompute *what, bool check, const struct recompute_result *got)
{
    const struct word *w = !got->wrong ? &w_cli_recompute_right : check ? &w_cli_recompute_wrong : &w_cli_recompute_mended;
    struct out o;

    out_init(&o, 4096, p->lang);
    word_fill(&o, w, (const struct arg[]){ARG_WORD("what", &what->label), ARG_INT("rows", got->rows), ARG_INT("wrong", got->wrong), ARG_TEXT("first", got->first)}, 4);
    printf("%s: %.*s\n", what->name, TEXT_ARG(out_text(&o)));
    out_free(&o);
}

enum { MOST = 64 };

/* Those that one walk over the same records answers for, and then the others, in the order of the capabilities. */
static size_t all_of(const struct recompute *ret[MOST], size_t *ret_walked)
{
    size_t n = 0;

    for (int walked = 1; walked >= 0; walked--) {
        for (size_t i = 0; capabilities[i]; i++)
            for (const struct recompute *what = capabilities[i]->recomputes; what && what->name; what++)
                if (!what->of == !walked && n < MOST)
                    ret[n++] = what;
        if (walked)
            *ret_walked = n;
    }
    return n;
}

int command_recompute(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {{"check", 0, 0, 'c'}, {0, 0, 0, 0}};
    const struct recompute *what[MOST];
    struct recompute_result got[MOST];
    struct call c = {0};
    bool check = false;
    int o, status = EXIT_DONE;
    size_t n, walked;
    err e;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (o != 'c')
            return command_usage(p, "recompute");
        else
            check = true;
    if (optind < argc)
        return command_usage(p, "recompute");
    e = command_call_for(p, check ? DB_READ : DB_WRITE, &c); /* who only compares keeps nobody from writing */
    if (!e)
        e = conn_expect_walk(c.conn, c.arena);
    n = all_of(what, &walked);
    for (size_t from = 0, some; !e && from < n; from += some) {
        some = from < walked ? walked : 1;
        e = recompute_walk(&c, what + from, some, check, got);
        for (size_t i = 0; !e && i < some; i++) {
            say(p, what[from + i], check, &got[i]);
            if (check && got[i].wrong)
                status = EXIT_REFUSED;
        }
    }
    conn_release(c.conn);
    return e ? command_fail(p, e) : status;
}
