// Starts the app without a network: keeps all of its files, and hands out the files of one build only. A new build waits
// until every window of the old one is closed, so it never interrupts a report.
const CACHE = "kuemmerer-" + "BUILD";
const FILES = ["FILES"];

addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("kuemmerer-") && name !== CACHE;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => clients.claim()),
  );
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const scope = new URL(registration.scope);
  if (event.request.method !== "GET" || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
  const name = url.pathname.slice(scope.pathname.length) || "index.html";
  event.respondWith(caches.open(CACHE).then((cache) => cache.match(name)).then((kept) => kept || fetch(event.request)));
});
