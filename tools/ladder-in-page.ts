// What a test or a measurement brings into a page.

export { readCorpus } from '../ladder/corpus'
export { LadderRun } from '../ladder/run'
export { Training } from '../ladder/training'
