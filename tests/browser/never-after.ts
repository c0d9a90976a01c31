/** Lets no timer of so many milliseconds end: what waits for it never comes. Runs in the page. */
export const neverAfter = (delay: number) => {
  const { setTimeout } = window
  window.setTimeout = ((action: TimerHandler, ms?: number, ...rest: unknown[]) =>
    ms === delay ? 0 : setTimeout(action, ms, ...rest)) as typeof window.setTimeout
}
