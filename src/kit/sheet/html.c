#include "kit/sheet/parse.h"
err html_parse(struct parse *p) { return FAIL(p->a, E_INPUT, w_sheet_not_a_workbook, .args = {ARG_WORD("what", &w_sheet_is_html)}); }
