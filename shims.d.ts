declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent
  export default component
}

declare module 'virtual:deck' {
  import type { Chapter } from './data/chapters'
  export const slides: readonly {
    no: number
    title: string
    chapter?: Chapter
    claims: readonly string[]
    lead: string
  }[]
  export const references: readonly { key: string; number: number; slide: number; html: string }[]
}

declare module 'citeproc' {
  interface Engine {
    setOutputFormat(format: 'html' | 'text'): void
    updateItems(ids: string[]): void
    makeBibliography(): [{ entry_ids: string[][] }, string[]]
  }
  const CSL: {
    Engine: new (
      system: { retrieveItem: (id: string) => unknown; retrieveLocale: () => unknown },
      style: unknown,
      language: string,
      force?: boolean,
    ) => Engine
  }
  export default CSL
}

// The build that Slidev serves unbundled in development, too.
declare module 'mermaid/dist/mermaid.esm.mjs' {
  export { default } from 'mermaid'
}

declare module 'subset-font' {
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: { targetFormat: 'woff2'; keepFeatures?: string[]; dropTables?: string[] },
  ): Promise<Buffer>
}

/** Slidev's own: whether the build has a presenter's window, and whether it is the development server's. */
declare const __SLIDEV_FEATURE_PRESENTER__: boolean
declare const __DEV__: boolean
