import { findBrowser } from '../tools/browser'
import { buildSite, buildTalk } from '../tools/build'

/** Runs once before the tests that open the built deck: what takes minutes where it isn't there yet, no test's limit covers. */
export async function setup() {
  process.env.CHROME_PATH = await findBrowser()
  await buildTalk()
  await buildSite('/deck/')
}
