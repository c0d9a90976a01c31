import { defineUnoSetup } from '@slidev/types'

/** A class has `2-4` for 2.4. */
const decimal = (digits = '') => digits.replace('-', '.')

/**
 * What has a number in the vocabulary of drawing (styles/chart.css): `thick-2-4`, `dash-6-4` and `s19` in pixels; `faint-55`
 * and `tint-12`, how much of a line and of an area is seen, in per cent.
 */
export default defineUnoSetup(() => ({
  rules: [
    [/^thick-([\d-]+)$/, ([, width]) => ({ 'stroke-width': decimal(width) })],
    [/^dash-([\d.]+)-([\d.]+)$/, ([, drawn, left]) => ({ 'stroke-dasharray': `${drawn} ${left}` })],
    [/^faint-(\d+)$/, ([, seen]) => ({ 'stroke-opacity': Number(seen) / 100 })],
    [/^tint-(\d+)$/, ([, seen]) => ({ 'fill-opacity': Number(seen) / 100 })],
    [/^s([\d-]+)$/, ([, size]) => ({ 'font-size': `${decimal(size)}px` })],
  ],
}))
