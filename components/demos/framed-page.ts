// How a page of our own runs in a sandboxed frame: its text goes in unchanged, behind what a browser would bring along.

/** What the frame tells the slide, and what the slide tells the frame. */
export type FrameMessage =
  | { kind: 'ready' }
  /** A button was pressed, counted from 0. */
  | { kind: 'pressed'; button: number }
  /** A press is over, or Escape was pressed: the keys belong to the slides again. */
  | { kind: 'done' }

/** Runs inside the frame, in front of the page. The frame has no origin, so the slide is known by being the parent. */
function bridge() {
  const tell = (message: FrameMessage) => parent.postMessage(message, '*')
  const buttons = () => [...document.querySelectorAll('button')]
  let replaying = false
  addEventListener('click', ({ target }) => {
    const button = buttons().findIndex((candidate) => candidate === target)
    if (button >= 0 && !replaying) tell({ kind: 'pressed', button })
  })
  // A press takes no focus: the word that it is over may come before the focus does, which then would stay.
  addEventListener('mousedown', (event) => event.preventDefault())
  for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => tell({ kind: 'done' }))
  // A finger brings the focus only after it is lifted, with the click; Enter makes a click of no press.
  addEventListener('click', ({ detail }) => {
    if (detail > 0) tell({ kind: 'done' })
  })
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') tell({ kind: 'done' })
  })
  addEventListener('message', ({ source, data }: MessageEvent<number[]>) => {
    if (source !== parent) return
    replaying = true
    for (const button of data) buttons()[button]?.click()
    replaying = false
  })
  // The fonts belong to the picture: an export waits for them.
  addEventListener('load', () => void document.fonts.ready.then(() => tell({ kind: 'ready' })))
}

/** A font of the frame: its file as a `data:` address, for the frame can't fetch one. */
export interface FrameFont {
  family: string
  weight: number
  data: string
}

/**
 * The document for a frame's `srcdoc`: the page as it is, behind a policy that forbids every request, the fonts, and
 * what a browser sets by default in the size of a projector.
 */
export function framedPage(page: string, fonts: readonly FrameFont[], isDark: boolean): string {
  const faces = fonts.map(
    ({ family, weight, data }) =>
      `@font-face { font-family: '${family}'; font-weight: ${weight}; src: url('${data}') format('woff2') }`,
  )
  const families = [...new Set(fonts.map(({ family }) => `'${family}'`))].join(', ')
  return `<!doctype html>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:">
<style>
${faces.join('\n')}
html { color-scheme: ${isDark ? 'dark' : 'light'}; font: 17px/1.5 ${families}, sans-serif; font-synthesis: none }
h1 { font-size: 1.25em } b { font-weight: 400 } button { font: inherit }
/* On a phone the slide, and the frame with it, is less than half as large: a finger has its 44 pixels all the same. */
@media (pointer: coarse) {
  button { position: relative }
  button::after { position: absolute; inset: -40px; content: '' }
}
</style>
<script>(${bridge})()</script>
${page}`
}
