import { defineVitePluginsSetup } from '@slidev/types'
import { deckPlugins } from '../deck/plugins'

export default defineVitePluginsSetup(deckPlugins)
