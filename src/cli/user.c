/* Accounts and tokens from the command line, and the check of the audit chain. */
#include "command.h"

#include "account/account.h"
#include "base/format.h"
#include "cli/words.h"
#include "kit/audit.h"
#include "kit/filter.h"

#include <getopt.h>
#include <termios.h>
#include <unistd.h>

/* One line of standard input, not shown when it is typed. */
static err read_line(struct program *p, const char *prompt, text *ret)
{
    struct termios was, quiet;
    char line[1024], *got;
    bool typed = tcgetattr(STDIN_FILENO, &was) == 0;

    if (typed) {
        fputs(prompt, stderr);
        quiet = was;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    got = fgets(line, sizeof(line), stdin);
    if (typed) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
        fputs("\n", stderr);
    }
    if (!got)
        return FAIL(p->a, E_INPUT, w_cli_no_password);
    line[strcspn(line, "\r\n")] = 0;
    *ret = text_copy(p->a, text_of(line));
    return NULL;
}

/* A password never stands among the arguments, where other users could read it. Typed, it is asked twice. */
static err read_password(struct program *p, text *ret)
{
    text again;

    TRY(read_line(p, "password: ", ret));
    TRY(password_check(p->a, *ret));
    if (!isatty(STDIN_FILENO))
        return NULL;
    TRY(read_line(p, "again: ", &again));
    return text_eq(*ret, again) ? NULL : FAIL(p->a, E_INPUT, w_cli_passwords_differ);
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

/* What was open under the old password ends. */
static err set_password(struct call *c, ref account, text password)
{
    TRY(conn_begin(c->conn, c->arena));
    TRY(password_set(c, account, password, true));
    TRY(session_end_all(c, account));
    return conn_commit(c->conn, c->arena);
}

struct wanted {
    const char *verb, *login, *name, *role, *body, *reason;
};

static err add(struct program *p, struct call *c, const struct wanted *w)
{
    struct account *a = record_new(c->arena, &account_record);
    struct input in = {.values = a};
    text password;
    ref body;
    id made;

    if (!role_by_key(text_of(w->role)))
        return FAIL(c->arena, E_INPUT, w_cli_no_role, .args = {ARG_TEXT("name", text_of(w->role))});
    TRY(body_find(c, text_of(w->body), text_of(w->body), &body));
    if (!body.n)
        return FAIL(c->arena, E_INPUT, w_cli_no_body, .args = {ARG_TEXT("name", text_of(w->body))});
    TRY(read_password(p, &password)); /* before anything is made */
    a->login = text_of(w->login);
    a->name = text_of(w->name);
    a->role.t = text_of(w->role);
    a->body = body;
    a->state.t = T("active");
    for (size_t i = 0; i < account_record.n_fields; i++)
        if (!field_absent(&account_record.fields[i], a))
            fieldset_add(&in.set, i);
    TRY(act_run(c, act_by_name(T("account.create")), (id){0}, &in, &made));
    return set_password(c, (ref){made.n}, password);
}

/* One of the security administrator's acts. */
static err run_act(struct call *c, const struct wanted *w, const char *act)
{
    struct account *a, *values = record_new(c->arena, &account_record);
    struct input in = {.values = values, .reason = w->reason ? text_of(w->reason) : T("diaodu user")};

    TRY(find_account(c, w->login, &a));
    if (w->role && !role_by_key(text_of(w->role)))
        return FAIL(c->arena, E_INPUT, w_cli_no_role, .args = {ARG_TEXT("name", text_of(w->role))});
    values->role.t = w->role ? text_of(w->role) : NO_TEXT;
    in.version = a->head.version;
    return act_run(c, act_by_name(text_of(act)), a->head.id, &in, NULL);
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
    text password;

    TRY(find_account(c, login, &a));
    TRY(read_password(p, &password));
    return set_password(c, (ref){a->head.id.n}, password);
}

static bool is(const struct wanted *w, const char *verb)
{
    return !strcmp(w->verb, verb);
}

/* False when the words are no command. */
static bool run_user(struct program *p, struct call *c, const struct wanted *w, err *ret)
{
    if (is(w, "list") && !w->login)
        *ret = list(c);
    else if (!w->login)
        return false;
    else if (is(w, "add") && w->name && w->role && w->body)
        *ret = add(p, c, w);
    else if (is(w, "password"))
        *ret = change_password(p, c, w->login);
    else if (is(w, "role") && w->role)
        *ret = run_act(c, w, "account.grant");
    else if (is(w, "revoke"))
        *ret = run_act(c, w, "account.revoke");
    else if (is(w, "disable"))
        *ret = run_act(c, w, "account.disable");
    else if (is(w, "enable"))
        *ret = run_act(c, w, "account.enable");
    else if (is(w, "unlock"))
        *ret = run_act(c, w, "account.unlock");
    else if (is(w, "second-off"))
        *ret = run_act(c, w, "account.second_off");
    else
        return false;
    return true;
}

int command_user(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {{"name", 1, 0, 'n'}, {"role", 1, 0, 'r'}, {"body", 1, 0, 'b'}, {"reason", 1, 0, 'w'}, {0, 0, 0, 0}};
    struct wanted w = {.verb = ""};
    struct call c = {0};
    bool known;
    err e;
    int o;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (o) {
        case 'n': w.name = optarg; break;
        case 'r': w.role = optarg; break;
        case 'b': w.body = optarg; break;
        case 'w': w.reason = optarg; break;
        default: return command_usage(p, "user");
        }
    if (optind < argc)
        w.verb = argv[optind];
    if (optind + 1 < argc)
        w.login = argv[optind + 1];
    if (optind + 2 < argc)
        return command_usage(p, "user");
    e = command_call(p, &c);
    if (e)
        return command_fail(p, e);
    known = run_user(p, &c, &w, &e);
    conn_release(c.conn);
    if (!known)
        return command_usage(p, "user");
    return e ? command_fail(p, e) : EXIT_DONE;
}

int command_token(struct program *p, int argc, char **argv)
{
    static const struct option options[] = {{"name", 1, 0, 'n'}, {0, 0, 0, 0}};
    const char *name = "cli";
    struct call c = {0};
    struct account *a;
    text secret;
    err e;
    int o;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o != 'n')
            return command_usage(p, "token");
        name = optarg;
    }
    if (optind + 2 != argc || strcmp(argv[optind], "create"))
        return command_usage(p, "token");
    e = command_call(p, &c);
    if (!e)
        e = find_account(&c, argv[optind + 1], &a);
    if (!e)
        e = token_create(&c, (ref){a->head.id.n}, text_of(name), &secret);
    conn_release(c.conn);
    if (e)
        return command_fail(p, e);
    printf("%.*s\n", TEXT_ARG(secret));
    return EXIT_DONE;
}

int command_verify(struct program *p, int argc, char **argv)
{
    struct audit_check got;
    struct call c = {0};
    err e;

    (void)argv;
    if (argc != 1)
        return command_usage(p, "verify");
    e = command_call(p, &c);
    if (!e)
        e = audit_check_now(&c, &got);
    conn_release(c.conn);
    if (e)
        return command_fail(p, e);
    printf("lines %lld, unsealed %lld\n", (long long)got.lines, (long long)got.unsealed);
    if (!got.bad_line)
        return EXIT_DONE;
    return command_fail(p, FAIL(p->a, E_SYSTEM, w_cli_chain_broken, .args = {ARG_INT("line", got.bad_line), ARG_TEXT("fault", got.fault)}));
}
