import { useNav } from '@slidev/client'
import { useEventListener } from '@vueuse/core'
import { shallowRef } from 'vue'

// A finger on the slides, which a phone shows at less than half their size. Slidev's own swiping forbids the page to be
// zoomed, takes a pinch for a swipe, and turns twice where a swipe begins beside the slide: here it is done anew, and a
// tap finds a control that is too small for a finger.

/** A target's least width and height for a finger, in pixels of the window: WCAG 2.2, 2.5.5. */
const TARGET = 44
/** What a finger may move, in pixels, and it still is a tap. */
const STILL = 10

const CONTROLS = 'a[href], button, select'

/** What a finger tapped last: a control, or none; undefined since a mouse was pressed. */
export const tapped = shallowRef<{ control: Element | undefined }>()

/** The control that is nearest to a point of the window, if the point is inside its target. */
function controlAt(slide: Element, x: number, y: number): HTMLElement | undefined {
  let nearest: HTMLElement | undefined
  let least = Infinity
  for (const control of slide.querySelectorAll<HTMLElement>(CONTROLS)) {
    if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
    if (control.closest('[inert]')) continue
    const { left, right, top, bottom } = control.getBoundingClientRect()
    const [dx, dy] = [Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)]
    const target = TARGET / (window.visualViewport?.scale ?? 1)
    const isInside = 2 * dx <= target - (right - left) || dx === 0
    const isBeside = 2 * dy <= target - (bottom - top) || dy === 0
    const distance = Math.hypot(dx, dy)
    if (!isInside || !isBeside || distance >= least) continue
    nearest = control
    least = distance
  }
  return nearest
}

function use(control: HTMLElement) {
  if (!(control instanceof HTMLSelectElement)) control.click()
  else if ('showPicker' in control) control.showPicker()
  else (control as HTMLSelectElement).focus()
}

const isZoomed = () => (window.visualViewport?.scale ?? 1) > 1.01

/**
 * Lets fingers work the slides of the audience's and the presenter's window: a swipe turns a step, two fingers zoom the
 * page, which one finger then moves, and a tap goes to the control that is nearest, each of them at least 44 pixels wide
 * and high. A chart's handles have a reach of their own (`Handle.vue`).
 */
export function takeTouches(): void {
  const { next, prev, isPlaying } = useNav()

  // Slidev's controls, what is drawn on while the speaker draws, and a handle know a finger by themselves.
  const container = (target: EventTarget | null) =>
    target instanceof Element && !target.closest('nav, #slide-content > svg, [role=slider]')
      ? target.closest('#slide-container')
      : null

  // Slidev itself hears of no other finger.
  useEventListener(
    'pointerdown',
    (event) => {
      if (event.pointerType !== 'touch') tapped.value = undefined
      else if (container(event.target)) event.stopPropagation()
    },
    { capture: true },
  )

  /** Where the one finger came down; undefined while there are several, or what they do is done by others. */
  let began: Touch | undefined
  useEventListener('touchstart', ({ target, touches }) => {
    const [touch] = touches
    began = touch && touches.length === 1 && container(target) ? touch : undefined
  })
  // A long press selects or opens a menu.
  useEventListener(['touchcancel', 'contextmenu'], () => (began = undefined))
  useEventListener(document, 'selectionchange', () => {
    if (getSelection()?.isCollapsed === false) began = undefined
  })

  function tap(event: TouchEvent, x: number, y: number) {
    const target = event.target as Element
    const slides = target.closest('#slide-container')
    const isRead = target.closest('[role=tooltip]')
    const control = slides && !isRead ? controlAt(slides, x, y) : undefined
    tapped.value = { control }
    // The browser presses what the finger is on; it may also choose something else nearby, and less near.
    if (control && control !== target.closest(CONTROLS)) {
      event.preventDefault()
      use(control)
    } else if (target === slides && isPlaying.value) void (x > window.innerWidth / 2 ? next() : prev())
  }

  useEventListener(
    'touchend',
    (event) => {
      const [touch] = event.changedTouches
      if (!began || !touch) return
      const [dx, dy] = [touch.clientX - began.clientX, touch.clientY - began.clientY]
      // A zoomed page moves along under the finger: on the page it stands still, on the screen it doesn't.
      const isStill = Math.hypot(touch.screenX - began.screenX, touch.screenY - began.screenY) < STILL
      began = undefined
      if (isStill) tap(event, touch.clientX, touch.clientY)
      // As far as Slidev wants it.
      else if (!isZoomed() && Math.abs(dx) > Math.max(Math.abs(dy), Math.min(75, 0.3 * window.innerWidth)))
        void (dx < 0 ? next() : prev())
    },
    { passive: false },
  )

  useEventListener(window.visualViewport, 'resize', () =>
    document.documentElement.classList.toggle('zoomed', isZoomed()),
  )
}
