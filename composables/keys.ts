// Whom the keys belong to. A browser leaves the focus on whatever was clicked, and with it the keys: a clicker's PageDown
// would then turn through a list instead of the talk. Here, once for all controls, Slidev's own among them.

import { nextTick } from 'vue'

/** Keys that a control needs that was reached by keys; of any other control all but Escape. */
const PRESSING: Record<string, readonly string[]> = { BUTTON: ['Enter', ' '], A: ['Enter'] }

const NOT_TYPED_IN = ['button', 'checkbox', 'color', 'file', 'radio', 'range', 'reset', 'submit']

/** Whether keys are letters here. */
export function isTypedIn(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TYPED_IN.includes(target.type)
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable)
}

/** Keys that are the browser's, or only accompany another one. */
export const isBrowsers = ({ key, ctrlKey, altKey, metaKey }: KeyboardEvent) =>
  ctrlKey || altKey || metaKey || /^F\d+$/.test(key)

const isOpenList = (control: Element) =>
  control instanceof HTMLSelectElement && CSS.supports('selector(:open)') && control.matches(':open')

/** Takes the focus from whatever has it, a framed page included: the keys belong to the talk. */
export function giveKeysBack(): void {
  const focused = document.activeElement as HTMLElement | SVGElement | null
  focused?.blur()
  // Some browsers leave the keys in a frame that is merely blurred.
  window.focus()
}

/**
 * Gives the keys back to the talk as soon as a key is pressed that the focused control has no claim to, and hands that
 * key on. A control used by pointer claims none, unless it is typed in or its list is open; one that was reached by keys
 * claims those that work it, and gives them back on Escape. The browser's own shortcuts and Tab stay what they are.
 */
export function keepKeysForTalk(): void {
  let pressing = false
  /** What has the focus because it was pressed. */
  let pressed: Element | null = null
  const listen = <K extends keyof WindowEventMap>(names: K[], hear: (event: WindowEventMap[K]) => void) =>
    names.forEach((name) => addEventListener(name, hear, { capture: true }))

  // A finger's mouse events, with which the focus comes, follow when it is lifted again.
  listen(['pointerdown', 'mousedown'], () => {
    pressing = true
    pressed = document.activeElement
  })
  listen(['pointerup', 'pointercancel', 'mouseup'], () => (pressing = false))
  // Before the first picture of a framed page the browser gives a press to the slide, and the keys to the frame for good.
  listen(['mousedown'], (event) => {
    if (event.target instanceof HTMLIFrameElement) event.preventDefault()
  })
  listen(['focusin'], () => {
    const focused = document.activeElement
    // The same one has the focus anew after a file was chosen, or another window was used.
    if (pressing) pressed = focused
    else if (focused !== pressed) pressed = null
  })

  listen(['keydown'], (event) => {
    const control = document.activeElement
    if (event.key === 'Tab') pressing = false
    if (!control || control === document.body || isTypedIn(control)) return
    if (event.key === 'Tab' || isBrowsers(event)) return
    const claims =
      control === pressed
        ? isOpenList(control)
        : event.key === 'Shift' || (PRESSING[control.tagName]?.includes(event.key) ?? event.key !== 'Escape')
    if (claims) return
    // The key was on its way to the control: it starts anew from the page.
    event.preventDefault()
    event.stopImmediatePropagation()
    giveKeysBack()
    // Only once Slidev has seen where the focus is: it shuts its dialog, which the key may open, when the focus moves.
    void nextTick(() => document.body.dispatchEvent(new KeyboardEvent('keydown', event)))
  })
}
