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

int command_recompute(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {{"check", 0, 0, 'c'}, {0, 0, 0, 0}};
    struct recompute_result got;
    struct call c = {0};
    bool check = false;
    int o, status = EXIT_DONE;
    err e;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (o != 'c')
            return command_usage(p, "recompute");
        else
            check = true;
    if (optind < argc)
        return command_usage(p, "recompute");
    e = command_call(p, &c);
    for (size_t i = 0; !e && capabilities[i]; i++)
        for (const struct recompute *what = capabilities[i]->recomputes; !e && what && what->name; what++) {
            e = recompute_run(&c, what, check, &got);
            if (e)
                break;
            say(p, what, check, &got);
            if (check && got.wrong)
                status = EXIT_REFUSED;
        }
    conn_release(c.conn);
    return e ? command_fail(p, e) : status;
}
