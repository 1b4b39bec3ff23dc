import { badUserInput } from '@tradewind/service'
import { z } from 'zod'
import type { CheckConfig } from './types.ts'

/** What a variant's configuration may say of its checks; what rover's flags say goes before it. */
const variantShape = z.object({
  /** How far back operations count, in seconds. */
  validationPeriodSeconds: z
    .number()
    .positive()
    .default(7 * 24 * 60 * 60),
  queryCountThreshold: z.number().default(1),
  queryCountThresholdPercentage: z.number().default(0),
})

/**
 * The configuration of a check: what was asked for, else what the variant says, else the last seven days and every
 * operation. Throws BAD_USER_INPUT where it makes no sense.
 */
export function resolveConfig(asked: Partial<CheckConfig>, ofVariant: unknown, now: Date): CheckConfig {
  const parsed = variantShape.safeParse(ofVariant)
  const byDefault = parsed.success ? parsed.data : variantShape.parse({})
  const to = asked.to ?? now
  const config: CheckConfig = {
    from: asked.from ?? new Date(to.getTime() - byDefault.validationPeriodSeconds * 1_000),
    to,
    queryCountThreshold: asked.queryCountThreshold ?? byDefault.queryCountThreshold,
    queryCountThresholdPercentage:
      asked.queryCountThresholdPercentage ?? byDefault.queryCountThresholdPercentage,
  }
  refuseNonsense(config)
  return { ...config, queryCountThreshold: Math.max(1, config.queryCountThreshold) }
}

function refuseNonsense({ from, to, queryCountThresholdPercentage: share }: CheckConfig): void {
  if (!(from < to)) throw badUserInput('The validation period ends before it begins.')
  if (!(share >= 0 && share <= 1))
    throw badUserInput('The query percentage threshold must be between 0 and 100 percent.')
}
