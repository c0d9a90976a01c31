import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'

/** The rooms, and which others each may import from: one way, from what is shown down to what is computed. */
const MAY_IMPORT = {
  law: [],
  data: ['law', 'ladder', 'snippets'],
  ladder: ['law'],
  chart: ['law', 'data'],
  deck: ['law', 'data'],
  composables: ['chart', 'deck', 'law', 'ladder', 'data'],
  components: ['composables', 'chart', 'deck', 'law', 'ladder', 'data', 'snippets', 'styles'],
  tools: ['deck', 'law', 'ladder', 'data', 'setup'],
  scripts: ['tools', 'deck', 'law', 'ladder', 'data'],
}
const ROOMS = [...Object.keys(MAY_IMPORT), 'layouts', 'pages', 'setup', 'snippets', 'styles', 'tests']
/** Rooms that are plain TypeScript, for the browser and for Node. */
const PLAIN = ['law', 'data', 'ladder', 'chart']

const oneWay = Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
  files: [`${room}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^(\\.\\./)+(${ROOMS.filter((other) => other !== room && !allowed.includes(other)).join('|')})/`,
            message: `${room}/ imports only from ${allowed.join(', ') || 'itself'}.`,
          },
          ...(room === 'chart'
            ? [
                {
                  regex: '/data/claims(/|$)',
                  message: 'chart/ knows no claims: the component hands it what the words quote.',
                },
              ]
            : []),
          ...(PLAIN.includes(room)
            ? [{ regex: '^(vue$|@slidev/|@vueuse/)', message: `${room}/ knows nothing of Vue or Slidev.` }]
            : []),
        ],
      },
    ],
  },
}))

export default ts.config(
  {
    ignores: [
      'dist/',
      '.builds/',
      '.slidev/',
      '.cache/',
      'test-results/',
      'tests/fixtures/',
      'ladder/kernels/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  prettier,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.vue'] },
    },
    rules: {
      // Slidev and Vue name layouts and pages by their file.
      'vue/multi-word-component-names': 'off',
      // TypeScript resolves names, its compiler says when one is missing.
      'no-undef': 'off',
      eqeqeq: 'error',
    },
  },
  ...oneWay,
)
