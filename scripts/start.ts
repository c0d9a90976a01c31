import { parseArgs } from 'node:util'
import { preview, type Plugin } from 'vite'
import { buildTalk } from '../tools/build'
import { command, minutesOption, tellMinutes } from '../tools/command'

/** Tells browsers that another talk begins: what they know of an earlier one's wager belongs to that (composables/wager). */
function beginning(): Plugin {
  const cookie = `talk-fresh=${Date.now()}; Path=/; SameSite=Strict`
  return {
    name: 'talk:beginning',
    configurePreviewServer({ middlewares }) {
      middlewares.use((_, response, next) => {
        response.setHeader('Set-Cookie', cookie)
        next()
      })
    },
  }
}

async function main() {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '3030' }, fresh: { type: 'boolean' }, ...minutesOption },
  })
  tellMinutes(values)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port is "${values.port}"; expected a number from 0 to 65535, such as --port 3030`)
  const outDir = await buildTalk()
  // Where the port is taken, the next free one is.
  const { resolvedUrls } = await preview({
    configFile: false,
    logLevel: 'error',
    plugins: values.fresh ? [beginning()] : [],
    build: { outDir },
    preview: { port },
  })
  const [url = ''] = resolvedUrls?.local ?? []
  console.log(`
  for the audience   ${url}
  for the presenter  ${url}presenter/

  Ctrl+C ends it.
`)
}

await command(import.meta.url, main)
