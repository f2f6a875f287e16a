/* URLs: see url.h. */
#include "kit/url.h"

/* Browsers drop tabs and line breaks within a URL and read \ as /, so neither may be there. */
static bool is_clean(text t)
{
    for (size_t i = 0; i < t.n; i++)
        if ((unsigned char)t.p[i] <= ' ' || t.p[i] == '\\' || t.p[i] == 0x7f)
            return false;
    return true;
}

struct url url_of(text t)
{
    bool local = t.n && (t.p[0] == '?' || t.p[0] == '#' || (t.p[0] == '/' && (t.n == 1 || t.p[1] != '/')));

    if (is_clean(t) && (local || text_starts(t, T("http://")) || text_starts(t, T("https://"))))
        return (struct url){t};
    return (struct url){T("#")};
}
