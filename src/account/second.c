/* The second factor: see second.h. */
#include "second.h"

#include "account/words.h"
#include "base/date.h"
#include "secret.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <qrencode.h>
#include <sodium.h>

enum { KEY_BYTES = 20, STEP_S = 30, DIGITS = 6, STEPS_BESIDE = 1 };

/* --- codes ------------------------------------------------------------------------------------------------------------------- */

static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static void prepare(void)
{
    oath_init();
}

static text key_new(struct arena *a)
{
    unsigned char bytes[KEY_BYTES];
    char *z = NULL;
    text ret = NO_TEXT;

    pthread_once(&prepared, prepare);
    randombytes_buf(bytes, sizeof(bytes));
    if (oath_base32_encode((const char *)bytes, sizeof(bytes), &z, NULL) == OATH_OK)
        ret = text_copy(a, text_of(z));
    free(z);
    return ret;
}

/* The step whose code it is, of those near `now`; -1: of none. */
static int64_t step_of(struct arena *a, text key, text digits, moment now)
{
    char *bytes = NULL, right[DIGITS + 1];
    size_t n = 0;
    int64_t ret = -1, at = now.ms / 1000;

    pthread_once(&prepared, prepare);
    if (digits.n != DIGITS || !key.n || oath_base32_decode(text_z(a, key), key.n, &bytes, &n) != OATH_OK)
        return -1;
    for (int64_t i = -STEPS_BESIDE; i <= STEPS_BESIDE; i++)
        if (oath_totp_generate(bytes, n, (time_t)(at + i * STEP_S), STEP_S, 0, DIGITS, right) == OATH_OK &&
            sodium_memcmp(right, digits.p, DIGITS) == 0)
            ret = at / STEP_S + i;
    sodium_memzero(bytes, n);
    free(bytes);
    return ret;
}

/* As it is typed: 123 456. */
static text tidy(struct arena *a, text digits)
{
    return text_replace(a, text_trim(digits), T(" "), T(""));
}

/* --- what is kept ------------------------------------------------------------------------------------------------------------ */

err second_of(struct call *c, ref account, struct second *ret)
{
    static const char sql_of[] = "SELECT otp_key, otp_since FROM credential WHERE region = $1 AND account = $2";
    bool found;

    *ret = (struct second){.since = NO_MOMENT};
    return conn_one(c->conn, c->arena, sql_of, BIND(V(c->region), V(account)), INTO(TO(&ret->key), TO(&ret->since)),
                    &found);
}

err second_begin(struct call *c, text *ret_key)
{
    static const char sql_key[] =
        "UPDATE credential SET otp_key = $3, otp_step = NULL WHERE region = $1 AND account = $2 AND otp_since IS NULL";
    text key = key_new(c->arena);
    int64_t n;

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_key, BIND(V(c->region), V(c->actor.account), V(key)), &n));
    if (!n)
        return FAIL(c->arena, E_STATE, w_second_on_already);
    *ret_key = key;
    return conn_commit(c->conn, c->arena);
}

/* Two requests with one code: the database lets one of them through. */
err second_spend(struct call *c, ref account, text digits, bool *ret_right)
{
    static const char sql_spend[] =
        "UPDATE credential SET otp_step = $3 WHERE region = $1 AND account = $2 AND COALESCE(otp_step, 0) < $3";
    struct second s;
    int64_t step, n;

    *ret_right = false;
    TRY(second_of(c, account, &s));
    step = step_of(c->arena, s.key, tidy(c->arena, digits), c->now);
    if (step < 0)
        return NULL;
    TRY(conn_run(c->conn, c->arena, sql_spend, BIND(V(c->region), V(account), V(step)), &n));
    *ret_right = n == 1;
    return NULL;
}

/* A lock tells itself here: whoever comes this far knows the password, or is in. */
err second_use(struct call *c, ref account, text digits)
{
    moment until;
    bool right;

    TRY(password_locked(c, account, &until));
    if (!is_absent(until.ms)) {
        conn_rollback(c->conn);
        return FAIL(c->arena, E_INPUT, w_second_locked, .field = "code", .args = {ARG_INT("minutes", LOCK_MINUTES)});
    }
    TRY(second_spend(c, account, digits, &right));
    if (right)
        return NULL;
    conn_rollback(c->conn);
    TRY(sign_in_failed(c, account));
    return FAIL(c->arena, E_INPUT, w_second_wrong, .field = "code");
}

err second_confirm(struct call *c, text digits)
{
    static const char sql_on[] =
        "UPDATE credential SET otp_since = $3 WHERE region = $1 AND account = $2 AND otp_since IS NULL";

    TRY(conn_begin(c->conn, c->arena));
    TRY(second_use(c, c->actor.account, digits));
    TRY(conn_run(c->conn, c->arena, sql_on, BIND(V(c->region), V(c->actor.account), V(c->now)), NULL));
    TRY(account_note(c, c->actor.account, "account.second_begin", "ok"));
    return conn_commit(c->conn, c->arena);
}

err second_clear(struct call *c, ref account)
{
    static const char sql_off[] =
        "UPDATE credential SET otp_key = NULL, otp_since = NULL, otp_step = NULL WHERE region = $1 AND account = $2";
    static const char sql_steps[] = "DELETE FROM sign_in_step WHERE region = $1 AND account = $2";

    TRY(conn_run(c->conn, c->arena, sql_off, BIND(V(c->region), V(account)), NULL));
    return conn_run(c->conn, c->arena, sql_steps, BIND(V(c->region), V(account)), NULL);
}

err second_end(struct call *c, text digits)
{
    TRY(conn_begin(c->conn, c->arena));
    TRY(second_use(c, c->actor.account, digits));
    TRY(second_clear(c, c->actor.account));
    TRY(account_note(c, c->actor.account, "account.second_end", "ok"));
    return conn_commit(c->conn, c->arena);
}

/* --- for the telephone --------------------------------------------------------------------------------------------------------- */

text second_address(struct arena *a, text login, text key)
{
    CLEAN(out_free) struct out o;

    out_init(&o, 4096, LANG_ZH);
    LIT(&o, "otpauth://totp/Diaodu:");
    out_escape_url(&o, login);
    LIT(&o, "?secret=");
    out_escape_url(&o, key);
    LIT(&o, "&issuer=Diaodu");
    return text_copy(a, out_text(&o));
}

/* A row of the drawing, its dark runs as strokes. */
static void draw_row(struct out *o, const unsigned char *row, int width, int y)
{
    for (int x = 0; x < width;) {
        int from = x;
        while (x < width && row[x] & 1)
            x++;
        if (x > from)
            out_fmt(o, "M%d %d.5h%d", from, y, x - from);
        else
            x++;
    }
}

void second_drawing(struct out *o, const void *address)
{
    const text *of = address;
    char z[512];
    QRcode *qr;

    snprintf(z, sizeof(z), "%.*s", TEXT_ARG(*of));
    qr = QRcode_encodeString(z, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!qr)
        return; /* the key stands beside it in letters */
    out_fmt(o, "<svg class=\"dd-qr\" viewBox=\"-4 -4 %d %d\" role=\"img\" aria-label=\"", qr->width + 8, qr->width + 8);
    out_attr(o, text_of(w_second_drawing.in[o->lang]));
    LIT(o, "\"><path d=\"");
    for (int y = 0; y < qr->width; y++)
        draw_row(o, qr->data + (size_t)y * (size_t)qr->width, qr->width, y);
    LIT(o, "\"/></svg>");
    QRcode_free(qr);
}
