/** Signs of a line. */
const LINE = { poems: 16, other: 64 }

/** The beginning of what a model wrote, on one line. */
export const sampleLine = (kind: string, text: string) =>
  kind === 'poems'
    ? Array.from(text.replace(/\s+/g, '')).slice(0, LINE.poems).join('')
    : text.trim().replace(/\s+/g, ' ').slice(0, LINE.other)
