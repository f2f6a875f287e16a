// Uploads with their progress, the arrow keys between photographs. Without script the form posts and the links lead on.

document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("form[data-upload]");
  if (!form) return;
  event.preventDefault();
  send(form);
});

// fetch() does not tell how much has gone; XMLHttpRequest does.
function send(form) {
  const bar = form.querySelector("progress");
  const said = form.querySelector("[data-said]");
  const button = form.querySelector("button");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = Math.round((100 * loaded) / total);
    said.textContent = `${form.dataset.progress} ${bar.value}%`;
  });
  request.addEventListener("load", () => {
    if (request.status === 200) location.assign(request.responseURL);
    else show(request.responseText);
  });
  request.addEventListener("error", () => {
    bar.hidden = true;
    button.disabled = false;
    said.textContent = form.dataset.failed;
  });
  bar.hidden = false;
  button.disabled = true;
  request.send(new FormData(form));
}

// A refusal is a whole page with its reasons: its main part takes the place of ours.
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = document.querySelector("main");
  main.replaceChildren(...(page.querySelector("main")?.childNodes ?? []));
  (main.querySelector('[role="alert"]') ?? main).focus();
  window.scrollTo(0, 0);
}

document.addEventListener("keydown", (event) => {
  const to = { ArrowLeft: "a[data-newer]", ArrowRight: "a[data-older]" }[event.key];
  if (!to || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, summary")) return;
  document.querySelector(to)?.click();
});
