// Live pages: an element with data-live="/live/TOPIC?…" gets its panels from the server as they change; each panel is the element
// of that id. What changed is tinted for two seconds. After five seconds without the stream the mark data-live-state says how
// old the figures are. A browser asks again by itself when the line breaks, but gives up for good at an answer that is none (502 while
// the server starts anew): a wall screen, which nobody touches, asks again itself, until the session has ended.
const STALE_MS = 5000;
const AGAIN_MS = 10_000;
const TINT_MS = 2000;

let source;
let asked = 0;
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

// As people in the province read the time, wherever the screen stands.
const clock = (ms) => new Date(ms).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(0, 16);

function mark(on) {
  for (const element of document.querySelectorAll("[data-live-state]")) {
    const part = (name) => element.querySelector(`[data-live-${name}]`);
    element.classList.toggle("is-off", !on);
    part("on").hidden = !on;
    part("off").hidden = on;
    part("age").textContent = new Date(last).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
    if (on) part("expired").hidden = true;
  }
}

// Asked before the stream is: its own answer says nothing of why it was refused.
async function signedOut() {
  const answer = await fetch("/account", { redirect: "manual" }).catch(() => null);
  return answer?.type === "opaqueredirect" || answer?.status === 401;
}

function watch() {
  const address = document.querySelector("[data-live]")?.dataset.live;
  if (source && source.address === address) return;
  source?.close();
  source = undefined;
  if (!address) return;
  asked = Date.now();
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

async function again() {
  if (source?.readyState !== EventSource.CLOSED) return;
  asked = Date.now();
  const out = await signedOut();
  document.querySelectorAll("[data-live-expired]").forEach((element) => (element.hidden = !out));
  if (out || source?.readyState !== EventSource.CLOSED) return;
  source = undefined;
  watch();
}

setInterval(() => {
  const wall = document.querySelector("[data-clock]");
  if (wall && wall.textContent !== clock(Date.now())) wall.textContent = clock(Date.now());
  if (!source || source.readyState === EventSource.OPEN) return;
  if (Date.now() - last > STALE_MS) mark(false);
  if (Date.now() - asked > AGAIN_MS) again();
}, 1000);
document.addEventListener("htmx:afterSettle", watch);
document.addEventListener("visibilitychange", () => !document.hidden && again());
watch();
