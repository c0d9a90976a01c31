/** Whether the server answers at this page's address: what it doesn't have any more has then been built anew. */
export const isServed = (): Promise<boolean> =>
  fetch(location.href, { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
