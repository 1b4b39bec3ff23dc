import { buildSchema, GraphQLSchema } from 'graphql'
import type { DiffedChange } from '../diff/change.ts'
import { diffSchemas } from '../diff/diff-schemas.ts'
import { lintSdl } from '../lint/lint-sdl.ts'
import { findBroken } from '../operations/find-broken.ts'
import { createJudge } from '../operations/proofs.ts'
import { ApiSchemaError, buildApiSchema } from './api-schema.ts'
import type { AnalysisAnswer, AnalysisTask, DiffAnswer, DiffTask } from './tasks.ts'

/** Does what takes time with schemas: in a thread (worker.ts), for nobody knows how large they are. */
export function analyse(task: AnalysisTask): AnalysisAnswer {
  switch (task.kind) {
    case 'lint':
      return lintSdl(task.sdl, task.config, task.baseSdl ?? undefined)
    case 'diff':
      return diff(task)
    case 'judge':
      return findBroken(task.changes, task.candidates, createJudge(known(task.before), known(task.after)))
  }
}

function diff({ before, after }: DiffTask): DiffAnswer {
  try {
    const changes: readonly DiffedChange[] = diffSchemas(known(before), buildApiSchema(after))
    return { ok: true, changes }
  } catch (error) {
    if (!(error instanceof ApiSchemaError)) throw error
    return { ok: false, errors: error.messages.map((message) => ({ code: 'INVALID_GRAPHQL', message })) }
  }
}

/** A schema that was found valid before. */
const known = (sdl: string): GraphQLSchema =>
  sdl === '' ? new GraphQLSchema({}) : buildSchema(sdl, { assumeValid: true, assumeValidSDL: true })
