/* See shape.h. */
#include "shape.h"

const struct word w_greet = {"greet", {"{who} & {money}", "Dear {who} & {money} {when} {month} {n} {yes}"}};
const struct word w_plain = {"plain", {"“问候”<", "“Hello”<"}};

void fmt_arrow(struct out *o, text t, const char *arrow)
{
    out_raw(o, t);
    out_raw(o, text_of(arrow));
}
