import { createRequire } from 'node:module'
import type * as FederationInternals from '@apollo/federation-internals'
import { GraphQLError, printSchema } from 'graphql'
import { toFinding, type Finding } from './finding.ts'

// CommonJS without named exports that Node can see.
const { errorCauses, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } = createRequire(import.meta.url)(
  '@apollo/federation-internals',
) as typeof FederationInternals

export type ApiSchema =
  | { readonly ok: true; readonly apiSchemaSdl: string }
  | { readonly ok: false; readonly errors: readonly Finding[] }

/** The API that a supergraph gives to clients, as SDL; errors where `@inaccessible` leaves no valid one. */
export function apiSchemaOf(supergraphSdl: string): ApiSchema {
  try {
    const supergraph = Supergraph.build(supergraphSdl, {
      supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
      validateSupergraph: false,
    })
    return { ok: true, apiSchemaSdl: `${printSchema(supergraph.apiSchema().toGraphQLJSSchema())}\n` }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const causes = errorCauses(error) ?? (error instanceof GraphQLError ? [error] : null)
    if (!causes) throw error
    return { ok: false, errors: causes.map(toFinding) }
  }
}
