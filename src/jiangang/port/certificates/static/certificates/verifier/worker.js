// The service worker: keeps the page, its parts, the keys and the status list, so that all of it works without
// network. The server puts VERSION, SCOPE, SHELL, DATA and DECODER before these lines. Nothing is counted or sent.

/* global VERSION, SCOPE, SHELL, DATA, DECODER */
const KEPT = `verifier-${VERSION}`;
const KEPT_DATA = "verifier-data";
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const [shell, data] = await Promise.all([caches.open(KEPT), caches.open(KEPT_DATA)]);
    const fresh = (addresses) => addresses.map((address) => new Request(address, { cache: "no-cache" }));
    await shell.addAll(fresh(SHELL));
    await data.addAll(fresh(DATA)).catch(() => undefined);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("verifier-") && name !== KEPT && name !== KEPT_DATA) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (DATA.includes(address.pathname)) event.respondWith(fromNetwork(request, KEPT_DATA));
  else if (request.mode === "navigate" && address.pathname.startsWith(SCOPE)) {
    event.respondWith(fromNetwork(request, KEPT));
  } else if (SHELL.includes(address.pathname)) event.respondWith(fromKept(request, KEPT));
  else if (address.pathname.startsWith(DECODER)) event.respondWith(fromKept(request, KEPT));
});

async function fromNetwork(request, name) {
  const kept = await caches.open(name);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(request.url, { cache: "no-cache", signal: stop.signal, credentials: "omit" });
    if (answer.ok) await kept.put(request.url, answer.clone());
    if (answer.ok || answer.status === 404) return answer;
  } catch {
    // Without network the kept copy answers.
  } finally {
    clearTimeout(timer);
  }
  const found = await kept.match(request.url, { ignoreSearch: true, ignoreVary: true });
  return found || Response.error();
}

async function fromKept(request, name) {
  const kept = await caches.open(name);
  const found = await kept.match(request.url, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(request.url, { credentials: "omit" });
  if (answer.ok) await kept.put(request.url, answer.clone());
  return answer;
}
