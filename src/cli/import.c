/* diaodu import: a workbook or CSV becomes records, by a mapping that was kept or is guessed from its heads; diaodu sheet: its cells
 * as the importer reads them. */
#include "command.h"

#include "cli/words.h"
#include "kit/import/import.h"
#include "kit/import/task_rows.h"
#include "kit/import/words.h"
#include "kit/sheet/sheet_mark.h"

#include <fcntl.h>
#include <getopt.h>
#include <sys/stat.h>
#include <unistd.h>

struct job {
    struct program *p;
    const struct record *record;
    const char *file, *mapping, *sheet, *errors, *as_of;
    bool dry, json, guess;
    mark_list marks;      /* for --errors */
    struct arena *marked; /* which holds them */
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

/* What was guessed is said, column by column: nobody should have to wonder where a figure came from. */
static void tell_guesses(const struct job *j, struct arena *a, const guess_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct guess *g = &l->v[i];
        bool taken = g->field && g->score >= GUESS_TAKEN;
        if (!g->title.n)
            continue;
        fprintf(stderr, "%s\t%.*s\t%s%s", text_z(a, sheet_column_name(a, (size_t)g->column)), TEXT_ARG(g->title),
                taken ? g->field->label.in[j->p->lang] : "–", taken ? "" : "\n");
        if (taken)
            fprintf(stderr, "\t%d%%%s%.*s\n", g->score, g->unit.n ? "\t" : "", TEXT_ARG(g->unit));
    }
}

enum { SURE = 96 }; /* percent: the field's own name or one of its listed heads, not a likeness */

/* Who runs a command must not find out afterwards what was guessed: a head that is no field's name is followed only when that is
 * asked for, or when nothing is written. */
static err refuse_unsure(struct arena *a, const guess_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct guess *g = &l->v[i];
        if (g->field && g->score >= GUESS_TAKEN && g->score < SURE)
            return FAIL(a, E_INPUT, w_cli_guess_unsure, .field = g->field->name,
                        .args = {ARG_TEXT("head", g->title), ARG_WORD("field", &g->field->label)});
    }
    return NULL;
}

/* A cover has no head: which sheet was read, and which others there are. NULL when there is one. */
static err other_sheets(struct call *c, const struct sheet *s)
{
    CLEAN(out_free) struct out o = {0};
    size_t n, chosen = sheet_chosen(s);
    const struct sheet_info *v = sheet_list(s, &n);

    if (n < 2)
        return NULL;
    out_init(&o, 1 << 20, c->lang);
    for (size_t i = 0; i < n; i++)
        if (i != chosen && !v[i].hidden)
            out_fmt(&o, "%s%.*s", o.n ? (c->lang == LANG_ZH ? "、" : ", ") : "", TEXT_ARG(v[i].name));
    return o.n ? FAIL(c->arena, E_INPUT, w_cli_other_sheets,
                      .args = {ARG_TEXT("sheet", v[chosen].name), ARG_TEXT("others", text_copy(c->arena, out_text(&o)))})
               : NULL;
}

static err guess_mapping(struct call *c, const struct job *j, int fd, struct mapping **ret)
{
    struct sheet_options o = {.sheet = text_of(j->sheet)};
    guess_list guesses = {0};
    struct sheet *s;
    struct head h;
    err others;

    TRY(sheet_open(c->arena, fd, &o, &s));
    TRY(head_of_sheet(c->arena, s, 0, 0, &h));
    others = other_sheets(c, s);
    sheet_close(s);
    if (!h.from)
        return error_also(c->arena, FAIL(c->arena, E_INPUT, w_mapping_no_head), others);
    mapping_guess(c, j->record, &h, &guesses, ret);
    (*ret)->name = text_of(w_cli_guessed.in[j->p->lang]);
    tell_guesses(j, c->arena, &guesses);
    if (!j->dry && !j->guess)
        TRY(refuse_unsure(c->arena, &guesses));
    if (!(*ret)->fields.n)
        return error_also(c->arena, mapping_check(c->arena, *ret), others);
    return mapping_check(c->arena, *ret);
}

static err each(void *data, const struct import_row *row)
{
    struct job *j = data;

    if (!row)
        j->marks.n = 0;
    else if (row->cells.n || row->outcome == ROW_REFUSED)
        rows_marks_of(j->marked, row, j->p->lang, &j->marks);
    return NULL;
}

/* Before anything is read: a report that can't be written is told while nothing has come in, and what is read is not written over. */
static err errors_writable(struct arena *a, const char *path, int from, bool *ret_made)
{
    struct stat in, out;
    int fd;

    *ret_made = access(path, F_OK) != 0;
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return FAIL(a, E_INPUT, w_cli_no_file, .args = {ARG_TEXT("file", text_of(path))});
    if (!fstat(fd, &out) && !fstat(from, &in) && in.st_dev == out.st_dev && in.st_ino == out.st_ino) {
        close(fd);
        return FAIL(a, E_INPUT, w_cli_same_file, .args = {ARG_TEXT("file", text_of(path))});
    }
    close(fd);
    return NULL;
}

static err write_errors(struct call *c, struct job *j, int fd, const struct import_result *r)
{
    struct sheet_mark_options o = {
        .read = {.sheet = text_of(j->sheet)}, .head_from = r->head.from, .head_to = r->head.to, .lang = j->p->lang};

    return j->errors ? sheet_mark(c->arena, fd, j->marks.v, j->marks.n, &o, j->errors) : NULL;
}

static err run(struct call *c, struct job *j, int fd)
{
    CLEAN(out_free) struct out o = {0};
    struct import_options with = {.sheet = text_of(j->sheet),
                                  .file_name = text_of(j->file),
                                  .dry_run = j->dry,
                                  .data = j,
                                  .go_on = go_on,
                                  .each = j->errors ? each : NULL};
    struct mapping *m = NULL;
    struct import *i;

    j->marked = c->arena;
    TRY(j->mapping ? find_mapping(c, j, &m) : guess_mapping(c, j, fd, &m));
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
    return write_errors(c, j, fd, import_result(i));
}

/* What another system knew at the end of a day: its files' history carries that day, the log the clock's. */
static err set_back(struct call *c, text day)
{
    date d;

    if (!date_parse(day, &d) || d.days >= c->today.days)
        return FAIL(c->arena, E_INPUT, w_cli_import_day, .args = {ARG_TEXT("day", day)});
    c->clock = c->now;
    c->now = (moment){date_start((date){d.days + 1}).ms - 1};
    c->today = d;
    return NULL;
}

int command_import(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {
        {"mapping", 1, 0, 'm'}, {"sheet", 1, 0, 's'}, {"guess", 0, 0, 'g'}, {"dry-run", 0, 0, 'd'},
        {"errors", 1, 0, 'e'},  {"json", 0, 0, 'j'},  {"as-of", 1, 0, 'a'},   {0, 0, 0, 0}};
    struct job j = {.p = p};
    struct call c = {0};
    bool made = false;
    int o, fd;
    err e;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (o) {
        case 'm': j.mapping = optarg; break;
        case 's': j.sheet = optarg; break;
        case 'g': j.guess = true; break;
        case 'd': j.dry = true; break;
        case 'e': j.errors = optarg; break;
        case 'j': j.json = true; break;
        case 'a': j.as_of = optarg; break;
        default: return command_usage(p, "import");
        }
    j.record = optind < argc ? record_by_name(text_of(argv[optind])) : NULL;
    j.file = optind + 1 < argc ? argv[optind + 1] : NULL;
    if (!j.record || !j.file || optind + 2 < argc)
        return command_usage(p, "import");
    fd = open(j.file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return command_fail(p, FAIL(p->a, E_INPUT, w_cli_no_file, .args = {ARG_TEXT("file", text_of(j.file))}));
    e = command_call(p, &c);
    if (!e && j.as_of)
        e = set_back(&c, text_of(j.as_of));
    if (!e && j.errors)
        e = errors_writable(p->a, j.errors, fd, &made);
    if (!e)
        e = run(&c, &j, fd);
    if (e && made)
        unlink(j.errors);
    close(fd);
    conn_release(c.conn);
    return e ? command_fail(p, e) : EXIT_DONE;
}

static bool to_stdout(void *data, const char *t, size_t n)
{
    (void)data;
    return fwrite(t, 1, n, stdout) == n;
}

static err print_sheet(struct program *p, const char *file, const char *name)
{
    struct sheet_options with = {.sheet = text_of(name)};
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    CLEAN(out_free) struct out o;
    struct sheet *s;
    err e;

    out_to(&o, to_stdout, NULL, p->lang);
    if (fd < 0)
        return FAIL(p->a, E_INPUT, w_cli_no_file, .args = {ARG_TEXT("file", text_of(file))});
    e = sheet_open(p->a, fd, &with, &s);
    close(fd);
    TRY(e);
    e = sheet_to_csv(s, &o);
    if (!e && !out_end(&o))
        e = FAIL(p->a, E_SYSTEM, w_cli_no_output);
    return e;
}

int command_sheet(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {{"sheet", 1, 0, 's'}, {0, 0, 0, 0}};
    const char *name = NULL;
    int o;
    err e;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o != 's')
            return command_usage(p, "sheet");
        name = optarg;
    }
    if (optind + 1 != argc)
        return command_usage(p, "sheet");
    e = print_sheet(p, argv[optind], name);
    return e ? command_fail(p, e) : EXIT_DONE;
}
