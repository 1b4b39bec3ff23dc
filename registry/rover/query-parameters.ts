import { badUserInput } from '@tradewind/service'
import type { CheckConfig } from '../checks/types.ts'
import type { HistoricQueryParametersInput } from './generated/types.ts'

/** What rover's flags say of the operations that count; what they leave out is the variant's to say. */
export function toCheckConfig(input: HistoricQueryParametersInput, now: Date): Partial<CheckConfig> {
  const { from, to, queryCountThreshold, queryCountThresholdPercentage } = input
  return {
    ...(from != null && { from: toMoment(from, now) }),
    ...(to != null && { to: toMoment(to, now) }),
    ...(queryCountThreshold != null && { queryCountThreshold }),
    ...(queryCountThresholdPercentage != null && { queryCountThresholdPercentage }),
  }
}

/** `-86400` is a day before now, `-0` is now; anything else is a moment. */
function toMoment(text: string, now: Date): Date {
  const seconds = /^-?\d{1,10}$/.test(text) ? Number(text) : null
  const moment = seconds === null ? new Date(text) : new Date(now.getTime() + seconds * 1_000)
  if (Number.isNaN(moment.getTime())) {
    throw badUserInput(`"${text.slice(0, 40)}" is neither a moment nor a number of seconds before now.`)
  }
  return moment
}
