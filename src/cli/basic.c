/* What every command uses, and the commands that only print the program's own tables. */
#include "command.h"

#include "account/account.h"
#include "base/format.h"
#include "cli/words.h"
#include "kit/act.h"

#define VERSION "0.1.0"

static void print_word(FILE *f, enum lang lang, const struct word *w)
{
    fputs(w->in[lang], f);
}

int command_fail(struct program *p, err e)
{
    for (; e; e = e->next) {
        text said = error_whole(p->a, e, p->lang);
        fprintf(stderr, "diaodu: %s%s%.*s\n", e->field ? e->field : "", e->field ? ": " : "", TEXT_ARG(said));
    }
    return EXIT_REFUSED;
}

static void print_usage(FILE *f, struct program *p, const struct command *c)
{
    fprintf(f, "%s: diaodu [--db URL] %s%s%s\n  ", w_cli_usage.in[p->lang], c->name, *c->args ? " " : "", c->args);
    print_word(f, p->lang, &c->help);
    fputs("\n", f);
}

/* How one command is typed, for NULL all of them. False when there is none of that name. */
static bool print_help(FILE *f, struct program *p, const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (name && !strcmp(commands[i].name, name)) {
            print_usage(f, p, &commands[i]);
            return true;
        }
    if (name)
        return false;
    fprintf(f, "%s: diaodu [--db URL] COMMAND …\n\n%s:\n", w_cli_usage.in[p->lang], w_cli_commands.in[p->lang]);
    for (size_t i = 0; i < command_count; i++)
        fprintf(f, "  %-10s %s\n", commands[i].name, commands[i].help.in[p->lang]);
    fputs("\nURL: sqlite:PATH | postgresql://USER@HOST/NAME   (DIAODU_DB)\n", f);
    return true;
}

int command_usage(struct program *p, const char *name)
{
    (void)print_help(stderr, p, name);
    return EXIT_USAGE;
}

int command_unknown(struct program *p, const char *name)
{
    (void)print_help(stderr, p, NULL);
    fprintf(stderr, "\ndiaodu: %s: %s\n", name, w_cli_no_command.in[p->lang]);
    return EXIT_USAGE;
}

int command_help(struct program *p, int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : NULL;

    if (argc > 2)
        return command_usage(p, "help");
    return print_help(stdout, p, name) ? EXIT_DONE : command_unknown(p, name);
}

int command_version(struct program *p, int argc, char **argv)
{
    (void)argv;
    if (argc > 1)
        return command_usage(p, "version");
    puts("diaodu " VERSION);
    return EXIT_DONE;
}

err command_call(struct program *p, struct call *ret)
{
    return command_call_for(p, DB_WRITE, ret);
}

err command_call_for(struct program *p, enum db_use use, struct call *ret)
{
    struct conn *c;

    TRY(db_lease(p->db, use, p->a, &c));
    *ret = call_system(p->a, c, "cli");
    ret->lang = p->lang;
    return NULL;
}

void command_progress(struct program *p, const char *what, int64_t done, int64_t total)
{
    CLEAN(out_free) struct out o = {0};

    if (!p->terminal)
        return;
    if (done < 0) {
        fputs("\n", stderr);
        return;
    }
    out_init(&o, 1024, p->lang);
    out_fmt(&o, "\r%s ", what);
    fmt_grouped(&o, done);
    if (total > 0) {
        LIT(&o, " / ");
        fmt_grouped(&o, total);
    }
    fwrite(o.p, 1, o.n, stderr);
}

static void print_roles(unsigned roles)
{
    const char *between = "";

    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (roles & role_names[i].role) {
            printf("%s%s", between, role_names[i].key);
            between = ",";
        }
}

int command_acts(struct program *p, int argc, char **argv)
{
    size_t n;
    const struct act *const *v = act_all(&n);

    (void)argv;
    if (argc > 1)
        return command_usage(p, "acts");
    for (size_t i = 0; i < n; i++) {
        printf("%-24s ", v[i]->name);
        print_roles(v[i]->roles);
        printf("  %s\n", v[i]->label.in[p->lang]);
    }
    return EXIT_DONE;
}

static void print_fields(struct program *p, const struct record *t)
{
    static const char *const kinds[] = {"text", "code",  "codes",  "money", "number", "degree",
                                        "date", "month", "moment", "flag",  "ref"};

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        printf("  %-18s %-7s %s\n", f->name, kinds[f->kind], f->label.in[p->lang]);
    }
}

int command_records(struct program *p, int argc, char **argv)
{
    size_t n;
    const struct record *const *v = record_all(&n);
    bool found = argc == 1;

    if (argc > 2)
        return command_usage(p, "records");
    for (size_t i = 0; i < n; i++) {
        if (argc > 1 && strcmp(argv[1], v[i]->name) && strcmp(argv[1], v[i]->plural))
            continue;
        printf("%-12s /%-14s %s (%zu)\n", v[i]->name, v[i]->plural, v[i]->label.in[p->lang], v[i]->n_fields);
        if (argc > 1)
            print_fields(p, v[i]);
        found = true;
    }
    return found ? EXIT_DONE : command_fail(p, FAIL(p->a, E_INPUT, w_cli_no_record, .args = {ARG_TEXT("name", text_of(argv[1]))}));
}

static void print_said(struct program *p, const struct word *w, int64_t n)
{
    struct error said = {.word = w, .args = {ARG_INT("n", n)}};
    text t = error_text(p->a, &said, p->lang);

    printf("%.*s\n", TEXT_ARG(t));
}

int command_init(struct program *p, int argc, char **argv)
{
    struct call c = {0};
    int64_t made = 0;
    err e;

    (void)argv;
    if (argc != 1)
        return command_usage(p, "init");
    e = command_call(p, &c);
    if (!e)
        e = ground_init(&c, &made);
    conn_release(c.conn);
    if (e)
        return command_fail(p, e);
    print_said(p, &w_cli_init_done, made);
    return EXIT_DONE;
}

int command_backup(struct program *p, int argc, char **argv)
{
    err e;

    if (argc != 2)
        return command_usage(p, "backup");
    e = db_backup(p->db, p->a, text_of(argv[1]));
    return e ? command_fail(p, e) : EXIT_DONE;
}
