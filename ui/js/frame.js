// How htmx behaves here, and the keys that work on every page.
import htmx from "htmx.org/dist/htmx.esm.js";

window.htmx = htmx; // for the console, and for tests that wait for it

// The content policy allows no inline style and no code from text. A refused form (422) is shown in its place.
Object.assign(htmx.config, {
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0, // pages hold personal data: none of it stays in the browser's store
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

// Every request that changes something carries the form token, which stands in <meta name="csrf">.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf"]')?.content;
  if (token) event.detail.headers["X-CSRF-Token"] = token;
});

// Where a bar of places or tabs is drawn sideways, the one that is open stands in sight.
for (const bar of document.querySelectorAll(".dd-nav, .dd-tabs")) {
  const here = bar.querySelector("[aria-current]");
  if (here && bar.scrollWidth > bar.clientWidth) bar.scrollLeft = here.offsetLeft - bar.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
}

const typing = (target) => target.closest("input, select, textarea, [contenteditable]");

// "/" goes to the search of the page, Escape closes what floats.
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const find = document.querySelector("[data-find]");
    if (find) {
      event.preventDefault();
      find.focus();
    }
  }
  if (event.key === "Escape") {
    document.querySelectorAll("details[data-pop][open]").forEach((pop) => {
      pop.open = false;
      pop.querySelector("summary")?.focus();
    });
  }
});

// A click beside a floating menu closes it.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details[data-pop][open]").forEach((pop) => {
    if (!pop.contains(event.target)) pop.open = false;
  });
});
