// Search as you type, in the bar ("/") and in the palette (Ctrl K): a combobox as screen readers know it. The list comes from the
// search page's own answer; without script the bar's form leads there.
const soon = (work, ms) => {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
};

const options = (list) => [...list.querySelectorAll("a.dd-hit")].filter((hit) => !hit.hidden);

function mark(input, list, at) {
  options(list).forEach((hit, i) => {
    hit.id ||= `${list.id}-${Math.random().toString(36).slice(2, 9)}`;
    hit.setAttribute("aria-selected", String(i === at));
    if (i === at) {
      input.setAttribute("aria-activedescendant", hit.id);
      hit.scrollIntoView({ block: "nearest" });
    }
  });
  if (at < 0) input.removeAttribute("aria-activedescendant");
}

function keys(event, input, list) {
  const hits = options(list);
  const at = hits.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && hits.length) {
    event.preventDefault();
    mark(input, list, (at + step + hits.length) % hits.length);
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    hits[at].click();
  }
}

async function found(typed) {
  try {
    const answer = await fetch(`/search?quick=1&q=${encodeURIComponent(typed)}`, { headers: { "HX-Request": "true" } });
    return answer.ok && !answer.redirected ? await answer.text() : "";
  } catch {
    return "";
  }
}

// --- the bar -----------------------------------------------------------------------------------------------------------------
const bar = document.querySelector("[data-find]");

function close() {
  document.getElementById("found")?.remove();
  bar.setAttribute("aria-expanded", "false");
  bar.removeAttribute("aria-activedescendant");
}

async function show() {
  const typed = bar.value.trim();
  if (!typed) return close();
  const hits = await found(typed);
  if (typed !== bar.value.trim()) return undefined;
  let list = document.getElementById("found");
  if (!list) {
    list = Object.assign(document.createElement("div"), { id: "found", className: "dd-found" });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", bar.labels[0]?.textContent ?? "");
    bar.form.append(list);
  }
  list.innerHTML = hits;
  bar.setAttribute("aria-expanded", "true");
  return undefined;
}

if (bar?.form) {
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "found" })) bar.setAttribute(name, value);
  const later = soon(show, 120);
  bar.addEventListener("input", later);
  bar.addEventListener("keydown", (event) => {
    const list = document.getElementById("found");
    if (event.key === "Escape") close();
    else if (list) keys(event, bar, list);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".dd-find")) close();
  });
}

// --- the palette ---------------------------------------------------------------------------------------------------------------
const folded = (text) => text.toLowerCase().replace(/\s+/g, "");

function palette() {
  const dialog = document.querySelector("dialog.dd-palette") ?? document.body.appendChild(document.getElementById("palette").content.cloneNode(true).firstElementChild);
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  if (!dialog.dataset.ready) {
    dialog.dataset.ready = "yes";
    const records = list.appendChild(document.createElement("div"));
    const search = soon(async () => {
      const typed = input.value.trim();
      records.innerHTML = typed ? await found(typed) : "";
      if (typed === input.value.trim()) mark(input, list, options(list).length ? 0 : -1);
    }, 120);
    input.addEventListener("input", () => {
      const typed = folded(input.value);
      list.querySelectorAll(":scope > a").forEach((hit) => (hit.hidden = !folded(hit.textContent).includes(typed)));
      mark(input, list, 0);
      search();
    });
    input.addEventListener("keydown", (event) => keys(event, input, list));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
  input.value = "";
  list.querySelectorAll(":scope > a").forEach((hit) => (hit.hidden = false));
  dialog.showModal();
  mark(input, list, 0);
  input.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || !document.getElementById("palette")) return;
  event.preventDefault();
  palette();
});
