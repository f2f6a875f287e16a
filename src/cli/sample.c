/* diaodu sample: a made-up province, and the accounts to look at it with. */
#include "command.h"

#include "sample/sample.h"

#include <getopt.h>

static void show(void *data, int64_t done, int64_t total)
{
    struct program *p = data;

    command_progress(p, p->lang == LANG_ZH ? "项目" : "projects", done, total);
}

static err print_accounts(struct program *p, struct call *c)
{
    sample_account_list accounts = {0};

    TRY(sample_accounts(c, &accounts));
    for (size_t i = 0; i < accounts.n; i++) {
        const struct sample_account *a = &accounts.v[i];
        printf("%-10.*s  %-24.*s  %s  %.*s\n", TEXT_ARG(a->login), TEXT_ARG(a->password), a->role.in[p->lang], TEXT_ARG(a->body));
    }
    return NULL;
}

/* $DIAODU_DATA/files, where the server looks for them; nowhere else is guessed. */
static const char *files_folder(struct program *p)
{
    const char *data = getenv("DIAODU_DATA");

    return data && *data ? text_fmt(p->a, "%s/files", data).p : NULL;
}

int command_sample(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {{"projects", 1, 0, 'p'}, {"seed", 1, 0, 's'}, {"months", 1, 0, 'm'}, {0, 0, 0, 0}};
    struct sample_options wanted = {0};
    struct sample_result got = {0};
    struct call c = {0};
    int64_t n;
    int o;
    err e;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o == '?' || !text_int(text_of(optarg), &n) || n < 0 || (!n && o != 'm') || (o == 'm' && n > SAMPLE_MONTHS_MOST))
            return command_usage(p, "sample");
        if (o == 'p')
            wanted.projects = n;
        else if (o == 'm')
            wanted.months = n ? (int)n : -1;
        else
            wanted.seed = (uint64_t)n;
    }
    e = command_call(p, &c);
    if (!e)
        e = sample_make(&c, &wanted, show, p, &got);
    if (!e)
        e = sample_extras(&c, files_folder(p), got.projects, wanted.seed);
    command_progress(p, "", -1, 0);
    if (!e)
        e = print_accounts(p, &c);
    conn_release(c.conn);
    return e ? command_fail(p, e) : EXIT_DONE;
}
