import { remembered } from '../remembered.ts'

const types = ['application/graphql-response+json', 'application/json'] as const
type JsonType = (typeof types)[number]

/**
 * The type of JSON that an answer in one part gets, as Yoga chooses it of an `Accept` header: of the first entry that
 * either type fits, `application/json` where both do. Null where neither is accepted. Remembered:
 * clients write what they like, and most of them the same.
 */
export const acceptedJson = remembered(100, (header: string | undefined) => header, choose)

function choose(header: string | undefined): JsonType | null {
  for (const entry of (header || '*/*').replaceAll(/\s/g, '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = entry.split(';')
    const charset = parameters.find((parameter) => parameter.includes('charset='))
    if (charset !== undefined && charset !== 'charset=utf-8') continue
    const fitting = types.findLast((each) => fits(type, each))
    if (fitting) return fitting
  }
  return null
}

function fits(pattern: string, type: JsonType): boolean {
  const [main, sub] = pattern.split('/')
  return (main === '*' || main === 'application') && (sub === '*' || `application/${sub}` === type)
}
