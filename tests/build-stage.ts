import { buildStage } from '../scripts/start'

/** Runs once before the tests of a project: builds the talk as `npm start` does, so that no two files do at once. */
export async function setup() {
  await buildStage()
}
