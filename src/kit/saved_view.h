/* Views of a list that a person keeps: a filter, an order and columns under a name. */
#ifndef DIAODU_KIT_SAVED_VIEW_H
#define DIAODU_KIT_SAVED_VIEW_H

#include "kit/pages.h"

err views_of(struct call *c, const struct record *t, saved_view_list *ret);
err views_post(struct req *q, struct out *o);   /* POST /{plural}/views: name, query */
err views_change(struct req *q, struct out *o); /* POST /{plural}/views/{view}: name, or query */
err views_remove(struct req *q, struct out *o); /* POST /{plural}/views/{view}/remove */

#endif
