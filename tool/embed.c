/* Puts files into the program at build time: style sheets, scripts and pictures of the pages, migrations, and the data
 * of config/.
 *
 *     embed assets     OUT.c OUT.bin OUT.d FILE…   struct asset table, each body plain and, where smaller, gzip and brotli
 *     embed migrations OUT.c OUT.bin OUT.d DIR     struct migration table from DIR/NNNN_name.sql
 *     embed data       OUT.c OUT.bin OUT.d DIR     struct data_file table of all below DIR but README.md and meson.build
 *
 * All bodies go into OUT.bin, which the assembler takes in whole (.incbin): a megabyte of array initialisers would take the
 * compiler seconds. Every body ends with a NUL that its size does not count. OUT.d tells ninja what was read, folders too,
 * so that a new file needs no line anywhere. A tool of the build: it dies on the first fault and leaves memory to the system.
 */
#include <brotli/encode.h>
#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

struct bytes {
    unsigned char *p;
    size_t n;
};

struct file {
    const char *path, *name; /* name: the path below the folder that was given */
    struct bytes plain, gz, br;
    size_t plain_at, gz_at, br_at; /* offsets in OUT.bin */
    char hash[17];                 /* first 64 bits of SHA-256, in hex */
};

enum { MOST_FILES = 1000 };

/* In a build with AddressSanitizer this tool has it too; what it leaves to the system is no leak. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

static FILE *out, *bin, *dep;
static size_t bin_size;
static struct file files[MOST_FILES];
static int file_count;
static const char *ending; /* only files that end so; NULL: all */

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("embed: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void *memory(size_t n)
{
    void *p = calloc(1, n);

    if (!p)
        die("out of memory");
    return p;
}

static FILE *open_or_die(const char *path, const char *mode)
{
    FILE *f = fopen(path, mode);

    if (!f)
        die("%s: %s", path, strerror(errno));
    return f;
}

static struct bytes read_file(const char *path)
{
    FILE *f = open_or_die(path, "rb");
    struct bytes b = {NULL, 0};
    long size;

    if (fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0 || fseek(f, 0, SEEK_SET))
        die("%s: %s", path, strerror(errno));
    b.n = (size_t)size;
    b.p = memory(b.n + 1);
    if (fread(b.p, 1, b.n, f) != b.n)
        die("%s: can't be read whole", path);
    fclose(f);
    return b;
}

/* Appends a body to OUT.bin, aligned to 16 bytes; returns where it starts. */
static size_t put_body(struct bytes b)
{
    static const char zeros[16];
    size_t at = bin_size, pad = 16 - b.n % 16; /* at least one: the NUL */

    if (fwrite(b.p, 1, b.n, bin) != b.n || fwrite(zeros, 1, pad, bin) != pad)
        die("can't write: %s", strerror(errno));
    bin_size += b.n + pad;
    return at;
}

static struct bytes gzip(struct bytes in)
{
    struct bytes b;
    z_stream z = {0};

    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        die("zlib fails");
    b.n = deflateBound(&z, in.n);
    b.p = memory(b.n);
    z.next_in = in.p;
    z.avail_in = (uInt)in.n;
    z.next_out = b.p;
    z.avail_out = (uInt)b.n;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        die("zlib fails");
    b.n = z.total_out;
    deflateEnd(&z);
    return b;
}

static struct bytes brotli(struct bytes in)
{
    struct bytes b;

    b.n = BrotliEncoderMaxCompressedSize(in.n);
    b.p = memory(b.n);
    if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_TEXT, in.n, in.p, &b.n, b.p))
        die("brotli fails");
    return b;
}

static const char *mime_of(const char *name)
{
    static const struct {
        const char *ending, *mime;
    } types[] = {
        {"css", "text/css; charset=utf-8"},    {"js", "text/javascript; charset=utf-8"},
        {"svg", "image/svg+xml"},              {"json", "application/json"},
        {"png", "image/png"},                  {"ico", "image/x-icon"},
        {"webmanifest", "application/manifest+json"}, {"txt", "text/plain; charset=utf-8"},
        {"woff2", "font/woff2"},
    };
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++)
        if (!strcmp(dot + 1, types[i].ending))
            return types[i].mime;
    die("%s: no MIME type is known for this ending", name);
}

static void load_file(const char *path, const char *name)
{
    struct file *f = &files[file_count++];
    unsigned char sum[crypto_hash_sha256_BYTES];

    if (file_count == MOST_FILES)
        die("%s: too many files", path);
    f->path = path;
    f->name = name;
    f->plain = read_file(path);
    f->plain_at = put_body(f->plain);
    crypto_hash_sha256(sum, f->plain.p, f->plain.n);
    sodium_bin2hex(f->hash, sizeof(f->hash), sum, 8);
}

static bool is_wanted(const char *name)
{
    size_t n = strlen(name), m = ending ? strlen(ending) : 0;

    return name[0] != '.' && strcmp(name, "README.md") != 0 && strcmp(name, "meson.build") != 0 && n >= m && (!ending || !strcmp(name + n - m, ending));
}

/* Everything below a folder, or the one file. `skip`: how much of the path is not part of its name. */
static void load(char *path, size_t skip)
{
    struct stat st;
    struct dirent **list;
    int n;

    if (stat(path, &st))
        die("%s: %s", path, strerror(errno));
    fprintf(dep, " %s", path);
    if (!S_ISDIR(st.st_mode)) {
        if (is_wanted(strrchr(path, '/') ? strrchr(path, '/') + 1 : path))
            load_file(path, path + skip);
        return;
    }
    if ((n = scandir(path, &list, NULL, alphasort)) < 0)
        die("%s: %s", path, strerror(errno));
    for (int i = 0; i < n; i++) {
        char *below = memory(strlen(path) + strlen(list[i]->d_name) + 2);

        sprintf(below, "%s/%s", path, list[i]->d_name);
        if (list[i]->d_name[0] != '.')
            load(below, skip);
    }
}

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static size_t name_at(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash + 1 - path) : 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static void begin(const char *header, const char *bin_path)
{
    fprintf(out, "/* Written by tool/embed.c. */\n#include \"%s\"\n\n", header);
    fprintf(out, "extern const unsigned char embedded_body[] __attribute__((visibility(\"hidden\")));\n");
    /* A name of its own in each object file, so that several tables can stand in one program. */
    fprintf(out, "__asm__(\".pushsection .rodata\\n.balign 16\\n.local embedded_body\\nembedded_body:\\n\"\n");
    fprintf(out, "        \".incbin \\\"%s\\\"\\n.popsection\\n\");\n\n", bin_path);
}

/* app.css → app.3fa9c1….css */
static void put_hashed(const struct file *f)
{
    const char *dot = strrchr(f->name, '.');

    fprintf(out, "%.*s.%s%s", (int)(dot - f->name), f->name, f->hash, dot);
}

static void put_asset(struct file *f)
{
    const char *mime = mime_of(f->name);
    bool dense = !strcmp(mime, "image/png") || !strcmp(mime, "font/woff2");

    if (!dense) {
        f->gz = gzip(f->plain);
        f->br = brotli(f->plain);
    }
    fprintf(out, "    {\"%s\", \"", f->name);
    put_hashed(f);
    fprintf(out, "\", \"/static/");
    put_hashed(f);
    fprintf(out, "\", \"%s\", \"\\\"%s\\\"\",\n     {embedded_body + %zu, %zu}", mime, f->hash, f->plain_at, f->plain.n);
    if (f->gz.p && f->gz.n < f->plain.n)
        fprintf(out, ", {embedded_body + %zu, %zu}", put_body(f->gz), f->gz.n);
    else
        fprintf(out, ", {0}");
    if (f->br.p && f->br.n < f->plain.n)
        fprintf(out, ", {embedded_body + %zu, %zu}},\n", put_body(f->br), f->br.n);
    else
        fprintf(out, ", {0}},\n");
}

/* C has no empty arrays: a table without rows gets one of zeros that is not counted. */
static void end_table(const char *count)
{
    fprintf(out, "%s};\nconst size_t %s = %d;\n", file_count ? "" : "    {0},\n", count, file_count);
}

static void write_assets(void)
{
    fprintf(out, "const struct asset assets[] = {\n");
    for (int i = 0; i < file_count; i++)
        put_asset(&files[i]);
    end_table("asset_count");
}

/* Numbers rise; gaps are allowed, so that two branches can each have a range of their own. */
static void write_migrations(void)
{
    long last = 0;

    fprintf(out, "const struct migration schema_migrations[] = {\n");
    for (int i = 0; i < file_count; i++) {
        char *end;
        long number = strtol(files[i].name, &end, 10);

        if (end != files[i].name + 4 || *end != '_' || strlen(end) < 6)
            die("%s: a migration is named NNNN_name.sql", files[i].path);
        if (number <= last)
            die("%s: number %04ld is there twice", files[i].path, number);
        last = number;
        fprintf(out, "    {%ld, \"%.*s\", (const char *)embedded_body + %zu},\n", number, (int)strlen(end + 1) - 4, end + 1,
                files[i].plain_at);
    }
    end_table("schema_migration_count");
}

static void write_data(void)
{
    fprintf(out, "const struct data_file data_files[] = {\n");
    for (int i = 0; i < file_count; i++)
        fprintf(out, "    {\"%s\", {(const char *)embedded_body + %zu, %zu}},\n", files[i].name, files[i].plain_at,
                files[i].plain.n);
    end_table("data_file_count");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name, *header, *ending;
        void (*write)(void);
    } kinds[] = {
        {"assets", "kit/asset.h", NULL, write_assets},
        {"migrations", "kit/schema.h", ".sql", write_migrations},
        {"data", "kit/data.h", NULL, write_data},
    };

    if (argc < 6)
        die("usage: embed assets|migrations|data OUT.c OUT.bin OUT.d FILE|DIR...");
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
        if (!strcmp(argv[1], kinds[k].name)) {
            out = open_or_die(argv[2], "w");
            bin = open_or_die(argv[3], "wb");
            dep = open_or_die(argv[4], "w");
            ending = kinds[k].ending;
            fprintf(dep, "%s:", argv[2]);
            for (int i = 5; i < argc; i++)
                load(argv[i], is_folder(argv[i]) ? strlen(argv[i]) + 1 : name_at(argv[i]));
            qsort(files, (size_t)file_count, sizeof(*files), by_name);
            begin(kinds[k].header, argv[3]);
            kinds[k].write();
            fputc('\n', dep);
            if (fclose(out) || fclose(bin) || fclose(dep))
                die("can't write: %s", strerror(errno));
            return 0;
        }
    die("%s: assets, migrations or data?", argv[1]);
}
