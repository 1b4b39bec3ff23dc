import { parseInput, requireViewer } from '@tradewind/service'
import type { Context } from '../context.ts'
import { createLocation, updateLocation } from '../data/locations.ts'
import { adjustStock, setStock, transferStock, type Answer, type By } from '../data/stock-commands.ts'
import { defaultMustBeActive, locationCodeTaken, locationNotFound, toError } from './errors.ts'
import type { MutationResolvers } from './generated/types.ts'
import {
  adjustStockInput,
  createLocationInput,
  setStockInput,
  transferStockInput,
  updateLocationInput,
} from './inputs.ts'

export const Mutation: MutationResolvers = {
  async createLocation(_, { input }, { prisma, clock }) {
    const parsed = parseInput(createLocationInput, input)
    if (!parsed.ok) return { errors: parsed.errors }
    const location = await createLocation(prisma, parsed.value, clock())
    return location ? { location, errors: [] } : { errors: [locationCodeTaken(parsed.value.code)] }
  },

  async updateLocation(_, { input }, { prisma }) {
    const parsed = parseInput(updateLocationInput, input)
    if (!parsed.ok) return { errors: parsed.errors }
    const location = await updateLocation(prisma, parsed.value)
    if (location === 'NOT_FOUND') return { errors: [locationNotFound('id')] }
    if (location === 'DEFAULT') return { errors: [defaultMustBeActive()] }
    return { location, errors: [] }
  },

  async adjustStock(_, { input }, context) {
    const parsed = parseInput(adjustStockInput, input)
    if (!parsed.ok) return { errors: parsed.errors }
    return oneLevel(await adjustStock(context.prisma, parsed.value, by(context)), context)
  },

  async setStock(_, { input }, context) {
    const parsed = parseInput(setStockInput, input)
    if (!parsed.ok) return { errors: parsed.errors }
    return oneLevel(await setStock(context.prisma, parsed.value, by(context)), context)
  },

  async transferStock(_, { input }, context) {
    const parsed = parseInput(transferStockInput, input)
    if (!parsed.ok) return { errors: parsed.errors }
    const answer = await transferStock(context.prisma, parsed.value, by(context))
    if (!answer.ok) return { errors: [toError(answer.refusal)] }
    const [from, to] = await Promise.all(answer.levelIds.map((id) => context.loaders.level.load(id)))
    return { from: from ?? null, to: to ?? null, errors: [] }
  },
}

const by = (context: Context): By => ({ actorId: requireViewer(context).id, at: context.clock() })

async function oneLevel(answer: Answer, { loaders }: Context) {
  if (!answer.ok) return { errors: [toError(answer.refusal)] }
  const [adjustment, stockLevel] = await Promise.all([
    loaders.adjustment.load(answer.adjustmentIds[0]!),
    loaders.level.load(answer.levelIds[0]!),
  ])
  return { adjustment, stockLevel, errors: [] }
}
