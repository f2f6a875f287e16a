// Keeps the report forms that were opened on this device usable without a connection: the page itself, and the style and script that it
// needs. Nothing else of the platform is kept. What is typed is none of its business: that lies in IndexedDB (report.js).
const PAGES = "diaodu-forms-1";
const ASSETS = "diaodu-assets-1";
const MOST = 40;
const isForm = (url) => /^\/projects\/\d+\/reports\/\d{4}-\d\d$/.test(url.pathname) && !url.search;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function trim(cache) {
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((key) => cache.delete(key)));
}

async function formPage(request) {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      await cache.put(request.url, answer.clone());
      await trim(cache);
    } else {
      await cache.delete(request.url);
    }
    return answer;
  } catch (error) {
    const kept = await cache.match(request.url);
    if (kept) return kept;
    throw error;
  }
}

async function asset(request) {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    await trim(cache);
  }
  return answer;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && isForm(url)) event.respondWith(formPage(event.request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(asset(event.request));
});
