/* Code lists: the values that a `code` or `codes` field may take. A list is a constant table kept by the capability that
 * owns the field; its keys are stored, its labels shown, its aliases are further words that people type for an item.
 *
 *     static const struct codeitem items[] = {{"approval", {"审批", "Approval"}, "审批制|审批类"}, …};
 *     const struct codelist list_approve_kind = CODELIST("approve_kind", items);
 */
#ifndef DIAODU_KIT_CODELIST_H
#define DIAODU_KIT_CODELIST_H

#include "base/text.h"

struct codeitem {
    const char *key;            /* [a-z0-9_], never changed once stored */
    const char *in[LANG_COUNT]; /* labels */
    const char *aliases;        /* parted by '|'; NULL: none */
};

struct codelist {
    const char *name; /* of the field that it serves */
    const struct codeitem *items;
    size_t n;
    const struct codeitem *const *by_key; /* the items sorted by key (codelist_sort); NULL: a short list, looked through */
};
#define CODELIST(name_, items_)                                                                                        \
    {                                                                                                                  \
        (name_), (items_), COUNT(items_), NULL                                                                         \
    }

/* The item with this key (exactly), or NULL. */
const struct codeitem *codelist_item(const struct codelist *l, text key);
void codelist_sort(struct arena *a, struct codelist *l); /* for lists of many items; each key stands once */
bool codelist_has(const struct codelist *l, code c);

/* What is shown: the label (the Chinese one where there is no English); the key itself when the list does not know it (an
 * older database); absent stays absent. */
text codelist_label(const struct codelist *l, code c, enum lang lang);

/* The item that a person means: by key, by either label, by an alias, or by one of these with the label behind it
 * ("3217 镁冶炼"); width, case, blanks and marks do not matter. NULL when none or when two items fit. */
const struct codeitem *codelist_match(const struct codelist *l, text typed);

/* The item that is most like what was typed, to be offered, never taken; NULL when nothing is near. */
const struct codeitem *codelist_nearest(const struct codelist *l, text typed);

/* Sets, stored as "ppp,reits" in the list's order. */
bool codes_has(codes set, const char *key);
size_t codes_count(codes set);

/* The key of an item as a code; NULL gives the absent code. Points at the table: lives for ever. */
code code_of(const struct codeitem *item);

/* How alike two texts are: characters in common by longest common subsequence, twice over the sum of lengths, in
 * percent. Folded as scan.h says. Texts beyond 64 characters are compared by their first 64. */
int text_likeness(text a, text b);

#endif
