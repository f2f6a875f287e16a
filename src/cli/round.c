/* diaodu round: the month's round opens, once a night or when somebody cannot wait for it. A server that starts afterwards has not to do it again. */
#include "command.h"

#include "cli/words.h"
#include "progress/progress.h"

int command_round(struct program *p, int argc, char **argv)
{
    struct call c = {0};
    int64_t marked = 0;
    month m = NO_MONTH;
    struct out o;
    err e;

    (void)argv;
    if (argc > 1)
        return command_usage(p, "round");
    e = command_call(p, &c);
    if (!e)
        e = progress_round_nightly(&c, &m, &marked);
    if (e)
        return command_fail(p, e);
    out_init(&o, 4096, p->lang);
    word_fill(&o, is_absent(m.n) ? &w_cli_round_none : &w_cli_round_open, (const struct arg[]){ARG_MONTH("month", m), ARG_INT("n", marked)}, 2);
    printf("%.*s\n", TEXT_ARG(out_text(&o)));
    out_free(&o);
    conn_release(c.conn);
    return EXIT_DONE;
}
