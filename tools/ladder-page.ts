import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-chromium'
import { build } from 'vite'

declare global {
  interface Window {
    ladder: typeof import('./ladder-in-page')
    kernels: WebAssembly.Module
  }
}

/** Brings the experiment's engine into a page, as `window.ladder`, with its kernels in `window.kernels`. */
export async function bringLadder(page: Page): Promise<void> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: 'tools/ladder-in-page.ts', formats: ['iife'], name: 'ladder' },
    },
  })
  const [{ output } = { output: [] }] = built as { output: { code: string }[] }[]
  await page.addScriptTag({ content: `${output[0]?.code}\nwindow.ladder = ladder` })
  await page.evaluate(async (bytes) => {
    window.kernels = await WebAssembly.compile(Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0)))
  }, readFileSync('ladder/kernels/kernels.wasm').toString('base64'))
}
