// Forms: suggestions, the warning before changes are lost. All of it is an addition: without script a reference is typed by its
// name.

const debounce = (work, ms) => {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), ms);
  };
};

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-suggest]")) suggestSoon(event.target);
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
