/* What import, export and recompute cannot do without: unpacking and parsing a workbook, writing cells into one, reading rows.
 *
 *     floor parse FILE.xlsx            unpacks every part and runs it through expat, nothing else
 *     floor write FILE.csv OUT.xlsx    takes the cells of a CSV file into memory first, then times only their writing
 *     floor read URL                   every value of the rows that recompute reads and compares, in one pass over each table
 *
 * Prints the seconds of processor time, which hold on a busy machine too, then those of the clock. Cells that are plain numbers are written as numbers, all others as text, like an export does.
 */
#include <xlsxwriter.h> /* first: its macros use what base/banned.h forbids */

#include "base/text.h"
#include "db/db.h"

#include <expat.h>
#include <zip.h>

struct moments {
    double clock, processor;
};

static double read_clock(clockid_t which)
{
    struct timespec t;

    clock_gettime(which, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct moments now(void)
{
    return (struct moments){read_clock(CLOCK_MONOTONIC), read_clock(CLOCK_PROCESS_CPUTIME_ID)};
}

static void print_since(struct moments start)
{
    struct moments end = now();

    printf("%.3f %.3f", end.processor - start.processor, end.clock - start.clock);
}

static size_t events;

static void on_start(void *data, const char *name, const char **attributes)
{
    (void)data, (void)name, (void)attributes;
    events++;
}

static void on_text(void *data, const char *p, int n)
{
    (void)data, (void)p, (void)n;
    events++;
}

static bool parse_part(zip_t *z, zip_uint64_t i)
{
    static char buffer[1 << 16];
    zip_file_t *f = zip_fopen_index(z, i, 0);
    XML_Parser parser = XML_ParserCreate(NULL);
    zip_int64_t n;
    bool ok = f && parser;

    XML_SetElementHandler(parser, on_start, NULL);
    XML_SetCharacterDataHandler(parser, on_text);
    while (ok && (n = zip_fread(f, buffer, sizeof(buffer))) > 0)
        ok = XML_Parse(parser, buffer, (int)n, 0) == XML_STATUS_OK;
    XML_ParserFree(parser);
    if (f)
        zip_fclose(f);
    return ok;
}

static int parse(const char *path)
{
    struct moments start = now();
    zip_t *z = zip_open(path, ZIP_RDONLY, NULL);
    bool ok = z != NULL;

    for (zip_int64_t i = 0; ok && i < zip_get_num_entries(z, 0); i++) {
        const char *name = zip_get_name(z, (zip_uint64_t)i, 0);
        if (name && (text_ends(text_of(name), T(".xml")) || text_ends(text_of(name), T(".rels"))))
            ok = parse_part(z, (zip_uint64_t)i);
    }
    if (z)
        zip_discard(z);
    if (!ok) {
        fprintf(stderr, "floor: %s can't be read\n", path);
        return 1;
    }
    print_since(start);
    putchar('\n');
    return 0;
}

struct cell {
    uint32_t row;
    uint16_t column;
    bool number;
    double value; /* of a figure of whatever kind, as Excel keeps it */
    const char *said;
};
typedef LIST(struct cell) cell_list;

/* One CSV field from *p on, unquoted in place; *more: another field follows in this row. */
static char *take_field(char **p, bool *more)
{
    char *start = *p, *to = start, *from = start;
    bool quoted = *from == '"';

    if (quoted)
        from++;
    while (*from && (quoted || (*from != ',' && *from != '\n' && *from != '\r'))) {
        if (quoted && *from == '"') {
            if (from[1] != '"') {
                quoted = false;
                from++;
                continue;
            }
            from++;
        }
        *to++ = *from++;
    }
    *more = *from == ',';
    if (*from == '\r')
        from++;
    *p = *from ? from + 1 : from;
    *to = 0;
    return start;
}

static void take_cells(struct arena *a, char *p, cell_list *cells)
{
    for (uint32_t row = 0; *p; row++) {
        bool more = true;
        for (uint16_t column = 0; more; column++) {
            char *end, *said = take_field(&p, &more);
            double value = strtod(said, &end);
            if (*said)
                list_push(cells, a) = (struct cell){row, column, end != said && !*end && end - said < 15, value, said};
        }
    }
}

static int write_cells(const char *csv, const char *path)
{
    struct arena *a = arena_new((size_t)8 << 30);
    FILE *f = fopen(csv, "rb");
    cell_list cells = {0};
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book;
    lxw_worksheet *sheet;
    size_t n;
    char *all;
    struct moments start;

    if (!f || fseek(f, 0, SEEK_END)) {
        fprintf(stderr, "floor: %s can't be read\n", csv);
        return 1;
    }
    n = (size_t)ftell(f);
    rewind(f);
    all = arena_alloc(a, n + 1);
    all[fread(all, 1, n, f)] = 0;
    fclose(f);
    take_cells(a, all, &cells);

    start = now();
    book = workbook_new_opt(path, &options);
    sheet = workbook_add_worksheet(book, NULL);
    for (size_t i = 0; i < cells.n; i++)
        if (cells.v[i].number)
            worksheet_write_number(sheet, cells.v[i].row, cells.v[i].column, cells.v[i].value, NULL);
        else
            worksheet_write_string(sheet, cells.v[i].row, cells.v[i].column, cells.v[i].said, NULL);
    if (workbook_close(book) != LXW_NO_ERROR)
        return 1;
    print_since(start);
    putchar('\n');
    arena_free(a);
    return 0;
}

static err read_table(struct arena *a, struct conn *c, const char *sql, int64_t *rows)
{
    CLEAN(query_close) struct query q = {0};

    TRY(query_open(&q, c, a, sql, NO_VALUES));
    while (query_step(&q)) {
        for (int column = 0; column < query_columns(&q); column++)
            (void)query_peek(&q, column);
        ++*rows;
    }
    return query_end(&q);
}

static int read_rows(const char *url)
{
    static const char *const sql_tables[] = {
        "SELECT * FROM project", "SELECT id, version, changed_at, finish_plan, total_invest FROM project_version", "SELECT * FROM plan", "SELECT * FROM report",
        "SELECT * FROM project_month", "SELECT * FROM measure", "SELECT * FROM stock", "SELECT * FROM due_sum", "SELECT * FROM project_total",
        "SELECT * FROM project_listed", "SELECT * FROM list_entry", "SELECT * FROM milestone", "SELECT * FROM fund_source", "SELECT * FROM permit",
        "SELECT * FROM rolling_year", "SELECT * FROM fund_entry", "SELECT * FROM warning WHERE state <> 'cleared'"};
    struct arena *a = arena_new((size_t)1 << 30);
    struct conn *c = NULL;
    struct db *db;
    int64_t rows = 0;
    struct moments start;
    err e = db_open(a, text_of(url), &db);

    if (!e)
        e = db_lease(db, DB_READ, a, &c);
    start = now();
    for (size_t i = 0; !e && i < COUNT(sql_tables); i++)
        e = read_table(a, c, sql_tables[i], &rows);
    if (e) {
        fprintf(stderr, "floor: %s\n", text_z(a, error_whole(a, e, LANG_EN)));
        return 1;
    }
    print_since(start);
    printf(" %lld\n", (long long)rows);
    conn_release(c);
    db_close(db);
    arena_free(a);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "parse"))
        return parse(argv[2]);
    if (argc == 4 && !strcmp(argv[1], "write"))
        return write_cells(argv[2], argv[3]);
    if (argc == 3 && !strcmp(argv[1], "read"))
        return read_rows(argv[2]);
    fputs("usage: floor parse FILE.xlsx | floor write FILE.csv OUT.xlsx | floor read URL\n", stderr);
    return 2;
}
