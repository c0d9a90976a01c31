import { PDFDict, PDFDocument, PDFName } from 'pdf-lib'
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** What a page of a PDF shows, as a reader's program finds it. */
interface PdfPage {
  /** The text inside its edges, without white space. */
  text: string
  /** Its links: to an address, to a page of the same file (counted from 0), or `#name` if that name is nowhere in it. */
  links: (string | number)[]
  /** How many paths are filled or stroked on it. */
  paths: number
  /** How many pixel images are drawn on it. */
  images: number
  /** All colours that something is filled with, as `#rrggbb`. */
  fills: Set<string>
  /** In points. */
  size: { width: number; height: number }
}

export interface Pdf {
  pages: PdfPage[]
  outline: { title: string; page: number | string }[]
  title: string
  author: string
  language: string
  /** The kinds of all fonts, as the file names them: Type0, CIDFontType2, Type3. */
  fontKinds: string[]
}

const IMAGES: ReadonlySet<number> = new Set(
  [
    OPS.paintImageXObject,
    OPS.paintInlineImageXObject,
    OPS.paintImageMaskXObject,
    OPS.paintImageXObjectRepeat,
  ].concat([
    OPS.paintImageMaskXObjectGroup,
    OPS.paintImageMaskXObjectRepeat,
    OPS.paintInlineImageXObjectGroup,
  ]),
)

/** A text without white space and without characters that only say where a line may break. */
export const withoutSpace = (text: string) => text.replace(/[\s\p{Cf}]/gu, '')

/** The kinds of all fonts in a PDF, read from its own objects. */
async function fontKinds(bytes: Uint8Array): Promise<string[]> {
  const { context } = await PDFDocument.load(bytes, { updateMetadata: false })
  return context
    .enumerateIndirectObjects()
    .flatMap(([, object]) =>
      object instanceof PDFDict && object.get(PDFName.of('Type')) === PDFName.of('Font')
        ? [String(object.get(PDFName.of('Subtype'))).slice(1)]
        : [],
    )
}

/** Reads a PDF: with pdf.js as a reader would, and its fonts from its objects. */
export async function readPdf(bytes: Uint8Array): Promise<Pdf> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 })
  const pdf = await task.promise
  const pageOf = async (destination: unknown): Promise<number | string> => {
    const place = typeof destination === 'string' ? await pdf.getDestination(destination) : destination
    return Array.isArray(place) ? pdf.getPageIndex(place[0]) : `#${destination}`
  }

  const pages: PdfPage[] = []
  for (let no = 1; no <= pdf.numPages; no++) {
    const page = await pdf.getPage(no)
    const { items } = await page.getTextContent()
    const { fnArray, argsArray } = await page.getOperatorList()
    const annotations = (await page.getAnnotations()) as { subtype: string; url?: string; dest?: unknown }[]
    const { width, height } = page.getViewport({ scale: 1 })
    pages.push({
      text: withoutSpace(
        items
          .map((item) => {
            if (!('str' in item)) return ''
            const [x = -1, y = -1] = (item.transform as number[]).slice(4)
            return x >= 0 && x <= width && y >= 0 && y <= height ? item.str : ''
          })
          .join(''),
      ),
      links: await Promise.all(
        annotations.filter(({ subtype }) => subtype === 'Link').map(({ url, dest }) => url ?? pageOf(dest)),
      ),
      // A path that is only ended, not painted, clips.
      paths: fnArray.filter(
        (operator, at) => operator === OPS.constructPath && argsArray[at][0] !== OPS.endPath,
      ).length,
      images: fnArray.filter((operator) => IMAGES.has(operator)).length,
      fills: new Set(argsArray.filter((_, at) => fnArray[at] === OPS.setFillRGBColor).map(String)),
      size: { width, height },
    })
    page.cleanup()
  }

  const outline = await Promise.all(
    ((await pdf.getOutline()) ?? []).map(async ({ title, dest }) => ({ title, page: await pageOf(dest) })),
  )
  const { info } = (await pdf.getMetadata()) as {
    info: { Title?: string; Author?: string; Language?: string }
  }
  await task.destroy()
  return {
    pages,
    outline,
    title: info.Title ?? '',
    author: info.Author ?? '',
    language: info.Language ?? '',
    fontKinds: await fontKinds(bytes),
  }
}
