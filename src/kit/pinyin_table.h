/* The generated table; used by pinyin.c only. */
#ifndef DIAODU_KIT_PINYIN_TABLE_H
#define DIAODU_KIT_PINYIN_TABLE_H

#include <stdint.h>

enum { PINYIN_FIRST = 0x4e00, PINYIN_LAST = 0x9fff };

extern const char *const pinyin_sets[];  /* "zhang chang" */
extern const uint16_t pinyin_set_of[];   /* by code point from PINYIN_FIRST on: an index into pinyin_sets */

#endif
