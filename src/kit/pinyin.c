/* Readings of Chinese characters: see pinyin.h. */
#include "pinyin.h"

#include "pinyin_table.h"

text pinyin_readings(uint32_t c)
{
    if (c == 0x3007) /* 〇 stands outside the block */
        return T("ling");
    return c >= PINYIN_FIRST && c <= PINYIN_LAST ? text_of(pinyin_sets[pinyin_set_of[c - PINYIN_FIRST]]) : T("");
}

bool pinyin_has(uint32_t c, text syllable)
{
    text rest = pinyin_readings(c), part;

    while (text_each(&rest, ' ', &part))
        if (part.n && text_eq(part, syllable))
            return true;
    return false;
}
