import type { Check, GraphCheckRequest, LintDiagnostic, SubgraphCheckRequest } from '../checks/types.ts'

/** What rover's checks need of the registry. */
export interface Checks {
  /** Checks a subgraph's schema against the variant and its clients; stored with all it finds. */
  checkSubgraph(request: SubgraphCheckRequest): Promise<Check>
  /** Checks a whole API schema likewise. */
  checkGraph(request: GraphCheckRequest): Promise<Check>
  /** A check that was run; null when the graph has none such. */
  find(graphId: string, id: string): Promise<Check | null>
  /** Lints a schema; with a base, tells only what is new since. Throws GraphQLError when it does not parse. */
  lint(sdl: string, baseSdl: string | null): Promise<readonly LintDiagnostic[]>
}
