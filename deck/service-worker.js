/* global FILES, VERSION */
// Holds the whole talk on the speaker's machine: it goes on, and opens anew, where its server has gone. While the server
// answers, it alone counts.

const NAME = `${registration.scope} ${VERSION}`

addEventListener('install', (event) => {
  const kept = caches.open(NAME).then((cache) => cache.addAll(FILES))
  event.waitUntil(kept.then(() => skipWaiting()))
})

addEventListener('activate', (event) => {
  const drop = async () => {
    for (const name of await caches.keys())
      if (name.startsWith(`${registration.scope} `) && name !== NAME) await caches.delete(name)
    await clients.claim()
  }
  event.waitUntil(drop())
})

addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET' || !request.url.startsWith(registration.scope)) return
  const kept = async (error) => {
    const cache = await caches.open(NAME)
    const found = await cache.match(request, { ignoreSearch: true, ignoreVary: true })
    // Every slide's address is the same page.
    const page =
      request.mode === 'navigate' ? await cache.match(registration.scope, { ignoreVary: true }) : undefined
    if (found ?? page) return found ?? page
    throw error
  }
  event.respondWith(fetch(request).catch(kept))
})
