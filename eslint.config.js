import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'

export default ts.config(
  {
    ignores: [
      'dist/',
      '.stage/',
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
)
