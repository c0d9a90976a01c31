// The public site's first slide stands in the page before the app: see deck/first-sight.ts.

const inPage = () => document.getElementById('first-sight')

/** Waits for the styles that the page has begun to load; there are none where it waited for them itself. */
export async function stylesLoaded(): Promise<void> {
  const links = document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')
  await Promise.all(
    [...links]
      .filter(({ sheet }) => !sheet)
      .map(
        (link) => new Promise((done) => ['load', 'error'].map((event) => link.addEventListener(event, done))),
      ),
  )
}

/** Takes the page's first slide away, now that the app's own stands there, or that another slide is asked for. */
export const takeOver = () => inPage()?.remove()
