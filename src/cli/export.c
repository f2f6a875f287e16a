/* diaodu export: records of a type as .xlsx, CSV or JSON. */
#include "command.h"

#include "cli/words.h"
#include "kit/export.h"

#include <fcntl.h>
#include <getopt.h>
#include <sys/stat.h>
#include <unistd.h>

struct job {
    const struct record *record;
    text filter, columns;
    enum export_format format;
};

/* A list's page leaves out what it does not know; a script has to hear of it. */
static err check_columns(struct arena *a, const struct job *j)
{
    text part;

    for (text rest = j->columns; j->columns.n && text_each(&rest, ',', &part);)
        if (!record_field(j->record, part))
            return FAIL(a, E_INPUT, w_cli_no_column, .field = "columns",
                        .args = {ARG_TEXT("name", part), ARG_TEXT("record", text_of(j->record->name))});
    return NULL;
}

static err run(struct call *c, const struct job *j, int fd)
{
    struct params given = {0};
    field_list columns = {0};
    struct filter f;

    TRY(filter_init(&f, j->record));
    TRY(check_columns(c->arena, j));
    TRY(params_parse(c->arena, j->filter, PARAMS_QUERY, &given));
    for (size_t i = 0; i < given.list.n; i++)
        TRY(filter_add(c->arena, &f, given.list.v[i].name, given.list.v[i].value, c));
    list_columns(c, j->record, j->columns, &columns);
    return export_records(c, &f, &columns, j->format, fd);
}

/* What is written is opened by its path, which a pipe, a socket or a terminal need not have: the output is made beside them first. */
static int beside_stdout(void)
{
    const char *dir = getenv("TMPDIR");

    return open(dir ? dir : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static err to_stdout(struct arena *a, int fd)
{
    char part[65536];
    ssize_t n = lseek(fd, 0, SEEK_SET) < 0 ? -1 : 0;

    while (n >= 0 && (n = read(fd, part, sizeof(part))) > 0)
        for (ssize_t done = 0, k; done < n; done += k) {
            k = write(STDOUT_FILENO, part + done, (size_t)(n - done));
            if (k <= 0)
                return FAIL(a, E_SYSTEM, w_cli_no_output);
        }
    return n < 0 ? FAIL(a, E_SYSTEM, w_cli_no_output) : NULL;
}

/* Where it goes. A file that is there keeps what it holds until the new one is whole. */
struct output {
    const char *to, *part; /* part: what becomes `to`; NULL: written straight */
    int fd;
};

static err open_output(struct arena *a, struct output *o)
{
    struct stat st;
    bool there = o->to && stat(o->to, &st) == 0;
    char *real = there && S_ISREG(st.st_mode) ? realpath(o->to, NULL) : NULL;

    if (!o->to)
        o->fd = beside_stdout();
    else if (there && !S_ISREG(st.st_mode))
        o->fd = open(o->to, O_RDWR | O_TRUNC | O_CLOEXEC);
    else {
        mode_t mask = umask(0);
        char *part;
        umask(mask);
        o->to = real ? text_copy(a, text_of(real)).p : o->to;
        o->part = part = text_z(a, text_fmt(a, "%s.XXXXXX", o->to));
        o->fd = mkostemp(part, O_CLOEXEC);
        if (o->fd >= 0)
            fchmod(o->fd, there ? st.st_mode & 0777 : 0666 & ~mask);
    }
    free(real);
    return o->fd < 0 ? FAIL(a, E_INPUT, w_cli_no_file, .args = {ARG_TEXT("file", text_of(o->to))}) : NULL;
}

static err close_output(struct arena *a, struct output *o, err e)
{
    if (!e && !o->to)
        e = to_stdout(a, o->fd);
    if (close(o->fd) && !e)
        e = FAIL(a, E_SYSTEM, w_cli_no_output);
    if (!e && o->part && rename(o->part, o->to))
        e = FAIL(a, E_SYSTEM, w_cli_no_file, .args = {ARG_TEXT("file", text_of(o->to))});
    if (e && o->part)
        unlink(o->part);
    return e;
}

/* --format, else by the ending of the file's name, else CSV. */
static bool find_format(const char *given, const char *to, enum export_format *ret)
{
    const char *ending = to ? strrchr(to, '.') : NULL;

    *ret = EXPORT_CSV;
    if (given)
        return export_format_of(text_of(given), ret);
    if (ending)
        export_format_of(text_of(ending + 1), ret);
    return true;
}

int command_export(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {
        {"format", 1, 0, 'f'}, {"filter", 1, 0, 'q'}, {"columns", 1, 0, 'c'}, {"output", 1, 0, 'o'}, {0, 0, 0, 0}};
    const char *format = NULL;
    struct output to = {.fd = -1};
    struct job j = {0};
    struct call c = {0};
    int o;
    err e;

    while ((o = getopt_long(argc, argv, "o:", options, NULL)) != -1)
        switch (o) {
        case 'f': format = optarg; break;
        case 'q': j.filter = text_of(optarg + (*optarg == '?')); break; /* as it stands in an address */
        case 'c': j.columns = text_of(optarg); break;
        case 'o': to.to = optarg; break;
        default: return command_usage(p, "export");
        }
    j.record = optind + 1 == argc ? record_by_name(text_of(argv[optind])) : NULL;
    if (!j.record || !find_format(format, to.to, &j.format) || (!to.to && j.format == EXPORT_XLSX && isatty(STDOUT_FILENO)))
        return command_usage(p, "export");
    e = open_output(p->a, &to);
    if (e)
        return command_fail(p, e);
    e = command_call(p, &c);
    if (!e)
        e = run(&c, &j, to.fd);
    e = close_output(p->a, &to, e);
    conn_release(c.conn);
    return e ? command_fail(p, e) : EXIT_DONE;
}
