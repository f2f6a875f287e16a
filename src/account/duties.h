/* Inside src/account: what the record of accounts calls, and the acts of the security administrator. See account_acts.c. */
#ifndef DIAODU_ACCOUNT_DUTIES_H
#define DIAODU_ACCOUNT_DUTIES_H

#include "account.h"

/* Who keeps the bodies: they belong to a place, and a lead department has none. */
#define WHO_DIRECTORY (WHO_ADMIN | (WHO_MANAGER & ~ROLE_LEAD))

/* Refuses a unit outside the caller's own. */
err unit_within(struct call *c, text unit, const char *field);

err account_derive(struct call *c, void *r, const void *old);
err account_check(struct call *c, const void *r, const void *old);
err account_saved(struct call *c, const void *r, const void *old);

/* Nobody handles the own account. */
err account_not_own(struct call *c, ref account);
/* Nor one of the three offices, unless of the province. */
err account_within_duty(struct call *c, const struct account *a);

err account_grant(struct call *c, const struct input *in);
err account_revoke(struct call *c, const struct input *in);
err account_disable(struct call *c, const struct input *in);
err account_enable(struct call *c, const struct input *in);
err account_unlock(struct call *c, const struct input *in);
err account_second_off(struct call *c, const struct input *in);

#endif
