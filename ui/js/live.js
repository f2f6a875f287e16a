// Live pages: an element with data-live="/live/TOPIC?…" gets its panels from the server as they change; each panel is the element
// of that id. What changed is tinted for two seconds. After five seconds without the stream the mark data-live-state says how
// old the figures are.
const STALE_MS = 5000;
const TINT_MS = 2000;

let source;
let last = Date.now();

function put(id, html) {
  const panel = document.getElementById(id);
  if (!panel || panel.contains(document.activeElement?.closest?.("input, select, textarea"))) return;
  const before = new Map([...panel.querySelectorAll("[data-key]")].map((e) => [e.dataset.key, e.textContent]));
  panel.innerHTML = html; // made and escaped by our own server's templates
  for (const element of panel.querySelectorAll("[data-key]")) {
    if (before.size && before.get(element.dataset.key) !== element.textContent) {
      element.classList.add("is-new");
      setTimeout(() => element.classList.remove("is-new"), TINT_MS);
    }
  }
  panel.dispatchEvent(new CustomEvent("dd:panel", { bubbles: true }));
}

function mark(on) {
  document.querySelectorAll("[data-live-state]").forEach((element) => {
    element.classList.toggle("is-off", !on);
    element.querySelector("[data-live-age]")?.replaceChildren(new Date(last).toLocaleTimeString("zh-CN", { hour12: false }));
  });
}

function watch() {
  const address = document.querySelector("[data-live]")?.dataset.live;
  if (source && source.address === address) return;
  source?.close();
  source = undefined;
  if (!address) return;
  source = new EventSource(address);
  source.address = address;
  source.addEventListener("panels", (event) => {
    last = Date.now();
    for (const [id, html] of Object.entries(JSON.parse(event.data).panels)) put(id, html);
    mark(true);
  });
  source.onopen = () => {
    last = Date.now();
    mark(true);
  };
}

setInterval(() => {
  if (source && source.readyState !== EventSource.OPEN && Date.now() - last > STALE_MS) mark(false);
}, 1000);
document.addEventListener("htmx:afterSettle", watch);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && source?.readyState === EventSource.CLOSED) {
    source = undefined;
    watch();
  }
});
watch();
