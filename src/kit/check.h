/* Checks that a field's description may name: beyond type, range and list. */
#ifndef DIAODU_KIT_CHECK_H
#define DIAODU_KIT_CHECK_H

#include "kit/field.h"

err check_uscc(struct arena *a, const struct field *f, const void *value);         /* GB 32100, with its check digit */
err check_phone(struct arena *a, const struct field *f, const void *value);
err check_login(struct arena *a, const struct field *f, const void *value);
err check_project_code(struct arena *a, const struct field *f, const void *value); /* GB/T 40058, or the old form */
err check_not_secret(struct arena *a, const struct field *f, const void *value);   /* marks of state secrets */

#endif
