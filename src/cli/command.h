/* Commands of the program: `diaodu [--db URL] COMMAND …`. A command is a function and a row in commands.c.
 * Exit status: 0 done, 1 refused or failed (the reason is on standard error), 2 wrong usage.
 */
#ifndef DIAODU_CLI_COMMAND_H
#define DIAODU_CLI_COMMAND_H

#include "kit/call.h"

struct program {
    struct arena *a;
    const char *url;   /* as given, or from DIAODU_DB */
    struct db *db;     /* open and migrated when the command needs it */
    enum lang lang;    /* by LC_ALL, LC_MESSAGES, LANG */
    bool terminal;     /* standard error is one: progress is shown */
};

struct command {
    const char *name;
    const char *args;  /* as in the usage line */
    struct word help;
    enum { DB_NONE, DB_THERE, DB_MAKES } db; /* none needed, one that is there, made when it is not */
    int (*run)(struct program *p, int argc, char **argv); /* argv[0] is the command's name */
};

extern const struct command commands[];
extern const size_t command_count;

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

/* Prints "diaodu: …" for every fault of the chain, and gives EXIT_REFUSED. */
int command_fail(struct program *p, err e);
/* Prints the usage of a command and gives EXIT_USAGE. */
int command_usage(struct program *p, const char *name);

/* Says that there is no such command or option, behind the usage, and gives EXIT_USAGE. */
int command_unknown(struct program *p, const char *name);

/* A call by the program itself on a writing connection, released with the arena. */
err command_call(struct program *p, struct call *ret);
/* … or on one that only reads. */
err command_call_for(struct program *p, enum db_use use, struct call *ret);

/* Progress on a terminal: "导入 1,386 / 2,140"; nothing elsewhere. Call with done < 0 to end the line. */
void command_progress(struct program *p, const char *what, int64_t done, int64_t total);

int command_init(struct program *p, int argc, char **argv);
int command_serve(struct program *p, int argc, char **argv);
int command_user(struct program *p, int argc, char **argv);
int command_token(struct program *p, int argc, char **argv);
int command_verify(struct program *p, int argc, char **argv);
int command_routes(struct program *p, int argc, char **argv);
int command_acts(struct program *p, int argc, char **argv);
int command_records(struct program *p, int argc, char **argv);
int command_version(struct program *p, int argc, char **argv);
int command_help(struct program *p, int argc, char **argv);
int command_sample(struct program *p, int argc, char **argv);
int command_import(struct program *p, int argc, char **argv);
int command_sheet(struct program *p, int argc, char **argv);
int command_export(struct program *p, int argc, char **argv);
int command_recompute(struct program *p, int argc, char **argv);
int command_round(struct program *p, int argc, char **argv);
int command_twins(struct program *p, int argc, char **argv);
int command_warnings(struct program *p, int argc, char **argv);
int command_backup(struct program *p, int argc, char **argv);

#endif
