// A table of inputs that behaves like a sheet: arrows, Enter, ranges, a block pasted from Excel, fill down, undo; each changed row is
// saved by itself, and what the server says of it is marked at its cells. Without script it is a plain form with the same inputs.
import { put as send } from "./put.js";
import { blockOf, history, numberOf, textOf } from "./sheet.js";

const SOON_MS = 900;
const AGAIN_MS = 5000;
const form = document.querySelector("form[data-grid]");
const table = form?.querySelector("table");

// --- cells -------------------------------------------------------------------------------------------------------------------------
const columns = table ? [...table.tHead.rows[0].cells].filter((th) => th.classList.contains("dd-grid-ed")).map((th) => th.cellIndex) : [];
const rows = () => [...table.tBodies[0].rows];
const cellAt = (row, column) => rows()[row]?.cells[columns[column]];
const controlAt = (row, column) => cellAt(row, column)?.querySelector("input, select") ?? null; // none: locked
const isCell = (element) => element?.matches?.("td.e input, td.e select") && table.contains(element);
const keyOf = (element) => element.closest("[data-row]")?.dataset.row ?? element.closest("[data-side]")?.dataset.side;

function placeOf(control) {
  const cell = control.closest("td");
  return { row: rows().indexOf(cell.parentElement), column: columns.indexOf(cell.cellIndex) };
}

let active = null; // the place that has the focus
let end = null; // the other corner of the range
let editing = false; // arrows move in the text, not between cells
let before = ""; // what the cell said when it was entered

function range() {
  const [top, bottom] = [active.row, end.row].sort((a, b) => a - b);
  const [left, right] = [active.column, end.column].sort((a, b) => a - b);
  return { top, bottom, left, right, many: top !== bottom || left !== right };
}

function placesIn({ top, bottom, left, right }) {
  const places = [];
  for (let row = top; row <= bottom; row++) for (let column = left; column <= right; column++) places.push({ row, column });
  return places;
}

const shown = (control) => (control.tagName === "SELECT" ? (control.selectedOptions[0]?.text ?? "") : control.value);

function showRange() {
  table.querySelectorAll(".is-sel").forEach((cell) => cell.classList.remove("is-sel"));
  table.querySelectorAll(".is-here").forEach((row) => row.classList.remove("is-here"));
  if (!active) return;
  rows()[active.row]?.classList.add("is-here");
  const within = range();
  const places = within.many ? placesIn(within) : [];
  places.forEach(({ row, column }) => cellAt(row, column)?.classList.add("is-sel"));
  const numbers = places.map(({ row, column }) => numberOf(controlAt(row, column)?.value ?? cellAt(row, column)?.textContent ?? "")).filter((n) => !Number.isNaN(n));
  const sum = numbers.reduce((a, b) => a + Math.round(b * 10000), 0) / 10000;
  const said = numbers.length ? form.dataset.sum.replace("{n}", numbers.length).replace("{sum}", sum.toLocaleString("en-US", { maximumFractionDigits: 4 })) : "";
  form.querySelector("[data-grid-sum]").textContent = said;
}

function showSide(key) {
  form.querySelectorAll("[data-side]").forEach((side) => side.classList.toggle("is-here", side.dataset.side === key));
  const here = form.querySelector("[data-side].is-here");
  form.querySelector(".dd-grid-side").classList.toggle("is-empty", !here || here.classList.contains("is-quiet"));
}

function go(row, column) {
  for (let r = row, step = row >= (active?.row ?? 0) ? 1 : -1; r >= 0 && r < rows().length; r += step) {
    const control = controlAt(r, column);
    if (!control) continue; // a locked row is stepped over
    control.focus();
    return;
  }
}

function goSideways(row, column) {
  if (column >= 0 && column < columns.length) controlAt(row, column)?.focus();
}

function extend(dr, dc) {
  end = { row: Math.max(0, Math.min(rows().length - 1, end.row + dr)), column: Math.max(0, Math.min(columns.length - 1, end.column + dc)) };
  cellAt(end.row, end.column)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  showRange();
}

// --- changes -------------------------------------------------------------------------------------------------------------------------
const past = history();
const dirty = new Set();

/** Puts a value in; false when the list has no such choice. */
function put(control, value) {
  if (control.tagName !== "SELECT") {
    control.value = value.replace(/[\r\n]+/g, " ").trim();
    return true;
  }
  const option = [...control.options].find((o) => o.value === value || o.text === value.trim());
  if (!option) return false;
  control.value = option.value;
  return true;
}

// Changed, it is no longer what was put in.
function unmark(control) {
  control.closest("td.is-ahead")?.classList.remove("is-ahead");
  if (control.getAttribute("aria-describedby") === "grid-ahead") control.removeAttribute("aria-describedby");
}

function touched(control) {
  unmark(control);
  dirty.add(keyOf(control));
  addUp();
  soon();
}

/** The sums at the foot, of what stands in the cells now. */
function addUp() {
  for (const foot of table.querySelectorAll("tfoot [data-sum-of]")) {
    const numbers = rows().map((row) => row.cells[foot.cellIndex]).map((cell) => numberOf(cell?.querySelector("input")?.value ?? cell?.textContent ?? "")).filter((n) => !Number.isNaN(n));
    foot.textContent = (numbers.reduce((a, b) => a + Math.round(b * 10000), 0) / 10000).toLocaleString("en-US", { maximumFractionDigits: 4 });
  }
}

/** What was typed into the cell that has the focus becomes a step. */
function commit(control) {
  if (control.value === before) return;
  past.add([{ cell: control, before, after: control.value }]);
  before = control.value;
  touched(control);
}

/** Many cells as one step: [{place, value}]. How many could not be changed. */
function change(wishes) {
  const step = [];
  let refused = 0;
  for (const { row, column, value } of wishes) {
    const control = controlAt(row, column);
    const was = control?.value;
    if (!control || !put(control, value)) {
      refused++;
      continue;
    }
    if (control.value === was) continue;
    step.push({ cell: control, before: was, after: control.value });
    touched(control);
  }
  past.add(step);
  settle();
  return refused;
}

/** What was put into the cell that has the focus is no typing: leaving it makes no step of its own. */
function settle() {
  const here = active && controlAt(active.row, active.column);
  if (here) before = here.value;
}

function again(step) {
  if (!step) return;
  for (const { cell, value } of step) {
    cell.value = value;
    touched(cell);
  }
  settle();
  step[0].cell.focus();
  before = step[0].cell.value;
  note(""); // what was said of the pasting is no longer so
}

function note(text) {
  form.querySelector("[data-grid-note]").textContent = text;
}

function paste(text) {
  const block = blockOf(text);
  const within = range();
  const wide = Math.max(...block.map((row) => row.length));
  let wishes;
  if (block.length === 1 && wide === 1) {
    wishes = placesIn(within).map((place) => ({ ...place, value: block[0][0] }));
  } else {
    wishes = block.flatMap((cells, r) => cells.map((value, c) => ({ row: within.top + r, column: within.left + c, value })));
    end = { row: Math.min(rows().length - 1, within.top + block.length - 1), column: Math.min(columns.length - 1, within.left + wide - 1) };
    active = { row: within.top, column: within.left };
  }
  const inside = wishes.filter(({ row, column }) => cellAt(row, column)); // the others lie beyond the table
  const beyond = wishes.length - inside.length;
  const refused = change(inside);
  showRange();
  const more = (n, said) => (n ? said.replace("{n}", n) : "");
  note(form.dataset.pasted.replace("{rows}", block.length).replace("{columns}", wide) + more(refused, form.dataset.skipped) + more(beyond, form.dataset.beyond));
}

function fillDown() {
  const { top, bottom, left, right } = range();
  const from = top === bottom ? top - 1 : top;
  const wishes = [];
  for (let column = left; column <= right; column++) {
    const source = controlAt(from, column);
    if (!source) continue;
    for (let row = from + 1; row <= bottom; row++) if (controlAt(row, column)) wishes.push({ row, column, value: source.value });
  }
  change(wishes);
}

// --- keys ------------------------------------------------------------------------------------------------------------------------------
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function arrow(event, [dr, dc]) {
  if (event.altKey || (editing && dc)) return;
  event.preventDefault();
  if (event.shiftKey) return extend(dr, dc);
  if (dr) go(active.row + dr, active.column);
  else goSideways(active.row, active.column + dc);
}

function withCtrl(event, control) {
  const key = event.key.toLowerCase();
  if (!["d", "z", "y"].includes(key)) return;
  event.preventDefault();
  commit(control);
  if (key === "d") fillDown();
  else again(key === "y" || event.shiftKey ? past.redo() : past.undo());
}

function keydown(event) {
  const control = event.target;
  if (!isCell(control) || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) return withCtrl(event, control);
  if (MOVES[event.key]) return arrow(event, MOVES[event.key]);
  if (event.key === "Enter") {
    event.preventDefault(); // never sends the form
    go(active.row + (event.shiftKey ? -1 : 1), active.column);
  } else if (event.key === "F2") {
    event.preventDefault();
    editing = true;
    control.setSelectionRange?.(control.value.length, control.value.length);
  } else if (event.key === "Escape") {
    control.value = before;
    editing = false;
    control.select?.();
  } else if ((event.key === "Delete" || event.key === "Backspace") && range().many) {
    event.preventDefault();
    change(placesIn(range()).map((place) => ({ ...place, value: "" })));
  }
}

function enter(control) {
  active = placeOf(control);
  end = { ...active };
  editing = false;
  before = control.value;
  control.select?.();
  showRange();
  showSide(keyOf(control));
}

// --- saving ------------------------------------------------------------------------------------------------------------------------------
let timer;
let running = Promise.resolve();
const state = (text) => (form.querySelector("[data-grid-state]").textContent = text);

function soon(ms = SOON_MS) {
  clearTimeout(timer);
  timer = setTimeout(() => (running = running.then(save, save)), ms);
}

function bodyOf(keys) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const key = name === "row" ? value : name.match(/^(?:answer\.|why\.)?(\d+)\./)?.[1];
    if (key === undefined ? name !== "csrf" : keys.has(key)) data.append(name, value);
  }
  return data.toString();
}

/** The rows as the server has them now: marks, questions, sums, versions. What is being typed stays. */
function take(html) {
  const now = new DOMParser().parseFromString(html, "text/html");
  for (const row of now.querySelectorAll("tr[id]")) {
    const here = document.getElementById(row.id);
    if (here && !row.dataset.row) here.replaceWith(row); // sent meanwhile: it is only read
    if (!here || !row.dataset.row) continue;
    for (const cell of row.querySelectorAll("td[data-cell]")) {
      const mine = here.querySelector(`td[data-cell="${cell.dataset.cell}"]`);
      const selected = mine.classList.contains("is-sel");
      mine.className = cell.className;
      mine.classList.toggle("is-sel", selected);
      for (const name of ["aria-invalid", "aria-describedby"]) {
        const said = cell.querySelector("input, select").getAttribute(name);
        const control = mine.querySelector("input, select");
        if (said === null) control.removeAttribute(name);
        else control.setAttribute(name, said);
      }
    }
  }
  for (const part of now.querySelectorAll("[data-part]")) {
    const here = document.getElementById(part.id);
    if (!here || (here.contains(document.activeElement) && document.activeElement.type !== "radio")) continue;
    const { activeElement: at } = document;
    const again = here.contains(at) ? `[name="${at.name}"][value="${at.value}"]` : null;
    here.innerHTML = part.innerHTML; // made and escaped by our own server's templates
    here.classList.toggle("is-quiet", part.classList.contains("is-quiet"));
    if (again) here.querySelector(again)?.focus();
  }
  if (active) showSide(rows()[active.row]?.dataset.row);
  addUp();
  return now;
}

/** Asks the server what the chosen rows' cells should be (none chosen: it says which), and puts that in as one step that can be taken back. */
async function ask(button) {
  if (active && controlAt(active.row, active.column)) commit(controlAt(active.row, active.column));
  await running;
  const all = rows().filter((row) => row.dataset.row);
  const chosen = all.filter((row) => row.querySelector('input[name$=".pick"]')?.checked);
  const keys = new Set((chosen.length ? chosen : all).map((row) => row.dataset.row));
  try {
    const answer = await send(form.dataset.grid, `${bodyOf(keys)}&${new URLSearchParams({ [button.name]: button.value })}`);
    if (answer.status !== 422 && !answer.ok) throw new Error(String(answer.status));
    const now = take(await answer.text());
    const wishes = [];
    for (const cell of now.querySelectorAll("tr[data-row] td[data-cell]")) {
      const row = rows().findIndex((it) => it.id === cell.parentElement.id);
      wishes.push({ row, column: columns.indexOf(cell.cellIndex), value: cell.querySelector("input, select").value });
    }
    change(wishes);
    note(now.querySelector("[data-grid-said]")?.textContent ?? "");
    const wrong = rows().find((row) => row.querySelector(".is-bad"));
    if (wrong) showSide(wrong.dataset.row);
  } catch {
    state(form.dataset.unsaved);
  }
}

async function save() {
  if (!dirty.size) return;
  const keys = new Set(dirty);
  dirty.clear();
  state(form.dataset.saving);
  try {
    const answer = await send(form.dataset.grid, bodyOf(keys));
    if (answer.status !== 422 && !answer.ok) throw new Error(String(answer.status));
    take(await answer.text());
    state(`${form.dataset.kept} ${new Date().toLocaleTimeString("zh-CN", { hour12: false })}`);
  } catch {
    keys.forEach((key) => dirty.add(key));
    state(form.dataset.unsaved);
    soon(AGAIN_MS);
  }
}

// --- what happens -------------------------------------------------------------------------------------------------------------------------
if (table) {
  form.classList.add("is-live");
  form.addEventListener("keydown", keydown);
  form.addEventListener("focusin", ({ target }) => isCell(target) && enter(target));
  form.addEventListener("focusout", ({ target }) => isCell(target) && commit(target));
  form.addEventListener("change", ({ target }) => {
    if (isCell(target)) commit(target);
    else if (target.closest("[data-side]")) touched(target);
  });
  form.addEventListener("mousedown", (event) => {
    if (!isCell(event.target)) return;
    if (event.shiftKey && active) {
      event.preventDefault();
      end = placeOf(event.target);
      showRange();
    } else if (event.target === document.activeElement) {
      editing = true; // a second click goes into the text
    }
  });
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!isCell(event.target) || (editing && !/[\t\n]/.test(text))) return;
    event.preventDefault();
    commit(event.target);
    paste(text);
  });
  form.addEventListener("copy", (event) => {
    if (!isCell(event.target) || !range().many) return;
    const { top, bottom, left, right } = range();
    const block = [];
    for (let row = top; row <= bottom; row++)
      block.push(Array.from({ length: right - left + 1 }, (_, i) => (controlAt(row, left + i) ? shown(controlAt(row, left + i)) : (cellAt(row, left + i)?.textContent.trim() ?? ""))));
    event.clipboardData.setData("text/plain", textOf(block));
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.matches("[data-grid-ask]")) return dirty.clear(); // the form itself carries all of it
    event.preventDefault();
    ask(event.submitter);
  });
  form.querySelector("[data-grid-all]")?.addEventListener("change", ({ target }) => form.querySelectorAll('input[name$=".pick"]').forEach((box) => (box.checked = target.checked)));
  window.addEventListener("online", () => soon(0));
  window.addEventListener("beforeunload", (event) => dirty.size && event.preventDefault());
  const first = form.querySelector("[data-side]:not(.is-quiet)");
  showSide(first?.dataset.side);
}
