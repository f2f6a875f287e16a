/* The kinds of list: config/list_kinds.csv. See list.h. */
#include "own.h"

#include "base/log.h"
#include "kit/data.h"
#include "kit/lists.h"
#include "kit/table.h"

static struct list_kinds all;
static const char *const forms[LIST_FORMS] = {"proposed", "rule", "funds"};

static void broken(const char *what, text found)
{
    log_error("config/list_kinds.csv: %s: %.*s", what, TEXT_ARG(found));
    abort();
}

static const struct field *row_field(text name)
{
    const struct field *f = record_field(&list_row_record, name);

    if (!f)
        broken("no field of a list row", name);
    return f;
}

static void read_kind(struct arena *a, const struct table *t, size_t at, struct list_kind *k)
{
    text form = table_at(t, at, "form"), target = table_at(t, at, "target");

    k->key.t = text_copy(a, table_at(t, at, "key"));
    k->name[LANG_ZH] = text_copy(a, table_at(t, at, "name"));
    k->name[LANG_EN] = text_copy(a, table_at(t, at, "name_en"));
    k->form = LIST_FORMS;
    for (int i = 0; i < LIST_FORMS; i++)
        if (text_eqz(form, forms[i]))
            k->form = (enum list_form)i;
    if (k->form == LIST_FORMS)
        broken("no way to form a list", form);
    k->target = NO_NUMBER;
    if (target.n && !text_int(target, &k->target.n))
        broken("no number", target);
    k->groups = row_field(table_at(t, at, "groups"));
    for (text rest = table_at(t, at, "columns"), name; text_each(&rest, ' ', &name) && k->n_columns < LIST_COLUMNS_MOST;)
        k->columns[k->n_columns++] = row_field(name);
}

void list_kinds_start(void)
{
    struct arena *a = arena_forever(1 << 20);
    struct table t;
    struct list_kind *v;

    if (all.v)
        return;
    if (table_read(a, data_file("list_kinds.csv"), &t))
        broken("cannot be read", T("list_kinds.csv"));
    if (t.rows > LIST_KINDS_MOST)
        broken("too many kinds", table_at(&t, LIST_KINDS_MOST, "key"));
    v = ARENA_ARRAY(a, struct list_kind, t.rows + 1);
    for (size_t i = 0; i < t.rows; i++)
        read_kind(a, &t, i, &v[i]);
    all = (struct list_kinds){v, t.rows};
}

const struct list_kinds *list_kinds(void)
{
    return &all;
}

const struct list_kind *list_kind_called(text key)
{
    for (size_t i = 0; i < all.n; i++)
        if (text_eq(all.v[i].key.t, key))
            return &all.v[i];
    return NULL;
}

text list_year_text(struct arena *a, int64_t year)
{
    return text_fmt(a, "%lld", (long long)year);
}
