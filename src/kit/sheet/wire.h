/* The protocol between the confined parser and its parent: frames of one byte kind, four bytes length (little endian),
 * payload. In order: a SHEET per sheet, BEGIN, MERGEs and COLUMNs, ROWS, a ROW per row with cells, END. A FAULT may stand
 * anywhere and ends it. The child writes by this header's wire_… functions, the parent reads in sheet.c and checks all.
 */
#ifndef DIAODU_KIT_SHEET_WIRE_H
#define DIAODU_KIT_SHEET_WIRE_H

#include "kit/sheet/sheet.h"

enum wire_kind {
    WIRE_SHEET = 'S',  /* hidden u8, rows u32, columns u32, name */
    WIRE_BEGIN = 'B',  /* format u8, separator u8, chosen u32, rows expected u32, encoding */
    WIRE_MERGE = 'M',  /* row from, row to, column from, column to: u32 each */
    WIRE_COLUMN = 'C', /* from, to, width: u32 each, hidden u8 */
    WIRE_ROWS = '>',
    WIRE_ROW = 'R', /* number u32, hidden u8, width u32, then cells: column u16, kind u8, flags u8, length u32, bytes, NUL */
    WIRE_END = 'E',
    WIRE_FAULT = 'F', /* word u32, row u32, then for each figure: kind u8, length u8, name, (n u64 | length u32, text) */
};
enum { WIRE_FORMULA = 1, WIRE_NO_VALUE = 2, WIRE_HEAD = 5 };

void wire_u8(struct out *o, unsigned n);
void wire_u16(struct out *o, unsigned n);
void wire_u32(struct out *o, uint32_t n);
void wire_u64(struct out *o, uint64_t n);

/* One frame around a payload of at most SHEET_ROW_MAX bytes. */
void wire_frame(struct out *o, enum wire_kind kind, text payload);

void wire_sheet(struct out *o, text name, bool hidden, int64_t rows, int64_t columns);
void wire_fault(struct out *o, err e);

/* The reader's side: a payload that is eaten from the front. A short one sets `bad` and gives zeros. */
struct wire_in {
    const unsigned char *p;
    size_t n;
    bool bad;
};
uint32_t wire_take_u8(struct wire_in *in);
uint32_t wire_take_u16(struct wire_in *in);
uint32_t wire_take_u32(struct wire_in *in);
uint64_t wire_take_u64(struct wire_in *in);
text wire_take_text(struct wire_in *in, size_t n); /* not valid UTF-8: bad */

/* The fault of a frame as an error in `a`; NULL when the frame is not sound. */
err wire_take_fault(struct wire_in *in, struct arena *a);

#endif
