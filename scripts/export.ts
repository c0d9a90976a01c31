import { parseArgs } from 'node:util'
import { command, minutesOption, tellMinutes } from '../tools/command'
import { printHandout } from '../tools/handout'
import { printDeck, printInto } from '../tools/print'

/** `npm run export -- [--handout | --with-clicks] [--dark] [--range 9-16] [--minutes 20] [--output FILE]` */
await command(import.meta.url, async () => {
  const { values } = parseArgs({
    options: {
      handout: { type: 'boolean', default: false },
      'with-clicks': { type: 'boolean', default: false },
      dark: { type: 'boolean', default: false },
      range: { type: 'string' },
      output: { type: 'string' },
      ...minutesOption,
    },
  })
  tellMinutes(values)
  const { handout, 'with-clicks': withClicks, dark, range, minutes, output } = values
  if (handout && (withClicks || dark))
    throw new Error('--handout prints each slide once, on paper: without --with-clicks and --dark')
  const kinds = [minutes && `${minutes}min`, withClicks && 'clicks', dark && 'dark', handout && 'handout']
  const print = handout ? printHandout : printDeck
  console.log(
    await printInto((site, browser) => print(site, browser, { withClicks, dark, range }), {
      output,
      range,
      kinds,
    }),
  )
})
