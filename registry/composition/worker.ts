/** The thread in which schemas are composed: what it loads, and what a hostile schema costs, ends with it. */
import {
  apiSchemaOf,
  composeSubgraphs,
  filterSupergraph,
  type Finding as Found,
} from '@tradewind/composition'
import { answerTasks } from '../thread/index.ts'
import type { Composition, Finding, Task } from './types.ts'

/** As much as anybody reads, of a schema with an error in every line. */
const MOST_FINDINGS = 100
const LONGEST_MESSAGE = 2_000

function run(task: Task): Composition {
  const composed =
    task.kind === 'compose'
      ? composeSubgraphs(task.subgraphs.map((subgraph) => ({ ...subgraph, place: subgraph.name })))
      : filterSupergraph(task.supergraphSdl, task.filter)
  if (!composed.ok) return { ok: false, errors: toFindings(composed.errors) }
  const api = apiSchemaOf(composed.supergraphSdl)
  if (!api.ok) return { ok: false, errors: toFindings(api.errors) }
  return {
    ok: true,
    supergraphSdl: composed.supergraphSdl,
    apiSchemaSdl: api.apiSchemaSdl,
    hints: toFindings(composed.hints),
  }
}

function toFindings(found: readonly Found[]): Finding[] {
  const findings = found.slice(0, MOST_FINDINGS).map(toFinding)
  if (found.length <= MOST_FINDINGS) return findings
  return [
    ...findings,
    { code: 'MORE_FINDINGS', message: `There are ${found.length - MOST_FINDINGS} more like these.` },
  ]
}

/** A finding is about the subgraph that its places are in; the sentence names the subgraphs where it is about several. */
function toFinding({ code, message, locations }: Found): Finding {
  const places = [...new Set(locations.map(({ place }) => place))]
  return {
    code,
    message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)} …` : message,
    ...(places.length === 1 && places[0] && { subgraph: places[0] }),
    ...(locations.length > 0 && {
      locations: locations.slice(0, MOST_FINDINGS).map(({ line, column }) => ({ line, column })),
    }),
  }
}

/** Nesting without end is told like any other error; anything else that is thrown is a fault of ours. */
function judge(task: Task): Composition {
  try {
    return run(task)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return {
      ok: false,
      unjudged: true,
      errors: [{ code: 'SCHEMA_TOO_DEEP', message: 'The schema is nested too deeply to be composed.' }],
    }
  }
}

answerTasks(judge)
