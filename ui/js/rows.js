// The list: chosen rows with their sums, all that fit the filter, the keys j k x, the row height, and the place in a long table
// when the reader comes back. Without script the boxes and the buttons under the table do the same for the rows that are ticked.
const rowsOf = (form) => [...form.querySelectorAll("[data-rows] tr")];
const boxOf = (row) => row.querySelector('input[name="id"]');

// --- chosen rows -----------------------------------------------------------------------------------------------------------
const billion = (yuan) => (yuan / 1e8).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

// A cell of money shows units of 10,000 yuan to two places: exact enough for a sum in units of 100 million to one.
const yuan = (cell) => Number(cell.textContent.replaceAll(",", "").replace("−", "-")) * 1e4;

function sums(rows, unit) {
  const heads = [...(rows[0]?.closest("table").tHead.querySelectorAll("[data-wan]") ?? [])];
  const filled = (head) => rows.map((row) => row.cells[head.cellIndex]).filter((cell) => cell?.textContent);
  return heads
    .map((head) => [head, filled(head)])
    .filter(([, cells]) => cells.length)
    .slice(0, 3)
    .map(([head, cells]) => `${head.querySelector("a").textContent} ${billion(cells.reduce((sum, cell) => sum + yuan(cell), 0))} ${unit}`)
    .join(" · ");
}

// What a narrow cell cuts off is told under the pointer.
document.addEventListener("pointerover", (event) => {
  const cell = event.target.closest?.("[data-rows] :is(td, th > a)");
  if (cell && !cell.title && cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent;
});

function whole(form, on) {
  const kept = form.querySelector("[data-query]");
  kept.disabled = !on;
  form.classList.toggle("is-whole", on);
  rowsOf(form).forEach((row) => boxOf(row) && (boxOf(row).disabled = on));
}

function showChosen(form) {
  const bar = form.querySelector("[data-bulk]");
  if (!bar) return;
  const rows = rowsOf(form);
  const chosen = rows.filter((row) => boxOf(row)?.checked);
  const all = form.classList.contains("is-whole");
  const hits = document.getElementById("hits-all")?.dataset.n;
  rows.forEach((row) => row.setAttribute("aria-selected", String(!!boxOf(row)?.checked)));
  bar.hidden = chosen.length === 0;
  bar.querySelector("[data-count]").textContent = all ? hits : chosen.length;
  bar.querySelector("[data-sums]").textContent = all ? "" : sums(chosen, bar.querySelector("[data-sums]").dataset.unit);
  const fixed = all ? 0 : chosen.filter((row) => "fixed" in row.dataset).length;
  const note = bar.querySelector("[data-fixed-note]");
  note.hidden = fixed === 0;
  note.querySelector("b").textContent = fixed;
  bar.querySelector("[data-change]").disabled = fixed > 0; // all or nothing: it would be refused
  const more = bar.querySelector("[data-whole]");
  if (more) {
    more.hidden = all || chosen.length < rows.length || !hits;
    more.querySelector("[data-whole-count]").textContent = hits ?? "";
  }
  const head = form.querySelector("[data-all]");
  if (head) {
    head.checked = chosen.length === rows.length;
    head.indeterminate = chosen.length > 0 && chosen.length < rows.length;
  }
}

function choose(form, on) {
  whole(form, false);
  rowsOf(form).forEach((row) => boxOf(row) && (boxOf(row).checked = on));
  showChosen(form);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-list]");
  if (event.target.matches?.("select[data-submit]")) event.target.form.requestSubmit();
  if (!form) return;
  if (event.target.matches("[data-all]")) choose(form, event.target.checked);
  else showChosen(form);
});
document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-list]");
  if (form && event.target.closest("[data-none]")) choose(form, false);
  if (form && event.target.closest("[data-whole]")) {
    whole(form, true);
    showChosen(form);
  }
});

// --- keys: j and k go from row to row, x ticks, Enter opens (the link has the focus) ------------------------------------------
document.addEventListener("keydown", (event) => {
  const form = document.querySelector("[data-list]");
  if (!form || event.ctrlKey || event.metaKey || event.altKey || !"jkx".includes(event.key)) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, details[open]")) return;
  const rows = rowsOf(form);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  event.preventDefault();
  if (event.key === "x" && at >= 0) {
    boxOf(rows[at])?.click();
    return;
  }
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)))];
  if (event.key !== "x") next?.querySelector("a")?.focus();
});

// --- row height ---------------------------------------------------------------------------------------------------------------
function showDensity() {
  const dense = document.body.classList.contains("dd-dense");
  document.querySelectorAll("[data-density]").forEach((button) => button.setAttribute("aria-pressed", String((button.dataset.density === "dense") === dense)));
}
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-density]");
  if (!button) return;
  document.body.classList.toggle("dd-dense", button.dataset.density === "dense");
  document.cookie = `dd_density=${button.dataset.density};path=/;max-age=31536000;samesite=lax`;
  showDensity();
});

// --- back in a long table: the place where one was (numbers only, nothing of what was read) -------------------------------------
const place = () => `place:${location.pathname}${location.search}`;
window.addEventListener("pagehide", () => {
  const table = document.querySelector(".dd-scroll");
  if (table) sessionStorage.setItem(place(), `${table.scrollTop},${table.scrollLeft}`);
});
function restore() {
  const table = document.querySelector(".dd-scroll");
  const came = performance.getEntriesByType("navigation")[0]?.type;
  const kept = sessionStorage.getItem(place());
  if (table && kept && came === "back_forward") [table.scrollTop, table.scrollLeft] = kept.split(",").map(Number);
}

showDensity();
restore();
document.querySelectorAll("[data-list]").forEach(showChosen);
