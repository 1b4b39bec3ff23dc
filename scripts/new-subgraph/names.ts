import { Refusal } from './refusal.ts'

/** What the template's placeholders stand for. */
export interface Names {
  /** The subgraph: `gift-cards`. */
  readonly name: string
  /** What it owns, one and many, as words of a file name: `gift-card`, `gift-cards`. */
  readonly one: string
  readonly many: string
}

const LONGEST = 30
const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Names of the house itself, and of what PostgreSQL and Docker Compose would take for something else. */
const reservedNames = new Set(
  'router console registry tradewind queue redis postgres template0 template1 public none'.split(' '),
)

/** Names of types that the template's own code uses. */
const reservedTypes = new Set(
  (
    'Answer Connection Context Database Decision Environment Loaders Page Prisma PrismaClient Reference Resolvers ' +
    'Services Situation Subscription Transaction Written'
  ).split(' '),
)

/**
 * The names of a subgraph and of what it owns. That is the singular of the subgraph's name (reviews: review) where it
 * looks like a plural, else a note (search: search-note), unless `entity` names it.
 * @throws Refusal
 */
export function namesOf(name: string | undefined, entity?: string): Names {
  if (!name) throw new Refusal('Name the subgraph, in kebab-case: npm run new:subgraph -- gift-cards')
  requireKebabCase(name)
  if (reservedNames.has(name)) {
    throw new Refusal(`"${name}" is reserved for a part of the house itself: choose another name.`)
  }
  if (entity !== undefined) requireKebabCase(entity)
  const one = entity ?? singular(name) ?? `${name}-note`
  const type = pascalCase(one)
  if (reservedTypes.has(type) || type in globalThis) {
    throw new Refusal(`A type cannot be called ${type} here: name what the subgraph owns with --entity.`)
  }
  return { name, one, many: plural(one) }
}

function requireKebabCase(name: string): void {
  if (kebabCase.test(name) && name.length <= LONGEST) return
  throw new Refusal(
    `"${name}" is not in kebab-case: use small letters and digits, words joined by hyphens (gift-cards), ${LONGEST} characters at most.`,
  )
}

/** Each placeholder with what it becomes. */
export function placeholders({ name, one, many }: Names, timestamp: string): ReadonlyMap<string, string> {
  return new Map([
    ['__name__', name],
    ['__timestamp__', timestamp],
    ['__Entity__', pascalCase(one)],
    ['__Entities__', pascalCase(many)],
    ['__entity__', camelCase(one)],
    ['__entities__', camelCase(many)],
    ['__entity-kebab__', one],
    ['__entities-kebab__', many],
    ['__entity_snake__', one.replaceAll('-', '_')],
    ['__entity words__', one.replaceAll('-', ' ')],
    ['__entities words__', many.replaceAll('-', ' ')],
    ['__an entity__', `${/^([aeio]|u(?!ni|s))/.test(one) ? 'an' : 'a'} ${one.replaceAll('-', ' ')}`],
  ])
}

export const pascalCase = (kebab: string): string =>
  kebab
    .split('-')
    .map((word) => `${word[0]!.toUpperCase()}${word.slice(1)}`)
    .join('')

export function camelCase(kebab: string): string {
  const pascal = pascalCase(kebab)
  return `${pascal[0]!.toLowerCase()}${pascal.slice(1)}`
}

/** The singular of what looks like a plural, by the rules for regular nouns; null for anything else. */
function singular(noun: string): string | null {
  if (/[^aeiou]ies$/.test(noun)) return noun.replace(/ies$/, 'y')
  if (/(ss|sh|ch|x|z)es$/.test(noun)) return noun.replace(/es$/, '')
  return /[^isu]s$/.test(noun) ? noun.replace(/s$/, '') : null
}

function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return noun.replace(/y$/, 'ies')
  return /(s|sh|ch|x|z)$/.test(noun) ? `${noun}es` : `${noun}s`
}
