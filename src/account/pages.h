/* Inside src/account: what its pages share, and the handlers that the table of routes in account_pages.c names. */
#ifndef DIAODU_ACCOUNT_PAGES_H
#define DIAODU_ACCOUNT_PAGES_H

#include "account.h"
#include "kit/audit.h"
#include "kit/filter.h"
#include "kit/pages.h"

/* One's own account. */
struct own_view {
    const struct actor *who;
    const struct word *role;
    text csrf, secret;   /* the secret of a new token, shown this once */
    moment second_since; /* absent: no second factor */
    token_list tokens;
    session_list sessions;
};

/* The file of an account, with what the security administrator may do to it. */
struct duty_view {
    const struct account *a;
    text csrf, message;
    moment locked;
    bool own, may_grant, may_disable, may_enable, may_revoke, may_unlock, may_password, may_second;
    LIST(struct option_view) roles;
};

/* A line of the audit log as it is read. */
struct audit_change {
    text label, before, after;
};
struct audit_row {
    const struct audit_entry *entry;
    text act, record, result;
    bool bad;
    LIST(struct audit_change) changes;
};
struct audit_view {
    text csrf, account, act, record, target, source, result, from, until, next, first, export;
    LIST(struct audit_row) rows;
    LIST(struct option_view) acts, records;
    moment checked_at; /* of the last check of the chain; absent: never */
    int64_t checked_lines, bad_line;
    bool sound;
};

/* The file of a body: who and what belongs to it. */
struct body_person {
    id id;
    text name, post, phone, mobile;
};
struct body_below {
    id id;
    text name;
    const struct word *kind;
};
struct body_view {
    LIST(struct body_person) people;
    LIST(struct body_below) below;
    bool more_people, more_below, sees_mobile, counts; /* counts: the reader sees projects at all */
    int64_t projects;
    bool more_projects;
    text projects_href, people_href, below_href;
};

/* The tree of bodies. */
struct tree_place {
    text name, key;
    LIST(struct body_below) bodies;
    int64_t owners;
    text owners_href;
    LIST(struct tree_place *) counties;
};
struct tree_view {
    struct tree_place province;
    LIST(struct tree_place *) cities;
    bool may_create;
};

err page_account_file(struct req *q, struct out *o);
err post_grant(struct req *q, struct out *o);
err post_revoke(struct req *q, struct out *o);
err post_disable(struct req *q, struct out *o);
err post_enable(struct req *q, struct out *o);
err post_unlock(struct req *q, struct out *o);
err post_reset(struct req *q, struct out *o);

err post_second_off(struct req *q, struct out *o);

/* The end of signing in: the cookie of the session, and on to where the person wanted. */
err signed_in(struct req *q, const struct session *s, text next);
/* The cookie of the step between password and code. */
void sign_in_step(struct req *q, text secret);
err page_sign_in_code(struct req *q, struct out *o);
err post_sign_in_code(struct req *q, struct out *o);
err page_second(struct req *q, struct out *o);
err post_second_begin(struct req *q, struct out *o);
err post_second_confirm(struct req *q, struct out *o);
err post_second_end(struct req *q, struct out *o);

err page_audit(struct req *q, struct out *o);
err page_audit_export(struct req *q, struct out *o);
err post_audit_verify(struct req *q, struct out *o);

err page_body_file(struct req *q, struct out *o);
err page_body_tree(struct req *q, struct out *o);

#endif
