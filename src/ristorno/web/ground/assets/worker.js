// Answers where there is no connection. Keeps nothing of anybody: one page that says so, and what it is dressed in.
// The addresses that it keeps, the page first, are written above it by whoever serves it.
const [page] = kept;
const name = kept.join();

const keep = async (addresses) => (await caches.open(name)).addAll(addresses);

async function forget() {
  for (const each of await caches.keys()) if (each !== name) await caches.delete(each);
  await clients.claim();
}

// The page is kept in the language of the page that was seen last.
async function follow(language) {
  const known = await caches.match(page);
  if (language && known?.headers.get("Content-Language") !== language) await keep([page]);
}

async function visit(event) {
  try {
    const found = await fetch(event.request);
    event.waitUntil(follow(found.headers.get("Content-Language")).catch(() => {}));
    return found;
  } catch {
    return (await caches.match(page)) ?? Response.error();
  }
}

addEventListener("install", (event) => event.waitUntil(keep(kept).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(forget()));
addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === "navigate") event.respondWith(visit(event));
  else if (kept.includes(pathname)) event.respondWith(caches.match(pathname).then((found) => found ?? fetch(event.request)));
});
