/* diaodu twins: what imports and older versions wrote without being looked at is looked through for double codes. */
#include "command.h"

#include "twin/twin.h"

#include <stdio.h>

int command_twins(struct program *p, int argc, char **argv)
{
    struct twin_found found;
    struct call c = {0};
    err e;

    (void)argv;
    if (argc > 1)
        return command_usage(p, "twins");
    e = command_call(p, &c);
    if (!e)
        e = twins_scan(&c, &found);
    conn_release(c.conn);
    if (e)
        return command_fail(p, e);
    printf(p->lang == LANG_ZH ? "项目 %lld 个，新增待核对 %lld 对\n" : "%lld projects, %lld pairs more to settle\n", (long long)found.projects,
           (long long)found.pairs);
    return EXIT_DONE;
}
