import { createHash } from 'node:crypto'
import { z } from 'zod'

/**
 * The upper bounds of the duration histogram in milliseconds, inclusive; one more bucket counts what took longer.
 * Whole-number buckets that both sides know can be added up without a word about how they were made.
 */
export const durationBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] as const

/** What a report may hold. A sender splits what is more; a receiver refuses it. */
export const usageLimits = {
  /** Rows of one report. */
  operations: 1_000,
  /** Characters of one signature. */
  signature: 50_000,
  coordinates: 2_000,
  coordinate: 500,
  /** Characters of an operation's name, a client's name and a client's version. */
  name: 200,
  /** Bytes of a report as JSON, before compression. */
  bytes: 4 * 1024 * 1024,
} as const

const count = z.int().nonnegative()
const name = z.string().max(usageLimits.name)

/**
 * A schema coordinate (GraphQL specification, "Schema Coordinates"): `Product.title`, `Query.product(id:)`,
 * `OrderStatus.PLACED`, `PlaceOrderInput.lines`, `Product`.
 */
const coordinate = z
  .string()
  .max(usageLimits.coordinate)
  .regex(/^[_A-Za-z]\w*(\.[_A-Za-z]\w*(\([_A-Za-z]\w*:\))?)?$/, 'must be a schema coordinate')

const operation = z
  .object({
    /** The normalised text of the operation; its SHA-256 identifies it (`operationId`). */
    signature: z.string().min(1).max(usageLimits.signature),
    /** The operation's own name; empty when it has none. */
    name,
    /** Who sent it, as it called itself; empty strings when it did not. */
    client: z.object({ name, version: name }),
    /**
     * What the operation used of the schema, each once: fields under the type they were selected on and under every
     * type whose field that may be (an interface's field: the interface and its implementations), arguments, types
     * named in type conditions (`Product`), and the enum values and input fields of its literals and of the variables
     * really sent with these requests. `__typename` and introspection are left out.
     */
    coordinates: z.array(coordinate).max(usageLimits.coordinates),
    requests: count.positive(),
    /** How many of the requests had at least one error in their answer. */
    errors: count,
    /** How many of the requests fell into each bucket of `durationBounds`, and one more for what took longer. */
    durations: z.array(count).length(durationBounds.length + 1),
  })
  .refine(({ errors, requests }) => errors <= requests, 'has more errors than requests')
  .refine(
    ({ durations, requests }) => durations.reduce((sum, each) => sum + each, 0) === requests,
    'has durations that do not add up to its requests',
  )

/**
 * What a router tells the registry of the operations that clients sent in a period (`POST /usage`). A row is an
 * operation from one client and version. It never holds a literal or a variable's value.
 */
export const usageReportShape = z.object({
  /** A report that is sent again keeps its id, so that it counts once. */
  id: z.uuid(),
  /** `graph@variant`. */
  graphRef: z
    .string()
    .regex(/^[A-Za-z][\w-]{0,63}@[A-Za-z][\w-]{0,63}$/, 'must be of the form graph@variant'),
  /** When the period ended (RFC 3339, the sender's clock). */
  reportedAt: z.iso.datetime({ offset: true }),
  /** Requests that were served but of which this and earlier reports tell nothing: there was no room to keep them. */
  dropped: count,
  operations: z.array(operation).max(usageLimits.operations),
})

export type UsageReport = z.infer<typeof usageReportShape>
export type OperationUsage = UsageReport['operations'][number]

/** What identifies an operation: SHA-256 of its signature, in hex. */
export const operationId = (signature: string): string => createHash('sha256').update(signature).digest('hex')
