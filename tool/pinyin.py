"""Makes the table of readings of Chinese characters out of Unicode's Unihan data (Debian package unicode-data).

usage: pinyin.py UNIHAN_READINGS.txt[.bz2] OUT.c

Which readings: those of the table of general standard characters (kTGHZ2013), else of the 1983 dictionary (kXHC1983); with
the usual one (kMandarin) and those counted in texts (kHanyuPinlu). Most common first, without tones. ü is written v, as
input methods want it, and u, as people type it. Only U+4E00–9FFF: what lies outside has no reading here.
"""
import bz2
import re
import sys
import unicodedata

FIRST, LAST = 0x4E00, 0x9FFF
FIELDS = ("kHanyuPinlu", "kMandarin", "kTGHZ2013", "kXHC1983", "place")
PLACES = {"乐": ["lào"], "六": ["lù"], "陂": ["pō"]}  # 乐亭, 六安, 黄陂: readings that only place names keep
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c\u0302"))  # grave, acute, macron, caron, circumflex


def plain(syllable):
    """'lǜ' → ['lv', 'lu']; 'cháng' → ['chang']"""
    bare = unicodedata.normalize("NFD", syllable).translate(TONES)
    bare = unicodedata.normalize("NFC", bare).lower()
    found = [bare.replace("ü", "v"), bare.replace("ü", "u")]
    return [s for s in dict.fromkeys(found) if re.fullmatch("[a-z]+", s)]


def syllables(field, value):
    if field == "kHanyuPinlu":  # "diào(390) tiáo(213)"
        return re.sub(r"\(\d+\)", "", value).split()
    if field in ("kTGHZ2013", "kXHC1983"):  # "038.110:cháng 466.110,467.020:zhǎng"
        return [s for part in value.split() for s in part.split(":")[-1].split(",")]
    return value.split()


def read(path):
    """code point → {field: [syllable]}"""
    found = {}
    with (bz2.open if path.endswith(".bz2") else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("U+"):
                point, field, value = line.rstrip("\n").split("\t")
                point = int(point[2:], 16)
                if field in FIELDS and FIRST <= point <= LAST:
                    found.setdefault(point, {})[field] = syllables(field, value)
    return found


def readings(fields):
    if "kTGHZ2013" in fields:
        fields = {k: v for k, v in fields.items() if k != "kXHC1983"}
    all_of = [s for field in FIELDS for syllable in fields.get(field, []) for s in plain(syllable)]
    return " ".join(dict.fromkeys(all_of))


def main(source, target):
    chars = read(source)
    if len(chars) < 20000:
        sys.exit(f"{source}: only {len(chars)} characters; is it Unihan_Readings?")
    for char, kept in PLACES.items():
        chars[ord(char)]["place"] = kept
    of = [readings(chars.get(point, {})) for point in range(FIRST, LAST + 1)]
    sets = {"": 0}
    for r in of:
        sets.setdefault(r, len(sets))
    numbers = [str(sets[r]) for r in of]
    rows = [",".join(numbers[i:i + 32]) for i in range(0, len(numbers), 32)]
    with open(target, "w", encoding="ascii") as out:
        out.write('/* Made by tool/pinyin.py from Unihan_Readings; not to be edited. */\n#include "kit/pinyin_table.h"\n\n')
        out.write("const char *const pinyin_sets[] = {\n" + "".join(f'    "{s}",\n' for s in sets) + "};\n\n")
        out.write("const uint16_t pinyin_set_of[] = {\n" + ",\n".join(rows) + "};\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
