// Reads a dropped table and computes its forecast beside the page, where a large one doesn't hold up the talk.

import { readRunTable, RunTableError, type RunTable } from '../law/run-table'
import type { Fault, Place } from '../law/table-messages'
import { backTestOf, forecastOf, type ScalingForecast } from './scaling-forecast'
import type { BackTest } from '../law/back-test'

/** What is asked for: a file's table, or the numbers of a table without its largest computes. */
export type TableOrder = { bytes: Uint8Array; name: string } | { table: RunTable; removed: number }

export type TableAnswer =
  { table: RunTable } | { place: Place; fault: Fault } | { forecast: ScalingForecast; backTest: BackTest[] }

/** Fulfils an order, in whatever thread. */
export function fulfil(order: TableOrder): TableAnswer {
  if ('table' in order) {
    const { table, removed } = order
    return { forecast: forecastOf(table, removed), backTest: backTestOf(table, removed) }
  }
  try {
    return { table: readRunTable(order.bytes, order.name, { holdOutLargest: true }) }
  } catch (error) {
    if (!(error instanceof RunTableError)) throw error
    return { place: error.place, fault: error.fault }
  }
}

if (typeof importScripts !== 'undefined')
  addEventListener('message', ({ data: [id, order] }: MessageEvent<[number, TableOrder]>) =>
    postMessage([id, fulfil(order)]),
  )
