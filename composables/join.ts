import { CLICKS_MAX } from '@slidev/client/constants.ts'
import { getSlide, getSlidePath } from '@slidev/client/logic/slides.ts'
import type { RouteLocationNormalized, Router } from 'vue-router'
import type { Place } from './agreement'
import { join } from './windows'

const isShowing = ({ name, query }: RouteLocationNormalized) =>
  (name === 'play' || name === 'presenter') && !('print' in query)

/** Undefined where no slide has that address: Slidev then goes to one that has. */
function placeOf({ params, query }: RouteLocationNormalized): Place | undefined {
  // A slide stands at its number or at a name of its own.
  const page = getSlide(params.no as string)?.no
  return page === undefined ? undefined : { page, clicks: Number(query.clicks) || 0 }
}

/**
 * Brings a new window to where the others are, then keeps them together.
 *
 * @returns when the first slide to be shown is known
 */
export async function joinOtherWindows(router: Router): Promise<void> {
  await router.isReady()
  const route = () => router.currentRoute.value
  if (!isShowing(route())) return
  const isRedirected = Boolean(route().redirectedFrom)
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  /** While it shows something else, as the overview, a window stays what it was. */
  let isPresenter = route().name === 'presenter'
  const agreement = await join(
    {
      isPresenter: () => isPresenter,
      isShowing: () => isShowing(route()),
      async go({ page, clicks }) {
        const slide = getSlide(page)
        const query = { ...route().query, clicks: clicks || undefined }
        if (slide) await router.replace({ path: getSlidePath(slide, isPresenter), query })
      },
    },
    {
      place: placeOf(route()),
      isAskedFor: navigation?.type === 'navigate' && !isRedirected,
      isSomewhere: isRedirected,
    },
  )
  router.afterEach((to, _, failure) => {
    if (failure || !isShowing(to)) return
    isPresenter = to.name === 'presenter'
    const place = placeOf(to)
    // Slidev asks for the last click of a slide that isn't mounted yet by a number that no slide has, then corrects it.
    if (place && place.clicks < CLICKS_MAX) agreement.moved(place)
  })
  await agreement.begin()
}
