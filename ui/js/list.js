// Lists and forms: search as you type, chosen rows, columns, suggestions, the warning before changes are lost. All of it is an
// addition: without script the search is a form, columns an address, a reference typed by its name.

const debounce = (work, ms) => {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), ms);
  };
};

// --- search as you type -----------------------------------------------------------------------------------------------
let asked = 0;
async function suggestSearch(input) {
  const mine = ++asked;
  let box = input.form.querySelector(".dd-found");
  if (!input.value.trim()) {
    box?.remove();
    return;
  }
  const answer = await fetch(`/search?quick=1&q=${encodeURIComponent(input.value)}`, { headers: { "HX-Request": "true" } });
  if (mine !== asked || !answer.ok) return;
  if (!box) {
    box = document.createElement("div");
    box.className = "dd-found";
    box.setAttribute("role", "listbox");
    input.form.append(box);
  }
  box.innerHTML = await answer.text();
}
const searchSoon = debounce(suggestSearch, 120);

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-find]")) searchSoon(event.target);
  if (event.target.matches?.("[data-suggest]")) suggestSoon(event.target);
});

document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.("[data-find]");
  if (!input) return;
  const hits = [...input.form.querySelectorAll("a.dd-hit")];
  const at = hits.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") input.form.querySelector(".dd-found")?.remove();
  if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    hits[at].click();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !hits.length) return;
  event.preventDefault();
  hits[at]?.removeAttribute("aria-selected");
  hits[(at + step + hits.length) % hits.length].setAttribute("aria-selected", "true");
});
document.addEventListener("click", (event) => {
  if (!event.target.closest(".dd-find")) document.querySelector(".dd-found")?.remove();
});

// --- references: titles offered while typing ------------------------------------------------------------------------------
async function suggestTitles(input) {
  const answer = await fetch(`/suggest/${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`);
  if (!answer.ok) return;
  let list = document.getElementById(`list-${input.id}`);
  if (!list) {
    list = document.createElement("datalist");
    list.id = `list-${input.id}`;
    input.after(list);
    input.setAttribute("list", list.id);
  }
  list.replaceChildren(...(await answer.json()).map((hit) => Object.assign(document.createElement("option"), { value: hit.title })));
}
const suggestSoon = debounce(suggestTitles, 150);

// --- forms: leaving with changes asks ------------------------------------------------------------------------------------------
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest?.("[data-form]")) unsaved = true;
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-form]")) unsaved = false;
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
document.querySelector("[data-form] [aria-invalid]")?.focus();
