/* diaodu import: a workbook or CSV becomes records, by a mapping that was kept or is guessed from its heads. */
#include "command.h"

#include "cli/words.h"
#include "kit/import/import.h"

#include <fcntl.h>
#include <getopt.h>
#include <sys/stat.h>
#include <unistd.h>

struct job {
    struct program *p;
    const struct record *record;
    const char *file, *mapping, *sheet;
    bool dry, json;
};

static bool go_on(void *data, enum import_phase phase, int64_t done, int64_t total)
{
    static const char *const phases[][LANG_COUNT] = {{"读取", "reading"}, {"核对", "checking"}, {"写入", "writing"}};
    struct job *j = data;

    command_progress(j->p, phases[phase][j->p->lang], done, total);
    return true;
}

/* A mapping by the path of a file, else by its name among those kept and shipped. */
static err find_mapping(struct call *c, const struct job *j, struct mapping **ret)
{
    struct stat st;
    char *p;
    FILE *f = fopen(j->mapping, "r");

    if (!f)
        return mapping_load(c, j->record, text_of(j->mapping), ret);
    if (fstat(fileno(f), &st) || st.st_size > 1 << 20) {
        fclose(f);
        return FAIL(c->arena, E_INPUT, w_cli_no_file, .args = {ARG_TEXT("file", text_of(j->mapping))});
    }
    p = arena_alloc(c->arena, (size_t)st.st_size + 1);
    st.st_size = (off_t)fread(p, 1, (size_t)st.st_size, f);
    fclose(f);
    return mapping_read(c->arena, (text){p, (size_t)st.st_size}, j->record, ret);
}

static err run(struct call *c, struct job *j, int fd)
{
    CLEAN(out_free) struct out o = {0};
    struct import_options with = {.sheet = text_of(j->sheet), .file_name = text_of(j->file), .dry_run = j->dry, .data = j, .go_on = go_on};
    struct mapping *m;
    struct import *i;

    TRY(find_mapping(c, j, &m));
    with.mapping = m;
    TRY(import_open(c, fd, &with, &i));
    TRY(import_run(c, i));
    command_progress(j->p, "", -1, 0);
    out_init(&o, 16 << 20, j->p->lang);
    if (j->json)
        import_json(&o, import_result(i), m);
    else
        import_text(&o, import_result(i), m);
    fwrite(o.p, 1, o.n, stdout);
    if (j->json)
        putchar('\n');
    return NULL;
}

int command_import(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {{"mapping", 1, 0, 'm'}, {"sheet", 1, 0, 's'}, {"dry-run", 0, 0, 'd'}, {"json", 0, 0, 'j'}, {0, 0, 0, 0}};
    struct job j = {.p = p};
    struct call c;
    int o, fd;
    err e;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (o) {
        case 'm': j.mapping = optarg; break;
        case 's': j.sheet = optarg; break;
        case 'd': j.dry = true; break;
        case 'j': j.json = true; break;
        default: return command_usage(p, "import");
        }
    j.record = optind < argc ? record_by_name(text_of(argv[optind])) : NULL;
    j.file = optind + 1 < argc ? argv[optind + 1] : NULL;
    if (!j.record || !j.file || !j.mapping)
        return command_usage(p, "import");
    fd = open(j.file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return command_fail(p, FAIL(p->a, E_INPUT, w_cli_no_file, .args = {ARG_TEXT("file", text_of(j.file))}));
    e = command_call(p, &c);
    if (!e)
        e = run(&c, &j, fd);
    close(fd);
    conn_release(c.conn);
    return e ? command_fail(p, e) : EXIT_DONE;
}
