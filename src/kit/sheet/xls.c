#include "kit/sheet/parse.h"
err xls_parse(struct parse *p) { return parse_broken(p, "xls"); }
