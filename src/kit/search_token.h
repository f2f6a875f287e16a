/* How names become search words, and what is typed becomes a query. The engines' inverted indexes (SQLite FTS5,
 * PostgreSQL tsvector) only see words of [a-z0-9] that begin with a letter, which neither of them cuts or changes; so both give the same
 * answers. A query is words that must all be there (AND), each whole or as a prefix; there is no OR.
 *
 * Words of a text (punctuation, brackets and blanks between are skipped, width and case folded):
 *   h + XXXX + YYYY  two neighbouring Han characters, each its code point in four digits of base 36
 *   h + XXXX         the last Han character of a run; one Han character typed is the prefix h + XXXX of either
 *   w + letters      from every Han character on, and from every place where a word or number begins: the initials of what
 *                    follows (地铁4号线 → dt4hx), and the same in full pinyin (ditie4…), cut to SEARCH_LETTERS letters; each
 *                    in every combination of readings, common ones first, at most SEARCH_READINGS a place
 *   w + word         a longer Latin word or number whole; and codes joined from each of their groups on
 *                    (2207-210522-04-01-123456 → w22072105…, w2105220401…, …)
 * So one kind of word serves Latin words, initials and full pinyin. A Latin term of a query is a prefix; one of SEARCH_LETTERS letters and more
 * is a whole word, since from each place stand just so many: prefixes that many names share are dear to gather.
 *
 * Recall: whatever stands together in the name is found from any character on: by Han characters, by initials in any reading
 * (长海 by ch and zh; 调兵山 by dbs and tbs), by full pinyin, by the head of a word, by any group of a code. Of a
 * Latin term the first SEARCH_LETTERS letters count (of numbers from seven digits on, all): beyond that precision is lost, never recall.
 * Precision: Han characters match in pairs, not in phrases: 大雅河 finds also a name with 大雅 and 雅河 apart, which is rare.
 * One letter finds half of all; search_query refuses it alone.
 */
#ifndef DIAODU_KIT_SEARCH_TOKEN_H
#define DIAODU_KIT_SEARCH_TOKEN_H

#include "base/text.h"

enum {
    SEARCH_LETTERS = 6,   /* of initials and pinyin that are kept */
    SEARCH_READINGS = 16, /* combinations a place */
    SEARCH_WORD = 32,     /* the longest word kept whole */
    SEARCH_CHARS = 400,   /* of a text that are looked at */
    SEARCH_TERMS = 12,    /* of a query */
};

/* What of a text goes into the index. */
enum search_kind {
    SEARCH_HAN = 1,
    SEARCH_INITIALS = 2,
    SEARCH_PINYIN = 4,
    SEARCH_CODE = 0,                                            /* words and numbers are always in */
    SEARCH_NAME = SEARCH_HAN | SEARCH_INITIALS | SEARCH_PINYIN, /* a project, a body */
    SEARCH_PLAIN = SEARCH_HAN,                                  /* an address, a remark */
};

/* The words of a text, each once, sorted, parted by blanks; empty when there is nothing to find. */
text search_tokens(struct arena *a, text t, enum search_kind kind);

/* The same for a record with several texts: gathered, then joined once. */
typedef LIST(text) search_words;
void search_add_tokens(struct arena *a, text t, enum search_kind kind, search_words *ret);
text search_join(struct arena *a, const search_words *tokens);

struct search_term {
    text token;
    bool prefix; /* token* (FTS5), token:* (tsquery); else the whole word */
};
typedef LIST(struct search_term) search_terms;

/* The terms that must all match. False (and none) when nothing can be found by what was typed: nothing but marks, or one
 * Latin letter. At most SEARCH_TERMS; more are left out. */
bool search_query(struct arena *a, text typed, search_terms *ret);

/* Whether the words of search_tokens() satisfy a query: what the engines do, for tests and for small lists in memory. */
bool search_matches(text tokens, const search_terms *q);

#endif
