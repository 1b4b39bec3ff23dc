/**
 * Loaded by `--import` into the subgraphs of the crash suite, and nowhere else: there, whoever imports
 * `@tradewind/events` gets ./events.ts, which arms the fail points. The query of its URL goes along: `?folder=…`.
 */
import { registerHooks } from 'node:module'

const armed = new URL('./events.ts', import.meta.url)
armed.search = new URL(import.meta.url).search

registerHooks({
  resolve(specifier, context, nextResolve) {
    const within = context.parentURL === armed.href
    if (specifier !== '@tradewind/events' || within) return nextResolve(specifier, context)
    return { url: armed.href, shortCircuit: true }
  },
})
