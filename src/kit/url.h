/* Whole URLs that are safe to link to. */
#ifndef DIAODU_KIT_URL_H
#define DIAODU_KIT_URL_H

#include "base/text.h"

/* A URL that was checked, or made by kit: within this site (/…, ?…, #…) or http(s)://…. */
struct url {
    text t;
};

/* The URL `t` if it is one of those; else "#", which leads nowhere. The bytes stay where they are. */
struct url url_of(text t);

#endif
