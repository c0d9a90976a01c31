import { findBrowser } from '../scripts/browser'

/** Runs once before the tests of a project: finds or installs the browser, which the tests' own time limits don't cover. */
export async function setup() {
  process.env.CHROME_PATH = await findBrowser()
}
