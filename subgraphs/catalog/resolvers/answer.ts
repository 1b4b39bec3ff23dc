import { parseInput } from '@tradewind/service'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { Makings } from '../domain/change-product.ts'
import { Refusal } from '../domain/refusal.ts'

/**
 * The payload of a mutation: what was changed under `key`, or the errors of a Refusal. What the request has loaded
 * before is forgotten, for it may have changed.
 */
export async function answer<Key extends string, Value>(
  key: Key,
  { loaders }: Context,
  change: () => Promise<Value>,
): Promise<{ [K in Key]: Value | null } & { errors: never[] }> {
  try {
    return payload(key, await change(), [])
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return payload<Key, Value>(key, null, error.errors)
  } finally {
    loaders.clearAll()
  }
}

/** GraphQL checks at run time that an error belongs to the payload's union; TypeScript cannot know which were thrown. */
const payload = <Key extends string, Value>(key: Key, value: Value | null, errors: readonly unknown[]) =>
  ({ [key]: value, errors }) as { [K in Key]: Value | null } & { errors: never[] }

/** An input in the form that the domain takes. @throws Refusal with everything that is wrong with it. */
export function parsed<Value>(schema: z.ZodType<Value>, input: unknown): Value {
  const result = parseInput(schema, input)
  if (!result.ok) throw new Refusal(result.errors)
  return result.value
}

export const makings = ({ newId, clock }: Context): Makings => ({ newId, now: clock() })
