import { isId } from '@tradewind/service'
import { findCheckOfGraph } from '../data/checks.ts'
import { findVariant } from '../data/graphs.ts'
import { checkGraph } from './check-graph.ts'
import { checkSubgraph } from './check-subgraph.ts'
import { readLintConfig } from './lint/rules.ts'
import type { Tools } from './tools.ts'
import type { Check, GraphCheckRequest, LintDiagnostic, SubgraphCheckRequest } from './types.ts'

export { createAnalyst, type Analyst } from './analysis/index.ts'
export type { Tools } from './tools.ts'

/** Checks of schemas: what would happen if they were published, and whom it would hurt. */
export interface Checks {
  /** Checks a subgraph's schema against the variant and its clients; stored with all it finds. */
  checkSubgraph(request: SubgraphCheckRequest): Promise<Check>
  /** Checks a whole API schema likewise. */
  checkGraph(request: GraphCheckRequest): Promise<Check>
  /** A check that was run; null when the graph has none such. */
  find(graphId: string, id: string): Promise<Check | null>
  /**
   * Lints a schema by the rules of the graph's variant `current` (rover does not say which it means); with a base, tells
   * only what is new since.
   */
  lint(graphId: string, sdl: string, baseSdl: string | null): Promise<readonly LintDiagnostic[]>
}

export const createChecks = (tools: Tools): Checks => ({
  checkSubgraph: (request) => checkSubgraph(tools, request),
  checkGraph: (request) => checkGraph(tools, request),
  find: async (graphId, id) => (isId(id) ? await findCheckOfGraph(tools.prisma, graphId, id) : null),
  async lint(graphId, sdl, baseSdl) {
    const variant = await findVariant(tools.prisma, { graphId, variant: 'current' })
    const { diagnostics } = await tools.analyst.lint({
      sdl,
      baseSdl,
      config: readLintConfig(variant?.lintConfig),
    })
    return diagnostics
  },
})
