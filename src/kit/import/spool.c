/* Parsed rows on their way from reading to writing: an unnamed temporary file of this process, so that a hundred thousand rows
 * take no memory. Pointers to constant things (fields, words) are written as they are. See in.h. */
#include "kit/import/in.h"
#include "kit/import/words.h"

#include <stdio.h>

struct spool {
    FILE *file;
    const struct record *t;
    bool failed;
};

static void close_spool(void *data)
{
    struct spool *s = data;

    if (s->file)
        fclose(s->file);
    s->file = NULL;
}

err spool_new(struct arena *a, const struct record *t, struct spool **ret)
{
    struct spool *s = ARENA_NEW(a, struct spool);

    s->t = t;
    s->file = tmpfile();
    if (!s->file)
        return FAIL(a, E_SYSTEM, w_import_no_space);
    arena_on_end(a, close_spool, s);
    *ret = s;
    return NULL;
}

/* --- writing ---------------------------------------------------------------------------------------------------------------- */

static void put(struct spool *s, const void *p, size_t n)
{
    if (n && fwrite(p, 1, n, s->file) != n)
        s->failed = true;
}

static void put_text(struct spool *s, text t)
{
    uint64_t n = t.p ? t.n : UINT64_MAX;

    put(s, &n, sizeof(n));
    put(s, t.p, t.p ? t.n : 0);
}

static void put_error(struct spool *s, err e)
{
    bool there = e != NULL;

    put(s, &there, sizeof(there));
    if (!there)
        return;
    put(s, e, sizeof(*e));
    for (size_t i = 0; i < ERROR_ARGS; i++)
        put_text(s, e->args[i].t);
}

static bool texty(const struct field *f)
{
    return f->kind == KIND_text || f->kind == KIND_code || f->kind == KIND_codes;
}

static void put_values(struct spool *s, const struct parsed *p)
{
    put(s, &p->set, sizeof(p->set));
    for (size_t i = 0; i < s->t->n_fields; i++) {
        const struct field *f = &s->t->fields[i];
        if (!fieldset_has(&p->set, i))
            continue;
        if (texty(f))
            put_text(s, *(const text *)field_in(f, p->r));
        else
            put(s, field_in(f, p->r), sizeof(int64_t));
    }
}

err spool_put(struct spool *s, struct arena *a, const struct parsed *p)
{
    put(s, &p->number, sizeof(p->number));
    put(s, &p->hidden, sizeof(p->hidden));
    put(s, &p->content, sizeof(p->content));
    put_values(s, p);
    put_error(s, p->refused);
    put(s, &p->faults.n, sizeof(p->faults.n));
    for (size_t i = 0; i < p->faults.n; i++) {
        const struct cell_fault *x = &p->faults.v[i];
        put(s, x, sizeof(*x));
        put_text(s, x->head);
        put_text(s, x->text);
        put_text(s, x->near);
        put_error(s, x->why);
    }
    return s->failed ? FAIL(a, E_SYSTEM, w_import_no_space) : NULL;
}

err spool_rewind(struct spool *s, struct arena *a)
{
    if (fflush(s->file) || fseek(s->file, 0, SEEK_SET))
        return FAIL(a, E_SYSTEM, w_import_no_space);
    return NULL;
}

/* --- reading ---------------------------------------------------------------------------------------------------------------- */

static void get(struct spool *s, void *p, size_t n)
{
    if (n && fread(p, 1, n, s->file) != n)
        s->failed = true;
}

static text get_text(struct spool *s, struct arena *a)
{
    uint64_t n = 0;
    char *p;

    get(s, &n, sizeof(n));
    if (n == UINT64_MAX || s->failed)
        return NO_TEXT;
    p = arena_alloc(a, n + 1);
    get(s, p, n);
    return (text){p, n};
}

static err get_error(struct spool *s, struct arena *a)
{
    bool there = false;
    struct error *e;

    get(s, &there, sizeof(there));
    if (!there)
        return NULL;
    e = ARENA_NEW(a, struct error);
    get(s, e, sizeof(*e));
    for (size_t i = 0; i < ERROR_ARGS; i++)
        e->args[i].t = get_text(s, a);
    e->next = NULL;
    return e;
}

static void get_values(struct spool *s, struct arena *a, struct parsed *p)
{
    get(s, &p->set, sizeof(p->set));
    for (size_t i = 0; i < s->t->n_fields; i++) {
        const struct field *f = &s->t->fields[i];
        if (!fieldset_has(&p->set, i))
            continue;
        if (texty(f))
            *(text *)field_at(f, p->r) = get_text(s, a);
        else
            get(s, field_at(f, p->r), sizeof(int64_t));
    }
}

err spool_get(struct spool *s, struct arena *a, struct parsed *ret, bool *ret_more)
{
    struct parsed p = {.r = record_new(a, s->t)};
    size_t n = 0;

    *ret_more = fread(&p.number, 1, sizeof(p.number), s->file) == sizeof(p.number);
    if (!*ret_more)
        return ferror(s->file) ? FAIL(a, E_SYSTEM, w_import_no_space) : NULL;
    get(s, &p.hidden, sizeof(p.hidden));
    get(s, &p.content, sizeof(p.content));
    get_values(s, a, &p);
    p.refused = get_error(s, a);
    get(s, &n, sizeof(n));
    for (size_t i = 0; i < n && !s->failed; i++) {
        struct cell_fault x;
        get(s, &x, sizeof(x));
        x.head = get_text(s, a);
        x.text = get_text(s, a);
        x.near = get_text(s, a);
        x.why = get_error(s, a);
        list_push(&p.faults, a) = x;
    }
    *ret = p;
    return s->failed ? FAIL(a, E_SYSTEM, w_import_no_space) : NULL;
}
