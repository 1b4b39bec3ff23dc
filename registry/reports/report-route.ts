import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { readBytes, type Logger } from '@tradewind/service'
import { z } from 'zod'
import { allows, type Scope } from '../domain/key.ts'
import type { Key, Keys } from '../keys/index.ts'

const unzip = promisify(gunzip)

/** What a program is told when its report is not taken. */
export class RefusedReport extends Error {
  override readonly name = 'RefusedReport'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Where programs report something to the registry. */
export interface ReportRoute<Report> {
  readonly keys: Keys
  readonly logger: Logger
  /** What a key must allow. */
  readonly scope: Scope
  readonly shape: z.ZodType<Report>
  /** The most bytes of a report, before compression. */
  readonly maxBytes: number
  /** Stores it. Throws RefusedReport for what cannot be stored. */
  store(report: Report, key: Key): Promise<void>
}

/** More reports than that at a time wait for their turn: each holds a connection and megabytes. */
const MOST_AT_A_TIME = 4
const MOST_WAITING = 100

/**
 * Takes reports by POST: JSON, gzip or not, with a key. 202 when it is stored or was before; 400, 413, 415 and 422 say
 * that this report will never be; 401, 403 and 404 that something is to be set right; 503 to come again.
 */
export function createReportRoute<Report>(
  route: ReportRoute<Report>,
): (request: Request) => Promise<Response> {
  const { logger } = route
  const inTurn = createTurns()
  return async (request) => {
    try {
      const key = await authenticate(request, route)
      await inTurn(async () => route.store(await readReport(request, route), key))
      return Response.json({ accepted: true }, { status: 202 })
    } catch (error) {
      if (error instanceof RefusedReport)
        return Response.json({ message: error.message }, { status: error.status })
      logger.error({ err: error }, 'A report could not be stored.')
      return Response.json(
        { message: 'The report could not be stored: send it again in a while.' },
        { status: 503 },
      )
    }
  }
}

async function authenticate<Report>(
  request: Request,
  { keys, scope }: Pick<ReportRoute<Report>, 'keys' | 'scope'>,
): Promise<Key> {
  if (request.method !== 'POST') throw new RefusedReport(405, 'Use POST.')
  const key = await keys.authenticate(request.headers.get('x-api-key'))
  if (!key)
    throw new RefusedReport(
      401,
      'The API key is not valid: it is none of this registry, or it has been revoked.',
    )
  if (!allows(key.scopes, scope))
    throw new RefusedReport(403, `The key "${key.name}" may not do this: it takes the scope ${scope}.`)
  return key
}

async function readReport<Report>(
  request: Request,
  { shape, maxBytes }: Pick<ReportRoute<Report>, 'shape' | 'maxBytes'>,
): Promise<Report> {
  const report = shape.safeParse(parseJson(await readText(request, maxBytes)))
  if (report.success) return report.data
  throw new RefusedReport(422, `This is no such report. ${z.prettifyError(report.error).slice(0, 1_000)}`)
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = new RefusedReport(413, `A report has at most ${maxBytes} bytes.`)
  const bytes = await readBytes(request, maxBytes)
  if (!bytes) throw tooLarge
  const encoding = request.headers.get('content-encoding') ?? 'identity'
  if (encoding === 'identity') return bytes.toString()
  if (encoding !== 'gzip') throw new RefusedReport(415, 'Send the report as it is, or compressed with gzip.')
  try {
    return (await unzip(bytes, { maxOutputLength: maxBytes })).toString()
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge
    throw new RefusedReport(400, 'The report is not what gzip makes.')
  }
}

/** What JSON can escape and PostgreSQL cannot hold: NUL, and halves of characters. */
const unstorable = /\\u(0000|d[89a-f][0-9a-f]{2})/i
const storable = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, unstorable.test(text) ? storable : undefined)
  } catch {
    throw new RefusedReport(400, 'The report is not JSON.')
  }
}

/** Lets some work at a time, in the order they came. */
function createTurns() {
  const waiting: (() => void)[] = []
  let working = 0
  return async (work: () => Promise<void>): Promise<void> => {
    if (working < MOST_AT_A_TIME) working++
    else if (waiting.length < MOST_WAITING) await new Promise<void>((resolve) => waiting.push(resolve))
    else throw new RefusedReport(503, 'Too many reports at once: send it again in a while.')
    try {
      await work()
    } finally {
      // A turn is handed on, or given back.
      const next = waiting.shift()
      if (next) next()
      else working--
    }
  }
}
