import { badUserInput } from '@tradewind/service'
import { actorOf, lacks, requireKey } from '../context.ts'
import type { Finding } from '../composition/index.ts'
import { findVariant, saveReadme } from '../data/graphs.ts'
import { currentLaunch } from '../data/launches.ts'
import { findListById } from '../data/persisted-queries.ts'
import { allows } from '../domain/key.ts'
import { isStorable } from '../domain/text.ts'
import { variantPath } from '../pages/addresses.ts'
import { checkUrl, toLintResult } from './check.ts'
import type { GraphMutationResolvers, GraphVariantMutationResolvers } from './generated/types.ts'
import { toGit } from './git-context.ts'
import { toCheckConfig } from './query-parameters.ts'
import { validateOperations } from './validate-operations.ts'

/** As Git shows commits. */
const SHORT = 7

const launchPage = (publicUrl: string, graphId: string, variant: string, id: string): string =>
  `${publicUrl}${variantPath(graphId, variant)}/launches/${id}`

const refusedBy = (errors: readonly Finding[]) => badUserInput(errors.map(describe).join('\n'))

function describe({ code, message, locations: [place] = [] }: Finding): string {
  return `${code}: ${message}${place ? ` (line ${place.line}, column ${place.column})` : ''}`
}

export const GraphMutation: GraphMutationResolvers = {
  variant: ({ id }, { name }, { services }) => findVariant(services.prisma, { graphId: id, variant: name }),

  async lintSchema({ id }, { sdl, baseSdl }, context) {
    requireKey(context, 'CHECK')
    return toLintResult(await context.services.checks.lint(id, sdl, baseSdl ?? null))
  },

  async publishSubgraph({ id: graphId }, input, context) {
    const key = requireKey(context, 'PUBLISH')
    const { launches, prisma, publicUrl } = context.services
    const variant = input.graphVariant
    const { sdl } = input.activePartialSchema
    if (sdl == null)
      throw badUserInput('Publish the schema itself: this registry takes no hash instead of it.')
    const outcome = await launches.publish({
      graphId,
      variant,
      subgraphs: [{ name: input.name, url: input.url ?? null, sdl }],
      git: toGit(input.gitContext),
      who: actorOf(key),
    })
    // Rover makes a warning of errors that come with a result; of a schema that was not taken it must be more.
    if (outcome.kind === 'refused') throw refusedBy(outcome.errors)
    const current = await currentLaunch(prisma, { graphId, variant })
    const compositionConfig = current && { schemaHash: current.supergraphSha256!.slice(0, SHORT) }
    const { launch } = outcome
    const url = launch && launchPage(publicUrl, graphId, variant, launch.id)
    const launched = outcome.kind === 'launched'
    const wasCreated = launched && outcome.created.length > 0
    return {
      compositionConfig,
      errors: [...(launch?.errors ?? [])],
      updatedGateway: launched && outcome.launch.composed,
      wasCreated,
      wasUpdated: launched && !wasCreated,
      launchUrl: launched ? url : null,
      launchCliCopy: launched && url ? `Launch ${outcome.launch.number} is at ${url}` : null,
    }
  },

  async removeImplementingServiceAndTriggerComposition({ id: graphId }, input, context) {
    const key = requireKey(context, 'PUBLISH')
    const outcome = await context.services.launches.remove({
      graphId,
      variant: input.graphVariant,
      subgraph: input.name,
      dryRun: input.dryRun,
      git: {},
      who: actorOf(key),
    })
    if (outcome.kind === 'refused' && outcome.errors.some(({ code }) => code === 'UNKNOWN_SUBGRAPH')) {
      throw badUserInput(outcome.errors[0]!.message)
    }
    const errors = outcome.kind === 'refused' ? outcome.errors : (outcome.launch?.errors ?? [])
    return { errors: [...errors], updatedGateway: outcome.kind === 'launched' && outcome.launch.composed }
  },

  uploadSchema: () => ({
    code: 'NOT_FEDERATED',
    message: 'Every graph of this registry is made of subgraphs: publish one with `rover subgraph publish`.',
    success: false,
    publication: null,
  }),

  async upsertContractVariant({ id: graphId }, input, context) {
    const key = requireKey(context, 'PUBLISH')
    const { launches, prisma, publicUrl } = context.services
    const variant = input.contractVariantName
    const { include, exclude, hideUnreachableTypes } = input.filterConfig
    const outcome = await launches.publishContract({
      graphId,
      variant,
      sourceVariant: input.sourceVariant ?? null,
      include,
      exclude,
      hideUnreachable: hideUnreachableTypes === true,
      launch: input.initiateLaunch,
      git: {},
      who: actorOf(key),
    })
    if (outcome.kind === 'refused') {
      return {
        __typename: 'ContractVariantUpsertErrors',
        errorMessages: outcome.errors.map(({ message }) => message),
      }
    }
    const { launch } = outcome
    const launchUrl = launch && launchPage(publicUrl, graphId, variant, launch.id)
    const how = launch?.composed ? 'is at' : 'failed, and routers keep what they have; why is told at'
    return {
      __typename: 'ContractVariantUpsertSuccess',
      contractVariant: (await findVariant(prisma, { graphId, variant }))!,
      launchUrl,
      launchCliCopy: launch && `Launch ${launch.number} ${how} ${launchUrl}`,
    }
  },

  async persistedQueryList({ id: graphId }, { id }, { services }) {
    return await findListById(services.prisma, graphId, id)
  },

  async validateOperations({ id: graphId }, { operations, tag }, context) {
    requireKey(context, 'CHECK')
    const variant = tag ?? 'current'
    const launch = await currentLaunch(context.services.prisma, { graphId, variant })
    if (!launch?.apiSchemaSdl) throw badUserInput(`Nothing has been launched in ${graphId}@${variant}.`)
    return { validationResults: validateOperations(launch.apiSchemaSdl, operations) }
  },
}

export const GraphVariantMutation: GraphVariantMutationResolvers = {
  async submitSubgraphCheckAsync({ graphId, name }, { input }, context) {
    const key = requireKey(context, 'READ')
    if (!allows(key.scopes, 'CHECK')) return { __typename: 'PermissionError', message: lacks(key, 'CHECK') }
    const { checks, publicUrl } = context.services
    const check = await checks.checkSubgraph({
      graphId,
      variant: name,
      subgraph: input.subgraphName,
      sdl: input.proposedSchema,
      git: toGit(input.gitContext),
      config: toCheckConfig(input.config, new Date()),
      who: actorOf(key),
    })
    return { __typename: 'CheckRequestSuccess', targetURL: checkUrl(publicUrl, check), workflowID: check.id }
  },

  async submitCheckSchemaAsync({ graphId, name }, { input }, context) {
    const key = requireKey(context, 'READ')
    if (!allows(key.scopes, 'CHECK')) return { __typename: 'PermissionError', message: lacks(key, 'CHECK') }
    if (input.proposedSchemaDocument == null) {
      return { __typename: 'InvalidInputError', message: 'There is no schema to check.' }
    }
    const { checks, publicUrl } = context.services
    const check = await checks.checkGraph({
      graphId,
      variant: name,
      sdl: input.proposedSchemaDocument,
      git: toGit(input.gitContext),
      config: toCheckConfig(input.config, new Date()),
      who: actorOf(key),
    })
    return { __typename: 'CheckRequestSuccess', targetURL: checkUrl(publicUrl, check), workflowID: check.id }
  },

  async updateVariantReadme({ graphId, name }, { readme }, context) {
    requireKey(context, 'PUBLISH')
    const { prisma } = context.services
    if (readme.length > LONGEST_README || !isStorable(readme)) {
      throw badUserInput(`A README is text of at most ${LONGEST_README} characters.`)
    }
    await saveReadme(prisma, { graphId, variant: name }, readme)
    return await findVariant(prisma, { graphId, variant: name })
  },

  delete() {
    throw badUserInput('Variants are not deleted here: their history is kept. Delete its subgraphs instead.')
  },
}

const LONGEST_README = 500_000
