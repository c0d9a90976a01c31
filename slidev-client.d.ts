// @slidev/client ships its sources, which don't pass this project's stricter settings: here is what the deck uses of it.
import type { ClicksContext, SlideRoute } from '@slidev/types'
import type { ComputedRef, InjectionKey, Ref, UnwrapNestedRefs } from 'vue'

interface Nav {
  slides: Ref<SlideRoute[]>
  currentSlideNo: ComputedRef<number>
  clicks: ComputedRef<number>
  clicksTotal: ComputedRef<number>
  isPresenter: ComputedRef<boolean>
  isPlaying: ComputedRef<boolean>
  isPrintMode: ComputedRef<boolean>
  isPrintWithClicks: Ref<boolean>
  next: () => Promise<void>
  prev: () => Promise<void>
}
export declare function useNav(): Nav
export declare function useSlideContext(): {
  $clicksContext: ClicksContext
  $page: Ref<number>
  $frontmatter: Record<string, unknown>
  $renderContext: Ref<'slide' | 'presenter' | 'overview' | 'previewNext' | 'none'>
  $scale: Ref<number>
}
export declare function useIsSlideActive(): ComputedRef<boolean>
export declare function useDarkMode(): { isDark: Ref<boolean> }
/** Takes the keyboard from Slidev's shortcuts until the returned function is called. */
export declare function lockShortcuts(): () => void
/** What Slidev keeps the same in all windows. */
export declare const sharedState: {
  timer: {
    status: 'stopped' | 'running' | 'paused'
    slides: Record<number, { start?: number; end?: number }>
    startedAt: number
    pausedAt: number
  }
  /** Where the presenter's mouse is on the slide, in percent, and what the room sees there. */
  cursor?: { x: number; y: number; style?: 'cursor' | 'laser' }
}
/** The presenter's timer: the planned and the passed seconds, whether it counts them up or down. */
export declare function useTimer(): {
  duration: ComputedRef<number>
  passed: ComputedRef<number>
  status: ComputedRef<'stopped' | 'running' | 'paused'>
  reset: () => void
  resume: () => void
}
/** More clicks than any slide has. */
export declare const CLICKS_MAX: number
/** Whose moves Slidev passes on, and whom it moves. */
export declare const syncDirections: Ref<{ presenterReceive: boolean; viewerReceive: boolean }>
/** A slide by its number, or by what its address says. */
export declare function getSlide(no: number | string): SlideRoute | undefined
/** The address of a slide: its name, or else its number. */
export declare function getSlidePath(route: SlideRoute, presenter: boolean): string
/** The clicks of a slide that has none. */
export declare function createFixedClicks(): ClicksContext
/** What Slidev's frame tells the components of a slide. */
export declare const injectionSlidevContext: InjectionKey<UnwrapNestedRefs<{ nav: Nav }>>
export declare const injectionRoute: InjectionKey<SlideRoute>
export declare const injectionFrontmatter: InjectionKey<Record<string, unknown>>
export declare const injectionCurrentPage: InjectionKey<Ref<number>>
export declare const injectionRenderContext: InjectionKey<Ref<string>>
export declare const injectionClicksContext: InjectionKey<Ref<ClicksContext>>
