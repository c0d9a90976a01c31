import { parse, type SFCTemplateBlock } from 'vue/compiler-sfc'

/** A tag with the attributes that are plain text, or one line of a text as it is written. */
export type Piece = {
  /** Counted from 1. */
  line: number
  /** The tags that it stands in. */
  within: readonly string[]
} & ({ tag: string; attributes: Record<string, string> } | { text: string })

/** Ours, Slidev's and Vue's own have names with a capital. */
export const isComponent = (tag: string) => /^[A-Z]/.test(tag)

function* piecesOf(
  nodes: NonNullable<SFCTemplateBlock['ast']>['children'],
  source: string,
  within: readonly string[] = [],
): Generator<Piece> {
  for (const node of nodes) {
    const { start, end } = node.loc
    const written = source.slice(start.offset, end.offset)
    if ('tag' in node) {
      const attributes: Record<string, string> = {}
      for (const prop of node.props) if ('value' in prop) attributes[prop.name] = prop.value?.content ?? ''
      yield { line: start.line, within, tag: node.tag, attributes }
      yield* piecesOf(node.children, source, [...within, node.tag])
    } else if (!written.startsWith('<!--'))
      for (const [index, text] of written.split('\n').entries())
        yield { line: start.line + index, within, text }
  }
}

/**
 * The tags and texts of a component's template, in order, as Vue's own parser reads them.
 *
 * @param source the component's file
 * @param markup the same, as long, without what only looks like a tag
 */
export function piecesOfComponent(source: string, markup = source): Piece[] {
  const { template } = parse(markup, {
    sourceMap: false,
    // A formula may hold two braces: what stands between them is text.
    templateParseOptions: { whitespace: 'preserve', delimiters: ['\0', '\0'] },
  }).descriptor
  return [...piecesOf(template?.ast?.children ?? [], source)]
}

// As in CommonMark, what isn't closed goes on to the end.
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)\n([\s\S]*?)(?:^ {0,3}(\1[`~]*)[ \t]*$|$(?![\s\S]))/gm

const blank = (text: string) => text.replace(/[^\n]/g, ' ')

/** The tags and texts of a slide, in order, without its fences of code. */
export function piecesOfSlide(content: string): Piece[] {
  const words = content.replace(FENCE, blank).replace(/^<<<.*$/gm, blank)
  const slide = `<template>${words}</template>`
  // In code and in a formula a sign begins no tag.
  const markup = slide.replace(
    /(?<!`)(`+)(?!`).*?[^`]\1(?!`)|\$\$[\s\S]*?\$\$|\$(?!\s)[^$\n]*(?<!\s)\$(?!\d)/g,
    (code) => code.replaceAll('<', ' '),
  )
  return piecesOfComponent(slide, markup)
}

/** A slide's fences of code; `line` is that of the opening mark, counted from 1. */
export function fencesIn(content: string) {
  return [...content.matchAll(FENCE)].map(({ index, 2: info = '', 3: code = '', 4: end }) => ({
    line: content.slice(0, index).split('\n').length,
    info: info.trim(),
    code: code.replace(/\n$/, ''),
    isClosed: end !== undefined,
  }))
}
