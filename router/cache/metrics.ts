import { Counter, Gauge } from 'prom-client'
import type { AnswerStore } from './store.ts'

export const cacheRequests = new Counter({
  name: 'tradewind_router_cache_requests_total',
  help: 'Operations whose answers can be kept, by outcome (hit, miss, bypassed: asked with an identity, or while nothing is kept).',
  labelNames: ['outcome'],
})

export const cacheKept = new Counter({
  name: 'tradewind_router_cache_kept_total',
  help: 'Answers to misses, by outcome (kept, not_kept: with errors, or changed while they were being put together).',
  labelNames: ['outcome'],
})

export const cacheRemoved = new Counter({
  name: 'tradewind_router_cache_removed_total',
  help: 'Kept answers that were removed because an event said that something in them changed.',
})

export const cacheChanges = new Counter({
  name: 'tradewind_router_cache_changes_total',
  help: 'Messages about changes of entities that were heard.',
})

export const cacheListening = new Gauge({
  name: 'tradewind_router_cache_listening',
  help: 'Whether changes are heard (1) or not (0): then nothing is kept.',
})

const sizes = new Set<() => AnswerStore['size']>()

/** Measures what a cache takes whenever metrics are collected. Returns the way to stop. */
export function watchSize(size: () => AnswerStore['size']): () => void {
  sizes.add(size)
  return () => void sizes.delete(size)
}

const total = (part: keyof AnswerStore['size']): number =>
  [...sizes].reduce((sum, size) => sum + size()[part], 0)

export const cacheAnswers = new Gauge({
  name: 'tradewind_router_cache_answers',
  help: 'Answers kept in this process.',
  collect() {
    this.set(total('answers'))
  },
})

export const cacheBytes = new Gauge({
  name: 'tradewind_router_cache_bytes',
  help: 'Bytes that the answers kept in this process take, at most.',
  collect() {
    this.set(total('bytes'))
  },
})
