import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

// One fault of each kind is put back into the committed state, in a folder of its own, and its test has to fail:
// `npx tsx tests/faults.ts [words of their names]`. One in the page takes as long as its deck is built.

type Fault = readonly [name: string, file: string, from: string, to: string, test: string, only?: string]

const FAULTS: readonly Fault[] = [
  // The law
  ['law: losses of one compute are not averaged', 'law/power-law.ts', 'loss: mean(losses), losses }))', 'loss: losses[0] ?? NaN, losses }))', 'unit/power-law'],
  ['law: neighbours are never merged', 'law/power-law.ts', 'if (groups.length <= MOST_POINTS)', 'if (true)', 'unit/power-law'],
  ['law: merged points weigh as one', 'law/power-law.ts', 'const weight = count /', 'const weight = 1 /', 'unit/power-law'],
  ['law: the order of the runs counts', 'law/power-law.ts', '[...runs].sort((p, q) => p.compute - q.compute || p.loss - q.loss)', '[...runs]', 'unit/power-law'],
  ['posterior: the band is too narrow', 'law/posterior.ts', '95: [at(0.025), at(0.975)]', '95: [at(0.05), at(0.95)]', 'unit/posterior'],
  ['posterior: the median is a quantile', 'law/posterior.ts', 'quantiles(p, compute)(0.5)', 'quantiles(p, compute)(0.6)', 'unit/posterior'],
  ['back-test: runs of one name', 'law/back-test.ts', 'losses.length === 1 &&', '', 'unit/back-test'],
  // Tables
  ['table: two units of compute', 'law/table-warnings.ts', 'gap > WIDE_GAP &&', 'false &&', 'unit/run-table'],
  ['table: nats and bits', 'law/table-warnings.ts', '> NEAR_BITS) return []', '> -1) return []', 'unit/run-table'],
  ['table: units without a proof', 'law/table-warnings.ts', 'stray > NEARER * Math.max(1, strayOf(mended, options))', 'true', 'unit/run-table'],
  ['table: a narrow ladder', 'law/table-warnings.ts', 'if (span >= NARROW) return []', 'return []', 'unit/run-table'],
  ['table: training curves', 'law/run-table.ts', 'if (curves && !options.lastPerRun)', 'if (false)', 'unit/run-table'],
  ['table: the last row by its line', 'law/run-table.ts', '(stepOf(p) >= 0 ? stepOf(p) - stepOf(q) : p.line - q.line)', '(p.line - q.line)', 'unit/run-table'],
  ['table: marks in words', 'law/run-table.ts', 'HELD_OUT.test(above[0] ??', '/^true$/.test(above[0] ??', 'unit/run-table'],
  ['table: JSON over lines', 'law/run-table.ts', "if (/^\\s*\\{/.test(next.content)) break", 'break', 'unit/run-table'],
  ['message: a number of all its digits', 'law/table-messages.ts', 'Number(value.toPrecision(4))', 'value', 'unit/table-messages'],
  ['message: a value that one language lacks', 'law/messages.zh.json', '有 {count} 行待预测的', '有几行待预测的', 'unit/table-messages'],
  ['number: minus zero', 'data/numbers.ts', "text === '0.0%' ? '' :", '', 'unit/table-messages'],
  // The experiment
  ['engine: a gradient is lost', 'ladder/operations.ts', 'multiply(arena, x.gradient.top(rows), y.gradient.top(rows), w.value.transposed)', '', 'unit/model'],
  ['engine: compute is 2·N·D', 'ladder/model.ts', 'return 6 * matrixParameters(width) * tokens', 'return 2 * matrixParameters(width) * tokens', 'unit/ladder'],
  ['pace: a sleep counts', 'ladder/pace.ts', 'const PAUSE = 5000', 'const PAUSE = Infinity', 'unit/pace'],
  ['pace: over all words', 'ladder/pace.ts', 'const RECENT = 50', 'const RECENT = 5000', 'unit/pace'],
  // The wager
  ['wager: a second registration replaces', 'composables/wager/state.ts', 'if (registration) return { ...wager, attempts }', '', 'unit/wager-state'],
  ['wager: models are replaced', 'composables/wager/state.ts', 'rungs: isKnown ? rungs : [...rungs, action.rung]', 'rungs: [action.rung]', 'unit/wager-state'],
  ['wager: never in doubt', 'composables/wager/state.ts', 'return begun - last.registration.at < TALK ? last.registration : undefined', 'return undefined', 'unit/wager-state'],
  ['wager: in doubt though revealed', 'composables/wager/state.ts', 'last.isRevealed || ', '', 'unit/wager-state'],
  ['wager: c is fitted', 'chart/wager.ts', '= forecast(rungs, { c: 0 })\n  const { predicted', '= forecast(rungs)\n  const { predicted', 'unit/wager.test'],
  // Windows
  ['windows: the earlier of two changes wins', 'composables/agreement.ts', 'entry.at > known.at ||', 'entry.at < known.at ||', 'unit/agreement'],
  ['windows: the audience wins over the presenter', 'composables/agreement.ts', "? 'presenter' : 'audience'", "? 'a' : 'b'", 'unit/agreement'],
  ['windows: a late answer moves the presenter', 'composables/agreement.ts', 'if (isPresenter && isLate && before)', 'if (false && before)', 'unit/agreement'],
  ['windows: who is led leads', 'composables/agreement.ts', 'isSomewhere || isAskedFor ? -1 : 0', 'isSomewhere ? -1 : 0', 'unit/agreement'],
  ['windows: an early question is dropped', 'composables/agreement.ts', 'else this.unanswered.push(message.ask)', '', 'unit/agreement'],
  ['windows: what is remembered counts more', 'composables/agreement.ts', 'if (at <= 0 && !key.startsWith(ADDED)) {', 'if (false) {', 'unit/agreement'],
  // The deck
  ['deck: 20 minutes hide nothing', 'setup/preparser.ts', 'frontmatter.hide = true', 'void 0', 'unit/plan'],
  ['deck: 20 minutes plan 30', 'setup/preparser.ts', 'if (frontmatter.duration !== undefined) frontmatter.duration = duration', '', 'unit/plan'],
  ['deck: a note names a slide by its number', 'docs/runbook.zh.md', '标题以「揭晓」开始', '第 28 页', 'unit/facts'],
  ['walk: more places than the source line holds', 'deck/source-line.ts', 'export const ROOM = 49', 'export const ROOM = 99', 'walk/walk', '4:3'],
  ['deck: a typed number is not seen', 'tools/numbers-in-text.ts', 'export function numbersIn(text: string)', "export function numbersIn(text = '', none = (text = ''))", 'unit/numbers'],
  ['figure: another width', 'components/figures/factuality.vue', 'thick-', 'thick-9', 'unit/figures'],
  ['cover: shows the run before the reveal', 'components/scaling/CoverPicture.vue', '<template v-if="revealed">', '<template v-if="true">', 'unit/cover-picture'],
  // What only a browser can show
  ['walk: small text', 'styles/tokens.css', '--text-label: 14px', '--text-label: 12px', 'walk/walk', '4:3'],
  ['walk: faint text in the dark', 'styles/tokens.css', '--muted: #a3a8b0', '--muted: #5a5f66', 'walk/walk', '4:3'],
  ['walk: nothing is announced', 'global-top.vue', '第 {{ currentSlideNo }} 页：', '', 'walk/walk', '16:9'],
  ['walk: a picture without a name', 'components/scaling/CoverPicture.vue', 'role="img" :aria-label="picture"', 'role="img"', 'walk/walk', '16:9'],
  ['walk: it moves though less motion is asked for', 'composables/steps.ts', 'const SECONDS_A_STEP = 0.7', 'const SECONDS_A_STEP = 0.7\nconst matchMedia = () => ({ matches: false })', 'walk/walk', '16:9'],
  ['print: an empty slide is ready', 'tools/print.ts', "!slide.querySelector('.slidev-layout')", 'false', 'export/pdf', "isn’t ready in time"],
  ['print: no outline', 'tools/print.ts', '  addOutline(pdf, starts)\n', '', 'export/pdf', 'outline'],
  ['print: the print page is not built', 'deck/plugins.ts', "__SLIDEV_FEATURE_PRINT__: 'true'", "__SLIDEV_FEATURE_PRINT__: 'false'", 'export/pdf', 'as many pages'],
  ['site: the presenter’s page is in it', 'deck/plugins.ts', "__SLIDEV_FEATURE_PRESENTER__: 'false'", "__SLIDEV_FEATURE_PRESENTER__: 'true'", 'export/build', 'presenter'],
  ['keys: a used control keeps them', 'composables/keys.ts', 'control === pressed', 'false', 'browser/controls'],
  ['touch: a tap beside a control', 'composables/touch.ts', 'const TARGET = 44', 'const TARGET = 4', 'browser/touch', '44 px'],
  ['black: the key turns the slide, too', 'global-top.vue', 'if (!shows.value && code !== held) return', 'if (!shows.value) return', 'browser/black-screen'],
  ['mount: all at once', 'composables/mount-ahead.ts', 'await promiseTimeout(REST)', '', 'browser/motion', 'wait for a rest'],
  ['storage: keep always says that it kept', 'ladder/browser-store.ts', '  } catch {\n    return false\n  }', '  } catch {\n    return true\n  }', 'browser/wager', 'keeps what'],
  ['storage: in one place only', 'composables/wager/memory.ts', 'storage.setItem(SCOPE + STORED, text)', '', 'browser/wager', 'every opening'],
  ['training fails without a word', 'composables/wager/trainer.ts', "act({ do: 'fail', seed, reason: (error as Error).message })", "act({ do: 'leave', window: windowName })", 'browser/wager', 'text is missing'],
  ['the talk is not held', 'setup/root.ts', "'serviceWorker' in navigator", 'false', 'browser/wager', 'server has gone'],
  ['--fresh is ignored', 'composables/wager/memory.ts', 'if (fresh) act', 'if (false) act', 'browser/wager', 'second --fresh'],
  ['a pause is not told', 'components/wager/TrainingMark.vue', 'v-if="isPresenter && progress?.isPaused"', 'v-if="false"', 'browser/wager', 'was paused'],
  ['clock: never begun', 'composables/presenter.ts', "status.value === 'stopped') set(resume)", "status.value === 'stopped') void 0", 'browser/windows', 'the clock begins'],
  ['clock: a trial counts', 'composables/presenter.ts', '!isUnderWay) set(reset)', '!isUnderWay) void 0', 'browser/windows', 'the clock begins'],
  ['clock: another window’s is taken', 'composables/presenter.ts', 'isOurs || window.event instanceof UIEvent', 'true', 'browser/windows', 'the clock begins'],
  ['arrow: it stays', 'composables/presenter.ts', 'sharedState.cursor = undefined', 'void 0', 'browser/windows', 'arrow of a mouse'],
  ['names: a channel of another deck', 'composables/windows.ts', 'new BroadcastChannel(SCOPE)', "new BroadcastChannel('talk')", 'browser/windows', 'bears the name'],
  ['opening: waits for nobody', 'composables/windows.ts', 'return held.some(({ name }) => name === ALIVE)', 'return true', 'browser/windows', 'an only window'],
  ['opening: a refused wake lock', 'setup/main.ts', '.catch(() => undefined as never)', '', 'browser/opening', 'lacks nothing'],
] // prettier-ignore

const folder = mkdtempSync(join(tmpdir(), 'talk-faults-'))
execFileSync('git', ['worktree', 'add', '--force', '--detach', folder, 'HEAD'], { stdio: 'ignore' })
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
const words = process.argv.slice(2)
const missed: string[] = []
try {
  for (const [name, path, from, to, test, only] of FAULTS) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue
    const file = join(folder, path)
    const text = readFileSync(file, 'utf8')
    if (!text.includes(from)) {
      missed.push(`${name}: ${path} has no ${JSON.stringify(from)} any more`)
      continue
    }
    writeFileSync(file, text.replace(from, to))
    const project = test.startsWith('unit/') ? 'unit' : 'browser'
    const args = ['vitest', 'run', '--project', project, `tests/${test}`, ...(only ? ['-t', only] : [])]
    const { status, stdout } = spawnSync('npx', args, { cwd: folder, encoding: 'utf8' })
    writeFileSync(file, text)
    const printed = stripVTControlCharacters(stdout)
    const failed = printed.split('\n').find((line) => line.trim().startsWith('×'))
    if (status === 0 || !/Tests .*failed/.test(printed)) missed.push(`${name}: ${test} says nothing`)
    console.log(`${status === 0 ? 'SURVIVES' : 'fails   '}  ${name}  ${failed?.trim().slice(0, 100) ?? ''}`)
  }
} finally {
  execFileSync('git', ['worktree', 'remove', '--force', folder])
  rmSync(folder, { recursive: true, force: true })
}
for (const line of missed) console.error(line)
process.exitCode = missed.length > 0 ? 1 : 0
