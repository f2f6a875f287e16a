/* The readings of Chinese characters: every one that a modern dictionary gives, without tones, most common first. The table
 * is made at build time from Unicode's Unihan data (tool/pinyin.py). No reading is chosen by context: no library does that
 * rightly for 长海 and 调兵山 at once, so a search knows all of them.
 */
#ifndef DIAODU_KIT_PINYIN_H
#define DIAODU_KIT_PINYIN_H

#include "base/text.h"

/* "zhang chang" for 长; "" for what has none. ü is v, and as a second reading u. Lives for ever. */
text pinyin_readings(uint32_t c);

/* True when a character can be read so ("chang"). */
bool pinyin_has(uint32_t c, text syllable);

#endif
