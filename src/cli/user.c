/* Accounts and tokens from the command line, and the check of the audit chain. */
#include "command.h"

#include "account/account.h"
#include "base/format.h"
#include "cli/words.h"
#include "kit/audit.h"
#include "kit/filter.h"

#include <getopt.h>

/* One line of standard input: a password never stands among the arguments, where other users could read it. */
static err read_password(struct program *p, text *ret)
{
    char line[1024];

    if (p->terminal)
        fputs("password: ", stderr);
    if (!fgets(line, sizeof(line), stdin))
        return FAIL(p->a, E_INPUT, w_cli_no_password);
    line[strcspn(line, "\r\n")] = 0;
    *ret = text_copy(p->a, text_of(line));
    return NULL;
}

static err find_account(struct call *c, const char *login, struct account **ret)
{
    void *r;

    TRY(record_find(c, &account_record, "login", V(login), &r));
    if (!r)
        return FAIL(c->arena, E_GONE, w_cli_no_account, .args = {ARG_TEXT("login", text_of(login))});
    *ret = r;
    return NULL;
}

static err set_password(struct program *p, struct call *c, ref account, bool must_change)
{
    text password;

    TRY(read_password(p, &password));
    TRY(conn_begin(c->conn, c->arena));
    TRY(password_set(c, account, password, must_change));
    return conn_commit(c->conn, c->arena);
}

struct wanted {
    const char *login, *name, *role, *body;
};

static err add(struct program *p, struct call *c, const struct wanted *w)
{
    struct account *a = record_new(c->arena, &account_record);
    struct input in = {.values = a};
    ref body;
    id made;

    if (!role_by_key(text_of(w->role)))
        return FAIL(c->arena, E_INPUT, w_cli_no_role, .args = {ARG_TEXT("name", text_of(w->role))});
    TRY(body_find(c, text_of(w->body), text_of(w->body), &body));
    if (!body.n)
        return FAIL(c->arena, E_INPUT, w_cli_no_body, .args = {ARG_TEXT("name", text_of(w->body))});
    a->login = text_of(w->login);
    a->name = text_of(w->name);
    a->role.t = text_of(w->role);
    a->body = body;
    a->state.t = T("active");
    for (size_t i = 0; i < account_record.n_fields; i++)
        if (!field_absent(&account_record.fields[i], a))
            fieldset_add(&in.set, i);
    TRY(act_run(c, act_by_name(T("account.create")), (id){0}, &in, &made));
    return set_password(p, c, (ref){made.n}, true);
}

static err disable(struct call *c, const char *login)
{
    struct account *a;
    struct input in = {0};

    TRY(find_account(c, login, &a));
    in.values = record_copy(c->arena, &account_record, a);
    ((struct account *)in.values)->state.t = T("disabled");
    fieldset_add(&in.set, record_index(&account_record, record_field(&account_record, T("state"))));
    in.version = a->head.version;
    TRY(act_run(c, act_by_name(T("account.change")), a->head.id, &in, NULL));
    return session_end_all(c, (ref){a->head.id.n});
}

static err print_one(void *data, struct arena *a, const void *r)
{
    const struct account *x = r;

    (void)data;
    (void)a;
    printf("%-24.*s %-10.*s %-9.*s %.*s\n", TEXT_ARG(x->login), TEXT_ARG(x->role.t), TEXT_ARG(x->state.t), TEXT_ARG(x->name));
    return NULL;
}

static err list(struct call *c)
{
    struct filter f;

    TRY(filter_init(&f, &account_record));
    return record_each(c, &f, print_one, NULL);
}

static err change_password(struct program *p, struct call *c, const char *login)
{
    struct account *a;

    TRY(find_account(c, login, &a));
    return set_password(p, c, (ref){a->head.id.n}, true);
}

int command_user(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {{"name", 1, 0, 'n'}, {"role", 1, 0, 'r'}, {"body", 1, 0, 'b'}, {0, 0, 0, 0}};
    struct wanted w = {0};
    struct call c;
    const char *verb;
    err e = command_call(p, &c);
    int o;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (o) {
        case 'n': w.name = optarg; break;
        case 'r': w.role = optarg; break;
        case 'b': w.body = optarg; break;
        default: return command_usage(p, "user");
        }
    verb = optind < argc ? argv[optind] : "";
    w.login = optind + 1 < argc ? argv[optind + 1] : NULL;
    if (!e && !strcmp(verb, "list"))
        e = list(&c);
    else if (!e && !strcmp(verb, "add") && w.login && w.name && w.role && w.body)
        e = add(p, &c, &w);
    else if (!e && !strcmp(verb, "password") && w.login)
        e = change_password(p, &c, w.login);
    else if (!e && !strcmp(verb, "disable") && w.login)
        e = disable(&c, w.login);
    else if (!e)
        e = NULL, command_usage(p, "user"), o = 0;
    conn_release(c.conn);
    return e ? command_fail(p, e) : o == 0 ? EXIT_USAGE : EXIT_DONE;
}

int command_token(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {{"name", 1, 0, 'n'}, {0, 0, 0, 0}};
    const char *name = "cli";
    struct call c;
    struct account *a;
    text secret;
    err e;
    int o;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o != 'n')
            return command_usage(p, "token");
        name = optarg;
    }
    if (optind + 1 >= argc || strcmp(argv[optind], "create"))
        return command_usage(p, "token");
    e = command_call(p, &c);
    if (!e)
        e = find_account(&c, argv[optind + 1], &a);
    if (!e)
        e = token_create(&c, (ref){a->head.id.n}, text_of(name), &secret);
    if (e)
        return command_fail(p, e);
    printf("%.*s\n", TEXT_ARG(secret));
    conn_release(c.conn);
    return EXIT_DONE;
}

int command_verify(struct program *p, int argc, char **argv)
{
    struct audit_check got;
    struct call c;
    err e = command_call(p, &c);

    (void)argc;
    (void)argv;
    if (!e)
        e = audit_seal(c.conn, c.arena);
    if (!e)
        e = audit_verify(c.conn, c.arena, &got);
    conn_release(c.conn);
    if (e)
        return command_fail(p, e);
    printf("lines %lld, unsealed %lld\n", (long long)got.lines, (long long)got.unsealed);
    if (!got.bad_line)
        return EXIT_DONE;
    return command_fail(p, FAIL(p->a, E_SYSTEM, w_cli_chain_broken, .args = {ARG_INT("line", got.bad_line), ARG_TEXT("fault", got.fault)}));
}
