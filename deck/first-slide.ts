// Run in Node while the public site is built, with Slidev's own plugins: the deck's first slide, drawn as on the stage.

import { useNav } from '@slidev/client'
import { createFixedClicks } from '@slidev/client/composables/useClicks.ts'
import {
  injectionClicksContext,
  injectionCurrentPage,
  injectionFrontmatter,
  injectionRenderContext,
  injectionRoute,
  injectionSlidevContext,
} from '@slidev/client/constants.ts'
import { getSlide } from '@slidev/client/logic/slides.ts'
import type { SlideInfo } from '@slidev/types'
import { createSSRApp, reactive, ref, shallowRef } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { renderToString } from 'vue/server-renderer'

async function draw(): Promise<string> {
  const route = getSlide(1)
  if (!route) throw new Error('the deck has no slide')
  const app = createSSRApp((await route.load()).default)
  const router = createRouter({
    history: createMemoryHistory(import.meta.env.BASE_URL),
    routes: [{ path: '/:no', name: 'play', component: {} }],
  })
  await router.push('/1')
  app.use(router)
  // What Slidev's frame around a slide tells it.
  app.provide(injectionSlidevContext, reactive({ nav: app.runWithContext(useNav) }))
  app.provide(injectionRoute, route)
  app.provide(injectionFrontmatter, (route.meta.slide as SlideInfo).frontmatter)
  app.provide(injectionCurrentPage, ref(1))
  app.provide(injectionRenderContext, ref('slide'))
  app.provide(injectionClicksContext, shallowRef(createFixedClicks()))
  return renderToString(app)
}

// Slidev's navigation reads the address for what is printed.
Object.assign(globalThis, { location: { search: '' } })
/** Its HTML, without click and without a window around it. */
export const html = await draw()
Reflect.deleteProperty(globalThis, 'location')
