import { defineUnoSetup } from '@slidev/types'

/** A class has `2-4` for 2.4. */
const decimal = (digits = '') => digits.replace('-', '.')

/** What has a number in the vocabulary of drawing (styles/chart.css), in pixels: `thick-2-4`, `dash-6-4`, `s19`. */
export default defineUnoSetup(() => ({
  rules: [
    [/^thick-([\d-]+)$/, ([, width]) => ({ 'stroke-width': decimal(width) })],
    [/^dash-([\d.]+)-([\d.]+)$/, ([, drawn, left]) => ({ 'stroke-dasharray': `${drawn} ${left}` })],
    [/^s([\d-]+)$/, ([, size]) => ({ 'font-size': `${decimal(size)}px` })],
  ],
}))
