/* The confined child: sets its own limits, prepares, shuts the door behind itself, works, ends. See confine.h. */
#include "kit/confine_child.h"

#include "kit/confine.h"

#include <errno.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static bool limit(int what, rlim_t soft, rlim_t hard)
{
    return setrlimit(what, &(struct rlimit){soft, hard}) == 0;
}

static bool set_limits(int64_t memory, int64_t cpu_s)
{
    bool ok = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;

    ok &= limit(RLIMIT_CORE, 0, 0);
    ok &= limit(RLIMIT_CPU, (rlim_t)cpu_s, (rlim_t)cpu_s + 1);
    if (!CONFINE_COVERAGE)
        ok &= limit(RLIMIT_FSIZE, 0, 0);
    ok &= limit(RLIMIT_NOFILE, 16, 16);
    if (!CONFINE_SANITIZED)
        ok &= limit(RLIMIT_AS, (rlim_t)memory, (rlim_t)memory);
    return ok;
}

static bool to_parent(void *data, const char *p, size_t n)
{
    (void)data;
    while (n) {
        ssize_t done = write(STDOUT_FILENO, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

static int work(const struct confined *row, int argc, char **argv)
{
    struct out o;
    int status;

    mallopt(M_ARENA_MAX, 1); /* threads of a library would each reserve 64 MB of the address space allowed */
    if (row->prepare)
        row->prepare();
    if (!confine_filter(row->opens_input)) {
        fprintf(stderr, "the filter cannot be set\n");
        return CONFINE_SYSTEM;
    }
    out_to(&o, to_parent, NULL, LANG_ZH);
    status = row->run(STDIN_FILENO, &o, argc, argv);
    if (!out_end(&o) && status == CONFINE_OK)
        status = CONFINE_MEMORY; /* the parent's end cannot be gone: that is SIGPIPE */
    out_free(&o);
    return status;
}

int confine_main_with(int argc, char **argv, const struct confined *table)
{
    const struct confined *row = table;
    int64_t memory, cpu_s;

    if (argc < 2 || strcmp(argv[1], CONFINED_FLAG))
        return -1;
    if (argc < CONFINED_ARGS || !text_int(text_of(argv[3]), &memory) || !text_int(text_of(argv[4]), &cpu_s))
        return CONFINE_SYSTEM;
    while (row->name && strcmp(row->name, argv[2]))
        row++;
    if (!row->name || !set_limits(memory, cpu_s)) {
        fprintf(stderr, "no such row, or the limits cannot be set: %s\n", argv[2]);
        return CONFINE_SYSTEM;
    }
    return work(row, argc - CONFINED_ARGS, argv + CONFINED_ARGS);
}

int confine_main(int argc, char **argv)
{
    return confine_main_with(argc, argv, confine_table);
}
