import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { launch } from '../tools/browser'
import { serveBuilt } from '../tools/serve'
import { loadDeck } from '../tools/deck'
import { command, minutesOption, say, tellMinutes } from '../tools/command'
import { printDeck, printInto } from '../tools/print'
import { buildTalk } from '../tools/build'

/** What one look before the talk found. */
interface Finding {
  what: string
  found: string
  /** What to do about it; undefined where all is well. */
  mend?: string | false
}

/** The longest that the large run may take, in minutes: from its registration to the reveal. */
const LONGEST = 20

/** Whether this machine runs on its battery; undefined where that can't be told. */
function onBattery(): boolean | undefined {
  const supplies = '/sys/class/power_supply'
  if (existsSync(supplies)) {
    const read = (name: string, what: string) => {
      const file = `${supplies}/${name}/${what}`
      return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
    }
    // A wireless mouse is a battery that is online.
    const online = readdirSync(supplies)
      .filter((name) => read(name, 'type') !== 'Battery')
      .flatMap((name) => read(name, 'online') ?? [])
      .map((text) => text === '1')
    return online.length > 0 ? !online.includes(true) : undefined
  }
  try {
    return execFileSync('pmset', ['-g', 'batt'], { encoding: 'utf8' }).includes('Battery Power')
  } catch {
    return undefined
  }
}

/**
 * Looks at everything that a talk needs, on this machine and in a browser of its own.
 *
 * @param output the PDF to fall back on
 * @param tell hears each finding as soon as it is there
 */
async function rehearse(output: string, tell: (finding: Finding) => void): Promise<void> {
  const battery = onBattery()
  const cores = availableParallelism()
  tell({
    what: 'power and cores',
    found: `${battery === undefined ? 'power unknown' : battery ? 'on battery' : 'plugged in'}, ${cores === 1 ? '1 core' : `${cores} cores`}`,
    mend:
      (battery && 'plug it in') ||
      (cores === 1 && 'take another machine: one core trains and shows slides in turns, both slowly'),
  })

  const deck = await loadDeck()
  const wager = deck.find(({ content }) => content.includes('<Wager />'))?.route ?? '1'
  const { url, close } = await serveBuilt(await buildTalk())
  const browser = await launch()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
    const presenter = await context.newPage()
    const audience = await context.newPage()
    await presenter.goto(`${url}presenter/${wager}?clicks=2`)
    await audience.goto(url)

    const slide = presenter.locator('#slideshow .wager').first()
    await slide.locator('[data-train]').waitFor()
    for (const digit of '100') await presenter.keyboard.press(digit)
    say('trains nine small models, and foretells the large one')
    const began = performance.now()
    await slide.locator('[data-train]').click()
    const failed = slide.locator('[data-failed] .reason')
    const ended = await slide.locator('[data-computed="minutes"]').or(failed).innerText({ timeout: 600_000 })
    const seconds = (performance.now() - began) / 1000
    if (await failed.count())
      tell({
        what: 'training',
        found: ended,
        mend: 'mend the reason and rehearse again; else talk on: the slides show the committed wager and say so',
      })
    else
      tell({
        what: 'training',
        found: `small models in ${seconds.toFixed(0)} s; the large one will take about ${ended} min`,
        mend:
          Number(ended) > LONGEST &&
          'close other programs and rehearse again; else show the rehearsed wagers at the reveal',
      })

    // The talk's own look, in a browser that isn't the speaker's: there the slide itself says so when it is opened.
    await presenter.locator('#slideshow .wager[data-room]').first().waitFor()
    const danger = await slide.locator('[data-danger]').allInnerTexts()
    tell({
      what: 'storage and locks',
      found: danger[0] ?? 'a closed or reloaded window goes on',
      mend: danger.length > 0 && 'free some disk space, and give the talk in a window that is not private',
    })

    const missing = await presenter.evaluate(async () => {
      await document.fonts.ready
      return ['Inter Deck', 'Noto Sans SC Deck', 'Noto Serif SC Deck'].filter(
        (family) =>
          ![...document.fonts].some((font) => font.family.includes(family) && font.status === 'loaded'),
      )
    })
    tell({
      what: 'fonts',
      found: missing.length > 0 ? `not loaded: ${missing.join(', ')}` : 'all loaded',
      mend: missing.length > 0 && 'run npm ci and npm start again: the build misses its font files',
    })

    await presenter.keyboard.press('ArrowRight')
    const inStep = await audience
      .waitForURL((address) => address.pathname.endsWith(`/${wager}`) && address.search === '?clicks=3')
      .then(
        () => true,
        () => false,
      )
    tell({
      what: 'windows',
      found: inStep ? 'audience and presenter in step' : 'the audience’s window doesn’t follow',
      mend:
        !inStep &&
        'open both addresses that npm start prints in one browser, none of them in a private window',
    })
  } finally {
    await browser.close()
    await close()
  }
  tell({
    what: 'old state',
    found:
      'begin the talk with `npm start -- --fresh`: what your browser knows of a rehearsal becomes an earlier talk’s',
  })
  const found = await printInto(printDeck, { output, kinds: [] })
  tell({ what: 'fallback', found: `${found}, with the committed reveal` })
}

await command(import.meta.url, async () => {
  const { values } = parseArgs({
    options: { output: { type: 'string', default: 'talk.pdf' }, ...minutesOption },
  })
  tellMinutes(values)
  await rehearse(values.output, ({ what, found, mend }) => {
    if (mend) process.exitCode = 1
    console.log(`${mend ? 'LOOK' : 'ok  '}  ${what.padEnd(18)} ${found}${mend ? `: ${mend}` : ''}`)
  })
})
