import { parseRunTable, type RunTable } from '../law/run-table'

const files = import.meta.glob<string>('../data/runs/*.csv', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/**
 * A run table that ships with the deck, parsed.
 *
 * @param name its file in `data/runs/`, without the ending
 * @throws if there is no such table
 */
export function runTable(name: string): RunTable {
  const text = files[`../data/runs/${name}.csv`]
  if (text === undefined)
    throw new Error(`data/runs/ has no table "${name}"; there are ${Object.keys(files).join(', ')}`)
  return parseRunTable(text, `${name}.csv`)
}
