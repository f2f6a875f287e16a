// The report form: saved on leaving a field, kept on this device while there is no connection, sent once when it is back. Without
// script it is a plain form. What waits lies in IndexedDB with the account that typed it, and goes with that account only.
import { csrf, put } from "./put.js";

const STORE = "waiting";
const article = document.querySelector("[data-report]");
const form = article?.querySelector("form[data-put]");

// --- what waits ------------------------------------------------------------------------------------------------------------------
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("diaodu-field", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "url" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function withStore(mode, work) {
  const db = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    db.close();
  }
}
const keep = (item) => withStore("readwrite", (store) => store.put(item));
const drop = (url) => withStore("readwrite", (store) => store.delete(url));
const waiting = () => withStore("readonly", (store) => store.getAll());
const waitingFor = (url) => withStore("readonly", (store) => store.get(url));

const account = () => document.querySelector('meta[name="account"]')?.content;

// --- the form's state ------------------------------------------------------------------------------------------------------------
const line = (name) => article?.querySelector(`[data-${name}]`);
function show(name, on) {
  const bar = line(name);
  if (bar) bar.hidden = !on;
}
// What is kept here and why: "off", no connection; "out", the session is over; "waiting", it is being sent; none.
function showKept(why) {
  for (const name of ["off", "out", "waiting"]) show(name, name === why);
}

// An answer that says that nobody is signed in, or that the server is not itself: what was sent has to wait.
function whyNot(answer) {
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "out";
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/sign-in")) return "out";
  return answer.status >= 500 ? "off" : null;
}

// While something waits it is tried again: a broken connection does not always say so.
const AGAIN_MS = 10_000;
let again;
function tryAgain() {
  clearTimeout(again);
  again = setTimeout(sendAll, AGAIN_MS);
}

function fieldsOf(extra = {}) {
  const data = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  return data.toString();
}

// What a person typed: what the program adds changes with every answer and is no reason to save again.
function typed() {
  const data = new URLSearchParams(new FormData(form));
  for (const name of ["csrf", "version", "opened", "idempotency_key"]) data.delete(name);
  return data.toString();
}

// The answer is the form as it now is: questions, sums, version and what was refused are taken from it; what is being typed stays.
function take(html) {
  const now = new DOMParser().parseFromString(html, "text/html");
  const parts = now.querySelectorAll("[data-part]");
  for (const part of parts) {
    const here = document.getElementById(part.id);
    if (!here || here.innerHTML === part.innerHTML) continue;
    const at = here.contains(document.activeElement) ? document.activeElement : null;
    if (at && at.type !== "radio") continue; // being typed
    here.innerHTML = part.innerHTML;
    here.className = part.className;
    if (at) here.querySelector(`[name="${at.name}"][value="${at.value}"]`)?.focus();
  }
  return parts.length > 0;
}

// After somebody else saved: what only he changed, and where the writer gave way, the fields say what is stored now.
function takeValues(html) {
  const now = new DOMParser().parseFromString(html, "text/html");
  for (const input of now.querySelectorAll("input[id^='f-'], select[id^='f-'], textarea[id^='f-']")) {
    const here = document.getElementById(input.id);
    if (here && here !== document.activeElement) here.value = input.value;
  }
}

let last = form && typed();
let running = Promise.resolve();
function save() {
  running = running.then(saveNow, saveNow);
  return running;
}

async function saveNow() {
  const body = fieldsOf();
  const said = typed();
  if (said === last) return;
  const url = form.dataset.put;
  let why = "off";
  try {
    const answer = await put(url, body);
    why = whyNot(answer);
    if (why) throw new Error(why);
    const html = await answer.text();
    take(html);
    const merged = answer.status === 409 || /(^|&)pick\./.test(body);
    if (merged) takeValues(html);
    last = merged ? typed() : said;
    if (answer.ok) await drop(url).catch(() => {});
    showKept(null);
  } catch {
    await keep({ url, account: account(), body, send: false, at: Date.now() });
    last = said;
    showKept(why ?? "off");
    if (why !== "out") tryAgain();
  }
}

// --- sending what waited ---------------------------------------------------------------------------------------------------------
function renewed(body) {
  const data = new URLSearchParams(body);
  data.set("csrf", csrf());
  return data;
}

// Why it still waits; null: it does no more.
async function sendOne(item) {
  const data = renewed(item.body);
  const answer = item.send
    ? await fetch(item.url, { method: "POST", body: data.toString(), headers: { "Content-Type": "application/x-www-form-urlencoded" } })
    : await put(item.url, data.toString());
  const why = whyNot(answer);
  if (why) return why;
  const here = form && form.dataset.put === item.url;
  if (here || answer.ok) await drop(item.url); // else it stands in its form again, and is sent from there
  if (here && item.send && answer.redirected) {
    location.assign(answer.url);
  } else if (here) {
    const html = await answer.text();
    take(html);
    if (answer.status === 409) takeValues(html);
    last = typed();
    if (item.send) form.querySelector(".dd-note-red, [aria-invalid='true'], fieldset.dd-note-amber")?.scrollIntoView({ block: "center" });
  } else if (!answer.ok) {
    location.assign(item.url); // what was refused is mended where it was typed
  }
  return null;
}

let sending = false;
async function sendAll() {
  if (sending || !navigator.onLine || !csrf() || !account()) return;
  sending = true;
  let why = null;
  try {
    const mine = (await waiting()).filter((item) => String(item.account) === account());
    for (const item of mine) why = (await sendOne(item)) ?? why;
  } catch {
    why = "off";
  }
  sending = false;
  showKept(why);
  if (why === "off") tryAgain();
}

// Kept first, then sent: whatever breaks on the way, it goes once, and is not lost.
async function sendForm(what) {
  await running; // its version is that of the last saving
  await keep({ url: form.dataset.put, account: account(), body: fieldsOf({ do: what }), send: true, at: Date.now() });
  last = typed();
  if (!navigator.onLine) return showKept("off");
  await sendAll();
}

// What was typed before the page was closed stands in the form again.
async function restore() {
  const item = await waitingFor(form.dataset.put).catch(() => null);
  if (!item || String(item.account) !== account()) return;
  for (const [name, value] of new URLSearchParams(item.body)) {
    if (["csrf", "version", "opened", "idempotency_key"].includes(name)) continue;
    const input = form.elements.namedItem(name);
    if (input) input.value = value;
  }
  showKept("waiting");
}

if (form) {
  form.addEventListener("focusout", (event) => {
    if (event.target.matches("input, select, textarea")) save();
  });
  form.addEventListener("focusin", (event) => event.target.matches("input.n") && event.target.select()); // typed over, as in a table
  form.addEventListener("change", (event) => {
    if (event.target.matches('input[type="radio"], select')) save();
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    event.preventDefault();
    if (button?.getAttribute("aria-busy") === "true") return;
    button?.setAttribute("aria-busy", "true");
    sendForm(button?.value ?? "send")
      .catch(() => {
        const what = document.createElement("input"); // nothing can be kept on this device: sent as without script
        Object.assign(what, { type: "hidden", name: "do", value: button?.value ?? "send" });
        form.append(what);
        form.submit();
      })
      .finally(() => button?.removeAttribute("aria-busy"));
  });
  window.addEventListener("offline", () => showKept("off"));
  restore().then(sendAll);
  if (!navigator.onLine) showKept("off");
  navigator.serviceWorker?.register("/sw.js", { scope: "/projects/" }).catch(() => {});
} else if ("indexedDB" in window && csrf()) {
  sendAll();
}
window.addEventListener("online", sendAll);
// Signed out: the pages that the service worker kept are forgotten.
if (!account() && "caches" in window) caches.delete("diaodu-forms-1").catch(() => {});
