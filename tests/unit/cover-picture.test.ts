import { renderToString } from '@vue/server-renderer'
import { createSSRApp } from 'vue'
import { describe, expect, it } from 'vitest'
import { runTable } from '../../chart/shipped-tables'
import CoverPicture from '../../components/scaling/CoverPicture.vue'

/** What is drawn: each element by its mark and tone, and where its last point or its centre is. */
async function draw(revealed: boolean) {
  const svg = await renderToString(createSSRApp(CoverPicture, { revealed }))
  const number = (tag: string, name: string) => Number(new RegExp(`\\b${name}="([-\\d.]+)"`).exec(tag)?.[1])
  return [...svg.matchAll(/<(?:path|circle)\b[^>]*>/g)].map(([tag]) => {
    const [x = NaN, y = NaN] = (/ d="[^"]*?([-\d.]+,[-\d.]+)"/.exec(tag)?.[1] ?? '').split(',').map(Number)
    return {
      kind: /class="(\w+(?: \w+)?)/.exec(tag)?.[1],
      x: tag.startsWith('<path') ? x : number(tag, 'cx'),
      y: tag.startsWith('<path') ? y : number(tag, 'cy'),
    }
  })
}

const smallModels = runTable('gpt4-figure1').runs.filter(({ heldOut }) => !heldOut).length

describe('the cover', () => {
  it('ends its curve at the last small model, and shows neither forecast nor run', async () => {
    const drawn = await draw(false)
    const small = drawn.filter(({ kind }) => kind === 'dot small')
    expect(small).toHaveLength(smallModels)
    const last = Math.max(...small.map(({ x }) => x))
    expect(drawn.find(({ kind }) => kind === 'line small')?.x).toBeCloseTo(last, 0)
    expect(new Set(drawn.map(({ kind }) => kind))).toEqual(
      new Set(['line hairline', 'line small', 'dot small', 'ring forecast']),
    )
  })

  it('asks where the run is revealed on the closing slide, at another height', async () => {
    const ring = (await draw(false)).find(({ kind }) => kind === 'ring forecast')
    const revealed = await draw(true)
    const run = revealed.find(({ kind }) => kind === 'dot gpt4')
    const forecast = revealed.find(({ kind }) => kind === 'line forecast')
    expect(run?.x).toBe(ring?.x)
    expect(forecast?.x).toBeCloseTo(run?.x ?? NaN, 0)
    expect(Math.abs((ring?.y ?? NaN) - (forecast?.y ?? NaN))).toBeGreaterThan(4)
    // Neither the ring nor the vertical that it waited on.
    expect(revealed.some(({ kind }) => kind === 'ring forecast')).toBe(false)
    expect(revealed.filter(({ kind }) => kind === 'line hairline')).toHaveLength(1)
  })
})
