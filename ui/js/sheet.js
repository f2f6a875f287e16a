// What a sheet of cells needs and no page knows of: blocks as Excel and WPS put them on the clipboard, and what can be undone.

/** Rows of cells out of a copied block: parted by tabs and lines; a cell in quotes may hold both, and "" for a quote. */
export function blockOf(text) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  const endCell = () => {
    rows[rows.length - 1].push(cell);
    cell = "";
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') (cell += '"'), i++;
      else quoted = false;
    } else if (c === '"' && cell === "") {
      quoted = true;
    } else if (c === "\t") {
      endCell();
    } else if (c === "\n" || c === "\r") {
      if (c === "\r" && text[i + 1] === "\n") i++;
      endCell();
      rows.push([]);
    } else {
      cell += c;
    }
  }
  endCell();
  const last = rows[rows.length - 1];
  if (rows.length > 1 && last.length === 1 && last[0] === "") rows.pop(); // the line end after the last row
  return rows;
}

/** The same the other way round. */
export function textOf(rows) {
  const said = (cell) => (/[\t\n\r"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(said).join("\t")).join("\r\n");
}

/** 1,234.5 as a number, of full width as well; NaN for what is none. */
export function numberOf(text) {
  const plain = String(text).normalize("NFKC").replaceAll("−", "-").replace(/[,\s%]/g, "");
  return plain === "" ? NaN : Number(plain);
}

/** Steps that can be taken back. A step is a list of {cell, before, after}. */
export function history(most = 200) {
  const done = [];
  const undone = [];
  return {
    add(step) {
      if (!step.length) return;
      done.push(step);
      if (done.length > most) done.shift();
      undone.length = 0;
    },
    undo() {
      const step = done.pop();
      if (step) undone.push(step);
      return step?.map(({ cell, before }) => ({ cell, value: before }));
    },
    redo() {
      const step = undone.pop();
      if (step) done.push(step);
      return step?.map(({ cell, after }) => ({ cell, value: after }));
    },
  };
}
