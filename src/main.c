/* diaodu [--db URL] COMMAND …: finds the command, opens the database if it needs one, runs it. */
#include "base/log.h"
#include "capabilities.h"
#include "cli/command.h"
#include "cli/words.h"
#include "kit/confine.h"
#include "kit/schema.h"

#include <unistd.h>

static enum lang language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < COUNT(names); i++) {
        const char *v = getenv(names[i]);
        if (v && *v)
            return strncmp(v, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
    }
    return LANG_EN;
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* A name that was mistyped must not become a new database, of which everything is then true. */
static err refuse_new(struct program *p)
{
    bool made;

    TRY(db_is_made(p->db, p->a, &made));
    return made ? NULL : FAIL(p->a, E_INPUT, w_cli_not_made, .args = {ARG_TEXT("url", text_of(p->url))});
}

static err open_database(struct program *p, bool makes)
{
    int applied;
    const char *trace = getenv("DIAODU_SQL_TRACE");

    if (!p->url)
        return FAIL(p->a, E_INPUT, w_cli_no_database);
    if (trace)
        TRY(db_trace(p->a, trace));
    TRY(db_open(p->a, text_of(p->url), &p->db));
    if (!makes)
        TRY(refuse_new(p));
    return db_migrate(p->db, p->a, schema_migrations, schema_migration_count, &applied);
}

static int run(struct program *p, const struct command *c, int argc, char **argv)
{
    int status;
    err e = NULL;

    if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
        char *help[] = {argv[0], (char *)c->name};
        return command_help(p, 2, help);
    }
    if (c->db != DB_NONE)
        e = open_database(p, c->db == DB_MAKES);
    status = e ? command_fail(p, e) : c->run(p, argc, argv);
    db_close(p->db);
    return status;
}

/* What stands before the command, then the command. */
static int run_line(struct program *p, int argc, char **argv)
{
    const struct command *c;
    int at = 1;

    for (; at < argc && argv[at][0] == '-'; at++) {
        if (!strcmp(argv[at], "--db") && at + 1 < argc)
            p->url = argv[++at];
        else if (!strncmp(argv[at], "--db=", 5))
            p->url = argv[at] + 5;
        else if (!strcmp(argv[at], "--help") || !strcmp(argv[at], "-h"))
            return command_help(p, 0, NULL);
        else if (!strcmp(argv[at], "--version"))
            return command_version(p, 0, NULL);
        else
            return command_unknown(p, argv[at]);
    }
    if (at == argc)
        return command_usage(p, NULL);
    c = find(argv[at]);
    return c ? run(p, c, argc - at, argv + at) : command_unknown(p, argv[at]);
}

/* What was printed is there only when the last of it was written: a full disk is told. */
static int end_of_output(struct program *p, int status)
{
    bool lost = fflush(stdout) || ferror(stdout);

    return lost && status == EXIT_DONE ? command_fail(p, FAIL(p->a, E_SYSTEM, w_cli_no_output)) : status;
}

int main(int argc, char **argv)
{
    struct program p = {.url = getenv("DIAODU_DB"), .lang = language(), .terminal = isatty(STDERR_FILENO)};
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    log_level(LOG_ERROR_);
    capabilities_start();
    p.a = arena_new(SIZE_MAX / 4);
    status = end_of_output(&p, run_line(&p, argc, argv));
    arena_free(p.a);
    return status;
}
