/* Files from outside (workbooks, pictures) are parsed in a confined child: this program spawned anew, with limits on
 * memory, processor time and waiting time, no network, no way to open, run or fork anything (seccomp), and nothing
 * open but
 *     0  the file, read only and seekable, with an offset of its own
 *     1  a pipe to the parent: whatever protocol the row and its caller agree on
 *     2  a pipe to the parent: kept for the log
 * A crash, a bomb or an endless loop there is a message to the person who sent the file; everybody else works on.
 *
 * Life cycle:  confine_start → confine_read … → confine_end. A child that is abandoned is killed and reaped with its
 * arena. The program is /proc/self/exe, or the path in $DIAODU_PROGRAM. So every main(), those of unit tests too,
 * begins with
 *     int confined = confine_main(argc, argv);
 *     if (confined >= 0)
 *         return confined;
 */
#ifndef DIAODU_KIT_CONFINE_H
#define DIAODU_KIT_CONFINE_H

#include <sys/types.h>

#include "base/error.h"

/* ---- what runs in the child ---- */

/* What a row's run() returns. Faults that deserve words of their own travel in the row's protocol, and run() returns
 * OK. */
enum confine_exit {
    CONFINE_OK = 0,
    CONFINE_BROKEN = 1, /* the file is damaged or incomplete */
    CONFINE_MEMORY = 2, /* memory ran out (malloc gave NULL, the arena jumped) */
    CONFINE_SYSTEM = 3, /* not the file's fault */
};

struct confined {
    const char *name;
    /* Reads the file from in_fd (offset 0), writes to o, returns enum confine_exit. argv holds the args of
     * confine_start. */
    int (*run)(int in_fd, struct out *o, int argc, char **argv);
    /* Optional: whatever opens files by itself (iconv_open, setlocale, plugins, freexl_open below) before the filter
     * is on. */
    void (*prepare)(void);
    /* The library insists on opening the file by its path: it may open confine_input_path (that very pointer), read
     * only. */
    bool opens_input;
};

/* "/proc/self/fd/0": for libraries that take a path, in rows with .opens_input. */
extern const char confine_input_path[];

/* The rows, ended by one without a name: confine_table.c. */
extern const struct confined confine_table[];

/* First line of every main(): runs the confined work and returns the exit status when argv[1] is "--confined", else
 * −1. */
int confine_main(int argc, char **argv);

/* The same with another table, for tests. */
int confine_main_with(int argc, char **argv, const struct confined *table);

/* ---- the parent ---- */

/* 0 means the default. */
struct confine_limits {
    size_t memory; /* bytes of address space, default 512 MB (under a sanitizer: resident bytes) */
    int cpu_s;     /* seconds of processor time, default 60 */
    int wait_s;    /* seconds that the parent may wait for it altogether, default 120; its own work does not count */
};

struct confine;

/* Starts the row `name` on the file. args ends with NULL; args itself may be NULL. limits may be NULL. in_fd stays
 * the caller's and may be closed at once. E_SYSTEM when the child cannot be started. */
err confine_start(struct arena *a, const struct confine_limits *limits, const char *name, const char *const args[],
                  int in_fd, struct confine **ret);

/* Up to n bytes of what the child wrote; 0 at its end, −1 when the time is up (the child is killed, confine_end says
 * why). */
ssize_t confine_read(struct confine *c, void *p, size_t n);

/* Exactly n bytes, or false: the end or the time came first. */
bool confine_read_all(struct confine *c, void *p, size_t n);

/* Waits for the child. NULL only when it exited with CONFINE_OK. E_INPUT with a message for the person when the file
 * broke it, was too slow or too large; E_SYSTEM when it was not the file's fault. Call it once, after reading to the
 * end. */
err confine_end(struct confine *c);

/* Kills and reaps the child without a verdict: its output is no longer wanted. Twice is harmless, also after
 * confine_end. */
void confine_stop(struct confine *c);

#endif
