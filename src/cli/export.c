/* diaodu export: records of a type as .xlsx, CSV or JSON. */
#include "command.h"

#include "cli/words.h"
#include "kit/export.h"

#include <fcntl.h>
#include <getopt.h>
#include <unistd.h>

struct job {
    const struct record *record;
    text filter, columns;
    enum export_format format;
    const char *to;
};

static err run(struct call *c, const struct job *j, int fd)
{
    struct params given = {0};
    field_list columns = {0};
    struct filter f;

    TRY(filter_init(&f, j->record));
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

int command_export(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {
        {"format", 1, 0, 'f'}, {"filter", 1, 0, 'q'}, {"columns", 1, 0, 'c'}, {"output", 1, 0, 'o'}, {0, 0, 0, 0}};
    struct job j = {.format = EXPORT_CSV};
    struct call c = {0};
    int o, fd;
    err e;

    while ((o = getopt_long(argc, argv, "o:", options, NULL)) != -1)
        switch (o) {
        case 'f':
            if (!export_format_of(text_of(optarg), &j.format))
                return command_usage(p, "export");
            break;
        case 'q': j.filter = text_of(optarg); break;
        case 'c': j.columns = text_of(optarg); break;
        case 'o': j.to = optarg; break;
        default: return command_usage(p, "export");
        }
    j.record = optind < argc ? record_by_name(text_of(argv[optind])) : NULL;
    if (!j.record || (!j.to && j.format == EXPORT_XLSX))
        return command_usage(p, "export");
    fd = j.to ? open(j.to, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : beside_stdout();
    if (fd < 0)
        return command_fail(p, FAIL(p->a, E_INPUT, w_cli_no_file, .args = {ARG_TEXT("file", text_of(j.to))}));
    e = command_call(p, &c);
    if (!e)
        e = run(&c, &j, fd);
    if (!e && !j.to)
        e = to_stdout(p->a, fd);
    close(fd);
    conn_release(c.conn);
    return e ? command_fail(p, e) : EXIT_DONE;
}
