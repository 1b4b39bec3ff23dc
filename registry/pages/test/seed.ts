import { createHash } from 'node:crypto'
import { newId, operationId } from '@tradewind/service'
import type { CheckTask } from '../../checks/types.ts'
import type { PrismaClient } from '../../data/generated/client.ts'
import { HOSTILE } from './hostile.ts'
import { seedSafelist } from './seed-safelist.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const HOUR_MS = 3_600_000

export const apiSchemas = [
  'type Product {\n  title: String!\n  weight: Int\n}\n\ntype Query {\n  product(id: ID!): Product\n}\n',
  `type Product {\n  title: String!\n  name: String @deprecated(reason: "Use title. ${HOSTILE.replaceAll('"', '')}")\n}\n\nenum Size {\n  SMALL\n  LARGE\n}\n\ntype Query {\n  product(id: ID!, size: Size): Product\n}\n`,
] as const

export interface Seeded {
  /** `/graph/shop/variant/current` */
  readonly variant: string
  readonly first: string
  readonly current: string
  readonly failed: string
  readonly check: string
  readonly blockedCheck: string
  readonly operation: string
  readonly revision: string
  readonly safelist: string
}

/** A graph with everything that pages show, and hostile names wherever clients or teams choose them. */
export async function seed(prisma: PrismaClient): Promise<Seeded> {
  const createdAt = new Date('2026-11-22T08:00:00Z')
  const of = { graphId: 'shop', variant: 'current' }
  await prisma.graph.create({ data: { id: 'shop', title: `Shop ${HOSTILE}`, readme: HOSTILE, createdAt } })
  const variant = { graphId: 'shop', federationVersion: '=2.14.4', createdAt }
  await prisma.variant.create({ data: { ...variant, name: 'current', readme: HOSTILE } })
  await prisma.variant.create({
    data: { ...variant, name: 'public', sourceVariant: 'current', include: ['public'], exclude: [HOSTILE] },
  })
  await prisma.variant.create({ data: { ...variant, name: 'empty' } })

  const revisions = [
    'type Product { title: String! }\n',
    `type Product { title: String! }\n# ${HOSTILE}\n`,
  ].map((sdl) => ({
    ...of,
    id: newId(),
    subgraph: 'catalog',
    url: `http://catalog.test/${HOSTILE}`,
    sdl,
    sha256: sha256(sdl),
    createdAt,
  }))
  await prisma.subgraphRevision.createMany({ data: revisions })
  const [old, present] = revisions.map(({ id }) => id) as [string, string]
  await prisma.activeSubgraph.create({
    data: { ...of, name: 'catalog', revisionId: present, updatedAt: createdAt },
  })

  const git = {
    branch: HOSTILE,
    commit: 'abcdef0123456789',
    author: HOSTILE,
    message: HOSTILE,
    remoteUrl: HOSTILE,
  }
  const launches = [
    { number: 1, revision: old, apiSchemaSdl: apiSchemas[0], who: { command: 'npm start' } },
    { number: 2, revision: present, apiSchemaSdl: apiSchemas[1], who: { keyName: HOSTILE } },
    { number: 3, revision: present, apiSchemaSdl: null, who: { staff: 'staff@shop.example' } },
  ].map(({ number, revision, apiSchemaSdl, who }) => ({
    ...of,
    id: newId(),
    number,
    kind: 'PUBLISH' as const,
    status: apiSchemaSdl ? ('COMPOSED' as const) : ('FAILED' as const),
    subgraph: 'catalog',
    federationVersion: '=2.14.4',
    apiSchemaSdl,
    supergraphSdl: apiSchemaSdl && `# supergraph ${number}`,
    supergraphSha256: apiSchemaSdl && sha256(apiSchemaSdl),
    errors: apiSchemaSdl
      ? []
      : [
          {
            code: 'FIELD_TYPE_MISMATCH',
            message: `It is ${HOSTILE}`,
            subgraph: 'catalog',
            locations: [{ line: 3, column: 7 }],
          },
        ],
    hints: apiSchemaSdl ? [{ code: 'INCONSISTENT_DESCRIPTION', message: HOSTILE }] : [],
    revisions: [{ name: 'catalog', revisionId: revision }],
    who,
    git,
    createdAt,
  }))
  await prisma.launch.createMany({ data: launches })
  const [first, current, failed] = launches.map(({ id }) => id) as [string, string, string]
  await prisma.variant.update({
    where: { graphId_name: { graphId: 'shop', name: 'current' } },
    data: { currentLaunchId: current },
  })

  const signature = `query Prices($id: ID!) { product(id: $id) { title } } # ${HOSTILE}`
  const operation = operationId(signature)
  await seedUsage(prisma, signature)
  const check = {
    ...of,
    subgraph: 'catalog',
    sdl: HOSTILE,
    baseLaunchId: current,
    git,
    who: { keyName: HOSTILE },
    createdAt,
  }
  const config = {
    from: createdAt,
    to: createdAt,
    queryCountThreshold: 2,
    queryCountThresholdPercentage: 0.05,
  }
  const checks = [tasks(operation), blockedTasks()].map((found) => ({
    ...check,
    id: newId(),
    status: 'FAILED' as const,
    config: { ...config, from: config.from.toISOString(), to: config.to.toISOString() },
    tasks: JSON.parse(JSON.stringify(found)) as object[],
  }))
  await prisma.check.createMany({ data: checks })
  await prisma.auditEntry.create({
    data: {
      id: newId(),
      at: createdAt,
      graphId: 'shop',
      who: HOSTILE,
      action: 'key.created',
      detail: { name: HOSTILE },
    },
  })
  return {
    variant: '/graph/shop/variant/current',
    first,
    current,
    failed,
    check: checks[0]!.id,
    blockedCheck: checks[1]!.id,
    operation,
    revision: present,
    safelist: await seedSafelist(prisma),
  }
}

/** Two operations from two clients within the last hours, and one long ago. */
async function seedUsage(prisma: PrismaClient, signature: string): Promise<void> {
  const bucket = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS)
  const longAgo = new Date(bucket.getTime() - 40 * 24 * HOUR_MS)
  const add = async (
    text: string,
    name: string | null,
    use: {
      client: string
      requests: number
      errors: number
      bucketOf: number
      at: Date
      coordinates: string[]
    },
  ): Promise<void> => {
    const { client: clientName, requests, errors, bucketOf, at, coordinates } = use
    const id = operationId(text)
    const common = {
      graphId: 'shop',
      variant: 'current',
      clientName,
      clientVersion: clientName && '1.0',
      bucket: at,
    }
    await prisma.operation.create({
      data: { graphId: 'shop', id, name, signature: text, coordinates, firstSeen: at },
    })
    const durations = Array.from({ length: 13 }, (_, index) => (index === bucketOf ? requests : 0))
    await prisma.operationUsage.create({ data: { ...common, operationId: id, requests, errors, durations } })
    await prisma.fieldUsage.createMany({
      data: coordinates.map((coordinate) => ({ ...common, coordinate, requests })),
    })
  }
  await add(signature, 'Prices', {
    client: HOSTILE,
    requests: 12_345,
    errors: 5,
    bucketOf: 4,
    at: bucket,
    coordinates: ['Query.product', 'Query.product(id:)', 'Product.title'],
  })
  await add('query { product { name } }', null, {
    client: '',
    requests: 7,
    errors: 7,
    bucketOf: 12,
    at: bucket,
    coordinates: ['Query.product', 'Product.name'],
  })
  await add('query Old { product { title } }', 'Old', {
    client: 'old-app',
    requests: 3,
    errors: 0,
    bucketOf: 0,
    at: longAgo,
    coordinates: ['Query.product', 'Size.SMALL'],
  })
}

const tasks = (operation: string): CheckTask[] => [
  {
    kind: 'COMPOSITION',
    status: 'PASSED',
    supergraphModified: true,
    errors: [],
    hints: [{ code: 'HINT', message: HOSTILE }],
  },
  {
    kind: 'OPERATIONS',
    status: 'FAILED',
    checkedOperations: 2,
    changes: [
      {
        code: 'FIELD_REMOVED',
        criticality: 'BREAKING',
        severity: 'FAILURE',
        coordinate: 'Product.title',
        description: `field \`Product.title\` removed ${HOSTILE}`,
        affectedCount: 3,
        affected: [
          {
            id: operation,
            name: 'Prices',
            requests: 12_345,
            clients: [{ name: HOSTILE, version: '1.0', requests: 12_345 }],
          },
        ],
      },
      {
        code: 'FIELD_REMOVED',
        criticality: 'BREAKING',
        severity: 'NOTICE',
        coordinate: 'Product.weight',
        description: 'field `Product.weight` removed',
        affectedCount: 0,
        affected: [],
      },
    ],
  },
  {
    kind: 'LINT',
    status: 'FAILED',
    errorsCount: 1,
    warningsCount: 0,
    diagnostics: [
      {
        rule: 'FIELD_NAMES_SHOULD_BE_CAMEL_CASE',
        level: 'ERROR',
        coordinate: 'Product.Title',
        message: HOSTILE,
        sourceLocations: [
          { start: { line: 2, column: 3, byteOffset: 0 }, end: { line: 2, column: 8, byteOffset: 5 } },
        ],
      },
    ],
  },
  {
    kind: 'EVENTS',
    status: 'FAILED',
    comparedWith: 'main (3f2a91c)',
    reportedAt: '2026-11-22T08:00:00Z',
    findings: [
      {
        event: 'ordering.order.placed.v1',
        field: 'lines[].quantity',
        rule: 'field-removed',
        problem: HOSTILE,
        subscribers: ['payments'],
      },
    ],
  },
  {
    kind: 'DOWNSTREAM',
    status: 'PASSED',
    results: [{ variant: 'public', status: 'PASSED', errors: [], changes: [] }],
  },
]

const blockedTasks = (): CheckTask[] => [
  {
    kind: 'COMPOSITION',
    status: 'FAILED',
    supergraphModified: false,
    errors: [{ code: 'INVALID_GRAPHQL', message: HOSTILE }],
    hints: [],
  },
  { kind: 'OPERATIONS', status: 'BLOCKED', checkedOperations: 0, changes: [] },
]
